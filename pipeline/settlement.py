"""Counts the work that has no result yet, so that someone can wait for all of it. It runs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Set


class Settlement:
    """Utterances that were heard and whose last result is not recorded yet.

    Those of uploads are counted apart: nobody at a microphone waits for them. So are scenes that a person asked for.
    """

    def __init__(self) -> None:
        self._open = 0
        self._uploaded: set[int] = set()
        self._asked: set[int] = set()
        self._changed = asyncio.Event()

    @property
    def open(self) -> int:
        """How many utterances have no last result yet, those of uploads left out."""
        return self._open

    @property
    def uploaded(self) -> Set[int]:
        """The utterances of uploads that are under way."""
        return self._uploaded

    @property
    def asked(self) -> Set[int]:
        """The scenes that a person asked for and that are under way."""
        return self._asked

    def add_asked(self, scene: int) -> None:
        """Count a scene that a person asked for."""
        self._asked.add(scene)

    def done_asked(self, scene: int) -> None:
        """Take out a scene whose last result is recorded."""
        self._asked.remove(scene)
        self._changed.set()

    async def none_asked(self) -> None:
        """Wait until no scene that a person asked for is under way."""
        while self._asked:
            self._changed.clear()
            await self._changed.wait()

    def add(self, utterances: int = 1) -> None:
        """Count work that began."""
        self._open += utterances

    def add_uploaded(self, utterance: int) -> None:
        """Count work on an utterance of an upload."""
        self._uploaded.add(utterance)

    def done(self, utterances: Iterable[int]) -> None:
        """Take out work whose last result is recorded."""
        for utterance in utterances:
            if utterance in self._uploaded:
                self._uploaded.remove(utterance)
            else:
                self._open -= 1
        self._changed.set()

    async def below(self, limit: int) -> None:
        """Wait until fewer than ``limit`` utterances are open."""
        while self._open >= limit:
            self._changed.clear()
            await self._changed.wait()

    async def uploaded_below(self, limit: int) -> None:
        """Wait until fewer than ``limit`` utterances of uploads are under way."""
        while len(self._uploaded) >= limit:
            self._changed.clear()
            await self._changed.wait()
