"""Speech to text by faster-whisper on this machine: an extra (`adventure-art[whisper]`), for those with the cores.

It loads its model once, in a thread, and hears one utterance at a time.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from pipeline.call import NO_ONES, Call
from pipeline.errors import ConfigurationError, EngineError

MOST_NAMES = 60
"""Most names in the prompt: whisper reads 224 tokens of it."""


class WhisperTranscriber:
    """Implements ``pipeline.ports.Transcriber``. Raises ``ConfigurationError`` where the extra is not installed."""

    def __init__(self, model: str, *, languages: Sequence[str] = ()) -> None:
        if importlib.util.find_spec("faster_whisper") is None:
            raise ConfigurationError(
                "The engine `whisper` needs faster-whisper: pip install 'adventure-art[whisper]', or choose another."
            )
        self.name = f"whisper/{model}"
        self._size = model
        self._language = languages[0] if len(languages) == 1 else None
        self._model: Any = None
        self._one = asyncio.Lock()

    async def aclose(self) -> None:
        """Let the model go."""
        async with self._one:
            self._model = None

    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: Call = NO_ONES
    ) -> tuple[str, float | None]:
        """See ``Transcriber``."""
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768.0
        async with self._one:
            if self._model is None:
                self._model = await asyncio.to_thread(self._load)
            return await asyncio.to_thread(partial(self._hear, samples, ", ".join(list(glossary)[:MOST_NAMES])))

    def _load(self) -> Any:
        whisper: Any = importlib.import_module("faster_whisper")
        try:
            return whisper.WhisperModel(self._size, device="auto", compute_type="auto")
        except (OSError, ValueError, RuntimeError) as error:
            # The first time the model is fetched from the network.
            message = f"{self.name} could not be loaded ({type(error).__name__}). Check ADVENTURE_WHISPER_MODEL."
            raise EngineError(message, code="bad_request", retryable=False) from None

    def _hear(self, samples: Any, names: str) -> tuple[str, float | None]:
        segments, _ = self._model.transcribe(
            samples,
            language=self._language,
            initial_prompt=names or None,
            beam_size=5,
            condition_on_previous_text=False,
        )
        heard = list(segments)
        if not heard:
            return "", None
        # The mean probability of silence says how far the words are to be trusted.
        trust = 1.0 - sum(float(part.no_speech_prob) for part in heard) / len(heard)
        return " ".join(part.text.strip() for part in heard), trust
