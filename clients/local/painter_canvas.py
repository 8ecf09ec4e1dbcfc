"""A canvas for shapes: ridges, pens and ground, lit from where the light stands and each with a surface of its own.

It must not know what it shows. Coordinates are pixels of the page (1280×720), colours are 0–255 RGB.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from clients.local.painter_pen import HEIGHT, WIDTH, Pen, Point
from clients.local.painter_sheet import AIR, Rgb, Sheet, ints, mix, scaled
from clients.local.painter_texture import Floats, Grain, piece

__all__ = ["AIR", "HEIGHT", "WIDTH", "Canvas", "Floats", "Pen", "Point", "Rgb", "ints", "mix", "scaled"]

_HALF = [0] * 128 + [255] * 128


@cache
def _flattened(rough: float) -> list[int]:
    return [round(128 + (value - 128) * rough) for value in range(256)]


@cache
def _thinned(opacity: float) -> list[int]:
    return [round(value * opacity) for value in range(256)]


class Canvas(Sheet):
    """A sheet to put shapes on.

    Beside the colours it keeps which shape covers a pixel (``shapes``; 0 is open sky, odd is ground, even a thing), so
    that a style can draw outlines and turn its strokes, and how near each shape is (``nearness``, 0–1).

    ``light`` is where the strongest light stands, ``key`` its colour and ``haze_color`` what distance turns things to:
    things are lit from there, the farther the less.
    """

    def __init__(self, rng: np.random.Generator, *, scale: float = 1.0) -> None:
        super().__init__(rng, scale=scale)
        self.shapes = Image.new("L", self.size)
        self.light: Point = (WIDTH * 0.3, -200.0)
        self.key: Rgb = (255, 246, 214)
        self.haze_color: Rgb = (190, 208, 214)
        self.nearness = np.zeros(256, dtype=np.float32)
        self._ground, self._thing = -1, 0

    def ink(
        self,
        pen: Pen,
        color: Rgb,
        opacity: float = 1.0,
        *,
        offset: tuple[int, int] = (0, 0),
        volume: float = 0.6,
        grain: Grain | None = "mottle",
        rough: float = 0.3,
        outlined: bool = True,
    ) -> None:
        """Put what ``pen`` drew on the canvas, moved by ``offset``.

        ``volume`` 0–1 rounds it toward the light, ``grain`` gives it a surface, ``rough`` 0–1 how strongly it shows.
        What is not ``outlined`` is no shape of its own: rain, stars, glints.
        """
        self.ink_fading(
            pen,
            color,
            color,
            0,
            0,
            opacity=opacity,
            offset=offset,
            volume=volume if outlined else 0.0,
            grain=grain if outlined else None,
            rough=rough,
            outlined=outlined,
        )

    def ink_fading(
        self,
        pen: Pen,
        top: Rgb,
        bottom: Rgb,
        y0: float,
        y1: float,
        *,
        opacity: float = 1.0,
        offset: tuple[int, int] = (0, 0),
        volume: float = 0.6,
        grain: Grain | None = "mottle",
        rough: float = 0.3,
        outlined: bool = True,
    ) -> None:
        """As ``ink``, from ``top`` at ``y0`` to ``bottom`` at ``y1``."""
        if opacity < 0.85:
            # What is thinly laid over others, as seams and shadows are, has no surface of its own.
            volume, grain = 0.0, None
        raster = pen.raster(self.scale, margin=0 if volume == 0 else 10)
        if raster is None:
            return
        mask, left, upper = raster
        left, upper = left + round(offset[0] * self.scale), upper + round(offset[1] * self.scale)
        fades = None if top == bottom else (y0, y1)
        surface = self._surface(mask, (left, upper), volume, grain, rough) if volume > 0 or grain is not None else None
        self._lay(mask, (left, upper), top, bottom, fades, surface, opacity, 2 if outlined and opacity >= 0.6 else 0)

    def below(
        self,
        line: Floats,
        top: Rgb,
        bottom: Rgb,
        *,
        reach: float | None = None,
        grain: Grain | None = "streak",
        rough: float = 0.4,
    ) -> None:
        """Fill all below ``line``, from ``top`` at its highest point to ``bottom`` ``reach`` pixels lower."""
        s = self.scale
        wide = np.interp(np.arange(self.size[0]) / s, np.arange(WIDTH), line).astype(np.float32) * s
        first = max(0, int(wide.min()) - 1)
        if first >= self.size[1]:
            return
        rows = np.arange(first, self.size[1], dtype=np.float32)[:, None]
        mask = Image.fromarray(np.clip((rows - wide[None, :] + 0.5) * 255, 0, 255).astype(np.uint8))
        y0 = first / s
        fades = (y0, y0 + (reach if reach is not None else HEIGHT - y0))
        surface = self._surface(mask, (0, first), 0.0, grain, rough) if grain is not None else None
        self._lay(mask, (0, first), top, bottom, fades, surface, 1.0, 1)

    def stamp(self, picture: Image.Image, mask: Image.Image, at: tuple[int, int]) -> None:
        """Put a ``picture`` that is painted already on the canvas by its ``mask``, as one thing; canvas pixels."""
        self._thing = self._thing % 254 + 2
        self.nearness[self._thing] = 1.0
        self.shapes.paste(self._thing, at, mask.point(_HALF))
        self.image.paste(picture, at, mask)

    def mirror(self) -> None:
        """Turn the whole picture about its middle, left to right."""
        self.image = self.image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        self.shapes = self.shapes.transpose(Image.Transpose.FLIP_LEFT_RIGHT)

    def _surface(
        self, mask: Image.Image, at: tuple[int, int], volume: float, grain: Grain | None, rough: float
    ) -> Image.Image:
        """How light each pixel of a shape is: 128 its own colour, 0 all shade, 255 all light."""
        surface = piece(grain, self.dust, *mask.size) if grain is not None else Image.new("L", mask.size, 128)
        if grain is not None and rough < 1:
            surface = surface.point(_flattened(round(rough, 2)))
        if volume > 0:
            middle = ((at[0] + mask.width / 2) / self.scale, (at[1] + mask.height / 2) / self.scale)
            dx, dy = self.light[0] - middle[0], self.light[1] - middle[1]
            far = max(1.0, float(np.hypot(dx, dy)))
            small = mask.reduce(2).filter(ImageFilter.BoxBlur(max(1.0, 3 * self.scale)))
            step = 5 * self.scale
            moved = ImageChops.offset(small, round(dx / far * step), round(dy / far * step))
            # Where the shape ends toward the light it is lit; where it ends away from it, it is dark.
            turned = ImageChops.subtract(small, moved, 1 / max(0.05, 1.5 * volume), 128)
            turned = turned.resize(mask.size, Image.Resampling.BILINEAR)
            surface = ImageChops.add(surface, turned, 1, -128)
        return surface

    def _lay(
        self,
        mask: Image.Image,
        at: tuple[int, int],
        top: Rgb,
        bottom: Rgb,
        fades: tuple[float, float] | None,
        surface: Image.Image | None,
        opacity: float,
        kind: Literal[0, 1, 2],
    ) -> None:
        """``kind``: 1 is ground, 2 a thing, 0 neither."""
        if kind:
            if kind == 1:
                self._ground = (self._ground + 2) % 254
            else:
                self._thing = self._thing % 254 + 2
            shape = self._ground if kind == 1 else self._thing
            self.nearness[shape] = max(self._clear(top), self._clear(bottom))
            self.shapes.paste(shape, at, mask.point(_HALF))
        if opacity < 1:
            mask = mask.point(_thinned(round(opacity, 2)))
        if fades is None:
            self.image.paste(ints(top) if surface is None else self._ramp(surface, top), at, mask)
            return
        y0, y1 = fades
        rows = (np.arange(mask.height) + at[1]) / self.scale
        share = np.clip((rows - y0) / max(y1 - y0, 1.0), 0, 1)[:, None]
        if surface is None:
            column = np.array(top) * (1 - share) + np.array(bottom) * share + self.dust.uniform(-0.5, 0.5, share.shape)
            fade = Image.fromarray(np.clip(column, 0, 255).astype(np.uint8)[:, None, :])
            self.image.paste(fade.resize(mask.size, Image.Resampling.NEAREST), at, mask)
            return
        sink = Image.fromarray((share * 255).astype(np.uint8)).resize(mask.size, Image.Resampling.NEAREST)
        self.image.paste(Image.composite(self._ramp(surface, bottom), self._ramp(surface, top), sink), at, mask)

    def _clear(self, color: Rgb) -> float:
        """How little of a colour is lost in haze, 0.14–1."""
        return max(0.14, min(1.0, max(abs(a - b) for a, b in zip(color, self.haze_color, strict=True)) / 110))

    def _ramp(self, surface: Image.Image, color: Rgb) -> Image.Image:
        """``color`` from its shade to its light; what is lost in haze has little of either."""
        clear = self._clear(color)
        shade = scaled(color, 1 - 0.62 * clear)
        light = mix(scaled(color, 1 + 0.7 * clear), self.key, 0.3 * clear)
        at = np.arange(256)
        ramps = [np.clip(np.interp(at, (0, 128, 255), (shade[k], color[k], light[k])), 0, 255) for k in range(3)]
        return Image.merge("RGB", [surface.point(ramp.round().astype(int).tolist()) for ramp in ramps])

    def ridge(self, y: float, height: float, *, bumps: float, rough: float, smooth: bool = False) -> Floats:
        """A skyline: y for each x of the page. ``bumps`` across it, ``rough`` 0–1 how much finer shapes weigh."""
        xs = np.linspace(0, 1, WIDTH, dtype=np.float32)
        line = np.zeros(WIDTH, dtype=np.float32)
        weight, total = 1.0, 0.0
        for _ in range(7):
            count = int(bumps) + 3
            knots = self.rng.uniform(-1, 1, count).astype(np.float32)
            at = (xs * bumps + float(self.rng.uniform(0, 1))) % (count - 1)
            index = at.astype(np.int32)
            part = at - index
            if smooth:
                part = part * part * (3 - 2 * part)
            line += weight * (knots[index] * (1 - part) + knots[index + 1] * part)
            total += weight
            weight *= rough
            bumps *= 2.07
            if weight < 0.02:
                break
        return (y - height * line / total).astype(np.float32)

    def facets(self, line: Floats, light: Rgb, opacity: float, *, depth: float = 260, soft: bool = False) -> None:
        """Lay ``light`` on the slopes of ``line`` that face it, thinning out ``depth`` pixels below it.

        Rock breaks into facets; ``soft`` ground, as of dunes, turns into the light by and by.
        """
        half = line[::2] / 2
        slope = np.convolve(np.gradient(half), np.ones(61 if soft else 5) / (61 if soft else 5), mode="same").astype(
            np.float32
        )
        if self.light[0] > WIDTH / 2:
            slope = -slope
        rows = np.arange(HEIGHT // 2, dtype=np.float32)[:, None]
        down = rows - half[None, :]
        bend = Image.fromarray(self.noise(26, 40, octaves=3)).resize((WIDTH // 2, HEIGHT // 2))
        lean = 0.42 if self.light[0] <= WIDTH / 2 else -0.42
        at = np.arange(WIDTH // 2)[None, :] + down * lean + np.asarray(bend) * (3 if soft else 13)
        index = np.clip(at, 0, WIDTH // 2 - 1).astype(np.int32)
        turned = np.clip(0.45 - slope[index] * 4, 0, 1) if soft else (slope[index] < 0)
        lit = turned * (down > 0.5)
        fade = np.clip(1 - down * 2 / depth, 0, 1)
        mask = Image.fromarray((lit * fade * (255 * opacity)).astype(np.uint8))
        self.image.paste(ints(light), (0, 0), mask.resize(self.size, Image.Resampling.BILINEAR))
