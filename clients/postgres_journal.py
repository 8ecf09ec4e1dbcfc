"""The journal on PostgreSQL: what the owner of a session heard and made, fenced by its epoch.

It holds no state beside its keys and retries nothing. Its SQL is in ``sql/queries/journal.sql``.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from clients import flac
from clients.postgres import Connection, Database
from pipeline.errors import LeaseLostError, NotFoundError
from pipeline.events import (
    EnvironmentUpdated,
    Event,
    ImageFailed,
    ImagePublished,
    SceneComposed,
    SceneRecalled,
    SceneSkipped,
    SceneSuperseded,
    UtteranceClassified,
    payload,
)
from pipeline.model import (
    MOST_BEFORE,
    Asked,
    Boundary,
    Character,
    Context,
    Dropped,
    Environment,
    EnvironmentUpdate,
    Heard,
    Image,
    KeptPicture,
    LastScene,
    Mode,
    OpenScene,
    PendingUtterance,
    Quality,
    SceneDecision,
    SkipCode,
    Spoken,
    StreamState,
    Transcript,
    Unfinished,
    Utterance,
)
from pipeline.money import usd
from pipeline.vocabulary import Name
from sql import query


@dataclass(frozen=True, slots=True)
class PostgresJournal:
    """Implements ``pipeline.ports.SessionJournal``; see there for what each method promises."""

    database: Database = field(repr=False)
    session_id: UUID
    tenant: UUID
    epoch: int
    worker: str = ""
    """Names the process in ``jobs.worker_id``, for an operator who reads the table."""

    # -- streams ------------------------------------------------------------------------------------------------------

    async def open_stream(self, stream_id: UUID, mode: Mode) -> StreamState:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            await connection.execute(query("create_stream"), self.session_id, stream_id, mode)
            row = await connection.fetchrow(query("read_stream"), stream_id)
        if row is None or row["session_id"] != self.session_id:
            raise NotFoundError("There is no such stream in this session.")
        boundary = Boundary(row["safe"], row["hear_from"])
        return StreamState(stream_id, row["mode"], boundary, row["cuts"], row["ended"], row["base"])

    async def commit_utterance(self, stream_id: UUID, utterance: Utterance) -> int:
        """See ``SessionJournal``."""
        audio = await asyncio.to_thread(flac.encode, utterance.pcm)
        async with self.database.tenant_tx(self.tenant) as connection:
            row = await connection.fetchrow(
                query("commit_utterance"),
                self.session_id,
                self.epoch,
                stream_id,
                utterance.n,
                utterance.start_sample,
                utterance.end_sample,
                utterance.boundary.safe,
                utterance.boundary.hear_from,
                audio,
                self.worker,
            )
            assert row is not None
            self._check(row["fenced"])
        if row["id"] is None:
            raise NotFoundError("There is no such stream in this session.")
        return row["id"]

    async def commit_boundary(self, stream_id: UUID, boundary: Boundary) -> None:
        """See ``SessionJournal``."""
        async with self.database.tenant_tx(self.tenant) as connection:
            self._check(
                await connection.fetchval(
                    query("commit_boundary"),
                    self.session_id,
                    self.epoch,
                    stream_id,
                    boundary.safe,
                    boundary.hear_from,
                )
            )

    async def commit_stream_end(self, stream_id: UUID) -> None:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            await connection.execute(query("commit_stream_end"), stream_id, self.session_id)

    async def commit_paused(self, paused: bool) -> None:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            await connection.execute(query("commit_paused"), self.session_id, paused)

    # -- utterances ---------------------------------------------------------------------------------------------------

    async def unfinished(self) -> Unfinished:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            utterances = await connection.fetch(query("unfinished_utterances"), self.session_id)
            waiting = await connection.fetch(query("waiting_transcripts"), self.session_id)
            scenes = await connection.fetch(query("open_scenes"), self.session_id)
            numbers = [row["number"] for row in scenes]
            told = await connection.fetch(query("scene_transcripts"), self.session_id, numbers)
            painted = await connection.fetch(query("painted_samples"), self.session_id)
        return Unfinished(
            [_pending(row) for row in utterances],
            [(row["mode"], _spoken(row)) for row in waiting],
            [_open_scene(row, told) for row in scenes],
            [row["painted_sample"] for row in painted],
            [row["painted_sample"] for row in painted if row["mode"] == "file"],
        )

    async def uploaded(self, beside: Sequence[int], limit: int) -> Sequence[PendingUtterance]:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            rows = await connection.fetch(query("uploaded_utterances"), self.session_id, beside, limit)
        return [_pending(row) for row in rows]

    async def audio(self, utterance: int) -> bytes:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            stored = await connection.fetchval(query("utterance_audio"), utterance, self.session_id)
        if stored is None:
            raise NotFoundError("The utterance's audio is not stored.")
        return await asyncio.to_thread(flac.decode, stored)

    async def commit_start(self, utterance: int) -> int:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            starts = await connection.fetchval(query("commit_start"), utterance, self.session_id, self.worker)
        return _found(starts)

    async def commit_failure(self, utterance: int, error: str) -> int:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            failures = await connection.fetchval(query("commit_failure"), utterance, self.session_id, error)
        return _found(failures)

    async def commit_heard(self, utterance: int, heard: Heard, *, cost: int = 0) -> bool:
        """See ``SessionJournal``."""
        text, status, error, reason = None, "completed", None, None
        match heard:
            case Transcript():
                outcome, text = "final", heard.text
            case Dropped():
                outcome, reason = "dropped", heard.reason
                if heard.reason == "quarantined":
                    status, error = "failed", heard.detail
        async with self.database.tenant_tx(self.tenant) as connection:
            row = await connection.fetchrow(
                query("commit_heard"),
                self.session_id,
                self.epoch,
                utterance,
                outcome,
                text,
                status,
                error,
                reason,
                usd(cost),
            )
            assert row is not None
            self._check(row["fenced"])
        return row["seq"] is not None

    # -- scenes -------------------------------------------------------------------------------------------------------

    async def context(self, utterance: int | None = None) -> Context:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            row = await connection.fetchrow(query("read_context"), self.session_id, utterance, MOST_BEFORE)
        if row is None:
            raise NotFoundError("There is no such session.")
        last = _decision(row["last_decision"])
        return Context(
            Environment(row["environment"], row["version"], row["locked"]),
            row["style"],
            tuple(Character(item["name"], item["description"], item["portrait_key"]) for item in row["characters"]),
            LastScene(row["last_number"], last.title, last.prompt) if last is not None else None,
            row["writes_environment"],
            {item["id"]: item["text"] for item in row["corrections"]},
            glossary=tuple(Name(item["name"], item.get("pronunciation", "")) for item in row["glossary"]),
            before=row["before"],
        )

    async def open_scene(self, utterances: Sequence[int], mode: Mode) -> int:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            begun = await connection.fetchval(query("scene_of_utterance"), utterances[0], self.session_id)
            if begun is not None:
                return begun
            return await connection.fetchval(query("create_scene"), self.session_id, mode, utterances)

    async def asked(self, beside: Sequence[int]) -> Sequence[OpenScene]:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            scenes = await connection.fetch(query("asked_scenes"), self.session_id, beside)
            numbers = [row["number"] for row in scenes]
            told = await connection.fetch(query("asked_transcripts"), self.session_id, numbers)
        return [_open_scene(row, told) for row in scenes]

    async def commit_environment(
        self, scene: int, utterances: Sequence[int], update: EnvironmentUpdate, *, base_version: int
    ) -> bool:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            kinds = list(update.kinds)
            if await connection.fetchval(query("advance_to_scene"), self.session_id, scene, kinds, utterances) is None:
                return False
            events: list[Event] = [
                UtteranceClassified(utterance, kind) for utterance, kind in zip(utterances, kinds, strict=True)
            ]
            version = None
            if update.changed:
                version = await connection.fetchval(
                    query("write_environment"), self.session_id, update.description, base_version
                )
            if version is not None:
                events.append(EnvironmentUpdated(update.description, version, "story"))
            await self._record(connection, events, scene)
            await connection.execute(
                query("place_scene"),
                self.session_id,
                scene,
                update.place_key or None,
                version,
                update.again,
                secrets.token_hex(16),
            )
        return version is not None

    async def recalled(self, scene: int) -> KeptPicture | None:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            row = await connection.fetchrow(query("recalled_picture"), self.session_id, scene)
        if row is None:
            return None
        return KeptPicture(
            row["scene"],
            row["title"] or "",
            row["key"],
            row["content_type"].removeprefix("image/"),
            row["width"],
            row["height"],
            row["engine"],
            row["image_id"],
        )

    async def commit_recalled(self, scene: int, kept: KeptPicture, key: str, image: Image, *, duration_ms: int) -> bool:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            if not await self._create_picture(
                connection, scene, kept.image_id, key, image, "sketch", duration_ms=duration_ms, engine=kept.engine
            ):
                return False
            recalled = SceneRecalled(scene, kept.scene, kept.title)
            url = f"/i/{kept.image_id}"
            picture = ImagePublished(scene, kept.image_id, url, "sketch", image.width, image.height)
            await self._record(connection, [recalled, picture], scene)
        return True

    async def commit_composed(self, scene: int, decision: SceneDecision, image_id: str, *, cost: int = 0) -> None:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            utterances = await connection.fetchval(
                query("compose_scene"), self.session_id, scene, asdict(decision), image_id
            )
            if utterances is not None:
                event = SceneComposed(
                    scene,
                    decision.title,
                    decision.prompt,
                    decision.characters,
                    tuple(utterances),
                    decision.reason,
                    usd(cost),
                )
                await self._record(connection, [event], scene)

    async def commit_skipped(self, scene: int, code: SkipCode, reason: str, *, cost: int = 0) -> None:
        """See ``SessionJournal``."""
        await self._finish(scene, "skipped", SceneSkipped(scene, code, reason, usd(cost)), reason=reason)

    async def commit_superseded(self, scene: int, by: int) -> None:
        """See ``SessionJournal``."""
        await self._finish(scene, "superseded", SceneSuperseded(scene, by), by=by)

    async def commit_scene_start(self, scene: int) -> int:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            return _found(await connection.fetchval(query("start_scene"), self.session_id, scene))

    async def commit_paint_start(self, scene: int, sample: int) -> None:
        """See ``SessionJournal``."""
        async with self._fenced() as connection:
            await connection.execute(query("start_paint"), self.session_id, scene, sample)

    async def commit_image(
        self,
        scene: int,
        image_id: str,
        key: str,
        image: Image,
        quality: Quality,
        *,
        duration_ms: int,
        engine: str,
        cost: int = 0,
    ) -> bool:
        """See ``SessionJournal``."""
        url = f"/i/{image_id}"
        event = ImagePublished(scene, image_id, url, quality, image.width, image.height, usd(cost))
        async with self._fenced() as connection:
            if not await self._create_picture(
                connection, scene, image_id, key, image, quality, duration_ms=duration_ms, engine=engine
            ):
                return False
            if quality == "sketch":
                await self._record(connection, [event], scene)
            else:
                await connection.fetchval(query("finish_scene"), self.session_id, scene, "published", None, None)
                await connection.execute(
                    query("record_picture"), self.session_id, scene, payload(event), url, duration_ms
                )
        return True

    async def commit_image_failed(self, scene: int, code: str, reason: str, *, cost: int = 0) -> None:
        """See ``SessionJournal``."""
        await self._finish(scene, "failed", ImageFailed(scene, code, reason, usd(cost)), reason=f"{code}: {reason}")

    async def _create_picture(
        self,
        connection: Connection,
        scene: int,
        image_id: str,
        key: str,
        image: Image,
        quality: Quality,
        *,
        duration_ms: int,
        engine: str,
    ) -> bool:
        """The picture's row; False where it is there already or nobody wants it any more."""
        created = await connection.fetchval(
            query("create_picture"),
            self.session_id,
            scene,
            image_id,
            key,
            image.content_type,
            image.width,
            image.height,
            quality,
            engine,
            len(image.data),
            duration_ms,
        )
        if created is None:
            await connection.execute(query("queue_unwanted_picture"), self.session_id, scene, key)
        return created is not None

    # -- parts --------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _fenced(self) -> AsyncGenerator[Connection]:
        fence = query("fence").replace("$1", f"'{self.session_id}'").replace("$2", str(self.epoch))
        transaction = self.database.tenant_tx(self.tenant, first=fence)
        async with transaction as connection:
            self._check(transaction.first == "SELECT 1")
            yield connection

    def _check(self, fenced: int | bool) -> None:
        if not fenced:
            raise LeaseLostError("Another process owns this session now.")

    async def _finish(
        self, scene: int, status: str, event: Event, *, reason: str | None = None, by: int | None = None
    ) -> None:
        async with self._fenced() as connection:
            ended = await connection.fetchval(query("finish_scene"), self.session_id, scene, status, reason, by)
            if ended is not None:
                await self._record(connection, [event], scene)

    async def _record(self, connection: Connection, events: Sequence[Event], scene: int | None) -> None:
        records = [{"type": event.type, "payload": payload(event)} for event in events]
        await connection.execute(query("record_events"), self.session_id, records, scene)


def _pending(row: Any) -> PendingUtterance:
    return PendingUtterance(
        row["id"],
        row["stream_id"],
        row["mode"],
        row["from_sample"],
        row["to_sample"],
        row["starts"],
        row["failures"],
        row["base"],
    )


def _spoken(row: Any) -> Spoken:
    return Spoken(row["id"], row["text"], row["from_sample"], row["to_sample"], row["at"])


def _open_scene(row: Any, told: Sequence[Any]) -> OpenScene:
    return OpenScene(
        row["number"],
        row["mode"],
        row["stage"],
        tuple(_spoken(item) for item in told if item["scene"] == row["number"]),
        tuple(row["kinds"] or ()),
        _decision(row["decision"]),
        row["image_id"],
        row["passed"],
        row["starts"],
        Asked.from_stored(row["asked"]) if row["asked"] is not None else None,
    )


def _decision(stored: dict[str, Any] | None) -> SceneDecision | None:
    return SceneDecision.from_stored(stored) if stored is not None else None


def _found(count: int | None) -> int:
    if count is None:
        raise NotFoundError("It is not in this session.")
    return count
