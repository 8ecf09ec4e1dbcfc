"""What a person changes or deletes in a session, on PostgreSQL: by any process, recorded with the head.

Every change first takes the session from its owner's writes for the time of its transaction, so that a picture on its
way is recorded either before or after it. It reads no history and touches no blob: keys are queued for deletion.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from clients.postgres import Connection, Database
from pipeline.errors import AdventureError, NotFoundError
from pipeline.events import (
    EnvironmentUpdated,
    Event,
    SceneHidden,
    ScenePinned,
    SceneShown,
    TranscriptCorrected,
    TranscriptDropped,
    payload,
)
from pipeline.painting import sketch_id
from sql import query

UNDERWAY_S = 900.0
"""After which a picture that was on its way when its scene was deleted is in the store, or never will be."""

MOST_ASKED = 8
"""Most pictures of a session that are asked for and not painted yet."""

WORDS_BEFORE = 8
"""How many of the newest utterances a picture is made from that is asked for without words."""

FORMATS = ("webp", "jpeg", "png")
THUMBNAIL = ".480.webp"
"""Behind a picture's key: its thumbnail's."""

_UTTERANCE_EVENTS = ("transcript.final", "transcript.dropped", "transcript.corrected", "utterance.classified")
_SCENE_EVENTS = (
    "scene", "image.published", "image.failed", "scene.composed", "scene.skipped", "scene.superseded", "scene.recalled",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostgresDirection:
    """Implements ``server.ports.history.Direction``; see there."""

    database: Database = field(repr=False)

    async def hide(self, tenant: UUID, session_id: UUID, scene: int, *, hidden: bool) -> None:
        """See ``Direction``."""
        async with self._locked(tenant, session_id) as connection:
            await _scene_of(connection, session_id, scene)
            if await connection.fetchval(query("hide_scene"), session_id, scene, hidden) is None:
                return
            if hidden:
                await _record(connection, session_id, [SceneHidden(scene, await _to_show(connection, session_id))])
            else:
                await _record(connection, session_id, [SceneShown(scene)])

    async def pin(self, tenant: UUID, session_id: UUID, scene: int | None) -> None:
        """See ``Direction``."""
        async with self._locked(tenant, session_id) as connection:
            if scene is not None:
                await _scene_of(connection, session_id, scene)
            if await connection.fetchval(query("pin_scene"), session_id, scene) is not None:
                await _record(connection, session_id, [ScenePinned(scene)])

    async def ask(self, tenant: UUID, session_id: UUID, prompt: str, again: int | None) -> int:
        """See ``Direction``."""
        async with self._locked(tenant, session_id) as connection:
            decision = None
            if again is not None:
                decision = await connection.fetchval(query("decision_of_scene"), session_id, again)
                if decision is None:
                    raise NotFoundError("There is no such picture in this session.")
            if await connection.fetchval(query("asked_for"), session_id) >= MOST_ASKED:
                raise AdventureError(
                    f"{MOST_ASKED} pictures that you asked for are still to be painted. Ask again in a moment.",
                    code="rate_limited",
                    retryable=True,
                )
            return await connection.fetchval(query("ask_for_scene"), session_id, prompt, decision, WORDS_BEFORE)

    async def correct(self, tenant: UUID, session_id: UUID, utterance: int, text: str) -> None:
        """See ``Direction``."""
        text = text.strip()
        async with self._locked(tenant, session_id) as connection:
            if not await connection.fetchval(query("transcript_exists"), session_id, utterance):
                raise NotFoundError("There is no such transcript in this session.")
            if not text:
                await delete_utterances(connection, session_id, [utterance], announced=True)
            elif await connection.fetchval(query("correct_transcript"), session_id, utterance, text) is not None:
                await _record(connection, session_id, [TranscriptCorrected(utterance, text)])

    async def delete_scene(self, tenant: UUID, session_id: UUID, scene: int) -> None:
        """See ``Direction``."""
        async with self._locked(tenant, session_id) as connection:
            await _scene_of(connection, session_id, scene)
            await _delete_scenes(connection, tenant, session_id, [scene])

    async def delete_event(self, tenant: UUID, session_id: UUID, seq: int) -> None:
        """See ``Direction``."""
        async with self._locked(tenant, session_id) as connection:
            event = await connection.fetchrow(query("event_at"), session_id, seq)
            if event is None or event["event_type"] == "event.deleted":
                raise NotFoundError("There is no such event in this session.")
            if event["event_type"] in _UTTERANCE_EVENTS:
                await delete_utterances(connection, session_id, [event["utterance"]], announced=True)
            elif event["event_type"] in _SCENE_EVENTS and event["scene"] is not None:
                await _delete_scenes(connection, tenant, session_id, [event["scene"]])
            await connection.execute(query("wipe_event"), session_id, seq)

    async def delete_session(self, tenant: UUID, session_id: UUID) -> None:
        """See ``Direction``."""
        async with self._locked(tenant, session_id) as connection:
            await _delete_pictures(connection, tenant, session_id, None)
            uploads = await connection.fetch(query("delete_uploads"), session_id)
            await queue_blobs(connection, tenant, [row["key"] for row in uploads if row["key"] is not None])
            await connection.fetch(query("delete_session"), session_id)

    async def forget(self, tenant: UUID, session_id: UUID, minutes: int) -> tuple[int, int]:
        """See ``Direction``."""
        async with self._locked(tenant, session_id) as connection:
            utterances = [row["id"] for row in await connection.fetch(query("said_since"), session_id, minutes)]
            rows = await connection.fetch(query("scenes_since"), session_id, minutes, utterances)
            scenes = [row["number"] for row in rows]
            deleted = await delete_utterances(connection, session_id, utterances, announced=True)
            await _delete_scenes(connection, tenant, session_id, scenes)
            await _forget_places(connection, tenant, session_id, minutes)
            await connection.execute(query("announce_forgotten"), session_id, minutes)
        return deleted, len(scenes)

    async def withdraw(self, tenant: UUID, session_id: UUID, stream_id: UUID, below: int, minutes: int) -> None:
        """See ``Direction``."""
        async with self._locked(tenant, session_id) as connection:
            rows = await connection.fetch(query("said_in_stream"), session_id, stream_id, below, minutes)
            utterances = [row["id"] for row in rows]
            told = await connection.fetch(query("scenes_of_utterances"), session_id, utterances)
            await delete_utterances(connection, session_id, utterances, announced=True)
            await _delete_scenes(connection, tenant, session_id, [row["number"] for row in told])
            if told:
                # They came before they could be taken back, and may have led the party somewhere.
                await _forget_places(connection, tenant, session_id, minutes)

    @asynccontextmanager
    async def _locked(self, tenant: UUID, session_id: UUID) -> AsyncGenerator[Connection]:
        async with self.database.tenant_tx(tenant) as connection:
            await lock(connection, session_id)
            yield connection


async def lock(connection: Connection, session_id: UUID) -> None:
    """Take the session for the rest of the transaction. Raises ``NotFoundError``."""
    await connection.execute(query("lock_owner"), session_id)
    if await connection.fetchrow(query("lock_session"), session_id) is None:
        raise NotFoundError("There is no such session in this account.")


async def delete_utterances(
    connection: Connection, session_id: UUID, utterances: Sequence[int], *, announced: bool
) -> int:
    """Delete what was said; the session is locked. Returns how many there were."""
    rows = await connection.fetch(query("delete_utterances"), session_id, utterances)
    if not rows:
        return 0
    await connection.execute(query("retell_scenes"), session_id, [row["id"] for row in rows])
    if announced:
        events = [
            TranscriptDropped(row["id"], "deleted") if row["unfinished"] else TranscriptCorrected(row["id"], "")
            for row in rows
        ]
        await _record(connection, session_id, events)
    return len(rows)


async def _delete_scenes(connection: Connection, tenant: UUID, session_id: UUID, scenes: Sequence[int]) -> None:
    await _delete_pictures(connection, tenant, session_id, scenes)
    rows = await connection.fetch(query("delete_scenes"), session_id, scenes)
    if rows:
        show = await _to_show(connection, session_id)
        await _record(connection, session_id, [SceneHidden(row["number"], show) for row in rows])


async def _forget_places(connection: Connection, tenant: UUID, session_id: UUID, minutes: int) -> None:
    """Delete where the story went in the last minutes; where the party is there now, it is back where it was before."""
    place = await connection.fetchrow(query("forget_places"), session_id, minutes, tenant)
    if place is not None:
        before = EnvironmentUpdated(place["description"], place["version"], "person")
        await _record(connection, session_id, [before])


async def _delete_pictures(
    connection: Connection, tenant: UUID, session_id: UUID, scenes: Sequence[int] | None
) -> None:
    """Delete pictures of these scenes (None: of all) and queue their blobs, those that are on their way included."""
    underway = await connection.fetch(query("pictures_underway"), session_id, scenes)
    ids = [row["image_id"] for row in underway]
    coming = [f"pictures/{tenant}/{image}.{kind}" for i in ids for image in (i, sketch_id(i)) for kind in FORMATS]
    gone = [row["key"] for row in await connection.fetch(query("delete_pictures"), session_id, scenes)]
    await queue_blobs(connection, tenant, coming, in_s=UNDERWAY_S)
    await queue_blobs(connection, tenant, [name for key in gone for name in (key, key + THUMBNAIL)])


async def queue_blobs(connection: Connection, tenant: UUID, keys: Sequence[str], *, in_s: float = 0) -> None:
    """Have these blobs deleted; nothing may refer to them any more."""
    if keys:
        await connection.execute(query("queue_blobs"), tenant, keys, in_s)


async def _scene_of(connection: Connection, session_id: UUID, scene: int) -> None:
    if not await connection.fetch(query("list_scenes"), session_id, 0, 1, scene):
        raise NotFoundError("There is no such scene in this session.")


async def _to_show(connection: Connection, session_id: UUID) -> int | None:
    return await connection.fetchval(query("scene_to_show"), session_id)


async def _record(connection: Connection, session_id: UUID, events: Sequence[Event]) -> None:
    records = [{"type": event.type, "payload": payload(event)} for event in events]
    await connection.execute(query("record_events"), session_id, records, None)
