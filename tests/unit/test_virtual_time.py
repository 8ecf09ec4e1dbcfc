"""Virtual time itself: it jumps, keeps order, and tells deadlocks and leaks."""

from __future__ import annotations

import asyncio
import time

import pytest
from fakes.virtual_time import DeadlockError, LeakedTasksError, run_virtual, virtual


@virtual
async def test_an_hour_passes_at_once() -> None:
    real = time.monotonic()
    loop = asyncio.get_running_loop()
    await asyncio.sleep(3600)
    assert loop.time() == 3600
    assert time.monotonic() - real < 60


@virtual
async def test_timers_fire_in_the_order_of_their_time() -> None:
    fired: list[tuple[float, float]] = []

    async def at(seconds: float) -> None:
        await asyncio.sleep(seconds)
        fired.append((seconds, asyncio.get_running_loop().time()))

    async with asyncio.TaskGroup() as tasks:
        for seconds in (3.0, 0.5, 2.0, 0.0):
            tasks.create_task(at(seconds))
    assert fired == [(0.0, 0.0), (0.5, 0.5), (2.0, 2.0), (3.0, 3.0)]


@virtual
async def test_a_deadline_cuts_what_hangs() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(10):
            await asyncio.Event().wait()
    assert asyncio.get_running_loop().time() == 10


def test_a_deadlock_names_who_waits_and_where() -> None:
    async def stuck() -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(stuck(), name="the one that is stuck")

    with pytest.raises(DeadlockError, match=r"2 tasks wait(.|\n)*the one that is stuck: stuck:\d+ > wait:\d+"):
        run_virtual(main())


def test_tasks_left_running_are_told() -> None:
    kept: list[asyncio.Task[None]] = []

    async def main() -> None:
        kept.append(asyncio.create_task(asyncio.sleep(1), name="forgotten"))

    with pytest.raises(LeakedTasksError, match="forgotten"):
        run_virtual(main())
    assert kept[0].cancelled()


def test_an_error_comes_through() -> None:
    async def main() -> None:
        await asyncio.sleep(1)
        raise KeyError("it")

    with pytest.raises(KeyError):
        run_virtual(main())


@virtual
async def test_threads_are_refused() -> None:
    with pytest.raises(RuntimeError, match="virtual"):
        await asyncio.to_thread(time.sleep, 0)
