"""Halls for guests: the ballroom under its chandeliers, the gallery of pictures.

It must not draw a sky.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Point, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import GOLD, chandelier, column, flame_color, lit, room, window

_MARBLE: Rgb = (206, 196, 182)
_HALF, _TOP, _FOOT = 350.0, 0.1, 0.62


def ballroom(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Marble in squares, tall windows, chandeliers full of candles."""
    _hall(c, r, (150, 126, 112))
    fx = WIDTH / 2
    for k in (-1, 0, 1):
        window(c, r, fx + k * 220, HEIGHT * 0.36, 54, HEIGHT * 0.16)
        drapes = Pen()
        for side in (-1, 1):
            x = fx + k * 220 + side * 74
            drapes.polygon(
                [
                    (x - 24, HEIGHT * 0.17),
                    (x + 24, HEIGHT * 0.17),
                    (x + side * 18 + 10, HEIGHT * 0.4),
                    (x + 20, HEIGHT * 0.6),
                    (x - 20, HEIGHT * 0.6),
                    (x + side * 18 - 10, HEIGHT * 0.4),
                ]
            )
        c.ink(drapes, lit(r, (138, 36, 52), 0.9), volume=1)
    _pillars(c, r)
    for x, y, size in ((-250, 0.16, 74), (250, 0.16, 74), (0, 0.2, 128)):
        chandelier(c, r, fx + x, HEIGHT * y, size)
    cast(fx, HEIGHT * 0.86, 150)


def gallery(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Pictures in gold frames, a bench to sit before them."""
    _hall(c, r, (116, 44, 48))
    fx = WIDTH / 2
    _landscape(c, r, (fx - 240, HEIGHT * 0.36), (110, 150, 184))
    _landscape(c, r, (fx + 240, HEIGHT * 0.36), (206, 150, 104))
    _portrait(c, r, (fx, HEIGHT * 0.35))
    _pillars(c, r)
    bench, shade = Pen(), Pen()
    shade.ellipse(fx, HEIGHT * 0.79, 190, 12)
    bench.box(fx - 170, HEIGHT * 0.715, fx + 170, HEIGHT * 0.755)
    for dx in (-150, -10, 130):
        bench.box(fx + dx, HEIGHT * 0.74, fx + dx + 20, HEIGHT * 0.79)
    c.ink(shade, (20, 14, 14), 0.4, outlined=False)
    c.ink(bench, lit(r, (118, 60, 44), 0.8), volume=1)
    chandelier(c, r, fx, HEIGHT * 0.13, 96)
    cast(fx + 250, HEIGHT * 0.87, 150)


def _hall(c: Canvas, r: Recipe, wall: Rgb) -> None:
    """The room, its cornice and a floor of light and dark squares."""
    room(c, r, wall, _MARBLE, half=_HALF, top=_TOP, foot=_FOOT)
    fx, y0 = WIDTH / 2, HEIGHT * _FOOT
    light, dark = Pen(), Pen()
    rows = [y0 + (HEIGHT - y0) * (k / 7) ** 1.7 for k in range(8)]
    for k in range(7):
        near, far = ((row - y0) / (HEIGHT - y0) * 2.3 + 1 for row in (rows[k + 1], rows[k]))
        for j in range(-8, 8):
            step = _HALF / 4
            tile = [
                (fx + j * step * far, rows[k]),
                (fx + (j + 1) * step * far, rows[k]),
                (fx + (j + 1) * step * near, rows[k + 1]),
                (fx + j * step * near, rows[k + 1]),
            ]
            (dark if (j + k) % 2 else light).polygon(tile)
    c.ink_fading(light, lit(r, _MARBLE, 0.95), lit(r, _MARBLE, 0.5), y0, HEIGHT, volume=0, grain="mottle")
    c.ink_fading(dark, lit(r, (92, 74, 72), 0.8), lit(r, (56, 44, 46), 0.5), y0, HEIGHT, volume=0, grain="mottle")
    c.glow(fx, HEIGHT * 0.7, 420, scaled(flame_color(r), 0.25), flat=0.3, lights=0)
    trim = Pen()
    trim.box(fx - _HALF, HEIGHT * _TOP, fx + _HALF, HEIGHT * _TOP + 12)
    trim.box(fx - _HALF, y0 - 26, fx + _HALF, y0 - 18)
    c.ink(trim, lit(r, GOLD, 0.8), volume=0.4)


def _pillars(c: Canvas, r: Recipe) -> None:
    """Pillars along both sides, the nearer the larger."""
    for t, shade in ((0.05, 0.85), (0.4, 0.62), (0.85, 0.4)):
        for side in (-1, 1):
            x = WIDTH / 2 + side * (_HALF + 14 + (WIDTH / 2 - _HALF * 0.86) * t)
            pen = Pen()
            column(pen, x, HEIGHT * (0.11 - 0.2 * t), HEIGHT * (_FOOT + 0.28 * t), 32 + 66 * t)
            c.ink(pen, lit(r, _MARBLE, shade), volume=1)


def _framed(c: Canvas, r: Recipe, at: Point, half: Point, upper: Rgb) -> None:
    """A canvas in its frame, lit from above; the middle of it, half its width and height, its upper colour."""
    (x, y), (w, h) = at, half
    frame, canvas = Pen(), Pen()
    frame.box(x - w - 11, y - h - 11, x + w + 11, y + h + 11)
    canvas.box(x - w, y - h, x + w, y + h)
    c.ink(frame, lit(r, GOLD, 1.0), volume=1)
    c.ink_fading(canvas, lit(r, upper, 0.9), lit(r, mix(upper, (240, 210, 160), 0.5), 0.9), y - h, y + h, volume=0)
    c.glow(x, y - h, w * 1.6, scaled(flame_color(r), 0.35), lights=0.5)


def _landscape(c: Canvas, r: Recipe, at: Point, upper: Rgb) -> None:
    (x, y), w, h = at, 88.0, 62.0
    _framed(c, r, at, (w, h), upper)
    far, near = Pen(), Pen()
    crest = float(c.rng.uniform(-0.5, 0.5))
    far.polygon([(x - w, y + h * 0.4), (x + w * crest, y - h * 0.45), (x + w, y + h * 0.4)])
    near.polygon(
        [(x - w, y + h), (x - w, y + h * 0.3), (x - w * 0.3, y + h * 0.5), (x + w, y + h * 0.35), (x + w, y + h)]
    )
    c.ink(far, lit(r, mix(upper, (84, 88, 110), 0.6), 0.9), volume=0)
    c.ink(near, lit(r, (74, 92, 66), 0.8), volume=0)


def _portrait(c: Canvas, r: Recipe, at: Point) -> None:
    (x, y), w, h = at, 84.0, 108.0
    _framed(c, r, at, (w, h), (70, 58, 56))
    coat, face, hair = Pen(), Pen(), Pen()
    coat.polygon(
        [(x - 62, y + h), (x - 44, y + 34), (x - 14, y + 18), (x + 14, y + 18), (x + 44, y + 34), (x + 62, y + h)]
    )
    hair.ellipse(x, y - 18, 31, 38)
    face.box(x - 9, y + 4, x + 9, y + 24)
    face.ellipse(x + 2, y - 12, 22, 29)
    c.ink(hair, lit(r, (52, 34, 30), 0.9), volume=0.5)
    c.ink(coat, lit(r, (116, 40, 46), 0.9), volume=1)
    c.ink(face, lit(r, (214, 170, 138), 0.95), volume=1)


SALONS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"ballroom": ballroom, "gallery": gallery}
"""Compositions by the lexicon's ``motif``."""
