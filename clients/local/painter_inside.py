"""Rooms and places under the ground: one vanishing point, and light that comes from within.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Point, Rgb, mix, scaled
from clients.local.painter_land import Cast
from clients.local.painter_plants import water
from clients.local.painter_recipe import Recipe
from clients.local.painter_subjects import fire

FLAME: Rgb = (255, 150, 64)
STONE: Rgb = (128, 120, 118)
WOOD: Rgb = (132, 90, 58)
_LIT: dict[str, Rgb] = {
    "day": (0.86, 0.84, 0.8), "dawn": (0.8, 0.68, 0.62), "dusk": (0.66, 0.48, 0.44), "night": (0.42, 0.4, 0.5),
    "moonlight": (0.4, 0.46, 0.6), "torchlight": (0.62, 0.47, 0.37), "dark": (0.22, 0.23, 0.3),
}  # fmt: skip


def lit(r: Recipe, color: Rgb, shade: float = 1.0) -> Rgb:
    """``color`` in this room's light; ``shade`` 0 is black."""
    return scaled(scaled(color, _LIT[r.light]), shade)


def flame_color(r: Recipe) -> Rgb:
    """The colour of this room's lamps: cold where it is said to be dark."""
    return (110, 140, 210) if r.light == "dark" else FLAME


def room(
    c: Canvas, r: Recipe, wall: Rgb, floor: Rgb, *, half: float = 330, top: float = 0.17, foot: float = 0.66
) -> None:
    """The empty box: back wall, side walls, ceiling and floor, brightest at the far end."""
    fx, y0, y1 = WIDTH / 2, HEIGHT * top, HEIGHT * foot
    c.backdrop([(0, lit(r, wall, 0.1)), (top, lit(r, wall, 0.4)), (foot, lit(r, floor, 0.8)), (1, lit(r, floor, 0.22))])
    back = Pen()
    back.box(fx - half, y0, fx + half, y1)
    c.ink_fading(back, lit(r, wall, 0.55), lit(r, wall, 0.85), y0, y1)
    for side in (-1, 1):
        steps = 10
        for k in range(steps):
            a, b = k / steps, (k + 1) / steps
            x0, x1 = fx + side * (half + (WIDTH / 2 - half + 20) * a), fx + side * (half + (WIDTH / 2 - half + 20) * b)
            pen = Pen()
            pen.polygon([(x0, y0 * (1 - a) - 20 * a), (x1 + side, y0 * (1 - b) - 20 * b),
                         (x1 + side, y1 + (HEIGHT * 1.03 - y1) * b), (x0, y1 + (HEIGHT * 1.03 - y1) * a)])  # fmt: skip
            c.ink(pen, lit(r, wall, 0.62 - 0.46 * a))


def courses(c: Canvas, r: Recipe, color: Rgb, half: float, top: float, foot: float) -> None:
    """Joints of masonry on the back wall."""
    pen = Pen()
    y, row = HEIGHT * top, 0
    while y < HEIGHT * foot:
        pen.line([(WIDTH / 2 - half, y), (WIDTH / 2 + half, y)], 1.6)
        for k in range(int(half * 2 / 62) + 1):
            x = WIDTH / 2 - half + k * 62 + (31 if row % 2 else 0)
            pen.line([(x, y), (x, min(y + 30, HEIGHT * foot))], 1.6)
        y, row = y + 30, row + 1
    c.ink(pen, lit(r, color, 0.3), 0.6)


def flags(c: Canvas, r: Recipe, color: Rgb, half: float, foot: float, *, rows: int = 8) -> None:
    """Joints of the floor in perspective."""
    pen, fx, y1 = Pen(), WIDTH / 2, HEIGHT * foot
    for k in range(-9, 10):
        pen.line([(fx + k * half / 6, y1), (fx + k * half / 6 * 3.4, HEIGHT)], 2)
    for k in range(1, rows):
        y = y1 + (HEIGHT - y1) * (k / rows) ** 1.7
        pen.line([(0, y), (WIDTH, y)], 2)
    c.ink(pen, lit(r, color, 0.2), 0.55)


def torch(c: Canvas, r: Recipe, x: float, y: float, size: float) -> None:
    """A torch on a wall."""
    color = flame_color(r)
    c.glow(x, y, size * 9, scaled(color, 0.62))
    pen, core = Pen(), Pen()
    pen.polygon(
        [
            (x - size * 0.3, y + size * 0.2),
            (x - size * 0.14, y + size * 1.5),
            (x + size * 0.14, y + size * 1.5),
            (x + size * 0.3, y + size * 0.2),
        ]
    )
    c.ink(pen, (24, 18, 18))
    for share, tint in ((1.0, color), (0.5, mix(color, (255, 250, 220), 0.8))):
        core = Pen()
        core.polygon([(x - size * 0.42 * share, y + size * 0.2), (x - size * 0.1, y - size * 0.4 * share), (x, y - size * 1.25 * share),
                      (x + size * 0.2 * share, y - size * 0.3 * share), (x + size * 0.42 * share, y + size * 0.2)])  # fmt: skip
        c.ink(core, tint)


def window(c: Canvas, r: Recipe, x: float, y: float, w: float, h: float, *, color: Rgb | None = None) -> None:
    """A pointed window with what hour it is behind it."""
    tone = r.palette if color is None else None
    glass = color if color is not None else mix(tone.horizon, tone.zenith, 0.3) if tone is not None else (0, 0, 0)
    pen, bars = Pen(), Pen()
    pen.box(x - w, y - h, x + w, y + h)
    pen.polygon([(x - w, y - h + 1), (x, y - h - w * 1.5), (x + w, y - h + 1)])
    c.ink(pen, glass)
    bars.line([(x, y - h - w * 1.4), (x, y + h)], max(2.0, w * 0.12))
    for share in (-0.4, 0.3):
        bars.line([(x - w, y + h * share), (x + w, y + h * share)], max(2.0, w * 0.1))
    c.ink(bars, (18, 16, 20))
    c.glow(x, y, h * 2.2, scaled(glass, 0.4))


def column(pen: Pen, x: float, top: float, foot: float, w: float) -> None:
    """A pillar with base and capital."""
    pen.box(x - w * 0.42, top, x + w * 0.42, foot)
    pen.polygon(
        [(x - w * 0.8, top - 2), (x + w * 0.8, top - 2), (x + w * 0.42, top + w * 0.6), (x - w * 0.42, top + w * 0.6)]
    )
    pen.polygon(
        [(x - w * 0.75, foot), (x + w * 0.75, foot), (x + w * 0.42, foot - w * 0.5), (x - w * 0.42, foot - w * 0.5)]
    )


def colonnade(c: Canvas, r: Recipe, color: Rgb, *, half: float, foot: float, banners: Rgb | None = None) -> None:
    """Two rows of pillars from the far end to the viewer, torches or banners between them."""
    for t, shade in ((0.1, 0.6), (0.38, 0.46), (0.8, 0.26)):
        for side in (-1, 1):
            x = WIDTH / 2 + side * (half * 0.92 + (WIDTH / 2 - half * 0.7) * t * 1.05)
            y, w = HEIGHT * (foot + 0.3 * t), 34 + 90 * t
            pen = Pen()
            column(pen, x, HEIGHT * (0.14 - 0.3 * t), y, w)
            c.ink_fading(pen, lit(r, color, shade * 0.6), lit(r, color, shade), 0, y)
            if banners is not None and t < 0.7:
                cloth = Pen()
                top = HEIGHT * (0.2 - 0.1 * t)
                bx, bw, bh = x + side * (w * 0.9 + 14), w * 0.5, 150 + 190 * t
                cloth.polygon(
                    [(bx - bw, top), (bx + bw, top), (bx + bw, top + bh), (bx, top + bh * 0.86), (bx - bw, top + bh)]
                )
                c.ink_fading(cloth, lit(r, banners, shade * 1.5), lit(r, banners, shade * 0.8), top, top + bh)
            if t < 0.5:
                torch(c, r, x, HEIGHT * (foot - 0.22 - 0.05 * t), 13 + 16 * t)


def tavern(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A wide hearth, beams, tables and mugs."""
    room(c, r, (150, 112, 76), WOOD, half=400, top=0.16, foot=0.64)
    flags(c, r, WOOD, 400, 0.64, rows=3)
    beams = Pen()
    for k in range(-3, 4):
        beams.polygon(
            [
                (WIDTH / 2 + k * 120 - 10, HEIGHT * 0.16),
                (WIDTH / 2 + k * 120 + 10, HEIGHT * 0.16),
                (WIDTH / 2 + k * 260 + 26, -10),
                (WIDTH / 2 + k * 260 - 26, -10),
            ]
        )
    beams.box(WIDTH / 2 - 400, HEIGHT * 0.155, WIDTH / 2 + 400, HEIGHT * 0.19)
    for x in (-396, -200, 200, 396):
        beams.box(WIDTH / 2 + x - 9, HEIGHT * 0.16, WIDTH / 2 + x + 9, HEIGHT * 0.64)
    c.ink(beams, lit(r, WOOD, 0.28))
    window(c, r, WIDTH / 2 - 300, HEIGHT * 0.38, 38, 40)
    shelf, hearth = Pen(), Pen()
    for y in (0.33, 0.42, 0.51):
        shelf.box(WIDTH / 2 + 220, HEIGHT * y, WIDTH / 2 + 380, HEIGHT * y + 6)
        for k in range(9):
            h = 14 + 16 * ((k * 0.618 + y) % 1)
            shelf.box(WIDTH / 2 + 226 + k * 17, HEIGHT * y - h, WIDTH / 2 + 237 + k * 17, HEIGHT * y)
    c.ink(shelf, lit(r, (70, 44, 32), 0.7))
    hx = WIDTH / 2 - 40
    hearth.box(hx - 130, HEIGHT * 0.3, hx + 130, HEIGHT * 0.66)
    hearth.polygon([(hx - 100, HEIGHT * 0.31), (hx - 60, -5), (hx + 60, -5), (hx + 100, HEIGHT * 0.31)])
    c.ink_fading(hearth, lit(r, STONE, 0.4), lit(r, STONE, 0.8), 0, HEIGHT * 0.66)
    mouth = Pen()
    mouth.box(hx - 84, HEIGHT * 0.45, hx + 84, HEIGHT * 0.66)
    mouth.ellipse(hx, HEIGHT * 0.45, 84, 34)
    c.ink(mouth, (20, 12, 10))
    fire(c, hx, HEIGHT * 0.655, 92, reach=7)
    for x, y in ((WIDTH / 2 + 110, 0.22), (WIDTH / 2 - 420, 0.2), (WIDTH / 2 + 470, 0.18)):
        lantern = Pen()
        lantern.line([(x, -5), (x, HEIGHT * y)], 3)
        lantern.box(x - 11, HEIGHT * y, x + 11, HEIGHT * y + 28)
        c.ink(lantern, (255, 206, 120))
        c.glow(x, HEIGHT * y + 14, 170, scaled(FLAME, 0.55))
    cast(WIDTH / 2 + 170, HEIGHT * 0.8, 168)
    for x, y, w in ((250, 0.86, 230), (WIDTH - 190, 0.92, 270)):
        table, mugs = Pen(), Pen()
        table.ellipse(x, HEIGHT * y, w, 40)
        table.box(x - w * 0.1, HEIGHT * y, x + w * 0.1, HEIGHT * y + 150)
        c.ink_fading(table, lit(r, WOOD, 0.7), lit(r, WOOD, 0.16), HEIGHT * y - 40, HEIGHT * y + 50)
        for k in range(5):
            mx, my = x + (k - 2) * w * 0.33, HEIGHT * y - 8 + 12 * ((k * 0.618) % 1)
            mugs.box(mx - 11, my - 30, mx + 11, my)
            mugs.ellipse(mx + 13, my - 15, 9)
            mugs.ellipse(mx + 13, my - 15, 5, ink=0)
        c.ink(mugs, lit(r, (60, 40, 30), 0.8))
        c.glow(x, HEIGHT * y - 20, 110, scaled(FLAME, 0.45))


def throne(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Pillars and banners toward a high seat."""
    stone: Rgb = (150, 138, 142)
    room(c, r, stone, (120, 104, 110), half=300, top=0.08, foot=0.6)
    flags(c, r, STONE, 300, 0.6)
    for dx, w in ((-200, 30), (200, 30), (0, 48)):
        window(c, r, WIDTH / 2 + dx, HEIGHT * 0.25, w, HEIGHT * 0.1)
    carpet, steps, seat = Pen(), Pen(), Pen()
    carpet.polygon(
        [
            (WIDTH / 2 - 62, HEIGHT * 0.6),
            (WIDTH / 2 + 62, HEIGHT * 0.6),
            (WIDTH / 2 + 270, HEIGHT),
            (WIDTH / 2 - 270, HEIGHT),
        ]
    )
    c.ink_fading(carpet, lit(r, (190, 44, 52), 1.1), lit(r, (120, 22, 34), 0.5), HEIGHT * 0.6, HEIGHT)
    for k, shade in enumerate((0.7, 0.86, 1.0)):
        steps = Pen()
        steps.box(
            WIDTH / 2 - 190 + 36 * k, HEIGHT * (0.63 - 0.026 * k), WIDTH / 2 + 190 - 36 * k, HEIGHT * (0.66 - 0.026 * k)
        )
        c.ink(steps, lit(r, stone, shade))
    x, y = WIDTH / 2, HEIGHT * 0.578
    c.glow(x, y - 90, 300, scaled(mix(r.palette.key, FLAME, 0.5), 0.6))
    seat.polygon(
        [
            (x - 44, y),
            (x - 48, y - 130),
            (x - 30, y - 168),
            (x, y - 214),
            (x + 30, y - 168),
            (x + 48, y - 130),
            (x + 44, y),
        ]
    )
    seat.box(x - 66, y - 64, x + 66, y - 48)
    seat.box(x - 66, y - 60, x - 52, y)
    seat.box(x + 52, y - 60, x + 66, y)
    c.ink_fading(seat, lit(r, (226, 178, 84), 0.95), lit(r, (120, 84, 44), 0.8), y - 214, y)
    colonnade(c, r, stone, half=300, foot=0.63, banners=(170, 36, 50))
    cast(WIDTH / 2, HEIGHT * 0.8, 150)


def hall(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Long tables under a timbered roof."""
    room(c, r, (140, 112, 88), WOOD, half=250, top=0.2, foot=0.6)
    flags(c, r, WOOD, 250, 0.6, rows=4)
    for k, t in enumerate((0.0, 0.18, 0.42, 0.8)):
        pen = Pen()
        half, base = 250 + 390 * t * 1.1, HEIGHT * (0.26 - 0.2 * t)
        pen.polygon([(WIDTH / 2 - half - 16, base + 40), (WIDTH / 2, base - 130 - 160 * t), (WIDTH / 2 + half + 16, base + 40), (WIDTH / 2 + half, base + 40 + 8),
                     (WIDTH / 2, base - 104 - 130 * t), (WIDTH / 2 - half, base + 48)])  # fmt: skip
        pen.box(WIDTH / 2 - half, base + 30, WIDTH / 2 + half, base + 42 + 10 * t)
        c.ink(pen, lit(r, WOOD, 0.42 - 0.08 * k))
    hearth = Pen()
    hearth.box(WIDTH / 2 - 60, HEIGHT * 0.44, WIDTH / 2 + 60, HEIGHT * 0.6)
    c.ink(hearth, (22, 14, 12))
    fire(c, WIDTH / 2, HEIGHT * 0.6, 66, reach=8)
    for side in (-1, 1):
        for k in range(3):
            torch(c, r, WIDTH / 2 + side * (270 + 120 * k), HEIGHT * (0.38 - 0.035 * k), 10 + 5 * k)
        top, cloth = Pen(), Pen()
        fx = WIDTH / 2
        top.polygon(
            [
                (fx + side * 90, HEIGHT * 0.64),
                (fx + side * 170, HEIGHT * 0.64),
                (fx + side * 620, HEIGHT * 0.92),
                (fx + side * 250, HEIGHT * 0.92),
            ]
        )
        cloth.polygon(
            [
                (fx + side * 90, HEIGHT * 0.64),
                (fx + side * 250, HEIGHT * 0.92),
                (fx + side * 250, HEIGHT),
                (fx + side * 90, HEIGHT * 0.68),
            ]
        )
        c.ink_fading(top, lit(r, WOOD, 1.15), lit(r, WOOD, 0.6), HEIGHT * 0.64, HEIGHT * 0.92)
        c.ink(cloth, lit(r, WOOD, 0.25))
        for k in range(5):
            t = k / 5
            c.glow(fx + side * (130 + 260 * t), HEIGHT * (0.645 + 0.2 * t), 40 + 60 * t, scaled(FLAME, 0.7))
    cast(WIDTH / 2, HEIGHT * 0.84, 150)


def temple(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Coloured glass over an altar."""
    stone: Rgb = (164, 156, 146)
    room(c, r, stone, (134, 124, 118), half=290, top=0.04, foot=0.6)
    flags(c, r, STONE, 290, 0.6)
    x, y = WIDTH / 2, HEIGHT * 0.24
    c.glow(x, y, 420, scaled(mix(r.palette.horizon, (150, 160, 255), 0.4), 0.7))
    rose = Pen()
    rose.ellipse(x, y, 112)
    c.ink(rose, (20, 18, 24))
    for k in range(12):
        pane = Pen()
        a = math.tau * k / 12
        pane.polygon(
            [
                (x + math.cos(a) * 24, y + math.sin(a) * 24),
                (x + math.cos(a - 0.2) * 102, y + math.sin(a - 0.2) * 102),
                (x + math.cos(a + 0.2) * 102, y + math.sin(a + 0.2) * 102),
            ]
        )
        c.ink(pane, ((210, 70, 70), (80, 120, 220), (230, 180, 80))[k % 3])
    for dx, color in ((-210, (90, 130, 220)), (210, (210, 90, 90))):
        window(c, r, x + dx, HEIGHT * 0.3, 32, HEIGHT * 0.12, color=color)
    altar = Pen()
    altar.box(x - 96, HEIGHT * 0.53, x + 96, HEIGHT * 0.62)
    altar.box(x - 112, HEIGHT * 0.515, x + 112, HEIGHT * 0.535)
    c.ink(altar, lit(r, stone, 0.9))
    for k in range(-3, 4):
        c.glow(x + k * 28, HEIGHT * 0.495, 46, FLAME)
        candle = Pen()
        candle.box(x + k * 28 - 2.5, HEIGHT * 0.495, x + k * 28 + 2.5, HEIGHT * 0.52)
        c.ink(candle, (255, 240, 200))
    shafts = Pen()
    shafts.polygon([(x - 70, y), (x + 70, y), (x + 260, HEIGHT), (x - 60, HEIGHT)])
    c.ink(shafts, mix(r.palette.horizon, (255, 240, 220), 0.5), 0.14)
    colonnade(c, r, stone, half=290, foot=0.62)
    cast(x, HEIGHT * 0.8, 140)


def library(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Shelves into the shadows, a lamp on the desk."""
    room(c, r, (120, 86, 62), WOOD, half=260, top=0.06, foot=0.62)
    flags(c, r, WOOD, 260, 0.62, rows=3)
    window(c, r, WIDTH / 2, HEIGHT * 0.3, 70, HEIGHT * 0.14)
    spines: tuple[Rgb, ...] = ((150, 50, 44), (56, 84, 110), (70, 100, 66), (170, 130, 70), (96, 60, 90), (120, 80, 50))
    for t, shade in ((0.0, 0.75), (0.3, 0.55), (0.68, 0.36)):
        for side in (-1, 1):
            x0 = WIDTH / 2 + side * (240 + 470 * t)
            w, top, foot = 120 + 150 * t, HEIGHT * (0.1 - 0.3 * t), HEIGHT * (0.63 + 0.26 * t)
            case = Pen()
            case.box(min(x0, x0 + side * w), top, max(x0, x0 + side * w), foot)
            c.ink(case, lit(r, WOOD, shade * 0.4))
            rows = 8
            pens = [Pen() for _ in spines[:4]]
            for k in range(rows):
                y = top + (foot - top) * (k + 0.92) / rows
                x = 5.0
                while x < w - 10:
                    bw, bh = (
                        float(c.rng.uniform(6, 15)) * (1 + t),
                        (foot - top) / rows * float(c.rng.uniform(0.55, 0.82)),
                    )
                    left = x0 + side * x if side > 0 else x0 - x - bw
                    pens[int(c.rng.integers(4))].box(left, y - bh, left + bw - 1.5, y)
                    x += bw
            for pen, color in zip(pens, spines, strict=False):
                c.ink(pen, lit(r, color, shade))
    desk = Pen()
    desk.box(WIDTH / 2 - 190, HEIGHT * 0.7, WIDTH / 2 + 60, HEIGHT * 0.725)
    desk.box(WIDTH / 2 - 176, HEIGHT * 0.72, WIDTH / 2 - 156, HEIGHT * 0.84)
    desk.box(WIDTH / 2 + 26, HEIGHT * 0.72, WIDTH / 2 + 46, HEIGHT * 0.84)
    desk.polygon([(WIDTH / 2 - 120, HEIGHT * 0.7), (WIDTH / 2 - 70, HEIGHT * 0.68), (WIDTH / 2 - 20, HEIGHT * 0.7)])
    c.ink(desk, lit(r, WOOD, 0.5))
    c.glow(WIDTH / 2 - 150, HEIGHT * 0.66, 300, FLAME, 0.8)
    lamp = Pen()
    lamp.ellipse(WIDTH / 2 - 150, HEIGHT * 0.665, 10, 16)
    c.ink(lamp, (255, 230, 160))
    cast(WIDTH / 2 + 130, HEIGHT * 0.82, 150)


def laboratory(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Benches of glowing glass."""
    room(c, r, (104, 104, 100), (96, 88, 80), half=380, top=0.1, foot=0.62)
    courses(c, r, STONE, 380, 0.1, 0.62)
    flags(c, r, STONE, 380, 0.62)
    window(c, r, WIDTH / 2 + 250, HEIGHT * 0.3, 40, 70)
    colors: tuple[Rgb, ...] = ((90, 220, 120), (120, 140, 255), (255, 120, 90), (240, 200, 90), (210, 110, 230))
    bench = Pen()
    for y in (0.3, 0.42):
        bench.box(WIDTH / 2 - 340, HEIGHT * y, WIDTH / 2 + 140, HEIGHT * y + 7)
    bench.box(WIDTH / 2 - 370, HEIGHT * 0.6, WIDTH / 2 + 160, HEIGHT * 0.625)
    bench.box(WIDTH / 2 - 350, HEIGHT * 0.62, WIDTH / 2 - 330, HEIGHT * 0.72)
    bench.box(WIDTH / 2 + 120, HEIGHT * 0.62, WIDTH / 2 + 140, HEIGHT * 0.72)
    c.ink(bench, lit(r, WOOD, 0.5))
    for k in range(22):
        y = (0.3, 0.42, 0.6)[k % 3] * HEIGHT
        x = WIDTH / 2 - 320 + (k * 0.618 % 1) * 440
        size, color = 8 + 9 * (k * 0.37 % 1), colors[k % len(colors)]
        flask = Pen()
        flask.ellipse(x, y - size, size)
        flask.box(x - size * 0.28, y - size * 3, x + size * 0.28, y - size)
        c.glow(x, y - size, size * 5, scaled(color, 0.5))
        c.ink(flask, lit(r, color, 1.5))
    kettle = Pen()
    kettle.ellipse(WIDTH / 2 + 270, HEIGHT * 0.72, 78, 66)
    kettle.box(WIDTH / 2 + 190, HEIGHT * 0.635, WIDTH / 2 + 350, HEIGHT * 0.655)
    fire(c, WIDTH / 2 + 270, HEIGHT * 0.83, 60)
    c.glow(WIDTH / 2 + 270, HEIGHT * 0.62, 200, colors[0], 0.8)
    c.ink(kettle, (22, 22, 24))
    cast(WIDTH / 2 - 60, HEIGHT * 0.86, 170)


def chamber(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Bare walls, a door, a narrow window."""
    room(c, r, STONE, (110, 98, 88), half=360, top=0.14, foot=0.64)
    courses(c, r, STONE, 360, 0.14, 0.64)
    flags(c, r, STONE, 360, 0.64)
    window(c, r, WIDTH / 2 - 190, HEIGHT * 0.34, 26, 62)
    x = WIDTH / 2 + 130
    frame, door = Pen(), Pen()
    frame.box(x - 80, HEIGHT * 0.36, x + 80, HEIGHT * 0.64)
    frame.ellipse(x, HEIGHT * 0.36, 80, 70)
    door.box(x - 64, HEIGHT * 0.37, x + 64, HEIGHT * 0.64)
    door.ellipse(x, HEIGHT * 0.37, 64, 56)
    c.ink(frame, lit(r, STONE, 0.4))
    c.ink(door, lit(r, WOOD, 0.7))
    iron = Pen()
    for y in (0.42, 0.56):
        iron.box(x - 64, HEIGHT * y, x + 64, HEIGHT * y + 9)
    iron.ellipse(x + 44, HEIGHT * 0.51, 8)
    c.ink(iron, (28, 26, 28))
    torch(c, r, WIDTH / 2 - 20, HEIGHT * 0.38, 17)
    torch(c, r, WIDTH / 2 + 300, HEIGHT * 0.38, 17)
    cast(WIDTH / 2 - 40, HEIGHT * 0.84, 160)


def cell(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Straw, chains, and bars in front."""
    chamber_wall: Rgb = (104, 102, 104)
    room(c, r, chamber_wall, (96, 88, 72), half=360, top=0.1, foot=0.66)
    courses(c, r, STONE, 360, 0.1, 0.66)
    window(c, r, WIDTH / 2, HEIGHT * 0.22, 44, 30)
    shaft = Pen()
    shaft.polygon(
        [
            (WIDTH / 2 - 44, HEIGHT * 0.2),
            (WIDTH / 2 + 44, HEIGHT * 0.2),
            (WIDTH / 2 + 20, HEIGHT * 0.9),
            (WIDTH / 2 - 300, HEIGHT * 0.9),
        ]
    )
    c.ink(shaft, r.palette.key, 0.16)
    chains = Pen()
    for x in (-220, -120, 180, 260):
        for k in range(9):
            chains.ellipse(WIDTH / 2 + x + (k % 2) * 2, HEIGHT * 0.24 + k * 15, 6, 9)
            chains.ellipse(WIDTH / 2 + x + (k % 2) * 2, HEIGHT * 0.24 + k * 15, 2.5, 5, ink=0)
    c.ink(chains, (20, 18, 20))
    straw = Pen()
    for _ in range(260):
        x, y = float(c.rng.uniform(200, 700)), float(c.rng.uniform(HEIGHT * 0.76, HEIGHT * 0.88))
        straw.line([(x, y), (x + float(c.rng.uniform(-40, 40)), y + float(c.rng.uniform(-12, 8)))], 2)
    c.ink(straw, lit(r, (190, 160, 90), 0.7))
    cast(WIDTH / 2 - 60, HEIGHT * 0.86, 170)
    bars = Pen()
    for k in range(9):
        bars.box(70 + k * 145 - 9, -5, 70 + k * 145 + 9, HEIGHT)
    bars.box(0, HEIGHT * 0.12, WIDTH, HEIGHT * 0.15)
    bars.box(0, HEIGHT * 0.86, WIDTH, HEIGHT * 0.89)
    c.ink(bars, (12, 12, 15))
    torch(c, r, WIDTH - 120, HEIGHT * 0.4, 22)


def _mouth(c: Canvas, fx: float, fy: float, rx: float, ry: float, rough: float, *, teeth: float = 0.0) -> list[Point]:
    """An irregular opening; ``teeth`` lets stone hang into it from above."""
    points: list[Point] = []
    count = 72
    waves = [
        (int(c.rng.integers(2, 11)), float(c.rng.uniform(0, math.tau)), float(c.rng.uniform(0.3, 1))) for _ in range(5)
    ]
    for k in range(count):
        a = math.tau * k / count
        bump = sum(math.sin(a * n + p) * w for n, p, w in waves) / 3
        spike = teeth * float(c.rng.uniform(0, 1)) ** 2 if math.sin(a) < -0.25 and k % 3 == 0 else 0.0
        size = 1 + rough * bump - spike
        points.append((fx + math.cos(a) * rx * (1 + rough * bump), fy + math.sin(a) * ry * size))
    return points


def cavern(c: Canvas, r: Recipe, cast: Cast, stone: Rgb, glow: Rgb, far: Rgb) -> float:
    """Rings of rock round a lit hollow; returns the middle of it."""
    fx, fy = WIDTH * float(c.rng.uniform(0.44, 0.56)), HEIGHT * 0.5
    c.backdrop([(0, scaled(far, 0.6)), (0.5, far), (1, scaled(far, 0.5))])
    c.glow(fx, fy, 460, glow, 0.8)
    for k, (rx, ry, shade) in enumerate(((250, 150, 0.62), (400, 220, 0.44), (570, 292, 0.28))):
        pen = Pen()
        pen.box(0, 0, WIDTH, HEIGHT)
        pen.polygon(_mouth(c, fx, fy - 10 * k, rx, ry, 0.12, teeth=0.34), ink=0)
        c.ink_fading(pen, lit(r, stone, shade * 0.5), lit(r, stone, shade), 0, HEIGHT * 0.85)
        c.glow(fx, fy, rx * 1.5, scaled(glow, 0.24))
        floor = c.ridge(HEIGHT * (0.67 + 0.06 * k), 12, bumps=5, rough=0.5)
        c.below(floor, lit(r, stone, shade * 1.15), lit(r, stone, shade * 0.4), reach=150)
    return fx


def _foreground_rock(c: Canvas, r: Recipe, stone: Rgb) -> None:
    near = Pen()
    near.box(0, 0, WIDTH, HEIGHT)
    near.polygon(_mouth(c, WIDTH / 2, HEIGHT * 0.5, 690, 372, 0.07, teeth=0.3), ink=0)
    for x, h, w in ((130, 240, 60), (WIDTH - 160, 200, 54), (WIDTH - 60, 300, 70)):
        near.polygon(
            [
                (x - w, HEIGHT),
                (x - w * 0.2, HEIGHT - h * 0.7),
                (x, HEIGHT - h),
                (x + w * 0.3, HEIGHT - h * 0.6),
                (x + w, HEIGHT),
            ]
        )
    c.ink(near, lit(r, stone, 0.1))


def cave(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Hanging stone, a pool, a far light."""
    stone: Rgb = (126, 112, 108)
    light = mix(flame_color(r), (170, 190, 220), 0.35 if r.light == "torchlight" else 0.8)
    fx = cavern(c, r, cast, stone, light, lit(r, mix(light, stone, 0.4), 0.75))
    pool = Pen()
    pool.ellipse(fx + 190, HEIGHT * 0.88, 200, 26)
    c.ink(pool, mix(lit(r, (60, 90, 110), 0.9), light, 0.25), 0.85)
    cast(fx - 30, HEIGHT * 0.85, 122)
    _foreground_rock(c, r, stone)


def crystal(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Spars with a light of their own."""
    stone: Rgb = (78, 76, 110)
    fx = cavern(c, r, cast, stone, (90, 150, 255), (44, 62, 120))
    hues: tuple[Rgb, ...] = ((120, 200, 255), (190, 130, 255), (120, 255, 220))
    for k in range(26):
        low = k % 3 != 0
        x = float(c.rng.uniform(60, WIDTH - 60))
        if abs(x - fx) < 170:
            continue
        base = HEIGHT * float(c.rng.uniform(0.74, 0.98)) if low else HEIGHT * float(c.rng.uniform(0.0, 0.12))
        h, hue = float(c.rng.uniform(60, 190)) * (1 if low else -0.7), hues[k % 3]
        lean, w = float(c.rng.uniform(-0.4, 0.4)) * h, abs(h) * 0.13
        body, face = Pen(), Pen()
        body.polygon(
            [
                (x - w, base),
                (x - w + lean * 0.8, base - h * 0.82),
                (x + lean, base - h),
                (x + w + lean * 0.8, base - h * 0.78),
                (x + w, base),
            ]
        )
        face.polygon(
            [(x - w, base), (x - w + lean * 0.8, base - h * 0.82), (x + lean, base - h), (x + lean * 0.1, base)]
        )
        c.glow(x + lean * 0.5, base - h * 0.5, abs(h) * 0.95, scaled(hue, 0.5))
        c.ink(body, scaled(hue, 0.62))
        c.ink(face, mix(hue, (255, 255, 255), 0.35), 0.9)
    cast(fx, HEIGHT * 0.85, 118)


def mine(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Props, rails, a cart."""
    stone: Rgb = (116, 98, 84)
    cavern(c, r, cast, stone, FLAME, lit(r, (120, 90, 66), 0.6))
    fx = WIDTH / 2
    rails, ties = Pen(), Pen()
    for k in range(12):
        t = (k / 11) ** 1.8
        y, half = HEIGHT * (0.66 + 0.34 * t), 30 + 190 * t
        ties.box(fx - half, y, fx + half, y + 3 + 12 * t)
    for side in (-1, 1):
        rails.polygon(
            [
                (fx + side * 16, HEIGHT * 0.66),
                (fx + side * 20, HEIGHT * 0.66),
                (fx + side * 150, HEIGHT),
                (fx + side * 128, HEIGHT),
            ]
        )
    c.ink(ties, lit(r, WOOD, 0.4))
    c.ink(rails, lit(r, (170, 170, 176), 0.8))
    for t, shade in ((0.0, 0.6), (0.25, 0.45), (0.62, 0.28)):
        prop = Pen()
        half, top, foot, w = 130 + 430 * t, HEIGHT * (0.34 - 0.3 * t), HEIGHT * (0.67 + 0.3 * t), 16 + 44 * t
        for side in (-1, 1):
            prop.box(fx + side * half - w / 2, top, fx + side * half + w / 2, foot)
            prop.polygon(
                [
                    (fx + side * half, top + w * 2.6),
                    (fx + side * (half - w * 2.6), top),
                    (fx + side * (half - w * 1.6), top),
                    (fx + side * half, top + w * 1.4),
                ]
            )
        prop.box(fx - half - w, top - w, fx + half + w, top)
        c.ink_fading(prop, lit(r, WOOD, shade * 0.7), lit(r, WOOD, shade), top, foot)
        torch(c, r, fx + half - w * 0.4, top + 70 + 60 * t, 8 + 14 * t)
    cart = Pen()
    cart.polygon(
        [(fx - 330, HEIGHT * 0.74), (fx - 190, HEIGHT * 0.74), (fx - 210, HEIGHT * 0.86), (fx - 310, HEIGHT * 0.86)]
    )
    for x in (-290, -230):
        cart.ellipse(fx + x, HEIGHT * 0.875, 18)
    c.ink(cart, lit(r, (70, 62, 60), 0.7))
    cast(fx + 60, HEIGHT * 0.85, 120)


def _vaults(c: Canvas, r: Recipe, stone: Rgb, *, pointed: float) -> None:
    """Arches one behind the other."""
    fx = WIDTH / 2
    c.backdrop([(0, lit(r, stone, 0.05)), (0.5, lit(r, stone, 0.14)), (1, lit(r, stone, 0.1))])
    c.glow(fx, HEIGHT * 0.5, 260, scaled(flame_color(r), 0.5))
    for t, shade in ((0.0, 0.3), (0.12, 0.46), (0.3, 0.6), (0.55, 0.5), (0.9, 0.24)):
        half, top, foot = 80 + 470 * t, HEIGHT * (0.42 - 0.4 * t), HEIGHT * (0.6 + 0.36 * t)
        wall, joints = Pen(), Pen()
        wall.box(0, 0, WIDTH, foot)
        wall.box(fx - half, top + half * 0.5, fx + half, HEIGHT, ink=0)
        wall.polygon(
            [
                (fx + math.cos(a) * half, top + half * 0.5 - math.sin(a) ** pointed * half * 0.72)
                for a in (math.pi * k / 24 for k in range(25))
            ],
            ink=0,
        )
        c.ink_fading(wall, lit(r, stone, shade * 0.4), lit(r, stone, shade), top - 80, foot)
        for k in range(1, 24, 2):
            a = math.pi * k / 24
            x, y = fx + math.cos(a) * half, top + half * 0.5 - math.sin(a) ** pointed * half * 0.72
            joints.line([(x, y), (x + math.cos(a) * (20 + 60 * t), y - math.sin(a) * (20 + 60 * t))], 1.5 + 2 * t)
        for k in range(6):
            y = top + half * 0.5 + (foot - top - half * 0.5) * k / 6
            for side in (-1, 1):
                joints.line([(fx + side * half, y), (fx + side * (half + 30 + 90 * t), y)], 1.5 + 2 * t)
        c.ink(joints, lit(r, stone, shade * 0.3))
        if t in (0.12, 0.3, 0.55):
            for side in (-1, 1):
                torch(c, r, fx + side * (half + 26 + 46 * t), top + half * 0.75 + 30, 7 + 26 * t)


def dungeon(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A corridor of low arches into blackness."""
    stone: Rgb = (120, 116, 116)
    _vaults(c, r, stone, pointed=0.8)
    flags(c, r, STONE, 90, 0.6)
    c.glow(WIDTH / 2, HEIGHT * 0.9, 500, scaled(flame_color(r), 0.3), flat=0.35)
    cast(WIDTH / 2, HEIGHT * 0.84, 150)


def crypt(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Stone coffins under cobwebbed vaults, a cold light."""
    stone: Rgb = (104, 116, 118)
    _vaults(c, r, stone, pointed=1.3)
    c.glow(WIDTH / 2, HEIGHT * 0.45, 520, (60, 120, 110), 0.6)
    for t in (0.1, 0.42, 0.85):
        for side in (-1, 1):
            x, y, w, h = WIDTH / 2 + side * (210 + 330 * t), HEIGHT * (0.65 + 0.26 * t), 110 + 130 * t, 40 + 60 * t
            box, lid = Pen(), Pen()
            box.polygon([(x - w * 0.5, y - h), (x + w * 0.5, y - h), (x + w * 0.46, y), (x - w * 0.46, y)])
            lid.polygon(
                [(x - w * 0.58, y - h), (x - w * 0.44, y - h * 1.5), (x + w * 0.44, y - h * 1.5), (x + w * 0.58, y - h)]
            )
            lid.ellipse(x - w * 0.2, y - h * 1.52, w * 0.1, h * 0.2)
            lid.ellipse(x + w * 0.12, y - h * 1.5, w * 0.26, h * 0.17)
            c.ink_fading(box, lit(r, stone, 0.7 - 0.3 * t), lit(r, stone, 0.3), y - h, y)
            c.ink(lid, lit(r, stone, 0.95 - 0.4 * t))
    webs = Pen()
    for x, y, side in ((0, 0, 1), (WIDTH, 0, -1)):
        for k in range(7):
            a = math.pi / 2 * k / 6
            webs.line([(x, y), (x + side * math.cos(a) * 230, y + math.sin(a) * 230)], 1.5)
        for ring in (70, 120, 170, 215):
            webs.line([(x + side * math.cos(a) * ring * (1 - 0.06 * (k % 2)), y + math.sin(a) * ring * (1 - 0.06 * (k % 2)))
                       for k, a in enumerate(math.pi / 2 * j / 12 for j in range(13))], 1.5)  # fmt: skip
    c.ink(webs, (170, 180, 180), 0.4)
    c.haze(HEIGHT * 0.86, 90, (90, 150, 140), 0.25)
    cast(WIDTH / 2, HEIGHT * 0.82, 140)


def sewer(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A brick channel of foul water."""
    brick: Rgb = (124, 98, 82)
    _vaults(c, r, brick, pointed=0.7)
    channel = Pen()
    fx = WIDTH / 2
    channel.polygon([(fx - 36, HEIGHT * 0.6), (fx + 36, HEIGHT * 0.6), (fx + 330, HEIGHT), (fx - 330, HEIGHT)])
    c.ink_fading(channel, lit(r, (96, 130, 60), 0.7), lit(r, (60, 92, 40), 0.6), HEIGHT * 0.6, HEIGHT)
    shine = Pen()
    for _ in range(60):
        t = float(c.rng.random())
        x, y = fx + float(c.rng.uniform(-1, 1)) * (36 + 280 * t), HEIGHT * (0.6 + 0.4 * t)
        shine.line([(x - 30 * t - 4, y), (x + 30 * t + 4, y)], 2)
    c.ink(shine, (170, 210, 110), 0.45)
    c.glow(fx, HEIGHT * 0.8, 420, (110, 190, 60), 0.3, flat=0.5)
    cast(fx + 290, HEIGHT * 0.82, 140)


def underwater(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Shafts of green light, weed and coral."""
    c.backdrop([(0, (90, 190, 190)), (0.4, (30, 116, 140)), (1, (6, 30, 58))])
    c.glow(WIDTH / 2, -60, 760, (170, 250, 230), 0.7)
    shafts = Pen()
    for _ in range(8):
        x = float(c.rng.uniform(0, WIDTH))
        shafts.polygon(
            [
                (x, -10),
                (x + 50, -10),
                (x + (x - WIDTH / 2) * 0.7 + 90, HEIGHT * 0.85),
                (x + (x - WIDTH / 2) * 0.7 - 60, HEIGHT * 0.85),
            ]
        )
    c.ink(shafts, (190, 255, 240), 0.09)
    for depth, y, color in ((0.6, 0.72, (30, 100, 120)), (0.3, 0.8, (18, 70, 92)), (0.0, 0.92, (8, 36, 54))):
        line = c.ridge(HEIGHT * y, 46, bumps=4, rough=0.5, smooth=True)
        weed = Pen()
        for _ in range(26):
            x = float(c.rng.uniform(0, WIDTH - 1))
            h, p = (1.1 - depth) * float(c.rng.uniform(60, 190)), float(c.rng.uniform(0, 6))
            weed.line(
                [
                    (x + math.sin(p + t * 3) * 16 * t, float(line[int(x)]) + 6 - h * t)
                    for t in (0, 0.2, 0.4, 0.6, 0.8, 1.0)
                ],
                4 + 5 * (1 - depth),
            )
        c.ink(weed, mix(color, (40, 120, 80), 0.35))
        c.below(line, color, scaled(color, 0.5), reach=160)
        if depth == 0.3:
            cast(WIDTH * 0.5, HEIGHT * 0.8, 110)
    bubbles = Pen()
    for _ in range(40):
        bubbles.ellipse(float(c.rng.uniform(0, WIDTH)), float(c.rng.uniform(0, HEIGHT)), float(c.rng.uniform(1.5, 6)))
    c.ink(bubbles, (210, 255, 250), 0.35)


INSIDE: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "tavern": tavern, "throne": throne, "hall": hall, "temple": temple, "library": library, "laboratory": laboratory,
    "chamber": chamber, "cell": cell, "cave": cave, "crystal": crystal, "mine": mine, "dungeon": dungeon, "crypt": crypt,
    "sewer": sewer, "underwater": underwater,
}  # fmt: skip
"""Compositions by the lexicon's ``motif``."""
