"""What a person sets for the account, on PostgreSQL. It tells no socket: the database's notification does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from clients.postgres import Connection, Database
from pipeline.errors import ChangedError, NotFoundError
from pipeline.events import EnvironmentUpdated, payload
from pipeline.model import Environment
from pipeline.preferences import Glossary, GlossaryName, SettingsChange, UserSettings
from sql import query


@dataclass(frozen=True, slots=True)
class PostgresUserSettings:
    """Implements ``server.ports.user_settings.UserSettingsStore``; see there."""

    database: Database = field(repr=False)

    async def read(self, tenant: UUID) -> UserSettings:
        """See ``UserSettingsStore``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            row = await connection.fetchrow(query("user_settings"), tenant)
        return _settings(row) if row is not None else UserSettings()

    async def change(
        self, tenant: UUID, change: SettingsChange, *, expected: Collection[int] | None = None
    ) -> UserSettings:
        """See ``UserSettingsStore``."""
        async with self.database.tenant_tx(tenant) as connection:
            before = await _locked(connection, tenant)
            _check(before["version"] if before else 0, expected)
            return await self._change(connection, tenant, before, change)

    async def clear_memory(self, tenant: UUID, *, expected: Collection[int] | None = None) -> UserSettings:
        """See ``UserSettingsStore``."""
        async with self.database.tenant_tx(tenant) as connection:
            before = await _locked(connection, tenant)
            _check(before["version"] if before else 0, expected)
            emptied = None if before is not None and before["environment_locked"] else ""
            settings = await self._change(connection, tenant, before, SettingsChange(environment=emptied))
            session_id = await connection.fetchval(query("session_to_tell"), tenant)
            if session_id is not None:
                await connection.execute(query("forget_scenes"), session_id)
        return settings

    async def glossary(self, tenant: UUID) -> Glossary:
        """See ``UserSettingsStore``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            row = await connection.fetchrow(query("glossary"), tenant)
        return _glossary(row) if row is not None else Glossary()

    async def change_glossary(
        self, tenant: UUID, names: Sequence[GlossaryName], *, expected: Collection[int] | None = None
    ) -> Glossary:
        """See ``UserSettingsStore``."""
        stored = [{"name": item.name, "pronunciation": item.pronunciation} for item in names]
        async with self.database.tenant_tx(tenant) as connection:
            before = await _locked(connection, tenant)
            _check(before["glossary_version"] if before else 0, expected)
            if before is None:
                await _create(connection, tenant)
            return _glossary(await connection.fetchrow(query("change_glossary"), tenant, stored))

    async def _change(
        self, connection: Connection, tenant: UUID, before: asyncpg.Record | None, change: SettingsChange
    ) -> UserSettings:
        """Write, and record another environment where the account is heard now."""
        if before is None:
            await _create(connection, tenant)
        settings = _settings(
            await connection.fetchrow(
                query("change_user_settings"), tenant, change.environment, change.locked, change.style
            )
        )
        if settings.environment.version != (before["environment_version"] if before else 0):
            session_id = await connection.fetchval(query("session_to_tell"), tenant)
            if session_id is not None:
                event = EnvironmentUpdated(settings.environment.description, settings.environment.version, "person")
                record = {"type": event.type, "payload": payload(event)}
                await connection.execute(query("record_events"), session_id, [record], None)
        return settings


async def _locked(connection: Connection, tenant: UUID) -> asyncpg.Record | None:
    return await connection.fetchrow(query("lock_user_settings"), tenant)


async def _create(connection: Connection, tenant: UUID) -> None:
    """The row; where another request was faster, that one's is written upon."""
    try:
        await connection.execute(query("create_user_settings"), tenant)
    except asyncpg.ForeignKeyViolationError:
        raise NotFoundError("There is no such account.") from None


def _check(version: int, expected: Collection[int] | None) -> None:
    if expected is not None and version not in expected:
        raise ChangedError(version)


def _settings(row: Any) -> UserSettings:
    environment = Environment(row["environment"], row["environment_version"], row["locked"])
    return UserSettings(environment, row["style"], row["version"], row["updated_at"])


def _glossary(row: Any) -> Glossary:
    names = tuple(GlossaryName(item["name"], item.get("pronunciation", "")) for item in row["glossary"])
    return Glossary(names, row["glossary_version"])
