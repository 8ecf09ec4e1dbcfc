"""Ink and wash: pen lines, hatching and a few grey washes on paper, with the colour of what burns or shines.

It must not compose.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image, ImageChops

from clients.local.painter_canvas import Canvas
from clients.local.painter_plate import (
    Bytes,
    Plate,
    extremes,
    from_edge,
    gathered,
    grey_of,
    mask,
    noise,
    picture,
    plate,
    sheet_of,
    soft,
    swell,
    wobble,
)
from clients.local.painter_texture import Floats

_BLANK = (244, 237, 221)
_PAPER = np.array(_BLANK, dtype=np.float32)
_INK = (34, 30, 36)
_WASH = np.array((92, 94, 108), dtype=np.float32)


def drawing(
    canvas: Canvas, rng: np.random.Generator, size: tuple[int, int], *, tint: float = 0.28, comic: bool = False
) -> Image.Image:
    """``tint`` 0–1 how much of the colours is left; ``comic`` prints them strong, without hatching."""
    # By night the washes are dark, too.
    dark = np.clip((122 - float(np.asarray(canvas.image.reduce(8).convert("L")).mean())) / 45, 0, 1)
    sheet = plate(canvas, size, low=2, high=95, gamma=float(0.72 + 0.75 * dark))
    paper = noise("mottle", rng, size)
    shining = _shining(np.asarray(canvas.image))
    washes = _washes(canvas, sheet, shining, rng, tint, comic)
    border = from_edge(size, swell(rng, size, 14) * 6 + paper * 6)
    blank = sheet_of(_BLANK, rng, size)
    out = Image.composite(washes.resize(size, Image.Resampling.BILINEAR), blank, mask((border - 18) / 5))
    pen = _lines(sheet, paper, bold=1.7 if comic else 1.0)
    if not comic:
        bright = Image.fromarray((shining * 255).astype(np.uint8)).resize(size, Image.Resampling.BILINEAR)
        hatching = ImageChops.subtract(_hatching(sheet), bright)
        pen = ImageChops.lighter(pen, hatching)
    out.paste(_INK, (0, 0), ImageChops.multiply(pen, mask((border - 13) / 8)))
    return out


def _washes(
    canvas: Canvas, sheet: Plate, shining: Floats, rng: np.random.Generator, tint: float, comic: bool
) -> Image.Image:
    """Even greys in steps, tinted."""
    shaky = wobble(canvas.size, 3.5 * canvas.scale, 40)
    small = Image.fromarray((sheet.tone * 255).astype(np.uint8)).resize(canvas.size, Image.Resampling.BOX)
    tone = np.take(np.asarray(small).reshape(-1), shaky).astype(np.float32) / 255
    levels = 4
    stepped = np.floor(tone * levels + noise("mottle", rng, canvas.size) * 0.3 + 0.5) / levels
    wash = 1 - np.clip(stepped * 0.72 + tone * 0.28, 0, 1)
    colors = gathered(canvas.image, shaky).astype(np.float32)
    if comic:
        strong = np.clip((colors - 128) * 1.25 + 140, 0, 255) * (0.55 + 0.6 * stepped)[:, :, None]
        return picture(strong)
    grey = grey_of(colors)
    hue = (colors + 40) / (grey + 40)
    kept = (tint + (1 - tint) * shining)[:, :, None]
    out = _PAPER * (1 - (1 - _WASH / 255) * (wash * 0.9)[:, :, None]) * (1 + (hue - 1) * kept)
    out += (np.minimum(colors * 1.2 + 25, 255) - out) * (shining * 0.8)[:, :, None]
    return picture(out)


def _shining(colors: Bytes) -> Floats:
    """Where fire, magic and lamps are: bright and strong in colour."""
    high, low = (level.astype(np.float32) for level in extremes(colors))
    return soft(np.clip((high - low - 120) / 70, 0, 1) * np.clip((high - 170) / 50, 0, 1), 2)


def _lines(sheet: Plate, paper: Floats, *, bold: float) -> Image.Image:
    """Outlines drawn by a shaking pen that presses now more, now less."""
    line = soft(sheet.outline, max(0.7, 1.05 * sheet.zoom * bold))
    line = np.take(line.reshape(-1), wobble(sheet.size, 3.5 * sheet.zoom, 40))
    return mask((line * (1 + paper * 0.5) - 0.09) * 3.6 * bold)


@cache
def _strokes(size: tuple[int, int]) -> tuple[Floats, ...]:
    """Three directions of hatching: how far a pixel is from the middle of the nearest stroke, 0–0.5."""
    zoom = size[0] / 1280
    ys, xs = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    bend = swell(np.random.default_rng(3), size, 40) * (1.2 * zoom)
    step = np.float32(7.0 * zoom)
    return tuple(
        np.abs((across / step) % 1 - 0.5).astype(np.float32)
        for across in (xs + ys + bend, xs - ys + bend, xs * 0.2 + ys * 1.3 + bend)
    )


def _hatching(sheet: Plate) -> Image.Image:
    """Strokes one way in what is dark, both ways in what is darkest."""
    out = Image.new("L", sheet.size)
    for wave, limit in zip(_strokes(sheet.size), (0.46, 0.25, 0.12), strict=True):
        # The darker it is, the thicker; 0.8 leaves the paper's tooth in the ink.
        thick = (limit - sheet.tone) * np.float32(0.5 / limit)
        strokes = (thick - wave * np.float32(1.35) + np.float32(0.1)) * np.float32(4.2 * 255 * 0.8)
        strokes *= thick > 0.01
        out = ImageChops.lighter(out, Image.fromarray(np.clip(strokes, 0, 204).astype(np.uint8)))
    return out
