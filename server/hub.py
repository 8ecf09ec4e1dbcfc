"""Fan-out: follows the recorded events of each session that someone views, in order, and hands each on once.

It learns of events only from the journal's notifications and reads them from the journal: what a viewer sees was
recorded first. It composes and stores nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

import structlog

from pipeline.errors import AdventureError, JournalUnavailableError
from server.displays import DisplaysFeed
from server.frames import EventFrames
from server.outlet import Outlet
from server.ports import Sessions
from server.ports.displays import Displays
from server.ports.shares import Spendings
from server.ports.user_settings import UserSettingsStore
from server.settings_feed import SettingsFeed
from server.shares import Scopes
from server.usage_feed import UsageFeed

PAGE = 500
"""Events read at once."""

PENDING = 2000
"""Most events that wait for a viewer's snapshot; beyond it they are read again."""

RETRY_S = 0.25

log = structlog.get_logger()


class Viewer:
    """One socket's place in a session's events: delivers each once and in order.

    ``scopes``: what it may see of them; None is all. It is not told of the others, but knows that they passed.
    """

    def __init__(self, outlet: Outlet, scopes: Scopes | None = None) -> None:
        self.outlet = outlet
        self.scopes = scopes
        self._cursor: int | None = None
        self._pending: list[tuple[int, bytes | None]] = []
        self._missed = False
        self._later: list[tuple[int, Callable[[], None]]] = []

    def deliver(self, seq: int, frame: bytes | None) -> None:
        """An event as its scopes show it; it waits until ``start``, and is dropped where the viewer has it already."""
        if self._cursor is None:
            if len(self._pending) < PENDING:
                self._pending.append((seq, frame))
            else:
                self._missed = True
        elif seq > self._cursor:
            self._cursor = seq
            if frame is not None:
                self.outlet.write(frame)
            self._run_later()

    def start(self, cursor: int) -> bool:
        """The viewer knows everything up to ``cursor``; what came meanwhile follows.

        False where too much came: read on from ``cursor`` and call again.
        """
        pending, self._pending = self._pending, []
        if self._missed:
            self._missed = False
            return False
        self._cursor = cursor
        for seq, frame in pending:
            self.deliver(seq, frame)
        self._run_later()
        return True

    def behind(self, seq: int, call: Callable[[], None]) -> None:
        """Call once everything up to ``seq`` was delivered."""
        self._later.append((seq, call))
        self._run_later()

    def _run_later(self) -> None:
        cursor = self._cursor
        if cursor is None or not self._later:
            return
        due = [call for seq, call in self._later if seq <= cursor]
        self._later = [item for item in self._later if item[0] > cursor]
        for call in due:
            call()


class _Feed:
    """One session's events, read once for all its viewers."""

    def __init__(self, sessions: Sessions, tenant: UUID, session_id: UUID) -> None:
        self._sessions = sessions
        self._tenant = tenant
        self._session_id = session_id
        self._wake = asyncio.Event()
        self._ready = asyncio.Event()
        self._head = 0
        self._cursor = 0
        self._look = False
        self.viewers: set[Viewer] = set()

    def wake(self, seq: int) -> None:
        """There is an event ``seq``."""
        self._head = max(self._head, seq)
        self._wake.set()

    def look(self) -> None:
        """There may be events that were not announced."""
        self._look = True
        self._wake.set()

    async def ready(self) -> None:
        """Wait until every event from now on will be delivered, or the feed has ended."""
        await self._ready.wait()

    def end(self, code: str = "resync") -> None:
        """Nothing more will be delivered: whoever has viewed it must ask anew."""
        self._ready.set()
        for viewer in tuple(self.viewers):
            viewer.outlet.fail(code)

    async def run(self) -> None:
        """Read and deliver until cancelled."""
        while not self._ready.is_set():
            try:
                self._cursor = (await self._sessions.read(self._tenant, self._session_id)).head
                self._ready.set()
            except JournalUnavailableError:
                await asyncio.sleep(RETRY_S)
        while True:
            if self._head <= self._cursor and not self._look:
                self._wake.clear()
                await self._wake.wait()
                continue
            self._look = False
            try:
                await self._deliver()
            except JournalUnavailableError:
                self._look = True
                await asyncio.sleep(RETRY_S)

    async def _deliver(self) -> None:
        events = await self._sessions.events(self._tenant, self._session_id, self._cursor, PAGE)
        if not events:
            # What was announced is visible to whoever reads afterwards: nothing is missing.
            self._head = min(self._head, self._cursor)
        for event in events:
            frames = EventFrames(event)
            self._cursor = event.seq
            for viewer in tuple(self.viewers):
                viewer.deliver(event.seq, frames.of(viewer.scopes))


class Subscription:
    """A viewer's hold on a session's feed; ``close`` lets go of it."""

    def __init__(self, hub: Hub, session_id: UUID, viewer: Viewer) -> None:
        self._hub = hub
        self._session_id = session_id
        self._viewer = viewer

    def close(self) -> None:
        """Deliver nothing more."""
        self._hub.unsubscribe(self._session_id, self._viewer)


class Hub:
    """All feeds of this process. One task calls ``run``, which owns the feeds' tasks."""

    def __init__(
        self, sessions: Sessions, settings: UserSettingsStore, spendings: Spendings, displays: Displays
    ) -> None:
        self._sessions = sessions
        self.settings = SettingsFeed(settings)
        self.usage = UsageFeed(spendings)
        self.displays = DisplaysFeed(displays)
        self._feeds: dict[UUID, tuple[_Feed, asyncio.Task[None]]] = {}
        self._followers: dict[UUID, set[asyncio.Event]] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._running = asyncio.Event()

    async def run(self) -> None:
        """Own the feeds until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            self._running.set()
            tasks.create_task(self.usage.run())
            tasks.create_task(self.displays.run())
            await self.settings.run()

    async def subscribe(self, tenant: UUID, session_id: UUID, viewer: Viewer) -> Subscription:
        """Deliver to ``viewer`` every event recorded from now on; it reads what came before itself."""
        await self._running.wait()
        assert self._tasks is not None
        if session_id not in self._feeds:
            feed = _Feed(self._sessions, tenant, session_id)
            self._feeds[session_id] = (feed, self._tasks.create_task(self._run(session_id, feed)))
        feed, _ = self._feeds[session_id]
        feed.viewers.add(viewer)
        subscription = Subscription(self, session_id, viewer)
        try:
            await feed.ready()
        except asyncio.CancelledError:
            subscription.close()
            raise
        return subscription

    def unsubscribe(self, session_id: UUID, viewer: Viewer) -> None:
        """See ``Subscription.close``."""
        if session_id in self._feeds:
            feed, task = self._feeds[session_id]
            feed.viewers.discard(viewer)
            if not feed.viewers:
                del self._feeds[session_id]
                task.cancel()

    def follow(self, tenant: UUID) -> asyncio.Event:
        """An event that is set whenever the account's current session may have changed; see ``unfollow``."""
        changed = asyncio.Event()
        self._followers.setdefault(tenant, set()).add(changed)
        return changed

    def unfollow(self, tenant: UUID, changed: asyncio.Event) -> None:
        """Forget an event of ``follow``."""
        followers = self._followers.get(tenant, set())
        followers.discard(changed)
        if not followers:
            self._followers.pop(tenant, None)

    # -- notifications ------------------------------------------------------------------------------------------------

    def on_event(self, payload: str) -> None:
        """``session:seq`` was recorded somewhere."""
        session, _, seq = payload.partition(":")
        entry = self._feeds.get(UUID(session))
        if entry is not None:
            entry[0].wake(int(seq))

    def on_account(self, payload: str) -> None:
        """``account``: its current session may have changed; ``account:settings``: its settings were."""
        account, _, what = payload.partition(":")
        if what == "settings":
            self.settings.on_change(UUID(account))
            return
        for changed in self._followers.get(UUID(account), ()):
            changed.set()

    def on_session(self, payload: str) -> None:
        """``session:ended`` or ``session:deleted``: of a deleted one there is nothing more to view."""
        session, _, what = payload.partition(":")
        entry = self._feeds.pop(UUID(session), None) if what == "deleted" else None
        if entry is not None:
            entry[0].end("not_found")
            entry[1].cancel()

    def on_connected(self) -> None:
        """Notifications were lost while the listener was away: look at every head again."""
        self.settings.on_connected()
        self.usage.on_connected()
        self.displays.on_connected()
        for feed, _ in self._feeds.values():
            feed.look()
        for followers in self._followers.values():
            for changed in followers:
                changed.set()

    async def _run(self, session_id: UUID, feed: _Feed) -> None:
        try:
            await feed.run()
        except AdventureError as error:
            # The session is gone: its viewers must ask anew, the other feeds go on.
            log.warning("hub.feed_ended", code=error.code)
            self._feeds.pop(session_id, None)
            feed.end()
