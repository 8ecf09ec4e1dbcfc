"""Transcriptions begun before their utterance is cut, in the silence that will likely end it. It records nothing.

Where the speaker goes on after all, such a call was in vain: its answer is thrown away, and it is paid for like any
other. Those who build voice agents call this an eager end of turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pipeline.call import Call
from pipeline.errors import EngineError
from pipeline.model import Heard, Lull

MOST = 2
"""Most eager calls under way in a session: one that is of no use any more may take its time."""

Span = tuple[int, int]
"""Audio on a session's clock, in samples: from the first up to the second."""

Ask = Callable[[bytes, Call], Awaitable[Heard]]
"""(PCM, call) → what is heard. Raises ``EngineError``."""


@dataclass(frozen=True, slots=True, eq=False)
class EagerCall:
    """A call under way about the audio of ``span``."""

    span: Span
    call: Call
    answer: asyncio.Task[Heard | EngineError]

    async def heard(self) -> Heard:
        """What was heard. Raises ``EngineError``."""
        answer = await self.answer
        if isinstance(answer, EngineError):
            raise answer
        return answer


class Eager:
    """The eager calls of one session. One task calls ``run``; of its calls only the newest can be of use."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._tasks: asyncio.TaskGroup | None = None
        self._closed = asyncio.Event()
        self._newest: EagerCall | None = None
        self._under_way = 0

    async def run(self) -> None:
        """Own the calls until ``close``, and see through what is under way then."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                await self._closed.wait()
            finally:
                self._tasks = None

    def close(self) -> None:
        """Nothing more is begun."""
        self._closed.set()

    def begin(self, base: int, lull: Lull, call: Call) -> None:
        """Somebody fell silent in a stream that begins at ``base`` on the session's clock."""
        if self._tasks is None or self._under_way >= MOST:
            return
        self._under_way += 1
        answer = self._tasks.create_task(self._answer(lull.pcm, call))
        answer.add_done_callback(self._ended)
        self._newest = EagerCall((base + lull.start_sample, base + lull.end_sample), call, answer)

    def take(self, span: Span) -> EagerCall | None:
        """The call about just this audio, if there is one. It is given once."""
        newest = self._newest
        if newest is None or newest.span != span:
            return None
        self._newest = None
        return newest

    async def _answer(self, pcm: bytes, call: Call) -> Heard | EngineError:
        try:
            return await self._ask(pcm, call)
        except EngineError as error:
            return error  # raised where the answer is awaited, if anybody does

    def _ended(self, _answer: asyncio.Task[Heard | EngineError]) -> None:
        self._under_way -= 1
