"""Text to picture by OpenAI's image models; with portraits by its edits. It retries and softens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import openai
from openai.types import ImagesResponse

from clients.answers import settle, understood
from clients.openai_errors import shaped, typed
from clients.pictures import fitted
from clients.prices import Price
from pipeline.call import NO_ONES, Call, Usage
from pipeline.errors import EngineError
from pipeline.model import MOST_IN_PICTURE, Image, Portrait
from pipeline.painting_words import painting

MOST_IMAGE_TOKENS = 7000
"""More than a picture of the highest quality and this size counts (6,240)."""

_PORTRAIT_TOKENS = 2000

_FORMAT: Literal["jpeg"] = "jpeg"
"""Unpacked three times as fast as WebP, and somebody is waiting."""

ImageQuality = Literal["low", "medium", "high", "auto"]


class OpenAIPainter:
    """Implements ``pipeline.ports.Painter``."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        model: str,
        price: Price,
        *,
        provider: str = "openai",
        quality: ImageQuality = "medium",
        size: str = "1536x1024",
    ) -> None:
        self.name = f"{provider}/{model}"
        self._client = client
        self._model = model
        self._tariff = price.tariff
        self._provider = provider
        self._quality: ImageQuality = quality
        self._size = size

    async def paint(
        self, prompt: str, *, style: str = "", portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Image:
        """See ``Painter``."""
        shown = portraits[:MOST_IN_PICTURE]
        text = painting(prompt, style, shown)
        tokens = len(text.encode()) + _PORTRAIT_TOKENS * len(shown)
        most = self._tariff.cost(
            Usage(
                input_tokens=tokens,
                image_input_tokens=_PORTRAIT_TOKENS * len(shown),
                output_tokens=MOST_IMAGE_TOKENS,
                image_output_tokens=MOST_IMAGE_TOKENS,
                images=1,
            )
        )
        async with call.purse.pay(self._provider, self._model, "paint", most) as bill:
            with typed(self.name):
                answer = await self._ask(text, shown)
            answer = shaped(answer, ImagesResponse, self.name)
            with understood(self.name):
                usage = _usage(answer)
            settle(bill, self._tariff, usage)
            with understood(self.name):
                encoded = answer.data[0].b64_json if answer.data else None
            if not encoded:
                raise EngineError(f"{self.name} sent no picture.", code="malformed", charged=True)
        return await fitted(encoded, self.name)

    async def probe(self) -> None:
        """Whether the vendor is there and takes the key; costs nothing."""
        with typed(self.name):
            await self._client.models.list()

    async def _ask(self, text: str, portraits: Sequence[Portrait]) -> ImagesResponse:
        if not portraits:
            return await self._client.images.generate(
                model=self._model, prompt=text, n=1, size=self._size, quality=self._quality, output_format=_FORMAT
            )
        faces = [
            (f"portrait-{n}.{portrait.content_type.rpartition('/')[2]}", portrait.data, portrait.content_type)
            for n, portrait in enumerate(portraits, 1)
        ]
        return await self._client.images.edit(
            model=self._model,
            prompt=text,
            image=faces,
            n=1,
            size=self._size,  # type: ignore[arg-type]
            quality=self._quality,
            output_format=_FORMAT,
        )


def _usage(answer: ImagesResponse) -> Usage:
    """What was counted. Compatible servers leave parts of it out."""
    counted: Any = answer.usage
    if counted is None:
        return Usage(images=1)
    read, written = counted.input_tokens_details, getattr(counted, "output_tokens_details", None)
    return Usage(
        input_tokens=counted.input_tokens or 0,
        image_input_tokens=read.image_tokens if read is not None else 0,
        output_tokens=counted.output_tokens or 0,
        image_output_tokens=written.image_tokens if written is not None else counted.output_tokens or 0,
        images=1,
    )
