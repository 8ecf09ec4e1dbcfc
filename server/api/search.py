"""``GET /api/v1/search``: what was said and shown, found by words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.pages import WITHOUT_NUL

router = APIRouter(prefix="/api/v1/search", tags=["search"])


class Found(BaseModel):
    """A transcript or a scene."""

    kind: Literal["transcript", "scene"]
    session_id: UUID
    session_name: str | None
    utterance: int | None
    scene: int | None
    at: datetime
    text: str = Field(description="The part of it that fits best, as plain text.")
    image_url: str | None
    thumbnail: str | None


class FoundPage(BaseModel):
    """What fits, best first."""

    results: list[Found]


@router.get("", responses=documented(401, 404, 422, 503))
async def search(
    services: ServicesOf,
    caller: Caller,
    q: Annotated[
        str,
        Query(min_length=1, max_length=200, pattern=WITHOUT_NUL, description='Words; "a phrase", or, -without.'),
    ],
    session: Annotated[UUID | None, Query(description="Only in this session.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> FoundPage:
    """Search everything that was said and shown."""
    rows = await services.history.search(caller.user_id, q, session, limit)
    return FoundPage(
        results=[
            Found(
                **{name: row[name] for name in Found.model_fields if name not in ("image_url", "thumbnail")},
                image_url=f"/i/{row['picture']}" if row["picture"] else None,
                thumbnail=f"/i/{row['picture']}?w=480" if row["picture"] else None,
            )
            for row in rows
        ]
    )
