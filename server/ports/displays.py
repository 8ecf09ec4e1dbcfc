"""Displays at the table and their pairing, as the server asks for them. Implemented in ``clients/``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from pipeline.displays import DisplayChange, DisplayRecord
from pipeline.sharing import FoundShare


class Pairings(Protocol):
    """Codes that displays show. Every method may raise ``JournalUnavailableError``."""

    async def create(self, code: str, secret_hash: bytes, token_hash: bytes, most: int) -> datetime | None:
        """A code, and when it ends; None where it is taken, or where ``most`` wait (``full``)."""
        ...

    async def full(self, most: int) -> bool:
        """Whether so many codes wait that there is no room for another."""
        ...

    async def claim(self, code: str, secret_hash: bytes, attempts: int) -> None:
        """Whether this is the one who shows the code. Raises ``NotFoundError``, and after ``attempts`` wrong secrets
        always."""
        ...


class Displays(Protocol):
    """The displays of an account. Every method may raise ``JournalUnavailableError``."""

    async def pair(self, tenant: UUID, code: str, label: str, most: int, attempts: int) -> DisplayRecord | None:
        """The display that shows the code is the account's from now on; None where that has ``most`` already.

        The same code again gives the same display. Raises ``NotFoundError`` for a code that nobody shows.
        """
        ...

    async def all(self, tenant: UUID) -> Sequence[DisplayRecord]:
        """Every display of the account, oldest first."""
        ...

    async def read(self, tenant: UUID, display_id: UUID) -> DisplayRecord:
        """One. Raises ``NotFoundError``."""
        ...

    async def change(self, tenant: UUID, display_id: UUID, change: DisplayChange) -> DisplayRecord:
        """Change it, and have everyone told. Raises ``NotFoundError`` for it or for the session."""
        ...

    async def remove(self, tenant: UUID, display_id: UUID) -> None:
        """Its token ends. Raises ``NotFoundError``."""
        ...

    async def find(self, token_hash: bytes) -> FoundShare | None:
        """What the display with this token may see."""
        ...

    async def here(self, tenant: UUID, display_id: UUID, connection: UUID, for_s: float) -> None:
        """It is connected, and counts as gone after ``for_s`` seconds without this. Nothing where it was removed."""
        ...

    async def left(self, tenant: UUID, display_id: UUID, connection: UUID) -> None:
        """This socket is gone."""
        ...
