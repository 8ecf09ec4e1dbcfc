"""The sky and the air: gradient, sun, moon, stars, clouds, and the weather that is laid over everything.

It must not draw the land.
"""

from __future__ import annotations

import numpy as np

from clients.local.painter_canvas import AIR, HEIGHT, WIDTH, Canvas, Pen, mix, scaled
from clients.local.painter_recipe import Recipe

_HEAVY = ("rain", "storm", "snow", "cloudy", "fog", "sandstorm", "ash")


def sky(canvas: Canvas, recipe: Recipe, horizon: float) -> tuple[float, float]:
    """Paint the whole sky down to ``horizon``; returns where its light stands."""
    tone = recipe.palette
    end = horizon / HEIGHT
    canvas.backdrop([(0, tone.zenith), (end * 0.55, tone.middle), (end, tone.horizon), (1, tone.horizon)])
    side = -1 if canvas.rng.random() < 0.5 else 1
    x = WIDTH * (0.5 + side * float(canvas.rng.uniform(0.12, 0.3)))
    covered = recipe.weather in _HEAVY
    canvas.light = (x, horizon * 0.3)
    if tone.dark:
        y = horizon * float(canvas.rng.uniform(0.22, 0.4))
        if not covered:
            _stars(canvas, horizon)
        if recipe.light in ("night", "moonlight") and recipe.weather not in ("storm", "sandstorm", "ash"):
            _moon(canvas, recipe, x, y, veiled=covered)
    else:
        low = {"dawn": 0.9, "dusk": 0.93, "day": 0.3}[recipe.light]
        y = horizon * low
        _sun(canvas, recipe, x, y, veiled=covered)
    _clouds(canvas, recipe, horizon)
    if recipe.weather in ("clear", "wind"):
        _heaps(canvas, recipe, horizon)
    return x, y


def _stars(canvas: Canvas, horizon: float) -> None:
    rng = canvas.rng
    pen = Pen()
    for _ in range(420):
        x, y = float(rng.uniform(0, WIDTH)), horizon * float(rng.uniform(0, 1)) ** 1.4
        bright = int(40 + 215 * float(rng.random()) ** 3)
        pen.ellipse(x, y, 0.7 if bright < 170 else 1.4, ink=bright)
    canvas.ink(pen, (235, 240, 255), outlined=False)


def _moon(canvas: Canvas, recipe: Recipe, x: float, y: float, *, veiled: bool) -> None:
    big = 58 if recipe.light == "moonlight" else 34
    key = recipe.palette.key
    canvas.glow(x, y, big * 8, scaled(key, 0.42 if recipe.light == "moonlight" else 0.26), lights=0.2)
    canvas.glow(x, y, big * 3, scaled(key, 0.5), lights=0.2)
    if veiled:
        return
    pen = Pen()
    pen.ellipse(x, y, big)
    canvas.ink(pen, mix(key, (255, 252, 236), 0.5), outlined=False)
    marks = Pen()
    for dx, dy, r in ((-0.3, -0.2, 0.24), (0.25, 0.3, 0.2), (0.1, -0.35, 0.14), (-0.25, 0.38, 0.13), (0.48, -0.1, 0.1)):
        marks.ellipse(x + dx * big, y + dy * big, r * big)
    canvas.ink(marks, scaled(key, 0.82), 0.6)


def _sun(canvas: Canvas, recipe: Recipe, x: float, y: float, *, veiled: bool) -> None:
    key = recipe.palette.key
    low = recipe.light != "day"
    canvas.glow(
        x, y, 760 if low else 560, scaled(key, 0.55 if not veiled else 0.28), flat=0.8 if low else 1, lights=0.2
    )
    canvas.glow(x, y, 240 if low else 150, scaled(key, 0.6 if not veiled else 0.26), lights=0.2)
    if veiled:
        return
    pen = Pen()
    pen.ellipse(x, y, 46 if low else 30)
    canvas.ink(pen, mix(key, (255, 255, 244), 0.75), outlined=False)


def _clouds(canvas: Canvas, recipe: Recipe, horizon: float) -> None:
    tone = recipe.palette
    cover = {"clear": 0.1, "wind": 0.3, "cloudy": 0.75, "rain": 0.85, "storm": 0.95, "snow": 0.7, "ash": 0.9}
    amount = cover.get(recipe.weather, 0.5)
    lumps = canvas.noise(4, 9, octaves=5, fall=0.56)
    rows = np.linspace(0, HEIGHT / horizon, AIR[1], dtype=np.float32)[:, None]
    # Clouds gather in the upper sky and thin out toward the horizon.
    thick = np.clip((lumps + amount * 1.1 - 0.62) * 2.4, 0, 1) * np.clip(1.25 - rows, 0, 1)
    lit = (
        mix(tone.horizon, tone.key, 0.5) if recipe.weather in ("clear", "wind") else mix(tone.middle, tone.horizon, 0.6)
    )
    canvas.veil(lit, thick * 0.7)
    if amount > 0.6:
        shade = np.clip((np.roll(lumps, -6, axis=0) + amount - 0.5) * 1.8, 0, 1) * np.clip(1.1 - rows, 0, 1)
        canvas.veil(scaled(tone.zenith, 0.8), shade * thick * 0.8)


def _heaps(canvas: Canvas, recipe: Recipe, horizon: float) -> None:
    """Heaped clouds of fair weather, flat below, smaller toward the horizon."""
    tone, rng = recipe.palette, canvas.rng
    for _ in range(int(rng.integers(2, 6))):
        low = float(rng.uniform(0.1, 0.86))
        x, y, wide = float(rng.uniform(-60, WIDTH + 60)), horizon * low, (1.15 - low) * float(rng.uniform(110, 260))
        pen = Pen()
        for _ in range(13):
            at = float(rng.uniform(-1, 1))
            r = wide * (0.36 - 0.24 * abs(at)) * float(rng.uniform(0.6, 1.1))
            pen.ellipse(x + at * wide, y - r * 0.5, r * 1.3, r)
        pen.box(x - wide * 1.6, y + wide * 0.03, x + wide * 1.6, y + wide, ink=0)
        body = mix(mix(tone.horizon, tone.key, 0.5), tone.middle, 0.25 + 0.3 * low if not tone.dark else 0.8)
        under = mix(body, tone.middle, 0.55)
        canvas.ink_fading(pen, body, under, y - wide * 0.4, y + wide * 0.04, opacity=0.86, volume=0.9, rough=0.4)


def weather(canvas: Canvas, recipe: Recipe) -> None:
    """Lay the weather over the finished land."""
    tone = recipe.palette
    match recipe.weather:
        case "rain":
            _rain(canvas, 900, slant=0.22)
            canvas.haze(HEIGHT * 0.66, 150, tone.haze, 0.18)
        case "storm":
            _lightning(canvas)
            _rain(canvas, 1300, slant=0.42)
        case "snow":
            _flakes(canvas, 900, (246, 248, 255), drift=False)
            canvas.haze(HEIGHT * 0.62, 150, tone.haze, 0.2)
        case "ash":
            _flakes(canvas, 420, (120, 108, 104), drift=True)
            canvas.glow(WIDTH / 2, HEIGHT * 0.75, 700, (120, 40, 10), 0.6, flat=0.5)
        case "fog":
            _fog(canvas, recipe)
        case "sandstorm":
            lumps = canvas.noise(3, 14, octaves=4)
            canvas.veil(mix(tone.haze, (214, 168, 104), 0.6), np.clip(lumps * 0.5 + 0.5, 0.2, 0.85))
        case "wind":
            lumps = canvas.noise(2, 40, octaves=2)
            canvas.veil(mix(tone.haze, (255, 255, 255), 0.3), np.clip(lumps - 0.35, 0, 0.22))
        case _:
            pass


def _rain(canvas: Canvas, drops: int, *, slant: float) -> None:
    pen = Pen()
    xs = canvas.rng.uniform(-200, WIDTH + 100, drops)
    ys = canvas.rng.uniform(-60, HEIGHT, drops)
    near = canvas.rng.random(drops) ** 2
    for x, y, z in zip(xs.tolist(), ys.tolist(), near.tolist(), strict=True):
        length = 16 + 46 * z
        pen.line([(x, y), (x + length * slant, y + length)], 0.8 + 1.2 * z, ink=int(46 + 90 * z))
    canvas.ink(pen, (214, 224, 236), outlined=False)


def _flakes(canvas: Canvas, count: int, color: tuple[int, int, int], *, drift: bool) -> None:
    near, far = Pen(), Pen()
    xs = canvas.rng.uniform(0, WIDTH, count)
    ys = canvas.rng.uniform(0, HEIGHT, count)
    sizes = canvas.rng.random(count) ** 5
    for x, y, z in zip(xs.tolist(), ys.tolist(), sizes.tolist(), strict=True):
        r = 0.9 + 6.5 * z
        stretch = 1.8 if drift else 1.0
        if z > 0.3:
            # What is close to the eye is out of focus.
            for share, ink in ((1.5, 50), (1.2, 100), (0.9, 150)):
                near.ellipse(x, y, r * stretch * share, r * share, ink=ink)
        else:
            far.ellipse(x, y, r * stretch, r, ink=215)
    canvas.ink(far, color, outlined=False)
    canvas.ink(near, color, outlined=False)


def _fog(canvas: Canvas, recipe: Recipe) -> None:
    lumps = canvas.noise(3, 8, octaves=4)
    rows = np.linspace(0, 1, AIR[1], dtype=np.float32)[:, None]
    band = np.exp(-(((rows - 0.68) / 0.26) ** 2))
    canvas.veil(mix(recipe.palette.haze, (255, 255, 255), 0.12), np.clip(band * (0.42 + lumps * 0.5), 0, 0.66))


def _lightning(canvas: Canvas) -> None:
    x = WIDTH * float(canvas.rng.uniform(0.15, 0.85))
    canvas.glow(x, HEIGHT * 0.1, 620, (120, 130, 190), 0.8, lights=0.2)
    bolt(canvas, x, -10, x + float(canvas.rng.uniform(-120, 120)), HEIGHT * 0.56, 5, (236, 240, 255))


def bolt(
    canvas: Canvas, x0: float, y0: float, x1: float, y1: float, width: float, color: tuple[float, float, float]
) -> None:
    """A jagged discharge between two points, with its branches and its glow."""
    core = Pen()
    steps = 15
    points: list[tuple[float, float]] = []
    reach = abs(y1 - y0) + abs(x1 - x0)
    for step in range(steps + 1):
        t = step / steps
        jitter = reach * 0.035 * (1 if 0 < step < steps else 0)
        points.append((x0 + (x1 - x0) * t + float(canvas.rng.uniform(-jitter, jitter)), y0 + (y1 - y0) * t))
    for at in (4, 8, 11):
        x, y = points[at]
        branch = [(x, y)]
        side = -1 if canvas.rng.random() < 0.5 else 1
        for _ in range(5):
            x += side * float(canvas.rng.uniform(4, reach * 0.05))
            y += float(canvas.rng.uniform(6, reach * 0.05))
            branch.append((x, y))
        core.line(branch, width * 0.35)
    core.line(points, width)
    for share, strength in ((9, 0.1), (6, 0.14), (3, 0.22)):
        halo = Pen()
        halo.line(points, width * share)
        canvas.ink(halo, color, strength)
    canvas.ink(core, color, outlined=False)
