"""Silhouettes of people and of creatures that stand like them.

It must not choose who appears or where. Shapes are in units of the figure's height, feet at (0, 0), y upward,
looking to the right.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from clients.local.painter_canvas import Pen, Point


class Stencil:
    """Draws unit shapes at a place, a size and a facing (1 right, -1 left)."""

    def __init__(self, pen: Pen, x: float, y: float, height: float, facing: int = 1) -> None:
        self.pen, self.x, self.y, self.height, self.facing = pen, x, y, height, facing

    def at(self, x: float, y: float) -> Point:
        """The canvas point of a unit point."""
        return (self.x + x * self.height * self.facing, self.y - y * self.height)

    def shape(self, *points: Point, ink: int = 255) -> None:
        """A filled polygon."""
        self.pen.polygon([self.at(x, y) for x, y in points], ink)

    def limb(self, width: float, *points: Point, ink: int = 255) -> None:
        """A line ``width`` thick, in units."""
        self.pen.line([self.at(x, y) for x, y in points], width * self.height, ink)

    def blob(self, x: float, y: float, rx: float, ry: float | None = None, ink: int = 255) -> None:
        """A filled ellipse."""
        ry = rx if ry is None else ry
        self.pen.ellipse(*self.at(x, y), rx * self.height, ry * self.height, ink)

    def curve(self, width: float, taper: float, points: Sequence[Point]) -> None:
        """A body along ``points`` that narrows from ``width`` to ``taper``."""
        for i, ((x0, y0), (x1, y1)) in enumerate(itertools.pairwise(points)):
            for step in range(6):
                t = step / 6
                w = width + (taper - width) * ((i + t) / (len(points) - 1))
                self.blob(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, w)


def _body(s: Stencil, *, broad: float = 1.0, lean: float = 0.0) -> None:
    """Legs, trunk and head."""
    b = broad
    s.shape((-0.12 * b, 0), (-0.03 * b, 0), (0.0, 0.46), (-0.1 * b, 0.5))
    s.shape((0.05 * b, 0), (0.15 * b, 0), (0.1 * b, 0.5), (0.0, 0.46))
    s.shape(
        (-0.1 * b, 0.42),
        (0.1 * b, 0.42),
        (0.15 * b + lean, 0.8),
        (0.07 + lean, 0.85),
        (-0.07 + lean, 0.85),
        (-0.15 * b + lean, 0.8),
    )
    s.blob(lean + 0.01, 0.925, 0.066, 0.078)
    s.shape((lean - 0.03, 0.82), (lean + 0.03, 0.82), (lean + 0.03, 0.9), (lean - 0.03, 0.9))


def figure(s: Stencil) -> None:
    """Somebody, standing."""
    _body(s)
    s.limb(0.055, (-0.13, 0.79), (-0.17, 0.6), (-0.13, 0.44))
    s.limb(0.055, (0.13, 0.79), (0.18, 0.62), (0.2, 0.48))
    s.shape((-0.13, 0.8), (0.13, 0.8), (0.15, 0.36), (-0.15, 0.36))


def child(s: Stencil) -> None:
    """Smaller, with a larger head."""
    figure(Stencil(s.pen, s.x, s.y, s.height * 0.62, s.facing))
    s.blob(0.01, 0.58, 0.06)


def cloaked(s: Stencil) -> None:
    """A hood and a cloak down to the ground."""
    s.shape((-0.2, 0), (0.19, 0), (0.13, 0.45), (0.12, 0.74), (0.06, 0.84), (-0.08, 0.85), (-0.14, 0.72), (-0.15, 0.4))
    s.shape((-0.11, 0.78), (0.1, 0.78), (0.1, 0.9), (0.04, 1.0), (-0.05, 0.99), (-0.11, 0.9))
    s.shape((-0.2, 0), (-0.15, 0.4), (-0.28, 0.02))


def robed(s: Stencil) -> None:
    """A long gown and loose hair."""
    s.shape((-0.22, 0), (0.22, 0), (0.09, 0.5), (0.12, 0.78), (0.05, 0.84), (-0.05, 0.84), (-0.12, 0.78), (-0.09, 0.5))
    s.blob(0.01, 0.92, 0.062, 0.076)
    s.shape((-0.07, 0.95), (0.02, 1.0), (-0.04, 0.7), (-0.12, 0.68))
    s.limb(0.045, (0.11, 0.77), (0.2, 0.6), (0.27, 0.64))


def wizard(s: Stencil) -> None:
    """A pointed hat, wide sleeves and a staff."""
    s.shape((-0.21, 0), (0.18, 0), (0.1, 0.5), (0.13, 0.76), (0.05, 0.83), (-0.06, 0.83), (-0.14, 0.74), (-0.12, 0.4))
    s.blob(0.01, 0.88, 0.06, 0.07)
    s.shape((-0.14, 0.91), (0.15, 0.9), (0.05, 0.97), (-0.02, 1.2), (-0.06, 0.97))
    s.shape((0.03, 0.86), (0.08, 0.86), (0.07, 0.66))
    s.shape((0.08, 0.77), (0.31, 0.66), (0.29, 0.55), (0.08, 0.62))
    s.limb(0.03, (0.31, 0.0), (0.33, 1.1))
    s.blob(0.33, 1.13, 0.05)


def crowned(s: Stencil) -> None:
    """A crown and a heavy mantle."""
    cloaked(s)
    s.pen.polygon([s.at(x, y) for x, y in ((-0.1, 0.97), (0.09, 0.97), (0.09, 0.9), (-0.1, 0.9))], 255)
    s.shape((-0.09, 0.96), (0.09, 0.96), (0.12, 1.1), (0.05, 1.02), (0.0, 1.13), (-0.05, 1.02), (-0.12, 1.1))
    s.limb(0.03, (0.25, 0.12), (0.25, 0.86))
    s.blob(0.25, 0.88, 0.04)
    s.limb(0.06, (0.1, 0.72), (0.25, 0.56))


def knight(s: Stencil) -> None:
    """Plate, shield and a raised sword."""
    _body(s, broad=1.2)
    s.shape((-0.08, 0.86), (0.09, 0.86), (0.09, 0.98), (0.0, 1.02), (-0.08, 0.98))
    s.shape((-0.05, 1.0), (0.02, 1.02), (-0.16, 1.08), (-0.13, 0.98))
    s.shape((-0.33, 0.72), (-0.1, 0.74), (-0.1, 0.5), (-0.2, 0.34), (-0.32, 0.5))
    s.limb(0.07, (0.15, 0.79), (0.27, 0.72), (0.31, 0.86))
    s.shape((0.28, 0.86), (0.34, 0.84), (0.5, 1.36), (0.45, 1.33))
    s.limb(0.025, (0.25, 0.9), (0.39, 0.84))


def spearman(s: Stencil) -> None:
    """A helmet, a spear and a round shield."""
    _body(s, broad=1.1)
    s.shape((-0.09, 0.92), (0.1, 0.92), (0.05, 1.0), (0.0, 1.05), (-0.05, 1.0))
    s.limb(0.06, (0.14, 0.79), (0.24, 0.66))
    s.limb(0.02, (0.25, 0), (0.25, 1.36))
    s.shape((0.22, 1.32), (0.28, 1.32), (0.25, 1.46))
    s.blob(-0.14, 0.6, 0.15, 0.17)


def axeman(s: Stencil) -> None:
    """Broad, with an axe over the shoulder."""
    _body(s, broad=1.35)
    s.shape((-0.06, 0.9), (0.09, 0.88), (0.05, 0.72))
    s.limb(0.08, (0.17, 0.78), (0.29, 0.64), (0.24, 0.78))
    s.limb(0.028, (0.3, 0.5), (0.12, 1.12))
    s.shape((0.1, 1.14), (0.2, 0.96), (0.3, 1.0), (0.28, 1.2))
    s.shape((-0.2, 0.8), (0.2, 0.8), (0.16, 0.36), (-0.17, 0.32))


def archer(s: Stencil) -> None:
    """A drawn bow."""
    _body(s)
    s.shape((-0.14, 0.82), (0.1, 0.83), (0.06, 0.4), (-0.24, 0.24))
    s.limb(0.045, (0.1, 0.78), (0.36, 0.79))
    s.limb(0.045, (-0.1, 0.78), (-0.2, 0.74), (-0.02, 0.8))
    s.limb(0.02, (0.3, 1.2), (0.4, 1.0), (0.42, 0.79), (0.4, 0.58), (0.3, 0.38))
    s.limb(0.008, (0.3, 1.2), (-0.02, 0.8), (0.3, 0.38))
    s.limb(0.012, (-0.02, 0.8), (0.56, 0.79))
    s.limb(0.03, (-0.12, 0.62), (-0.2, 0.98))


def goblin(s: Stencil) -> None:
    """Crooked, with long ears and a short blade."""
    s.shape((-0.16, 0), (-0.06, 0), (0.0, 0.3), (-0.12, 0.36))
    s.shape((0.08, 0), (0.2, 0), (0.12, 0.36), (0.0, 0.3))
    s.shape((-0.16, 0.28), (0.14, 0.26), (0.2, 0.6), (0.08, 0.7), (-0.14, 0.64))
    s.blob(0.13, 0.78, 0.15, 0.14)
    s.shape((0.02, 0.82), (0.04, 0.72), (-0.3, 0.94))
    s.shape((0.22, 0.86), (0.24, 0.76), (0.42, 0.98))
    s.shape((0.24, 0.76), (0.36, 0.7), (0.24, 0.7))
    s.limb(0.06, (0.16, 0.58), (0.34, 0.46))
    s.shape((0.31, 0.46), (0.36, 0.42), (0.56, 0.78), (0.48, 0.74))
    s.limb(0.06, (-0.12, 0.58), (-0.24, 0.34))


def orc(s: Stencil) -> None:
    """Broad shoulders, a low head with tusks, a cleaver."""
    _body(s, broad=1.6)
    s.shape((-0.27, 0.62), (-0.22, 0.86), (0.2, 0.87), (0.27, 0.62))
    s.blob(0.07, 0.91, 0.1, 0.1)
    s.shape((0.09, 0.87), (0.13, 0.86), (0.14, 0.95))
    s.shape((-0.24, 0.84), (-0.3, 1.0), (-0.13, 0.87))
    s.limb(0.1, (0.24, 0.78), (0.36, 0.58))
    s.limb(0.03, (0.36, 0.5), (0.42, 0.78))
    s.shape((0.38, 0.76), (0.5, 0.74), (0.56, 1.18), (0.42, 1.08))
    s.limb(0.1, (-0.24, 0.78), (-0.34, 0.46))


def giant(s: Stencil) -> None:
    """Hunched, long-armed, with a club."""
    s.shape((-0.22, 0), (-0.05, 0), (0.0, 0.36), (-0.17, 0.42))
    s.shape((0.06, 0), (0.24, 0), (0.19, 0.42), (0.0, 0.36))
    s.shape((-0.2, 0.34), (0.2, 0.34), (0.28, 0.74), (0.12, 0.9), (-0.16, 0.86), (-0.28, 0.66))
    s.blob(0.16, 0.88, 0.09, 0.1)
    s.shape((0.1, 0.96), (0.08, 0.88), (0.01, 0.99))
    s.limb(0.11, (0.24, 0.72), (0.38, 0.48), (0.42, 0.3))
    s.limb(0.11, (-0.24, 0.66), (-0.36, 0.4), (-0.33, 0.18))
    s.shape((0.39, 0.3), (0.46, 0.28), (0.66, 0.74), (0.5, 0.8))


def skeleton(s: Stencil) -> None:
    """Bones, with gaps that light shines through."""
    for side in (-1, 1):
        s.limb(0.03, (side * 0.05, 0.46), (side * 0.09, 0.24), (side * 0.07, 0.02), (side * 0.14, 0.0))
        s.limb(0.028, (side * 0.13, 0.79), (side * 0.2, 0.6), (side * 0.24, 0.44))
    s.limb(0.035, (0, 0.46), (0, 0.84))
    s.shape((-0.1, 0.5), (0.1, 0.5), (0.05, 0.42), (-0.05, 0.42))
    for y, width in ((0.57, 0.08), (0.63, 0.1), (0.69, 0.115), (0.75, 0.12), (0.8, 0.13)):
        s.limb(0.022, (-width, y), (0, y + 0.015), (width, y))
    s.blob(0.0, 0.935, 0.07, 0.075)
    s.shape((-0.04, 0.89), (0.045, 0.89), (0.035, 0.83), (-0.03, 0.83))
    s.blob(-0.024, 0.935, 0.018, ink=0)
    s.blob(0.03, 0.935, 0.018, ink=0)
    s.shape((0.22, 0.42), (0.27, 0.42), (0.47, 1.0), (0.4, 0.97))


def zombie(s: Stencil) -> None:
    """Stooping, arms stretched out."""
    _body(s, lean=0.08)
    s.limb(0.055, (0.16, 0.78), (0.36, 0.74), (0.46, 0.7))
    s.limb(0.05, (0.1, 0.74), (0.3, 0.66), (0.42, 0.6))
    s.shape((-0.14, 0.5), (0.14, 0.48), (0.1, 0.28), (0.03, 0.4), (-0.05, 0.22), (-0.1, 0.4))


def ghost(s: Stencil) -> None:
    """A hood that trails away."""
    s.shape(
        (-0.13, 0.7),
        (-0.08, 0.94),
        (0.02, 1.0),
        (0.12, 0.94),
        (0.15, 0.7),
        (0.12, 0.4),
        (0.2, 0.2),
        (0.06, 0.26),
        (0.0, 0.06),
        (-0.08, 0.24),
        (-0.24, 0.0),
        (-0.16, 0.4),
    )
    s.limb(0.05, (0.12, 0.74), (0.32, 0.76), (0.38, 0.68))
    s.limb(0.05, (-0.1, 0.74), (-0.28, 0.62), (-0.34, 0.68))
    s.shape((-0.04, 0.9), (0.02, 0.9), (-0.01, 0.84), ink=0)
    s.shape((0.05, 0.9), (0.1, 0.9), (0.07, 0.84), ink=0)


def demon(s: Stencil) -> None:
    """Horns, claws and ragged wings."""
    _body(s, broad=1.5)
    s.shape((-0.06, 0.97), (-0.02, 0.9), (-0.22, 1.02), (-0.26, 1.18))
    s.shape((0.08, 0.97), (0.04, 0.9), (0.24, 1.02), (0.28, 1.18))
    for side in (-1, 1):
        s.shape(
            (side * 0.1, 0.8),
            (side * 0.42, 1.16),
            (side * 0.72, 1.1),
            (side * 0.62, 0.86),
            (side * 0.66, 0.6),
            (side * 0.46, 0.66),
            (side * 0.4, 0.44),
            (side * 0.26, 0.58),
        )
        s.limb(0.09, (side * 0.2, 0.78), (side * 0.32, 0.58), (side * 0.3, 0.4))
        s.shape((side * 0.26, 0.42), (side * 0.34, 0.42), (side * 0.36, 0.3), (side * 0.3, 0.36), (side * 0.26, 0.28))


def angel(s: Stencil) -> None:
    """A gown, wide feathered wings and a raised hand."""
    robed(s)
    for side in (-1, 1):
        s.shape(
            (side * 0.05, 0.74),
            (side * 0.3, 1.14),
            (side * 0.78, 1.3),
            (side * 0.74, 1.04),
            (side * 0.66, 0.86),
            (side * 0.56, 0.72),
            (side * 0.42, 0.6),
            (side * 0.24, 0.52),
        )
    s.blob(0.01, 1.09, 0.09, 0.025)
    s.blob(0.01, 1.09, 0.06, 0.012, ink=0)


def rider(s: Stencil) -> None:
    """Somebody on a galloping horse."""
    horse(Stencil(s.pen, s.x, s.y, s.height * 1.05, s.facing))
    top = Stencil(s.pen, *s.at(-0.06, 0.5), s.height * 0.8, s.facing)
    top.shape((-0.1, 0.2), (0.12, 0.2), (0.2, 0.66), (0.08, 0.74), (-0.04, 0.7))
    top.blob(0.16, 0.82, 0.08, 0.09)
    top.shape((-0.02, 0.7), (0.1, 0.72), (-0.4, 0.2), (-0.44, 0.44))
    top.limb(0.07, (0.04, 0.24), (0.12, 0.0))


def horse(s: Stencil) -> None:
    """A horse in a gallop."""
    s.shape(
        (-0.46, 0.62), (-0.3, 0.74), (0.1, 0.7), (0.34, 0.76), (0.4, 0.56), (0.24, 0.42), (-0.22, 0.42), (-0.44, 0.46)
    )
    s.shape((0.22, 0.7), (0.46, 1.06), (0.56, 1.08), (0.72, 0.88), (0.66, 0.82), (0.53, 0.87), (0.42, 0.58))
    s.shape((0.48, 1.06), (0.5, 1.16), (0.55, 1.06))
    s.shape((0.24, 0.78), (0.44, 1.08), (0.2, 0.96), (0.1, 0.78))
    s.limb(0.075, (0.3, 0.52), (0.48, 0.36), (0.42, 0.14))
    s.limb(0.07, (0.22, 0.5), (0.3, 0.26), (0.2, 0.02))
    s.limb(0.08, (-0.32, 0.54), (-0.44, 0.3), (-0.6, 0.12))
    s.limb(0.075, (-0.22, 0.5), (-0.22, 0.26), (-0.38, 0.03))
    s.curve(0.05, 0.015, ((-0.44, 0.62), (-0.62, 0.6), (-0.78, 0.44)))


PEOPLE: dict[str, Callable[[Stencil], None]] = {
    "figure": figure,
    "child": child,
    "cloaked": cloaked,
    "robed": robed,
    "wizard": wizard,
    "crowned": crowned,
    "knight": knight,
    "spearman": spearman,
    "axeman": axeman,
    "archer": archer,
    "goblin": goblin,
    "orc": orc,
    "giant": giant,
    "skeleton": skeleton,
    "zombie": zombie,
    "ghost": ghost,
    "demon": demon,
    "angel": angel,
    "rider": rider,
    "horse": horse,
}
"""Silhouettes by the lexicon's ``motif``."""
