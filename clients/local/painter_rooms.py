"""The parts of a room: its walls in perspective, masonry, torches, chandeliers, windows and pillars, in its own light.

It must not compose a picture.
"""

from __future__ import annotations

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_recipe import Recipe

FLAME: Rgb = (255, 150, 64)
STONE: Rgb = (128, 120, 118)
WOOD: Rgb = (132, 90, 58)
GOLD: Rgb = (206, 164, 84)
_LIT: dict[str, Rgb] = {
    "day": (1.0, 0.97, 0.92),
    "dawn": (0.94, 0.8, 0.72),
    "dusk": (0.8, 0.6, 0.54),
    "night": (0.6, 0.55, 0.62),
    "moonlight": (0.52, 0.58, 0.74),
    "torchlight": (0.86, 0.66, 0.52),
    "red": (0.86, 0.3, 0.26),
    "green": (0.36, 0.8, 0.46),
    "blue": (0.38, 0.54, 0.96),
    "violet": (0.68, 0.4, 0.92),
    "neon": (0.8, 0.42, 0.78),
    "dark": (0.22, 0.23, 0.3),
}
_LAMPS: dict[str, Rgb] = {
    "red": (255, 64, 48),
    "green": (90, 236, 120),
    "blue": (90, 156, 255),
    "violet": (196, 96, 255),
    "neon": (255, 84, 196),
    "dark": (110, 140, 210),
}


def lit(r: Recipe, color: Rgb, shade: float = 1.0) -> Rgb:
    """``color`` in this room's light; ``shade`` 0 is black."""
    return scaled(scaled(color, _LIT[r.light]), shade)


def flame_color(r: Recipe) -> Rgb:
    """The colour of this room's lamps: cold where it is said to be dark."""
    return _LAMPS.get(r.light, FLAME)


def room(
    c: Canvas, r: Recipe, wall: Rgb, floor: Rgb, *, half: float = 330, top: float = 0.17, foot: float = 0.66
) -> None:
    """The empty box: back wall, side walls, ceiling and floor, brightest at the far end."""
    fx, y0, y1 = WIDTH / 2, HEIGHT * top, HEIGHT * foot
    tinge: Rgb = ((150, 110, 80), (96, 110, 130), (120, 124, 92), (140, 100, 100))[int(c.rng.integers(4))]
    wall = mix(wall, tinge, float(c.rng.uniform(0, 0.35)))
    grain = "bark" if wall[0] > wall[2] * 1.45 else "rock"
    c.light, c.key = (fx, y0), mix(flame_color(r), (255, 240, 220), 0.4)
    c.backdrop([(0, lit(r, wall, 0.1)), (top, lit(r, wall, 0.4)), (foot, lit(r, floor, 0.8)), (1, lit(r, floor, 0.22))])
    back = Pen()
    back.box(fx - half, y0, fx + half, y1)
    c.ink_fading(back, lit(r, wall, 0.6), lit(r, wall, 0.95), y0, y1, volume=0.2, grain=grain, rough=0.5)
    for side in (-1, 1):
        steps = 10
        for k in range(steps):
            a, b = k / steps, (k + 1) / steps
            x0, x1 = fx + side * (half + (WIDTH / 2 - half + 20) * a), fx + side * (half + (WIDTH / 2 - half + 20) * b)
            pen = Pen()
            pen.polygon(
                [
                    (x0, y0 * (1 - a) - 20 * a),
                    (x1 + side, y0 * (1 - b) - 20 * b),
                    (x1 + side, y1 + (HEIGHT * 1.03 - y1) * b),
                    (x0, y1 + (HEIGHT * 1.03 - y1) * a),
                ]
            )
            c.ink(pen, lit(r, wall, 0.66 - 0.44 * a), volume=0, grain=grain, rough=0.4)


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


def flags(c: Canvas, r: Recipe, color: Rgb, half: float, foot: float, *, rows: int = 8, fx: float = WIDTH / 2) -> None:
    """Joints of the floor in perspective."""
    pen, y1 = Pen(), HEIGHT * foot
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
        core.polygon(
            [
                (x - size * 0.42 * share, y + size * 0.2),
                (x - size * 0.1, y - size * 0.4 * share),
                (x, y - size * 1.25 * share),
                (x + size * 0.2 * share, y - size * 0.3 * share),
                (x + size * 0.42 * share, y + size * 0.2),
            ]
        )
        c.ink(core, tint)


def chandelier(c: Canvas, r: Recipe, x: float, y: float, size: float) -> None:
    """Two rings of candles on a chain; ``size`` is half its width."""
    metal, candles, flames = Pen(), Pen(), Pen()
    metal.line([(x, -6), (x, y)], 4)
    metal.ellipse(x, y - size * 0.3, size * 0.07)
    for ring, wide, count in ((0.0, 1.0, 9), (-0.34, 0.6, 6)):
        level = y + size * ring
        metal.line(
            [
                (x - size * wide, level),
                (x - size * wide * 0.5, level + size * 0.15),
                (x, level + size * 0.19),
                (x + size * wide * 0.5, level + size * 0.15),
                (x + size * wide, level),
            ],
            size * 0.06,
        )
        for side in (-1, 1):
            metal.line([(x, y - size * 0.62), (x + side * size * wide * 0.5, level + size * 0.12)], 2.5)
        for k in range(count):
            part = (k + 0.5) / count * 2 - 1
            at, top = x + part * size * wide, level + (1 - part * part) * size * 0.17
            candles.box(at - size * 0.022, top - size * 0.15, at + size * 0.022, top)
            flames.ellipse(at, top - size * 0.21, size * 0.026, size * 0.06)
    drops = Pen()
    for k in range(7):
        part = k / 3 - 1
        drops.ellipse(x + part * size * 0.8, y + (1 - part * part) * size * 0.2 + size * 0.1, size * 0.03, size * 0.06)
    c.glow(x, y - size * 0.1, size * 3.2, scaled(flame_color(r), 0.75), lights=1.2)
    c.ink(metal, lit(r, GOLD, 0.75))
    c.ink(candles, (236, 226, 200), outlined=False)
    c.ink(drops, (236, 240, 250), 0.9, outlined=False)
    c.ink(flames, mix(flame_color(r), (255, 250, 220), 0.7), outlined=False)


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
