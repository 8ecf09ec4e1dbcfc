"""What painters send, as displays get it: a picture that fits as it came, all else cut and packed anew."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import PIL.Image
import pytest

from clients.pictures import WIDEST, fitted
from pipeline.errors import EngineError


@cache
def _picture(width: int, height: int, form: str = "JPEG", **options: Any) -> bytes:
    """Grain, so that every part of it takes bytes."""
    grain = np.random.default_rng(7).integers(90, 160, (height, width, 3), dtype=np.uint8)
    made = io.BytesIO()
    PIL.Image.fromarray(grain).save(made, form, **options)
    return made.getvalue()


def _turned() -> bytes:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    return _picture(1376, 768, exif=exif.tobytes())


def _in_inks() -> bytes:
    made = io.BytesIO()
    PIL.Image.new("CMYK", (1376, 768)).save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1376, 768), (1344, 768), (WIDEST, 900)])
@pytest.mark.parametrize("progressive", [False, True])
async def test_a_jpeg_that_fits_is_shown_as_it_came(width: int, height: int, progressive: bool) -> None:
    data = _picture(width, height, progressive=progressive)
    image = await fitted(data, "vendor/model")
    assert image.data == data
    assert (image.format, image.width, image.height) == ("jpeg", width, height)


UNFIT: dict[str, Callable[[], bytes]] = {
    "png": lambda: _picture(1280, 720, "PNG"),
    "webp": lambda: _picture(1280, 720, "WEBP"),
    "3:2": lambda: _picture(1536, 1024),
    "3 % too wide": lambda: _picture(1408, 768),
    "2K": lambda: _picture(2752, 1536),
    "heavy": lambda: _picture(1600, 900, quality=100, subsampling=0),
    "turned": _turned,
    "inks": _in_inks,
}


@pytest.mark.parametrize("made", UNFIT.values(), ids=UNFIT)
async def test_what_does_not_fit_is_packed_anew(made: Callable[[], bytes]) -> None:
    data = made()
    image = await fitted(data, "vendor/model")
    assert image.data != data
    with PIL.Image.open(io.BytesIO(image.data)) as opened:
        assert (opened.format, opened.mode, opened.size) == ("JPEG", "RGB", (image.width, image.height))
        assert not opened.getexif()
    assert image.width <= WIDEST
    assert image.width * 9 == pytest.approx(image.height * 16, abs=16)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
@pytest.mark.parametrize("progressive", [False, True])
async def test_a_part_of_a_jpeg_is_no_picture(share: float, progressive: bool) -> None:
    data = _picture(688, 384, progressive=progressive)
    with pytest.raises(EngineError) as caught:
        await fitted(data[: int(len(data) * share)], "vendor/model")
    assert caught.value.code == "malformed"
