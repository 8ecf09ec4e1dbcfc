"""``/api/v1/audio/upload`` and ``/api/v1/uploads``: recordings are received and looked at. They are cut elsewhere.

The body goes to the blob store as it comes; see ``server/ingest.py`` for what follows.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect

from pipeline.errors import AdventureError
from pipeline.uploads import UploadRecord, UploadStatus
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.limits import account_key
from server.multipart import Form, FormError, Part
from server.services import Services

router = APIRouter(prefix="/api/v1", tags=["uploads"])

ROOM_FOR_FORM = 64 * 1024
"""What a form may hold beside its file, in bytes."""


class Accepted(BaseModel):
    """An upload that will be heard."""

    id: UUID
    session_id: UUID
    status: UploadStatus


class Upload(BaseModel):
    """An upload and how far it is."""

    id: UUID
    session_id: UUID | None = Field(description="Null until the whole file is there.")
    name: str
    status: UploadStatus = Field(description="`completed`: every utterance has its result.")
    bytes: int
    seconds: float | None = Field(description="Length of the recording, where it is known.")
    decoded_s: float = Field(description="How much of it was cut into utterances.")
    utterances: int = Field(description="How many were cut so far.")
    transcribed: int = Field(description="How many of them have their result.")
    code: str | None = Field(description="Why it failed; for programs.")
    reason: str | None = Field(description="Why it failed; for people.")
    created_at: datetime

    @classmethod
    def of(cls, record: UploadRecord) -> Self:
        """The record as it goes over the wire."""
        return cls(
            id=record.upload,
            session_id=record.session_id,
            name=record.name,
            status=record.status,
            bytes=record.bytes,
            seconds=record.seconds,
            decoded_s=record.decoded_s,
            utterances=record.utterances,
            transcribed=record.transcribed,
            code=record.code,
            reason=record.reason,
            created_at=record.created_at,
        )


class Uploaded(BaseModel):
    """A page of uploads, newest first."""

    uploads: list[Upload]


FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {
                        "type": "string",
                        "format": "binary",
                        "description": "wav, mp3, m4a, flac, ogg or webm, of up to hours.",
                    },
                    "session_id": {
                        "anyOf": [{"type": "string", "format": "uuid"}, {"type": "string", "maxLength": 0}],
                        "description": "The session it belongs to; without one, or empty, the newest that was not "
                        "ended, else a new one. Best sent before the file.",
                    },
                },
            }
        }
    },
}


@router.post(
    "/audio/upload",
    status_code=202,
    response_model=Accepted,
    responses=documented(401, 404, 409, 413, 415, 422, 429, 503),
    openapi_extra={"requestBody": FORM},
)
async def upload(request: Request, caller: Caller, services: ServicesOf) -> Accepted:
    """Hand in a recording; it is heard like a microphone's, behind whoever speaks at the table."""
    services.rates.check("uploads", account_key(caller.user_id))
    most = services.settings.upload_bytes
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most + ROOM_FOR_FORM:
        raise _too_large(most)
    body = _bounded(request.stream(), most + ROOM_FOR_FORM, most)
    form = Form(request.headers.get("content-type", ""), body)
    try:
        return await _receive(form, caller.user_id, services)
    except ClientDisconnect:
        raise FormError("The upload broke off.") from None


async def _receive(form: Form, tenant: UUID, services: Services) -> Accepted:
    session_id: UUID | None = None
    taken: tuple[UUID, str, int] | None = None
    try:
        async for part in form.parts():
            if part.name == "session_id":
                text = await part.text(64)
                if text:
                    # At once, before hours of audio are sent in vain.
                    session_id = await _named(text, tenant, services)
            elif part.name == "file" and taken is None:
                if part.filename is None:
                    raise FormError("The field file must be a file.")
                taken = await _store(part, tenant, services)
        if taken is None:
            raise FormError("The form has no file.")
        upload, _, size = taken
        if session_id is None:
            session_id = await _newest(tenant, services)
        record = await services.uploads.received(tenant, upload, session_id, size)
    except (AdventureError, ClientDisconnect):
        if taken is not None:
            await _drop(taken[0], taken[1], tenant, services)
        raise
    services.ingest.wake()
    return Accepted(id=upload, session_id=session_id, status=record.status)


async def _store(part: Part, tenant: UUID, services: Services) -> tuple[UUID, str, int]:
    settings = services.settings
    upload, key = await services.uploads.begin(
        tenant,
        (part.filename or "")[:200].replace("\0", ""),
        services.ingest.holder,
        most=settings.uploads_waiting,
        most_bytes=settings.uploads_waiting * settings.upload_bytes,
    )
    try:
        size = await services.blobs.put_stream(
            key, _bounded(part.data, settings.upload_bytes), "application/octet-stream"
        )
        if not size:
            raise FormError("The file is empty.")
    except (AdventureError, ClientDisconnect):
        await _drop(upload, key, tenant, services)
        raise
    return upload, key, size


async def _bounded(data: AsyncIterator[bytes], most: int, told: int | None = None) -> AsyncGenerator[bytes]:
    """At most so many bytes of it; ``told``: the bound to speak of."""
    size = 0
    async for piece in data:
        size += len(piece)
        if size > most:
            raise _too_large(told or most)
        yield piece


async def _drop(upload: UUID, key: str, tenant: UUID, services: Services) -> None:
    await services.blobs.delete(key)
    await services.uploads.drop(tenant, upload)


async def _named(text: str, tenant: UUID, services: Services) -> UUID:
    """The session that is named."""
    try:
        named = UUID(text)
    except ValueError:
        raise FormError("The field session_id must be a UUID.") from None
    return (await services.sessions.open(tenant, named)).session_id


async def _newest(tenant: UUID, services: Services) -> UUID:
    """The newest session that was not ended, else a new one."""
    session_id = (await services.sessions.open(tenant, None)).session_id
    if await services.sessions.current(tenant) is None:
        # Nobody captured anything yet: those who follow the account see the recording.
        await services.sessions.capture(tenant, session_id)
    return session_id


def _too_large(most: int) -> AdventureError:
    return AdventureError(f"The file is larger than {most / 2**20:g} MiB.", code="too_large")


@router.get("/uploads", responses=documented(401, 422, 429, 503))
async def uploads(
    caller: Caller,
    services: ServicesOf,
    before: Annotated[UUID | None, Query(description="Only those begun before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Uploaded:
    """Your uploads, newest first."""
    records = await services.uploads.list(caller.user_id, before, limit)
    return Uploaded(uploads=[Upload.of(record) for record in records])


@router.get("/uploads/{upload_id}", responses=documented(401, 404, 422, 429, 503))
async def one(upload_id: UUID, caller: Caller, services: ServicesOf) -> Upload:
    """One upload and how far it is."""
    return Upload.of(await services.uploads.read(caller.user_id, upload_id))


@router.delete("/uploads/{upload_id}", responses=documented(401, 404, 422, 429, 503))
async def cancel(upload_id: UUID, caller: Caller, services: ServicesOf) -> Upload:
    """Stop an upload. What has its transcript keeps it; one that is over stays as it is."""
    record = await services.uploads.cancel(caller.user_id, upload_id)
    services.ingest.wake()
    return Upload.of(record)
