"""The offline painter: a procedural picture from a prompt, always the same one for the same prompt and style.

It must not do I/O while it renders, nor hold the event loop: rendering happens in a process of its own.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from clients.local import painter_sky, painter_subjects
from clients.local.lexicon import tokens
from clients.local.painter_alleys import ALLEYS
from clients.local.painter_canvas import HEIGHT, WIDTH, Canvas
from clients.local.painter_caves import CAVES
from clients.local.painter_chart import chart
from clients.local.painter_crossings import CROSSINGS
from clients.local.painter_depths import DEPTHS
from clients.local.painter_grottoes import GROTTOES
from clients.local.painter_halls import HALLS
from clients.local.painter_keeps import KEEPS
from clients.local.painter_land import LAND
from clients.local.painter_lodgings import LODGINGS
from clients.local.painter_monuments import MONUMENTS
from clients.local.painter_peaks import PEAKS
from clients.local.painter_recipe import Recipe, recipe
from clients.local.painter_rings import RINGS
from clients.local.painter_salons import SALONS
from clients.local.painter_smithy import SMITHY
from clients.local.painter_squares import SQUARES
from clients.local.painter_starship import STARSHIP
from clients.local.painter_studies import STUDIES
from clients.local.painter_style import look
from clients.local.painter_theater import THEATER
from clients.local.painter_towns import TOWNS
from clients.local.painter_vaults import VAULTS
from clients.local.painter_voyages import VOYAGES
from clients.local.painter_waters import WATERS
from clients.local.painter_woods import WOODS
from clients.local.worker import Worker
from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError
from pipeline.model import Image, Portrait

_QUALITY = 78
_EFFORT = 0
"""WebP's method 0–6: above 0 it costs as much as the painting itself."""

_WARMING = ("", "a forest by day", "a crypt by firelight", "a tavern at night")
"""What most compositions share is made by these; the first forest alone takes 0.4 s more than the second."""

SCENES = {
    **LAND,
    **PEAKS,
    **WOODS,
    **WATERS,
    **TOWNS,
    **SQUARES,
    **ALLEYS,
    **RINGS,
    **SMITHY,
    **THEATER,
    **STARSHIP,
    **SALONS,
    **MONUMENTS,
    **KEEPS,
    **VOYAGES,
    **HALLS,
    **CAVES,
    **GROTTOES,
    **VAULTS,
    **LODGINGS,
    **STUDIES,
    **DEPTHS,
    **CROSSINGS,
}
"""Compositions by the lexicon's ``motif``."""


class ProceduralPainter:
    """A ``Painter`` without a key or a network, for 1280×720 WebP. Pictures are painted one at a time.

    ``deadline_s`` bounds one picture, its process's start included. With ``sketch`` they are 640×360 JPEGs and quicker;
    ``worker`` is a process that somebody else's pictures are painted in, too. ``aclose`` must be awaited by the owner.
    """

    name = "offline-painter"

    def __init__(self, *, deadline_s: float = 20.0, sketch: bool = False, worker: Worker | None = None) -> None:
        self._deadline_s = deadline_s
        self._sketch = sketch
        self._worker = worker or Worker("offline painter")

    async def paint(
        self, prompt: str, *, style: str = "", portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Image:
        """Paint ``prompt``; an empty one gets a landscape. Raises ``EngineError``: ``timeout``, ``engine_failed``."""
        return await self._worker.call(render, prompt, style, self._sketch, deadline_s=self._deadline_s)

    async def start(self) -> None:
        """Start the process and fill its caches now: the first picture is two seconds slower than the second.

        One that does not start is no harm: the next picture tries again.
        """
        with suppress(EngineError):
            for prompt in _WARMING:
                await self._worker.call(render, prompt, "", self._sketch, deadline_s=60.0)

    async def aclose(self) -> None:
        """Finish the picture in progress and end the process."""
        await self._worker.aclose()


def render(prompt: str, style: str = "", sketch: bool = False) -> Image:
    """``prompt`` as a 1280×720 WebP, or a ``sketch`` as a JPEG of half that. Pure: the same bytes for the same words.

    The prompt alone decides what is where, so that another style shows the same view.
    """
    asked = recipe(prompt)
    chosen = look(style)
    rng = np.random.default_rng(list(hashlib.sha256(f"{prompt}\x00{style}".encode()).digest()))
    size = (WIDTH // 2, HEIGHT // 2) if sketch else (WIDTH, HEIGHT)
    if chosen.name == "map":
        canvas = _charted(asked, size, night="night" in tokens(style))
    else:
        canvas = _composed(asked, 0.42 if sketch else chosen.scale)
    picture = chosen.finish(canvas, rng, size)
    out = io.BytesIO()
    if sketch:
        # A table waits for it: WebP would take a tenth of the whole time.
        picture.save(out, "JPEG", quality=_QUALITY)
        return Image(out.getvalue(), "jpeg", *size)
    picture.save(out, "WEBP", quality=_QUALITY, method=_EFFORT)
    return Image(out.getvalue(), "webp", *size)


def _composed(asked: Recipe, scale: float) -> Canvas:
    canvas = Canvas(np.random.default_rng(asked.seed), scale=scale)
    canvas.key, canvas.haze_color = asked.palette.key, asked.palette.haze

    def cast(x: float, ground: float, person: float) -> None:
        painter_subjects.subjects(canvas, asked, x, ground, person)

    SCENES[asked.motif](canvas, asked, cast)
    canvas.relight()
    if asked.seed % 2:
        canvas.mirror()
    if not asked.indoors:
        painter_sky.weather(canvas, asked)
    canvas.expose()
    canvas.vignette(0.4 if asked.indoors else 0.6)
    return canvas


def _charted(asked: Recipe, size: tuple[int, int], *, night: bool) -> Canvas:
    canvas, (x, ground) = chart(asked, size, night=night)
    painter_subjects.subjects(canvas, asked, x, ground, 60)
    return canvas
