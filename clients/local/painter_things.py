"""Shows the first thing of a prompt that draws the eye.

It must not draw it, nor choose whom it stands beside.
"""

from __future__ import annotations

from clients.local import painter_figure as figures
from clients.local.painter_backlight import lit
from clients.local.painter_canvas import HEIGHT, Canvas
from clients.local.painter_props import PROPS, SHINING
from clients.local.painter_recipe import Recipe
from clients.local.painter_stencil import Stencil


def thing(recipe: Recipe) -> str:
    """The name in ``PROPS`` of what is to be shown; empty where nothing is."""
    names = (name for entry in recipe.things for name in (entry.id, entry.motif) if name in PROPS)
    return next(names, "")


def tallness(name: str, person: float) -> float:
    """How tall it is painted beside a person of ``person`` pixels."""
    return min(person * PROPS[name][1], HEIGHT * 0.5)


def show(canvas: Canvas, recipe: Recipe, name: str, x: float, ground: float, person: float) -> None:
    """Paint it at (x, ground)."""
    high = tallness(name, person)
    stencil = Stencil(x, ground, high)
    PROPS[name][0](stencil, "")
    figures.shadow(canvas, [stencil])
    box = (x - high / 2, ground - high, x + high / 2, ground)
    own = figures.Light(recipe.palette, own=True)
    figures.lay(canvas, [stencil], own if name in SHINING else lit(canvas, recipe, name, box))
