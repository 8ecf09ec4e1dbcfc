"""The task graph of one owned session: hears, tells and paints with bounds, and owns every task it starts.

It knows no socket and no SQL. End of input is shutdown: after ``close`` the stages finish in turn and ``run`` returns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import anyio

from pipeline.backlog import Backlog
from pipeline.durable import durably
from pipeline.eager import Eager
from pipeline.errors import LeaseLostError
from pipeline.expenses import FREE, Expenses
from pipeline.foresight import Foresight
from pipeline.gate import Gate, Pacing
from pipeline.hearing import Cut, Hearing
from pipeline.model import Lull, Mode, PendingUtterance, Spoken, Unfinished, Utterance
from pipeline.painting import Painting
from pipeline.ports import BlobStore, Painter, SessionJournal, Storyteller, Transcriber, Treasury
from pipeline.providers.chain import Chain, chain_of
from pipeline.requests import Requests
from pipeline.settlement import Settlement
from pipeline.side_calls import SideCalls
from pipeline.stages.environment import EnvironmentStage
from pipeline.stages.paint import PaintStage
from pipeline.stages.scene import SceneStage
from pipeline.stages.transcribe import TranscribeStage
from pipeline.telling import Telling
from pipeline.vocabulary import Vocabulary

MOST_IN_VAIN = 2
"""Most calls under way of each kind that may turn out to be in vain."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The outside services of a graph. ``sketcher``: paints at once what the painter will paint well, or None.
    ``guesser``: foresees for nothing what the storyteller will say of the environment, or None.

    A chain has its fallbacks and is shared by all graphs of the process; a bare engine is asked as it is.
    """

    transcriber: Transcriber | Chain[Transcriber]
    storyteller: Storyteller | Chain[Storyteller]
    painter: Painter | Chain[Painter]
    blobs: BlobStore
    sketcher: Painter | None = None
    guesser: Storyteller | None = None
    treasury: Treasury = FREE


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """The bounds of a graph."""

    transcribers: int = 3
    """Most transcriptions at once."""
    painters: int = 2
    """Most pictures painted at once."""
    eager: bool = False
    """Whether a transcriber that has time is asked already when somebody falls silent, before the cut."""
    transcribe_deadline_s: float = 15.0
    """Deadline of a transcription, plus ``transcribe_deadline_per_audio_s`` for each second of audio."""
    transcribe_deadline_per_audio_s: float = 2.0
    story_deadline_s: float = 30.0
    """Deadline of one call to the storyteller."""
    paint_deadline_s: float = 120.0
    """Deadline of one call to the painter."""
    retry_s: float = 0.5
    """Pause before a failed call is made again."""
    waiting: int = 4096
    """Most utterances waiting for transcription; beyond it ``hear`` waits."""
    uploaded_at_once: int = 16
    """Most utterances of uploads that are under way; the others wait in the journal."""
    waiting_with_audio: int = 16
    """Of these, how many keep their audio in memory; the others' is read back from the journal."""
    pacing: Pacing = field(default_factory=Pacing)


class SessionGraph:
    """One session's stages at work. One task calls ``run``; the others are called from the same loop."""

    def __init__(self, journal: SessionJournal, engines: Engines, settings: GraphSettings) -> None:
        self._journal = journal
        self._engines = engines
        self._settings = settings
        self._settlement = Settlement()
        self._cuts, self._cuts_out = anyio.create_memory_object_stream[Cut](settings.waiting)
        self._painting: Painting | None = None
        self._requests: Requests | None = None
        self._eager: Eager | None = None
        self._side_calls = [SideCalls(MOST_IN_VAIN), SideCalls(MOST_IN_VAIN)]
        """About speech, and about scenes."""
        self._expenses = Expenses(engines.treasury, journal.tenant, journal.session_id)
        self._closed = False
        self._backlog = Backlog(journal, self._settlement, at_once=settings.uploaded_at_once)
        self._recovered = asyncio.Event()

    async def run(self) -> None:
        """Finish what a former owner left, then everything heard, until ``close``. Raises ``LeaseLostError``."""
        try:
            await self._run()
        except BaseExceptionGroup as group:
            if group.subgroup(LeaseLostError) is not None:
                raise LeaseLostError("Another process owns this session now.") from group
            raise
        finally:
            # However it ended: nobody takes what is handed over from here on.
            self._cuts.close()
            self._cuts_out.close()

    async def recovered(self) -> None:
        """Wait until what a former owner left is known; only then may ``hear`` be called."""
        await self._recovered.wait()

    async def hear(self, mode: Mode, base: int, utterance: Utterance, stored: Callable[[], Awaitable[int]]) -> None:
        """Hand over a cut utterance of a stream that begins at ``base`` on the session's audio clock.

        ``stored`` gives the job's id once the utterance is committed; the transcriber's call does not wait for it.
        """
        self._settlement.add()
        keep = self._cuts.statistics().current_buffer_used < self._settings.waiting_with_audio
        pcm = utterance.pcm if keep else None
        start, end = utterance.start_sample, utterance.end_sample
        eager = None
        if self._eager is not None and mode == "live":
            eager = self._eager.take(base, utterance)
        await self._cuts.send(Cut(mode, base, start, end, stored, pcm, eager))

    def hear_lull(self, base: int, lull: Lull) -> None:
        """Somebody fell silent, in a stream like that of ``hear``; likely just this will be cut next."""
        call = self._expenses.ahead()
        if self._eager is not None and chain_of(self._engines.transcriber).spare(call):
            self._eager.begin(base, lull, call)

    def forget(self) -> None:
        """What was said and not cut yet is to be forgotten."""
        if self._eager is not None:
            self._eager.forget()

    def expect(self) -> None:
        """Somebody begins to speak: the engines are needed in a moment."""
        for engine in (self._engines.transcriber, self._engines.storyteller, self._engines.painter):
            if isinstance(engine, Chain):
                engine.stir()

    def hear_time(self, sample: int) -> None:
        """The session's audio clock has come to ``sample``."""
        if self._painting is not None:
            self._painting.hear_time(sample)

    def hush(self) -> None:
        """No more audio will come for now; what only waits for time to pass is not waited for."""
        if self._painting is not None:
            self._painting.hush()

    def more_uploaded(self) -> None:
        """An upload's utterances were stored by whoever cuts it."""
        self._backlog.more()

    def more_asked(self) -> None:
        """A person asked for a picture: it is stored as a scene."""
        if self._requests is not None:
            self._requests.more()

    @property
    def unsettled(self) -> int:
        """How many utterances have no last result yet, those of uploads left out."""
        return self._settlement.open

    @property
    def busy(self) -> bool:
        """Whether anything is to be done yet, uploads included."""
        asked = self._requests is not None and self._requests.busy
        return self._settlement.open > 0 or self._backlog.busy or asked

    async def room(self, limit: int) -> None:
        """Wait until fewer than ``limit`` utterances are unsettled."""
        await self._settlement.below(limit)

    async def settled(self) -> None:
        """Wait until everything heard so far, and since, has its last result; uploads are not waited for."""
        await self._settlement.below(1)
        await self._settlement.none_asked()

    def close(self) -> None:
        """No more will be heard or taken up; ``run`` returns when everything has its result."""
        self.hush()
        self._closed = True
        self._backlog.close()
        if self._requests is not None:
            self._requests.close()
        self._cuts.close()

    async def _run(self) -> None:
        self.expect()
        left = await durably(self._journal.unfinished)
        vocabulary = Vocabulary(await durably(self._journal.context))
        self._settlement.add(_count(left))
        settings = self._settings
        expenses = self._expenses
        gate = Gate(settings.pacing, left.painted_live, left.painted_from_file)
        sketch = None
        if self._engines.sketcher is not None:
            sketch = PaintStage(chain_of(self._engines.sketcher), settings.paint_deadline_s)
        painting = self._painting = Painting(
            self._journal,
            gate,
            PaintStage(chain_of(self._engines.painter), settings.paint_deadline_s),
            sketch,
            self._engines.blobs,
            self._settlement,
            at_once=settings.painters,
            retry_s=settings.retry_s,
            expenses=expenses,
        )
        hearing = Hearing(
            self._journal,
            TranscribeStage(
                chain_of(self._engines.transcriber),
                settings.transcribe_deadline_s,
                settings.transcribe_deadline_per_audio_s,
            ),
            self._settlement,
            at_once=settings.transcribers,
            retry_s=settings.retry_s,
            vocabulary=vocabulary,
            expenses=expenses,
        )
        composing = SceneStage(chain_of(self._engines.storyteller), settings.story_deadline_s)
        self._requests = Requests(
            self._journal, composing, painting, self._settlement, vocabulary=vocabulary, expenses=expenses
        )
        about_speech, about_scenes = self._side_calls
        if settings.eager:
            self._eager = Eager(hearing.ask, about_speech)
        if self._closed:
            self._requests.close()
        guess = None
        if self._engines.guesser is not None:
            guess = EnvironmentStage(chain_of(self._engines.guesser), settings.story_deadline_s)
        telling = Telling(
            self._journal,
            EnvironmentStage(chain_of(self._engines.storyteller), settings.story_deadline_s),
            composing,
            gate,
            painting,
            self._settlement,
            retry_s=settings.retry_s,
            vocabulary=vocabulary,
            expenses=expenses,
            foresight=None if guess is None else Foresight(guess, composing, about_scenes),
        )
        self._recovered.set()
        send, receive = anyio.create_memory_object_stream[tuple[Mode, Spoken]](settings.waiting)
        # No room: what is not told yet is better left in the journal.
        told, telling_uploaded = anyio.create_memory_object_stream[tuple[Mode, Spoken]](0)
        taken, hearing_uploaded = anyio.create_memory_object_stream[PendingUtterance](0)
        async with receive, send, told, telling_uploaded, taken, hearing_uploaded, asyncio.TaskGroup() as tasks:
            hear = partial(hearing.run, left.utterances, self._cuts_out, send, hearing_uploaded, told)
            tasks.create_task(_then(about_speech.end, hear))
            tell = partial(telling.run, left.scenes, left.waiting, receive, telling_uploaded)
            tasks.create_task(_then(about_scenes.end, partial(self._compose, tell)))
            tasks.create_task(painting.run())
            for calls in self._side_calls:
                tasks.create_task(calls.run())
            tasks.create_task(self._backlog.run(taken))

    async def _compose(self, telling: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """All that hands scenes to the painting; behind the last one it is closed."""
        assert self._requests is not None
        assert self._painting is not None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(telling())
                tasks.create_task(self._requests.run())
        finally:
            self._painting.close()


async def _then(end: Callable[[], None], run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    try:
        await run()
    finally:
        end()


def _count(left: Unfinished) -> int:
    return len(left.utterances) + len(left.waiting) + sum(len(scene.spoken) for scene in left.scenes)
