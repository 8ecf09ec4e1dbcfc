"""What people carry and wear: weapons, shields, lights, instruments, packs, hats and helms.

It must not decide who carries what. Things are drawn at a hand and an angle (degrees from straight down, forward
positive), in units of the bearer's height; what is worn on a head in units of the head's radius.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import Point, Rgb, mix
from clients.local.painter_stencil import Stencil, dim

STEEL: Rgb = (196, 204, 216)
WOOD: Rgb = (122, 86, 54)
LEATHER: Rgb = (104, 70, 44)
GOLD: Rgb = (232, 184, 76)
BONE: Rgb = (226, 216, 190)
FIRE: Rgb = (255, 156, 60)

Held = Callable[[Stencil, Point, float, Rgb], None]


def along(hand: Point, angle: float, far: float, across: float = 0.0) -> Point:
    """The point ``far`` from ``hand`` at ``angle``, and ``across`` to the left of that way."""
    a = math.radians(angle)
    return (
        hand[0] + far * math.sin(a) + across * math.cos(a),
        hand[1] - far * math.cos(a) + across * math.sin(a),
    )


def _blade(s: Stencil, hand: Point, angle: float, long: float, wide: float, color: Rgb = STEEL) -> None:
    at = [along(hand, angle, far, side) for far, side in (
        (0.03, wide), (long * 0.86, wide * 0.8), (long, 0), (long * 0.86, -wide * 0.8), (0.03, -wide),
    )]  # fmt: skip
    s.shape(color, *at)
    s.shape(dim(color, 0.6), at[0], at[1], at[2], along(hand, angle, 0.03))


def sword(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A long straight blade with a cross-guard."""
    _blade(s, hand, angle, 0.52, 0.017)
    s.line(GOLD, 0.024, along(hand, angle, 0.035, 0.06), along(hand, angle, 0.035, -0.06))
    s.line(LEATHER, 0.022, along(hand, angle, -0.055), along(hand, angle, 0.035))
    s.blob(GOLD, *along(hand, angle, -0.065), 0.016)


def greatsword(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A two-handed blade."""
    _blade(s, hand, angle, 0.78, 0.024)
    s.line(dim(STEEL, 0.6), 0.028, along(hand, angle, 0.04, 0.085), along(hand, angle, 0.04, -0.085))
    s.line(LEATHER, 0.026, along(hand, angle, -0.12), along(hand, angle, 0.04))


def cutlass(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A curved blade."""
    edge = [along(hand, angle, far, side) for far, side in (
        (0.02, -0.02), (0.2, -0.03), (0.36, -0.005), (0.48, 0.075), (0.34, 0.055), (0.18, 0.02), (0.02, 0.02),
    )]  # fmt: skip
    s.form(STEEL, *edge)
    s.line(GOLD, 0.02, along(hand, angle, 0.03, -0.05), along(hand, angle, -0.02, -0.055), along(hand, angle, -0.06))


def dagger(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A short blade."""
    _blade(s, hand, angle, 0.26, 0.017)
    s.line(LEATHER, 0.022, along(hand, angle, 0.03, 0.035), along(hand, angle, 0.03, -0.035))


def axe(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A great axe with two bits."""
    s.line(WOOD, 0.028, along(hand, angle, -0.24), along(hand, angle, 0.5))
    for side in (1, -1):
        bit = [along(hand, angle, far, side * out) for far, out in (
            (0.36, 0.01), (0.27, 0.13), (0.38, 0.165), (0.49, 0.13), (0.44, 0.01),
        )]  # fmt: skip
        s.form(STEEL if side > 0 else dim(STEEL), bit[0], bit[0], bit[1], bit[1], bit[2], bit[3], bit[3], bit[4])


def hammer(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A war hammer."""
    s.line(WOOD, 0.03, along(hand, angle, -0.14), along(hand, angle, 0.34))
    s.shape(STEEL, *(along(hand, angle, far, side) for far, side in (
        (0.28, 0.1), (0.42, 0.1), (0.42, -0.1), (0.28, -0.1))))  # fmt: skip


def mace(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A flanged mace."""
    s.line(WOOD, 0.028, along(hand, angle, -0.06), along(hand, angle, 0.26))
    x, y = along(hand, angle, 0.31)
    for i in range(8):
        a = i * 45
        s.line(STEEL, 0.03, (x, y), along((x, y), a, 0.075))
    s.blob(STEEL, x, y, 0.055)


def club(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A knotted tree of a club."""
    tip = along(hand, angle, 0.46)
    s.limb(WOOD, (*along(hand, angle, -0.07), 0.05), (*along(hand, angle, 0.18), 0.085), (*tip, 0.15))
    for side, far in ((0.085, 0.4), (-0.09, 0.32), (0.07, 0.24), (0.02, 0.53)):
        s.line(dim(WOOD, 0.8), 0.035, along(hand, angle, far), along(hand, angle, far + 0.03, side))


def spear(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A long shaft with a leaf of steel."""
    s.line(WOOD, 0.024, along(hand, angle, -0.5), along(hand, angle, 0.72))
    s.shape(STEEL, *(along(hand, angle, far, side) for far, side in (
        (0.68, 0), (0.74, 0.036), (0.9, 0), (0.74, -0.036))))  # fmt: skip


def staff(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A staff with a light in its crook."""
    s.tube(WOOD, (*along(hand, angle, -0.56), 0.026), (*along(hand, angle, 0.1, 0.008), 0.03),
           (*along(hand, angle, 0.42), 0.03), (*along(hand, angle, 0.5, 0.05), 0.026),
           (*along(hand, angle, 0.58, 0.02), 0.02), (*along(hand, angle, 0.57, -0.035), 0.016))  # fmt: skip
    s.glow(*along(hand, angle, 0.52, 0.0), 0.3, tint, core=0.03)


def stick(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A walking stick."""
    s.tube(WOOD, (*along(hand, angle, -0.5), 0.024), (*along(hand, angle, 0.08), 0.026),
           (*along(hand, angle, 0.13, 0.04), 0.024), (*along(hand, angle, 0.08, 0.075), 0.02))  # fmt: skip


def bow(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A longbow, not drawn."""
    _bow(s, hand, angle - 90, along(hand, angle - 90, -0.09))


def drawn_bow(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A longbow with an arrow on the string, pulled back to the cheek."""
    back = along(hand, angle, -0.3)
    _bow(s, hand, angle, back)
    s.line(BONE, 0.012, back, along(hand, angle, 0.16))
    s.shape(STEEL, along(hand, angle, 0.14, 0.022), along(hand, angle, 0.21), along(hand, angle, 0.14, -0.022))


def _bow(s: Stencil, hand: Point, aim: float, string: Point) -> None:
    ends = [along(hand, aim, -0.13, side * 0.42) for side in (-1, 1)]
    s.line((206, 200, 186), 0.007, ends[0], string, ends[1])
    s.tube(WOOD, (*ends[0], 0.014), (*along(hand, aim, -0.045, -0.26), 0.024), (*hand, 0.032),
           (*along(hand, aim, -0.045, 0.26), 0.024), (*ends[1], 0.014))  # fmt: skip


def torch(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A burning torch that lights what is about it."""
    s.limb(WOOD, (*along(hand, angle, -0.08), 0.026), (*along(hand, angle, 0.14), 0.04))
    x, y = along(hand, angle, 0.17)
    s.form(FIRE, (x - 0.04, y - 0.01), (x - 0.045, y + 0.05), (x - 0.01, y + 0.15), (x - 0.01, y + 0.15),
           (x + 0.015, y + 0.07), (x + 0.045, y + 0.05), (x + 0.03, y - 0.02))  # fmt: skip
    s.glow(x, y + 0.04, 0.55, (255, 140, 52), core=0.022, lamp=True)


def lantern(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A lantern that hangs from the hand."""
    x, y = hand[0], hand[1] - 0.11
    s.line((60, 54, 48), 0.01, hand, (x, y + 0.06))
    s.shape((60, 54, 48), (x - 0.045, y + 0.05), (x, y + 0.085), (x + 0.045, y + 0.05), (x + 0.04, y - 0.055),
            (x - 0.04, y - 0.055))  # fmt: skip
    s.shape((255, 214, 120), (x - 0.026, y + 0.04), (x + 0.026, y + 0.04), (x + 0.024, y - 0.04), (x - 0.024, y - 0.04))
    s.glow(x, y, 0.55, (255, 170, 80), core=0.022, lamp=True)


def lute(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A lute across the body."""
    x, y = hand[0] - 0.03, hand[1] - 0.005
    s.limb((96, 62, 36), (x, y, 0.04), (x + 0.3, y + 0.19, 0.03))
    s.line((96, 62, 36), 0.036, (x + 0.3, y + 0.19), (x + 0.31, y + 0.26))
    s.form((186, 122, 62), (x - 0.17, y - 0.12), (x - 0.12, y + 0.04), (x + 0.06, y + 0.06), (x + 0.09, y + 0.0),
           (x + 0.03, y - 0.12), (x - 0.1, y - 0.19))  # fmt: skip
    s.blob((60, 36, 22), x - 0.03, y - 0.045, 0.032)


def mug(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A full tankard."""
    x, y = hand
    s.shape((150, 104, 60), (x - 0.04, y - 0.04), (x + 0.05, y - 0.04), (x + 0.05, y + 0.07), (x - 0.04, y + 0.07))
    s.blob((250, 240, 214), x + 0.005, y + 0.075, 0.052, 0.026)


def book(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """An open book."""
    x, y = hand
    s.shape((120, 40, 40), (x - 0.09, y + 0.05), (x, y), (x + 0.09, y + 0.06), (x + 0.08, y - 0.0), (x, y - 0.05),
        (x - 0.08, y - 0.01))  # fmt: skip
    s.shape((236, 224, 196), (x - 0.08, y + 0.06), (x, y + 0.015), (x + 0.08, y + 0.07), (x + 0.07, y + 0.02), (x,
        y - 0.03), (x - 0.07, y + 0.01))  # fmt: skip


def scythe(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A scythe, or a fork for those who make hay."""
    s.line(WOOD, 0.024, along(hand, angle, -0.5), along(hand, angle, 0.56))
    s.form(STEEL, along(hand, angle, 0.56), along(hand, angle, 0.56), along(hand, angle, 0.6, -0.16),
           along(hand, angle, 0.46, -0.38), along(hand, angle, 0.46, -0.38), along(hand, angle, 0.52,
               -0.18))  # fmt: skip


def fork(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A hay fork."""
    s.line(WOOD, 0.022, along(hand, angle, -0.5), along(hand, angle, 0.42))
    for side in (-0.06, 0.0, 0.06):
        s.line(STEEL, 0.016, along(hand, angle, 0.4), along(hand, angle, 0.46, side), along(hand, angle, 0.62, side))


def pick(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A miner's pick."""
    s.line(WOOD, 0.028, along(hand, angle, -0.2), along(hand, angle, 0.32))
    s.form(STEEL, along(hand, angle, 0.26, 0.2), along(hand, angle, 0.26, 0.2), along(hand, angle, 0.36),
           along(hand, angle, 0.26, -0.2), along(hand, angle, 0.26, -0.2), along(hand, angle, 0.3))  # fmt: skip


def shield(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A kite shield with a device on it."""
    x, y = hand
    edge = ((x - 0.13, y + 0.17), (x, y + 0.2), (x + 0.13, y + 0.17), (x + 0.12, y - 0.02), (x, y - 0.24), (x,
        y - 0.24),
            (x - 0.12, y - 0.02))  # fmt: skip
    s.form(STEEL, *edge)
    s.form(tint, *((x + (px - x) * 0.82, y + (py - y) * 0.82) for px, py in edge))
    s.line(mix(tint, (255, 244, 214), 0.7), 0.034, (x, y + 0.15), (x, y - 0.15))
    s.line(mix(tint, (255, 244, 214), 0.7), 0.034, (x - 0.09, y + 0.06), (x + 0.09, y + 0.06))


def round_shield(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A round shield with a boss."""
    x, y = hand
    s.blob(WOOD, x, y, 0.16, 0.17)
    s.blob(tint, x, y, 0.135, 0.145)
    s.shape(mix(tint, BONE, 0.6), (x, y), (x + 0.02, y + 0.14), (x + 0.12, y + 0.06))
    s.shape(mix(tint, BONE, 0.6), (x, y), (x - 0.02, y - 0.14), (x - 0.12, y - 0.06))
    s.blob(STEEL, x, y, 0.045)


def pistol(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A revolver or a ray gun, pointing where the hand does."""
    s.line(dim(STEEL, 0.5), 0.026, along(hand, angle + 60, 0.0), along(hand, angle + 60, 0.13))
    s.blob(dim(STEEL, 0.6), *along(hand, angle + 60, 0.04), 0.019)
    s.line(LEATHER, 0.026, hand, along(hand, angle - 20, 0.05))


def rifle(s: Stencil, hand: Point, angle: float, tint: Rgb) -> None:
    """A long gun held across."""
    s.line(dim(STEEL, 0.45), 0.02, along(hand, angle, 0.0), along(hand, angle, 0.4))
    s.line(WOOD, 0.034, along(hand, angle, -0.2), along(hand, angle, 0.12))
    s.line(WOOD, 0.05, along(hand, angle, -0.24), along(hand, angle, -0.14))


HELD: dict[str, Held] = {
    "sword": sword, "greatsword": greatsword, "cutlass": cutlass, "dagger": dagger, "axe": axe, "hammer": hammer,
    "mace": mace, "club": club, "spear": spear, "staff": staff, "stick": stick, "bow": bow, "drawn_bow": drawn_bow,
    "torch": torch, "lantern": lantern, "lute": lute, "mug": mug, "book": book, "scythe": scythe, "fork": fork,
    "pick": pick, "pistol": pistol, "rifle": rifle, "shield": shield, "round_shield": round_shield,
}  # fmt: skip
"""What a hand can hold, by name."""

UPRIGHT = frozenset({"staff", "spear", "stick", "scythe", "fork"})
"""What stands on the ground beside whoever is at rest."""
