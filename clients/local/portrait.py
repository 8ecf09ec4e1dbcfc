"""Makes a portrait out of whatever picture a person sent. It stores nothing and keeps nothing but pixels."""

from __future__ import annotations

import asyncio
import io
import struct
import warnings

import anyio
import anyio.to_thread
from PIL import Image as Pillow
from PIL import ImageOps

from pipeline.errors import PictureError
from pipeline.model import Image

SIDE = 512
"""Longest side of a portrait, in pixels."""

MAX_PIXELS = 40_000_000
"""Largest picture that is unpacked; a small file may claim to be far larger."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 86

# What Pillow's readers raise for a file that is broken or made to break them.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, LookupError, ArithmeticError, TypeError, struct.error)


class PillowPortraits:
    """Implements ``server.ports.characters.PortraitEncoder``: on a thread, one at a time, since each may be large."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def encode(self, data: bytes) -> Image:
        """See ``PortraitEncoder``."""
        async with self._one:
            return await anyio.to_thread.run_sync(encode, data)


def encode(data: bytes) -> Image:
    """A WebP of at most 512 × 512 pixels, upright, its first frame. Raises ``PictureError``."""
    try:
        with warnings.catch_warnings():
            # It warns of size where we refuse, and of oddities that nobody can mend here.
            warnings.simplefilter("ignore")
            return _encode(data)
    except (*_BROKEN, Pillow.DecompressionBombError):
        raise PictureError("This is not a picture we can read. Send a JPEG, PNG, WebP or GIF.") from None


def _encode(data: bytes) -> Image:
    with Pillow.open(io.BytesIO(data), formats=FORMATS) as opened:
        # Only its header was read so far.
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureError(f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels. Make it smaller.")
        opened.draft("RGB", (2 * SIDE, 2 * SIDE))
        upright = ImageOps.exif_transpose(opened)
        see_through = "A" in upright.getbands() or "transparency" in upright.info
        picture = upright.convert("RGBA" if see_through else "RGB")
    picture.thumbnail((SIDE, SIDE), Pillow.Resampling.LANCZOS)
    # Place, camera and colour profile stay behind.
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4)
    return Image(out.getvalue(), "webp", picture.width, picture.height)
