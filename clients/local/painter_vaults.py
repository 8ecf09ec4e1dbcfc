"""Vaulted places under the ground: dungeon, crypt and sewer.

It must not draw a sky.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Point, Rgb, mix, scaled
from clients.local.painter_ground import Cast
from clients.local.painter_recipe import Recipe
from clients.local.painter_rooms import flags, flame_color, lit, torch

_EYE = HEIGHT * 0.5
"""Where the lines of a passage meet."""


def _vaults(c: Canvas, r: Recipe, stone: Rgb, *, pointed: float, fx: float) -> None:
    """A passage of arches, one behind the other, in perspective; its floor is yet to be laid."""
    flame = flame_color(r)
    c.light = (fx, _EYE)
    c.key = mix(flame, (255, 240, 220), 0.4)
    c.backdrop(
        [(0, lit(r, stone, 0.1)), (0.5, lit(r, stone, 0.3)), (0.56, lit(r, stone, 0.5)), (1, lit(r, stone, 0.3))]
    )
    c.glow(fx, _EYE, 300, scaled(flame, 0.7), lights=0.4)
    depths = ((0.13, 0.5), (0.2, 0.6), (0.31, 0.66), (0.48, 0.58), (0.74, 0.42), (1.12, 0.2))
    for k, (near, shade) in enumerate(depths):
        half, high, foot = 560 * near, 430 * near, _EYE + 330 * near
        spring = _EYE - high * 0.28
        arch = [
            (fx + math.cos(a) * half, spring - math.sin(a) ** pointed * high * 0.72)
            for a in (math.pi * step / 24 for step in range(25))
        ]
        # What is nearer than this arch hides nothing of the passage: the hole widens toward the eye.
        wide = [(fx - half * 3, _EYE + 330 * near * 3), (fx + half * 3, _EYE + 330 * near * 3)]
        wall, joints = Pen(), Pen()
        wall.box(-60, -60, WIDTH + 60, HEIGHT + 60)
        wall.polygon([*arch, (fx - half, foot), *wide, (fx + half, foot)], ink=0)
        c.ink_fading(
            wall,
            lit(r, stone, shade * 0.6),
            lit(r, stone, shade),
            spring - high,
            foot,
            volume=0,
            grain="rock",
            rough=0.5,
        )
        rib = 16 + 74 * near
        for step in range(1, 24, 2):
            a = math.pi * step / 24
            x, y = arch[step]
            joints.line([(x, y), (x + math.cos(a) * rib, y - math.sin(a) * rib)], 1 + 3 * near)
        joints.line(
            [
                (x + (x - fx) / half * rib, y - (spring - y) / high * rib - (0 if step in (0, 24) else 4))
                for step, (x, y) in enumerate(arch)
            ],
            1 + 2 * near,
        )
        rows = 7
        for row in range(rows):
            y = spring + (foot - spring) * row / rows
            for side in (-1, 1):
                joints.line([(fx + side * half, y), (fx + side * half * 1.7, _EYE + (y - _EYE) * 1.7)], 1 + 2.4 * near)
                at = half * (1.12 + 0.3 * ((row * 0.618) % 1))
                y1 = _EYE + (y - _EYE) * at / half
                joints.line(
                    [(fx + side * at, y1), (fx + side * at, y1 + (foot - spring) / rows * at / half)], 1 + 2 * near
                )
        c.ink(joints, lit(r, stone, shade * 0.3), 0.7)
        ring = Pen()
        ring.line([(fx + half, foot), *arch, (fx - half, foot)], 7 + 44 * near)
        c.ink(ring, lit(r, mix(stone, (255, 226, 190), 0.2), shade * 1.5), volume=1, grain="rock", rough=0.6)
        gaps = Pen()
        for step in range(0, 25, 2):
            a = math.pi * step / 24
            x, y = arch[step]
            deep = 4 + 24 * near
            gaps.line(
                [(x - math.cos(a) * deep, y + math.sin(a) * deep), (x + math.cos(a) * deep, y - math.sin(a) * deep)],
                1 + 3 * near,
            )
        c.ink(gaps, lit(r, stone, shade * 0.3), 0.8)
        if k in (1, 3, 4):
            for side in (-1, 1):
                torch(c, r, fx + side * half * 1.16, _EYE - 40 * near, 5 + 26 * near)


def _floor(near: float, fx: float) -> list[Point]:
    """The walk from the far end to the eye."""
    return [
        (fx - 560 * 0.13, _EYE + 330 * 0.13),
        (fx + 560 * 0.13, _EYE + 330 * 0.13),
        (fx + 560 * near, _EYE + 330 * near),
        (fx - 560 * near, _EYE + 330 * near),
    ]


def _pave(c: Canvas, r: Recipe, stone: Rgb, fx: float) -> None:
    pen = Pen()
    pen.polygon(_floor(1.6, fx))
    c.ink_fading(pen, lit(r, stone, 0.7), lit(r, stone, 0.24), _EYE + 40, HEIGHT, volume=0, grain="rock", rough=0.5)
    flags(c, r, stone, 80, 0.56, fx=fx)


def dungeon(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A corridor of low arches, with cell doors, chains or bones, into blackness."""
    stone: Rgb = ((128, 122, 118), (112, 122, 124), (138, 118, 96))[int(c.rng.integers(3))]
    fx = WIDTH * float(c.rng.uniform(0.38, 0.62))
    _vaults(c, r, stone, pointed=float(c.rng.uniform(0.7, 1.15)), fx=fx)
    _pave(c, r, stone, fx)
    gate = Pen()
    for k in range(-3, 4):
        gate.box(fx + k * 20 - 2, _EYE - 62, fx + k * 20 + 2, _EYE + 42)
    for y in (-30, 10):
        gate.box(fx - 70, _EYE + y, fx + 70, _EYE + y + 4)
    c.ink(gate, (14, 12, 14), volume=0, grain=None)
    side = float(c.rng.choice([-1, 1]))
    chains = Pen()
    for dx in (400, 470):
        for k in range(10):
            chains.ellipse(fx + side * dx + (k % 2) * 2, _EYE - 120 + k * 17, 6, 10)
            chains.ellipse(fx + side * dx + (k % 2) * 2, _EYE - 120 + k * 17, 2.5, 6, ink=0)
    c.ink(chains, lit(r, (70, 66, 66), 0.6))
    bones = Pen()
    for _ in range(9):
        x, y, a = (
            fx - side * float(c.rng.uniform(180, 420)),
            HEIGHT * float(c.rng.uniform(0.8, 0.92)),
            float(c.rng.uniform(0, 3)),
        )
        bones.line([(x, y), (x + math.cos(a) * 34, y + math.sin(a) * 9)], 5)
    bones.ellipse(fx - side * 290, HEIGHT * 0.84, 15, 14)
    c.ink(bones, lit(r, (210, 200, 176), 0.8))
    c.glow(fx, HEIGHT * 0.86, 480, scaled(flame_color(r), 0.25), flat=0.35, lights=1.5)
    cast(fx, HEIGHT * 0.84, 150)


def crypt(c: Canvas, r: Recipe, cast: Cast) -> None:
    """Stone coffins under cobwebbed vaults, a cold light."""
    stone: Rgb = (104, 116, 118)
    fx = WIDTH * float(c.rng.uniform(0.42, 0.58))
    _vaults(c, r, stone, pointed=float(c.rng.uniform(1.2, 1.6)), fx=fx)
    _pave(c, r, stone, fx)
    c.glow(fx, HEIGHT * 0.45, 520, (60, 150, 130), 0.5, lights=1.6)
    for t in (0.1, 0.42, 0.85):
        for side in (-1, 1):
            x, y, w, h = fx + side * (130 + 400 * t), HEIGHT * (0.6 + 0.32 * t), 90 + 170 * t, 34 + 72 * t
            box, lid = Pen(), Pen()
            box.polygon([(x - w * 0.5, y - h), (x + w * 0.5, y - h), (x + w * 0.46, y), (x - w * 0.46, y)])
            lid.polygon(
                [(x - w * 0.58, y - h), (x - w * 0.44, y - h * 1.5), (x + w * 0.44, y - h * 1.5), (x + w * 0.58, y - h)]
            )
            lid.ellipse(x - w * 0.2, y - h * 1.52, w * 0.1, h * 0.2)
            lid.ellipse(x + w * 0.12, y - h * 1.5, w * 0.26, h * 0.17)
            c.ink_fading(box, lit(r, stone, 0.95 - 0.3 * t), lit(r, stone, 0.4), y - h, y, grain="rock")
            c.ink(lid, lit(r, stone, 1.3 - 0.4 * t), grain="rock")
            if c.rng.random() < 0.6:
                candle = Pen()
                candle.box(x - w * 0.3 - 4, y - h * 1.5 - 22, x - w * 0.3 + 4, y - h * 1.5)
                c.ink(candle, (236, 226, 190), volume=0)
                c.glow(x - w * 0.3, y - h * 1.5 - 28, 90 + 70 * t, (255, 196, 110), 0.7, lights=1.6)
    webs = Pen()
    for x, y, side in ((0, 0, 1), (WIDTH, 0, -1)):
        for k in range(7):
            a = math.pi / 2 * k / 6
            webs.line([(x, y), (x + side * math.cos(a) * 230, y + math.sin(a) * 230)], 1.5)
        for ring in (70, 120, 170, 215):
            webs.line(
                [
                    (
                        x + side * math.cos(a) * ring * (1 - 0.06 * (k % 2)),
                        y + math.sin(a) * ring * (1 - 0.06 * (k % 2)),
                    )
                    for k, a in enumerate(math.pi / 2 * j / 12 for j in range(13))
                ],
                1.5,
            )
    c.ink(webs, (170, 180, 180), 0.4)
    c.haze(HEIGHT * 0.86, 90, (90, 150, 140), 0.25)
    cast(fx, HEIGHT * 0.84, 140)


def sewer(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A brick channel of foul water."""
    brick: Rgb = (124, 98, 82)
    fx = WIDTH * float(c.rng.uniform(0.42, 0.58))
    _vaults(c, r, brick, pointed=0.7, fx=fx)
    _pave(c, r, brick, fx)
    channel = Pen()
    channel.polygon([(fx - 36, HEIGHT * 0.57), (fx + 36, HEIGHT * 0.57), (fx + 330, HEIGHT), (fx - 330, HEIGHT)])
    c.ink_fading(
        channel, lit(r, (96, 130, 60), 0.7), lit(r, (60, 92, 40), 0.6), HEIGHT * 0.57, HEIGHT, volume=0, grain="streak"
    )
    shine = Pen()
    for _ in range(60):
        t = float(c.rng.random())
        x, y = fx + float(c.rng.uniform(-1, 1)) * (36 + 280 * t), HEIGHT * (0.6 + 0.4 * t)
        shine.line([(x - 30 * t - 4, y), (x + 30 * t + 4, y)], 2)
    c.ink(shine, (170, 210, 110), 0.45)
    c.glow(fx, HEIGHT * 0.8, 420, (110, 190, 60), 0.3, flat=0.5, lights=1.5)
    cast(fx + 290, HEIGHT * 0.82, 140)


VAULTS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"dungeon": dungeon, "crypt": crypt, "sewer": sewer}
"""Compositions by the lexicon's ``motif``."""
