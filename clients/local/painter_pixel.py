"""Pixel art: a low grid, a short palette out of the picture itself, dithering, outlines.

It must not compose.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageEnhance

from clients.local.painter_canvas import AIR, Canvas
from clients.local.painter_plate import plate

_COLORS = 28
_BAYER = (
    np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.float32)[:, :, None] / 16 - 0.47
)


def pixel(canvas: Canvas, size: tuple[int, int]) -> Image.Image:
    """320×180 fat pixels."""
    small = plate(canvas, AIR)
    image = canvas.image.resize(AIR, Image.Resampling.BOX)
    image = ImageEnhance.Contrast(ImageEnhance.Color(image).enhance(1.45)).enhance(1.12)
    colors = np.asarray(image).astype(np.float32)
    colors *= (1 - 0.42 * small.outline * (small.outline > 0.3))[:, :, None]
    crisp = Image.fromarray(np.clip(colors, 0, 255).astype(np.uint8))
    palette = np.array(crisp.quantize(_COLORS, Image.Quantize.MEDIANCUT).getpalette(), dtype=np.float32)
    palette = palette[: 3 * _COLORS].reshape(-1, 3)
    dithered = colors + np.tile(_BAYER, (AIR[1] // 4, AIR[0] // 4, 1)) * 22
    red, green, blue = (np.ascontiguousarray(dithered[:, :, k]) for k in range(3))
    nearest = np.full(red.shape, np.inf, dtype=np.float32)
    low = np.zeros(red.shape, dtype=np.uint8)
    for number, (r, g, b) in enumerate(palette):
        # The square of the pixel itself is the same for all.
        far = (r * r + g * g + b * b) - 2 * (r * red + g * green + b * blue)
        low[far < nearest] = number
        np.minimum(nearest, far, out=nearest)
    return Image.fromarray(palette.astype(np.uint8)[low]).resize(size, Image.Resampling.NEAREST)
