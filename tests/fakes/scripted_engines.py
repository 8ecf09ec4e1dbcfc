"""Engines that do as a script says: slow, failing, hanging, malformed, out of order; always the same for a seed.

They record each call, so that a test can count what was paid for.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fakes.speech import number

from pipeline import call as asked
from pipeline.errors import AdventureError, BlobStoreError, EngineError, NotFoundError
from pipeline.model import Context, EnvironmentUpdate, Image, Portrait, SceneDecision, Spoken, UtteranceKind


@dataclass(frozen=True, slots=True)
class Act:
    """What an engine does at one call: wait, then answer, raise or never come back."""

    seconds: float = 0.0
    error: Exception | None = None
    hang: bool = False
    answer: object = None
    """Instead of the engine's usual answer."""


Plan = Callable[[int, int], Act]
"""(which, attempt from 1) → act. *Which* is the utterance's number, or the last utterance of a scene."""


def steady(seconds: float = 0.0) -> Plan:
    """Answer each call after ``seconds``."""
    return lambda _which, _attempt: Act(seconds)


def at(which: int, act: Act, *, attempts: int = 10**6, otherwise: float = 0.1) -> Plan:
    """``act`` at the first ``attempts`` calls about ``which``; a steady answer to all others."""
    return lambda asked, attempt: act if asked == which and attempt <= attempts else Act(otherwise)


def unruly(seed: int, *, fail: float = 0.1, hang: float = 0.02, slowest: float = 6.0) -> Plan:
    """Slow at random, failing and hanging now and then; the same for the same seed."""

    def plan(which: int, attempt: int) -> Act:
        dice = random.Random(f"{seed} {which} {attempt}")
        chance = dice.random()
        if chance < hang:
            return Act(hang=True)
        error = None
        if chance < hang + fail:
            error = EngineError("It broke.") if dice.random() < 0.5 else ValueError("a bug in the engine")
        return Act(dice.random() * slowest, error)

    return plan


@dataclass(slots=True, eq=False)
class Call:
    which: int
    attempt: int
    begun: float
    ended: float | None = None
    outcome: str = "in flight"
    """``answered``, ``failed`` or ``cancelled`` in the end."""


class _Scripted:
    def __init__(self, plan: Plan) -> None:
        self.name = type(self).__name__
        self.plan = plan
        self.calls: list[Call] = []
        self.running = 0
        self.most_at_once = 0
        self._attempts: Counter[int] = Counter()

    @asynccontextmanager
    async def _call(self, which: int) -> AsyncIterator[Act]:
        loop = asyncio.get_running_loop()
        self._attempts[which] += 1
        call = Call(which, self._attempts[which], loop.time())
        self.calls.append(call)
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        act = self.plan(which, call.attempt)
        try:
            if act.hang:
                await asyncio.Event().wait()
            await asyncio.sleep(act.seconds)
            if act.error is not None:
                raise act.error
            yield act
            call.outcome = "answered"
        except asyncio.CancelledError:
            call.outcome = "cancelled"
            raise
        except (AdventureError, ValueError):
            call.outcome = "failed"
            raise
        finally:
            self.running -= 1
            call.ended = loop.time()

    def about(self, which: int) -> list[Call]:
        return [call for call in self.calls if call.which == which]

    def paid(self) -> Counter[int]:
        """How often each was answered."""
        return Counter(call.which for call in self.calls if call.outcome == "answered")


class ScriptedTranscriber(_Scripted):
    """Answers ``words(n)`` to the audio of utterance ``n``."""

    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: asked.Call = asked.NO_ONES
    ) -> tuple[str, float | None]:
        async with self._call(number(pcm)) as act:
            if isinstance(act.answer, str):
                return act.answer, None
            if act.answer is not None:
                return act.answer  # type: ignore[return-value] # as an engine with a bug does
            return words(number(pcm)), 0.9


def words(n: int) -> str:
    """What is said in utterance ``n``."""
    return f"This was said at {n}."


class ScriptedStoryteller(_Scripted):
    """A new place every fifth utterance, a scene each time it is asked. ``tell`` is its plan for scenes."""

    def __init__(self, plan: Plan, tell: Plan | None = None) -> None:
        super().__init__(plan)
        self.asked: list[tuple[int, ...]] = []
        """The utterances of each environment call."""
        self.before: list[tuple[int, str]] = []
        """Of each call, for environment or scene, its first utterance and what was said before that."""
        self.scenes = _Scripted(tell or plan)

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: asked.Call = asked.NO_ONES
    ) -> EnvironmentUpdate:
        self.asked.append(tuple(item.utterance for item in spoken))
        self.before.append((spoken[0].utterance, context.before))
        async with self._call(spoken[-1].utterance) as act:
            if act.answer is not None:
                return act.answer  # type: ignore[return-value] # whatever it is
            place = spoken[-1].utterance // 5
            return EnvironmentUpdate(True, f"Place {place}.", ("narration",) * len(spoken))

    async def scene(
        self,
        spoken: Sequence[Spoken],
        kinds: Sequence[UtteranceKind],
        context: Context,
        *,
        call: asked.Call = asked.NO_ONES,
    ) -> SceneDecision:
        self.before.append((spoken[0].utterance, context.before))
        async with self.scenes._call(spoken[-1].utterance) as act:
            if act.answer is not None:
                return act.answer  # type: ignore[return-value] # whatever it is
            last = spoken[-1].utterance
            return SceneDecision(True, "Something happened.", f"Moment {last}", f"picture {last}")


class ScriptedGuesser:
    """Knows what ``ScriptedStoryteller`` will say of the environment, but for the utterances in ``wrong``."""

    name = "guesser"

    def __init__(self, kind: UtteranceKind = "narration", *, wrong: Sequence[int] = ()) -> None:
        self.kind: UtteranceKind = kind
        self.wrong = wrong

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: asked.Call = asked.NO_ONES
    ) -> EnvironmentUpdate:
        last = spoken[-1].utterance
        return EnvironmentUpdate(True, f"Place {last // 5 - (last in self.wrong)}.", (self.kind,) * len(spoken))

    async def scene(
        self,
        spoken: Sequence[Spoken],
        kinds: Sequence[UtteranceKind],
        context: Context,
        *,
        call: asked.Call = asked.NO_ONES,
    ) -> SceneDecision:
        raise AssertionError("it is asked for nothing else")


class ScriptedPainter(_Scripted):
    """A picture whose bytes are its prompt. *Which* is the first number in it, or 0."""

    async def paint(
        self, prompt: str, *, style: str = "", portraits: Sequence[Portrait] = (), call: asked.Call = asked.NO_ONES
    ) -> Image:
        found = re.search(r"\d+", prompt)
        async with self._call(int(found[0]) if found else 0) as act:
            if act.answer is not None:
                return act.answer  # type: ignore[return-value] # whatever it is
            return Image(prompt.encode(), "webp", 1280, 720)


class MemoryBlobs:
    """A blob store that can refuse its next ``failures`` blobs."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.failures = 0

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        await asyncio.sleep(0.01)
        if self.failures > 0:
            self.failures -= 1
            raise BlobStoreError("The store is away.")
        self.blobs[key] = data

    async def get(self, key: str) -> bytes:
        if key not in self.blobs:
            raise NotFoundError("There is no such blob.")
        return self.blobs[key]

    async def delete(self, key: str) -> None:
        self.blobs.pop(key, None)

    async def put_stream(self, key: str, chunks: AsyncIterable[bytes], content_type: str) -> int:
        data = b"".join([chunk async for chunk in chunks])
        await self.put(key, data, content_type)
        return len(data)

    async def link(self, key: str, content_type: str) -> str | None:
        return None

    async def open(self, key: str) -> AsyncGenerator[bytes]:
        data = await self.get(key)
        for at in range(0, len(data), 65_536):
            yield data[at : at + 65_536]
