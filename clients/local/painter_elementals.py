"""Living fire, water and air, and small lights: elementals, genies, wisps, fairies.

It must not draw the dead.
"""

from __future__ import annotations

from clients.local.painter_beasts import Drawing
from clients.local.painter_canvas import Rgb, mix, scaled
from clients.local.painter_coat import Coat
from clients.local.painter_gear import GOLD
from clients.local.painter_heads import HEADS
from clients.local.painter_stencil import Stencil, dim


def fire(s: Stencil, way: str) -> None:
    """A giant of flame: tongues for legs, arms that lash, a burning face."""
    for share, color in ((1.0, (236, 84, 24)), (0.72, (255, 150, 44)), (0.44, (255, 226, 130))):
        k = share
        s.form(color, (-0.16 * k, 0.02), (-0.26 * k, 0.24), (-0.2 * k, 0.44), (-0.32 * k, 0.64), (-0.26 * k, 0.8),
            (-0.16 * k, 0.72), (-0.18 * k, 0.9 * k + 0.06),
               (-0.08 * k, 1.02 * k + 0.04), (-0.08 * k, 1.02 * k + 0.04), (-0.02 * k, 0.86), (0.06 * k, 1.1 * k),
                   (0.06 * k, 1.1 * k), (0.12 * k, 0.9 * k + 0.04), (0.22 * k, 0.98 * k),
               (0.22 * k, 0.98 * k), (0.16 * k, 0.76), (0.26 * k, 0.66), (0.2 * k, 0.4), (0.24 * k, 0.2), (0.16 * k,
                   0.02))  # fmt: skip
        s.tube(
            color,
            (0.16 * k, 0.68, 0.14 * k),
            (0.38, 0.62, 0.11 * k),
            (0.48, 0.78, 0.1 * k),
            (0.44, 0.98 * k + 0.02, 0.02),
        )
        s.tube(
            color, (-0.18 * k, 0.66, 0.14 * k), (-0.4, 0.56, 0.11 * k), (-0.54, 0.66, 0.1 * k), (-0.54, 0.84 * k, 0.02)
        )
    s.shape((120, 24, 10), (-0.07, 0.84), (-0.01, 0.8), (-0.06, 0.78))
    s.shape((120, 24, 10), (0.11, 0.84), (0.05, 0.8), (0.1, 0.78))
    s.form((120, 24, 10), (-0.05, 0.71), (0.03, 0.73), (0.1, 0.71), (0.03, 0.66))
    s.glow(0, 0.5, 1.1, (255, 120, 40), lamp=True)


def water(s: Stencil, way: str) -> None:
    """A standing wave with arms and a crest of foam."""
    c: Rgb = (60, 136, 176)
    foam: Rgb = (220, 240, 246)
    s.form(dim(c, 0.8), (-0.5, 0.0), (-0.3, 0.2), (-0.34, 0.56), (-0.2, 0.84), (0.06, 1.0), (0.3, 0.96), (0.42, 0.82),
        (0.28, 0.84), (0.2, 0.7), (0.26, 0.4),
           (0.36, 0.16), (0.56, 0.0))  # fmt: skip
    s.form(
        c,
        (-0.36, 0.0),
        (-0.16, 0.3),
        (-0.14, 0.6),
        (0.0, 0.84),
        (0.2, 0.9),
        (0.12, 0.66),
        (0.16, 0.36),
        (0.3, 0.1),
        (0.34, 0.0),
    )
    s.tube(c, (0.14, 0.6, 0.16), (0.42, 0.5, 0.13), (0.6, 0.62, 0.12), (0.72, 0.56, 0.05))
    s.tube(dim(c, 0.7), (-0.22, 0.6, 0.16), (-0.5, 0.54, 0.13), (-0.64, 0.4, 0.11), (-0.7, 0.3, 0.05))
    for x, y, r in (
        (0.36, 0.88, 0.07),
        (0.26, 0.98, 0.06),
        (0.12, 1.02, 0.05),
        (0.7, 0.56, 0.05),
        (-0.7, 0.3, 0.05),
        (-0.4, 0.04, 0.08),
        (0.44, 0.04, 0.08),
        (0.44, 0.8, 0.04),
    ):
        s.blob(foam, x, y, r)
    for x in (0.04, 0.16):
        s.eye(x, 0.8, 0.022, (220, 250, 255))


def air(s: Stencil, way: str) -> None:
    """A whirl, wide above, with a face in its dust."""
    for i in range(9):
        y = 0.06 + i * 0.105
        w = 0.06 + 0.42 * (i / 8) ** 1.3
        tone = 0.7 + 0.3 * (i % 2)
        s.tube(
            dim((206, 210, 214), tone),
            (-w, y + 0.06, 0.02),
            (-w * 0.4, y - 0.03, 0.07),
            (w * 0.5, y - 0.02, 0.08),
            (w, y + 0.07, 0.03),
        )
    for x in (-0.08, 0.12):
        s.blob((40, 50, 64), x, 0.74, 0.05, 0.07)
    s.blob((40, 50, 64), 0.02, 0.54, 0.08, 0.05)


def genie(s: Stencil, way: str) -> None:
    """A broad trunk and folded arms on a tail of smoke."""
    c: Rgb = (86, 124, 196)
    s.tube(
        mix(c, (206, 236, 240), 0.3),
        (0.1, 0.0, 0.02),
        (-0.16, 0.08, 0.06),
        (0.16, 0.2, 0.12),
        (-0.06, 0.36, 0.2),
        (0.02, 0.5, 0.22),
    )
    s.form(
        c,
        (-0.12, 0.44),
        (-0.2, 0.7),
        (-0.24, 0.82),
        (-0.08, 0.88),
        (0.1, 0.88),
        (0.26, 0.82),
        (0.2, 0.68),
        (0.14, 0.44),
    )
    head = s.inner(0.02, 0.97, 0.08)
    HEADS["face"](head, Coat(skin=c))
    head.tube((30, 24, 40), (0.0, 0.9, 0.4), (-0.1, 1.8, 0.3), (-0.9, 2.0, 0.1))
    s.limb(dim(c, 0.8), (0.22, 0.78, 0.11), (0.26, 0.6, 0.09), (-0.04, 0.64, 0.07))
    s.limb(c, (-0.2, 0.78, 0.11), (-0.26, 0.6, 0.09), (0.06, 0.6, 0.07))
    for x in (-0.2, 0.22):
        s.line(GOLD, 0.05, (x - 0.03, 0.6), (x + 0.03, 0.62))
    s.glow(0, 0.6, 0.8, (110, 150, 255))


def wisps(s: Stencil, way: str, color: Rgb = (150, 255, 190)) -> None:
    """Lights that drift in a row and each have a tail; the unit is a person."""
    for i in range(9):
        x = -1.3 + 2.6 * ((i * 0.618 + 0.1) % 1)
        y = 0.35 + 1.3 * ((i * 0.4142) % 1)
        r = 0.045 + 0.03 * (i % 3)
        s.tube(
            mix(color, (40, 90, 90), 0.3),
            (x - r * 3.4, y - r * 2.2, 0.006),
            (x - r * 1.6, y - r * 0.6, r * 0.9),
            (x, y, r * 1.7),
        )
        s.glow(x, y, r * 5, color, core=r)


def fairies(s: Stencil, way: str) -> None:
    """Tiny folk with wings of light; the unit is a person."""
    color: Rgb = (255, 232, 150)
    for i in range(6):
        x, y = -1.1 + 2.2 * ((i * 0.618 + 0.2) % 1), 0.5 + 1.0 * ((i * 0.4142) % 1)
        f = s.inner(x, y, 0.34 + 0.1 * (i % 2), 1 if i % 2 else -1)
        for side in (-1, 1):
            f.form((186, 206, 240), (0.0, 0.5), (side * 0.3, 0.86), (side * 0.5, 0.8), (side * 0.36, 0.5), (0.0, 0.4))
            f.form((150, 180, 226), (0.0, 0.4), (side * 0.34, 0.4), (side * 0.3, 0.12), (0.0, 0.3))
        f.limb((120, 170, 90), (0.0, 0.56, 0.14), (0.0, 0.3, 0.1))
        f.limb((224, 180, 150), (0.0, 0.32, 0.08), (-0.1, 0.04, 0.05))
        f.limb((224, 180, 150), (0.03, 0.32, 0.08), (0.06, 0.02, 0.05))
        f.limb((224, 180, 150), (0.06, 0.54, 0.06), (0.26, 0.62, 0.04))
        f.blob((224, 180, 150), 0.02, 0.7, 0.1)
        f.glow(0, 0.45, 0.8, scaled(color, 0.5))
        f.glow(0.28, 0.64, 0.3, color, core=0.03)


ELEMENTALS: dict[str, Drawing] = {
    "elemental": fire,
    "flame": fire,
    "water_elemental": water,
    "air_elemental": air,
    "genie": genie,
    "fairy": fairies,
    "wisp": wisps,
    "lights": wisps,
}
"""By the lexicon's id or motif."""
