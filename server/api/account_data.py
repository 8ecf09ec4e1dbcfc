"""``/api/v1/account``: everything taken out or deleted, and what is kept. Signing in is not its concern."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.etags import IfMatch, changed, fits, tag_of
from server.api.exports import attachment
from server.auth import answers

router = APIRouter(prefix="/api/v1/account", tags=["account"])


class Privacy(BaseModel):
    """What is kept."""

    model_config = ConfigDict(extra="forbid", strict=True)

    keep_recordings: bool = Field(description="Whether what was said is kept as sound, too; false: until it is read.")
    transcript_retention_days: int | None = Field(
        ge=1, le=3650, description="After how many days transcripts are deleted; null: never."
    )


@router.get("/privacy", responses=documented(401, 503))
async def read_privacy(services: ServicesOf, caller: Caller, response: Response) -> Privacy:
    """What is kept, and for how long."""
    kept = await services.account_data.privacy(caller.user_id)
    response.headers["etag"] = tag_of(*kept)
    return Privacy(keep_recordings=kept[0], transcript_retention_days=kept[1])


@router.put("/privacy", response_model=Privacy, responses=documented(401, 404, 412, 422, 503))
async def write_privacy(
    services: ServicesOf, caller: Caller, privacy: Privacy, response: Response, if_match: IfMatch = None
) -> Privacy | Response:
    """Change what is kept; recordings that are not kept any more are deleted at once."""
    wanted = (privacy.keep_recordings, privacy.transcript_retention_days)
    before = await services.account_data.set_privacy(
        caller.user_id, *wanted, lambda keep, days: fits(if_match, tag_of(keep, days))
    )
    if before is not None:
        return changed(tag_of(*before))
    response.headers["etag"] = tag_of(*wanted)
    return privacy


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}}, **documented(401, 503)},
)
async def export_account(services: ServicesOf, caller: Caller) -> StreamingResponse:
    """Everything of this account in a ZIP: who it is, what it set, its characters, sessions and calls."""
    account = await services.reception.accounts.read(caller.user_id) if services.reception is not None else None
    about = answers.user(account) if account is not None else {"id": str(caller.user_id)}
    return StreamingResponse(
        services.export.account(caller.user_id, about),
        media_type="application/zip",
        headers=attachment("adventure-art.zip"),
    )


@router.delete("", status_code=204, responses=documented(401, 503))
async def delete_account(services: ServicesOf, caller: Caller) -> None:
    """Delete the account and everything in it. It ends at once; what cannot be deleted now is deleted soon."""
    if services.reception is None:
        # The account itself is kept by somebody else.
        await services.account_data.empty(caller.user_id)
    else:
        await services.account_data.mark_deleted(caller.user_id)
    services.retention.wake()
