"""Old stone under the open sky: castle, tower, ruin and graveyard.

It must not draw rooms.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import EARTH, FIR, GREEN, ROCK, SAND, Cast, ground, winding
from clients.local.painter_masonry import LAMP, STONE, house, turret, wall, windows
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky


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
    grow = float(c.rng.uniform(0.85, 1.12))
    capped = float(c.rng.uniform(0.2, 0.9))
    back = tuple(
        (dx + float(c.rng.uniform(-24, 24)), w, h * grow * float(c.rng.uniform(0.75, 1.12)), c.rng.random() < capped)
        for dx, w, h in ((-170, 64, 290), (-80, 50, 350), (0, 110, 370), (60, 44, 440), (150, 60, 310))
    )
    front = tuple(
        (dx, w, h * float(c.rng.uniform(0.8, 1.15)), c.rng.random() < capped)
        for dx, w, h in ((-280, 84, 190), (280, 84, 200), (-110, 60, 230), (190, 52, 240))
    )
    for depth, parts in ((0.42, back), (0.24, front)):
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
    path.polygon(winding(c, fx, HEIGHT * 0.675, 320, 90))
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
    crag.polygon(
        [
            (fx - 300, HEIGHT * 0.86),
            (fx - 150, HEIGHT * 0.68),
            (fx - 80, HEIGHT * 0.63),
            (fx + 70, HEIGHT * 0.62),
            (fx + 130, HEIGHT * 0.7),
            (fx + 330, HEIGHT * 0.86),
        ]
    )
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
            pen.polygon(
                [
                    (x - w * 0.5, HEIGHT * y),
                    (x - w * 0.44, HEIGHT * y - tall),
                    (x - w * 0.1, HEIGHT * y - tall - w * float(c.rng.uniform(-0.3, 0.7))),
                    (x + w * 0.44, HEIGHT * y - tall + w * 0.3),
                    (x + w * 0.5, HEIGHT * y),
                ]
            )
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


KEEPS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "castle": castle,
    "tower": tower,
    "ruin": ruin,
    "graveyard": graveyard,
}
"""Compositions by the lexicon's ``motif``."""
