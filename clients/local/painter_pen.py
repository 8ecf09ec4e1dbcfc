"""A pen that remembers what it drew and rasters it, with smooth edges, only where it drew and only once it is inked.

It must not know colours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 720
"""The page that every composition is written for, whatever size it is painted at."""

Point: TypeAlias = tuple[float, float]

_FINER = 2
"""How much finer than the canvas a mask is drawn before it is reduced."""


class Raster(NamedTuple):
    """Coverage 0–255 of a part of the canvas, its upper left corner at (``left``, ``top``) canvas pixels."""

    mask: Image.Image
    left: int
    top: int


class _Stroke(NamedTuple):
    kind: Literal["polygon", "line", "ellipse", "box"]
    points: tuple[Point, ...]
    width: float
    ink: int


class Pen:
    """Draws on the page in pixels of 1280×720; ``ink`` 0 cuts a hole in what the pen drew before."""

    def __init__(self) -> None:
        self._strokes: list[_Stroke] = []
        self._points: list[Point] = []
        self._reach = 1.0

    def polygon(self, points: Sequence[Point], ink: int = 255) -> None:
        """A filled polygon."""
        self._add(_Stroke("polygon", tuple(points), 0.0, ink))

    def line(self, points: Sequence[Point], width: float, ink: int = 255) -> None:
        """A line with round joints."""
        self._add(_Stroke("line", tuple(points), width, ink))

    def ellipse(self, x: float, y: float, rx: float, ry: float | None = None, ink: int = 255) -> None:
        """A filled ellipse about a middle point."""
        ry = rx if ry is None else ry
        self._add(_Stroke("ellipse", ((x - rx, y - ry), (x + rx, y + ry)), 0.0, ink))

    def box(self, left: float, top: float, right: float, bottom: float, ink: int = 255) -> None:
        """A filled rectangle; nothing where it has no width or height."""
        if right > left and bottom > top:
            self._add(_Stroke("box", ((left, top), (right, bottom)), 0.0, ink))

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """Left, top, right and bottom of what it drew on the page; None where that is nothing."""
        if not self._points:
            return None
        points = np.array(self._points)
        left, top = (points.min(axis=0) - self._reach).tolist()
        right, bottom = (points.max(axis=0) + self._reach).tolist()
        box = (max(0.0, left), max(0.0, top), min(WIDTH, right), min(HEIGHT, bottom))
        return box if box[0] < box[2] and box[1] < box[3] else None

    def raster(self, scale: float, *, margin: int = 0) -> Raster | None:
        """What it drew, on a canvas of ``scale`` pixels to the page's pixel; ``margin`` widens the box inside it."""
        bounds = self.bounds
        if bounds is None:
            return None
        left = max(0, int(bounds[0] * scale) - margin)
        top = max(0, int(bounds[1] * scale) - margin)
        right = min(round(WIDTH * scale), math.ceil(bounds[2] * scale) + margin)
        bottom = min(round(HEIGHT * scale), math.ceil(bounds[3] * scale) + margin)
        if right <= left or bottom <= top:
            return None
        large = Image.new("L", ((right - left) * _FINER, (bottom - top) * _FINER), 0)
        draw = ImageDraw.Draw(large)
        s, dx, dy = scale * _FINER, left * _FINER, top * _FINER
        for kind, points, width, ink in self._strokes:
            at = [(x * s - dx, y * s - dy) for x, y in points]
            match kind:
                case "polygon":
                    draw.polygon(at, fill=ink)
                case "line":
                    draw.line(at, fill=ink, width=max(1, round(width * s)), joint="curve")
                case "ellipse":
                    draw.ellipse((*at[0], *at[1]), fill=ink)
                case "box":
                    draw.rectangle((*at[0], *at[1]), fill=ink)
        return Raster(large.reduce(_FINER), left, top)

    def _add(self, stroke: _Stroke) -> None:
        self._strokes.append(stroke)
        if stroke.ink:
            self._points.extend(stroke.points)
            self._reach = max(self._reach, stroke.width / 2 + 1)
