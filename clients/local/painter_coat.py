"""The colours of somebody, and what a drawing in them is.

It must not know who wears them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clients.local.painter_canvas import Rgb
from clients.local.painter_stencil import Stencil


@dataclass(frozen=True, slots=True)
class Coat:
    """The colours of somebody: their own, before any light falls on them."""

    skin: Rgb = (214, 166, 130)
    cloth: Rgb = (124, 88, 60)
    second: Rgb = (92, 74, 62)
    hair: Rgb = (84, 56, 36)
    tint: Rgb = (150, 60, 52)
    """Devices, plumes and the light of a staff."""


Headgear = Callable[[Stencil, Coat], None]
"""Draws a head, or what is on it, in units of its radius about its middle."""
