"""What a person sets for the account. Implemented in ``clients/postgres_user_settings.py``.

``expected``: the versions that the change may be made upon, None for any; else ``ChangedError``. Every method may raise
``JournalUnavailableError``; the changing ones raise ``NotFoundError`` for an account that is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from pipeline.preferences import Glossary, GlossaryName, SettingsChange, UserSettings


class UserSettingsStore(Protocol):
    """Environment, lock, style and glossary of one account."""

    async def read(self, tenant: UUID) -> UserSettings:
        """The settings as they are now."""
        ...

    async def change(
        self, tenant: UUID, change: SettingsChange, *, expected: Collection[int] | None = None
    ) -> UserSettings:
        """Change what is given. Another environment is recorded in the current session and wins over the story."""
        ...

    async def clear_memory(self, tenant: UUID, *, expected: Collection[int] | None = None) -> UserSettings:
        """Forget the current session's last scene; the environment is emptied unless it is locked."""
        ...

    async def glossary(self, tenant: UUID) -> Glossary:
        """The names as they are now."""
        ...

    async def change_glossary(
        self, tenant: UUID, names: Sequence[GlossaryName], *, expected: Collection[int] | None = None
    ) -> Glossary:
        """Replace all names."""
        ...
