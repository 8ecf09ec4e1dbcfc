"""Rooms where people live, travel and keep things: cottage, stable, store, coach and cabin.

It must not choose which of them a place is.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import FLAME, STONE, WOOD, flags, flame_color, lit, room, torch, window
from clients.local.painter_subjects import fire

_PLASTER: Rgb = (176, 160, 132)
_STRAW: Rgb = (196, 164, 92)
_MID = WIDTH / 2


def cottage(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Low beams, a small hearth, a dresser, a table by the window, herbs from the rafters."""
    room(c, r, _PLASTER, WOOD, half=390, top=0.2, foot=0.66)
    flags(c, r, WOOD, 390, 0.66, rows=3)
    _beams(c, r, half=390, top=0.2)
    posts = Pen()
    for x in (-388, -130, 150, 388):
        posts.box(_MID + x - 9, HEIGHT * 0.2, _MID + x + 9, HEIGHT * 0.66)
    posts.box(_MID - 390, HEIGHT * 0.43, _MID + 390, HEIGHT * 0.45)
    c.ink(posts, lit(r, WOOD, 0.4), grain="bark")
    _casement(c, r, _MID + 20, HEIGHT * 0.36, 62, 56)
    x = _MID - 262
    breast, mouth = Pen(), Pen()
    breast.box(x - 96, HEIGHT * 0.42, x + 96, HEIGHT * 0.67)
    breast.polygon([(x - 84, HEIGHT * 0.43), (x - 52, HEIGHT * 0.12), (x + 52, HEIGHT * 0.12), (x + 84, HEIGHT * 0.43)])
    c.ink_fading(breast, lit(r, STONE, 0.45), lit(r, STONE, 0.85), HEIGHT * 0.12, HEIGHT * 0.67, grain="rock")
    mouth.box(x - 60, HEIGHT * 0.51, x + 60, HEIGHT * 0.67)
    mouth.ellipse(x, HEIGHT * 0.51, 60, 24)
    c.ink(mouth, (18, 12, 10))
    fire(c, x, HEIGHT * 0.665, 62, reach=7)
    dresser, plates = Pen(), Pen()
    dx = _MID + 272
    dresser.box(dx - 92, HEIGHT * 0.53, dx + 92, HEIGHT * 0.69)
    for y in (0.28, 0.36, 0.44):
        dresser.box(dx - 84, HEIGHT * y, dx + 84, HEIGHT * y + 7)
        for k in range(5):
            plates.ellipse(dx - 64 + k * 32, HEIGHT * y - 15, 13 if k % 2 else 9, 14)
    dresser.box(dx - 90, HEIGHT * 0.22, dx - 80, HEIGHT * 0.54)
    dresser.box(dx + 80, HEIGHT * 0.22, dx + 90, HEIGHT * 0.54)
    c.ink(dresser, lit(r, WOOD, 0.7), grain="bark")
    c.ink(plates, lit(r, (150, 158, 160), 0.8), volume=1)
    herbs = Pen()
    for k in range(6):
        hx = _MID - 150 + k * 62 + float(c.rng.uniform(-10, 10))
        herbs.line([(hx, HEIGHT * 0.16), (hx, HEIGHT * 0.2)], 2)
        for dy, w in ((0, 8), (14, 13), (30, 10)):
            herbs.ellipse(hx, HEIGHT * 0.21 + dy, w, 12)
    c.ink(herbs, lit(r, (88, 104, 62), 0.8), grain="leaf", rough=0.9)
    cast(_MID - 30, HEIGHT * 0.82, 160)
    _table(c, r, _MID + 330, HEIGHT * 0.86, 190)


def stable(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Stalls on both sides, straw, a hayloft and a lantern."""
    room(c, r, (118, 86, 58), (120, 98, 62), half=300, top=0.12, foot=0.62)
    _beams(c, r, half=300, top=0.12)
    _casement(c, r, _MID, HEIGHT * 0.3, 54, 44)
    loft = Pen()
    for _ in range(150):
        x, y = float(c.rng.uniform(_MID - 290, _MID + 290)), float(c.rng.uniform(HEIGHT * 0.12, HEIGHT * 0.19))
        loft.line([(x, y), (x + float(c.rng.uniform(-30, 30)), y + float(c.rng.uniform(-4, 26)))], 3)
    c.ink(loft, lit(r, _STRAW, 0.6))
    for t, shade in ((0.0, 0.75), (0.34, 0.58), (0.74, 0.4)):
        for side in (-1, 1):
            x, w = _MID + side * (250 + 430 * t), 130 + 130 * t
            foot, high = HEIGHT * (0.64 + 0.24 * t), 120 + 150 * t
            post, boards = Pen(), Pen()
            post.box(x - 10 - 8 * t, -10, x + 10 + 8 * t, foot)
            far = x + side * w
            for k in range(4):
                y = foot - high * (k + 0.2) / 4
                boards.box(min(x, far), y - high * 0.19, max(x, far), y)
            c.ink(boards, lit(r, WOOD, shade * 0.75), grain="bark")
            c.ink(post, lit(r, WOOD, shade * 0.5), grain="bark")
    straw = Pen()
    for _ in range(420):
        x, y = float(c.rng.uniform(0, WIDTH)), HEIGHT * (0.66 + 0.34 * math.sqrt(float(c.rng.random())))
        straw.line([(x, y), (x + float(c.rng.uniform(-44, 44)), y + float(c.rng.uniform(-12, 8)))], 2.4)
    c.ink(straw, lit(r, _STRAW, 0.7))
    _lamp(c, r, _MID - 120, HEIGHT * 0.26)
    cast(_MID, HEIGHT * 0.82, 165)


def store(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Racks along the walls, crates on each other, barrels, a rope from the beam."""
    room(c, r, (112, 100, 88), (104, 90, 74), half=360, top=0.1, foot=0.64)
    flags(c, r, WOOD, 360, 0.64, rows=4)
    _beams(c, r, half=360, top=0.1)
    window(c, r, _MID, HEIGHT * 0.24, 30, 30)
    for t, shade in ((0.0, 0.6), (0.5, 0.42)):
        for side in (-1, 1):
            x, w = _MID + side * (230 + 380 * t), 150 + 120 * t
            top, foot = HEIGHT * (0.22 - 0.2 * t), HEIGHT * (0.66 + 0.2 * t)
            rack, goods, sacks = Pen(), Pen(), Pen()
            left, right = min(x, x + side * w), max(x, x + side * w)
            for k in range(4):
                y = top + (foot - top) * (k + 1) / 4
                rack.box(left, y - 8 - 6 * t, right, y)
                at = left + 8
                while at < right - 30:
                    wide, high = float(c.rng.uniform(26, 58)), (foot - top) / 4 * float(c.rng.uniform(0.35, 0.72))
                    if float(c.rng.random()) < 0.35:
                        sacks.ellipse(at + wide / 2, y - 8 - high / 2, wide / 2, high / 2)
                    else:
                        goods.box(at, y - 8 - high, min(at + wide, right), y - 8)
                    at += wide + 6
            for edge in (left, right):
                rack.box(edge - 7, top - 10, edge + 7, foot)
            c.ink(goods, lit(r, (126, 92, 58), shade), grain="bark")
            c.ink(sacks, lit(r, (156, 140, 108), shade), volume=1, grain="streak")
            c.ink(rack, lit(r, WOOD, shade * 0.7), grain="bark")
    _lamp(c, r, _MID + 90, HEIGHT * 0.2)
    cast(_MID - 20, HEIGHT * 0.82, 160)
    for x, y, size in ((150, 0.95, 150), (276, 0.97, 110), (176, 0.75, 104), (WIDTH - 130, 0.96, 160)):
        _crate(c, r, x, HEIGHT * y, size)
    barrel, hoops = Pen(), Pen()
    bx, by = WIDTH - 300, HEIGHT * 0.96
    barrel.ellipse(bx, by - 66, 58, 74)
    barrel.box(bx - 70, by - 150, bx + 70, by - 128, ink=0)
    for dy in (-104, -66, -26):
        hoops.line([(bx - 55, by + dy), (bx, by + dy + 8), (bx + 55, by + dy)], 6)
    c.ink(barrel, lit(r, (120, 80, 48), 0.8), volume=1, grain="bark")
    c.ink(hoops, lit(r, (62, 56, 54), 0.7))


def coach(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Inside something that drives: two windows with the country passing, a padded bench, a lamp that sways."""
    inner: Rgb = ((96, 50, 46), (54, 62, 84), (72, 74, 54))[int(c.rng.integers(3))]
    c.backdrop([(0, lit(r, inner, 0.35)), (0.5, lit(r, inner, 0.7)), (1, lit(r, inner, 0.25))])
    c.light, c.key = (_MID, HEIGHT * 0.12), mix(flame_color(r), (255, 240, 220), 0.4)
    sky, land = r.palette.horizon, r.palette.local((86, 104, 72), 0.25)
    top, sill = HEIGHT * 0.16, HEIGHT * 0.5
    for x, w in ((_MID - 285, 205), (_MID + 285, 205)):
        frame, glass, hill, near = Pen(), Pen(), Pen(), Pen()
        frame.box(x - w - 16, top - 16, x + w + 16, sill + 16)
        c.ink(frame, lit(r, WOOD, 0.4), grain="bark")
        glass.box(x - w, top, x + w, sill)
        c.ink_fading(glass, r.palette.middle, sky, top, sill, volume=0, grain=None)
        base, step = sill - 62, 2 * w / 8
        crest = [(x - w + k * step, base - float(c.rng.uniform(0, 46))) for k in range(9)]
        hill.polygon([(x - w, sill), *crest, (x + w, sill)])
        c.ink(hill, mix(land, sky, 0.45), volume=0)
        rise = [(x - w + k * step, sill - 34 + float(c.rng.uniform(-8, 8))) for k in range(9)]
        near.polygon([(x - w, sill), *rise, (x + w, sill)])
        for k in range(3):
            tx = x - w + 60 + k * 130 + float(c.rng.uniform(-30, 30))
            near.box(tx - 4, sill - 84, tx + 4, sill - 20)
            near.ellipse(tx, sill - 92, 24, 30)
        c.ink(near, scaled(land, 0.55), volume=0)
        c.glow(x, (top + sill) / 2, 300, scaled(sky, 0.35))
        drape = Pen()
        for side in (-1, 1):
            edge = x + side * w
            drape.polygon(
                [
                    (edge + side * 12, top - 14),
                    (edge - side * 84, top - 14),
                    (edge - side * 30, (top + sill) / 2),
                    (edge - side * 40, sill + 20),
                    (edge + side * 12, sill + 20),
                ]
            )
        c.ink(drape, lit(r, mix(inner, (200, 60, 50), 0.4), 0.9), volume=1, grain="bark", rough=0.9)
    rail, seat, back, studs = Pen(), Pen(), Pen(), Pen()
    rail.box(0, HEIGHT * 0.055, WIDTH, HEIGHT * 0.085)
    c.ink(rail, lit(r, WOOD, 0.5), grain="bark")
    back.box(60, HEIGHT * 0.56, WIDTH - 60, HEIGHT * 0.76)
    c.ink_fading(back, lit(r, inner, 1.3), lit(r, inner, 0.8), HEIGHT * 0.56, HEIGHT * 0.76, volume=0.5, grain="streak")
    for row in range(2):
        for k in range(15):
            studs.ellipse(120 + k * 74 + 37 * row, HEIGHT * (0.61 + 0.08 * row), 5)
    c.ink(studs, lit(r, (196, 160, 80), 0.8), volume=1)
    seat.polygon([(50, HEIGHT * 0.76), (WIDTH - 50, HEIGHT * 0.76), (WIDTH + 20, HEIGHT * 0.89), (-20, HEIGHT * 0.89)])
    c.ink_fading(seat, lit(r, inner, 1.5), lit(r, inner, 0.9), HEIGHT * 0.76, HEIGHT * 0.89, volume=0.5, grain="streak")
    _lamp(c, r, _MID, HEIGHT * 0.14)
    cast(_MID - 20, HEIGHT * 0.93, 300)


def cabin(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A ship's great cabin: a row of slanted panes over the sea, a table with charts, a bunk, a lamp that sways."""
    room(c, r, (122, 84, 54), WOOD, half=420, top=0.16, foot=0.66)
    flags(c, r, WOOD, 420, 0.66, rows=3)
    _beams(c, r, half=420, top=0.16)
    top, sill = HEIGHT * 0.24, HEIGHT * 0.5
    sea = r.palette.local((46, 92, 116), 0.3)
    for k in range(5):
        x = _MID - 320 + k * 160
        glass, water, bars = Pen(), Pen(), Pen()
        pane = [(x - 58, sill), (x - 66, top), (x + 66, top), (x + 58, sill)]
        glass.polygon(pane)
        c.ink_fading(glass, r.palette.middle, r.palette.horizon, top, sill, volume=0, grain=None)
        line = sill - 62 + 10 * math.sin(k * 1.3)
        water.polygon([(x - 58, sill), (x - 60, line), (x + 60, line + 6), (x + 58, sill)])
        c.ink_fading(water, sea, scaled(sea, 0.6), line, sill, volume=0, grain="streak")
        for dx in (-22, 22):
            bars.line([(x + dx * 1.06, top), (x + dx, sill)], 4)
        for dy in (0.33, 0.66):
            bars.line([(x - 64, top + (sill - top) * dy), (x + 64, top + (sill - top) * dy)], 4)
        bars.line([*pane, pane[0]], 9)
        c.ink(bars, lit(r, WOOD, 0.4))
    c.glow(_MID, HEIGHT * 0.4, 520, scaled(r.palette.horizon, 0.3))
    locker = Pen()
    locker.box(_MID - 410, HEIGHT * 0.53, _MID + 410, HEIGHT * 0.66)
    c.ink_fading(locker, lit(r, WOOD, 0.9), lit(r, WOOD, 0.5), HEIGHT * 0.53, HEIGHT * 0.66, grain="bark")
    globe, chest = Pen(), Pen()
    globe.ellipse(_MID + 430, HEIGHT * 0.71, 52)
    c.ink(globe, lit(r, (104, 136, 130), 0.9), volume=1, grain="mottle", rough=1)
    chest.box(_MID + 370, HEIGHT * 0.78, _MID + 490, HEIGHT * 0.9)
    c.ink(chest, lit(r, (116, 78, 46), 0.8), grain="bark")
    torch(c, r, _MID - 440, HEIGHT * 0.36, 15)
    _lamp(c, r, _MID + 60, HEIGHT * 0.19)
    cast(_MID + 60, HEIGHT * 0.82, 165)
    _table(c, r, _MID - 330, HEIGHT * 0.87, 210)
    chart = Pen()
    chart.polygon(
        [
            (_MID - 450, HEIGHT * 0.855),
            (_MID - 290, HEIGHT * 0.84),
            (_MID - 230, HEIGHT * 0.87),
            (_MID - 400, HEIGHT * 0.89),
        ]
    )
    c.ink(chart, lit(r, (222, 204, 160), 1.0), volume=0, grain="paper")


def _beams(c: Canvas, r: Recipe, *, half: float, top: float) -> None:
    """Rafters that run toward whoever looks, and the tie beam at the far end."""
    pen = Pen()
    for k in range(-3, 4):
        x, near = _MID + k * half * 0.31, _MID + k * 260
        pen.polygon([(x - 9, HEIGHT * top), (x + 9, HEIGHT * top), (near + 26, -10), (near - 26, -10)])
    pen.box(_MID - half, HEIGHT * top - 6, _MID + half, HEIGHT * top + 18)
    c.ink(pen, lit(r, WOOD, 0.3), grain="bark")


def _casement(c: Canvas, r: Recipe, x: float, y: float, w: float, h: float) -> None:
    """A square window of small panes, its shutters open."""
    glass = mix(r.palette.horizon, r.palette.zenith, 0.3)
    pane, bars, shutters = Pen(), Pen(), Pen()
    pane.box(x - w, y - h, x + w, y + h)
    c.ink(pane, glass, volume=0, grain=None)
    for share in (-0.33, 0.33):
        bars.line([(x + w * share, y - h), (x + w * share, y + h)], 4)
        bars.line([(x - w, y + h * share), (x + w, y + h * share)], 4)
    bars.line([(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h), (x - w, y - h)], 9)
    c.ink(bars, lit(r, WOOD, 0.4))
    for side in (-1, 1):
        edge = x + side * (w + 8)
        shutters.box(min(edge, edge + side * 40), y - h, max(edge, edge + side * 40), y + h)
    c.ink(shutters, lit(r, (84, 104, 92), 0.7), grain="bark")
    c.glow(x, y, h * 2.4, scaled(glass, 0.4))


def _lamp(c: Canvas, r: Recipe, x: float, y: float) -> None:
    """A lantern on a chain."""
    color = flame_color(r)
    chain, cap, light = Pen(), Pen(), Pen()
    chain.line([(x, -5), (x, y)], 3)
    c.ink(chain, (20, 18, 18))
    c.glow(x, y + 26, 250, scaled(color, 0.6), lights=1.6)
    light.box(x - 12, y + 8, x + 12, y + 44)
    c.ink(light, mix(color, (255, 240, 200), 0.6), volume=0)
    cap.polygon([(x - 19, y + 8), (x, y - 8), (x + 19, y + 8)])
    cap.box(x - 17, y + 44, x + 17, y + 51)
    c.ink(cap, lit(r, (60, 54, 50), 0.6))


def _table(c: Canvas, r: Recipe, x: float, y: float, w: float) -> None:
    """A table in front, a jug and a loaf on it."""
    top, legs, jug, loaf = Pen(), Pen(), Pen(), Pen()
    for dx in (-0.82, 0.82):
        legs.box(x + w * dx - 9, y, x + w * dx + 9, y + 150)
    c.ink(legs, lit(r, WOOD, 0.4), grain="bark")
    top.polygon(
        [
            (x - w, y + 12),
            (x - w * 0.86, y - 24),
            (x + w * 0.86, y - 24),
            (x + w, y + 12),
            (x + w, y + 24),
            (x - w, y + 24),
        ]
    )
    c.ink_fading(top, lit(r, WOOD, 1.2), lit(r, WOOD, 0.6), y - 24, y + 24, grain="streak")
    jug.ellipse(x + w * 0.34, y - 34, 17, 22)
    jug.box(x + w * 0.34 - 8, y - 66, x + w * 0.34 + 8, y - 40)
    c.ink(jug, lit(r, (120, 90, 70), 0.9), volume=1)
    loaf.ellipse(x - w * 0.2, y - 18, 32, 15)
    c.ink(loaf, lit(r, (170, 118, 66), 0.9), volume=1, grain="mottle")
    c.glow(x, y - 20, 110, scaled(FLAME, 0.3))


def _crate(c: Canvas, r: Recipe, x: float, y: float, size: float) -> None:
    """Boards, a frame and a brace across."""
    boards, frame = Pen(), Pen()
    boards.box(x - size / 2, y - size, x + size / 2, y)
    c.ink(boards, lit(r, (134, 98, 60), 0.7), volume=0.3, grain="bark")
    edge = size * 0.09
    for points in (
        [(x - size / 2, y - edge / 2), (x + size / 2, y - edge / 2)],
        [(x - size / 2, y - size + edge / 2), (x + size / 2, y - size + edge / 2)],
        [(x - size / 2 + edge / 2, y), (x - size / 2 + edge / 2, y - size)],
        [(x + size / 2 - edge / 2, y), (x + size / 2 - edge / 2, y - size)],
        [(x - size / 2, y), (x + size / 2, y - size)],
    ):
        frame.line(points, edge)
    c.ink(frame, lit(r, (104, 74, 44), 0.75), grain="bark")


LODGINGS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "cottage": cottage,
    "stable": stable,
    "store": store,
    "coach": coach,
    "cabin": cabin,
}
"""Compositions by the lexicon's ``motif``."""
