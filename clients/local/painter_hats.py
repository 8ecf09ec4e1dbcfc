"""What is worn on a head: hats, hoods, crowns and helms, in units of the head's radius about its middle.

It must not draw heads.
"""

from __future__ import annotations

from clients.local.painter_coat import Coat, Headgear
from clients.local.painter_gear import BONE, GOLD, STEEL
from clients.local.painter_stencil import Stencil, dim


def point_hat(s: Stencil, c: Coat) -> None:
    """A wizard's hat, bent at its tip."""
    s.form(c.cloth, (-2.1, 0.5), (-2.1, 0.5), (-0.9, 0.42), (0.8, 0.42), (2.1, 0.62), (2.1, 0.62), (0.95, 0.86),
           (0.5, 1.9), (-0.2, 3.2), (-1.25, 3.75), (-1.25, 3.75), (-0.95, 2.4), (-1.0, 0.9))  # fmt: skip
    s.line(dim(c.cloth, 0.6), 0.26, (-1.0, 0.75), (0.95, 0.8))


def brim_hat(s: Stencil, c: Coat) -> None:
    """A wide hat."""
    s.form(c.second, (-2.0, 0.5), (-0.8, 0.5), (0.8, 0.46), (2.0, 0.56), (2.0, 0.76), (0.9, 0.84), (0.7, 1.5),
           (-0.1, 1.62), (-0.9, 1.46), (-1.0, 0.84), (-2.0, 0.72))  # fmt: skip


def feather_hat(s: Stencil, c: Coat) -> None:
    """A beret with a long feather."""
    s.form(c.second, (-1.5, 0.3), (-1.3, 1.1), (-0.2, 1.5), (0.9, 1.1), (0.9, 0.6), (-0.4, 0.6))
    s.tube(c.tint, (0.3, 1.0, 0.2), (-0.6, 2.0, 0.44), (-1.7, 2.1, 0.36), (-2.5, 1.5, 0.08))


def tricorn(s: Stencil, c: Coat) -> None:
    """A sailor's three-cornered hat."""
    s.form(c.second, (-1.9, 0.95), (-1.9, 0.95), (-0.8, 0.42), (0.8, 0.4), (2.0, 0.85), (2.0, 0.85), (1.0, 1.25),
           (0.2, 1.75), (-0.8, 1.5))  # fmt: skip
    s.line(GOLD, 0.14, (-1.7, 0.95), (-0.7, 0.66), (0.7, 0.64), (1.8, 0.85))


def straw_hat(s: Stencil, c: Coat) -> None:
    """A wide flat straw hat."""
    brim_hat(s, Coat(second=(214, 178, 98)))


def cap(s: Stencil, c: Coat) -> None:
    """A plain cap."""
    s.form(c.second, (-0.98, 0.3), (-0.9, 0.95), (-0.1, 1.3), (0.7, 1.0), (0.92, 0.45), (0.0, 0.5))


def kerchief(s: Stencil, c: Coat) -> None:
    """A scarf over the hair."""
    s.form(c.second, (0.5, 0.86), (-0.3, 1.2), (-1.05, 0.6), (-1.1, -0.4), (-1.2, -1.2), (-0.4, -0.9), (-0.1, 0.3))


def jester_cap(s: Stencil, c: Coat) -> None:
    """A cap with three bells."""
    for x, y, bx, by, color in (
        (-0.6, 0.9, -2.2, 1.2, c.cloth),
        (0.5, 0.9, 2.0, 1.5, c.tint),
        (0.0, 1.0, -0.6, 2.6, c.second),
    ):
        s.tube(color, (x, y, 1.0), ((x + bx) / 2, max(y, by) + 0.3, 0.6), (bx, by, 0.14))
        s.blob(GOLD, bx, by - 0.1, 0.24)
    s.form(c.cloth, (-1.0, 0.2), (-0.7, 1.1), (0.1, 1.25), (0.8, 0.9), (0.9, 0.4))


def hood(s: Stencil, c: Coat) -> None:
    """A hood with a face in its shadow."""
    s.form(
        c.cloth, (-1.5, -1.4), (-1.4, 0.1), (-0.9, 1.15), (0.0, 1.5), (0.8, 1.2), (1.25, 0.3), (1.0, -0.7), (0.9, -1.3)
    )
    s.form(dim(c.cloth, 0.28), (0.3, 0.8), (1.1, 0.4), (1.0, -0.5), (0.5, -0.85), (0.1, -0.4), (0.05, 0.4))


def point_hood(s: Stencil, c: Coat) -> None:
    """A cultist's tall hood."""
    s.form(c.cloth, (-1.4, -1.4), (-1.1, 0.2), (-0.4, 1.6), (0.0, 2.7), (0.0, 2.7), (0.5, 1.5), (1.1, 0.2), (1.2, -1.4))
    s.blob((20, 10, 10), 0.1, 0.16, 0.2)
    s.blob((20, 10, 10), 0.74, 0.16, 0.16)


def crown(s: Stencil, c: Coat) -> None:
    """A crown of points."""
    s.shape(GOLD, (-0.98, 0.55), (-1.2, 1.75), (-0.66, 1.12), (-0.36, 1.95), (0.0, 1.15), (0.36, 1.95), (0.6, 1.1),
            (1.1, 1.65), (0.9, 0.5))  # fmt: skip
    s.line(dim(GOLD, 0.7), 0.2, (-0.95, 0.62), (0.88, 0.58))


def circlet(s: Stencil, c: Coat) -> None:
    """A narrow band with a stone."""
    s.line(GOLD, 0.2, (-0.95, 0.5), (0.0, 0.72), (0.84, 0.5))
    s.shape(GOLD, (0.4, 0.7), (0.66, 1.3), (0.84, 0.6))


def great_helm(s: Stencil, c: Coat) -> None:
    """A closed helm with a plume."""
    s.tube(c.tint, (0.1, 1.4, 0.5), (-0.7, 1.9, 0.8), (-1.7, 1.3, 0.7), (-2.2, 0.1, 0.2))
    s.form(
        STEEL, (-0.95, -0.95), (-1.0, 0.5), (-0.5, 1.2), (0.2, 1.4), (0.85, 0.9), (1.2, 0.1), (0.95, -1.0), (0.95, -1.0)
    )
    s.line((24, 24, 30), 0.2, (0.15, 0.22), (1.1, 0.16))
    s.line(dim(STEEL, 0.5), 0.1, (0.6, -0.1), (0.7, -0.85))


def kettle_helm(s: Stencil, c: Coat) -> None:
    """A soldier's iron hat."""
    s.form(STEEL, (-1.45, 0.35), (-0.9, 0.62), (-0.75, 1.1), (0.0, 1.5), (0.75, 1.1), (0.92, 0.62), (1.5, 0.3),
           (0.9, 0.36), (-0.8, 0.4))  # fmt: skip


def crest_helm(s: Stencil, c: Coat) -> None:
    """A captain's open helm with a crest."""
    s.form(c.tint, (0.8, 1.3), (0.2, 2.1), (-0.8, 2.0), (-1.6, 1.0), (-1.7, -0.4), (-1.0, 0.2), (-0.6, 1.0))
    s.form(
        STEEL,
        (-1.05, -0.7),
        (-1.05, 0.5),
        (-0.5, 1.15),
        (0.3, 1.25),
        (0.95, 0.7),
        (0.9, 0.35),
        (0.1, 0.35),
        (-0.2, -0.7),
    )


def horn_helm(s: Stencil, c: Coat) -> None:
    """A cap of iron with two horns."""
    for side in (-1, 1):
        s.tube(
            BONE, (side * 0.75, 0.8, 0.5), (side * 1.5, 1.0, 0.42), (side * 1.9, 1.7, 0.26), (side * 1.75, 2.3, 0.06)
        )
    s.form(STEEL, (-1.0, 0.3), (-0.85, 0.95), (0.0, 1.35), (0.8, 0.95), (0.98, 0.3))
    s.line(dim(STEEL, 0.6), 0.2, (-0.98, 0.36), (0.95, 0.34))


def antlers(s: Stencil, c: Coat) -> None:
    """A crown of antlers over long hair."""
    for side in (-1, 1):
        s.tube(BONE, (side * 0.4, 0.9, 0.3), (side * 1.0, 1.7, 0.26), (side * 1.2, 2.6, 0.2), (side * 0.9, 3.3, 0.08))
        s.line(BONE, 0.18, (side * 0.95, 1.6), (side * 1.8, 1.9), (side * 2.0, 2.5))
        s.line(BONE, 0.16, (side * 1.15, 2.3), (side * 1.8, 2.9))
    s.line((92, 120, 62), 0.34, (-0.95, 0.6), (0.0, 0.85), (0.85, 0.6))


def veil(s: Stencil, c: Coat) -> None:
    """A veil over head and shoulders."""
    s.form(
        c.second,
        (0.75, 0.5),
        (0.2, 1.2),
        (-0.7, 1.1),
        (-1.25, 0.1),
        (-1.6, -2.0),
        (-0.3, -1.9),
        (-0.2, -0.2),
        (0.2, 0.5),
    )


HATS: dict[str, Headgear] = {
    "point_hat": point_hat,
    "brim_hat": brim_hat,
    "feather_hat": feather_hat,
    "tricorn": tricorn,
    "straw_hat": straw_hat,
    "cap": cap,
    "kerchief": kerchief,
    "jester_cap": jester_cap,
    "hood": hood,
    "point_hood": point_hood,
    "crown": crown,
    "circlet": circlet,
    "great_helm": great_helm,
    "kettle_helm": kettle_helm,
    "crest_helm": crest_helm,
    "horn_helm": horn_helm,
    "antlers": antlers,
    "veil": veil,
}
"""By name; several are worn one over another."""
