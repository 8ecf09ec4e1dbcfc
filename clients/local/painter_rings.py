"""Round places under the open sky: the arena and the ring of standing stones.

It must not draw streets or rooms.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, mix, scaled
from clients.local.painter_ground import FIR, GREEN, ROCK, SAND, SNOW, Cast, ground
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky

_CROWD: tuple[Rgb, ...] = ((170, 70, 56), (70, 96, 130), (196, 160, 90), (96, 110, 70), (206, 190, 170))
_STONE: Rgb = (150, 142, 132)


def arena(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Sand below tiers full of people, banners round the rim, a gate."""
    tone = r.palette
    sky(c, r, HEIGHT * 0.4)
    fx = WIDTH * float(c.rng.uniform(0.46, 0.54))
    poles, cloth = Pen(), Pen()
    for k in range(11):
        x = WIDTH * (k + 0.5) / 11
        rim = _rim(x, fx, 0.2)
        poles.line([(x, rim + 10), (x, rim - 66)], 4)
        cloth.polygon([(x, rim - 66), (x + 46, rim - 55), (x, rim - 40)])
    c.ink(poles, tone.local((70, 60, 56), 0.3))
    c.ink(cloth, tone.local((176, 54, 44), 0.25))
    steps = 6
    for k in range(steps):
        share, depth = k / steps, 0.5 - 0.05 * k
        tier = Pen()
        line = [(float(x), _rim(x, fx, 0.2 + 0.3 * share)) for x in range(-20, WIDTH + 40, 40)]
        tier.polygon([*line, (WIDTH + 20, HEIGHT), (-20, HEIGHT)])
        light = scaled(_STONE, 1.05 - 0.1 * (k % 2))
        c.ink(tier, tone.local(mix(light, SNOW, 0.4 if r.snowy else 0), depth), volume=0, grain="rock", rough=0.4)
        if k == 0:
            continue
        people = [Pen() for _ in _CROWD]
        size = 7 + 1.4 * k
        for x in range(0, WIDTH, round(size * 2.1)):
            if c.rng.random() < 0.8:
                at = x + float(c.rng.uniform(-3, 3))
                top = _rim(at, fx, 0.2 + 0.3 * share)
                pen = people[int(c.rng.integers(len(_CROWD)))]
                pen.ellipse(at, top - size * 0.75, size * 0.34)
                pen.polygon([(at - size * 0.55, top + 2), (at, top - size * 0.6), (at + size * 0.55, top + 2)])
        for pen, color in zip(people, _CROWD, strict=True):
            c.ink(pen, tone.local(scaled(color, 0.9), depth), volume=0, grain=None, outlined=False)
    wall, sand = Pen(), Pen()
    line = [(float(x), _rim(x, fx, 0.5)) for x in range(-20, WIDTH + 40, 40)]
    wall.polygon([*line, (WIDTH + 20, HEIGHT), (-20, HEIGHT)])
    c.ink_fading(
        wall,
        tone.local(scaled(_STONE, 0.9), 0.2),
        tone.local(scaled(_STONE, 0.6), 0.1),
        HEIGHT * 0.5,
        HEIGHT * 0.7,
        grain="rock",
        rough=0.7,
    )
    gate, bars = Pen(), Pen()
    foot = _rim(fx, fx, 0.62)
    gate.box(fx - 62, foot - 74, fx + 62, foot + 8)
    gate.ellipse(fx, foot - 74, 62, 34)
    c.ink(gate, tone.local((30, 24, 26), 0.1), volume=0)
    for k in range(-4, 5):
        bars.line([(fx + k * 14, foot - 98 + abs(k) * 5), (fx + k * 14, foot + 6)], 3)
    for k in range(3):
        bars.line([(fx - 60, foot - 72 + k * 26), (fx + 60, foot - 72 + k * 26)], 3)
    c.ink(bars, tone.local((96, 90, 86), 0.1), outlined=False)
    floor = [(float(x), _rim(x, fx, 0.63)) for x in range(-20, WIDTH + 40, 40)]
    sand.polygon([*floor, (WIDTH + 20, HEIGHT), (-20, HEIGHT)])
    c.ink_fading(
        sand,
        tone.local(ground(r, SAND), 0.2),
        tone.local(ground(r, scaled(SAND, 0.62)), 0.04),
        HEIGHT * 0.64,
        HEIGHT,
        volume=0,
        grain="streak",
    )
    tracks = Pen()
    for _ in range(40):
        x, y = float(c.rng.uniform(0, WIDTH)), HEIGHT * float(c.rng.uniform(0.72, 1))
        tracks.line([(x, y), (x + float(c.rng.uniform(10, 50)), y + float(c.rng.uniform(-3, 3)))], 2)
    c.ink(tracks, tone.local(scaled(SAND, 0.5), 0.05), 0.5)
    cast(fx + 30, HEIGHT * 0.86, 132)


def _rim(x: float, fx: float, y: float) -> float:
    """Where a ring about the sand is at ``x``: above ``y`` at the sides where it is a high tier, below for the sand."""
    off = (x - fx) / (WIDTH * 0.72)
    return HEIGHT * (y + (0.5 * y - 0.168) * off * off)


def stones(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Standing stones in a ring on a hill, an altar in their midst."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.62)
    far = c.ridge(HEIGHT * 0.58, 60, bumps=3, rough=0.45)
    c.below(far, tone.local(FIR, 0.7), tone.haze, reach=110)
    hill = c.ridge(HEIGHT * 0.66, 12, bumps=1.6, rough=0.3, smooth=True)
    c.below(
        hill, tone.local(ground(r, (122, 132, 76)), 0.36), tone.local(ground(r, scaled(GREEN, 0.6)), 0.04), reach=250
    )
    fx = WIDTH * 0.5 + (sun - WIDTH * 0.5) * 0.25
    color = mix(scaled(ROCK, 1.15), SNOW, 0.3 if r.snowy else 0)
    for back in (True, False):
        places = [math.tau * (k + 0.5) / 13 for k in range(13)]
        for a in sorted((a for a in places if (math.sin(a) < 0) == back), key=math.sin):
            near = 0.5 + 0.5 * math.sin(a)
            if near > 0.86:
                continue  # those at hand would hide whoever stands among them
            x, y = fx + math.cos(a) * 420, HEIGHT * 0.745 + math.sin(a) * 74
            h, w = (96 + 96 * near) * float(c.rng.uniform(0.85, 1.15)), 26 + 22 * near
            pen = Pen()
            lean = float(c.rng.uniform(-0.07, 0.07)) * h
            pen.polygon(
                [
                    (x - w, y + 3),
                    (x - w * 0.92 + lean * 0.5, y - h * 0.5),
                    (x - w * 0.72 + lean, y - h),
                    (x + w * 0.5 + lean, y - h * 1.04),
                    (x + w * 0.84 + lean * 0.6, y - h * 0.6),
                    (x + w, y + 3),
                ]
            )
            c.ink(pen, tone.local(color, 0.34 - 0.26 * near), volume=1, grain="rock", rough=0.9)
        if back:
            altar = Pen()
            altar.polygon(
                [
                    (fx - 76, HEIGHT * 0.735),
                    (fx + 70, HEIGHT * 0.73),
                    (fx + 84, HEIGHT * 0.755),
                    (fx - 88, HEIGHT * 0.76),
                ]
            )
            altar.box(fx - 58, HEIGHT * 0.755, fx + 54, HEIGHT * 0.785)
            c.ink(altar, tone.local(color, 0.2), volume=1, grain="rock", rough=0.8)
            cast(fx - 130, HEIGHT * 0.83, 116)
    near = Pen()
    plants.grass(c, near, HEIGHT, 70, 260)
    c.ink(near, tone.local(scaled(ground(r, GREEN), 0.4), 0.03))


RINGS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"arena": arena, "stones": stones}
"""Compositions by the lexicon's ``motif``."""
