"""Takes the pictures of the overlay and of the table's display, in all their sizes, at a product that runs.

It shows what the pages do and retouches nothing; the overlay is laid on a chequered ground, so that it is seen where it
lets the stream through.
"""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
from PIL import Image, ImageDraw
from playwright.async_api import Browser, Page
from screenshots_shot import webp
from websockets.asyncio.client import ClientConnection, connect

SIZES = {"1920": (1920, 1080), "1440": (1440, 810), "360": (360, 780)}
"""A TV's and a canvas's, and a phone's."""

SCENE = "A dragon above the castle at dusk"
CORNER = "size=46&pos=bottom-right&radius=18"
CORNER_STYLE = ":root { --aa-margin: 2.4vw; --aa-shadow: 0 10px 40px rgb(0 0 0 / 55%) }"
"""What a streamer might write into OBS's field for it."""
SLOW_MS = 5_000
"""Until every fade has ended."""

SQUARE = 24


@asynccontextmanager
async def _evening(http: httpx.AsyncClient, url: str) -> AsyncIterator[tuple[ClientConnection, str]]:
    """A session that is current: its socket and id."""
    token = (await http.post("/auth/v1/signup", json={})).json()["access_token"]
    http.headers["authorization"] = f"Bearer {token}"
    async with connect(url.replace("http", "ws", 1) + "/api/v1/live") as live:
        hello = {"type": "hello", "protocol": 1, "token": token, "session_id": None, "mode": "live", "after": None}
        audio = {"encoding": "pcm_s16le", "sample_rate": 16000, "channels": 1}
        await live.send(json.dumps(hello | {"stream_id": str(uuid4()), "audio": audio}))
        yield live, (await _until(live, "ready"))["session_id"]


async def _until(live: ClientConnection, kind: str) -> dict[str, str]:
    while (message := json.loads(await live.recv()))["type"] != kind:
        pass
    return message


async def displays(browser: Browser, url: str) -> dict[str, bytes]:
    """Each view in each size as a WebP: ``overlay-1920``, ``table-code-360`` and so on."""
    taken: dict[str, bytes] = {}
    async with httpx.AsyncClient(base_url=url, timeout=60) as http, _evening(http, url) as (live, session):
        page = await browser.new_page()
        await page.goto(f"{url}/table")
        await page.locator(".pairing.on .qr.on").wait_for()
        await _sizes(page, "table-code", taken)
        code = await page.locator(".code").inner_text()
        await http.post("/api/v1/displays", json={"code": code, "label": "Living room"})
        await page.locator(".waiting.on").wait_for()
        await _sizes(page, "table-waiting", taken)
        await http.post(f"/api/v1/sessions/{session}/draw", json={"prompt": SCENE})
        await _until(live, "image.published")
        await page.locator(".aa-shown").wait_for()
        await _sizes(page, "table", taken)
        await page.keyboard.press("Enter")
        await _sizes(page, "table-keys", taken)
        link = (await http.post("/api/v1/shares", json={"scopes": ["picture", "caption"]})).json()["token"]
        page = await browser.new_page()
        for name, look, style in (("overlay", "", ":root {}"), ("overlay-corner", CORNER, CORNER_STYLE)):
            await page.goto("about:blank")
            await page.goto(f"{url}/overlay?{look}#{link}")
            await page.add_style_tag(content=style)
            await page.locator(".aa-shown").wait_for()
            await _sizes(page, name, taken)
    return taken


async def _sizes(page: Page, name: str, taken: dict[str, bytes]) -> None:
    for label, (width, height) in SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        # The longest fade the first time, a new layout afterwards.
        await page.wait_for_timeout(SLOW_MS if label == "1920" else 500)
        taken[f"{name}-{label}"] = _webp(await page.screenshot(omit_background=True))


def _webp(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as opened:
        shot = opened.convert("RGBA")
    ground = Image.new("RGBA", shot.size, (58, 66, 68, 255))
    pen = ImageDraw.Draw(ground)
    for y in range(0, shot.height, SQUARE):
        for x in range(y // SQUARE % 2 * SQUARE, shot.width, 2 * SQUARE):
            pen.rectangle((x, y, x + SQUARE - 1, y + SQUARE - 1), fill=(74, 83, 85, 255))
    ground.alpha_composite(shot)
    return webp(ground.convert("RGB"))
