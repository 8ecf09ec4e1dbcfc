"""Tells every open socket of an account what a person changed in its settings: read once for each process.

It learns of changes only from the database's notifications, and changes nothing itself.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from pipeline.preferences import UserSettings
from server.outlet import Outlet
from server.ports.user_settings import UserSettingsStore
from server.protocol import EnvironmentState, SettingsUpdated
from server.rereading import Rereading


class SettingsListener:
    """One socket. While it is held, and before it has begun, only the newest settings wait for it."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._holds = 1
        self._waiting: SettingsUpdated | None = None

    def begin(self) -> None:
        """The socket was greeted."""
        self._let_go()

    @contextmanager
    def held(self) -> Generator[None]:
        """What was read before a snapshot is not sent behind it: the snapshot may be older than the settings."""
        self._holds += 1
        try:
            yield
        finally:
            self._let_go()

    def tell(self, settings: SettingsUpdated) -> None:
        """Send, or keep."""
        if self._holds:
            self._waiting = settings
        else:
            self._outlet.send(settings)

    def _let_go(self) -> None:
        self._holds -= 1
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.tell(waiting)


class _Account:
    def __init__(self, store: UserSettingsStore, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant
        self.listeners: set[SettingsListener] = set()

    async def read(self) -> None:
        message = _message(await self._store.read(self._tenant))
        for listener in tuple(self.listeners):
            listener.tell(message)


class SettingsFeed:
    """All accounts with a socket in this process. One task calls ``run``, which owns their tasks."""

    def __init__(self, store: UserSettingsStore) -> None:
        self._store = store
        self._accounts = Rereading[_Account]()

    async def run(self) -> None:
        """Own the accounts' tasks until cancelled."""
        await self._accounts.run()

    def enter(self, tenant: UUID, outlet: Outlet) -> SettingsListener:
        """Tell ``outlet`` of every change from now on; ``leave`` ends it."""
        account = self._accounts.get(tenant) or self._accounts.add(tenant, _Account(self._store, tenant))
        listener = SettingsListener(outlet)
        account.listeners.add(listener)
        return listener

    def leave(self, tenant: UUID, listener: SettingsListener) -> None:
        """Tell it nothing more."""
        account = self._accounts.get(tenant)
        if account is not None:
            account.listeners.discard(listener)
            if not account.listeners:
                self._accounts.remove(tenant)

    def on_change(self, tenant: UUID) -> None:
        """The account's settings were changed somewhere."""
        self._accounts.wake(tenant)

    def on_connected(self) -> None:
        """Notifications were lost: everyone's settings may have changed."""
        self._accounts.wake_all()


def _message(settings: UserSettings) -> SettingsUpdated:
    environment = settings.environment
    return SettingsUpdated(
        environment=EnvironmentState(
            description=environment.description, version=environment.version, locked=environment.locked
        ),
        style=settings.style,
    )
