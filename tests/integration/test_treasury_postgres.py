"""The ledger under stress: processes at the cap, processes killed, answers lost, calls cancelled, the database away."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from clients.postgres import Connection, Database
from clients.postgres_account_data import PostgresAccountData
from clients.postgres_direction import PostgresDirection
from clients.postgres_treasury import PostgresTreasury
from clients.prices import Prices
from pipeline.call import Usage
from pipeline.errors import EngineError, JournalUnavailableError, SpendCapError
from pipeline.spending import Caps, Sum

PRICES = Prices.load()
NOW = datetime(2026, 11, 23, tzinfo=UTC)
NO_CAPS = Caps()


@pytest.fixture
async def owner(owner_dsn: str) -> AsyncIterator[Any]:
    """The superuser: for arranging and looking."""
    connection = await asyncpg.connect(owner_dsn)
    yield connection
    await connection.close()


async def person(owner: Any) -> tuple[UUID, UUID]:
    user = await owner.fetchval("insert into auth.users (is_anonymous) values (true) returning id")
    return user, await owner.fetchval("insert into sessions (user_id) values ($1) returning id", user)


async def states(owner: Any) -> list[tuple[str, int | None]]:
    rows = await owner.fetch("select state, charged from adventure.ledger order by reserved_at, state")
    return [(row["state"], row["charged"]) for row in rows]


async def server_sum(owner: Any) -> tuple[int, int]:
    row = await owner.fetchrow("select sum(held)::bigint, sum(spent)::bigint from adventure.server_spending")
    return row[0] or 0, row[1] or 0


class Shaky:
    """A database that is away when told, or loses the answers to the next writes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.away = False
        self.lost = 0
        self.tried = asyncio.Event()

    @asynccontextmanager
    async def system_tx(self, *, readonly: bool = False) -> AsyncIterator[Connection]:
        self.tried.set()
        if self.away:
            raise JournalUnavailableError("away")
        async with self.database.system_tx(readonly=readonly) as connection:
            yield connection
        if self.lost and not readonly:
            self.lost -= 1
            raise JournalUnavailableError("The answer was lost.")


@pytest.fixture
def shaky(database: Database) -> Shaky:
    return Shaky(database)


@asynccontextmanager
async def running(
    database: Shaky | Database,
    caps: Caps = NO_CAPS,
    **given: Any,
) -> AsyncIterator[PostgresTreasury]:
    """A treasury whose settlements have an owner."""
    treasury = PostgresTreasury(database, PRICES, caps, now=lambda: NOW, **given)  # type: ignore[arg-type]
    task = asyncio.create_task(treasury.run())
    await asyncio.sleep(0)
    yield treasury
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled() or task.exception() is None, task.exception()


# -- processes ---------------------------------------------------------------------------------------------------------

SPENDER = """
import asyncio, random, sys
from datetime import datetime, UTC
from uuid import UUID
from clients.postgres import Database
from clients.postgres_treasury import PostgresTreasury
from clients.prices import Prices
from pipeline.call import Usage
from pipeline.errors import EngineError, SpendCapError
from pipeline.spending import Caps

async def evening(treasury, dice, tenant, session):
    made = 0
    while True:
        most = dice.randint(1, 90_000)
        try:
            async with treasury.purse(tenant, session).pay("openai", "gpt-5.4-mini", "scene", most) as bill:
                await asyncio.sleep(0)
                match dice.randrange(4):
                    case 0:
                        bill.charge(most, Usage())
                    case 1:
                        bill.charge(dice.randint(0, most), Usage())
                    case 2:
                        raise EngineError("released", charged=False)
                    case _:
                        raise EngineError("unknown")
        except SpendCapError:
            return made
        except EngineError:
            pass
        made += 1

async def main(dsn, cap, *people):
    database = await Database.connect(dsn, max_size=6, acquire_timeout_s=60)
    treasury = PostgresTreasury(database, Prices.load(), Caps(server=int(cap)), patience_s=60)
    running = asyncio.create_task(treasury.run())
    pairs = [(UUID(p[:36]), UUID(p[36:])) for p in people]
    made = await asyncio.gather(*(evening(treasury, random.Random(p), *pair) for p, pair in zip(people, pairs)))
    running.cancel()
    await asyncio.wait([running])
    await database.close()
    print(sum(made))

asyncio.run(main(*sys.argv[1:]))
"""

KILLED = """
import asyncio, sys
from uuid import UUID
from clients.postgres import Database
from clients.postgres_treasury import PostgresTreasury
from clients.prices import Prices
from pipeline.spending import Caps

async def main(dsn, tenant, session):
    database = await Database.connect(dsn)
    treasury = PostgresTreasury(database, Prices.load(), Caps())
    async with treasury.purse(UUID(tenant), UUID(session)).pay("openai", "gpt-5.4-mini", "scene", 700):
        print("reserved", flush=True)
        await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


async def python(source: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", source, *arguments, stdout=asyncio.subprocess.PIPE
    )


async def test_two_hundred_sessions_of_two_processes_at_the_cap(
    owner: Any, database_url: str, database: Database
) -> None:
    """Never a nano-dollar beyond, and every one below it can be had."""
    cap = 20_000_003
    # What no reader in between could miss: each state that is ever written is within the cap.
    await owner.execute(
        f"alter table adventure.server_spending add constraint never_beyond check (held + spent <= {cap})"
    )
    people = ["".join(map(str, await person(owner))) for _ in range(200)]
    processes = [await python(SPENDER, database_url, str(cap), *people[n::2]) for n in range(2)]
    told = await asyncio.gather(*(process.communicate() for process in processes))
    assert [process.returncode for process in processes] == [0, 0]
    made = sum(int(out) for out, _ in told)
    assert made > 200
    assert set(dict(await states(owner))) == {"settled", "released", "unknown"}
    held, spent = await server_sum(owner)
    assert held == 0
    # A refusal counts what others hold, too, and some of it is given back after the last one has asked.
    assert 0.9 * cap < spent <= cap
    booked = "case state when 'settled' then charged when 'unknown' then reserved else 0 end"
    for name in ("session_spending", "account_spending", "server_spending"):
        assert await owner.fetchval(f"select sum(spent)::bigint from adventure.{name}") == spent
    assert await owner.fetchval(f"select sum({booked})::bigint from adventure.ledger") == spent
    tenant, session = await person(owner)
    async with running(database, Caps(server=cap)) as treasury:
        purse = treasury.purse(tenant, session)
        async with purse.pay("openai", "gpt-5.4-mini", "scene", cap - spent) as bill:
            bill.charge(cap - spent, Usage())
        with pytest.raises(SpendCapError):
            async with purse.pay("openai", "gpt-5.4-mini", "scene", 1):
                pass
    assert await server_sum(owner) == (0, cap)


async def test_a_killed_process_leaves_its_reservation(owner: Any, database_url: str, database: Database) -> None:
    tenant, session = await person(owner)
    process = await python(KILLED, database_url, str(tenant), str(session))
    assert process.stdout is not None
    assert await process.stdout.readline() == b"reserved\n"
    process.kill()
    await process.wait()
    assert await states(owner) == [("reserved", None)]
    treasury = PostgresTreasury(database, PRICES, Caps(session=1000))
    assert (await treasury.spending(tenant, session)).session == Sum(0, 700)
    with pytest.raises(SpendCapError):
        async with treasury.purse(tenant, session).pay("openai", "gpt-5.4-mini", "scene", 301):
            pass
    # Much later it is nobody's any more, and what it cost will never be known.
    assert await treasury.sweep() == 0
    later = datetime.now(UTC) + timedelta(hours=1, seconds=5)
    assert await PostgresTreasury(database, PRICES, Caps(), now=lambda: later).sweep() == 1
    assert await states(owner) == [("unknown", None)]
    assert (await treasury.spending(tenant, session)).session == Sum(700)


# -- faults ------------------------------------------------------------------------------------------------------------


async def test_lost_answers_book_and_settle_once(owner: Any, shaky: Shaky) -> None:
    tenant, session = await person(owner)
    async with running(shaky) as treasury:
        shaky.lost = 3
        async with treasury.purse(tenant, session).pay("openai", "gpt-5.4-mini", "scene", 100) as bill:
            assert (await treasury.spending(tenant, session)).session == Sum(0, 100)
            shaky.lost = 3
            bill.charge(60, Usage(input_tokens=3))
    # Nobody waited for the settlement; whoever stops the treasury does.
    spending = await treasury.spending(tenant, session)
    assert (spending.session, spending.account, spending.server) == (Sum(60),) * 3
    assert await states(owner) == [("settled", 60)]


async def test_without_a_ledger_nothing_is_asked(owner: Any, shaky: Shaky) -> None:
    tenant, session = await person(owner)
    async with running(shaky, patience_s=0.05) as treasury:
        shaky.away = True
        with pytest.raises(EngineError) as caught:
            async with treasury.purse(tenant, session).pay("openai", "gpt-5.4-mini", "scene", 100):
                pytest.fail("It must not be asked.")
        assert (caught.value.code, caught.value.charged) == ("busy", False)
        shaky.away = False
    assert await states(owner) == []


async def test_what_may_have_been_booked_is_let_go(owner: Any, shaky: Shaky) -> None:
    tenant, session = await person(owner)
    async with running(shaky, patience_s=1.0) as treasury:
        shaky.lost = 1
        task = asyncio.create_task(_enter(treasury, tenant, session))
        while not await states(owner):
            assert not task.done(), "it gave up before anything was booked"
            await asyncio.sleep(0)
        shaky.away = True
        with pytest.raises(EngineError):
            await task
        shaky.away = False
    assert await states(owner) == [("released", None)]
    assert await server_sum(owner) == (0, 0)


async def _enter(treasury: PostgresTreasury, tenant: UUID, session: UUID) -> None:
    async with treasury.purse(tenant, session).pay("openai", "gpt-5.4-mini", "scene", 100):
        pytest.fail("It must not be asked.")


async def test_a_settlement_outlives_its_cancelled_call_and_the_database(owner: Any, shaky: Shaky) -> None:
    tenant, session = await person(owner)
    async with running(shaky) as treasury:
        under_way = asyncio.Event()

        async def call() -> None:
            async with treasury.purse(tenant, session).pay("openai", "gpt-image-2.5-flare", "paint", 100) as bill:
                bill.charge(40, Usage(images=1))
                under_way.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(call())
        await under_way.wait()
        shaky.away = True
        shaky.tried.clear()
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        await shaky.tried.wait()
        assert await states(owner) == [("reserved", None)]
        shaky.away = False
        # A server that stops now still sees it through.
    assert await states(owner) == [("settled", 40)]
    assert await server_sum(owner) == (0, 40)


async def test_calls_cancelled_anywhere_leave_nothing_held(owner: Any, database: Database) -> None:
    """Wherever in its reservation, its call or its settlement one is cancelled: what the vendor told is booked."""
    tenant, session = await person(owner)
    dice, told = random.Random(7), 0

    async def call() -> None:
        nonlocal told
        async with treasury.purse(tenant, session).pay("openai", "gpt-5.4-mini", "scene", 10) as bill:
            await asyncio.sleep(0)
            bill.charge(7, Usage())
            told += 1
            await asyncio.sleep(0)

    async with running(database) as treasury:
        for _ in range(60):
            tasks = [asyncio.create_task(call()) for _ in range(3)]
            await asyncio.wait(tasks, timeout=dice.random() * 0.012)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
    found = await states(owner)
    assert told > 0
    assert found.count(("settled", 7)) == told
    unknown = found.count(("unknown", None))
    assert len(found) - told - unknown == found.count(("released", None))
    assert await server_sum(owner) == (0, 7 * told + 10 * unknown)


# -- deletion ----------------------------------------------------------------------------------------------------------


async def spend(treasury: PostgresTreasury, tenant: UUID, session: UUID, nano: int) -> None:
    async with treasury.purse(tenant, session).pay("openai", "gpt-5.4-mini", "scene", nano) as bill:
        bill.charge(nano, Usage())


async def test_what_was_paid_stays_paid(owner: Any, database: Database) -> None:
    alice, evening = await person(owner)
    treasury = PostgresTreasury(database, PRICES, Caps(account=100), now=lambda: NOW)
    await spend(treasury, alice, evening, 60)
    await PostgresDirection(database).delete_session(alice, evening)
    assert [tuple(row) for row in await owner.fetch("select session_id, charged from adventure.ledger")] == [(None, 60)]
    assert (await treasury.spending(alice, evening)).account == Sum(60)
    assert await owner.fetchval("select count(*) from adventure.session_spending") == 0
    data = PostgresAccountData(database)
    await data.empty(alice)
    assert await states(owner) == []
    assert (await treasury.spending(alice, evening)).account == Sum(60), "no way around the cap"
    await owner.execute("delete from auth.users where id = $1", alice)
    assert await owner.fetchval("select count(*) from adventure.account_spending") == 0
    assert await server_sum(owner) == (0, 60)


async def test_a_session_deleted_under_a_call(owner: Any, database: Database) -> None:
    alice, evening = await person(owner)
    treasury = PostgresTreasury(database, PRICES, Caps(), now=lambda: NOW)
    async with treasury.purse(alice, evening).pay("openai", "gpt-5.4-mini", "scene", 100) as bill:
        await owner.execute("delete from sessions where id = $1", evening)
        bill.charge(30, Usage())
    assert await states(owner) == [("settled", 30)]
    assert await server_sum(owner) == (0, 30)
    with pytest.raises(EngineError, match="gone") as caught:
        await spend(treasury, alice, evening, 1)
    assert caught.value.charged is False
    assert await server_sum(owner) == (0, 30)


async def test_deleting_and_paying_do_not_wait_for_each_other_in_a_ring(owner: Any, database: Database) -> None:
    treasury = PostgresTreasury(database, PRICES, Caps(), now=lambda: NOW)
    for _ in range(12):
        alice, evening = await person(owner)
        await spend(treasury, alice, evening, 1)

        async def pay(alice: UUID = alice, evening: UUID = evening) -> None:
            with suppress(EngineError):
                for _ in range(8):
                    await spend(treasury, alice, evening, 1)

        await asyncio.gather(pay(), pay(), owner.execute("delete from sessions where id = $1", evening))
    deadlocks = await owner.fetchval("select deadlocks from pg_stat_database where datname = current_database()")
    assert deadlocks == 0
