"""Speech to text without a network: pocketsphinx over the committed language model, in a process of its own.

It must not decide what speech is (the segmenter does), nor run in the server's process: decoding holds the GIL.
"""

from __future__ import annotations

from collections.abc import Sequence

import pocketsphinx

from clients.local import speech_model
from clients.local.worker import Worker
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE

_PADDING = bytes(SAMPLE_RATE // 2 * BYTES_PER_SAMPLE)
"""Half a second of silence: words at the very edge are lost without it."""


class SphinxTranscriber:
    """The offline ``Transcriber``. Hears the words of the lexicon, of everyday talk, and no others.

    A tenant's ``glossary`` is not used yet: a name that is no word of the dictionary cannot be heard.
    """

    name = "offline-pocketsphinx"

    def __init__(self, *, deadline_s: float = 5.0) -> None:
        """``deadline_s``: how long an utterance may take beyond its own length."""
        self._deadline_s = deadline_s
        self._worker = Worker("offline recogniser", _start)

    async def start(self) -> None:
        """Load the model now, so that the first utterance need not wait for it. Raises ``EngineError``."""
        await self._worker.call(_warm, deadline_s=60.0)

    async def aclose(self) -> None:
        """End the recogniser's process."""
        await self._worker.aclose()

    async def transcribe(self, pcm: bytes, *, glossary: Sequence[str] = ()) -> tuple[str, float | None]:
        """The words in ``pcm`` as a sentence (``""`` if none was heard) and the share of them that is trusted.

        Raises ``EngineError`` with code ``timeout`` or ``engine_failed``.
        """
        seconds = len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE
        words, confidence = await self._worker.call(_decode, pcm, deadline_s=self._deadline_s + seconds)
        return readable(words), confidence


def readable(words: Sequence[str]) -> str:
    """``words`` as a person would write them down: a capital first, "I" a capital, a full stop."""
    if not words:
        return ""
    written = ["I" + word[1:] if word == "i" or word.startswith("i'") else word for word in words]
    text = " ".join(written)
    return text[0].upper() + text[1:] + "."


# -- in the worker's process ------------------------------------------------------------------------------------------

_decoders: list[pocketsphinx.Decoder] = []


def _start() -> None:
    _decoders[:] = [
        pocketsphinx.Decoder(
            hmm=pocketsphinx.get_model_path("en-us/en-us"),
            lm=str(speech_model.path(speech_model.LANGUAGE_MODEL)),
            dict=str(speech_model.path(speech_model.DICTIONARY)),
            loglevel="FATAL",
        )
    ]


def _warm() -> None:
    """Nothing to do: the process has loaded the model by the time it takes its first call."""


def _decode(pcm: bytes) -> tuple[tuple[str, ...], float | None]:
    (decoder,) = _decoders
    decoder.start_utt()
    decoder.process_raw(_PADDING + pcm + _PADDING, full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    if hypothesis is None:
        return (), None
    return tuple(hypothesis.hypstr.split()), None
