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
    # The nearest colour: the square of the pixel itself is the same for all.
    far = (palette**2).sum(axis=1) - 2 * (dithered.reshape(-1, 3) @ palette.T)
    low = palette.astype(np.uint8)[far.argmin(axis=1)].reshape(AIR[1], AIR[0], 3)
    return Image.fromarray(low).resize(size, Image.Resampling.NEAREST)
