"""Ship's deck, airship and battlefield.

It must not draw rooms.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix
from clients.local.painter_ground import ROCK, SNOW, Cast
from clients.local.painter_masonry import LAMP, turret
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky
from clients.local.painter_subjects import fire


def battlefield(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Torn banners and spears over churned mud, engines against the sky, smoke, fires."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.6)
    ember: Rgb = (120, 84, 66)
    far = c.ridge(HEIGHT * 0.58, 46, bumps=3, rough=0.5)
    c.below(far, tone.local((92, 84, 84), 0.7), tone.haze, reach=100)
    for _ in range(4):
        x = float(c.rng.uniform(0.05, 0.95)) * WIDTH
        for k in range(9):
            y, rad = HEIGHT * 0.58 - k * 38, 26.0 + k * 13
            puff = Pen()
            for _ in range(3):
                puff.ellipse(x + k * 17 + float(c.rng.uniform(-1, 1)) * rad * 0.6, y, rad, rad * 0.66)
            c.ink(puff, mix(mix(tone.haze, ember, 0.5), tone.zenith, 0.35), 0.34 - 0.032 * k)
    engines = Pen()
    for _ in range(3):
        x, s = float(c.rng.uniform(0.06, 0.94)) * WIDTH, float(c.rng.uniform(70, 120))
        _engine(engines, x, HEIGHT * 0.62, s, float(c.rng.choice([-1, 1])))
    c.ink(engines, tone.local((44, 36, 34), 0.5))
    cloths: tuple[Rgb, ...] = ((170, 40, 36), (40, 74, 140), (196, 160, 70))
    banner = cloths[int(c.rng.integers(3))]
    for depth, y, h in ((0.5, 0.63, 90), (0.28, 0.73, 160), (0.08, 0.88, 260)):
        line = c.ridge(HEIGHT * y, 22, bumps=5, rough=0.6)
        c.below(
            line,
            tone.local((98, 78, 62), depth),
            tone.local((44, 34, 30), depth * 0.4),
            reach=130,
            grain="mottle",
            rough=0.8,
        )
        pen, rags, shields = Pen(), Pen(), Pen()
        for _ in range(int(9 + 26 * depth)):
            x = float(c.rng.uniform(0, WIDTH - 1))
            if depth < 0.1 and abs(x - WIDTH / 2) < 300:
                continue
            lean, foot = float(c.rng.uniform(-0.4, 0.4)) * h, float(line[int(x)]) + 8
            tall = h * float(c.rng.uniform(0.6, 1.1))
            pen.line([(x, foot), (x + lean, foot - tall)], max(1.5, h * 0.028))
            if c.rng.random() < 0.4:
                a, b = x + lean, foot - tall
                rags.polygon(
                    [
                        (a, b),
                        (a + h * 0.26, b + h * 0.02),
                        (a + h * 0.52, b - h * 0.03),
                        (a + h * 0.42, b + h * 0.12),
                        (a + h * 0.54, b + h * 0.24),
                        (a + h * 0.3, b + h * 0.2),
                        (a + h * 0.16, b + h * 0.34),
                        (a - lean * 0.3, b + h * 0.3),
                    ]
                )
            elif c.rng.random() < 0.4:
                shields.ellipse(x + 20, foot - h * 0.06, h * 0.13, h * 0.1)
        c.ink(pen, tone.local((36, 28, 28), depth))
        c.ink(rags, tone.local(banner, depth), volume=0.8)
        c.ink(shields, tone.local((120, 104, 90), depth))
        if depth > 0.2:
            fire(c, WIDTH * float(c.rng.uniform(0.1, 0.9)), HEIGHT * y + 12, h * 0.4, reach=6)
    c.haze(HEIGHT * 0.7, 60, mix(tone.haze, ember, 0.4), 0.4)
    cast(WIDTH / 2, HEIGHT * 0.88, 120)


def _engine(pen: Pen, x: float, y: float, s: float, way: float) -> None:
    """A throwing engine."""
    pen.polygon(
        [
            (x - s * 0.5, y),
            (x - s * 0.06, y - s * 0.62),
            (x + s * 0.06, y - s * 0.62),
            (x + s * 0.5, y),
            (x + s * 0.4, y),
            (x, y - s * 0.48),
            (x - s * 0.4, y),
        ]
    )
    pen.line([(x - way * s * 0.5, y - s * 0.1), (x + way * s * 0.34, y - s * 1.1)], s * 0.07)
    pen.line([(x + way * s * 0.34, y - s * 1.1), (x + way * s * 0.5, y - s * 0.8)], s * 0.03)
    pen.box(x - way * s * 0.5 - s * 0.12, y - s * 0.24, x - way * s * 0.5 + s * 0.12, y)
    for dx in (-0.42, 0.42):
        pen.ellipse(x + dx * s, y, s * 0.13)


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


VOYAGES: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "battlefield": battlefield,
    "deck": deck,
    "sky": heights,
}
"""Compositions by the lexicon's ``motif``."""
