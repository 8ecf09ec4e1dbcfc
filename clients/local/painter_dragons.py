"""Dragons and their kin: perched and flying, wyverns, hydras, great lizards.

It must not draw feathers.
"""

from __future__ import annotations

from clients.local.painter_beasts import Drawing
from clients.local.painter_canvas import Point, Rgb, mix
from clients.local.painter_gear import BONE
from clients.local.painter_stencil import Stencil, dim

RED: Rgb = (150, 48, 40)
_HIDES: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "dragon": ((112, 62, 54), (184, 132, 92), (255, 190, 70)),
    "red_dragon": (RED, (214, 150, 92), (255, 190, 70)),
    "black_dragon": ((54, 52, 64), (92, 90, 104), (170, 255, 90)),
    "green_dragon": ((64, 112, 66), (176, 178, 104), (255, 220, 80)),
    "white_dragon": ((206, 218, 230), (238, 244, 248), (130, 220, 255)),
    "blue_dragon": ((58, 92, 160), (160, 180, 206), (255, 236, 130)),
    "gold_dragon": ((206, 160, 66), (246, 222, 150), (255, 250, 210)),
    "bone_dragon": (BONE, (176, 168, 148), (110, 255, 190)),
}
"""Back, belly and eyes."""


def dragon_head(s: Stencil, hide: Rgb, belly: Rgb, eye: Rgb, *, gape: float = 0.2, horn: Rgb = BONE) -> None:
    """A head about one unit long: swept horns, a brow, a hooked muzzle, jaws open by ``gape``."""
    s.tube(dim(horn, 0.65), (-0.2, 0.2, 0.12), (-0.56, 0.42, 0.1), (-0.96, 0.46, 0.015))
    s.form(dim(belly, 0.7), (-0.24, -0.06), (0.2, -0.12 - gape * 0.3), (0.66, -0.12 - gape), (0.78, -0.08 - gape),
        (0.74, -0.18 - gape),
           (0.3, -0.26 - gape * 0.7), (-0.2, -0.3))  # fmt: skip
    if gape > 0.1:
        s.form((90, 26, 24), (0.0, -0.06), (0.6, -0.02), (0.6, -0.08 - gape * 0.9), (0.2, -0.12 - gape * 0.4))
        for i in range(4):
            x = 0.3 + i * 0.12
            s.shape(BONE, (x - 0.035, 0.0), (x + 0.035, 0.0), (x, -0.12))
            s.shape(
                BONE,
                (x - 0.03, -0.12 - gape * (0.5 + i * 0.13)),
                (x + 0.03, -0.12 - gape * (0.54 + i * 0.13)),
                (x, -0.02 - gape * (0.5 + i * 0.13)),
            )
    s.form(hide, (-0.36, -0.14), (-0.34, 0.14), (-0.1, 0.28), (0.14, 0.28), (0.3, 0.16), (0.62, 0.14), (0.84, 0.18),
        (0.96, 0.04), (0.94, -0.1),
           (0.86, -0.04), (0.4, -0.04), (0.1, -0.1), (-0.06, -0.26))  # fmt: skip
    s.shape(hide, (-0.3, -0.1), (-0.1, -0.24), (-0.5, -0.42))
    s.tube(horn, (-0.1, 0.22, 0.14), (-0.46, 0.5, 0.11), (-0.92, 0.66, 0.015))
    s.spikes(dim(hide, 0.7), 0.1, (0.12, 0.28), (-0.04, 0.28), (-0.2, 0.22))
    s.blob((14, 12, 14), 0.82, 0.08, 0.03)
    s.eye(0.2, 0.12, 0.055, eye, reach=7)


def wing(
    s: Stencil, skin: Rgb, root: Point, elbow: Point, wrist: Point, tips: tuple[Point, ...], *, torn: float = 0.2
) -> None:
    """A bat's wing: arm and fingers, the skin between them hollowed by ``torn``."""
    edge: list[Point] = [root, root, elbow, wrist, wrist]
    for i, tip in enumerate(tips):
        edge += [tip, tip]
        after = tips[i + 1] if i + 1 < len(tips) else root
        middle = ((tip[0] + after[0]) / 2, (tip[1] + after[1]) / 2)
        edge.append((middle[0] + (wrist[0] - middle[0]) * torn, middle[1] + (wrist[1] - middle[1]) * torn))
    s.form(skin, *edge)
    bone = dim(skin, 0.58)
    for tip in tips[:-1]:
        s.tube(
            bone,
            (*wrist, 0.022),
            ((wrist[0] + tip[0]) / 2 + (root[1] - wrist[1]) * 0.06, (wrist[1] + tip[1]) / 2 + 0.02, 0.016),
            (*tip, 0.004),
        )
    s.limb(bone, (*root, 0.055), (*elbow, 0.04), (*wrist, 0.032))
    s.limb(BONE, (*wrist, 0.024), (wrist[0] + 0.01, wrist[1] + 0.05, 0.003))


def claws(s: Stencil, x: float, y: float, size: float) -> None:
    """Three claws at the end of a foot."""
    for dx in (-0.3, 0.2, 0.7):
        s.limb(BONE, (x + dx * size, y, size * 0.34), (x + (dx + 0.4) * size, y - size * 0.28, size * 0.04))


def perched(s: Stencil, name: str = "dragon") -> None:
    """Rearing on its haunches, wings half raised, the neck bent like a swan's."""
    hide, belly, eye = _HIDES[name]
    skin = mix(hide, (60, 20, 20), 0.4) if name not in ("white_dragon", "bone_dragon") else dim(hide, 0.75)
    torn = 0.42 if name == "bone_dragon" else 0.2
    wing(
        s,
        dim(skin, 0.66),
        (0.04, 0.48),
        (0.02, 0.74),
        (-0.02, 1.08),
        ((-0.12, 1.36), (-0.36, 1.12), (-0.36, 0.8), (-0.06, 0.5)),
        torn=torn,
    )
    s.tube(
        hide,
        (-0.1, 0.2, 0.2),
        (-0.36, 0.09, 0.15),
        (-0.66, 0.06, 0.1),
        (-0.88, 0.12, 0.07),
        (-0.94, 0.28, 0.045),
        (-0.82, 0.38, 0.025),
    )
    s.form(hide, (-0.84, 0.34), (-0.72, 0.42), (-0.7, 0.36), (-0.7, 0.36), (-0.76, 0.5), (-0.76, 0.5), (-0.86, 0.44))
    s.limb(dim(hide, 0.6), (0.02, 0.24, 0.2), (0.16, 0.12, 0.12), (0.06, 0.035, 0.08), (0.18, 0.02, 0.05))
    s.limb(dim(hide, 0.6), (0.18, 0.38, 0.12), (0.3, 0.3, 0.08), (0.28, 0.14, 0.06), (0.34, 0.04, 0.05))
    s.form(
        hide,
        (-0.3, 0.16),
        (-0.3, 0.3),
        (-0.14, 0.46),
        (0.02, 0.56),
        (0.16, 0.58),
        (0.24, 0.48),
        (0.22, 0.34),
        (0.1, 0.16),
        (-0.12, 0.08),
    )
    s.tube(hide, (0.1, 0.46, 0.2), (0.22, 0.58, 0.17), (0.2, 0.74, 0.13), (0.26, 0.87, 0.115), (0.4, 0.9, 0.11))
    s.tube(belly, (0.18, 0.3, 0.08), (0.24, 0.46, 0.1), (0.285, 0.6, 0.07), (0.25, 0.74, 0.04), (0.31, 0.83, 0.03))
    s.spikes(
        dim(hide, 0.66),
        0.05,
        (0.36, 0.95),
        (0.24, 0.94),
        (0.16, 0.86),
        (0.13, 0.76),
        (0.12, 0.66),
        (0.06, 0.58),
        (-0.04, 0.54),
    )
    s.spikes(
        dim(hide, 0.66), 0.04, (-0.26, 0.36), (-0.3, 0.24), (-0.38, 0.18), (-0.5, 0.14), (-0.64, 0.11), (-0.8, 0.15)
    )
    dragon_head(s.inner(0.47, 0.9, 0.26), hide, belly, eye, gape=0.22)
    s.limb(hide, (-0.14, 0.26, 0.28), (0.02, 0.16, 0.16), (-0.12, 0.05, 0.1), (0.02, 0.03, 0.07))
    claws(s, 0.0, 0.03, 0.06)
    s.limb(mix(hide, belly, 0.2), (0.14, 0.42, 0.15), (0.2, 0.28, 0.09), (0.3, 0.2, 0.07), (0.36, 0.22, 0.05))
    claws(s, 0.36, 0.21, 0.05)
    wing(
        s,
        skin,
        (-0.02, 0.5),
        (-0.2, 0.72),
        (-0.16, 1.06),
        ((-0.86, 1.12), (-0.78, 0.82), (-0.6, 0.6), (-0.34, 0.42)),
        torn=torn,
    )
    if name == "bone_dragon":
        for i in range(5):
            s.hole(
                (-0.1 + i * 0.05, 0.46 - i * 0.03),
                (-0.08 + i * 0.05, 0.48 - i * 0.03),
                (0.02 + i * 0.04, 0.26),
                (0.0 + i * 0.04, 0.24),
            )


def flying(s: Stencil, name: str = "dragon") -> None:
    """Above the land, wings spread wide, the tail behind like a rudder. Its feet are half a height above the ground."""
    hide, belly, eye = _HIDES[name]
    skin = mix(hide, (60, 20, 20), 0.4) if name not in ("white_dragon", "bone_dragon") else dim(hide, 0.75)
    s = s.inner(0, 0.5, 1.0)
    wing(
        s,
        dim(skin, 0.66),
        (0.14, 0.3),
        (0.24, 0.56),
        (0.3, 0.88),
        ((0.5, 1.2), (0.46, 0.86), (0.36, 0.6), (0.2, 0.34)),
    )
    s.tube(hide, (-0.12, 0.24, 0.15), (-0.36, 0.16, 0.11), (-0.6, 0.1, 0.08), (-0.84, 0.14, 0.05), (-1.06, 0.26, 0.02))
    s.form(hide, (-1.02, 0.22), (-1.08, 0.34), (-1.2, 0.36), (-1.2, 0.36), (-1.14, 0.24), (-1.14, 0.16), (-1.14, 0.16))
    s.limb(dim(hide, 0.62), (-0.08, 0.2, 0.1), (-0.22, 0.08, 0.07), (-0.36, 0.1, 0.05))
    s.form(
        hide,
        (-0.28, 0.2),
        (-0.16, 0.32),
        (0.06, 0.36),
        (0.26, 0.34),
        (0.32, 0.24),
        (0.22, 0.14),
        (0.0, 0.1),
        (-0.2, 0.12),
    )
    s.tube(hide, (0.22, 0.26, 0.17), (0.38, 0.3, 0.13), (0.5, 0.42, 0.1), (0.62, 0.44, 0.09))
    s.tube(belly, (-0.04, 0.14, 0.06), (0.2, 0.18, 0.1), (0.38, 0.25, 0.06), (0.5, 0.37, 0.04))
    s.spikes(dim(hide, 0.66), 0.045, (0.58, 0.49), (0.46, 0.46), (0.38, 0.38), (0.28, 0.35), (0.16, 0.36), (0.04, 0.36))
    dragon_head(s.inner(0.68, 0.44, 0.24), hide, belly, eye, gape=0.2)
    s.limb(hide, (-0.12, 0.2, 0.14), (-0.2, 0.06, 0.09), (-0.4, 0.03, 0.05))
    s.limb(hide, (0.18, 0.2, 0.1), (0.24, 0.06, 0.06), (0.12, 0.02, 0.05))
    claws(s, 0.1, 0.01, 0.04)
    wing(s, skin, (0.08, 0.32), (-0.08, 0.58), (0.0, 0.9), ((-0.46, 1.24), (-0.62, 0.92), (-0.56, 0.62), (-0.3, 0.36)))


def dragon(name: str) -> Drawing:
    """A dragon of that hide, flying where it flies."""
    return lambda s, way: flying(s, name) if way in ("fly", "leap") else perched(s, name)


def wyvern(s: Stencil, way: str) -> None:
    """Two legs, wings for arms, a sting at the end of the tail; always on the wing."""
    hide: Rgb = (96, 104, 84)
    skin: Rgb = (132, 108, 84)
    belly: Rgb = (170, 160, 120)
    s = s.inner(0, 0.42, 1.0)
    wing(
        s,
        dim(skin, 0.66),
        (0.1, 0.32),
        (0.16, 0.58),
        (0.2, 0.9),
        ((0.4, 1.16), (0.36, 0.86), (0.28, 0.58), (0.16, 0.34)),
        torn=0.32,
    )
    s.tube(
        hide,
        (-0.04, 0.26, 0.13),
        (-0.26, 0.14, 0.09),
        (-0.5, 0.02, 0.06),
        (-0.74, 0.06, 0.045),
        (-0.8, 0.22, 0.04),
        (-0.7, 0.32, 0.05),
    )
    s.limb(BONE, (-0.7, 0.32, 0.06), (-0.58, 0.32, 0.01))
    s.form(hide, (-0.18, 0.24), (-0.06, 0.36), (0.12, 0.38), (0.22, 0.3), (0.16, 0.18), (0.0, 0.12), (-0.12, 0.14))
    s.tube(hide, (0.14, 0.3, 0.13), (0.3, 0.4, 0.09), (0.34, 0.52, 0.075), (0.44, 0.56, 0.07))
    dragon_head(s.inner(0.49, 0.55, 0.22), hide, belly, (255, 220, 80), gape=0.24, horn=dim(BONE, 0.8))
    for dx, tone in ((-0.1, 0.65), (0.02, 1.0)):
        s.limb(dim(hide, tone), (0.0 + dx, 0.2, 0.13), (0.1 + dx, 0.04, 0.08), (0.0 + dx, -0.08, 0.05))
        claws(s, 0.0 + dx, -0.09, 0.05)
    wing(
        s,
        skin,
        (0.04, 0.34),
        (-0.14, 0.6),
        (-0.1, 0.92),
        ((-0.6, 1.16), (-0.68, 0.8), (-0.52, 0.54), (-0.24, 0.36)),
        torn=0.32,
    )


DRAGONS: dict[str, Drawing] = {
    **{name: dragon(name) for name in _HIDES},
    "wyvern": wyvern,
}  # fmt: skip
"""By the lexicon's id or motif."""
