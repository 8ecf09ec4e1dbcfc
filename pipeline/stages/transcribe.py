"""Speech to text, and the judgement that some answers are no speech at all. It keeps no state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.call import NO_ONES, Call
from pipeline.model import Dropped, Heard, Transcript, Utterance
from pipeline.ports import Transcriber
from pipeline.providers.chain import Chain
from pipeline.stages.deadline import within
from pipeline.wording import plain

MOST_CHARACTERS = 4000
"""Ten times what can be said in the longest utterance."""

# What speech models answer to silence, noise and music: captions of the videos they were trained on.
_HALLUCINATIONS = frozenset(
    {
        "you",
        "thank you",
        "thanks for watching",
        "thank you for watching",
        "thank you so much for watching",
        "please subscribe",
        "like and subscribe",
        "see you in the next video",
        "see you next time",
        "bye",
        "bye bye",
        "music",
        "applause",
        "silence",
        "blank audio",
        "subtitles by the amara org community",
        "transcription by castingwords",
        "transcribed by https otter ai",
        "untertitel der amara org community",
        "sous titres réalisés para la communauté d amara org",
        "hmm",
        "uh",
    }
)
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class TranscribeStage:
    """Utterance in, ``Transcript`` or ``Dropped`` out. The deadline grows with the utterance's length."""

    transcriber: Chain[Transcriber]
    deadline_s: float = 15.0
    deadline_per_audio_s: float = 2.0

    async def __call__(self, pcm: bytes, seconds: float, glossary: Sequence[str] = (), call: Call = NO_ONES) -> Heard:
        """Transcribe ``seconds`` of PCM. Raises ``EngineError``."""
        limit = self.deadline_s + self.deadline_per_audio_s * seconds

        async def ask(call: Call) -> Heard:
            return await self._ask(pcm, glossary, call)

        return await within(limit, ask, call, self.transcriber.name)

    async def utterance(self, utterance: Utterance, glossary: Sequence[str] = ()) -> Heard:
        """Transcribe an utterance. Raises ``EngineError``."""
        return await self(utterance.pcm, utterance.seconds, glossary)

    async def _ask(self, pcm: bytes, glossary: Sequence[str], call: Call) -> Heard:
        async def transcribe(engine: Transcriber, call: Call) -> tuple[str, float | None]:
            return await engine.transcribe(pcm, glossary=glossary, call=call)

        answer = await self.transcriber.ask(transcribe, call)
        text, confidence = answer.value
        return judge(text, confidence, answer.engine)


def judge(text: str, confidence: float | None, engine: str) -> Heard:
    """The transcript in ``text``, or why it is none."""
    text = plain(text, MOST_CHARACTERS)
    words = _NOT_WORDS.sub(" ", text.lower()).strip()
    if not words:
        return Dropped("empty")
    if words in _HALLUCINATIONS:
        return Dropped("hallucination")
    return Transcript(text, engine, confidence)
