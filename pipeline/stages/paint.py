"""A scene's prompt → a picture. It stores and publishes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError
from pipeline.model import Image, Portrait
from pipeline.ports import Painter
from pipeline.providers.chain import Answer, Chain
from pipeline.stages.deadline import within


@dataclass(frozen=True, slots=True)
class PaintStage:
    """Ask the painter and hold its answer to the rules, whichever engine gave it."""

    painter: Chain[Painter]
    deadline_s: float = 120.0

    async def __call__(
        self, prompt: str, style: str, portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Answer[Image]:
        """The picture, and by whom. Raises ``EngineError``; ``RefusedError`` where a painter will not paint this."""

        async def ask(call: Call) -> Answer[Image]:
            return await self._ask(prompt, style, portraits, call)

        return await within(self.deadline_s, ask, call, self.painter.name)

    async def _ask(self, prompt: str, style: str, portraits: Sequence[Portrait], call: Call) -> Answer[Image]:
        async def paint(engine: Painter, call: Call) -> Image:
            image = await engine.paint(prompt, style=style, portraits=portraits, call=call)
            if not image.data or image.width <= 0 or image.height <= 0:
                raise EngineError(f"{engine.name} gave an empty picture.", code="malformed")
            return image

        return await self.painter.ask(paint, call, refusal_ends=True)
