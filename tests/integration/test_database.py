"""The two ways to the database: who a transaction is, and that nobody stays behind in a connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import asyncpg
import pytest

from clients.local.postgres_server import PostgresServer
from clients.postgres import Claims, Database
from clients.postgres_migrations import migrate
from pipeline.errors import ConfigurationError, JournalUnavailableError

WHO = """select current_user::text as me, auth.uid() as uid,
                nullif(current_setting('request.jwt.claims', true), '') as claims"""


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[Database]:
    """One connection for everybody, so that whatever stays behind in it is met by the next."""
    database = await Database.connect(database_url, min_size=1, max_size=1, acquire_timeout_s=10)
    yield database
    await database.close()


async def nobody_stayed(narrow: Database, owner_dsn: str) -> None:
    """The connection is usable, belongs to nobody, and no transaction is open."""
    async with narrow.system_tx() as connection:
        row = await connection.fetchrow(WHO)
        assert row is not None
        assert (row["me"], row["uid"], row["claims"]) == ("adventure_system", None, None)
    async with narrow._pool.acquire() as connection:  # what lies between two transactions is not to be had otherwise
        assert await connection.fetchval("select current_user::text") == "adventure_server"
        assert await connection.fetchval("select nullif(current_setting('request.jwt.claims', true), '')") is None
    owner = await asyncpg.connect(owner_dsn)
    open_transactions = await owner.fetchval(
        "select count(*) from pg_stat_activity where datname = current_database() and xact_start is not null"
        " and pid <> pg_backend_pid() and backend_type = 'client backend'"
    )
    await owner.close()
    assert open_transactions == 0


async def until_sleeping(owner_dsn: str) -> None:
    """Wait until some connection of this database is inside pg_sleep."""
    owner = await asyncpg.connect(owner_dsn)
    asleep = "select true from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"
    while not await owner.fetchval(asleep):  # noqa: ASYNC110 - another process falls asleep
        await asyncio.sleep(0.005)
    await owner.close()


async def test_a_tenant_transaction_is_the_tenant(database: Database, tenants: tuple[UUID, UUID]) -> None:
    async with database.tenant_tx(tenants[0]) as connection:
        row = await connection.fetchrow("select auth.uid() as uid, auth.role() as role, current_user::text as me")
    assert row is not None
    assert tuple(row) == (tenants[0], "authenticated", "adventure_tenant")


@pytest.mark.parametrize("role", ["it's", "a\\'b", "'; drop table public.jobs; --", '"\\', "\\u0027", "ß\n'"])
async def test_claims_arrive_as_they_are(role: str, database: Database) -> None:
    user = uuid4()
    async with database.tenant_tx(Claims(user, role)) as connection:
        assert await connection.fetchval("select auth.role()") == role
        assert await connection.fetchval("select auth.jwt()") == {"sub": str(user), "role": role}


async def test_what_is_committed_stays_and_what_fails_goes(
    narrow: Database, tenants: tuple[UUID, UUID], owner_dsn: str
) -> None:
    insert = "insert into public.sessions (user_id) values ($1)"
    async with narrow.tenant_tx(tenants[0]) as connection:
        await connection.execute(insert, tenants[0])
    with pytest.raises(ZeroDivisionError):
        async with narrow.tenant_tx(tenants[0]) as connection:
            await connection.execute(insert, tenants[0])
            _ = 1 / 0
    with pytest.raises(asyncpg.UndefinedTableError):
        async with narrow.tenant_tx(tenants[0]) as connection:
            await connection.execute(insert, tenants[0])
            await connection.execute("select * from public.no_such_table")
    await nobody_stayed(narrow, owner_dsn)
    async with narrow.tenant_tx(tenants[0]) as connection:
        assert await connection.fetchval("select count(*) from public.sessions") == 1


async def test_a_cancelled_statement_leaves_nobody(
    narrow: Database, tenants: tuple[UUID, UUID], owner_dsn: str
) -> None:
    async def sleep() -> None:
        async with narrow.tenant_tx(tenants[0]) as connection:
            await connection.execute("select pg_sleep(600)")

    task = asyncio.create_task(sleep())
    await until_sleeping(owner_dsn)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await nobody_stayed(narrow, owner_dsn)


async def test_a_cancelled_scope_leaves_nobody(narrow: Database, tenants: tuple[UUID, UUID], owner_dsn: str) -> None:
    """A scope cancels at every await, cleaning up included."""

    async def sleep(scope: anyio.CancelScope) -> None:
        with scope:
            async with narrow.tenant_tx(tenants[0]) as connection:
                await connection.execute("select pg_sleep(600)")

    scope = anyio.CancelScope()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(sleep, scope)
        await until_sleeping(owner_dsn)
        scope.cancel()
    await nobody_stayed(narrow, owner_dsn)


async def test_cancelling_anywhere_leaves_nobody(narrow: Database, tenants: tuple[UUID, UUID], owner_dsn: str) -> None:
    async def write() -> None:
        async with narrow.tenant_tx(tenants[0]) as connection:
            await connection.execute("insert into public.characters (user_id, name) values ($1, 'x')", tenants[0])
            await connection.fetchval("select count(*) from public.characters")

    for steps in range(40):
        task = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    await nobody_stayed(narrow, owner_dsn)


async def test_prepared_statements_follow_the_tenant(narrow: Database, tenants: tuple[UUID, UUID]) -> None:
    """One connection, one cached statement: each gets their own rows, past the switch to a generic plan."""
    for user in tenants:
        async with narrow.tenant_tx(user) as connection:
            await connection.execute("insert into public.sessions (user_id) values ($1)", user)
    for _ in range(8):
        for user in tenants:
            async with narrow.tenant_tx(user) as connection:
                rows = await connection.fetch("select user_id from public.sessions")
            assert [row["user_id"] for row in rows] == [user]
        async with narrow.system_tx() as connection:
            assert len(await connection.fetch("select user_id from public.sessions")) == 2


async def test_who_is_frozen_keeps_no_lock(database: Database, tenants: tuple[UUID, UUID]) -> None:
    """A process stopped within a transaction loses it soon; what it locked is free for its successor."""
    for transaction in (database.tenant_tx(tenants[0]), database.system_tx()):
        async with transaction as connection:
            assert await connection.fetchval("show idle_in_transaction_session_timeout") == "5s"


async def test_a_reader_cannot_write(database: Database, tenants: tuple[UUID, UUID]) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with database.tenant_tx(tenants[0], readonly=True) as connection:
            await connection.execute("insert into public.sessions (user_id) values ($1)", tenants[0])


async def test_a_snapshot_does_not_move(database: Database, tenants: tuple[UUID, UUID]) -> None:
    count = "select count(*) from public.sessions"
    async with database.tenant_tx(tenants[0], readonly=True, isolation="repeatable read") as reader:
        assert await reader.fetchval(count) == 0
        async with database.tenant_tx(tenants[0]) as writer:
            await writer.execute("insert into public.sessions (user_id) values ($1)", tenants[0])
        assert await reader.fetchval(count) == 0
    async with database.tenant_tx(tenants[0]) as reader:
        assert await reader.fetchval(count) == 1


async def test_json_is_given_and_taken_as_values(database: Database, tenants: tuple[UUID, UUID]) -> None:
    value = {"text": "ein Drache – «ß»", "list": [1, None, True]}
    async with database.tenant_tx(tenants[0]) as connection:
        assert await connection.fetchval("select $1::jsonb", value) == value


async def test_a_notice_reaches_a_dedicated_connection_at_commit(
    database: Database, tenants: tuple[UUID, UUID]
) -> None:
    heard: asyncio.Queue[object] = asyncio.Queue()
    async with database.dedicated() as listener:
        await listener.add_listener("adventure_test", lambda *told: heard.put_nowait(told[-1]))
        async with database.tenant_tx(tenants[0]) as connection:
            await connection.execute("select pg_notify('adventure_test', 'a:1')")
            assert heard.empty()
        assert await heard.get() == "a:1"


async def test_no_free_connection_is_a_typed_error(database_url: str, tenants: tuple[UUID, UUID]) -> None:
    database = await Database.connect(database_url, min_size=1, max_size=1, acquire_timeout_s=0.05)
    async with database.system_tx():
        with pytest.raises(JournalUnavailableError) as caught:
            async with database.system_tx():
                pytest.fail("there was none")
    assert (caught.value.code, caught.value.retryable) == ("overloaded", True)
    await database.close()


async def test_a_connection_killed_while_idle_is_a_typed_error(
    narrow: Database, tenants: tuple[UUID, UUID], owner_dsn: str
) -> None:
    owner = await asyncpg.connect(owner_dsn)
    with pytest.raises(JournalUnavailableError):
        async with narrow.tenant_tx(tenants[0]) as connection:
            pid = await connection.fetchval("select pg_backend_pid()")
            await owner.fetchval("select pg_terminate_backend($1, 5000)", pid)
            await connection.execute("select 1")
    await owner.close()
    await nobody_stayed(narrow, owner_dsn)


async def test_a_connection_killed_at_work_is_a_typed_error(
    narrow: Database, tenants: tuple[UUID, UUID], owner_dsn: str
) -> None:
    owner = await asyncpg.connect(owner_dsn)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(kill_when_sleeping, owner, owner_dsn)
        with pytest.raises(JournalUnavailableError):
            async with narrow.tenant_tx(tenants[0]) as connection:
                await connection.execute("select pg_sleep(600)")
    await owner.close()
    await nobody_stayed(narrow, owner_dsn)


async def kill_when_sleeping(owner: asyncpg.Connection[asyncpg.Record], owner_dsn: str) -> None:
    await until_sleeping(owner_dsn)
    await owner.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where wait_event = 'PgSleep' and datname = current_database()"
    )


async def test_our_own_mistakes_are_not_called_an_outage(database: Database) -> None:
    with pytest.raises(asyncpg.DataError):
        async with database.system_tx() as connection:
            await connection.fetchval("select $1::int", "no number")
    with pytest.raises(FileNotFoundError):
        async with database.system_tx():
            raise FileNotFoundError


async def test_an_address_that_does_not_answer(database_url: str) -> None:
    with pytest.raises(JournalUnavailableError):
        await Database.connect("postgresql://u:p@127.0.0.1:1/none")


@pytest.mark.parametrize("wrong", ["password", "database", "address"])
async def test_an_address_that_is_wrong(wrong: str, database_url: str) -> None:
    login, rest = database_url.split("@")
    dsn = {
        "password": f"{login}x@{rest}",
        "database": f"{login}@/no_such_database?{rest.partition('?')[2]}",
        "address": "mysql://u:p@localhost/x",
    }[wrong]
    with pytest.raises(ConfigurationError):
        await Database.connect(dsn)


async def test_a_database_that_was_away_is_used_again(made: Path) -> None:
    server = PostgresServer(made)
    await migrate(await server.start())
    database = await Database.connect(server.server_dsn, min_size=2, max_size=2)
    listening = anyio.Event()
    lost: list[JournalUnavailableError] = []

    async def listen() -> None:
        try:
            async with database.dedicated() as connection:
                listening.set()
                await connection.execute("select pg_sleep(600)")
        except JournalUnavailableError as error:
            lost.append(error)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        await listening.wait()
        await server.stop()
    assert lost
    with pytest.raises(JournalUnavailableError):
        async with database.system_tx():
            pytest.fail("it is away")
    await server.start()
    async with database.system_tx() as connection:
        assert await connection.fetchval("select 1") == 1
    await database.close()
    await server.stop()
