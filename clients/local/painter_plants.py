"""Trees, reeds and grass as silhouettes, and water: what several landscapes share.

It must not compose a picture.
"""

from __future__ import annotations

import math

import numpy as np

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_recipe import Recipe


def conifer(pen: Pen, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    """A fir of height ``h`` standing at (x, y)."""
    lean = float(rng.uniform(-0.02, 0.02)) * h
    pen.polygon([(x - h * 0.02, y), (x + h * 0.02, y), (x + lean, y - h)])
    tiers = 7
    for tier in range(tiers):
        t = tier / tiers
        base = y - h * (0.1 + 0.82 * t)
        half = h * 0.19 * (1 - t) ** 0.85 * float(rng.uniform(0.85, 1.15)) + h * 0.018
        mid = x + lean * t
        pen.polygon(
            [
                (mid - half, base),
                (mid - half * 0.3, base - h * 0.03),
                (mid + lean * 0.1, base - h * 0.21),
                (mid + half * 0.3, base - h * 0.03),
                (mid + half, base),
            ]
        )


def leafy(pen: Pen, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    """A round-crowned tree."""
    pen.polygon([(x - h * 0.05, y), (x + h * 0.05, y), (x + h * 0.02, y - h * 0.5), (x - h * 0.02, y - h * 0.5)])
    pen.line([(x, y - h * 0.35), (x + h * 0.14, y - h * 0.56)], h * 0.025)
    pen.line([(x, y - h * 0.38), (x - h * 0.15, y - h * 0.58)], h * 0.025)
    for _ in range(16):
        angle, far = float(rng.uniform(0, math.tau)), float(rng.uniform(0, 1)) ** 0.6
        r = h * float(rng.uniform(0.08, 0.15))
        pen.ellipse(x + math.cos(angle) * far * h * 0.28, y - h * 0.7 + math.sin(angle) * far * h * 0.2, r, r * 0.82)


def bare(pen: Pen, x: float, y: float, h: float, rng: np.random.Generator, *, bend: float = 0.0) -> None:
    """A dead tree with crooked boughs."""

    def grow(x0: float, y0: float, length: float, angle: float, width: float, depth: int) -> None:
        middle = angle + float(rng.uniform(-0.25, 0.25))
        x1, y1 = x0 + math.cos(middle) * length * 0.55, y0 - math.sin(middle) * length * 0.55
        x2, y2 = x1 + math.cos(angle) * length * 0.5, y1 - math.sin(angle) * length * 0.5
        pen.line([(x0, y0), (x1, y1)], width)
        pen.line([(x1, y1), (x2, y2)], width * 0.8)
        if depth == 0 or width < 0.7:
            return
        for _ in range(2 if depth < 3 else 3):
            turn = float(rng.uniform(0.3, 0.85)) * (-1 if rng.random() < 0.5 else 1)
            grow(x2, y2, length * float(rng.uniform(0.55, 0.75)), angle + turn, width * 0.6, depth - 1)

    pen.polygon([(x - h * 0.07, y), (x + h * 0.07, y), (x + h * 0.02, y - h * 0.2), (x - h * 0.02, y - h * 0.2)])
    grow(x, y - h * 0.05, h * 0.36, math.pi / 2 + bend, h * 0.05, 4 if h > 330 else 3)


def palm(pen: Pen, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    """A leaning palm."""
    lean = float(rng.uniform(-0.3, 0.3)) * h
    points = [(x + lean * t * t, y - h * t) for t in (0, 0.25, 0.5, 0.75, 1.0)]
    for a, b, w in zip(points, points[1:], (0.05, 0.042, 0.035, 0.03), strict=False):
        pen.line([a, b], h * w)
    top = points[-1]
    for i in range(8):
        angle = math.tau * i / 8 + float(rng.uniform(-0.2, 0.2))
        dx, dy = math.cos(angle) * h * 0.36, math.sin(angle) * h * 0.16
        pen.polygon(
            [
                top,
                (top[0] + dx * 0.5, top[1] + dy * 0.5 - h * 0.13),
                (top[0] + dx, top[1] + dy + h * 0.06),
                (top[0] + dx * 0.5, top[1] + dy * 0.5 - h * 0.06),
            ]
        )


def trunk(pen: Pen, x: float, y: float, width: float, rng: np.random.Generator) -> None:
    """A trunk that leaves the picture at its top."""
    lean = float(rng.uniform(-0.06, 0.06)) * HEIGHT
    pen.polygon(
        [
            (x - width * 1.25, y),
            (x - width * 0.55, y - width * 1.3),
            (x - width * 0.42 + lean, -10),
            (x + width * 0.42 + lean, -10),
            (x + width * 0.55, y - width * 1.3),
            (x + width * 1.25, y),
        ]
    )
    for _ in range(3):
        at = float(rng.uniform(0.12, 0.62))
        side = -1 if rng.random() < 0.5 else 1
        bx, by = x + lean * (1 - at), y * at
        reach = width * float(rng.uniform(2, 4.6))
        pen.line(
            [(bx, by), (bx + side * reach * 0.5, by - reach * 0.18), (bx + side * reach, by - reach * 0.55)],
            width * 0.2,
        )


def canopy(canvas: Canvas, pen: Pen, y: float, depth: float) -> None:
    """Leaves that hang into the picture from above, down to about ``y``."""
    line = canvas.ridge(y, depth, bumps=9, rough=0.72)
    pen.polygon(
        [(0, -5), *((float(x), float(line[x])) for x in range(0, WIDTH, 5)), (WIDTH, float(line[-1])), (WIDTH, -5)]
    )


def bush(pen: Pen, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    """A low shrub."""
    for _ in range(7):
        r = h * float(rng.uniform(0.3, 0.5))
        pen.ellipse(x + float(rng.uniform(-0.7, 0.7)) * h, y - float(rng.uniform(0.1, 0.6)) * h, r, r * 0.85)


def ferns(canvas: Canvas, pen: Pen, y: float, h: float, count: int) -> None:
    """Fronds that arch out of tufts along the lower edge."""
    rng = canvas.rng
    for _ in range(count):
        x = float(rng.uniform(0, WIDTH))
        for _ in range(7):
            reach, tall = float(rng.uniform(-1, 1)) * h * 1.2, h * float(rng.uniform(0.6, 1.1))
            bow = [(x, y), (x + reach * 0.4, y - tall * 0.9), (x + reach * 0.8, y - tall), (x + reach, y - tall * 0.7)]
            pen.line(bow, h * 0.04)
            for t in range(1, 4):
                bx, by = bow[t]
                pen.line([(bx, by), (bx - h * 0.12, by + h * 0.16)], h * 0.035)
                pen.line([(bx, by), (bx + h * 0.12, by + h * 0.16)], h * 0.035)


def grass(canvas: Canvas, pen: Pen, y: float, h: float, count: int) -> None:
    """Blades along the lower edge of what is in front, rooted about ``y``."""
    rng = canvas.rng
    for _ in range(count):
        x, base = float(rng.uniform(-10, WIDTH + 10)), y + float(rng.uniform(0, h * 0.6))
        tall, lean = h * float(rng.uniform(0.4, 1.1)), float(rng.uniform(-0.5, 0.5)) * h
        pen.polygon(
            [(x - h * 0.05, base), (x + h * 0.05, base), (x + lean * 0.4, base - tall * 0.6), (x + lean, base - tall)]
        )


def reeds(canvas: Canvas, pen: Pen, y: float, h: float, count: int) -> None:
    """Reeds with their heads, in tufts."""
    rng = canvas.rng
    for _ in range(count // 9):
        tuft = float(rng.uniform(0, WIDTH))
        for _ in range(9):
            x = tuft + float(rng.normal(0, h * 0.3))
            tall, lean = h * float(rng.uniform(0.5, 1.1)), float(rng.uniform(-0.12, 0.12)) * h
            pen.line([(x, y + h * 0.2), (x + lean, y - tall)], max(1.0, h * 0.018))
            pen.line([(x + lean * 0.82, y - tall * 0.84), (x + lean, y - tall)], max(2.0, h * 0.05))


def water(
    canvas: Canvas, recipe: Recipe, y0: float, *, sun_x: float, color: Rgb = (36, 84, 104), y1: float = HEIGHT
) -> None:
    """Water from ``y0`` down to ``y1``: it mirrors the sky, and its light lies in a broken path below ``sun_x``."""
    tone = recipe.palette
    far = mix(tone.horizon, tone.local(color, 0), 0.3)
    near = mix(tone.local(color, 0), tone.zenith, 0.35)
    top, bottom = round(y0), min(HEIGHT, round(y1))
    if bottom <= top:
        return
    strip = Pen()
    strip.box(0, top, WIDTH, bottom)
    canvas.ink_fading(strip, far, near, top, bottom, grain="streak", rough=0.45)
    shade, light = Pen(), Pen()
    rng = canvas.rng
    count = 420
    depths = rng.random(count) ** 1.7
    xs, shown = rng.uniform(0, WIDTH, count), rng.random(count)
    for t, x, u in zip(depths.tolist(), xs.tolist(), shown.tolist(), strict=True):
        y = top + (bottom - top) * t
        half = 6 + 60 * t * (0.4 + u)
        thick = 0.8 + 2.6 * t
        shade.ellipse(x, y, half, thick, ink=int(30 + 60 * t))
        spread = 40 + 260 * t
        if u < 0.62:
            gx = sun_x + (u / 0.62 - 0.5) * 2 * spread
            light.ellipse(gx, y, half * 0.6, thick * 0.9, ink=int(210 - 90 * t))
    canvas.ink(shade, scaled(near, 0.6), outlined=False)
    canvas.ink(light, mix(tone.horizon, tone.key, 0.7), outlined=False)
