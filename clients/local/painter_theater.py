"""The theatre: stage, curtains, boxes and seats.

It must not draw a sky.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import GOLD, WOOD, lit, torch

_VELVET: Rgb = (150, 26, 34)


def theater(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A lit stage between red curtains, boxes at the sides, rows of seats before it."""
    fx, top, floor = WIDTH / 2, HEIGHT * 0.15, HEIGHT * 0.62
    c.light, c.key = (fx, HEIGHT * 0.2), (255, 226, 170)
    c.backdrop([(0, lit(r, (60, 28, 30), 0.35)), (0.5, lit(r, (96, 40, 40), 0.55)), (1, lit(r, (40, 18, 22), 0.4))])
    scene, moon, trees, boards = Pen(), Pen(), Pen(), Pen()
    scene.box(fx - 360, top, fx + 360, floor)
    c.ink_fading(scene, lit(r, (52, 70, 132), 0.9), lit(r, (214, 150, 120), 1.0), top, floor, volume=0, grain="mottle")
    moon.ellipse(fx + 130, HEIGHT * 0.28, 38)
    c.ink(moon, (250, 236, 190), volume=0)
    for k in range(9):
        x, high = fx - 340 + k * 85, 70 + 80 * (k * 0.618 % 1)
        trees.box(x - 5, floor - high * 0.5, x + 5, floor)
        trees.ellipse(x, floor - high * 0.75, 36, high * 0.42)
    c.ink(trees, lit(r, (48, 66, 70), 0.9), volume=0.3)
    boards.polygon([(fx - 360, floor - 12), (fx + 360, floor - 12), (fx + 440, HEIGHT * 0.7), (fx - 440, HEIGHT * 0.7)])
    c.ink_fading(boards, lit(r, WOOD, 0.7), lit(r, WOOD, 1.1), floor - 12, HEIGHT * 0.7, grain="streak")
    c.glow(fx, floor - 40, 460, (255, 214, 150), 0.5, flat=0.7)
    cast(fx - 20, HEIGHT * 0.672, 128)
    for side in (-1, 1):
        _curtain(c, r, fx, side, HEIGHT * 0.69)
        _box(c, r, fx + side * 540, HEIGHT * 0.42)
    frame, pelmet, folds = Pen(), Pen(), Pen()
    for side in (-1, 1):
        frame.box(
            min(fx + side * 436, fx + side * 466), HEIGHT * 0.06, max(fx + side * 436, fx + side * 466), HEIGHT * 0.7
        )
    frame.box(fx - 466, HEIGHT * 0.03, fx + 466, HEIGHT * 0.065)
    frame.polygon([(fx - 90, HEIGHT * 0.03), (fx, -12), (fx + 90, HEIGHT * 0.03)])
    for k in range(8):
        pelmet.ellipse(fx - 378 + k * 108, HEIGHT * 0.13, 58, 46)
        folds.line([(fx - 324 + k * 108, HEIGHT * 0.07), (fx - 324 + k * 108, HEIGHT * 0.16)], 5)
    pelmet.box(fx - 436, HEIGHT * 0.062, fx + 436, HEIGHT * 0.13)
    c.ink(pelmet, lit(r, _VELVET, 1.0), volume=0.8)
    c.ink(folds, lit(r, GOLD, 0.9), outlined=False)
    c.ink(frame, lit(r, GOLD, 0.85), volume=1)
    apron = Pen()
    apron.polygon(
        [(fx - 450, HEIGHT * 0.7), (fx + 450, HEIGHT * 0.7), (fx + 462, HEIGHT * 0.75), (fx - 462, HEIGHT * 0.75)]
    )
    c.ink(apron, lit(r, (70, 40, 30), 0.8))
    for k in range(9):
        x = fx - 400 + k * 100
        c.glow(x, HEIGHT * 0.695, 60, (255, 210, 130), 0.7)
    for y, size in ((0.83, 62), (0.91, 80), (1.0, 104)):
        seats = Pen()
        for k in range(-round(700 / size), round(700 / size) + 1):
            x = fx + (k + (0.5 if size == 80 else 0)) * size
            seats.box(x - size * 0.42, HEIGHT * y - size * 0.5, x + size * 0.42, HEIGHT * y + 40)
            seats.ellipse(x, HEIGHT * y - size * 0.5, size * 0.42, size * 0.3)
        c.ink(seats, lit(r, _VELVET, 0.62 - 0.4 * (y - 0.8)), volume=1)


def _curtain(c: Canvas, r: Recipe, fx: float, side: int, foot: float) -> None:
    """One half of the curtain, drawn aside."""
    cloth, folds = Pen(), Pen()
    edge, drawn = fx + side * 440, fx + side * 300
    cloth.polygon(
        [
            (edge, HEIGHT * 0.06),
            (drawn - side * 60, HEIGHT * 0.06),
            (drawn, HEIGHT * 0.3),
            (fx + side * 392, HEIGHT * 0.46),
            (fx + side * 370, foot),
            (edge, foot),
        ]
    )
    for k in range(1, 6):
        share = k / 6
        folds.line(
            [
                (edge + (drawn - side * 60 - edge) * share, HEIGHT * 0.06),
                (edge + (drawn - edge) * share, HEIGHT * 0.3),
                (edge - side * 48 * share, HEIGHT * 0.46),
                (edge - side * 70 * share, foot),
            ],
            6,
        )
    c.ink(cloth, lit(r, _VELVET, 1.05), volume=1)
    c.ink(folds, lit(r, _VELVET, 0.5), 0.7, outlined=False)


def _box(c: Canvas, r: Recipe, x: float, y: float) -> None:
    """Two boxes for spectators above each other, a lamp between."""
    for dy in (0.0, HEIGHT * 0.27):
        dark, rail, drape = Pen(), Pen(), Pen()
        dark.box(x - 78, y + dy - 130, x + 78, y + dy)
        rail.box(x - 92, y + dy - 6, x + 92, y + dy + 46)
        rail.ellipse(x, y + dy + 44, 92, 16)
        drape.polygon(
            [
                (x - 78, y + dy - 130),
                (x + 78, y + dy - 130),
                (x + 78, y + dy - 96),
                (x, y + dy - 112),
                (x - 78, y + dy - 96),
            ]
        )
        c.ink(dark, lit(r, (40, 20, 22), 0.5), volume=0)
        c.ink(drape, lit(r, _VELVET, 0.8))
        c.ink(rail, lit(r, GOLD, 0.6), volume=1)
    torch(c, r, x, y + HEIGHT * 0.1, 11)


THEATER: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"theater": theater}
"""Compositions by the lexicon's ``motif``."""
