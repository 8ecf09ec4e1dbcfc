"""``/api/v1/characters/{id}/portrait``: a character's picture, for its account only. It decodes nothing itself."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from pipeline.errors import AdventureError, NotFoundError
from server.api.caller import Caller, ServicesOf
from server.api.characters import CharacterAnswer, answer
from server.api.errors import documented
from server.api.etags import Expected, etag, or_changed

router = APIRouter(prefix="/api/v1/characters/{character_id}/portrait", tags=["characters"])

MAX_BYTES = 8 * 1024 * 1024
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_PICTURE = {"description": "The picture.", "content": {"image/webp": _BINARY}}
_BODY = {
    "required": True,
    "description": "The picture itself, or a form with one file; JPEG, PNG, WebP or GIF of at most 8 MiB.",
    "content": {
        "image/*": _BINARY,
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"portrait": {"type": "string", "format": "binary"}},
                "required": ["portrait"],
            }
        },
    },
}


@router.put(
    "",
    response_model=CharacterAnswer,
    responses=documented(400, 401, 404, 412, 413, 415, 422, 429, 503),
    openapi_extra={"requestBody": _BODY},
)
async def set_portrait(
    character_id: UUID,
    request: Request,
    caller: Caller,
    services: ServicesOf,
    expected: Expected,
    response: Response,
) -> CharacterAnswer | Response:
    """Set a character's portrait: made small, upright and free of all else that was in the file."""
    # First of all: another account's character takes nothing in.
    await services.characters.read(caller.user_id, character_id)
    image = await services.portraits.encode(await _picture(request))
    key = f"{caller.user_id}/portraits/{secrets.token_hex(16)}.webp"
    await services.characters.expect_portrait(caller.user_id, key)
    await services.blobs.put(key, image.data, image.content_type)
    change = services.characters.set_portrait(caller.user_id, character_id, key, expected=expected)
    done = await or_changed(change)
    if isinstance(done, Response):
        # It was not to be: the blob need not wait for its time.
        await services.blobs.delete(key)
        return done
    services.retention.wake()
    return answer(done[0], response)


@router.get("", response_class=Response, responses={200: _PICTURE, **documented(401, 404, 422, 429, 503)})
async def read_portrait(character_id: UUID, request: Request, caller: Caller, services: ServicesOf) -> Response:
    """A character's portrait, as WebP."""
    key = await services.characters.portrait(caller.user_id, character_id)
    # A key is used once, so the blob behind it never changes.
    tag = f'"{key.rpartition("/")[2].removesuffix(".webp")[:12]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(await services.blobs.get(key), media_type="image/webp", headers=headers)


@router.delete("", status_code=204, response_model=None, responses=documented(401, 404, 412, 422, 429, 503))
async def delete_portrait(character_id: UUID, caller: Caller, services: ServicesOf, expected: Expected) -> Response:
    """Take a character's portrait away."""
    done = await or_changed(services.characters.set_portrait(caller.user_id, character_id, None, expected=expected))
    if isinstance(done, Response):
        return done
    record, had_one = done
    if not had_one:
        raise NotFoundError("This character has no portrait.")
    services.retention.wake()
    return Response(status_code=204, headers={"etag": etag(record.version)})


async def _picture(request: Request) -> bytes:
    """The bytes of the picture in the body."""
    try:
        if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            return b"".join([chunk async for chunk in _bounded(request, MAX_BYTES)])
        # The form's own lines come on top.
        form = await MultiPartParser(
            request.headers, _bounded(request, MAX_BYTES + 64 * 1024), max_files=1, max_fields=8
        ).parse()
        try:
            for value in form.values():
                if isinstance(value, UploadFile):
                    return await value.read()
        finally:
            await form.close()
    except MultiPartException as error:
        raise AdventureError("This form cannot be read.", code="bad_request") from error
    except ClientDisconnect as error:
        raise AdventureError("The picture did not come to its end.", code="bad_request") from error
    raise AdventureError("There is no file in this form.", code="bad_request")


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise AdventureError("A portrait has at most 8 MiB. Send a smaller picture.", code="too_large")
        yield chunk
