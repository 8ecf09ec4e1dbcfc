"""Displays at the table: their codes and tokens, who of them is here, and what they and their accounts are told.

What a display shows is its page's duty. It learns of changes only from the database's notifications, so that it does
not matter which process a display or a studio is connected to.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final
from uuid import UUID, uuid4

from pipeline.displays import DisplayRecord
from pipeline.errors import JournalUnavailableError
from server.outlet import Outlet
from server.ports.displays import Displays
from server.protocol import Displays as DisplaysMessage
from server.protocol import DisplayState, DisplayTold
from server.rereading import Rereading

PREFIX: Final = "aad_"
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No sign that looks like another from across the room."""

CODE_LENGTH: Final = 6
SECRET_BYTES: Final = 32
ATTEMPTS: Final = 10
"""Wrong secrets after which a code ends."""

POLL_S: Final = 3
"""How often a display that waits asks."""

PER_ACCOUNT: Final = 50
MOST_PAIRINGS: Final = 10_000
"""Most codes that wait at once."""

HERE_S = 45.0
"""A display counts as gone after this long without a sign; only its process's death leaves it without one."""

SIGN_S = 15.0

LAPSED_S = 0.25
"""How long after it counts as gone its account's studios are told."""


def new_code() -> str:
    """A fresh code: one of 31^6."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def new_secret() -> str:
    """What only the display that shows a code knows: 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def code_of(typed: str) -> str | None:
    """The code that somebody typed, in whatever case and with spaces or a dash; None where it can be none."""
    code = "".join(sign for sign in typed.upper() if sign not in " -")
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None


def token_of(secret: str) -> str:
    """The token of the display that knows this secret: made again whenever its claim is answered, and kept nowhere."""
    return PREFIX + hashlib.sha256(b"adventure.display:" + secret.encode()).hexdigest()


def is_display(token: str) -> bool:
    """Whether a token has the form of a display's."""
    return token.startswith(PREFIX)


class Screen:
    """A display's socket. It is told its state right behind ``ready``, before there is anything to show."""

    def __init__(self, outlet: Outlet, record: DisplayRecord, moved: asyncio.Event) -> None:
        self._outlet = outlet
        self._moved = moved
        self._greeted = False
        self._told: DisplayTold | None = None
        self._state = display_told(record)
        self.display_id = record.display_id
        self.session_id = record.session_id

    def begin(self) -> None:
        """The socket was greeted."""
        self._greeted = True
        self._tell()

    @contextmanager
    def held(self) -> Generator[None]:
        """Its state and a snapshot do not overlap: nothing waits."""
        yield

    def learn(self, record: DisplayRecord) -> None:
        """How it is now."""
        self._state = display_told(record)
        if record.session_id != self.session_id:
            self.session_id = record.session_id
            self._moved.set()
        self._tell()

    def _tell(self) -> None:
        if self._greeted and self._told != self._state:
            self._told = self._state
            self._outlet.send(self._state)


class _Account:
    """One account with a studio or a display here."""

    def __init__(self, displays: Displays, tenant: UUID) -> None:
        self._displays = displays
        self._tenant = tenant
        self.studios: dict[Outlet, DisplaysMessage | None] = {}
        """Who looks, and what each was told last."""
        self.screens: set[Screen] = set()

    async def read(self) -> float | None:
        # Who comes while it runs was told something newer, and wakes it again.
        studios, screens = tuple(self.studios), tuple(self.screens)
        records = await self._displays.all(self._tenant)
        self._tell(records, studios, screens)
        # A display whose process was killed goes without a word.
        lapses = [record.lapses_in_s or 0.0 for record in records if record.connected]
        return min(lapses) + LAPSED_S if lapses and self.studios else None

    def _tell(self, records: Sequence[DisplayRecord], studios: Sequence[Outlet], screens: Sequence[Screen]) -> None:
        message = displays_message(records)
        for outlet in studios:
            if outlet in self.studios and self.studios[outlet] != message:
                self.studios[outlet] = message
                outlet.send(message)
        by_id = {record.display_id: record for record in records}
        for screen in screens:
            record = by_id.get(screen.display_id)
            if record is not None:
                screen.learn(record)


class DisplaysFeed:
    """All accounts with a studio or a display in this process. One task calls ``run``, which owns their tasks."""

    def __init__(self, displays: Displays, sign_s: float = SIGN_S) -> None:
        self._displays = displays
        self._sign_s = sign_s
        self._accounts = Rereading[_Account]()

    async def run(self) -> None:
        """Own the accounts' tasks until cancelled."""
        await self._accounts.run()

    def enter(self, tenant: UUID, outlet: Outlet) -> None:
        """Tell ``outlet``, an account's socket that was greeted, of its displays, now and from now on."""
        account = self._account(tenant)
        account.studios[outlet] = None
        self._accounts.wake(tenant)

    def leave(self, tenant: UUID, outlet: Outlet) -> None:
        """Tell it nothing more."""
        account = self._accounts.get(tenant)
        if account is not None:
            account.studios.pop(outlet, None)
            self._forget(tenant, account)

    @asynccontextmanager
    async def connected(
        self, tenant: UUID, display_id: UUID, outlet: Outlet, moved: asyncio.Event
    ) -> AsyncGenerator[Screen]:
        """A display is here while the body runs; ``moved`` is set when it shall show another session.

        Raises ``NotFoundError`` and ``JournalUnavailableError``.
        """
        connection = uuid4()
        account = self._account(tenant)
        screen: Screen | None = None
        try:
            await self._displays.here(tenant, display_id, connection, HERE_S)
            screen = Screen(outlet, await self._displays.read(tenant, display_id), moved)
            account.screens.add(screen)
            # It may have been changed between the read and now.
            self._accounts.wake(tenant)
            # No task group: it would wrap what the body raises.
            signing = asyncio.create_task(self._sign(tenant, display_id, connection))
            try:
                yield screen
            finally:
                signing.cancel()
                await asyncio.wait([signing])
        finally:
            if screen is not None:
                account.screens.discard(screen)
            self._forget(tenant, account)
            with suppress(JournalUnavailableError):
                await self._displays.left(tenant, display_id, connection)

    def on_display(self, payload: str) -> None:
        """``account:display``: it was paired, changed, removed, came or left somewhere."""
        self._accounts.wake(UUID(payload.partition(":")[0]))

    def on_connected(self) -> None:
        """Notifications were lost: anything may have changed."""
        self._accounts.wake_all()

    async def _sign(self, tenant: UUID, display_id: UUID, connection: UUID) -> None:
        """Say now and then that it is still here."""
        while True:
            await asyncio.sleep(self._sign_s)
            with suppress(JournalUnavailableError):
                await self._displays.here(tenant, display_id, connection, HERE_S)

    def _account(self, tenant: UUID) -> _Account:
        return self._accounts.get(tenant) or self._accounts.add(tenant, _Account(self._displays, tenant))

    def _forget(self, tenant: UUID, account: _Account) -> None:
        if not account.studios and not account.screens and self._accounts.get(tenant) is account:
            self._accounts.remove(tenant)


def displays_message(records: Sequence[DisplayRecord]) -> DisplaysMessage:
    """An account's displays, as they go over the wire."""
    return DisplaysMessage(
        displays=tuple(
            DisplayState(
                display=record.display_id,
                label=record.label,
                connected=record.connected,
                blackout=record.blackout,
                freeze=record.freeze,
                caption=record.caption,
            )
            for record in records
        )
    )


def display_told(record: DisplayRecord) -> DisplayTold:
    """What a display is told of itself."""
    return DisplayTold(
        display=record.display_id,
        label=record.label,
        blackout=record.blackout,
        freeze=record.freeze,
        caption=record.caption,
    )
