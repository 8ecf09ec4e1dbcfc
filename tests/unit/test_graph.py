"""The task graph at work in virtual time: bounds, order, merging, pacing, failures, patience and its end."""

from __future__ import annotations

import asyncio
import gc
import itertools
from uuid import uuid4

import pytest
from fakes.evening import Evening, lease_lost
from fakes.invariants import check_finished, ends, results
from fakes.memory_journal import MemoryJournal
from fakes.scripted_engines import Act, at, steady, unruly, words
from fakes.speech import utterance
from fakes.virtual_time import run_virtual, virtual

from pipeline import events
from pipeline.errors import EngineError
from pipeline.gate import Pacing
from pipeline.graph import GraphSettings
from pipeline.hearing import MAX_FAILURES
from pipeline.model import SAMPLE_RATE, EnvironmentUpdate, Image, Mode, SceneDecision, StreamState

UNPACED = GraphSettings(pacing=Pacing(interval_s=0, per_hour=10**6, per_session=10**6))


def final_texts(evening: Evening) -> list[str]:
    return [event.text for event in evening.recorded(events.TranscriptFinal)]


def published(evening: Evening) -> list[int]:
    return [event.scene for event in evening.recorded(events.ImagePublished) if event.quality == "final"]


# -- the whole evening -------------------------------------------------------------------------------------------------


def test_thirty_minutes_of_conversation() -> None:
    """900 utterances, engines that are slow and out of order: everything gets its one result, in order."""
    evening = Evening(
        transcribe=unruly(1, fail=0, hang=0, slowest=5), tell=unruly(2, fail=0, hang=0, slowest=4), paint=steady(8)
    )
    evening.store.faults.delay_s = 0.004
    run_virtual(evening.life(900))
    check_finished(evening.store)
    assert final_texts(evening) == [words(n) for n in range(900)]
    assert evening.transcriber.most_at_once == 3
    assert evening.painter.most_at_once <= 2
    # Half an hour at one picture every twelve seconds.
    assert 100 <= len(published(evening)) <= 150


@pytest.mark.parametrize("seed", range(8))
def test_an_evening_with_unruly_engines(seed: int) -> None:
    """Ten minutes of engines that fail, hang and break: every utterance has one result, every scene one end."""
    evening = Evening(
        transcribe=unruly(seed), tell=unruly(seed + 100), paint=unruly(seed + 200), sketch=unruly(seed + 300)
    )
    evening.blobs.failures = 4
    run_virtual(evening.life(300))
    check_finished(evening.store)
    assert results(evening.events).total() == 300
    quarantined = [e.utterance for e in evening.recorded(events.TranscriptDropped) if e.reason == "quarantined"]
    for call in evening.transcriber.calls:
        assert call.attempt <= MAX_FAILURES
    for job in quarantined:
        failed = evening.transcriber.about(evening.store.jobs[job].cut)
        assert [call.outcome for call in failed] in (
            ["failed"] * 2,
            ["failed", "cancelled"],
            ["cancelled", "failed"],
            ["cancelled"] * 2,
        )


# -- hearing -----------------------------------------------------------------------------------------------------------


@virtual
async def test_transcripts_are_in_order_though_answers_are_not() -> None:
    evening = Evening(transcribe=lambda which, _: Act(5.0 if which % 3 == 0 else 0.1))
    await evening.life(12)
    ended = [call.which for call in sorted(evening.transcriber.calls, key=lambda call: call.ended or 0)]
    assert ended != sorted(ended)
    assert final_texts(evening) == [words(n) for n in range(12)]
    check_finished(evening.store)


@virtual
async def test_at_most_three_transcriptions_and_two_paintings_at_once() -> None:
    evening = Evening(transcribe=steady(4), paint=steady(30), settings=UNPACED, every_s=1)
    await evening.life(60, "file")
    assert (evening.transcriber.most_at_once, evening.painter.most_at_once) == (3, 2)
    check_finished(evening.store)


@virtual
async def test_the_transcriber_does_not_wait_for_the_commit() -> None:
    """Its call begins when the utterance is handed over; the database takes 10 s and is overlapped."""
    evening = Evening(transcribe=steady(1))
    evening.store.faults.delay_s = 10
    await evening.life(1)
    [call] = evening.transcriber.calls
    opened = 20 + 10  # unfinished and context, then open_stream
    assert call.begun == opened


@virtual
async def test_a_failing_utterance_is_tried_twice_then_quarantined_and_the_session_goes_on() -> None:
    evening = Evening(transcribe=at(2, Act(0.5, EngineError("It broke."))))
    await evening.life(6)
    assert [call.outcome for call in evening.transcriber.about(2)] == ["failed", "failed"]
    [dropped] = evening.recorded(events.TranscriptDropped)
    assert (evening.store.jobs[dropped.utterance].cut, dropped.reason) == (2, "quarantined")
    assert final_texts(evening) == [words(n) for n in (0, 1, 3, 4, 5)]
    check_finished(evening.store)


@virtual
async def test_an_utterance_that_fails_once_is_heard() -> None:
    evening = Evening(transcribe=at(2, Act(0.5, EngineError("It broke.")), attempts=1))
    await evening.life(6)
    assert final_texts(evening) == [words(n) for n in range(6)]
    assert evening.store.jobs[3].failures == 1


@virtual
async def test_a_hanging_transcriber_is_cut_at_its_deadline() -> None:
    settings = GraphSettings(transcribe_deadline_s=10, transcribe_deadline_per_audio_s=2)
    evening = Evening(transcribe=at(1, Act(hang=True)), settings=settings)
    await evening.life(4)
    for call in evening.transcriber.about(1):
        assert call.outcome == "cancelled"
        assert call.ended == pytest.approx(call.begun + 12)
    assert final_texts(evening) == [words(n) for n in (0, 2, 3)]
    check_finished(evening.store)


@pytest.mark.parametrize(
    ("answer", "reason"), [("", "empty"), (" . ", "empty"), ("Thank you for watching!", "hallucination")]
)
@virtual
async def test_what_is_no_speech_is_dropped_with_a_reason(answer: str, reason: str) -> None:
    evening = Evening(transcribe=at(1, Act(0.1, answer=answer)))
    await evening.life(3)
    assert [event.reason for event in evening.recorded(events.TranscriptDropped)] == [reason]
    assert len(evening.transcriber.about(1)) == 1
    assert final_texts(evening) == [words(0), words(2)]


@virtual
async def test_a_backlog_keeps_little_audio_and_reads_the_rest_back() -> None:
    settings = GraphSettings(waiting_with_audio=4)
    evening = Evening(transcribe=steady(2), settings=settings)
    await evening.life(40, "file")
    assert final_texts(evening) == [words(n) for n in range(40)]
    assert 30 <= len([call for call in evening.store.calls if call[0] == "audio"]) <= 36


# -- telling -----------------------------------------------------------------------------------------------------------


@virtual
async def test_waiting_transcripts_are_merged_when_live() -> None:
    """While the storyteller thinks for 21 s, ten utterances come; the next call takes them all."""
    evening = Evening(tell=steady(10.5), transcribe=steady(0.1))
    await evening.life(30)
    assert [len(asked) for asked in evening.storyteller.asked][:2] == [1, 10]
    assert [job for asked in evening.storyteller.asked for job in asked] == list(range(1, 31))
    check_finished(evening.store)


@virtual
async def test_whoever_tells_knows_what_was_said_just_before() -> None:
    evening = Evening(tell=steady(3), settings=UNPACED, every_s=1)
    await evening.life(12)
    told = evening.storyteller.before
    assert len(evening.storyteller.asked) < 12, "some are told together"
    assert len(told) > len(evening.storyteller.asked), "scenes are composed, too"
    for first, before in told:
        cut = evening.store.jobs[first].cut
        assert before == "\n".join(words(earlier) for earlier in range(max(0, cut - 4), cut))


@virtual
async def test_nothing_is_merged_or_superseded_from_a_file() -> None:
    evening = Evening(tell=steady(3), transcribe=steady(0.1), paint=steady(60), settings=UNPACED)
    await evening.life(30, "file")
    assert evening.storyteller.asked == [(job,) for job in range(1, 31)]
    assert sorted(published(evening)) == list(range(1, 31))
    assert evening.recorded(events.SceneSuperseded) == []
    check_finished(evening.store)


@pytest.mark.parametrize("speed", [0.0, 0.5, 8.0])
@virtual
async def test_a_recording_gets_the_same_pictures_at_any_speed(speed: float) -> None:
    evening = Evening(transcribe=steady(speed), tell=steady(speed / 2), paint=steady(3 * speed))
    await evening.life(60, "file")
    # Every 12 s of audio: an utterance ends at 1 s, 3 s, 5 s, ... so each sixth scene passes.
    assert sorted(published(evening)) == [1 + 6 * n for n in range(10)]
    check_finished(evening.store)


@virtual
async def test_a_storyteller_that_does_not_answer_costs_only_its_scene() -> None:
    evening = Evening(tell=at(2, Act(hang=True)), settings=GraphSettings(story_deadline_s=5, retry_s=0.5))
    await evening.life(8, "file")
    [skipped] = [event for event in evening.recorded(events.SceneSkipped) if "did not answer" in event.reason]
    assert skipped.scene == 2
    calls = evening.storyteller.about(2)
    assert [call.outcome for call in calls] == ["cancelled", "cancelled"]
    assert [(call.ended or 0) - call.begun for call in calls] == [pytest.approx(5), pytest.approx(5)]
    assert final_texts(evening) == [words(n) for n in range(8)]
    check_finished(evening.store)


@pytest.mark.parametrize(
    "answer",
    [
        EnvironmentUpdate(True, "A moor.", ()),
        EnvironmentUpdate(True, "A moor.", ("narration", "narration")),
        EnvironmentUpdate(True, "word " * 100, ("narration",)),
    ],
)
@virtual
async def test_a_malformed_environment_is_asked_for_again_and_then_given_up(answer: EnvironmentUpdate) -> None:
    evening = Evening(tell=at(2, Act(0.1, answer=answer)))
    await evening.life(4, "file")
    assert len(evening.storyteller.about(2)) == 2
    assert 2 in [event.scene for event in evening.recorded(events.SceneSkipped)]
    assert [event.utterance for event in evening.recorded(events.UtteranceClassified)] == [1, 3, 4]
    check_finished(evening.store)


@pytest.mark.parametrize(
    "answer",
    [
        SceneDecision(True, "Because.", "", "a prompt"),
        SceneDecision(True, "Because.", "A title", ""),
        SceneDecision(True, "Because.", "A title", "word " * 200),
        SceneDecision(False, " "),
    ],
)
@virtual
async def test_a_malformed_scene_is_asked_for_again_and_then_given_up(answer: SceneDecision) -> None:
    evening = Evening()
    evening.storyteller.scenes.plan = at(2, Act(0.1, answer=answer))
    await evening.life(4, "file")
    assert len(evening.storyteller.scenes.about(2)) == 2
    assert 2 in [event.scene for event in evening.recorded(events.SceneSkipped)]
    # The environment stage was finished and is not paid again for the sake of the scene.
    assert len(evening.storyteller.about(2)) == 1
    check_finished(evening.store)


@virtual
async def test_a_no_is_recorded_with_its_reason() -> None:
    evening = Evening()
    evening.storyteller.scenes.plan = at(1, Act(0.1, answer=SceneDecision(False, "Nothing new is to be seen.")))
    await evening.life(1)
    assert evening.recorded(events.SceneSkipped) == [
        events.SceneSkipped(1, "nothing_new", "Nothing new is to be seen.")
    ]
    assert evening.recorded(events.SceneComposed) == []


@virtual
async def test_table_talk_asks_for_no_scene() -> None:
    chatter = EnvironmentUpdate(False, "", ("chatter",))
    evening = Evening(tell=lambda _which, _attempt: Act(0.1, answer=chatter))
    await evening.life(3, "file")
    assert evening.storyteller.scenes.calls == []
    assert len(evening.recorded(events.SceneSkipped)) == 3


@virtual
async def test_a_person_who_was_faster_keeps_the_world() -> None:
    evening = Evening(tell=steady(5))

    async def meddle() -> None:
        await asyncio.sleep(4)  # the storyteller is thinking
        account = evening.store.accounts[evening.user_id]
        account.environment = type(account.environment)("A person's moor.", account.environment.version + 1)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(evening.life(1))
        tasks.create_task(meddle())
    assert evening.recorded(events.EnvironmentUpdated) == []
    assert evening.store.accounts[evening.user_id].environment.description == "A person's moor."
    check_finished(evening.store)


@virtual
async def test_the_environment_follows_the_story() -> None:
    evening = Evening()
    await evening.life(21, "file")
    told = evening.recorded(events.EnvironmentUpdated)
    assert [(event.description, event.version, event.by) for event in told] == [
        (f"Place {n}.", n + 1, "story") for n in range(5)
    ]


@virtual
async def test_live_and_file_are_not_merged_with_each_other() -> None:
    """Both at once in one session: the live ones that wait are merged, the file's are told one by one."""
    evening = Evening(tell=steady(20), transcribe=steady(0.1))
    journal = evening.claim()
    graph = evening.graph(journal)
    modes: list[Mode] = ["live", "live", "live", "file", "live", "live", "file", "file", "live"]
    streams: dict[Mode, StreamState] = {
        "live": await journal.open_stream(uuid4(), "live"),
        "file": await journal.open_stream(uuid4(), "file"),
    }
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        for n, mode in enumerate(modes):
            job = await journal.commit_utterance(streams[mode].stream_id, utterance(n))

            async def stored(job: int = job) -> int:
                return job

            await graph.hear(mode, streams[mode].base, utterance(n), stored)
        graph.close()
    assert evening.storyteller.asked == [(1,), (2, 3), (4,), (5, 6), (7,), (8,), (9,)]
    check_finished(evening.store)


# -- painting ----------------------------------------------------------------------------------------------------------


@virtual
async def test_the_newest_scene_wins_and_the_others_are_recorded_as_superseded() -> None:
    evening = Evening(tell=steady(0.1), transcribe=steady(0.1))
    await evening.life(30)
    superseded = evening.recorded(events.SceneSuperseded)
    assert superseded
    shown = published(evening)
    for event in superseded:
        assert event.by == event.scene + 1
        assert event.scene not in shown
    check_finished(evening.store)


@virtual
async def test_a_picture_finished_after_a_newer_one_is_recorded() -> None:
    evening = Evening(paint=lambda which, _: Act(40.0 if which == 1 else 0.5), tell=steady(0.1))
    await evening.life(12)
    shown = published(evening)
    assert shown[0] > 1
    assert 1 in shown
    assert evening.blobs.blobs.keys() == {
        picture.key for picture in evening.store.sessions[evening.session_id].pictures.values()
    }
    check_finished(evening.store)


@virtual
async def test_pictures_are_paced_in_audio_time() -> None:
    """Whatever the wall clock does: two painted scenes are 12 s of audio apart."""
    evening = Evening(transcribe=unruly(3, fail=0, hang=0, slowest=4))
    await evening.life(120)
    scenes = evening.store.sessions[evening.session_id].scenes.values()
    painted = sorted(scene.painted_sample for scene in scenes if scene.painted_sample is not None)
    gaps = [after - before for before, after in itertools.pairwise(painted)]
    assert len(painted) > 10
    assert min(gaps) >= 12 * SAMPLE_RATE


@virtual
async def test_a_held_scene_is_painted_once_its_time_has_come() -> None:
    """Nothing new is said, but audio goes on: the scene that was too soon is painted when 12 s have passed."""
    evening = Evening()
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        await evening.speak(graph, journal, 2, "live", paced=True)
        for second in range(4, 30):
            graph.hear_time(second * SAMPLE_RATE)
            await asyncio.sleep(1)
            painted = [scene.painted_sample for scene in evening.store.sessions[evening.session_id].scenes.values()]
            assert (painted[1:] == [13 * SAMPLE_RATE]) == (second >= 13), second
        await graph.settled()
        graph.close()
    assert published(evening) == [1, 2]


@virtual
async def test_a_hush_does_not_wait_for_time_to_pass() -> None:
    evening = Evening()
    await evening.life(2)
    [skipped] = evening.recorded(events.SceneSkipped)
    assert skipped.scene == 2
    assert asyncio.get_running_loop().time() < 12


@virtual
async def test_after_a_hush_scenes_are_held_again() -> None:
    """A pause, then the evening goes on: what is too soon waits for its time as before."""
    evening = Evening()
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        await evening.speak(graph, journal, 2, "live", paced=True)
        graph.hush()
        await graph.settled()
        assert [event.scene for event in evening.recorded(events.SceneSkipped)] == [2]
        await evening.speak(graph, journal, 3, "live", paced=True)
        await asyncio.sleep(3)
        assert graph.unsettled == 1
        graph.hear_time(13 * SAMPLE_RATE)
        await graph.settled()
        graph.close()
    assert published(evening) == [1, 3]


@pytest.mark.parametrize("mode", ["live", "file"])
@virtual
async def test_pacing_runs_on_through_a_second_stream(mode: Mode) -> None:
    """The microphone is started anew: its samples count from 0 again, the session's audio clock does not."""
    evening = Evening()
    await evening.life(7, mode)
    evening.stream_id = uuid4()
    evening.store.faults.delay_s = 0.01
    await evening.life(7, mode)
    base = evening.store.streams[evening.stream_id].base
    assert base == 13 * SAMPLE_RATE
    samples = [scene.painted_sample for scene in evening.store.sessions[evening.session_id].scenes.values()]
    painted = [sample // SAMPLE_RATE for sample in samples if sample is not None]
    assert painted == [1, 13, 26]


@virtual
async def test_the_caps_hold() -> None:
    settings = GraphSettings(pacing=Pacing(interval_s=0, per_hour=5, per_session=8))
    evening = Evening(settings=settings, every_s=60)
    await evening.life(120, "file")
    samples = [scene.painted_sample for scene in evening.store.sessions[evening.session_id].scenes.values()]
    painted = [sample // SAMPLE_RATE for sample in samples if sample is not None]
    assert painted == [1, 61, 121, 181, 241, 3601, 3661, 3721]
    reasons = {event.reason for event in evening.recorded(events.SceneSkipped)}
    assert reasons == {"The last hour has had its 5 pictures.", "This session has had its 8 pictures."}
    check_finished(evening.store)


@virtual
async def test_speech_does_not_wait_for_pictures() -> None:
    evening = Evening(paint=Act_hang, settings=GraphSettings(paint_deadline_s=100))
    await evening.life(30)
    heard = [call.ended for call in evening.transcriber.calls]
    assert max(end or 0 for end in heard) < 61
    assert final_texts(evening) == [words(n) for n in range(30)]
    assert published(evening) == []
    assert {event.code for event in evening.recorded(events.ImageFailed)} == {"timeout"}
    check_finished(evening.store)


def Act_hang(_which: int, _attempt: int) -> Act:  # noqa: N802 - reads as the act it is
    return Act(hang=True)


@virtual
async def test_an_empty_picture_is_malformed() -> None:
    evening = Evening(paint=at(1, Act(0.1, answer=Image(b"", "webp", 0, 0)), attempts=1))
    await evening.life(1)
    assert len(evening.painter.calls) == 2
    assert published(evening) == [1]


@pytest.mark.parametrize(("failures", "shown"), [(2, [1]), (3, [])])
@virtual
async def test_a_blob_store_that_is_away_for_a_moment_costs_nothing(failures: int, shown: list[int]) -> None:
    evening = Evening()
    evening.blobs.failures = failures
    await evening.life(1)
    assert published(evening) == shown
    assert len(evening.painter.calls) == 1
    assert ends(evening.events) == {1: 1}


@virtual
async def test_a_sketch_comes_first_and_the_picture_after_it() -> None:
    evening = Evening(paint=steady(10), sketch=steady(0.2))
    await evening.life(1)
    shown = evening.recorded(events.ImagePublished)
    assert [event.quality for event in shown] == ["sketch", "final"]
    assert shown[0].image != shown[1].image


@virtual
async def test_a_sketch_that_fails_does_not_cost_the_picture() -> None:
    evening = Evening(sketch=lambda _which, _attempt: Act(0.1, EngineError("No ink.")))
    await evening.life(1)
    assert [event.quality for event in evening.recorded(events.ImagePublished)] == ["final"]
    assert evening.recorded(events.ImageFailed) == []
    check_finished(evening.store)


@pytest.mark.parametrize("stage", ["transcribe", "environment", "scene", "paint", "sketch"])
@virtual
async def test_an_engine_that_answers_nonsense_costs_only_what_it_was_asked_for(stage: str) -> None:
    """Not even the type is right: a fault in an engine never ends the session."""
    nonsense = at(2, Act(0.1, answer=object()))
    evening = Evening(sketch=steady(0.1), settings=UNPACED)
    match stage:
        case "transcribe":
            evening.transcriber.plan = nonsense
        case "environment":
            evening.storyteller.plan = nonsense
        case "scene":
            evening.storyteller.scenes.plan = nonsense
        case "paint":
            evening.painter.plan = nonsense
        case _:
            assert evening.sketcher is not None
            evening.sketcher.plan = nonsense
    await evening.life(5, "file")
    assert len(published(evening)) == (5 if stage == "sketch" else 4)
    assert results(evening.events).total() == 5
    check_finished(evening.store)


# -- the journal -------------------------------------------------------------------------------------------------------


@virtual
async def test_a_journal_that_is_away_for_a_while_costs_nothing() -> None:
    evening = Evening()

    async def outage() -> None:
        for _ in range(3):
            await asyncio.sleep(7)
            evening.store.faults.away = True
            await asyncio.sleep(20)
            evening.store.faults.away = False

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(evening.life(60))
        tasks.create_task(outage())
    assert final_texts(evening) == [words(n) for n in range(60)]
    assert evening.transcriber.paid() == dict.fromkeys(range(60), 1)
    assert set(evening.painter.paid().values()) == {1}
    check_finished(evening.store)


WRITES = (
    "open_stream",
    "commit_utterance",
    "commit_heard",
    "open_scene",
    "commit_environment",
    "commit_composed",
    "commit_paint_start",
    "commit_image",
    "commit_superseded",
    "commit_skipped",
)


@pytest.mark.parametrize("method", WRITES)
@virtual
async def test_a_commit_whose_answer_was_lost_is_not_done_twice_and_nothing_is_lost(method: str) -> None:
    evening = Evening()
    evening.store.faults.lost_answers[method] = 3
    await evening.life(20)
    assert evening.store.faults.lost_answers[method] == 0, "the fault did not come to pass"
    assert final_texts(evening) == [words(n) for n in range(20)]
    check_finished(evening.store)


@virtual
async def test_a_failure_whose_commit_lost_its_answer_counts_once() -> None:
    evening = Evening(transcribe=at(1, Act(0.5, EngineError("It broke.")), attempts=1))
    evening.store.faults.lost_answers["commit_failure"] = 1
    await evening.life(3)
    assert final_texts(evening) == [words(n) for n in range(3)]


# -- its end -----------------------------------------------------------------------------------------------------------


@virtual
async def test_a_graph_that_hears_nothing_ends() -> None:
    evening = Evening()
    await evening.life(0)
    assert evening.events == []


@virtual
async def test_close_lets_everything_finish() -> None:
    """Closing at once, with all work still to be done: ``run`` returns when it is done, and no task is left."""
    evening = Evening(transcribe=steady(3), tell=steady(3), paint=steady(9))
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        await evening.speak(graph, journal, 20, "live", paced=False)
        graph.close()
    assert graph.unsettled == 0
    assert final_texts(evening) == [words(n) for n in range(20)]
    check_finished(evening.store)


@virtual
async def test_room_is_made_as_utterances_settle() -> None:
    evening = Evening(transcribe=steady(1))
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        for n in range(12):
            await graph.room(4)
            assert graph.unsettled < 4
            state = await journal.open_stream(evening.stream_id, "file")
            job = await journal.commit_utterance(evening.stream_id, utterance(n))

            async def stored(job: int = job) -> int:
                return job

            await graph.hear("file", state.base, utterance(n), stored)
        graph.close()
    check_finished(evening.store)


@pytest.mark.parametrize("after", [0.0, 0.3, 2.2, 3.0, 7.5, 12.6])
def test_a_cancelled_graph_leaves_no_task_and_no_open_stream(after: float) -> None:
    evening = Evening()

    async def cut_short() -> None:
        life = asyncio.create_task(evening.life(20))
        await asyncio.sleep(after)
        life.cancel()
        await asyncio.wait([life])
        assert life.cancelled()

    run_virtual(cut_short())  # raises where a task is left
    evening.graphs.clear()
    gc.collect()  # an unclosed stream would warn here, and a warning is an error


@virtual
async def test_a_lost_lease_stops_the_graph_without_further_writes() -> None:
    evening = Evening()
    journal = evening.claim()
    taken: list[int] = []

    async def hook(point: str, at: MemoryJournal) -> None:
        if point == "commit_image.before" and not taken:
            taken.append(len(evening.store.writes))
            evening.store.claim(evening.session_id)

    evening.store.faults.hook = hook
    with lease_lost():
        await evening.life(20, journal=journal)
    assert len(evening.store.writes) == taken[0]
    assert {epoch for _, epoch in evening.store.writes} == {journal.epoch}
