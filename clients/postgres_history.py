"""A person's sessions on PostgreSQL as they were: lists, events, scenes, search and what an export tells.

It deletes nothing and directs nothing: see ``clients/postgres_direction.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from clients.postgres import Connection, Database
from pipeline.errors import AdventureError, NotFoundError
from sql import query

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PostgresHistory:
    """Implements ``server.ports.history.History``; see there."""

    database: Database = field(repr=False)

    async def sessions(self, tenant: UUID, before: UUID | None, limit: int) -> Sequence[Row]:
        """See ``History``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return _rows(await connection.fetch(query("list_sessions"), tenant, before, limit, None))

    async def session(self, tenant: UUID, session_id: UUID) -> Row:
        """See ``History``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return dict(_found(await connection.fetchrow(query("list_sessions"), tenant, None, 1, session_id)))

    async def create(self, tenant: UUID, name: str | None) -> UUID:
        """See ``History``."""
        try:
            async with self.database.tenant_tx(tenant) as connection:
                return await connection.fetchval(query("create_named_session"), tenant, name)
        except NotFoundError:
            message = "This token's account is not on this server. Sign in again."
            raise AdventureError(message, code="bad_token") from None

    async def rename(self, tenant: UUID, session_id: UUID, name: str | None, allowed: Callable[[Row], bool]) -> bool:
        """See ``History``."""
        async with self.database.tenant_tx(tenant) as connection:
            session = _found(await connection.fetchrow(query("lock_session"), session_id))
            if not allowed(dict(session)):
                return False
            await connection.execute(query("rename_session"), session_id, name)
        return True

    async def end(self, tenant: UUID, session_id: UUID) -> None:
        """See ``History``."""
        async with self.database.tenant_tx(tenant) as connection:
            _found(await connection.fetchrow(query("lock_session"), session_id))
            await connection.execute(query("end_session"), session_id)

    async def events(
        self, tenant: UUID, session_id: UUID, after: int, event_type: str | None, limit: int
    ) -> Sequence[Row]:
        """See ``History``."""
        return await self._page(tenant, session_id, "history_page", after, event_type, limit)

    async def jobs(self, tenant: UUID, session_id: UUID, after: int, status: str | None, limit: int) -> Sequence[Row]:
        """See ``History``."""
        return await self._page(tenant, session_id, "list_jobs", after, status, limit)

    async def scenes(
        self, tenant: UUID, session_id: UUID, after: int, limit: int, only: int | None = None
    ) -> Sequence[Row]:
        """See ``History``."""
        return await self._page(tenant, session_id, "list_scenes", after, limit, only)

    async def search(self, tenant: UUID, text: str, session_id: UUID | None, limit: int) -> Sequence[Row]:
        """See ``History``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            if session_id is not None:
                await _session_of(connection, session_id)
            return _rows(await connection.fetch(query("search"), tenant, text, session_id, limit))

    async def chronicle(self, tenant: UUID, session_id: UUID, after: int, limit: int) -> Sequence[Row]:
        """See ``History``."""
        return await self._page(tenant, session_id, "chronicle", after, limit)

    async def recordings(self, tenant: UUID, session_id: UUID, after: int, limit: int) -> Sequence[Row]:
        """See ``History``."""
        return await self._page(tenant, session_id, "recordings", after, limit)

    async def recording(self, tenant: UUID, session_id: UUID, utterance: int) -> bytes:
        """See ``History``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return _found(await connection.fetchrow(query("recording"), session_id, utterance))["flac"]

    async def _page(self, tenant: UUID, session_id: UUID, name: str, *arguments: object) -> Sequence[Row]:
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            rows = await connection.fetch(query(name), session_id, *arguments)
            if not rows:  # an empty page, or no such session
                await _session_of(connection, session_id)
        return _rows(rows)


async def _session_of(connection: Connection, session_id: UUID) -> None:
    _found(await connection.fetchrow(query("read_session"), session_id))


def _rows(records: list[asyncpg.Record]) -> list[Row]:
    return [dict(record) for record in records]


def _found(record: asyncpg.Record | None) -> asyncpg.Record:
    if record is None:
        raise NotFoundError("It is not in this account.")
    return record
