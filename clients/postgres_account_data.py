"""Everything of one account on PostgreSQL: taken out, removed, and what must go by itself in time.

It signs nobody in and deletes no blob: it knows which are to be deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from clients.postgres import Database
from clients.postgres_direction import PostgresDirection, delete_utterances, lock, queue_blobs
from clients.postgres_quotas import one_at_a_time
from pipeline.errors import NotFoundError
from sql import query

PAGE = 500


@dataclass(frozen=True, slots=True)
class PostgresAccountData:
    """Implements ``server.ports.history.AccountData``; see there."""

    database: Database = field(repr=False)

    async def export(self, tenant: UUID) -> Mapping[str, Any]:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            settings = await connection.fetchval(query("account_settings"), tenant)
            found: dict[str, Any] = {"settings": settings or {}}
            for name in ("characters", "shares", "displays", "uploads"):
                found[name] = [row[0] for row in await connection.fetch(query(f"account_{name}"), tenant)]
        return found

    async def portraits(self, tenant: UUID) -> Sequence[tuple[UUID, str, str]]:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            rows = await connection.fetch(query("account_portraits"), tenant)
        return [(row["id"], row["name"], row["key"]) for row in rows]

    async def ledger(
        self, tenant: UUID, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Mapping[str, Any]]:
        """See ``AccountData``."""
        at, call_id = after or (None, None)
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return [dict(row) for row in await connection.fetch(query("account_ledger"), tenant, at, call_id, limit)]

    async def sessions(self, tenant: UUID) -> Sequence[UUID]:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return [row["id"] for row in await connection.fetch(query("account_sessions"), tenant)]

    async def privacy(self, tenant: UUID) -> tuple[bool, int | None]:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return _privacy(await connection.fetchrow(query("read_privacy"), tenant))

    async def set_privacy(
        self,
        tenant: UUID,
        keep_recordings: bool,
        retention_days: int | None,
        allowed: Callable[[bool, int | None], bool],
    ) -> tuple[bool, int | None] | None:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant) as connection:
            await one_at_a_time(connection, tenant)
            kept = _privacy(await connection.fetchrow(query("read_privacy"), tenant))
            if not allowed(*kept):
                return kept
            await connection.execute(query("write_privacy"), tenant, keep_recordings, retention_days)
        return None

    async def mark_deleted(self, tenant: UUID) -> None:
        """See ``AccountData``."""
        async with self.database.system_tx() as connection:
            await connection.execute(query("mark_account_deleted"), tenant)

    async def empty(self, tenant: UUID) -> None:
        """See ``AccountData``."""
        direction = PostgresDirection(self.database)
        for session_id in await self.sessions(tenant):
            try:
                await direction.delete_session(tenant, session_id)
            except NotFoundError:
                continue  # another process was faster
        async with self.database.tenant_tx(tenant) as connection:
            keys = [row["key"] for row in await connection.fetch(query("delete_account_rows"), tenant)]
            await queue_blobs(connection, tenant, keys)

    async def remove(self, tenant: UUID) -> bool:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            if await connection.fetchval(query("has_blobs_to_delete"), tenant):
                return False
        async with self.database.system_tx() as connection:
            await connection.execute(query("delete_account"), tenant)
        return True

    async def marked(self) -> Sequence[UUID]:
        """See ``AccountData``."""
        async with self.database.system_tx(readonly=True) as connection:
            return [row["id"] for row in await connection.fetch(query("accounts_to_delete"))]

    async def expire_transcripts(self, tenant: UUID, days: int) -> int:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            rows = await connection.fetch(query("expired_transcripts"), tenant, days, PAGE)
        for session_id, group in groupby(rows, lambda row: row["session_id"]):
            async with self.database.tenant_tx(tenant) as connection:
                await lock(connection, session_id)
                await delete_utterances(connection, session_id, [row["id"] for row in group], announced=False)
        return len(rows)

    async def with_retention(self, after: UUID, limit: int) -> Sequence[tuple[UUID, int]]:
        """See ``AccountData``."""
        async with self.database.system_tx(readonly=True) as connection:
            rows = await connection.fetch(query("users_with_retention"), after, limit)
        return [(row["user_id"], row["days"]) for row in rows]

    async def with_blobs(self) -> Sequence[UUID]:
        """See ``AccountData``."""
        async with self.database.system_tx(readonly=True) as connection:
            return [row["user_id"] for row in await connection.fetch(query("users_with_blobs_to_delete"))]

    async def blobs(self, tenant: UUID, limit: int) -> Sequence[tuple[int, str]]:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            rows = await connection.fetch(query("blobs_to_delete"), tenant, limit)
        return [(row["id"], row["key"]) for row in rows]

    async def blobs_done(self, tenant: UUID, entries: Sequence[int], *, deleted: bool) -> None:
        """See ``AccountData``."""
        async with self.database.tenant_tx(tenant) as connection:
            await connection.execute(query("blobs_deleted" if deleted else "blobs_not_deleted"), entries)


def _privacy(row: Any) -> tuple[bool, int | None]:
    return (row["keep_recordings"], row["transcript_retention_days"]) if row is not None else (False, None)
