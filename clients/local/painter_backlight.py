"""The light that figures get where they stand, and what tells how great they are.

It must not place them.
"""

from __future__ import annotations

from PIL import ImageStat

from clients.local import painter_bestiary as bestiary
from clients.local import painter_figure as figures
from clients.local import painter_plants as plants
from clients.local.painter_canvas import Canvas, Pen, mix, scaled
from clients.local.painter_recipe import Recipe
from clients.local.painter_stencil import Stencil
from clients.local.painter_winged import one_bird

_WOODED = frozenset({"forest", "mountains", "plain", "road", "snowfield", "castle", "ruin", "battlefield"})


def lit(canvas: Canvas, recipe: Recipe, name: str, box: tuple[float, float, float, float]) -> figures.Light:
    """Light for figures in ``box``: what is behind them is made to differ from them."""
    tone = recipe.palette
    left, top, right, ground = box
    x, y, reach = (left + right) / 2, (top + ground) / 2, max(150.0, (right - left) * 0.62, (ground - top) * 0.85)
    if name in bestiary.SHINING:
        return figures.Light(tone, own=True, opacity=0.88 if name in ("ghost", "slime", "air_elemental") else 1.0)
    behind = _brightness(canvas, box)
    if behind < 95:
        strength = 0.55 if tone.dark else 0.34
        canvas.glow(x, y, reach, scaled(mix(tone.horizon, tone.key, 0.45), strength), lights=0)
    level = 0.66 if behind < 60 else 0.56 if behind < 165 else 0.48
    if name in bestiary.PALE:
        # White before white is grey.
        level = 1.1 if behind < 135 else 0.62
    return figures.Light(tone, level=level, rim=1.0 if tone.dark else 0.8, pale=name in bestiary.PALE)


def _brightness(canvas: Canvas, box: tuple[float, float, float, float]) -> float:
    s = canvas.scale
    left, top = max(0, int(box[0] * s)), max(0, int(box[1] * s))
    right, bottom = min(canvas.size[0], int(box[2] * s) + 1), min(canvas.size[1], int(box[3] * s) + 1)
    if right - left < 2 or bottom - top < 2:
        return 128.0
    return ImageStat.Stat(canvas.image.crop((left, top, right, bottom)).convert("L").reduce(2)).mean[0]


def scale(canvas: Canvas, recipe: Recipe, span: tuple[float, float], ground: float, height: float) -> None:
    """What tells how great a giant is: trees no higher than its knees where any grow, and birds about its head."""
    tone = recipe.palette
    if recipe.motif in _WOODED:
        pen = Pen()
        for i in range(7):
            at = span[0] + (span[1] - span[0]) * (i / 6 * 1.3 - 0.15) + float(canvas.rng.uniform(-14, 14))
            tall = height * float(canvas.rng.uniform(0.14, 0.24))
            plants.conifer(pen, at, ground - float(canvas.rng.uniform(2, 10)), tall, canvas.rng)
        canvas.ink(pen, tone.local((38, 62, 48), 0.1))
    flock = Stencil((span[0] + span[1]) / 2, ground - height * 0.72, height * 0.5)
    for i in range(7):
        x, y = -1.3 + 2.6 * ((i * 0.618 + 0.2) % 1), 0.1 + 0.5 * ((i * 0.4142) % 1)
        one_bird(flock.inner(x, y, 0.06 + 0.03 * (i % 2), 1 if i % 2 else -1), (58, 58, 70), (i * 0.37) % 1)
    figures.lay(canvas, [flock], figures.Light(tone, rim=0.2))
