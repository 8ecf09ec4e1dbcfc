"""Squares between houses: the market with its stalls, the town square round a fountain.

It must not draw streets or rooms.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import SNOW, Cast, ground
from clients.local.painter_masonry import STONE, house, lamps_burn, turret, windows
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky

_WALLS: tuple[Rgb, ...] = ((172, 138, 104), (150, 116, 108), (176, 158, 120), (130, 114, 110), (158, 126, 92))
_CLOTH: tuple[Rgb, ...] = ((176, 54, 44), (44, 98, 132), (208, 148, 46), (78, 116, 62), (126, 66, 112))
_GOODS: tuple[Rgb, ...] = ((196, 62, 40), (226, 160, 50), (120, 148, 60), (150, 92, 56), (212, 196, 150))
_CREAM: Rgb = (232, 220, 192)


def market(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Rows of stalls under striped awnings, bunting over them."""
    fx = _square(c, r)
    _bunting(c, r)
    for depth, y, size, places in (
        (0.34, 0.705, 96, (-400, -275, 275, 400)),
        (0.18, 0.79, 160, (-500, -290, 290, 500)),
    ):
        for dx in places:
            _stall(c, r, (fx + dx + float(c.rng.uniform(-14, 14)), HEIGHT * y), size, depth)
    cast(fx, HEIGHT * 0.87, 114)
    for dx in (-610, 610):
        _stall(c, r, (fx + dx, HEIGHT * 0.97), 300, 0.04)


def square(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A fountain on cobbles, houses all round."""
    fx = _square(c, r)
    tone, x, y = r.palette, fx + float(c.rng.choice([-1, 1])) * 40, HEIGHT * 0.75
    basin, water, column, drops = Pen(), Pen(), Pen(), Pen()
    basin.box(x - 150, y - 26, x + 150, y)
    basin.ellipse(x, y, 150, 24)
    basin.ellipse(x, y - 28, 156, 26)
    water.ellipse(x, y - 30, 138, 19)
    column.polygon([(x - 20, y - 32), (x - 11, y - 150), (x + 11, y - 150), (x + 20, y - 32)])
    column.ellipse(x, y - 112, 66, 11)
    column.ellipse(x, y - 160, 13, 19)
    for side in (-1, 1):
        for reach in (36, 58, 74):
            way = [k / 8 for k in range(9)]
            drops.line([(x + side * reach * t, y - 150 - 60 * t * (1 - t) + 118 * t * t) for t in way], 2.2)
    c.ink(basin, tone.local(mix(STONE, SNOW, 0.4 if r.snowy else 0), 0.16), volume=1, grain="rock", rough=0.6)
    c.ink(water, mix(tone.local((70, 128, 150), 0.15), tone.horizon, 0.35), volume=0, grain="streak")
    c.ink(column, tone.local(scaled(STONE, 1.1), 0.14), volume=1, grain="rock", rough=0.6)
    c.ink(drops, mix(tone.local(SNOW, 0.1), tone.key, 0.3), 0.8, outlined=False)
    cast(fx - 230 if x > fx else fx + 230, HEIGHT * 0.88, 116)


def _square(c: Canvas, r: Recipe) -> float:
    """Sky, a town behind, house fronts on three sides and cobbles; returns where the middle of it is."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.62)
    fx = WIDTH * float(c.rng.uniform(0.47, 0.53))
    skyline = Pen()
    for k in range(14):
        house(skyline, WIDTH * (k + 0.5) / 14, HEIGHT * 0.66, 96, float(c.rng.uniform(150, 230)))
    turret(skyline, fx + float(c.rng.uniform(-150, 150)), HEIGHT * 0.64, 54, 300, cap=True)
    c.ink(skyline, tone.local((96, 84, 92), 0.66))
    c.haze(HEIGHT * 0.58, 80, tone.haze, 0.4)
    panes: list[tuple[float, float, float, float]] = []
    for k in range(9):
        _front(c, r, (WIDTH * (k + 0.5) / 9, HEIGHT * 0.66, 146), 0.4, panes)
    for side in (-1, 1):
        _front(c, r, (WIDTH / 2 + side * (WIDTH / 2 - 40), HEIGHT * 0.74, 300), 0.18, panes)
    line = c.ridge(HEIGHT * 0.655, 1, bumps=2, rough=0.2, smooth=True)
    c.below(line, tone.local(ground(r, (150, 138, 128)), 0.4), tone.local(ground(r, (78, 70, 72)), 0.03), reach=260)
    windows(c, panes, r)
    stones = Pen()
    for k in range(16):
        y = HEIGHT * (0.675 + 0.33 * (k / 16) ** 1.5)
        wide = 26 + 3.2 * (y - HEIGHT * 0.64) ** 0.75
        for j in range(-round(WIDTH / wide), round(WIDTH / wide) + 1):
            x = fx + (j + (k % 2) / 2) * wide
            stones.line([(x, y), (x + wide * 0.42, y + 1.5), (x + wide * 0.84, y)], 1.6)
    c.ink(stones, tone.local((44, 40, 46), 0.1), 0.4)
    return fx


def _front(
    c: Canvas, r: Recipe, at: tuple[float, float, float], depth: float, panes: list[tuple[float, float, float, float]]
) -> None:
    """A house front with its foot at (x, y), so wide; its windows are noted."""
    tone, (x, foot, w) = r.palette, at
    tall = w * float(c.rng.uniform(1.0, 1.45))
    color = _WALLS[int(c.rng.integers(len(_WALLS)))]
    pen, beams = Pen(), Pen()
    house(pen, x, foot, w * 0.98, tall, roof=float(c.rng.uniform(0.5, 0.8)))
    c.ink_fading(
        pen, tone.local(scaled(color, 0.6), depth), tone.local(scaled(color, 0.9), depth), foot - tall - w * 0.4, foot
    )
    beams.box(x - w * 0.5, foot - tall * 0.51, x + w * 0.5, foot - tall * 0.48)
    for dx in (-0.47, 0, 0.47):
        beams.box(x + dx * w - w * 0.014, foot - tall, x + dx * w + w * 0.014, foot - tall * 0.5)
    beams.box(x - w * 0.08, foot - w * 0.34, x + w * 0.08, foot)
    c.ink(beams, tone.local(scaled(color, 0.34), depth))
    panes += [(x + dx * w, foot - tall * dy, w * 0.06, w * 0.085) for dx in (-0.28, 0.26) for dy in (0.28, 0.72)]


def _bunting(c: Canvas, r: Recipe) -> None:
    """Strings of pennants across the square."""
    tone = r.palette
    flags = [Pen() for _ in _CLOTH]
    strings = Pen()
    for y, sag, size in ((0.4, 70, 15), (0.31, 110, 21)):
        points = [(WIDTH * t, HEIGHT * y + sag * 4 * t * (1 - t)) for t in (k / 40 for k in range(41))]
        strings.line(points, 2)
        for k, (x, top) in enumerate(points[1:-1]):
            flags[k % len(flags)].polygon([(x - size * 0.6, top), (x + size * 0.6, top), (x, top + size * 1.5)])
    c.ink(strings, tone.local((60, 52, 48), 0.2), outlined=False)
    for pen, color in zip(flags, _CLOTH, strict=True):
        c.ink(pen, tone.local(color, 0.2), volume=0, grain=None)


def _stall(c: Canvas, r: Recipe, at: tuple[float, float], size: float, depth: float) -> None:
    """A counter with goods under a striped awning, its foot at ``at``, ``size`` pixels wide and high or so."""
    tone, (x, y) = r.palette, at
    cloth = _CLOTH[int(c.rng.integers(len(_CLOTH)))]
    shade, posts, counter = Pen(), Pen(), Pen()
    shade.box(x - size * 0.46, y - size * 0.74, x + size * 0.46, y - size * 0.3)
    c.ink(shade, tone.local((52, 42, 40), depth), volume=0)
    for dx in (-0.5, 0.46):
        posts.box(x + size * dx, y - size * 0.82, x + size * (dx + 0.04), y)
    counter.box(x - size * 0.52, y - size * 0.34, x + size * 0.52, y)
    c.ink(posts, tone.local((84, 62, 44), depth))
    c.ink(counter, tone.local((132, 98, 66), depth), grain="bark", rough=0.6)
    first = int(c.rng.integers(len(_GOODS)))
    for part in range(2):
        goods = Pen()
        for k in (part, part + 2):
            middle, top, half = x + size * (-0.38 + 0.253 * k), y - size * 0.36, size * 0.042
            for row, count in ((0, 4), (1, 3), (2, 2)):
                for j in range(count):
                    goods.ellipse(middle + (j - (count - 1) / 2) * half * 1.7, top - row * half * 1.4, half)
        c.ink(goods, tone.local(_GOODS[(first + part) % len(_GOODS)], depth), volume=1)
    stripes, plain = Pen(), Pen()
    for k in range(8):
        (stripes if k % 2 else plain).polygon(_stripe(x, y, size, k))
    c.ink(plain, tone.local(mix(_CREAM, SNOW, 0.5 if r.snowy else 0), depth), volume=0.3)
    c.ink(stripes, tone.local(cloth, depth), volume=0.3)
    if lamps_burn(r):
        windows(c, [(x - size * 0.3, y - size * 0.58, size * 0.024, size * 0.04)], r)


def _stripe(x: float, y: float, size: float, k: int) -> list[tuple[float, float]]:
    """One of the eight stripes of an awning, rounded at its lower end."""
    upper, lower, width = y - size * 1.02, y - size * 0.76, size / 8
    tops = [x + (k - 4 + end) * width for end in (0, 1)]
    feet = [x + (k - 4 + end) * width * 1.28 for end in (0, 1)]
    scallop = [
        ((feet[0] + feet[1]) / 2 + math.cos(a) * width * 0.64, lower + math.sin(a) * size * 0.06)
        for a in (math.pi * turn / 6 for turn in range(7))
    ]
    return [(tops[0], upper), (tops[1], upper), *scallop]


SQUARES: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"market": market, "square": square}
"""Compositions by the lexicon's ``motif``."""
