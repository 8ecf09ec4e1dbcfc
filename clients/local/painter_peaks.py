"""High places: mountains, a pass between walls of rock, a volcano.

It must not draw woods for their own sake.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import AIR, HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import FIR, GREEN, ROCK, SAND, SNOW, Cast, ground, summits
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky


def mountains(c: Canvas, r: Recipe, cast: Cast) -> None:
    """One great peak over lesser ones, dark woods, a ledge with a view of it."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.66)
    side = 1 if sun < WIDTH / 2 else -1
    px = WIDTH / 2 + side * WIDTH * float(c.rng.uniform(0.06, 0.18))
    rock = mix(ROCK, SNOW, 0.5) if r.snowy else ROCK
    far = [
        (float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(120, 230)), float(c.rng.uniform(160, 300)))
        for _ in range(6)
    ]
    great = (px, float(c.rng.uniform(380, 440)), float(c.rng.uniform(330, 430)))
    lesser = [
        (px - side * float(c.rng.uniform(300, 420)), float(c.rng.uniform(200, 280)), float(c.rng.uniform(220, 320))),
        (px + side * float(c.rng.uniform(240, 360)), float(c.rng.uniform(180, 250)), float(c.rng.uniform(200, 300))),
    ]
    for depth, base, peaks, rough in ((0.74, 0.56, far, 0.9), (0.46, 0.66, [great, *lesser], 1.25)):
        line = summits(c, HEIGHT * base, peaks, rough=rough)
        shade = tone.local(scaled(mix(rock, tone.zenith, 0.35), 0.7), depth)
        c.below(line, shade, mix(shade, tone.haze, 0.62), reach=330, grain="rock", rough=0.55)
        c.facets(line, mix(tone.local(SNOW, depth * 0.7), tone.key, 0.3), 0.92, depth=330 if depth < 0.6 else 190)
        c.haze(HEIGHT * (base + 0.02), 60, tone.haze, 0.6)
    for depth, y, h in ((0.4, 0.7, 62), (0.2, 0.79, 96)):
        line = c.ridge(HEIGHT * y, 60, bumps=2.6, rough=0.4, smooth=True)
        pen = Pen()
        for x in range(0, WIDTH, round(h * 0.24)):
            if c.rng.random() < 0.8:
                plants.conifer(pen, x, float(line[x]) + 8, h * float(c.rng.uniform(0.6, 1.25)), c.rng)
        fir = mix(FIR, SNOW, 0.3) if r.snowy else FIR
        c.ink(pen, tone.local(fir, depth), grain="leaf", rough=0.5)
        c.below(line, tone.local(fir, depth), tone.local(ground(r, GREEN), depth * 0.8), reach=130)
        c.haze(HEIGHT * (y + 0.05), 40, tone.haze, 0.5 * depth * 2)
    fx = WIDTH / 2 - side * WIDTH * 0.16
    ledge = summits(c, HEIGHT * 0.96, [(fx, 70, 460), (fx - side * 420, 130, 330)], rough=0.5)
    c.below(
        ledge, tone.local(ground(r, ROCK), 0.06), tone.local(scaled(ROCK, 0.3), 0), reach=110, grain="rock", rough=0.8
    )
    cast(fx, float(ledge[int(fx)]) + 10, 108)
    near = Pen()
    for x, h in ((fx - side * 470, 470), (fx - side * 380, 320), (fx + side * 640, 300)):
        plants.conifer(near, x, HEIGHT + 30, h * float(c.rng.uniform(0.85, 1.1)), c.rng)
    c.ink(near, tone.local(scaled(FIR, 0.4), 0.03), grain="leaf")


def canyon(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A track between steep walls."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.7)
    stone: Rgb = (156, 100, 74)
    fx = WIDTH * 0.5
    far = c.ridge(HEIGHT * 0.5, 120, bumps=4, rough=0.5)
    c.below(far, tone.local(stone, 0.75), tone.haze, reach=200)
    c.facets(far, mix(tone.local(SNOW, 0.7), tone.key, 0.4), 0.4)
    for depth, gap, top in ((0.6, 110, 0.3), (0.42, 200, 0.16), (0.22, 330, 0.0)):
        pen = Pen()
        for side in (-1, 1):
            edge = [(fx + side * (WIDTH * 0.62), HEIGHT * 1.02), (fx + side * WIDTH * 0.62, HEIGHT * top - 20)]
            y = HEIGHT * top
            x = gap * 1.7
            while y < HEIGHT * 0.8:
                x = max(gap * 0.8, x - float(c.rng.uniform(-14, 40)))
                edge.append((fx + side * x, y))
                y += float(c.rng.uniform(20, 70))
                edge.append((fx + side * (x - float(c.rng.uniform(-10, 8))), y))
            edge.append((fx + side * gap * 0.55, HEIGHT * (0.74 + 0.12 * (0.6 - depth) * 2.5)))
            edge.append((fx + side * gap * 0.5, HEIGHT * 1.02))
            pen.polygon(edge)
        c.ink_fading(
            pen, tone.local(stone, depth * 0.8), tone.local(scaled(stone, 0.5), depth), HEIGHT * top, HEIGHT * 0.9
        )
        c.haze(HEIGHT * 0.76, 70, tone.haze, 0.35)
    floor = c.ridge(HEIGHT * 0.8, 8, bumps=4, rough=0.5, smooth=True)
    c.below(floor, tone.local(ground(r, SAND), 0.35), tone.local(ground(r, scaled(stone, 0.6)), 0.05), reach=150)
    cast(fx, HEIGHT * 0.87, 96)
    near = Pen()
    for side in (-1, 1):
        x = fx + side * WIDTH * 0.5
        near.polygon(
            [
                (x, HEIGHT),
                (x - side * 230, HEIGHT),
                (x - side * 170, HEIGHT * 0.86),
                (x - side * 80, HEIGHT * 0.6),
                (x - side * 40, HEIGHT * 0.2),
                (x + side * 40, -20),
                (x + side * 40, HEIGHT),
            ]
        )
    c.ink(near, tone.local(scaled(stone, 0.28), 0.02))


def volcano(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A burning cone over fields of cracked black rock."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.66)
    fx = WIDTH * float(c.rng.uniform(0.4, 0.6))
    c.glow(fx, HEIGHT * 0.2, 520, (255, 96, 30), 0.9)
    smoke = c.noise(4, 5, octaves=5, fall=0.6)
    c.veil(mix((60, 40, 44), tone.zenith, 0.4), (smoke[:, :] + 0.1).clip(0, 1) * 0.75)
    cone = Pen()
    cone.polygon(
        [
            (fx - 520, HEIGHT * 0.74),
            (fx - 230, HEIGHT * 0.45),
            (fx - 84, HEIGHT * 0.23),
            (fx - 30, HEIGHT * 0.25),
            (fx + 30, HEIGHT * 0.24),
            (fx + 92, HEIGHT * 0.22),
            (fx + 250, HEIGHT * 0.46),
            (fx + 560, HEIGHT * 0.74),
        ]
    )
    c.ink_fading(cone, (44, 28, 34), mix((58, 38, 40), tone.haze, 0.4), HEIGHT * 0.22, HEIGHT * 0.74)
    flows, cores = Pen(), Pen()
    for _ in range(5):
        x, y = fx + float(c.rng.uniform(-50, 50)), HEIGHT * 0.24
        run = [(x, y)]
        while y < HEIGHT * 0.72:
            x += float(c.rng.uniform(-26, 26)) + (x - fx) * 0.12
            y += 26
            run.append((x, y))
        flows.line(run, 9)
        cores.line(run, 4)
    c.ink(flows, (226, 62, 18))
    c.ink(cores, (255, 206, 96))
    line = c.ridge(HEIGHT * 0.74, 26, bumps=8, rough=0.6)
    c.below(line, (52, 32, 34), (14, 10, 14), reach=200)
    cracks = c.noise(16, 22, octaves=3)
    glowing = 1 - abs(cracks) / 0.07
    glowing[: int(AIR[1] * 0.77)] = 0
    c.veil((255, 110, 30), glowing * 0.9)
    c.glow(fx, HEIGHT * 0.98, 760, (255, 70, 10), 0.5, flat=0.4)
    cast(fx + 190, HEIGHT * 0.88, 104)


PEAKS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "mountains": mountains,
    "canyon": canyon,
    "volcano": volcano,
}
"""Compositions by the lexicon's ``motif``."""
