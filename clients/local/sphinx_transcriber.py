"""Speech to text without a network: pocketsphinx over the committed language model, in a process of its own.

It must not decide what speech is (the segmenter does), nor run in the server's process: decoding holds the GIL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pocketsphinx

from clients.local import speech_model
from clients.local.worker import Worker
from pipeline.call import NO_ONES, Call
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE

_PADDING = bytes(SAMPLE_RATE // 2 * BYTES_PER_SAMPLE)
"""Half a second of silence: words at the very edge are lost without it."""


_LEAST_PROBABILITY = 0.08
_FRAMES, _FRAMES_PER_PHONE = 30, 15  # the last word of a sentence may be twice as long as the others
_FEW, _LEAST_MEAN_OF_FEW = 2, 0.65


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

    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: Call = NO_ONES
    ) -> tuple[str, float | None]:
        """The words in ``pcm`` as a sentence (``""`` if none was heard) and their mean probability.

        Raises ``EngineError`` with code ``timeout`` or ``engine_failed``.
        """
        seconds = len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE
        words, confidence = await self._worker.call(_decode, pcm, deadline_s=self._deadline_s + seconds)
        return readable(words), confidence


@dataclass(frozen=True, slots=True)
class Heard:
    """A word as the decoder heard it: its posterior probability, its length in frames of 10 ms, its phones."""

    word: str
    probability: float
    frames: int
    phones: int


def trusted(heard: Iterable[Heard]) -> tuple[tuple[str, ...], float | None]:
    """Those of the words that were rather heard than guessed, and their mean probability.

    A guess has a low probability, or is drawn out: the decoder stretches one short word over a whole noise. One or two
    words that remain of an utterance need more.
    """
    kept = [
        word
        for word in heard
        if word.probability >= _LEAST_PROBABILITY and word.frames <= _FRAMES + _FRAMES_PER_PHONE * word.phones
    ]
    if not kept:
        return (), None
    mean = sum(word.probability for word in kept) / len(kept)
    if len(kept) <= _FEW and mean < _LEAST_MEAN_OF_FEW:
        return (), None
    return tuple(word.word for word in kept), min(mean, 1.0)


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
    """The words that can be trusted, and how far: their mean posterior probability."""
    if not any(pcm):  # digital silence has no spectrum, and the decoder then answers with any word
        return (), None
    (decoder,) = _decoders
    decoder.reinit_feat()  # forgets the voice heard before, so that the same audio always gives the same words
    decoder.start_utt()
    decoder.process_raw(_PADDING + pcm + _PADDING, full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return (), None
    return trusted(
        Heard(segment.word.split("(")[0], segment.prob, segment.end_frame - segment.start_frame + 1, phones)
        for segment in decoder.seg()
        if segment.word[0] not in "<[" and (phones := len((decoder.lookup_word(segment.word) or "").split()))
    )
