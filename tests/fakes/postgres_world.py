"""Sessions on a real database, for the suites that every journal passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from clients.postgres import Database
from clients.postgres_accounts import PostgresAccounts
from clients.postgres_direction import PostgresDirection
from clients.postgres_journal import PostgresJournal
from clients.postgres_leases import PostgresLeases
from clients.postgres_sessions import PostgresSessions
from pipeline.events import EVENT_TYPES, WIRE_NAMES, Event
from pipeline.model import Character, Environment
from pipeline.ports import SessionJournal
from sql import query

HOLDER = 77
FIELDS = {wire: name for name, wire in WIRE_NAMES.items()}
KINDS = {kind.type: kind for kind in EVENT_TYPES}


class PostgresWorld:
    """A ``World`` on ``database``; several may share it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sessions = PostgresSessions(database)
        self.leases = PostgresLeases(database, lease_s=30)
        self._tenants: dict[UUID, UUID] = {}

    async def user(self) -> UUID:
        return await PostgresAccounts(self.database).create_anonymous()

    async def new_session(self, user_id: UUID) -> UUID:
        async with self.database.tenant_tx(user_id) as connection:
            session_id: UUID = await connection.fetchval(query("create_session"), user_id)
        await self.sessions.capture(user_id, session_id)
        self._tenants[session_id] = user_id
        return session_id

    async def claim(self, user_id: UUID, session_id: UUID) -> SessionJournal:
        epoch = await self.leases.claim(session_id, user_id, HOLDER, force=True)
        assert epoch is not None
        return PostgresJournal(self.database, session_id, user_id, epoch, "test")

    async def events(self, session_id: UUID) -> Sequence[tuple[int, Event]]:
        records = await self.sessions.events(self._tenants[session_id], session_id, 0, 10**6)
        return [(record.seq, _event(record.type, record.fields)) for record in records]

    async def settings(
        self, user_id: UUID, environment: Environment, style: str, characters: Sequence[Character]
    ) -> None:
        async with self.database.tenant_tx(user_id) as connection:
            await connection.execute(
                "insert into public.user_settings (user_id, current_environment_description, environment_version,"
                " environment_locked, current_style_text) values ($1, $2, $3, $4, $5)",
                user_id,
                environment.description,
                environment.version,
                environment.locked,
                style,
            )
            await connection.executemany(
                "insert into public.characters (user_id, name, description) values ($1, $2, $3)",
                [(user_id, character.name, character.description) for character in characters],
            )

    async def change_environment(self, user_id: UUID, environment: Environment) -> None:
        async with self.database.tenant_tx(user_id) as connection:
            version = await connection.fetchval(
                "update public.user_settings set current_environment_description = $2 where user_id = $1"
                " returning environment_version",
                user_id,
                environment.description,
            )
        assert version == environment.version

    async def ask(self, user_id: UUID, session_id: UUID, prompt: str = "", again: int | None = None) -> int:
        return await PostgresDirection(self.database).ask(user_id, session_id, prompt, again)


def _event(kind: str, fields: Mapping[str, Any]) -> Event:
    """The event as it was before it was recorded."""
    named: dict[str, Any] = {
        FIELDS.get(name, name): tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return KINDS[kind](**named)
