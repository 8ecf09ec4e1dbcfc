"""A 16:9 canvas of soft and hard layers: gradients, ridges, smooth masks, glows and bands of haze.

It must not know what it shows. Coordinates are pixels of the finished picture, colours are 0–255 RGB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT = 1280, 720

Rgb: TypeAlias = tuple[float, float, float]
Point: TypeAlias = tuple[float, float]
Floats: TypeAlias = NDArray[np.float32]

_Y = np.arange(HEIGHT, dtype=np.float32)[:, None]
_X = np.arange(WIDTH, dtype=np.float32)[None, :]


def mix(a: Rgb, b: Rgb, t: float) -> Rgb:
    """``a`` at 0, ``b`` at 1."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def scaled(color: Rgb, by: float | Rgb) -> Rgb:
    """``color`` times a factor, or one factor a channel."""
    factors = by if isinstance(by, tuple) else (by, by, by)
    return (color[0] * factors[0], color[1] * factors[1], color[2] * factors[2])


def ints(color: Rgb) -> tuple[int, int, int]:
    """``color`` within bounds, for Pillow."""
    return (_byte(color[0]), _byte(color[1]), _byte(color[2]))


def _byte(value: float) -> int:
    return max(0, min(255, round(value)))


class Pen:
    """A mask that is drawn at twice the size and so has smooth edges. Only the box it touched is put on the canvas."""

    SCALE = 2

    def __init__(self) -> None:
        self.mask = Image.new("L", (WIDTH * self.SCALE, HEIGHT * self.SCALE), 0)
        self._draw = ImageDraw.Draw(self.mask)

    def polygon(self, points: Sequence[Point], ink: int = 255) -> None:
        """A filled polygon; ``ink`` 0 cuts a hole."""
        self._draw.polygon([(x * self.SCALE, y * self.SCALE) for x, y in points], fill=ink)

    def line(self, points: Sequence[Point], width: float, ink: int = 255) -> None:
        """A line with round joints."""
        thick = max(1, round(width * self.SCALE))
        self._draw.line([(x * self.SCALE, y * self.SCALE) for x, y in points], fill=ink, width=thick, joint="curve")

    def ellipse(self, x: float, y: float, rx: float, ry: float | None = None, ink: int = 255) -> None:
        """A filled ellipse about a middle point."""
        ry = rx if ry is None else ry
        s = self.SCALE
        self._draw.ellipse(((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s), fill=ink)

    def box(self, left: float, top: float, right: float, bottom: float, ink: int = 255) -> None:
        """A filled rectangle."""
        s = self.SCALE
        if right > left and bottom > top:
            self._draw.rectangle((left * s, top * s, right * s, bottom * s), fill=ink)


class Canvas:
    """The picture while it is painted. ``rng`` is the only source of chance."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.image = Image.new("RGB", (WIDTH, HEIGHT))

    # -- colour ------------------------------------------------------------------------------------------------------

    def gradient(self, stops: Sequence[tuple[float, Rgb]]) -> Image.Image:
        """A full-size vertical gradient through ``(y from 0 to 1, colour)``."""
        at = np.linspace(0, 1, HEIGHT)
        ys = [y for y, _ in stops]
        column = np.stack([np.interp(at, ys, [color[c] for _, color in stops]) for c in range(3)], axis=1)
        # A grain of less than one step keeps wide gradients from banding.
        column = np.clip(column + self.rng.uniform(-0.5, 0.5, (HEIGHT, 3)), 0, 255).astype(np.uint8)
        return Image.fromarray(column[:, None, :]).resize((WIDTH, HEIGHT), Image.Resampling.NEAREST)

    def backdrop(self, stops: Sequence[tuple[float, Rgb]]) -> None:
        """Cover everything with a vertical gradient."""
        self.image.paste(self.gradient(stops), (0, 0))

    def ink(self, pen: Pen, color: Rgb, opacity: float = 1.0, *, offset: tuple[int, int] = (0, 0)) -> None:
        """Put what ``pen`` drew on the canvas in one colour, moved by ``offset`` pixels."""
        box = pen.mask.getbbox()
        if box is None:
            return
        s = Pen.SCALE
        box = (box[0] // s * s, box[1] // s * s, -(-box[2] // s) * s, -(-box[3] // s) * s)
        mask = pen.mask.crop(box).reduce(s)
        if opacity < 1:
            mask = mask.point([round(value * opacity) for value in range(256)])
        self.image.paste(ints(color), (box[0] // s + offset[0], box[1] // s + offset[1]), mask)

    def ink_fading(self, pen: Pen, top: Rgb, bottom: Rgb, y0: float, y1: float) -> None:
        """Put what ``pen`` drew on the canvas, from ``top`` at ``y0`` to ``bottom`` at ``y1``."""
        box = pen.mask.getbbox()
        if box is None:
            return
        n = Pen.SCALE
        left, upper, right, lower = box[0] // n, box[1] // n, -(-box[2] // n), -(-box[3] // n)
        mask = pen.mask.crop((left * n, upper * n, right * n, lower * n)).reduce(n)
        share = np.clip((np.arange(upper, lower) - y0) / max(y1 - y0, 1.0), 0, 1)[:, None]
        column = np.clip(np.array(top) * (1 - share) + np.array(bottom) * share, 0, 255).astype(np.uint8)
        fade = Image.fromarray(column[:, None, :]).resize((right - left, lower - upper), Image.Resampling.NEAREST)
        self.image.paste(fade, (left, upper), mask)

    # -- shapes ------------------------------------------------------------------------------------------------------

    def ridge(self, y: float, height: float, *, bumps: float, rough: float, smooth: bool = False) -> Floats:
        """A skyline: y for each x. ``bumps`` across the width, ``rough`` 0–1 how much finer shapes weigh."""
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

    def below(self, line: Floats, top: Rgb, bottom: Rgb, *, reach: float | None = None) -> None:
        """Fill all below ``line``, from ``top`` at its highest point to ``bottom`` ``reach`` pixels lower."""
        first = max(0, int(line.min()) - 1)
        if first >= HEIGHT:
            return
        mask = np.clip((_Y[first:] - line[None, :] + 0.5) * 255, 0, 255).astype(np.uint8)
        last = first + (reach if reach is not None else HEIGHT - first)
        stops = [(first / HEIGHT, top), (max(last, first + 1.0) / HEIGHT, bottom), (2.0, bottom)]
        gradient = self.gradient(stops).crop((0, first, WIDTH, HEIGHT))
        self.image.paste(gradient, (0, first), Image.fromarray(mask))

    def facets(self, line: Floats, light: Rgb, opacity: float, *, depth: float = 260, soft: bool = False) -> None:
        """Lay ``light`` on the slopes of ``line`` that face left, thinning out ``depth`` pixels below it.

        Rock breaks into facets; ``soft`` ground, as of dunes, turns into the light by and by.
        """
        half = line[::2] / 2
        slope = np.convolve(np.gradient(half), np.ones(61 if soft else 5) / (61 if soft else 5), mode="same").astype(
            np.float32
        )
        rows = np.arange(HEIGHT // 2, dtype=np.float32)[:, None]
        down = rows - half[None, :]
        bend = self.noise(26, 40, octaves=3)[::2, ::2] * (3 if soft else 13)
        at = np.clip(np.arange(WIDTH // 2)[None, :] + down * 0.42 + bend, 0, WIDTH // 2 - 1).astype(np.int32)
        turned = np.clip(0.45 - slope[at] * 4, 0, 1) if soft else (slope[at] < 0)
        lit = turned * (down > 0.5)
        fade = np.clip(1 - down * 2 / depth, 0, 1)
        mask = Image.fromarray((lit * fade * (255 * opacity)).astype(np.uint8))
        self.image.paste(ints(light), (0, 0), mask.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))

    def noise(self, across: int, down: int, *, octaves: int = 4, fall: float = 0.5) -> Floats:
        """Full-size smooth noise, about −1…1, with ``across`` × ``down`` lumps in the lowest octave."""
        small = np.zeros((HEIGHT // 4, WIDTH // 4), dtype=np.float32)
        weight, total = 1.0, 0.0
        for octave in range(octaves):
            cells = (max(2, across << octave), max(2, down << octave))
            if cells[0] > WIDTH // 4 or cells[1] > HEIGHT // 4:
                break
            lumps = Image.fromarray(self.rng.uniform(-1, 1, (cells[1], cells[0])).astype(np.float32))
            small += weight * np.asarray(lumps.resize((WIDTH // 4, HEIGHT // 4), Image.Resampling.BICUBIC))
            total += weight
            weight *= fall
        small /= total * 0.7
        return np.asarray(Image.fromarray(small).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))

    # -- light and air -----------------------------------------------------------------------------------------------

    def veil(self, color: Rgb, mask: NDArray[np.floating]) -> None:
        """Lay ``color`` over the canvas by a full-size ``mask`` of 0–1."""
        self.image.paste(ints(color), (0, 0), Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8)))

    def haze(self, y: float, spread: float, color: Rgb, opacity: float) -> None:
        """A band of air at ``y``, thinning out over ``spread`` pixels both ways."""
        column = np.exp(-(((_Y[:, 0] - y) / max(spread, 1)) ** 2)) * opacity * 255
        mask = Image.fromarray(column.astype(np.uint8)[:, None]).resize((WIDTH, HEIGHT), Image.Resampling.NEAREST)
        self.image.paste(ints(color), (0, 0), mask)

    def glow(self, x: float, y: float, radius: float, color: Rgb, strength: float = 1.0, *, flat: float = 1.0) -> None:
        """Add light about a point, falling to nothing at ``radius``; ``flat`` below 1 squeezes it to the ground."""
        n = 64
        axis = np.linspace(-1, 1, n, dtype=np.float32)
        fall = np.clip(1 - np.sqrt(axis[None, :] ** 2 + axis[:, None] ** 2), 0, 1) ** 2
        patch = np.clip(fall[:, :, None] * np.array(color, dtype=np.float32) * strength, 0, 255).astype(np.uint8)
        width, height = max(2, round(radius * 2)), max(2, round(radius * 2 * flat))
        left, top = round(x - width / 2), round(y - height / 2)
        box = (max(0, left), max(0, top), min(WIDTH, left + width), min(HEIGHT, top + height))
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        part = (
            (box[0] - left) * n / width,
            (box[1] - top) * n / height,
            (box[2] - left) * n / width,
            (box[3] - top) * n / height,
        )
        size = (box[2] - box[0], box[3] - box[1])
        light = Image.fromarray(patch).resize(size, Image.Resampling.BILINEAR, box=part)
        self.image.paste(ImageChops.screen(self.image.crop(box), light), box[:2])

    def vignette(self, strength: float) -> None:
        """Darken the corners."""
        u = (np.arange(WIDTH // 8, dtype=np.float32) / (WIDTH // 8 - 1) - 0.5) * 2
        v = (np.arange(HEIGHT // 8, dtype=np.float32) / (HEIGHT // 8 - 1) - 0.5) * 2
        dark = np.clip((u[None, :] ** 2 * 0.62 + v[:, None] ** 2 * 0.55 - 0.25) * strength, 0, 1)
        mask = Image.fromarray((dark * 255).astype(np.uint8)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        self.image.paste((4, 4, 8), (0, 0), mask)

    def grain(self, strength: float) -> None:
        """A fine tooth, as of paper, that also hides banding."""
        tile = self.rng.normal(0, strength, (HEIGHT // 2, WIDTH // 2)).astype(np.float32)
        grey = Image.fromarray(np.clip(128 + tile, 0, 255).astype(np.uint8)).resize((WIDTH, HEIGHT))
        self.image = ImageChops.add(self.image, Image.merge("RGB", (grey,) * 3), 1, -128)
