"""Displays at the table as the database gives them: plain values, without any token."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DisplayRecord:
    """A display as its account sees it. ``session_id`` None: it shows the account's current session."""

    display_id: UUID
    label: str = field(repr=False)
    blackout: bool
    freeze: bool
    caption: bool
    session_id: UUID | None
    created_at: datetime
    last_seen_at: datetime | None
    lapses_in_s: float | None
    """In how many seconds it counts as gone, unless it says before that it is there. None: it left."""

    @property
    def connected(self) -> bool:
        """Whether it is there."""
        return self.lapses_in_s is not None and self.lapses_in_s > 0


@dataclass(frozen=True, slots=True)
class DisplayChange:
    """What to change of a display; None leaves it as it is."""

    label: str | None = field(default=None, repr=False)
    blackout: bool | None = None
    freeze: bool | None = None
    caption: bool | None = None
    session: UUID | None = None
    """Which session it shall show, where ``moves``; None: the account's current one."""
    moves: bool = False
