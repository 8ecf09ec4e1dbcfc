"""The little signs of an old map, drawn with a quill: peaks, trees, dunes, waves, clouds.

It must not choose where they stand. Each stands with its foot at (x, y) and is ``s`` pixels of the page high or so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from clients.local.painter_canvas import Pen, Point


class Quill:
    """Lines, what they enclose, and what is drawn in the second colour. What comes later stands in front."""

    def __init__(self, width: float = 2.0) -> None:
        self.width = width
        self.lines, self.fills, self.accents = Pen(), Pen(), Pen()

    def area(self, points: Sequence[Point], width: float | None = None) -> None:
        """An outline that hides what is behind it."""
        self.lines.polygon(points, ink=0)
        self.accents.polygon(points, ink=0)
        self.fills.polygon(points)
        self.lines.line([*points, points[0]], self.width if width is None else width)

    def stroke(self, *points: Point, width: float | None = None) -> None:
        """A line through points."""
        self.lines.line(points, self.width * 0.8 if width is None else width)

    def solid(self, points: Sequence[Point]) -> None:
        """A filled shape."""
        self.lines.polygon(points)

    def accent(self, points: Sequence[Point]) -> None:
        """A filled shape in the second colour."""
        self.accents.polygon(points)


Symbol = Callable[[Quill, float, float, float, np.random.Generator], None]


def arc(x: float, y: float, rx: float, ry: float, a0: float, a1: float, steps: int = 10) -> list[Point]:
    """A piece of an ellipse from angle ``a0`` to ``a1``."""
    return [
        (x + math.cos(a) * rx, y - math.sin(a) * ry) for a in (a0 + (a1 - a0) * k / steps for k in range(steps + 1))
    ]


def peak(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A mountain, hatched on its lee."""
    top, left, right = x + s * float(rng.uniform(-0.1, 0.1)), x - s * 0.62, x + s * 0.66
    shoulder = (x + s * 0.3, y - s * float(rng.uniform(0.4, 0.55)))
    q.area([(left, y), (x - s * 0.3, y - s * 0.48), (top, y - s), shoulder, (right, y)])
    for k in range(6):
        t = k / 6
        sx, sy = top + (shoulder[0] - top) * t * 1.3, y - s + (shoulder[1] - y + s) * t * 1.3
        q.stroke((sx, sy), (sx + s * 0.06, min(y, sy + s * (0.34 + 0.1 * t))), width=q.width * 0.7)
    q.stroke((top, y - s), (x - s * 0.08, y - s * 0.7), (x - s * 0.02, y - s * 0.5), (x - s * 0.14, y - s * 0.25))


def volcano(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A cone with its plume and its streams."""
    q.area([(x - s * 0.9, y), (x - s * 0.2, y - s), (x + s * 0.2, y - s), (x + s * 0.95, y)])
    for k in range(9):
        t = 0.1 + k * 0.1
        q.stroke((x + s * 0.2 + s * 0.7 * t, y - s + s * t), (x + s * 0.1 + s * 0.6 * t, y - s * 0.62 + s * 0.6 * t))
    for dx in (-0.3, 0.02, 0.32):
        q.accents.line(
            [(x + dx * s * 0.3, y - s), (x + dx * s * 0.7, y - s * 0.6), (x + dx * s, y - s * 0.1)], s * 0.05
        )
    for k in range(6):
        r = s * (0.13 + 0.05 * k)
        cloud_x, cloud_y = x + s * 0.09 * k, y - s * (1.12 + 0.15 * k)
        q.area(arc(cloud_x, cloud_y, r, r * 0.7, 0, math.tau, 14))


def hill(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A round top."""
    q.area(arc(x, y, s * 0.75, s * 0.5, math.pi, 0))
    for k in range(4):
        q.stroke((x + s * (0.3 + 0.1 * k), y - s * (0.34 - 0.09 * k)), (x + s * (0.34 + 0.09 * k), y - s * 0.04))


def fir(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A fir."""
    q.stroke((x, y), (x, y - s * 0.2))
    q.area([(x - s * 0.26, y - s * 0.16), (x, y - s), (x + s * 0.26, y - s * 0.16)])
    for t in (0.3, 0.46, 0.62):
        q.stroke((x, y - s * t), (x + s * 0.24 * (1 - t), y - s * (t - 0.1)), width=q.width * 0.7)


def oak(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A round-crowned tree."""
    q.stroke((x, y), (x, y - s * 0.4), width=q.width * 1.5)
    crown = [
        (
            x + math.cos(a) * s * (0.34 + 0.05 * math.sin(a * 7)),
            y - s * 0.66 - math.sin(a) * s * (0.32 + 0.04 * math.cos(a * 5)),
        )
        for a in (math.tau * k / 22 for k in range(22))
    ]
    q.area(crown)
    for k in range(3):
        q.stroke(
            *arc(x + s * 0.04, y - s * 0.62, s * (0.1 + 0.07 * k), s * (0.1 + 0.07 * k), -1.1, 0.4, 5),
            width=q.width * 0.7,
        )


def palm(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A palm."""
    q.stroke((x, y), (x + s * 0.06, y - s * 0.4), (x + s * 0.16, y - s * 0.8), width=q.width * 1.3)
    for a in (-0.2, 0.5, 1.3, 2.2, 3.0, 3.5):
        tip = (x + s * 0.16 + math.cos(a) * s * 0.36, y - s * 0.8 - math.sin(a) * s * 0.2 + s * 0.1)
        q.stroke(
            (x + s * 0.16, y - s * 0.8),
            (x + s * 0.16 + math.cos(a) * s * 0.2, y - s * 0.86 - math.sin(a) * s * 0.16),
            tip,
        )


def deadwood(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A bare tree."""
    q.stroke((x, y), (x, y - s * 0.5), (x + s * 0.1, y - s), width=q.width * 1.3)
    for t, side in ((0.4, -1), (0.55, 1), (0.7, -1)):
        q.stroke((x, y - s * t), (x + side * s * 0.26, y - s * (t + 0.22)), (x + side * s * 0.3, y - s * (t + 0.4)))


def tuft(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """Grass."""
    for dx in (-0.3, -0.12, 0.08, 0.3):
        q.stroke((x + dx * s * 0.5, y), (x + dx * s, y - s * (0.5 - abs(dx) * 0.5)), width=q.width * 0.8)


def reed(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """Reeds over a line of water."""
    for dx in (-0.2, 0.0, 0.22):
        q.stroke((x + dx * s * 0.6, y), (x + dx * s, y - s * (0.8 - abs(dx))))
        q.stroke((x + dx * s, y - s * (0.6 - abs(dx))), (x + dx * s, y - s * (0.8 - abs(dx))), width=q.width * 2.4)
    for k in range(3):
        q.stroke(
            (x - s * (0.6 - 0.14 * k), y + s * 0.12 * k),
            (x + s * (0.6 - 0.14 * k), y + s * 0.12 * k),
            width=q.width * 0.7,
        )


def dune(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A crescent of sand."""
    q.stroke(*arc(x, y, s * 0.9, s * 0.34, math.pi, 0.2), width=q.width)
    q.stroke(*arc(x + s * 0.1, y, s * 0.55, s * 0.22, 2.6, 0.1), width=q.width * 0.6)
    for k in range(5):
        q.lines.ellipse(x + s * (-0.4 + 0.22 * k), y + s * (0.1 + 0.05 * (k % 2)), q.width * 0.7)


def wave(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """Water."""
    q.stroke(
        *[(x + s * (t - 0.5), y - math.sin(t * math.tau * 1.5) * s * 0.1) for t in (k / 14 for k in range(15))],
        width=q.width * 0.8,
    )


def shard(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """Ice."""
    q.area(
        [
            (x - s * 0.4, y),
            (x - s * 0.2, y - s * 0.6),
            (x + s * 0.05, y - s * 0.8),
            (x + s * 0.3, y - s * 0.3),
            (x + s * 0.42, y),
        ]
    )
    q.stroke((x + s * 0.05, y - s * 0.8), (x, y - s * 0.3), (x + s * 0.1, y))


def cloud(q: Quill, x: float, y: float, s: float, rng: np.random.Generator) -> None:
    """A curled cloud."""
    q.area(
        [
            *arc(x - s * 0.5, y - s * 0.1, s * 0.26, s * 0.2, math.pi * 1.3, math.pi * 0.4),
            *arc(x - s * 0.08, y - s * 0.26, s * 0.36, s * 0.3, math.pi * 0.9, math.pi * 0.15),
            *arc(x + s * 0.48, y - s * 0.1, s * 0.28, s * 0.2, math.pi * 0.6, -math.pi * 0.4),
        ]
    )
    q.stroke(*arc(x - s * 0.04, y - s * 0.22, s * 0.14, s * 0.12, -0.6, 3.6))
