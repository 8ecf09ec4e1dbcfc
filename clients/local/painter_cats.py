"""Cats, great and small.

It must not draw other beasts.
"""

from __future__ import annotations

from clients.local.painter_beasts import Drawing, Fur, fore, gait, hind
from clients.local.painter_canvas import Rgb, mix
from clients.local.painter_gear import BONE
from clients.local.painter_stencil import Stencil, dim


def lion(s: Stencil, way: str) -> None:
    """A great mane, a tufted tail."""
    fur = Fur((196, 152, 92), (220, 190, 140))
    cat_body(s, way, fur, tuft=True)
    mane: Rgb = (118, 74, 40)
    s.form(
        mane, (0.2, 0.84), (0.3, 1.06), (0.56, 1.14), (0.78, 1.02), (0.84, 0.8), (0.76, 0.54), (0.5, 0.34), (0.26, 0.5)
    )
    cat_head(s.inner(0.68, 0.82, 0.3), fur, open_=way in ("roar", "fight", "strike"))


def panther(s: Stencil, way: str) -> None:
    """Stalking, the shoulders higher than the head."""
    fur = Fur((44, 42, 54), (60, 58, 70), (190, 240, 120))
    cat_body(s, way if way != "stand" else "sneak", fur)
    s.limb(fur.back, (0.4, 0.66, 0.34), (0.64, 0.68, 0.24))
    cat_head(s.inner(0.74, 0.7, 0.27), fur, open_=way in ("roar", "fight", "strike"))


def cat_body(s: Stencil, way: str, fur: Fur, *, tuft: bool = False) -> None:
    """A long, loose body on soft paws."""
    g = gait(way)
    far = dim(fur.back, 0.62)
    s.tube(fur.back, (-0.66, 0.6, 0.08), (-0.9, 0.4, 0.07), (-1.1, 0.3, 0.06), (-1.3, 0.44, 0.05), (-1.34, 0.58, 0.04))
    if tuft:
        s.blob((118, 74, 40), -1.34, 0.62, 0.07, 0.1)
    hind(s, far, -0.5, 0.52, g[3], 0.095)
    fore(s, far, 0.3, 0.54, g[1], 0.1)
    s.form(fur.back, (-0.7, 0.54), (-0.62, 0.7), (-0.36, 0.72), (0.0, 0.66), (0.28, 0.82), (0.5, 0.74), (0.54, 0.52),
        (0.38, 0.36),
           (0.0, 0.36), (-0.34, 0.42), (-0.64, 0.4))  # fmt: skip
    hind(s, fur.back, -0.54, 0.54, g[2], 0.1)
    fore(s, mix(fur.back, fur.under, 0.3), 0.36, 0.54, g[0], 0.105)


def cat_head(s: Stencil, fur: Fur, *, open_: bool = False) -> None:
    """Round, with a short muzzle."""
    s.blob(dim(fur.back, 0.6), 0.04, 0.44, 0.14)
    s.form(
        fur.back,
        (-0.42, 0.0),
        (-0.3, 0.36),
        (0.1, 0.46),
        (0.44, 0.3),
        (0.7, 0.12),
        (0.78, -0.12),
        (0.62, -0.3),
        (0.2, -0.44),
        (-0.26, -0.34),
    )
    s.form(fur.under, (0.4, 0.02), (0.74, 0.04), (0.78, -0.16), (0.56, -0.3), (0.34, -0.2))
    if open_:
        s.form((70, 20, 24), (0.42, -0.2), (0.76, -0.14), (0.66, -0.5), (0.4, -0.46))
        s.shape(BONE, (0.66, -0.16), (0.74, -0.14), (0.7, -0.3))
        s.shape(BONE, (0.5, -0.46), (0.56, -0.46), (0.54, -0.32))
    s.blob(fur.back, -0.22, 0.4, 0.15)
    s.blob((20, 18, 20), 0.76, 0.04, 0.07, 0.05)
    s.eye(0.36, 0.14, 0.06, fur.eyes)


def cat(s: Stencil, way: str) -> None:
    """Sitting upright, the tail curled about."""
    c: Rgb = (64, 58, 62)
    s.tube(c, (-0.28, 0.1, 0.11), (-0.5, 0.06, 0.1), (-0.62, 0.2, 0.09), (-0.54, 0.4, 0.08), (-0.62, 0.52, 0.04))
    s.form(
        c,
        (-0.36, 0.0),
        (-0.42, 0.26),
        (-0.26, 0.56),
        (-0.06, 0.72),
        (0.14, 0.66),
        (0.22, 0.4),
        (0.24, 0.0),
        (0.24, 0.0),
    )
    s.limb(dim(c, 0.7), (0.06, 0.36, 0.12), (0.12, 0.05, 0.09))
    s.limb(c, (0.16, 0.4, 0.12), (0.22, 0.04, 0.09))
    s.form(c, (-0.16, 0.72), (-0.14, 0.9), (0.08, 0.98), (0.3, 0.92), (0.36, 0.78), (0.26, 0.66), (0.0, 0.62))
    s.shape(c, (-0.14, 0.84), (0.02, 0.95), (-0.1, 1.14))
    s.shape(c, (0.14, 0.95), (0.3, 0.88), (0.28, 1.12))
    s.eye(0.12, 0.81, 0.03, (190, 240, 120))
    s.eye(0.28, 0.81, 0.026, (190, 240, 120))


CATS: dict[str, Drawing] = {"lion": lion, "panther": panther, "cat": cat}
"""By the lexicon's id or motif."""
