"""A page in each width that pictures are taken in, as small files. It opens no page and retouches nothing."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image
from playwright.async_api import Page

SIZES = {"1920": (1920, 1080), "1440": (1440, 900), "360": (360, 780)}
QUALITY = 84
SETTLE_MS = 400
"""Text is laid out anew and pictures come when they are scrolled to."""


@dataclass
class Shots:
    """What was taken: ``live-1440`` and so on, each a PNG until all is there, so that no page waits for a codec."""

    png: dict[str, bytes] = field(default_factory=dict[str, bytes])

    async def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        """The page as it is now in each width. ``whole``: down to its end, not only what a window shows of it."""
        for label, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            if whole:
                await page.evaluate("scrollTo(0, document.body.scrollHeight)")
                await page.wait_for_timeout(SETTLE_MS)
            await page.evaluate("scrollTo(0, 0)")
            await page.wait_for_timeout(SETTLE_MS)
            await page.evaluate("Promise.allSettled([...document.images].map((image) => image.src && image.decode()))")
            self.png[f"{name}-{label}"] = await page.screenshot(full_page=whole)
        width, height = SIZES["1440"]
        await page.set_viewport_size({"width": width, "height": height})

    def files(self) -> dict[str, bytes]:
        """Each as a WebP."""
        return {name: webp(Image.open(io.BytesIO(png)).convert("RGB")) for name, png in self.png.items()}


def webp(picture: Image.Image) -> bytes:
    """The picture as a file of the docs."""
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()
