"""What an account used and paid, as plain sums. It prices nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Used:
    """Sums over a day or a session. ``heard_s`` is speech, in seconds; ``engine_ms`` is what painting took.

    ``nano_usd``: what vendors took, in nano-dollars; calls of which nobody knows count at what was reserved for them.
    """

    heard_s: float
    utterances: int
    scenes: int
    pictures: int
    engine_ms: int
    nano_usd: int


@dataclass(frozen=True, slots=True)
class DayUsed:
    """A day of UTC."""

    day: date
    used: Used


@dataclass(frozen=True, slots=True)
class SessionUsed:
    """A session, within the time that was asked for."""

    session_id: UUID
    name: str | None = field(repr=False)
    start_time: datetime
    used: Used
