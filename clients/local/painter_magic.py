"""Spells: what they look like, the light they throw behind and on those who are there.

It must not choose where they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Point, Rgb, mix
from clients.local.painter_figure import shine
from clients.local.painter_sky import bolt
from clients.local.painter_stencil import Stencil

GLOWS: dict[str, Rgb] = {
    "fire": (255, 128, 40),
    "magic": (120, 120, 255),
    "ice": (110, 210, 255),
    "holy": (255, 226, 140),
    "poison": (110, 225, 80),
    "lightning": (180, 195, 255),
    "gold": (255, 200, 80),
}
"""By the lexicon's ``glow``."""

_WHITE: Rgb = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell of a lexicon's ``motif`` and ``glow``: it leaves ``hand``, is seen about ``heart`` and meets ``goal``.

    ``size`` is a person's height in pixels, ``ground`` where they stand.
    """

    motif: str
    glow: str
    hand: Point
    heart: Point
    goal: Point
    ground: float
    size: float

    @property
    def color(self) -> Rgb:
        """Its light."""
        return GLOWS.get(self.glow, GLOWS["magic"])


def kindle(canvas: Canvas, spell: Spell) -> None:
    """The spell's light, before those it falls on are painted: glow behind them, lamps on all that is near."""
    (x, y), size, color = spell.heart, spell.size, spell.color
    match spell.motif:
        case "circle":
            canvas.glow(x, spell.ground, size * 2.2, color, 0.7, flat=0.4, lights=0)
            canvas.glow(x, spell.ground - size * 0.6, size * 1.6, color, 0.35, lights=0)
            canvas.lamp(x, spell.ground, size * 3.2, color, 0.9)
            _circle(canvas, spell)
        case "portal":
            canvas.glow(x, y, size * 2.2, color, 0.6, lights=0)
            canvas.lamp(x, y, size * 3.4, color, 1.0)
            _portal(canvas, spell)
        case "dome":
            canvas.glow(x, spell.ground - size * 0.8, size * 2.4, color, 0.5, lights=0)
        case "halo":
            canvas.glow(x, y, size * 1.9, color, 0.75, lights=0)
            canvas.lamp(x, y, size * 2.8, color, 0.7)
            _rays(canvas, spell)
        case "bolt":
            gx, gy = spell.goal
            canvas.glow(gx, gy - size * 0.4, size * 2.0, color, 0.6, lights=0)
            canvas.lamp(gx, gy - size * 0.5, size * 3.4, color, 1.0)
        case _:
            canvas.glow(x, y, size * 1.9, color, 0.5, lights=0)
            canvas.lamp(x, y, size * 3.2, color, 1.1)


def cast(canvas: Canvas, spell: Spell) -> None:
    """The spell itself, before those who cast it."""
    x, y = spell.heart
    match spell.motif, spell.glow:
        case "bolt", _:
            gx, gy = spell.goal
            bright = mix(spell.color, _WHITE, 0.7)
            bolt(canvas, gx - 70, -10, gx, gy - spell.size * 0.3, 6, bright)
            canvas.glow(gx, gy - spell.size * 0.3, spell.size * 0.6, bright, 0.8, lights=0)
        case "beam", _:
            _beam(canvas, spell)
        case "dome", _:
            _dome(canvas, spell)
        case "burst", "fire":
            _fireball(canvas, spell)
        case "burst", "ice":
            _shards(canvas, spell)
        case "burst", "poison":
            _cloud(canvas, spell)
        case "burst", _:
            _shards(canvas, spell)
        case _:
            pass
    _sparks(canvas, spell, x, y)


def _sparks(canvas: Canvas, spell: Spell, x: float, y: float) -> None:
    pen = Pen()
    for _ in range(34):
        angle, far = float(canvas.rng.uniform(0, math.tau)), spell.size * float(canvas.rng.uniform(0.3, 1.7))
        pen.ellipse(x + math.cos(angle) * far, y + math.sin(angle) * far * 0.8, float(canvas.rng.uniform(1, 3.2)))
    canvas.ink(pen, mix(spell.color, _WHITE, 0.5), 0.84)


def _fireball(canvas: Canvas, spell: Spell) -> None:
    """A roiling ball with a tail toward the hand that threw it."""
    (x, y), size = spell.heart, spell.size
    dx, dy = spell.hand[0] - x, spell.hand[1] - y
    far = math.hypot(dx, dy) or 1.0
    ux, uy = dx / far, dy / far
    s = Stencil(x, y, size)
    tail = min(far * 0.9, size * 1.3) / size
    for share, color in ((1.0, (206, 60, 18)), (0.78, (246, 116, 28)), (0.56, (255, 182, 60)), (0.32, (255, 240, 186))):
        r = 0.36 * share
        px, py = -uy, ux
        s.form(
            color,
            (px * r, -py * r), (px * r * 0.6 + ux * tail * 0.4 * share, -py * r * 0.6 - uy * tail * 0.4 * share),
            (ux * tail * share, -uy * tail * share), (ux * tail * share, -uy * tail * share),
            (-px * r * 0.6 + ux * tail * 0.4 * share, py * r * 0.6 - uy * tail * 0.4 * share), (-px * r, py * r),
        )  # fmt: skip
        for i in range(9):
            a = math.tau * i / 9 + share * 3
            k = r * float(canvas.rng.uniform(0.42, 0.6))
            s.blob(color, math.cos(a) * r * 0.72, math.sin(a) * r * 0.72, k)
        s.blob(color, 0, 0, r)
    shine(canvas, s)
    canvas.glow(x, y, size * 1.0, (255, 140, 50), 0.5, lights=0)


def _shards(canvas: Canvas, spell: Spell) -> None:
    """Splinters of ice, or of light, from one point."""
    x, y = spell.heart
    s = Stencil(x, y, spell.size)
    for i in range(22):
        a = math.tau * i / 22 + float(canvas.rng.uniform(-0.1, 0.1))
        far = float(canvas.rng.uniform(0.35, 0.85))
        wide = float(canvas.rng.uniform(0.03, 0.07))
        c, n = math.cos(a), math.sin(a)
        tone = mix(spell.color, _WHITE, 0.25 + 0.5 * (i % 2))
        s.shape(
            tone,
            (c * 0.06 - n * wide, n * 0.06 + c * wide),
            (c * far, n * far),
            (c * 0.06 + n * wide, n * 0.06 - c * wide),
        )
    s.blob(mix(spell.color, _WHITE, 0.8), 0, 0, 0.13)
    shine(canvas, s)


def _cloud(canvas: Canvas, spell: Spell) -> None:
    """Puffs that roll over each other."""
    x, y = spell.heart
    for share, opacity in ((0.35, 0.4), (0.6, 0.4), (0.85, 0.45)):
        s = Stencil(x, y, spell.size)
        for i in range(13):
            a = math.tau * i / 13
            far = float(canvas.rng.uniform(0.2, 0.9)) * (1.1 - share * 0.6)
            s.blob(mix((24, 40, 26), spell.color, share), math.cos(a) * far * 1.3, math.sin(a) * far * 0.6,
                   float(canvas.rng.uniform(0.14, 0.3)) * (1.2 - share * 0.5))  # fmt: skip
        shine(canvas, s, opacity)


def _beam(canvas: Canvas, spell: Spell) -> None:
    """From the hand to what it meets."""
    (x0, y0), (gx, gy) = spell.hand, spell.goal
    x1, y1 = gx, gy - spell.size * 0.5
    bright = mix(spell.color, _WHITE, 0.7)
    for t in (0.0, 0.25, 0.5, 0.75, 1.0):
        canvas.glow(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, spell.size * 0.6, spell.color, 0.5, lights=0)
    for wide, tone in ((spell.size * 0.09, spell.color), (spell.size * 0.04, bright)):
        pen = Pen()
        pen.line([(x0, y0), (x1, y1)], max(2.5, wide))
        canvas.ink(pen, tone, volume=0, grain=None)
    canvas.glow(x1, y1, spell.size * 0.7, bright, 0.8, lights=0)


def _dome(canvas: Canvas, spell: Spell) -> None:
    x, size = spell.heart[0], spell.size
    pen, rim = Pen(), Pen()
    for target, r in ((pen, 1.0), (rim, 1.0)):
        target.ellipse(x, spell.ground, size * 1.6 * r, size * 1.7 * r)
    rim.ellipse(x, spell.ground, size * 1.55, size * 1.65, ink=0)
    for target in (pen, rim):
        target.box(0, spell.ground, WIDTH, HEIGHT, ink=0)
    bright = mix(spell.color, _WHITE, 0.5)
    canvas.ink(pen, bright, 0.16)
    canvas.ink(rim, bright, 0.7)


def _portal(canvas: Canvas, spell: Spell) -> None:
    """A ring of light about another place's dark, its edge drawn into a swirl."""
    (x, y), size, color = spell.heart, spell.size, spell.color
    s = Stencil(x, y, size)
    wide, high = 0.6, 0.86
    bright = mix(color, _WHITE, 0.7)
    for share, tone in (
        (1.0, color),
        (0.93, bright),
        (0.86, mix(color, (20, 16, 60), 0.5)),
        (0.7, mix(color, (10, 8, 36), 0.75)),
        (0.5, mix(color, (6, 6, 24), 0.9)),
    ):
        s.blob(tone, 0, 0, wide * share, high * share)
    for k in range(7):
        a0 = math.tau * k / 7
        arc = [(a0 + t * 0.42, 0.9 - t * 0.16) for t in range(5)]
        s.tube(
            mix(color, _WHITE, 0.45),
            *(
                (math.cos(a) * wide * r, math.sin(a) * high * r, 0.035 * r * (1 - i * 0.17))
                for i, (a, r) in enumerate(arc)
            ),
        )
    for k in range(14):
        a = math.tau * k / 14
        s.limb(
            bright,
            (math.cos(a) * wide, math.sin(a) * high, 0.05),
            (math.cos(a + 0.25) * wide * 1.14, math.sin(a + 0.25) * high * 1.12, 0.006),
        )
    shine(canvas, s)


def _circle(canvas: Canvas, spell: Spell) -> None:
    """Two rings on the ground, a star and runes between them, light that stands up from it."""
    x, ground, size = spell.heart[0], spell.ground, spell.size
    bright = mix(spell.color, _WHITE, 0.6)
    ring, shaft = Pen(), Pen()
    for r in (1.6, 1.22):
        ring.ellipse(x, ground, size * r, size * r * 0.26)
        ring.ellipse(x, ground, size * (r - 0.05), size * (r - 0.05) * 0.26, ink=0)
    for i in range(7):
        a, b = math.tau * i / 7, math.tau * (i + 3) / 7
        ring.line([(x + math.cos(a) * size * 1.2, ground + math.sin(a) * size * 0.31),
                   (x + math.cos(b) * size * 1.2, ground + math.sin(b) * size * 0.31)], 3)  # fmt: skip
    for i in range(14):
        a = math.tau * (i + 0.5) / 14
        rx, ry = x + math.cos(a) * size * 1.4, ground + math.sin(a) * size * 0.364
        k = size * 0.05
        ring.line([(rx - k, ry), (rx, ry - k * 0.7), (rx + k, ry + k * 0.3)], 3)
        shaft.polygon(
            [(rx - k * 0.6, ry), (rx + k * 0.6, ry), (rx + k * 0.9, ry - size * 0.5), (rx - k * 0.9, ry - size * 0.5)]
        )
    canvas.ink(ring, bright, 0.95, volume=0, grain=None)
    canvas.ink(shaft, bright, 0.12)


def _rays(canvas: Canvas, spell: Spell) -> None:
    (x, y), size = spell.heart, spell.size
    pen, ring = Pen(), Pen()
    for i in range(16):
        a = math.tau * i / 16
        far = size * (1.5 if i % 2 else 1.1)
        pen.polygon([(x + math.cos(a - 0.05) * size * 0.5, y + math.sin(a - 0.05) * size * 0.5),
                     (x + math.cos(a) * far, y + math.sin(a) * far),
                     (x + math.cos(a + 0.05) * size * 0.5, y + math.sin(a + 0.05) * size * 0.5)])  # fmt: skip
    ring.ellipse(x, y, size * 0.8)
    ring.ellipse(x, y, size * 0.765, ink=0)
    canvas.ink(pen, mix(spell.color, _WHITE, 0.4), 0.35)
    canvas.ink(ring, mix(spell.color, _WHITE, 0.5), 0.6)
