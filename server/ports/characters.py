"""A person's characters and their portraits. Implemented in ``clients/``.

``expected``: the versions that the change may be made upon, None for any; else ``ChangedError``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from pipeline.model import Image
from pipeline.preferences import CharacterChange, CharacterRecord

MOST_CHARACTERS = 200
"""Most characters of an account."""


class Characters(Protocol):
    """One account's characters. Another's are not found. Every method may raise ``JournalUnavailableError``."""

    async def list(self, tenant: UUID, *, limit: int, offset: int) -> Sequence[CharacterRecord]:
        """Oldest first."""
        ...

    async def read(self, tenant: UUID, character_id: UUID) -> CharacterRecord:
        """The character. Raises ``NotFoundError``."""
        ...

    async def create(self, tenant: UUID, character: CharacterChange, *, most: int) -> CharacterRecord:
        """A new one. Raises ``QuotaError`` where there are ``most``, ``NotFoundError`` for an account that is gone."""
        ...

    async def change(
        self, tenant: UUID, character_id: UUID, change: CharacterChange, *, expected: Collection[int] | None = None
    ) -> CharacterRecord:
        """Change what is given. Raises ``NotFoundError``."""
        ...

    async def delete(self, tenant: UUID, character_id: UUID, *, expected: Collection[int] | None = None) -> None:
        """Delete it; its portrait's blob is queued for deletion with it. Raises ``NotFoundError``."""
        ...

    async def portrait(self, tenant: UUID, character_id: UUID) -> str:
        """The portrait's blob key. Raises ``NotFoundError``."""
        ...

    async def expect_portrait(self, tenant: UUID, key: str) -> None:
        """A blob is about to be stored: unless it becomes a portrait soon, it is deleted again."""
        ...

    async def set_portrait(
        self, tenant: UUID, character_id: UUID, key: str | None, *, expected: Collection[int] | None = None
    ) -> tuple[CharacterRecord, bool]:
        """Point to another blob, or to none; whether there was one, which is queued for deletion.

        Raises ``NotFoundError``.
        """
        ...


class PortraitEncoder(Protocol):
    """Makes a portrait out of a picture that a person sent."""

    async def encode(self, data: bytes) -> Image:
        """A small WebP without anything else of the file. Raises ``PictureError``."""
        ...
