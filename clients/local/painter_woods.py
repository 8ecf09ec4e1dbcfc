"""Places among trees: forest and swamp.

It must not draw open country.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import EARTH, FIR, GREEN, SNOW, Cast, ground, winding
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky


def forest(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Trunks in four depths about a lit clearing: broadleaved, fir or birch, with a path, a brook or old stones."""
    tone = r.palette
    kind = ("broad", "fir", "birch", "autumn")[int(c.rng.integers(4))]
    middle = ("path", "brook", "stones")[int(c.rng.integers(3))]
    leaf: Rgb = {"broad": GREEN, "fir": (44, 84, 66), "birch": (120, 132, 62), "autumn": (176, 98, 40)}[kind]
    bark: Rgb = {"broad": (70, 62, 50), "fir": (66, 52, 46), "birch": (206, 200, 186), "autumn": (72, 54, 44)}[kind]
    leaf = mix(leaf, SNOW, 0.4) if r.snowy else leaf
    c.backdrop(
        [(0, tone.local(mix(leaf, tone.haze, 0.3), 0.5)), (0.45, mix(tone.haze, tone.horizon, 0.7)), (1, tone.haze)]
    )
    fx = WIDTH * float(c.rng.uniform(0.34, 0.66))
    c.light = (fx, HEIGHT * 0.2)
    c.glow(fx, HEIGHT * 0.42, 520, scaled(tone.key, 0.75 if not tone.dark else 0.45), lights=0.15)
    if tone.dark:
        moon = Pen()
        moon.ellipse(fx + 30, HEIGHT * 0.24, 30)
        c.ink(moon, mix(tone.key, (255, 252, 236), 0.5), volume=0)
    for depth, y, width, count in ((0.8, 0.60, 8, 30), (0.62, 0.64, 14, 18), (0.38, 0.70, 26, 10)):
        pen, crowns, marks = Pen(), Pen(), Pen()
        for i in range(count):
            x = WIDTH * (i + float(c.rng.uniform(0.1, 0.9))) / count
            foot, wide = HEIGHT * y + float(c.rng.uniform(-8, 18)), width * float(c.rng.uniform(0.6, 1.35))
            if abs(x - fx) <= 60 + 260 * (0.8 - depth):
                continue
            if kind == "fir" and c.rng.random() < 0.6:
                plants.conifer(crowns, x, foot, HEIGHT * float(c.rng.uniform(0.5, 0.75)) * (1.15 - depth * 0.5), c.rng)
            else:
                plants.trunk(pen, x, foot, wide * (0.7 if kind == "birch" else 1), c.rng)
            if kind == "birch" and depth < 0.7:
                for _ in range(7):
                    my = float(c.rng.uniform(0.05, 0.9)) * foot
                    marks.box(x - wide * 0.3, my, x + wide * float(c.rng.uniform(-0.1, 0.25)), my + 2 + wide * 0.12)
        c.ink(pen, tone.local(scaled(bark, 0.8), depth), grain="bark", rough=0.7)
        c.ink(marks, tone.local((40, 36, 34), depth), volume=0, grain=None)
        plants.canopy(c, crowns, HEIGHT * (0.3 - 0.2 * (0.8 - depth)), 110)
        c.ink(crowns, tone.local(scaled(leaf, 0.75), depth), volume=0, grain="leaf", rough=0.9)
        line = c.ridge(HEIGHT * y, 14, bumps=7, rough=0.5, smooth=True)
        floor = ground(r, mix(leaf, EARTH, 0.25))
        c.below(line, tone.local(floor, depth), tone.local(scaled(floor, 0.7), depth * 0.8), reach=180, grain="mottle")
        shrubs = Pen()
        for _ in range(9):
            x = float(c.rng.uniform(0, WIDTH - 1))
            if abs(x - fx) > 130:
                plants.bush(shrubs, x, float(line[int(x)]) + 8, (1.15 - depth) * float(c.rng.uniform(30, 66)), c.rng)
        c.ink(shrubs, tone.local(scaled(leaf, 0.6), depth), grain="leaf", rough=0.7)
        c.glow(fx, HEIGHT * 0.48, 420, scaled(tone.key, 0.2 * (1.2 - depth)), lights=0)
        c.haze(HEIGHT * y, 60, tone.haze, 0.35 * depth)
    shafts = Pen()
    lean = float(c.rng.choice([-1, 1]))
    for _ in range(6):
        x = fx + float(c.rng.uniform(-330, 330))
        wide = float(c.rng.uniform(18, 60))
        shafts.polygon(
            [(x, -10), (x + wide, -10), (x + wide - lean * 160, HEIGHT * 0.8), (x - lean * 190 - wide, HEIGHT * 0.8)]
        )
    c.ink(shafts, mix(tone.key, tone.horizon, 0.4), 0.12 if not tone.dark else 0.07)
    _through(c, r, fx, middle)
    cast(fx, HEIGHT * 0.83, 118)
    near = Pen()
    for x in (float(c.rng.uniform(10, 150)), WIDTH - float(c.rng.uniform(10, 150))):
        plants.trunk(near, x, HEIGHT * 1.04, float(c.rng.uniform(50, 92)), c.rng)
    if c.rng.random() < 0.5:
        x, w = float(c.rng.uniform(0.2, 0.8)) * WIDTH, float(c.rng.uniform(150, 260))
        near.line([(x - w, HEIGHT * 0.97), (x + w, HEIGHT * 0.94)], 34)
        near.line([(x, HEIGHT * 0.95), (x + 30, HEIGHT * 0.88)], 10)
    plants.canopy(c, near, HEIGHT * 0.07, 70)
    plants.ferns(c, near, HEIGHT * 1.0, 90, 9)
    plants.grass(c, near, HEIGHT * 0.99, 64, 130)
    c.ink(near, tone.local(scaled(mix(FIR, bark, 0.3), 0.34), 0.04), grain="bark")


def _through(c: Canvas, r: Recipe, fx: float, middle: str) -> None:
    """What leads into the clearing."""
    tone = r.palette
    points = winding(c, fx, HEIGHT * 0.69, 460, 140)
    if middle == "path":
        path = Pen()
        path.polygon(points)
        c.ink(path, tone.local(mix(ground(r, EARTH), (210, 180, 130), 0.4), 0.2), volume=0, grain="mottle")
    elif middle == "brook":
        brook, glints = Pen(), Pen()
        brook.polygon(points)
        c.ink_fading(
            brook,
            mix(tone.horizon, tone.haze, 0.4),
            tone.local((40, 84, 92), 0.05),
            HEIGHT * 0.69,
            HEIGHT,
            volume=0,
            grain="streak",
        )
        for _ in range(40):
            t = float(c.rng.random())
            (left, y), (right, _) = points[round(t * 24)], points[-1 - round(t * 24)]
            glints.ellipse(left + (right - left) * float(c.rng.uniform(0.2, 0.8)), y, 5 + 16 * t, 1 + 1.6 * t)
        c.ink(glints, mix(tone.horizon, tone.key, 0.7), 0.7)
    else:
        stones = Pen()
        for k in range(7):
            a = math.tau * k / 7 + 0.3
            x, y = fx + math.cos(a) * 210, HEIGHT * 0.76 + math.sin(a) * 34
            h = float(c.rng.uniform(60, 120)) * (0.8 + 0.3 * math.sin(a))
            stones.polygon(
                [
                    (x - 17, y),
                    (x - 13, y - h),
                    (x + float(c.rng.uniform(-6, 10)), y - h - 9),
                    (x + 16, y - h * 0.9),
                    (x + 19, y),
                ]
            )
        c.ink(stones, tone.local((134, 134, 130), 0.25), grain="rock", rough=0.7)


def swamp(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Dead trees in black water."""
    tone = r.palette
    murk: Rgb = (92, 104, 62)
    sky(c, r, HEIGHT * 0.62)
    c.veil(tone.local(murk, 0.5), c.noise(2, 2, octaves=2) * 0.1 + 0.42)
    fx = WIDTH * float(c.rng.uniform(0.4, 0.6))
    c.glow(fx, HEIGHT * 0.42, 480, scaled(mix(tone.key, (190, 210, 120), 0.5), 0.5))
    for depth, y, h, count in ((0.72, 0.6, 200, 11), (0.5, 0.64, 300, 7)):
        pen = Pen()
        for i in range(count):
            x = WIDTH * (i + float(c.rng.uniform(0.1, 0.9))) / count
            plants.bare(pen, x, HEIGHT * y + 6, h * float(c.rng.uniform(0.7, 1.2)), c.rng)
        c.ink(pen, tone.local(scaled(murk, 0.5), depth))
        line = c.ridge(HEIGHT * y, 8, bumps=9, rough=0.5, smooth=True)
        c.below(line, tone.local(scaled(murk, 0.6), depth), tone.local(scaled(murk, 0.4), depth), reach=40)
        c.haze(HEIGHT * y, 46, mix(tone.haze, murk, 0.3), 0.6)
    plants.water(c, r, HEIGHT * 0.66, sun_x=fx, color=(34, 44, 30))
    c.haze(HEIGHT * 0.67, 34, mix(tone.haze, murk, 0.3), 0.55)
    banks = Pen()
    for x, y, w in ((fx, 0.83, 230), (fx - 430, 0.76, 150), (fx + 440, 0.78, 170)):
        banks.ellipse(x, HEIGHT * y + 16, w, 24)
    c.ink(banks, tone.local(scaled(murk, 0.36), 0.12))
    reed = Pen()
    plants.reeds(c, reed, HEIGHT * 0.76, 70, 90)
    c.ink(reed, tone.local(scaled(murk, 0.34), 0.16))
    cast(fx, HEIGHT * 0.84, 108)
    near = Pen()
    plants.bare(near, 110, HEIGHT * 1.02, 700, c.rng, bend=-0.15)
    plants.bare(near, WIDTH - 90, HEIGHT * 1.02, 640, c.rng, bend=0.2)
    plants.reeds(c, near, HEIGHT, 130, 130)
    c.ink(near, tone.local(scaled(murk, 0.16), 0.02))


WOODS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"forest": forest, "swamp": swamp}
"""Compositions by the lexicon's ``motif``."""
