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

    task: asyncio.Task[T | None]

    async def answer(self) -> T | None:
        """What was answered; None where nothing was: then it is as if it had never been made."""
        return await self.task

    def cancel(self) -> None:
        """Nobody will ask for the answer."""
        self.task.cancel()


class SideCalls:
    """At most ``most`` at once: one that nobody needs any more may take its time. One task calls ``run``."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: asyncio.TaskGroup | None = None
        self._under_way: set[asyncio.Task[object]] = set()
        self._end = asyncio.Event()

    async def run(self) -> None:
        """Own the calls until ``end``."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                await self._end.wait()
            finally:
                self._tasks = None
                for task in self._under_way:
                    task.cancel()

    def end(self) -> None:
        """Nobody will use an answer any more: what is under way is cancelled."""
        self._end.set()

    def begin(self, ask: Callable[[], Awaitable[T]]) -> SideCall[T] | None:
        """Begin a call; None while too many are under way, and outside of ``run``."""
        if self._tasks is None or len(self._under_way) >= self._most:
            return None
        task = self._tasks.create_task(_answered(ask))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return SideCall(task)


async def _answered(ask: Callable[[], Awaitable[T]]) -> T | None:
    try:
        return await ask()
    except EngineError:
        return None  # whoever needs it asks for it in earnest, with all that belongs to that
