"""The smithy: forge, anvil and tools.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_fire import fire
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import FLAME, STONE, WOOD, courses, flags, flame_color, lit, room

_IRON: Rgb = (86, 88, 96)


def smithy(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A forge under its hood, the anvil before it, tongs and horseshoes on the wall."""
    room(c, r, (104, 90, 80), (92, 80, 70), half=390, top=0.06, foot=0.64)
    courses(c, r, STONE, 390, 0.06, 0.64)
    flags(c, r, STONE, 390, 0.64)
    fx = WIDTH / 2 - 130
    hood, hearth, mouth = Pen(), Pen(), Pen()
    hood.polygon(
        [
            (fx - 200, HEIGHT * 0.36),
            (fx - 70, HEIGHT * 0.2),
            (fx - 62, -10),
            (fx + 62, -10),
            (fx + 70, HEIGHT * 0.2),
            (fx + 200, HEIGHT * 0.36),
        ]
    )
    mouth.box(fx - 180, HEIGHT * 0.36, fx + 180, HEIGHT * 0.56)
    hearth.box(fx - 205, HEIGHT * 0.56, fx + 205, HEIGHT * 0.74)
    c.ink(mouth, lit(r, (60, 40, 34), 0.6), volume=0)
    c.glow(fx, HEIGHT * 0.5, 430, scaled(flame_color(r), 0.9), lights=1.3)
    fire(c, fx, HEIGHT * 0.565, 130)
    c.ink_fading(
        hood, lit(r, (110, 84, 66), 0.4), lit(r, (126, 94, 70), 0.9), 0, HEIGHT * 0.36, grain="rock", rough=0.6
    )
    c.ink(hearth, lit(r, (128, 100, 82), 0.7), grain="rock", rough=0.8)
    _on_the_wall(c, r, fx + 300)
    bellows, barrel = Pen(), Pen()
    bellows.polygon(
        [
            (fx - 205, HEIGHT * 0.6),
            (fx - 290, HEIGHT * 0.54),
            (fx - 380, HEIGHT * 0.55),
            (fx - 380, HEIGHT * 0.67),
            (fx - 290, HEIGHT * 0.67),
            (fx - 205, HEIGHT * 0.62),
        ]
    )
    bellows.box(fx - 420, HEIGHT * 0.535, fx - 376, HEIGHT * 0.548)
    c.ink(bellows, lit(r, (112, 70, 46), 0.8))
    barrel.polygon(
        [
            (1010, HEIGHT * 0.66),
            (1122, HEIGHT * 0.66),
            (1134, HEIGHT * 0.76),
            (1118, HEIGHT * 0.9),
            (1014, HEIGHT * 0.9),
            (998, HEIGHT * 0.76),
        ]
    )
    c.ink(barrel, lit(r, WOOD, 0.8), volume=1, grain="bark")
    hoops = Pen()
    for y in (0.69, 0.76, 0.84):
        wide = 68 - abs(y - 0.76) * 140
        hoops.line([(1066 - wide, HEIGHT * y), (1066, HEIGHT * y + 8), (1066 + wide, HEIGHT * y)], 6)
    c.ink(hoops, lit(r, _IRON, 0.6), outlined=False)
    _anvil(c, r, fx + 340, HEIGHT * 0.86)
    sparks = Pen()
    for _ in range(46):
        far = float(c.rng.uniform(0, 1)) ** 1.5
        angle = float(c.rng.uniform(-math.pi, 0))
        sparks.ellipse(fx + math.cos(angle) * 260 * far, HEIGHT * 0.5 + math.sin(angle) * 200 * far, 2.2)
    c.ink(sparks, mix(flame_color(r), (255, 244, 190), 0.6), outlined=False)
    cast(WIDTH / 2 + 60, HEIGHT * 0.87, 176)


def _anvil(c: Canvas, r: Recipe, x: float, y: float) -> None:
    """An anvil on its block, a glowing bar on it."""
    block, iron, bar = Pen(), Pen(), Pen()
    block.polygon([(x - 52, y), (x - 44, y - 74), (x + 44, y - 74), (x + 52, y)])
    iron.polygon(
        [
            (x - 36, y - 72),
            (x - 22, y - 96),
            (x - 26, y - 108),
            (x - 78, y - 122),
            (x - 112, y - 136),
            (x - 40, y - 138),
            (x + 64, y - 138),
            (x + 64, y - 118),
            (x + 26, y - 108),
            (x + 22, y - 96),
            (x + 36, y - 72),
        ]
    )
    bar.polygon([(x - 60, y - 146), (x + 90, y - 150), (x + 92, y - 142), (x - 58, y - 138)])
    c.ink(block, lit(r, WOOD, 0.9), volume=1, grain="bark")
    c.ink(iron, lit(r, _IRON, 1.35), volume=1)
    c.glow(x - 20, y - 144, 110, scaled(FLAME, 0.6))
    c.ink(bar, (255, 170, 70), volume=0)


def _on_the_wall(c: Canvas, r: Recipe, x: float) -> None:
    """Tongs, hammers and horseshoes in a row."""
    rail, tools = Pen(), Pen()
    rail.box(x - 120, HEIGHT * 0.24, x + 220, HEIGHT * 0.25)
    for k in range(7):
        at, length = x - 100 + k * 48, 70 + 34 * (k * 0.618 % 1)
        if k % 3 == 2:
            tools.ellipse(at, HEIGHT * 0.3, 19, 22)
            tools.ellipse(at, HEIGHT * 0.306, 11, 15, ink=0)
            tools.box(at - 20, HEIGHT * 0.318, at + 20, HEIGHT * 0.36, ink=0)
            continue
        tools.line([(at, HEIGHT * 0.25), (at, HEIGHT * 0.25 + length)], 5)
        if k % 3:
            tools.box(at - 17, HEIGHT * 0.25 + length - 12, at + 17, HEIGHT * 0.25 + length + 9)
        else:
            tools.line([(at + 10, HEIGHT * 0.25), (at - 8, HEIGHT * 0.25 + length)], 5)
    c.ink(rail, lit(r, WOOD, 0.5))
    c.ink(tools, lit(r, _IRON, 0.42))


SMITHY: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"smithy": smithy}
"""Compositions by the lexicon's ``motif``."""
