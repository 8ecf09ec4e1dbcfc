"""One LISTEN connection for a process, which also holds the advisory lock that proves the process alive.

It hands notifications on and connects again for ever; it reads no table.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from clients.postgres import Database
from pipeline.errors import AdventureError

CHECK_S = 2.0
"""How often a silent connection is asked whether it still lives."""

RECONNECT_S = 0.25

log = structlog.get_logger()

OnNotify = Callable[[str], None]


class PostgresListener:
    """Listens on ``channels`` (channel → what to call with each payload). One task calls ``run``.

    ``on_connected`` is called after each (re)connection: what was notified meanwhile is lost, so heads are to be read
    again. The holder key is new for each connection: a lease taken under the old one may have been taken over.
    """

    def __init__(
        self, database: Database, channels: Mapping[str, OnNotify], on_connected: Callable[[int], None]
    ) -> None:
        self._database = database
        self._channels = channels
        self._on_connected = on_connected
        self._connected = asyncio.Event()
        self._away = False
        self._holder = 0

    @property
    def holder(self) -> int:
        """The advisory lock key of the present connection; 0 before the first."""
        return self._holder

    async def connected(self) -> int:
        """Wait for a connection; returns its holder key."""
        await self._connected.wait()
        return self._holder

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await self._listen()
            except AdventureError as error:
                if self._connected.is_set() or not self._away:
                    # Once for each time it goes away, not for each try.
                    log.warning("database.listener_lost", code=error.code)
                self._away = True
            self._connected.clear()
            await asyncio.sleep(RECONNECT_S)

    async def _listen(self) -> None:
        async with self._database.dedicated() as connection:
            holder = secrets.randbits(62) + 1
            await connection.execute("select pg_advisory_lock($1)", holder)
            for channel in self._channels:
                await connection.add_listener(channel, self._notified)
            self._holder = holder
            self._away = False
            self._connected.set()
            self._on_connected(holder)
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            while not lost.is_set():
                try:
                    async with asyncio.timeout(CHECK_S):
                        await lost.wait()
                except TimeoutError:
                    await connection.execute("select 1", timeout=5)

    def _notified(self, connection: Any, pid: int, channel: str, payload: object) -> None:
        self._channels[channel](str(payload))
