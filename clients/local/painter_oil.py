"""Oil: every patch of the picture becomes a brush stroke along its forms, with the ridges of thick paint.

It must not compose.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from clients.local.painter_canvas import Canvas
from clients.local.painter_plate import Bytes, Index, indices
from clients.local.painter_texture import Floats, fractal

_TURNS = 4
_BRUSHES = ((60.0, 15.0), (28.0, 8.0), (11.0, 3.4))
"""Length and width of a stroke, from the ground to the details, in pixels of 1280×720."""


class _Strokes(NamedTuple):
    """For each brush and each of ``_TURNS`` directions: the pixel whose colour a pixel takes, and how it is lit."""

    source: Index
    relief: Bytes


@cache
def _strokes(size: tuple[int, int]) -> _Strokes:
    width, height = size
    zoom = width / 1280
    rng = np.random.default_rng(7)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    index = np.empty((len(_BRUSHES) * _TURNS, height, width), dtype=np.int32)
    relief = np.empty((len(_BRUSHES) * _TURNS, height, width), dtype=np.uint8)
    for b, brush in enumerate(_BRUSHES):
        length, wide = brush[0] * zoom, brush[1] * zoom
        for turn in range(_TURNS):
            angle = np.pi * turn / _TURNS + 0.12
            cos, sin = float(np.cos(angle)), float(np.sin(angle))
            bend = fractal(rng, size, 6, 4, octaves=2) * wide * 0.8
            u, v = xs * cos + ys * sin + bend * 0.5, -xs * sin + ys * cos + bend
            # Whole numbers as floats, too: an integer would make doubles of all that it meets, at twice the work.
            across_from = np.floor(v / wide)
            row = across_from.astype(np.int32) + 4096
            bristle = np.floor(v / max(1.0, wide / 6)).astype(np.int32) + 65536
            hair = rng.standard_normal(140000).astype(np.float32)[bristle]
            along = u + rng.uniform(0, length, 16384).astype(np.float32)[row] + hair * (length * 0.09)
            along_from = np.floor(along / length)
            cell = along_from.astype(np.int32) + 4096
            du = (along_from + 0.5) * length - along
            dv = (across_from + 0.5) * wide - v
            at = b * _TURNS + turn
            index[at] = indices(size, du * cos - dv * sin, du * sin + dv * cos)
            across = np.abs(dv) / wide * 2
            # Bristles leave grooves, paint piles up along the edges and at the end of a stroke.
            end = np.clip(du * (-2 / length), 0, 1)
            thick = hair * 0.35 + across * across * across * 0.9 + end * end * end * 1.1
            shade = rng.standard_normal(65536).astype(np.float32)[(row * 7919 + cell * 104729) & 65535]
            lit = np.roll(thick, (1, 1), axis=(0, 1)) - thick
            relief[at] = np.clip(128 + lit * 34 + shade * 7, 0, 255).astype(np.uint8)
    return _Strokes(index.reshape(-1), relief.reshape(-1))


def oil(canvas: Canvas, size: tuple[int, int], *, thick: float = 1.0, warm: float = 1.0) -> Image.Image:
    """``thick`` 0–1 how much the strokes show, ``warm`` how yellow the varnish is."""
    image = canvas.image if canvas.size == size else canvas.image.resize(size, Image.Resampling.BICUBIC)
    strokes = _strokes(size)
    pixels = size[0] * size[1]
    choice = np.asarray(Image.fromarray(_choice(image)).resize(size, Image.Resampling.NEAREST)).astype(np.int32)
    here = np.arange(pixels, dtype=np.int32).reshape(size[1], size[0])
    at = choice * np.int32(pixels) + here
    packed = np.asarray(image.convert("RGBX")).view(np.uint32).reshape(-1)
    grey = np.asarray(image.convert("L")).astype(np.int16)
    source = np.take(strokes.source, at)
    # A broad stroke that would carry a colour over an edge is made with the finest brush instead.
    fine = at % np.int32(pixels * _TURNS) + np.int32(pixels * _TURNS * (len(_BRUSHES) - 1))
    strays = np.abs(np.take(grey.reshape(-1), source) - grey) > 34
    source = np.where(strays, np.take(strokes.source, fine), source)
    painted = np.take(packed, source).view(np.uint8).reshape(size[1], size[0], 4)[:, :, :3].astype(np.float32)
    light = (np.take(strokes.relief, at).astype(np.float32) - 128) / 128 * thick
    # Thick paint shows where it is lit; in the darks it lies thin.
    painted *= (1 + light)[:, :, None]
    painted += np.clip(light, 0, 1)[:, :, None] * 14
    return Image.fromarray(_varnished(painted, warm))


def _choice(image: Image.Image) -> Bytes:
    """Which brush and direction, at a quarter of the size: along the edges, and smaller where there is more to see."""
    small = image.reduce(4).convert("L").filter(ImageFilter.BoxBlur(1))
    grey = np.asarray(small).astype(np.float32)
    gy: NDArray[np.floating] = np.gradient(grey, axis=0)
    gx: NDArray[np.floating] = np.gradient(grey, axis=1)
    # Angles doubled, so that the two sides of an edge agree.
    cos2, sin2, weight = gx * gx - gy * gy, 2 * gx * gy, gx * gx + gy * gy
    cos2, sin2, weight = _blurred(cos2), _blurred(sin2), _blurred(weight)
    angle = (np.arctan2(sin2, cos2) / 2 + np.pi / 2) % np.pi
    turn = np.where(weight > 1.2, np.round((angle - 0.12) / np.pi * _TURNS) % _TURNS, 0).astype(np.uint8)
    brush = (weight > 7).astype(np.uint8) + (weight > 34).astype(np.uint8)
    return brush * np.uint8(_TURNS) + turn


def _blurred(values: NDArray[np.floating]) -> Floats:
    whole = Image.fromarray(values.astype(np.float32))
    return np.asarray(whole.reduce(4).resize(whole.size, Image.Resampling.BILINEAR))


def _varnished(painted: Floats, warm: float) -> Bytes:
    """Darks richer, lights warmer."""
    at = np.arange(256, dtype=np.float32) / 255
    curve = at + 0.10 * np.sin((at - 0.5) * 2 * np.pi) * at
    out = np.clip(painted, 0, 255).astype(np.uint8)
    for k, tint in enumerate((1 + 0.03 * warm, 1.0, 1 - 0.07 * warm)):
        out[:, :, k] = np.clip(curve * 255 * tint, 0, 255).astype(np.uint8)[out[:, :, k]]
    return out
