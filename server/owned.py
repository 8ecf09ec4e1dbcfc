"""A session whose lease this process holds: its graph, the stream that feeds it, and who may attach to it.

It claims no lease and gives none back: see ``server/owner.py``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pipeline.errors import AdventureError, JournalUnavailableError, LeaseLostError
from pipeline.graph import GraphSettings, SessionGraph
from pipeline.model import Mode, StreamState
from pipeline.ports import SessionJournal
from server.capture import CaptureStream
from server.hub import Viewer
from server.intake import Intake
from server.outlet import Outlet
from server.ports import Sessions
from server.ports.history import Direction

STORE_S = 5.0
"""How long a stream's successor waits for what its predecessor still has to store."""

IntakeOf = Callable[[StreamState, bool], Intake]
"""(stream, paused) → its intake, with a detector of its own."""


@dataclass(frozen=True, slots=True)
class OwnerSettings:
    """How sessions are kept."""

    heartbeat_s: float
    resume_s: float
    window_s: float
    graph: GraphSettings


class OwnedSession:
    """A session whose lease this process holds, with its graph and the stream that feeds it."""

    def __init__(
        self,
        tenant: UUID,
        journal: SessionJournal,
        graph: SessionGraph,
        settings: OwnerSettings,
        sessions: Sessions,
        direction: Direction,
    ) -> None:
        self.tenant = tenant
        self.session_id = journal.session_id
        self.epoch = journal.epoch
        self.graph = graph
        self.closing = False
        self.asked = False
        """Whether a newer connection wants the session elsewhere."""
        self.holds = 0
        """How many are about to attach."""
        self._journal = journal
        self._settings = settings
        self._sessions = sessions
        self._direction = direction
        self._stream: CaptureStream | None = None
        self._retired: CaptureStream | None = None
        self._attaching = asyncio.Lock()
        self._tasks: asyncio.TaskGroup | None = None
        self._abandon: asyncio.TimerHandle | None = None

    @property
    def stream(self) -> CaptureStream | None:
        """The stream that feeds the session, its socket being there or not."""
        return self._stream

    @property
    def idle(self) -> bool:
        """Whether nothing feeds it, nothing may resume and nothing is unfinished."""
        if self.holds or self._abandon is not None or self.graph.busy:
            return False
        streams = [stream for stream in (self._stream, self._retired) if stream is not None]
        return not any(stream.attached or stream.storing for stream in streams)

    async def run(self) -> None:
        """Run the graph and the streams until ``finish`` or until the lease is lost (``LeaseLostError``)."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                tasks.create_task(self._guarded(self.graph.run()))
        finally:
            self._tasks = None
            self.closing = True
            self._cancel_abandon()

    async def attach(
        self, stream_id: UUID, mode: Mode, outlet: Outlet, viewer: Viewer, intake_of: IntakeOf
    ) -> CaptureStream:
        """Feed the session from a socket: a stream it knows goes on, another one takes its place."""
        async with self._attaching:
            if outlet.closed:
                # It came first and was slow: whoever came after it must not be replaced by nobody.
                raise AdventureError("The socket went before it was heard.", code="resync", retryable=True)
            stream = self._stream
            if stream is None or stream.stream_id != stream_id:
                stream = await self._open(stream_id, mode, intake_of)
            if self.closing:
                raise LeaseLostError("Another process owns this session now.")
            self._cancel_abandon()
            stream.attach(outlet, viewer)
            return stream

    async def _open(self, stream_id: UUID, mode: Mode, intake_of: IntakeOf) -> CaptureStream:
        """The stream as it is stored, in the place of the one that fed the session so far."""
        await self._stored()  # it may be this very stream's last part
        state = await self._journal.open_stream(stream_id, mode)
        self._retire_stream()
        await self._stored()
        # Read last: the stream before may have paused the session.
        paused = (await self._sessions.read(self.tenant, self.session_id)).paused
        if self.closing or self._tasks is None:
            raise LeaseLostError("Another process owns this session now.")
        intake = intake_of(state, paused)
        window_s = self._settings.window_s
        stream = CaptureStream(
            state, intake, self._journal, self.graph, self._read_head, self._withdraw, window_s=window_s
        )
        self._stream = stream
        self._tasks.create_task(self._guarded(stream.run()))
        return stream

    def detach(self, stream: CaptureStream, outlet: Outlet) -> None:
        """The socket is gone; what is open waits for the stream to resume."""
        if stream.detach(outlet) and stream is self._stream and self._tasks is not None:
            self._cancel_abandon()
            loop = asyncio.get_running_loop()
            self._abandon = loop.call_later(self._settings.resume_s, self._abandoned)

    def stop(self, code: str) -> None:
        """No more audio is wanted: what is open is cut, and the socket is told why."""
        if self._stream is not None:
            self._stream.fail(code)
            self._stream.abandon()

    def forget(self, minutes: int) -> None:
        """What was said until now is forgotten, as far as it is not stored yet."""
        for stream in (self._stream, self._retired):
            if stream is not None:
                stream.forget(minutes)

    async def hand_over(self, stream_id: UUID) -> None:
        """Store what was heard and stop. The stream ``stream_id`` goes on elsewhere, so what is open is not cut."""
        self.closing = self.asked = True
        stream = self._stream
        if stream is not None and stream.stream_id == stream_id:
            stream.fail("replaced")
        else:
            self._retire_stream()
        await self.finish()

    async def finish(self) -> None:
        """Store everything cut; ``run`` then returns once it has its result."""
        self.closing = True
        for stream in (self._stream, self._retired):
            if stream is not None:
                stream.close()
                await stream.stored()
        self.graph.close()

    async def _guarded(self, part: Coroutine[Any, Any, None]) -> None:
        """Where a part ends by an error, nobody may attach any more from that moment on."""
        try:
            await part
        except BaseException:
            self.closing = True
            raise

    async def _stored(self) -> None:
        """Wait until the stream before has stored what it heard."""
        if self._retired is not None:
            try:
                async with asyncio.timeout(STORE_S):
                    await self._retired.stored()
            except TimeoutError:
                raise JournalUnavailableError("What was said before is not stored yet.") from None

    def _retire_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.fail("replaced")
            stream.abandon()
            stream.close()
            self._retired = stream

    def _abandoned(self) -> None:
        self._abandon = None
        if self._stream is not None:
            self._stream.abandon()

    def _cancel_abandon(self) -> None:
        if self._abandon is not None:
            self._abandon.cancel()
            self._abandon = None

    async def _withdraw(self, stream_id: UUID, below: int, minutes: int) -> None:
        await self._direction.withdraw(self.tenant, self.session_id, stream_id, below, minutes)

    async def _read_head(self) -> int:
        return (await self._sessions.read(self.tenant, self.session_id)).head
