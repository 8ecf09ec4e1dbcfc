"""Sessions, events, snapshots and pictures on PostgreSQL, as their readers see them. It owns no session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from clients.postgres import Database
from clients.postgres_quotas import one_at_a_time
from pipeline.errors import NotFoundError, SessionEndedError
from pipeline.model import Environment, SceneDecision
from pipeline.records import EventRecord, SessionRecord, ShownPicture, SnapshotRecord, StoredPicture
from sql import query


@dataclass(frozen=True, slots=True)
class PostgresSessions:
    """Implements ``server.ports.Sessions``; see there."""

    database: Database = field(repr=False)

    async def open(self, tenant: UUID, session_id: UUID | None) -> SessionRecord:
        """See ``Sessions``."""
        async with self.database.tenant_tx(tenant) as connection:
            if session_id is None:
                session_id = await connection.fetchval(query("newest_session"), tenant)
            if session_id is None:
                # Two who come at once are in one new session.
                await one_at_a_time(connection, tenant)
                session_id = await connection.fetchval(query("newest_session"), tenant)
            if session_id is None:
                session_id = await connection.fetchval(query("create_session"), tenant)
            session = _session(await connection.fetchrow(query("read_session"), session_id))
        if session.ended:
            raise SessionEndedError("This session was ended. Start a new one.")
        return session

    async def read(self, tenant: UUID, session_id: UUID) -> SessionRecord:
        """See ``Sessions``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return _session(await connection.fetchrow(query("read_session"), session_id))

    async def capture(self, tenant: UUID, session_id: UUID) -> None:
        """See ``Sessions``."""
        async with self.database.tenant_tx(tenant) as connection:
            await connection.execute(query("capture_session"), session_id)

    async def current(self, tenant: UUID) -> UUID | None:
        """See ``Sessions``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return await connection.fetchval(query("current_session"), tenant)

    async def events(self, tenant: UUID, session_id: UUID, after: int, limit: int) -> Sequence[EventRecord]:
        """See ``Sessions``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            rows = await connection.fetch(query("events_after"), session_id, after, limit)
        return [EventRecord(row["seq"], row["id"], row["at"], row["type"], row["payload"]) for row in rows]

    async def snapshot(self, tenant: UUID, session_id: UUID) -> SnapshotRecord:
        """See ``Sessions``. One statement, so one moment."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            row = await connection.fetchrow(query("snapshot"), session_id)
        if row is None:
            raise NotFoundError("There is no such session in this account.")
        decision: dict[str, Any] | None = row["decision"]
        shown: dict[str, Any] | None = row["picture_decision"]
        picture = None
        if row["picture"] is not None:
            picture = ShownPicture(row["picture_scene"], row["picture"], row["quality"], row["width"], row["height"])
        return SnapshotRecord(
            row["head"],
            Environment(row["environment"], row["version"], row["locked"]),
            row["style"],
            row["scene"],
            SceneDecision.from_stored(decision) if decision else None,
            picture,
            SceneDecision.from_stored(shown) if shown else None,
            row["pinned"],
        )


@dataclass(frozen=True, slots=True)
class PostgresPictures:
    """Implements ``server.ports.Pictures``; see there."""

    database: Database = field(repr=False)

    async def find(self, image_id: str) -> StoredPicture | None:
        """See ``Pictures``."""
        async with self.database.system_tx(readonly=True) as connection:
            row = await connection.fetchrow(query("picture"), image_id)
        return StoredPicture(row["key"], row["content_type"], row["hidden"]) if row is not None else None


def _session(row: Any) -> SessionRecord:
    if row is None:
        raise NotFoundError("There is no such session in this account.")
    return SessionRecord(row["id"], row["head"], row["paused"], row["ended"])
