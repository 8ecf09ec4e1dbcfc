"""Patience with the journal: a write is tried until it is stored. It decides nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pipeline.errors import JournalUnavailableError

T = TypeVar("T")

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0


async def durably(call: Callable[[], Awaitable[T]]) -> T:
    """Make ``call`` until the database is there. Each write may be made again (see ``SessionJournal``)."""
    pause = FIRST_PAUSE_S
    while True:
        try:
            return await call()
        except JournalUnavailableError:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
