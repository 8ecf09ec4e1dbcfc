"""A session's events, its utterances with their jobs, and what a person corrects or deletes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pipeline.model import SAMPLE_RATE
from server.api.caller import Caller, ServicesOf
from server.api.errors import documented
from server.api.pages import WITHOUT_NUL, AfterSeq, Limit, Seq, Utterance

router = APIRouter(prefix="/api/v1/sessions/{session_id}", tags=["events"])


class SessionEvent(BaseModel):
    """A recorded event. One of type `scene` is a finished picture with all that it was made of, as it was then."""

    id: UUID
    session_id: UUID
    seq: int
    timestamp: datetime
    event_type: str
    transcript: str | None
    scene_prompt: str | None
    image_url: str | None
    environment_snapshot: str | None
    style_snapshot: str | None
    processing_duration_ms: int | None
    scene: int | None
    payload: dict[str, Any] = Field(description="The event's own fields, as over the socket.")


class EventPage(BaseModel):
    """Events, oldest first."""

    events: list[SessionEvent]
    next: int | None = Field(description="Give it as `after` for the next page; null: there is none yet.")


class Job(BaseModel):
    """An utterance from its cut to its result."""

    id: int
    status: Literal["pending", "processing", "completed", "failed"]
    outcome: Literal["final", "dropped"] | None
    text: str | None
    kind: str | None
    scene: int | None
    mode: str | None
    stream_id: UUID | None
    from_sample: int | None
    to_sample: int | None
    starts: int
    failures: int
    corrected: bool
    last_error: str | None
    created_at: datetime
    updated_at: datetime
    recorded: bool = Field(description="Whether its recording is kept, at `…/utterances/{id}/audio`.")
    duration_ms: int | None = Field(description="Length of what was said.")


class JobPage(BaseModel):
    """Jobs, oldest first."""

    jobs: list[Job]
    next: int | None


class Correction(BaseModel):
    """What was really said."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=WITHOUT_NUL)]


@router.get("/events", responses=documented(401, 404, 422, 503))
async def list_events(
    services: ServicesOf,
    caller: Caller,
    session_id: UUID,
    after: AfterSeq = 0,
    limit: Limit = 100,
    event_type: Annotated[str | None, Query(max_length=40, pattern=r"^[a-z.]+$", description="Only these.")] = None,
) -> EventPage:
    """A session's history. `event_type=scene`: just the finished pictures."""
    rows = await services.history.events(caller.user_id, session_id, after, event_type, limit)
    events = [SessionEvent.model_construct(**row) for row in rows]
    return EventPage.model_construct(events=events, next=rows[-1]["seq"] if len(rows) == limit else None)


@router.delete("/events/{seq}", status_code=204, responses=documented(401, 404, 422, 503))
async def delete_event(services: ServicesOf, caller: Caller, session_id: UUID, seq: Seq) -> None:
    """Delete an event and what it tells of: words, a scene with its pictures. Its number stays as `event.deleted`."""
    await services.direction.delete_event(caller.user_id, session_id, seq)
    services.retention.wake()


@router.get("/jobs", responses=documented(401, 404, 422, 503))
async def list_jobs(
    services: ServicesOf,
    caller: Caller,
    session_id: UUID,
    after: AfterSeq = 0,
    limit: Limit = 100,
    status: Literal["pending", "processing", "completed", "failed"] | None = None,
) -> JobPage:
    """What was said, how far it is, and why it failed."""
    rows = await services.history.jobs(caller.user_id, session_id, after, status, limit)
    jobs = [Job(**row, duration_ms=_duration(row["from_sample"], row["to_sample"])) for row in rows]
    return JobPage(jobs=jobs, next=rows[-1]["id"] if len(rows) == limit else None)


@router.put("/utterances/{utterance}", status_code=204, responses=documented(401, 404, 422, 503))
async def correct(
    services: ServicesOf, caller: Caller, session_id: UUID, utterance: Utterance, correction: Correction
) -> None:
    """Correct a transcript; scenes that are not told to the end yet are told by the correction."""
    await services.direction.correct(caller.user_id, session_id, utterance, correction.text)


@router.delete("/utterances/{utterance}", status_code=204, responses=documented(401, 404, 422, 503))
async def delete_utterance(services: ServicesOf, caller: Caller, session_id: UUID, utterance: Utterance) -> None:
    """Delete what was said and its recording."""
    await services.direction.correct(caller.user_id, session_id, utterance, "")


@router.get(
    "/utterances/{utterance}/audio",
    response_class=Response,
    responses={**documented(401, 404, 422, 503), 200: {"content": {"audio/flac": {}}}},
)
async def recording(services: ServicesOf, caller: Caller, session_id: UUID, utterance: Utterance) -> Response:
    """The recording of an utterance, where the account keeps recordings."""
    flac = await services.history.recording(caller.user_id, session_id, utterance)
    return Response(flac, media_type="audio/flac", headers={"cache-control": "private, no-store"})


def _duration(start: int | None, end: int | None) -> int | None:
    return None if start is None or end is None else round((end - start) * 1000 / SAMPLE_RATE)
