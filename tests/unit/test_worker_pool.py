"""Few workers, many sessions: the table before files, each session in its turn, and nobody's worker is lost."""

from __future__ import annotations

import asyncio
import os

import pytest

from clients.local.worker import Worker
from clients.local.worker_pool import WorkerPool


async def served(calls: list[tuple[str, bool]]) -> list[str]:
    """The order in which callers who wait for one worker are served. It is busy while they come."""
    pool = WorkerPool([Worker("test")])
    order: list[str] = []

    async def call(session: str, live: bool) -> None:
        async with pool.lend(session, live=live):
            order.append(session)

    async with asyncio.TaskGroup() as tasks, pool.lend("busy", live=True):
        for session, live in calls:
            tasks.create_task(call(session, live))
        await asyncio.sleep(0)
    return order


async def test_sessions_take_turns() -> None:
    assert await served([("a", True)] * 3 + [("b", True)] * 2 + [("c", True)]) == ["a", "b", "c", "a", "b", "a"]


async def test_the_table_comes_before_files() -> None:
    assert await served([("file", False), ("file", False), ("a", True), ("b", True)]) == ["a", "b", "file", "file"]


async def test_of_free_workers_the_liked_one_is_lent() -> None:
    pool = WorkerPool([Worker("one"), Worker("two")])
    two = pool.workers[1]
    async with pool.lend("a", live=True, liked=lambda worker: worker is two) as first:
        async with pool.lend("b", live=True, liked=lambda worker: worker is two) as second:
            assert (first, second) == (two, pool.workers[0])


async def test_it_is_idle_only_while_every_worker_is_free() -> None:
    pool = WorkerPool([Worker("one"), Worker("two")])
    assert pool.idle
    async with pool.lend("a", live=True):
        assert not pool.idle
        async with pool.lend("b", live=True):
            assert not pool.idle
    assert pool.idle


@pytest.mark.parametrize("granted", [False, True])
async def test_whoever_goes_away_while_waiting_takes_no_worker_along(granted: bool) -> None:
    pool = WorkerPool([Worker("test")])

    async def call() -> None:
        async with pool.lend("gone", live=True):
            raise AssertionError

    async with pool.lend("busy", live=True):
        gone = asyncio.create_task(call())
        await asyncio.sleep(0)
        if not granted:
            gone.cancel()
            await asyncio.wait([gone])
    gone.cancel()  # after its worker was granted, before it ran
    await asyncio.wait([gone])
    async with asyncio.timeout(5), pool.lend("next", live=True) as worker:
        assert worker is pool.workers[0]


async def test_two_workers_are_two_processes() -> None:
    pool = WorkerPool([Worker("one"), Worker("two")])

    async def pid() -> int:
        async with pool.lend("a", live=True) as worker:
            return await worker.call(os.getpid, deadline_s=60.0)

    first, second = await asyncio.gather(pid(), pid())
    assert first != second
    await pool.aclose()
