"""Links for viewers as the database gives them: plain values, without any token."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ShareRecord:
    """A link as its account sees it. ``scopes`` in no order."""

    share_id: UUID
    scopes: tuple[str, ...]
    label: str = field(repr=False)
    created_at: datetime
    rotated_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class FoundShare:
    """A share that is valid now: whose it is, what it shows, until when (None: until it is revoked)."""

    share_id: UUID
    tenant: UUID
    scopes: tuple[str, ...]
    expires_at: datetime | None
