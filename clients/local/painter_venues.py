"""Rooms in which everybody looks at one thing: the smithy, the theatre, a starship's bridge.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_fire import fire
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import FLAME, STONE, WOOD, courses, flags, flame_color, lit, room, torch

_IRON: Rgb = (86, 88, 96)
_VELVET: Rgb = (150, 26, 34)
_GOLD: Rgb = (198, 152, 70)


def smithy(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A forge under its hood, the anvil before it, tongs and horseshoes on the wall."""
    room(c, r, (104, 90, 80), (92, 80, 70), half=390, top=0.06, foot=0.64)
    courses(c, r, STONE, 390, 0.06, 0.64)
    flags(c, r, STONE, 390, 0.64)
    fx = WIDTH / 2 - 130
    hood, hearth, mouth = Pen(), Pen(), Pen()
    hood.polygon(
        [
            (fx - 200, HEIGHT * 0.36),
            (fx - 70, HEIGHT * 0.2),
            (fx - 62, -10),
            (fx + 62, -10),
            (fx + 70, HEIGHT * 0.2),
            (fx + 200, HEIGHT * 0.36),
        ]
    )
    mouth.box(fx - 180, HEIGHT * 0.36, fx + 180, HEIGHT * 0.56)
    hearth.box(fx - 205, HEIGHT * 0.56, fx + 205, HEIGHT * 0.74)
    c.ink(mouth, lit(r, (60, 40, 34), 0.6), volume=0)
    c.glow(fx, HEIGHT * 0.5, 430, scaled(flame_color(r), 0.9), lights=1.3)
    fire(c, fx, HEIGHT * 0.565, 130)
    c.ink_fading(
        hood, lit(r, (110, 84, 66), 0.4), lit(r, (126, 94, 70), 0.9), 0, HEIGHT * 0.36, grain="rock", rough=0.6
    )
    c.ink(hearth, lit(r, (128, 100, 82), 0.7), grain="rock", rough=0.8)
    _on_the_wall(c, r, fx + 300)
    bellows, barrel = Pen(), Pen()
    bellows.polygon(
        [
            (fx - 205, HEIGHT * 0.6),
            (fx - 290, HEIGHT * 0.54),
            (fx - 380, HEIGHT * 0.55),
            (fx - 380, HEIGHT * 0.67),
            (fx - 290, HEIGHT * 0.67),
            (fx - 205, HEIGHT * 0.62),
        ]
    )
    bellows.box(fx - 420, HEIGHT * 0.535, fx - 376, HEIGHT * 0.548)
    c.ink(bellows, lit(r, (112, 70, 46), 0.8))
    barrel.polygon(
        [
            (1010, HEIGHT * 0.66),
            (1122, HEIGHT * 0.66),
            (1134, HEIGHT * 0.76),
            (1118, HEIGHT * 0.9),
            (1014, HEIGHT * 0.9),
            (998, HEIGHT * 0.76),
        ]
    )
    c.ink(barrel, lit(r, WOOD, 0.8), volume=1, grain="bark")
    hoops = Pen()
    for y in (0.69, 0.76, 0.84):
        wide = 68 - abs(y - 0.76) * 140
        hoops.line([(1066 - wide, HEIGHT * y), (1066, HEIGHT * y + 8), (1066 + wide, HEIGHT * y)], 6)
    c.ink(hoops, lit(r, _IRON, 0.6), outlined=False)
    _anvil(c, r, fx + 340, HEIGHT * 0.86)
    sparks = Pen()
    for _ in range(46):
        far = float(c.rng.uniform(0, 1)) ** 1.5
        angle = float(c.rng.uniform(-math.pi, 0))
        sparks.ellipse(fx + math.cos(angle) * 260 * far, HEIGHT * 0.5 + math.sin(angle) * 200 * far, 2.2)
    c.ink(sparks, mix(flame_color(r), (255, 244, 190), 0.6), outlined=False)
    cast(WIDTH / 2 + 60, HEIGHT * 0.87, 176)


def _anvil(c: Canvas, r: Recipe, x: float, y: float) -> None:
    """An anvil on its block, a glowing bar on it."""
    block, iron, bar = Pen(), Pen(), Pen()
    block.polygon([(x - 52, y), (x - 44, y - 74), (x + 44, y - 74), (x + 52, y)])
    iron.polygon(
        [
            (x - 36, y - 72),
            (x - 22, y - 96),
            (x - 26, y - 108),
            (x - 78, y - 122),
            (x - 112, y - 136),
            (x - 40, y - 138),
            (x + 64, y - 138),
            (x + 64, y - 118),
            (x + 26, y - 108),
            (x + 22, y - 96),
            (x + 36, y - 72),
        ]
    )
    bar.polygon([(x - 60, y - 146), (x + 90, y - 150), (x + 92, y - 142), (x - 58, y - 138)])
    c.ink(block, lit(r, WOOD, 0.9), volume=1, grain="bark")
    c.ink(iron, lit(r, _IRON, 1.35), volume=1)
    c.glow(x - 20, y - 144, 110, scaled(FLAME, 0.6))
    c.ink(bar, (255, 170, 70), volume=0)


def _on_the_wall(c: Canvas, r: Recipe, x: float) -> None:
    """Tongs, hammers and horseshoes in a row."""
    rail, tools = Pen(), Pen()
    rail.box(x - 120, HEIGHT * 0.24, x + 220, HEIGHT * 0.25)
    for k in range(7):
        at, length = x - 100 + k * 48, 70 + 34 * (k * 0.618 % 1)
        if k % 3 == 2:
            tools.ellipse(at, HEIGHT * 0.3, 19, 22)
            tools.ellipse(at, HEIGHT * 0.306, 11, 15, ink=0)
            tools.box(at - 20, HEIGHT * 0.318, at + 20, HEIGHT * 0.36, ink=0)
            continue
        tools.line([(at, HEIGHT * 0.25), (at, HEIGHT * 0.25 + length)], 5)
        if k % 3:
            tools.box(at - 17, HEIGHT * 0.25 + length - 12, at + 17, HEIGHT * 0.25 + length + 9)
        else:
            tools.line([(at + 10, HEIGHT * 0.25), (at - 8, HEIGHT * 0.25 + length)], 5)
    c.ink(rail, lit(r, WOOD, 0.5))
    c.ink(tools, lit(r, _IRON, 0.42))


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
    c.ink(folds, lit(r, _GOLD, 0.9), outlined=False)
    c.ink(frame, lit(r, _GOLD, 0.85), volume=1)
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
        c.ink(rail, lit(r, _GOLD, 0.6), volume=1)
    torch(c, r, x, y + HEIGHT * 0.1, 11)


def starship(c: Canvas, r: Recipe, cast: Cast) -> None:
    """The bridge: a planet beyond the wide window, consoles in the half dark."""
    fx = WIDTH / 2 + float(c.rng.uniform(-40, 40))
    c.light, c.key = (fx + 200, HEIGHT * 0.3), (190, 220, 255)
    c.backdrop([(0, lit(r, (30, 36, 46), 0.5)), (0.6, lit(r, (56, 64, 78), 0.6)), (1, lit(r, (26, 30, 38), 0.6))])
    pane, stars, planet, night = Pen(), Pen(), Pen(), Pen()
    pane.polygon(
        [(fx - 330, HEIGHT * 0.08), (fx + 330, HEIGHT * 0.08), (fx + 500, HEIGHT * 0.56), (fx - 500, HEIGHT * 0.56)]
    )
    c.ink_fading(pane, (6, 8, 22), (20, 20, 52), HEIGHT * 0.08, HEIGHT * 0.56, volume=0, grain=None)
    for _ in range(130):
        t = float(c.rng.random())
        stars.ellipse(
            fx + float(c.rng.uniform(-1, 1)) * (320 + 160 * t),
            HEIGHT * (0.09 + 0.46 * t),
            float(c.rng.uniform(0.7, 1.9)),
        )
    c.ink(stars, (232, 238, 255), outlined=False)
    hue: Rgb = ((80, 140, 190), (196, 120, 76), (120, 150, 96), (170, 130, 190))[int(c.rng.integers(4))]
    px, py, size = fx + float(c.rng.choice([-1, 1])) * 150, HEIGHT * 0.36, 104.0
    c.glow(px, py, size * 2.1, scaled(hue, 0.6), lights=0.5)
    planet.ellipse(px, py, size)
    night.ellipse(px, py, size)
    night.ellipse(px + 34, py - 22, size * 1.02, ink=0)
    c.ink(planet, mix(hue, (255, 255, 255), 0.15), volume=1, grain="mottle", rough=1)
    c.ink(night, scaled(hue, 0.2), 0.86, outlined=False)
    frame = Pen()
    for top, foot in ((-330, -500), (-116, -172), (116, 172), (330, 500)):
        frame.line([(fx + top, HEIGHT * 0.07), (fx + foot, HEIGHT * 0.57)], 15)
    for y, half in ((0.08, 336), (0.565, 506)):
        frame.line([(fx - half, HEIGHT * y), (fx + half, HEIGHT * y)], 18)
    c.ink(frame, lit(r, (96, 106, 122), 0.7), volume=1)
    floor, strips = Pen(), Pen()
    floor.polygon([(fx - 420, HEIGHT * 0.66), (fx + 420, HEIGHT * 0.66), (WIDTH + 160, HEIGHT), (-160, HEIGHT)])
    c.ink_fading(floor, lit(r, (84, 94, 108), 0.7), lit(r, (38, 42, 52), 0.7), HEIGHT * 0.66, HEIGHT, grain="streak")
    for k in (-3, -1, 1, 3):
        strips.line([(fx + k * 120, HEIGHT * 0.66), (fx + k * 270, HEIGHT)], 3)
    c.ink(
        strips,
        mix(flame_color(r) if r.light in ("red", "green") else (120, 200, 255), (255, 255, 255), 0.1),
        0.7,
        outlined=False,
    )
    for side in (-1, 1):
        for t, wide in ((0.0, 210), (0.5, 300), (1.0, 420)):
            _console(c, r, (fx + side * (330 + 250 * t), HEIGHT * (0.68 + 0.17 * t)), wide, 0.8 - 0.3 * t)
    for side in (-1, 1):
        lamp = Pen()
        lamp.line([(fx + side * 250, HEIGHT * 0.055), (fx + side * 560, -4)], 7)
        c.ink(lamp, (206, 232, 255), outlined=False)
        c.glow(fx + side * 360, HEIGHT * 0.03, 240, (70, 110, 160), 0.7)
    cast(fx, HEIGHT * 0.87, 170)


def _console(c: Canvas, r: Recipe, at: tuple[float, float], wide: float, shade: float) -> None:
    """A desk of lamps and screens, its foot at ``at``."""
    x, y = at
    body, face = Pen(), Pen()
    body.polygon(
        [
            (x - wide * 0.46, y),
            (x - wide * 0.4, y - wide * 0.26),
            (x + wide * 0.4, y - wide * 0.26),
            (x + wide * 0.46, y),
        ]
    )
    face.polygon(
        [
            (x - wide * 0.4, y - wide * 0.26),
            (x - wide * 0.33, y - wide * 0.42),
            (x + wide * 0.33, y - wide * 0.42),
            (x + wide * 0.4, y - wide * 0.26),
        ]
    )
    c.ink(body, lit(r, (66, 74, 88), shade), volume=0.6)
    c.ink(face, lit(r, (40, 46, 58), shade), volume=0)
    hues: tuple[Rgb, ...] = ((90, 220, 255), (255, 186, 80), (255, 90, 80), (120, 240, 150))
    for k, hue in enumerate(hues):
        lamps = Pen()
        for j in range(5):
            number = (j * len(hues) + k) * 0.618 % 1
            left = x - wide * 0.33 + wide * 0.62 * number
            top = y - wide * (0.3 + 0.09 * (number * 7 % 1))
            lamps.box(left, top, left + wide * (0.02 + 0.06 * (j % 2)), top + wide * 0.026)
        c.ink(lamps, hue, volume=0, grain=None, outlined=False)
    c.glow(x, y - wide * 0.34, wide * 0.6, (50, 110, 150), 0.5)


VENUES: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {
    "smithy": smithy,
    "theater": theater,
    "starship": starship,
}
"""Compositions by the lexicon's ``motif``."""
