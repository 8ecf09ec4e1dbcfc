"""Feathers and their like: eagles, griffins, ravens, owls, bats, and what sits winged on a ledge.

It must not draw dragons.
"""

from __future__ import annotations

from clients.local.painter_beasts import Drawing, fore, hind
from clients.local.painter_canvas import Point, Rgb, mix
from clients.local.painter_coat import Coat
from clients.local.painter_gear import BONE
from clients.local.painter_heads import HEADS
from clients.local.painter_stencil import Stencil, dim

_BEAK: Rgb = (226, 176, 76)


def plumes(s: Stencil, color: Rgb, root: Point, wrist: Point, tip: Point, trail: Point) -> None:
    """A feathered wing: the arm from ``root`` by ``wrist`` to ``tip``, the shortest feathers reaching ``trail``."""
    s.form(color, root, root, wrist, tip, tip, ((tip[0] + trail[0]) / 2, (tip[1] + trail[1]) / 2), trail)
    for i in range(8):
        t = i / 7
        a = (wrist[0] + (root[0] - wrist[0]) * t * 0.8, wrist[1] + (root[1] - wrist[1]) * t * 0.8)
        b = (tip[0] + (trail[0] - tip[0]) * t, tip[1] + (trail[1] - tip[1]) * t)
        out = (b[0] + (b[0] - a[0]) * 0.22, b[1] + (b[1] - a[1]) * 0.22)
        s.limb(dim(color, 1.0 - 0.16 * (i % 2)), (*a, 0.07), (*out, 0.025))
    s.limb(
        mix(color, BONE, 0.15), (*root, 0.11), (*wrist, 0.08), ((wrist[0] + tip[0]) / 2, (wrist[1] + tip[1]) / 2, 0.05)
    )


def raptor_head(s: Stencil, color: Rgb, eye: Rgb = (255, 200, 70)) -> None:
    """An eagle's head, a unit long, with a hooked beak."""
    s.form(color, (-0.5, -0.2), (-0.4, 0.26), (-0.06, 0.42), (0.28, 0.3), (0.36, 0.04), (0.2, -0.26), (-0.2, -0.4))
    s.form(_BEAK, (0.24, 0.2), (0.6, 0.2), (0.8, -0.02), (0.76, -0.3), (0.76, -0.3), (0.6, -0.08), (0.26, -0.12))
    s.eye(0.16, 0.14, 0.06, eye)


def eagle(s: Stencil, way: str, color: Rgb = (112, 80, 54), head: Rgb = (236, 226, 206)) -> None:
    """Coming down, wings high, talons out; its feet are half a height above the ground."""
    s = s.inner(0, 0.4, 1.0)
    plumes(s, dim(color, 0.66), (0.08, 0.34), (0.3, 0.6), (0.66, 0.92), (0.44, 0.3))
    s.form(dim(head, 0.9), (-0.16, 0.26), (-0.32, 0.04), (-0.46, -0.02), (-0.36, 0.22), (-0.2, 0.34))
    s.form(color, (-0.2, 0.22), (-0.12, 0.38), (0.08, 0.46), (0.22, 0.42), (0.2, 0.26), (0.06, 0.14), (-0.1, 0.12))
    raptor_head(s.inner(0.26, 0.46, 0.22), head)
    for dx, tone in ((-0.04, 0.7), (0.06, 1.0)):
        s.limb(dim(color, tone), (0.0 + dx, 0.18, 0.1), (0.1 + dx, 0.04, 0.06))
        for t in (-0.04, 0.02, 0.07):
            s.limb(dim(_BEAK, tone), (0.1 + dx, 0.04, 0.025), (0.14 + dx + t, -0.05, 0.012))
    plumes(s, color, (0.0, 0.36), (-0.16, 0.66), (-0.46, 1.02), (-0.44, 0.3))


def phoenix(s: Stencil, way: str) -> None:
    """All flame, with a streaming tail."""
    for i, (x, y) in enumerate(((-0.7, -0.1), (-0.56, -0.24), (-0.82, 0.08))):
        s.tube(
            (255, 120 + i * 30, 40),
            (-0.1, 0.56, 0.14),
            (-0.36, 0.36, 0.11),
            (x, y + 0.3, 0.08),
            (x - 0.24, y + 0.36, 0.02),
        )
    eagle(s, way, (244, 112, 36), (255, 214, 110))
    s.glow(0.0, 0.8, 1.0, (255, 130, 40), lamp=True)


def griffin(s: Stencil, way: str) -> None:
    """An eagle before, a lion behind, wings raised."""
    gold: Rgb = (186, 142, 84)
    brown: Rgb = (118, 82, 54)
    plumes(s, dim(brown, 0.66), (0.1, 0.56), (0.22, 0.82), (0.34, 1.16), (0.5, 0.72))
    s.tube(gold, (-0.44, 0.46, 0.06), (-0.62, 0.36, 0.05), (-0.7, 0.5, 0.045), (-0.66, 0.64, 0.04))
    s.blob(brown, -0.66, 0.68, 0.06, 0.08)
    hind(s, dim(gold, 0.6), -0.3, 0.38, 0.08, 0.07)
    fore(s, dim(brown, 0.7), 0.22, 0.42, 0.2, 0.065)
    s.form(
        gold,
        (-0.46, 0.4),
        (-0.38, 0.52),
        (-0.1, 0.5),
        (0.16, 0.6),
        (0.32, 0.56),
        (0.34, 0.4),
        (0.2, 0.26),
        (-0.1, 0.28),
        (-0.4, 0.28),
    )
    s.form(
        brown,
        (0.06, 0.54),
        (0.16, 0.72),
        (0.28, 0.82),
        (0.4, 0.78),
        (0.4, 0.58),
        (0.36, 0.4),
        (0.24, 0.28),
        (0.16, 0.42),
    )
    s.spikes(dim(brown, 0.8), 0.05, (0.3, 0.36), (0.32, 0.46), (0.36, 0.54), (0.38, 0.64))
    hind(s, gold, -0.34, 0.4, -0.04, 0.075)
    s.limb(brown, (0.26, 0.46, 0.14), (0.34, 0.32, 0.08), (0.5, 0.36, 0.05), (0.56, 0.3, 0.04))
    for t in (-0.02, 0.03, 0.07):
        s.limb(_BEAK, (0.56, 0.3, 0.025), (0.58 + t, 0.22, 0.01))
    s.shape(brown, (0.24, 0.84), (0.32, 0.86), (0.22, 0.98))
    raptor_head(s.inner(0.36, 0.8, 0.28), (226, 210, 180))
    plumes(s, brown, (0.04, 0.54), (-0.06, 0.86), (-0.24, 1.26), (-0.46, 0.62))


def harpy(s: Stencil, way: str) -> None:
    """A woman to the hips, a bird of prey below, wings for arms."""
    s = s.inner(0, 0.3, 1.0)
    skin: Rgb = (206, 160, 126)
    brown: Rgb = (104, 78, 62)
    plumes(s, dim(brown, 0.66), (0.06, 0.52), (0.34, 0.64), (0.62, 0.84), (0.4, 0.26))
    s.form(brown, (-0.12, 0.3), (-0.22, 0.0), (-0.34, -0.06), (-0.1, 0.06), (0.06, 0.2))
    for dx, tone in ((-0.04, 0.7), (0.06, 1.0)):
        s.limb(dim(brown, tone), (dx, 0.26, 0.14), (0.06 + dx, 0.1, 0.08), (0.02 + dx, 0.0, 0.04))
        for t in (-0.04, 0.02, 0.07):
            s.limb(dim(_BEAK, tone), (0.02 + dx, 0.0, 0.024), (0.04 + dx + t, -0.07, 0.01))
    s.form(skin, (-0.08, 0.26), (-0.07, 0.4), (-0.09, 0.56), (0.02, 0.6), (0.1, 0.54), (0.08, 0.4), (0.1, 0.26))
    s.limb(skin, (0.02, 0.56, 0.06), (0.05, 0.66, 0.05))
    HEADS["long_hair"](s.inner(0.06, 0.7, 0.075), Coat(skin=skin, hair=(60, 44, 40)))
    plumes(s, brown, (-0.02, 0.52), (-0.3, 0.68), (-0.56, 0.96), (-0.42, 0.24))


def flock(s: Stencil, color: Rgb, count: int, *, leather: bool, spread: float = 1.0) -> None:
    """Many on the wing, near ones large; the unit is a person, and they fill the air above one."""
    for i in range(count):
        size = 0.16 + 0.3 * ((i * 0.7548) % 1) ** 2
        x = (-1.5 + 3.0 * ((i * 0.618 + 0.11) % 1)) * spread
        y = 0.9 + 2.0 * ((i * 0.4142 + 0.3) % 1)
        one = s.inner(x, y, size, 1 if i % 3 else -1)
        one_bat(one, color, (i * 0.37) % 1) if leather else one_bird(one, color, (i * 0.37) % 1)


def one_bat(s: Stencil, color: Rgb, beat: float) -> None:
    """A bat, its wings at some point of their beat."""
    up = 0.5 - beat * 0.8
    for side in (-1, 1):
        elbow, wrist = (side * 0.3, 0.2 + up * 0.6), (side * 0.5, 0.3 + up)
        tip, middle, low = (side * 1.0, 0.1 + up * 0.9), (side * 0.76, -0.2 + up * 0.5), (side * 0.46, -0.26 + up * 0.2)
        skin = dim(color, 0.85)
        s.shape(skin, (side * 0.08, 0.06), elbow, wrist, tip, (side * 0.8, up * 0.7), middle, (side * 0.58, up * 0.3),
            low,
                (side * 0.3, -0.1 + up * 0.1), (side * 0.14, -0.2))  # fmt: skip
        s.line(dim(color, 0.55), 0.03, (0.0, 0.06), elbow, wrist, tip)
        s.line(dim(color, 0.55), 0.02, wrist, middle)
    s.blob(color, 0, 0.0, 0.13, 0.22)
    s.blob(color, 0.02, 0.24, 0.12)
    for side in (-1, 1):
        s.shape(color, (side * 0.02, 0.3), (side * 0.13, 0.26), (side * 0.14, 0.5))


def one_bird(s: Stencil, color: Rgb, beat: float) -> None:
    """A crow or a gull on the wing."""
    up = 0.62 - beat * 0.8
    for side, tone in ((1, 0.8), (-1, 1.0)):
        x = 0.04 + side * 0.0
        s.form(dim(color, tone), (x + 0.14, 0.06), (x + side * 0.36 + 0.06, 0.12 + up * 0.7), (x + side * 0.95, up),
            (x + side * 0.95, up),
               (x + side * 0.66 - 0.1, up * 0.5 - 0.02), (x + side * 0.3 - 0.14, -0.04), (x - 0.16, -0.04))  # fmt: skip
    s.form(
        color,
        (-0.62, -0.06),
        (-0.62, -0.06),
        (-0.24, 0.08),
        (0.16, 0.12),
        (0.36, 0.1),
        (0.54, 0.03),
        (0.54, 0.03),
        (0.34, -0.02),
        (0.0, -0.1),
    )


def raven(s: Stencil, way: str) -> None:
    """Perched large on a post, others behind it in the air."""
    c: Rgb = (40, 40, 50)
    flock(s.inner(0, 0.2, 0.5), c, 5, leather=False)
    s.limb((96, 78, 60), (0.0, 0.0, 0.14), (0.0, 0.34, 0.12))
    s.limb((96, 78, 60), (-0.2, 0.3, 0.05), (0.22, 0.34, 0.06))
    s = s.inner(0, 0.35, 0.8)
    s.form(
        c,
        (-0.62, -0.2),
        (-0.62, -0.2),
        (-0.3, 0.16),
        (-0.06, 0.46),
        (0.16, 0.5),
        (0.24, 0.3),
        (0.14, 0.06),
        (-0.14, 0.0),
    )
    s.form(c, (0.0, 0.44), (0.04, 0.64), (0.22, 0.7), (0.34, 0.6), (0.3, 0.44), (0.18, 0.38))
    s.form((70, 68, 70), (0.28, 0.64), (0.46, 0.6), (0.56, 0.5), (0.56, 0.5), (0.4, 0.5), (0.3, 0.52))
    s.form(dim(c, 0.6), (-0.5, -0.1), (-0.3, 0.2), (-0.02, 0.38), (0.1, 0.24), (-0.1, 0.06))
    s.eye(0.25, 0.6, 0.02)
    for x in (0.0, 0.1):
        s.limb((70, 68, 70), (x, 0.06, 0.04), (x + 0.02, -0.02, 0.03))


def owl(s: Stencil, way: str) -> None:
    """On a bough, face to face, with great round eyes."""
    c: Rgb = (130, 102, 72)
    s.limb((84, 66, 50), (-0.5, 0.16, 0.05), (0.0, 0.2, 0.07), (0.46, 0.14, 0.05))
    s.limb((84, 66, 50), (0.02, 0.0, 0.1), (0.0, 0.2, 0.08))
    s.form(c, (-0.2, 0.14), (-0.26, 0.4), (-0.22, 0.66), (-0.24, 0.86), (-0.24, 0.86), (-0.1, 0.78), (0.1, 0.78),
        (0.24, 0.86), (0.24, 0.86),
           (0.22, 0.66), (0.26, 0.4), (0.2, 0.14), (0.0, 0.06))  # fmt: skip
    s.form(mix(c, BONE, 0.5), (-0.12, 0.2), (-0.14, 0.44), (0.0, 0.5), (0.14, 0.44), (0.12, 0.2), (0.0, 0.14))
    s.form(dim(c, 0.7), (-0.26, 0.44), (-0.2, 0.56), (-0.14, 0.4), (-0.2, 0.1), (-0.28, 0.22))
    s.form(dim(c, 0.7), (0.26, 0.44), (0.2, 0.56), (0.14, 0.4), (0.2, 0.1), (0.28, 0.22))
    for x in (-0.1, 0.1):
        s.blob(mix(c, BONE, 0.7), x, 0.64, 0.1)
        s.blob((30, 22, 16), x, 0.64, 0.062)
        s.eye(x, 0.64, 0.04, (255, 186, 50))
    s.shape(_BEAK, (-0.03, 0.6), (0.03, 0.6), (0.0, 0.52))


def hawk(s: Stencil, way: str) -> None:
    """A falcon stooping."""
    eagle(s.inner(0, 0.4, 1.0), way, (120, 96, 74), (150, 126, 100))


def chicken(s: Stencil, way: str) -> None:
    """Hens about a cock."""
    for x, y, size, c in (
        (-0.9, 0.02, 0.5, (176, 128, 80)),
        (0.6, 0.05, 0.5, (226, 214, 190)),
        (-0.1, -0.05, 0.78, (170, 74, 44)),
    ):
        h = s.inner(x, y, size)
        h.form((46, 70, 64), (-0.3, 0.46), (-0.5, 0.86), (-0.74, 0.74), (-0.66, 0.5), (-0.4, 0.3))
        h.form(
            c,
            (-0.44, 0.5),
            (-0.3, 0.3),
            (0.02, 0.2),
            (0.3, 0.36),
            (0.34, 0.7),
            (0.42, 0.9),
            (0.3, 1.0),
            (0.18, 0.8),
            (0.0, 0.56),
        )
        h.form((206, 50, 44), (0.24, 0.96), (0.24, 1.12), (0.34, 1.04), (0.42, 1.1), (0.42, 0.94))
        h.shape(_BEAK, (0.42, 0.94), (0.42, 0.84), (0.56, 0.88))
        for dx in (-0.04, 0.1):
            h.line(_BEAK, 0.035, (dx, 0.24), (dx, 0.02), (dx + 0.08, 0.02))


WINGED: dict[str, Drawing] = {
    "eagle": eagle, "phoenix": phoenix, "griffin": griffin, "harpy": harpy, "raven": raven, "owl": owl, "hawk": hawk,
    "bat": lambda s, way: flock(s, (44, 38, 48), 16, leather=True),
    "birds": lambda s, way: flock(s, (52, 54, 64), 14, leather=False), "chicken": chicken,
}  # fmt: skip
"""By the lexicon's id or motif."""
