"""The task graph on a real database, its owner killed before and after each kind of commit."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pytest
from fakes.evening import Evening
from fakes.invariants import check_record, ends, results
from fakes.memory_rows import Faults
from fakes.postgres_world import PostgresWorld
from fakes.scripted_engines import steady, words

from clients.postgres import Database
from pipeline import events
from pipeline.events import Event
from pipeline.gate import Pacing
from pipeline.graph import GraphSettings
from pipeline.ports import SessionJournal

UTTERANCES = 8
POINTS = [
    f"{method}.{side}"
    for method in (
        "open_stream",
        "commit_utterance",
        "commit_heard",
        "open_scene",
        "commit_environment",
        "commit_composed",
        "commit_paint_start",
        "commit_image",
        "commit_skipped",
        "commit_superseded",
    )
    for side in ("before", "after")
]


class Killable:
    """A journal of a process that may be killed: from then on it reaches the database no more."""

    def __init__(self, inner: SessionJournal, faults: Faults) -> None:
        self.inner = inner
        self.faults = faults
        self.dead = False

    def __getattr__(self, method: str) -> Any:
        inner = getattr(self.inner, method)
        if not inspect.iscoroutinefunction(inner):
            return inner

        async def call(*args: Any, **kwargs: Any) -> Any:
            if self.dead:
                raise asyncio.CancelledError
            await self._point(f"{method}.before")
            answer = await inner(*args, **kwargs)
            await self._point(f"{method}.after")
            return answer

        return call

    async def _point(self, point: str) -> None:
        if self.faults.hook is not None:
            await self.faults.hook(point, self)  # type: ignore[arg-type]


class EveningOnPostgres(Evening):
    """The same evening; what is stored is on the database."""

    def __init__(self, world: PostgresWorld) -> None:
        super().__init__(transcribe=steady(0.01), tell=steady(0.005), paint=steady(0.03), sketch=steady(0.001))
        self.world = world

    async def begin(self) -> None:
        self.user_id = await self.world.user()
        self.session_id = await self.world.new_session(self.user_id)

    async def owner(self) -> Any:
        return Killable(await self.world.claim(self.user_id, self.session_id), self.store.faults)

    async def record(self) -> list[Event]:
        numbered = await self.world.events(self.session_id)
        assert [seq for seq, _ in numbered] == list(range(1, len(numbered) + 1)), "seq is not dense"
        return [event for _, event in numbered]


async def test_killed_at_twenty_named_commit_points(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where all is said at once, as here, live scenes would be merged into one, and none would be superseded.
    monkeypatch.setattr("pipeline.telling.MERGED_AT_MOST", 1)
    world = PostgresWorld(database)
    reached: list[str] = []
    for point in POINTS:
        evening = EveningOnPostgres(world)
        if "superseded" in point:
            # While the only painter is busy, scene after scene takes the place of the one that waits.
            evening.settings = GraphSettings(painters=1, pacing=Pacing(interval_s=0))
            evening.painter.plan = steady(1)
        await evening.begin()
        seen = 0

        def at_point(at: str, point: str = point) -> bool:
            nonlocal seen
            seen += at == point
            # The second time, so that there is something before it, except for what happens once.
            return at == point and seen == (1 if "open_stream" in point or "superseded" in point else 2)

        mode = "live" if "superseded" in point else "file"
        if await evening.life_until_killed(UTTERANCES, mode, at_point=at_point, journal=await evening.owner()):
            reached.append(point)
            check_record(await evening.record())
            paid = evening.transcriber.paid()
            heard = {e.text for e in await evening.record() if isinstance(e, events.TranscriptFinal)}
            await evening.life(UTTERANCES, mode, journal=await evening.owner())
            for n in range(UTTERANCES):
                if words(n) in heard:
                    assert evening.transcriber.paid()[n] == paid[n], "a recorded transcript was paid for again"
        record = await evening.record()
        check_record(record)
        said = [event for event in record if isinstance(event, events.TranscriptFinal)]
        assert [event.text for event in said] == [words(n) for n in range(UTTERANCES)], point
        assert results(record).total() == UTTERANCES
        scenes = {job for event in record if isinstance(event, events.SceneComposed) for job in event.utterances}
        assert scenes <= {event.utterance for event in said}
        assert sorted(ends(record)) == list(range(1, len(ends(record)) + 1)), "a scene has no end"
        left = await (await world.claim(evening.user_id, evening.session_id)).unfinished()
        assert [*left.utterances, *left.waiting, *left.scenes] == []
    assert reached == POINTS
