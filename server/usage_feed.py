"""Tells the sockets of a session what it has cost, once at first and whenever that changes: at most once a second.

It learns of changes only from the database's notifications, and books nothing itself. Guests are never told.
"""

from __future__ import annotations

from uuid import UUID

from pipeline.money import usd
from pipeline.spending import Caps, Spending
from server.outlet import Outlet
from server.ports.shares import Spendings
from server.protocol import CapReached, Usage
from server.rereading import Rereading

PAUSE_S = 1.0
"""Least time between two messages of one session."""


class _Meter:
    """One session."""

    def __init__(self, spendings: Spendings, tenant: UUID, session_id: UUID) -> None:
        self._spendings = spendings
        self._tenant = tenant
        self._session_id = session_id
        self.outlets: dict[Outlet, Usage | None] = {}
        """Who looks, and what each was told last."""

    async def read(self) -> None:
        spending = await self._spendings.spending(self._tenant, self._session_id)
        message = usage_message(spending, self._spendings.caps)
        for outlet, told in tuple(self.outlets.items()):
            if told != message:
                self.outlets[outlet] = message
                outlet.send(message)


class UsageFeed:
    """All sessions that somebody of their account looks at in this process. One task calls ``run``."""

    def __init__(self, spendings: Spendings) -> None:
        self._spendings = spendings
        self._meters = Rereading[_Meter](pause_s=PAUSE_S)

    async def run(self) -> None:
        """Own the sessions' tasks until cancelled."""
        await self._meters.run()

    def enter(self, tenant: UUID, session_id: UUID, outlet: Outlet) -> None:
        """Tell ``outlet``, which was greeted, of what the tenant's session costs, now and from now on."""
        meter = self._meters.get(session_id)
        if meter is None:
            meter = self._meters.add(session_id, _Meter(self._spendings, tenant, session_id))
        meter.outlets[outlet] = None
        self._meters.wake(session_id)

    def leave(self, session_id: UUID, outlet: Outlet) -> None:
        """Tell it nothing more."""
        meter = self._meters.get(session_id)
        if meter is not None:
            meter.outlets.pop(outlet, None)
            if not meter.outlets:
                self._meters.remove(session_id)

    def on_usage(self, payload: str) -> None:
        """``session``: something of it was settled, or met a cap."""
        self._meters.wake(UUID(payload))

    def on_connected(self) -> None:
        """Notifications were lost: anything may have been settled."""
        self._meters.wake_all()


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
