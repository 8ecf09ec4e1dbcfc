"""How long a provider is waited for: by how long it has been taking. Pure: it is told the times and reads no clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import inf

REMEMBERED = 20
"""Answers of which the slowest counts."""

KNOWN = 5
"""With fewer it is not known how long this provider takes."""

UNUSUAL = 2.0
"""Who takes that many times as long as the slowest answer is silent rather than slow.

Of answers that scatter as vendors' do, the slowest of a hundred three times as slow as the middle one, it gives up one
in some hundreds.
"""

_MOST_DOUBLINGS = 10


@dataclass(slots=True)
class Patience:
    """``least_s``: a provider is waited for as long in any case.

    A provider that has become slower is not given up for ever: each time it was waited for in vain, the next wait is
    twice as long, until it answers.
    """

    least_s: float = 8.0
    _took: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _missed: int = 0

    def seconds(self, most_s: float) -> float:
        """How long to wait for the next answer, ``most_s`` at most; without a bound there is none here either."""
        if most_s == inf or len(self._took) < KNOWN:
            return most_s
        return min(most_s, max(self.least_s, UNUSUAL * max(self._took)) * 2**self._missed)

    def answered(self, seconds: float) -> None:
        """It took ``seconds``."""
        self._took.append(seconds)
        self._missed = 0

    def missed(self) -> None:
        """It was waited for in vain."""
        self._missed = min(self._missed + 1, _MOST_DOUBLINGS)
