"""Tapes of real speech, and what must be heard in them: the cuts of an uninterrupted segmenter of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from fixtures.speech_clips import clips, track
from harness.engines import words
from harness.ledger import fingerprint

from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.segmenter import Segmenter, SegmenterSettings


@dataclass(frozen=True, slots=True)
class Tape:
    """Speech, and the utterances in it as (first sample, sample behind the last, words)."""

    pcm: bytes = field(repr=False)
    utterances: tuple[tuple[int, int, str], ...]

    @property
    def middle_of(self) -> list[int]:
        """A sample in the middle of each utterance."""
        return [(start + end) // 2 for start, end, _ in self.utterances]


def heard(pcm: bytes) -> tuple[tuple[int, int, str], ...]:
    """What an uninterrupted owner cuts out of it, the stream being ended behind it."""
    segmenter = Segmenter(WebrtcvadDetector(2), SegmenterSettings())
    cuts = segmenter.feed(pcm) + segmenter.flush()
    return tuple((cut.start_sample, cut.end_sample, words(fingerprint(cut.pcm))) for cut in cuts)


@cache
def tape(sentences: int = 4, seed: int = 0, lead_s: float = 0.5, first: int = 0) -> Tape:
    """A few sentences in noise of a quiet room, with pauses that part them."""
    pcm = track("white", seed=seed, lead_s=lead_s, sentences=clips()[first : first + sentences]).pcm
    found = Tape(pcm, heard(pcm))
    assert len(found.utterances) == sentences, "each sentence is an utterance of its own"
    return found


def silence(seconds: float) -> bytes:
    """Nothing to hear."""
    return bytes(round(seconds * 16_000) * 2)
