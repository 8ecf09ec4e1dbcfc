"""A map of the place instead of a view: parchment by day, a dark chart by night, with contours, signs and a rose.

It must not read a prompt.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageFilter

from clients.local import painter_landmarks as built
from clients.local import painter_symbols as signs
from clients.local.painter_canvas import AIR, HEIGHT, WIDTH, Canvas, Pen, mix, scaled
from clients.local.painter_cartouche import DAY, DUSK, NIGHT, Colors, drawn, frame, hour, put
from clients.local.painter_delvings import DELVINGS
from clients.local.painter_plans import CX, CY, ROOMS, Plan
from clients.local.painter_plate import noise
from clients.local.painter_recipe import Recipe
from clients.local.painter_symbols import Quill, Symbol
from clients.local.painter_terrain import TERRAIN, Terrain
from clients.local.painter_texture import Floats, fractal

PLANS = {**ROOMS, **DELVINGS}


def chart(asked: Recipe, size: tuple[int, int], *, night: bool = False) -> tuple[Canvas, tuple[float, float]]:
    """The map of the place, and where somebody's sign belongs on it. ``night`` makes a dark chart of it at any hour."""
    colors = NIGHT if night or (asked.palette.dark and not asked.indoors) else DUSK if asked.light == "dusk" else DAY
    if asked.indoors and asked.light in ("night", "moonlight", "dark"):
        colors = NIGHT
    c = Canvas(np.random.default_rng(asked.seed), scale=size[0] / WIDTH)
    c.key, c.haze_color = colors.ink, colors.paper
    _paper(c, colors)
    if asked.motif in PLANS:
        _plan(c, asked.motif, colors)
        spot = (CX, CY + 40)
    else:
        spot = _land(c, asked, TERRAIN.get(asked.motif, TERRAIN["plain"]), colors)
    hour(c, asked, colors)
    frame(c, colors)
    return c, spot


def _paper(c: Canvas, colors: Colors) -> None:
    c.backdrop([(0, colors.paper), (1, scaled(colors.paper, 0.96))])
    c.veil(scaled(colors.paper, 0.72), np.clip(c.noise(3, 2, octaves=4) * 0.5, 0, 0.5))
    c.veil(mix(colors.paper, (255, 250, 230), 0.3), np.clip(c.noise(4, 3, octaves=4) * 0.4 - 0.1, 0, 0.35))


# -- land ------------------------------------------------------------------------------------------------------------


def _heights(c: Canvas, motif: str, terrain: Terrain) -> Floats:
    heights = fractal(c.rng, AIR, 3.4, 2.4, octaves=4, fall=0.42)
    ys, xs = np.mgrid[-1 : 1 : AIR[1] * 1j, -1 : 1 : AIR[0] * 1j].astype(np.float32)
    side = 1.0 if c.rng.random() < 0.5 else -1.0
    if motif in ("coast", "harbor"):
        heights = heights * 0.45 + (xs * side + ys * 0.3) * 2.2
    if motif == "island":
        heights = heights * 0.5 + 11.0 - np.sqrt(xs * xs * 2.6 + (ys * 1.05) ** 2 * 2) * 3.4
    if motif in ("lake", "oasis"):
        heights = heights * 0.4 + np.sqrt((xs - 0.25 * side) ** 2 * 3 + (ys - 0.2) ** 2 * 4) * 2.2 - 1.5
    if motif in ("castle", "tower", "volcano", "mountains"):
        heights = heights * 0.6 + 2.0 * np.exp(-(xs * xs * 4 + ys * ys * 3))
    return heights.astype(np.float32)


def _land(c: Canvas, asked: Recipe, terrain: Terrain, colors: Colors) -> tuple[float, float]:
    heights = _heights(c, asked.motif, terrain)
    large = np.asarray(Image.fromarray(heights).resize(c.size, Image.Resampling.BICUBIC)).astype(np.float32)
    wet = np.clip((terrain.water - large) * 40 * c.scale + 0.5, 0, 1)
    c.veil(mix(colors.paper, colors.water, 0.75), wet)
    # Contours on land; along a shore three lines that follow it, ever weaker.
    c.veil(colors.ink, _contours(large, 2.4 * terrain.relief) * (1 - wet) * 0.34)
    if terrain.water > -5:
        for k, strength in enumerate((1.0, 0.5, 0.34, 0.2)):
            c.veil(colors.ink, _level(large, terrain.water - 0.13 * k, 1.9 if k == 0 else 1.0) * strength)
    quill = Quill()
    fx, fy = WIDTH * float(c.rng.uniform(0.42, 0.58)), HEIGHT * 0.56
    if terrain.river:
        _river(c, fx, colors)
    _way(quill, c.rng, fx, fy)
    _scatter(c, quill, terrain, heights, fx, fy)
    terrain.focal(quill, fx, fy, terrain.size, c.rng)
    drawn(c, quill, colors)
    return (fx + (150 if fx < WIDTH / 2 else -150), fy + 70)


def _level(large: Floats, height: float, width: float) -> Floats:
    """A line of even ``width`` where ``large`` is ``height``."""
    steep = np.hypot(np.gradient(large, axis=0), np.gradient(large, axis=1)) + 3e-4
    return np.clip(width + 0.5 - np.abs(large - height) / steep, 0, 1).astype(np.float32)


def _contours(large: Floats, density: float) -> Floats:
    level = large * density
    steep = np.hypot(np.gradient(level, axis=0), np.gradient(level, axis=1)) + 1e-4
    return np.clip(1.3 - np.abs(level - np.round(level)) / steep, 0, 1).astype(np.float32)


def _river(c: Canvas, fx: float, colors: Colors) -> None:
    phase = float(c.rng.uniform(0, math.tau))
    course = [(fx - 190 + math.sin(phase + y / 96) * 76 + y * 0.14, float(y)) for y in range(30, 700, 12)]
    for width, color in ((40, colors.ink), (34, mix(colors.paper, colors.water, 0.85))):
        pen = Pen()
        pen.line(course, width)
        put(c, pen, color)
    ripples = Pen()
    for x, y in course[2:-2:4]:
        ripples.line([(x - 9, y), (x - 3, y - 3), (x + 3, y), (x + 9, y - 3)], 1.4)
    put(c, ripples, colors.ink, 0.7)


def _way(quill: Quill, rng: np.random.Generator, fx: float, fy: float) -> None:
    """A dashed route from the edge to what matters, and a cross there."""
    x0, y0 = (70.0 if fx > WIDTH / 2 else WIDTH - 70.0), HEIGHT * float(rng.uniform(0.62, 0.88))
    bend = float(rng.uniform(-90, 90))
    for k in range(0, 40, 2):
        spots = [
            (x0 + (fx - x0) * t, y0 + (fy + 34 - y0) * t + math.sin(t * math.pi) * bend + math.sin(t * 11) * 9)
            for t in (k / 40, (k + 1.1) / 40)
        ]
        quill.accents.line(spots, 4.5)
    for side in (-1, 1):
        quill.accents.line([(fx - 17, fy + 34 - 15 * side), (fx + 17, fy + 34 + 15 * side)], 6.5)


def _scatter(c: Canvas, quill: Quill, terrain: Terrain, heights: Floats, fx: float, fy: float) -> None:
    spots: list[tuple[float, float, float, Symbol]] = []
    for symbol, count, size in terrain.scatter:
        afloat = symbol in (signs.wave, built.ship)
        across = max(2, round(math.sqrt(count * 2.1)))
        for k in range(count):
            x = 80 + (WIDTH - 160) * ((k % across) + float(c.rng.uniform(0.1, 0.9))) / across
            y = 96 + (HEIGHT - 170) * ((k // across) + float(c.rng.uniform(0.1, 0.9))) / max(1, -(-count // across))
            wet = heights[int(min(y, HEIGHT - 1) / 4), int(x / 4)] < terrain.water
            if bool(wet) != afloat and terrain.water > -5 and symbol is not signs.reed and terrain.water < 8:
                continue
            clear = terrain.size * 0.62 + size * 0.3
            if abs(x - fx) < clear * 1.1 and -terrain.size * 1.1 < y - fy < 60 + size:
                continue
            if terrain.water >= 8.5 and symbol is not signs.wave and bool(wet):
                continue
            if terrain.water >= 8.5 and symbol is signs.wave and not wet:
                continue
            spots.append((y, x, size * float(c.rng.uniform(0.8, 1.15)), symbol))
    for y, x, size, symbol in sorted(spots, key=lambda spot: spot[0]):
        symbol(quill, x, y, size, c.rng)


# -- plans -----------------------------------------------------------------------------------------------------------


def _plan(c: Canvas, motif: str, colors: Colors) -> None:
    plan = Plan(c.rng)
    PLANS[motif](plan)
    raster = plan.floor.raster(c.scale)
    if raster is None:
        return
    floor = Image.new("L", c.size)
    floor.paste(raster.mask, (raster.left, raster.top))
    near = floor.reduce(4).filter(ImageFilter.BoxBlur(7 * c.scale)).resize(c.size, Image.Resampling.BILINEAR)
    inside = np.asarray(floor).astype(np.float32) / 255
    about = np.clip(np.asarray(near).astype(np.float32) / 255 * 3.2, 0, 1) * (1 - inside)
    ys, xs = np.mgrid[0 : c.size[1], 0 : c.size[0]].astype(np.float32) / np.float32(c.scale)
    if motif == "deck":
        c.veil(mix(colors.paper, colors.water, 0.75), 1 - inside)
        waves = np.abs(((ys + np.sin(xs / 34) * 6 + noise("mottle", c.rng, c.size) * 8) / 26) % 1 - 0.5) * 2
        c.veil(colors.ink, np.clip((0.13 - waves) * 9, 0, 1) * (1 - inside) * 0.5)
    else:
        # Rock is hatched in patches of strokes, each patch its own way, as far as one could dig.
        patch = (
            np.floor(xs / 46 + np.floor(ys / 40) * 0.5).astype(np.int32) * 7 + np.floor(ys / 40).astype(np.int32) * 13
        ) % 4
        turns = np.array(((1, 0.3), (0.3, 1), (0.8, -0.8), (0.8, 0.8)), dtype=np.float32)
        strokes = np.abs(((xs * turns[patch, 0] + ys * turns[patch, 1]) / 8) % 1 - 0.5) * 2
        c.veil(colors.ink, np.clip((0.42 - strokes) * 5, 0, 1) * (about > 0.3) * (1 - inside) * 0.85)
    lit = mix(colors.paper, (255, 250, 232) if colors is not NIGHT else (92, 104, 150), 0.4)
    c.veil(lit, inside * 0.85)
    grid = np.minimum(np.abs(xs % 32 - 16), np.abs(ys % 32 - 16))
    c.veil(colors.ink, np.clip(1.2 - grid, 0, 1) * inside * 0.16)
    wall = np.clip(
        np.abs(np.asarray(floor.filter(ImageFilter.BoxBlur(2.2 * c.scale))).astype(np.float32) / 255 - 0.5) * -5 + 2.3,
        0,
        1,
    )
    c.veil(colors.ink, wall)
    bare = c.image.copy()
    put(c, plan.water, mix(colors.water, colors.ink, 0.25))
    put(c, plan.marks, colors.ink)
    put(c, plan.solids, colors.ink)
    put(c, plan.accents, colors.accent)
    if motif != "deck":
        # Nothing stands in the rock.
        c.image = Image.composite(c.image, bare, floor)
    if colors is NIGHT:
        c.glow(CX, CY, 420, scaled(colors.accent, 0.28))
