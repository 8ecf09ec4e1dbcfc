"""What every treasury promises: the one on PostgreSQL and the one of the tests alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid4

import asyncpg
import pytest
from fakes.memory_treasury import MemoryTreasury

from clients.postgres import Database
from clients.postgres_treasury import PostgresTreasury
from clients.prices import Prices
from pipeline.call import Purse, Stage, Usage
from pipeline.errors import EngineError, RefusedError, SpendCapError
from pipeline.ports import Treasury
from pipeline.spending import Caps, Reached, Spending, Sum

PRICES = Prices.load()
NO_CAPS = Caps()
NOVEMBER = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


class Clock:
    """What time it is."""

    def __init__(self) -> None:
        self.time = NOVEMBER

    def __call__(self) -> datetime:
        return self.time


class Readable(Treasury, Protocol):
    """A treasury that tells what was spent."""

    @property
    def caps(self) -> Caps: ...

    async def spending(self, tenant: UUID, session: UUID) -> Spending: ...


class Line(NamedTuple):
    """A call as it was booked."""

    stage: str
    provider: str
    model: str
    state: str
    reserved: int
    charged: int | None
    utterance: int | None
    scene: int | None


class Bank:
    """A kind of treasury, and who may spend there."""

    def __init__(
        self,
        open_: Callable[[Caps, Clock], Readable],
        person: Callable[[], Awaitable[tuple[UUID, UUID]]],
        lines: Callable[[UUID], Awaitable[list[Line]]],
    ) -> None:
        self.clock = Clock()
        self.person = person
        self.lines = lines
        self._open = open_

    def open(self, caps: Caps = NO_CAPS) -> Readable:
        return self._open(caps, self.clock)


@pytest.fixture(params=["memory", "postgres"])
def bank(request: pytest.FixtureRequest) -> Bank:
    return request.getfixturevalue(f"{request.param}_bank")


@pytest.fixture
def memory_bank() -> Bank:
    treasuries: list[MemoryTreasury] = []

    def open_(caps: Caps, clock: Clock) -> Readable:
        treasuries.append(MemoryTreasury(caps, now=clock))
        return treasuries[-1]

    async def person() -> tuple[UUID, UUID]:
        return uuid4(), uuid4()

    async def lines(session: UUID) -> list[Line]:
        return [
            Line(e.stage, e.provider, e.model, e.state, e.reserved, e.charged, e.utterance, e.scene)
            for treasury in treasuries
            for e in treasury.entries
            if e.session == session
        ]

    return Bank(open_, person, lines)


@pytest.fixture
async def postgres_bank(database: Database, owner_dsn: str) -> AsyncIterator[Bank]:
    owner = await asyncpg.connect(owner_dsn)

    def open_(caps: Caps, clock: Clock) -> Readable:
        return PostgresTreasury(database, PRICES, caps, now=clock)

    async def person() -> tuple[UUID, UUID]:
        user = await owner.fetchval("insert into auth.users (is_anonymous) values (true) returning id")
        return user, await owner.fetchval("insert into sessions (user_id) values ($1) returning id", user)

    async def lines(session: UUID) -> list[Line]:
        rows: list[Any] = await owner.fetch(
            "select stage, provider, model, state, reserved, charged, job, scene from adventure.ledger"
            " where session_id = $1 order by reserved_at, settled_at",
            session,
        )
        return [Line(*row) for row in rows]

    yield Bank(open_, person, lines)
    await owner.close()


async def pay(purse: Purse, most: int, charged: int | None = None, error: BaseException | None = None) -> None:
    """A call that may cost ``most``; the vendor takes ``charged``, then it ends with ``error``."""
    async with purse.pay("openai", "gpt-5.4-mini", "scene", most) as bill:
        if charged is not None:
            bill.charge(charged, Usage(input_tokens=7))
        if error is not None:
            raise error


@pytest.mark.parametrize(
    ("charged", "error", "state", "counted"),
    [
        (40, None, "settled", 40),
        (0, None, "settled", 0),
        (None, None, "unknown", 100),
        (None, EngineError("no", charged=False), "released", 0),
        (None, EngineError("who knows", charged=None), "unknown", 100),
        (None, EngineError("yes", charged=True), "unknown", 100),
        (None, RuntimeError("broke"), "unknown", 100),
        (40, RefusedError("no", charged=False), "settled", 40),
        (40, RuntimeError("broke"), "settled", 40),
        (140, None, "settled", 140),
    ],
)
async def test_how_a_call_ends(
    bank: Bank, charged: int | None, error: Exception | None, state: str, counted: int
) -> None:
    treasury = bank.open()
    tenant, session = await bank.person()
    purse = treasury.purse(tenant, session, scene=3)
    with nullcontext() if error is None else pytest.raises(type(error)):
        await pay(purse, 100, charged, error)
    told = charged if state == "settled" else None
    assert await bank.lines(session) == [Line("scene", "openai", "gpt-5.4-mini", state, 100, told, None, 3)]
    assert purse.spent == counted
    spending = await treasury.spending(tenant, session)
    assert (spending.session, spending.account, spending.server) == (Sum(counted),) * 3


async def test_while_it_lasts_it_is_held_and_does_not_count_as_spent(bank: Bank) -> None:
    treasury = bank.open()
    tenant, session = await bank.person()
    purse = treasury.purse(tenant, session, utterance=5)
    async with purse.pay("openai", "gpt-transcribe", "transcribe", 100) as bill:
        assert [(line.state, line.utterance) for line in await bank.lines(session)] == [("reserved", 5)]
        spending = await treasury.spending(tenant, session)
        assert (spending.session, spending.account, spending.server) == (Sum(0, 100),) * 3
        assert purse.spent == 0
        bill.charge(30, Usage(audio_s=1.5))
    assert (await treasury.spending(tenant, session)).session == Sum(30)


async def test_what_costs_nothing_is_not_booked(bank: Bank) -> None:
    treasury = bank.open(Caps(0, 0, 0, 0))
    tenant, session = await bank.person()
    purse = treasury.purse(tenant, session)
    await pay(purse, 0, 0)
    assert (purse.spent, await bank.lines(session)) == (0, [])


@pytest.mark.parametrize("cap", ["call", "session", "account", "server"])
async def test_each_cap_is_kept_to_the_last_nano_dollar(bank: Bank, cap: str) -> None:
    treasury = bank.open(Caps(**{cap: 100}))
    tenant, session = await bank.person()
    purse = treasury.purse(tenant, session)
    if cap != "call":
        await pay(purse, 60, 60)
        await pay(purse, 40, 40)  # all of it can be used
    with pytest.raises(SpendCapError, match=f"ADVENTURE_SPEND_{cap.upper()}_USD") as caught:
        await pay(purse, 101 if cap == "call" else 1)
    assert (caught.value.code, caught.value.retryable) == ("spend_cap", False)
    assert ("1 December 2026 (UTC)" in caught.value.message) == (cap in ("account", "server"))
    assert len(await bank.lines(session)) == (0 if cap == "call" else 2), "what is refused leaves nothing"
    spending = await treasury.spending(tenant, session)
    assert spending.session == Sum(0 if cap == "call" else 100)
    until = DECEMBER if cap in ("account", "server") else None
    assert spending.reached(treasury.caps) == Reached(cap, until)  # type: ignore[arg-type]


async def test_a_cap_of_nothing_forbids_what_costs_something(bank: Bank) -> None:
    for caps in (Caps(call=0), Caps(session=0), Caps(account=0), Caps(server=0)):
        tenant, session = await bank.person()
        with pytest.raises(SpendCapError):
            await pay(bank.open(caps).purse(tenant, session), 1)
        assert await bank.lines(session) == []


async def test_what_is_held_counts_and_what_is_let_go_can_be_spent_again(bank: Bank) -> None:
    treasury = bank.open(Caps(session=100))
    tenant, session = await bank.person()
    purse = treasury.purse(tenant, session)
    async with purse.pay("google", "gemini-3.1-flash-image", "paint", 90) as bill:
        with pytest.raises(SpendCapError):
            await pay(purse, 11)
        assert (await treasury.spending(tenant, session)).reached(treasury.caps)
        bill.charge(20, Usage(images=1))
    assert (await treasury.spending(tenant, session)).reached(treasury.caps) is None
    await pay(purse, 80, 80)
    assert (await treasury.spending(tenant, session)).session == Sum(100)


async def test_each_has_caps_of_its_own_and_all_share_the_servers(bank: Bank) -> None:
    treasury = bank.open(Caps(session=10, account=15, server=25))
    (alice, one), (bob, third) = await bank.person(), await bank.person()
    await pay(treasury.purse(alice, one), 10, 10)
    with pytest.raises(SpendCapError, match="SESSION"):
        await pay(treasury.purse(alice, one), 1)
    await pay(treasury.purse(bob, third), 10, 10)
    assert (await treasury.spending(alice, one)).account == Sum(10)
    carol, fourth = await bank.person()
    with pytest.raises(SpendCapError, match="SERVER"):
        await pay(treasury.purse(carol, fourth), 6)
    await pay(treasury.purse(carol, fourth), 5, 5)
    spending = await treasury.spending(carol, fourth)
    assert (spending.session, spending.account, spending.server) == (Sum(5), Sum(5), Sum(25))


async def test_what_may_be_in_vain_leaves_the_last_tenth_and_nobody_hears_of_it(bank: Bank) -> None:
    treasury = bank.open(Caps(session=100, account=1000, server=1000))
    tenant, session = await bank.person()
    ahead = treasury.purse(tenant, session, ahead=True)
    await pay(ahead, 80, 80)
    with pytest.raises(SpendCapError):
        await pay(ahead, 11)
    assert (await treasury.spending(tenant, session)).refusal is None
    await pay(ahead, 10, 10)
    await pay(treasury.purse(tenant, session), 10, 10)
    spending = await treasury.spending(tenant, session)
    assert (spending.session, spending.refusal) == (Sum(100), None)


async def test_a_new_month_begins_anew_and_a_call_counts_where_it_began(bank: Bank) -> None:
    treasury = bank.open(Caps(account=100, server=100))
    tenant, session = await bank.person()
    purse = treasury.purse(tenant, session)
    async with purse.pay("openai", "gpt-5.4-mini", "scene", 100) as bill:
        with pytest.raises(SpendCapError):
            await pay(purse, 1)
        bank.clock.time = DECEMBER
        await pay(purse, 70, 70)
        assert (await treasury.spending(tenant, session)).reached(treasury.caps) is None
        bill.charge(90, Usage())
    december = await treasury.spending(tenant, session)
    assert (december.session, december.account, december.server) == (Sum(160), Sum(70), Sum(70))
    bank.clock.time = NOVEMBER
    assert (await treasury.spending(tenant, session)).account == Sum(90)


async def test_one_beyond_its_reservation_is_booked_all_the_same(bank: Bank) -> None:
    treasury = bank.open(Caps(call=100, session=100))
    tenant, session = await bank.person()
    await pay(treasury.purse(tenant, session), 100, 250)
    assert (await treasury.spending(tenant, session)).session == Sum(250)
    with pytest.raises(SpendCapError):
        await pay(treasury.purse(tenant, session), 1)


@pytest.mark.parametrize("told", [True, False])
async def test_a_call_that_is_cancelled_keeps_what_the_vendor_told(bank: Bank, told: bool) -> None:
    treasury = bank.open()
    tenant, session = await bank.person()
    purse, under_way = treasury.purse(tenant, session), asyncio.Event()

    async def call(stage: Stage = "paint") -> None:
        async with purse.pay("openai", "gpt-image-2.5-flare", stage, 100) as bill:
            if told:
                bill.charge(30, Usage(images=1))
            under_way.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(call())
    await under_way.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    [line] = await bank.lines(session)
    assert (line.state, line.charged, purse.spent) == (("settled", 30, 30) if told else ("unknown", None, 100))


async def test_many_at_once_at_the_cap(bank: Bank) -> None:
    treasury = bank.open(Caps(account=1000))
    tenant, session = await bank.person()

    async def one() -> bool:
        try:
            await pay(treasury.purse(tenant, session), 37, 37)
        except SpendCapError:
            return False
        return True

    made = await asyncio.gather(*(one() for _ in range(60)))
    assert sum(made) == 1000 // 37
    assert (await treasury.spending(tenant, session)).account == Sum(37 * 27)
