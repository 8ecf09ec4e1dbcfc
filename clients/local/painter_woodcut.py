"""Woodcut: black carved lines on cream paper, their thickness the tone, over two flat colours.

It must not compose.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops

from clients.local.painter_canvas import Canvas
from clients.local.painter_plate import Plate, from_edge, mask, noise, picture, plate, soft, swell
from clients.local.painter_texture import Floats

_PAPER = np.array((240, 227, 198), dtype=np.float32)
_BLACK = (26, 22, 21)
_BLOCKS: tuple[tuple[int, int, int], ...] = (
    (206, 92, 48),
    (222, 164, 76),
    (120, 146, 92),
    (98, 140, 150),
    (132, 112, 140),
)
"""Red, ochre, green, blue, violet."""
_FINE = 0.78
"""The tone from which on lines grow thin slowly."""


def woodcut(canvas: Canvas, rng: np.random.Generator, size: tuple[int, int], *, blocks: int = 2) -> Image.Image:
    """``blocks``: how many colours are printed under the black."""
    sheet = plate(canvas, size, low=4, high=93)
    zoom = sheet.zoom
    # Steeper about the middle: large blacks and large whites.
    tone = np.clip((soft(sheet.tone, 1.2 * zoom) - 0.5) * 1.35 + 0.53, 0, 1.2)
    # A glow is cut in ever finer lines; only what shines itself is left as paper.
    tone = np.where(tone > _FINE, _FINE + (tone - _FINE) * 0.45, tone)
    black = np.clip((_carved(sheet, rng) * 0.86 + 0.07 - tone) * 6 + 0.5, 0, 1)
    line = np.clip(soft(sheet.outline, 1.3 * zoom) * 3.6 - 0.25, 0, 1)
    # An outline is cut white where both sides are black, and left black elsewhere.
    black = np.where(tone < 0.34, black * (1 - line * 0.9), np.maximum(black, line))
    wear = noise("leaf", rng, size)
    black *= np.clip(1.5 - np.clip(wear - 0.45, 0, 1) * 2.2, 0.55, 1)
    inside = from_edge(size, wear * 2.2)
    black = np.where(inside < 22, 0, np.maximum(black, 2 - np.abs(inside - 24) / 2.5))
    paper = picture(_PAPER * (1 + noise("mottle", rng, canvas.size) * 0.03)[:, :, None])
    printed = ImageChops.multiply(paper, _tints(canvas.image, blocks)).resize(size, Image.Resampling.BILINEAR)
    out = Image.composite(paper.resize(size), printed, mask(np.maximum((tone - 0.9) * 12, 22 - inside)))
    out.paste(_BLACK, (0, 0), mask(black))
    return out


def _carved(sheet: Plate, rng: np.random.Generator) -> Floats:
    """Where between two grooves a pixel lies, 0–1: level lines in sky and on ground, slanting ones on things."""
    xs = np.arange(sheet.size[0], dtype=np.float32)[None, :]
    ys = np.arange(sheet.size[1], dtype=np.float32)[:, None]
    bend = swell(rng, sheet.size, 4) * np.float32(15 * sheet.zoom)
    number = np.arange(256)
    turns = np.array(((0.1, 1.0), (1.0, 0.2), (0.8, -0.6), (0.75, 0.66)), dtype=np.float32)
    which = np.where((number == 0) | (number % 2 == 1), 0, 1 + (number // 2) % 3)
    step = np.where(number == 0, 11.0, 9.0) * sheet.zoom
    table = (turns[which] / step[:, None]).astype(np.float32)
    across = (xs + bend) * table[sheet.shapes, 0] + (ys + bend) * table[sheet.shapes, 1]
    return np.abs(across % 1 - 0.5) * 2


def _tints(image: Image.Image, blocks: int) -> Image.Image:
    """The colour blocks on white."""
    small = np.asarray(image.reduce(3)).astype(np.float32)
    high, low = small.max(axis=2), small.min(axis=2)
    chroma = (high - low) / (high + 30)
    red, green, blue = small[:, :, 0], small[:, :, 1], small[:, :, 2]
    family = np.where(
        (green >= red) & (green >= blue),
        2,
        np.where(blue >= red, np.where(red > green, 4, 3), np.where(green < red * 0.66, 0, 1)),
    )
    family = np.where(chroma > 0.12, family, 5)
    counts = [float(chroma[family == block].sum()) for block in range(len(_BLOCKS))]
    table = np.full((6, 3), 255, dtype=np.uint8)
    for block in sorted(range(len(_BLOCKS)), key=lambda k: -counts[k])[:blocks]:
        table[block] = np.clip(np.array(_BLOCKS[block]) / _PAPER * 255, 0, 255)
    # A block is cut a little off its place.
    return Image.fromarray(np.roll(table[family], (1, -1), axis=(0, 1))).resize(image.size, Image.Resampling.BILINEAR)
