"""A session's journal against a model of it, with owners that die, come back as zombies and are taken over from.

Hypothesis draws what happens; the model moves by the tables of ``pipeline/states.py``. Any world can be played in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

from fakes.invariants import check_record, ends, results
from fakes.speech import utterance
from fakes.worlds import World
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline import events
from pipeline.errors import LeaseLostError
from pipeline.model import Boundary, Dropped, EnvironmentUpdate, Heard, Image, SceneDecision, SceneStage, Transcript
from pipeline.ports import SessionJournal
from pipeline.states import JOB, SCENE, JobEvent, JobStatus, Lease, LeaseEvent, LeaseStatus, SceneEvent, SceneStatus

T = TypeVar("T")

PICTURE = Image(b"\x01", "webp", 16, 9)
STAGES: dict[SceneStatus, SceneStage] = {
    SceneStatus.ENVIRONMENT: "environment",
    SceneStatus.SCENE: "scene",
    SceneStatus.HELD: "paint",
    SceneStatus.PAINTING: "paint",
}
WAYS_TO_HEAR: dict[JobEvent, Callable[[int], Heard]] = {
    JobEvent.HEARD: lambda job: Transcript(f"Said {job}.", "scripted"),
    JobEvent.DROPPED: lambda _: Dropped("empty"),
    JobEvent.QUARANTINED: lambda _: Dropped("quarantined"),
}
ANY = st.integers(min_value=0, max_value=10**6)
"""Picks one of those there are."""


@dataclass
class Job:
    cut: int
    status: JobStatus = JOB.initial
    starts: int = 1
    failures: int = 0
    scene: int | None = None

    def after(self, event: JobEvent) -> None:
        self.status = JOB.transition(self.status, event)


@dataclass
class Scene:
    jobs: list[int]
    status: SceneStatus = SCENE.initial
    image_id: str = field(default_factory=lambda: uuid4().hex)
    sketch_id: str = field(default_factory=lambda: uuid4().hex)
    starts: int = 1

    def after(self, event: SceneEvent) -> None:
        self.status = SCENE.transition(self.status, event)


class SessionMachine(RuleBasedStateMachine):
    """Subclasses say where it is played: ``open_world``."""

    def open_world(self) -> AbstractAsyncContextManager[World]:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.opened = self.open_world()
        self.world: World = self.run(self.opened.__aenter__())
        self.lease = Lease()
        self.owners: list[SessionJournal] = []
        self.stream = uuid4()
        self.boundary = Boundary()
        self.jobs: dict[int, Job] = {}
        self.scenes: dict[int, Scene] = {}
        self.environment_version = 0
        self.last: Callable[[], Awaitable[object]] | None = None

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coroutine)

    @property
    def owner(self) -> SessionJournal:
        return self.owners[-1]

    def recorded(self) -> list[events.Event]:
        numbered = self.run(self._events())
        assert [seq for seq, _ in numbered] == list(range(1, len(numbered) + 1)), "seq is not dense"
        return [event for _, event in numbered]

    async def _events(self) -> list[tuple[int, events.Event]]:
        return list(await self.world.events(self.session_id))

    def call(self, make: Callable[[SessionJournal], Awaitable[T]]) -> T:
        """A write of the owner, which may be made again later as if its answer had been lost."""
        owner = self.owner

        async def made() -> T:
            return await make(owner)

        answer = self.run(made())
        self.last = made
        return answer

    # -- owners -------------------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self.user_id: UUID = self.run(self.world.user())
        self.session_id: UUID = self.run(self.world.new_session(self.user_id))
        self.takeover()
        self.run(self.owner.open_stream(self.stream, "live"))

    @rule()
    def takeover(self) -> None:
        """The owner died, or another process took the session from it while it lives on."""
        if self.lease.status is LeaseStatus.HELD:
            self.lease = self.lease.after(LeaseEvent.ASKED)
        self.lease = self.lease.after(LeaseEvent.CLAIMED)
        former = self.owners[-1].epoch if self.owners else 0
        self.owners.append(self.run(self.world.claim(self.user_id, self.session_id)))
        assert self.owner.epoch > former, "an epoch did not grow"
        assert self.lease.epoch == len(self.owners)
        self.last = None
        for job in self.jobs.values():
            if JOB.allows(job.status, JobEvent.ORPHANED):
                job.after(JobEvent.ORPHANED)

    @precondition(lambda self: len(self.owners) > 1)
    @rule(which=ANY, act=ANY, about=ANY)
    def zombie(self, which: int, act: int, about: int) -> None:
        """A former owner works on. Whatever it tries is refused and leaves no trace (the invariants look)."""
        old = self.owners[which % (len(self.owners) - 1)]
        job = sorted(self.jobs)[about % len(self.jobs)] if self.jobs else 1
        scene = sorted(self.scenes)[about % len(self.scenes)] if self.scenes else 1
        image_id = self.scenes[scene].image_id if self.scenes else uuid4().hex
        jobs = self.scenes[scene].jobs if self.scenes else [job]
        update = EnvironmentUpdate(True, "A zombie's place.", ("narration",) * len(jobs))
        decision = SceneDecision(True, "Because.", "Title", "Prompt")
        acts: list[Callable[[], Awaitable[object]]] = [
            lambda: old.commit_utterance(self.stream, utterance(len(self.jobs))),
            lambda: old.commit_boundary(self.stream, Boundary(10**9, 10**9)),
            lambda: old.commit_stream_end(self.stream),
            lambda: old.commit_start(job),
            lambda: old.commit_failure(job, "timeout"),
            lambda: old.commit_heard(job, Transcript("A zombie's words.", "scripted")),
            lambda: old.open_scene([job], "live"),
            lambda: old.commit_environment(scene, jobs, update, base_version=self.environment_version),
            lambda: old.commit_composed(scene, decision, image_id),
            lambda: old.commit_skipped(scene, "nothing_new", "A zombie's reason."),
            lambda: old.commit_superseded(scene, scene + 1),
            lambda: old.commit_scene_start(scene),
            lambda: old.commit_paint_start(scene, 1),
            lambda: old.commit_image(scene, image_id, "k", PICTURE, "final", duration_ms=1, engine="zombie"),
            lambda: old.commit_image_failed(scene, "timeout", "A zombie's reason."),
            old.unfinished,
        ]

        async def tried() -> None:
            await acts[act % len(acts)]()

        try:
            self.run(tried())
        except LeaseLostError:
            return
        raise AssertionError(f"a former owner's call {act % len(acts)} was not refused")

    @precondition(lambda self: self.last is not None)
    @rule()
    def again(self) -> None:
        """The answer to the last write was lost, and it is made again: nothing is recorded twice."""
        before = self.recorded()
        last = self.last
        assert last is not None

        async def made() -> None:
            await last()

        self.run(made())
        assert self.recorded() == before

    # -- hearing ------------------------------------------------------------------------------------------------

    @rule()
    def cut(self) -> None:
        n = len(self.jobs)
        job = self.call(lambda owner: owner.commit_utterance(self.stream, utterance(n)))
        assert job not in self.jobs
        self.jobs[job] = Job(n)
        self._heard_to(utterance(n).boundary)

    @precondition(lambda self: self.jobs)
    @rule(which=ANY)
    def cut_again(self, which: int) -> None:
        """The same cut is the same job, however far it came."""
        job = sorted(self.jobs)[which % len(self.jobs)]
        assert self.run(self._cut_again(self.jobs[job].cut)) == job

    async def _cut_again(self, n: int) -> int:
        return await self.owner.commit_utterance(self.stream, utterance(n))

    @rule(safe=st.integers(0, 400_000), pre_roll=st.integers(0, 4_800))
    def silence(self, safe: int, pre_roll: int) -> None:
        boundary = Boundary(safe, safe + pre_roll)
        self.call(lambda owner: owner.commit_boundary(self.stream, boundary))
        self._heard_to(boundary)

    def _heard_to(self, boundary: Boundary) -> None:
        self.boundary = Boundary(
            max(self.boundary.safe, boundary.safe), max(self.boundary.hear_from, boundary.hear_from)
        )

    def _jobs(self, *status: JobStatus) -> list[int]:
        return sorted(number for number, job in self.jobs.items() if job.status in status)

    @precondition(lambda self: self._jobs(JobStatus.PENDING))
    @rule(which=ANY)
    def start(self, which: int) -> None:
        waiting = self._jobs(JobStatus.PENDING)
        job = waiting[which % len(waiting)]
        self.jobs[job].after(JobEvent.STARTED)
        self.jobs[job].starts += 1
        assert self.run(self._start(job)) == self.jobs[job].starts
        self.last = None  # a start has no key: made again it counts again

    async def _start(self, job: int) -> int:
        return await self.owner.commit_start(job)

    @precondition(lambda self: self._jobs(JobStatus.PROCESSING))
    @rule(which=ANY)
    def fail(self, which: int) -> None:
        underway = self._jobs(JobStatus.PROCESSING)
        job = underway[which % len(underway)]
        self.jobs[job].after(JobEvent.FAILED)
        self.jobs[job].failures += 1
        assert self.run(self._fail(job)) == self.jobs[job].failures
        self.last = None  # nor has a failure

    async def _fail(self, job: int) -> int:
        return await self.owner.commit_failure(job, "timeout: it did not answer")

    @precondition(lambda self: self._jobs(JobStatus.PROCESSING, JobStatus.PENDING))
    @rule(which=ANY, way=st.sampled_from(list(WAYS_TO_HEAR)))
    def hear(self, which: int, way: JobEvent) -> None:
        underway = self._jobs(JobStatus.PROCESSING, JobStatus.PENDING)
        job = underway[which % len(underway)]
        if not JOB.allows(self.jobs[job].status, way):
            return
        self.jobs[job].after(way)
        heard = WAYS_TO_HEAR[way](job)
        assert self.call(lambda owner: owner.commit_heard(job, heard)) is True

    @precondition(lambda self: self._jobs(*JOB.ends))
    @rule(which=ANY, way=st.sampled_from(list(WAYS_TO_HEAR)))
    def hear_again(self, which: int, way: JobEvent) -> None:
        done = self._jobs(*JOB.ends)
        job = done[which % len(done)]
        heard = WAYS_TO_HEAR[way](job)
        before = self.recorded()
        assert self.call(lambda owner: owner.commit_heard(job, heard)) is False
        assert self.recorded() == before

    # -- scenes -------------------------------------------------------------------------------------------------

    def _waiting(self) -> list[int]:
        return [job for job in self._jobs(JobStatus.FINAL) if self.jobs[job].scene is None]

    def _scenes(self, event: SceneEvent) -> list[int]:
        return sorted(number for number, scene in self.scenes.items() if SCENE.allows(scene.status, event))

    def _pick(self, which: int, event: SceneEvent) -> int:
        """One of the scenes that ``event`` may happen to; it has happened to it in the model."""
        able = self._scenes(event)
        number = able[which % len(able)]
        self.scenes[number].after(event)
        return number

    @precondition(lambda self: self._waiting())
    @rule(merged=st.integers(1, 4))
    def open_scene(self, merged: int) -> None:
        jobs = self._waiting()[:merged]
        number = self.call(lambda owner: owner.open_scene(jobs, "live"))
        assert number == len(self.scenes) + 1
        self.scenes[number] = Scene(jobs)
        for job in jobs:
            self.jobs[job].scene = number

    @precondition(lambda self: self._scenes(SceneEvent.CLASSIFIED))
    @rule(which=ANY, changed=st.booleans(), stale=st.booleans())
    def classify(self, which: int, changed: bool, stale: bool) -> None:
        number = self._pick(which, SceneEvent.CLASSIFIED)
        jobs = self.scenes[number].jobs
        update = EnvironmentUpdate(changed, f"Place {number}.", ("narration",) * len(jobs))
        base = self.environment_version - stale
        written = self.call(lambda owner: owner.commit_environment(number, jobs, update, base_version=base))
        assert written is (changed and not stale)
        self.environment_version += written

    @precondition(lambda self: self._scenes(SceneEvent.COMPOSED))
    @rule(which=ANY)
    def compose(self, which: int) -> None:
        number = self._pick(which, SceneEvent.COMPOSED)
        decision = SceneDecision(True, "Because.", f"Title {number}", f"Prompt {number}")
        image_id = self.scenes[number].image_id
        self.call(lambda owner: owner.commit_composed(number, decision, image_id))

    @precondition(lambda self: self._scenes(SceneEvent.PASSED))
    @rule(which=ANY)
    def let_through(self, which: int) -> None:
        number = self._pick(which, SceneEvent.PASSED)
        self.call(lambda owner: owner.commit_paint_start(number, 1_000 * number))

    @precondition(lambda self: self._scenes(SceneEvent.PUBLISHED))
    @rule(which=ANY, sketch=st.booleans())
    def publish(self, which: int, sketch: bool) -> None:
        if sketch:
            number = self._pick(which, SceneEvent.SKETCHED)
            scene = self.scenes[number]
            self.call(
                lambda owner: owner.commit_image(
                    number, scene.sketch_id, "k", PICTURE, "sketch", duration_ms=1, engine="scripted"
                )
            )
        number = self._pick(which, SceneEvent.PUBLISHED)
        image_id = self.scenes[number].image_id
        first = self.call(
            lambda owner: owner.commit_image(number, image_id, "k", PICTURE, "final", duration_ms=1, engine="scripted")
        )
        assert first is True

    @precondition(lambda self: self._scenes(SceneEvent.SKIPPED))
    @rule(which=ANY)
    def skip(self, which: int) -> None:
        number = self._pick(which, SceneEvent.SKIPPED)
        self.call(lambda owner: owner.commit_skipped(number, "nothing_new", "Too soon."))

    @precondition(lambda self: self._scenes(SceneEvent.SUPERSEDED))
    @rule(which=ANY)
    def supersede(self, which: int) -> None:
        able = self._scenes(SceneEvent.SUPERSEDED)
        number = able[which % len(able)]
        if number == max(self.scenes):
            return  # only a newer scene takes its place
        self.scenes[number].after(SceneEvent.SUPERSEDED)
        self.call(lambda owner: owner.commit_superseded(number, number + 1))

    @precondition(lambda self: self._scenes(SceneEvent.FAILED))
    @rule(which=ANY)
    def fail_image(self, which: int) -> None:
        number = self._pick(which, SceneEvent.FAILED)
        self.call(lambda owner: owner.commit_image_failed(number, "timeout", "It did not answer."))

    @precondition(lambda self: self._scenes(SceneEvent.ORPHANED))
    @rule(which=ANY)
    def start_scene(self, which: int) -> None:
        number = self._pick(which, SceneEvent.ORPHANED)
        self.scenes[number].starts += 1
        assert self.run(self._start_scene(number)) >= 2
        self.last = None

    async def _start_scene(self, number: int) -> int:
        return await self.owner.commit_scene_start(number)

    # -- what always holds --------------------------------------------------------------------------------------

    @invariant()
    def the_record_holds(self) -> None:
        if not self.owners:
            return
        recorded = self.recorded()
        check_record(recorded)
        had = results(recorded)
        assert set(had) == set(self._jobs(*JOB.ends))
        ended = ends(recorded)
        assert set(ended) == {number for number, scene in self.scenes.items() if scene.status in SCENE.ends}

    @invariant()
    def a_new_owner_would_find_what_is_unfinished(self) -> None:
        if not self.owners:
            return
        left = self.run(self._unfinished())
        found = [(item.utterance, item.starts, item.failures) for item in left.utterances]
        underway = self._jobs(JobStatus.PROCESSING, JobStatus.PENDING)
        assert found == [(job, self.jobs[job].starts, self.jobs[job].failures) for job in underway]
        assert [spoken.utterance for _, spoken in left.waiting] == self._waiting()
        assert [
            (scene.number, scene.stage, [spoken.utterance for spoken in scene.spoken], scene.passed)
            for scene in left.scenes
        ] == [
            (number, STAGES[scene.status], scene.jobs, scene.status is SceneStatus.PAINTING)
            for number, scene in sorted(self.scenes.items())
            if scene.status in STAGES
        ]

    async def _unfinished(self) -> Any:
        return await self.owner.unfinished()

    @invariant()
    def safe_never_moves_back(self) -> None:
        if not self.owners:
            return
        state = self.run(self._state())
        assert (state.boundary, state.cuts) == (self.boundary, len(self.jobs))
        assert state.boundary.safe <= state.boundary.hear_from

    async def _state(self) -> Any:
        return await self.owner.open_stream(self.stream, "live")

    # -- the end ------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """One owner more, which is not killed: after it everything has exactly one result and one end."""
        try:
            if self.owners:
                self.takeover()
                self.run(self._finish())
                recorded = self.recorded()
                check_record(recorded)
                assert results(recorded) == dict.fromkeys(self.jobs, 1)
                assert set(ends(recorded).values()) <= {1}
                left = self.run(self._unfinished())
                assert [*left.utterances, *left.waiting, *left.scenes] == []
        finally:
            self.run(self.opened.__aexit__(None, None, None))
            self.loop.close()

    async def _finish(self) -> None:
        """Knows nothing but what the journal says, as a new process does."""
        owner = self.owner
        left = await owner.unfinished()
        for pending in left.utterances:
            await owner.commit_start(pending.utterance)
            assert await owner.commit_heard(pending.utterance, Transcript("In the end.", "scripted"))
        for _, spoken in (await owner.unfinished()).waiting:
            await owner.open_scene([spoken.utterance], "live")
        for scene in (await owner.unfinished()).scenes:
            await owner.commit_scene_start(scene.number)
            if scene.stage != "paint":
                await owner.commit_skipped(scene.number, "nothing_new", "Too late.")
                continue
            assert scene.image_id is not None
            await owner.commit_paint_start(scene.number, 10**7)
            assert await owner.commit_image(
                scene.number, scene.image_id, "k", PICTURE, "final", duration_ms=1, engine="scripted"
            )
