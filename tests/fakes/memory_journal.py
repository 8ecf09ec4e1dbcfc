"""A ``SessionJournal`` in memory: the semantics of the Postgres one, with faults on demand.

Several of them share one ``MemoryStore``, as several owners of a session share a database.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from fakes.memory_rows import JobRow, PictureRow, SceneRow, SessionRow, StreamRow

from pipeline import events
from pipeline.errors import LeaseLostError, NotFoundError
from pipeline.model import (
    MOST_BEFORE,
    Boundary,
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
    SceneStage,
    SkipCode,
    Spoken,
    StreamState,
    Unfinished,
    Utterance,
    UtteranceKind,
)
from pipeline.money import usd
from pipeline.states import JOB, SCENE, JobEvent, JobStatus, LeaseStatus, SceneEvent, SceneStatus

if TYPE_CHECKING:
    from fakes.memory_store import MemoryStore

UNFINISHED = frozenset({JobStatus.PENDING, JobStatus.PROCESSING})
STAGES: dict[SceneStatus, SceneStage] = {
    SceneStatus.ENVIRONMENT: "environment",
    SceneStatus.SCENE: "scene",
    SceneStatus.HELD: "paint",
    SceneStatus.PAINTING: "paint",
}
OWNED = frozenset({LeaseStatus.HELD, LeaseStatus.ASKED, LeaseStatus.DEAD})


class MemoryJournal:
    """One owner's journal. ``dead`` stands for a killed process: it never reaches the store again."""

    def __init__(self, store: MemoryStore, user_id: UUID, session_id: UUID, epoch: int) -> None:
        self._store = store
        self._tenant = user_id
        self._session_id = session_id
        self._epoch = epoch
        self.dead = False

    @property
    def session_id(self) -> UUID:
        """The session."""
        return self._session_id

    @property
    def tenant(self) -> UUID:
        """The user whose session it is."""
        return self._tenant

    @property
    def epoch(self) -> int:
        """Counts the session's owners."""
        return self._epoch

    @asynccontextmanager
    async def _transaction(self, method: str) -> AsyncIterator[SessionRow]:
        """Atomic, since nothing inside awaits; refused by epoch; faulty where the store says so."""
        if self.dead:
            raise asyncio.CancelledError
        await self._store.faults.before(method, self)
        if self.dead:
            raise asyncio.CancelledError
        self._store.calls.append((method, self._epoch))
        row = self._store.sessions.get(self._session_id)
        if (
            row is None
            or row.user_id != self._tenant
            or row.lease.epoch != self._epoch
            or row.lease.status not in OWNED
        ):
            raise LeaseLostError("Another process owns this session now.")
        yield row
        await self._store.faults.after(method, self)

    def _wrote(self, method: str) -> None:
        self._store.writes.append((method, self._epoch))

    def _record(self, row: SessionRow, event: events.Event) -> None:
        row.head += 1
        row.events.append((row.head, event))

    def _stream(self, stream_id: UUID) -> StreamRow:
        stream = self._store.streams.get(stream_id)
        if stream is None or stream.session_id != self._session_id:
            raise NotFoundError("There is no such stream in this session.")
        return stream

    def _job(self, utterance: int) -> JobRow:
        job = self._store.jobs.get(utterance)
        if job is None or job.session_id != self._session_id:
            raise NotFoundError("There is no such utterance in this session.")
        return job

    def _scene(self, row: SessionRow, scene: int) -> SceneRow:
        found = row.scenes.get(scene)
        if found is None:
            raise NotFoundError("There is no such scene in this session.")
        return found

    def _move(self, scene: SceneRow, event: SceneEvent) -> None:
        scene.status = SCENE.transition(scene.status, event)
        scene.history.append(scene.status)

    # -- streams ------------------------------------------------------------------------------------------------

    async def open_stream(self, stream_id: UUID, mode: Mode) -> StreamState:
        async with self._transaction("open_stream"):
            if stream_id not in self._store.streams:
                earlier = [
                    stream.base + stream.boundary.hear_from
                    for stream in self._store.streams.values()
                    if stream.session_id == self._session_id
                ]
                self._store.streams[stream_id] = StreamRow(self._session_id, mode, max(earlier, default=0))
                self._wrote("open_stream")
            stream = self._stream(stream_id)
            return StreamState(stream_id, stream.mode, stream.boundary, stream.cuts, stream.ended, stream.base)

    def _advance(self, stream: StreamRow, boundary: Boundary) -> None:
        stream.boundary = Boundary(
            max(stream.boundary.safe, boundary.safe), max(stream.boundary.hear_from, boundary.hear_from)
        )

    async def commit_utterance(self, stream_id: UUID, utterance: Utterance) -> int:
        async with self._transaction("commit_utterance"):
            stream = self._stream(stream_id)
            job_id = next(
                (
                    number
                    for number, job in self._store.jobs.items()
                    if job.stream_id == stream_id and job.cut == utterance.n
                ),
                None,
            )
            if job_id is None:
                job_id = len(self._store.jobs) + 1
                self._store.jobs[job_id] = JobRow(
                    self._session_id,
                    stream_id,
                    utterance.n,
                    utterance.start_sample,
                    utterance.end_sample,
                    audio=utterance.pcm,
                )
                stream.cuts = max(stream.cuts, utterance.n + 1)
                self._advance(stream, utterance.boundary)
                self._wrote("commit_utterance")
        return job_id

    async def commit_boundary(self, stream_id: UUID, boundary: Boundary) -> None:
        async with self._transaction("commit_boundary"):
            self._advance(self._stream(stream_id), boundary)
            self._wrote("commit_boundary")

    async def commit_stream_end(self, stream_id: UUID) -> None:
        async with self._transaction("commit_stream_end"):
            self._stream(stream_id).ended = True
            self._wrote("commit_stream_end")

    async def commit_paused(self, paused: bool) -> None:
        async with self._transaction("commit_paused") as row:
            row.paused = paused
            self._wrote("commit_paused")

    # -- utterances ---------------------------------------------------------------------------------------------

    def _spoken(self, utterance: int) -> Spoken:
        job = self._store.jobs[utterance]
        base = self._store.streams[job.stream_id].base
        return Spoken(utterance, job.text or "", job.from_sample, job.to_sample, at=base + job.to_sample)

    async def unfinished(self) -> Unfinished:
        async with self._transaction("unfinished") as row:
            jobs = sorted((n, job) for n, job in self._store.jobs.items() if job.session_id == self._session_id)
            streams = self._store.streams
            return Unfinished(
                tuple(
                    PendingUtterance(
                        n,
                        job.stream_id,
                        streams[job.stream_id].mode,
                        job.from_sample,
                        job.to_sample,
                        job.starts,
                        job.failures,
                        streams[job.stream_id].base,
                    )
                    for n, job in jobs
                    if job.status in UNFINISHED and job.starts
                ),
                tuple(
                    (streams[job.stream_id].mode, self._spoken(n))
                    for n, job in jobs
                    if job.status is JobStatus.FINAL and job.scene is None
                ),
                tuple(
                    self._open_scene(number, scene)
                    for number, scene in sorted(row.scenes.items())
                    if scene.status in STAGES and scene.asked is None
                ),
                tuple(sorted(s.painted_sample for s in row.scenes.values() if s.painted_sample is not None)),
                tuple(
                    sorted(
                        s.painted_sample
                        for s in row.scenes.values()
                        if s.painted_sample is not None and s.mode == "file"
                    )
                ),
            )

    async def uploaded(self, beside: Sequence[int], limit: int) -> Sequence[PendingUtterance]:
        async with self._transaction("uploaded"):
            streams = self._store.streams
            found = [
                PendingUtterance(
                    n,
                    job.stream_id,
                    streams[job.stream_id].mode,
                    job.from_sample,
                    job.to_sample,
                    job.starts,
                    job.failures,
                    streams[job.stream_id].base,
                )
                for n, job in sorted(self._store.jobs.items())
                if job.session_id == self._session_id
                and job.status is JobStatus.PENDING
                and not job.starts
                and n not in beside
            ]
        return found[:limit]

    def _open_scene(self, number: int, scene: SceneRow) -> OpenScene:
        kinds: list[UtteranceKind] = []
        for n in scene.utterances:
            kind = self._store.jobs[n].kind
            if kind is not None:
                kinds.append(kind)
        return OpenScene(
            number,
            scene.mode,
            STAGES[scene.status],
            tuple(self._spoken(n) for n in scene.utterances),
            tuple(kinds),
            scene.decision,
            scene.image_id,
            passed=scene.painted_sample is not None,
            starts=scene.starts,
            asked=scene.asked,
        )

    async def audio(self, utterance: int) -> bytes:
        async with self._transaction("audio"):
            audio = self._job(utterance).audio
            if audio is None:
                raise NotFoundError("This utterance's audio was deleted with its transcript's commit.")
        return audio

    async def commit_start(self, utterance: int) -> int:
        async with self._transaction("commit_start"):
            job = self._job(utterance)
            if job.status in UNFINISHED:
                # Whoever starts it again knows that no try is under way.
                if job.status is JobStatus.PROCESSING:
                    job.status = JOB.transition(job.status, JobEvent.ORPHANED)
                job.status = JOB.transition(job.status, JobEvent.STARTED)
                job.starts += 1
                self._wrote("commit_start")
            return job.starts

    async def commit_failure(self, utterance: int, error: str) -> int:
        async with self._transaction("commit_failure"):
            job = self._job(utterance)
            if job.status in UNFINISHED:
                if job.status is JobStatus.PENDING:
                    job.status = JOB.transition(job.status, JobEvent.STARTED)
                job.status = JOB.transition(job.status, JobEvent.FAILED)
                job.failures += 1
                job.last_error = error
                self._wrote("commit_failure")
            return job.failures

    async def commit_heard(self, utterance: int, heard: Heard, *, cost: int = 0) -> bool:
        async with self._transaction("commit_heard") as row:
            job = self._job(utterance)
            first = job.status in UNFINISHED
            if first:
                if isinstance(heard, Dropped):
                    quarantined = heard.reason == "quarantined"
                    self._result(job, JobEvent.QUARANTINED if quarantined else JobEvent.DROPPED)
                    self._record(row, events.TranscriptDropped(utterance, heard.reason, usd(cost)))
                else:
                    self._result(job, JobEvent.HEARD)
                    job.text = heard.text
                    said = events.TranscriptFinal(utterance, heard.text, job.from_sample, job.to_sample, usd(cost))
                    self._record(row, said)
                job.audio = None
                self._wrote("commit_heard")
        return first

    def _result(self, job: JobRow, event: JobEvent) -> None:
        # A try that is under way is not written down as such where it follows a failed one at once.
        if event is JobEvent.QUARANTINED and job.status is JobStatus.PROCESSING:
            job.status = JOB.transition(job.status, JobEvent.ORPHANED)
        elif event is not JobEvent.QUARANTINED and job.status is JobStatus.PENDING:
            job.status = JOB.transition(job.status, JobEvent.STARTED)
        job.status = JOB.transition(job.status, event)

    # -- scenes -------------------------------------------------------------------------------------------------

    async def context(self, utterance: int | None = None) -> Context:
        async with self._transaction("context") as row:
            account = self._store.accounts[self._tenant]
            seen = ((n, self._decision(row, s)) for n, s in sorted(row.scenes.items()))
            composed = [(n, decision) for n, decision in seen if decision is not None]
            last = LastScene(composed[-1][0], composed[-1][1].title, composed[-1][1].prompt) if composed else None
            return Context(
                account.environment,
                account.style,
                account.characters,
                last,
                writes_environment=account.current_session == self._session_id,
                before=self._before(utterance) if utterance is not None else "",
            )

    def _before(self, utterance: int) -> str:
        mode = self._store.streams[self._job(utterance).stream_id].mode
        said = [
            job.text.replace("\n", " ")
            for number, job in sorted(self._store.jobs.items(), reverse=True)
            if number < utterance
            and job.session_id == self._session_id
            and job.text
            and job.scene is not None
            and self._store.streams[job.stream_id].mode == mode
        ]
        return "\n".join(said[:MOST_BEFORE][::-1])

    async def open_scene(self, utterances: Sequence[int], mode: Mode) -> int:
        async with self._transaction("open_scene") as row:
            jobs = [self._job(utterance) for utterance in utterances]
            number = jobs[0].scene
            if number is None:
                number = len(row.scenes) + 1
                row.scenes[number] = SceneRow(mode, tuple(utterances))
                for job in jobs:
                    job.scene = number
                self._wrote("open_scene")
        return number

    async def asked(self, beside: Sequence[int]) -> Sequence[OpenScene]:
        async with self._transaction("asked") as row:
            return [
                self._open_scene(n, scene)
                for n, scene in sorted(row.scenes.items())
                if scene.asked is not None and scene.status in STAGES and n not in beside
            ]

    async def commit_environment(
        self, scene: int, utterances: Sequence[int], update: EnvironmentUpdate, *, base_version: int
    ) -> bool:
        async with self._transaction("commit_environment") as row:
            found = self._scene(row, scene)
            written = False
            if found.status is SceneStatus.ENVIRONMENT:
                for utterance, kind in zip(utterances, update.kinds, strict=True):
                    self._job(utterance).kind = kind
                    self._record(row, events.UtteranceClassified(utterance, kind))
                account = self._store.accounts[self._tenant]
                now = account.environment
                written = (
                    update.changed
                    and update.description != now.description
                    and not now.locked
                    and account.current_session == self._session_id
                    and now.version == base_version
                )
                if written:
                    account.environment = Environment(update.description, now.version + 1)
                    self._record(
                        row, events.EnvironmentUpdated(update.description, account.environment.version, by="story")
                    )
                self._place(row, scene, update, account.environment.version, written=written)
                self._move(found, SceneEvent.CLASSIFIED)
                self._wrote("commit_environment")
        return written

    def _decision(self, row: SessionRow, scene: SceneRow) -> SceneDecision | None:
        kept = row.scenes[scene.recalled].decision if scene.recalled is not None else None
        return scene.decision or kept

    def _place(self, row: SessionRow, number: int, update: EnvironmentUpdate, version: int, *, written: bool) -> None:
        found, key = row.scenes[number], update.place_key
        if not written:
            found.place = row.place if row.place_version == version else ""
            return
        came = row.place != key
        row.place, row.place_version, found.place = key, version, key
        if came and key and update.again and found.mode == "live":
            painted = {picture.scene for picture in row.pictures.values() if picture.quality == "final"}
            there = [n for n, s in sorted(row.scenes.items()) if n < number and s.place == key and n in painted]
            found.recalled, found.recall_id = (there[0], f"{number:032x}") if there else (None, "")

    async def recalled(self, scene: int) -> KeptPicture | None:
        async with self._transaction("recalled") as row:
            found = self._scene(row, scene)
            if found.recalled is None or found.recall_id in row.pictures:
                return None
            kept, number = row.scenes[found.recalled], found.recalled
            assert kept.decision is not None
            picture = next(p for p in row.pictures.values() if p.scene == number and p.quality == "final")
            image = picture.image
            return KeptPicture(
                number,
                kept.decision.title,
                picture.key,
                image.format,
                image.width,
                image.height,
                picture.engine,
                found.recall_id,
            )

    async def commit_recalled(self, scene: int, kept: KeptPicture, key: str, image: Image, *, duration_ms: int) -> bool:
        async with self._transaction("commit_recalled") as row:
            first = kept.image_id not in row.pictures
            if first:
                row.pictures[kept.image_id] = PictureRow(scene, key, replace(image), "sketch", kept.engine, duration_ms)
                self._record(row, events.SceneRecalled(scene, kept.scene, kept.title))
                url = f"/i/{kept.image_id}"
                self._record(row, events.ImagePublished(scene, kept.image_id, url, "sketch", image.width, image.height))
                self._wrote("commit_recalled")
        return first

    async def commit_composed(self, scene: int, decision: SceneDecision, image_id: str, *, cost: int = 0) -> None:
        async with self._transaction("commit_composed") as row:
            found = self._scene(row, scene)
            if found.status in (SceneStatus.ENVIRONMENT, SceneStatus.SCENE):
                self._move(found, SceneEvent.COMPOSED)
                found.decision = decision
                found.image_id = image_id
                self._record(
                    row,
                    events.SceneComposed(
                        scene,
                        decision.title,
                        decision.prompt,
                        decision.characters,
                        found.utterances if found.asked is None else (),
                        decision.reason,
                        usd(cost),
                    ),
                )
                self._wrote("commit_composed")

    async def commit_skipped(self, scene: int, code: SkipCode, reason: str, *, cost: int = 0) -> None:
        async with self._transaction("commit_skipped") as row:
            self._finish(row, scene, SceneEvent.SKIPPED, events.SceneSkipped(scene, code, reason, usd(cost)))

    async def commit_superseded(self, scene: int, by: int) -> None:
        async with self._transaction("commit_superseded") as row:
            self._finish(row, scene, SceneEvent.SUPERSEDED, events.SceneSuperseded(scene, by))

    async def commit_image_failed(self, scene: int, code: str, reason: str, *, cost: int = 0) -> None:
        async with self._transaction("commit_image_failed") as row:
            self._finish(row, scene, SceneEvent.FAILED, events.ImageFailed(scene, code, reason, usd(cost)))

    def _finish(self, row: SessionRow, scene: int, event: SceneEvent, record: events.Event) -> None:
        """End an open scene; one that ended stays as it ended."""
        found = self._scene(row, scene)
        if found.status in STAGES:
            self._move(found, event)
            self._record(row, record)
            self._wrote(f"end:{event}")

    async def commit_scene_start(self, scene: int) -> int:
        async with self._transaction("commit_scene_start") as row:
            found = self._scene(row, scene)
            if found.status in STAGES:
                self._move(found, SceneEvent.ORPHANED)
                found.starts += 1
                self._wrote("commit_scene_start")
            return found.starts

    async def commit_paint_start(self, scene: int, sample: int) -> None:
        async with self._transaction("commit_paint_start") as row:
            found = self._scene(row, scene)
            if found.status is SceneStatus.HELD:
                self._move(found, SceneEvent.PASSED)
                found.painted_sample = sample
                self._wrote("commit_paint_start")

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
        async with self._transaction("commit_image") as row:
            found = self._scene(row, scene)
            first = image_id not in row.pictures
            if first:
                self._move(found, SceneEvent.PUBLISHED if quality == "final" else SceneEvent.SKETCHED)
                row.pictures[image_id] = PictureRow(scene, key, replace(image), quality, engine, duration_ms)
                self._record(
                    row,
                    events.ImagePublished(
                        scene, image_id, f"/i/{image_id}", quality, image.width, image.height, usd(cost)
                    ),
                )
                self._wrote("commit_image")
        return first
