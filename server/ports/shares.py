"""Links for viewers, what an account used and what it cost, as the server asks for it. Implemented in ``clients/``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from pipeline.sharing import FoundShare, ShareRecord
from pipeline.spending import Caps, Spending
from pipeline.usage import DayUsed, SessionUsed


class Found(Protocol):
    """Where the token of somebody without an account is looked up."""

    async def find(self, token_hash: bytes) -> FoundShare | None:
        """Whose it is and what it shows, if it is valid now. Raises ``JournalUnavailableError``."""
        ...


class Shares(Protocol):
    """The links of an account. Every method may raise ``JournalUnavailableError``."""

    async def create(
        self, tenant: UUID, token_hash: bytes, scopes: Sequence[str], label: str, expires_at: datetime | None, most: int
    ) -> ShareRecord | None:
        """A new link, or None where the account has ``most`` already."""
        ...

    async def all(self, tenant: UUID) -> Sequence[ShareRecord]:
        """Every link of the account, oldest first."""
        ...

    async def rotate(self, tenant: UUID, share_id: UUID, token_hash: bytes) -> ShareRecord:
        """The old token ends, the new one begins. Raises ``NotFoundError``."""
        ...

    async def revoke(self, tenant: UUID, share_id: UUID) -> None:
        """The link ends. Raises ``NotFoundError``."""
        ...

    async def find(self, token_hash: bytes) -> FoundShare | None:
        """The share with this hash, if it is valid now."""
        ...


class Usage(Protocol):
    """What an account used. Every method may raise ``JournalUnavailableError``."""

    async def by_day(self, tenant: UUID, start: datetime, end: datetime) -> Sequence[DayUsed]:
        """Each day with anything from ``start`` until before ``end``, the oldest first."""
        ...

    async def by_session(self, tenant: UUID, start: datetime, end: datetime, limit: int) -> Sequence[SessionUsed]:
        """Each session with anything in that time, the newest first."""
        ...


class Spendings(Protocol):
    """What was spent, and what may be."""

    @property
    def caps(self) -> Caps:
        """The caps of this process."""
        ...

    async def spending(self, tenant: UUID, session: UUID) -> Spending:
        """What the session, its account and the server have spent. Raises ``JournalUnavailableError``."""
        ...
