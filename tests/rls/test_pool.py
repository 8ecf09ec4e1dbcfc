"""One connection for everybody: whoever had it before, and however that ended, the next is alone in it."""

from __future__ import annotations

import asyncio
import random
from uuid import UUID

import asyncpg
import pytest

from clients.postgres import Database

WHO = "select current_user::text as role, auth.uid() as uid, current_setting('adventure.share_hash', true) as link"
WHOSE = "select distinct user_id from public.sessions"
ENDS = ("well", "by its own mistake", "by the database", "cancelled", "cancelled early")


async def act(database: Database, who: UUID | None, tenants: tuple[UUID, UUID], end: str) -> None:
    """One transaction: for ``who`` (None: the system), which looks who it is and ends as it is told."""
    transaction = database.system_tx() if who is None else database.tenant_tx(who)
    async with transaction as connection:
        row = await connection.fetchrow(WHO)
        assert row is not None
        assert (row["role"], row["uid"]) == ("adventure_system" if who is None else "adventure_tenant", who)
        assert not row["link"]
        assert {row["user_id"] for row in await connection.fetch(WHOSE)} == ({*tenants} if who is None else {who})
        if who is not None:
            # What goes beyond the transaction if it may, and what must not be written in another's name.
            await connection.execute("update public.sessions set name = $1", str(who))
        await connection.execute("select set_config('adventure.share_hash', 'ab', true)")
        match end:
            case "by its own mistake":
                raise ZeroDivisionError
            case "by the database":
                await connection.execute("select * from public.no_such_table")
            case "cancelled":
                await connection.execute("select pg_sleep(600)")
            case _:
                pass


async def acted(database: Database, who: UUID | None, tenants: tuple[UUID, UUID], end: str, steps: int) -> None:
    task = asyncio.create_task(act(database, who, tenants, end))
    if end.startswith("cancelled"):
        # Wherever it is by then: waiting for the connection, beginning, at work, or asleep.
        for _ in range(steps):
            await asyncio.sleep(0)
        if end == "cancelled":
            await asyncio.wait([task], timeout=0.002 * steps)
        task.cancel()
    await asyncio.wait([task])
    if not task.cancelled() and (error := task.exception()) is not None:
        assert isinstance(error, (ZeroDivisionError, asyncpg.UndefinedTableError)), error


@pytest.mark.parametrize("seed", range(3))
async def test_a_pooled_connection_never_carries_a_tenant_over(
    seed: int, database_url: str, tenants: tuple[UUID, UUID]
) -> None:
    chance = random.Random(seed)
    narrow = await Database.connect(database_url, min_size=1, max_size=1, acquire_timeout_s=30)
    for user in tenants:
        async with narrow.tenant_tx(user) as connection:
            await connection.execute("insert into public.sessions (user_id) values ($1)", user)

    async def caller() -> None:
        for _ in range(25):
            await acted(narrow, chance.choice((*tenants, None)), tenants, chance.choice(ENDS), chance.randrange(12))

    async with asyncio.TaskGroup() as callers:
        for _ in range(6):
            callers.create_task(caller())
    # Nobody is in it now.
    async with narrow._pool.acquire() as connection:
        row = await connection.fetchrow(WHO.replace("auth.uid()", "nullif(current_setting('request.jwt.claims'), '')"))
        assert row is not None
        assert (row["role"], row["uid"], row["link"] or None) == ("adventure_server", None, None)
        pid = await connection.fetchval("select pg_backend_pid()")
    async with narrow.system_tx() as connection:
        assert await connection.fetchval("select pg_backend_pid()") == pid
    await narrow.close()
