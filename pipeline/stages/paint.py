"""A scene's prompt → a picture. It stores and publishes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import EngineError
from pipeline.model import Image
from pipeline.ports import Painter
from pipeline.stages.deadline import within


@dataclass(frozen=True, slots=True)
class PaintStage:
    """Ask the painter and hold its answer to the rules, whichever engine gave it."""

    painter: Painter
    deadline_s: float = 120.0

    async def __call__(self, prompt: str, style: str) -> Image:
        """The picture. Raises ``EngineError``; ``RefusedError`` where the painter will not paint this."""
        return await within(self.deadline_s, self._ask(prompt, style), self.painter.name)

    async def _ask(self, prompt: str, style: str) -> Image:
        image = await self.painter.paint(prompt, style=style)
        if not image.data or image.width <= 0 or image.height <= 0:
            raise EngineError(f"{self.painter.name} gave an empty picture.", code="malformed")
        return image
