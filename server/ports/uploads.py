"""What uploads need of the database: one protocol for their person's requests, one for the process that cuts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from pipeline.model import Boundary
from pipeline.uploads import ClaimedUpload, CutUtterance, FoundUpload, UploadClaim, UploadRecord


class Uploads(Protocol):
    """One tenant's uploads. Every method may raise ``JournalUnavailableError``."""

    async def begin(self, tenant: UUID, name: str, holder: int, *, most: int, most_bytes: int) -> tuple[UUID, str]:
        """Begin to receive; the new upload and the key for its file.

        Raises ``AdventureError`` (``rate_limited``) for an account that has ``most`` unfinished ones or ``most_bytes``
        of them.
        """
        ...

    async def received(self, tenant: UUID, upload: UUID, session_id: UUID, size: int) -> UploadRecord:
        """The whole file is there: it may be claimed. Raises ``NotFoundError`` where it was cancelled meanwhile."""
        ...

    async def drop(self, tenant: UUID, upload: UUID) -> None:
        """Forget one that was not received."""
        ...

    async def read(self, tenant: UUID, upload: UUID) -> UploadRecord:
        """One upload. Raises ``NotFoundError``."""
        ...

    async def list(self, tenant: UUID, before: UUID | None, limit: int) -> Sequence[UploadRecord]:
        """Those that were begun before ``before``, newest first."""
        ...

    async def cancel(self, tenant: UUID, upload: UUID) -> UploadRecord:
        """Stop it; what has its transcript keeps it. Nothing happens to one that is over. Raises ``NotFoundError``."""
        ...


class UploadClaims(Protocol):
    """Uploads as a process sees them that cuts some of them. A claim that was lost raises ``LeaseLostError``."""

    async def claim(self, holder: int) -> ClaimedUpload | None:
        """The oldest that nobody alive works at, or None."""
        ...

    async def renew(self, claim: UploadClaim, seconds: float | None = None) -> None:
        """Heartbeat; ``seconds``: the file's length, once it is known."""
        ...

    async def commit_utterance(self, claim: UploadClaim, utterance: CutUtterance) -> None:
        """Store a cut utterance, its audio and its boundary; tell the session's owner. Unique on ``n``."""
        ...

    async def commit_boundary(self, claim: UploadClaim, boundary: Boundary) -> None:
        """Store that silence was judged up to ``boundary``."""
        ...

    async def finish(self, claim: UploadClaim, seconds: float) -> None:
        """All of it is cut."""
        ...

    async def fail(self, claim: UploadClaim, code: str, reason: str) -> None:
        """It cannot be read, and why: a sentence for its person."""
        ...

    async def give_back(self, claim: UploadClaim) -> None:
        """Let another process, or this one later, go on with it."""
        ...

    async def spent(self) -> Sequence[FoundUpload]:
        """Uploads whose file is needed no more."""
        ...

    async def forget_file(self, found: FoundUpload) -> None:
        """Its file is gone."""
        ...
