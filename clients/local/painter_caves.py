"""Places under the ground as it grew: cave and the mine in it.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Floats, Pen, Point, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import (
    FLAME,
    WOOD,
    flame_color,
    lit,
    torch,
)

_OF_THE_SKY = frozenset({"day", "dawn", "dusk", "night", "moonlight"})


def _mouth(c: Canvas, fx: float, fy: float, rx: float, ry: float, rough: float, *, teeth: float = 0.0) -> list[Point]:
    """An irregular opening; ``teeth`` lets stone hang into it from above."""
    points: list[Point] = []
    count = 72
    waves = [
        (int(c.rng.integers(2, 11)), float(c.rng.uniform(0, math.tau)), float(c.rng.uniform(0.3, 1))) for _ in range(5)
    ]
    for k in range(count):
        a = math.tau * k / count
        bump = sum(math.sin(a * n + p) * w for n, p, w in waves) / 3
        spike = teeth * float(c.rng.uniform(0, 1)) ** 2 if math.sin(a) < -0.25 and k % 3 == 0 else 0.0
        size = 1 + rough * bump - spike
        points.append((fx + math.cos(a) * rx * (1 + rough * bump), fy + math.sin(a) * ry * size))
    return points


def cavern(c: Canvas, r: Recipe, stone: Rgb, glow: Rgb, far: Rgb) -> float:
    """Rings of rock round a lit hollow, with dripstone between them; returns the middle of it."""
    fx, fy = WIDTH * float(c.rng.uniform(0.36, 0.64)), HEIGHT * float(c.rng.uniform(0.42, 0.5))
    c.light = (fx, fy)
    c.key = mix(glow, (255, 255, 255), 0.3)
    c.backdrop([(0, scaled(far, 0.8)), (0.45, mix(far, glow, 0.35)), (1, scaled(far, 0.6))])
    if r.light not in _OF_THE_SKY:
        hollow = c.ridge(HEIGHT * 0.1, 20, bumps=4, rough=0.5)
        c.below(hollow, mix(far, glow, 0.3), scaled(far, 0.7), reach=400, grain="rock", rough=1)
    else:
        # One looks out of it.
        for depth, y, high in ((0.7, 0.52, 60), (0.35, 0.6, 40)):
            hills = c.ridge(HEIGHT * y, high, bumps=7, rough=0.5)
            c.below(hills, r.palette.local((70, 88, 70), depth), r.palette.local((50, 62, 50), depth), reach=120)
    c.glow(fx, fy, 420, glow, 0.5, lights=0.35)
    wide = float(c.rng.uniform(0.85, 1.2))
    for k, (rx, ry, shade) in enumerate(((230, 170, 0.72), (380, 235, 0.5), (560, 300, 0.3))):
        pen, teeth = Pen(), Pen()
        pen.box(-40, -40, WIDTH + 40, HEIGHT + 40)
        pen.polygon(_mouth(c, fx, fy - 8 * k, rx * wide, ry, 0.12), ink=0)
        for _ in range(7):
            a = float(c.rng.uniform(0.15, 0.85)) * math.pi
            x, top = fx + math.cos(a) * rx * wide, fy - 8 * k - math.sin(a) * ry
            h, w = float(c.rng.uniform(40, 130)) * (0.7 + 0.4 * k), float(c.rng.uniform(10, 22)) * (0.7 + 0.4 * k)
            teeth.polygon(
                [
                    (x - w, top - 40),
                    (x - w * 0.3, top + h * 0.4),
                    (x, top + h),
                    (x + w * 0.4, top + h * 0.4),
                    (x + w, top - 40),
                ]
            )
        c.ink_fading(
            teeth, lit(r, stone, shade * 0.7), lit(r, stone, shade * 1.1), 0, HEIGHT * 0.6, grain="bark", rough=0.6
        )
        c.ink_fading(
            pen,
            lit(r, stone, shade * 0.55),
            lit(r, stone, shade),
            0,
            HEIGHT * 0.85,
            volume=0.3,
            grain="rock",
            rough=0.8,
        )
        floor = c.ridge(HEIGHT * (0.67 + 0.06 * k), 14, bumps=5, rough=0.5)
        c.below(
            floor,
            lit(r, mix(stone, glow, 0.2), shade * 1.25),
            lit(r, stone, shade * 0.4),
            reach=150,
            grain="rock",
            rough=0.6,
        )
        _stumps(c, r, stone, floor, fx, shade, 40 + 40 * k)
    c.glow(fx, HEIGHT * 0.72, 420, scaled(glow, 0.3), flat=0.35, lights=1.4)
    return fx


def _stumps(c: Canvas, r: Recipe, stone: Rgb, floor: Floats, fx: float, shade: float, h: float) -> None:
    pen = Pen()
    for _ in range(5):
        x, tall = float(c.rng.uniform(0, WIDTH - 1)), h * float(c.rng.uniform(0.5, 1.5))
        if abs(x - fx) > 150:
            y, w = float(floor[int(x)]) + 8, h * 0.3
            pen.polygon(
                [(x - w, y), (x - w * 0.3, y - tall * 0.6), (x, y - tall), (x + w * 0.3, y - tall * 0.5), (x + w, y)]
            )
    c.ink(pen, lit(r, stone, shade * 0.8), grain="bark", rough=0.6)


def _foreground_rock(c: Canvas, r: Recipe, stone: Rgb) -> None:
    near = Pen()
    near.box(-40, -40, WIDTH + 40, HEIGHT + 40)
    near.polygon(_mouth(c, WIDTH / 2, HEIGHT * 0.5, 700, 385, 0.07, teeth=0.2), ink=0)
    for _ in range(3):
        x = float(c.rng.choice([-1, 1])) * float(c.rng.uniform(0.32, 0.49)) * WIDTH + WIDTH / 2
        h, w = float(c.rng.uniform(160, 330)), float(c.rng.uniform(46, 76))
        near.polygon(
            [
                (x - w, HEIGHT),
                (x - w * 0.2, HEIGHT - h * 0.7),
                (x, HEIGHT - h),
                (x + w * 0.3, HEIGHT - h * 0.6),
                (x + w, HEIGHT),
            ]
        )
    c.ink(near, lit(r, stone, 0.12), volume=0.5, grain="rock")


def _outside(r: Recipe) -> Rgb:
    """What shines into a cave: a fire somewhere, or the hour that it is outside."""
    if r.light not in _OF_THE_SKY:
        return mix(flame_color(r), (170, 200, 226), 0.25)
    return mix(r.palette.horizon, r.palette.key, 0.35 if not r.palette.dark else 0.15)


def cave(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Hanging stone about a pool, a fall of water or glowing caps, and a far light."""
    stone: Rgb = ((126, 112, 108), (118, 120, 128), (138, 110, 88))[int(c.rng.integers(3))]
    light = _outside(r)
    fx = cavern(c, r, stone, light, lit(r, mix(light, stone, 0.4), 0.75))
    match int(c.rng.integers(3)):
        case 0:
            pool, shine = Pen(), Pen()
            x = fx + float(c.rng.choice([-230, 230]))
            pool.ellipse(x, HEIGHT * 0.88, 230, 34)
            c.ink_fading(
                pool,
                mix(light, (120, 190, 200), 0.5),
                lit(r, (30, 60, 74), 0.8),
                HEIGHT * 0.84,
                HEIGHT * 0.93,
                volume=0,
                grain="streak",
            )
            for _ in range(26):
                a, t = float(c.rng.uniform(0, math.tau)), float(c.rng.random()) ** 0.5
                shine.ellipse(
                    x + math.cos(a) * 180 * t, HEIGHT * 0.88 + math.sin(a) * 24 * t, float(c.rng.uniform(8, 26)), 1.3
                )
            c.ink(shine, mix(light, (255, 255, 255), 0.6), 0.7)
        case 1:
            fall = Pen()
            x = fx + float(c.rng.choice([-150, 150]))
            fall.polygon(
                [(x - 16, HEIGHT * 0.16), (x + 16, HEIGHT * 0.16), (x + 30, HEIGHT * 0.76), (x - 30, HEIGHT * 0.76)]
            )
            c.ink_fading(
                fall,
                mix(light, (255, 255, 255), 0.3),
                mix(light, (220, 240, 250), 0.6),
                HEIGHT * 0.16,
                HEIGHT * 0.76,
                opacity=0.86,
                volume=0,
                grain="bark",
            )
            c.glow(x, HEIGHT * 0.77, 120, mix(light, (220, 240, 255), 0.5), 0.6, flat=0.4)
        case _:
            for _ in range(16):
                x, y = float(c.rng.uniform(0.06, 0.94)) * WIDTH, HEIGHT * float(c.rng.uniform(0.74, 0.95))
                s, stem, cap = float(c.rng.uniform(10, 26)) * (y / HEIGHT), Pen(), Pen()
                stem.polygon(
                    [(x - s * 0.2, y), (x - s * 0.14, y - s * 1.3), (x + s * 0.14, y - s * 1.3), (x + s * 0.2, y)]
                )
                cap.ellipse(x, y - s * 1.3, s * 0.8, s * 0.5)
                cap.box(x - s, y - s * 1.2, x + s, y, ink=0)
                c.ink(stem, (120, 150, 150))
                c.ink(cap, (120, 236, 210))
                c.glow(x, y - s, s * 4, (60, 220, 190), 0.55)
    cast(fx - 30, HEIGHT * 0.85, 150)
    _foreground_rock(c, r, stone)


def mine(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Props, rails, a cart."""
    stone: Rgb = (116, 98, 84)
    cavern(c, r, stone, FLAME, lit(r, (120, 90, 66), 0.6))
    fx = WIDTH / 2
    rails, ties = Pen(), Pen()
    for k in range(12):
        t = (k / 11) ** 1.8
        y, half = HEIGHT * (0.66 + 0.34 * t), 30 + 190 * t
        ties.box(fx - half, y, fx + half, y + 3 + 12 * t)
    for side in (-1, 1):
        rails.polygon(
            [
                (fx + side * 16, HEIGHT * 0.66),
                (fx + side * 20, HEIGHT * 0.66),
                (fx + side * 150, HEIGHT),
                (fx + side * 128, HEIGHT),
            ]
        )
    c.ink(ties, lit(r, WOOD, 0.4))
    c.ink(rails, lit(r, (170, 170, 176), 0.8))
    for t, shade in ((0.0, 0.6), (0.25, 0.45), (0.62, 0.28)):
        prop = Pen()
        half, top, foot, w = 130 + 430 * t, HEIGHT * (0.34 - 0.3 * t), HEIGHT * (0.67 + 0.3 * t), 16 + 44 * t
        for side in (-1, 1):
            prop.box(fx + side * half - w / 2, top, fx + side * half + w / 2, foot)
            prop.polygon(
                [
                    (fx + side * half, top + w * 2.6),
                    (fx + side * (half - w * 2.6), top),
                    (fx + side * (half - w * 1.6), top),
                    (fx + side * half, top + w * 1.4),
                ]
            )
        prop.box(fx - half - w, top - w, fx + half + w, top)
        c.ink_fading(prop, lit(r, WOOD, shade * 0.7), lit(r, WOOD, shade), top, foot)
        torch(c, r, fx + half - w * 0.4, top + 70 + 60 * t, 8 + 14 * t)
    cart = Pen()
    cart.polygon(
        [(fx - 330, HEIGHT * 0.74), (fx - 190, HEIGHT * 0.74), (fx - 210, HEIGHT * 0.86), (fx - 310, HEIGHT * 0.86)]
    )
    for x in (-290, -230):
        cart.ellipse(fx + x, HEIGHT * 0.875, 18)
    c.ink(cart, lit(r, (70, 62, 60), 0.7))
    cast(fx + 60, HEIGHT * 0.85, 120)


CAVES: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"cave": cave, "mine": mine}
"""Compositions by the lexicon's ``motif``."""
