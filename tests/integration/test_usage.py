"""Usage by day and by session: the sums are those of what is stored, and of nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from harness.client import PATIENCE_S, sign_up
from harness.looking import Rows
from harness.processes import ServerProcess

USAGE = "/api/v1/usage"
NOTHING = {"heard_s": 0.0, "utterances": 0, "scenes": 0, "pictures": 0, "engine_ms": 0, "cost_usd": 0.0}


class Person:
    """Someone with sessions whose rows a test writes as it needs them."""

    def __init__(self, http: httpx.AsyncClient, rows: Rows, user: UUID) -> None:
        self.http = http
        self.rows = rows
        self.user = user

    async def session(self, name: str) -> UUID:
        query = "insert into sessions (user_id, name, start_time) values ($1, $2, clock_timestamp()) returning id"
        return await self.rows.value(query, self.user, name)

    async def said(self, session: UUID, at: datetime, seconds: float) -> None:
        await self.rows.value(
            """insert into jobs (user_id, session_id, stream_id, cut, mode, from_sample, to_sample, created_at)
            values ($1, $2, $3, 0, 'live', 16000, $4, $5)""",
            self.user, session, uuid4(), 16_000 + round(seconds * 16_000), at,
        )  # fmt: skip

    async def painted(self, session: UUID, at: datetime, scene: int, *durations: int) -> None:
        await self.rows.value(
            "insert into scenes (session_id, number, user_id, mode, utterances, created_at)"
            " values ($1, $2, $3, 'live', '{}', $4)",
            session, scene, self.user, at,
        )  # fmt: skip
        for duration in durations:
            await self.rows.value(
                """insert into pictures (id, user_id, session_id, scene, key, content_type, width, height, quality,
                engine, bytes, duration_ms, created_at)
                values ($1, $2, $3, $4, 'k', 'image/webp', 16, 9, 'final', 'offline', 1, $5, $6)""",
                uuid4().hex, self.user, session, scene, duration, at,
            )  # fmt: skip

    async def usage(self, **query: str) -> dict[str, Any]:
        answer = await self.http.get(USAGE, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def someone(standing: ServerProcess, standing_rows: Rows) -> AsyncIterator[Someone]:
    async with AsyncExitStack() as stack:

        async def new() -> Person:
            headers = {"authorization": f"Bearer {await sign_up(standing.url)}"}
            http = await stack.enter_async_context(
                httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url, headers=headers)
            )
            user = await standing_rows.value("select id from auth.users order by created_at desc limit 1")
            return Person(http, standing_rows, user)

        yield new


Someone = Callable[[], Awaitable[Person]]


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


async def test_days_and_sessions_add_up(someone: Someone) -> None:
    alice, other = await someone(), await someone()
    for person in (alice, other):
        one, two = await person.session("one"), await person.session("two")
        await person.said(one, at(1, 0), 2.5)
        await person.said(one, at(1, 23), 1)
        await person.said(two, at(3), 10)
        await person.painted(one, at(1), 1, 100, 250)
        await person.painted(two, at(4), 1)
        await person.said(two, at(9), 100)
    told = await alice.usage(**{"from": "2026-03-01", "to": "2026-03-04"})
    first = {"heard_s": 3.5, "utterances": 2, "scenes": 1, "pictures": 2, "engine_ms": 350, "cost_usd": 0.0}
    assert told["days"] == [
        {"day": "2026-03-01", **first},
        {"day": "2026-03-03", **NOTHING, "heard_s": 10.0, "utterances": 1},
        {"day": "2026-03-04", **NOTHING, "scenes": 1},
    ]
    sessions = [{name: row[name] for name in ("name", *NOTHING)} for row in told["sessions"]]
    assert sessions == [
        {"name": "two", **NOTHING, "heard_s": 10.0, "utterances": 1, "scenes": 1},
        {"name": "one", **first},
    ]
    assert told["total"] == {
        "heard_s": 13.5, "utterances": 3, "scenes": 2, "pictures": 2, "engine_ms": 350, "cost_usd": 0.0,
    }  # fmt: skip


async def test_days_are_whole_days_of_utc_both_ends_included(someone: Someone) -> None:
    alice = await someone()
    session = await alice.session("one")
    for moment in (at(1, 0), at(1) + timedelta(hours=11, minutes=59), at(2, 0)):
        await alice.said(session, moment, 1)
    for first, last, count in (("01", "01", 2), ("02", "02", 1), ("01", "02", 3), ("03", "04", 0)):
        told = await alice.usage(**{"from": f"2026-03-{first}", "to": f"2026-03-{last}"})
        assert told["total"]["utterances"] == count
        assert (told["from"], told["to"]) == (f"2026-03-{first}", f"2026-03-{last}")


async def test_without_a_question_it_is_the_last_thirty_days(someone: Someone) -> None:
    alice = await someone()
    told = await alice.usage()
    assert date.fromisoformat(told["to"]) - date.fromisoformat(told["from"]) == timedelta(days=30)
    assert (told["total"], told["days"], told["sessions"]) == (NOTHING, [], [])
    session = await alice.session("now")
    await alice.said(session, datetime.now(UTC), 1)
    assert (await alice.usage())["total"]["heard_s"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "2024-01-01", "to": "2026-03-01"},
        {"from": "yesterday"},
        {"to": "9999-12-31"},
        {"to": "0001-01-01"},
    ],
)
async def test_impossible_times_are_refused(someone: Someone, query: dict[str, str]) -> None:
    alice = await someone()
    answer = await alice.http.get(USAGE, params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_request")
