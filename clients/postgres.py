"""The two ways to the database: as one tenant, or as the system. Nothing else opens a transaction.

It knows no table and no query; a tenant and its claims never outlive the transaction they were set for.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
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

# A process that is frozen within a transaction (a suspended machine) must not keep its row locks: whoever takes its
# sessions over waits for them. Within the transaction, because a pooler refuses unknown parameters of a connection.
_NOT_IDLE = "set local idle_in_transaction_session_timeout=5000"


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

    def tenant_tx(
        self, who: UUID | Claims, *, readonly: bool = False, isolation: Isolation | None = None, first: str = ""
    ) -> Transaction:
        """A transaction that sees and writes only what belongs to ``who``; committed when the body ends well.

        ``first``: a statement without parameters that goes to the database with the beginning, at the price of no
        round trip; ``Transaction.first`` tells how it ended.
        """
        claims = who if isinstance(who, Claims) else Claims(who)
        return self._transaction(
            f"{_begin(readonly, isolation)};set local role adventure_tenant;"
            f"set local request.jwt.claims={_quoted(claims.as_json())}",
            first,
        )

    def system_tx(self, *, readonly: bool = False, isolation: Isolation | None = None) -> Transaction:
        """A transaction for nobody: leases, states, heads, sign-up, pictures by id; never content."""
        return self._transaction(f"{_begin(readonly, isolation)};set local role adventure_system")

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

    def _transaction(self, begin: str, first: str = "") -> Transaction:
        return Transaction(self._pool, f"{begin};{_NOT_IDLE};{first}", self._acquire_timeout_s)


class Transaction:
    """One transaction on one connection of the pool, entered once; made by ``Database``.

    Plain methods instead of nested generators: every commit of every stream passes here.
    """

    __slots__ = ("_acquire_timeout_s", "_begin", "_connection", "_pool", "first")

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], begin: str, acquire_timeout_s: float) -> None:
        self._pool = pool
        self._begin = begin
        self._acquire_timeout_s = acquire_timeout_s
        self._connection: Connection | None = None
        self.first = ""
        """The first statement's command tag, such as ``SELECT 1``, once entered."""

    async def __aenter__(self) -> Connection:
        """Take a connection and begin, in one round trip with role and claims."""
        with translated_errors():
            async with asyncio.timeout(self._acquire_timeout_s):
                connection = await self._pool.acquire()
        try:
            with translated_errors(connection):
                self.first = await connection.execute(self._begin)
        except BaseException:  # cancelled as well: in what state the connection is, nobody knows
            await self._abandon(connection)
            raise
        self._connection = connection
        return connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Commit, or roll back where the body failed, and give the connection back to nobody."""
        connection = self._connection
        if connection is None:
            raise RuntimeError("the transaction was not entered")
        try:
            with translated_errors(connection):
                if error is not None:
                    raise error
                await connection.execute("commit")
        except BaseException:  # cancelled as well: in what state the connection is, nobody knows
            await self._abandon(connection)
            raise
        with translated_errors():
            await self._pool.release(connection)

    async def _abandon(self, connection: Connection) -> None:
        try:
            await _roll_back(connection)
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
