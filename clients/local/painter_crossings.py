"""Ways over a deep drop: the bridge.

It must not draw rooms.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, mix, scaled
from clients.local.painter_ground import FIR, ROCK, SNOW, Cast, ground
from clients.local.painter_masonry import STONE
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky


def bridge(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A single arch over a deep drop."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.6)
    for depth, y, high in ((0.72, 0.46, 130), (0.52, 0.56, 110)):
        line = c.ridge(HEIGHT * y, high, bumps=3.6, rough=0.5)
        c.below(line, tone.local(ROCK, depth), tone.haze, reach=220)
        c.facets(line, mix(tone.local(SNOW, depth), tone.key, 0.3), 0.5)
    gorge, water = Pen(), Pen()
    gorge.polygon([(0, HEIGHT * 0.62), (WIDTH, HEIGHT * 0.62), (WIDTH, HEIGHT), (0, HEIGHT)])
    c.ink_fading(
        gorge,
        mix(tone.local(FIR, 0.6), tone.haze, 0.4),
        tone.local(scaled(FIR, 0.6), 0.3),
        HEIGHT * 0.62,
        HEIGHT,
        volume=0,
        grain="leaf",
        rough=0.7,
    )
    bend = float(c.rng.uniform(-120, 120))
    water.polygon(
        [
            (WIDTH / 2 - 20 + bend, HEIGHT * 0.62),
            (WIDTH / 2 + 24 + bend, HEIGHT * 0.62),
            (WIDTH / 2 + 80, HEIGHT * 0.8),
            (WIDTH / 2 + 250, HEIGHT),
            (WIDTH / 2 - 190, HEIGHT),
            (WIDTH / 2 - 60, HEIGHT * 0.8),
        ]
    )
    c.ink_fading(
        water,
        mix(tone.horizon, tone.haze, 0.3),
        tone.local((60, 116, 128), 0.1),
        HEIGHT * 0.62,
        HEIGHT,
        volume=0,
        grain="streak",
    )
    c.haze(HEIGHT * 0.66, 60, tone.haze, 0.7)
    cliffs = Pen()
    for side in (-1, 1):
        x = WIDTH / 2 + side * WIDTH / 2
        cliffs.polygon(
            [
                (x, HEIGHT),
                (x, HEIGHT * 0.6),
                (x - side * 250, HEIGHT * 0.62),
                (x - side * 290, HEIGHT * 0.72),
                (x - side * 230, HEIGHT * 0.86),
                (x - side * 250, HEIGHT),
            ]
        )
    c.ink_fading(
        cliffs,
        tone.local(ground(r, scaled(ROCK, 0.8)), 0.16),
        tone.local(scaled(ROCK, 0.35), 0.1),
        HEIGHT * 0.6,
        HEIGHT,
    )
    span = Pen()
    top = [
        (x, HEIGHT * 0.665 - 46 * (1 - ((x - WIDTH / 2) / (WIDTH / 2 - 200)) ** 2)) for x in range(200, WIDTH - 199, 20)
    ]
    span.polygon([(200, HEIGHT * 0.82), *top, (WIDTH - 200, HEIGHT * 0.82)])
    span.ellipse(WIDTH / 2, HEIGHT * 0.87, 365, 150, ink=0)
    span.box(0, HEIGHT * 0.83, WIDTH, HEIGHT, ink=0)
    for k in range(0, len(top), 2):
        span.box(top[k][0] - 8, top[k][1] - 17, top[k][0] + 8, top[k][1] + 2)
    cast(WIDTH / 2, HEIGHT * 0.602, 84)
    c.ink_fading(
        span, tone.local(scaled(STONE, 0.8), 0.14), tone.local(scaled(STONE, 0.45), 0.12), HEIGHT * 0.58, HEIGHT * 0.82
    )
    near = Pen()
    plants.conifer(near, 60, HEIGHT + 10, 420, c.rng)
    plants.conifer(near, WIDTH - 50, HEIGHT + 10, 370, c.rng)
    c.ink(near, tone.local(scaled(FIR, 0.35), 0.02))


CROSSINGS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"bridge": bridge}
"""Compositions by the lexicon's ``motif``."""
