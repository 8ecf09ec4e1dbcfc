"""Heads and what is worn on them, in units of a head's radius about its middle, looking to the right.

It must not know bodies or poses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clients.local.painter_canvas import Rgb, mix
from clients.local.painter_gear import BONE, GOLD, STEEL
from clients.local.painter_stencil import Stencil, dim

EMBER: Rgb = (255, 186, 66)


@dataclass(frozen=True, slots=True)
class Coat:
    """The colours of somebody: their own, before any light falls on them."""

    skin: Rgb = (214, 166, 130)
    cloth: Rgb = (124, 88, 60)
    second: Rgb = (92, 74, 62)
    hair: Rgb = (84, 56, 36)
    tint: Rgb = (150, 60, 52)
    """Devices, plumes and the light of a staff."""


Head = Callable[[Stencil, Coat], None]


def face(s: Stencil, c: Coat) -> None:
    """A human head: skull, nose, jaw."""
    s.form(c.skin, (-0.82, 0.1), (-0.5, 0.86), (0.2, 1.0), (0.76, 0.6), (0.82, 0.16), (1.02, -0.12), (0.8, -0.24),
           (0.74, -0.72), (0.36, -1.0), (-0.2, -0.72), (-0.6, -0.6))  # fmt: skip


def hair(s: Stencil, c: Coat) -> None:
    """Short hair."""
    face(s, c)
    s.form(c.hair, (0.62, 0.66), (0.3, 1.12), (-0.4, 1.08), (-0.96, 0.5), (-0.92, -0.4), (-0.5, -0.6), (-0.3, 0.1),
           (0.1, 0.5))  # fmt: skip


def long_hair(s: Stencil, c: Coat) -> None:
    """Hair over the shoulders."""
    s.form(c.hair, (0.3, 0.9), (-0.7, 0.9), (-1.3, -0.4), (-1.5, -2.3), (-0.6, -2.0), (0.1, -1.0))
    face(s, c)
    s.form(c.hair, (0.66, 0.62), (0.3, 1.14), (-0.4, 1.12), (-1.0, 0.5), (-1.05, -1.0), (-0.5, -0.9), (-0.2, 0.1),
           (0.1, 0.52))  # fmt: skip


def bun(s: Stencil, c: Coat) -> None:
    """Hair pinned up."""
    hair(s, c)
    s.blob(c.hair, -0.95, 0.75, 0.5)


def bald(s: Stencil, c: Coat) -> None:
    """A shaven crown with a ring of hair."""
    face(s, c)
    s.form(c.hair, (-0.95, 0.3), (-0.94, -0.45), (-0.4, -0.6), (-0.1, 0.1), (-0.5, 0.35))


def elven(s: Stencil, c: Coat) -> None:
    """Long hair and long pointed ears."""
    long_hair(s, c)
    s.shape(c.skin, (-0.3, -0.1), (-0.05, 0.34), (-1.5, 1.15))


def beard(s: Stencil, c: Coat) -> None:
    """A great beard."""
    s.form(c.hair, (0.86, -0.1), (1.0, -0.9), (0.7, -2.3), (0.45, -2.7), (0.45, -2.7), (0.0, -1.9), (-0.5, -0.9),
           (-0.3, -0.3))  # fmt: skip


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


def skull(s: Stencil, c: Coat) -> None:
    """A bare skull with black sockets."""
    s.form(
        c.skin, (-0.9, 0.2), (-0.5, 0.95), (0.3, 1.05), (0.9, 0.6), (0.9, 0.0), (0.8, -0.3), (0.3, -0.4), (-0.5, -0.4)
    )
    s.form(c.skin, (0.2, -0.3), (0.85, -0.35), (0.8, -0.85), (0.5, -1.05), (0.2, -0.9))
    s.blob((8, 8, 12), 0.32, 0.12, 0.25, 0.28)
    s.blob((8, 8, 12), 0.8, 0.12, 0.14, 0.24)
    s.line((8, 8, 12), 0.1, (0.3, -0.55), (0.85, -0.52))


def goblin_head(s: Stencil, c: Coat) -> None:
    """A wide flat head: ears like wings, a hooked nose, a grin."""
    s.shape(dim(c.skin), (0.2, 0.1), (0.4, 0.6), (2.2, 1.2), (0.9, -0.1))
    s.form(c.skin, (-0.95, 0.2), (-0.5, 0.85), (0.3, 0.9), (0.85, 0.45), (1.0, 0.1), (1.75, -0.35), (1.55, -0.6),
           (0.95, -0.4), (0.7, -0.85), (0.1, -0.95), (-0.6, -0.6))  # fmt: skip
    s.form(c.skin, (-0.1, 0.4), (-1.2, 0.75), (-2.6, 1.35), (-2.6, 1.35), (-1.6, 0.1), (-0.3, -0.4))
    s.eye(0.62, 0.2, 0.17, (255, 210, 60))


def orc_head(s: Stencil, c: Coat) -> None:
    """A low brow, a heavy jaw, tusks."""
    s.form(c.skin, (-0.85, 0.1), (-0.5, 0.75), (0.2, 0.85), (0.8, 0.5), (0.95, 0.2), (1.15, -0.1), (1.0, -0.3), (1.2, -0.7),
           (0.7, -1.15), (-0.1, -1.0), (-0.7, -0.6))  # fmt: skip
    s.shape(BONE, (0.7, -0.5), (0.95, -0.5), (0.95, 0.12))
    s.shape(BONE, (0.3, -0.55), (0.5, -0.55), (0.38, 0.02))
    s.shape(c.skin, (-0.3, 0.0), (-0.1, 0.35), (-1.2, 0.75))
    s.tube((26, 22, 22), (-0.3, 0.8, 0.5), (-1.0, 0.6, 0.5), (-1.3, -0.5, 0.2))
    s.eye(0.62, 0.16, 0.12, (255, 90, 50))


def brute_head(s: Stencil, c: Coat) -> None:
    """A troll's: a long nose over a wide mouth, matted hair."""
    s.form(c.skin, (-0.8, 0.1), (-0.4, 0.8), (0.3, 0.8), (0.75, 0.5), (0.9, 0.25), (1.7, -0.3), (1.75, -0.75), (1.35, -0.8),
           (0.95, -0.45), (1.05, -0.95), (0.5, -1.25), (-0.3, -0.9))  # fmt: skip
    s.form(c.hair, (0.5, 0.8), (-0.2, 1.2), (-0.9, 0.8), (-1.5, -0.6), (-1.7, -1.7), (-0.8, -1.1), (-0.4, 0.2))
    s.shape(c.skin, (-0.3, -0.1), (-0.05, 0.35), (-1.5, 0.6))
    s.shape(BONE, (0.7, -0.95), (0.95, -0.9), (0.85, -0.4))
    s.eye(0.66, 0.2, 0.12, EMBER)


def ogre_head(s: Stencil, c: Coat) -> None:
    """A small bald head sunk in fat, two teeth."""
    s.form(c.skin, (-0.9, 0.0), (-0.55, 0.8), (0.1, 0.95), (0.7, 0.65), (0.85, 0.2), (1.15, -0.1), (0.95, -0.3), (1.2, -0.8),
           (0.6, -1.35), (-0.5, -1.2), (-1.0, -0.7))  # fmt: skip
    s.shape(BONE, (0.55, -0.62), (0.75, -0.62), (0.66, -0.2))
    s.shape(BONE, (0.9, -0.6), (1.1, -0.6), (1.02, -0.2))
    s.blob(c.skin, -0.45, 0.0, 0.34)
    s.line(c.hair, 0.2, (-0.1, 0.9), (-0.3, 1.7), (-0.8, 1.9))
    s.eye(0.55, 0.25, 0.1, EMBER)


def cyclops_head(s: Stencil, c: Coat) -> None:
    """One great eye."""
    ogre_head(s, c)
    s.glows.pop()
    s.blob((250, 240, 214), 0.5, 0.3, 0.42, 0.36)
    s.eye(0.62, 0.3, 0.17, (255, 120, 40), reach=4)


def horned_head(s: Stencil, c: Coat) -> None:
    """A demon's: swept horns, a jaw of teeth, burning eyes."""
    for x, side in ((0.3, 1), (-0.3, -1)):
        s.tube(BONE if side < 0 else dim(BONE), (x, 0.6, 0.6), (x + side * 0.9, 1.2, 0.5), (x + side * 1.3, 2.2, 0.34),
               (x + side * 0.8, 3.1, 0.05))  # fmt: skip
    s.form(c.skin, (-0.85, 0.1), (-0.4, 0.85), (0.3, 0.9), (0.8, 0.4), (1.1, -0.2), (1.15, -0.7), (0.6, -1.3), (0.6, -1.3),
           (0.0, -0.9), (-0.7, -0.6))  # fmt: skip
    s.shape(BONE, (0.6, -0.55), (0.75, -0.95), (0.85, -0.5), (0.95, -0.85), (1.08, -0.45))
    s.eye(0.58, 0.12, 0.16, (255, 130, 30))


def bull_head(s: Stencil, c: Coat) -> None:
    """A minotaur's: wide horns, a muzzle with a ring."""
    s.form(c.hair, (-0.4, 1.0), (-1.4, 0.4), (-1.7, -1.0), (-0.6, -1.4), (0.2, -0.6))
    for side in (-1, 1):
        s.tube(BONE if side < 0 else dim(BONE), (side * 0.4, 0.55, 0.5), (side * 1.5, 0.6, 0.46), (side * 2.1, 1.2, 0.34),
               (side * 2.0, 2.1, 0.05))  # fmt: skip
    s.form(c.skin, (-0.7, 0.2), (-0.3, 0.85), (0.4, 0.8), (0.9, 0.2), (1.65, -0.5), (1.75, -0.95), (1.3, -1.2), (0.7, -0.95),
           (0.1, -0.9), (-0.6, -0.5))  # fmt: skip
    s.shape(dim(c.skin), (-0.4, 0.35), (-1.3, 0.2), (-0.5, -0.1))
    s.blob((30, 20, 20), 1.55, -0.75, 0.1)
    s.line(GOLD, 0.12, (1.6, -1.0), (1.75, -1.3), (1.45, -1.3), (1.5, -1.0))
    s.eye(0.55, 0.2, 0.12, (255, 80, 40))


def wolf_head(s: Stencil, c: Coat) -> None:
    """A werewolf's: a muzzle full of teeth, ears laid back."""
    s.shape(dim(c.skin), (0.0, 0.6), (0.35, 0.7), (0.0, 1.75))
    s.form(c.skin, (-1.1, -0.6), (-0.95, 0.4), (-0.3, 0.9), (0.5, 0.7), (0.95, 0.35), (1.9, 0.15), (2.1, -0.1), (1.9, -0.3),
           (1.1, -0.35), (0.9, -0.45), (1.7, -0.75), (1.6, -0.95), (0.6, -1.0), (-0.3, -1.2))  # fmt: skip
    s.shape(BONE, (1.1, -0.34), (1.22, -0.62), (1.36, -0.32), (1.5, -0.56), (1.64, -0.28), (1.78, -0.5), (1.88, -0.26))
    s.shape(c.skin, (-0.7, 0.4), (-0.2, 0.85), (-0.75, 1.85))
    s.eye(0.72, 0.28, 0.13)


def lizard_head(s: Stencil, c: Coat) -> None:
    """A kobold's or a lizardman's: a snout, a crest."""
    s.spikes(c.tint, 0.5, (0.5, 0.8), (0.0, 0.95), (-0.5, 0.7), (-0.9, 0.1), (-1.0, -0.5))
    s.form(c.skin, (-0.95, -0.3), (-0.6, 0.6), (0.1, 0.85), (0.7, 0.55), (1.9, 0.15), (2.15, -0.2), (1.8, -0.45), (0.6, -0.6),
           (-0.2, -0.9))  # fmt: skip
    s.line(dim(c.skin, 0.4), 0.1, (0.7, -0.25), (1.95, -0.22))
    s.eye(0.6, 0.35, 0.14, (255, 230, 80))


def owl_head(s: Stencil, c: Coat) -> None:
    """An owlbear's: a feathered disc, a hooked beak, great round eyes."""
    for side in (-1, 1):
        s.shape(c.second, (side * 0.5, 0.7), (side * 0.85, 0.4), (side * 1.15, 1.7))
    s.form(c.second, (-1.1, -0.2), (-0.7, 0.9), (0.2, 1.05), (0.95, 0.7), (1.1, -0.1), (0.6, -1.0), (-0.5, -1.1))
    s.blob(mix(c.second, BONE, 0.5), 0.3, 0.2, 0.42)
    s.blob(mix(c.second, BONE, 0.5), 0.95, 0.2, 0.3, 0.4)
    s.form((230, 176, 70), (0.5, 0.15), (1.0, 0.1), (1.35, -0.35), (1.05, -0.95), (1.05, -0.95), (0.7, -0.4))
    s.eye(0.3, 0.25, 0.2, (255, 190, 60))
    s.eye(0.95, 0.27, 0.16, (255, 190, 60))


def stone_head(s: Stencil, c: Coat) -> None:
    """A golem's: a block with two lit slots."""
    s.shape(c.skin, (-0.8, -0.9), (-0.9, 0.5), (-0.5, 0.95), (0.6, 0.9), (0.95, 0.5), (0.9, -0.9))
    s.shape(dim(c.skin, 0.5), (0.1, 0.25), (0.95, 0.25), (0.92, -0.1), (0.12, -0.1))
    s.eye(0.36, 0.08, 0.13, c.tint)
    s.eye(0.78, 0.08, 0.11, c.tint)


def pumpkin_head(s: Stencil, c: Coat) -> None:
    """A scarecrow's: a sack under a straw hat."""
    s.form((196, 160, 104), (-0.8, 0.0), (-0.4, 0.9), (0.5, 0.9), (0.9, 0.1), (0.5, -0.9), (0.2, -1.3), (-0.2, -0.9))
    s.line((30, 22, 16), 0.12, (0.0, -0.45), (0.3, -0.55), (0.75, -0.35))
    s.blob((30, 22, 16), 0.1, 0.2, 0.16)
    s.blob((30, 22, 16), 0.65, 0.2, 0.14)
    straw_hat(s, c)


def feelers(s: Stencil, c: Coat) -> None:
    """A mind flayer's: a bulging brow and four feelers."""
    s.form(c.skin, (-1.1, 0.3), (-0.7, 1.3), (0.3, 1.35), (0.95, 0.6), (0.85, -0.3), (0.2, -0.8), (-0.7, -0.4))
    for x, sway in ((0.2, -0.2), (0.45, 0.15), (0.7, 0.1), (0.9, 0.5)):
        s.tube(
            c.skin, (x, -0.3, 0.34), (x + sway, -1.2, 0.28), (x + sway * 0.2, -1.9, 0.2), (x + sway * 1.8, -2.5, 0.06)
        )
    s.eye(0.55, 0.2, 0.16, (240, 240, 255))


HEADS: dict[str, Head] = {
    name.removesuffix("_head"): head
    for name, head in (
        (each.__name__, each)
        for each in (
            face, hair, long_hair, bun, bald, elven, beard, point_hat, brim_hat, feather_hat, tricorn, straw_hat, cap,
            kerchief, jester_cap, hood, point_hood, crown, circlet, great_helm, kettle_helm, crest_helm, horn_helm, antlers,
            veil, skull, goblin_head, orc_head, brute_head, ogre_head, cyclops_head, horned_head, bull_head, wolf_head,
            lizard_head, owl_head, stone_head, pumpkin_head, feelers,
        )
    )
}  # fmt: skip
"""Heads and headgear by name; several are worn one over another."""
