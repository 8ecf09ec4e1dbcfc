"""Pictures that a test painter answers with: real files of the size asked for, each different. They show little."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from functools import cache
from typing import Literal

from PIL import Image, ImageDraw

Format = Literal["png", "jpeg", "webp"]


class UnreadablePictureError(ValueError):
    """It is no picture."""


@cache
def _drawn(width: int, height: int, encoding: Format, grain: bool) -> bytes:
    picture = Image.linear_gradient("L").resize((width, height)).quantize(32).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 2 // 3, width, height), fill=(40, 60, 30))
    draw.polygon([(width // 2, height // 4), (width // 3, height * 2 // 3), (width * 2 // 3, height * 2 // 3)], "gray")
    if grain:
        noise = [Image.effect_noise((width, height), 24) for _ in range(3)]
        picture = Image.blend(picture, Image.merge("RGB", noise), 0.4)
    sink = io.BytesIO()
    picture.save(sink, encoding, quality=95 if encoding == "jpeg" else 60)
    return sink.getvalue()


def picture(width: int, height: int, encoding: Format, about: str, *, grain: bool = False) -> bytes:
    """An encoded picture. Drawn once for each size; ``about`` goes into its comment, so no two prompts get the same.

    With ``grain`` it is as many bytes as a painted one, which matters where time is measured.
    """
    drawn = _drawn(width, height, encoding, grain)
    note = b"about " + hashlib.sha256(about.encode()).hexdigest().encode()
    if encoding == "png":  # a tEXt chunk behind the header
        chunk = b"tEXt" + b"Comment\0" + note
        return (
            drawn[:33] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + drawn[33:]
        )
    if encoding == "jpeg":  # a COM segment behind the start of the image
        return drawn[:2] + b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note + drawn[2:]
    note += b" " * (len(note) % 2)
    body = drawn[8:] + b"note" + struct.pack("<I", len(note)) + note
    return b"RIFF" + struct.pack("<I", len(body)) + body


def size_of(data: bytes) -> tuple[int, int, str]:
    """Width, height and format of a picture that was sent. Raises ``UnreadablePictureError``."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.load()
            return opened.width, opened.height, (opened.format or "").lower()
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadablePictureError(str(error)) from error
