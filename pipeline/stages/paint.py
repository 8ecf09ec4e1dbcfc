"""A scene's prompt → a picture. It stores and publishes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError
from pipeline.model import Image, Portrait
from pipeline.ports import Painter
from pipeline.stages.deadline import within


@dataclass(frozen=True, slots=True)
class PaintStage:
    """Ask the painter and hold its answer to the rules, whichever engine gave it."""

    painter: Painter
    deadline_s: float = 120.0

    async def __call__(
        self, prompt: str, style: str, portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Image:
        """The picture. Raises ``EngineError``; ``RefusedError`` where the painter will not paint this."""

        async def ask(call: Call) -> Image:
            return await self._ask(prompt, style, portraits, call)

        return await within(self.deadline_s, ask, call, self.painter.name)

    async def _ask(self, prompt: str, style: str, portraits: Sequence[Portrait], call: Call) -> Image:
        image = await self.painter.paint(prompt, style=style, portraits=portraits, call=call)
        if not image.data or image.width <= 0 or image.height <= 0:
            raise EngineError(f"{self.painter.name} gave an empty picture.", code="malformed")
        return image
