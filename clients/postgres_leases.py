"""Who owns a session: claiming, keeping and giving back leases. It writes no result and starts no work.

A process is known by its *holder* key, an advisory lock on its LISTEN connection; see ``clients/postgres_listener.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from clients.postgres import Connection, Database
from pipeline.records import Ask
from sql import query


@dataclass(frozen=True, slots=True)
class PostgresLeases:
    """The leases as one process sees them. All methods raise ``JournalUnavailableError``."""

    database: Database = field(repr=False)
    lease_s: float

    async def claim(self, session_id: UUID, tenant: UUID, holder: int, *, force: bool = False) -> int | None:
        """The new epoch, or None where another live process owns the session. ``force`` takes it from that one too."""
        async with self.database.system_tx() as connection:
            await connection.execute(query("create_lease"), session_id, tenant)
            row = await connection.fetchrow(query("lock_lease"), session_id)
            assert row is not None
            alive = row["holder"] not in (None, holder) and row["fresh"]
            if alive and not force and not await self._is_dead(connection, row["holder"]):
                return None
            return await connection.fetchval(query("take_lease"), session_id, holder, self.lease_s)

    async def ask(self, ask: Ask) -> None:
        """Tell the session's owner that another process wants it."""
        async with self.database.system_tx() as connection:
            await connection.execute(query("ask_for_lease"), ask.session_id, ask.as_json())

    async def renew(self, holder: int) -> dict[UUID, int]:
        """Heartbeat: extends all leases of ``holder``; returns the epoch of each session it still owns."""
        async with self.database.system_tx() as connection:
            rows = await connection.fetch(query("renew_leases"), holder, self.lease_s)
        return {row["session_id"]: row["epoch"] for row in rows}

    async def move(self, old: int, new: int) -> dict[UUID, int]:
        """The process is known as ``new`` now; the epoch of each session that ``old`` still owned."""
        async with self.database.system_tx() as connection:
            rows = await connection.fetch(query("move_leases"), old, new, self.lease_s)
        return {row["session_id"]: row["epoch"] for row in rows}

    async def release(self, session_id: UUID, epoch: int, holder: int) -> None:
        """Give a session back. Nothing happens where it was taken meanwhile."""
        async with self.database.system_tx() as connection:
            await connection.execute(query("release_lease"), session_id, epoch, holder)

    async def unowned_work(self, holder: int) -> Sequence[tuple[UUID, UUID]]:
        """Sessions (with their tenants) that have something unfinished and are not ``holder``'s."""
        async with self.database.system_tx() as connection:
            rows = await connection.fetch(query("unowned_work"), holder)
        return [(row["session_id"], row["user_id"]) for row in rows]

    async def _is_dead(self, connection: Connection, holder: int) -> bool:
        return bool(await connection.fetchval(query("holder_is_dead"), holder))
