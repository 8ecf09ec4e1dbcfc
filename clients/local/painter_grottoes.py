"""Caves with a light of their own: crystals and mushrooms.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Point, Rgb, mix, scaled
from clients.local.painter_caves import cavern
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe


def crystal(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Spars with a light of their own."""
    stone: Rgb = (78, 76, 110)
    fx = cavern(c, r, stone, (90, 150, 255), (44, 62, 120))
    hues: tuple[Rgb, ...] = ((120, 200, 255), (190, 130, 255), (120, 255, 220))
    first = int(c.rng.integers(3))
    spots = [(x, 0.76, 150) for x in (0.06, 0.2, 0.8, 0.95)] + [(0.13, 0.9, 290), (0.88, 0.92, 320), (0.3, 0.98, 150)]
    hanging = [(x, 0.0, -150.0) for x in (0.1, 0.24, 0.7, 0.9)]
    for place, y, tall in (*hanging, *spots):
        x = WIDTH * (place + float(c.rng.uniform(-0.03, 0.03)))
        hue = hues[first if c.rng.random() < 0.7 else (first + 1) % 3]
        _cluster(c, (x, HEIGHT * y), tall * float(c.rng.uniform(0.7, 1.1)), hue, scaled(stone, 0.24))
    cast(fx, HEIGHT * 0.85, 145)


def _cluster(c: Canvas, foot: Point, tall: float, hue: Rgb, stone: Rgb) -> None:
    """Spars that fan out of one root, ``tall`` pixels high, or hanging where that is negative; ``stone`` holds them."""
    x, y = foot
    size, sign = abs(tall), 1 if tall > 0 else -1
    c.glow(x, y - tall * 0.45, size * 1.25, scaled(hue, 0.42), lights=0.9)
    offsets = sorted((float(c.rng.uniform(-1, 1)) for _ in range(5)), key=lambda off: -abs(off))
    edges = Pen()
    for off in (*offsets, float(c.rng.uniform(-0.12, 0.12))):
        h = tall * (1 - 0.62 * abs(off)) * float(c.rng.uniform(0.8, 1.05))
        root, lean, w = x + off * size * 0.3, off * abs(h) * 0.6, size * 0.082 * float(c.rng.uniform(0.8, 1.2))
        shoulder = y - h * 0.84
        body, face = Pen(), Pen()
        tip, left, right = (root + lean, y - h), root + lean * 0.84 - w, root + lean * 0.84 + w
        fold = (left + w * 0.8, shoulder + h * 0.03)
        body.polygon([(root - w * 0.8, y), (left, shoulder), tip, (right, shoulder), (root + w * 0.8, y)])
        face.polygon([(root - w * 0.8, y), (left, shoulder), tip, fold, (root, y)])
        edges.line([tip, fold], 2)
        c.ink(body, scaled(hue, 0.55))
        c.ink(face, mix(hue, (255, 255, 255), 0.3), volume=0, grain=None)
    c.ink(edges, mix(hue, (255, 255, 255), 0.75), 0.8, outlined=False)
    mound = Pen()
    turns = [math.pi * k / 8 for k in range(9)]
    rough = [float(c.rng.uniform(0.75, 1.2)) for _ in turns]
    mound.polygon(
        [
            (x + math.cos(a) * size * 0.5 * part, y + sign * (8 - math.sin(a) * size * 0.13 * part))
            for a, part in zip(turns, rough, strict=True)
        ]
    )
    c.ink(mound, stone, grain="rock")


def mushrooms(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Mushrooms as tall as trees, glowing from below."""
    stone: Rgb = (84, 80, 96)
    fx = cavern(c, r, stone, (96, 200, 190), (40, 76, 96))
    hues: tuple[Rgb, ...] = ((110, 230, 210), (200, 130, 240), (250, 150, 120))
    first = int(c.rng.integers(3))
    spots = (
        (0.07, 0.8, 250),
        (0.94, 0.8, 230),
        (0.24, 0.79, 150),
        (0.79, 0.8, 170),
        (0.36, 0.83, 70),
        (0.69, 0.85, 80),
        (0.14, 0.95, 360),
        (0.9, 0.97, 400),
        (0.28, 0.98, 110),
        (0.75, 0.99, 120),
        (0.03, 0.99, 150),
    )
    for place, y, tall in spots:
        x = WIDTH * (place + float(c.rng.uniform(-0.02, 0.02)))
        if abs(x - fx) > 110 or tall < 130:
            hue = hues[first if c.rng.random() < 0.7 else (first + 1) % 3]
            _mushroom(c, (x, HEIGHT * y), tall * float(c.rng.uniform(0.85, 1.15)), hue)
    spores = Pen()
    for _ in range(70):
        at = float(c.rng.uniform(0, WIDTH)), HEIGHT * float(c.rng.uniform(0.1, 0.95))
        spores.ellipse(*at, float(c.rng.uniform(1, 2.6)))
    c.ink(spores, mix(hues[first], (255, 255, 255), 0.4), 0.8, outlined=False)
    cast(fx, HEIGHT * 0.86, 140)


def _mushroom(c: Canvas, foot: Point, tall: float, hue: Rgb) -> None:
    """Its foot, how tall it is in pixels, and the colour that it glows in."""
    x, y = foot
    wide, lean = tall * float(c.rng.uniform(0.38, 0.5)), float(c.rng.uniform(-0.12, 0.12)) * tall
    stem, gills, cap, dots = Pen(), Pen(), Pen(), Pen()
    top, middle = y - tall, x + lean
    stem.polygon(
        [(x - tall * 0.075, y), (middle - tall * 0.045, top), (middle + tall * 0.045, top), (x + tall * 0.075, y)]
    )
    gills.ellipse(middle, top + wide * 0.04, wide * 0.94, wide * 0.2)
    turns = [math.pi * k / 14 for k in range(15)]
    arch = [(middle + math.cos(a) * wide, top - math.sin(a) * wide * 0.72) for a in turns]
    hem = [(middle + wide * part, top - wide * rise) for part, rise in ((-0.5, 0.08), (0, 0.12), (0.5, 0.08))]
    cap.polygon([*arch, *hem])
    for k in range(6):
        angle, near = math.pi * (0.18 + 0.64 * (k * 0.618 % 1)), 0.45 + 0.4 * (k * 0.382 % 1)
        dot = middle + math.cos(angle) * wide * near, top - math.sin(angle) * wide * 0.62 * near - wide * 0.06
        dots.ellipse(*dot, wide * 0.07, wide * 0.055)
    c.glow(middle, top + tall * 0.1, wide * 2.1, scaled(hue, 0.42), lights=0.9)
    c.ink_fading(stem, mix(hue, (255, 255, 255), 0.5), scaled(mix(hue, (230, 220, 210), 0.5), 0.35), top, y, volume=1)
    c.ink(gills, mix(hue, (255, 255, 255), 0.45), volume=0)
    c.ink(cap, scaled(hue, 0.62), volume=1)
    mound = Pen()
    mound.ellipse(x, y + tall * 0.02, tall * 0.22, tall * 0.035)
    mound.ellipse(x - tall * 0.1, y + tall * 0.03, tall * 0.13, tall * 0.03)
    c.ink(mound, scaled(mix(hue, (40, 40, 46), 0.86), 0.5), grain="rock")
    c.ink(dots, mix(hue, (255, 255, 255), 0.6), outlined=False)


GROTTOES: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"crystal": crystal, "mushrooms": mushrooms}
"""Compositions by the lexicon's ``motif``."""
