"""Uploaded recordings as values: what their person is told and what a process that cuts one needs. It does nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from pipeline.model import Boundary, StreamState

UploadStatus = Literal["receiving", "pending", "processing", "completed", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class UploadRecord:
    """An upload as its person sees it.

    ``seconds``: the file's length, where it is known; ``decoded_s``: how much of it was cut; ``transcribed`` of
    ``utterances`` have their result. ``code`` and ``reason``: why it failed.
    """

    upload: UUID
    session_id: UUID | None
    name: str = field(repr=False)
    status: UploadStatus
    bytes: int
    seconds: float | None
    decoded_s: float
    utterances: int
    transcribed: int
    code: str | None
    reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UploadClaim:
    """The right to write an upload's utterances, until another process claims it."""

    upload: UUID
    tenant: UUID
    epoch: int


@dataclass(frozen=True, slots=True)
class ClaimedUpload:
    """An upload to be cut: its file, and where its stream goes on. ``starts`` counts the claims, this one included."""

    claim: UploadClaim
    session_id: UUID
    key: str
    stream: StreamState
    starts: int


@dataclass(frozen=True, slots=True)
class FoundUpload:
    """An upload whose file may be deleted."""

    upload: UUID
    tenant: UUID
    key: str


@dataclass(frozen=True, slots=True)
class CutUtterance:
    """An utterance of an upload, its audio as FLAC. ``n`` counts its stream's cuts from 0; positions are samples."""

    n: int
    start_sample: int
    end_sample: int
    boundary: Boundary
    """The stream's newest boundary once this utterance is stored."""
    audio: bytes = field(repr=False)
