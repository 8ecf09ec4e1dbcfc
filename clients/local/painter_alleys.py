"""Between and above the houses of a town: the alley and the roofs.

It must not draw rooms.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import SNOW, Cast
from clients.local.painter_masonry import turret, windows
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky

_WALLS: tuple[Rgb, ...] = ((128, 102, 84), (116, 94, 94), (134, 118, 96), (98, 88, 86))
_CLOTH: tuple[Rgb, ...] = ((206, 196, 178), (150, 70, 60), (84, 108, 136), (190, 150, 84))
_TILE: Rgb = (150, 74, 54)


def alley(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Walls that lean together over wet stones, washing on lines, barrels."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.6)
    fx, foot = WIDTH * float(c.rng.uniform(0.45, 0.55)), HEIGHT * 0.62
    end = Pen()
    end.box(fx - 74, HEIGHT * 0.2, fx + 74, foot + 6)
    end.polygon([(fx - 84, HEIGHT * 0.2), (fx, HEIGHT * 0.06), (fx + 84, HEIGHT * 0.2)])
    c.ink(end, tone.local((104, 92, 92), 0.5))
    c.haze(foot, 60, tone.haze, 0.35)
    way = Pen()
    way.polygon([(fx - 64, foot), (fx + 64, foot), (WIDTH * 1.02, HEIGHT + 4), (-WIDTH * 0.02, HEIGHT + 4)])
    c.ink_fading(
        way, tone.local((126, 116, 112), 0.4), tone.local((58, 54, 60), 0.03), foot, HEIGHT, volume=0, grain="streak"
    )
    panes: list[tuple[float, float, float, float]] = [(fx - 26, HEIGHT * 0.3, 9, 15), (fx + 26, HEIGHT * 0.42, 9, 15)]
    for gap, depth, reach in ((66, 0.4, 130), (150, 0.26, 220), (290, 0.12, 360), (520, 0.03, 240)):
        for side in (-1, 1):
            color = _WALLS[int(c.rng.integers(len(_WALLS)))]
            inner, outer = fx + side * gap, fx + side * (gap + reach)
            low, lower = foot + (gap - 64) * 0.42, foot + (gap + reach - 64) * 0.42
            top = HEIGHT * (0.16 - 0.1 * (0.4 - depth)) - gap * 0.3 + float(c.rng.uniform(-24, 24))
            house, trim = Pen(), Pen()
            house.polygon([(inner - side * 20, top), (outer, top - reach * 0.5), (outer, lower), (inner, low)])
            c.ink_fading(
                house,
                tone.local(scaled(color, 0.62), depth),
                tone.local(scaled(color, 0.84), depth),
                0,
                lower,
                volume=0.4,
                grain="rock",
                rough=0.5,
            )
            trim.line([(inner - side * 24, top + 2), (outer, top - reach * 0.5)], 8 + 12 * (0.4 - depth))
            trim.line([(inner - side * 8, HEIGHT * 0.4), (outer, HEIGHT * 0.4 - reach * 0.16)], 5)
            door = inner + side * reach * 0.5
            ground_at = low + (lower - low) * 0.5
            high = 70 + gap * 0.32
            trim.polygon(
                [
                    (door - side * high * 0.2, ground_at - high - 4),
                    (door + side * high * 0.22, ground_at - high - 10),
                    (door + side * high * 0.22, ground_at + high * 0.09),
                    (door - side * high * 0.2, ground_at - high * 0.08),
                ]
            )
            c.ink(trim, tone.local(scaled(color, 0.34), depth))
            panes += [
                (inner + side * reach * at, HEIGHT * y - gap * 0.12, 6 + gap * 0.03, 10 + gap * 0.045)
                for at in (0.2, 0.5)
                for y in (0.31, 0.48)
            ]
    windows(c, [pane for pane in panes if c.rng.random() < 0.75], r)
    _washing(c, r, fx)
    puddle, barrels = Pen(), Pen()
    puddle.ellipse(fx + 40, HEIGHT * 0.9, 150, 15)
    puddle.ellipse(fx - 60, HEIGHT * 0.76, 60, 6)
    c.ink(puddle, mix(tone.horizon, tone.haze, 0.4), 0.6, outlined=False)
    for x, y, size in ((-330, 0.9, 92), (-252, 0.92, 70), (300, 0.84, 64)):
        left, base = fx + x, HEIGHT * y
        barrels.polygon(
            [
                (left - size * 0.36, base),
                (left - size * 0.46, base - size * 0.5),
                (left - size * 0.36, base - size),
                (left + size * 0.36, base - size),
                (left + size * 0.46, base - size * 0.5),
                (left + size * 0.36, base),
            ]
        )
    c.ink(barrels, tone.local((98, 72, 50), 0.05), volume=1, grain="bark")
    cast(fx - 20, HEIGHT * 0.87, 124)


def _washing(c: Canvas, r: Recipe, fx: float) -> None:
    """Linen on lines from wall to wall."""
    tone = r.palette
    for y, half, size in ((0.25, 150, 26), (0.15, 290, 44)):
        line = Pen()
        points = [(fx + half * t, HEIGHT * y + 26 * (1 - t * t)) for t in (-1, -0.6, -0.2, 0.2, 0.6, 1)]
        line.line(points, 3)
        c.ink(line, tone.local((40, 36, 36), 0.1), outlined=False)
        for k, (x, top) in enumerate(points[1:-1]):
            cloth, sway = Pen(), float(c.rng.uniform(-5, 5))
            shirt = [(-0.36, 0), (0.36, 0), (0.95, 0.5), (0.78, 0.8), (0.42, 0.5), (0.46, 1.5), (-0.46, 1.5)]
            shirt += [(-0.42, 0.5), (-0.78, 0.8), (-0.95, 0.5)]
            sheet = [(-0.7, 0), (0.7, 0), (0.66, 1.3), (0.2, 1.42), (-0.3, 1.28), (-0.68, 1.4)]
            cloth.polygon([(x + dx * size + sway * dy, top + dy * size) for dx, dy in (shirt if k % 2 else sheet)])
            c.ink(cloth, tone.local(_CLOTH[k % len(_CLOTH)], 0.2))


def rooftop(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Slopes of tiles, chimneys and spires as far as one sees; a ridge to stand on."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.6)
    snow = 0.75 if r.snowy else 0.0
    far = Pen()
    for k in range(4):
        turret(
            far,
            WIDTH * (k + float(c.rng.uniform(0.2, 0.8))) / 4,
            HEIGHT * 0.6,
            34 + 16 * (k % 2),
            float(c.rng.uniform(120, 230)),
            cap=True,
        )
    c.ink(far, tone.local((96, 86, 96), 0.66))
    c.haze(HEIGHT * 0.56, 70, tone.haze, 0.4)
    panes: list[tuple[float, float, float, float]] = []
    for depth, y, wide, count in ((0.55, 0.6, 120, 13), (0.36, 0.68, 190, 9), (0.2, 0.8, 300, 6)):
        for k in range(count):
            x = WIDTH * (k + 0.5) / count + float(c.rng.uniform(-0.2, 0.2)) * wide
            base, high = HEIGHT * y + float(c.rng.uniform(-14, 14)), wide * float(c.rng.uniform(0.36, 0.56))
            wall, roof, stack = Pen(), Pen(), Pen()
            wall.box(x - wide * 0.46, base, x + wide * 0.46, HEIGHT)
            roof.polygon(
                [
                    (x - wide * 0.58, base + 6),
                    (x - wide * 0.08, base - high),
                    (x + wide * 0.1, base - high),
                    (x + wide * 0.58, base + 6),
                ]
            )
            stack.box(x + wide * 0.2, base - high * 0.95, x + wide * 0.29, base - high * 0.3)
            stack.box(x + wide * 0.185, base - high * 1.0, x + wide * 0.305, base - high * 0.92)
            color = _WALLS[int(c.rng.integers(len(_WALLS)))]
            c.ink(wall, tone.local(scaled(color, 0.9), depth))
            c.ink(stack, tone.local(scaled(color, 0.7), depth))
            c.ink(
                roof,
                tone.local(mix(scaled(_TILE, float(c.rng.uniform(0.75, 1.1))), SNOW, snow), depth),
                grain="bark",
                rough=0.6,
            )
            panes += [(x + dx * wide, base + wide * 0.22, wide * 0.05, wide * 0.075) for dx in (-0.2, 0.2)]
    windows(c, panes, r)
    slope, ridge, tiles, stack = Pen(), Pen(), Pen(), Pen()
    brow, crest = HEIGHT * 0.86, HEIGHT * 0.82
    slope.polygon(
        [(-20, brow + 40), (WIDTH * 0.3, crest), (WIDTH + 20, brow), (WIDTH + 20, HEIGHT + 4), (-20, HEIGHT + 4)]
    )
    color = mix(scaled(_TILE, 0.8), SNOW, snow)
    c.ink_fading(
        slope, tone.local(color, 0.06), tone.local(scaled(color, 0.5), 0.02), crest, HEIGHT, volume=0.3, grain="bark"
    )
    for row in range(6):
        for k in range(36):
            x = (k + (row % 2) / 2) * 38 - 20
            y = crest + 26 + row * 25 + (WIDTH * 0.3 - x) * (0.17 if x < WIDTH * 0.3 else -0.05)
            tiles.line([(x, y), (x + 9, y + 9), (x + 26, y + 9), (x + 35, y)], 2)
    c.ink(tiles, tone.local(scaled(color, 0.4), 0.02), 0.7)
    ridge.line([(-20, brow + 38), (WIDTH * 0.3, crest - 2), (WIDTH + 20, brow - 2)], 11)
    c.ink(ridge, tone.local(scaled(color, 0.7), 0.04))
    stack.box(WIDTH * 0.8, HEIGHT * 0.6, WIDTH * 0.88, HEIGHT * 0.9)
    stack.box(WIDTH * 0.79, HEIGHT * 0.58, WIDTH * 0.89, HEIGHT * 0.62)
    c.ink(stack, tone.local((112, 80, 70), 0.04), grain="rock", rough=0.7)
    cast(WIDTH * 0.52, HEIGHT * 0.85, 128)


ALLEYS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"alley": alley, "rooftop": rooftop}
"""Compositions by the lexicon's ``motif``."""
