"""Reads something again whenever it may have changed, a task for each thing: woken as often as one likes, read once.

What is read, and who is told of it, is its user's; of changes it learns only by being woken.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from pipeline.errors import JournalUnavailableError

RETRY_S = 0.25
"""Until it is tried again while the database is away."""


class Subject(Protocol):
    """What is read."""

    async def read(self) -> float | None:
        """Read it and tell whoever is to know; returns after how many seconds it is read again in any case, if at all.

        Raises ``JournalUnavailableError``: then it is called again soon.
        """
        ...


S = TypeVar("S", bound=Subject)


class _Task:
    def __init__(self, subject: Subject, pause_s: float) -> None:
        self._subject = subject
        self._pause_s = pause_s
        self._task: asyncio.Task[None] | None = None
        self.wake = asyncio.Event()

    def start(self, tasks: asyncio.TaskGroup) -> None:
        self._task = tasks.create_task(self._run())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        lapse: float | None = None
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(lapse):
                    await self.wake.wait()
            # Before the read: what is changed while it runs is read again.
            self.wake.clear()
            try:
                lapse = await self._subject.read()
            except JournalUnavailableError:
                self.wake.set()
                await asyncio.sleep(RETRY_S)
                continue
            if self._pause_s:
                await asyncio.sleep(self._pause_s)


class Rereading(Generic[S]):
    """Subjects by their ids. One task calls ``run``, which owns their tasks. ``pause_s``: least time between two reads
    of one of them.
    """

    def __init__(self, *, pause_s: float = 0.0) -> None:
        self._pause_s = pause_s
        self._known: dict[UUID, tuple[S, _Task]] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Own the tasks until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            for _, task in self._known.values():
                task.start(tasks)
            await asyncio.Event().wait()

    def get(self, key: UUID) -> S | None:
        """Who is known by this id."""
        known = self._known.get(key)
        return None if known is None else known[0]

    def add(self, key: UUID, subject: S) -> S:
        """Read it from now on, first when it is woken."""
        task = _Task(subject, self._pause_s)
        self._known[key] = subject, task
        if self._tasks is not None:
            task.start(self._tasks)
        return subject

    def remove(self, key: UUID) -> None:
        """Read it no more."""
        _, task = self._known.pop(key)
        task.stop()

    def wake(self, key: UUID) -> None:
        """It may have changed."""
        known = self._known.get(key)
        if known is not None:
            known[1].wake.set()

    def wake_all(self) -> None:
        """Anything may have changed."""
        for _, task in self._known.values():
            task.wake.set()
