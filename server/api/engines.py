"""``GET /api/v1/engines``: who hears, tells and paints, where, how often and up to which cost. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import BaseModel, Field

from pipeline.money import usd
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.staff import is_here

router = APIRouter(prefix="/api/v1/engines", tags=["settings"])


class EngineAnswer(BaseModel):
    """An engine of a stage."""

    name: str = Field(description="As in history and logs: `provider/model`, or a name of this program's own.")
    here: bool = Field(description="Whether it works on the server's machine, so that nothing is sent elsewhere.")


class PacingAnswer(BaseModel):
    """How often is painted."""

    interval_s: float = Field(description="Least audio time between two painted scenes, in seconds.")
    per_hour: int = Field(description="Most painted scenes in an hour of audio.")
    per_session: int = Field(description="Most painted scenes in a session.")


class CapsAnswer(BaseModel):
    """What may be spent, in US dollars; null: no cap. Engines that cost nothing go on beyond it."""

    call_usd: float | None
    session_usd: float | None
    account_usd: float | None = Field(description="In a calendar month of UTC.")


class EnginesAnswer(BaseModel):
    """The engines, each list in the order in which they are asked: the next takes over while one is away."""

    hearing: list[EngineAnswer]
    telling: list[EngineAnswer]
    painting: list[EngineAnswer]
    sketching: EngineAnswer | None = Field(description="Paints at once what `painting` paints well; null: nobody.")
    pacing: PacingAnswer
    caps: CapsAnswer


@router.get("", responses=documented(401, 429, 503))
async def read_engines(_caller: Caller, services: ServicesOf) -> EnginesAnswer:
    """Who hears, tells and paints, and where what they are given goes. The server's operator chooses."""
    staff = services.staff
    sketching = staff.sketching
    return EnginesAnswer(
        hearing=_engines(staff.hearing),
        telling=_engines(staff.telling),
        painting=_engines(staff.painting),
        sketching=None if sketching is None else EngineAnswer(name=sketching, here=is_here(sketching)),
        pacing=PacingAnswer(
            interval_s=staff.pacing.interval_s, per_hour=staff.pacing.per_hour, per_session=staff.pacing.per_session
        ),
        caps=CapsAnswer(
            call_usd=_dollars(staff.caps.call),
            session_usd=_dollars(staff.caps.session),
            account_usd=_dollars(staff.caps.account),
        ),
    )


def _engines(names: Sequence[str]) -> list[EngineAnswer]:
    return [EngineAnswer(name=name, here=is_here(name)) for name in names]


def _dollars(nano: int | None) -> float | None:
    return None if nano is None else usd(nano)
