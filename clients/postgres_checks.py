"""Looks at a database's address before trusting it, and says in words what an operator should change.

It changes nothing and opens no tenant.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import asyncpg

from clients.postgres_errors import translated_errors

_POOLER_PORT = 6543
"""Where Supabase's pooler listens in transaction mode."""

_ROLES = ("adventure_tenant", "adventure_system")


async def server_version(dsn: str, *, timeout_s: float = 10.0) -> str:
    """The server's version, as "18.4". Raises ``ConfigurationError``, ``JournalUnavailableError``."""
    with translated_errors():
        connection = await asyncpg.connect(dsn, timeout=timeout_s, statement_cache_size=0)
        try:
            return str(await connection.fetchval("show server_version")).split()[0]
        finally:
            await connection.close()


async def check_login(dsn: str, *, timeout_s: float = 10.0) -> Sequence[str]:
    """What is unwise about this login, a sentence each; nothing if all is well.

    A login above row level security is no hole, since every transaction gives that power up for a role without it,
    but it need not have it. Raises ``ConfigurationError``, ``JournalUnavailableError``.
    """
    with translated_errors():
        connection = await asyncpg.connect(dsn, timeout=timeout_s, statement_cache_size=0)
        try:
            login = await connection.fetchrow(
                "select rolname, rolsuper, rolbypassrls from pg_catalog.pg_roles where rolname = session_user"
            )
            missing = await connection.fetchval(
                """select array_agg(role) from unnest($1::text[]) as role
                   where not exists (
                     select from pg_catalog.pg_roles
                     where rolname = role and pg_has_role(session_user, oid, 'member'))""",
                list(_ROLES),
            )
        finally:
            await connection.close()
    findings: list[str] = []
    if login is not None and login["rolsuper"]:
        findings.append(f"{login['rolname']} is a superuser. Serve with a login of its own.")
    elif login is not None and login["rolbypassrls"]:
        findings.append(f"{login['rolname']} may bypass row level security. Serve with a login that may not.")
    if missing:
        findings.append(f"This login may not become {' or '.join(missing)}. Run `adventure-art migrate` with it.")
    return findings


async def is_transaction_pooler(dsn: str, *, timeout_s: float = 10.0) -> bool:
    """Whether a connection may be another one at each transaction, which loses LISTEN and the locks of a lease.

    A pooler gives the backend that was idle last to whoever asks first: while others hold it, ours is another one.
    Raises ``ConfigurationError``, ``JournalUnavailableError``.
    """
    if urlsplit(dsn).port == _POOLER_PORT:
        return True
    mark = secrets.token_hex(8)
    same = f"current_setting('adventure.probe', true) is not distinct from '{mark}'"
    probe = f"do $$ begin assert {same}; end $$"
    with translated_errors():
        async with AsyncExitStack() as stack:
            connections: list[asyncpg.Connection[asyncpg.Record]] = []
            for _ in range(4):
                connection = await asyncpg.connect(dsn, timeout=timeout_s, statement_cache_size=0)
                stack.push_async_callback(connection.close)
                connections.append(connection)
            ours, *others = connections
            try:
                # Simple protocol only: a pooler may not know prepared statements.
                await ours.execute(f"set adventure.probe = '{mark}'")
                for other in others:
                    await other.execute("begin; select 1")
                    await ours.execute(probe)
            except asyncpg.AssertError:
                return True
    return False
