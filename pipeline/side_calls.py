"""Calls to engines that may turn out to be in vain: begun early, bounded, and waited for by whoever can use them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.errors import EngineError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class SideCall(Generic[T]):
    """One of them, under way or over."""

    task: asyncio.Task[T | EngineError]

    async def answer(self) -> T:
        """What was answered. Raises ``EngineError``."""
        answer = await self.task
        if isinstance(answer, EngineError):
            raise answer
        return answer


class SideCalls:
    """At most ``most`` at once: one that nobody needs any more may take its time. One task calls ``run``."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: asyncio.TaskGroup | None = None
        self._closed = asyncio.Event()
        self._under_way = 0

    async def run(self) -> None:
        """Own the calls until ``close``, and see through what is under way then."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                await self._closed.wait()
            finally:
                self._tasks = None

    def close(self) -> None:
        """Nothing more is begun."""
        self._closed.set()

    def begin(self, ask: Callable[[], Awaitable[T]]) -> SideCall[T] | None:
        """Begin a call; None while too many are under way, and outside of ``run``."""
        if self._tasks is None or self._under_way >= self._most:
            return None
        self._under_way += 1
        task = self._tasks.create_task(_answered(ask))
        task.add_done_callback(self._ended)
        return SideCall(task)

    def _ended(self, _task: asyncio.Task[T | EngineError]) -> None:
        self._under_way -= 1


async def _answered(ask: Callable[[], Awaitable[T]]) -> T | EngineError:
    try:
        return await ask()
    except EngineError as error:
        return error  # raised where the answer is awaited, if anybody does
