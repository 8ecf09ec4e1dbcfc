"""Heads that show no human face, and headgear of later times, in units of the head's radius about its middle.

It must not decide who wears them.
"""

from __future__ import annotations

from clients.local.painter_coat import Coat, Headgear
from clients.local.painter_gear import GOLD, STEEL
from clients.local.painter_stencil import Stencil, dim


def robot_head(s: Stencil, c: Coat) -> None:
    """A riveted box with one row of light for eyes."""
    s.line(dim(STEEL, 0.7), 0.14, (-0.1, 1.0), (-0.25, 1.9))
    s.blob(c.tint, -0.25, 2.0, 0.2)
    s.shape(c.skin, (-0.95, -0.85), (-1.0, 0.9), (-0.7, 1.1), (0.85, 1.1), (1.05, 0.8), (1.0, -0.6), (0.7, -0.9))
    s.shape(dim(c.skin, 0.4), (0.0, 0.05), (0.0, 0.55), (1.04, 0.55), (1.02, 0.05))
    for x in (0.3, 0.8):
        s.eye(x, 0.3, 0.2, (120, 225, 255))
    for y in (-0.35, -0.6):
        s.line(dim(c.skin, 0.45), 0.1, (0.25, y), (0.95, y))
    s.blob(dim(c.skin, 0.7), -0.55, 0.1, 0.28)


def alien_head(s: Stencil, c: Coat) -> None:
    """A great bald skull that narrows to a chin, with large dark eyes."""
    s.form(
        c.skin,
        (-1.35, 0.7),
        (-0.8, 1.7),
        (0.3, 1.8),
        (1.0, 1.1),
        (1.0, 0.2),
        (0.6, -0.8),
        (0.3, -1.1),
        (-0.3, -0.6),
        (-1.1, -0.1),
    )
    s.blob((16, 18, 24), 0.62, 0.22, 0.4, 0.22, turn=-28)
    s.blob((16, 18, 24), -0.06, 0.24, 0.3, 0.2, turn=28)
    s.line(dim(c.skin, 0.5), 0.08, (0.3, -0.62), (0.6, -0.58))


def visor(s: Stencil, c: Coat) -> None:
    """A round helmet with a golden pane, closed against the void."""
    s.blob(c.cloth, -0.05, 0.1, 1.55)
    s.blob(dim(c.cloth, 0.55), 0.42, 0.12, 1.06, 0.98)
    s.blob(GOLD, 0.48, 0.12, 0.94, 0.86)
    s.blob((255, 246, 214), 0.75, 0.5, 0.2, 0.12, turn=-30)
    s.line(dim(c.cloth, 0.7), 0.3, (-1.1, -1.0), (0.9, -1.1))


def stetson(s: Stencil, c: Coat) -> None:
    """A rider's hat, its brim curled up at the sides."""
    s.form(
        c.tint,
        (-2.2, 1.0),
        (-1.2, 0.42),
        (0.0, 0.34),
        (1.1, 0.42),
        (2.2, 0.95),
        (2.2, 1.1),
        (1.0, 0.72),
        (0.8, 1.7),
        (0.4, 2.0),
        (0.0, 1.75),
        (-0.5, 2.0),
        (-0.95, 1.65),
        (-1.05, 0.74),
        (-2.2, 1.15),
    )
    s.line(dim(c.tint, 0.5), 0.2, (-0.98, 0.84), (0.92, 0.84))


def peaked_cap(s: Stencil, c: Coat) -> None:
    """A cap of office with a peak and a badge."""
    s.form(c.cloth, (-1.1, 0.4), (-1.35, 1.15), (-0.3, 1.45), (1.1, 1.25), (1.0, 0.55))
    s.shape((26, 26, 32), (0.3, 0.55), (1.0, 0.55), (1.65, 0.28), (0.9, 0.4))
    s.line((26, 26, 32), 0.24, (-1.05, 0.5), (1.0, 0.56))
    s.blob(GOLD, 0.55, 0.95, 0.2)


def wrapped(s: Stencil, c: Coat) -> None:
    """Cloth round all but the eyes, its ends flying behind."""
    s.tube(c.cloth, (-0.8, 0.4, 0.4), (-1.7, 0.5, 0.34), (-2.4, 0.1, 0.12))
    s.form(c.cloth, (-1.0, -0.9), (-1.05, 0.5), (-0.3, 1.15), (0.7, 0.95), (1.0, 0.2), (0.8, -0.9))
    s.line(c.skin, 0.34, (0.25, 0.24), (0.95, 0.2))
    s.blob((20, 18, 20), 0.7, 0.22, 0.12)


MASKS: dict[str, Headgear] = {
    "robot": robot_head,
    "alien": alien_head,
    "visor": visor,
    "stetson": stetson,
    "peaked_cap": peaked_cap,
    "wrapped": wrapped,
}
"""By name; several are worn one over another."""
