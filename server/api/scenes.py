"""A session's scenes: listed, hidden, shown, pinned, deleted. It paints nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from pipeline.errors import NotFoundError
from pipeline.money import usd
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.pages import AfterSeq, Limit, SceneNumber

router = APIRouter(prefix="/api/v1/sessions/{session_id}/scenes", tags=["scenes"])


class Picture(BaseModel):
    """A scene's best picture."""

    id: str
    url: str
    thumbnail: str
    quality: str
    width: int
    height: int
    engine: str
    duration_ms: int


class Scene(BaseModel):
    """A moment: painted, or why not."""

    number: int
    status: str
    title: str | None
    prompt: str | None
    reason: str | None = Field(description="Why it was not painted.")
    hidden: bool
    pinned: bool
    utterances: list[int]
    environment_snapshot: str | None
    style_snapshot: str | None
    created_at: datetime
    cost_usd: float = Field(description="What vendors took for it so far, in US dollars; 0 with the offline engines.")
    picture: Picture | None


class ScenePage(BaseModel):
    """Scenes, oldest first."""

    scenes: list[Scene]
    next: int | None


def _scene(row: Mapping[str, Any]) -> Scene:
    picture = None
    if row["picture"] is not None:
        url = f"/i/{row['picture']}"
        picture = Picture(
            id=row["picture"],
            url=url,
            thumbnail=f"{url}?w=480",
            **{name: row[name] for name in ("quality", "width", "height", "engine", "duration_ms")},
        )
    plain = {name: row[name] for name in Scene.model_fields if name not in ("picture", "cost_usd")}
    return Scene(**plain, cost_usd=usd(row["nano_usd"]), picture=picture)


@router.get("", responses=documented(401, 404, 422, 503))
async def list_scenes(
    services: ServicesOf, caller: Caller, session_id: UUID, after: AfterSeq = 0, limit: Limit = 100
) -> ScenePage:
    """A session's scenes, those that were not painted included."""
    rows = await services.history.scenes(caller.user_id, session_id, min(after, 2**31 - 1), limit)
    return ScenePage(scenes=[_scene(row) for row in rows], next=rows[-1]["number"] if len(rows) == limit else None)


@router.get("/{number}", responses=documented(401, 404, 422, 503))
async def read_scene(services: ServicesOf, caller: Caller, session_id: UUID, number: SceneNumber) -> Scene:
    """One scene."""
    return await _answer(services, caller, session_id, number)


@router.post("/{number}/hide", responses=documented(401, 404, 422, 503))
async def hide(services: ServicesOf, caller: Caller, session_id: UUID, number: SceneNumber) -> Scene:
    """Take a scene off every display; its pictures answer 410."""
    await services.direction.hide(caller.user_id, session_id, number, hidden=True)
    return await _answer(services, caller, session_id, number)


@router.post("/{number}/show", responses=documented(401, 404, 422, 503))
async def show(services: ServicesOf, caller: Caller, session_id: UUID, number: SceneNumber) -> Scene:
    """Bring a hidden scene back."""
    await services.direction.hide(caller.user_id, session_id, number, hidden=False)
    return await _answer(services, caller, session_id, number)


@router.post("/{number}/pin", responses=documented(401, 404, 422, 503))
async def pin(services: ServicesOf, caller: Caller, session_id: UUID, number: SceneNumber) -> Scene:
    """Show a scene until it is unpinned."""
    await services.direction.pin(caller.user_id, session_id, number)
    return await _answer(services, caller, session_id, number)


@router.post("/unpin", status_code=204, responses=documented(401, 404, 422, 503))
async def unpin(services: ServicesOf, caller: Caller, session_id: UUID) -> None:
    """Show the newest scene again."""
    await services.direction.pin(caller.user_id, session_id, None)


@router.delete("/{number}", status_code=204, responses=documented(401, 404, 422, 503))
async def delete_scene(services: ServicesOf, caller: Caller, session_id: UUID, number: SceneNumber) -> None:
    """Delete a scene's words and pictures; its number stays."""
    await services.direction.delete_scene(caller.user_id, session_id, number)
    services.retention.wake()


async def _answer(services: ServicesOf, caller: Caller, session_id: UUID, number: int) -> Scene:
    rows = await services.history.scenes(caller.user_id, session_id, 0, 1, number)
    if not rows:
        raise NotFoundError("There is no such scene in this session.")
    return _scene(rows[0])
