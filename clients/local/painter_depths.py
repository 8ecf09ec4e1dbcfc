"""Under the sea: shafts of green light over coral, weed and what sank.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_masonry import STONE, ship
from clients.local.painter_recipe import Recipe


def underwater(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A wreck or drowned columns between coral, fish in shoals."""
    water: Rgb = ((30, 116, 140), (26, 128, 128), (34, 96, 150))[int(c.rng.integers(3))]
    dim = 0.55 if r.palette.dark else 1.0
    c.haze_color = scaled(mix(water, (120, 210, 210), 0.3), dim)
    c.key, c.light = (190, 255, 240), (WIDTH * float(c.rng.uniform(0.3, 0.7)), -300)
    c.backdrop([(0, scaled((120, 214, 206), dim)), (0.4, scaled(water, dim)), (1, scaled(water, 0.4 * dim))])
    c.glow(c.light[0], -60, 760, (170, 250, 230), 0.7 * dim, lights=0.2)
    sunk = Pen()
    wreck = c.rng.random() < 0.5
    fx = WIDTH * float(c.rng.uniform(0.3, 0.7))
    if wreck:
        ship(sunk, fx, HEIGHT * 0.8, 560)
    else:
        for k in range(7):
            x, h = fx + (k - 3) * 96, float(c.rng.uniform(90, 330))
            sunk.box(x - 20, HEIGHT * 0.8 - h, x + 20, HEIGHT * 0.82)
            sunk.box(x - 28, HEIGHT * 0.8 - h, x + 28, HEIGHT * 0.8 - h + 14)
        sunk.box(fx - 130, HEIGHT * 0.8 - 350, fx + 120, HEIGHT * 0.8 - 324)
    c.ink(sunk, mix(scaled((70, 62, 50) if wreck else STONE, dim), c.haze_color, 0.62), 0.95, grain="rock")
    shafts = Pen()
    for _ in range(8):
        x, wide = float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(24, 80))
        lean = (x - c.light[0]) * 0.7
        shafts.polygon(
            [(x, -10), (x + wide, -10), (x + lean + wide * 2, HEIGHT * 0.85), (x + lean - wide, HEIGHT * 0.85)]
        )
    c.ink(shafts, (190, 255, 240), 0.1)
    hues: tuple[Rgb, ...] = ((224, 96, 92), (232, 150, 84), (196, 96, 170), (236, 200, 110), (120, 200, 150))
    for depth, y in ((0.66, 0.74), (0.36, 0.82), (0.04, 0.95)):
        line = c.ridge(HEIGHT * y, 46, bumps=4, rough=0.5, smooth=True)
        sand = mix(scaled((120, 140, 120), dim), c.haze_color, depth)
        weed, corals = Pen(), [Pen() for _ in hues]
        for _ in range(16):
            x = float(c.rng.uniform(0, WIDTH - 1))
            h, p = (1.15 - depth) * float(c.rng.uniform(60, 200)), float(c.rng.uniform(0, 6))
            weed.line(
                [
                    (x + math.sin(p + t * 3) * 18 * t, float(line[int(x)]) + 6 - h * t)
                    for t in (0, 0.2, 0.4, 0.6, 0.8, 1.0)
                ],
                4 + 7 * (1 - depth),
            )
        for _ in range(12):
            x, size = float(c.rng.uniform(0, WIDTH - 1)), (1.1 - depth) * float(c.rng.uniform(26, 74))
            _coral(c, corals[int(c.rng.integers(len(hues)))], x, float(line[int(x)]) + 6, size)
        c.ink(weed, mix(scaled((40, 120, 74), dim), c.haze_color, depth))
        c.below(line, sand, scaled(sand, 0.5), reach=160, grain="mottle")
        for pen, hue in zip(corals, hues, strict=True):
            c.ink(pen, mix(scaled(hue, 0.8 * dim), c.haze_color, depth), grain="leaf")
        if depth == 0.36:
            _shoal(c)
            cast(WIDTH * 0.5, HEIGHT * 0.84, 112)
    bubbles = Pen()
    for _ in range(40):
        bubbles.ellipse(float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(0, HEIGHT)), float(c.rng.uniform(1.5, 6)))
    c.ink(bubbles, (210, 255, 250), 0.35)


def _coral(c: Canvas, pen: Pen, x: float, y: float, s: float) -> None:
    match int(c.rng.integers(3)):
        case 0:
            for k in range(7):
                a = math.pi * (0.12 + 0.76 * k / 6)
                pen.line(
                    [
                        (x, y),
                        (x + math.cos(a) * s * 0.5, y - math.sin(a) * s * 0.6),
                        (x + math.cos(a) * s * 0.7, y - math.sin(a) * s),
                    ],
                    s * 0.1,
                )
        case 1:
            pen.ellipse(x, y - s * 0.2, s * 0.6, s * 0.5)
        case _:
            for k in range(4):
                pen.box(x + (k - 2) * s * 0.2, y - s * (0.5 + 0.5 * ((k * 0.618) % 1)), x + (k - 1.2) * s * 0.2, y)


def _shoal(c: Canvas) -> None:
    pen = Pen()
    x0, y0, way = (
        float(c.rng.uniform(0.2, 0.8)) * WIDTH,
        HEIGHT * float(c.rng.uniform(0.25, 0.5)),
        float(c.rng.choice([-1, 1])),
    )
    for _ in range(34):
        x, y, s = x0 + float(c.rng.normal(0, 120)), y0 + float(c.rng.normal(0, 36)), float(c.rng.uniform(7, 14))
        pen.ellipse(x, y, s, s * 0.4)
        pen.polygon([(x - way * s * 0.7, y), (x - way * s * 1.6, y - s * 0.5), (x - way * s * 1.6, y + s * 0.5)])
    c.ink(pen, mix((240, 214, 120), c.haze_color, 0.35), volume=0)


DEPTHS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"underwater": underwater}
"""Compositions by the lexicon's ``motif``."""
