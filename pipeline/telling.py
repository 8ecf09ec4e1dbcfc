"""Transcripts → environment → scene → gate, one scene after the other. It neither hears nor paints.

Scenes that a person asked for go another way: ``pipeline/requests.py``.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream

from pipeline.call import Call, Purse
from pipeline.durable import durably
from pipeline.errors import EngineError
from pipeline.expenses import Expenses
from pipeline.foresight import Foreseen, Foresight
from pipeline.gate import SHOWN_ALREADY, Gate, Skip, shows_already
from pipeline.model import Context, Mode, OpenScene, SkipCode, Spoken, UtteranceKind
from pipeline.painting import ComposedScene, Painting
from pipeline.ports import SessionJournal
from pipeline.settlement import Settlement
from pipeline.stages.environment import EnvironmentStage
from pipeline.stages.scene import TABLE_TALK, SceneStage, worth_asking
from pipeline.turn import Turn
from pipeline.vocabulary import Vocabulary

ATTEMPTS = 2
MAX_STARTS = 4
MERGED_AT_MOST = 40
"""Most transcripts in one call to the storyteller."""

NO_ANSWER = "The storyteller did not answer; this moment was not painted."
GAVE_UP = "This moment was given up after it could not be finished several times."

T = TypeVar("T")
Transcripts = MemoryObjectReceiveStream[tuple[Mode, Spoken]]


class Telling:
    """Runs the environment and scene stages; see ``run``."""

    def __init__(
        self,
        journal: SessionJournal,
        environment: EnvironmentStage,
        scene: SceneStage,
        gate: Gate,
        painting: Painting,
        settlement: Settlement,
        *,
        retry_s: float,
        vocabulary: Vocabulary,
        expenses: Expenses,
        foresight: Foresight | None = None,
    ) -> None:
        self._journal = journal
        self._environment = environment
        self._scene = scene
        self._gate = gate
        self._painting = painting
        self._settlement = settlement
        self._retry_s = retry_s
        self._vocabulary = vocabulary
        self._expenses = expenses
        self._foresight = foresight
        self._turn = Turn()

    async def run(
        self,
        scenes: Sequence[OpenScene],
        waiting: Sequence[tuple[Mode, Spoken]],
        transcripts: Transcripts,
        uploaded: Transcripts,
    ) -> None:
        """Finish what a former owner left, then tell both until they end.

        ``uploaded`` waits while there are ``transcripts``.
        """
        for scene in scenes:
            await self._take_up(scene)
        left = list(waiting)
        while left:
            batch = _merge(left)
            await self._tell(batch)
            del left[: len(batch)]
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell_all(transcripts))
            tasks.create_task(self._tell_uploaded(uploaded))

    async def _tell_all(self, transcripts: Transcripts) -> None:
        carried: tuple[Mode, Spoken] | None = None
        while True:
            try:
                opening = carried or await transcripts.receive()
            except anyio.EndOfStream:
                return
            async with self._turn.first():
                # What came while the turn was another's is taken with it.
                batch, carried = _batch(transcripts, opening)
                await self._tell(batch)

    async def _tell_uploaded(self, uploaded: Transcripts) -> None:
        async for item in uploaded:
            # In a turn nobody waits for a painter: someone at the table may want the turn.
            await self._painting.room()
            async with self._turn.second():
                await self._tell([item], background=True)

    async def _tell(self, batch: Sequence[tuple[Mode, Spoken]], *, background: bool = False) -> None:
        mode = batch[0][0]
        spoken = tuple(item for _, item in batch)
        number = await durably(lambda: self._journal.open_scene([item.utterance for item in spoken], mode))
        # Read behind it: what a person corrects until then is told as corrected.
        scene = OpenScene(number, mode, "environment", spoken)
        await self._compose(scene, await self._context(scene), background=background)

    async def _take_up(self, scene: OpenScene) -> None:
        starts = await durably(lambda: self._journal.commit_scene_start(scene.number))
        if starts > MAX_STARTS:
            await self._skip(scene, "gave_up", GAVE_UP)
        elif scene.stage == "paint" and scene.decision is not None and scene.image_id is not None:
            context = await self._context(scene)
            sample = scene.spoken[-1].at
            composed = ComposedScene(
                scene.number,
                scene.mode,
                scene.decision,
                context.style,
                scene.image_id,
                sample,
                _ids(scene),
                place=context.environment.description,
                portraits=context.portraits(scene.decision.characters),
            )
            if scene.mode == "file" and not scene.passed:
                await self._pass(composed)
            else:
                await self._painting.offer(replace(composed, passed=scene.passed))
        else:
            await self._compose(scene, await self._context(scene))

    async def _compose(self, scene: OpenScene, context: Context, *, background: bool = False) -> None:
        """The stages before painting, from wherever the scene stands."""
        call = self._expenses.scene(scene.number, background=background)
        purses = [call.purse]
        foreseen = None
        try:
            if scene.stage == "environment":
                foreseen = self._foresee(scene, context)
                if foreseen is not None:
                    purses.append(foreseen.call.purse)
                kinds, arrived = await self._update_environment(scene, context, call)
            else:
                kinds, arrived = scene.kinds, True  # as far as is known here
        except EngineError:
            await self._skip(scene, "no_answer", NO_ANSWER, purses)
            return
        async with asyncio.TaskGroup() as beside:
            # Read again: the environment was just written, or a person was faster.
            read = beside.create_task(self._context(scene)) if worth_asking(kinds) else None
            kept = None
            if arrived and scene.mode == "live":
                kept = await durably(lambda: self._journal.recalled(scene.number))
            if kept is not None:
                beside.create_task(self._painting.recall(scene.number, kept))
            if read is None:
                await self._skip(scene, "table_talk", TABLE_TALK, purses)
                return
            try:
                await self._decide(scene, kinds, await read, call, purses, foreseen, recalled=kept is not None)
            except EngineError:
                await self._skip(scene, "no_answer", NO_ANSWER, purses)

    def _foresee(self, scene: OpenScene, context: Context) -> Foreseen | None:
        """Compose it beside the environment's update. Nobody waits for a file's."""
        spoken = context.as_corrected(scene.spoken)
        if self._foresight is None or scene.mode == "file" or not any(item.text for item in spoken):
            return None
        return self._foresight.begin(spoken, context, self._expenses.ahead(scene.number))

    async def _update_environment(
        self, scene: OpenScene, context: Context, call: Call
    ) -> tuple[tuple[UtteranceKind, ...], bool]:
        """What each utterance is, and whether the environment was written."""
        spoken = context.as_corrected(scene.spoken)
        if not any(item.text for item in spoken):
            deleted: tuple[UtteranceKind, ...] = ("chatter",) * len(spoken)
            return deleted, False
        update = await self._attempt(lambda: self._environment(spoken, context, call))
        utterances = [item.utterance for item in scene.spoken]
        written = await durably(
            lambda: self._journal.commit_environment(
                scene.number, utterances, update, base_version=context.environment.version
            )
        )
        return update.kinds, written

    async def _decide(
        self,
        scene: OpenScene,
        kinds: tuple[UtteranceKind, ...],
        context: Context,
        call: Call,
        purses: Sequence[Purse],
        foreseen: Foreseen | None,
        *,
        recalled: bool,
    ) -> None:
        decision = None if foreseen is None else await foreseen.decision(kinds, context)
        if decision is None:
            spoken = context.as_corrected(scene.spoken)
            decision = await self._attempt(lambda: self._scene(spoken, kinds, context, call))
        if not decision.paint:
            await self._skip(scene, "nothing_new", decision.reason, purses)
            return
        last = context.last_scene
        if last is not None and shows_already(decision.prompt, last.prompt):
            await self._skip(scene, SHOWN_ALREADY.code, SHOWN_ALREADY.reason, purses)
            return
        sample = scene.spoken[-1].at
        verdict = self._gate.judge(sample, scene.mode)
        if isinstance(verdict, Skip):
            await self._skip(scene, verdict.code, verdict.reason, purses)
            return
        image_id = secrets.token_hex(16)
        recorded = asyncio.Event()

        async def record() -> None:
            cost = _spent(purses)
            await durably(lambda: self._journal.commit_composed(scene.number, decision, image_id, cost=cost))
            recorded.set()

        composed = ComposedScene(
            scene.number,
            scene.mode,
            decision,
            context.style,
            image_id,
            sample,
            _ids(scene),
            background=call.background,
            place=context.environment.description,
            portraits=context.portraits(decision.characters),
            recalled=recalled,
            recorded=recorded,
        )
        if scene.mode == "file":
            await record()
            await self._pass(composed)
            return
        async with asyncio.TaskGroup() as beside:
            beside.create_task(record())
            await self._painting.offer(composed)

    async def _pass(self, scene: ComposedScene) -> None:
        """Let a file's scene through the gate now, in audio time: a recording gets the same pictures at any speed."""
        self._gate.paint(scene.sample, scene.mode)
        await durably(lambda: self._journal.commit_paint_start(scene.number, scene.sample))
        await self._painting.offer(replace(scene, passed=True))

    async def _context(self, scene: OpenScene) -> Context:
        """What a person has set by now; whoever transcribes is to know its names, too."""
        first = scene.spoken[0].utterance if scene.spoken else None
        context = await durably(lambda: self._journal.context(first))
        self._vocabulary.learn(context)
        return context

    async def _skip(self, scene: OpenScene, code: SkipCode, reason: str, purses: Sequence[Purse] = ()) -> None:
        cost = _spent(purses)
        await durably(lambda: self._journal.commit_skipped(scene.number, code, reason, cost=cost))
        self._settlement.done(_ids(scene))

    async def _attempt(self, call: Callable[[], Awaitable[T]]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await call()
            except EngineError as error:
                if attempt == ATTEMPTS or not error.retryable:
                    raise
            await asyncio.sleep(self._retry_s)
        raise AssertionError  # pragma: no cover - the last attempt returns or raises


def _merge(waiting: Sequence[tuple[Mode, Spoken]]) -> list[tuple[Mode, Spoken]]:
    """The transcripts at the front that go into one call: one from a file, all that wait when live."""
    if waiting[0][0] == "file":
        return [waiting[0]]
    batch: list[tuple[Mode, Spoken]] = []
    for item in waiting:
        if item[0] == "file" or len(batch) == MERGED_AT_MOST:
            break
        batch.append(item)
    return batch


def _batch(
    transcripts: Transcripts, opening: tuple[Mode, Spoken]
) -> tuple[list[tuple[Mode, Spoken]], tuple[Mode, Spoken] | None]:
    """``opening`` and what waits behind it. The second value opens the next batch."""
    batch = [opening]
    while batch[0][0] == "live" and len(batch) < MERGED_AT_MOST:
        try:
            item = transcripts.receive_nowait()
        except (anyio.WouldBlock, anyio.EndOfStream):
            break
        if item[0] == "file":
            return batch, item
        batch.append(item)
    return batch, None


def _spent(purses: Sequence[Purse]) -> int:
    """What a scene has cost so far, a call in vain that is still under way left out."""
    return sum(purse.spent for purse in purses)


def _ids(scene: OpenScene) -> tuple[int, ...]:
    return tuple(item.utterance for item in scene.spoken)
