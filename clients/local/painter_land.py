"""Wild places: each composed from far to near round the spot where the subjects stand.

It must not draw walls or roofs; those are ``painter_built``.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import AIR, HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky

Cast = Callable[[float, float, float], None]
"""Puts the subjects at (x, ground) with a person ``height`` pixels tall."""

GREEN: Rgb = (74, 104, 58)
FIR: Rgb = (38, 66, 56)
ROCK: Rgb = (108, 104, 108)
SAND: Rgb = (214, 170, 112)
SNOW: Rgb = (232, 238, 248)
EARTH: Rgb = (96, 76, 56)


def ground(recipe: Recipe, color: Rgb) -> Rgb:
    """The colour of open ground, white in winter."""
    return mix(color, SNOW, 0.8) if recipe.snowy else color


def forest(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Trunks in four depths about a lit clearing."""
    tone = r.palette
    c.backdrop([(0, tone.local(FIR, 0.55)), (0.5, mix(tone.haze, tone.horizon, 0.6)), (1, tone.haze)])
    fx = WIDTH * float(c.rng.uniform(0.38, 0.62))
    c.glow(fx, HEIGHT * 0.42, 520, scaled(tone.key, 0.75 if not tone.dark else 0.4))
    leaf = mix(GREEN, SNOW, 0.35) if r.snowy else GREEN
    for depth, y, width, count in ((0.78, 0.60, 7, 34), (0.6, 0.64, 13, 20), (0.38, 0.70, 24, 11)):
        pen = Pen()
        for i in range(count):
            x = WIDTH * (i + float(c.rng.uniform(0.1, 0.9))) / count
            if abs(x - fx) > 60 + 260 * (0.8 - depth):
                plants.trunk(
                    pen, x, HEIGHT * y + float(c.rng.uniform(-8, 18)), width * float(c.rng.uniform(0.7, 1.3)), c.rng
                )
        plants.canopy(c, pen, HEIGHT * (0.3 - 0.2 * (0.8 - depth)), 90)
        line = c.ridge(HEIGHT * y, 14, bumps=7, rough=0.5, smooth=True)
        c.ink(pen, tone.local(scaled(leaf, 0.7), depth))
        c.below(
            line, tone.local(ground(r, leaf), depth), tone.local(ground(r, scaled(leaf, 0.75)), depth * 0.8), reach=180
        )
        c.glow(fx, HEIGHT * 0.48, 420, scaled(tone.key, 0.2 * (1.2 - depth)))
        c.haze(HEIGHT * y, 60, tone.haze, 0.35 * depth)
    shafts = Pen()
    for _ in range(5):
        x = fx + float(c.rng.uniform(-330, 330))
        shafts.polygon([(x, -10), (x + 46, -10), (x - 60, HEIGHT * 0.78), (x - 170, HEIGHT * 0.78)])
    c.ink(shafts, mix(tone.key, tone.horizon, 0.4), 0.1)
    path = Pen()
    path.polygon(
        [
            (fx - 16, HEIGHT * 0.69),
            (fx + 20, HEIGHT * 0.69),
            (fx + 60, HEIGHT * 0.8),
            (fx + 10, HEIGHT * 0.9),
            (fx + 190, HEIGHT),
            (fx - 330, HEIGHT),
            (fx - 150, HEIGHT * 0.86),
            (fx - 30, HEIGHT * 0.77),
        ]
    )
    c.ink(path, tone.local(mix(ground(r, EARTH), (210, 180, 130), 0.3), 0.25), 0.8)
    cast(fx, HEIGHT * 0.83, 118)
    near = Pen()
    for x in (float(c.rng.uniform(20, 150)), WIDTH - float(c.rng.uniform(10, 150))):
        plants.trunk(near, x, HEIGHT * 1.04, float(c.rng.uniform(58, 84)), c.rng)
    plants.canopy(c, near, HEIGHT * 0.06, 70)
    plants.grass(c, near, HEIGHT * 0.99, 70, 150)
    c.ink(near, tone.local(scaled(FIR, 0.35), 0.04))


def mountains(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Snow-capped peaks over dark woods."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.66)
    for depth, y, high, bumps in ((0.72, 0.44, 210, 3.2), (0.48, 0.56, 190, 4.1)):
        line = c.ridge(HEIGHT * y, high, bumps=bumps, rough=0.52)
        rock = mix(ROCK, SNOW, 0.5) if r.snowy else ROCK
        c.below(line, tone.local(scaled(rock, 0.72), depth), mix(tone.local(rock, depth), tone.haze, 0.55), reach=300)
        c.facets(line, mix(tone.local(SNOW, depth * 0.8), tone.key, 0.25), 0.85, depth=270)
        c.haze(HEIGHT * (y + 0.2), 80, tone.haze, 0.5)
    for depth, y, h in ((0.42, 0.7, 58), (0.2, 0.8, 92)):
        line = c.ridge(HEIGHT * y, 60, bumps=2.6, rough=0.4, smooth=True)
        pen = Pen()
        for x in range(0, WIDTH, round(h * 0.3)):
            if c.rng.random() < 0.75:
                plants.conifer(pen, x, float(line[min(x, WIDTH - 1)]) + 8, h * float(c.rng.uniform(0.6, 1.2)), c.rng)
        fir = mix(FIR, SNOW, 0.3) if r.snowy else FIR
        c.ink(pen, tone.local(fir, depth))
        c.below(line, tone.local(fir, depth), tone.local(ground(r, GREEN), depth * 0.8), reach=130)
        c.haze(HEIGHT * (y + 0.05), 46, tone.haze, 0.3 * depth * 2)
    ledge = c.ridge(HEIGHT * 0.9, 34, bumps=3, rough=0.5)
    c.below(ledge, tone.local(ground(r, ROCK), 0.08), tone.local(scaled(ROCK, 0.3), 0), reach=110)
    cast(WIDTH - sun, float(ledge[int(WIDTH - sun)]) + 10, 104)
    near = Pen()
    for x, h in ((60, 460), (190, 330), (WIDTH - 80, 420), (WIDTH - 220, 250)):
        if abs(x - (WIDTH - sun)) > 210:
            plants.conifer(near, x, HEIGHT + 20, h * float(c.rng.uniform(0.85, 1.1)), c.rng)
    c.ink(near, tone.local(scaled(FIR, 0.4), 0.03))


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
    tree = Pen()
    side = -1 if fx > WIDTH / 2 else 1
    plants.leafy(tree, fx - side * 250, HEIGHT * 0.86, 330, c.rng)
    c.ink(tree, tone.local(scaled(GREEN, 0.4), 0.08))
    cast(fx, HEIGHT * 0.86, 108)
    near = Pen()
    plants.grass(c, near, HEIGHT * 0.99, 100, 420)
    c.ink(near, tone.local(scaled(ground(r, GREEN), 0.42), 0.03))


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
    track.polygon(
        [
            (fx - 4, y0),
            (fx + 5, y0),
            (fx + 44, HEIGHT * 0.66),
            (fx + 40, HEIGHT * 0.76),
            (fx + 330, HEIGHT),
            (fx - 420, HEIGHT),
            (fx - 92, HEIGHT * 0.76),
            (fx - 4, HEIGHT * 0.66),
        ]
    )
    c.ink_fading(
        track, tone.local(mix(ground(r, SAND), EARTH, 0.3), 0.4), tone.local(ground(r, EARTH), 0.05), y0, HEIGHT
    )
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
        x, w, h = float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(60, 170)), float(c.rng.uniform(40, 110))
        mesas.polygon(
            [
                (x - w, HEIGHT * 0.6),
                (x - w * 0.7, HEIGHT * 0.6 - h),
                (x + w * 0.6, HEIGHT * 0.6 - h),
                (x + w, HEIGHT * 0.6),
            ]
        )
    c.ink(mesas, tone.local((176, 112, 84), 0.68))
    for depth, y, high, bumps in (
        (0.6, 0.58, 40, 2.6),
        (0.42, 0.66, 60, 2.1),
        (0.24, 0.76, 80, 1.7),
        (0.06, 0.9, 80, 1.4),
    ):
        line = c.ridge(HEIGHT * y, high, bumps=bumps, rough=0.22, smooth=True)
        c.below(line, tone.local(scaled(SAND, 0.78), depth), tone.local(scaled(SAND, 0.5), depth), reach=170)
        c.facets(line, mix(tone.local(SAND, depth), tone.key, 0.3), 0.9, depth=230, soft=True)
        if depth == 0.24:
            cast(WIDTH - sun, float(line[int(WIDTH - sun)]) + 26, 92)


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


LAND: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "forest": forest,
    "mountains": mountains,
    "canyon": canyon,
    "volcano": volcano,
    "plain": plain,
    "road": road,
    "desert": desert,
    "oasis": oasis,
    "snowfield": snowfield,
    "swamp": swamp,
}
"""Compositions by the lexicon's ``motif``."""
