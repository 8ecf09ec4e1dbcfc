"""What a style works from: a finished canvas at the size of the picture, its tones spread, its outlines found.

It must not choose colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from clients.local.painter_canvas import Canvas
from clients.local.painter_texture import Floats, Grain, fractal, piece

Bytes: TypeAlias = NDArray[np.uint8]
Index: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Plate:
    """``image`` as the canvas has it; ``tone`` 0 dark to 1 light, spread over what there is; ``shapes`` as the canvas
    has them; ``outline`` 0–1, the nearer the stronger. All but ``image`` are of ``size``."""

    image: Image.Image
    size: tuple[int, int]
    tone: Floats
    shapes: Bytes
    outline: Floats

    @property
    def zoom(self) -> float:
        """Pixels to a pixel of 1280×720."""
        return self.size[0] / 1280


def plate(canvas: Canvas, size: tuple[int, int], *, low: float = 3, high: float = 97, gamma: float = 1.0) -> Plate:
    """The canvas drawn out to ``size``; the tones between the percentiles ``low`` and ``high`` become 0 to 1."""
    shapes = np.asarray(canvas.shapes if canvas.size == size else canvas.shapes.resize(size, Image.Resampling.NEAREST))
    light = canvas.image.convert("L")
    counts: NDArray[np.int64] = np.cumsum(np.bincount(np.asarray(light).ravel(), minlength=256))
    dark = int(np.searchsorted(counts, float(counts[-1]) * low / 100))
    bright = max(dark + 24, int(np.searchsorted(counts, float(counts[-1]) * high / 100)))
    spread = (np.clip((np.arange(256) - dark) / (bright - dark), 0, 1) ** gamma).astype(np.float32)
    grey = light if canvas.size == size else light.resize(size, Image.Resampling.BICUBIC)
    return Plate(canvas.image, size, spread[np.asarray(grey)], shapes, _outline(shapes, canvas.nearness))


def _outline(shapes: Bytes, nearness: Floats) -> Floats:
    near = (nearness * 255).astype(np.uint8)[shapes]
    line = np.zeros(shapes.shape, dtype=np.uint8)
    for here, there in (
        ((slice(None), slice(1, None)), (slice(None), slice(None, -1))),
        ((slice(1, None), slice(None)), (slice(None, -1), slice(None))),
    ):
        differs = (shapes[here] != shapes[there]) * np.maximum(near[here], near[there])
        np.maximum(line[here], differs, out=line[here])
    return line.astype(np.float32) / np.float32(255)


def soft(values: NDArray[np.floating], radius: float) -> Floats:
    """``values`` of 0–1 blurred by about ``radius`` pixels."""
    grey = Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))
    return np.asarray(grey.filter(ImageFilter.BoxBlur(radius))).astype(np.float32) / np.float32(255)


def noise(grain: Grain, rng: np.random.Generator, size: tuple[int, int]) -> Floats:
    """A piece of a texture as −1…1."""
    return (np.asarray(piece(grain, rng, *size)).astype(np.float32) - 128) / np.float32(110)


@cache
def wobble(size: tuple[int, int], reach: float, lumps: int) -> Index:
    """For each pixel the index of one up to about ``reach`` pixels away, smoothly: the shake of a hand, a wet edge."""
    rng = np.random.default_rng(lumps)
    width, height = size
    down = max(2, lumps * height // width)
    dx = fractal(rng, size, lumps, down, octaves=2, fall=0.4) * (reach / 2)
    dy = fractal(rng, size, lumps, down, octaves=2, fall=0.4) * (reach / 2)
    return indices(size, dx, dy)


def indices(size: tuple[int, int], dx: NDArray[np.floating], dy: NDArray[np.floating]) -> Index:
    """Flat indices of the pixels (``dx``, ``dy``) away from each, kept inside the picture."""
    width, height = size
    # Singles hold every whole number that a side can have.
    across, down = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    xs = np.clip(across[None, :] + np.round(dx), 0, width - 1).astype(np.int32)
    ys = np.clip(down[:, None] + np.round(dy), 0, height - 1).astype(np.int32)
    return ys * np.int32(width) + xs


def gathered(image: Image.Image, index: Index) -> Bytes:
    """The colours of ``image`` at ``index``, as (height, width, 3) bytes."""
    packed = np.asarray(image.convert("RGBX")).view(np.uint32).reshape(-1)
    taken = np.take(packed, index)
    return taken.view(np.uint8).reshape(*index.shape, 4)[:, :, :3]


def sheet_of(color: tuple[int, int, int], rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Blank paper with its tooth."""
    tooth = piece("paper", rng, *size)
    at = np.arange(256)
    shares = 1 + (at - 128) / 110 * 0.025
    return Image.merge("RGB", [tooth.point(np.clip(c * shares, 0, 255).astype(int).tolist()) for c in color])


def swell(rng: np.random.Generator, size: tuple[int, int], lumps: int) -> Floats:
    """Smooth noise of deviation 1 with ``lumps`` across."""
    small = fractal(rng, (160, 90), lumps, max(2, lumps * 9 // 16), octaves=2)
    return np.asarray(Image.fromarray(small).resize(size, Image.Resampling.BICUBIC))


def from_edge(size: tuple[int, int], ragged: NDArray[np.floating]) -> Floats:
    """How far each pixel is from the edge of the sheet, in pixels of 1280×720, made uneven by ``ragged``."""
    xs = np.minimum(np.arange(size[0]), np.arange(size[0])[::-1]).astype(np.float32)[None, :]
    ys = np.minimum(np.arange(size[1]), np.arange(size[1])[::-1]).astype(np.float32)[:, None]
    return (np.minimum(xs, ys) * (1280 / size[0]) + ragged).astype(np.float32)


def extremes(colors: Bytes) -> tuple[Bytes, Bytes]:
    """The highest and the lowest channel of each pixel."""
    red, green, blue = colors[:, :, 0], colors[:, :, 1], colors[:, :, 2]
    return np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)


def grey_of(colors: Floats) -> Floats:
    """The mean of the channels, with an axis of one for them."""
    return ((colors[:, :, 0] + colors[:, :, 1] + colors[:, :, 2]) * np.float32(1 / 3))[:, :, None]


def mask(values: NDArray[np.floating]) -> Image.Image:
    """Floats of 0–1 as a mask."""
    return Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))


def picture(values: NDArray[np.floating]) -> Image.Image:
    """Floats of 0–255 as a picture."""
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
