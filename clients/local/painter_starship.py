"""A starship's bridge: its window on the void, its consoles.

It must not draw a sky.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import FLAME, flame_color, lit


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
        mix(flame_color(r) if flame_color(r) != FLAME else (120, 200, 255), (255, 255, 255), 0.1),
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


STARSHIP: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"starship": starship}
"""Compositions by the lexicon's ``motif``."""
