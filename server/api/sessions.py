"""``/api/v1/sessions``: a person's sessions, made, named, ended, deleted. What is in them is not its concern."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import NotFoundError
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.etags import IfMatch, changed, fits, tag_of
from server.api.pages import Limit, Name

router = APIRouter(prefix="/api/v1/sessions", tags=["sessions"])


class Session(BaseModel):
    """One game evening."""

    id: UUID
    name: str | None
    start_time: datetime
    created_at: datetime
    ended_at: datetime | None
    head: int = Field(description="`seq` of the newest event.")
    scenes: int = Field(description="Number of the newest scene.")
    paused: bool
    pinned_scene: int | None
    current: bool = Field(description="Whether it is the one last captured.")
    picture: str | None = Field(description="Path of the picture to show.")
    thumbnail: str | None = Field(description="Path of that picture, small.")


class SessionPage(BaseModel):
    """Sessions, newest first."""

    sessions: list[Session]
    next: UUID | None = Field(description="Give it as `before` for the next page; null: there is none.")


class SessionChange(BaseModel):
    """What a person gives a session."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None


class Forget(BaseModel):
    """How much is to be deleted."""

    model_config = ConfigDict(extra="forbid", strict=True)

    minutes: int = Field(ge=1, le=1440)


class Forgotten(BaseModel):
    """How much was deleted."""

    utterances: int
    scenes: int


def session_of(row: Mapping[str, Any]) -> Session:
    """A row of ``list_sessions``."""
    picture = row["picture"]
    return Session(
        **{name: row[name] for name in ("id", "name", "start_time", "created_at", "ended_at", "head", "paused")},
        scenes=row["scene_head"],
        pinned_scene=row["pinned_scene"],
        current=row["current"],
        picture=f"/i/{picture}" if picture else None,
        thumbnail=f"/i/{picture}?w=480" if picture else None,
    )


def _tag(row: Mapping[str, Any]) -> str:
    """Names what a person can change of a session, as it is."""
    return tag_of(row["name"], row["ended_at"])


@router.get("", responses=documented(401, 422, 503))
async def list_sessions(
    services: ServicesOf,
    caller: Caller,
    limit: Limit = 50,
    before: Annotated[UUID | None, Query(description="Sessions behind this one.")] = None,
) -> SessionPage:
    """Your sessions, newest first."""
    rows = await services.history.sessions(caller.user_id, before, limit)
    return SessionPage(sessions=[session_of(row) for row in rows], next=rows[-1]["id"] if len(rows) == limit else None)


@router.post("", status_code=201, responses=documented(401, 422, 503))
async def create_session(
    services: ServicesOf, caller: Caller, response: Response, change: SessionChange | None = None
) -> Session:
    """A new session; the next microphone that names none goes on in it."""
    session_id = await services.history.create(caller.user_id, change.name if change else None)
    response.headers["location"] = f"/api/v1/sessions/{session_id}"
    return await _answer(services, caller, session_id, response)


@router.get("/current", responses=documented(401, 404, 503))
async def current_session(services: ServicesOf, caller: Caller, response: Response) -> Session:
    """The session that was captured last."""
    session_id = await services.sessions.current(caller.user_id)
    if session_id is None:
        raise NotFoundError("This account has captured no session yet.")
    return await _answer(services, caller, session_id, response)


@router.get("/{session_id}", responses=documented(401, 404, 422, 503))
async def read_session(services: ServicesOf, caller: Caller, session_id: UUID, response: Response) -> Session:
    """One session; its ETag is for `If-Match`."""
    return await _answer(services, caller, session_id, response)


@router.patch("/{session_id}", response_model=Session, responses=documented(401, 404, 412, 422, 503))
async def rename_session(
    services: ServicesOf,
    caller: Caller,
    session_id: UUID,
    change: SessionChange,
    response: Response,
    if_match: IfMatch = None,
) -> Session | Response:
    """Name a session; with `If-Match` only as it was last seen."""
    renamed = await services.history.rename(
        caller.user_id, session_id, change.name, lambda row: fits(if_match, _tag(row))
    )
    if not renamed:
        return changed(_tag(await services.history.session(caller.user_id, session_id)))
    return await _answer(services, caller, session_id, response)


@router.post("/{session_id}/end", responses=documented(401, 404, 422, 503))
async def end_session(services: ServicesOf, caller: Caller, session_id: UUID, response: Response) -> Session:
    """End a session: what was said is still told, no more audio is taken."""
    await services.history.end(caller.user_id, session_id)
    return await _answer(services, caller, session_id, response)


@router.delete("/{session_id}", status_code=204, responses=documented(401, 404, 422, 503))
async def delete_session(services: ServicesOf, caller: Caller, session_id: UUID) -> None:
    """Delete a session with everything in it, pictures and recordings included."""
    await services.direction.delete_session(caller.user_id, session_id)
    services.retention.wake()


@router.post("/{session_id}/forget", responses=documented(401, 404, 422, 503))
async def forget(services: ServicesOf, caller: Caller, session_id: UUID, forget: Forget) -> Forgotten:
    """Delete what was said and shown in the last minutes of a session.

    What is open in a microphone at this moment goes, too; a page that keeps audio to send again gives it up itself.
    """
    utterances, scenes = await services.direction.forget(caller.user_id, session_id, forget.minutes)
    services.retention.wake()
    return Forgotten(utterances=utterances, scenes=scenes)


async def _answer(services: ServicesOf, caller: Caller, session_id: UUID, response: Response) -> Session:
    row = await services.history.session(caller.user_id, session_id)
    response.headers["etag"] = _tag(row)
    return session_of(row)
