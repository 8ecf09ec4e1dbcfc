"""The two ways to the database: as one tenant, or as the system. Nothing else opens a transaction.

It knows no table and no query; a tenant and its claims never outlive the transaction they were set for.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias
from uuid import UUID

import anyio
import asyncpg
from asyncpg.pool import PoolConnectionProxy

from clients.postgres_errors import is_gone, translated_errors

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
"""A pooled connection inside one of our transactions. ``jsonb`` is given and taken as Python values."""

Isolation = Literal["read committed", "repeatable read", "serializable"]

_ROLLBACK_S = 5.0
"""How long a failed transaction may take to roll back before its connection is thrown away."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who a transaction acts for: what ``auth.uid()`` and ``auth.role()`` answer inside it."""

    sub: UUID
    role: str = "authenticated"

    def as_json(self) -> str:
        """The claims as the setting ``request.jwt.claims`` holds them."""
        return json.dumps({"sub": str(self.sub), "role": self.role}, separators=(",", ":"))


class Database:
    """A bounded pool of connections, each of which belongs to nobody between two transactions.

    Every method raises ``JournalUnavailableError`` while the database is away or has no connection free for too
    long. A body that failed is rolled back. In a body do nothing but SQL; ``connection.transaction()`` does not nest
    here (``savepoint`` statements do).
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], *, dsn: str, acquire_timeout_s: float) -> None:
        self._pool = pool
        self._dsn = dsn
        self._acquire_timeout_s = acquire_timeout_s

    @classmethod
    async def connect(
        cls,
        dsn: str,
        *,
        min_size: int = 1,
        max_size: int = 10,
        acquire_timeout_s: float = 5.0,
        command_timeout_s: float = 10.0,
    ) -> Self:
        """Open the pool with ``min_size`` connections. The login must be a member of both roles (see ``migrate``).

        Raises ``ConfigurationError`` where the database will not let us in.
        """
        with translated_errors():
            pool = await asyncpg.create_pool(
                dsn,
                min_size=min_size,
                max_size=max_size,
                timeout=acquire_timeout_s,
                command_timeout=command_timeout_s,
                statement_cache_size=256,
                max_cached_statement_lifetime=0,
                init=_prepare,
                reset=_nothing_to_reset,
                server_settings={"application_name": "adventure-art"},
            )
        return cls(pool, dsn=dsn, acquire_timeout_s=acquire_timeout_s)

    async def close(self, *, timeout_s: float = 5.0) -> None:
        """Wait for running transactions, then close every connection; after ``timeout_s`` they are cut."""
        with anyio.move_on_after(timeout_s) as scope:
            await self._pool.close()
        if scope.cancelled_caught:
            self._pool.terminate()

    @asynccontextmanager
    async def tenant_tx(
        self, who: UUID | Claims, *, readonly: bool = False, isolation: Isolation | None = None
    ) -> AsyncGenerator[Connection]:
        """A transaction that sees and writes only what belongs to ``who``; committed when the body ends well."""
        claims = who if isinstance(who, Claims) else Claims(who)
        begin = (
            f"{_begin(readonly, isolation)};set local role adventure_tenant;"
            f"set local request.jwt.claims={_quoted(claims.as_json())}"
        )
        async with self._transaction(begin) as connection:
            yield connection

    @asynccontextmanager
    async def system_tx(
        self, *, readonly: bool = False, isolation: Isolation | None = None
    ) -> AsyncGenerator[Connection]:
        """A transaction for nobody: leases, states, heads, sign-up, pictures by id; never content."""
        async with self._transaction(f"{_begin(readonly, isolation)};set local role adventure_system") as connection:
            yield connection

    @asynccontextmanager
    async def dedicated(self) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
        """A connection outside the pool as the plain login, for LISTEN and advisory locks that last."""
        with translated_errors():
            connection = await asyncpg.connect(
                self._dsn,
                timeout=self._acquire_timeout_s,
                server_settings={"application_name": "adventure-art listener"},
            )
        try:
            with translated_errors(connection):
                yield connection
        finally:
            connection.terminate()

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncGenerator[Connection]:
        with translated_errors():
            connection = await self._pool.acquire(timeout=self._acquire_timeout_s)
        try:
            with translated_errors(connection):
                try:
                    # One simple-protocol round trip for BEGIN, role and claims.
                    await connection.execute(begin)
                    yield connection
                    await connection.execute("commit")
                except BaseException:
                    await _roll_back(connection)
                    raise
        finally:
            with translated_errors():
                await self._pool.release(connection)


async def _roll_back(connection: Connection) -> None:
    """End the transaction whatever happened, cancellation included; a connection that cannot is thrown away."""
    if is_gone(connection):
        return
    try:
        with anyio.fail_after(_ROLLBACK_S, shield=True):
            await connection.execute("rollback")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        if not is_gone(connection):
            connection.terminate()


def _begin(readonly: bool, isolation: Isolation | None) -> str:
    return f"begin{f' isolation level {isolation}' if isolation else ''}{' read only' if readonly else ''}"


def _quoted(text: str) -> str:
    """JSON as an SQL literal. With no quote inside it, no setting of the server can end the literal early."""
    return "'" + text.replace("'", "\\u0027") + "'"


async def _prepare(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_json, decoder=json.loads, format="text"
    )


async def _nothing_to_reset(connection: Any) -> None:
    """Role and claims are local to their transaction, so giving a connection back costs no round trip."""


def _encode_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
