"""Puts the subjects, their fires and their magic into a picture, with light behind them so that they are seen.

It must not compose the place round them.
"""

from __future__ import annotations

import math

import numpy as np

from clients.local.painter_beasts import BEASTS
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_people import PEOPLE, Stencil
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import bolt

GLOWS: dict[str, Rgb] = {
    "fire": (255, 140, 50),
    "magic": (120, 130, 255),
    "ice": (120, 220, 255),
    "holy": (255, 236, 160),
    "poison": (110, 230, 90),
    "lightning": (190, 200, 255),
    "gold": (255, 206, 90),
}
_SHINING: dict[str, Rgb] = {
    "ghost": (190, 230, 236),
    "flame": (255, 150, 50),
    "lights": (255, 240, 160),
    "slime": (110, 200, 90),
    "unicorn": (244, 244, 250),
    "angel": (255, 246, 214),
}
"""Silhouettes that are brighter than what is behind them."""

_LARGEST = HEIGHT * 0.62
_GROUPS = {"crowd": ("figure", 9), "army": ("spearman", 14), "party": ("figure", 4), "cult": ("cloaked", 7)}
_PARTY = ("knight", "wizard", "archer", "cloaked")
_WIDE = ("wolf", "bear", "horse", "spider", "serpent", "dragon", "demon", "eagle", "rider", "deer", "unicorn", "fin")
_SMALL_UNITS = ("birds", "rats", "lights")


def subjects(canvas: Canvas, recipe: Recipe, x: float, ground: float, person: float) -> None:
    """Paint all subjects about (x, ground), where a person is ``person`` pixels tall."""
    glow = GLOWS.get(recipe.magic.glow, GLOWS["magic"]) if recipe.magic is not None else None
    everyone = sorted(recipe.subjects, key=lambda pair: -pair[0].size)
    if not everyone:
        if recipe.magic is not None and glow is not None:
            magic(canvas, recipe.magic.motif, x, ground, person, glow)
        return
    facing = -1 if x > WIDTH / 2 else 1
    if len(everyone) > 1 and everyone[0][0].size >= 1.8:
        x += facing * -60
    spots = _spots(len(everyone), x, person, max(entry.size for entry, _ in everyone), facing)
    for (entry, count), spot in zip(everyone, spots, strict=True):
        group(
            canvas,
            recipe,
            entry.motif,
            count,
            spot,
            ground,
            min(person * entry.size, _LARGEST),
            facing if spot <= x else -facing,
        )
        if recipe.magic is not None and recipe.magic.motif == "breath" and entry.motif == "dragon":
            breath(canvas, spot, ground, min(person * entry.size, _LARGEST), facing if spot <= x else -facing)
            glow = None
    if recipe.magic is not None and glow is not None and recipe.magic.motif != "breath":
        magic(canvas, recipe.magic.motif, x + facing * person * 0.9, ground, person, glow)


def _spots(count: int, x: float, person: float, biggest: float, facing: int) -> list[float]:
    apart = min(person * (0.9 + biggest * 0.75), 300)
    places = [x, x + facing * apart, x - facing * apart]
    return [max(110.0, min(WIDTH - 110.0, place)) for place in places[:count]]


def group(
    canvas: Canvas, recipe: Recipe, motif: str, count: int, x: float, ground: float, height: float, facing: int
) -> None:
    """``count`` of one silhouette with a light behind them; crowds and armies fill their ground."""
    tone = recipe.palette
    shine = _SHINING.get(motif)
    back = shine if shine is not None else mix(tone.horizon, tone.key, 0.5)
    rise = 0.5 if motif not in ("birds", "eagle", "lights") else 1.2
    strength = 0.5 if shine is None and not tone.dark else 0.7
    canvas.glow(x, ground - height * rise, max(150.0, height * 1.15), scaled(back, strength * 0.8))
    base, number = _GROUPS.get(motif, (motif, count))
    pen = Pen()
    unit = height * 0.3 if motif in _SMALL_UNITS else height
    for i in range(number):
        drawing = _PARTY[i % len(_PARTY)] if motif == "party" else base
        dx, dy = _place_in_group(canvas, motif, number, i, height)
        size = unit * (1 + dy / max(height, 1) * 0.5) * (1 if number == 1 else float(canvas.rng.uniform(0.9, 1.08)))
        # One in a group may look elsewhere; someone alone keeps the direction that their eyes and magic are drawn for.
        turned = number > 1 and canvas.rng.random() >= 0.85
        stencil = Stencil(pen, x + dx, ground + dy, size, -facing if turned else facing)
        (PEOPLE.get(drawing) or BEASTS.get(drawing) or PEOPLE["figure"])(stencil)
    shadow = Pen()
    if motif not in ("birds", "lights", "eagle", "ghost", "eye"):
        shadow.ellipse(x, ground + 2, height * 0.42 + number * 8, max(4.0, height * 0.05))
        canvas.ink(shadow, (0, 0, 0), 0.35)
    body = shine if shine is not None else scaled(tone.local((30, 26, 34), 0.06), 0.7)
    solid = 0.75 if motif in ("ghost", "slime") else 1.0
    if shine is None:
        # The light behind them catches their upper edge, and the air at their feet is brighter.
        canvas.ink(pen, mix(mix(tone.haze, tone.key, 0.5), body, 0.25), offset=(round(-1.5 * facing), -2))
        foot = mix(body, tone.haze, 0.22)
        canvas.ink_fading(pen, body, foot, ground - height * 0.55, ground + height * 0.1)
    else:
        canvas.ink(pen, body, solid)
    if shine is not None:
        canvas.glow(x, ground - height * rise, height * 0.9, scaled(shine, 0.55))
    if motif in ("dragon", "wolf", "demon", "spider", "giant"):
        _eyes(canvas, motif, x, ground, height, facing)
    if motif == "wizard":
        canvas.glow(x + 0.33 * height * facing, ground - height * 1.13, height * 0.5, GLOWS["magic"], 0.9)


def _place_in_group(canvas: Canvas, motif: str, number: int, i: int, height: float) -> tuple[float, float]:
    if number == 1:
        return 0.0, 0.0
    spread = height * (0.34 if motif in ("army", "crowd", "cult", "party") else 1.3 if motif in _WIDE else 0.72)
    dx = (i - (number - 1) / 2) * spread + float(canvas.rng.uniform(-0.1, 0.1)) * height
    return dx, float(canvas.rng.uniform(-0.06, 0.1)) * height if motif != "party" else 0.0


_EYES = {
    "dragon": (0.375, 0.672, 0.014),
    "wolf": (0.7, 0.76, 0.035),
    "demon": (0.03, 0.935, 0.018),
    "spider": (0.2, 0.44, 0.025),
    "giant": (0.2, 0.9, 0.016),
}


def _eyes(canvas: Canvas, motif: str, x: float, ground: float, height: float, facing: int) -> None:
    ex, ey, r = _EYES[motif]
    pen = Pen()
    pen.ellipse(x + ex * height * facing, ground - ey * height, max(1.4, r * height))
    canvas.ink(pen, (255, 196, 70))
    canvas.glow(x + ex * height * facing, ground - ey * height, max(12.0, r * height * 7), (255, 120, 30), 0.8)


def breath(canvas: Canvas, x: float, ground: float, height: float, facing: int) -> None:
    """Fire out of a dragon's jaws."""
    sx, sy = x + 0.54 * height * facing, ground - 0.6 * height
    for t in np.linspace(0.05, 1, 9).tolist():
        px = sx + facing * t * height * 0.8
        py = sy + t * t * height * 0.5
        canvas.glow(px, py, height * (0.07 + 0.24 * t), (255, 120, 30), 0.9)
    pen, core = Pen(), Pen()
    for target, width in ((pen, 0.15), (core, 0.07)):
        edge = [(sx, sy)]
        for sign in (-1, 1):
            rng = [float(canvas.rng.uniform(0.7, 1.3)) for _ in range(9)]
            side = [
                (sx + facing * t * height * 0.78, sy + t * t * height * 0.5 + sign * t * height * width * rng[k])
                for k, t in enumerate(np.linspace(0.1, 1, 9).tolist())
            ]
            edge += side if sign < 0 else side[::-1]
        target.polygon(edge)
    canvas.ink(pen, (255, 138, 40), 0.8)
    canvas.ink(core, (255, 236, 170), 0.9)


def magic(canvas: Canvas, motif: str, x: float, ground: float, person: float, color: Rgb) -> None:
    """A spell's light."""
    y = ground - person * 0.9
    bright = mix(color, (255, 255, 255), 0.65)
    match motif:
        case "portal":
            canvas.glow(x, y, person * 2.6, color)
            for r, share in ((0.86, 0.25), (0.74, 0.55), (0.6, 0.95)):
                ring = Pen()
                ring.ellipse(x, y, person * r * 0.72, person * r)
                ring.ellipse(x, y, person * (r - 0.07) * 0.72, person * (r - 0.07), ink=0)
                canvas.ink(ring, bright, share)
            canvas.glow(x, y, person * 0.75, bright, 0.8)
        case "circle":
            canvas.glow(x, ground, person * 2.4, color, 1.0, flat=0.4)
            ring = Pen()
            for r in (1.5, 1.15):
                ring.ellipse(x, ground, person * r, person * r * 0.25)
                ring.ellipse(x, ground, person * (r - 0.045), person * (r - 0.045) * 0.25, ink=0)
            for i in range(10):
                a, b = math.tau * i / 10, math.tau * (i + 3) / 10
                ring.line(
                    [
                        (x + math.cos(a) * person * 1.15, ground + math.sin(a) * person * 0.29),
                        (x + math.cos(b) * person * 1.15, ground + math.sin(b) * person * 0.29),
                    ],
                    2,
                )
            canvas.ink(ring, bright, 0.9)
        case "bolt":
            canvas.glow(x, ground - 10, person * 2.2, color, 0.9, flat=0.6)
            bolt(canvas, x - 90, -10, x, ground, 7, bright)
        case "beam":
            canvas.glow(x, y, person * 2, color)
            bolt(canvas, x - person * 3, y + 10, x + person * 3, y - 30, 5, bright)
        case "dome":
            pen = Pen()
            pen.ellipse(x, ground, person * 1.5, person * 1.6)
            pen.box(0, ground, WIDTH, HEIGHT, ink=0)
            canvas.ink(pen, bright, 0.22)
            canvas.glow(x, ground - person, person * 2.2, color, 0.6)
        case "burst" | "breath":
            canvas.glow(x, y, person * 3.6, color)
            spikes = Pen()
            for i in range(26):
                angle = math.tau * i / 26
                far = person * float(canvas.rng.uniform(0.5, 1.25))
                spikes.polygon(
                    [
                        (x + math.cos(angle - 0.12) * person * 0.3, y + math.sin(angle - 0.12) * person * 0.3),
                        (x + math.cos(angle) * far, y + math.sin(angle) * far),
                        (x + math.cos(angle + 0.12) * person * 0.3, y + math.sin(angle + 0.12) * person * 0.3),
                    ]
                )
            spikes.ellipse(x, y, person * 0.46)
            canvas.ink(spikes, color, 0.85)
            canvas.glow(x, y, person * 0.9, bright)
        case _:
            canvas.glow(x, y, person * 2.6, color)
            canvas.glow(x, y, person * 0.8, bright)
    sparks = Pen()
    for _ in range(46):
        angle, far = float(canvas.rng.uniform(0, math.tau)), person * float(canvas.rng.uniform(0.3, 2.2))
        sparks.ellipse(x + math.cos(angle) * far, y + math.sin(angle) * far * 0.8, float(canvas.rng.uniform(1, 3)))
    canvas.ink(sparks, bright, 0.85)


def fire(canvas: Canvas, x: float, ground: float, height: float, *, reach: float = 6.0) -> None:
    """Flames on the ground and their light about them."""
    canvas.glow(x, ground - height * 0.4, height * reach, (255, 130, 44), 0.75)
    canvas.glow(x, ground, height * reach * 0.8, (255, 120, 40), 0.6, flat=0.3)
    for share, color in ((1.0, (244, 98, 24)), (0.66, (255, 168, 52)), (0.36, (255, 236, 168))):
        pen = Pen()
        for dx in (-0.24, 0.0, 0.22):
            w, h = height * 0.2 * share, height * share * float(canvas.rng.uniform(0.7, 1.1))
            bx = x + dx * height * share
            pen.polygon(
                [
                    (bx - w, ground),
                    (bx - w * 0.8, ground - h * 0.4),
                    (bx + w * float(canvas.rng.uniform(-0.4, 0.4)), ground - h),
                    (bx + w * 0.9, ground - h * 0.35),
                    (bx + w, ground),
                ]
            )
        canvas.ink(pen, color)
