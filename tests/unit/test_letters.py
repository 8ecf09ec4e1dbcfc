"""Letters wait in a line of their own, and only so many of them."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from fakes.virtual_time import virtual

from pipeline.errors import AdventureError
from server.auth.letters import WAITING, Letters, Wanted


class Accounts:
    """Everybody has one."""

    async def find(self, email: str) -> object:
        return SimpleNamespace(user_id=uuid4(), confirmed_at=None)

    async def keep_letter(self, user_id: UUID, *letter: object) -> None:
        """Nobody will open it."""


class Post:
    """Takes nothing before it is ``open``."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.sent: list[str] = []

    async def send(self, to: str, subject: str, text: str) -> None:
        await self.open.wait()
        self.sent.append(to)


def wanted(n: int) -> Wanted:
    return Wanted("recovery", f"{n}@example.org", None, "http://127.0.0.1", None, None)


@virtual
async def test_a_post_that_stands_still_costs_no_memory() -> None:
    """Whoever asks for one too many is told to come again; those before it get theirs, in order."""
    post = Post()
    letters = Letters(cast("Any", Accounts()), post)
    running = asyncio.create_task(letters.run())
    letters.ask(wanted(0))
    await asyncio.sleep(1)  # it is on its way
    for n in range(1, WAITING + 1):
        letters.ask(wanted(n))
    with pytest.raises(AdventureError) as caught:
        letters.ask(wanted(-1))
    assert (caught.value.code, caught.value.retryable) == ("overloaded", True)
    post.open.set()
    await asyncio.sleep(1)
    letters.ask(wanted(WAITING + 1))
    await asyncio.sleep(1)
    running.cancel()
    await asyncio.wait([running])
    assert post.sent == [f"{n}@example.org" for n in range(WAITING + 2)]
