"""The live usage message: what it says, to whom, and how often."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from fakes.virtual_time import virtual

from pipeline.errors import JournalUnavailableError
from pipeline.spending import CapName, Caps, Reached, Refusal, Spending, Sum, month_of, next_month
from server.protocol import CapReached, Usage
from server.usage_feed import UsageFeed, usage_message

NOVEMBER = date(2026, 11, 1)
CENT = 10_000_000
CAPS = Caps(call=50 * CENT, session=1000 * CENT, account=5000 * CENT, server=20_000 * CENT)


class Till:
    """What was spent, as a test sets it."""

    def __init__(self) -> None:
        self.caps = CAPS
        self.now = Spending(NOVEMBER)
        self.reads = 0
        self.away = 0

    def spend(self, nano_usd: int) -> None:
        self.now = replace(self.now, session=Sum(self.now.session.spent + nano_usd))

    async def spending(self, tenant: UUID, session: UUID) -> Spending:
        self.reads += 1
        await asyncio.sleep(0.01)
        if self.away:
            self.away -= 1
            raise JournalUnavailableError("away")
        return self.now


class Ear:
    """Stands for an outlet: when it was told what."""

    def __init__(self) -> None:
        self.told: list[tuple[float, Usage]] = []

    def send(self, message: Usage) -> None:
        self.told.append((asyncio.get_running_loop().time(), message))


def entered(feed: UsageFeed, session: UUID, ear: Ear) -> None:
    outlet: Any = ear
    feed.enter(uuid4(), session, outlet)


async def settle(feed: UsageFeed, session: UUID, times: int, every_s: float) -> None:
    for _ in range(times):
        feed.on_usage(str(session))
        await asyncio.sleep(every_s)


@virtual
async def test_at_first_and_then_at_most_once_a_second_and_the_last_word_is_the_newest() -> None:
    till, ear, session = Till(), Ear(), uuid4()
    feed = UsageFeed(till)
    run = asyncio.create_task(feed.run())
    entered(feed, session, ear)
    await asyncio.sleep(0.5)
    assert [message.session_usd for _, message in ear.told] == [0.0]
    for n in range(100):
        till.now = replace(till.now, session=Sum(spent=n * CENT))
        feed.on_usage(str(session))
        await asyncio.sleep(0.03)
    await asyncio.sleep(5)
    times = [time for time, _ in ear.told]
    assert all(later - earlier >= 1 for earlier, later in itertools.pairwise(times))
    assert len(times) == 5
    assert ear.told[-1][1].session_usd == 0.99
    await asyncio.sleep(60)
    assert len(ear.told) == 5, "nothing changes, nothing is told"
    run.cancel()
    await asyncio.wait([run])


@virtual
async def test_only_those_who_look_at_that_session_and_only_while_they_do() -> None:
    till, mine, other, late = Till(), Ear(), Ear(), Ear()
    one, two = uuid4(), uuid4()
    feed = UsageFeed(till)
    entered(feed, one, mine)  # before anything runs
    run = asyncio.create_task(feed.run())
    entered(feed, two, other)
    await asyncio.sleep(2)
    till.spend(CENT)
    await settle(feed, one, 1, 2)
    assert (len(mine.told), len(other.told)) == (2, 1)
    await settle(feed, one, 1, 2)
    assert len(mine.told) == 2, "what was told is not told again"
    entered(feed, one, late)
    await asyncio.sleep(2)
    assert (len(mine.told), len(late.told)) == (2, 1), "only the late one does not know it"
    outlet: Any = mine
    feed.leave(one, outlet)
    till.spend(CENT)
    await settle(feed, one, 1, 2)
    assert (len(mine.told), len(late.told)) == (2, 2)
    outlet = late
    feed.leave(one, outlet)
    reads = till.reads
    await settle(feed, one, 3, 2)
    await settle(feed, uuid4(), 1, 2)
    assert till.reads == reads, "what nobody looks at is not read"
    feed.on_connected()
    await asyncio.sleep(2)
    assert len(other.told) == 2
    run.cancel()
    await asyncio.wait([run])


@virtual
async def test_a_database_that_is_away_is_asked_again() -> None:
    till, ear, session = Till(), Ear(), uuid4()
    till.away = 3
    feed = UsageFeed(till)
    run = asyncio.create_task(feed.run())
    entered(feed, session, ear)
    await asyncio.sleep(2)
    assert len(ear.told) == 1
    run.cancel()
    await asyncio.wait([run])


def test_the_message() -> None:
    spending = Spending(NOVEMBER, Sum(42 * CENT, 7 * CENT), Sum(317 * CENT, 9), Sum(9))
    assert usage_message(spending, CAPS) == Usage(
        session_usd=0.42, session_cap_usd=10.0, account_usd=3.17, account_cap_usd=50.0, reached=None
    )
    reached = replace(spending, refusal=Refusal("account", NOVEMBER, 4700 * CENT))
    free = usage_message(reached, replace(CAPS, session=None))
    assert (free.session_cap_usd, free.reached) == (
        None,
        CapReached(cap="account", until=datetime(2026, 12, 1, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    ("cap", "refused_in", "most", "until"),
    [
        ("call", NOVEMBER, 51, None),
        ("call", NOVEMBER, 50, False),
        ("session", NOVEMBER, 901, None),
        ("session", date(2026, 10, 1), 901, None),
        ("session", NOVEMBER, 900, False),
        ("account", NOVEMBER, 4001, datetime(2026, 12, 1, tzinfo=UTC)),
        ("account", NOVEMBER, 4000, False),
        ("account", date(2026, 10, 1), 4001, False),
        ("server", NOVEMBER, 10_001, datetime(2026, 12, 1, tzinfo=UTC)),
        ("server", NOVEMBER, 10_000, False),
    ],
)
def test_a_cap_is_reached_while_the_refused_call_would_still_be_refused(
    cap: CapName, refused_in: date, most: int, until: datetime | bool | None
) -> None:
    sums = (Sum(60 * CENT, 40 * CENT), Sum(900 * CENT, 100 * CENT), Sum(10_000 * CENT))
    spending = Spending(NOVEMBER, *sums, Refusal(cap, refused_in, most * CENT))
    expected = None if isinstance(until, bool) else Reached(cap, until)
    assert spending.reached(CAPS) == expected
    assert spending.reached(Caps()) is None, "there is no such cap any more"


def test_months() -> None:
    assert month_of(datetime.fromisoformat("2026-12-31T23:59:59+00:00")) == date(2026, 12, 1)
    assert month_of(datetime.fromisoformat("2027-01-01T00:30:00+01:00")) == date(2026, 12, 1)
    assert next_month(date(2026, 12, 1)) == datetime(2027, 1, 1, tzinfo=UTC)
