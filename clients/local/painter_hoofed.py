"""Beasts on hooves and who rides them: horses, unicorns, centaurs, deer, goats, oxen, mammoths.

It must not draw beasts on paws.
"""

from __future__ import annotations

from clients.local.painter_beasts import Drawing
from clients.local.painter_canvas import Rgb, mix
from clients.local.painter_gear import BONE
from clients.local.painter_stencil import Stencil, dim

BAY: Rgb = (118, 76, 50)
_HOOF: Rgb = (40, 34, 32)


def hoofed(
    s: Stencil, color: Rgb, x: float, y: float, bent: float, w: float, *, back: bool = False, lift: float = 0.0
) -> None:
    """A leg with a long cannon bone and a hoof; ``bent`` moves the foot, ``lift`` takes it off the ground."""
    foot = (x + bent, 0.03 + lift)
    if back:
        s.limb(color, (x, y, w * 3.4), (x + 0.05 + bent * 0.2, y * 0.66, w * 2.0), (x - 0.07 + bent * 0.7,
            y * 0.4 + lift * 0.6, w * 1.0),
               (*foot, w * 0.8))  # fmt: skip
    else:
        s.limb(color, (x, y, w * 2.6), (x + bent * 0.45 + 0.01, y * 0.5 + lift * 0.7, w * 1.15), (*foot, w * 0.8))
    s.shape(_HOOF, (foot[0] - w * 0.5, foot[1] + 0.02), (foot[0] + w * 0.5, foot[1] + 0.02), (foot[0] + w * 0.85,
        foot[1] - 0.03),
            (foot[0] - w * 0.5, foot[1] - 0.03))  # fmt: skip


def legs(s: Stencil, color: Rgb, way: str, y: float, w: float, at: tuple[float, float], *, near: bool) -> None:
    """A hind leg and a foreleg at the hips ``at``, the nearer or the farther pair."""
    tone = color if near else dim(color, 0.6)
    if way == "run":
        fore, back = ((0.3, 0.22), (-0.36, 0.1)) if near else ((0.4, 0.1), (-0.2, 0.02))
    elif way == "rear":
        fore, back = ((0.24, 0.42), (0.02, 0.0)) if near else ((0.3, 0.56), (0.14, 0.0))
    elif way == "walk":
        fore, back = ((0.12, 0.05), (-0.1, 0.0)) if near else ((-0.1, 0.0), (0.1, 0.04))
    else:
        fore, back = ((0.01, 0.0), (-0.03, 0.0)) if near else ((-0.05, 0.0), (0.06, 0.0))
    hoofed(s, tone, at[0], y, back[0], w, back=True, lift=back[1])
    hoofed(s, tone, at[1], y, fore[0], w, lift=fore[1])


def gait(way: str) -> str:
    """How a horse goes where somebody does ``way``."""
    return (
        "run"
        if way in ("run", "flee", "ride", "fight", "strike", "leap")
        else "walk"
        if way in ("walk", "guard")
        else "stand"
    )


def horse(s: Stencil, way: str, color: Rgb = BAY, mane: Rgb = (44, 32, 28)) -> None:
    """Arched neck, deep chest, mane and tail in the wind of its going."""
    go = gait(way)
    stream = {"run": 0.3, "walk": 0.12, "stand": 0.0}[go]
    s.tube(mane, (-0.54, 0.62, 0.07), (-0.66 - stream * 0.5, 0.56 + stream * 0.3, 0.13), (-0.68 - stream,
        0.36 + stream * 0.7, 0.13),
           (-0.66 - stream * 1.4, 0.14 + stream, 0.03))  # fmt: skip
    legs(s, color, go, 0.5, 0.05, (-0.38, 0.27), near=False)
    s.form(color, (-0.56, 0.56), (-0.48, 0.68), (-0.3, 0.7), (-0.06, 0.64), (0.18, 0.7), (0.36, 0.66), (0.42, 0.52),
        (0.32, 0.4),
           (0.04, 0.35), (-0.26, 0.4), (-0.5, 0.42))  # fmt: skip
    legs(s, color, go, 0.5, 0.052, (-0.42, 0.3), near=True)
    dip = 0.06 if go == "run" else 0.0
    horse_neck(s, color, mane, dip, stream)


def horse_neck(s: Stencil, color: Rgb, mane: Rgb, dip: float = 0.0, stream: float = 0.0) -> None:
    """The neck and the head of a horse, and its mane."""
    x, y = 0.52 + dip, 0.92 - dip
    s.form(
        color,
        (0.1, 0.66),
        (0.26, 0.82),
        (x - 0.12, y + 0.06),
        (x, y + 0.06),
        (x + 0.02, y - 0.06),
        (0.46, 0.66),
        (0.4, 0.46),
        (0.2, 0.46),
    )
    s.shape(dim(color), (x - 0.03, y + 0.05), (x + 0.02, y + 0.04), (x + 0.02, y + 0.14))
    s.form(color, (x - 0.08, y + 0.04), (x - 0.0, y + 0.09), (x + 0.1, y + 0.02), (x + 0.22, y - 0.14), (x + 0.25,
        y - 0.2), (x + 0.2, y - 0.25),
           (x + 0.12, y - 0.21), (x + 0.03, y - 0.12), (x - 0.06, y - 0.1))  # fmt: skip
    s.shape(color, (x - 0.07, y + 0.05), (x - 0.01, y + 0.07), (x - 0.04, y + 0.16))
    s.form(mane, (x + 0.02, y + 0.09), (x - 0.1, y + 0.08), (0.3 - stream * 0.3, 0.88), (0.14 - stream * 0.5,
        0.76 + stream * 0.3), (0.06 - stream, 0.66 + stream * 0.5),
           (0.2, 0.7), (0.32, 0.72), (x - 0.1, y - 0.04))  # fmt: skip
    s.blob((16, 14, 14), x + 0.05, y - 0.0, 0.014)


def unicorn(s: Stencil, way: str) -> None:
    """White, with a spiral horn that shines."""
    white: Rgb = (246, 244, 248)
    horse(s, way if way != "stand" else "walk", white, (206, 204, 226))
    x, y = (0.555, 0.99) if gait(way) != "run" else (0.61, 0.93)
    s.shape((255, 236, 170), (x - 0.03, y - 0.03), (x + 0.035, y - 0.045), (x + 0.17, y + 0.3))
    s.glow(x + 0.14, y + 0.24, 0.24, (255, 240, 200))


def pegasus(s: Stencil, way: str) -> None:
    """A white horse with spread wings."""
    white: Rgb = (242, 240, 246)
    _plumes(s, dim(white, 0.75), 0.06, 0.66, -0.25, 0.9)
    horse(s, "run", white, (206, 204, 226))
    _plumes(s, white, 0.02, 0.64, -0.5, 1.0)


def _plumes(s: Stencil, color: Rgb, x: float, y: float, lean: float, size: float) -> None:
    """A feathered wing, raised from (x, y)."""
    for i in range(9):
        t = i / 8
        root = (x + lean * 0.5 * t * size, y + 0.42 * t * size)
        tip = (x + (lean - 0.75 + 0.6 * t) * size, y + (0.12 + 0.74 * t) * size)
        s.limb(dim(color, 0.86 + 0.14 * (i % 2)), (*root, 0.1), (*tip, 0.035))
    s.limb(
        color,
        (x, y, 0.14),
        (x + lean * 0.5 * size, y + 0.42 * size, 0.1),
        (x + lean * 0.9 * size, y + 0.8 * size, 0.06),
    )


def nightmare(s: Stencil, way: str) -> None:
    """Black, with fire for a mane."""
    horse(s, "run", (34, 30, 40), (255, 120, 36))
    for x, y in ((0.3, 0.9), (-0.8, 0.6), (0.58, 0.1), (-0.7, 0.12)):
        s.glow(x, y, 0.34, (255, 110, 30))
    s.eye(0.63, 0.87, 0.018, (255, 90, 20))


def deer(s: Stencil, way: str) -> None:
    """A stag, head high, with a great crown of antlers."""
    c: Rgb = (138, 96, 62)
    go = gait(way)
    legs(s, c, go, 0.42, 0.032, (-0.3, 0.2), near=False)
    s.form(
        c,
        (-0.42, 0.5),
        (-0.36, 0.58),
        (-0.1, 0.56),
        (0.14, 0.58),
        (0.28, 0.54),
        (0.32, 0.42),
        (0.2, 0.33),
        (-0.08, 0.33),
        (-0.36, 0.38),
    )
    s.shape((240, 232, 214), (-0.4, 0.54), (-0.47, 0.48), (-0.4, 0.42))
    legs(s, c, go, 0.43, 0.034, (-0.33, 0.23), near=True)
    s.form(c, (0.06, 0.56), (0.2, 0.64), (0.28, 0.76), (0.36, 0.76), (0.36, 0.66), (0.34, 0.5), (0.24, 0.4))
    s.form(dim(c, 0.7), (0.28, 0.62), (0.36, 0.64), (0.35, 0.46), (0.24, 0.38))
    s.form(
        c, (0.25, 0.74), (0.29, 0.81), (0.37, 0.8), (0.46, 0.73), (0.5, 0.69), (0.46, 0.66), (0.36, 0.68), (0.28, 0.68)
    )
    s.form(c, (0.26, 0.78), (0.17, 0.82), (0.13, 0.79), (0.25, 0.73))
    for dx, tone in ((0.03, 0.7), (0.0, 1.0)):
        horn = dim(BONE, tone)
        s.tube(
            horn,
            (0.3 + dx, 0.8, 0.032),
            (0.2 + dx * 2, 0.92, 0.028),
            (0.16 + dx * 3, 1.06, 0.024),
            (0.26 + dx * 4, 1.2, 0.01),
        )
        s.limb(horn, (0.23 + dx * 2, 0.88, 0.024), (0.34 + dx * 3, 0.94, 0.02), (0.38 + dx * 3, 1.02, 0.006))
        s.limb(horn, (0.17 + dx * 3, 1.0, 0.022), (0.29 + dx * 3, 1.08, 0.006))
        s.limb(horn, (0.17 + dx * 3, 1.06, 0.022), (0.06 + dx * 3, 1.18, 0.006))
    s.blob((16, 14, 14), 0.37, 0.755, 0.012)


def goat(s: Stencil, way: str) -> None:
    """A beard and swept horns."""
    c: Rgb = (186, 176, 160)
    go = gait(way)
    legs(s, c, go, 0.44, 0.045, (-0.36, 0.24), near=False)
    s.form(
        c,
        (-0.52, 0.62),
        (-0.4, 0.74),
        (0.0, 0.68),
        (0.26, 0.72),
        (0.38, 0.56),
        (0.3, 0.34),
        (0.0, 0.28),
        (-0.4, 0.3),
        (-0.52, 0.44),
    )
    s.shape(c, (-0.5, 0.66), (-0.62, 0.76), (-0.46, 0.72))
    legs(s, c, go, 0.44, 0.048, (-0.4, 0.28), near=True)
    s.limb(c, (0.26, 0.6, 0.3), (0.42, 0.82, 0.2))
    for dx, tone in ((0.05, 0.65), (0.0, 1.0)):
        s.tube(
            dim((110, 98, 84), tone),
            (0.42 + dx, 0.92, 0.07),
            (0.34 + dx, 1.06, 0.06),
            (0.18 + dx, 1.1, 0.045),
            (0.06 + dx, 1.0, 0.012),
        )
    s.form(c, (0.32, 0.8), (0.36, 0.94), (0.48, 0.96), (0.66, 0.8), (0.68, 0.72), (0.58, 0.7), (0.42, 0.72))
    s.shape(dim(c, 0.8), (0.5, 0.72), (0.62, 0.71), (0.54, 0.54))
    s.shape(dim(c, 0.7), (0.36, 0.88), (0.2, 0.84), (0.34, 0.8))


def ox(s: Stencil, way: str) -> None:
    """Square and heavy, with wide horns."""
    c: Rgb = (124, 86, 62)
    go = gait(way)
    s.tube(c, (-0.74, 0.72, 0.04), (-0.8, 0.5, 0.035), (-0.78, 0.28, 0.06))
    legs(s, c, go, 0.46, 0.07, (-0.54, 0.34), near=False)
    s.form(
        c,
        (-0.76, 0.7),
        (-0.64, 0.82),
        (-0.2, 0.8),
        (0.2, 0.9),
        (0.48, 0.82),
        (0.56, 0.6),
        (0.46, 0.36),
        (0.1, 0.28),
        (-0.4, 0.28),
        (-0.72, 0.4),
    )
    legs(s, c, go, 0.46, 0.075, (-0.6, 0.4), near=True)
    s.limb(c, (0.42, 0.66, 0.42), (0.6, 0.72, 0.3))
    s.tube(dim(BONE, 0.7), (0.64, 0.86, 0.08), (0.82, 0.92, 0.07), (0.9, 1.04, 0.015))
    s.form(c, (0.48, 0.74), (0.54, 0.9), (0.7, 0.88), (0.86, 0.62), (0.88, 0.5), (0.76, 0.44), (0.6, 0.54))
    s.tube(BONE, (0.56, 0.88, 0.08), (0.42, 0.96, 0.07), (0.42, 1.1, 0.015))
    s.form(mix(c, BONE, 0.5), (0.76, 0.6), (0.88, 0.58), (0.9, 0.48), (0.78, 0.44))


def mule(s: Stencil, way: str) -> None:
    """Long ears, laden."""
    horse(s, way if way != "stand" else "walk", (120, 108, 98), (70, 62, 58))
    for x in (0.44, 0.52):
        s.tube((120, 108, 98), (x, 0.95, 0.05), (x - 0.03, 1.06, 0.06), (x - 0.07, 1.16, 0.02))
    s.form((150, 112, 70), (-0.3, 0.5), (-0.34, 0.72), (-0.2, 0.86), (0.06, 0.86), (0.16, 0.72), (0.12, 0.48))
    s.limb((176, 146, 100), (-0.26, 0.9, 0.1), (0.1, 0.9, 0.1))
    s.line((70, 50, 36), 0.025, (-0.12, 0.94), (-0.1, 0.46))


def camel(s: Stencil, way: str) -> None:
    """A hump, a long bent neck."""
    c: Rgb = (196, 156, 104)
    go = gait(way)
    legs(s, c, go, 0.46, 0.045, (-0.38, 0.2), near=False)
    s.form(
        c,
        (-0.5, 0.58),
        (-0.4, 0.66),
        (-0.26, 0.7),
        (-0.1, 0.9),
        (0.02, 0.9),
        (0.14, 0.7),
        (0.3, 0.64),
        (0.36, 0.5),
        (0.24, 0.4),
        (-0.1, 0.38),
        (-0.44, 0.44),
    )
    legs(s, c, go, 0.46, 0.048, (-0.42, 0.24), near=True)
    s.tube(c, (0.28, 0.54, 0.18), (0.46, 0.5, 0.13), (0.56, 0.66, 0.1), (0.54, 0.88, 0.1))
    s.form(c, (0.47, 0.88), (0.52, 0.97), (0.62, 0.96), (0.76, 0.87), (0.74, 0.81), (0.6, 0.83))
    s.shape((150, 50, 46), (-0.22, 0.72), (0.1, 0.74), (0.14, 0.5), (-0.24, 0.5))


def mammoth(s: Stencil, way: str) -> None:
    """A high domed head, a shaggy hide to the knees, sweeping tusks."""
    c: Rgb = (98, 70, 52)
    for x in (-0.36, 0.16):
        s.limb(dim(c, 0.6), (x, 0.4, 0.2), (x + 0.02, 0.05, 0.16))
    s.form(c, (-0.6, 0.3), (-0.6, 0.56), (-0.4, 0.74), (-0.08, 0.78), (0.1, 0.9), (0.28, 1.0), (0.46, 0.94), (0.54,
        0.74), (0.48, 0.5),
           (0.3, 0.24), (0.0, 0.2), (-0.4, 0.2))  # fmt: skip
    for i in range(11):
        x = -0.58 + i * 0.085
        s.shape(c, (x - 0.05, 0.3), (x + 0.06, 0.3), (x, 0.12))
    for x in (-0.48, 0.28):
        s.limb(c, (x, 0.36, 0.24), (x + 0.02, 0.04, 0.19))
    s.tube(c, (0.46, 0.72, 0.2), (0.58, 0.46, 0.14), (0.58, 0.2, 0.1), (0.7, 0.1, 0.07), (0.76, 0.18, 0.05))
    s.form(dim(c, 0.75), (0.14, 0.8), (0.28, 0.82), (0.3, 0.56), (0.18, 0.5), (0.08, 0.64))
    for dx, tone in ((0.06, 0.7), (0.0, 1.0)):
        s.tube(
            dim(BONE, tone),
            (0.46 + dx, 0.54, 0.07),
            (0.62 + dx, 0.26, 0.06),
            (0.86 + dx, 0.22, 0.05),
            (0.98 + dx, 0.44, 0.012),
        )
    s.blob((16, 14, 14), 0.42, 0.74, 0.014)


HOOFED: dict[str, Drawing] = {
    "horse": horse, "unicorn": unicorn, "pegasus": pegasus, "nightmare": nightmare, "deer": deer, "goat": goat,
        "cow": ox, "mule": mule, "camel": camel, "mammoth": mammoth,
}  # fmt: skip
"""By the lexicon's id or motif."""
