"""Rooms for few: library, laboratory, chamber, bedroom and cell.

It must not draw a sky.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import (
    FLAME,
    STONE,
    WOOD,
    chandelier,
    courses,
    flags,
    flame_color,
    lit,
    room,
    torch,
    window,
)
from clients.local.painter_subjects import fire


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
    ladder = Pen()
    for dx in (0, 34):
        ladder.line([(WIDTH / 2 + 300 + dx, HEIGHT * 0.84), (WIDTH / 2 + 236 + dx, HEIGHT * 0.06)], 7)
    for k in range(12):
        x, y = WIDTH / 2 + 296 - k * 5.2, HEIGHT * (0.8 - 0.062 * k)
        ladder.line([(x, y), (x + 36, y)], 5)
    c.ink(ladder, lit(r, WOOD, 0.9))
    chandelier(c, r, WIDTH / 2, HEIGHT * 0.13, 84)
    globe = Pen()
    globe.ellipse(WIDTH / 2 - 330, HEIGHT * 0.74, 58)
    c.ink(globe, lit(r, (90, 130, 140), 0.9), volume=1, grain="mottle", rough=1)
    stand = Pen()
    stand.line([(WIDTH / 2 - 330, HEIGHT * 0.82), (WIDTH / 2 - 330, HEIGHT * 0.92)], 12)
    stand.line([(WIDTH / 2 - 380, HEIGHT * 0.925), (WIDTH / 2 - 280, HEIGHT * 0.925)], 10)
    c.ink(stand, lit(r, WOOD, 0.7))
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


def _furnished(c: Canvas, r: Recipe) -> None:
    """A canopied bed, a rug, a chest and a candle."""
    cloth: Rgb = ((150, 46, 50), (52, 80, 130), (70, 110, 74))[int(c.rng.integers(3))]
    rug, rim = Pen(), Pen()
    rug.ellipse(WIDTH / 2, HEIGHT * 0.84, 330, 62)
    rim.ellipse(WIDTH / 2, HEIGHT * 0.84, 290, 50)
    c.ink(rug, lit(r, cloth, 0.8), volume=0, grain="streak")
    c.ink(rim, lit(r, mix(cloth, (220, 180, 120), 0.45), 0.8), volume=0, grain="streak")
    x, y = WIDTH / 2 - 430, HEIGHT * 0.86
    frame, sheet, drape, chest = Pen(), Pen(), Pen(), Pen()
    for dx, top in ((-130, 0.12), (150, 0.12)):
        frame.box(x + dx - 11, HEIGHT * top, x + dx + 11, y)
    frame.box(x - 160, HEIGHT * 0.1, x + 180, HEIGHT * 0.14)
    frame.box(x - 140, y - 120, x + 160, y - 84)
    sheet.polygon([(x - 130, y - 180), (x + 120, y - 176), (x + 150, y - 120), (x + 150, y - 60), (x - 134, y - 60)])
    for dx, side in ((-130, 1), (150, -1)):
        top, low = HEIGHT * 0.13, y - 150
        drape.polygon(
            [
                (x + dx, top),
                (x + dx + side * 110, top),
                (x + dx + side * 52, top + 150),
                (x + dx + side * 24, low),
                (x + dx, low),
            ]
        )
    c.ink(sheet, lit(r, (206, 196, 180), 0.8), grain="bark")
    c.ink(frame, lit(r, WOOD, 0.6), grain="bark")
    c.ink(drape, lit(r, cloth, 0.95), volume=1, grain="bark", rough=0.9)
    cx, cy = WIDTH / 2 + 400, HEIGHT * 0.85
    chest.box(cx - 90, cy - 78, cx + 90, cy)
    chest.ellipse(cx, cy - 78, 90, 34)
    c.ink(chest, lit(r, (126, 84, 48), 0.9), volume=1, grain="bark")
    iron = Pen()
    for dx in (-60, 0, 60):
        iron.box(cx + dx - 6, cy - 108, cx + dx + 6, cy)
    c.ink(iron, lit(r, (70, 66, 66), 0.7))
    c.glow(cx + 30, cy - 130, 260, FLAME, 0.5, lights=1.6)
    candle = Pen()
    candle.box(cx + 25, cy - 132, cx + 35, cy - 108)
    candle.ellipse(cx + 30, cy - 140, 5, 10)
    c.ink(candle, (255, 232, 170), volume=0)


def chamber(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Bare walls, a door, a narrow window, a table with a candle."""
    _walled(c, r)
    x, y = WIDTH / 2 - 330, HEIGHT * 0.8
    legs, top, stools = Pen(), Pen(), Pen()
    for dx in (-120, 120):
        legs.box(x + dx - 9, y - 80, x + dx + 9, y + 26)
    top.polygon(
        [
            (x - 160, y - 76),
            (x - 130, y - 106),
            (x + 130, y - 106),
            (x + 160, y - 76),
            (x + 160, y - 64),
            (x - 160, y - 64),
        ]
    )
    for dx in (-220, 226):
        stools.ellipse(x + dx, y - 18, 44, 13)
        for leg in (-28, 0, 28):
            stools.line([(x + dx + leg * 0.7, y - 12), (x + dx + leg, y + 44)], 8)
    c.ink(stools, lit(r, WOOD, 0.55), grain="bark")
    c.ink(legs, lit(r, WOOD, 0.45), grain="bark")
    c.ink_fading(top, lit(r, WOOD, 1.1), lit(r, WOOD, 0.6), y - 106, y - 64, grain="streak")
    c.glow(x + 30, y - 140, 240, flame_color(r), 0.5, lights=1.6)
    candle = Pen()
    candle.box(x + 25, y - 128, x + 35, y - 96)
    candle.ellipse(x + 30, y - 137, 5, 10)
    c.ink(candle, (255, 232, 170), volume=0)
    cast(WIDTH / 2 + 40, HEIGHT * 0.84, 165)


def bedroom(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A chamber to sleep in."""
    _walled(c, r)
    _furnished(c, r)
    cast(WIDTH / 2 - 40, HEIGHT * 0.84, 160)


def _walled(c: Canvas, r: Recipe) -> None:
    """A room of stone with a door, a narrow window and torches."""
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


STUDIES: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "library": library,
    "laboratory": laboratory,
    "chamber": chamber,
    "bedroom": bedroom,
    "cell": cell,
}
"""Compositions by the lexicon's ``motif``."""
