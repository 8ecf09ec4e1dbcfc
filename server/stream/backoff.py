"""When to connect again, and when to give up; pure, time and chance passed in."""

from __future__ import annotations

from typing import Final

FIRST_S: Final = 0.25
MOST_S: Final = 5.0


class Backoff:
    """Growing, jittered pauses between tries, for at most ``patience_s`` seconds without progress."""

    def __init__(self, patience_s: float) -> None:
        self.patience_s = patience_s
        self._tries = 0
        self._since: float | None = None

    def progress(self) -> None:
        """Something got further: the next break starts anew."""
        self._tries = 0
        self._since = None

    def failed(self, now: float, chance: float, at_least_s: float = 0.0) -> float | None:
        """A try failed or a connection broke at ``now``: seconds to wait, or None to give up.

        ``chance`` is uniform in [0, 1); ``at_least_s`` is what the server asked for.
        """
        if self._since is None:
            self._since = now
        left = self._since + self.patience_s - now
        if left <= 0:
            return None
        pause = min(MOST_S, FIRST_S * 2**self._tries) * (0.5 + chance / 2)
        self._tries += 1
        return max(min(pause, left), at_least_s)
