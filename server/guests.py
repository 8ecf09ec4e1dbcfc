"""Whoever watches by a link: let in while the link holds, closed as soon as it ends. It shows and sends no event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from pipeline.errors import AdventureError, JournalUnavailableError
from pipeline.sharing import FoundShare
from server.auth.tokens import Identity, TokenError
from server.budget import Budget
from server.displays import is_display
from server.handshake import Doorman, Receive, too_long
from server.outlet import Outlet
from server.ports.shares import Found
from server.protocol import CONTROLS_PER_SECOND, MessageError, Ping, Pong, parse_control
from server.shares import SCOPES, Scopes, hashed, is_share

RETRY_S = 0.25


@dataclass(frozen=True, slots=True)
class GuestToken:
    """The token of a link, as its hash; not looked up yet."""

    hash: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DisplayToken:
    """The token of a display at the table, as its hash; not looked up yet."""

    hash: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Guest:
    """Whose session a link shows, what of it, and until when."""

    share_id: UUID
    tenant: UUID
    scopes: Scopes
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Door:
    """Takes an account's token as ``tokens`` does, and a link's or a display's for what it is."""

    tokens: Doorman[Identity]

    def verify(self, token: str) -> Identity | GuestToken | DisplayToken:
        """See ``Doorman``."""
        if is_display(token):
            return DisplayToken(hashed(token))
        return GuestToken(hashed(token)) if is_share(token) else self.tokens.verify(token)


class Guests:
    """The links, or the displays, by which someone watches through this process. ``ended``: what is told of its end."""

    def __init__(self, shares: Found, ended: str = "This link has ended. Ask for a new one.") -> None:
        self._shares = shares
        self._ended = ended
        self._open: dict[UUID, set[asyncio.Event]] = {}

    @asynccontextmanager
    async def admitted(self, token: GuestToken | DisplayToken, outlet: Outlet) -> AsyncGenerator[Guest]:
        """Let a guest in while the body runs; ``outlet`` is closed as revoked once the link has ended.

        Raises ``TokenError`` where the token is no link's.
        """
        found = await self._shares.find(token.hash)
        if found is None:
            raise TokenError(self._ended)
        changed = asyncio.Event()
        changed.set()  # it may have ended just before we began to listen
        watching = self._open.setdefault(found.share_id, set())
        watching.add(changed)
        # No task group: it would wrap what the body raises.
        guarding = asyncio.create_task(self._guard(token, found, changed, outlet))
        try:
            yield _guest(found)
        finally:
            guarding.cancel()
            await asyncio.wait([guarding])
            watching.discard(changed)
            if not watching:
                self._open.pop(found.share_id, None)

    async def _guard(
        self, token: GuestToken | DisplayToken, found: FoundShare, changed: asyncio.Event, outlet: Outlet
    ) -> None:
        try:
            async with asyncio.timeout(_left(found)):
                while True:
                    await changed.wait()
                    changed.clear()
                    try:
                        if await self._shares.find(token.hash) is None:
                            break
                    except JournalUnavailableError:
                        changed.set()
                        await asyncio.sleep(RETRY_S)
        except TimeoutError:
            pass
        except AdventureError:
            outlet.fail("resync")
            return
        outlet.fail("revoked", self._ended)

    def on_share(self, payload: str) -> None:
        """A link was changed or revoked somewhere; a display's payload has its account before it."""
        for changed in self._open.get(UUID(payload.rpartition(":")[2]), ()):
            changed.set()

    def on_connected(self) -> None:
        """Notifications were lost while the listener was away: look at every link again."""
        for watching in self._open.values():
            for changed in watching:
                changed.set()


async def listen(outlet: Outlet, receive: Receive) -> None:
    """Answer a guest's ``ping`` until it is gone; anything else closes."""
    budget = Budget(CONTROLS_PER_SECOND, asyncio.get_running_loop().time)
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if outlet.closed:
            continue
        if not budget.spend():
            outlet.fail("rate_limited", retry_after_ms=1000)
        elif message.get("text") is None or too_long(message) or not _is_ping(message["text"]):
            outlet.fail("bad_message", "Whoever watches by a link may send nothing but ping.")
        else:
            outlet.send(Pong())


def _is_ping(text: str) -> bool:
    try:
        return isinstance(parse_control(text), Ping)
    except MessageError:
        return False


def _guest(found: FoundShare) -> Guest:
    return Guest(found.share_id, found.tenant, frozenset(SCOPES) & frozenset(found.scopes), found.expires_at)


def _left(found: FoundShare) -> float | None:
    return None if found.expires_at is None else (found.expires_at - datetime.now(UTC)).total_seconds()
