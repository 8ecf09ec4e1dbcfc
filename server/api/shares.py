"""``/api/v1/shares``: links by which others see a session without an account. A token is answered only once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from pipeline.errors import AdventureError
from pipeline.sharing import ShareRecord
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.shares import SCOPES, Scope, hashed, new_token

PER_ACCOUNT = 50
"""Most links of one account."""

LONGEST = timedelta(days=3660)

router = APIRouter(prefix="/api/v1/shares", tags=["shares"])


class NewShare(BaseModel):
    """What a new link shows, what it is for, and when it ends."""

    model_config = ConfigDict(extra="forbid")

    scopes: set[Scope] = Field(
        default={"picture"},
        min_length=1,
        description="`picture`: the pictures. `caption`: the scenes' titles. `transcript`: what was said.",
    )
    label: Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] = Field(
        default="", description="A name for its owner, such as `TV`."
    )
    expires_at: AwareDatetime | None = Field(
        default=None, description="In the future, within ten years; null: until it is revoked."
    )


class Share(BaseModel):
    """A link as its owner sees it."""

    id: UUID
    scopes: list[Scope]
    label: str
    created_at: datetime
    rotated_at: datetime | None
    expires_at: datetime | None


class ShareWithToken(Share):
    """A link with its token, which is told only now."""

    token: str = Field(
        description="`hello.token` of `/api/v1/watch`. Put it behind the `#` of an address, never before."
    )


class ShareList(BaseModel):
    """Every link of the account, the oldest first; those that have expired too."""

    shares: list[Share]


@router.post("", status_code=201, responses=documented(401, 404, 409, 413, 422, 429, 503))
async def create_share(new: NewShare, response: Response, caller: Caller, services: ServicesOf) -> ShareWithToken:
    """Make a link for viewers."""
    now = datetime.now(UTC)
    if new.expires_at is not None and not now < new.expires_at < now + LONGEST:
        raise AdventureError("expires_at must be in the future, within ten years.", code="bad_request")
    token = new_token()
    scopes = [scope for scope in SCOPES if scope in new.scopes]
    record = await services.shares.create(caller.user_id, hashed(token), scopes, new.label, new.expires_at, PER_ACCOUNT)
    if record is None:
        raise AdventureError(f"An account has at most {PER_ACCOUNT} links. Revoke one first.", code="too_many")
    return _told(record, token, response)


@router.get("", responses=documented(401, 429, 503))
async def list_shares(caller: Caller, services: ServicesOf) -> ShareList:
    """All links for viewers. Their tokens are not kept, so they cannot be told again."""
    return ShareList(shares=[Share(**_fields(record)) for record in await services.shares.all(caller.user_id)])


@router.post("/{share_id}/rotate", responses=documented(401, 404, 422, 429, 503))
async def rotate_share(share_id: UUID, response: Response, caller: Caller, services: ServicesOf) -> ShareWithToken:
    """Give a link a new token. Whoever watches by the old one is closed with 4503 at once."""
    token = new_token()
    return _told(await services.shares.rotate(caller.user_id, share_id, hashed(token)), token, response)


@router.delete("/{share_id}", status_code=204, responses=documented(401, 404, 422, 429, 503))
async def revoke_share(share_id: UUID, caller: Caller, services: ServicesOf) -> None:
    """End a link. Whoever watches by it is closed with 4503 at once."""
    await services.shares.revoke(caller.user_id, share_id)


def _told(record: ShareRecord, token: str, response: Response) -> ShareWithToken:
    response.headers["cache-control"] = "no-store"
    return ShareWithToken(**_fields(record), token=token)


def _fields(record: ShareRecord) -> dict[str, Any]:
    return {
        "id": record.share_id,
        "scopes": [scope for scope in SCOPES if scope in record.scopes],
        "label": record.label,
        "created_at": record.created_at,
        "rotated_at": record.rotated_at,
        "expires_at": record.expires_at,
    }
