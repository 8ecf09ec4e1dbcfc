"""People with a row in every table, and a way to be any role.

``rows`` must know every table: a new one without an entry here fails ``test_catalogue.py`` and ``test_walls.py``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

from clients.postgres import Claims

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True)
class Person:
    """An account with one row in each table of ``rows``."""

    user: UUID
    session: UUID
    job: int


def rows(user: UUID, session: UUID, job: int) -> dict[str, str]:
    """For each tenant table an insert of one row that belongs to ``user``, in an order that keys allow."""
    number = uuid4().int % 1_000_000
    return {
        "public.user_settings": f"(user_id) values ('{user}')",
        "public.characters": f"(user_id, name, description) values ('{user}', 'Kara', 'tall')",
        "public.sessions": f"(id, user_id, name) values ('{session}', '{user}', 'evening')",
        "public.session_events": f"(session_id, user_id, seq) values ('{session}', '{user}', {number})",
        "public.jobs": f"(id, user_id, session_id, text) values ({job}, '{user}', '{session}', 'said')",
        "public.scenes": (
            "(session_id, number, user_id, mode, utterances)"
            f" values ('{session}', {number + 1}, '{user}', 'live', '{{1}}')"
        ),
        "public.pictures": (
            "(id, user_id, session_id, scene, key, content_type, width, height, quality, engine, bytes, duration_ms)"
            f" values ('{uuid4().hex}', '{user}', '{session}', 1, 'k', 'image/webp', 16, 9, 'final', 'offline', 1, 1)"
        ),
        "adventure.leases": f"(session_id, user_id, epoch) values ('{session}', '{user}', 7)",
        "adventure.streams": f"(id, session_id, user_id, mode) values ('{uuid4()}', '{session}', '{user}', 'live')",
        "adventure.utterance_audio": f"(job_id, user_id, flac) values ({job}, '{user}', '\\x00')",
        "adventure.shares": f"(user_id, token_hash) values ('{user}', sha256('{user}'))",
        "adventure.displays": (
            f"(id, user_id, session_id, token_hash) values ('{uuid4()}', '{user}', '{session}', sha256('{user}'))"
        ),
        "adventure.uploads": f"(id, user_id, session_id) values ('{uuid4()}', '{user}', '{session}')",
        "adventure.blob_deletions": f"(user_id, key) values ('{user}', 'k')",
        "adventure.ledger": (
            "(id, user_id, session_id, stage, provider, model, prices, month, reserved)"
            f" values ('{uuid4()}', '{user}', '{session}', 'paint', 'p', 'm', 'today', '2026-11-01', 5)"
        ),
        "adventure.session_spending": f"(session_id, user_id, held) values ('{session}', '{user}', 5)",
        "adventure.account_spending": f"(user_id, month, held) values ('{user}', '2026-11-01', 5)",
    }


def system_rows(user: UUID) -> dict[str, str]:
    """The same for the tables that are the system's; the first is the account itself."""
    return {
        "auth.users": f"(id, is_anonymous) values ('{user}', true)",
        "auth.sessions": f"(user_id, method) values ('{user}', 'anonymous')",
        "auth.one_time_tokens": (
            "(token_hash, user_id, token_type, relates_to, expires_at)"
            f" values ('{uuid4().hex}', '{user}', 'signup', '', now())"
        ),
    }


TENANT_TABLES = tuple(rows(uuid4(), uuid4(), 0))
MONEY = {
    "adventure.ledger": {"read", "delete"},
    "adventure.session_spending": {"read"},
    "adventure.account_spending": {"read"},
}
"""Tables of a tenant that the system books, and what the server may do with them for the tenant."""
SYSTEM_TABLES = tuple(system_rows(uuid4()))
STEPS = "adventure.schema_migrations"
"""Written by whoever owns the schema, who has nothing else to look for and is not bound."""
OWNERLESS = {
    STEPS: "(family, version, name, checksum) values ('x', 1, 'x', 'x')",
    "adventure.server_spending": "(month, held) values ('2026-11-01', 5)",
    "adventure.pairings": "(code, secret_hash, token_hash) values ('ABC234', sha256('a'), sha256('b'))",
}
"""Tables in which nothing is anybody's."""


@asynccontextmanager
async def acting_as(dsn: str, role: str, user: UUID | None = None) -> AsyncGenerator[Connection]:
    """A transaction as ``role`` with ``user``'s claims, undone at the end."""
    connection = await asyncpg.connect(dsn)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"set local role {role}")
        if user is not None:
            await connection.execute("select set_config('request.jwt.claims', $1, true)", Claims(user).as_json())
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()
