"""Bears, and the beast that is half a bear and half an owl.

It must not draw other beasts.
"""

from __future__ import annotations

from clients.local.painter_beasts import Drawing, Fur, fore, gait, hind
from clients.local.painter_canvas import Rgb
from clients.local.painter_gear import BONE
from clients.local.painter_stencil import Stencil, dim


def bear(s: Stencil, way: str) -> None:
    """Heavy, with a hump; reared up where it fights."""
    fur = Fur((104, 74, 52), (134, 100, 72))
    if way in ("fight", "strike", "guard", "roar", "loom"):
        _reared(s, fur)
        return
    g = tuple(v * 0.8 for v in gait(way))
    far = dim(fur.back, 0.62)
    fore(s, far, 0.3, 0.5, g[1], 0.14, paw=1.5)
    hind(s, far, -0.5, 0.5, g[3], 0.13, paw=1.5)
    s.form(fur.back, (-0.76, 0.5), (-0.68, 0.78), (-0.4, 0.9), (-0.06, 0.88), (0.2, 1.0), (0.44, 0.94), (0.58, 0.7),
        (0.54, 0.44),
           (0.3, 0.28), (-0.2, 0.26), (-0.6, 0.28))  # fmt: skip
    hind(s, fur.back, -0.56, 0.5, g[2], 0.14, paw=1.5)
    fore(s, fur.back, 0.38, 0.5, g[0], 0.15, paw=1.5)
    s.limb(fur.back, (0.4, 0.72, 0.5), (0.64, 0.68, 0.38))
    _bear_head(s.inner(0.74, 0.66, 0.36), fur, open_=False)


def _reared(s: Stencil, fur: Fur) -> None:
    body = _rump(s, fur)
    _bear_head(body.inner(0.2, 0.96, 0.26), fur, open_=True)
    _paws(body, fur)


def _rump(s: Stencil, fur: Fur) -> Stencil:
    """The body of what stands on its hind legs, and its far arm."""
    far = dim(fur.back, 0.66)
    s = s.inner(0, 0, 1.3)
    s.limb(far, (0.1, 0.7, 0.18), (0.34, 0.72, 0.14), (0.48, 0.84, 0.12))
    s.limb(far, (0.06, 0.26, 0.2), (0.14, 0.12, 0.14), (0.1, 0.04, 0.13))
    s.form(
        fur.back,
        (-0.28, 0.1),
        (-0.32, 0.4),
        (-0.24, 0.68),
        (-0.06, 0.88),
        (0.14, 0.86),
        (0.26, 0.66),
        (0.26, 0.36),
        (0.16, 0.14),
    )
    s.limb(fur.back, (-0.14, 0.24, 0.26), (-0.06, 0.12, 0.17), (-0.1, 0.05, 0.15), (0.02, 0.04, 0.1))
    s.limb(far, (0.1, 0.04, 0.1), (0.2, 0.035, 0.08))
    s.form(fur.under, (0.1, 0.7), (0.24, 0.6), (0.22, 0.36), (0.1, 0.26), (0.04, 0.5))
    s.limb(fur.back, (0.06, 0.86, 0.28), (0.14, 0.94, 0.22))
    return s


def _paws(s: Stencil, fur: Fur) -> None:
    s.limb(fur.back, (-0.02, 0.72, 0.2), (0.2, 0.6, 0.15), (0.4, 0.62, 0.13))
    for x, y in ((0.5, 0.86), (0.42, 0.62)):
        for dy in (-0.04, 0.0, 0.04):
            s.limb(BONE, (x, y + dy, 0.018), (x + 0.07, y + dy - 0.035, 0.004))


def _bear_head(s: Stencil, fur: Fur, *, open_: bool) -> None:
    s.blob(dim(fur.back, 0.6), 0.06, 0.44, 0.13)
    s.form(
        fur.back,
        (-0.46, 0.0),
        (-0.3, 0.38),
        (0.1, 0.46),
        (0.4, 0.22),
        (0.8, 0.1),
        (0.88, -0.14),
        (0.74, -0.26),
        (0.3, -0.36),
        (-0.3, -0.4),
    )
    if open_:
        s.form((80, 24, 26), (0.4, -0.14), (0.82, -0.14), (0.7, -0.5), (0.4, -0.44))
        s.shape(BONE, (0.7, -0.14), (0.78, -0.14), (0.74, -0.3))
        s.form(fur.back, (0.2, -0.34), (0.5, -0.46), (0.74, -0.5), (0.66, -0.6), (0.2, -0.56))
    s.blob(fur.back, -0.2, 0.42, 0.15)
    s.blob((20, 18, 20), 0.86, 0.02, 0.08)
    s.eye(0.36, 0.12, 0.045, fur.eyes)


def owlbear(s: Stencil, way: str) -> None:
    """Reared, feathered to the waist, the great flat face of an owl turned to whoever looks."""
    fur = Fur((118, 88, 60), (150, 116, 80))
    plume: Rgb = (156, 124, 86)
    pale: Rgb = (226, 206, 168)
    s = _rump(s, fur)
    for row, (y, wide, count) in enumerate(
        ((0.42, 0.27, 6), (0.54, 0.29, 6), (0.66, 0.29, 6), (0.78, 0.24, 5), (0.88, 0.2, 4))
    ):
        for i in range(count):
            x = -wide + 2 * wide * i / (count - 1) - 0.01
            s.form(
                dim(plume, 0.78 + 0.1 * ((row + i) % 3)),
                (x - 0.06, y + 0.06),
                (x + 0.06, y + 0.06),
                (x, y - 0.1),
                (x, y - 0.1),
            )
    for side in (-1, 1):
        s.form(
            plume,
            (0.1 + side * 0.1, 1.1),
            (0.1 + side * 0.24, 1.06),
            (0.1 + side * 0.3, 1.34),
            (0.1 + side * 0.3, 1.34),
        )
    s.form(
        plume,
        (-0.16, 0.96),
        (-0.1, 1.14),
        (0.1, 1.2),
        (0.3, 1.14),
        (0.36, 0.96),
        (0.26, 0.8),
        (0.1, 0.76),
        (-0.06, 0.8),
    )
    for x in (0.0, 0.2):
        s.blob(pale, x, 1.0, 0.115, 0.12)
        s.blob((60, 40, 26), x, 1.0, 0.07)
        s.eye(x, 1.0, 0.062, (255, 190, 60), reach=3)
    s.form((232, 178, 70), (0.04, 0.97), (0.16, 0.97), (0.14, 0.86), (0.09, 0.76), (0.09, 0.76), (0.06, 0.86))
    _paws(s, fur)


BEARS: dict[str, Drawing] = {"bear": bear, "owlbear": owlbear}
"""By the lexicon's id or motif."""
