"""Puts a figure on the canvas in the light of its place: apart from what is behind it, rimmed, on its shadow.

It must not choose where it stands or what it shows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas, Pen, Rgb, ints, mix, scaled
from clients.local.painter_recipe import Palette, palette
from clients.local.painter_stencil import Stencil

_FINER = 2
_TURNS = (1.0, 0.84, 1.14)
"""How bright those in a group are, by turns."""
_MARGIN = 6
_CONTRAST = 46
"""How far, of 255, a figure's mean brightness is from that of what is behind it."""
_PLAIN = palette("day", "clear")


@dataclass(frozen=True, slots=True)
class Light:
    """How figures are lit: ``level`` of their own colours, ``air`` 0–1 before them, ``own`` for what shines itself."""

    tone: Palette
    level: float = 0.52
    air: float = 0.06
    rim: float = 0.85
    own: bool = False
    opacity: float = 1.0
    pale: bool = False
    """Whether it is white, and rather brighter than darker than what is behind it."""


def lay(canvas: Canvas, figures: Sequence[Stencil], light: Light) -> None:
    """Put ``figures`` on the canvas, the first one farthest; each has its own rim, so that a crowd is people."""
    by: float | None = None
    for i, figure in enumerate(figures):
        by = _lay(canvas, figure, light, by, _TURNS[i % len(_TURNS)] if len(figures) > 1 else 1.0)
    for figure in figures:
        _glows(canvas, figure)


def _lay(canvas: Canvas, figure: Stencil, light: Light, by: float | None, turn: float) -> float | None:
    """Put one figure on the canvas, ``by`` times as bright as it is, or as needed; returns how much that was."""
    bounds = figure.bounds
    if bounds is None:
        return by
    s = canvas.scale
    left = max(0, math.floor(bounds[0] * s) - _MARGIN)
    top = max(0, math.floor(bounds[1] * s) - _MARGIN)
    right = min(round(WIDTH * s), math.ceil(bounds[2] * s) + _MARGIN)
    bottom = min(round(HEIGHT * s), math.ceil(bounds[3] * s) + _MARGIN)
    if right - left < 2 or bottom - top < 2:
        return by
    patch, mask = _drawn(figure, light, s, (left, top, right, bottom))
    at = (left, top)
    if not light.own:
        by = _apart(canvas, patch, mask, at, pale=light.pale) if by is None else by
        if by * turn != 1:
            patch = patch.point([min(255, round(value * by * turn)) for value in range(256)] * 3)
        patch = _modelled(canvas, patch, mask, ((left + right) / 2 / s, (top + bottom) / 2 / s), light)
    if light.opacity < 1:
        mask = mask.point([round(value * light.opacity) for value in range(256)])
    canvas.stamp(patch, mask, at)
    return by


def shine(canvas: Canvas, figure: Stencil, opacity: float = 1.0) -> None:
    """Put on the canvas what is light itself, in its own colours."""
    lay(canvas, (figure,), Light(_PLAIN, own=True, opacity=opacity))


def shadow(canvas: Canvas, figures: Sequence[Stencil], reach: float = 1.0) -> None:
    """The shadows that tie figures to the ground, drawn out away from the light."""
    # Thin layers over each other, since one has an edge.
    layers = [Pen() for _ in range(4)]
    for figure in figures:
        span = _feet(figure)
        if span is None:
            continue
        half = max((span[1] - span[0]) / 2, figure.height * 0.1)
        middle = (span[0] + span[1]) / 2
        away = max(-1.0, min(1.0, (middle - canvas.light[0]) / 500))
        deep = max(4.0, min(half * 0.2, figure.height * 0.1)) * reach
        for k, pen in enumerate(layers):
            share = 1.5 - 0.3 * k
            pen.ellipse(middle + away * half * 0.12 * (4 - k), figure.y + deep * 0.2, half * share, deep * share)
    for pen in layers:
        canvas.ink(pen, (0, 0, 0), 0.16)


def _feet(figure: Stencil) -> tuple[float, float] | None:
    """From where to where it stands on the ground; all its width where nothing of it does."""
    low = figure.y - figure.height * 0.09
    feet = [
        x
        for piece in figure.pieces
        if piece.color is not None and any(y > low for _, y in piece.points)
        for x, _ in piece.points
    ]
    box = figure.bounds
    return (min(feet), max(feet)) if feet else None if box is None else (box[0], box[2])


def _drawn(figure: Stencil, light: Light, s: float, box: tuple[int, int, int, int]) -> tuple[Image.Image, Image.Image]:
    k = s * _FINER
    dx, dy = box[0] * _FINER, box[1] * _FINER
    size = ((box[2] - box[0]) * _FINER, (box[3] - box[1]) * _FINER)
    seen: dict[Rgb, tuple[int, int, int, int]] = {}
    first = next((piece.color for piece in figure.pieces if piece.color is not None), (0, 0, 0))
    base = ints(_tinted(first, light))
    large = Image.new("RGBA", size, (*base, 0))
    draw = ImageDraw.Draw(large)
    for piece in figure.pieces:
        color = piece.color
        if color is None:
            fill = (*base, 0)
        else:
            fill = seen.get(color) or (*ints(_tinted(color, light)), 255)
            seen[color] = fill
        points = [(x * k - dx, y * k - dy) for x, y in piece.points]
        if piece.round:
            draw.ellipse((*points[0], *points[1]), fill=fill)
        else:
            draw.polygon(points, fill=fill)
    small = large.reduce(_FINER)
    return small.convert("RGB"), small.getchannel("A")


def _tinted(color: Rgb, light: Light) -> Rgb:
    if light.own:
        return color
    tone = light.tone
    # Even the blackest cloth gives some light back.
    ambient = tone.ambient
    if light.pale:
        # White takes the colour of the light less than it takes the light.
        grey = max(ambient)
        ambient = mix(ambient, (grey, grey, grey), 0.7)
    lit = scaled(scaled(mix(color, (120, 116, 124), 0.12), ambient), light.level)
    return mix(lit, tone.haze, light.air)


def _apart(canvas: Canvas, patch: Image.Image, mask: Image.Image, at: tuple[int, int], *, pale: bool) -> float:
    """How many times as bright ``patch`` must be not to be lost before what is behind it."""
    small = mask.reduce(2)
    if small.getbbox() is None:
        return 1.0
    box = (at[0], at[1], at[0] + mask.width, at[1] + mask.height)
    behind = ImageStat.Stat(canvas.image.crop(box).reduce(2).convert("L"), small).mean[0]
    own = ImageStat.Stat(patch.reduce(2).convert("L"), small).mean[0]
    if abs(own - behind) >= _CONTRAST and (own > behind or not pale):
        return 1.0
    darker = behind > 140 if pale else behind > 72 or own < behind - 25
    goal = behind - _CONTRAST if darker else behind + _CONTRAST
    return max(0.3, min(2.1 if pale else 2.4, max(goal, 10.0) / max(own, 6.0)))


def _modelled(
    canvas: Canvas, patch: Image.Image, mask: Image.Image, middle: tuple[float, float], light: Light
) -> Image.Image:
    """``patch`` rounded: shade on what turns away from the light, and its rim where the silhouette meets it."""
    s = canvas.scale
    dx, dy = canvas.light[0] - middle[0], canvas.light[1] - middle[1]
    far = max(1.0, math.hypot(dx, dy))
    ux, uy = dx / far, dy / far
    key = light.tone.key
    small = mask.reduce(4) if min(mask.size) > 40 else mask.reduce(2)
    soft = small.filter(ImageFilter.BoxBlur(max(1.0, 2.4 * s)))
    step = max(1, round(3 * s))
    turned = ImageChops.subtract(soft, ImageChops.offset(soft, -round(ux * step), -round(uy * step)))
    turned = turned.resize(mask.size, Image.Resampling.BILINEAR)
    patch = Image.composite(Image.new("RGB", patch.size, ints(mix(scaled(key, 0.62), light.tone.haze, 0.2))), patch,
                            turned.point([min(255, round(value * 0.75)) for value in range(256)]))  # fmt: skip
    away = ImageChops.subtract(soft, ImageChops.offset(soft, round(ux * step), round(uy * step)))
    away = away.resize(mask.size, Image.Resampling.BILINEAR)
    patch = Image.composite(Image.new("RGB", patch.size, ints(scaled(light.tone.zenith, 0.12))), patch,
                            away.point([min(255, round(value * 0.8)) for value in range(256)]))  # fmt: skip
    width = max(1.0, 2.2 * s)
    moved = ImageChops.offset(mask, -round(ux * width) or (-1 if ux > 0.3 else 1 if ux < -0.3 else 0),
                              -round(uy * width) or (-1 if uy > 0.3 else 1 if uy < -0.3 else 0))  # fmt: skip
    edge = ImageChops.subtract(mask, moved)
    rim = mix(key, light.tone.horizon, 0.15)
    return Image.composite(Image.new("RGB", patch.size, ints(rim)), patch,
                           edge.point([round(value * light.rim) for value in range(256)]))  # fmt: skip


def _glows(canvas: Canvas, figure: Stencil) -> None:
    for glow in figure.glows:
        canvas.glow(glow.x, glow.y, max(5.0, glow.radius), glow.color, 0.7, lights=0)
        if glow.lamp:
            canvas.lamp(glow.x, glow.y, glow.radius * 2.4, glow.color, 0.6)
        if glow.core > 0:
            pen = Pen()
            pen.ellipse(glow.x, glow.y, max(1.5, glow.core))
            canvas.ink(pen, mix(glow.color, (255, 255, 255), 0.35), volume=0, grain=None)
