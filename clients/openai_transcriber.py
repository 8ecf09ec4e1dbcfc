"""Speech to text by OpenAI, or whoever speaks its ``/audio/transcriptions`` (speaches, LocalAI). It retries nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from math import ceil

import openai
from openai import omit
from openai.types.audio import Transcription

from clients import flac
from clients.answers import settle, text_of, understood
from clients.openai_errors import shaped, typed
from clients.prices import Price
from pipeline.call import NO_ONES, Call, Usage
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE

MOST_KEYWORDS = 100
"""Most names that the model is told; more make it hear them everywhere."""

_TOKENS_PER_S = 60
"""More tokens than any model counts for a second of audio, and for the words in it."""


class OpenAITranscriber:
    """Implements ``pipeline.ports.Transcriber``. ``provider`` names whose prices and breaker it has."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        model: str,
        price: Price,
        *,
        provider: str = "openai",
        languages: Sequence[str] = (),
    ) -> None:
        self.name = f"{provider}/{model}"
        self._client = client
        self._model = model
        self._price = price
        self._provider = provider
        self._languages = list(languages)
        # gpt-transcribe takes words as such; the others have a prompt that they go on from.
        self._by_keywords = model.startswith("gpt-transcribe")

    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: Call = NO_ONES
    ) -> tuple[str, float | None]:
        """See ``Transcriber``. The audio goes as FLAC: half of WAV's size, and losslessly."""
        names = list(glossary)[:MOST_KEYWORDS]
        seconds = len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE
        # Beside the reservation.
        encoding = asyncio.get_running_loop().run_in_executor(None, flac.encode, pcm)
        tariff = self._price.tariff
        tokens = round(seconds * _TOKENS_PER_S) + 1000
        # Vendors count whole seconds begun.
        most = tariff.cost(
            Usage(ceil(seconds) + 1, input_tokens=tokens, audio_input_tokens=tokens, output_tokens=tokens)
        )
        async with call.purse.pay(self._provider, self._model, "transcribe", most) as bill:
            audio = await encoding
            with typed(self.name):
                answer = await self._client.audio.transcriptions.create(
                    model=self._model,
                    file=("speech.flac", audio, "audio/flac"),
                    response_format="json",
                    keywords=names if names and self._by_keywords else omit,
                    prompt=", ".join(names) if names and not self._by_keywords else omit,
                    languages=self._languages if self._languages and self._by_keywords else omit,
                    language=self._languages[0] if len(self._languages) == 1 and not self._by_keywords else omit,
                )
            answer = shaped(answer, Transcription, self.name)
            with understood(self.name):
                usage = _usage(answer, seconds)
            settle(bill, tariff, usage)
        return text_of(answer.text, self.name), None

    async def probe(self) -> None:
        """Whether the vendor is there and takes the key; costs nothing."""
        with typed(self.name):
            await self._client.models.list()


def _usage(answer: Transcription, seconds: float) -> Usage:
    """What the vendor counted; one that counts nothing is taken by the clock."""
    counted = answer.usage
    if counted is None:
        return Usage(audio_s=seconds)
    if counted.type == "duration":
        return Usage(audio_s=counted.seconds)
    details = counted.input_token_details
    return Usage(
        input_tokens=counted.input_tokens,
        audio_input_tokens=(details.audio_tokens or 0) if details is not None else 0,
        output_tokens=counted.output_tokens,
    )
