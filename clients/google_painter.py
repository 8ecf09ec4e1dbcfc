"""Text to picture by Google: Gemini's image models, with portraits as references, or Imagen where one still serves it.

It retries and softens nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from google import genai
from google.genai import types

from clients.answers import settle
from clients.google_errors import refusal, typed
from clients.google_usage import usage_of
from clients.pictures import fitted
from clients.prices import Price
from pipeline.call import NO_ONES, Call, Usage
from pipeline.errors import EngineError, RefusedError
from pipeline.model import MOST_IN_PICTURE, Image, Portrait
from pipeline.painting_words import painting

MOST_IMAGE_TOKENS = 4000
"""More than a picture of 1K or 2K counts (1,120 to 2,520), the words around it included."""

_PORTRAIT_TOKENS = 2600


def by_vertex(model: str) -> bool:
    """Whether ``model`` is asked by Vertex AI: the SDK asks for Imagen in no other way."""
    return model.startswith("imagen-")


class GooglePainter:
    """Implements ``pipeline.ports.Painter``. ``size``: ``1K`` or ``2K``. Imagen wants a client of Vertex AI."""

    def __init__(self, client: genai.Client, model: str, price: Price, *, size: str = "1K") -> None:
        self.name = f"google/{model}"
        self._client = client
        self._model = model
        self._tariff = price.tariff
        self._size = size

    async def paint(
        self, prompt: str, *, style: str = "", portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Image:
        """See ``Painter``."""
        shown = () if self._imagen else portraits[:MOST_IN_PICTURE]
        text = painting(prompt, style, shown)
        faces = _PORTRAIT_TOKENS * len(shown)
        usage = Usage(
            input_tokens=len(text.encode()) + 500 + faces,
            image_input_tokens=faces,
            output_tokens=MOST_IMAGE_TOKENS,
            image_output_tokens=MOST_IMAGE_TOKENS,
            images=1,
        )
        async with call.purse.pay("google", self._model, "paint", self._tariff.cost(usage)) as bill:
            data, counted, error = await (self._imagine(text) if self._imagen else self._generate(text, shown))
            settle(bill, self._tariff, counted)
            if error is not None:
                raise error
        return await fitted(data, self.name)

    async def probe(self) -> None:
        """Whether the vendor is there and takes the key; costs nothing."""
        with typed(self.name):
            await self._client.aio.models.get(model=self._model)

    @property
    def _imagen(self) -> bool:
        return by_vertex(self._model)

    async def _generate(
        self, text: str, portraits: Sequence[Portrait]
    ) -> tuple[bytes, Usage | None, EngineError | None]:
        parts = [types.Part.from_text(text=text)]
        parts += [types.Part.from_bytes(data=one.data, mime_type=one.content_type) for one in portraits]
        config = types.GenerateContentConfig(
            response_modalities=["IMAGE"],
            image_config=types.ImageConfig(aspect_ratio="16:9", image_size=self._size),
        )
        with typed(self.name):
            answer = await self._client.aio.models.generate_content(
                model=self._model, contents=types.Content(role="user", parts=parts), config=config
            )
        found = _picture(answer)
        usage = usage_of(answer, images=1 if found else 0)
        if found:
            return found, usage, None
        if _declined(answer, self.name):
            return b"", usage, RefusedError(f"{self.name} will not do this.", charged=True)
        return b"", usage, EngineError(f"{self.name} sent no picture.", code="malformed", charged=True)

    async def _imagine(self, text: str) -> tuple[bytes, Usage | None, EngineError | None]:
        config = types.GenerateImagesConfig(
            number_of_images=1, aspect_ratio="16:9", include_rai_reason=True, output_mime_type="image/jpeg"
        )
        with typed(self.name):
            answer = await self._client.aio.models.generate_images(model=self._model, prompt=text, config=config)
        made = next(iter(answer.generated_images or ()), None)
        data = made.image.image_bytes if made is not None and made.image is not None else None
        if data:
            return data, Usage(images=1), None
        if made is None or made.rai_filtered_reason:
            return b"", Usage(), RefusedError(f"{self.name} will not do this.", charged=False)
        return b"", Usage(), EngineError(f"{self.name} sent no picture.", code="malformed", charged=False)


def _picture(answer: types.GenerateContentResponse) -> bytes:
    for candidate in answer.candidates or []:
        for part in (candidate.content.parts if candidate.content else None) or []:
            if part.inline_data is not None and part.inline_data.data and not part.thought:
                return part.inline_data.data
    return b""


def _declined(answer: types.GenerateContentResponse, name: str) -> bool:
    """Stopped, or declined in words or in silence: another request may be painted, the same one will not."""
    if refusal(answer, name) is not None:
        return True
    candidates = answer.candidates or []
    silent = any(candidate.finish_reason == types.FinishReason.NO_IMAGE for candidate in candidates)
    parts = [part for one in candidates for part in (one.content.parts if one.content else None) or []]
    return silent or any(part.text and not part.thought for part in parts)
