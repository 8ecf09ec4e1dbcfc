"""What painters send → one form: JPEG, near 16:9, of a size that displays show. It judges no content."""

from __future__ import annotations

import asyncio
import base64
import io

import PIL.Image

from clients.answers import UNREADABLE
from pipeline.errors import EngineError
from pipeline.model import Image

WIDEST = 1600
"""Wider pictures are scaled down: no display of the product shows more, and a table's network is not fast."""

_MOST_PIXELS = 24_000_000
"""The largest that vendors make have 17 million."""

_LEAST_WIDE = 256
"""Less is no picture of a moment."""

_QUALITY = 90

_LONGEST = 1_500_000
"""Bytes of a JPEG that goes to a table's displays as it came."""

_NEAR = 0.02
"""By how much a picture may miss 16:9: painters make what is 1 % off, which displays cut away unseen."""

_ORIENTATION = 0x0112


async def fitted(data: bytes | str, name: str) -> Image:
    """``data``, perhaps as base64, as a picture for displays. Raises ``EngineError`` ``malformed`` where it is none."""
    try:
        return await asyncio.to_thread(_fit, data)
    except (OSError, *UNREADABLE, PIL.Image.DecompressionBombError):
        raise EngineError(f"{name} sent a picture that cannot be read.", code="malformed", charged=True) from None


def _fit(data: bytes | str) -> Image:
    if isinstance(data, str):
        data = base64.b64decode(data, validate=True)
    with PIL.Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
        across = min(opened.width, opened.height * 16 // 9)
        if opened.width * opened.height > _MOST_PIXELS or across < _LEAST_WIDE:
            raise ValueError("no size for a picture")
        if _fits(opened, len(data)):
            size = opened.size
            # Read to its end, in the smallest of its scales: a half is none, and this takes a third of the time.
            opened.draft("L", (1, 1))
            opened.load()
            return Image(data, "jpeg", *size)
        picture = opened.convert("RGB")
    width, height = picture.size
    # The middle of it: composers keep what matters from the edges.
    if width * 9 > height * 16:
        kept = height * 16 // 9
        left = (width - kept) // 2
        picture = picture.crop((left, 0, left + kept, height))
    elif width * 9 < height * 16:
        kept = width * 9 // 16
        top = (height - kept) // 2
        picture = picture.crop((0, top, width, top + kept))
    if picture.width > WIDEST:
        picture = picture.resize((WIDEST, WIDEST * 9 // 16), PIL.Image.Resampling.LANCZOS, reducing_gap=2.0)
    encoded = io.BytesIO()
    # WebP would be a third smaller and takes fifteen times as long, and somebody is waiting.
    picture.save(encoded, "JPEG", quality=_QUALITY)
    return Image(encoded.getvalue(), "jpeg", picture.width, picture.height)


def _fits(opened: PIL.Image.Image, length: int) -> bool:
    """Whether displays can have it as it came: nothing is lost by packing it again, and nobody waits for that."""
    return (
        opened.format == "JPEG"
        and opened.mode == "RGB"
        and opened.width <= WIDEST
        and abs(opened.width * 9 - opened.height * 16) <= _NEAR * opened.height * 16
        and length <= _LONGEST
        and opened.getexif().get(_ORIENTATION, 1) == 1
    )
