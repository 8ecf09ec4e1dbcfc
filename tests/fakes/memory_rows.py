"""The rows of the in-memory database, and what can go wrong on the way to them. They decide nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from pipeline.errors import JournalUnavailableError
from pipeline.events import Event
from pipeline.model import Asked, Boundary, Character, Environment, Image, Mode, Quality, SceneDecision, UtteranceKind
from pipeline.states import JOB, SCENE, JobStatus, Lease, SceneStatus

if TYPE_CHECKING:
    from fakes.memory_journal import MemoryJournal


@dataclass(slots=True)
class StreamRow:
    session_id: UUID
    mode: Mode
    base: int
    boundary: Boundary = field(default_factory=Boundary)
    cuts: int = 0
    ended: bool = False


@dataclass(slots=True)
class JobRow:
    session_id: UUID
    stream_id: UUID
    cut: int
    from_sample: int
    to_sample: int
    status: JobStatus = JOB.initial
    audio: bytes | None = None
    text: str | None = None
    kind: UtteranceKind | None = None
    scene: int | None = None
    starts: int = 1
    failures: int = 0
    last_error: str | None = None


@dataclass(slots=True)
class SceneRow:
    mode: Mode
    utterances: tuple[int, ...]
    status: SceneStatus = SCENE.initial
    decision: SceneDecision | None = None
    image_id: str | None = None
    painted_sample: int | None = None
    starts: int = 1
    asked: Asked | None = None
    place: str = ""
    recalled: int | None = None
    recall_id: str = ""
    history: list[SceneStatus] = field(default_factory=lambda: [SCENE.initial])
    """Every status it had, in order."""


@dataclass(frozen=True, slots=True)
class PictureRow:
    scene: int
    key: str
    image: Image
    quality: Quality
    engine: str
    duration_ms: int


@dataclass(slots=True)
class SessionRow:
    user_id: UUID
    lease: Lease = field(default_factory=Lease)
    head: int = 0
    paused: bool = False
    events: list[tuple[int, Event]] = field(default_factory=list)
    """(seq, event), as recorded."""
    scenes: dict[int, SceneRow] = field(default_factory=dict)
    pictures: dict[str, PictureRow] = field(default_factory=dict)
    place: str = ""
    place_version: int | None = None


@dataclass(slots=True)
class AccountRow:
    environment: Environment = field(default_factory=Environment)
    style: str = ""
    characters: tuple[Character, ...] = ()
    current_session: UUID | None = None


Hook = Callable[[str, "MemoryJournal"], Awaitable[None]]


@dataclass(slots=True)
class Faults:
    """What goes wrong at the journal's calls."""

    unavailable: int = 0
    """So many calls to come find the database away."""
    away: bool = False
    """The database is away until this is False again."""
    lost_answers: Counter[str] = field(default_factory=Counter)
    """Method → so many of its next commits are done, and their answers lost."""
    delay_s: float = 0.0
    """Time that each call takes, half of it before and half of it after the commit."""
    hook: Hook | None = None
    """Awaited at each named point: ``commit_heard.before`` and ``commit_heard.after`` its commit."""

    async def before(self, method: str, journal: MemoryJournal) -> None:
        await asyncio.sleep(self.delay_s / 2)
        if self.hook is not None:
            await self.hook(f"{method}.before", journal)
        if self.unavailable > 0:
            self.unavailable -= 1
            raise JournalUnavailableError("The database is away.")
        if self.away:
            raise JournalUnavailableError("The database is away.")

    async def after(self, method: str, journal: MemoryJournal) -> None:
        if self.hook is not None:
            await self.hook(f"{method}.after", journal)
        await asyncio.sleep(self.delay_s / 2)
        if self.lost_answers[method] > 0:
            self.lost_answers[method] -= 1
            raise JournalUnavailableError("The database went away before it answered.")
