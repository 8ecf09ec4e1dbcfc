"""Keeps what an utterance was taken apart into, for what is asked of it next: its scene, and steps that come after it.

Nothing of it is needed: it is found again from the words. It is given up after a while, whether anybody speaks or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Up to ``most`` things by their keys, each for ``seconds``; outside of a running loop nothing is kept."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._found: dict[Hashable, T] = {}

    def __len__(self) -> int:
        return len(self._found)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept as ``key``, or else what ``make`` makes of it."""
        if key in self._found:
            return self._found[key]
        made = make()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return made
        while len(self._found) >= self._most:
            del self._found[next(iter(self._found))]
        self._found[key] = made
        loop.call_later(self._seconds, self._found.pop, key, None)
        return made
