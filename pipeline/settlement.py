"""Counts the work that has no result yet, so that someone can wait for all of it. It runs nothing."""

from __future__ import annotations

import asyncio


class Settlement:
    """Utterances that were heard and whose last result is not recorded yet."""

    def __init__(self) -> None:
        self._open = 0
        self._changed = asyncio.Event()

    @property
    def open(self) -> int:
        """How many utterances have no last result yet."""
        return self._open

    def add(self, utterances: int = 1) -> None:
        """Count work that began."""
        self._open += utterances

    def done(self, utterances: int = 1) -> None:
        """Count work whose last result is recorded."""
        self._open -= utterances
        self._changed.set()

    async def below(self, limit: int) -> None:
        """Wait until fewer than ``limit`` utterances are open."""
        while self._open >= limit:
            self._changed.clear()
            await self._changed.wait()
