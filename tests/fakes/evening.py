"""A game evening in virtual time: someone speaks, a graph works, owners die and others take over.

It stands for the capture socket and the process around the graph.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

from fakes.memory_journal import MemoryJournal
from fakes.memory_store import MemoryStore
from fakes.scripted_engines import (
    MemoryBlobs,
    Plan,
    ScriptedGuesser,
    ScriptedPainter,
    ScriptedStoryteller,
    ScriptedTranscriber,
    steady,
)
from fakes.speech import EVERY_S, utterance
from fakes.virtual_time import VirtualLoop

from pipeline.durable import durably
from pipeline.errors import LeaseLostError
from pipeline.events import Event
from pipeline.graph import Engines, GraphSettings, SessionGraph
from pipeline.model import SAMPLE_RATE, Lull, Mode, Utterance
from pipeline.ports import SessionJournal

E = TypeVar("E", bound=Event)


@contextmanager
def lease_lost() -> Iterator[None]:
    """What is done inside ends because another process owns the session, and for no other reason."""
    lost = False
    try:
        yield
    except* LeaseLostError:
        lost = True
    assert lost, "nobody noticed that the session is another's"


class Evening:
    """One session over one store, with its scripted engines."""

    def __init__(
        self,
        *,
        transcribe: Plan | None = None,
        tell: Plan | None = None,
        paint: Plan | None = None,
        sketch: Plan | None = None,
        settings: GraphSettings | None = None,
        every_s: float = EVERY_S,
        lull_s: float | None = None,
        guesser: ScriptedGuesser | None = None,
    ) -> None:
        """``lull_s``: how long before each cut the lull is told that foretells it; None: never."""
        self.store = MemoryStore()
        self.user_id = self.store.new_user()
        self.session_id = self.store.new_session(self.user_id)
        self.stream_id = uuid4()
        self.transcriber = ScriptedTranscriber(transcribe or steady(0.5))
        self.storyteller = ScriptedStoryteller(tell or steady(0.3))
        self.painter = ScriptedPainter(paint or steady(0.2))
        self.sketcher = None if sketch is None else ScriptedPainter(sketch)
        self.blobs = MemoryBlobs()
        self.settings = settings or GraphSettings()
        self.every_s = every_s
        self.lull_s = lull_s
        self.guesser = guesser
        self.graphs: list[SessionGraph] = []

    @property
    def engines(self) -> Engines:
        return Engines(self.transcriber, self.storyteller, self.painter, self.blobs, self.sketcher, self.guesser)

    @property
    def events(self) -> list[Event]:
        return self.store.recorded(self.session_id)

    def recorded(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def claim(self) -> MemoryJournal:
        """The journal of the session's next owner."""
        epoch = self.store.claim(self.session_id)
        return self.store.session(user_id=self.user_id, session_id=self.session_id, epoch=epoch)

    def graph(self, journal: SessionJournal) -> SessionGraph:
        graph = SessionGraph(journal, self.engines, self.settings)
        self.graphs.append(graph)
        return graph

    async def life(
        self, utterances: int, mode: Mode = "live", *, journal: SessionJournal | None = None, paced: bool | None = None
    ) -> None:
        """An owner from its claim to its end: it hears up to ``utterances`` of the stream and finishes everything.

        Live, each utterance comes when it was spoken; from a file (or not ``paced``) as fast as the graph takes it.
        """
        journal = journal or self.claim()
        graph = self.graph(journal)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(graph.run(), name="graph")
            await graph.recovered()
            await self.speak(graph, journal, utterances, mode, paced=mode == "live" if paced is None else paced)
            graph.hush()
            await graph.settled()
            assert graph.unsettled == 0
            graph.close()

    async def speak(
        self, graph: SessionGraph, journal: SessionJournal, utterances: int, mode: Mode, *, paced: bool
    ) -> None:
        """Hand over what is not yet stored, each with a commit of its own, one commit after the other."""
        loop = asyncio.get_running_loop()
        state = await durably(lambda: journal.open_stream(self.stream_id, mode))
        async with asyncio.TaskGroup() as tasks:
            before: asyncio.Task[int] | None = None
            for n in range(state.cuts, utterances):
                cut = utterance(n, every_s=self.every_s)
                if paced:
                    if self.lull_s is not None:
                        await asyncio.sleep(max(0.0, cut.end_sample / SAMPLE_RATE - self.lull_s - loop.time()))
                        graph.hear_lull(state.base, Lull(cut.start_sample, cut.pcm))
                    await asyncio.sleep(max(0.0, cut.end_sample / SAMPLE_RATE - loop.time()))
                graph.hear_time(state.base + cut.end_sample)
                before = tasks.create_task(self._commit(journal, cut, before), name=f"commit {n}")
                await graph.hear(mode, state.base, cut, _answer_of(before))

    async def _commit(self, journal: SessionJournal, cut: Utterance, before: asyncio.Task[int] | None) -> int:
        if before is not None:
            await asyncio.wait([before])
        return await durably(lambda: journal.commit_utterance(self.stream_id, cut))

    async def life_until_killed(
        self,
        utterances: int,
        mode: Mode,
        *,
        at_point: Callable[[str], bool] | None = None,
        at_turn: int | None = None,
        journal: MemoryJournal | None = None,
    ) -> bool:
        """A life that is killed at a journal's point or at a turn of the loop; False when it came to its end before.

        Killed, it neither reads nor writes any more, whatever its tasks do while they are taken down.
        """
        journal = journal or self.claim()
        killed = asyncio.Event()

        def kill() -> None:
            journal.dead = True
            killed.set()

        async def hook(point: str, at: MemoryJournal) -> None:
            if at_point is not None and at is journal and not at.dead and at_point(point):
                kill()
                await asyncio.Event().wait()

        self.store.faults.hook = hook
        loop = asyncio.get_running_loop()
        if at_turn is not None:
            assert isinstance(loop, VirtualLoop)
            loop.at_turn(loop.turns + at_turn, kill)
        life = asyncio.create_task(self.life(utterances, mode, journal=journal), name="life")
        waiting = asyncio.create_task(killed.wait(), name="killed")
        try:
            await asyncio.wait([life, waiting], return_when=asyncio.FIRST_COMPLETED)
            if life.done():
                life.result()
                return False
            life.cancel()
            await asyncio.wait([life])
            return True
        finally:
            self.store.faults.hook = None
            waiting.cancel()
            await asyncio.wait([waiting])


def _answer_of(task: asyncio.Task[int]) -> Callable[[], asyncio.Future[int]]:
    return lambda: asyncio.shield(task)
