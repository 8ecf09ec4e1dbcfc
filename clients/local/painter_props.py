"""Things that draw the eye: fires, chests, hoards, altars, thrones, statues, doors, carts, coffins, crystals, trees.

It must not draw what lives, nor what belongs to the place itself.
"""

from __future__ import annotations

import math

from clients.local.painter_beasts import Drawing
from clients.local.painter_body import body
from clients.local.painter_canvas import Rgb, mix, scaled
from clients.local.painter_coat import Coat
from clients.local.painter_gear import BONE, GOLD, STEEL, WOOD
from clients.local.painter_people import MAN
from clients.local.painter_pose import POSES
from clients.local.painter_stencil import Stencil, dim

_STONE: Rgb = (142, 140, 138)
_FLAME: Rgb = (255, 150, 56)


def flame(s: Stencil, x: float, y: float, h: float) -> None:
    """A small flame that lights what is near."""
    for share, color in ((1.0, (240, 100, 28)), (0.66, (255, 170, 64)), (0.36, (255, 240, 190))):
        w = 0.3 * h * share
        s.form(
            color,
            (x - w, y),
            (x - w * 0.9, y + h * 0.3 * share),
            (x, y + h * share),
            (x, y + h * share),
            (x + w * 0.9, y + h * 0.28 * share),
            (x + w, y),
        )
    s.glow(x, y + h * 0.4, h * 1.5, scaled(_FLAME, 0.6))


def campfire(s: Stencil, way: str) -> None:
    """Logs on each other and a flame above them."""
    for dx in (-0.5, 0.5):
        s.limb(dim(WOOD, 0.6), (dx, 0.03, 0.12), (-dx * 0.4, 0.16, 0.1))
    for x in (-0.62, -0.42, 0.4, 0.6, 0.0):
        s.blob(dim(_STONE, 0.6), x, 0.02, 0.1, 0.06)
    for dx, h in ((-0.16, 0.7), (0.18, 0.76), (0.0, 1.0)):
        flame(s, dx, 0.1, h)
    s.glow(0, 0.5, 1.8, scaled(_FLAME, 0.6), lamp=True)


def brazier(s: Stencil, way: str) -> None:
    """A fire in a bowl of iron on three legs."""
    iron: Rgb = (60, 56, 60)
    for dx in (-0.22, 0.0, 0.22):
        s.line(iron, 0.04, (dx * 0.5, 0.4), (dx, 0.0))
    s.form(iron, (-0.24, 0.54), (-0.18, 0.42), (0.0, 0.36), (0.18, 0.42), (0.24, 0.54), (0.24, 0.54), (-0.24, 0.54))
    for dx, h in ((-0.1, 0.34), (0.1, 0.36), (0.0, 0.5)):
        flame(s, dx, 0.52, h)
    s.glow(0, 0.7, 1.1, scaled(_FLAME, 0.6), lamp=True)


def candles(s: Stencil, way: str) -> None:
    """A cluster of candles, their wax run down."""
    for i, (x, h) in enumerate(((-0.44, 0.3), (-0.26, 0.5), (-0.08, 0.36), (0.1, 0.62), (0.28, 0.42), (0.46, 0.26))):
        s.form(
            (226, 214, 186),
            (x - 0.07, 0.0),
            (x - 0.05, h),
            (x, h + 0.015),
            (x + 0.05, h),
            (x + 0.075, 0.0),
            (x, -0.02 - 0.01 * (i % 2)),
        )
        flame(s, x, h + 0.02, 0.14)
    s.glow(0, 0.6, 1.5, scaled(_FLAME, 0.5), lamp=True)


def chest(s: Stencil, way: str) -> None:
    """Open, with gold that shines out of it."""
    wood: Rgb = (118, 76, 44)
    s.shape(dim(wood, 0.6), (-0.52, 0.5), (-0.56, 0.86), (-0.4, 1.0), (0.4, 1.0), (0.56, 0.86), (0.52, 0.5))
    s.shape((40, 24, 18), (-0.48, 0.5), (-0.5, 0.84), (0.5, 0.84), (0.48, 0.5))
    s.form(GOLD, (-0.48, 0.46), (-0.3, 0.62), (-0.05, 0.7), (0.2, 0.64), (0.48, 0.48))
    for x, y in ((-0.2, 0.62), (0.05, 0.7), (0.24, 0.6), (-0.36, 0.54)):
        s.blob((255, 232, 140), x, y, 0.05, 0.035)
    s.shape(wood, (-0.54, 0.0), (0.54, 0.0), (0.56, 0.48), (-0.56, 0.48))
    for x in (-0.36, 0.36):
        s.shape((110, 106, 104), (x - 0.05, 0.0), (x + 0.05, 0.0), (x + 0.05, 0.48), (x - 0.05, 0.48))
    s.shape(GOLD, (-0.08, 0.28), (0.08, 0.28), (0.08, 0.46), (-0.08, 0.46))
    s.glow(0, 0.66, 0.7, (170, 136, 60), lamp=True)


def hoard(s: Stencil, way: str) -> None:
    """Heaps of coins, cups and a sword in them."""
    s.line(STEEL, 0.05, (0.24, 0.5), (0.44, 1.06))
    s.line(GOLD, 0.05, (0.28, 0.9), (0.5, 0.82))
    s.form((190, 140, 50), (-1.1, 0.0), (-0.7, 0.28), (-0.3, 0.56), (0.0, 0.66), (0.3, 0.56), (0.7, 0.24), (1.1, 0.0))
    s.form(GOLD, (-0.9, 0.02), (-0.5, 0.3), (-0.1, 0.54), (0.1, 0.5), (0.0, 0.24), (-0.4, 0.1))
    for i in range(26):
        x = -0.95 + 1.9 * ((i * 0.618) % 1)
        y = (0.56 - abs(x) * 0.55) * ((i * 0.4142) % 1)
        s.blob((255, 230, 140) if i % 3 else (214, 160, 60), x, y + 0.03, 0.05, 0.03)
    s.form((236, 196, 96), (-0.46, 0.4), (-0.56, 0.66), (-0.3, 0.66), (-0.38, 0.4))
    s.shape((206, 60, 70), (0.02, 0.66), (0.1, 0.72), (0.18, 0.66), (0.1, 0.56))
    s.glow(0, 0.4, 1.1, (170, 130, 50), lamp=True)


def altar(s: Stencil, way: str) -> None:
    """A slab on a carved block, candles at its ends."""
    s.shape(dim(_STONE, 0.8), (-0.42, 0.0), (0.42, 0.0), (0.36, 0.5), (-0.36, 0.5))
    s.shape(_STONE, (-0.58, 0.5), (0.58, 0.5), (0.6, 0.64), (-0.6, 0.64))
    s.line(dim(_STONE, 0.5), 0.03, (0.0, 0.4), (0.0, 0.12))
    s.line(dim(_STONE, 0.5), 0.03, (-0.12, 0.3), (0.12, 0.3))
    s.form((140, 36, 44), (-0.2, 0.65), (0.2, 0.65), (0.22, 0.4), (0.0, 0.36), (-0.22, 0.4))
    for x in (-0.46, 0.46):
        s.limb((230, 218, 190), (x, 0.64, 0.06), (x, 0.82, 0.05))
        flame(s, x, 0.84, 0.14)
    s.glow(0, 0.8, 0.9, scaled(_FLAME, 0.4), lamp=True)


def throne(s: Stencil, way: str) -> None:
    """A high-backed seat of gilded wood."""
    s.form(
        GOLD,
        (-0.26, 0.3),
        (-0.3, 0.8),
        (-0.2, 0.98),
        (-0.2, 0.98),
        (0.0, 1.14),
        (0.0, 1.14),
        (0.2, 0.98),
        (0.2, 0.98),
        (0.3, 0.8),
        (0.26, 0.3),
    )
    s.form((140, 34, 44), (-0.18, 0.34), (-0.2, 0.78), (0.0, 0.96), (0.2, 0.78), (0.18, 0.34))
    s.shape(dim(GOLD, 0.8), (-0.32, 0.26), (0.32, 0.26), (0.32, 0.38), (-0.32, 0.38))
    for x in (-0.28, 0.28):
        s.line(GOLD, 0.07, (x, 0.0), (x, 0.56))
        s.blob(GOLD, x, 0.58, 0.06)
    s.shape(dim(_STONE, 0.7), (-0.5, 0.0), (0.5, 0.0), (0.46, 0.07), (-0.46, 0.07))


def statue(s: Stencil, way: str) -> None:
    """A warrior of stone on a plinth."""
    s.shape(dim(_STONE, 0.7), (-0.26, 0.0), (0.26, 0.0), (0.22, 0.2), (-0.22, 0.2))
    s.shape(dim(_STONE, 0.85), (-0.28, 0.2), (0.28, 0.2), (0.28, 0.25), (-0.28, 0.25))
    coat = Coat(_STONE, _STONE, dim(_STONE, 0.9), _STONE, dim(_STONE, 0.8))
    body(s.inner(0, 0.25, 0.75), MAN, POSES["stand"], coat, wear=("tunic", "cloak"), heads=("hair",), lead="", rear="")
    s.line(dim(_STONE, 0.8), 0.03, (0.16, 0.25), (0.16, 0.68))
    s.line(dim(_STONE, 0.8), 0.03, (0.1, 0.6), (0.22, 0.6))


def door(s: Stencil, way: str) -> None:
    """A studded door in an arch of stone."""
    s.form(
        _STONE,
        (-0.42, 0.0),
        (-0.42, 0.0),
        (-0.42, 0.66),
        (-0.3, 0.94),
        (0.0, 1.06),
        (0.3, 0.94),
        (0.42, 0.66),
        (0.42, 0.0),
        (0.42, 0.0),
    )
    s.form(
        (70, 46, 32),
        (-0.3, 0.0),
        (-0.3, 0.0),
        (-0.3, 0.62),
        (-0.2, 0.84),
        (0.0, 0.92),
        (0.2, 0.84),
        (0.3, 0.62),
        (0.3, 0.0),
        (0.3, 0.0),
    )
    for x in (-0.16, 0.0, 0.16):
        s.line((48, 32, 24), 0.012, (x, 0.02), (x, 0.84))
    for y in (0.2, 0.56):
        s.line((120, 116, 112), 0.04, (-0.3, y), (0.24, y))
    s.blob(GOLD, 0.2, 0.38, 0.03)


def cart(s: Stencil, way: str) -> None:
    """A laden cart on two wheels."""
    s.line(dim(WOOD, 0.8), 0.05, (0.5, 0.4), (1.1, 0.24))
    s.form((150, 132, 96), (-0.6, 0.62), (-0.5, 0.9), (-0.1, 1.0), (0.3, 0.92), (0.5, 0.62))
    s.shape(WOOD, (-0.7, 0.36), (0.6, 0.36), (0.66, 0.66), (-0.76, 0.66))
    s.line(dim(WOOD, 0.6), 0.02, (-0.72, 0.5), (0.63, 0.5))
    for x in (-0.14,):
        s.blob(dim(WOOD, 0.6), x, 0.3, 0.3)
        s.blob((40, 36, 34), x, 0.3, 0.23)
        for k in range(6):
            a = math.tau * k / 6
            s.line(dim(WOOD, 0.8), 0.04, (x, 0.3), (x + 0.25 * math.cos(a), 0.3 + 0.25 * math.sin(a)))
        s.blob(dim(WOOD, 0.8), x, 0.3, 0.06)


def coffin(s: Stencil, way: str) -> None:
    """A stone coffin, its lid pushed aside."""
    s.shape(dim(_STONE, 0.75), (-0.8, 0.0), (0.8, 0.0), (0.8, 0.36), (-0.8, 0.36))
    s.shape((16, 14, 18), (-0.76, 0.36), (0.76, 0.36), (0.68, 0.46), (-0.66, 0.46))
    s.shape(_STONE, (-0.5, 0.44), (0.96, 0.36), (1.0, 0.48), (-0.44, 0.58))
    s.line(dim(_STONE, 0.5), 0.025, (-0.5, 0.06), (-0.5, 0.3))
    s.line(dim(_STONE, 0.5), 0.025, (-0.6, 0.22), (-0.4, 0.22))
    for t in (0.0, 0.06, 0.12):
        s.line(BONE, 0.03, (-0.6 + t, 0.42), (-0.62 + t, 0.33 - t * 0.2))


def crystal(s: Stencil, way: str) -> None:
    """Shards that shine."""
    color: Rgb = (120, 210, 255)
    for x, h, lean in ((-0.4, 0.5, -0.2), (0.38, 0.56, 0.2), (-0.18, 0.8, -0.08), (0.2, 0.72, 0.1), (0.0, 1.0, 0.02)):
        s.shape(
            color,
            (x - 0.1, 0.0),
            (x - 0.12 + lean * 0.7, h * 0.74),
            (x + lean, h),
            (x + 0.02 + lean * 0.7, h * 0.7),
            (x + 0.0, 0.0),
        )
        s.shape(
            mix(color, (20, 60, 140), 0.5),
            (x, 0.0),
            (x + 0.02 + lean * 0.7, h * 0.7),
            (x + lean, h),
            (x + 0.12 + lean * 0.7, h * 0.72),
            (x + 0.1, 0.0),
        )
    s.glow(0, 0.5, 0.9, scaled(color, 0.55), lamp=True)


def tree(s: Stencil, way: str) -> None:
    """A great old tree: roots that grip the ground, boughs, and a crown in three depths of leaf."""
    bark: Rgb = (92, 70, 50)
    leaf: Rgb = (80, 108, 54)
    for x, y, r in (
        (-0.36, 0.66, 0.13),
        (0.36, 0.68, 0.13),
        (-0.2, 0.8, 0.15),
        (0.2, 0.82, 0.15),
        (0.0, 0.88, 0.14),
        (-0.06, 0.66, 0.16),
    ):
        s.blob(dim(leaf, 0.6), x, y, r, r * 0.78)
    s.form(
        bark,
        (-0.2, -0.01),
        (-0.2, -0.01),
        (-0.1, 0.06),
        (-0.065, 0.2),
        (-0.06, 0.4),
        (-0.09, 0.56),
        (0.08, 0.56),
        (0.055, 0.4),
        (0.065, 0.18),
        (0.11, 0.05),
        (0.22, -0.01),
        (0.22, -0.01),
        (0.06, 0.02),
        (-0.02, -0.015),
        (-0.08, 0.02),
    )
    s.tube(bark, (-0.03, 0.4, 0.08), (-0.14, 0.52, 0.06), (-0.28, 0.62, 0.04), (-0.36, 0.7, 0.02))
    s.tube(bark, (0.03, 0.44, 0.07), (0.14, 0.54, 0.055), (0.26, 0.66, 0.04), (0.33, 0.74, 0.02))
    s.tube(bark, (0.0, 0.5, 0.09), (0.02, 0.64, 0.06), (-0.02, 0.78, 0.03))
    for x, y in ((-0.03, 0.06), (0.02, 0.16), (-0.015, 0.28)):
        s.tube(dim(bark, 0.62), (x, y, 0.008), (x + 0.012, y + 0.08, 0.012), (x, y + 0.15, 0.006))
    for x, y, r in (
        (-0.44, 0.6, 0.09),
        (-0.3, 0.74, 0.12),
        (-0.12, 0.9, 0.12),
        (0.1, 0.92, 0.12),
        (0.28, 0.78, 0.12),
        (0.45, 0.64, 0.09),
        (0.3, 0.6, 0.09),
        (-0.26, 0.58, 0.08),
        (0.02, 0.76, 0.12),
    ):
        s.blob(leaf, x, y, r, r * 0.74)
    light = mix(leaf, (214, 222, 130), 0.3)
    for x, y, r in ((-0.34, 0.79, 0.06), (-0.14, 0.95, 0.06), (0.1, 0.97, 0.06), (0.3, 0.83, 0.06), (0.02, 0.82, 0.05)):
        s.blob(light, x, y, r, r * 0.6)


def hearth(s: Stencil, way: str) -> None:
    """A fireplace: two jambs of stone, a beam over the fire, a chimney breast."""
    s.shape(dim(_STONE, 0.62), (-0.5, 0.6), (0.5, 0.6), (0.34, 1.3), (-0.34, 1.3))
    s.shape((20, 14, 12), (-0.42, 0.0), (0.42, 0.0), (0.42, 0.62), (-0.42, 0.62))
    for x in (-0.5, 0.36):
        s.shape(dim(_STONE, 0.8), (x, 0.0), (x + 0.14, 0.0), (x + 0.14, 0.62), (x, 0.62))
        for y in (0.15, 0.31, 0.47):
            s.line(dim(_STONE, 0.5), 0.012, (x, y), (x + 0.14, y))
    s.shape(WOOD, (-0.62, 0.6), (0.62, 0.6), (0.62, 0.72), (-0.62, 0.72))
    s.shape(dim(_STONE, 0.55), (-0.62, -0.03), (0.62, -0.03), (0.52, 0.03), (-0.52, 0.03))
    for dx in (-0.22, 0.22):
        s.limb(dim(WOOD, 0.6), (dx, 0.06, 0.08), (-dx * 0.4, 0.12, 0.07))
    for dx, h in ((-0.14, 0.32), (0.15, 0.34), (0.0, 0.46)):
        flame(s, dx, 0.06, h)
    s.glow(0, 0.3, 1.4, scaled(_FLAME, 0.6), lamp=True)


def pillar(s: Stencil, way: str) -> None:
    """A column that broke off, a drum of it beside."""
    s.shape(dim(_STONE, 0.7), (-0.26, 0.0), (0.26, 0.0), (0.22, 0.1), (-0.22, 0.1))
    s.shape(
        _STONE,
        (-0.16, 0.1),
        (0.16, 0.1),
        (0.145, 0.92),
        (0.06, 1.0),
        (0.0, 0.9),
        (-0.08, 0.96),
        (-0.145, 0.82),
    )
    for x in (-0.09, -0.02, 0.05, 0.11):
        s.line(dim(_STONE, 0.62), 0.014, (x, 0.12), (x * 0.92, 0.84))
    s.blob(dim(_STONE, 0.85), 0.46, 0.12, 0.15, 0.12)
    s.blob(dim(_STONE, 0.6), 0.52, 0.12, 0.08, 0.1)
    s.shape(dim(_STONE, 0.75), (-0.46, 0.0), (-0.3, 0.0), (-0.34, 0.09), (-0.43, 0.07))


def cauldron(s: Stencil, way: str) -> None:
    """Bubbling over a fire."""
    for dx in (-0.2, 0.18, 0.0):
        flame(s, dx, 0.0, 0.26)
    s.form(
        (44, 42, 48),
        (-0.44, 0.66),
        (-0.48, 0.36),
        (-0.26, 0.14),
        (0.26, 0.14),
        (0.48, 0.36),
        (0.44, 0.66),
        (0.44, 0.66),
        (-0.44, 0.66),
    )
    s.line((60, 58, 64), 0.06, (-0.48, 0.67), (0.48, 0.67))
    s.blob((130, 230, 110), 0.0, 0.7, 0.4, 0.07)
    for x, y, r in ((-0.2, 0.78, 0.06), (0.05, 0.84, 0.08), (0.24, 0.76, 0.05), (-0.05, 1.0, 0.05), (0.14, 1.12, 0.03)):
        s.blob((150, 240, 130), x, y, r)
    s.glow(0, 0.8, 0.6, (90, 170, 80), lamp=True)


PROPS: dict[str, tuple[Drawing, float]] = {
    "fire": (campfire, 0.8), "brazier": (brazier, 1.0), "candle": (candles, 0.5), "chest": (chest, 0.6),
        "gold": (hoard, 0.7),
    "altar": (altar, 0.9), "throne": (throne, 1.5), "statue": (statue, 1.9), "door": (door, 1.7), "cart": (cart, 1.1),
        "coffin": (coffin, 0.9), "hearth": (hearth, 1.2), "pillar": (pillar, 1.9),
    "crystal": (crystal, 1.2), "tree": (tree, 3.0), "cauldron": (cauldron, 0.9),
}  # fmt: skip
"""By the lexicon's id or motif: how a thing is drawn, and how tall beside a person of 1."""

SHINING = frozenset({"fire", "hearth", "candle", "gold", "crystal", "brazier"})
"""What is light itself."""
