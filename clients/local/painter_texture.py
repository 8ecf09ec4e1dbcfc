"""The grains of things: leaf, rock, bark, ground, cloud and paper as noise that is made once for each process.

It must not depend on a prompt: whoever uses a texture takes a piece of it by chance.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats: TypeAlias = NDArray[np.float32]
Grain: TypeAlias = Literal["mottle", "leaf", "rock", "streak", "bark", "paper"]

SIDE = (1664, 960)
"""Width and height of every texture: larger than the page, so that two pieces of it differ."""


def fractal(
    rng: np.random.Generator, size: tuple[int, int], across: float, down: float, *, octaves: int = 4, fall: float = 0.5
) -> Floats:
    """Smooth noise of ``size`` (width, height), mean 0 and deviation 1, ``across`` × ``down`` lumps at first."""
    out = np.zeros((size[1], size[0]), dtype=np.float32)
    weight = 1.0
    for octave in range(octaves):
        cells = (max(2, round(across * 2**octave)), max(2, round(down * 2**octave)))
        if cells[0] > size[0] or cells[1] > size[1]:
            break
        lumps = Image.fromarray(rng.standard_normal((cells[1], cells[0])).astype(np.float32))
        out += weight * np.asarray(lumps.resize(size, Image.Resampling.BICUBIC))
        weight *= fall
    out -= out.mean()
    return (out / max(float(out.std()), 1e-6)).astype(np.float32)


def grey(values: NDArray[np.floating], *, middle: float = 128.0, spread: float = 42.0) -> Image.Image:
    """Noise of deviation 1 as a picture about ``middle``."""
    return Image.fromarray(np.clip(middle + values * spread, 0, 255).astype(np.uint8))


@cache
def texture(grain: Grain) -> Image.Image:
    """A grey picture of ``SIDE`` about 128; lighter is nearer to the light."""
    rng = np.random.default_rng(sum(grain.encode()))
    match grain:
        case "leaf":
            # Clumps first, single leaves in them: light on top of each clump, shade under it.
            clumps = fractal(rng, SIDE, 60, 44, octaves=3, fall=0.75)
            values = clumps - np.roll(clumps, 7, axis=0) * 0.6 + fractal(rng, SIDE, 420, 300, octaves=1) * 0.35
        case "rock":
            tilted = _tilted(fractal(rng, SIDE, 30, 14, octaves=5, fall=0.62), 0.5)
            values = (np.abs(tilted) - 0.7) * 1.6 + (tilted - np.roll(tilted, (5, 5), axis=(0, 1))) * 1.3
        case "streak":
            values = fractal(rng, SIDE, 12, 90, octaves=4, fall=0.7)
        case "bark":
            values = fractal(rng, SIDE, 130, 7, octaves=3, fall=0.7)
        case "paper":
            values = fractal(rng, SIDE, 200, 120, octaves=3, fall=0.9)
        case "mottle":
            values = fractal(rng, SIDE, 14, 9, octaves=6, fall=0.62)
    values = (values - values.mean()) / values.std()
    return grey(np.clip(values, -2.4, 2.4), spread=46)


def _tilted(values: Floats, by: float) -> Floats:
    """Rows moved sideways, the lower the more."""
    return np.stack([np.roll(row, round(y * by)) for y, row in enumerate(values)]).astype(np.float32)


def piece(grain: Grain, rng: np.random.Generator, width: int, height: int) -> Image.Image:
    """A piece of a texture from anywhere in it. At most ``SIDE``."""
    whole = texture(grain)
    left = int(rng.integers(0, whole.width - width + 1))
    top = int(rng.integers(0, whole.height - height + 1))
    return whole.crop((left, top, left + width, top + height))
