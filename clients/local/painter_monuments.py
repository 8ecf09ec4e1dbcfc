"""One building alone in open country: the pyramid, the windmill.

It must not draw rooms.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clients.local import painter_plants as plants
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Point, Rgb, mix, scaled
from clients.local.painter_ground import EARTH, FIR, GREEN, SAND, SNOW, Cast, ground, winding
from clients.local.painter_masonry import windows
from clients.local.painter_recipe import Recipe
from clients.local.painter_sky import sky

_WHEAT: Rgb = (206, 166, 82)


def pyramid(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A great pyramid and two lesser ones, half in the light, half in the shade."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.62)
    far = c.ridge(HEIGHT * 0.615, 12, bumps=2.2, rough=0.25, smooth=True)
    c.below(far, tone.local(scaled(SAND, 0.85), 0.6), tone.local(scaled(SAND, 0.7), 0.4), reach=120)
    left = sun < WIDTH / 2
    fx = WIDTH * (0.56 if left else 0.44)
    for x, foot, size, depth in ((fx - 430, 0.63, 190, 0.55), (fx + 410, 0.64, 240, 0.46), (fx, 0.7, 520, 0.24)):
        _pyramid(c, r, (x, HEIGHT * foot), size, depth, left=left)
    door, steps = Pen(), Pen()
    y = HEIGHT * 0.7
    door.polygon([(fx - 26, y), (fx - 19, y - 62), (fx + 19, y - 62), (fx + 26, y)])
    for k in range(6):
        steps.box(fx - 40 - 9 * k, y + 6 * k, fx + 40 + 9 * k, y + 6 * k + 4)
    c.ink(door, tone.local((40, 30, 26), 0.12), volume=0)
    for near, y, high in ((0.24, 0.71, 26), (0.08, 0.84, 46)):
        line = c.ridge(HEIGHT * y, high, bumps=1.8, rough=0.22, smooth=True)
        c.below(line, tone.local(scaled(SAND, 0.66), near), tone.local(scaled(SAND, 0.42), near * 0.8), reach=190)
        c.facets(line, mix(tone.local(SAND, near), tone.key, 0.35), 0.9, depth=220, soft=True)
    c.ink(steps, tone.local(scaled(SAND, 0.8), 0.16), 0.9)
    cast(fx - 190 if left else fx + 190, HEIGHT * 0.88, 110)


def _pyramid(c: Canvas, r: Recipe, foot: Point, size: float, depth: float, *, left: bool) -> None:
    """``size`` is half its width; it is lit from the ``left`` or from the right."""
    tone, (x, y) = r.palette, foot
    top, edge = y - size * 0.92, x + size * (0.3 if left else -0.3)
    stone = mix(scaled(SAND, 0.95), SNOW, 0.4 if r.snowy else 0)
    sides = ((x - size, edge), (edge, x + size)) if left else ((edge, x + size), (x - size, edge))
    for (begin, end), shade in zip(sides, (1.0, 0.5), strict=True):
        face, courses = Pen(), Pen()
        face.polygon([(begin, y + 30), (x, top), (end, y + 30)])
        c.ink_fading(
            face,
            mix(tone.local(scaled(stone, shade), depth), tone.key, 0.12 * shade),
            tone.local(scaled(stone, shade * 0.82), depth),
            top,
            y,
            volume=0,
            grain="rock",
            rough=0.6,
        )
        for k in range(1, 15):
            t = k / 15
            courses.line([(x + (begin - x) * t, top + (y - top) * t), (x + (end - x) * t, top + (y - top) * t)], 1.8)
        c.ink(courses, tone.local(scaled(stone, shade * 0.55), depth), 0.5, outlined=False)


def mill(c: Canvas, r: Recipe, cast: Cast) -> None:
    """A windmill over ripe fields."""
    tone = r.palette
    sun, _ = sky(c, r, HEIGHT * 0.6)
    far = c.ridge(HEIGHT * 0.57, 50, bumps=3, rough=0.45)
    c.below(far, tone.local(FIR, 0.7), tone.haze, reach=100)
    x = WIDTH * (0.64 if sun < WIDTH / 2 else 0.36)
    hill = c.ridge(HEIGHT * 0.66, 10, bumps=1.6, rough=0.3, smooth=True)
    c.below(hill, tone.local(ground(r, _WHEAT), 0.36), tone.local(ground(r, scaled(_WHEAT, 0.7)), 0.12), reach=200)
    _windmill(c, r, (x, float(hill[int(x)]) + 24))
    path = Pen()
    path.polygon(winding(c, x, float(hill[int(x)]) + 22, 260, 190))
    c.ink(path, tone.local(mix(ground(r, EARTH), SAND, 0.4), 0.14), volume=0)
    for depth, y, color in ((0.2, 0.78, _WHEAT), (0.08, 0.9, mix(_WHEAT, GREEN, 0.35))):
        rows = Pen()
        for k in range(90):
            at = WIDTH * (k + float(c.rng.random())) / 90
            if abs(at - x) > 190:
                high = (HEIGHT * y - HEIGHT * 0.6) * 0.3
                rows.line([(at, HEIGHT * y + 8), (at + float(c.rng.uniform(-7, 7)), HEIGHT * y - high)], 4)
        c.ink(rows, tone.local(ground(r, color), depth), grain=None)
    cast(x - 210 if x > WIDTH / 2 else x + 210, HEIGHT * 0.87, 118)
    near = Pen()
    plants.grass(c, near, HEIGHT, 84, 300)
    c.ink(near, tone.local(scaled(ground(r, mix(GREEN, _WHEAT, 0.4)), 0.45), 0.03))


def _windmill(c: Canvas, r: Recipe, foot: Point) -> None:
    tone, (x, y) = r.palette, foot
    body, cap, door, frames, cloth = Pen(), Pen(), Pen(), Pen(), Pen()
    body.polygon([(x - 84, y), (x - 50, y - 260), (x + 50, y - 260), (x + 84, y)])
    cap.polygon([(x - 60, y - 256), (x - 40, y - 304), (x, y - 330), (x + 40, y - 304), (x + 60, y - 256)])
    door.box(x - 17, y - 66, x + 17, y)
    door.ellipse(x, y - 66, 17, 17)
    turn = float(c.rng.uniform(0.15, math.pi / 2 - 0.15))
    for k in range(4):
        a = turn + k * math.pi / 2
        dx, dy = math.cos(a), -math.sin(a)
        hub = (x, y - 278)
        frames.line([hub, (hub[0] + dx * 196, hub[1] + dy * 196)], 7)
        side = (-dy * 40, dx * 40)
        begin, end = (hub[0] + dx * 52, hub[1] + dy * 52), (hub[0] + dx * 192, hub[1] + dy * 192)
        cloth.polygon([begin, end, (end[0] + side[0], end[1] + side[1]), (begin[0] + side[0], begin[1] + side[1])])
        for share in (0.2, 0.4, 0.6, 0.8):
            at = begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share
            frames.line([at, (at[0] + side[0], at[1] + side[1])], 3)
    c.ink(body, tone.local(mix((206, 194, 170), SNOW, 0.3 if r.snowy else 0), 0.16), volume=1, grain="rock", rough=0.6)
    c.ink(cap, tone.local(mix((112, 80, 62), SNOW, 0.5 if r.snowy else 0), 0.14), volume=1)
    c.ink(door, tone.local((66, 46, 38), 0.12), volume=0)
    windows(c, [(x, y - 140, 10, 15), (x - 8, y - 216, 8, 12)], r)
    c.ink(cloth, tone.local((226, 212, 180), 0.1), 0.9)
    c.ink(frames, tone.local((74, 54, 42), 0.08), outlined=False)


MONUMENTS: dict[str, Callable[[Canvas, Recipe, Cast], None]] = {"pyramid": pyramid, "mill": mill}
"""Compositions by the lexicon's ``motif``."""
