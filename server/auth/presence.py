"""Who is still signed in: asked for requests, and watched for open sockets. It ends nothing but sockets."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

import structlog

from pipeline.errors import JournalUnavailableError
from server.auth.tokens import Identity, TokenError
from server.ports.accounts import Accounts, LocalAccounts
from server.sockets import Sockets

KNOWN_S = 30.0
"""How long a sign-in that was there is taken to be there still, for requests."""

RECHECK_S = 20.0
"""How often the sockets' sign-ins are looked at where no word came that one has ended."""

MOST_KNOWN = 10_000

log = structlog.get_logger()


class Presence:
    """``local``: where the sign-ins are; None where somebody else keeps the accounts. ``now``: a monotonic clock."""

    def __init__(
        self, accounts: Accounts, local: LocalAccounts | None, sockets: Sockets, now: Callable[[], float]
    ) -> None:
        self._accounts = accounts
        self._local = local
        self._sockets = sockets
        self._now = now
        self._known: OrderedDict[tuple[UUID, UUID | None], float] = OrderedDict()

    async def check(self, identity: Identity) -> None:
        """Raises ``TokenError`` where the token's sign-in has ended, within ``KNOWN_S`` of its end."""
        key = (identity.user_id, identity.sign_in)
        until = self._known.get(key)
        if until is not None and self._now() < until:
            return
        self._known.pop(key, None)
        if not await self._accounts.admits(identity.user_id, identity.sign_in):
            raise TokenError("This sign-in has ended. Sign in again.")
        self._known[key] = self._now() + KNOWN_S
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def on_ended(self, payload: str) -> None:
        """A sign-in has ended somewhere."""
        self._end(UUID(payload))

    async def run(self) -> None:
        """Look at the sockets' sign-ins again and again, until cancelled."""
        local = self._local
        while local is not None:
            await asyncio.sleep(RECHECK_S)
            there = self._sockets.sign_ins()
            if not there:
                continue
            try:
                gone = there - await local.living(there)
            except JournalUnavailableError:
                continue
            for sign_in in gone:
                self._end(sign_in)
        await asyncio.Event().wait()

    def _end(self, sign_in: UUID) -> None:
        for key in [key for key in self._known if key[1] == sign_in]:
            del self._known[key]
        closed = self._sockets.revoke(sign_in)
        if closed:
            log.info("sockets.revoked", count=closed)
