"""One at a time, and those who may not wait before those who may. It knows nothing of what is done in a turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Turn:
    """A lock with two doors: nobody comes in by ``second`` while someone waits at ``first``."""

    def __init__(self) -> None:
        self._condition = asyncio.Condition()
        self._held = False
        self._at_first = 0

    @asynccontextmanager
    async def first(self) -> AsyncGenerator[None]:
        """Hold the turn as soon as it is free."""
        async with self._condition:
            self._at_first += 1
            try:
                await self._condition.wait_for(lambda: not self._held)
            finally:
                self._at_first -= 1
                self._condition.notify_all()
            self._held = True
        try:
            yield
        finally:
            await self._release()

    @asynccontextmanager
    async def second(self) -> AsyncGenerator[None]:
        """Hold the turn once it is free and nobody waits at ``first``."""
        async with self._condition:
            await self._condition.wait_for(lambda: not self._held and not self._at_first)
            self._held = True
        try:
            yield
        finally:
            await self._release()

    async def _release(self) -> None:
        # Given back before anything is awaited: a cancelled holder must not keep it.
        self._held = False
        async with self._condition:
            self._condition.notify_all()
