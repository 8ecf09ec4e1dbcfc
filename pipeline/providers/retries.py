"""When a failed call is made again, and when it is not. Pure: the dice and the time left are given to it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import EngineError

AGAIN = frozenset({"timeout", "unavailable", "rate_limited", "engine_failed"})
"""Errors after which the same provider may answer the same request."""


@dataclass(frozen=True, slots=True)
class Retries:
    """Exponential with full jitter, as https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/."""

    attempts: int = 4
    """Most calls to one provider for one request."""
    first_s: float = 0.4
    """Longest pause before the second call; it doubles with each further one."""
    longest_s: float = 8.0
    """Longest pause of ours. What a vendor asks for is obeyed, or the vendor is not asked again."""

    def pause(self, error: EngineError, made: int, *, left_s: float, alone: bool, dice: float) -> float | None:
        """Seconds before the next call to this provider after ``made`` calls, or None: ask the next one, or give up.

        ``left_s``: for how long this provider may be tried yet. ``alone``: there is no other. ``dice``: uniform in
        [0, 1).
        """
        if error.code not in AGAIN or made >= self.attempts:
            return None
        if error.code == "timeout" and not alone:
            # Another one may answer in the time that this one would take to be silent again.
            return None
        pause = dice * min(self.longest_s, self.first_s * 2 ** (made - 1))
        if error.retry_after_s is not None:
            # The dice keep those apart who were all told the same second; and "at once" is no pause.
            pause = max(pause, error.retry_after_s + dice * min(1.0, error.retry_after_s))
        return pause if pause < left_s else None
