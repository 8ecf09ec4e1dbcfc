"""Places under the ground: cave, crystal cave, mine, dungeon, crypt, sewer, sea floor.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Point, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import (
    FLAME,
    STONE,
    WOOD,
    flags,
    flame_color,
    lit,
    torch,
)


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


def cavern(c: Canvas, r: Recipe, cast: Cast, stone: Rgb, glow: Rgb, far: Rgb) -> float:
    """Rings of rock round a lit hollow; returns the middle of it."""
    fx, fy = WIDTH * float(c.rng.uniform(0.44, 0.56)), HEIGHT * 0.5
    c.backdrop([(0, scaled(far, 0.6)), (0.5, far), (1, scaled(far, 0.5))])
    c.glow(fx, fy, 460, glow, 0.8)
    for k, (rx, ry, shade) in enumerate(((250, 150, 0.62), (400, 220, 0.44), (570, 292, 0.28))):
        pen = Pen()
        pen.box(0, 0, WIDTH, HEIGHT)
        pen.polygon(_mouth(c, fx, fy - 10 * k, rx, ry, 0.12, teeth=0.34), ink=0)
        c.ink_fading(pen, lit(r, stone, shade * 0.5), lit(r, stone, shade), 0, HEIGHT * 0.85)
        c.glow(fx, fy, rx * 1.5, scaled(glow, 0.24))
        floor = c.ridge(HEIGHT * (0.67 + 0.06 * k), 12, bumps=5, rough=0.5)
        c.below(floor, lit(r, stone, shade * 1.15), lit(r, stone, shade * 0.4), reach=150)
    return fx


def _foreground_rock(c: Canvas, r: Recipe, stone: Rgb) -> None:
    near = Pen()
    near.box(0, 0, WIDTH, HEIGHT)
    near.polygon(_mouth(c, WIDTH / 2, HEIGHT * 0.5, 690, 372, 0.07, teeth=0.3), ink=0)
    for x, h, w in ((130, 240, 60), (WIDTH - 160, 200, 54), (WIDTH - 60, 300, 70)):
        near.polygon(
            [
                (x - w, HEIGHT),
                (x - w * 0.2, HEIGHT - h * 0.7),
                (x, HEIGHT - h),
                (x + w * 0.3, HEIGHT - h * 0.6),
                (x + w, HEIGHT),
            ]
        )
    c.ink(near, lit(r, stone, 0.1))


def cave(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Hanging stone, a pool, a far light."""
    stone: Rgb = (126, 112, 108)
    light = mix(flame_color(r), (170, 190, 220), 0.35 if r.light == "torchlight" else 0.8)
    fx = cavern(c, r, cast, stone, light, lit(r, mix(light, stone, 0.4), 0.75))
    pool = Pen()
    pool.ellipse(fx + 190, HEIGHT * 0.88, 200, 26)
    c.ink(pool, mix(lit(r, (60, 90, 110), 0.9), light, 0.25), 0.85)
    cast(fx - 30, HEIGHT * 0.85, 150)
    _foreground_rock(c, r, stone)


def crystal(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Spars with a light of their own."""
    stone: Rgb = (78, 76, 110)
    fx = cavern(c, r, cast, stone, (90, 150, 255), (44, 62, 120))
    hues: tuple[Rgb, ...] = ((120, 200, 255), (190, 130, 255), (120, 255, 220))
    for k in range(26):
        low = k % 3 != 0
        x = float(c.rng.uniform(60, WIDTH - 60))
        if abs(x - fx) < 170:
            continue
        base = HEIGHT * float(c.rng.uniform(0.74, 0.98)) if low else HEIGHT * float(c.rng.uniform(0.0, 0.12))
        h, hue = float(c.rng.uniform(60, 190)) * (1 if low else -0.7), hues[k % 3]
        lean, w = float(c.rng.uniform(-0.4, 0.4)) * h, abs(h) * 0.13
        body, face = Pen(), Pen()
        body.polygon(
            [
                (x - w, base),
                (x - w + lean * 0.8, base - h * 0.82),
                (x + lean, base - h),
                (x + w + lean * 0.8, base - h * 0.78),
                (x + w, base),
            ]
        )
        face.polygon(
            [(x - w, base), (x - w + lean * 0.8, base - h * 0.82), (x + lean, base - h), (x + lean * 0.1, base)]
        )
        c.glow(x + lean * 0.5, base - h * 0.5, abs(h) * 0.95, scaled(hue, 0.5))
        c.ink(body, scaled(hue, 0.62))
        c.ink(face, mix(hue, (255, 255, 255), 0.35), 0.9)
    cast(fx, HEIGHT * 0.85, 145)


def mine(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Props, rails, a cart."""
    stone: Rgb = (116, 98, 84)
    cavern(c, r, cast, stone, FLAME, lit(r, (120, 90, 66), 0.6))
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


def _vaults(c: Canvas, r: Recipe, stone: Rgb, *, pointed: float) -> None:
    """Arches one behind the other."""
    fx = WIDTH / 2
    c.backdrop([(0, lit(r, stone, 0.05)), (0.5, lit(r, stone, 0.14)), (1, lit(r, stone, 0.1))])
    c.glow(fx, HEIGHT * 0.5, 260, scaled(flame_color(r), 0.5))
    for t, shade in ((0.0, 0.3), (0.12, 0.46), (0.3, 0.6), (0.55, 0.5), (0.9, 0.24)):
        half, top, foot = 80 + 470 * t, HEIGHT * (0.42 - 0.4 * t), HEIGHT * (0.6 + 0.36 * t)
        wall, joints = Pen(), Pen()
        wall.box(0, 0, WIDTH, foot)
        wall.box(fx - half, top + half * 0.5, fx + half, HEIGHT, ink=0)
        wall.polygon(
            [
                (fx + math.cos(a) * half, top + half * 0.5 - math.sin(a) ** pointed * half * 0.72)
                for a in (math.pi * k / 24 for k in range(25))
            ],
            ink=0,
        )
        c.ink_fading(wall, lit(r, stone, shade * 0.4), lit(r, stone, shade), top - 80, foot)
        for k in range(1, 24, 2):
            a = math.pi * k / 24
            x, y = fx + math.cos(a) * half, top + half * 0.5 - math.sin(a) ** pointed * half * 0.72
            joints.line([(x, y), (x + math.cos(a) * (20 + 60 * t), y - math.sin(a) * (20 + 60 * t))], 1.5 + 2 * t)
        for k in range(6):
            y = top + half * 0.5 + (foot - top - half * 0.5) * k / 6
            for side in (-1, 1):
                joints.line([(fx + side * half, y), (fx + side * (half + 30 + 90 * t), y)], 1.5 + 2 * t)
        c.ink(joints, lit(r, stone, shade * 0.3))
        if t in (0.12, 0.3, 0.55):
            for side in (-1, 1):
                torch(c, r, fx + side * (half + 26 + 46 * t), top + half * 0.75 + 30, 7 + 26 * t)


def dungeon(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A corridor of low arches into blackness."""
    stone: Rgb = (120, 116, 116)
    _vaults(c, r, stone, pointed=0.8)
    flags(c, r, STONE, 90, 0.6)
    c.glow(WIDTH / 2, HEIGHT * 0.9, 500, scaled(flame_color(r), 0.3), flat=0.35)
    cast(WIDTH / 2, HEIGHT * 0.84, 150)


def crypt(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Stone coffins under cobwebbed vaults, a cold light."""
    stone: Rgb = (104, 116, 118)
    _vaults(c, r, stone, pointed=1.3)
    c.glow(WIDTH / 2, HEIGHT * 0.45, 520, (60, 120, 110), 0.6)
    for t in (0.1, 0.42, 0.85):
        for side in (-1, 1):
            x, y, w, h = WIDTH / 2 + side * (210 + 330 * t), HEIGHT * (0.65 + 0.26 * t), 110 + 130 * t, 40 + 60 * t
            box, lid = Pen(), Pen()
            box.polygon([(x - w * 0.5, y - h), (x + w * 0.5, y - h), (x + w * 0.46, y), (x - w * 0.46, y)])
            lid.polygon(
                [(x - w * 0.58, y - h), (x - w * 0.44, y - h * 1.5), (x + w * 0.44, y - h * 1.5), (x + w * 0.58, y - h)]
            )
            lid.ellipse(x - w * 0.2, y - h * 1.52, w * 0.1, h * 0.2)
            lid.ellipse(x + w * 0.12, y - h * 1.5, w * 0.26, h * 0.17)
            c.ink_fading(box, lit(r, stone, 0.7 - 0.3 * t), lit(r, stone, 0.3), y - h, y)
            c.ink(lid, lit(r, stone, 0.95 - 0.4 * t))
    webs = Pen()
    for x, y, side in ((0, 0, 1), (WIDTH, 0, -1)):
        for k in range(7):
            a = math.pi / 2 * k / 6
            webs.line([(x, y), (x + side * math.cos(a) * 230, y + math.sin(a) * 230)], 1.5)
        for ring in (70, 120, 170, 215):
            webs.line(
                [
                    (
                        x + side * math.cos(a) * ring * (1 - 0.06 * (k % 2)),
                        y + math.sin(a) * ring * (1 - 0.06 * (k % 2)),
                    )
                    for k, a in enumerate(math.pi / 2 * j / 12 for j in range(13))
                ],
                1.5,
            )
    c.ink(webs, (170, 180, 180), 0.4)
    c.haze(HEIGHT * 0.86, 90, (90, 150, 140), 0.25)
    cast(WIDTH / 2, HEIGHT * 0.82, 140)


def sewer(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A brick channel of foul water."""
    brick: Rgb = (124, 98, 82)
    _vaults(c, r, brick, pointed=0.7)
    channel = Pen()
    fx = WIDTH / 2
    channel.polygon([(fx - 36, HEIGHT * 0.6), (fx + 36, HEIGHT * 0.6), (fx + 330, HEIGHT), (fx - 330, HEIGHT)])
    c.ink_fading(channel, lit(r, (96, 130, 60), 0.7), lit(r, (60, 92, 40), 0.6), HEIGHT * 0.6, HEIGHT)
    shine = Pen()
    for _ in range(60):
        t = float(c.rng.random())
        x, y = fx + float(c.rng.uniform(-1, 1)) * (36 + 280 * t), HEIGHT * (0.6 + 0.4 * t)
        shine.line([(x - 30 * t - 4, y), (x + 30 * t + 4, y)], 2)
    c.ink(shine, (170, 210, 110), 0.45)
    c.glow(fx, HEIGHT * 0.8, 420, (110, 190, 60), 0.3, flat=0.5)
    cast(fx + 290, HEIGHT * 0.82, 140)


def underwater(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Shafts of green light, weed and coral."""
    c.backdrop([(0, (90, 190, 190)), (0.4, (30, 116, 140)), (1, (6, 30, 58))])
    c.glow(WIDTH / 2, -60, 760, (170, 250, 230), 0.7)
    shafts = Pen()
    for _ in range(8):
        x = float(c.rng.uniform(0, WIDTH))
        shafts.polygon(
            [
                (x, -10),
                (x + 50, -10),
                (x + (x - WIDTH / 2) * 0.7 + 90, HEIGHT * 0.85),
                (x + (x - WIDTH / 2) * 0.7 - 60, HEIGHT * 0.85),
            ]
        )
    c.ink(shafts, (190, 255, 240), 0.09)
    for depth, y, color in ((0.6, 0.72, (30, 100, 120)), (0.3, 0.8, (18, 70, 92)), (0.0, 0.92, (8, 36, 54))):
        line = c.ridge(HEIGHT * y, 46, bumps=4, rough=0.5, smooth=True)
        weed = Pen()
        for _ in range(26):
            x = float(c.rng.uniform(0, WIDTH - 1))
            h, p = (1.1 - depth) * float(c.rng.uniform(60, 190)), float(c.rng.uniform(0, 6))
            weed.line(
                [
                    (x + math.sin(p + t * 3) * 16 * t, float(line[int(x)]) + 6 - h * t)
                    for t in (0, 0.2, 0.4, 0.6, 0.8, 1.0)
                ],
                4 + 5 * (1 - depth),
            )
        c.ink(weed, mix(color, (40, 120, 80), 0.35))
        c.below(line, color, scaled(color, 0.5), reach=160)
        if depth == 0.3:
            cast(WIDTH * 0.5, HEIGHT * 0.8, 110)
    bubbles = Pen()
    for _ in range(40):
        bubbles.ellipse(float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(0, HEIGHT)), float(c.rng.uniform(1.5, 6)))
    c.ink(bubbles, (210, 255, 250), 0.35)


CAVES: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "cave": cave,
    "crystal": crystal,
    "mine": mine,
    "dungeon": dungeon,
    "crypt": crypt,
    "sewer": sewer,
    "underwater": underwater,
}
"""Compositions by the lexicon's ``motif``."""
