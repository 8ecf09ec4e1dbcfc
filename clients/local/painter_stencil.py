"""A stencil: one figure as coloured shapes in units of its own height, at a place, a size and a facing.

It must not light the figure nor put it on a canvas. Feet at (0, 0), y upward, looking to the right.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from clients.local.painter_canvas import Point, Rgb, scaled

Joint: TypeAlias = tuple[float, float, float]
"""A point of a limb and how thick it is there."""

_SMOOTH = 5
"""Points between two of a smooth outline."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A polygon in page pixels, or an ellipse by its two corners; ``color`` None cuts a hole."""

    points: tuple[Point, ...]
    color: Rgb | None
    round: bool = False


@dataclass(frozen=True, slots=True)
class Glow:
    """Light of ``radius`` page pixels about a point; ``core`` is how much of it is a bright middle, in pixels."""

    x: float
    y: float
    radius: float
    color: Rgb
    core: float = 0.0
    lamp: bool = False
    """Whether it lights what is about it."""


class Stencil:
    """Collects the pieces of one figure, from what is farthest to what is nearest."""

    def __init__(self, x: float, y: float, height: float, facing: int = 1) -> None:
        self.x, self.y, self.height, self.facing = x, y, height, facing
        self.pieces: list[Piece] = []
        self.glows: list[Glow] = []

    def at(self, x: float, y: float) -> Point:
        """The page point of a unit point."""
        return (self.x + x * self.height * self.facing, self.y - y * self.height)

    def inner(self, x: float, y: float, height: float, facing: int = 1) -> Stencil:
        """A stencil for a part: its origin at the unit point (x, y), ``height`` units tall, in the same pieces."""
        part = Stencil(*self.at(x, y), self.height * height, self.facing * facing)
        part.pieces, part.glows = self.pieces, self.glows
        return part

    def shape(self, color: Rgb, *points: Point) -> None:
        """A polygon with corners."""
        self.pieces.append(Piece(tuple(self.at(x, y) for x, y in points), color))

    def form(self, color: Rgb, *points: Point) -> None:
        """A smooth closed outline through ``points``; a point given twice in a row is a corner."""
        self.pieces.append(Piece(tuple(self.at(x, y) for x, y in smooth(points)), color))

    def hole(self, *points: Point) -> None:
        """Cut out what was drawn so far."""
        self.pieces.append(Piece(tuple(self.at(x, y) for x, y in points), None))

    def blob(self, color: Rgb, x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> None:
        """An ellipse, its length turned by ``turn`` degrees against the clock."""
        ry = rx if ry is None else ry
        if turn == 0:
            corners = (self.at(x - rx, y - ry), self.at(x + rx, y + ry))
            left, right = sorted((corners[0][0], corners[1][0]))
            top, bottom = sorted((corners[0][1], corners[1][1]))
            self.pieces.append(Piece(((left, top), (right, bottom)), color, round=True))
            return
        c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        ring = [math.tau * i / 20 for i in range(20)]
        self.shape(
            color,
            *(
                (x + rx * math.cos(a) * c - ry * math.sin(a) * s, y + rx * math.cos(a) * s + ry * math.sin(a) * c)
                for a in ring
            ),
        )

    def limb(self, color: Rgb, *joints: Joint) -> None:
        """Straight bones with round joints, each as thick as said there."""
        for x, y, w in joints:
            self.blob(color, x, y, w / 2)
        for a, b in itertools.pairwise(joints):
            quad = _quad(a, b)
            if quad is not None:
                self.shape(color, *quad)

    def tube(self, color: Rgb, *joints: Joint) -> None:
        """As ``limb``, bending smoothly: necks, tails, arms of the deep."""
        self.limb(color, *bend(joints))

    def line(self, color: Rgb, width: float, *points: Point) -> None:
        """A line of one thickness, in units."""
        self.limb(color, *((x, y, width) for x, y in points))

    def spikes(self, color: Rgb, height: float, *points: Point) -> None:
        """A row of teeth or spines that stand out to the left of the way from the first point to the last."""
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            dx, dy = x1 - x0, y1 - y0
            far = math.hypot(dx, dy) or 1.0
            tip = ((x0 + x1) / 2 - dy / far * height - dx * 0.3, (y0 + y1) / 2 + dx / far * height - dy * 0.3)
            self.shape(color, (x0, y0), tip, (x1, y1))

    def eye(self, x: float, y: float, r: float, color: Rgb = (255, 196, 70), *, reach: float = 6.0) -> None:
        """An eye that glows."""
        self.glow(x, y, r * reach * 0.7, color, core=r * 0.72)

    def glow(self, x: float, y: float, radius: float, color: Rgb, *, core: float = 0.0, lamp: bool = False) -> None:
        """Light about a unit point, ``radius`` and ``core`` in units."""
        self.glows.append(Glow(*self.at(x, y), radius * self.height, color, core * self.height, lamp))

    def shift(self, dx: float, dy: float) -> None:
        """Move all of it by page pixels."""
        self.x, self.y = self.x + dx, self.y + dy
        self.pieces = [
            Piece(tuple((x + dx, y + dy) for x, y in piece.points), piece.color, piece.round) for piece in self.pieces
        ]
        self.glows = [replace(glow, x=glow.x + dx, y=glow.y + dy) for glow in self.glows]

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """Left, top, right and bottom in page pixels of all that it shows; None where that is nothing."""
        points = [point for piece in self.pieces if piece.color is not None for point in piece.points]
        if not points:
            return None
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)


@lru_cache(maxsize=2048)
def smooth(points: tuple[Point, ...], *, closed: bool = True) -> tuple[Point, ...]:
    """A Catmull-Rom curve through ``points``; one given twice in a row stays a corner."""
    out: list[Point] = []
    n = len(points)
    for i in range(n if closed else n - 1):
        p1, p2 = points[i], points[(i + 1) % n]
        if p1 == p2:
            continue
        p0 = points[i - 1] if closed or i > 0 else p1
        p3 = points[(i + 2) % n] if closed or i + 2 < n else p2
        # What is given twice has no tangent of its own, so that the curve breaks there.
        a = ((p2[0] - p0[0]) / 2, (p2[1] - p0[1]) / 2) if p0 != p1 else (0.0, 0.0)
        b = ((p3[0] - p1[0]) / 2, (p3[1] - p1[1]) / 2) if p3 != p2 else (0.0, 0.0)
        for k in range(_SMOOTH):
            t = k / _SMOOTH
            t2, t3 = t * t, t * t * t
            h = (2 * t3 - 3 * t2 + 1, t3 - 2 * t2 + t, -2 * t3 + 3 * t2, t3 - t2)
            out.append(
                (
                    h[0] * p1[0] + h[1] * a[0] + h[2] * p2[0] + h[3] * b[0],
                    h[0] * p1[1] + h[1] * a[1] + h[2] * p2[1] + h[3] * b[1],
                )
            )
    if not closed:
        out.append(points[-1])
    return tuple(out)


def bend(joints: Sequence[Joint]) -> list[Joint]:
    """``joints`` with more between them, so that the way through them is smooth."""
    way = smooth(tuple((x, y) for x, y, _ in joints), closed=False)
    widths = [w for _, _, w in joints]
    step = (len(widths) - 1) / max(1, len(way) - 1)
    out: list[Joint] = []
    for i, (x, y) in enumerate(way):
        k = min(int(i * step), len(widths) - 2)
        out.append((x, y, widths[k] + (widths[k + 1] - widths[k]) * (i * step - k)))
    return out


def dim(color: Rgb, by: float = 0.72) -> Rgb:
    """What lies behind, as the far legs do."""
    return scaled(color, by)


def _quad(a: Joint, b: Joint) -> tuple[Point, ...] | None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    far = math.hypot(dx, dy)
    if far < 1e-6:
        return None
    nx, ny = -dy / far / 2, dx / far / 2
    return (
        (a[0] + nx * a[2], a[1] + ny * a[2]),
        (b[0] + nx * b[2], b[1] + ny * b[2]),
        (b[0] - nx * b[2], b[1] - ny * b[2]),
        (a[0] - nx * a[2], a[1] - ny * a[2]),
    )
