"""A circuit breaker: stops asking a provider that does not answer. Pure: it is told the time and reads no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import EngineError

State = Literal["closed", "open"]

STRIKES = {"timeout": 2, "unavailable": 1, "rate_limited": 1, "engine_failed": 1}
"""What an error weighs. A timeout has cost its whole deadline already, so two and a half of them are enough."""

ANSWERED = frozenset({"refused", "malformed", "bad_request"})
"""Errors that are an answer: whatever is wrong, it is not that the provider is away."""

SHUT = frozenset({"bad_key", "no_credit"})
"""Errors that no repetition mends: the provider is left alone at once, and longer."""


@dataclass(frozen=True, slots=True)
class BreakerSettings:
    """``strikes``: how many in a row, weighed, open the breaker. Times in seconds."""

    strikes: int = 5
    pause_s: float = 5.0
    """How long it stays open before the provider is probed; doubled with each probe that fails."""
    longest_pause_s: float = 60.0
    shut_pause_s: float = 60.0
    """The same after an error that no repetition mends."""
    longest_asked_s: float = 600.0
    """Most of what a provider may ask for: a probe is cheap, and nobody is left for a day by one header."""


@dataclass(slots=True)
class Breaker:
    """Closed while the provider answers; open until a probe succeeded. Answers of any kind close it.

    How long it was open is forgotten with the first call that is answered, not with the probe.
    """

    settings: BreakerSettings = field(default_factory=BreakerSettings)
    state: State = "closed"
    probe_at: float = 0.0
    """While open: when the provider may be probed."""
    _strikes: int = 0
    _pause_s: float = 0.0

    def succeeded(self) -> None:
        """The provider answered: also with a refusal, or with something malformed."""
        self.state, self._strikes, self._pause_s = "closed", 0, 0.0

    def probed(self) -> None:
        """A probe was answered: it is asked again. Where that fails, too, it is left for longer than before.

        A vendor's list of models may be there while what was asked for is not: one more silence is enough.
        """
        if self.state == "open":
            self.state, self._strikes = "closed", self.settings.strikes - STRIKES["timeout"]

    def silent(self, now: float) -> None:
        """Neither a call nor a probe beside it is answered at ``now``: nobody is there, whatever came before."""
        if self.state == "closed":
            self._open(now, max(self.settings.pause_s, min(self._pause_s * 2, self.settings.longest_pause_s)))

    def failed(self, error: EngineError, now: float) -> None:
        """A call or a probe ended with ``error`` at ``now`` (seconds, monotonic)."""
        if error.code in SHUT:
            self._open(now, self.settings.shut_pause_s)
        elif error.code in ANSWERED:
            if self.state == "open":
                self.probed()
            else:
                self.succeeded()
        elif error.code not in STRIKES:
            return  # the provider was not even asked
        elif self.state == "open":
            if now >= self.probe_at:
                self._open(now, min(self._pause_s * 2, self.settings.longest_pause_s))
        else:
            self._strikes += STRIKES[error.code]
            if self._strikes >= self.settings.strikes:
                asked = min(error.retry_after_s or 0.0, self.settings.longest_asked_s)
                again = min(self._pause_s * 2, self.settings.longest_pause_s)
                self._open(now, max(self.settings.pause_s, asked, again))

    def _open(self, now: float, pause_s: float) -> None:
        self.state, self._strikes, self._pause_s = "open", 0, pause_s
        self.probe_at = now + pause_s
