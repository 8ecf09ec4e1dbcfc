"""Beasts on four paws: wolves and dogs, cats, bears, boars, rats.

It must not draw what has hooves, wings or more legs. The top of a standing beast's head is about 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clients.local.painter_canvas import Rgb, mix
from clients.local.painter_gear import BONE
from clients.local.painter_stencil import Stencil, dim

Gait = tuple[float, float, float, float]
"""How far near and far fore foot, near and far hind foot are before or behind where they would stand."""

STAND: Gait = (0.05, -0.06, -0.05, 0.08)
WALK: Gait = (0.16, -0.14, -0.14, 0.16)
RUN: Gait = (0.5, 0.34, -0.44, -0.28)


def gait(way: str) -> Gait:
    """How the legs go when somebody does ``way``."""
    return (
        RUN
        if way in ("run", "flee", "leap", "strike")
        else WALK
        if way in ("walk", "sneak", "fight", "guard")
        else STAND
    )


@dataclass(frozen=True, slots=True)
class Fur:
    """Colours of a hide: back, belly and legs below, eyes."""

    back: Rgb
    under: Rgb
    eyes: Rgb = (255, 196, 70)


def fore(s: Stencil, color: Rgb, x: float, y: float, swing: float, w: float, *, paw: float = 1.0) -> None:
    """A foreleg from its shoulder at (x, y)."""
    lift = max(0.0, abs(swing) - 0.2) * 0.6
    s.limb(color, (x, y, w * 2.1), (x - 0.04 + swing * 0.3, y * 0.6, w * 1.35), (x + swing * 0.75,
        y * 0.3 + lift * 0.6, w * 0.9),
           (x + swing, 0.035 + lift, w * 0.85))  # fmt: skip
    s.blob(color, x + swing + w * 0.5, 0.03 + lift, w * 0.85 * paw, 0.035 * paw)


def hind(s: Stencil, color: Rgb, x: float, y: float, swing: float, w: float, *, paw: float = 1.0) -> None:
    """A hind leg from its hip at (x, y): thigh, hock and paw."""
    lift = max(0.0, abs(swing) - 0.2) * 0.5
    s.limb(color, (x, y, w * 3.0), (x + 0.07 + swing * 0.3, y * 0.62, w * 1.9), (x - 0.09 + swing * 0.8,
        y * 0.34 + lift, w * 0.95),
           (x - 0.03 + swing, 0.035 + lift, w * 0.85))  # fmt: skip
    s.blob(color, x - 0.03 + swing + w * 0.5, 0.03 + lift, w * 0.85 * paw, 0.035 * paw)


def wolf(s: Stencil, way: str, fur: Fur = Fur((92, 90, 96), (150, 146, 142))) -> None:
    """Head low before the shoulders, hackles up, the tail hanging."""
    g = gait(way)
    far = dim(fur.back, 0.62)
    howl = way in ("roar", "cheer")
    s.tube(fur.back, (-0.62, 0.68, 0.1), (-0.82, 0.56, 0.17), (-0.98, 0.36, 0.15), (-1.06, 0.22, 0.03))
    hind(s, far, -0.46, 0.56, g[3], 0.085)
    fore(s, far, 0.34, 0.54, g[1], 0.085)
    s.form(fur.back, (-0.66, 0.62), (-0.6, 0.76), (-0.3, 0.8), (0.06, 0.8), (0.3, 0.92), (0.5, 0.84), (0.56, 0.6),
        (0.44, 0.42),
           (0.2, 0.36), (-0.16, 0.46), (-0.4, 0.46), (-0.62, 0.46))  # fmt: skip
    s.spikes(fur.back, 0.07, (0.5, 0.88), (0.36, 0.94), (0.22, 0.9), (0.08, 0.83), (-0.06, 0.82))
    hind(s, fur.back, -0.5, 0.58, g[2], 0.09)
    s.form(fur.under, (0.44, 0.66), (0.5, 0.5), (0.36, 0.38), (0.14, 0.4), (0.28, 0.56))
    fore(s, mix(fur.back, fur.under, 0.25), 0.38, 0.54, g[0], 0.09)
    head = s.inner(0.62, 0.98, 0.3) if howl else s.inner(0.66, 0.8, 0.3)
    s.limb(fur.back, (0.38, 0.72, 0.4), (0.6, 0.96 if howl else 0.8, 0.26))
    wolfish(head, fur, up=howl, open_=way in ("fight", "strike", "guard", "roar"))


def wolfish(s: Stencil, fur: Fur, *, up: bool = False, open_: bool = False) -> None:
    """The head of a wolf or a dog, about one unit long."""
    s.shape(dim(fur.back, 0.6), (-0.2, 0.3), (0.02, 0.36), (0.02, 0.82))
    if up:
        s.form(fur.back, (-0.4, -0.1), (-0.36, 0.36), (0.0, 0.46), (0.3, 0.8), (0.62, 1.14), (0.76, 1.12), (0.7, 0.9),
            (0.5, 0.5),
               (0.4, 0.1), (0.0, -0.3))  # fmt: skip
        s.shape(fur.back, (-0.4, 0.2), (-0.1, 0.4), (-0.56, 0.66))
        return
    s.form(fur.back, (-0.42, 0.0), (-0.3, 0.34), (0.02, 0.42), (0.28, 0.26), (0.62, 0.16), (0.96, 0.1), (1.04, -0.02),
        (0.94, -0.12),
           (0.5, -0.18), (0.3, -0.36), (-0.1, -0.44), (-0.4, -0.3))  # fmt: skip
    jaw = -0.2 if open_ else 0.0
    s.form(mix(fur.back, fur.under, 0.6), (0.2, -0.12), (0.6, -0.14 + jaw * 0.4), (0.88, -0.16 + jaw), (0.8,
        -0.24 + jaw), (0.4, -0.34 + jaw * 0.6),
           (0.1, -0.36))  # fmt: skip
    if open_:
        for x in (0.62, 0.76, 0.88):
            s.shape(BONE, (x - 0.05, -0.13), (x + 0.05, -0.12), (x, -0.26))
    s.blob((20, 18, 20), 1.0, 0.02, 0.06)
    s.shape(fur.back, (-0.28, 0.26), (0.0, 0.4), (-0.2, 0.86))
    s.eye(0.28, 0.14, 0.05, fur.eyes)


def dog(s: Stencil, way: str) -> None:
    """Tail up, ears hanging."""
    fur = Fur((132, 94, 60), (190, 160, 120), (60, 40, 30))
    g = gait(way)
    far = dim(fur.back, 0.62)
    s.tube(fur.back, (-0.52, 0.68, 0.1), (-0.72, 0.82, 0.09), (-0.74, 1.04, 0.07), (-0.6, 1.14, 0.03))
    hind(s, far, -0.4, 0.54, g[3], 0.085)
    fore(s, far, 0.26, 0.52, g[1], 0.085)
    s.form(fur.back, (-0.56, 0.62), (-0.48, 0.74), (-0.2, 0.74), (0.14, 0.76), (0.38, 0.78), (0.46, 0.58), (0.34, 0.4),
        (0.06, 0.38),
           (-0.2, 0.48), (-0.5, 0.46))  # fmt: skip
    hind(s, fur.back, -0.42, 0.56, g[2], 0.09)
    fore(s, mix(fur.back, fur.under, 0.4), 0.3, 0.52, g[0], 0.09)
    s.limb(fur.back, (0.32, 0.66, 0.3), (0.48, 0.92, 0.22))
    head = s.inner(0.52, 0.96, 0.3)
    head.form(fur.back, (-0.42, 0.0), (-0.3, 0.4), (0.06, 0.46), (0.34, 0.28), (0.44, 0.08), (0.86, 0.04), (0.92,
        -0.12), (0.8, -0.28),
              (0.3, -0.36), (-0.1, -0.36))  # fmt: skip
    head.blob((20, 18, 20), 0.88, 0.02, 0.07)
    head.form(dim(fur.back, 0.6), (-0.3, 0.36), (-0.02, 0.34), (0.04, -0.1), (-0.16, -0.44), (-0.4, -0.1))
    head.blob((20, 18, 20), 0.28, 0.12, 0.05)
    s.line((150, 40, 40), 0.05, (0.32, 0.82), (0.5, 0.76))


def fox(s: Stencil, way: str) -> None:
    """Slim and red, with a brush as long as itself."""
    fur = Fur((190, 92, 40), (240, 226, 206))
    s.tube(fur.back, (-0.56, 0.58, 0.1), (-0.86, 0.46, 0.26), (-1.2, 0.36, 0.26), (-1.36, 0.36, 0.16))
    s.tube(fur.under, (-1.3, 0.36, 0.2), (-1.44, 0.37, 0.12), (-1.54, 0.4, 0.02))
    wolf(s, way if way in ("run", "walk") else "walk", fur)


def hyena(s: Stencil, way: str) -> None:
    """High in the shoulder, low behind, spotted."""
    fur = Fur((160, 132, 90), (190, 168, 130))
    g = gait(way)
    hind(s, dim(fur.back, 0.6), -0.44, 0.46, g[3], 0.085)
    fore(s, dim(fur.back, 0.6), 0.32, 0.6, g[1], 0.09)
    s.tube(fur.back, (-0.56, 0.52, 0.07), (-0.68, 0.36, 0.09), (-0.7, 0.24, 0.03))
    s.form(
        fur.back,
        (-0.6, 0.5),
        (-0.5, 0.64),
        (-0.1, 0.76),
        (0.26, 0.94),
        (0.46, 0.86),
        (0.52, 0.6),
        (0.4, 0.42),
        (-0.1, 0.42),
        (-0.5, 0.4),
    )
    s.spikes(dim(fur.back, 0.6), 0.09, (0.6, 0.98), (0.4, 0.96), (0.2, 0.9), (0.0, 0.8))
    for x, y in ((-0.4, 0.54), (-0.2, 0.62), (0.0, 0.56), (0.16, 0.7), (-0.1, 0.68), (0.28, 0.6)):
        s.blob(dim(fur.back, 0.4), x, y, 0.035)
    hind(s, fur.back, -0.46, 0.48, g[2], 0.09)
    fore(s, fur.back, 0.36, 0.6, g[0], 0.095)
    s.limb(fur.back, (0.34, 0.74, 0.4), (0.6, 0.88, 0.26))
    wolfish(s.inner(0.66, 0.9, 0.28), Fur(dim(fur.back, 0.7), fur.under), open_=True)


def boar(s: Stencil, way: str) -> None:
    """All shoulder and bristle, with tusks."""
    fur = Fur((92, 72, 60), (120, 96, 80))
    g = tuple(v * 0.7 for v in gait(way))
    far = dim(fur.back, 0.62)
    s.tube(fur.back, (-0.72, 0.6, 0.03), (-0.82, 0.68, 0.025), (-0.86, 0.56, 0.04))
    hind(s, far, -0.5, 0.42, g[3], 0.08)
    fore(s, far, 0.24, 0.42, g[1], 0.08)
    s.form(fur.back, (-0.74, 0.54), (-0.62, 0.76), (-0.2, 0.86), (0.16, 1.0), (0.44, 0.88), (0.86, 0.52), (1.02, 0.42),
        (1.0, 0.3),
           (0.7, 0.26), (0.42, 0.28), (0.1, 0.24), (-0.4, 0.28), (-0.7, 0.36))  # fmt: skip
    s.spikes(
        dim(fur.back, 0.6),
        0.1,
        (0.56, 0.84),
        (0.42, 0.92),
        (0.28, 0.98),
        (0.14, 1.0),
        (0.0, 0.95),
        (-0.14, 0.88),
        (-0.28, 0.84),
    )
    hind(s, fur.back, -0.54, 0.44, g[2], 0.085)
    fore(s, fur.back, 0.3, 0.42, g[0], 0.085)
    s.shape(dim(fur.back, 0.7), (0.36, 0.86), (0.52, 0.76), (0.42, 1.04))
    s.limb(BONE, (0.8, 0.36, 0.05), (0.88, 0.44, 0.045), (0.86, 0.56, 0.008))
    s.eye(0.66, 0.56, 0.02, (255, 120, 60))


def rat(s: Stencil, way: str) -> None:
    """A giant rat: humped, with a naked tail."""
    _rat(s, (112, 98, 90))


def _rat(s: Stencil, c: Rgb) -> None:
    s.tube((190, 140, 130), (-0.6, 0.2, 0.07), (-0.96, 0.1, 0.06), (-1.3, 0.2, 0.05), (-1.56, 0.12, 0.02))
    s.form(
        c,
        (-0.68, 0.1),
        (-0.64, 0.46),
        (-0.3, 0.68),
        (0.1, 0.62),
        (0.36, 0.5),
        (0.62, 0.42),
        (0.92, 0.2),
        (0.8, 0.1),
        (0.4, 0.1),
        (-0.2, 0.04),
    )
    for x in (-0.46, 0.3):
        s.limb(c, (x, 0.18, 0.14), (x + 0.06, 0.03, 0.07), (x + 0.18, 0.02, 0.05))
    s.blob(dim(c, 0.7), 0.36, 0.58, 0.12)
    s.eye(0.66, 0.32, 0.03, (255, 90, 60))


def rats(s: Stencil, way: str) -> None:
    """A swarm that pours over the ground; its unit is a person, as those of all swarms."""
    for i in range(13):
        row = i // 5
        x, y = -0.84 + (i % 5) * 0.44 + 0.12 * (i * 0.618 % 1) + (row % 2) * 0.2, 0.24 - row * 0.12
        # Dark ones beside pale ones, or the swarm is one lump.
        _rat(s.inner(x, y, 0.2 + 0.05 * (i * 0.414 % 1)), (150, 132, 120) if (i + row) % 2 else (70, 60, 58))


def rabbit(s: Stencil, way: str) -> None:
    """Sitting, the ears up."""
    c: Rgb = (150, 128, 104)
    s.blob((240, 236, 226), -0.46, 0.22, 0.13)
    s.form(c, (-0.46, 0.04), (-0.44, 0.36), (-0.16, 0.52), (0.14, 0.44), (0.26, 0.2), (0.2, 0.02))
    s.form(c, (0.02, 0.48), (0.08, 0.64), (0.26, 0.7), (0.46, 0.58), (0.44, 0.46), (0.2, 0.4))
    for x in (0.06, 0.18):
        s.tube(c, (x + 0.06, 0.64, 0.08), (x, 0.84, 0.11), (x - 0.06, 1.02, 0.04))
    s.limb(c, (0.16, 0.24, 0.1), (0.22, 0.03, 0.07), (0.3, 0.03, 0.06))
    s.blob((20, 18, 20), 0.32, 0.58, 0.03)


Drawing = Callable[[Stencil, str], None]

BEASTS: dict[str, Drawing] = {
    "wolf": wolf,
    "hound": lambda s, way: wolf(s, way, Fur((46, 42, 48), (70, 52, 52), (255, 100, 40))),
    "fox": fox, "hyena": hyena, "dog": dog,
    "boar": boar, "giant_rat": rat, "rats": rats, "rabbit": rabbit,
}  # fmt: skip
"""By the lexicon's id or motif."""
