"""Magic and fire: what they look like and how far they light what is about them.

It must not choose where they are.
"""

from __future__ import annotations

import math

import numpy as np

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix
from clients.local.painter_sky import bolt

GLOWS: dict[str, Rgb] = {
    "fire": (255, 140, 50),
    "magic": (120, 130, 255),
    "ice": (120, 220, 255),
    "holy": (255, 236, 160),
    "poison": (110, 230, 90),
    "lightning": (190, 200, 255),
    "gold": (255, 206, 90),
}
"""By the lexicon's ``glow``."""


def breath(canvas: Canvas, x: float, ground: float, height: float, facing: int) -> None:
    """Fire out of a dragon's jaws."""
    sx, sy = x + 0.54 * height * facing, ground - 0.6 * height
    for t in np.linspace(0.05, 1, 9).tolist():
        px = sx + facing * t * height * 0.8
        py = sy + t * t * height * 0.5
        canvas.glow(px, py, height * (0.07 + 0.24 * t), (255, 120, 30), 0.9)
    pen, core = Pen(), Pen()
    for target, width in ((pen, 0.15), (core, 0.07)):
        edge = [(sx, sy)]
        for sign in (-1, 1):
            rng = [float(canvas.rng.uniform(0.7, 1.3)) for _ in range(9)]
            side = [
                (sx + facing * t * height * 0.78, sy + t * t * height * 0.5 + sign * t * height * width * rng[k])
                for k, t in enumerate(np.linspace(0.1, 1, 9).tolist())
            ]
            edge += side if sign < 0 else side[::-1]
        target.polygon(edge)
    canvas.ink(pen, (255, 138, 40), 0.8)
    canvas.ink(core, (255, 236, 170), 0.9)


def magic(canvas: Canvas, motif: str, x: float, ground: float, person: float, color: Rgb) -> None:
    """A spell's light, and what it lights."""
    y = ground - person * 0.9
    bright = mix(color, (255, 255, 255), 0.65)
    match motif:
        case "portal":
            canvas.glow(x, y, person * 2.6, color)
            for r, share in ((0.86, 0.25), (0.74, 0.55), (0.6, 0.95)):
                ring = Pen()
                ring.ellipse(x, y, person * r * 0.72, person * r)
                ring.ellipse(x, y, person * (r - 0.07) * 0.72, person * (r - 0.07), ink=0)
                canvas.ink(ring, bright, share)
            canvas.glow(x, y, person * 0.75, bright, 0.8)
        case "circle":
            canvas.glow(x, ground, person * 2.4, color, 1.0, flat=0.4)
            ring = Pen()
            for r in (1.5, 1.15):
                ring.ellipse(x, ground, person * r, person * r * 0.25)
                ring.ellipse(x, ground, person * (r - 0.045), person * (r - 0.045) * 0.25, ink=0)
            for i in range(10):
                a, b = math.tau * i / 10, math.tau * (i + 3) / 10
                ring.line(
                    [
                        (x + math.cos(a) * person * 1.15, ground + math.sin(a) * person * 0.29),
                        (x + math.cos(b) * person * 1.15, ground + math.sin(b) * person * 0.29),
                    ],
                    2,
                )
            canvas.ink(ring, bright, 0.9)
        case "bolt":
            canvas.glow(x, ground - 10, person * 2.2, color, 0.9, flat=0.6)
            bolt(canvas, x - 90, -10, x, ground, 7, bright)
        case "beam":
            canvas.glow(x, y, person * 2, color)
            bolt(canvas, x - person * 3, y + 10, x + person * 3, y - 30, 5, bright)
        case "dome":
            pen = Pen()
            pen.ellipse(x, ground, person * 1.5, person * 1.6)
            pen.box(0, ground, WIDTH, HEIGHT, ink=0)
            canvas.ink(pen, bright, 0.22)
            canvas.glow(x, ground - person, person * 2.2, color, 0.6)
        case "burst" | "breath":
            canvas.glow(x, y, person * 3.6, color)
            spikes = Pen()
            for i in range(26):
                angle = math.tau * i / 26
                far = person * float(canvas.rng.uniform(0.5, 1.25))
                spikes.polygon(
                    [
                        (x + math.cos(angle - 0.12) * person * 0.3, y + math.sin(angle - 0.12) * person * 0.3),
                        (x + math.cos(angle) * far, y + math.sin(angle) * far),
                        (x + math.cos(angle + 0.12) * person * 0.3, y + math.sin(angle + 0.12) * person * 0.3),
                    ]
                )
            spikes.ellipse(x, y, person * 0.46)
            canvas.ink(spikes, color, 0.85)
            canvas.glow(x, y, person * 0.9, bright)
        case _:
            canvas.glow(x, y, person * 2.6, color)
            canvas.glow(x, y, person * 0.8, bright)
    sparks = Pen()
    for _ in range(46):
        angle, far = float(canvas.rng.uniform(0, math.tau)), person * float(canvas.rng.uniform(0.3, 2.2))
        sparks.ellipse(x + math.cos(angle) * far, y + math.sin(angle) * far * 0.8, float(canvas.rng.uniform(1, 3)))
    canvas.ink(sparks, bright, 0.85)


def fire(canvas: Canvas, x: float, ground: float, height: float, *, reach: float = 6.0) -> None:
    """Flames on the ground and their light about them."""
    canvas.glow(x, ground - height * 0.4, height * reach, (255, 130, 44), 0.75)
    canvas.glow(x, ground, height * reach * 0.8, (255, 120, 40), 0.6, flat=0.3)
    for share, color in ((1.0, (244, 98, 24)), (0.66, (255, 168, 52)), (0.36, (255, 236, 168))):
        pen = Pen()
        for dx in (-0.24, 0.0, 0.22):
            w, h = height * 0.2 * share, height * share * float(canvas.rng.uniform(0.7, 1.1))
            bx = x + dx * height * share
            pen.polygon(
                [
                    (bx - w, ground),
                    (bx - w * 0.8, ground - h * 0.4),
                    (bx + w * float(canvas.rng.uniform(-0.4, 0.4)), ground - h),
                    (bx + w * 0.9, ground - h * 0.35),
                    (bx + w, ground),
                ]
            )
        canvas.ink(pen, color)
