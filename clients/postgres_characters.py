"""A person's characters on PostgreSQL. It knows of a portrait only its blob's key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from clients.postgres import Connection, Database
from clients.postgres_quotas import one_at_a_time
from pipeline.errors import ChangedError, NotFoundError, QuotaError
from pipeline.preferences import CharacterChange, CharacterRecord
from sql import query

EXPECTED_S = 600.0
"""How long a blob that is on its way is waited for."""


@dataclass(frozen=True, slots=True)
class PostgresCharacters:
    """Implements ``server.ports.characters.Characters``; see there."""

    database: Database = field(repr=False)

    async def list(self, tenant: UUID, *, limit: int, offset: int) -> Sequence[CharacterRecord]:
        """See ``Characters``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return [_record(row) for row in await connection.fetch(query("characters"), tenant, limit, offset)]

    async def read(self, tenant: UUID, character_id: UUID) -> CharacterRecord:
        """See ``Characters``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return _record(_found(await connection.fetchrow(query("character"), tenant, character_id)))

    async def create(self, tenant: UUID, character: CharacterChange, *, most: int) -> CharacterRecord:
        """See ``Characters``."""
        async with self.database.tenant_tx(tenant) as connection:
            await one_at_a_time(connection, tenant)
            try:
                row = await connection.fetchrow(
                    query("create_character"),
                    tenant,
                    character.name or "",
                    character.description or "",
                    character.age or "",
                    character.build or "",
                    character.species or "",
                    character.clothing or "",
                    character.gear or "",
                    character.included is not False,
                    most,
                )
            except asyncpg.ForeignKeyViolationError:
                raise NotFoundError("There is no such account.") from None
        if row is None:
            raise QuotaError(f"An account has at most {most} characters. Delete one first.")
        return _record(row)

    async def change(
        self, tenant: UUID, character_id: UUID, change: CharacterChange, *, expected: Collection[int] | None = None
    ) -> CharacterRecord:
        """See ``Characters``."""
        async with self.database.tenant_tx(tenant) as connection:
            await _locked(connection, tenant, character_id, expected)
            return _record(
                await connection.fetchrow(
                    query("change_character"),
                    tenant,
                    character_id,
                    change.name,
                    change.description,
                    change.age,
                    change.build,
                    change.species,
                    change.clothing,
                    change.gear,
                    change.included,
                )
            )

    async def delete(self, tenant: UUID, character_id: UUID, *, expected: Collection[int] | None = None) -> None:
        """See ``Characters``."""
        async with self.database.tenant_tx(tenant) as connection:
            key = await _locked(connection, tenant, character_id, expected)
            await connection.execute(query("delete_character"), tenant, character_id)
            await _unwanted(connection, tenant, key)

    async def portrait(self, tenant: UUID, character_id: UUID) -> str:
        """See ``Characters``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            key = _found(await connection.fetchrow(query("portrait"), tenant, character_id))["portrait_key"]
        if key is None:
            raise NotFoundError("This character has no portrait.")
        return key

    async def expect_portrait(self, tenant: UUID, key: str) -> None:
        """See ``Characters``."""
        async with self.database.tenant_tx(tenant) as connection:
            await _unwanted(connection, tenant, key, in_s=EXPECTED_S)

    async def set_portrait(
        self, tenant: UUID, character_id: UUID, key: str | None, *, expected: Collection[int] | None = None
    ) -> tuple[CharacterRecord, bool]:
        """See ``Characters``."""
        async with self.database.tenant_tx(tenant) as connection:
            former = await _locked(connection, tenant, character_id, expected)
            row = await connection.fetchrow(query("set_portrait"), tenant, character_id, key)
            await _unwanted(connection, tenant, former)
            if key is not None:
                await connection.execute(query("blob_is_wanted"), tenant, key)
        return _record(row), former is not None


async def _unwanted(connection: Connection, tenant: UUID, key: str | None, *, in_s: float = 0) -> None:
    """Have the blob deleted, however this process ends."""
    if key is not None:
        await connection.execute(query("queue_blobs"), tenant, [key], in_s)


async def _locked(
    connection: Connection, tenant: UUID, character_id: UUID, expected: Collection[int] | None
) -> str | None:
    """Keep the character as it is until the transaction ends; returns its portrait's key."""
    row = _found(await connection.fetchrow(query("lock_character"), tenant, character_id))
    if expected is not None and row["version"] not in expected:
        raise ChangedError(row["version"])
    return row["portrait_key"]


def _found(row: asyncpg.Record | None) -> asyncpg.Record:
    if row is None:
        raise NotFoundError("There is no such character in this account.")
    return row


def _record(row: Any) -> CharacterRecord:
    return CharacterRecord(
        row["id"],
        row["name"],
        row["description"],
        row["age"],
        row["build"],
        row["species"],
        row["clothing"],
        row["gear"],
        row["included"],
        row["portrait"],
        row["version"],
        row["created_at"],
        row["updated_at"],
    )
