"""Which sessions this process owns: claims them, runs their graphs, keeps their leases, and gives them back.

It reads no socket; ``server/live.py`` attaches one to a stream of an owned session.
"""

from __future__ import annotations

import asyncio
import traceback
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from pipeline.errors import AdventureError, JournalUnavailableError, LeaseLostError
from pipeline.graph import Engines, SessionGraph
from pipeline.model import Mode
from pipeline.records import Ask
from server.capture import CaptureStream
from server.hub import Viewer
from server.outlet import Outlet
from server.owned import IntakeOf, OwnedSession, OwnerSettings
from server.ports import JournalOf, Leases, Listener, Sessions
from server.ports.history import Direction

ASK_S = 2.0
"""How long another owner is given to finish what it is at."""

ASK_AGAIN_S = 0.05
RECOVER_S = 1.0
"""How often work without an owner is looked for. It is taken up at the second look: an owner whose connection the
database just cut is given the time to say that it is still there."""

LONGEST_BREAK_S = 300.0
"""The longest time between two tries to take up a session that keeps breaking."""

MOST_BREAKS = 1000
"""Most sessions of which it is remembered that they broke."""

CLAIMS = 3
"""How often a session is claimed for one socket before the socket is sent away to come again."""

log = structlog.get_logger()


class Owner:
    """All sessions of this process. One task calls ``run``, which owns their tasks."""

    def __init__(
        self,
        *,
        leases: Leases,
        journal_of: JournalOf,
        engines: Engines,
        sessions: Sessions,
        direction: Direction,
        listener: Listener,
        settings: OwnerSettings,
    ) -> None:
        self._leases = leases
        self._journal_of = journal_of
        self._engines = engines
        self._sessions = sessions
        self._direction = direction
        self._listener = listener
        self._settings = settings
        self._owned: dict[UUID, tuple[OwnedSession, asyncio.Task[None]]] = {}
        self._claims: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        self._tasks: asyncio.TaskGroup | None = None
        self._holder = 0
        self._beat = asyncio.Event()
        self._breaks: dict[UUID, tuple[int, float]] = {}
        self._draining = False

    async def run(self) -> None:
        """Keep leases and take up unfinished work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._keep())
            tasks.create_task(self._recover())

    async def attach(
        self,
        tenant: UUID,
        session_id: UUID,
        stream_id: UUID,
        mode: Mode,
        outlet: Outlet,
        viewer: Viewer,
        intake_of: IntakeOf,
    ) -> tuple[OwnedSession, CaptureStream]:
        """Own the session and feed it from a socket. Raises ``NotFoundError`` for a foreign stream."""
        for _ in range(CLAIMS):
            try:
                owned = await self._own(tenant, session_id, stream_id)
            except LeaseLostError:
                continue
            try:
                return owned, await owned.attach(stream_id, mode, outlet, viewer, intake_of)
            except LeaseLostError:
                # It was ours no more without our knowing it; the newest connection wins, so it is claimed again.
                self._let_go(owned)
            finally:
                owned.holds -= 1
        raise AdventureError("The session goes from one process to another.", code="resync", retryable=True)

    async def _own(self, tenant: UUID, session_id: UUID, stream_id: UUID) -> OwnedSession:
        """The session, held: as it is, or taken from another process, which is asked first."""
        async with self._claims.setdefault(session_id, asyncio.Lock()):
            entry = self._owned.get(session_id)
            if entry is not None:
                if not entry[0].closing:
                    entry[0].holds += 1
                    return entry[0]
                await asyncio.wait([entry[1]])
            holder = await self._listener.connected()
            epoch = await self._leases.claim(session_id, tenant, holder)
            if epoch is None:
                await self._leases.ask(Ask(session_id, stream_id, holder))
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
        if entry is not None and ask.by != self._listener.holder and self._tasks is not None:
            self._tasks.create_task(self._hand_over(entry[0], entry[1], ask))

    def on_session(self, payload: str) -> None:
        """``session:ended`` or ``session:deleted``: its microphone is told; what was heard of an ended one is kept.

        ``session:forgotten:5``: what is open in it, or not stored yet, goes with what was stored in that many minutes.
        """
        session, what, *minutes = payload.split(":")
        entry = self._owned.get(UUID(session))
        if entry is None:
            return
        match what:
            case "forgotten":
                entry[0].forget(int(minutes[0]))
            case "ended":
                entry[0].stop("session_ended")
            case _:
                entry[0].stop("not_found")
                self._let_go(entry[0])

    def on_uploaded(self, payload: str) -> None:
        """Utterances of an upload were stored for a session; they are taken up if it is ours."""
        entry = self._owned.get(UUID(payload))
        if entry is not None:
            entry[0].graph.more_uploaded()

    def on_asked(self, payload: str) -> None:
        """A person asked for a picture in a session; it is taken up if it is ours."""
        entry = self._owned.get(UUID(payload))
        if entry is not None:
            entry[0].graph.more_asked()

    async def adopt(self, tenant: UUID, session_id: UUID) -> None:
        """Own the session, without a socket, where nobody does."""
        if session_id not in self._owned:
            await self._take_up(session_id, tenant, await self._listener.connected())

    def on_connected(self) -> None:
        """The listener has a new connection and so this process a new name; what it missed is looked for."""
        self._beat.set()
        for owned, _ in self._owned.values():
            owned.graph.more_uploaded()
            owned.graph.more_asked()

    async def drain(self, seconds: float) -> None:
        """Finish what was heard, for at most ``seconds``; give every session back. The rest is for the next owner."""
        self._draining = True
        async with asyncio.TaskGroup() as tasks:
            for owned, task in self._owned.values():
                if owned.stream is not None:
                    owned.stream.fail("draining")
                tasks.create_task(self._end(owned, task, seconds))

    # -- one session --------------------------------------------------------------------------------------------------

    async def _start(self, tenant: UUID, session_id: UUID, epoch: int) -> OwnedSession:
        """The session, held and with all that a former owner left known. Raises ``LeaseLostError``."""
        assert self._tasks is not None
        journal = self._journal_of(session_id, tenant, epoch)
        graph = SessionGraph(journal, self._engines, self._settings.graph)
        owned = OwnedSession(tenant, journal, graph, self._settings, self._sessions, self._direction)
        owned.holds = 1
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
            self._broke(owned.session_id)
            await self._release(owned)
        finally:
            if owned.stream is not None:
                # Only a newer connection ends it for good; from anything else the socket comes back.
                owned.stream.fail("draining" if self._draining else "replaced" if owned.asked else "resync")
            if self._owned.get(owned.session_id, (None,))[0] is owned:
                del self._owned[owned.session_id]

    async def _hand_over(self, owned: OwnedSession, task: asyncio.Task[None], ask: Ask) -> None:
        try:
            async with asyncio.timeout(ASK_S / 2):
                await owned.hand_over(ask.stream_id)
        except TimeoutError:
            pass  # what is not stored is still with its sender
        # Calls in flight are left to the next owner.
        await self._end(owned, task, ASK_S / 2)

    async def _end(self, owned: OwnedSession, task: asyncio.Task[None], seconds: float) -> None:
        """Finish what was heard, for at most ``seconds``, then give the session back."""
        try:
            async with asyncio.timeout(seconds):
                await owned.finish()
                await asyncio.wait([task])
        except TimeoutError:
            pass
        task.cancel()
        await asyncio.wait([task])
        await self._release(owned)

    def _broke(self, session_id: UUID) -> None:
        """A session that breaks again and again is taken up ever more seldom, so that it costs the others nothing."""
        while len(self._breaks) >= MOST_BREAKS:
            del self._breaks[next(iter(self._breaks))]
        times = self._breaks.pop(session_id, (0, 0.0))[0] + 1
        pause = min(LONGEST_BREAK_S, RECOVER_S * 2**times)
        self._breaks[session_id] = (times, asyncio.get_running_loop().time() + pause)

    def _let_go(self, owned: OwnedSession) -> None:
        """Stop a session that is not ours any more."""
        owned.closing = True
        known, task = self._owned.get(owned.session_id, (None, None))
        if known is owned and task is not None:
            task.cancel()

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
                    await self._end(owned, task, 1)

    async def _wait_for_beat(self) -> None:
        try:
            async with asyncio.timeout(self._settings.heartbeat_s):
                await self._beat.wait()
        except TimeoutError:
            pass
        self._beat.clear()

    async def _recover(self) -> None:
        """Take up what processes that are gone have left."""
        seen: set[UUID] = set()
        while not self._draining:
            try:
                holder = await self._listener.connected()
                found = await self._leases.unowned_work(holder)
                for session_id, tenant in found:
                    if session_id in seen:
                        try:
                            await self._take_up(session_id, tenant, holder)
                        except LeaseLostError:
                            # It broke at once: it must not keep the others from being taken up.
                            log.warning("recovery.failed", session=str(session_id))
                seen = {session_id for session_id, _ in found}
            except AdventureError as error:
                log.warning("recovery.failed", code=error.code)
            await asyncio.sleep(RECOVER_S)

    async def _take_up(self, session_id: UUID, tenant: UUID, holder: int) -> None:
        async with self._claims.setdefault(session_id, asyncio.Lock()):
            if session_id in self._owned or self._draining:
                return
            if asyncio.get_running_loop().time() < self._breaks.get(session_id, (0, 0.0))[1]:
                return
            epoch = await self._leases.claim(session_id, tenant, holder)
            if epoch is not None:
                log.info("session.taken_up", session=str(session_id), epoch=epoch)
                (await self._start(tenant, session_id, epoch)).holds -= 1
