"""Rooms where many meet: tavern, throne room, hall and temple.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import (
    FLAME,
    STONE,
    WOOD,
    colonnade,
    flags,
    lit,
    room,
    torch,
    window,
)
from clients.local.painter_subjects import fire


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
    barrels, hoops = Pen(), Pen()
    for k in range(int(c.rng.integers(2, 5))):
        x, y = WIDTH / 2 + 440 + (k % 2) * 96 - 40 * (k // 2), HEIGHT * (0.74 - 0.15 * (k // 2))
        barrels.ellipse(x, y - 50, 52, 58)
        barrels.box(x - 60, y - 110, x + 60, y - 100, ink=0)
        for dy in (-84, -50, -16):
            hoops.line([(x - 50, y + dy), (x, y + dy + 7), (x + 50, y + dy)], 5)
    c.ink(barrels, lit(r, (120, 78, 46), 0.9), volume=1, grain="bark")
    c.ink(hoops, lit(r, (60, 52, 50), 0.7))
    hung = Pen()
    for k in range(int(c.rng.integers(3, 8))):
        x = WIDTH / 2 - 380 + k * 44 + float(c.rng.uniform(-8, 8))
        hung.line([(x, HEIGHT * 0.17), (x, HEIGHT * 0.22)], 2)
        hung.ellipse(x, HEIGHT * 0.25, 9, 24)
    c.ink(hung, lit(r, (140, 70, 50), 0.7), volume=1)
    cast(WIDTH / 2 + 170, HEIGHT * 0.8, 168)
    for x, y, w in ((250, 0.86, 230), (WIDTH - 190, 0.92, 270)):
        table, mugs = Pen(), Pen()
        table.ellipse(x, HEIGHT * y, w, 40)
        table.box(x - w * 0.1, HEIGHT * y, x + w * 0.1, HEIGHT * y + 150)
        c.ink_fading(table, lit(r, WOOD, 1.25), lit(r, WOOD, 0.3), HEIGHT * y - 40, HEIGHT * y + 50, grain="streak")
        for k in range(5):
            mx, my = x + (k - 2) * w * 0.33, HEIGHT * y - 8 + 12 * ((k * 0.618) % 1)
            mugs.box(mx - 11, my - 30, mx + 11, my)
            mugs.ellipse(mx + 13, my - 15, 9)
            mugs.ellipse(mx + 13, my - 15, 5, ink=0)
        c.ink(mugs, lit(r, (96, 64, 44), 0.9), volume=1)
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
        pen.polygon(
            [
                (WIDTH / 2 - half - 16, base + 40),
                (WIDTH / 2, base - 130 - 160 * t),
                (WIDTH / 2 + half + 16, base + 40),
                (WIDTH / 2 + half, base + 40 + 8),
                (WIDTH / 2, base - 104 - 130 * t),
                (WIDTH / 2 - half, base + 48),
            ]
        )
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


HALLS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "tavern": tavern,
    "throne": throne,
    "hall": hall,
    "temple": temple,
}
"""Compositions by the lexicon's ``motif``."""
