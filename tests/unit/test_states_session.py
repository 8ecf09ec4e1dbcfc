"""Two owners and more fight over a session, drawn by hypothesis, against the journal in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fakes.session_machine import SessionMachine
from fakes.worlds import MemoryWorld, World
from hypothesis import settings


class InMemory(SessionMachine):
    def open_world(self) -> AbstractAsyncContextManager[World]:
        @asynccontextmanager
        async def world() -> AsyncIterator[World]:
            yield MemoryWorld()

        return world()


TestSessionInMemory = InMemory.TestCase
TestSessionInMemory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
