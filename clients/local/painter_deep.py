"""What lives in the sea: krakens, sea serpents, sharks, whales, mermaids, with the water that breaks about them.

It must not paint the sea.
"""

from __future__ import annotations

import itertools

from clients.local.painter_beasts import Drawing
from clients.local.painter_canvas import Rgb, mix
from clients.local.painter_coat import Coat
from clients.local.painter_dragons import dragon_head
from clients.local.painter_gear import BONE
from clients.local.painter_heads import HEADS
from clients.local.painter_stencil import Joint, Stencil, dim

_FOAM: Rgb = (214, 226, 232)


def foam(s: Stencil, *places: tuple[float, float]) -> None:
    """Broken water about what comes out of it, given as (x, width)."""
    for x, w in places:
        s.form(
            mix(_FOAM, (120, 150, 170), 0.35),
            (x - w, -0.02),
            (x - w * 0.6, 0.035),
            (x - w * 0.2, 0.015),
            (x + w * 0.2, 0.045),
            (x + w * 0.6, 0.015),
            (x + w, -0.02),
            (x, -0.045),
        )
        s.line(_FOAM, 0.01, (x - w * 0.8, 0.0), (x - w * 0.2, 0.012), (x + w * 0.3, 0.0), (x + w * 0.8, 0.008))


def kraken(s: Stencil, way: str) -> None:
    """A huge head, one eye, arms that rise higher than masts and curl."""
    c: Rgb = (116, 56, 66)
    pale: Rgb = (206, 160, 150)
    arms: tuple[tuple[float, tuple[Joint, ...]], ...] = (
        (0.6, ((-0.3, 0.0, 0.1), (-0.42, 0.3, 0.085), (-0.3, 0.58, 0.06), (-0.42, 0.8, 0.045), (-0.56, 0.76, 0.03),
            (-0.54, 0.68, 0.015))),
        (0.6, ((0.3, 0.0, 0.1), (0.46, 0.34, 0.08), (0.36, 0.64, 0.06), (0.5, 0.86, 0.045), (0.62, 0.8, 0.03), (0.58,
            0.72, 0.015))),
        (0.75, ((-0.1, 0.2, 0.1), (-0.2, 0.6, 0.08), (-0.06, 0.86, 0.055), (-0.16, 1.0, 0.04), (-0.26, 0.94, 0.015))),
        (1.0, ((-0.62, -0.02, 0.1), (-0.76, 0.2, 0.085), (-0.62, 0.42, 0.065), (-0.78, 0.62, 0.05), (-0.94, 0.6,
            0.035), (-0.94, 0.5, 0.012))),
        (1.0, ((0.66, -0.02, 0.1), (0.82, 0.24, 0.085), (0.72, 0.46, 0.065), (0.86, 0.66, 0.045), (1.0, 0.6, 0.03),
            (0.96, 0.52, 0.012))),
        (1.0, ((0.94, -0.02, 0.07), (1.06, 0.14, 0.06), (1.2, 0.16, 0.04), (1.26, 0.06, 0.03))),
        (1.0, ((-0.98, -0.02, 0.07), (-1.1, 0.12, 0.06), (-1.24, 0.1, 0.04), (-1.28, 0.0, 0.03))),
    )  # fmt: skip
    for tone, arm in arms[:3]:
        s.tube(dim(c, tone), *arm)
    s.form(c, (-0.34, -0.02), (-0.3, 0.24), (-0.18, 0.5), (0.02, 0.66), (0.2, 0.52), (0.32, 0.24), (0.34, -0.02))
    s.form(mix(c, pale, 0.25), (0.0, 0.1), (0.04, 0.4), (0.14, 0.46), (0.26, 0.2), (0.26, 0.02))
    for x, y in ((-0.14, 0.4), (-0.2, 0.26), (-0.06, 0.5), (-0.1, 0.2)):
        s.blob(dim(c, 0.7), x, y, 0.035, 0.025)
    s.form((30, 16, 20), (0.02, 0.22), (0.12, 0.29), (0.24, 0.24), (0.14, 0.17))
    s.eye(0.13, 0.23, 0.03, (255, 214, 80), reach=5)
    for tone, arm in arms[3:]:
        s.tube(dim(c, tone), *arm)
        side = 1 if arm[0][0] > 0 else -1
        for a, b in itertools.pairwise(arm):
            for t in (0.2, 0.7):
                x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
                s.blob(pale, x - side * a[2] * 0.28, y, a[2] * 0.16)
    foam(s, (0.0, 0.4), (-0.68, 0.16), (0.72, 0.16), (1.0, 0.1), (-1.04, 0.1))


def sea_serpent(s: Stencil, way: str) -> None:
    """Arches of a finned back out of the water, a reared head."""
    c: Rgb = (50, 106, 112)
    belly: Rgb = (176, 196, 160)
    for x, r, w in ((-0.98, 0.1, 0.06), (-0.66, 0.18, 0.1), (-0.2, 0.26, 0.14)):
        s.tube(
            c,
            (x - r, -0.03, w),
            (x - r * 0.8, r * 0.8, w),
            (x, r * 1.25, w * 1.05),
            (x + r * 0.8, r * 0.8, w),
            (x + r, -0.03, w),
        )
        for t in range(5):
            px = x - r * 0.7 + t * r * 0.35
            py = r * 1.25 + w * 0.45 - abs(px - x) * 0.7
            s.shape(dim(c, 0.62), (px - 0.035, py - 0.02), (px + 0.045, py - 0.02), (px - 0.03, py + 0.09))
    s.tube(c, (0.2, -0.04, 0.18), (0.2, 0.3, 0.17), (0.32, 0.56, 0.15), (0.28, 0.8, 0.12), (0.36, 0.92, 0.11))
    s.tube(belly, (0.26, -0.04, 0.06), (0.26, 0.3, 0.07), (0.37, 0.56, 0.05), (0.32, 0.78, 0.04))
    s.spikes(
        dim(c, 0.62),
        0.09,
        (0.28, 0.98),
        (0.22, 0.86),
        (0.22, 0.74),
        (0.26, 0.6),
        (0.18, 0.46),
        (0.12, 0.32),
        (0.11, 0.18),
    )
    dragon_head(s.inner(0.44, 0.93, 0.26), c, belly, (255, 226, 90), gape=0.26, horn=dim(c, 0.62))
    foam(s, (0.2, 0.2), (-0.46, 0.1), (0.06, 0.1), (-0.84, 0.08), (-0.48, 0.08), (-1.08, 0.06))


def shark(s: Stencil, way: str) -> None:
    """A fin, the back below it, the tail behind."""
    c: Rgb = (84, 96, 110)
    s.form(c, (-0.3, 0.0), (-0.1, 0.3), (0.04, 0.62), (0.16, 0.74), (0.16, 0.74), (0.14, 0.4), (0.24, 0.0))
    s.form(dim(c, 0.8), (-0.76, 0.02), (-0.2, 0.1), (0.3, 0.12), (0.8, 0.04), (1.0, -0.02), (0.2, -0.04), (-0.6, -0.03))
    s.form(c, (-1.3, 0.0), (-1.24, 0.2), (-1.14, 0.36), (-1.14, 0.36), (-1.12, 0.16), (-1.08, 0.0))
    foam(s, (0.0, 0.5), (-1.2, 0.2), (0.8, 0.26))


def whale(s: Stencil, way: str) -> None:
    """Breaching, half out of the water."""
    c: Rgb = (66, 80, 98)
    s = s.inner(0, 0, 0.9)
    s.form(
        c,
        (-0.7, -0.04),
        (-0.56, 0.3),
        (-0.24, 0.66),
        (0.14, 0.94),
        (0.44, 1.06),
        (0.6, 1.02),
        (0.62, 0.9),
        (0.44, 0.6),
        (0.3, 0.3),
        (0.24, -0.04),
    )
    s.form(
        (206, 210, 210),
        (0.6, 0.98),
        (0.62, 0.88),
        (0.44, 0.58),
        (0.3, 0.28),
        (0.26, -0.02),
        (0.06, -0.02),
        (0.2, 0.46),
        (0.38, 0.78),
    )
    for i in range(5):
        s.line(
            (150, 156, 160),
            0.012,
            (0.56 - i * 0.03, 0.9 - i * 0.05),
            (0.36 - i * 0.035, 0.56 - i * 0.06),
            (0.22 - i * 0.02, 0.14),
        )
    s.form(dim(c, 0.7), (-0.04, 0.44), (-0.3, 0.36), (-0.5, 0.16), (-0.4, 0.14), (-0.06, 0.28))
    s.blob((16, 16, 20), 0.34, 0.78, 0.018)
    for x in (-0.3, 0.0, 0.3):
        s.form(_FOAM, (x - 0.3, -0.04), (x - 0.16, 0.06), (x - 0.06, 0.2), (x, 0.04), (x + 0.1, 0.16), (x + 0.3, -0.04))
    foam(s, (-0.2, 0.8), (0.4, 0.5))


def mermaid(s: Stencil, way: str) -> None:
    """On her rock, the tail curled before her."""
    rock: Rgb = (88, 90, 96)
    skin: Rgb = (216, 172, 142)
    tail: Rgb = (54, 130, 118)
    s.form(rock, (-0.7, -0.03), (-0.56, 0.16), (-0.36, 0.3), (0.0, 0.34), (0.3, 0.24), (0.5, 0.1), (0.62, -0.03))
    HEADS["long_hair"](s.inner(-0.14, 0.92, 0.085), Coat(skin=skin, hair=(150, 60, 40)))
    s.limb(dim(skin), (-0.2, 0.74, 0.07), (-0.34, 0.58, 0.055), (-0.36, 0.36, 0.045))
    s.tube(
        tail,
        (-0.16, 0.42, 0.2),
        (0.1, 0.42, 0.17),
        (0.34, 0.34, 0.13),
        (0.5, 0.16, 0.09),
        (0.66, 0.16, 0.06),
        (0.76, 0.28, 0.035),
    )
    s.form(
        tail,
        (0.74, 0.24),
        (0.7, 0.42),
        (0.66, 0.5),
        (0.66, 0.5),
        (0.8, 0.42),
        (0.98, 0.44),
        (0.98, 0.44),
        (0.9, 0.34),
        (0.8, 0.26),
    )
    s.form(skin, (-0.26, 0.42), (-0.22, 0.6), (-0.27, 0.76), (-0.14, 0.82), (-0.02, 0.76), (-0.06, 0.6), (-0.06, 0.44))
    s.form(tail, (-0.26, 0.7), (-0.14, 0.73), (-0.03, 0.7), (-0.06, 0.62), (-0.22, 0.62))
    s.limb(skin, (-0.06, 0.75, 0.07), (0.06, 0.62, 0.055), (0.16, 0.7, 0.045))
    s.blob(BONE, 0.19, 0.73, 0.035)
    foam(s, (-0.5, 0.24), (0.4, 0.3))


DEEP: dict[str, Drawing] = {
    "kraken": kraken, "sea_serpent": sea_serpent, "fin": shark, "shark": shark, "whale": whale, "mermaid": mermaid,
}  # fmt: skip
"""By the lexicon's id or motif."""
