"""Flames: on the ground, on a hearth, out of a dragon's jaws, and how far they light what is about them.

It must not choose where they burn.
"""

from __future__ import annotations

import math

from clients.local.painter_canvas import Canvas, Pen, Rgb
from clients.local.painter_figure import shine
from clients.local.painter_stencil import Stencil

_FLAMES: tuple[tuple[float, Rgb], ...] = (
    (1.0, (226, 78, 20)),
    (0.76, (255, 134, 36)),
    (0.5, (255, 196, 84)),
    (0.28, (255, 244, 200)),
)
"""How much of a flame each colour fills."""


def fire(canvas: Canvas, x: float, ground: float, height: float, *, reach: float = 6.0) -> None:
    """Flames on the ground, ``height`` pixels tall, and their light up to ``reach`` heights away."""
    canvas.glow(x, ground - height * 0.4, height * reach * 0.8, (255, 130, 44), 0.55, lights=0)
    canvas.glow(x, ground, height * reach * 0.7, (255, 120, 40), 0.4, flat=0.3, lights=0)
    canvas.lamp(x, ground - height * 0.5, height * reach, (255, 150, 70), 0.8)
    s = Stencil(x, ground, height)
    tongues = [
        (dx, float(canvas.rng.uniform(0.7, 1.05)) * tall, float(canvas.rng.uniform(-0.1, 0.1)))
        for dx, tall in ((-0.3, 0.62), (0.3, 0.66), (-0.12, 0.9), (0.14, 1.0))
    ]
    for share, color in _FLAMES:
        for dx, tall, lean in tongues:
            w, h, at = 0.2 * share, tall * share, dx * (0.4 + 0.6 * share)
            s.form(
                color,
                (at - w, 0.03), (at - w * 1.1, h * 0.3), (at - w * 0.3, h * 0.6), (at + lean, h), (at + lean, h),
                (at + w * 0.3, h * 0.62), (at + w * 1.1, h * 0.28), (at + w, 0.03), (at, -0.03),
            )  # fmt: skip
    shine(canvas, s)
    embers = Pen()
    for _ in range(12):
        a = float(canvas.rng.uniform(-0.5, 0.5))
        far = height * float(canvas.rng.uniform(0.9, 2.2))
        embers.ellipse(x + math.sin(a) * far, ground - math.cos(a) * far, float(canvas.rng.uniform(1.0, 2.4)))
    canvas.ink(embers, (255, 190, 90), 0.84)


def breath(canvas: Canvas, x: float, y: float, height: float, facing: int) -> None:
    """Fire from jaws at (x, y), of a dragon ``height`` pixels tall, down toward the ground before it."""
    far, down = 0.95 * height, 0.62 * height
    for t in (0.25, 0.55, 0.85):
        canvas.glow(x + facing * t * far, y + t * t * down, height * (0.1 + 0.32 * t), (255, 120, 30), 0.55, lights=0)
    canvas.lamp(x + facing * far * 0.7, y + down * 0.6, height * 1.5, (255, 140, 60), 1.2)
    s = Stencil(x, y, height, facing)
    lumps = [(t / 11, float(canvas.rng.uniform(-1, 1)), float(canvas.rng.uniform(0.8, 1.25))) for t in range(1, 12)]
    for share, color in _FLAMES:
        s.tube(color, *((t * 0.95, -t * t * 0.62, (0.015 + 0.24 * t) * share) for t, _, _ in lumps[::2]))
        for t, side, size in lumps:
            r = (0.01 + 0.12 * t) * share * size
            s.blob(color, t * 0.95 - 0.08 * side * t, -t * t * 0.62 + side * 0.09 * t * share, r)
    shine(canvas, s)
