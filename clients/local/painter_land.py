"""Open country: plain, road, desert, oasis and snowfield, each from far to near round the spot of the subjects.

It must not draw walls or roofs; those are ``painter_towns`` and ``painter_keeps``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Floats, Pen, Rgb, mix, scaled
from clients.local.painter_ground import EARTH, FIR, GREEN, ROCK, SAND, SNOW, Cast, ground, winding
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky


def plain(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Rolling grass, a lone tree, much sky."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.6)
    far = c.ridge(HEIGHT * 0.56, 46, bumps=3.4, rough=0.45)
    c.below(far, tone.local(ROCK, 0.8), tone.haze, reach=90)
    for depth, y, high, color in (
        (0.62, 0.61, 26, (134, 140, 76)),
        (0.4, 0.68, 36, (120, 132, 62)),
        (0.2, 0.77, 40, GREEN),
    ):
        line = c.ridge(HEIGHT * y, high, bumps=2.4, rough=0.35, smooth=True)
        meadow = ground(r, color)
        c.below(line, mix(tone.local(meadow, depth), tone.key, 0.1), tone.local(scaled(meadow, 0.62), depth), reach=130)
        pen = Pen()
        for _ in range(int(12 * depth)):
            x = float(c.rng.uniform(0, WIDTH - 1))
            plants.leafy(pen, x, float(line[int(x)]) + 4, (1 - depth) * 130 * float(c.rng.uniform(0.6, 1.1)), c.rng)
        c.ink(pen, tone.local(scaled(GREEN, 0.6), depth))
    fx = WIDTH - sun
    _landmark(c, r, fx + (-1 if fx > WIDTH / 2 else 1) * 330, HEIGHT * 0.86)
    cast(fx, HEIGHT * 0.86, 108)
    near = Pen()
    plants.grass(c, near, HEIGHT * 0.99, 100, 420)
    c.ink(near, tone.local(scaled(ground(r, GREEN), 0.42), 0.03))


def _landmark(c: Canvas, r: Recipe, x: float, y: float) -> None:
    """A lone tree, a ring of stones, a mill or hay: what gives the plain its scale."""
    tone = r.palette
    pen, other = Pen(), Pen()
    match int(c.rng.integers(4)):
        case 0:
            for k in range(5):
                h = float(c.rng.uniform(90, 170))
                sx = x + (k - 2) * 72
                pen.polygon([(sx - 20, y), (sx - 16, y - h), (sx + 14, y - h - 8), (sx + 21, y)])
            pen.polygon([(x - 94, y - 150), (x + 20, y - 168), (x + 22, y - 146), (x - 92, y - 128)])
            c.ink(pen, tone.local((120, 120, 118), 0.12), grain="rock", rough=0.8)
        case 1:
            pen.polygon([(x - 50, y), (x - 32, y - 190), (x + 32, y - 190), (x + 50, y)])
            pen.polygon([(x - 40, y - 186), (x, y - 236), (x + 40, y - 186)])
            turn = float(c.rng.uniform(0, math.pi / 2))
            for k in range(4):
                a = turn + k * math.pi / 2
                tip = (x + math.cos(a) * 170, y - 190 - math.sin(a) * 170)
                other.line([(x, y - 190), tip], 6)
                side = (math.sin(a) * 34, math.cos(a) * 34)
                other.polygon(
                    [
                        (x + math.cos(a) * 40, y - 190 - math.sin(a) * 40),
                        tip,
                        (tip[0] + side[0], tip[1] + side[1]),
                        (x + math.cos(a) * 40 + side[0], y - 190 - math.sin(a) * 40 + side[1]),
                    ]
                )
            c.ink(pen, tone.local((190, 176, 150), 0.14), grain="rock")
            c.ink(other, tone.local((150, 120, 90), 0.1))
        case 2:
            for k in range(4):
                hx, h = x + (k - 1.5) * 110, float(c.rng.uniform(60, 96))
                pen.polygon(
                    [
                        (hx - h * 0.6, y),
                        (hx - h * 0.5, y - h * 0.6),
                        (hx, y - h * 1.1),
                        (hx + h * 0.5, y - h * 0.6),
                        (hx + h * 0.6, y),
                    ]
                )
            c.ink(
                pen,
                tone.local(mix((206, 168, 90), SNOW, 0.5 if r.snowy else 0), 0.1),
                volume=1,
                grain="bark",
                rough=0.7,
            )
        case _:
            plants.leafy(pen, x, y, 340, c.rng)
            c.ink(
                pen,
                tone.local(scaled(mix(GREEN, SNOW, 0.3 if r.snowy else 0), 0.55), 0.08),
                volume=1,
                grain="leaf",
                rough=0.9,
            )


def road(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A track to the horizon between hedges."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.58)
    far = c.ridge(HEIGHT * 0.54, 60, bumps=3, rough=0.45)
    c.below(far, tone.local(FIR, 0.7), tone.haze, reach=90)
    line = c.ridge(HEIGHT * 0.585, 12, bumps=2, rough=0.3, smooth=True)
    c.below(
        line, tone.local(ground(r, (134, 140, 76)), 0.5), tone.local(ground(r, scaled(GREEN, 0.7)), 0.05), reach=320
    )
    fx = WIDTH * float(c.rng.uniform(0.46, 0.58))
    track = Pen()
    y0 = float(line[int(fx)]) + 3
    outline = winding(c, fx, y0, 430, 120)
    track.polygon(outline)
    c.ink_fading(
        track, tone.local(mix(ground(r, SAND), EARTH, 0.3), 0.4), tone.local(ground(r, EARTH), 0.05), y0, HEIGHT
    )
    ruts, half = Pen(), len(outline) // 2
    for share in (0.3, 0.7):
        sides = zip(outline[8:half], reversed(outline[half:-8]), strict=True)
        ruts.line([(a[0] + (b[0] - a[0]) * share, a[1]) for a, b in sides], 5)
    c.ink(ruts, tone.local(scaled(ground(r, EARTH), 0.6), 0.08), 0.5, outlined=False)
    for depth, y, h, gap in ((0.45, 0.63, 90, 120), (0.25, 0.72, 170, 280)):
        pen = Pen()
        for side in (-1, 1):
            for k in range(4):
                plants.leafy(
                    pen, fx + side * (gap + k * h * 0.95), HEIGHT * y, h * float(c.rng.uniform(0.8, 1.1)), c.rng
                )
        c.ink(pen, tone.local(scaled(GREEN, 0.6), depth))
    cast(fx - 20, HEIGHT * 0.84, 108)
    near = Pen()
    for x in (110, 300, WIDTH - 300, WIDTH - 110):
        near.box(x - 9, HEIGHT * 0.8, x + 9, HEIGHT)
    near.line([(0, HEIGHT * 0.87), (300, HEIGHT * 0.85)], 9)
    near.line([(WIDTH - 300, HEIGHT * 0.85), (WIDTH, HEIGHT * 0.87)], 9)
    plants.grass(c, near, HEIGHT * 1.0, 60, 160)
    c.ink(near, tone.local(scaled(EARTH, 0.4), 0.03))


def desert(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Dunes, sharp-edged and rippled."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.6)
    mesas = Pen()
    for _ in range(3):
        x, w, h = float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(60, 190)), float(c.rng.uniform(50, 150))
        mesas.polygon(
            [
                (x - w, HEIGHT * 0.6),
                (x - w * 0.7, HEIGHT * 0.6 - h),
                (x + w * 0.6, HEIGHT * 0.6 - h),
                (x + w, HEIGHT * 0.6),
            ]
        )
    c.ink(mesas, tone.local((150, 84, 60), 0.5), grain="rock", rough=0.7)
    for depth, y, high, bumps in (
        (0.6, 0.58, 40, 2.6),
        (0.42, 0.66, 60, 2.1),
        (0.24, 0.76, 80, 1.7),
        (0.06, 0.9, 80, 1.4),
    ):
        line = c.ridge(HEIGHT * y, high, bumps=bumps, rough=0.22, smooth=True)
        c.below(line, tone.local(scaled(SAND, 0.66), depth), tone.local(scaled(SAND, 0.42), depth * 0.8), reach=170)
        c.facets(line, mix(tone.local(SAND, depth), tone.key, 0.35), 0.95, depth=230, soft=True)
        if depth == 0.42:
            _in_the_sand(c, r, WIDTH - sun, line)
        if depth == 0.24:
            cast(WIDTH - sun, float(line[int(WIDTH - sun)]) + 26, 92)


def _in_the_sand(c: Canvas, r: Recipe, fx: float, line: Floats) -> None:
    """What breaks the emptiness: bones, a sunken head of stone, cacti, or nothing."""
    tone = r.palette
    pen = Pen()
    x = fx + float(c.rng.choice([-1, 1])) * float(c.rng.uniform(190, 330))
    y = float(line[int(min(max(x, 0), WIDTH - 1))]) + 14
    match int(c.rng.integers(3)):
        case 0:
            for k in range(7):
                h = 120 - 9 * abs(k - 2) * 2
                bow = [
                    (x + k * 34, y + 10),
                    (x + k * 34 - 14, y - h * 0.6),
                    (x + k * 34 + 10, y - h),
                    (x + k * 34 + 34, y - h * 0.9),
                ]
                pen.line(bow, 9)
            c.ink(pen, tone.local((226, 210, 180), 0.3))
        case 1:
            pen.polygon(
                [
                    (x - 60, y),
                    (x - 70, y - 110),
                    (x - 30, y - 170),
                    (x + 40, y - 165),
                    (x + 70, y - 100),
                    (x + 84, y - 60),
                    (x + 60, y),
                ]
            )
            pen.ellipse(x + 22, y - 96, 12, 9, ink=0)
            c.ink(pen, tone.local((170, 128, 96), 0.3), grain="rock", rough=0.8)
        case 2:
            for k in range(4):
                cx, h = x + (k - 1.5) * 120, float(c.rng.uniform(90, 170))
                pen.line([(cx, y + 8), (cx, y - h)], 20)
                pen.line([(cx, y - h * 0.45), (cx - 34, y - h * 0.5), (cx - 34, y - h * 0.8)], 13)
                pen.line([(cx, y - h * 0.35), (cx + 32, y - h * 0.4), (cx + 32, y - h * 0.66)], 13)
            c.ink(pen, tone.local((84, 112, 70), 0.25), grain="bark")
        case _:
            pass


def oasis(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A pool and palms between dunes."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.58)
    for depth, y, high in ((0.55, 0.57, 44), (0.34, 0.63, 40)):
        line = c.ridge(HEIGHT * y, high, bumps=2.3, rough=0.22, smooth=True)
        c.below(line, tone.local(scaled(SAND, 0.8), depth), tone.local(scaled(SAND, 0.6), depth), reach=150)
        c.facets(line, mix(tone.local(SAND, depth), tone.key, 0.3), 0.8, soft=True)
    plants.water(c, r, HEIGHT * 0.7, sun_x=sun, color=(30, 120, 124), y1=HEIGHT * 0.88)
    pen = Pen()
    for x in (140, 230, 330, WIDTH - 160, WIDTH - 270, WIDTH - 420):
        plants.palm(pen, x, HEIGHT * float(c.rng.uniform(0.68, 0.72)), float(c.rng.uniform(170, 300)), c.rng)
    c.ink(pen, tone.local(scaled(GREEN, 0.5), 0.16))
    shore = c.ridge(HEIGHT * 0.87, 22, bumps=2, rough=0.3, smooth=True)
    c.below(shore, tone.local(SAND, 0.08), tone.local(scaled(SAND, 0.5), 0), reach=110)
    cast(WIDTH - sun, HEIGHT * 0.92, 112)


def snowfield(c: Canvas, r: Recipe, cast: Cast) -> None:
    """White ground, blue ice, a few bent pines."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.6)
    ice: Rgb = (168, 204, 232)
    for depth, y, high in ((0.66, 0.5, 150), (0.45, 0.6, 70)):
        line = c.ridge(HEIGHT * y, high, bumps=4.4, rough=0.5)
        c.below(line, tone.local(scaled(ice, 0.72), depth), tone.local(SNOW, depth * 0.9), reach=200)
        c.facets(line, mix(tone.local((255, 255, 255), depth * 0.7), tone.key, 0.25), 0.9)
    shards = Pen()
    for _ in range(9):
        x, w, h = float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(14, 44)), float(c.rng.uniform(30, 120))
        shards.polygon(
            [
                (x - w, HEIGHT * 0.7),
                (x - w * 0.2, HEIGHT * 0.7 - h),
                (x + w * 0.3, HEIGHT * 0.7 - h * 0.8),
                (x + w, HEIGHT * 0.7),
            ]
        )
    c.ink(shards, tone.local((128, 182, 222), 0.3))
    for depth, y, high in ((0.26, 0.68, 28), (0.08, 0.8, 40)):
        line = c.ridge(HEIGHT * y, high, bumps=2, rough=0.3, smooth=True)
        c.below(
            line, mix(tone.local((248, 250, 255), depth), tone.key, 0.12), tone.local((186, 204, 230), depth), reach=150
        )
        pen = Pen()
        for _ in range(7):
            x = float(c.rng.uniform(0, WIDTH - 1))
            if abs(x - (WIDTH - sun)) > 150:
                plants.conifer(
                    pen, x, float(line[int(x)]) + 8, (0.34 - depth) * 560 * float(c.rng.uniform(0.7, 1.2)), c.rng
                )
        c.ink(pen, tone.local(mix(FIR, SNOW, 0.25), depth + 0.1))
    cast(WIDTH - sun, HEIGHT * 0.87, 104)


LAND: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "plain": plain,
    "road": road,
    "desert": desert,
    "oasis": oasis,
    "snowfield": snowfield,
}
"""Compositions by the lexicon's ``motif``."""
