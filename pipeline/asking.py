"""For whom a stage is asking: engines that serve many sessions with few hands take turns by it.

It must not decide anything. It is a context variable and no parameter, since only such engines look at it.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from pipeline.model import Mode


@dataclass(frozen=True, slots=True)
class Asking:
    """The session that waits for an answer (None: nobody's), and whether people wait at the table."""

    session: UUID | None = None
    mode: Mode = "live"


_asking: ContextVar[Asking] = ContextVar("asking", default=Asking())  # noqa: B039  # it is frozen


def asking() -> Asking:
    """For whom the current task asks."""
    return _asking.get()


def ask_for(session: UUID, mode: Mode) -> None:
    """From here on the current task asks for ``session``."""
    _asking.set(Asking(session, mode))
