"""What reading, directing and deleting a person's sessions needs of the database; implemented in ``clients/``.

A *row* is a mapping by the column names of the query in ``sql/queries/history.sql`` that is named in brackets. Every
method may raise ``JournalUnavailableError``; one that names a session raises ``NotFoundError`` for one that is not the
tenant's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

Row = Mapping[str, Any]


class History(Protocol):
    """One tenant's sessions as they were."""

    async def sessions(self, tenant: UUID, before: UUID | None, limit: int) -> Sequence[Row]:
        """Newest first, those behind ``before``, at most ``limit`` (``list_sessions``)."""
        ...

    async def session(self, tenant: UUID, session_id: UUID) -> Row:
        """One of them (``list_sessions``)."""
        ...

    async def create(self, tenant: UUID, name: str | None) -> UUID:
        """A new session. Raises ``AdventureError`` ``bad_token`` where the account is gone."""
        ...

    async def rename(self, tenant: UUID, session_id: UUID, name: str | None, allowed: Callable[[Row], bool]) -> bool:
        """Rename it if ``allowed`` says so of the session as it is then (``lock_session``); whether it did."""
        ...

    async def end(self, tenant: UUID, session_id: UUID) -> None:
        """End it; ending it again changes nothing. Whoever captures it is told."""
        ...

    async def events(
        self, tenant: UUID, session_id: UUID, after: int, event_type: str | None, limit: int
    ) -> Sequence[Row]:
        """Events behind ``after``, oldest first (``history_page``)."""
        ...

    async def jobs(self, tenant: UUID, session_id: UUID, after: int, status: str | None, limit: int) -> Sequence[Row]:
        """Utterances behind the job ``after``, oldest first (``list_jobs``)."""
        ...

    async def scenes(
        self, tenant: UUID, session_id: UUID, after: int, limit: int, only: int | None = None
    ) -> Sequence[Row]:
        """Scenes behind number ``after`` that are not deleted, oldest first (``list_scenes``)."""
        ...

    async def search(self, tenant: UUID, text: str, session_id: UUID | None, limit: int) -> Sequence[Row]:
        """Transcripts and scenes, best first (``search``). ``text`` as a person types it into a search box."""
        ...

    async def chronicle(self, tenant: UUID, session_id: UUID, after: int, limit: int) -> Sequence[Row]:
        """What was said and seen behind event ``after``, in order (``chronicle``)."""
        ...

    async def recordings(self, tenant: UUID, session_id: UUID, after: int, limit: int) -> Sequence[Row]:
        """Kept recordings of transcribed utterances behind job ``after`` (``recordings``)."""
        ...

    async def recording(self, tenant: UUID, session_id: UUID, utterance: int) -> bytes:
        """One of them, FLAC. Raises ``NotFoundError``."""
        ...


class Direction(Protocol):
    """What a person changes in a session; any process may, whoever owns it. Each is recorded and announced.

    Each raises ``NotFoundError`` for a scene, utterance or event that is not there; one that changes nothing records
    nothing.
    """

    async def hide(self, tenant: UUID, session_id: UUID, scene: int, *, hidden: bool) -> None:
        """Take a scene and its pictures off every display, or bring them back."""
        ...

    async def pin(self, tenant: UUID, session_id: UUID, scene: int | None) -> None:
        """Fix the scene to show; None: the newest."""
        ...

    async def ask(self, tenant: UUID, session_id: UUID, prompt: str, again: int | None) -> int:
        """Have a picture painted: of ``prompt``, of the scene ``again`` once more, or of what was just said.

        Returns the number of the scene that it becomes. Raises ``AdventureError`` (``rate_limited``) where too many are
        asked for already.
        """
        ...

    async def correct(self, tenant: UUID, session_id: UUID, utterance: int, text: str) -> None:
        """Correct a transcript; one corrected to nothing is deleted."""
        ...

    async def delete_scene(self, tenant: UUID, session_id: UUID, scene: int) -> None:
        """Delete a scene's words, pictures and events; its number stays."""
        ...

    async def delete_event(self, tenant: UUID, session_id: UUID, seq: int) -> None:
        """Delete an event and what it tells of: an utterance, a scene. Its ``seq`` stays."""
        ...

    async def delete_session(self, tenant: UUID, session_id: UUID) -> None:
        """Delete a session with everything in it. Whoever captures or views it is told."""
        ...

    async def forget(self, tenant: UUID, session_id: UUID, minutes: int) -> tuple[int, int]:
        """Delete what was said and composed in the last minutes: how many (utterances, scenes).

        The session's owner is told, so that it throws away what is open in the microphone or not stored yet.
        """
        ...

    async def withdraw(self, tenant: UUID, session_id: UUID, stream_id: UUID, below: int, minutes: int) -> None:
        """Delete what a stream's cuts below ``below`` said in the last minutes, and the scenes that tell of it."""
        ...


class AccountData(Protocol):
    """Everything of one account, to be taken out or to be removed; and what must go by itself."""

    async def export(self, tenant: UUID) -> Mapping[str, Any]:
        """Settings, characters, links without their tokens, displays and uploads, ready for JSON."""
        ...

    async def portraits(self, tenant: UUID) -> Sequence[tuple[UUID, str, str]]:
        """Characters that have one: (id, name, key of its blob)."""
        ...

    async def ledger(self, tenant: UUID, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Row]:
        """What vendors' calls cost, the oldest first, behind (``reserved_at``, ``id``) of one; ready for JSON."""
        ...

    async def sessions(self, tenant: UUID) -> Sequence[UUID]:
        """All sessions, oldest first."""
        ...

    async def privacy(self, tenant: UUID) -> tuple[bool, int | None]:
        """(whether recordings are kept, for how many days transcripts are; None: for ever)."""
        ...

    async def set_privacy(
        self,
        tenant: UUID,
        keep_recordings: bool,
        retention_days: int | None,
        allowed: Callable[[bool, int | None], bool],
    ) -> tuple[bool, int | None] | None:
        """Change both, if ``allowed`` says so of what they are; recordings that are not kept any more are gone with it.

        Returns None, or what they are where that was not allowed.
        """
        ...

    async def mark_deleted(self, tenant: UUID) -> None:
        """From here on the account cannot be used, and its deletion will be finished whatever happens."""
        ...

    async def empty(self, tenant: UUID) -> None:
        """Remove every row that is the account's, its blobs queued for deletion."""
        ...

    async def remove(self, tenant: UUID) -> bool:
        """Remove the marked account itself; False while blobs of it are still to be deleted."""
        ...

    async def marked(self) -> Sequence[UUID]:
        """Accounts whose deletion is not finished."""
        ...

    async def expire_transcripts(self, tenant: UUID, days: int) -> int:
        """Delete transcripts older than that, at most a page of them; how many there were."""
        ...

    async def with_retention(self, after: UUID, limit: int) -> Sequence[tuple[UUID, int]]:
        """Accounts behind ``after`` whose transcripts do not stay for ever, and for how many days they do."""
        ...

    async def with_blobs(self) -> Sequence[UUID]:
        """Accounts with blobs that are due to be deleted."""
        ...

    async def blobs(self, tenant: UUID, limit: int) -> Sequence[tuple[int, str]]:
        """Blobs due to be deleted: (number of the entry, key)."""
        ...

    async def blobs_done(self, tenant: UUID, entries: Sequence[int], *, deleted: bool) -> None:
        """Those blobs are deleted, or could not be and are tried again later."""
        ...
