"""Pacing and caps: whether a composed scene may be painted now, later or not at all.

Pure: it counts audio time, in samples of the session's audio clock, and never reads a clock of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import SAMPLE_RATE, Mode, SkipCode


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

    code: SkipCode
    reason: str


Verdict = Paint | Hold | Skip

SHOWN_ALREADY = Skip("shown_already", "That is what the picture on the screen shows.")

_SAME = 0.9
"""Two prompts that share so much of their words show the same."""

_LEAST_LETTERS = 4
"""Shorter words are mostly grammar: what differs only in them looks the same. Numbers count however short."""


def shows_already(prompt: str, shown: str) -> bool:
    """Whether a picture of ``prompt`` would be the one of ``shown`` again."""
    wanted, there = _words(prompt), _words(shown)
    if not wanted:
        return prompt.split() == shown.split()
    return len(wanted & there) >= _SAME * len(wanted | there)


def _words(prompt: str) -> frozenset[str]:
    words = re.findall(r"[^\W_]+", prompt.casefold())
    return frozenset(word for word in words if len(word) >= _LEAST_LETTERS or word.isdecimal())


class Gate:
    """Remembers when scenes were painted and judges the next one.

    Live and file keep their clocks apart: a file beside a microphone lies behind it on the session's audio clock, and
    neither may use up the other's time. The cap on the whole session counts both.
    """

    def __init__(self, pacing: Pacing, live: Iterable[int] = (), file: Iterable[int] = ()) -> None:
        self._pacing = pacing
        self._painted: dict[Mode, list[int]] = {"live": sorted(live), "file": sorted(file)}
        self._interval = round(pacing.interval_s * SAMPLE_RATE)

    def judge(self, sample: int, mode: Mode) -> Verdict:
        """May a scene be painted at ``sample``? From a file nothing is held: it paces itself, so it is skipped."""
        painted = self._painted[mode]
        if sum(map(len, self._painted.values())) >= self._pacing.per_session:
            return Skip("session_cap", f"This session has had its {self._pacing.per_session} pictures.")
        hour_ago = sample - 3600 * SAMPLE_RATE
        if len(painted) - bisect_left(painted, hour_ago + 1) >= self._pacing.per_hour:
            return Skip("hour_cap", f"The last hour has had its {self._pacing.per_hour} pictures.")
        if not painted:
            return Paint()
        until = painted[-1] + self._interval
        if sample >= until:
            return Paint()
        if mode == "live":
            return Hold(until)
        return Skip("too_soon", f"Too soon: a picture at most every {self._pacing.interval_s:g} seconds.")

    def paint(self, sample: int, mode: Mode) -> None:
        """Count a scene that is being painted."""
        insort(self._painted[mode], sample)
