"""A session taken out: as a ZIP, and as a printable, illustrated page. Both are made while they are sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.recap import heading, plain_name

router = APIRouter(prefix="/api/v1/sessions/{session_id}", tags=["export"])

RECAP_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def _as(content_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {content_type: {}}}, **documented(401, 404, 422, 503)}


def attachment(name: str) -> dict[str, str]:
    """Headers of a download called ``name``."""
    return {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "private, no-store",
    }


@router.get("/export", response_class=StreamingResponse, responses=_as("application/zip"))
async def export_session(services: ServicesOf, caller: Caller, session_id: UUID) -> StreamingResponse:
    """A session as a ZIP: pictures, `transcript.md`, `session.json` and `recap.html`."""
    session = await services.history.session(caller.user_id, session_id)
    return StreamingResponse(
        services.export.session(caller.user_id, session),
        media_type="application/zip",
        headers=attachment(f"{plain_name(heading(session))}.zip"),
    )


@router.get("/recap", response_class=StreamingResponse, responses=_as("text/html"))
async def recap(services: ServicesOf, caller: Caller, session_id: UUID) -> StreamingResponse:
    """A session as one page to read or print, its pictures inside."""
    session = await services.history.session(caller.user_id, session_id)
    headers = {"cache-control": "private, no-store", "content-security-policy": RECAP_POLICY}
    return StreamingResponse(services.export.page(caller.user_id, session), media_type="text/html", headers=headers)
