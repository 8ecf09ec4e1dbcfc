"""Tells the sockets of a session what it has cost, once at first and whenever that changes: at most once a second.

It learns of changes only from the database's notifications, and books nothing itself. Guests are never told.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from pipeline.errors import JournalUnavailableError
from pipeline.money import usd
from pipeline.spending import Caps, Spending
from server.outlet import Outlet
from server.ports.shares import Spendings
from server.protocol import CapReached, Usage

PAUSE_S = 1.0
"""Least time between two messages of one session."""

RETRY_S = 0.25


class _Meter:
    """One session."""

    def __init__(self, spendings: Spendings, tenant: UUID, session_id: UUID) -> None:
        self._spendings = spendings
        self._tenant = tenant
        self._session_id = session_id
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.outlets: dict[Outlet, Usage | None] = {}
        """Who looks, and what each was told last."""

    def start(self, tasks: asyncio.TaskGroup) -> None:
        self._task = tasks.create_task(self._run())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def wake(self) -> None:
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            # Before the read: what is settled while it runs is read again.
            self._wake.clear()
            try:
                spending = await self._spendings.spending(self._tenant, self._session_id)
            except JournalUnavailableError:
                self._wake.set()
                await asyncio.sleep(RETRY_S)
                continue
            message = usage_message(spending, self._spendings.caps)
            for outlet, told in tuple(self.outlets.items()):
                if told != message:
                    self.outlets[outlet] = message
                    outlet.send(message)
            await asyncio.sleep(PAUSE_S)


class UsageFeed:
    """All sessions that somebody of their account looks at in this process. One task calls ``run``."""

    def __init__(self, spendings: Spendings) -> None:
        self._spendings = spendings
        self._meters: dict[UUID, _Meter] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Own the sessions' tasks until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            for meter in self._meters.values():
                meter.start(tasks)
            await asyncio.Event().wait()

    def enter(self, tenant: UUID, session_id: UUID, outlet: Outlet) -> None:
        """Tell ``outlet``, which was greeted, of what the tenant's session costs, now and from now on."""
        meter = self._meters.get(session_id)
        if meter is None:
            meter = self._meters[session_id] = _Meter(self._spendings, tenant, session_id)
            if self._tasks is not None:
                meter.start(self._tasks)
        meter.outlets[outlet] = None
        meter.wake()

    def leave(self, session_id: UUID, outlet: Outlet) -> None:
        """Tell it nothing more."""
        meter = self._meters.get(session_id)
        if meter is not None:
            meter.outlets.pop(outlet, None)
            if not meter.outlets:
                del self._meters[session_id]
                meter.stop()

    def on_usage(self, payload: str) -> None:
        """``session``: something of it was settled, or met a cap."""
        meter = self._meters.get(UUID(payload))
        if meter is not None:
            meter.wake()

    def on_connected(self) -> None:
        """Notifications were lost: anything may have been settled."""
        for meter in self._meters.values():
            meter.wake()


def usage_message(spending: Spending, caps: Caps) -> Usage:
    """What was spent, as it goes over the wire."""
    reached = spending.reached(caps)
    return Usage(
        session_usd=usd(spending.session.spent),
        session_cap_usd=None if caps.session is None else usd(caps.session),
        account_usd=usd(spending.account.spent),
        account_cap_usd=None if caps.account is None else usd(caps.account),
        reached=None if reached is None else CapReached(cap=reached.cap, until=reached.until),
    )
