"""Where people live under the open sky: street, village, harbor, garden, camp.

It must not draw rooms.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, mix, scaled
from clients.local.painter_ground import FIR, GREEN, SNOW, Cast, ground
from clients.local.painter_masonry import STONE, house, ship, turret, windows
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky
from clients.local.painter_subjects import fire


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
            c.ink(body, tone.local((186, 150, 108) if r.snowy else (196, 176, 142), depth * 0.8))
            c.ink(
                thatch,
                tone.local(mix((124, 92, 56), SNOW, 0.55 if r.snowy else 0), depth * 0.8),
                grain="bark",
                rough=0.6,
            )
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


def garden(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Clipped hedges round a fountain."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.56)
    line = c.ridge(HEIGHT * 0.56, 8, bumps=4, rough=0.4, smooth=True)
    c.glow(WIDTH / 2, HEIGHT * 0.42, 420, scaled(mix(tone.horizon, tone.key, 0.4), 0.35))
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


TOWNS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "town": town,
    "village": village,
    "harbor": harbor,
    "garden": garden,
    "camp": camp,
}
"""Compositions by the lexicon's ``motif``."""
