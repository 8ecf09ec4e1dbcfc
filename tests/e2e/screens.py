"""An evening for pages that only show: a game master whose session is current, a link, and what a page looks like."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from harness.client import Client, Host
from harness.person import Person
from PIL import Image
from playwright.async_api import CDPSession, Page, expect

PATIENCE_MS = 30_000
Pixel = tuple[int, int, int, int]

FAR = 24
"""Colours that differ by less in each part are the same: pictures are compressed."""


class Evening:
    """A game master with a session that is the account's current one."""

    def __init__(self, person: Person, host: Host, client: Client) -> None:
        self.person = person
        self.host = host
        self.client = client

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str) -> AsyncIterator[Evening]:
        async with Person.at(url) as person:
            host = Host(url, person.token, b"")
            try:
                yield cls(person, host, await host.connect())
            finally:
                await host.aclose()

    async def again(self) -> None:
        """After the server was away."""
        self.client = await self.host.connect()

    async def link(self, *scopes: str) -> dict[str, Any]:
        return (await self.person.post("/api/v1/shares", json={"scopes": scopes or ("picture", "caption")})).json()

    async def request(self, prompt: str) -> int:
        """Have it painted; the number of its scene."""
        answer = await self.person.post(f"/api/v1/sessions/{self.host.session_id}/draw", json={"prompt": prompt})
        assert answer.status_code == 202, answer.text
        return answer.json()["scene"]

    async def draw(self, prompt: str, quality: str = "final") -> dict[str, Any]:
        """Have it painted and wait for that; what was published."""
        scene = await self.request(prompt)
        return await self.client.until("image.published", scene=scene, quality=quality)

    async def direct(self, scene: int, what: str) -> None:
        answer = await self.person.post(f"/api/v1/sessions/{self.host.session_id}/scenes/{scene}/{what}")
        assert answer.is_success, answer.text

    async def colour(self, picture: dict[str, Any]) -> Pixel:
        """What the harness's painter painted it in."""
        async with httpx.AsyncClient() as http:
            data = (await http.get(self.host.url + picture["url"])).raise_for_status().content
        return pixel(data, 0.5, 0.5)


def pixel(image: bytes, x: float, y: float) -> Pixel:
    """The colour there, in shares of width and height."""
    with Image.open(io.BytesIO(image)) as opened:
        rgba = opened.convert("RGBA")
    found = rgba.getpixel((round(x * (rgba.width - 1)), round(y * (rgba.height - 1))))
    assert isinstance(found, tuple)
    return (int(found[0]), int(found[1]), int(found[2]), int(found[3]))


def like(one: Pixel, other: Pixel) -> bool:
    return all(abs(a - b) < FAR for a, b in zip(one, other, strict=True))


async def looks(page: Page, x: float = 0.5, y: float = 0.5) -> Pixel:
    """The page's pixel there; alpha 0 where a stream would shine through."""
    return pixel(await page.screenshot(omit_background=True), x, y)


async def until_looks(page: Page, colour: Pixel, x: float = 0.5, y: float = 0.5) -> None:
    """Wait until the page is so there."""
    seen: Pixel | None = None
    for _ in range(PATIENCE_MS // 50):
        seen = await looks(page, x, y)
        if like(seen, colour):
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"{colour} did not come at {x}, {y}; the last was {seen}")


async def shows(page: Page, picture: dict[str, Any] | None) -> None:
    """Wait until this picture, and no other, is the one to be seen."""
    urls = [] if picture is None else [picture["url"]]
    await page.wait_for_function(
        "urls => JSON.stringify([...document.querySelectorAll('.aa-shown')].map(i => i.getAttribute('src')))"
        " === JSON.stringify(urls)",
        arg=urls,
        timeout=PATIENCE_MS,
    )


async def titled(page: Page, title: str) -> None:
    await expect(page.locator(".aa-title.aa-on")).to_have_text(title, timeout=PATIENCE_MS)


async def weighed(cdp: CDPSession) -> tuple[int, int]:
    """(bytes of the page's heap, nodes of its document), after all that is not used was let go."""
    for _ in range(2):
        await cdp.send("HeapProfiler.collectGarbage")
    metrics = {entry["name"]: entry["value"] for entry in (await cdp.send("Performance.getMetrics"))["metrics"]}
    return int(metrics["JSHeapUsedSize"]), int(metrics["Nodes"])
