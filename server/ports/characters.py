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

    async def delete(self, tenant: UUID, character_id: UUID, *, expected: Collection[int] | None = None) -> str | None:
        """Delete the row; returns its portrait's key: the blob is the caller's to delete. Raises ``NotFoundError``."""
        ...

    async def portrait(self, tenant: UUID, character_id: UUID) -> str:
        """The portrait's blob key. Raises ``NotFoundError``."""
        ...

    async def set_portrait(
        self, tenant: UUID, character_id: UUID, key: str | None, *, expected: Collection[int] | None = None
    ) -> tuple[CharacterRecord, str | None]:
        """Point to another blob, or to none; the former key is the caller's to delete. Raises ``NotFoundError``."""
        ...


class PortraitEncoder(Protocol):
    """Makes a portrait out of a picture that a person sent."""

    async def encode(self, data: bytes) -> Image:
        """A small WebP without anything else of the file. Raises ``PictureError``."""
        ...
