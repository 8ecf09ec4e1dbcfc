"""The rules of a stream's audio: offsets, gaps, pausing and the window. Pure: it does no I/O and reads no clock.

Source: DESIGN "Wire protocol", Audio. Positions are samples of the stream.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE, Boundary, Lull, Utterance
from pipeline.segmenter import Segmenter


@dataclass(frozen=True, slots=True)
class Taken:
    """What one audio message led to. ``gap``: samples that never came. ``silence``: a boundary to be stored."""

    cuts: tuple[Utterance, ...] = ()
    gap: tuple[int, int] | None = None
    silence: Boundary | None = None


NOTHING = Taken()

PAUSED_MARK = 5 * SAMPLE_RATE
"""Audio thrown away after which the boundary is to be stored: as in silence, not with each message."""


class Intake:
    """One stream's receiving end. ``paused`` audio is counted and thrown away."""

    def __init__(self, segmenter: Segmenter, *, paused: bool = False) -> None:
        self._segmenter = segmenter
        self._paused = paused
        self._stored = segmenter.boundary

    @property
    def samples(self) -> int:
        """All audio below this was received; the next message should begin here."""
        return self._segmenter.position

    @property
    def paused(self) -> bool:
        """Whether audio is thrown away."""
        return self._paused

    @property
    def cuts(self) -> int:
        """How many utterances were cut so far, those of former owners included."""
        return self._segmenter.n

    @property
    def speaking(self) -> bool:
        """Whether a segment is open."""
        return self._segmenter.speaking

    @property
    def lull(self) -> Lull | None:
        """The silence that the open segment is in; see ``Segmenter.lull``."""
        return self._segmenter.lull

    def audio(self, offset: int, pcm: bytes | memoryview) -> Taken:
        """Take the audio that begins at ``offset``: below ``samples`` it is dropped, a jump forward is a gap."""
        segmenter = self._segmenter
        known = segmenter.position - offset
        end = offset + len(pcm) // BYTES_PER_SAMPLE
        if known > 0:
            if end <= segmenter.position:
                return NOTHING
            pcm = pcm[known * BYTES_PER_SAMPLE :]
        if self._paused:
            gap = (segmenter.position, offset) if known < 0 else None
            segmenter.gap(end)
            marked = segmenter.boundary.safe - self._stored.safe >= PAUSED_MARK
            return Taken(gap=gap, silence=self._silence() if marked else None)
        gap = None
        cuts: list[Utterance] = []
        if known < 0:
            gap = (segmenter.position, offset)
            cuts += segmenter.gap(offset)
        cuts += segmenter.feed(bytes(pcm))
        return Taken(tuple(cuts), gap, self._silence(cuts))

    def flush(self) -> Taken:
        """Cut the open segment now."""
        cuts = self._segmenter.flush()
        return Taken(tuple(cuts), silence=self._silence(cuts))

    def forget(self) -> Boundary:
        """Throw the open segment away, as if nothing had been said; returns the boundary that is to be stored."""
        self._segmenter.flush()
        self._stored = self._segmenter.boundary
        return self._stored

    def pause(self) -> Taken:
        """Cut the open segment; throw away what follows."""
        taken = self.flush()
        self._paused = True
        return taken

    def resume(self) -> Taken:
        """Hear again. What was thrown away stays so for a cold owner too: its end is a boundary."""
        self._paused = False
        return Taken(silence=self._silence())

    def _silence(self, cuts: list[Utterance] | None = None) -> Boundary | None:
        """The boundary, if it moved further than the cuts carry it."""
        boundary = self._segmenter.boundary
        if cuts:
            self._stored = cuts[-1].boundary
        if boundary == self._stored:
            return None
        self._stored = boundary
        return boundary
