"""Great lizards with and without heads to spare: hydras and dinosaurs.

It must not draw wings.
"""

from __future__ import annotations

from clients.local.painter_beasts import Drawing
from clients.local.painter_canvas import Rgb
from clients.local.painter_dragons import claws, dragon_head
from clients.local.painter_gear import BONE
from clients.local.painter_stencil import Stencil, dim


def hydra(s: Stencil, way: str) -> None:
    """Five heads on swaying necks over a squat body."""
    hide: Rgb = (76, 104, 84)
    belly: Rgb = (168, 164, 112)
    s.tube(hide, (-0.2, 0.16, 0.2), (-0.5, 0.08, 0.13), (-0.76, 0.06, 0.08), (-0.96, 0.14, 0.02))
    necks = (
        ((-0.06, 0.3), (-0.3, 0.5), (-0.34, 0.72), (-0.24, 0.84), 0.62),
        ((0.06, 0.34), (0.28, 0.46), (0.52, 0.46), (0.62, 0.56), 0.66),
        ((-0.02, 0.34), (-0.12, 0.6), (-0.06, 0.84), (0.08, 0.96), 0.78),
        ((0.06, 0.34), (0.24, 0.56), (0.28, 0.74), (0.42, 0.8), 0.86),
        ((0.1, 0.28), (0.32, 0.28), (0.48, 0.22), (0.64, 0.28), 1.0),
    )
    for a, b, c, d, tone in necks[:3]:
        s.tube(dim(hide, tone), (*a, 0.13), (*b, 0.1), (*c, 0.08), (*d, 0.075))
        dragon_head(s.inner(d[0] + 0.05, d[1], 0.2), dim(hide, tone), dim(belly, tone), (255, 210, 70), gape=0.26)
    s.limb(dim(hide, 0.6), (0.1, 0.2, 0.16), (0.22, 0.1, 0.1), (0.2, 0.03, 0.09))
    s.form(hide, (-0.36, 0.06), (-0.36, 0.24), (-0.16, 0.4), (0.08, 0.42), (0.22, 0.32), (0.2, 0.14), (0.0, 0.05))
    for a, b, c, d, tone in necks[3:]:
        s.tube(dim(hide, tone), (*a, 0.14), (*b, 0.11), (*c, 0.085), (*d, 0.08))
        dragon_head(s.inner(d[0] + 0.05, d[1], 0.21), dim(hide, tone), dim(belly, tone), (255, 210, 70), gape=0.26)
    s.limb(hide, (-0.16, 0.2, 0.22), (-0.02, 0.1, 0.13), (-0.1, 0.03, 0.1), (0.02, 0.025, 0.07))
    claws(s, 0.02, 0.025, 0.045)
    claws(s, 0.24, 0.025, 0.045)


def dinosaur(s: Stencil, way: str) -> None:
    """A great lizard on two legs: jaws, small arms, a level tail."""
    c: Rgb = (112, 104, 72)
    s.tube(c, (-0.1, 0.5, 0.24), (-0.4, 0.52, 0.16), (-0.7, 0.5, 0.09), (-0.98, 0.54, 0.02))
    s.limb(dim(c, 0.6), (0.0, 0.46, 0.24), (0.16, 0.3, 0.14), (0.02, 0.16, 0.08), (0.1, 0.03, 0.07), (0.2, 0.025, 0.05))
    s.form(
        c,
        (-0.26, 0.48),
        (-0.14, 0.64),
        (0.1, 0.7),
        (0.3, 0.78),
        (0.36, 0.62),
        (0.26, 0.44),
        (0.04, 0.34),
        (-0.16, 0.36),
    )
    s.limb(c, (0.24, 0.66, 0.24), (0.38, 0.84, 0.2))
    s.form(dim(c, 0.75), (0.3, 0.76), (0.5, 0.7), (0.68, 0.64), (0.7, 0.6), (0.5, 0.58), (0.34, 0.66))
    s.form(
        c,
        (0.26, 0.8),
        (0.3, 0.96),
        (0.46, 1.0),
        (0.6, 0.94),
        (0.76, 0.9),
        (0.8, 0.82),
        (0.76, 0.76),
        (0.5, 0.78),
        (0.36, 0.72),
    )
    for i in range(5):
        x = 0.5 + i * 0.055
        s.shape(BONE, (x - 0.016, 0.79), (x + 0.016, 0.79), (x, 0.73))
    s.limb(c, (0.26, 0.56, 0.05), (0.36, 0.5, 0.035), (0.34, 0.44, 0.03))
    s.limb(c, (-0.08, 0.5, 0.3), (0.08, 0.32, 0.17), (-0.1, 0.18, 0.09), (-0.04, 0.03, 0.08), (0.08, 0.025, 0.06))
    claws(s, 0.06, 0.025, 0.04)
    claws(s, 0.18, 0.025, 0.04)
    s.eye(0.46, 0.9, 0.016)


LIZARDS: dict[str, Drawing] = {"hydra": hydra, "dinosaur": dinosaur}
"""By the lexicon's id or motif."""
