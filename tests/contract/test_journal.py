"""What every ``SessionJournal`` must do. The fake and the Postgres one run the same tests."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from fakes.postgres_world import PostgresWorld
from fakes.speech import utterance
from fakes.worlds import MemoryWorld, World

from pipeline import events
from pipeline.errors import LeaseLostError, NotFoundError
from pipeline.events import Event
from pipeline.model import (
    Asked,
    Boundary,
    Character,
    Context,
    Dropped,
    Environment,
    EnvironmentUpdate,
    Image,
    LastScene,
    Mode,
    SceneDecision,
    Spoken,
    Transcript,
    Unfinished,
    UtteranceKind,
)
from pipeline.ports import SessionJournal

HELLO = Transcript("Rain falls on the harbour.", "scripted")
DECISION = SceneDecision(True, "A new place.", "Harbour", "A harbour in the rain.", ("Mira",), "establishing")
PICTURE = Image(b"\x01\x02", "webp", 1280, 720)


@pytest.fixture(params=["memory", "postgres"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "memory":
        return MemoryWorld()
    return PostgresWorld(request.getfixturevalue("database"))


class Table:
    """A session with its journal and one open stream."""

    def __init__(self, world: World, user_id: UUID, session_id: UUID, journal: SessionJournal) -> None:
        self.world, self.user_id, self.session_id, self.journal = world, user_id, session_id, journal
        self.stream = uuid4()

    @classmethod
    async def of(cls, world: World, user_id: UUID | None = None) -> Table:
        user_id = user_id or await world.user()
        session_id = await world.new_session(user_id)
        table = cls(world, user_id, session_id, await world.claim(user_id, session_id))
        await table.journal.open_stream(table.stream, "live")
        return table

    async def cut(self, n: int) -> int:
        """Commit the utterance of second ``2n`` to ``2n + 1``."""
        return await self.journal.commit_utterance(self.stream, utterance(n))

    async def said(self, n: int, text: str = HELLO.text) -> int:
        job = await self.cut(n)
        assert await self.journal.commit_heard(job, Transcript(text, "scripted"))
        return job

    async def composed(self, *jobs: int, image_id: str | None = None) -> tuple[int, str]:
        """A scene over ``jobs`` that waits for the gate."""
        scene = await self.journal.open_scene(jobs, "live")
        kinds: tuple[UtteranceKind, ...] = ("narration",) * len(jobs)
        await self.journal.commit_environment(scene, jobs, EnvironmentUpdate(False, "", kinds), base_version=0)
        image_id = image_id or uuid4().hex
        await self.journal.commit_composed(scene, DECISION, image_id)
        return scene, image_id

    async def painted(self, scene: int, image_id: str) -> bool:
        await self.journal.commit_paint_start(scene, 32_000 * scene)
        return await self.publish(scene, image_id)

    async def publish(self, scene: int, image_id: str) -> bool:
        return await self.journal.commit_image(
            scene, image_id, f"pictures/{image_id}.webp", PICTURE, "final", duration_ms=5, engine="scripted"
        )

    async def events(self) -> list[Event]:
        """The events so far; their numbers must be dense."""
        recorded = await self.world.events(self.session_id)
        assert [seq for seq, _ in recorded] == list(range(1, len(recorded) + 1))
        return [event for _, event in recorded]


@pytest.fixture
async def table(world: World) -> Table:
    return await Table.of(world)


def shape(left: Unfinished) -> tuple[list[object], ...]:
    return list(left.utterances), list(left.waiting), list(left.scenes), list(left.painted)


# -- ownership ---------------------------------------------------------------------------------------------------------


async def test_a_session_knows_itself(table: Table) -> None:
    assert (table.journal.session_id, table.journal.tenant) == (table.session_id, table.user_id)


async def test_each_owner_has_a_higher_epoch(table: Table) -> None:
    second = await table.world.claim(table.user_id, table.session_id)
    third = await table.world.claim(table.user_id, table.session_id)
    assert table.journal.epoch < second.epoch < third.epoch


async def test_a_former_owner_can_neither_write_nor_read(table: Table) -> None:
    """Each method of a zombie is refused, and none of them leaves a trace."""
    job = await table.cut(0)
    said = await table.said(1)
    scene, image_id = await table.composed(said)
    old = table.journal
    table.journal = await table.world.claim(table.user_id, table.session_id)
    before = await table.events()
    left = await table.journal.unfinished()
    update = EnvironmentUpdate(True, "A moor.", ("narration",))
    calls = {
        "open_stream": lambda: old.open_stream(uuid4(), "live"),
        "reopen_stream": lambda: old.open_stream(table.stream, "live"),
        "commit_utterance": lambda: old.commit_utterance(table.stream, utterance(2)),
        "commit_boundary": lambda: old.commit_boundary(table.stream, Boundary(10**6, 10**6)),
        "commit_stream_end": lambda: old.commit_stream_end(table.stream),
        "commit_paused": lambda: old.commit_paused(True),
        "unfinished": old.unfinished,
        "audio": lambda: old.audio(job),
        "commit_start": lambda: old.commit_start(job),
        "commit_failure": lambda: old.commit_failure(job, "timeout"),
        "commit_heard": lambda: old.commit_heard(job, HELLO),
        "context": old.context,
        "open_scene": lambda: old.open_scene([said], "live"),
        "commit_environment": lambda: old.commit_environment(scene, [said], update, base_version=0),
        "commit_composed": lambda: old.commit_composed(scene, DECISION, image_id),
        "commit_skipped": lambda: old.commit_skipped(scene, "nothing_new", "no"),
        "commit_superseded": lambda: old.commit_superseded(scene, scene + 1),
        "commit_scene_start": lambda: old.commit_scene_start(scene),
        "commit_paint_start": lambda: old.commit_paint_start(scene, 1),
        "commit_image": lambda: old.commit_image(
            scene, image_id, "k", PICTURE, "final", duration_ms=1, engine="scripted"
        ),
        "commit_image_failed": lambda: old.commit_image_failed(scene, "timeout", "no"),
    }
    for method, call in calls.items():
        with pytest.raises(LeaseLostError):
            await call()
            pytest.fail(f"{method} of a former owner was not refused")
    assert await table.events() == before
    assert shape(await table.journal.unfinished()) == shape(left)
    state = await table.journal.open_stream(table.stream, "live")
    assert (state.boundary, state.cuts, state.ended) == (utterance(1).boundary, 2, False)


# -- streams -----------------------------------------------------------------------------------------------------------


async def test_a_new_stream_begins_at_nothing(table: Table) -> None:
    state = await table.journal.open_stream(table.stream, "live")
    assert (state.stream_id, state.mode, state.boundary, state.cuts, state.ended, state.base) == (
        table.stream,
        "live",
        Boundary(),
        0,
        False,
        0,
    )


async def test_a_stream_goes_on_where_it_was_stored(table: Table) -> None:
    await table.cut(0)
    await table.journal.commit_boundary(table.stream, Boundary(50_000, 54_800))
    state = await table.journal.open_stream(table.stream, "file")
    assert (state.mode, state.boundary, state.cuts) == ("live", Boundary(50_000, 54_800), 1)


async def test_a_boundary_never_moves_back(table: Table) -> None:
    await table.journal.commit_boundary(table.stream, Boundary(90_000, 95_000))
    await table.journal.commit_boundary(table.stream, Boundary(10_000, 15_000))
    await table.cut(0)
    assert (await table.journal.open_stream(table.stream, "live")).boundary == Boundary(90_000, 95_000)


async def test_an_ended_stream_stays_ended(table: Table) -> None:
    await table.journal.commit_stream_end(table.stream)
    await table.journal.commit_stream_end(table.stream)
    assert (await table.journal.open_stream(table.stream, "live")).ended


async def test_the_audio_clock_runs_on_through_a_second_stream(table: Table) -> None:
    await table.cut(0)
    await table.cut(1)
    second = await table.journal.open_stream(uuid4(), "live")
    assert second.base >= utterance(1).boundary.safe
    assert (await table.journal.open_stream(second.stream_id, "live")).base == second.base
    job = await table.journal.commit_utterance(second.stream_id, utterance(0))
    await table.journal.commit_heard(job, HELLO)
    [*_, (_, spoken)] = (await table.journal.unfinished()).waiting
    assert spoken.at == second.base + spoken.to_sample


async def test_streams_of_other_sessions_are_not_found(table: Table) -> None:
    """Another tenant's, or the same tenant's other session: neither found nor touched."""
    own = await Table.of(table.world, table.user_id)
    foreign = await Table.of(table.world)
    for other in (own, foreign):
        await other.cut(0)
        with pytest.raises(NotFoundError):
            await table.journal.open_stream(other.stream, "live")
        for n in range(2):
            with pytest.raises(NotFoundError):
                await table.journal.commit_utterance(other.stream, utterance(n))
        with suppress(NotFoundError):
            await table.journal.commit_boundary(other.stream, Boundary(10**6, 10**6))
        with suppress(NotFoundError):
            await table.journal.commit_stream_end(other.stream)
        state = await other.journal.open_stream(other.stream, "live")
        assert (state.boundary, state.cuts, state.ended) == (utterance(0).boundary, 1, False)
        assert len((await other.journal.unfinished()).utterances) == 1


# -- utterances --------------------------------------------------------------------------------------------------------


async def test_an_utterance_is_stored_with_its_audio_and_boundary(table: Table) -> None:
    job = await table.cut(0)
    assert await table.journal.audio(job) == utterance(0).pcm
    state = await table.journal.open_stream(table.stream, "live")
    assert (state.boundary, state.cuts) == (utterance(0).boundary, 1)
    [left] = (await table.journal.unfinished()).utterances
    assert (left.utterance, left.stream_id, left.mode, left.starts, left.failures, left.base) == (
        job,
        table.stream,
        "live",
        1,
        0,
        0,
    )
    assert (left.from_sample, left.to_sample) == (utterance(0).start_sample, utterance(0).end_sample)
    assert await table.events() == []


async def test_an_utterance_committed_twice_is_one(table: Table) -> None:
    first = await table.cut(0)
    assert await table.cut(0) == first
    assert await table.cut(1) != first
    assert len((await table.journal.unfinished()).utterances) == 2


async def test_an_utterance_committed_again_after_its_result_stays_finished(table: Table) -> None:
    job = await table.said(0)
    assert await table.cut(0) == job
    assert list((await table.journal.unfinished()).utterances) == []
    with pytest.raises(NotFoundError):
        await table.journal.audio(job)


async def test_a_transcript_is_recorded_once_and_its_audio_deleted(table: Table) -> None:
    job = await table.cut(0)
    assert await table.journal.commit_heard(job, HELLO) is True
    assert await table.journal.commit_heard(job, Transcript("Something else.", "scripted")) is False
    assert await table.journal.commit_heard(job, Dropped("empty")) is False
    cut = utterance(0)
    assert await table.events() == [events.TranscriptFinal(job, HELLO.text, cut.start_sample, cut.end_sample)]
    with pytest.raises(NotFoundError):
        await table.journal.audio(job)


@pytest.mark.parametrize("reason", ["empty", "hallucination", "noise", "quarantined"])
async def test_a_dropped_utterance_is_recorded_once_and_waits_for_no_scene(table: Table, reason: str) -> None:
    job = await table.cut(0)
    heard = Dropped(reason, "for the operator")  # type: ignore[arg-type]
    assert await table.journal.commit_heard(job, heard) is True
    assert await table.journal.commit_heard(job, heard) is False
    assert await table.events() == [events.TranscriptDropped(job, heard.reason)]
    left = await table.journal.unfinished()
    assert (list(left.utterances), list(left.waiting)) == ([], [])


async def test_starts_and_failures_are_counted(table: Table) -> None:
    job = await table.cut(0)
    assert await table.journal.commit_failure(job, "timeout: it did not answer") == 1
    assert await table.journal.commit_start(job) == 2
    assert await table.journal.commit_failure(job, "timeout: it did not answer") == 2
    [left] = (await table.journal.unfinished()).utterances
    assert (left.starts, left.failures) == (2, 2)


async def test_utterances_of_other_sessions_are_not_found(table: Table) -> None:
    for other in (await Table.of(table.world, table.user_id), await Table.of(table.world)):
        job = await other.cut(0)
        for unknown in (job, 10**9):
            with pytest.raises(NotFoundError):
                await table.journal.audio(unknown)
            with pytest.raises(NotFoundError):
                await table.journal.commit_start(unknown)
            with pytest.raises(NotFoundError):
                await table.journal.commit_failure(unknown, "timeout")
            with suppress(NotFoundError):
                assert await table.journal.commit_heard(unknown, HELLO) is False
        [left] = (await other.journal.unfinished()).utterances
        assert (left.starts, left.failures) == (1, 0)
        assert await other.journal.audio(job) == utterance(0).pcm
        assert await table.events() == await other.events() == []


async def test_a_finished_utterance_is_not_begun_again(table: Table) -> None:
    job = await table.said(0)
    with suppress(NotFoundError):
        await table.journal.commit_start(job)
    with suppress(NotFoundError):
        await table.journal.commit_failure(job, "timeout")
    left = await table.journal.unfinished()
    assert list(left.utterances) == []
    assert len(left.waiting) == 1


async def test_a_new_owner_finds_all_that_is_unfinished_in_order(table: Table) -> None:
    jobs = [await table.cut(n) for n in range(6)]
    for n in (4, 1, 3):
        await table.journal.commit_heard(jobs[n], Transcript(f"Words {n}.", "scripted"))
    scene = await table.journal.open_scene([jobs[1]], "live")
    table.journal = await table.world.claim(table.user_id, table.session_id)
    left = await table.journal.unfinished()
    assert [u.utterance for u in left.utterances] == [jobs[0], jobs[2], jobs[5]]
    assert [(mode, spoken.utterance, spoken.text) for mode, spoken in left.waiting] == [
        ("live", jobs[3], "Words 3."),
        ("live", jobs[4], "Words 4."),
    ]
    cut = utterance(3)
    assert left.waiting[0][1] == Spoken(jobs[3], "Words 3.", cut.start_sample, cut.end_sample, at=cut.end_sample)
    [open_scene] = left.scenes
    assert (open_scene.number, open_scene.stage, [s.utterance for s in open_scene.spoken]) == (
        scene,
        "environment",
        [jobs[1]],
    )


# -- scenes ------------------------------------------------------------------------------------------------------------


async def test_context_is_what_a_person_set(table: Table) -> None:
    assert await table.journal.context() == Context()
    environment = Environment("A moor at night.", 3, locked=True)
    characters = [Character("Mira", "a tall elf in green"), Character("Tok", "a goblin with one ear")]
    await table.world.settings(table.user_id, environment, "ink and wash", characters)
    context = await table.journal.context()
    assert (context.environment, context.style) == (environment, "ink and wash")
    assert sorted(context.characters, key=lambda character: character.name) == characters


async def test_context_tells_what_was_said_just_before(table: Table) -> None:
    texts = ("One.", "Two\nlines.", "Three.", "Four.", "Five.", "Six.")
    first, second, third, *_, sixth = [await table.said(n, text) for n, text in enumerate(texts)]
    await table.journal.open_scene([first], "live")
    await table.journal.open_scene([*range(second, sixth + 1)], "live")
    assert (await table.journal.context()).before == ""
    assert (await table.journal.context(first)).before == ""
    assert (await table.journal.context(second)).before == "One."
    assert (await table.journal.context(third)).before == "One.\nTwo lines."
    assert (await table.journal.context(sixth)).before == "Two lines.\nThree.\nFour.\nFive."
    other = await Table.of(table.world, table.user_id)
    elsewhere = await other.said(0, "Of another evening.")
    assert (await other.journal.context(elsewhere)).before == ""


async def test_scenes_are_numbered_from_one_in_each_session(table: Table) -> None:
    jobs = [await table.said(n) for n in range(3)]
    assert await table.journal.open_scene(jobs[:2], "live") == 1
    assert await table.journal.open_scene(jobs[2:], "live") == 2
    other = await Table.of(table.world, table.user_id)
    assert await other.journal.open_scene([await other.said(0)], "live") == 1


async def test_a_scene_begun_twice_is_one(table: Table) -> None:
    first, second, third = [await table.said(n) for n in range(3)]
    scene = await table.journal.open_scene([first, second], "live")
    assert await table.journal.open_scene([first, second], "live") == scene
    # Its next owner may find more to merge: what was begun stays as it was begun.
    assert await table.journal.open_scene([first, second, third], "live") == scene
    left = await table.journal.unfinished()
    assert [spoken.utterance for _, spoken in left.waiting] == [third]
    assert [[spoken.utterance for spoken in scene.spoken] for scene in left.scenes] == [[first, second]]
    assert await table.journal.open_scene([third], "live") == scene + 1


async def test_a_new_environment_is_recorded_after_the_kinds(table: Table) -> None:
    jobs = [await table.said(n) for n in range(2)]
    scene = await table.journal.open_scene(jobs, "live")
    before = len(await table.events())
    update = EnvironmentUpdate(True, "A harbour in the rain.", ("narration", "chatter"))
    assert await table.journal.commit_environment(scene, jobs, update, base_version=0) is True
    recorded = [
        events.UtteranceClassified(jobs[0], "narration"),
        events.UtteranceClassified(jobs[1], "chatter"),
        events.EnvironmentUpdated("A harbour in the rain.", 1, "story"),
    ]
    assert (await table.events())[before:] == recorded
    context = await table.journal.context()
    assert context.environment == Environment("A harbour in the rain.", 1)
    [left] = (await table.journal.unfinished()).scenes
    assert (left.stage, left.kinds) == ("scene", ("narration", "chatter"))
    # Its answer was lost and it is made again: nothing is recorded twice.
    await table.journal.commit_environment(scene, jobs, update, base_version=0)
    assert (await table.events())[before:] == recorded


async def _update(table: Table, base_version: int, description: str = "A harbour.", changed: bool = True) -> bool:
    job = await table.said(0)
    scene = await table.journal.open_scene([job], "live")
    update = EnvironmentUpdate(changed, description, ("narration",))
    written = await table.journal.commit_environment(scene, [job], update, base_version=base_version)
    recorded = [event for event in await table.events() if isinstance(event, events.EnvironmentUpdated)]
    assert bool(recorded) is written
    assert events.UtteranceClassified(job, "narration") in await table.events()
    [left] = (await table.journal.unfinished()).scenes
    assert left.stage == "scene"
    return written


async def test_a_locked_environment_is_not_written(table: Table) -> None:
    locked = Environment("A moor.", 3, locked=True)
    await table.world.settings(table.user_id, locked, "", [])
    assert await _update(table, 3) is False
    assert (await table.journal.context()).environment == locked


async def test_a_person_who_was_faster_wins(table: Table) -> None:
    await table.world.settings(table.user_id, Environment("A moor.", 4), "", [])
    assert await _update(table, 3) is False
    assert (await table.journal.context()).environment == Environment("A moor.", 4)


async def test_an_unchanged_environment_is_not_written(table: Table) -> None:
    await table.world.settings(table.user_id, Environment("A moor.", 4), "", [])
    assert await _update(table, 4, changed=False) is False


async def test_the_same_description_is_no_new_version(table: Table) -> None:
    await table.world.settings(table.user_id, Environment("A moor.", 4), "", [])
    assert await _update(table, 4, "A moor.") is False
    assert (await table.journal.context()).environment.version == 4


async def test_only_the_current_session_writes_the_environment(table: Table) -> None:
    newer = await Table.of(table.world, table.user_id)
    assert (await table.journal.context()).writes_environment is False
    assert (await newer.journal.context()).writes_environment is True
    assert await _update(table, 0) is False
    assert await _update(newer, 0) is True
    assert (await table.journal.context()).environment.version == 1


async def test_a_composed_scene_waits_for_its_picture(table: Table) -> None:
    job = await table.said(0)
    scene, image_id = await table.composed(job)
    composed = events.SceneComposed(
        scene, DECISION.title, DECISION.prompt, DECISION.characters, (job,), DECISION.reason
    )
    assert (await table.events())[-1] == composed
    await table.journal.commit_composed(scene, DECISION, image_id)
    assert (await table.events()).count(composed) == 1
    [left] = (await table.journal.unfinished()).scenes
    assert (left.stage, left.decision, left.image_id, left.passed) == ("paint", DECISION, image_id, False)
    assert (await table.journal.context()).last_scene == LastScene(scene, DECISION.title, DECISION.prompt)


async def test_passing_the_gate_is_remembered_once(table: Table) -> None:
    for n in range(2):
        scene, _ = await table.composed(await table.said(n))
        await table.journal.commit_paint_start(scene, 90_000 - n)
        await table.journal.commit_paint_start(scene, 5)
    left = await table.journal.unfinished()
    assert [scene.passed for scene in left.scenes] == [True, True]
    assert list(left.painted) == [89_999, 90_000]


async def test_a_picture_is_published_once_and_ends_its_scene(table: Table) -> None:
    scene, image_id = await table.composed(await table.said(0))
    assert await table.painted(scene, image_id) is True
    assert await table.publish(scene, image_id) is False
    published = events.ImagePublished(scene, image_id, f"/i/{image_id}", "final", 1280, 720)
    assert [event for event in await table.events() if isinstance(event, events.ImagePublished)] == [published]
    left = await table.journal.unfinished()
    assert (list(left.scenes), list(left.painted)) == ([], [32_000])


async def test_a_sketch_does_not_end_its_scene(table: Table) -> None:
    scene, image_id = await table.composed(await table.said(0))
    await table.journal.commit_paint_start(scene, 1)
    sketch = uuid4().hex
    assert await table.journal.commit_image(
        scene, sketch, "pictures/s.webp", PICTURE, "sketch", duration_ms=1, engine="scripted"
    )
    [left] = (await table.journal.unfinished()).scenes
    assert left.image_id == image_id
    assert await table.publish(scene, image_id)
    qualities = [event.quality for event in await table.events() if isinstance(event, events.ImagePublished)]
    assert qualities == ["sketch", "final"]


async def test_each_end_of_a_scene_is_recorded_once_and_is_its_last(table: Table) -> None:
    """Skipped, superseded, failed: a scene ends in one of them, whatever is asked of it afterwards."""
    for n, end in enumerate(("skipped", "superseded", "failed")):
        scene, image_id = await table.composed(await table.said(n))
        if end == "failed":
            await table.journal.commit_paint_start(scene, 1)
        journal = table.journal
        ends = {
            "skipped": lambda: journal.commit_skipped(scene, "nothing_new", "Too soon."),  # noqa: B023 - called in this round
            "superseded": lambda: journal.commit_superseded(scene, scene + 1),  # noqa: B023
            "failed": lambda: journal.commit_image_failed(scene, "timeout", "It did not answer."),  # noqa: B023
        }
        await ends[end]()
        expected = {
            "skipped": events.SceneSkipped(scene, "nothing_new", "Too soon."),
            "superseded": events.SceneSuperseded(scene, scene + 1),
            "failed": events.ImageFailed(scene, "timeout", "It did not answer."),
        }[end]
        recorded = await table.events()
        assert recorded[-1] == expected
        for again in ends.values():
            await again()
        await table.journal.commit_composed(scene, DECISION, image_id)
        await table.journal.commit_paint_start(scene, 2)
        assert await table.events() == recorded
        left = await table.journal.unfinished()
        # What was not painted does not count for the pacing.
        assert (list(left.scenes), list(left.painted)) == ([], [1] if end == "failed" else [])


async def test_a_scene_may_be_skipped_at_any_stage(table: Table) -> None:
    first = await table.journal.open_scene([await table.said(0)], "live")
    await table.journal.commit_skipped(first, "nothing_new", "Only table talk.")
    job = await table.said(1)
    second = await table.journal.open_scene([job], "live")
    update = EnvironmentUpdate(False, "", ("rules",))
    await table.journal.commit_environment(second, [job], update, base_version=0)
    await table.journal.commit_skipped(second, "nothing_new", "Only table talk.")
    skipped = [event.scene for event in await table.events() if isinstance(event, events.SceneSkipped)]
    assert skipped == [first, second]
    assert list((await table.journal.unfinished()).scenes) == []


async def test_starts_of_a_scene_are_counted(table: Table) -> None:
    scene = await table.journal.open_scene([await table.said(0)], "live")
    assert await table.journal.commit_scene_start(scene) == 2
    assert await table.journal.commit_scene_start(scene) == 3
    [left] = (await table.journal.unfinished()).scenes
    assert left.starts == 3


async def test_two_sessions_do_not_mix(table: Table) -> None:
    other = await Table.of(table.world)
    await table.composed(await table.said(0, "Here."))
    await other.said(0, "There.")
    assert [event.text for event in await other.events() if isinstance(event, events.TranscriptFinal)] == ["There."]
    left = await other.journal.unfinished()
    assert (len(left.waiting), list(left.scenes)) == (1, [])
    assert (await other.journal.context()).last_scene is None


# -- what a person asks for --------------------------------------------------------------------------------------------


async def test_what_was_asked_for_is_read_apart_until_its_end(table: Table) -> None:
    said = [await table.said(n) for n in range(10)]
    scene, image_id = await table.composed(*said)
    await table.painted(scene, image_id)
    ask = table.world.ask
    words = await ask(table.user_id, table.session_id, "A tower.")
    again = await ask(table.user_id, table.session_id, again=scene)
    assert (words, again) == (scene + 1, scene + 2)
    first, second = await table.journal.asked([])
    assert (first.number, first.stage, first.starts, first.mode) == (words, "scene", 0, "live")
    assert first.asked == Asked("A tower.")
    assert second.asked == Asked("", DECISION)
    assert [item.utterance for item in first.spoken] == said[-8:]  # the newest words
    assert [one.number for one in await table.journal.asked([words])] == [again]
    assert list((await table.journal.unfinished()).scenes) == []
    assert await table.journal.commit_scene_start(words) == 1
    await table.journal.commit_composed(words, DECISION, uuid4().hex)
    composed = [event for event in await table.events() if isinstance(event, events.SceneComposed)][-1]
    assert (composed.scene, composed.utterances) == (words, ())  # they belong to another scene
    await table.journal.commit_skipped(again, "nothing_said", "Nothing.")
    [left] = await table.journal.asked([])
    assert (left.number, left.stage, left.decision) == (words, "paint", DECISION)
    await table.painted(words, left.image_id or "")
    assert list(await table.journal.asked([])) == []


# -- places ------------------------------------------------------------------------------------------------------------


async def arrive(table: Table, n: int, place: str, *, again: bool = True, mode: Mode = "live") -> int:
    """The utterance of second ``2n`` leads to ``place``; the scene is painted."""
    job = await table.said(n)
    version = (await table.journal.context()).environment.version
    scene = await table.journal.open_scene([job], mode)
    update = EnvironmentUpdate(bool(place), f"{place} at {n}.", ("narration",), place, again)
    await table.journal.commit_environment(scene, [job], update, base_version=version)
    return scene


async def paint(table: Table, scene: int) -> str:
    image_id = uuid4().hex
    await table.journal.commit_composed(scene, DECISION, image_id)
    assert await table.painted(scene, image_id)
    return image_id


async def test_back_at_a_place_its_first_picture_is_to_be_shown(table: Table) -> None:
    await paint(table, await arrive(table, 0, "The Gilded Hart"))
    await paint(table, await arrive(table, 1, ""))
    await paint(table, await arrive(table, 2, "the forest"))
    scene = await arrive(table, 3, " the gilded  HART")
    kept = await table.journal.recalled(scene)
    assert kept is not None
    assert (kept.scene, kept.title, kept.engine) == (1, DECISION.title, "scripted")
    assert (kept.format, kept.width, kept.height) == (PICTURE.format, PICTURE.width, PICTURE.height)
    last = (await table.journal.context()).last_scene
    assert last == LastScene(scene, DECISION.title, DECISION.prompt)
    for first in (True, False):
        key = f"pictures/{kept.image_id}.webp"
        assert await table.journal.commit_recalled(scene, kept, key, PICTURE, duration_ms=3) is first
    told = (await table.events())[-2:]
    url = f"/i/{kept.image_id}"
    assert told == [
        events.SceneRecalled(scene, 1, DECISION.title),
        events.ImagePublished(scene, kept.image_id, url, "sketch", PICTURE.width, PICTURE.height),
    ]
    assert await table.journal.recalled(scene) is None
    # Its own picture comes all the same, and the scene has one end.
    await paint(table, scene)


async def test_nothing_is_shown_again_where_they_stay_or_were_never(table: Table) -> None:
    await paint(table, await arrive(table, 0, "a cave"))
    assert await table.journal.recalled(await arrive(table, 1, "the cave")) is None  # they stay
    assert await table.journal.recalled(await arrive(table, 2, "a moor")) is None  # new
    assert await table.journal.recalled(await arrive(table, 3, "a cave", again=False)) is None  # another cave
    assert await table.journal.recalled(await arrive(table, 4, "a moor")) is None  # nothing was painted there
    assert await table.journal.recalled(await arrive(table, 5, "a cave", mode="file")) is None


async def test_what_a_person_wrote_ends_the_place(table: Table) -> None:
    """A scene that is told after a person's change of the environment is not of the place before it."""
    await arrive(table, 0, "the hart")
    version = (await table.journal.context()).environment.version
    await table.world.change_environment(table.user_id, Environment("A ship.", version + 1))
    await paint(table, await arrive(table, 1, ""))
    await arrive(table, 2, "the forest")
    assert await table.journal.recalled(await arrive(table, 3, "the hart")) is None
