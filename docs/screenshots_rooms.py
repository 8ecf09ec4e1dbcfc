"""Takes the pictures of the pages around the live view, in all their sizes, at a product that runs.

It shows what the pages do with the sample's evening and a few characters, and retouches nothing.
"""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from pathlib import Path

import httpx
from PIL import Image
from playwright.async_api import Browser, Page

from clients.local.painter import render

SAMPLE = Path(__file__).resolve().parent.parent / "server" / "sample" / "sample.flac"
SIZES = {"1920": (1920, 1080), "1440": (1440, 900), "360": (360, 780)}
EMAIL, PASSWORD = "gm@adventure.example", "a castle by the sea"
QUALITY = 84
CHARACTERS = (
    (
        {
            "name": "Kara Windrider",
            "description": "Silver hair in a long braid, a scar over the left eye, calm and watchful.",
            "attributes": {"species": "half-elf", "age": "about thirty", "build": "tall, wiry", "gear": "a longbow"},
        },
        "a ranger in an old forest at dawn",
    ),
    (
        {
            "name": "Borin Stonehand",
            "description": "A braided red beard, merry eyes, hands like shovels.",
            "attributes": {"species": "dwarf", "age": "old", "build": "broad", "gear": "a hammer"},
        },
        "a dwarf in a tavern",
    ),
    (
        {
            "name": "Nym",
            "description": "Huge ears, always grinning, never where one looks.",
            "attributes": {"species": "goblin", "age": "young", "build": "tiny", "gear": "a bag of keys"},
            "included": False,
        },
        None,
    ),
)


async def rooms(browser: Browser, url: str) -> dict[str, bytes]:
    """Each page in each size as a WebP: ``characters-1440``, ``history-gallery-360`` and so on."""
    taken: dict[str, bytes] = {}
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        session = await _told(http, url)
        await http.post("/api/v1/shares", json={"scopes": ["picture", "caption"], "label": "Players at home"})
        await http.patch(f"/api/v1/sessions/{session}", json={"name": "The sleeping dragon"})
    page = await browser.new_page()
    await page.goto(f"{url}/#/account")
    await page.get_by_role("button", name="Sign in", exact=True).wait_for()
    await _sizes(page, "account-guest", taken)
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.get_by_role("button", name="Lose it and sign out").click()
    await page.get_by_role("heading", name="Who tells the story?").wait_for()
    await page.get_by_role("button", name="Try it without an account").wait_for()
    await _sizes(page, "door", taken)
    await page.get_by_label("Email address").fill(EMAIL)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.locator("form button[type=submit]").click()
    await page.get_by_text("Signed in as").wait_for()
    for name, where, words in (
        ("account", "account", "Signed in as"),
        ("history", "history", "The sleeping dragon"),
        ("history-gallery", f"history/{session}", "Scene 1 "),
        ("history-timeline", f"history/{session}?view=timeline", "The place changed"),
        ("history-recap", f"history/{session}/recap", "Save as a page"),
        ("characters", "characters", "Borin Stonehand"),
        ("style", "style", "Woodcut"),
        ("displays", "displays", "Players at home"),
        ("settings", "settings", "offline-painter"),
    ):
        await page.goto(f"{url}/#/{where}")
        await page.get_by_text(words).first.wait_for()
        await _sizes(page, name, taken)
    await page.goto(f"{url}/#/characters")
    await page.get_by_role("button", name="Change Kara Windrider").click()
    await page.get_by_role("dialog").get_by_label("Name").wait_for()
    await _sizes(page, "character", taken)
    return taken


async def _told(http: httpx.AsyncClient, url: str) -> str:
    """The session of an account that has characters and has told the sample."""
    made = await http.post("/auth/v1/signup", json={"email": EMAIL, "password": PASSWORD})
    token = made.raise_for_status().json()["access_token"]
    http.headers["authorization"] = f"Bearer {token}"
    for character, scene in CHARACTERS:
        kept = (await http.post("/api/v1/characters", json=character)).raise_for_status().json()
        if scene is not None:
            headers = {"content-type": "image/png"}
            await http.put(f"/api/v1/characters/{kept['id']}/portrait", content=_square(scene), headers=headers)
    names = [{"name": "Thalindra", "pronunciation": "thah-LIN-drah"}, {"name": "Ravenmoor", "pronunciation": ""}]
    await http.put("/api/v1/glossary", json={"names": names})
    command = [sys.executable, "-m", "server.cli", "stream", str(SAMPLE)]
    environment = {**os.environ, "ADVENTURE_TOKEN": token, "ADVENTURE_URL": url}
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return (await http.get("/api/v1/sessions/current")).raise_for_status().json()["id"]


def _square(scene: str) -> bytes:
    with Image.open(io.BytesIO(render(scene, "oil").data)) as opened:
        picture = opened.convert("RGB")
    left = (picture.width - picture.height) // 2
    out = io.BytesIO()
    picture.crop((left, 0, left + picture.height, picture.height)).save(out, "PNG")
    return out.getvalue()


async def _sizes(page: Page, name: str, taken: dict[str, bytes]) -> None:
    for label, (width, height) in SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        # Pictures come when they are scrolled to.
        await page.evaluate("scrollTo(0, document.body.scrollHeight)")
        await page.wait_for_timeout(400)
        await page.evaluate("scrollTo(0, 0)")
        await page.evaluate("Promise.allSettled([...document.images].map((image) => image.decode()))")
        with Image.open(io.BytesIO(await page.screenshot(full_page=True))) as shot:
            out = io.BytesIO()
            shot.convert("RGB").save(out, "WEBP", quality=QUALITY, method=4)
        taken[f"{name}-{label}"] = out.getvalue()
