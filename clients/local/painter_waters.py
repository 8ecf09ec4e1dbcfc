"""Places by the water: coast, island, open sea, river, lake and waterfall.

It must not draw streets or rooms.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import EARTH, FIR, GREEN, ROCK, SAND, SNOW, Cast, ground
from clients.local.painter_masonry import ship
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky


def coast(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Cliffs on one side, breakers, a stony beach."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.55)
    plants.water(c, r, HEIGHT * 0.55, sun_x=sun, color=(40, 100, 116))
    side = 1 if sun < WIDTH / 2 else -1
    edge = WIDTH / 2 + side * WIDTH / 2
    for depth, reach, top in ((0.55, 300, 0.36), (0.38, 400, 0.24), (0.2, 330, 0.1)):
        pen = Pen()
        y0 = HEIGHT * (0.56 + 0.2 * (0.55 - depth))
        points = [(edge, HEIGHT * 0.95), (edge, HEIGHT * top)]
        for k in range(6):
            share = k / 5
            points.append(
                (
                    edge - side * reach * (0.25 + 0.62 * share),
                    HEIGHT * top + share * share * (y0 - HEIGHT * top) * 0.7 + float(c.rng.uniform(-12, 12)),
                )
            )
        points += [
            (edge - side * reach * 0.95, y0),
            (edge - side * reach, y0 + 12),
            (edge - side * reach, HEIGHT * 0.95),
        ]
        pen.polygon([*points[:-2], (edge - side * reach * 1.02, y0 + 8), (edge, y0 + 30)])
        c.ink_fading(
            pen,
            tone.local(mix(ground(r, GREEN), ROCK, 0.4), depth),
            tone.local(scaled(ROCK, 0.55), depth),
            HEIGHT * top,
            y0,
        )
    foam = Pen()
    for k, y in enumerate((0.72, 0.77, 0.83)):
        line = c.ridge(HEIGHT * y, 7 + 4 * k, bumps=9, rough=0.5, smooth=True)
        upper = [(float(x), float(line[x])) for x in range(0, WIDTH, 8)]
        foam.polygon(
            [*upper, *((x, yy + 3 + 3 * k + 3 * ((i * 0.618) % 1)) for i, (x, yy) in reversed(list(enumerate(upper))))]
        )
    c.ink(foam, mix(tone.local(SNOW, 0.2), tone.horizon, 0.3), 0.8)
    beach = c.ridge(HEIGHT * 0.87, 26, bumps=2, rough=0.35, smooth=True)
    c.below(
        beach, tone.local(ground(r, mix(SAND, ROCK, 0.5)), 0.1), tone.local(ground(r, scaled(EARTH, 0.8)), 0), reach=120
    )
    cast(WIDTH / 2 - side * 120, HEIGHT * 0.9, 104)
    rocks = Pen()
    for _ in range(8):
        x, w = float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(24, 110))
        rocks.polygon(
            [
                (x - w, HEIGHT + 4),
                (x - w * 0.7, HEIGHT - w * 0.5),
                (x - w * 0.1, HEIGHT - w * 0.72),
                (x + w * 0.6, HEIGHT - w * 0.4),
                (x + w, HEIGHT + 4),
            ]
        )
    c.ink(rocks, tone.local(scaled(ROCK, 0.32), 0.03))


def island(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A hump of rock and palms in bright water."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.58)
    plants.water(c, r, HEIGHT * 0.58, sun_x=sun, color=(24, 132, 146))
    fx = WIDTH * float(c.rng.uniform(0.42, 0.58))
    for depth, w, h, color in ((0.35, 400, 210, GREEN), (0.2, 520, 90, FIR)):
        pen = Pen()
        line = c.ridge(0, 24, bumps=7, rough=0.6)
        pen.polygon(
            [
                (fx - w, HEIGHT * 0.67),
                *(
                    (
                        fx + x - w,
                        HEIGHT * 0.67 - h * max(0.0, 1 - ((x - w) / w) ** 2) ** 1.3 + float(line[x]) * (h / 120),
                    )
                    for x in range(30, int(2 * w) - 30, 9)
                ),
                (fx + w, HEIGHT * 0.67),
            ]
        )
        c.ink_fading(
            pen,
            tone.local(ground(r, color), depth),
            tone.local(scaled(color, 0.45), depth),
            HEIGHT * 0.35,
            HEIGHT * 0.67,
        )
    sand = Pen()
    sand.ellipse(fx, HEIGHT * 0.7, 600, 36)
    c.ink(sand, tone.local(SAND, 0.12))
    pen = Pen()
    for k in range(7):
        plants.palm(
            pen, fx - 430 + k * 140 + float(c.rng.uniform(-40, 40)), HEIGHT * 0.7, float(c.rng.uniform(110, 210)), c.rng
        )
    c.ink(pen, tone.local(scaled(GREEN, 0.42), 0.1))
    cast(fx - 80, HEIGHT * 0.725, 76)


def sea(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Long swells and a ship."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.56)
    deep: Rgb = (26, 74, 100)
    plants.water(c, r, HEIGHT * 0.56, sun_x=sun, color=deep)
    rough = 2.4 if r.weather in ("storm", "wind") else 1.0
    fx = WIDTH - sun
    monster = any(entry.motif in ("kraken", "serpent", "fin", "dragon") for entry, _ in r.subjects)
    swells = ((0.64, 10, 6), (0.72, 16, 5), (0.81, 24, 4), (0.91, 34, 3))
    for k, (y, high, bumps) in enumerate(swells):
        if k == 1:
            hull = Pen()
            ship(hull, fx + (300 if monster and fx < WIDTH / 2 else -300 if monster else 0), HEIGHT * 0.735, 230)
            c.glow(fx, HEIGHT * 0.6, 300, scaled(mix(tone.horizon, tone.key, 0.5), 0.4))
            c.ink(hull, tone.local((38, 30, 30), 0.16))
        if k == 2:
            cast(fx, HEIGHT * 0.82, 92) if monster else None
        line = c.ridge(HEIGHT * y, high * rough, bumps=bumps, rough=0.4, smooth=True)
        c.below(
            line,
            mix(tone.local(deep, 0.25), tone.horizon, 0.3 - k * 0.07),
            mix(tone.local(deep, 0), tone.zenith, 0.5),
            reach=90,
        )
        crest = Pen()
        points = [(float(x), float(line[x])) for x in range(0, WIDTH, 8)]
        crest.line(points, 1.5 + k * 0.7)
        c.ink(crest, mix(tone.local(SNOW, 0.1), tone.horizon, 0.4), 0.35 + 0.1 * (rough > 1))
    if not monster:
        cast(fx, HEIGHT * 0.7, 26)


def river(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Bright water winding between willows."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.56)
    far = c.ridge(HEIGHT * 0.52, 70, bumps=3.2, rough=0.45)
    c.below(far, tone.local(FIR, 0.7), tone.haze, reach=110)
    plants.water(c, r, HEIGHT * 0.58, sun_x=WIDTH / 2, color=(44, 108, 120))
    for side in (-1, 1):
        for depth, y, reach in ((0.42, 0.6, 0.42), (0.22, 0.72, 0.36), (0.1, 0.86, 0.26)):
            bank, trees = Pen(), Pen()
            edge = WIDTH / 2 + side * WIDTH / 2
            tip = edge - side * WIDTH * reach * float(c.rng.uniform(0.9, 1.15))
            bank.polygon(
                [
                    (edge, HEIGHT * y - 20),
                    (tip + side * 90, HEIGHT * y - 8),
                    (tip, HEIGHT * y + 10),
                    (tip + side * 60, HEIGHT * y + 26),
                    (edge, HEIGHT * y + 110),
                ]
            )
            for k in range(4):
                plants.leafy(
                    trees,
                    tip + side * (110 + k * 120),
                    HEIGHT * y,
                    (1 - depth) * 170 * float(c.rng.uniform(0.7, 1.3)),
                    c.rng,
                )
            c.ink(trees, tone.local(scaled(GREEN, 0.55), depth))
            c.ink(bank, tone.local(ground(r, scaled(GREEN, 0.85)), depth))
    shore = c.ridge(HEIGHT * 0.92, 20, bumps=2, rough=0.4, smooth=True)
    c.below(shore, tone.local(ground(r, GREEN), 0.06), tone.local(scaled(EARTH, 0.4), 0), reach=80)
    cast(WIDTH - sun, HEIGHT * 0.94, 112)
    near = Pen()
    plants.reeds(c, near, HEIGHT, 100, 80)
    c.ink(near, tone.local(scaled(GREEN, 0.28), 0.02))


def lake(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Still water under a mountain."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.54)
    line = c.ridge(HEIGHT * 0.4, 170, bumps=3.4, rough=0.5)
    c.below(line, tone.local(ROCK, 0.62), tone.haze, reach=240)
    c.facets(line, mix(tone.local(SNOW, 0.55), tone.key, 0.3), 0.8)
    bank = c.ridge(HEIGHT * 0.545, 20, bumps=4, rough=0.5)
    trees = Pen()
    for x in range(0, WIDTH, 17):
        plants.conifer(trees, x, float(bank[x]) + 6, 52 * float(c.rng.uniform(0.5, 1.2)), c.rng)
    c.ink(trees, tone.local(FIR, 0.42))
    c.below(bank, tone.local(FIR, 0.42), tone.local(FIR, 0.42), reach=60)
    top = HEIGHT * 0.57
    row = round(top * c.scale)
    mirrored = c.image.crop((0, 2 * row - c.size[1], c.size[0], row)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    plants.water(c, r, top, sun_x=sun, color=(36, 84, 104))
    fade = c.gradient([(0, (160, 160, 160)), (1, (40, 40, 40))]).convert("L").crop((0, 0, *mirrored.size))
    c.image.paste(mirrored, (0, row), fade)
    c.haze(top, 22, tone.haze, 0.5)
    shore = c.ridge(HEIGHT * 0.91, 22, bumps=2, rough=0.4, smooth=True)
    c.below(shore, tone.local(ground(r, scaled(GREEN, 0.8)), 0.06), tone.local(scaled(EARTH, 0.4), 0), reach=80)
    cast(WIDTH - sun, HEIGHT * 0.935, 110)
    near = Pen()
    plants.reeds(c, near, HEIGHT, 110, 110)
    c.ink(near, tone.local(scaled(GREEN, 0.28), 0.02))


def waterfall(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A white drop from a wooded wall of rock into its pool."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.4)
    fx, lip, foot = WIDTH * 0.5, HEIGHT * 0.25, HEIGHT * 0.75
    rock = ground(r, mix(ROCK, GREEN, 0.25))
    wall = c.ridge(HEIGHT * 0.22, 44, bumps=5, rough=0.55)
    near = np.exp(-(((np.arange(WIDTH) - fx) / 84) ** 4)).astype(np.float32)
    wall = (wall * (1 - near) + lip * near).astype(np.float32)
    trees = Pen()
    for x in range(8, WIDTH, 26):
        if abs(x - fx) > 96:
            plants.conifer(trees, x, float(wall[x]) + 8, 92 * float(c.rng.uniform(0.6, 1.15)), c.rng)
    c.ink(trees, tone.local(scaled(FIR, 0.9), 0.55))
    c.below(wall, tone.local(rock, 0.5), tone.local(scaled(rock, 0.5), 0.5), reach=420, grain="mottle")
    _cracks(c, (fx - 420, fx + 420), (lip + 20, foot), tone.local(scaled(rock, 0.4), 0.5))
    _fall(c, r, fx, lip, foot)
    for depth, gap, top in ((0.34, 250, 0.14), (0.14, 430, -0.02)):
        for side in (-1, 1):
            trees, cliff = Pen(), Pen()
            edge, steps = fx + side * WIDTH * 0.56, range(9)
            inner = [
                (fx + side * (gap - 7 * k + float(c.rng.uniform(-16, 16))), top + (0.8 - top) * k / 8) for k in steps
            ]
            brow = [
                (edge + (inner[0][0] - edge) * k / 6, top + 0.012 * k + float(c.rng.uniform(-0.014, 0.014)))
                for k in range(6)
            ]
            cliff.polygon([(edge, HEIGHT), *((x, HEIGHT * y) for x, y in (*brow, *inner)), (inner[-1][0], HEIGHT)])
            for k in range(8):
                plants.conifer(
                    trees,
                    fx + side * (gap + 16 + k * 62),
                    HEIGHT * (top + 0.09 - 0.008 * k),
                    130 * (1 - depth * 0.6),
                    c.rng,
                )
            c.ink(trees, tone.local(scaled(FIR, 0.9), depth))
            c.ink_fading(
                cliff,
                tone.local(rock, depth),
                tone.local(scaled(rock, 0.42), depth),
                HEIGHT * top,
                HEIGHT * 0.8,
                rough=0.7,
            )
            across = sorted((fx + side * (gap + 14), edge))
            _cracks(c, (across[0], across[1]), (HEIGHT * (top + 0.1), foot), tone.local(scaled(rock, 0.36), depth))
    plants.water(c, r, foot, sun_x=fx, color=(50, 116, 124))
    c.glow(fx, foot - 8, 300, tone.local((230, 240, 246), 0.2), 0.6, flat=0.34)
    c.haze(foot, 36, tone.local(SNOW, 0.4), 0.4)
    boulders = Pen()
    for x, size in ((-330, 40), (-262, 24), (232, 30), (300, 46), (372, 26)):
        turns = np.sort(c.rng.uniform(0, 2 * np.pi, 9))
        boulders.polygon(
            [(fx + x + size * 1.2 * float(np.cos(a)), foot + 30 + size * 0.7 * float(np.sin(a))) for a in turns]
        )
    c.ink(boulders, tone.local(scaled(rock, 0.7), 0.16))
    shore = c.ridge(HEIGHT * 0.93, 22, bumps=2, rough=0.5)
    c.below(shore, tone.local(scaled(ROCK, 0.6), 0.06), tone.local(scaled(ROCK, 0.2), 0), reach=70)
    cast(fx - 210, HEIGHT * 0.945, 106)


def _fall(c: Canvas, r: Recipe, x: float, lip: float, foot: float) -> None:
    """Water falling from ``lip`` to ``foot``, in strands that spread."""
    tone, steps = r.palette, range(9)
    sheet = Pen()
    left, right = (
        [
            (x + side * (58 + 44 * (k / 8) ** 1.6 + float(c.rng.uniform(-7, 7))), lip - 6 + (foot + 6 - lip) * k / 8)
            for k in steps
        ]
        for side in (-1, 1)
    )
    sheet.polygon([*left, *reversed(right)])
    white = mix(tone.local(SNOW, 0.05), tone.key, 0.12)
    c.ink_fading(sheet, tone.local((176, 208, 222), 0.2), white, lip, lip + 120, volume=0.2, grain=None)
    for color, count, opacity in ((tone.local((92, 140, 168), 0.2), 34, 0.6), (white, 26, 0.8)):
        strands = Pen()
        for _ in range(count):
            at = float(c.rng.uniform(-1, 1))
            begin, end = sorted(float(part) for part in c.rng.uniform(0, 1, 2))
            way = [begin + (end - begin) * k / 5 for k in range(6)]
            strands.line([(x + at * (54 + 44 * t**1.6), lip + (foot - lip) * t) for t in way], 2.4)
        c.ink(strands, color, opacity, outlined=False)


def _cracks(c: Canvas, across: tuple[float, float], down: tuple[float, float], color: Rgb) -> None:
    """Where a wall of rock is split: short steep lines."""
    cracks = Pen()
    for _ in range(max(4, round((across[1] - across[0]) / 26))):
        x, y = float(c.rng.uniform(*across)), float(c.rng.uniform(*down))
        length = float(c.rng.uniform(26, 110))
        lean = float(c.rng.uniform(-0.22, 0.22))
        cracks.line(
            [(x + lean * length * t + float(c.rng.uniform(-5, 5)), y + length * t) for t in (0, 0.35, 0.7, 1)], 2.2
        )
    c.ink(cracks, color, 0.5, outlined=False)


WATERS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "coast": coast,
    "island": island,
    "sea": sea,
    "river": river,
    "lake": lake,
    "waterfall": waterfall,
}
"""Compositions by the lexicon's ``motif``."""
