"""The offline painter: a procedural picture from a prompt, always the same one for the same prompt and style.

It must not do I/O while it renders, nor hold the event loop: rendering happens in a process of its own.
"""

from __future__ import annotations

import io

import numpy as np

from clients.local import painter_sky, painter_subjects
from clients.local.painter_built import BUILT
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas
from clients.local.painter_land import LAND, plain
from clients.local.painter_recipe import recipe
from clients.local.worker import Worker
from pipeline.model import Image

_QUALITY = 82
_EFFORT = 2
"""WebP's method 0–6: above 2 it costs more than the painting itself."""

SCENES = {**LAND, **BUILT}


def render(prompt: str, style: str = "") -> Image:
    """Paint ``prompt`` as a 1280×720 WebP. Pure: the same bytes for the same arguments."""
    asked = recipe(prompt, style)
    canvas = Canvas(np.random.default_rng(asked.seed))

    def cast(x: float, ground: float, person: float) -> None:
        painter_subjects.subjects(canvas, asked, x, ground, person)

    SCENES.get(asked.motif, plain)(canvas, asked, cast)
    if not asked.indoors:
        painter_sky.weather(canvas, asked)
    canvas.vignette(0.6)
    canvas.grain(3.0)
    out = io.BytesIO()
    canvas.image.save(out, "WEBP", quality=_QUALITY, method=_EFFORT)
    return Image(out.getvalue(), "webp", WIDTH, HEIGHT)


class ProceduralPainter:
    """Implements ``pipeline.ports.Painter`` without a network: renders in a process of its own."""

    name = "offline-painter"

    def __init__(self, *, deadline_s: float = 20.0) -> None:
        self._deadline_s = deadline_s
        self._worker = Worker("offline painter")

    async def paint(self, prompt: str, *, style: str = "") -> Image:
        """See ``Painter``. Raises ``EngineError``."""
        return await self._worker.call(render, prompt, style, deadline_s=self._deadline_s)

    async def aclose(self) -> None:
        """End the process."""
        await self._worker.aclose()
