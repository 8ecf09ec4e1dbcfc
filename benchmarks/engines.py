"""Engines that answer at once, so that a benchmark measures the server and not them."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Sequence

from pipeline.call import NO_ONES, Call
from pipeline.errors import NotFoundError
from pipeline.graph import Engines
from pipeline.model import Context, EnvironmentUpdate, Image, Portrait, SceneDecision, Spoken, UtteranceKind
from pipeline.ports import BlobStore


class InstantTranscriber:
    """Answers at once and tells ``called`` which PCM it was called with, and when in monotonic seconds."""

    name = "instant"

    def __init__(self, called: Callable[[bytes, float], None]) -> None:
        self._called = called

    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: Call = NO_ONES
    ) -> tuple[str, float | None]:
        """A fixed sentence."""
        self._called(pcm, time.monotonic())
        return "We talk about the rules.", None


class InstantStoryteller:
    """Hears only table talk, so nothing is painted."""

    name = "instant"

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: Call = NO_ONES
    ) -> EnvironmentUpdate:
        """Nothing changed."""
        return EnvironmentUpdate(False, "", ("rules",) * len(spoken))

    async def scene(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context, *, call: Call = NO_ONES
    ) -> SceneDecision:
        """Nothing to paint."""
        return SceneDecision(False, "Only table talk just now.")


class NoPainter:
    """Is never asked."""

    name = "none"

    async def paint(
        self, prompt: str, *, style: str = "", portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Image:
        """Never called: nothing is composed."""
        raise AssertionError


class NoBlobs:
    """Holds nothing."""

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """Never called: nothing is painted."""
        raise AssertionError

    async def get(self, key: str) -> bytes:
        """Nothing is there."""
        raise NotFoundError("There is no such blob.")

    async def delete(self, key: str) -> None:
        """Nothing is there."""

    async def put_stream(self, key: str, chunks: AsyncIterable[bytes], content_type: str) -> int:
        """Never called: nothing is uploaded."""
        raise AssertionError

    async def link(self, key: str, content_type: str) -> str | None:
        """Nothing is there."""
        return None

    async def open(self, key: str) -> AsyncGenerator[bytes]:
        """Nothing is there."""
        raise NotFoundError("There is no such blob.")
        yield b""


def instant_engines(called: Callable[[bytes, float], None], blobs: BlobStore | None = None) -> Engines:
    """A graph's engines, all instant."""
    return Engines(InstantTranscriber(called), InstantStoryteller(), NoPainter(), blobs or NoBlobs())
