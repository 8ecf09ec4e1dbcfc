"""Cuts a stream of audio into utterances by what a detector hears, frame by frame, on the sample clock.

It must not do I/O, read a clock, or keep anything that a cold owner could not rebuild from a ``Boundary``.

How a cold owner comes to hear alike: the detector is only ever reset at a ``Boundary``. There everything else is
forgotten too, and the frame grid begins anew at ``hear_from``; so what follows depends on nothing but the boundary,
the number of utterances cut so far and the audio from ``safe`` on. After a forced cut, and at a silence mark, the
boundary lies *behind* the newest audio; the frames since then are heard again by the fresh detector, since that is
what a cold owner would do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.errors import AudioError, ConfigurationError
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE, Boundary, Lull, Utterance
from pipeline.ports import Detector

_SAMPLES_PER_MS = SAMPLE_RATE // 1000
_BEGINNING = Boundary()


@dataclass(frozen=True, slots=True)
class SegmenterSettings:
    """How speech is cut. All lengths in milliseconds; raises ``ConfigurationError`` for values that do not fit."""

    frame_ms: Literal[20, 30] = 30
    """Length of a frame given to the detector."""

    onset_window_ms: int = 300
    """The newest audio over which the onset is voted on, in whole frames (rounded down)."""

    onset_ratio: float = 0.6
    """The part of the window's frames that must be speech for a segment to open."""

    pre_roll_ms: int = 300
    """Audio kept from before the onset, which is the first speech frame of the window."""

    hangover_ms: int = 700
    """Silence that closes a segment (rounded up to whole frames). A shorter one is part of the utterance."""

    tail_ms: int = 200
    """Silence kept behind the last speech of a closed segment."""

    lull_ms: int = 300
    """Silence after which the end of a segment is likely, never less than ``tail_ms`` (rounded up to whole frames);
    see ``Segmenter.lull``."""

    min_speech_ms: int = 250
    """A segment with less speech than this is judged silence."""

    max_utterance_ms: int = 25_000
    """No utterance is longer: a segment that would be is cut in its longest recent silence."""

    cut_search_ms: int = 10_000
    """How far back from the newest frame that silence is looked for, at most half of ``max_utterance_ms``: what
    lies behind the cut is heard a second time."""

    silence_mark_ms: int = 5_000
    """Silence after which the boundary moves up, so that nobody has to keep silence."""

    def __post_init__(self) -> None:
        window = self.onset_window_ms // self.frame_ms * self.frame_ms
        for holds, message in (
            (self.frame_ms in (20, 30), "frame_ms must be 20 or 30"),
            (window > 0, "onset_window_ms must hold at least one frame"),
            (0 < self.onset_ratio <= 1, "onset_ratio must be above 0 and at most 1"),
            (self.pre_roll_ms >= 0, "pre_roll_ms must not be negative"),
            (self.hangover_ms >= window, "hangover_ms must not be shorter than onset_window_ms"),
            (0 <= self.tail_ms <= self.hangover_ms, "tail_ms must be between 0 and hangover_ms"),
            (self.lull_ms > 0, "lull_ms must be positive"),
            (self.min_speech_ms >= 0, "min_speech_ms must not be negative"),
            (self.cut_search_ms >= self.frame_ms, "cut_search_ms must hold at least one frame"),
            (
                self.max_utterance_ms >= 2 * (self.pre_roll_ms + window + self.frame_ms),
                "max_utterance_ms must be at least twice the pre-roll, the onset window and a frame",
            ),
            (
                self.silence_mark_ms >= 2 * window + self.frame_ms,
                "silence_mark_ms must exceed two onset windows",
            ),
        ):
            if not holds:
                raise ConfigurationError(f"Segmenter settings: {message}.")


class Segmenter:
    """One stream's audio in, its utterances out. The same audio gives the same utterances however it is chunked.

    Every sample fed is in exactly one utterance or was judged silence. ``n`` is the number of utterances cut before
    ``boundary``; both come from the journal when a stream goes on. ``detector`` is owned by this segmenter alone.
    """

    __slots__ = (
        "_audio",
        "_audio_start",
        "_boundary",
        "_cursor",
        "_detector",
        "_flags",
        "_frame",
        "_hangover",
        "_is_speech",
        "_lull",
        "_lull_after",
        "_mark",
        "_max",
        "_min_speech",
        "_n",
        "_onset",
        "_onset_votes",
        "_position",
        "_pre_roll",
        "_quiet",
        "_search",
        "_speaking",
        "_start",
        "_tail",
        "_window",
        "_window_mask",
        "_window_votes",
    )

    def __init__(
        self, detector: Detector, settings: SegmenterSettings, *, boundary: Boundary = _BEGINNING, n: int = 0
    ) -> None:
        frame = settings.frame_ms * _SAMPLES_PER_MS
        window_frames = settings.onset_window_ms // settings.frame_ms
        # Lengths, all in samples unless the name says otherwise.
        self._frame = frame
        self._window = window_frames * frame
        self._window_mask = (1 << window_frames) - 1
        self._onset_votes = max(1, math.ceil(settings.onset_ratio * window_frames - 1e-9))
        self._pre_roll = settings.pre_roll_ms * _SAMPLES_PER_MS
        self._hangover = settings.hangover_ms * _SAMPLES_PER_MS
        self._tail = settings.tail_ms * _SAMPLES_PER_MS
        self._lull_after = max(settings.lull_ms * _SAMPLES_PER_MS, self._tail)
        self._min_speech = settings.min_speech_ms * _SAMPLES_PER_MS
        self._max = settings.max_utterance_ms * _SAMPLES_PER_MS
        self._search = min(settings.cut_search_ms * _SAMPLES_PER_MS, self._max // 2)
        self._mark = settings.silence_mark_ms * _SAMPLES_PER_MS

        self._detector = detector
        self._is_speech = detector.is_speech
        self._n = n
        self._audio = bytearray()
        self._audio_start = boundary.safe
        self._position = boundary.safe
        self._reset(boundary)

    @property
    def position(self) -> int:
        """The next sample expected."""
        return self._position

    @property
    def boundary(self) -> Boundary:
        """The newest place from which a cold segmenter would hear alike. Neither of its fields ever decreases."""
        return self._boundary

    @property
    def speaking(self) -> bool:
        """Whether a segment is open."""
        return self._speaking

    @property
    def lull(self) -> Lull | None:
        """The silence that the open segment is in, the same value while it lasts; None while somebody speaks."""
        return self._lull

    @property
    def n(self) -> int:
        """The number of the next utterance."""
        return self._n

    def feed(self, pcm: bytes) -> list[Utterance]:
        """Hear the audio that begins at ``position``, of any length; returns the utterances that ended in it.

        Raises ``AudioError``, and takes nothing, when ``pcm`` ends in half a sample.
        """
        if len(pcm) % BYTES_PER_SAMPLE:
            raise AudioError("Audio must be whole 16-bit samples; this chunk ends in half of one.")
        self._audio += pcm
        self._position += len(pcm) // BYTES_PER_SAMPLE
        cuts: list[Utterance] = []
        frame = self._frame
        while (end := self._cursor + frame) <= self._position:
            at = (self._cursor - self._audio_start) * BYTES_PER_SAMPLE
            speech = self._is_speech(bytes(self._audio[at : at + frame * BYTES_PER_SAMPLE]))
            self._cursor = end
            if not self._speaking:
                self._listen(speech)
            elif (cut := self._follow(speech)) is not None:
                cuts.append(cut)
        # Audio that nothing can ask for any more goes; taking it off the front of a bytearray copies nothing.
        keep = self._start if self._speaking else self._pre_roll_before(self._cursor - self._window)
        if keep > self._audio_start:
            del self._audio[: (keep - self._audio_start) * BYTES_PER_SAMPLE]
            self._audio_start = min(keep, self._position)
        return cuts

    def flush(self) -> list[Utterance]:
        """End the segment at ``position``: what is open is cut if it holds enough speech, the rest is silence."""
        end = self._position
        # A cold owner may be flushed before it began to hear; what its predecessor has heard stays heard.
        boundary = Boundary(end, max(end, self._boundary.hear_from))
        speech_end = self._cursor - self._quiet
        cut = self._close(min(speech_end + self._tail, end), boundary) if self._speaking else None
        self._reset(boundary)
        self._audio.clear()
        self._audio_start = end
        return [] if cut is None else [cut]

    def gap(self, to_sample: int) -> list[Utterance]:
        """Go on at ``to_sample``: the audio up to there will never come, and no utterance reaches across.

        Raises ``ValueError`` for a jump backwards; a jump of nothing is no gap.
        """
        if to_sample < self._position:
            raise ValueError("a gap leads forward")
        if to_sample == self._position:
            return []
        cuts = self.flush()
        self._position = self._audio_start = to_sample
        self._reset(Boundary(to_sample, max(to_sample, self._boundary.hear_from)))
        return cuts

    # -- one frame, just heard: it ends at the cursor -------------------------------------------------------------

    def _listen(self, speech: bool) -> None:
        """Vote on the onset; at a silence mark, move the boundary up."""
        votes = self._window_votes = (self._window_votes << 1 | speech) & self._window_mask
        if speech and votes.bit_count() >= self._onset_votes:
            self._speaking = True
            since_onset = votes.bit_length()
            self._onset = self._cursor - since_onset * self._frame
            self._start = self._pre_roll_before(self._onset)
            self._flags = bytearray(votes >> i & 1 for i in reversed(range(since_onset)))
            self._quiet = 0
        elif self._cursor - self._boundary.hear_from >= self._mark:
            # The window may hold the first frames of an onset, so it is heard again.
            hear_from = self._cursor - self._window
            self._reset(Boundary(self._pre_roll_before(hear_from), hear_from))

    def _follow(self, speech: bool) -> Utterance | None:
        """Follow the open segment to its end."""
        self._flags.append(speech)
        if speech:
            self._quiet = 0
            self._lull = None
        else:
            self._quiet += self._frame
            end = self._cursor - self._quiet + self._tail
            if self._quiet >= self._hangover:
                boundary = Boundary(max(end, self._pre_roll_before(self._cursor)), self._cursor)
                cut = self._close(end, boundary)
                self._reset(boundary)
                return cut
            if self._lull is None and self._quiet >= self._lull_after and self._enough(end):
                self._lull = Lull(self._start, self._between(self._start, end))
        if self._cursor + self._frame - self._start > self._max:
            end = self._forced_end()
            boundary = Boundary(end, end)
            cut = self._close(end, boundary)
            self._reset(boundary)
            return cut
        return None

    # -- ends -----------------------------------------------------------------------------------------------------

    def _close(self, end: int, boundary: Boundary) -> Utterance | None:
        """The open segment up to ``end`` as an utterance, unless it holds too little speech."""
        if not self._enough(end):
            return None
        utterance = Utterance(self._n, self._start, self._between(self._start, end), boundary)
        self._n += 1
        return utterance

    def _enough(self, end: int) -> bool:
        """Whether the open segment up to ``end`` holds enough speech to be kept."""
        frames = -(-(end - self._onset) // self._frame)
        return self._flags.count(1, 0, frames) * self._frame >= self._min_speech

    def _between(self, start: int, end: int) -> bytes:
        with memoryview(self._audio) as audio, audio[self._byte(start) : self._byte(end)] as pcm:
            return bytes(pcm)

    def _forced_end(self) -> int:
        """The middle of the longest recent silence, or of the quietest recent frame where there is none.

        What is said behind it must be enough for an utterance of its own, or the last word would be lost.
        """
        flags, frame = self._flags, self._frame
        enough = self._min_speech // frame + 2  # cutting within a frame may cost one
        first = max(0, len(flags) - self._search // frame)
        longest = middle = run = 0
        for i in range(first, len(flags)):
            run = 0 if flags[i] else run + 1
            # Of two that are equally long the later one: less is heard again.
            if run and run >= longest and (not (behind := flags.count(1, i + 1)) or behind >= enough):
                longest, middle = run, (2 * (i + 1) - run) * frame // 2
        if not longest:
            last = len(flags)
            while last > first + 1 and flags.count(1, last) < enough:
                last -= 1
            begin = self._onset + first * frame
            recent = np.frombuffer(self._audio, dtype="<i2", count=(last - first) * frame, offset=self._byte(begin))
            squares = np.square(recent.reshape(-1, frame).astype(np.float32))
            del recent  # it holds the buffer, which could not be resized then
            middle = (first + int(squares.sum(axis=1).argmin())) * frame + frame // 2
        return self._onset + middle

    def _reset(self, boundary: Boundary) -> None:
        """Forget everything but the audio and begin to hear at ``boundary``, as a cold owner does."""
        self._detector.reset()
        self._boundary = boundary
        self._cursor = boundary.hear_from
        self._window_votes = 0
        self._speaking = False
        self._onset = self._start = boundary.hear_from
        self._flags = bytearray()
        self._quiet = 0
        self._lull: Lull | None = None

    def _pre_roll_before(self, sample: int) -> int:
        return max(sample - self._pre_roll, self._boundary.safe)

    def _byte(self, sample: int) -> int:
        return (sample - self._audio_start) * BYTES_PER_SAMPLE
