"""Heads and what is worn on them, in units of a head's radius about its middle, looking to the right.

It must not know bodies or poses.
"""

from __future__ import annotations

from clients.local.painter_canvas import Rgb, mix
from clients.local.painter_coat import Coat, Headgear
from clients.local.painter_gear import BONE, GOLD
from clients.local.painter_hats import HATS, straw_hat
from clients.local.painter_masks import MASKS
from clients.local.painter_stencil import Stencil, dim

EMBER: Rgb = (255, 186, 66)


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
    s.form(c.skin, (-0.85, 0.1), (-0.5, 0.75), (0.2, 0.85), (0.8, 0.5), (0.95, 0.2), (1.15, -0.1), (1.0, -0.3), (1.2,
        -0.7),
           (0.7, -1.15), (-0.1, -1.0), (-0.7, -0.6))  # fmt: skip
    s.shape(BONE, (0.7, -0.5), (0.95, -0.5), (0.95, 0.12))
    s.shape(BONE, (0.3, -0.55), (0.5, -0.55), (0.38, 0.02))
    s.shape(c.skin, (-0.3, 0.0), (-0.1, 0.35), (-1.2, 0.75))
    s.tube((26, 22, 22), (-0.3, 0.8, 0.5), (-1.0, 0.6, 0.5), (-1.3, -0.5, 0.2))
    s.eye(0.62, 0.16, 0.12, (255, 90, 50))


def brute_head(s: Stencil, c: Coat) -> None:
    """A troll's: a long nose over a wide mouth, matted hair."""
    s.form(c.skin, (-0.8, 0.1), (-0.4, 0.8), (0.3, 0.8), (0.75, 0.5), (0.9, 0.25), (1.7, -0.3), (1.75, -0.75), (1.35,
        -0.8),
           (0.95, -0.45), (1.05, -0.95), (0.5, -1.25), (-0.3, -0.9))  # fmt: skip
    s.form(c.hair, (0.5, 0.8), (-0.2, 1.2), (-0.9, 0.8), (-1.5, -0.6), (-1.7, -1.7), (-0.8, -1.1), (-0.4, 0.2))
    s.shape(c.skin, (-0.3, -0.1), (-0.05, 0.35), (-1.5, 0.6))
    s.shape(BONE, (0.7, -0.95), (0.95, -0.9), (0.85, -0.4))
    s.eye(0.66, 0.2, 0.12, EMBER)


def ogre_head(s: Stencil, c: Coat) -> None:
    """A small bald head sunk in fat, two teeth."""
    s.form(c.skin, (-0.9, 0.0), (-0.55, 0.8), (0.1, 0.95), (0.7, 0.65), (0.85, 0.2), (1.15, -0.1), (0.95, -0.3), (1.2,
        -0.8),
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
    s.form(c.skin, (-0.85, 0.1), (-0.4, 0.85), (0.3, 0.9), (0.8, 0.4), (1.1, -0.2), (1.15, -0.7), (0.6, -1.3), (0.6,
        -1.3),
           (0.0, -0.9), (-0.7, -0.6))  # fmt: skip
    s.shape(BONE, (0.6, -0.55), (0.75, -0.95), (0.85, -0.5), (0.95, -0.85), (1.08, -0.45))
    s.eye(0.58, 0.12, 0.16, (255, 130, 30))


def bull_head(s: Stencil, c: Coat) -> None:
    """A minotaur's: wide horns, a muzzle with a ring."""
    s.form(c.hair, (-0.4, 1.0), (-1.4, 0.4), (-1.7, -1.0), (-0.6, -1.4), (0.2, -0.6))
    for side in (-1, 1):
        s.tube(BONE if side < 0 else dim(BONE), (side * 0.4, 0.55, 0.5), (side * 1.5, 0.6, 0.46), (side * 2.1, 1.2,
            0.34),
               (side * 2.0, 2.1, 0.05))  # fmt: skip
    s.form(c.skin, (-0.7, 0.2), (-0.3, 0.85), (0.4, 0.8), (0.9, 0.2), (1.65, -0.5), (1.75, -0.95), (1.3, -1.2), (0.7,
        -0.95),
           (0.1, -0.9), (-0.6, -0.5))  # fmt: skip
    s.shape(dim(c.skin), (-0.4, 0.35), (-1.3, 0.2), (-0.5, -0.1))
    s.blob((30, 20, 20), 1.55, -0.75, 0.1)
    s.line(GOLD, 0.12, (1.6, -1.0), (1.75, -1.3), (1.45, -1.3), (1.5, -1.0))
    s.eye(0.55, 0.2, 0.12, (255, 80, 40))


def wolf_head(s: Stencil, c: Coat) -> None:
    """A werewolf's: a muzzle full of teeth, ears laid back."""
    s.shape(dim(c.skin), (0.0, 0.6), (0.35, 0.7), (0.0, 1.75))
    s.form(c.skin, (-1.1, -0.6), (-0.95, 0.4), (-0.3, 0.9), (0.5, 0.7), (0.95, 0.35), (1.9, 0.15), (2.1, -0.1), (1.9,
        -0.3),
           (1.1, -0.35), (0.9, -0.45), (1.7, -0.75), (1.6, -0.95), (0.6, -1.0), (-0.3, -1.2))  # fmt: skip
    s.shape(BONE, (1.1, -0.34), (1.22, -0.62), (1.36, -0.32), (1.5, -0.56), (1.64, -0.28), (1.78, -0.5), (1.88, -0.26))
    s.shape(c.skin, (-0.7, 0.4), (-0.2, 0.85), (-0.75, 1.85))
    s.eye(0.72, 0.28, 0.13)


def lizard_head(s: Stencil, c: Coat) -> None:
    """A kobold's or a lizardman's: a snout, a crest."""
    s.spikes(c.tint, 0.5, (0.5, 0.8), (0.0, 0.95), (-0.5, 0.7), (-0.9, 0.1), (-1.0, -0.5))
    s.form(c.skin, (-0.95, -0.3), (-0.6, 0.6), (0.1, 0.85), (0.7, 0.55), (1.9, 0.15), (2.15, -0.2), (1.8, -0.45), (0.6,
        -0.6),
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


HEADS: dict[str, Headgear] = {
    **HATS,
    **MASKS,
    "face": face,
    "hair": hair,
    "long_hair": long_hair,
    "bun": bun,
    "bald": bald,
    "elven": elven,
    "beard": beard,
    "skull": skull,
    "goblin": goblin_head,
    "orc": orc_head,
    "brute": brute_head,
    "ogre": ogre_head,
    "cyclops": cyclops_head,
    "horned": horned_head,
    "bull": bull_head,
    "wolf": wolf_head,
    "lizard": lizard_head,
    "owl": owl_head,
    "stone": stone_head,
    "pumpkin": pumpkin_head,
    "feelers": feelers,
}
"""Heads, and what is worn on them, by name; several are worn one over another."""
