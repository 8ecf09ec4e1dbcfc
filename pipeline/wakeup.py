"""Tells who reads the journal for work that there may be more of it. It reads nothing."""

from __future__ import annotations

import asyncio


class Wakeup:
    """Begins awake: what a former owner left is read, too.

    A reader calls ``begin`` before each look at the journal and ``rest`` where it found nothing, until ``closed``.
    """

    def __init__(self) -> None:
        self.awake = True
        """Whether there may be something that was not read yet."""
        self.closed = False
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be more."""
        self.awake = True
        self._woken.set()

    def close(self) -> None:
        """Nothing more is to be read."""
        self.closed = True
        self._woken.set()

    def begin(self) -> None:
        """What comes from now on may be missed by the look that follows."""
        self._woken.clear()

    async def rest(self) -> None:
        """Wait to be woken, unless that happened during the last look."""
        if not self._woken.is_set():
            self.awake = False
            await self._woken.wait()
