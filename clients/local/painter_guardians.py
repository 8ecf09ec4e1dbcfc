"""What sits winged on a ledge or before a gate: gargoyles, sphinxes, manticores.

It must not draw birds.
"""

from __future__ import annotations

import math

from clients.local.painter_beasts import Drawing, Fur, fore, hind
from clients.local.painter_canvas import Rgb
from clients.local.painter_cats import cat_head
from clients.local.painter_coat import Coat
from clients.local.painter_dragons import wing
from clients.local.painter_gear import BONE
from clients.local.painter_heads import HEADS
from clients.local.painter_stencil import Stencil, dim
from clients.local.painter_winged import plumes

STONE: Rgb = (124, 124, 128)


def gargoyle(s: Stencil, way: str) -> None:
    """Crouched on a plinth, wings folded high, chin on its claws."""
    c = STONE
    s.shape(dim(c, 0.6), (-0.36, 0.0), (0.42, 0.0), (0.36, 0.16), (-0.3, 0.16))
    s.shape(dim(c, 0.75), (-0.4, 0.16), (0.46, 0.16), (0.44, 0.22), (-0.38, 0.22))
    wing(s, dim(c, 0.6), (0.04, 0.56), (0.0, 0.8), (0.12, 1.06), ((0.3, 0.8), (0.26, 0.6), (0.2, 0.46)))
    s.tube(c, (-0.2, 0.28, 0.07), (-0.42, 0.24, 0.05), (-0.48, 0.06, 0.04), (-0.4, -0.04, 0.02))
    s.form(c, (-0.3, 0.24), (-0.28, 0.46), (-0.1, 0.64), (0.1, 0.66), (0.18, 0.52), (0.1, 0.3), (-0.1, 0.22))
    s.limb(c, (-0.1, 0.36, 0.2), (0.14, 0.44, 0.13), (0.06, 0.25, 0.09), (0.2, 0.24, 0.06))
    s.limb(c, (0.08, 0.56, 0.12), (0.22, 0.42, 0.08), (0.28, 0.26, 0.07), (0.36, 0.24, 0.05))
    head = s.inner(0.22, 0.68, 0.13)
    HEADS["horned"](head, Coat(skin=c, hair=c))
    wing(s, dim(c, 0.9), (-0.06, 0.56), (-0.24, 0.8), (-0.2, 1.12), ((-0.56, 0.74), (-0.46, 0.52), (-0.26, 0.36)))


def sphinx(s: Stencil, way: str) -> None:
    """A lion at rest with a crowned human head."""
    c: Rgb = (206, 172, 116)
    plumes(s, dim(c, 0.7), (0.06, 0.44), (-0.06, 0.72), (-0.22, 0.98), (-0.5, 0.44))
    s.tube(c, (-0.6, 0.12, 0.06), (-0.78, 0.06, 0.05), (-0.86, 0.18, 0.04))
    s.form(
        c, (-0.66, 0.02), (-0.66, 0.3), (-0.46, 0.4), (-0.1, 0.38), (0.12, 0.5), (0.26, 0.46), (0.28, 0.2), (0.2, 0.02)
    )
    s.limb(dim(c, 0.7), (0.16, 0.1, 0.12), (0.56, 0.06, 0.09))
    s.limb(c, (0.16, 0.08, 0.13), (0.62, 0.045, 0.09))
    s.limb(c, (-0.5, 0.14, 0.24), (-0.3, 0.06, 0.12), (-0.16, 0.05, 0.09))
    s.form((60, 84, 140), (0.04, 0.3), (0.06, 0.62), (0.14, 0.8), (0.28, 0.84), (0.36, 0.74), (0.3, 0.6), (0.26, 0.34))
    HEADS["face"](s.inner(0.26, 0.68, 0.12), Coat(skin=(196, 142, 100)))
    s.line((232, 190, 84), 0.03, (0.16, 0.76), (0.26, 0.79), (0.36, 0.76))


def manticore(s: Stencil, way: str) -> None:
    """A maned beast with bat's wings and a tail of spikes."""
    fur = Fur((166, 84, 54), (196, 130, 90), (255, 90, 40))
    wing(s, (92, 44, 40), (0.1, 0.66), (0.14, 0.9), (0.26, 1.16), ((0.6, 1.0), (0.5, 0.82), (0.3, 0.66)))
    s.tube(fur.back, (-0.56, 0.5, 0.08), (-0.8, 0.5, 0.06), (-0.92, 0.72, 0.055), (-0.8, 0.94, 0.06))
    for a in range(7):
        turn = math.radians(a * 40)
        s.limb(BONE, (-0.8, 0.96, 0.05), (-0.8 + 0.14 * math.sin(turn), 0.96 + 0.14 * math.cos(turn), 0.006))
    hind(s, dim(fur.back, 0.6), -0.42, 0.46, 0.08, 0.085)
    fore(s, dim(fur.back, 0.6), 0.24, 0.5, -0.06, 0.09)
    s.form(
        fur.back,
        (-0.6, 0.48),
        (-0.52, 0.62),
        (-0.1, 0.6),
        (0.24, 0.72),
        (0.44, 0.62),
        (0.42, 0.4),
        (0.1, 0.34),
        (-0.5, 0.36),
    )
    hind(s, fur.back, -0.46, 0.48, -0.04, 0.09)
    fore(s, fur.back, 0.3, 0.5, 0.16, 0.095)
    s.form(
        (96, 44, 34),
        (0.12, 0.66),
        (0.16, 0.92),
        (0.4, 1.02),
        (0.62, 0.92),
        (0.66, 0.66),
        (0.56, 0.42),
        (0.34, 0.32),
        (0.2, 0.46),
    )
    cat_head(s.inner(0.5, 0.72, 0.28), fur, open_=True)
    wing(s, (124, 56, 46), (0.0, 0.62), (-0.2, 0.9), (-0.14, 1.2), ((-0.66, 1.04), (-0.6, 0.8), (-0.34, 0.6)))


GUARDIANS: dict[str, Drawing] = {"gargoyle": gargoyle, "sphinx": sphinx, "manticore": manticore}
"""By the lexicon's id or motif."""
