"""What a viewer is told, and what waits for it, while its place in a session's events is found."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from fakes.virtual_time import virtual

from pipeline.records import EventRecord, SessionRecord
from server.connection import follow
from server.hub import PENDING, Hub, Viewer
from server.outlet import Outlet
from server.transport import text_frame

TENANT, SESSION = uuid4(), uuid4()
NOTHING = cast("Any", None)


class Paper:
    """A socket that takes everything at once: the ``seq`` of each event written to it."""

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.writable = asyncio.Event()
        self.writable.set()
        self.close_sent = self.disconnected = False
        self.transport = SimpleNamespace(is_closing=lambda: False)

    def write_frame(self, frame: bytes) -> int:
        header = 2 if frame[1] < 126 else 4
        self.seqs.append(json.loads(frame[header:])["seq"])
        return 0


class Events:
    """A session whose ``head`` a test moves. Who looks for its place in it waits between ``asked`` and ``answer``."""

    def __init__(self) -> None:
        self.head = 0
        self.asked, self.answer = asyncio.Event(), asyncio.Event()
        self.reads = 0

    async def read(self, tenant: UUID, session_id: UUID) -> SessionRecord:
        self.reads += 1
        record = SessionRecord(session_id, self.head, paused=False, ended=False)
        if self.reads == 2:  # the first is the feed's own
            self.asked.set()
            await self.answer.wait()
        return record

    async def events(self, tenant: UUID, session_id: UUID, after: int, limit: int) -> Sequence[EventRecord]:
        await asyncio.sleep(0.001)
        at = datetime(2026, 11, 22, tzinfo=UTC)
        last = min(self.head, after + limit)
        return [EventRecord(seq, uuid4(), at, "utterance.classified", {}) for seq in range(after + 1, last + 1)]


@asynccontextmanager
async def running(events: Events) -> AsyncIterator[Hub]:
    hub = Hub(cast("Any", events), NOTHING, NOTHING, NOTHING)
    task = asyncio.create_task(hub.run())
    yield hub
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.parametrize("meanwhile", [1, PENDING, PENDING + 1, 3 * PENDING])
@virtual
async def test_events_that_pour_in_before_a_viewer_has_its_place_are_told_once(meanwhile: int) -> None:
    events, paper = Events(), Paper()
    events.head = 7
    viewer = Viewer(Outlet(cast("Any", paper)))

    async def place() -> None:
        await follow(
            hub,
            cast("Any", events),
            TENANT,
            SESSION,
            viewer,
            after=None,
            before_events=lambda head: None,
            snapshot=False,
        )

    async with running(events) as hub:
        placing = asyncio.create_task(place())
        await events.asked.wait()
        events.head += meanwhile
        hub.on_event(f"{SESSION}:{events.head}")
        await asyncio.sleep(1)
        assert paper.seqs == []
        events.answer.set()
        await placing
        events.head += 1
        hub.on_event(f"{SESSION}:{events.head}")
        await asyncio.sleep(1)
    assert paper.seqs == list(range(8, events.head + 1))


def frame_of(seq: int) -> bytes:
    return text_frame(json.dumps({"seq": seq}))


def test_what_waits_for_a_viewers_place_is_bounded() -> None:
    """Beyond the bound nothing is kept: whoever finds the place reads on, and what was read is not told again."""
    paper = Paper()
    viewer = Viewer(Outlet(cast("Any", paper)))
    for seq in range(1, PENDING + 2):
        viewer.deliver(seq, frame_of(seq))
    assert not viewer.start(0)
    assert paper.seqs == []
    viewer.deliver(PENDING + 2, frame_of(PENDING + 2))
    assert viewer.start(PENDING + 1)
    viewer.deliver(PENDING + 3, frame_of(PENDING + 3))
    assert paper.seqs == [PENDING + 2, PENDING + 3]
