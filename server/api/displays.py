"""``/api/v1/displays``: displays at the table, paired by a code instead of by typing an address or a token."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from pipeline.displays import DisplayChange, DisplayRecord
from pipeline.errors import AdventureError, NotFoundError
from server import qr
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.displays import (
    ATTEMPTS,
    MOST_PAIRINGS,
    PER_ACCOUNT,
    POLL_S,
    code_of,
    new_code,
    new_secret,
    token_of,
)
from server.limits import RateLimitedError, account_key, address_key
from server.settings import Settings
from server.shares import hashed

TRIES = 8
"""Of a code that nobody shows: the second will hardly be needed."""

GONE = "This code has expired."

# A path that names no UUID is another route's: `pairings`.
router = APIRouter(prefix="/api/v1/displays", tags=["displays"])

Label = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Typed = Annotated[str, Field(min_length=1, max_length=32)]


class QrCode(BaseModel):
    """A QR code without its border, which should be four modules wide."""

    size: int = Field(description="Modules on each side.")
    path: str = Field(description="`d` of an SVG path: the dark modules, each one unit wide.")


class Pairing(BaseModel):
    """A code to be shown, and the secret with which its display asks whether it was typed."""

    code: str = Field(description="Six signs, without 0, O, 1, I and L.")
    secret: str = Field(description="For `claim`. It is the display's alone: never show it.")
    expires_at: datetime
    poll_s: int = Field(description="Ask `claim` so often, in seconds.")
    link: str = Field(description="Where a phone that is signed in types the code by itself.")
    qr: QrCode = Field(description="`link` as a QR code.")


class Secret(BaseModel):
    """Who asks."""

    model_config = ConfigDict(extra="forbid", strict=True)

    secret: Annotated[str, Field(min_length=1, max_length=200)]


class Waiting(BaseModel):
    """Nobody has typed the code yet."""

    status: Literal["waiting"] = "waiting"


class Claimed(BaseModel):
    """The code was typed: this is the display."""

    token: str = Field(description="`hello.token` of `/api/v1/watch`.")
    display: UUID
    label: str


class NewDisplay(BaseModel):
    """The code that a display shows."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Typed = Field(description="In whatever case; spaces and dashes do not matter.")
    label: Label = Field(default="", description="A name for its owner, such as `Living room`.")


class DisplayChanges(BaseModel):
    """What to change; what is not given stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: Label | None = None
    session_id: Annotated[UUID, Field(strict=False)] | None = Field(
        default=None, description="The session to show; null: the current one."
    )
    blackout: bool | None = Field(default=None, description="Show nothing.")
    freeze: bool | None = Field(default=None, description="Keep the picture that is shown.")
    caption: bool | None = Field(default=None, description="Show the scenes' titles.")


class Display(BaseModel):
    """A display as its owner sees it."""

    display: UUID
    label: str
    connected: bool
    blackout: bool
    freeze: bool
    caption: bool
    session_id: UUID | None = Field(description="The session it shows; null: the current one.")
    created_at: datetime
    last_seen_at: datetime | None = Field(description="When it was last connected; null: never yet.")


class DisplayList(BaseModel):
    """Every display of the account, the oldest first."""

    displays: list[Display]


@router.post("/pairings", status_code=201, responses=documented(429, 503))
async def create_pairing(request: Request, response: Response, services: ServicesOf) -> Pairing:
    """Get a code for a display. It needs no account: whoever types the code has one."""
    services.rates.check("pairing", address_key(request.scope))
    secret = new_secret()
    for _ in range(TRIES):
        code = new_code()
        ends = await services.pairings.create(code, hashed(secret), hashed(token_of(secret)), MOST_PAIRINGS)
        if ends is not None:
            response.headers["cache-control"] = "no-store"
            link = f"{_studio(request, services.settings)}/#/displays?code={code}"
            size, path = qr.path(link)
            code_of_link = QrCode(size=size, path=path)
            return Pairing(code=code, secret=secret, expires_at=ends, poll_s=POLL_S, link=link, qr=code_of_link)
        if await services.pairings.full(MOST_PAIRINGS):
            break
    raise RateLimitedError("Too many displays wait for their codes to be typed. Try again in a minute.", 60)


@router.post(
    "/pairings/{code}/claim",
    responses={
        202: {"model": Waiting, "description": "Nobody has typed it yet."},
        **documented(404, 413, 422, 429, 503),
    },
)
async def claim_pairing(code: str, given: Secret, response: Response, services: ServicesOf) -> Claimed | Waiting:
    """Ask whether the code of a display was typed. Its token is answered as often as it is asked for."""
    response.headers["cache-control"] = "no-store"
    known = code_of(code)
    if known is None:
        raise NotFoundError(GONE)
    await services.pairings.claim(known, hashed(given.secret), ATTEMPTS)
    token = token_of(given.secret)
    found = await services.displays.find(hashed(token))
    if found is None:
        response.status_code = 202
        return Waiting()
    record = await services.displays.read(found.tenant, found.share_id)
    return Claimed(token=token, display=record.display_id, label=record.label)


@router.post("", status_code=201, responses=documented(401, 404, 409, 413, 422, 429, 503))
async def pair_display(new: NewDisplay, request: Request, caller: Caller, services: ServicesOf) -> Display:
    """Make the display that shows a code one of this account. The same code again answers the same display."""
    # Typed codes could be guessed.
    services.rates.check("pairing", account_key(caller.user_id), address_key(request.scope))
    code = code_of(new.code)
    if code is None:
        raise NotFoundError("A code has six signs, without 0, O, 1, I and L.")
    record = await services.displays.pair(caller.user_id, code, new.label, PER_ACCOUNT, ATTEMPTS)
    if record is None:
        raise AdventureError(f"An account has at most {PER_ACCOUNT} displays. Remove one first.", code="too_many")
    return _display(record)


@router.get("", responses=documented(401, 429, 503))
async def list_displays(caller: Caller, services: ServicesOf) -> DisplayList:
    """All displays, those that are not connected too."""
    return DisplayList(displays=[_display(record) for record in await services.displays.all(caller.user_id)])


@router.patch("/{display_id:uuid}", responses=documented(401, 404, 413, 422, 429, 503))
async def change_display(display_id: UUID, changes: DisplayChanges, caller: Caller, services: ServicesOf) -> Display:
    """Control a display: its name, what it shows, blackout, freeze, captions."""
    change = DisplayChange(
        changes.label,
        changes.blackout,
        changes.freeze,
        changes.caption,
        session=changes.session_id,
        moves="session_id" in changes.model_fields_set,
    )
    return _display(await services.displays.change(caller.user_id, display_id, change))


@router.delete("/{display_id:uuid}", status_code=204, responses=documented(401, 404, 422, 429, 503))
async def remove_display(display_id: UUID, caller: Caller, services: ServicesOf) -> None:
    """Disconnect a display for good: it is closed with 4503 at once, and shows a new code."""
    await services.displays.remove(caller.user_id, display_id)


def _studio(request: Request, settings: Settings) -> str:
    """Where the studio is for whoever opened the display's page: beside it, on the server's own or another site."""
    origin = request.headers.get("origin", "").rstrip("/")
    return origin if origin in settings.origins else settings.public_url or str(request.base_url).rstrip("/")


def _display(record: DisplayRecord) -> Display:
    return Display(
        display=record.display_id,
        label=record.label,
        connected=record.connected,
        blackout=record.blackout,
        freeze=record.freeze,
        caption=record.caption,
        session_id=record.session_id,
        created_at=record.created_at,
        last_seen_at=record.last_seen_at,
    )
