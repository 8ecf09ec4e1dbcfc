"""How many messages a socket may send in a second. It closes nothing."""

from __future__ import annotations

from collections.abc import Callable


class Budget:
    """``rate`` a second, and as many at once after a second of quiet. ``now``: seconds of a monotonic clock."""

    def __init__(self, rate: int, now: Callable[[], float]) -> None:
        self._rate = rate
        self._now = now
        self._left = float(rate)
        self._at = now()

    def spend(self) -> bool:
        """Whether one more may be taken; it counts where not, too."""
        now = self._now()
        self._left = min(self._rate, self._left + (now - self._at) * self._rate) - 1
        self._at = now
        return self._left >= 0
