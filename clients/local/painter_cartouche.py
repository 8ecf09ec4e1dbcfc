"""What every map has: its colours, its graduated border, a compass rose, the sign of the hour and of the weather.

It must not draw the place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from clients.local import painter_landmarks as built
from clients.local import painter_symbols as signs
from clients.local.painter_canvas import AIR, HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_plate import mask, noise
from clients.local.painter_recipe import Recipe
from clients.local.painter_symbols import Quill


@dataclass(frozen=True, slots=True)
class Colors:
    """What a map is drawn with."""

    paper: Rgb
    ink: Rgb
    accent: Rgb
    water: Rgb


DAY = Colors((226, 206, 164), (68, 46, 32), (170, 48, 36), (156, 178, 168))
DUSK = Colors((206, 162, 118), (62, 34, 30), (158, 34, 30), (150, 132, 122))
NIGHT = Colors((24, 34, 62), (222, 196, 134), (240, 116, 72), (14, 22, 44))


def put(c: Canvas, pen: Pen, color: Rgb, opacity: float = 1.0) -> None:
    """Lay flat colour."""
    c.ink(pen, color, opacity, volume=0, grain=None)


def drawn(c: Canvas, quill: Quill, colors: Colors) -> None:
    """Put all that a quill drew on the map."""
    put(c, quill.fills, mix(colors.paper, (255, 250, 230) if colors is not NIGHT else (60, 74, 120), 0.2))
    put(c, quill.accents, colors.accent)
    put(c, quill.lines, colors.ink)


def _round(x: float, y: float, r: float, angle: float) -> tuple[float, float]:
    return (x + math.cos(angle) * r, y + math.sin(angle) * r)


def hour(c: Canvas, asked: Recipe, colors: Colors) -> None:
    """Sun or moon in a corner, and the weather's sign in the other."""
    quill = Quill(2.4)
    x, y, r = 150.0, 132.0, 34.0
    if asked.indoors and asked.light == "torchlight":
        built.fire(quill, x, y + 30, 64, c.rng)
    elif asked.palette.dark:
        outer = [(x + math.cos(a) * r, y + math.sin(a) * r) for a in (math.tau * k / 30 for k in range(30))]
        quill.area(outer)
        quill.accents.polygon(outer)
        quill.accents.ellipse(x + r * 0.5, y - r * 0.2, r * 0.86, ink=0)
    else:
        for k in range(16):
            a, far = math.tau * k / 16, r * (1.75 if k % 2 else 1.45)
            quill.accent([_round(x, y, r * 1.1, a - 0.13), _round(x, y, far, a), _round(x, y, r * 1.1, a + 0.13)])
        quill.area([(x + math.cos(a) * r, y + math.sin(a) * r) for a in (math.tau * k / 30 for k in range(30))])
        if asked.light != "day":
            # Half of it is under the skyline.
            for pen in (quill.lines, quill.accents, quill.fills):
                pen.box(x - 80, y + 8, x + 80, y + 80, ink=0)
            quill.stroke((x - 78, y + 8), (x + 78, y + 8))
            quill.stroke((x - 56, y + 18), (x + 56, y + 18))
    if asked.weather not in ("clear", "wind") and not asked.indoors:
        for k in range(3):
            signs.cloud(quill, x + 170 + 150 * k, y + 14 * (k % 2), 74, c.rng)
            for j in range(6):
                fx, fy = x + 120 + 150 * k + j * 20, y + 26 + 14 * (k % 2) + 9 * (j % 2)
                match asked.weather:
                    case "snow":
                        quill.lines.ellipse(fx, fy + 6, 3.4)
                    case "rain" | "storm":
                        quill.stroke((fx, fy), (fx - 9, fy + 28))
                    case "fog" | "sandstorm" | "ash":
                        quill.stroke((fx - 12, fy), (fx + 16, fy))
                    case _:
                        pass
            if asked.weather == "storm":
                bx, by = x + 170 + 150 * k, y + 14 * (k % 2)
                jagged = ((0, 0), (-16, 42), (-2, 38), (-12, 80), (18, 28), (4, 30))
                quill.accent([(bx + dx, by + dy) for dx, dy in jagged])
    drawn(c, quill, colors)


def frame(c: Canvas, colors: Colors) -> None:
    """A graduated border, a compass rose, a scale."""
    quill = Quill(2.2)
    for inset in (18, 24, 40, 44):
        quill.stroke(
            (inset, inset),
            (WIDTH - inset, inset),
            (WIDTH - inset, HEIGHT - inset),
            (inset, HEIGHT - inset),
            (inset, inset),
        )
    for k in range(0, 31, 2):
        x0, x1 = 40 + 40 * k * 0.967, 40 + 40 * (k + 1) * 0.967
        for y in (24, HEIGHT - 40):
            quill.solid([(x0, y), (x1, y), (x1, y + 16), (x0, y + 16)])
    for k in range(0, 16, 2):
        y0, y1 = 40 + 40 * k, 40 + 40 * (k + 1)
        for x in (24, WIDTH - 40):
            quill.solid([(x, y0), (x + 16, y0), (x + 16, y1), (x, y1)])
    x, y, r = WIDTH - 134.0, HEIGHT - 134.0, 66.0
    quill.area([_round(x, y, r * 1.14, math.tau * k / 40) for k in range(40)])
    quill.lines.ellipse(x, y, r * 1.08)
    quill.lines.ellipse(x, y, r * 1.06, ink=0)
    for k in range(32):
        a = math.tau * k / 32
        quill.stroke(
            (x + math.cos(a) * r * 0.62, y + math.sin(a) * r * 0.62),
            (x + math.cos(a) * r * 0.7, y + math.sin(a) * r * 0.7),
        )
    for k in range(8):
        a = math.tau * k / 8
        far = r * (1.0 if k % 2 == 0 else 0.66)
        tip = (x + math.cos(a) * far, y + math.sin(a) * far)
        left = (x + math.cos(a - 0.39) * r * 0.24, y + math.sin(a - 0.39) * r * 0.24)
        right = (x + math.cos(a + 0.39) * r * 0.24, y + math.sin(a + 0.39) * r * 0.24)
        quill.area([(x, y), left, tip, right])
        quill.solid([(x, y), left, tip])
    quill.accent([(x, y - r * 1.22), (x - 8, y - r * 1.02), (x + 8, y - r * 1.02)])
    for k in range(5):
        if k % 2 == 0:
            x0, x1 = 90 + 36 * k, 126 + 36 * k
            quill.solid([(x0, HEIGHT - 78), (x1, HEIGHT - 78), (x1, HEIGHT - 70), (x0, HEIGHT - 70)])
    quill.stroke((90, HEIGHT - 70), (270, HEIGHT - 70))
    quill.stroke((90, HEIGHT - 78), (270, HEIGHT - 78))
    drawn(c, quill, colors)
    u = np.linspace(-1, 1, AIR[0], dtype=np.float32)[None, :]
    v = np.linspace(-1, 1, AIR[1], dtype=np.float32)[:, None]
    stain = u**6 * 0.5 + v**6 * 0.5 + c.noise(6, 4, octaves=4) * 0.12
    c.veil(scaled(colors.paper, 0.38), np.clip(stain, 0, 0.6))
    c.image = Image.composite(
        c.image, c.image.point([round(v * 0.93) for v in range(256)] * 3), mask(0.5 + noise("paper", c.rng, c.size))
    )
