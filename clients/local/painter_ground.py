"""The colours of the ground, ways over it, and lines of hills and peaks: what the landscapes share.

It must not compose a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Floats, Point, Rgb, mix
from clients.local.painter_recipe import Recipe

Cast = Callable[[float, float, float], None]
"""Puts the subjects at (x, ground) with a person ``height`` pixels tall."""

GREEN: Rgb = (74, 104, 58)
FIR: Rgb = (38, 66, 56)
ROCK: Rgb = (108, 104, 108)
SAND: Rgb = (214, 170, 112)
SNOW: Rgb = (232, 238, 248)
EARTH: Rgb = (96, 76, 56)


def ground(recipe: Recipe, color: Rgb) -> Rgb:
    """The colour of open ground, white in winter."""
    return mix(color, SNOW, 0.8) if recipe.snowy else color


def winding(c: Canvas, x: float, y: float, width: float, sway: float) -> list[Point]:
    """The outline of a way that comes from (x, y) to the lower edge, ``width`` wide there, swaying ever farther."""
    turn, way = float(c.rng.choice([-1, 1])), np.linspace(0, 1, 25)
    middle = x + turn * sway * way * np.sin(1.1 + 6.2 * way**0.6)
    half = 3 + width / 2 * way**1.5
    down = y + (HEIGHT + 6 - y) * way
    left, right = (
        [(float(at), float(row)) for at, row in zip(middle + side * half, down, strict=True)] for side in (-1, 1)
    )
    return [*left, *reversed(right)]


def summits(c: Canvas, base: float, peaks: Sequence[tuple[float, float, float]], *, rough: float = 1.0) -> Floats:
    """A skyline at ``base`` with a peak of (x, height, half width) each; ``rough`` how broken its flanks are."""
    xs = np.arange(WIDTH, dtype=np.float32)
    rise = np.zeros(WIDTH, dtype=np.float32)
    for x, height, half in peaks:
        near = np.clip(1 - np.abs(xs - x) / half, 0, 1)
        rise = np.maximum(rise, height * near**1.18)
    broken = c.ridge(0, 34 * rough, bumps=9, rough=0.66)
    return (base - rise + broken * (0.35 + rise / max(1.0, float(rise.max())))).astype(np.float32)
