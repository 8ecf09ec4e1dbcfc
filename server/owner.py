"""Which sessions this process owns: claims them, runs their graphs, keeps their leases, and gives them back.

It reads no socket; ``server/live.py`` attaches one to a stream of an owned session.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from pipeline.errors import AdventureError, JournalUnavailableError, LeaseLostError
from pipeline.graph import Engines, GraphSettings, SessionGraph
from pipeline.model import Mode, StreamState
from pipeline.ports import SessionJournal
from pipeline.records import Ask
from server.capture import CaptureStream
from server.hub import Viewer
from server.intake import Intake
from server.outlet import Outlet
from server.ports import JournalOf, Leases, Listener, Sessions

ASK_S = 2.0
"""How long another owner is given to finish what it is at."""

ASK_AGAIN_S = 0.05
RECOVER_S = 2.0
"""How often work without an owner is looked for."""

log = structlog.get_logger()

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
        self, tenant: UUID, journal: SessionJournal, graph: SessionGraph, settings: OwnerSettings, sessions: Sessions
    ) -> None:
        self.tenant = tenant
        self.session_id = journal.session_id
        self.epoch = journal.epoch
        self.graph = graph
        self.closing = False
        self._journal = journal
        self._settings = settings
        self._sessions = sessions
        self._stream: CaptureStream | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._abandon: asyncio.TimerHandle | None = None

    @property
    def stream(self) -> CaptureStream | None:
        """The stream that feeds the session, its socket being there or not."""
        return self._stream

    @property
    def idle(self) -> bool:
        """Whether nothing feeds it, nothing may resume and nothing is unfinished."""
        waits = self._stream is not None and (self._stream.attached or self._abandon is not None)
        return not waits and self.graph.unsettled == 0

    async def run(self) -> None:
        """Run the graph and the streams until ``close`` or until the lease is lost (``LeaseLostError``)."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                tasks.create_task(self.graph.run())
        finally:
            self._tasks = None
            self.closing = True
            self._cancel_abandon()

    async def attach(
        self,
        stream_id: UUID,
        mode: Mode,
        outlet: Outlet,
        viewer: Viewer,
        *,
        paused: bool,
        intake_of: IntakeOf,
    ) -> CaptureStream:
        """Feed the session from a socket: a stream it knows goes on, another one takes its place."""
        self._cancel_abandon()
        if self._stream is None or self._stream.stream_id != stream_id:
            state = await self._journal.open_stream(stream_id, mode)
            if self._tasks is None:
                raise LeaseLostError("Another process owns this session now.")
            self._retire_stream()
            stream = CaptureStream(
                state,
                intake_of(state, paused),
                self._journal,
                self.graph,
                self._read_head,
                window_s=self._settings.window_s,
            )
            self._stream = stream
            self._running.add(self._tasks.create_task(stream.run()))
        self._stream.attach(outlet, viewer)
        return self._stream

    def detach(self, stream: CaptureStream, outlet: Outlet) -> None:
        """The socket is gone; what is open waits for the stream to resume."""
        if stream.detach(outlet) and stream is self._stream and self._tasks is not None:
            loop = asyncio.get_running_loop()
            self._abandon = loop.call_later(self._settings.resume_s, self._abandoned)

    def hand_over(self, stream_id: UUID) -> None:
        """Stop as ``close`` does. The stream ``stream_id`` goes on elsewhere, so what is open in it is not cut."""
        if self._stream is not None and self._stream.stream_id != stream_id:
            self._retire_stream()
        elif self._stream is not None:
            self._stream.fail("replaced")
        self.close()

    def close(self) -> None:
        """Stop once everything heard is stored and has its result."""
        if not self.closing and self._tasks is not None:
            self.closing = True
            self._tasks.create_task(self._finish())

    async def _finish(self) -> None:
        if self._stream is not None:
            self._stream.close()
        if self._running:
            await asyncio.wait(self._running)
        self.graph.close()

    def _retire_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.fail("replaced")
            stream.abandon()
            stream.close()

    def _abandoned(self) -> None:
        self._abandon = None
        if self._stream is not None:
            self._stream.abandon()

    def _cancel_abandon(self) -> None:
        if self._abandon is not None:
            self._abandon.cancel()
            self._abandon = None

    async def _read_head(self) -> int:
        return (await self._sessions.read(self.tenant, self.session_id)).head


class Owner:
    """All sessions of this process. One task calls ``run``, which owns their tasks."""

    def __init__(
        self,
        *,
        leases: Leases,
        journal_of: JournalOf,
        engines: Engines,
        sessions: Sessions,
        listener: Listener,
        settings: OwnerSettings,
    ) -> None:
        self._leases = leases
        self._journal_of = journal_of
        self._engines = engines
        self._sessions = sessions
        self._listener = listener
        self._settings = settings
        self._owned: dict[UUID, tuple[OwnedSession, asyncio.Task[None]]] = {}
        self._claims: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        self._tasks: asyncio.TaskGroup | None = None
        self._holder = 0
        self._beat = asyncio.Event()
        self._draining = False

    async def run(self) -> None:
        """Keep leases and take up unfinished work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._keep())
            tasks.create_task(self._recover())

    async def own(self, tenant: UUID, session_id: UUID, stream_id: UUID) -> OwnedSession:
        """Own the session: as it is, or taken from another process, which is asked first."""
        async with self._claims.setdefault(session_id, asyncio.Lock()):
            entry = self._owned.get(session_id)
            if entry is not None:
                if not entry[0].closing:
                    return entry[0]
                await asyncio.wait([entry[1]])
            holder = await self._listener.connected()
            epoch = await self._leases.claim(session_id, tenant, holder)
            if epoch is None:
                await self._leases.ask(Ask(session_id, stream_id))
                deadline = asyncio.get_running_loop().time() + ASK_S
                while epoch is None:
                    await asyncio.sleep(ASK_AGAIN_S)
                    force = asyncio.get_running_loop().time() >= deadline
                    epoch = await self._leases.claim(session_id, tenant, holder, force=force)
            return await self._start(tenant, session_id, epoch)

    def on_ask(self, payload: str) -> None:
        """Another process wants a session; it is handed over if it is ours."""
        ask = Ask.parse(payload)
        entry = self._owned.get(ask.session_id)
        if entry is not None and self._tasks is not None:
            self._tasks.create_task(self._hand_over(entry[0], entry[1], ask))

    def on_connected(self) -> None:
        """The listener has a new connection and so this process a new name."""
        self._beat.set()

    async def drain(self, seconds: float) -> None:
        """Finish what was heard, for at most ``seconds``; give every session back. The rest is for the next owner."""
        self._draining = True
        entries = list(self._owned.values())
        for owned, _ in entries:
            if owned.stream is not None:
                owned.stream.fail("draining")
            owned.close()
        if entries:
            await asyncio.wait([task for _, task in entries], timeout=seconds)
        for _, task in entries:
            task.cancel()
        for owned, task in entries:
            await asyncio.wait([task])
            await self._release(owned)

    # -- one session --------------------------------------------------------------------------------------------------

    async def _start(self, tenant: UUID, session_id: UUID, epoch: int) -> OwnedSession:
        assert self._tasks is not None
        journal = self._journal_of(session_id, tenant, epoch)
        graph = SessionGraph(journal, self._engines, self._settings.graph)
        owned = OwnedSession(tenant, journal, graph, self._settings, self._sessions)
        task = self._tasks.create_task(self._run(owned))
        self._owned[session_id] = (owned, task)
        recovered = self._tasks.create_task(graph.recovered())
        await asyncio.wait([recovered, task], return_when=asyncio.FIRST_COMPLETED)
        recovered.cancel()
        if task.done():
            raise LeaseLostError("Another process owns this session now.")
        return owned

    async def _run(self, owned: OwnedSession) -> None:
        try:
            await owned.run()
        except* LeaseLostError:
            log.info("session.lost", session=str(owned.session_id), epoch=owned.epoch)
        except* Exception as group:  # noqa: BLE001 - a fault in one session must not end the others; it is taken up again
            for error in group.exceptions:
                frames = traceback.format_tb(error.__traceback__)
                log.error("session.broke", session=str(owned.session_id), error=type(error).__name__, at=frames[-1:])
            await self._release(owned)
        finally:
            if owned.stream is not None:
                owned.stream.fail("replaced" if not self._draining else "draining")
            if self._owned.get(owned.session_id, (None,))[0] is owned:
                del self._owned[owned.session_id]

    async def _hand_over(self, owned: OwnedSession, task: asyncio.Task[None], ask: Ask) -> None:
        try:
            async with asyncio.timeout(ASK_S / 2):
                owned.hand_over(ask.stream_id)
                await asyncio.wait([task])
        except TimeoutError:
            pass  # calls in flight are left to the next owner
        task.cancel()
        await asyncio.wait([task])
        await self._release(owned)

    async def _release(self, owned: OwnedSession) -> None:
        try:
            await self._leases.release(owned.session_id, owned.epoch, self._holder)
        except JournalUnavailableError:
            log.warning("lease.not_released", session=str(owned.session_id))  # it runs out, or we are gone by then

    # -- all of them --------------------------------------------------------------------------------------------------

    async def _keep(self) -> None:
        """Heartbeat; also lets go of what is lost or idle."""
        self._holder = await self._listener.connected()
        while True:
            await self._wait_for_beat()
            before = list(self._owned.values())
            try:
                holder = await self._listener.connected()
                if holder != self._holder:
                    epochs = await self._leases.move(self._holder, holder)
                    self._holder = holder
                else:
                    epochs = await self._leases.renew(holder)
            except JournalUnavailableError:
                self._beat.set()
                await asyncio.sleep(0.25)
                continue
            for owned, task in before:
                if epochs.get(owned.session_id) != owned.epoch:
                    task.cancel()
                elif owned.idle:
                    owned.close()
                    await asyncio.wait([task], timeout=1)
                    await self._release(owned)

    async def _wait_for_beat(self) -> None:
        try:
            async with asyncio.timeout(self._settings.heartbeat_s):
                await self._beat.wait()
        except TimeoutError:
            pass
        self._beat.clear()

    async def _recover(self) -> None:
        """Take up what processes that are gone have left."""
        while not self._draining:
            try:
                holder = await self._listener.connected()
                for session_id, tenant in await self._leases.unowned_work(holder):
                    async with self._claims.setdefault(session_id, asyncio.Lock()):
                        if session_id in self._owned or self._draining:
                            continue
                        epoch = await self._leases.claim(session_id, tenant, holder)
                        if epoch is not None:
                            log.info("session.taken_up", session=str(session_id), epoch=epoch)
                            await self._start(tenant, session_id, epoch)
            except AdventureError as error:
                log.warning("recovery.failed", code=error.code)
            await asyncio.sleep(RECOVER_S)
