"""A picture when a person wants one: drawn now, or once more. It paints nothing: the session's owner does."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.pages import SceneNumber
from server.protocol import WITHOUT_NUL

router = APIRouter(prefix="/api/v1/sessions/{session_id}", tags=["scenes"])


class Drawing(BaseModel):
    """What to paint."""

    prompt: Annotated[str, Field(max_length=4000, pattern=WITHOUT_NUL)] | None = Field(
        None, description="In a person's words; null for what was just said."
    )


class Requested(BaseModel):
    """The scene that the request became; its events tell what comes of it."""

    scene: int


@router.post("/draw", status_code=202, responses=documented(401, 404, 422, 429, 503))
async def draw(services: ServicesOf, caller: Caller, session_id: UUID, drawing: Drawing) -> Requested:
    """Paint now: past the pacing, never past a spending cap. Nothing takes its place, whatever is said meanwhile."""
    return Requested(scene=await services.director.ask(caller.user_id, session_id, drawing.prompt or "", None))


@router.post("/scenes/{number}/reroll", status_code=202, responses=documented(401, 404, 422, 429, 503))
async def reroll(services: ServicesOf, caller: Caller, session_id: UUID, number: SceneNumber) -> Requested:
    """Paint a scene once more, in another way. The new picture is a scene of its own; the old one stays."""
    return Requested(scene=await services.director.ask(caller.user_id, session_id, "", number))
