"""Watercolour: thin washes on rough paper that bleed, granulate, dry with dark edges and leave white.

It must not compose.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from clients.local.painter_canvas import Canvas
from clients.local.painter_plate import (
    from_edge,
    gathered,
    grey_of,
    mask,
    noise,
    picture,
    plate,
    sheet_of,
    soft,
    swell,
    wobble,
)
from clients.local.painter_texture import Floats

_WHITE = (251, 247, 238)
_PAPER = np.array(_WHITE, dtype=np.float32)


def watercolour(
    canvas: Canvas, rng: np.random.Generator, size: tuple[int, int], *, wet: float = 1.0, vivid: float = 1.3
) -> Image.Image:
    """``wet`` how far colours run, ``vivid`` how strong they are."""
    sheet = plate(canvas, size)
    zoom = sheet.zoom
    blooms = noise("mottle", rng, canvas.size)
    washes = _washes(canvas, blooms, wet, vivid)
    large = washes.resize(size, Image.Resampling.BILINEAR)
    density = 1 - np.asarray(large.convert("L")).astype(np.float32) / np.float32(255)
    tooth = noise("paper", rng, size)
    run = wobble(size, 5 * zoom * wet, 46)
    edges = np.take(soft(sheet.outline, 1.6 * zoom).reshape(-1), run)
    # Pigment gathers in the hollows of the paper and along the shores of a wash.
    left = 1.04 - density * (tooth * 0.3 + 0.07 + np.minimum(edges, 0.5) * 1.25) - tooth * 0.03
    border = from_edge(size, swell(rng, size, 14) * 6 + tooth * 4)
    rim = np.clip(1 - np.abs(border - 30) / 5, 0, 1) * density * 0.3
    grainy = mask(left - rim)
    finished = ImageChops.multiply(large, Image.merge("RGB", (grainy,) * 3))
    return Image.composite(finished, sheet_of(_WHITE, rng, size), mask((border - 26) / 4))


def _washes(canvas: Canvas, blooms: Floats, wet: float, vivid: float) -> Image.Image:
    """The colours as they ran, on white."""
    scale = canvas.scale
    run = wobble(canvas.size, 5 * scale * wet, 46)
    crisp = gathered(canvas.image, run).astype(np.float32)
    blurred = canvas.image.reduce(4).filter(ImageFilter.GaussianBlur(2.4 * scale))
    bled = np.asarray(blurred.resize(canvas.size, Image.Resampling.BILINEAR)).astype(np.float32)
    crisp += (bled - crisp) * np.clip(0.16 + blooms * 0.9, 0, 0.6)[:, :, None] * wet
    # Pigment on paper: what is light is paper, and what is dark is never black.
    grey = grey_of(crisp)
    mean = float(grey.mean()) / 255
    ink = 1 - np.clip(grey + (crisp - grey) * vivid, 0, 255) / 255
    ink = np.clip(ink, 0.0, 1) ** (1.12 + 0.9 * max(0.0, 0.6 - mean)) * (0.94 - 0.2 * max(0.0, 0.5 - mean))
    # Where a wash dried, a line of pigment is left along its shore.
    shore = np.clip(1 - np.abs(blooms - 0.3) / 0.04, 0, 1) * 0.12
    ink *= (1 + blooms * 0.2 + shore)[:, :, None]
    return picture(_PAPER * (1 - np.clip(ink, 0, 0.95)))
