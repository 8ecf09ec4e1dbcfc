"""Who feeds a session when several sockets come for it at once."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from pipeline.errors import AdventureError, LeaseLostError
from pipeline.graph import GraphSettings
from pipeline.model import Mode, StreamState
from server.hub import Viewer
from server.outlet import Outlet
from server.owned import OwnedSession, OwnerSettings


class _Journal:
    """Opens no stream, after a while."""

    session_id = uuid4()
    epoch = 1

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answering = asyncio.Event()
        self.streams: list[UUID] = []

    async def open_stream(self, stream_id: UUID, mode: Mode) -> StreamState:
        self.streams.append(stream_id)
        self.asked.set()
        await self.answering.wait()
        raise LeaseLostError("Another process owns this session now.")


def _socket() -> tuple[Outlet, SimpleNamespace]:
    transport = SimpleNamespace(
        close_sent=False, disconnected=False, transport=SimpleNamespace(is_closing=lambda: False)
    )
    return Outlet(cast("Any", transport)), transport


async def test_who_went_while_waiting_for_its_turn_replaces_nobody() -> None:
    """A hello that comes late, its socket gone, must not take the stream from whoever came meanwhile."""
    journal = _Journal()
    nothing = cast("Any", None)
    settings = OwnerSettings(5, 30, 30, GraphSettings())
    owned = OwnedSession(uuid4(), cast("Any", journal), nothing, settings, nothing, nothing)

    async def attach(outlet: Outlet, stream: UUID) -> None:
        await owned.attach(stream, "live", outlet, Viewer(outlet), nothing)

    here, _ = _socket()
    gone, its_transport = _socket()
    mine, other = uuid4(), uuid4()
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(_fails_with(LeaseLostError, attach(here, mine)))
        await journal.asked.wait()
        second = tasks.create_task(_fails_with(AdventureError, attach(gone, other)))
        await asyncio.sleep(0)  # it waits for its turn now
        its_transport.disconnected = True
        journal.answering.set()
    assert first.result() == "replaced"
    assert second.result() == "resync"
    assert journal.streams == [mine]


async def _fails_with(kind: type[AdventureError], attaching: Any) -> str:
    with pytest.raises(kind) as caught:
        await attaching
    return caught.value.code
