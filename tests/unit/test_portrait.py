"""A portrait is small, upright and nothing but pixels, whatever was sent; what would unpack to too much is refused."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import pytest
from PIL import Image as Pillow
from PIL import PngImagePlugin

from clients.local.portrait import MAX_PIXELS, PillowPortraits, encode
from pipeline.errors import PictureError


def written(picture: Pillow.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def halves(width: int, height: int, mode: str = "RGB") -> Pillow.Image:
    """Red above, blue below."""
    picture = Pillow.new(mode, (width, height), "red")
    picture.paste("blue", (0, height // 2, width, height))
    return picture


def opened(data: bytes) -> Pillow.Image:
    return Pillow.open(io.BytesIO(data))


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_any_picture_becomes_a_small_webp(kind: str) -> None:
    image = await PillowPortraits().encode(written(halves(1600, 900), kind))
    assert (image.format, image.width, image.height) == ("webp", 512, 288)
    with opened(image.data) as made:
        assert (made.format, made.size) == ("WEBP", (512, 288))
        red, _, blue = made.convert("RGB").getpixel((256, 40))  # type: ignore[misc]
        assert red > 200 > 60 > blue


async def test_a_small_one_is_not_enlarged() -> None:
    assert encode(written(halves(40, 60), "PNG")).height == 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_every_kind_of_pixel(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "TIFF" if mode == "F" else "PNG"
    data = written(Pillow.new(mode, (20, 10)), kind)
    if kind == "TIFF":
        with pytest.raises(PictureError):
            encode(data)
    else:
        assert encode(data).width == 20


def test_where_and_with_what_it_was_taken_stays_behind() -> None:
    exif = Pillow.Exif()
    exif[0x010E] = "the game master's kitchen"
    exif[0x0112] = 6  # turned by a quarter
    comment = PngImagePlugin.PngInfo()
    comment.add_text("Comment", "the game master's kitchen")
    profile = b"the game master's kitchen" * 8
    for data in (
        written(halves(300, 200), "JPEG", exif=exif, icc_profile=profile, comment=b"the game master's kitchen"),
        written(halves(300, 200), "PNG", exif=exif, icc_profile=profile, pnginfo=comment),
        written(halves(300, 200), "WEBP", exif=exif, icc_profile=profile, xmp=profile),
    ):
        assert b"kitchen" in data or b"iCCP" in data
        image = encode(data)
        assert b"kitchen" not in image.data
        assert not {b"EXIF", b"ICCP", b"XMP "} & {image.data[at : at + 4] for at in range(len(image.data))}
        with opened(image.data) as made:
            assert not made.getexif()
            assert set(made.info) <= {"loop", "background", "timestamp", "duration"}
        assert (image.width, image.height) == (200, 300), "it is turned upright"


def test_what_would_unpack_to_too_much_is_refused_by_its_header() -> None:
    side = int(MAX_PIXELS**0.5) + 1
    for width, height in ((side, side), (65_000, 65_000), (2**31 - 1, 1)):
        with pytest.raises(PictureError):
            encode(claiming(width, height))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n" * 9]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError):
        encode(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_broken_file_is_refused_or_read_and_nothing_else(kind: str) -> None:
    whole = written(halves(64, 48), kind)
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        for broken in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            with contextlib.suppress(PictureError):
                assert encode(broken).format == "webp"
