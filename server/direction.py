"""What a person asks over a socket: hide, show, pin, correct, draw, control displays; each beside the receive loop.

It decides nothing; REST calls the same ``Director``, whose parts record and announce what was done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import structlog

from pipeline.displays import DisplayChange
from pipeline.errors import AdventureError
from server.outlet import Outlet
from server.owner import Owner
from server.ports.displays import Displays
from server.ports.history import Direction
from server.protocol import Correct, Display, Draw, Hide, Pin, Reroll, Show

Command = Hide | Show | Pin | Correct | Draw | Reroll

COMMANDS = (Hide, Show, Pin, Correct, Draw, Reroll, Display)

WAITING = 32
"""Most commands of one socket that wait."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Director:
    """Does what a person asks of a session, in whichever process they ask."""

    direction: Direction
    displays: Displays
    owner: Owner

    async def do(self, tenant: UUID, session_id: UUID, command: Command) -> None:
        """Do it. Raises ``NotFoundError``, and what ``ask`` raises."""
        match command:
            case Hide(scene=scene):
                await self.direction.hide(tenant, session_id, scene, hidden=True)
            case Show(scene=scene):
                await self.direction.hide(tenant, session_id, scene, hidden=False)
            case Pin(scene=scene):
                await self.direction.pin(tenant, session_id, scene)
            case Correct(utterance=utterance, text=text):
                await self.direction.correct(tenant, session_id, utterance, text)
            case Draw(prompt=prompt):
                await self.ask(tenant, session_id, prompt or "", None)
            case Reroll(scene=scene):
                await self.ask(tenant, session_id, "", scene)

    async def ask(self, tenant: UUID, session_id: UUID, prompt: str, again: int | None) -> int:
        """See ``Direction.ask``. A session that nobody owns is owned by this process, so that it is painted at once."""
        scene = await self.direction.ask(tenant, session_id, prompt.strip(), again)
        try:
            await self.owner.adopt(tenant, session_id)
        except AdventureError as error:
            log.warning("request.not_adopted", code=error.code)  # the recovery finds it
        return scene

    async def control(self, tenant: UUID, command: Display) -> None:
        """Change what a display shows. Raises ``NotFoundError``."""
        change = DisplayChange(blackout=command.blackout, freeze=command.freeze, caption=command.caption)
        await self.displays.change(tenant, command.display, change)


class Desk:
    """One socket's commands. ``take`` hands one over and never waits; the socket's task group does them in order."""

    def __init__(
        self,
        director: Director,
        tenant: UUID,
        outlet: Outlet,
        session_id: Callable[[], UUID | None],
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._director = director
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
                    await self._director.control(self._tenant, command)
                elif session_id is not None:
                    await self._director.do(self._tenant, session_id, command)
            except AdventureError as error:
                self._outlet.warn(error.code, error.message, retry_after_ms=1000 if error.retryable else None)
