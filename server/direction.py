"""What a person asks over a socket: hide, show, pin, correct, control displays. One at a time, beside the receive loop.

It decides nothing; REST calls the same ``Direction`` and ``Displays``, which record and announce what was done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from uuid import UUID

from pipeline.displays import DisplayChange
from pipeline.errors import AdventureError
from server.outlet import Outlet
from server.ports.displays import Displays
from server.ports.history import Direction
from server.protocol import Correct, Display, Hide, Pin, Show

Command = Hide | Show | Pin | Correct

COMMANDS = (Hide, Show, Pin, Correct, Display)

WAITING = 32
"""Most commands of one socket that wait."""


async def direct(direction: Direction, tenant: UUID, session_id: UUID, command: Command) -> None:
    """Do it. Raises ``NotFoundError``."""
    match command:
        case Hide(scene=scene):
            await direction.hide(tenant, session_id, scene, hidden=True)
        case Show(scene=scene):
            await direction.hide(tenant, session_id, scene, hidden=False)
        case Pin(scene=scene):
            await direction.pin(tenant, session_id, scene)
        case Correct(utterance=utterance, text=text):
            await direction.correct(tenant, session_id, utterance, text)


class Desk:
    """One socket's commands. ``take`` hands one over and never waits; the socket's task group does them in order."""

    def __init__(
        self,
        direction: Direction,
        displays: Displays,
        tenant: UUID,
        outlet: Outlet,
        session_id: Callable[[], UUID | None],
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._direction = direction
        self._displays = displays
        self._tenant = tenant
        self._outlet = outlet
        self._session_id = session_id
        self._tasks = tasks
        self._waiting: deque[tuple[UUID | None, Command | Display]] = deque()
        self._worker: asyncio.Task[None] | None = None

    def take(self, command: Command | Display) -> None:
        """Have it done; whoever sends faster than it can be is told so."""
        session_id = self._session_id()
        if session_id is None and not isinstance(command, Display):
            self._outlet.warn("not_found")
        elif len(self._waiting) >= WAITING:
            self._outlet.warn("rate_limited", retry_after_ms=1000)
        else:
            self._waiting.append((session_id, command))
            if self._worker is None or self._worker.done():
                self._worker = self._tasks.create_task(self._work())

    async def _work(self) -> None:
        while self._waiting:
            session_id, command = self._waiting.popleft()
            try:
                if isinstance(command, Display):
                    change = DisplayChange(blackout=command.blackout, freeze=command.freeze, caption=command.caption)
                    await self._displays.change(self._tenant, command.display, change)
                elif session_id is not None:
                    await direct(self._direction, self._tenant, session_id, command)
            except AdventureError as error:
                self._outlet.warn(error.code, error.message, retry_after_ms=1000 if error.retryable else None)
