"""What the tests of the studio do again and again: let a page have an evening, start it, look at it."""

from __future__ import annotations

import json
from pathlib import Path

from harness.client import Host
from playwright.async_api import Locator, Page, expect

from clients import flac
from server.assets import SAMPLE

PATIENCE_MS = 60_000
"""When a test is given up."""

PLAYING_MS = 120_000
"""The bundled recording lasts a minute and a half and is played in real time."""

SECOND = 2 * 16_000
"""Bytes of a second of audio."""

SENTENCES = ".line .line-text"


def said(from_s: float, to_s: float) -> bytes:
    """A part of the bundled recording."""
    return flac.decode(SAMPLE.read_bytes())[round(from_s * 16_000) * 2 : round(to_s * 16_000) * 2]


async def until_state(page: Page, state: str) -> None:
    await expect(page.locator(f".studio[data-state={state}]")).to_have_count(1, timeout=PLAYING_MS)


async def token_of(page: Page) -> str:
    """The page's own access token."""
    await expect(page.get_by_text("Ready when you are")).to_be_visible(timeout=PATIENCE_MS)
    kept = await page.evaluate("localStorage.getItem('adventure-art.account')")
    return json.loads(kept)["access_token"]


async def evening(page: Page, url: str) -> None:
    """Open the studio of a new account in whose current session two sentences were said and a picture painted."""
    await page.goto(url)
    host = Host(url, await token_of(page), said(0, 9), mode="file")
    client = await host.connect()
    await host.speak()
    await client.send({"type": "end"})
    await expect(page.locator("img[data-scene]")).to_have_count(1, timeout=PATIENCE_MS)
    await expect(page.locator(SENTENCES)).to_have_count(2, timeout=PATIENCE_MS)
    await host.aclose()


async def listen(page: Page) -> None:
    """Start the microphone for the first time."""
    await page.get_by_role("button", name="Start listening").click()
    await page.get_by_role("button", name="Everyone agrees. Start").click()
    await until_state(page, "live")


def picture(page: Page) -> Locator:
    """The picture that the page shows, once it has faded in alone."""
    return page.locator("img[data-scene].picture-new")


async def scene(page: Page) -> int:
    """The number of the scene that is shown."""
    return int(await picture(page).get_attribute("data-scene") or 0)


async def shows(page: Page, number: int) -> None:
    """Wait until this scene is shown."""
    await expect(page.locator(f"img.picture-new[data-scene='{number}']")).to_have_count(1, timeout=PATIENCE_MS)


AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is now, by WCAG 2.2 A and AA and its own best practices."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{wrong['id']} ({wrong['impact']}): {node['html'][:160]} {node['failureSummary'][:400]}"
        for wrong in found["violations"]
        for node in wrong["nodes"]
    ]
