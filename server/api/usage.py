"""``GET /api/v1/usage``: what the account used, by day and by session. It reads sums and counts nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Ge, Le
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from pipeline.errors import AdventureError
from pipeline.money import usd
from pipeline.usage import Used
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented

MOST_DAYS = 366
MOST_SESSIONS = 500
DEFAULT_DAYS = 30

Day = Annotated[date, Ge(date(2000, 1, 1)), Le(date(2200, 1, 1))]

router = APIRouter(prefix="/api/v1/usage", tags=["usage"])


class Sums(BaseModel):
    """What was used."""

    heard_s: float = Field(description="Speech heard, in seconds.")
    utterances: int
    scenes: int
    pictures: int
    engine_ms: int = Field(description="What painting took, in milliseconds.")
    cost_usd: float = Field(
        description="What vendors took, in US dollars to the ninth decimal; calls of which nobody knows count at "
        "the most they could cost. Engines on this machine cost nothing."
    )


class DayUsage(Sums):
    """A day of UTC."""

    day: date


class SessionUsage(Sums):
    """A session, within the days that were asked for."""

    session_id: UUID
    name: str | None
    start_time: datetime


class UsageReport(BaseModel):
    """What was used in the days from `from` to `to`, both included."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    total: Sums
    days: list[DayUsage] = Field(description="Days with anything, the oldest first.")
    sessions: list[SessionUsage] = Field(description=f"The newest first, at most {MOST_SESSIONS}.")


@router.get("", responses=documented(401, 422, 429, 503))
async def read_usage(
    caller: Caller,
    services: ServicesOf,
    start: Annotated[Day | None, Query(alias="from", description="First day, in UTC; 30 days before the last.")] = None,
    end: Annotated[Day | None, Query(alias="to", description="Last day, in UTC; today.")] = None,
) -> UsageReport:
    """Seconds heard, utterances, scenes, pictures, engine time and cost; at most 366 days."""
    end = end or datetime.now(UTC).date()
    start = start or end - timedelta(days=DEFAULT_DAYS)
    if not 0 <= (end - start).days < MOST_DAYS:
        raise AdventureError(f"`from` must not be after `to`, nor {MOST_DAYS} days before it.", code="bad_request")
    first, behind = _midnight(start), _midnight(end + timedelta(days=1))
    days = await services.usage.by_day(caller.user_id, first, behind)
    sessions = await services.usage.by_session(caller.user_id, first, behind, MOST_SESSIONS)
    return UsageReport(
        start=start,
        end=end,
        total=Sums(**_sums(_total(day.used for day in days))),
        days=[DayUsage(day=day.day, **_sums(day.used)) for day in days],
        sessions=[
            SessionUsage(session_id=row.session_id, name=row.name, start_time=row.start_time, **_sums(row.used))
            for row in sessions
        ],
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _total(all_used: Iterable[Used]) -> Used:
    sums = Used(0, 0, 0, 0, 0, 0)
    for used in all_used:
        sums = Used(
            sums.heard_s + used.heard_s,
            sums.utterances + used.utterances,
            sums.scenes + used.scenes,
            sums.pictures + used.pictures,
            sums.engine_ms + used.engine_ms,
            sums.nano_usd + used.nano_usd,
        )
    return sums


def _sums(used: Used) -> dict[str, Any]:
    return {
        "heard_s": round(used.heard_s, 3),
        "utterances": used.utterances,
        "scenes": used.scenes,
        "pictures": used.pictures,
        "engine_ms": used.engine_ms,
        "cost_usd": usd(used.nano_usd),
    }
