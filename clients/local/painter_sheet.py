"""A 16:9 sheet with its air and light: gradients, noise, veils, bands of haze, glows and lamps.

It must not draw shapes. Coordinates are pixels of the page (1280×720), colours are 0–255 RGB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from clients.local.painter_pen import HEIGHT, WIDTH
from clients.local.painter_texture import Floats

AIR = (320, 180)
"""Width and height of what is smooth: noise, veils and light are worked out at this size and drawn out to the sheet."""

Rgb: TypeAlias = tuple[float, float, float]


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


def _shoulder() -> NDArray[np.uint8]:
    """What would be brighter than white keeps its colour instead: levels up to five times white, as bytes."""
    at = np.arange(5 * 256 + 1, dtype=np.float32)
    return np.where(at > 200, 255 - 55 * np.exp(-(at - 200) / 55), at).astype(np.uint8)


_SHOULDER = _shoulder()


class Sheet:
    """The picture while it is painted; ``rng`` is the only source of chance, ``scale`` its pixels to a page's pixel."""

    def __init__(self, rng: np.random.Generator, *, scale: float = 1.0) -> None:
        self.rng = rng
        # How much of it is used depends on the size, which must not change what is drawn.
        self.dust = np.random.default_rng(int(rng.integers(2**32)))
        self.scale = scale
        self.size = (round(WIDTH * scale), round(HEIGHT * scale))
        self.image = Image.new("RGB", self.size)
        self._lamps: Floats = np.zeros((AIR[1], AIR[0], 3), dtype=np.float32)

    def gradient(self, stops: Sequence[tuple[float, Rgb]]) -> Image.Image:
        """A canvas-size vertical gradient through ``(y from 0 to 1, colour)``."""
        at = np.linspace(0, 1, self.size[1])
        ys = [y for y, _ in stops]
        column = np.stack([np.interp(at, ys, [color[c] for _, color in stops]) for c in range(3)], axis=1)
        # A grain of less than one step keeps wide gradients from banding.
        column = np.clip(column + self.dust.uniform(-0.5, 0.5, column.shape), 0, 255).astype(np.uint8)
        return Image.fromarray(column[:, None, :]).resize(self.size, Image.Resampling.NEAREST)

    def backdrop(self, stops: Sequence[tuple[float, Rgb]]) -> None:
        """Cover everything with a vertical gradient."""
        self.image.paste(self.gradient(stops), (0, 0))

    def noise(self, across: int, down: int, *, octaves: int = 4, fall: float = 0.5) -> Floats:
        """Smooth noise of ``AIR`` size, about −1…1, with ``across`` × ``down`` lumps in the lowest octave."""
        small = np.zeros((AIR[1], AIR[0]), dtype=np.float32)
        weight, total = 1.0, 0.0
        for octave in range(octaves):
            cells = (max(2, across << octave), max(2, down << octave))
            if cells[0] > AIR[0] or cells[1] > AIR[1]:
                break
            lumps = Image.fromarray(self.rng.uniform(-1, 1, (cells[1], cells[0])).astype(np.float32))
            small += weight * np.asarray(lumps.resize(AIR, Image.Resampling.BICUBIC))
            total += weight
            weight *= fall
        return small / (total * 0.7)

    def veil(self, color: Rgb, mask: NDArray[np.floating]) -> None:
        """Lay ``color`` over the sheet by a ``mask`` of 0–1 of any size."""
        veil = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8))
        if veil.size != self.size:
            veil = veil.resize(self.size, Image.Resampling.BICUBIC)
        self.image.paste(ints(color), (0, 0), veil)

    def haze(self, y: float, spread: float, color: Rgb, opacity: float) -> None:
        """A band of air at ``y``, thinning out over ``spread`` pixels both ways. Its edge is never quite level."""
        rows = (np.arange(AIR[1], dtype=np.float32) * HEIGHT / AIR[1])[:, None]
        waves = self.noise(3, 3, octaves=2) * spread * 0.35
        band = np.exp(-(((rows + waves - y) / max(spread, 1)) ** 2)) * opacity
        self.veil(color, band)

    def glow(
        self,
        x: float,
        y: float,
        radius: float,
        color: Rgb,
        strength: float = 1.0,
        *,
        flat: float = 1.0,
        lights: float = 1,
    ) -> None:
        """Add light about a point, falling to nothing at ``radius``; ``flat`` below 1 squeezes it to the ground.

        It is a ``lamp`` to what is about it, too, ``lights`` times as strong.
        """
        if lights > 0:
            self.lamp(x, y, radius * 1.25, color, strength * lights, flat=flat)
        n = 64
        axis = np.linspace(-1, 1, n, dtype=np.float32)
        fall = np.clip(1 - np.sqrt(axis[None, :] ** 2 + axis[:, None] ** 2), 0, 1) ** 2
        patch = np.clip(fall[:, :, None] * np.array(color, dtype=np.float32) * strength, 0, 255).astype(np.uint8)
        s = self.scale
        width, height = max(2, round(radius * 2 * s)), max(2, round(radius * 2 * flat * s))
        left, top = round(x * s - width / 2), round(y * s - height / 2)
        box = (max(0, left), max(0, top), min(self.size[0], left + width), min(self.size[1], top + height))
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

    def lamp(self, x: float, y: float, radius: float, color: Rgb, strength: float = 1.0, *, flat: float = 1.0) -> None:
        """Light what is about a point, up to ``radius``; ``relight`` lets it fall on the finished picture."""
        k = AIR[0] / WIDTH
        rx, ry = radius * k, radius * k * flat
        left, right = max(0, int(x * k - rx)), min(AIR[0], int(x * k + rx) + 1)
        top, bottom = max(0, int(y * k - ry)), min(AIR[1], int(y * k + ry) + 1)
        if left >= right or top >= bottom:
            return
        dx = ((np.arange(left, right, dtype=np.float32) - x * k) / rx)[None, :]
        dy = ((np.arange(top, bottom, dtype=np.float32) - y * k) / ry)[:, None]
        fall = np.clip(1 - np.sqrt(dx * dx + dy * dy), 0, 1) ** 2
        self._lamps[top:bottom, left:right] += fall[:, :, None] * (np.array(color, dtype=np.float32) / 255 * strength)

    def relight(self) -> None:
        """Let all lamps fall on what was painted: what is near to one shows its colour, in that light."""
        most = float(self._lamps.max())
        if most < 0.02:
            return
        gain = np.clip(self._lamps / 4, 0, 1)
        light = Image.fromarray((gain * 255).astype(np.uint8)).resize(self.size, Image.Resampling.BICUBIC)
        picture = np.asarray(self.image) * (1 + np.asarray(light).astype(np.float32) * np.float32(4 / 255))
        self.image = Image.fromarray(_SHOULDER[picture.astype(np.uint16)])

    def expose(self, *, middle: float = 84) -> None:
        """Lift what is too dark to be seen from afar and spread what is all one grey."""
        grey = np.asarray(self.image.reduce(4).convert("L"))
        low, high = np.percentile(grey, (2, 98)).tolist()
        spread = min(1.4, max(1.0, 150 / max(high - low, 1)))
        mean = float(grey.mean())
        at = np.clip(mean + (np.arange(256) - mean) * spread, 0, 255) / 255
        gamma = min(1.0, max(0.68, np.log(middle / 255) / np.log(max(mean, 1.0) / 255))) if mean < middle else 1.0
        self.image = self.image.point((at**gamma * 255).round().astype(int).tolist() * 3)

    def vignette(self, strength: float) -> None:
        """Darken the corners."""
        u = (np.arange(AIR[0], dtype=np.float32) / (AIR[0] - 1) - 0.5) * 2
        v = (np.arange(AIR[1], dtype=np.float32) / (AIR[1] - 1) - 0.5) * 2
        self.veil((4, 4, 8), (u[None, :] ** 2 * 0.62 + v[:, None] ** 2 * 0.55 - 0.25) * strength)

    def grain(self, strength: float) -> None:
        """A fine tooth that also hides banding."""
        tile = self.dust.normal(0, strength, (self.size[1] // 2, self.size[0] // 2)).astype(np.float32)
        grey = Image.fromarray(np.clip(128 + tile, 0, 255).astype(np.uint8)).resize(self.size)
        self.image = ImageChops.add(self.image, Image.merge("RGB", (grey,) * 3), 1, -128)
