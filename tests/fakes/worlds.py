"""Where a session's journal lives, as the suites need it: the in-memory world, and the shape of any other.

A world does what the other parts of the product do: accounts, sessions, ownership. It tests nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from fakes.memory_store import MemoryStore

from pipeline.events import Event
from pipeline.model import Asked, Character, Environment
from pipeline.ports import SessionJournal


class World(Protocol):
    """What the suite needs beside the journal, as other parts of the product do it."""

    async def user(self) -> UUID: ...

    async def new_session(self, user_id: UUID) -> UUID:
        """A session that is the account's current one from now on."""
        ...

    async def claim(self, user_id: UUID, session_id: UUID) -> SessionJournal:
        """The journal of the session's next owner."""
        ...

    async def events(self, session_id: UUID) -> Sequence[tuple[int, Event]]:
        """(seq, event) as recorded, in order of seq."""
        ...

    async def settings(
        self, user_id: UUID, environment: Environment, style: str, characters: Sequence[Character]
    ) -> None:
        """What a person set in the studio."""
        ...

    async def change_environment(self, user_id: UUID, environment: Environment) -> None:
        """A person writes another environment, which is then of that version."""
        ...

    async def ask(self, user_id: UUID, session_id: UUID, prompt: str = "", again: int | None = None) -> int:
        """A person asks for a picture."""
        ...


class MemoryWorld:
    def __init__(self) -> None:
        self.store = MemoryStore()

    async def user(self) -> UUID:
        return self.store.new_user()

    async def new_session(self, user_id: UUID) -> UUID:
        return self.store.new_session(user_id)

    async def claim(self, user_id: UUID, session_id: UUID) -> SessionJournal:
        return self.store.session(user_id=user_id, session_id=session_id, epoch=self.store.claim(session_id))

    async def events(self, session_id: UUID) -> Sequence[tuple[int, Event]]:
        return self.store.sessions[session_id].events

    async def settings(
        self, user_id: UUID, environment: Environment, style: str, characters: Sequence[Character]
    ) -> None:
        account = self.store.accounts[user_id]
        account.environment, account.style, account.characters = environment, style, tuple(characters)

    async def change_environment(self, user_id: UUID, environment: Environment) -> None:
        self.store.accounts[user_id].environment = environment

    async def ask(self, user_id: UUID, session_id: UUID, prompt: str = "", again: int | None = None) -> int:
        del user_id
        decision = self.store.sessions[session_id].scenes[again].decision if again is not None else None
        return self.store.ask(session_id, Asked(prompt, decision))
