"""One at a time, the first door before the second; a holder that is cancelled gives the turn back."""

from __future__ import annotations

import asyncio

from fakes.virtual_time import virtual

from pipeline.turn import Turn


@virtual
async def test_nobody_comes_by_the_second_door_while_someone_waits_at_the_first() -> None:
    turn = Turn()
    order: list[str] = []

    async def first(name: str, after: float) -> None:
        await asyncio.sleep(after)
        async with turn.first():
            order.append(name)
            await asyncio.sleep(5)

    async def second() -> None:
        await asyncio.sleep(1)
        async with turn.second():
            order.append("second")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(first("a", 0))
        tasks.create_task(second())
        for n, name in enumerate("bcd"):
            tasks.create_task(first(name, 2 + n))
    assert order == ["a", "b", "c", "d", "second"]


@virtual
async def test_a_cancelled_holder_and_a_cancelled_waiter_leave_the_turn_free() -> None:
    turn = Turn()

    async def hold() -> None:
        async with turn.first():
            await asyncio.sleep(100)

    holder, waiter = asyncio.create_task(hold()), asyncio.create_task(hold())
    await asyncio.sleep(1)
    waiter.cancel()
    holder.cancel()
    await asyncio.wait([holder, waiter])
    async with asyncio.timeout(1), turn.second():
        pass
