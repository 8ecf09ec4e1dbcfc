"""All open sockets of this process: how many each account has, and who is told that the server goes away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from server.limits import RateLimits, account_key
from server.outlet import Outlet
from server.protocol import Goaway

PER_ACCOUNT = 64
"""Most sockets of one account."""


class Sockets:
    """Knows every outlet, those that have not said hello yet included."""

    def __init__(self, rates: RateLimits, live_sessions: int) -> None:
        self._rates = rates
        self._live_sessions = live_sessions
        self._captured: dict[UUID, Counter[UUID]] = {}
        self._open: dict[Outlet, UUID] = {}
        self._count: Counter[UUID] = Counter()
        self._greeting: set[Outlet] = set()
        self.draining = False

    @contextmanager
    def greeting(self, outlet: Outlet) -> Generator[None]:
        """Know a socket that may say hello while the body runs."""
        self._greeting.add(outlet)
        try:
            yield
        finally:
            self._greeting.discard(outlet)

    @contextmanager
    def entered(self, tenant: UUID, outlet: Outlet) -> Generator[bool]:
        """Count a socket while the body runs. False (and the socket is closed) where there are too many."""
        wait = self._rates.hit("sockets", account_key(tenant))
        if wait is not None:
            outlet.fail("rate_limited", "Too many new connections.", retry_after_ms=round(wait * 1000))
            yield False
            return
        if self._count[tenant] >= PER_ACCOUNT:
            outlet.fail("too_many_connections")
            yield False
            return
        self._open[outlet] = tenant
        self._count[tenant] += 1
        try:
            yield True
        finally:
            del self._open[outlet]
            self._count[tenant] -= 1
            if not self._count[tenant]:
                del self._count[tenant]

    @contextmanager
    def capturing(self, tenant: UUID, session_id: UUID, outlet: Outlet) -> Generator[bool]:
        """Count a captured session while the body runs. False (and the socket is closed) where there are too many."""
        captured = self._captured.setdefault(tenant, Counter())
        if session_id not in captured and len(captured) >= self._live_sessions:
            outlet.fail("too_many_connections", "Too many sessions of this account are being captured.")
            yield False
            return
        captured[session_id] += 1
        try:
            yield True
        finally:
            captured[session_id] -= 1
            if not captured[session_id]:
                del captured[session_id]
            if not captured:
                self._captured.pop(tenant, None)

    def sign_ins(self) -> set[UUID]:
        """The sign-ins by which the open sockets are here."""
        return {outlet.sign_in for outlet in self._open if outlet.sign_in is not None}

    def revoke(self, sign_in: UUID) -> int:
        """Close the sockets of a sign-in that has ended; how many there were."""
        revoked = [outlet for outlet in self._open if outlet.sign_in == sign_in]
        for outlet in revoked:
            outlet.fail("revoked")
        return len(revoked)

    def go_away(self, time_left_ms: int) -> None:
        """Tell everyone that the server is about to leave; nobody new is let in."""
        self.draining = True
        for outlet in (*self._open, *self._greeting):
            outlet.send(Goaway(time_left_ms=time_left_ms))

    def close_all(self) -> None:
        """Close every socket: the server leaves, another one or this one will be there."""
        for outlet in (*self._open, *self._greeting):
            outlet.fail("draining", retry_after_ms=500)
