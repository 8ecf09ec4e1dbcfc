"""What the server needs beside the pipeline's ports: reading sessions, leases, accounts, notifications.

Implemented in ``clients/`` and wired in ``server/app.py``. Every method may raise ``JournalUnavailableError``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from pipeline.ports import SessionJournal
from pipeline.records import Ask, EventRecord, SessionRecord, SnapshotRecord, StoredPicture
from server.ports.accounts import Accounts as Accounts


class Sessions(Protocol):
    """One tenant's sessions, read as that tenant."""

    async def open(self, tenant: UUID, session_id: UUID | None) -> SessionRecord:
        """The session; None: the newest unended, else a new one. Raises ``NotFoundError``, ``SessionEndedError``."""
        ...

    async def read(self, tenant: UUID, session_id: UUID) -> SessionRecord:
        """The session. Raises ``NotFoundError``."""
        ...

    async def capture(self, tenant: UUID, session_id: UUID) -> None:
        """Make the session its account's current one and tell those who follow the account."""
        ...

    async def current(self, tenant: UUID) -> UUID | None:
        """The account's current session."""
        ...

    async def events(self, tenant: UUID, session_id: UUID, after: int, limit: int) -> Sequence[EventRecord]:
        """The events behind ``after``, oldest first, at most ``limit``."""
        ...

    async def snapshot(self, tenant: UUID, session_id: UUID) -> SnapshotRecord:
        """The session at one moment. Raises ``NotFoundError``."""
        ...


class Leases(Protocol):
    """Who owns a session. ``holder`` names a process."""

    async def claim(self, session_id: UUID, tenant: UUID, holder: int, *, force: bool = False) -> int | None:
        """The new epoch, or None where another live process owns the session; ``force`` takes it from that one too."""
        ...

    async def ask(self, ask: Ask) -> None:
        """Tell the session's owner that another process wants it."""
        ...

    async def renew(self, holder: int) -> Mapping[UUID, int]:
        """Heartbeat; the epoch of each session that ``holder`` still owns."""
        ...

    async def move(self, old: int, new: int) -> Mapping[UUID, int]:
        """This process is known as ``new`` now; the epoch of each session that ``old`` still owned."""
        ...

    async def release(self, session_id: UUID, epoch: int, holder: int) -> None:
        """Give a session back."""
        ...

    async def unowned_work(self, holder: int) -> Sequence[tuple[UUID, UUID]]:
        """Sessions (with their tenants) that have something unfinished and are not ``holder``'s."""
        ...


class Pictures(Protocol):
    """Pictures by their id, which is the right to see them."""

    async def find(self, image_id: str) -> StoredPicture | None:
        """Where the picture is, or None."""
        ...


class Listener(Protocol):
    """The process's one connection for notifications; its life is the process's life to the others."""

    async def run(self) -> None:
        """Listen until cancelled."""
        ...

    async def connected(self) -> int:
        """Wait until it listens; the process's holder key."""
        ...

    @property
    def holder(self) -> int:
        """The holder key of the present connection; 0 before the first."""
        ...


JournalOf = Callable[[UUID, UUID, int], SessionJournal]
"""(session, tenant, epoch) → its journal."""
