"""Pacing and caps: whether a composed scene may be painted now, later or not at all.

Pure: it counts audio time, in samples of the session's audio clock, and never reads a clock of its own.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import SAMPLE_RATE, Mode


@dataclass(frozen=True, slots=True)
class Pacing:
    """How often a session may paint, in audio time."""

    interval_s: float = 12.0
    """Least time between two painted scenes."""
    per_hour: int = 120
    """Most painted scenes in any hour."""
    per_session: int = 600
    """Most painted scenes in a session."""


@dataclass(frozen=True, slots=True)
class Paint:
    """The scene may be painted now."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The scene may be painted once the audio clock reaches ``until``, unless a newer one takes its place."""

    until: int


@dataclass(frozen=True, slots=True)
class Skip:
    """The scene will not be painted; ``reason`` is a sentence for the game master."""

    reason: str


Verdict = Paint | Hold | Skip


class Gate:
    """Remembers when scenes were painted and judges the next one."""

    def __init__(self, pacing: Pacing, painted: Iterable[int] = ()) -> None:
        self._pacing = pacing
        self._painted = sorted(painted)
        self._interval = round(pacing.interval_s * SAMPLE_RATE)

    def judge(self, sample: int, mode: Mode) -> Verdict:
        """May a scene be painted at ``sample``? From a file nothing is held: it paces itself, so it is skipped."""
        if len(self._painted) >= self._pacing.per_session:
            return Skip(f"This session has had its {self._pacing.per_session} pictures.")
        hour_ago = sample - 3600 * SAMPLE_RATE
        if len(self._painted) - bisect_left(self._painted, hour_ago + 1) >= self._pacing.per_hour:
            return Skip(f"The last hour has had its {self._pacing.per_hour} pictures.")
        if not self._painted:
            return Paint()
        until = self._painted[-1] + self._interval
        if sample >= until:
            return Paint()
        if mode == "live":
            return Hold(until)
        return Skip(f"Too soon: a picture at most every {self._pacing.interval_s:g} seconds.")

    def paint(self, sample: int) -> None:
        """Count a scene that is being painted."""
        insort(self._painted, sample)
