"""Coasts, waters, and places that people built under the open sky.

It must not draw rooms; those are ``painter_inside``.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_land import EARTH, FIR, GREEN, ROCK, SAND, SNOW, Cast, ground
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky
from clients.local.painter_subjects import fire

LAMP: Rgb = (255, 196, 104)
STONE: Rgb = (118, 114, 122)


def windows(c: Canvas, spots: list[tuple[float, float, float, float]], r: Recipe) -> None:
    """Lit panes at (x, y, half width, half height); by daylight they are dark."""
    lit = r.palette.dark or r.light == "dusk" or r.weather in ("storm", "rain")
    pen = Pen()
    for x, y, w, h in spots:
        pen.box(x - w, y - h, x + w, y + h)
    c.ink(pen, LAMP if lit else r.palette.local((40, 44, 60), 0.1), 0.95 if lit else 0.7)
    if lit:
        for x, y, w, _ in spots[:: max(1, len(spots) // 12)]:
            c.glow(x, y, 26 + w * 7, (255, 160, 70), 0.5)


def house(pen: Pen, x: float, y: float, w: float, h: float, *, roof: float = 0.7) -> None:
    """A gabled front with its chimney, its foot in the middle at (x, y)."""
    pen.box(x - w / 2, y - h, x + w / 2, y)
    pen.polygon([(x - w * 0.58, y - h), (x, y - h - w * roof), (x + w * 0.58, y - h)])
    pen.box(x + w * 0.2, y - h - w * roof * 0.95, x + w * 0.3, y - h - w * 0.2)


def turret(pen: Pen, x: float, y: float, w: float, h: float, *, cap: bool) -> None:
    """A tower with a pointed cap or with battlements."""
    pen.box(x - w / 2, y - h, x + w / 2, y)
    pen.polygon(
        [(x - w * 0.62, y - h), (x - w * 0.5, y - h + w * 0.2), (x + w * 0.5, y - h + w * 0.2), (x + w * 0.62, y - h)]
    )
    if cap:
        pen.polygon([(x - w * 0.68, y - h), (x, y - h - w * 1.7), (x + w * 0.68, y - h)])
        pen.line([(x, y - h - w * 1.6), (x, y - h - w * 2.1)], 2)
        pen.polygon([(x, y - h - w * 2.1), (x + w * 0.6, y - h - w * 1.95), (x, y - h - w * 1.8)])
    else:
        for k in range(4):
            left = x - w * 0.62 + k * w * 0.345
            pen.box(left, y - h - w * 0.22, left + w * 0.2, y - h + 1)


def wall(pen: Pen, x0: float, x1: float, y: float, h: float) -> None:
    """A curtain wall with battlements."""
    pen.box(x0, y - h, x1, y)
    x = x0
    while x < x1:
        pen.box(x, y - h - 12, x + 11, y - h + 1)
        x += 21


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
            points.append((edge - side * reach * (0.25 + 0.62 * share), HEIGHT * top + share * share * (y0 - HEIGHT * top) * 0.7
                           + float(c.rng.uniform(-12, 12))))  # fmt: skip
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
        pen.polygon([(fx - w, HEIGHT * 0.67), *((fx + x - w, HEIGHT * 0.67 - h * max(0.0, 1 - ((x - w) / w) ** 2) ** 1.3
                     + float(line[x]) * (h / 120)) for x in range(30, int(2 * w) - 30, 9)), (fx + w, HEIGHT * 0.67)])  # fmt: skip
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


def ship(pen: Pen, x: float, y: float, s: float) -> None:
    """A three-masted ship under sail, ``s`` pixels long."""
    pen.polygon([(x - s * 0.5, y - s * 0.16), (x - s * 0.36, y - s * 0.1), (x + s * 0.34, y - s * 0.1), (x + s * 0.52, y - s * 0.17),
                 (x + s * 0.4, y + s * 0.02), (x - s * 0.4, y + s * 0.02)])  # fmt: skip
    pen.line([(x + s * 0.45, y - s * 0.14), (x + s * 0.68, y - s * 0.26)], s * 0.015)
    for dx, tall in ((-0.28, 0.55), (0.0, 0.72), (0.24, 0.58)):
        mast = x + dx * s
        pen.line([(mast, y - s * 0.08), (mast, y - s * tall)], s * 0.016)
        for low, high, w in ((0.16, 0.4, 0.15), (0.42, 0.56, 0.12), (0.58, 0.66, 0.09)):
            if high < tall:
                pen.polygon([(mast - s * w, y - s * low), (mast - s * w * 0.8, y - s * high), (mast + s * w * 0.8, y - s * high),
                             (mast + s * w, y - s * low), (mast + s * 0.02, y - s * (low + 0.03))])  # fmt: skip
    pen.polygon([(x + s * 0.64, y - s * 0.24), (x + s * 0.28, y - s * 0.5), (x + s * 0.32, y - s * 0.18)])


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
            bank.polygon([(edge, HEIGHT * y - 20), (tip + side * 90, HEIGHT * y - 8), (tip, HEIGHT * y + 10), (tip + side * 60, HEIGHT * y + 26),
                          (edge, HEIGHT * y + 110)])  # fmt: skip
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
    top = int(HEIGHT * 0.57)
    mirrored = c.image.crop((0, top - (HEIGHT - top), WIDTH, top)).transpose(1)
    plants.water(c, r, top, sun_x=sun, color=(36, 84, 104))
    c.image.paste(
        mirrored,
        (0, top),
        None
        if mirrored.height == 0
        else c.gradient([(0, (150,) * 3), (1, (70,) * 3)]).convert("L").crop((0, 0, WIDTH, mirrored.height)),
    )
    c.haze(top, 22, tone.haze, 0.5)
    shore = c.ridge(HEIGHT * 0.91, 22, bumps=2, rough=0.4, smooth=True)
    c.below(shore, tone.local(ground(r, scaled(GREEN, 0.8)), 0.06), tone.local(scaled(EARTH, 0.4), 0), reach=80)
    cast(WIDTH - sun, HEIGHT * 0.935, 110)
    near = Pen()
    plants.reeds(c, near, HEIGHT, 110, 110)
    c.ink(near, tone.local(scaled(GREEN, 0.28), 0.02))


def waterfall(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A white drop between wooded cliffs."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.4)
    fx = WIDTH * 0.5
    for depth, gap, top in ((0.6, 70, 0.26), (0.36, 170, 0.16), (0.16, 360, 0.02)):
        for side in (-1, 1):
            cliff, trees = Pen(), Pen()
            edge = fx + side * WIDTH * 0.55
            points = [(edge, HEIGHT), (edge, HEIGHT * top)]
            for k in range(7):
                points.append(
                    (edge + (fx + side * gap - edge) * (k / 6), HEIGHT * (top + 0.02 * k) + float(c.rng.uniform(-9, 9)))
                )
            points += [
                (fx + side * (gap + 26), HEIGHT * 0.5),
                (fx + side * gap, HEIGHT * 0.8),
                (fx + side * gap, HEIGHT),
            ]
            cliff.polygon(points)
            for k in range(9):
                plants.conifer(
                    trees,
                    fx + side * (gap + 20 + k * 62),
                    HEIGHT * (top + 0.1 - 0.008 * k),
                    120 * (1 - depth * 0.6),
                    c.rng,
                )
            c.ink(trees, tone.local(scaled(FIR, 0.9), depth))
            c.ink_fading(
                cliff,
                tone.local(ground(r, mix(ROCK, GREEN, 0.4)), depth),
                tone.local(scaled(ROCK, 0.4), depth),
                HEIGHT * top,
                HEIGHT * 0.8,
            )
        if depth == 0.6:
            fall = Pen()
            fall.polygon(
                [(fx - 62, HEIGHT * 0.27), (fx + 62, HEIGHT * 0.27), (fx + 84, HEIGHT * 0.74), (fx - 84, HEIGHT * 0.74)]
            )
            c.ink_fading(
                fall,
                mix(tone.local(SNOW, 0.1), tone.key, 0.2),
                tone.local((206, 226, 236), 0.2),
                HEIGHT * 0.27,
                HEIGHT * 0.74,
            )
            strands = Pen()
            for _ in range(30):
                x = fx + float(c.rng.uniform(-66, 66))
                strands.line(
                    [
                        (x, HEIGHT * float(c.rng.uniform(0.27, 0.45))),
                        (x + (x - fx) * 0.25, HEIGHT * float(c.rng.uniform(0.5, 0.74))),
                    ],
                    2,
                )
            c.ink(strands, tone.local((120, 164, 186), 0.2), 0.5)
    plants.water(c, r, HEIGHT * 0.74, sun_x=fx, color=(50, 116, 124))
    c.glow(fx, HEIGHT * 0.73, 330, tone.local((230, 240, 246), 0.2), 0.7, flat=0.4)
    c.haze(HEIGHT * 0.74, 40, tone.local(SNOW, 0.4), 0.4)
    shore = c.ridge(HEIGHT * 0.93, 22, bumps=2, rough=0.5)
    c.below(shore, tone.local(scaled(ROCK, 0.6), 0.06), tone.local(scaled(ROCK, 0.2), 0), reach=70)
    cast(fx - 210, HEIGHT * 0.945, 106)


def town(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A street of crooked gables toward a spire."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.62)
    fx = WIDTH * float(c.rng.uniform(0.47, 0.53))
    skyline = Pen()
    for k in range(16):
        house(skyline, WIDTH * (k + 0.5) / 16, HEIGHT * 0.66, 90, float(c.rng.uniform(60, 150)))
    turret(skyline, fx + 40, HEIGHT * 0.64, 46, 240, cap=True)
    c.ink(skyline, tone.local((96, 84, 92), 0.62))
    c.haze(HEIGHT * 0.6, 70, tone.haze, 0.4)
    road = c.ridge(HEIGHT * 0.66, 1, bumps=2, rough=0.2, smooth=True)
    c.below(road, tone.local(ground(r, (140, 128, 122)), 0.4), tone.local(ground(r, (66, 60, 66)), 0.02), reach=250)
    walls = ((134, 108, 86), (120, 96, 96), (142, 124, 98), (104, 92, 88))
    panes: list[tuple[float, float, float, float]] = []
    for k, (depth, gap, w, h) in enumerate(
        ((0.42, 150, 130, 190), (0.28, 260, 190, 290), (0.13, 440, 290, 430), (0.04, 700, 400, 620))
    ):
        foot = HEIGHT * (0.68 + 0.075 * k * (1 + 0.22 * k))
        for side in (-1, 1):
            pen, beams = Pen(), Pen()
            x, tall = fx + side * gap, h * float(c.rng.uniform(0.85, 1.1))
            house(pen, x, foot, w, tall, roof=float(c.rng.uniform(0.6, 0.95)))
            color = walls[int(c.rng.integers(len(walls)))]
            c.ink_fading(
                pen, tone.local(scaled(color, 0.7), depth), tone.local(scaled(color, 0.5), depth), foot - tall - w, foot
            )
            beams.box(x - w * 0.52, foot - tall * 0.52, x + w * 0.52, foot - tall * 0.48)
            beams.polygon(
                [
                    (x - w * 0.62, foot - tall),
                    (x, foot - tall - w * 0.75),
                    (x + w * 0.62, foot - tall),
                    (x + w * 0.52, foot - tall),
                    (x, foot - tall - w * 0.6),
                    (x - w * 0.52, foot - tall),
                ]
            )
            c.ink(beams, tone.local(scaled(color, 0.32), depth * 0.8))
            panes += [(x + dx * w, foot - tall * dy, w * 0.055, w * 0.08) for dx in (-0.25, 0.22) for dy in (0.3, 0.7)]
    windows(c, panes, r)
    stones = Pen()
    for k in range(9):
        y = HEIGHT * (0.7 + 0.3 * (k / 9) ** 1.3)
        for j in range(14):
            half = (y - HEIGHT * 0.62) * 0.9
            stones.line([(fx + (j / 13 - 0.5) * 2 * half, y), (fx + (j / 13 - 0.5) * 2 * half + half * 0.1, y)], 2)
    c.ink(stones, tone.local((40, 36, 44), 0.1), 0.5)
    cast(fx, HEIGHT * 0.86, 118)
    lamp = Pen()
    lx = fx + 330
    lamp.box(lx - 4, HEIGHT * 0.5, lx + 4, HEIGHT)
    lamp.polygon([(lx - 17, HEIGHT * 0.44), (lx + 17, HEIGHT * 0.44), (lx + 10, HEIGHT * 0.5), (lx - 10, HEIGHT * 0.5)])
    lamp.polygon([(lx - 22, HEIGHT * 0.44), (lx, HEIGHT * 0.41), (lx + 22, HEIGHT * 0.44)])
    c.ink(lamp, tone.local((26, 22, 28), 0.02))
    windows(c, [(lx, HEIGHT * 0.468, 8, 15)], r)


def village(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Thatched cottages round a green."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.58)
    far = c.ridge(HEIGHT * 0.52, 60, bumps=3, rough=0.45)
    c.below(far, tone.local(FIR, 0.66), tone.haze, reach=120)
    panes: list[tuple[float, float, float, float]] = []
    for depth, y, w, count in ((0.45, 0.62, 110, 7), (0.25, 0.72, 180, 5)):
        line = c.ridge(HEIGHT * (y - 0.02), 16, bumps=2, rough=0.35, smooth=True)
        c.below(
            line, tone.local(ground(r, GREEN), depth), tone.local(ground(r, scaled(GREEN, 0.7)), depth * 0.5), reach=200
        )
        for k in range(count):
            x = WIDTH * (k + 0.5) / count + float(c.rng.uniform(-40, 40))
            if depth < 0.3 and abs(x - WIDTH / 2) < 150:
                continue
            body, thatch = Pen(), Pen()
            foot, h = HEIGHT * y + float(c.rng.uniform(-6, 14)), w * 0.42
            body.box(x - w / 2, foot - h, x + w / 2, foot)
            thatch.polygon(
                [
                    (x - w * 0.64, foot - h * 0.86),
                    (x - w * 0.42, foot - h - w * 0.4),
                    (x + w * 0.42, foot - h - w * 0.4),
                    (x + w * 0.64, foot - h * 0.86),
                ]
            )
            thatch.box(x + w * 0.2, foot - h - w * 0.52, x + w * 0.3, foot - h)
            c.ink(body, tone.local((196, 176, 142), depth))
            c.ink(thatch, tone.local(mix((124, 92, 56), SNOW, 0.75 if r.snowy else 0), depth))
            panes += [
                (x - w * 0.2, foot - h * 0.5, w * 0.06, w * 0.07),
                (x + w * 0.22, foot - h * 0.5, w * 0.06, w * 0.07),
            ]
            c.glow(x + w * 0.25 + 14, foot - h - w * 0.75, w * 0.5, scaled(tone.haze, 0.35))
    windows(c, panes, r)
    green = c.ridge(HEIGHT * 0.8, 16, bumps=2, rough=0.3, smooth=True)
    c.below(
        green, tone.local(ground(r, scaled(GREEN, 1.05)), 0.1), tone.local(ground(r, scaled(GREEN, 0.4)), 0), reach=150
    )
    cast(WIDTH / 2, HEIGHT * 0.86, 112)
    near = Pen()
    plants.leafy(near, 90 if sun > WIDTH / 2 else WIDTH - 90, HEIGHT * 1.02, 560, c.rng)
    plants.grass(c, near, HEIGHT, 50, 160)
    c.ink(near, tone.local(scaled(GREEN, 0.3), 0.03))


def castle(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Towers on a hill against the brightest sky."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.62)
    fx = WIDTH * float(c.rng.uniform(0.42, 0.58))
    far = c.ridge(HEIGHT * 0.5, 110, bumps=3.6, rough=0.5)
    c.below(far, tone.local(ROCK, 0.7), tone.haze, reach=180)
    c.glow(fx, HEIGHT * 0.36, 480, scaled(mix(tone.horizon, tone.key, 0.5), 0.45))
    panes: list[tuple[float, float, float, float]] = []
    base = HEIGHT * 0.66
    for depth, parts in (
        (0.42, ((-150, 70, 300, True), (130, 60, 330, True), (0, 110, 350, False), (40, 44, 430, True))),
        (0.24, ((-280, 84, 190, False), (280, 84, 200, False), (-96, 60, 240, True), (196, 52, 250, True))),
    ):
        pen = Pen()
        if depth < 0.3:
            wall(pen, fx - 290, fx + 290, base, 120)
        for dx, w, h, cap in parts:
            turret(pen, fx + dx, base, w, h, cap=cap)
            panes += [(fx + dx, base - h * share, 4.5, 10) for share in (0.82, 0.6)]
        c.ink_fading(pen, tone.local(STONE, depth), tone.local(scaled(STONE, 0.62), depth), base - 420, base)
    gate = Pen()
    gate.box(fx - 34, base - 62, fx + 34, base)
    gate.ellipse(fx, base - 62, 34, 34)
    c.ink(gate, tone.local((26, 20, 24), 0.1))
    windows(c, panes, r)
    hill = c.ridge(HEIGHT * 0.68, 30, bumps=2.2, rough=0.4, smooth=True)
    c.below(
        hill,
        tone.local(ground(r, scaled(GREEN, 0.9)), 0.22),
        tone.local(ground(r, scaled(GREEN, 0.45)), 0.04),
        reach=220,
    )
    path = Pen()
    path.polygon([(fx - 22, HEIGHT * 0.68), (fx + 22, HEIGHT * 0.68), (fx + 70, HEIGHT * 0.8), (fx - 20, HEIGHT * 0.9), (fx + 130, HEIGHT),
                  (fx - 260, HEIGHT), (fx - 140, HEIGHT * 0.9), (fx, HEIGHT * 0.8)])  # fmt: skip
    c.ink(path, tone.local(ground(r, mix(EARTH, SAND, 0.4)), 0.12), 0.8)
    cast(fx - 90, HEIGHT * 0.88, 98)
    near = Pen()
    for x, h in ((40, 330), (150, 230), (WIDTH - 50, 350), (WIDTH - 170, 220)):
        plants.conifer(near, x, HEIGHT + 12, h, c.rng)
    plants.grass(c, near, HEIGHT, 44, 130)
    c.ink(near, tone.local(scaled(FIR, 0.36), 0.03))


def tower(c: Canvas, r: Recipe, cast: Cast) -> None:
    """One crooked tower on a crag."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.66)
    far = c.ridge(HEIGHT * 0.6, 70, bumps=3, rough=0.5)
    c.below(far, tone.local(FIR, 0.66), tone.haze, reach=160)
    fx = WIDTH - sun
    c.glow(fx, HEIGHT * 0.3, 420, scaled(mix(tone.horizon, tone.key, 0.5), 0.4))
    crag = Pen()
    crag.polygon([(fx - 300, HEIGHT * 0.86), (fx - 150, HEIGHT * 0.68), (fx - 80, HEIGHT * 0.63), (fx + 70, HEIGHT * 0.62), (fx + 130, HEIGHT * 0.7),
                  (fx + 330, HEIGHT * 0.86)])  # fmt: skip
    c.ink_fading(crag, tone.local(ROCK, 0.3), tone.local(scaled(ROCK, 0.4), 0.1), HEIGHT * 0.62, HEIGHT * 0.86)
    pen = Pen()
    pen.polygon([(fx - 52, HEIGHT * 0.65), (fx - 36, HEIGHT * 0.2), (fx + 34, HEIGHT * 0.2), (fx + 50, HEIGHT * 0.65)])
    turret(pen, fx, HEIGHT * 0.21, 96, 60, cap=True)
    turret(pen, fx + 58, HEIGHT * 0.42, 34, 60, cap=True)
    c.ink_fading(pen, tone.local(scaled(STONE, 0.75), 0.22), tone.local(scaled(STONE, 0.5), 0.12), 40, HEIGHT * 0.65)
    panes = [(fx, HEIGHT * 0.165, 8, 15), (fx - 6, HEIGHT * 0.36, 4, 9), (fx + 4, HEIGHT * 0.5, 4, 9)]
    pen = Pen()
    for x, y, w, h in panes:
        pen.box(x - w, y - h, x + w, y + h)
    c.ink(pen, LAMP)
    c.glow(fx, HEIGHT * 0.165, 110, (255, 170, 80), 0.7)
    hill = c.ridge(HEIGHT * 0.84, 30, bumps=2.2, rough=0.4, smooth=True)
    c.below(
        hill, tone.local(ground(r, scaled(GREEN, 0.8)), 0.1), tone.local(ground(r, scaled(GREEN, 0.35)), 0), reach=150
    )
    cast(fx + (200 if fx < WIDTH / 2 else -200), HEIGHT * 0.9, 98)
    near = Pen()
    plants.bare(near, 130 if fx > WIDTH / 2 else WIDTH - 130, HEIGHT * 1.03, 600, c.rng)
    plants.grass(c, near, HEIGHT, 50, 150)
    c.ink(near, tone.local(scaled(FIR, 0.3), 0.02))


def ruin(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Broken columns and an arch with the light in it."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.64)
    far = c.ridge(HEIGHT * 0.58, 70, bumps=3.4, rough=0.5)
    c.below(far, tone.local(FIR, 0.68), tone.haze, reach=150)
    fx = WIDTH - sun
    c.glow(fx, HEIGHT * 0.45, 420, scaled(mix(tone.horizon, tone.key, 0.5), 0.55))
    marble: Rgb = (176, 168, 150)
    for depth, y, h, w, xs in (
        (0.5, 0.68, 210, 26, (-520, -430, -340, 330, 420, 510)),
        (0.26, 0.76, 300, 42, (-400, -270, 290, 440)),
    ):
        pen, ivy = Pen(), Pen()
        for dx in xs:
            x, tall = fx + dx + float(c.rng.uniform(-16, 16)), h * float(c.rng.uniform(0.35, 1.05))
            pen.polygon([(x - w * 0.5, HEIGHT * y), (x - w * 0.44, HEIGHT * y - tall), (x - w * 0.1, HEIGHT * y - tall - w * float(c.rng.uniform(-0.3, 0.7))),
                         (x + w * 0.44, HEIGHT * y - tall + w * 0.3), (x + w * 0.5, HEIGHT * y)])  # fmt: skip
            pen.box(x - w * 0.75, HEIGHT * y - w * 0.4, x + w * 0.75, HEIGHT * y + 4)
            for _ in range(7):
                ivy.ellipse(
                    x + float(c.rng.uniform(-w, w)) * 0.5,
                    HEIGHT * y - tall * float(c.rng.uniform(0, 0.6)),
                    w * 0.3,
                    w * 0.36,
                )
        c.ink(pen, tone.local(scaled(marble, 0.8), depth))
        c.ink(ivy, tone.local(scaled(GREEN, 0.6), depth), 0.9)
        if depth == 0.5:
            arch = Pen()
            arch.box(fx - 130, HEIGHT * 0.34, fx + 130, HEIGHT * 0.7)
            arch.ellipse(fx, HEIGHT * 0.36, 130, 110)
            arch.box(fx - 82, HEIGHT * 0.42, fx + 82, HEIGHT * 0.71, ink=0)
            arch.ellipse(fx, HEIGHT * 0.43, 82, 84, ink=0)
            arch.polygon(
                [
                    (fx + 40, HEIGHT * 0.1),
                    (fx + 140, HEIGHT * 0.1),
                    (fx + 140, HEIGHT * 0.4),
                    (fx + 96, HEIGHT * 0.36),
                    (fx + 70, HEIGHT * 0.27),
                ],
                ink=0,
            )
            c.ink_fading(
                arch, tone.local(marble, 0.34), tone.local(scaled(marble, 0.6), 0.34), HEIGHT * 0.2, HEIGHT * 0.7
            )
        line = c.ridge(HEIGHT * y - 4, 12, bumps=4, rough=0.5, smooth=True)
        c.below(
            line,
            tone.local(ground(r, scaled(GREEN, 0.95)), depth * 0.8),
            tone.local(ground(r, scaled(GREEN, 0.5)), depth * 0.3),
            reach=170,
        )
    cast(fx, HEIGHT * 0.84, 106)
    near = Pen()
    for x, w in ((130, 150), (WIDTH - 150, 190)):
        near.polygon(
            [(x - w, HEIGHT), (x - w * 0.8, HEIGHT - w * 0.5), (x + w * 0.6, HEIGHT - w * 0.62), (x + w, HEIGHT)]
        )
    plants.grass(c, near, HEIGHT, 56, 190)
    c.ink(near, tone.local(scaled(marble, 0.2), 0.03))


def graveyard(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Leaning headstones and bare trees."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.62)
    fx = WIDTH * float(c.rng.uniform(0.42, 0.58))
    chapel = Pen()
    house(chapel, fx + 330, HEIGHT * 0.66, 130, 90, roof=0.9)
    turret(chapel, fx + 260, HEIGHT * 0.66, 44, 150, cap=True)
    c.ink(chapel, tone.local(STONE, 0.55))
    c.glow(fx, HEIGHT * 0.5, 420, scaled(mix(tone.horizon, tone.key, 0.4), 0.4))
    for depth, y, h, count in ((0.5, 0.65, 44, 17), (0.3, 0.73, 76, 11), (0.12, 0.83, 120, 7)):
        trees, stones = Pen(), Pen()
        line = c.ridge(HEIGHT * y, 14, bumps=2.6, rough=0.4, smooth=True)
        if depth > 0.2:
            for _ in range(3):
                x = float(c.rng.uniform(0, WIDTH))
                plants.bare(trees, x, HEIGHT * y + 8, h * 3.8, c.rng)
        c.ink(trees, tone.local((50, 44, 50), depth))
        c.below(
            line,
            tone.local(ground(r, (84, 92, 70)), depth),
            tone.local(ground(r, (38, 42, 36)), depth * 0.5),
            reach=130,
        )
        for k in range(count):
            x = WIDTH * (k + 0.5) / count + float(c.rng.uniform(-20, 20))
            if abs(x - fx) < 110 and depth < 0.2:
                continue
            foot, lean, w = float(line[int(x)]) + h * 0.15, float(c.rng.uniform(-0.14, 0.14)) * h, h * 0.3
            if c.rng.random() < 0.3:
                stones.line([(x, foot), (x + lean, foot - h)], w * 0.36)
                stones.line(
                    [(x + lean * 0.7 - w * 0.7, foot - h * 0.7), (x + lean * 0.7 + w * 0.7, foot - h * 0.7)], w * 0.36
                )
            else:
                stones.polygon(
                    [(x - w, foot), (x - w + lean, foot - h * 0.72), (x + w + lean, foot - h * 0.72), (x + w, foot)]
                )
                stones.ellipse(x + lean, foot - h * 0.72, w, w * 0.8)
        c.ink(stones, tone.local(scaled(STONE, 0.72), depth))
        c.haze(HEIGHT * (y + 0.03), 34, tone.haze, 0.3)
    cast(fx, HEIGHT * 0.87, 112)
    near = Pen()
    plants.bare(near, 90, HEIGHT * 1.03, 720, c.rng, bend=-0.2)
    for k in range(9):
        x = WIDTH - 330 + k * 44
        near.line([(x, HEIGHT), (x, HEIGHT * 0.8)], 5)
        near.polygon([(x - 7, HEIGHT * 0.81), (x, HEIGHT * 0.77), (x + 7, HEIGHT * 0.81)])
    near.line([(WIDTH - 340, HEIGHT * 0.86), (WIDTH, HEIGHT * 0.86)], 6)
    c.ink(near, tone.local((22, 20, 24), 0.02))


def bridge(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A single arch over a deep drop."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.6)
    for depth, y, high in ((0.72, 0.46, 130), (0.52, 0.56, 110)):
        line = c.ridge(HEIGHT * y, high, bumps=3.6, rough=0.5)
        c.below(line, tone.local(ROCK, depth), tone.haze, reach=220)
        c.facets(line, mix(tone.local(SNOW, depth), tone.key, 0.3), 0.5)
    c.haze(HEIGHT * 0.82, 170, tone.haze, 0.75)
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
    c.haze(HEIGHT, 120, tone.haze, 0.6)
    near = Pen()
    plants.conifer(near, 60, HEIGHT + 10, 420, c.rng)
    plants.conifer(near, WIDTH - 50, HEIGHT + 10, 370, c.rng)
    c.ink(near, tone.local(scaled(FIR, 0.35), 0.02))


def camp(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Tents and a fire at the edge of the woods."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.6)
    for depth, y, h in ((0.6, 0.6, 110), (0.42, 0.66, 190)):
        pen = Pen()
        for x in range(-20, WIDTH + 20, round(h * 0.3)):
            plants.conifer(
                pen, x + float(c.rng.uniform(-16, 16)), HEIGHT * y + 6, h * float(c.rng.uniform(0.6, 1.25)), c.rng
            )
        c.ink(pen, tone.local(FIR, depth))
        line = c.ridge(HEIGHT * y, 8, bumps=3, rough=0.4, smooth=True)
        c.below(line, tone.local(ground(r, GREEN), depth), tone.local(ground(r, scaled(GREEN, 0.4)), 0.05), reach=260)
    fx = WIDTH * float(c.rng.uniform(0.44, 0.56))
    for dx, y, w in ((-330, 0.75, 210), (300, 0.74, 190), (-120, 0.71, 140), (480, 0.8, 250)):
        cloth, shade, mouth = Pen(), Pen(), Pen()
        x, foot, h = fx + dx, HEIGHT * y, w * 0.72
        cloth.polygon([(x - w * 0.6, foot), (x - w * 0.04, foot - h), (x + w * 0.6, foot)])
        shade.polygon([(x - w * 0.04, foot - h), (x + w * 0.6, foot), (x + w * 0.2, foot)])
        mouth.polygon([(x - w * 0.02, foot - h * 0.78), (x - w * 0.2, foot), (x + w * 0.16, foot)])
        c.ink(cloth, tone.local(mix((176, 142, 98), SNOW, 0.4 if r.snowy else 0), 0.16))
        c.ink(shade, tone.local((104, 80, 58), 0.14))
        c.ink(mouth, tone.local((30, 22, 20), 0.06))
    fire(c, fx, HEIGHT * 0.84, 84, reach=5.4)
    logs = Pen()
    logs.line([(fx - 46, HEIGHT * 0.85), (fx + 40, HEIGHT * 0.835)], 11)
    logs.line([(fx - 40, HEIGHT * 0.835), (fx + 46, HEIGHT * 0.85)], 11)
    c.ink(logs, (30, 18, 14))
    cast(fx + 170, HEIGHT * 0.87, 112)
    near = Pen()
    plants.conifer(near, 50, HEIGHT + 14, 520, c.rng)
    plants.conifer(near, WIDTH - 40, HEIGHT + 14, 460, c.rng)
    plants.grass(c, near, HEIGHT, 46, 140)
    c.ink(near, tone.local(scaled(FIR, 0.3), 0.02))


def battlefield(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Torn banners over churned mud, smoke, fires."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.6)
    c.veil(mix(tone.haze, (120, 84, 66), 0.4), (c.noise(3, 5, octaves=4) * 0.35 + 0.3).clip(0, 0.6))
    for depth, y, h in ((0.55, 0.62, 70), (0.3, 0.72, 130), (0.1, 0.85, 210)):
        line = c.ridge(HEIGHT * y, 18, bumps=5, rough=0.6)
        pen, rags = Pen(), Pen()
        for _ in range(int(5 + 16 * depth)):
            x = float(c.rng.uniform(0, WIDTH - 1))
            lean, foot = float(c.rng.uniform(-0.35, 0.35)) * h, float(line[int(x)]) + 8
            pen.line([(x, foot), (x + lean, foot - h)], max(1.5, h * 0.03))
            if c.rng.random() < 0.45:
                rags.polygon(
                    [
                        (x + lean, foot - h),
                        (x + lean + h * 0.5, foot - h * 0.93),
                        (x + lean + h * 0.32, foot - h * 0.75),
                        (x + lean + h * 0.46, foot - h * 0.58),
                        (x + lean * 0.6, foot - h * 0.6),
                    ]
                )
        c.below(line, tone.local((98, 78, 62), depth), tone.local((44, 34, 30), depth * 0.4), reach=130)
        c.ink(pen, tone.local((36, 28, 28), depth))
        c.ink(rags, tone.local((150, 40, 36), depth))
        if depth > 0.2:
            fire(c, WIDTH * float(c.rng.uniform(0.1, 0.9)), HEIGHT * y + 12, h * 0.5, reach=7)
    cast(WIDTH / 2, HEIGHT * 0.86, 112)


def garden(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Clipped hedges round a fountain."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.56)
    line = c.ridge(HEIGHT * 0.56, 8, bumps=4, rough=0.4, smooth=True)
    trees = Pen()
    for k in range(12):
        plants.leafy(trees, WIDTH * (k + 0.5) / 12, HEIGHT * 0.6, float(c.rng.uniform(150, 240)), c.rng)
    c.ink(trees, tone.local(GREEN, 0.5))
    c.below(
        line, tone.local(ground(r, (128, 150, 84)), 0.35), tone.local(ground(r, scaled(GREEN, 0.6)), 0.03), reach=320
    )
    fx = WIDTH / 2
    for side in (-1, 1):
        for depth, near_x, far_x, y0, y1, h in ((0.3, 330, 170, 0.78, 0.62, 70), (0.1, 720, 400, 1.0, 0.72, 150)):
            hedge, blossom = Pen(), Pen()
            hedge.polygon(
                [
                    (fx + side * far_x, HEIGHT * y1),
                    (fx + side * far_x, HEIGHT * y1 - h * 0.6),
                    (fx + side * near_x, HEIGHT * y0 - h),
                    (fx + side * near_x, HEIGHT * y0),
                ]
            )
            hedge.polygon(
                [
                    (fx + side * far_x, HEIGHT * y1 - h * 0.6),
                    (fx + side * near_x, HEIGHT * y0 - h),
                    (fx + side * (near_x + 400), HEIGHT * y0 - h),
                    (fx + side * (far_x + 260), HEIGHT * y1 - h * 0.6),
                ]
            )
            for _ in range(60):
                t = float(c.rng.random())
                blossom.ellipse(
                    fx + side * (far_x + (near_x - far_x) * t + float(c.rng.uniform(0, 200))),
                    HEIGHT * (y1 + (y0 - y1) * t) - h * float(c.rng.uniform(0.3, 1)),
                    3.5,
                )
            c.ink(hedge, tone.local(ground(r, scaled(GREEN, 0.7)), depth))
            c.ink(blossom, tone.local((226, 120, 140), depth))
    basin = Pen()
    basin.ellipse(fx, HEIGHT * 0.7, 130, 26)
    basin.box(fx - 130, HEIGHT * 0.66, fx + 130, HEIGHT * 0.7)
    basin.ellipse(fx, HEIGHT * 0.66, 130, 20)
    basin.box(fx - 13, HEIGHT * 0.52, fx + 13, HEIGHT * 0.66)
    basin.ellipse(fx, HEIGHT * 0.53, 58, 13)
    c.ink(basin, tone.local(STONE, 0.2))
    jet = Pen()
    for dx in (-70, -40, 0, 40, 70):
        jet.line([(fx, HEIGHT * 0.46), (fx + dx * 0.6, HEIGHT * 0.45), (fx + dx, HEIGHT * 0.53)], 3)
    c.ink(jet, tone.local((220, 236, 244), 0.1), 0.8)
    cast(fx - 230, HEIGHT * 0.84, 110)


def harbor(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Masts at the quay, gables behind."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.58)
    plants.water(c, r, HEIGHT * 0.6, sun_x=sun, color=(40, 88, 104))
    side = 1 if sun < WIDTH / 2 else -1
    panes: list[tuple[float, float, float, float]] = []
    town_pen = Pen()
    for k in range(8):
        x, h = WIDTH / 2 + side * (120 + k * 84), float(c.rng.uniform(60, 130))
        house(town_pen, x, HEIGHT * 0.63, 80, h)
        panes += [(x - 16, HEIGHT * 0.63 - h * 0.5, 4, 6), (x + 14, HEIGHT * 0.63 - h * 0.5, 4, 6)]
    c.ink(town_pen, tone.local((110, 92, 88), 0.4))
    windows(c, panes, r)
    for depth, x, y, s in ((0.36, WIDTH / 2 - side * 90, 0.67, 230), (0.18, WIDTH / 2 - side * 330, 0.78, 430)):
        hull = Pen()
        ship(hull, x, HEIGHT * y, s)
        c.ink(hull, tone.local((60, 44, 38), depth))
    quay = Pen()
    quay.polygon(
        [
            (WIDTH / 2 + side * WIDTH / 2, HEIGHT * 0.72),
            (WIDTH / 2 - side * 100, HEIGHT * 0.86),
            (WIDTH / 2 - side * 420, HEIGHT),
            (WIDTH / 2 + side * WIDTH / 2, HEIGHT),
        ]
    )
    c.ink_fading(quay, tone.local(ground(r, (132, 106, 82)), 0.12), tone.local((56, 44, 38), 0), HEIGHT * 0.72, HEIGHT)
    cast(WIDTH / 2 + side * 200, HEIGHT * 0.9, 112)
    near = Pen()
    for k, (w, h) in enumerate(((90, 80), (70, 110), (100, 60))):
        x = WIDTH / 2 + side * (430 + k * 96)
        near.box(x - w / 2, HEIGHT * 0.97 - h, x + w / 2, HEIGHT)
    for dx in (-420, -250):
        near.box(WIDTH / 2 + side * dx - 13, HEIGHT * 0.86, WIDTH / 2 + side * dx + 13, HEIGHT)
    c.ink(near, tone.local((40, 30, 28), 0.03))


def deck(c: Canvas, r: Recipe, cast: Cast) -> None:
    """On board: planks, mast, rigging, the sea all round."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.5)
    deep: Rgb = (26, 74, 100)
    plants.water(c, r, HEIGHT * 0.5, sun_x=sun, color=deep, y1=HEIGHT * 0.8)
    for y, high in ((0.56, 12), (0.62, 20)):
        line = c.ridge(HEIGHT * y, high * (2 if r.weather == "storm" else 1), bumps=5, rough=0.4, smooth=True)
        c.below(line, mix(tone.local(deep, 0.2), tone.horizon, 0.2), tone.local(deep, 0), reach=110)
    fx = WIDTH / 2
    planks, seams, rail, rig = Pen(), Pen(), Pen(), Pen()
    planks.polygon([(fx - 330, HEIGHT * 0.68), (fx + 330, HEIGHT * 0.68), (WIDTH + 260, HEIGHT), (-260, HEIGHT)])
    c.ink_fading(planks, tone.local((150, 108, 70), 0.16), tone.local((84, 56, 38), 0), HEIGHT * 0.68, HEIGHT)
    for k in range(-12, 13):
        seams.line([(fx + k * 27, HEIGHT * 0.68), (fx + k * 75, HEIGHT)], 2)
    c.ink(seams, tone.local((44, 28, 22), 0.02), 0.7)
    for side in (-1, 1):
        rail.polygon(
            [
                (fx + side * 330, HEIGHT * 0.585),
                (fx + side * 330, HEIGHT * 0.61),
                (fx + side * 960, HEIGHT * 0.8),
                (fx + side * 960, HEIGHT * 0.73),
            ]
        )
        for k in range(8):
            t = k / 7
            x = fx + side * (330 + 560 * t * t)
            rail.box(x - 5 - 7 * t, HEIGHT * (0.6 + 0.17 * t * t), x + 5 + 7 * t, HEIGHT * (0.69 + 0.25 * t * t))
    rail.box(fx - 330, HEIGHT * 0.59, fx + 330, HEIGHT * 0.61)
    for k in range(14):
        rail.box(fx - 326 + k * 50, HEIGHT * 0.6, fx - 318 + k * 50, HEIGHT * 0.68)
    c.ink(rail, tone.local((78, 52, 38), 0.08))
    for x in (fx - 210, fx + 240):
        rig.polygon([(x - 19, HEIGHT * 0.78), (x - 12, -10), (x + 12, -10), (x + 19, HEIGHT * 0.78)])
        rig.box(x - 250, HEIGHT * 0.1, x + 250, HEIGHT * 0.118)
        for k in range(-3, 4):
            rig.line([(x, HEIGHT * 0.02), (x + k * 110, HEIGHT * 0.66)], 2)
        for k in range(1, 7):
            rig.line(
                [(x - 330 * k / 7, HEIGHT * (0.02 + 0.64 * k / 7)), (x - 110 * k / 7, HEIGHT * (0.02 + 0.64 * k / 7))],
                1.5,
            )
            rig.line(
                [(x + 330 * k / 7, HEIGHT * (0.02 + 0.64 * k / 7)), (x + 110 * k / 7, HEIGHT * (0.02 + 0.64 * k / 7))],
                1.5,
            )
    sails = Pen()
    for x in (fx - 210, fx + 240):
        sails.polygon(
            [
                (x - 240, HEIGHT * 0.115),
                (x + 240, HEIGHT * 0.115),
                (x + 200, HEIGHT * 0.3),
                (x + 226, HEIGHT * 0.4),
                (x, HEIGHT * 0.36),
                (x - 226, HEIGHT * 0.4),
                (x - 200, HEIGHT * 0.3),
            ]
        )
    c.ink(sails, tone.local((206, 190, 160), 0.15), 0.9)
    c.ink(rig, tone.local((52, 36, 30), 0.06))
    cast(fx + 20, HEIGHT * 0.84, 124)
    near = Pen()
    near.ellipse(WIDTH - 150, HEIGHT * 0.98, 74, 90)
    near.box(40, HEIGHT * 0.84, 180, HEIGHT)
    near.box(90, HEIGHT * 0.74, 210, HEIGHT * 0.86)
    c.ink(near, tone.local((34, 24, 22), 0.02))
    if tone.dark:
        c.glow(fx - 190, HEIGHT * 0.5, 240, (255, 150, 60), 0.8)
        lamp = Pen()
        lamp.box(fx - 197, HEIGHT * 0.48, fx - 183, HEIGHT * 0.52)
        c.ink(lamp, LAMP)


def heights(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Above the clouds, aboard an airship."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.86)
    fx = WIDTH - sun
    for depth, y in ((0.6, 0.66), (0.4, 0.78), (0.2, 0.92)):
        line = c.ridge(HEIGHT * y, 90, bumps=6, rough=0.55, smooth=True)
        c.below(line, mix(tone.local(SNOW, depth), tone.key, 0.3), mix(tone.horizon, tone.zenith, 0.3), reach=200)
        if depth == 0.6:
            rock = Pen()
            rock.polygon(
                [
                    (fx - 430, HEIGHT * 0.4),
                    (fx - 250, HEIGHT * 0.39),
                    (fx - 220, HEIGHT * 0.42),
                    (fx - 300, HEIGHT * 0.56),
                    (fx - 350, HEIGHT * 0.62),
                    (fx - 400, HEIGHT * 0.5),
                ]
            )
            turret(rock, fx - 340, HEIGHT * 0.41, 34, 80, cap=True)
            c.ink(rock, tone.local(ROCK, 0.45))
        if depth == 0.4:
            hull, bag, ropes = Pen(), Pen(), Pen()
            bag.ellipse(fx, HEIGHT * 0.36, 280, 96)
            bag.polygon(
                [
                    (fx - 300, HEIGHT * 0.29),
                    (fx - 210, HEIGHT * 0.34),
                    (fx - 210, HEIGHT * 0.39),
                    (fx - 300, HEIGHT * 0.44),
                ]
            )
            hull.polygon(
                [
                    (fx - 180, HEIGHT * 0.6),
                    (fx + 200, HEIGHT * 0.58),
                    (fx + 130, HEIGHT * 0.69),
                    (fx - 130, HEIGHT * 0.69),
                ]
            )
            for dx in (-150, -70, 0, 70, 150):
                ropes.line([(fx + dx * 1.4, HEIGHT * 0.42), (fx + dx, HEIGHT * 0.6)], 2)
            c.ink_fading(
                bag, tone.local((206, 160, 110), 0.1), tone.local((104, 62, 50), 0.08), HEIGHT * 0.24, HEIGHT * 0.5
            )
            c.ink(ropes, tone.local((40, 30, 28), 0.06))
            c.ink(hull, tone.local((84, 54, 40), 0.06))
            cast(fx, HEIGHT * 0.595, 56)


BUILT: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "coast": coast, "island": island, "sea": sea, "river": river, "lake": lake, "waterfall": waterfall,
    "town": town, "village": village, "castle": castle, "tower": tower, "ruin": ruin, "graveyard": graveyard,
    "bridge": bridge, "camp": camp, "battlefield": battlefield, "garden": garden, "harbor": harbor, "deck": deck,
    "sky": heights,
}  # fmt: skip
"""Compositions by the lexicon's ``motif``."""
