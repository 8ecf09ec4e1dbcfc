"""Owners that die, are replaced and come back as zombies: nothing is lost, doubled or paid for again."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest
from fakes.evening import Evening, lease_lost
from fakes.invariants import check_finished, check_store
from fakes.memory_journal import MemoryJournal
from fakes.scripted_engines import Act, Call, ScriptedGuesser, steady, unruly, words
from fakes.virtual_time import run_virtual, virtual

from pipeline import events
from pipeline.errors import LeaseLostError
from pipeline.events import payload
from pipeline.graph import GraphSettings
from pipeline.model import Mode
from pipeline.states import JOB, JobStatus, SceneStatus

UTTERANCES = 8
BUSY = {"transcribe": steady(2.5), "tell": steady(0.7), "paint": steady(5), "sketch": steady(0.1)}


def busy(*, eager: bool = False) -> Evening:
    """An evening whose every stage has something in flight at almost any moment."""
    ahead = {"lull_s": 0.4, "guesser": ScriptedGuesser()} if eager else {}
    evening = Evening(**BUSY, **ahead, settings=GraphSettings(eager=eager))  # type: ignore[arg-type]
    evening.store.faults.delay_s = 0.02
    return evening


def texts(evening: Evening) -> list[str]:
    return [event.text for event in evening.recorded(events.TranscriptFinal)]


def story(evening: Evening) -> Counter[str]:
    """All that was recorded, without what is drawn by lot."""
    told: Counter[str] = Counter()
    for event in evening.events:
        fields = {name: value for name, value in payload(event).items() if name not in ("image", "url")}
        told[f"{event.type} {fields}"] += 1
    return told


class AtTheKill:
    """What stood in the journal when the owner died, and which calls had been made by then."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening
        jobs = evening.store.jobs
        scenes = evening.store.sessions[evening.session_id].scenes
        self.heard = {job.cut for job in jobs.values() if job.status in JOB.ends}
        self.status = {scene.utterances[-1]: scene.status for scene in scenes.values()}
        storyteller = evening.storyteller
        self.calls = [len(engine.calls) for engine in (evening.transcriber, storyteller, storyteller.scenes)]
        self.painted = len(evening.painter.calls)

    def repeated(self, before: int, calls: list[Call]) -> list[int]:
        known = {call.which for call in calls[:before]}
        return [call.which for call in calls[before:] if call.which in known]

    def check_nothing_finished_was_paid_again(self) -> None:
        evening = self.evening
        heard, told, composed = self.calls
        for call in evening.transcriber.calls[heard:]:
            assert call.which not in self.heard, "a recorded transcript was paid for again"
        for call in evening.storyteller.calls[told:]:
            assert self.status.get(call.which, SceneStatus.ENVIRONMENT) is SceneStatus.ENVIRONMENT
        for call in evening.storyteller.scenes.calls[composed:]:
            stage = self.status.get(call.which, SceneStatus.ENVIRONMENT)
            assert stage in (SceneStatus.ENVIRONMENT, SceneStatus.SCENE)
        for call in evening.painter.calls[self.painted :]:
            stage = self.status.get(call.which, SceneStatus.ENVIRONMENT)
            assert stage not in (SceneStatus.PUBLISHED, SceneStatus.SKIPPED, SceneStatus.SUPERSEDED, SceneStatus.FAILED)
        # Only what was in flight is unsettled: three transcriptions, one call of the storyteller and two paintings,
        # and of what is begun early one of each.
        early = evening.settings.eager
        assert len(self.repeated(heard, evening.transcriber.calls)) <= 3 + early
        told_again = self.repeated(told, evening.storyteller.calls)
        composed_again = self.repeated(composed, evening.storyteller.scenes.calls)
        assert len(told_again) + len(composed_again) <= 1 + early
        assert len(self.repeated(self.painted, evening.painter.calls)) <= 2


async def killed_once(evening: Evening, mode: Mode, *, point: int | None = None, turn: int | None = None) -> bool:
    """Kill the first owner there, let a second one finish; False when the first one had finished before."""
    count = 0

    def at_point(_: str) -> bool:
        nonlocal count
        count += 1
        return count == point

    was_killed = await evening.life_until_killed(
        UTTERANCES, mode, at_point=at_point if point is not None else None, at_turn=turn
    )
    if was_killed:
        check_store(evening.store)
        at_the_kill = AtTheKill(evening)
        await evening.life(UTTERANCES, mode)
        at_the_kill.check_nothing_finished_was_paid_again()
    check_finished(evening.store)
    assert texts(evening) == [words(n) for n in range(UTTERANCES)]
    assert [epoch for _, epoch in evening.store.writes] == sorted(epoch for _, epoch in evening.store.writes)
    return was_killed


@pytest.mark.parametrize("mode", ["live", "file"])
def test_killed_before_and_after_every_call_of_the_journal(mode: Mode) -> None:
    undisturbed = busy()
    run_virtual(undisturbed.life(UTTERANCES, mode))
    point = 1
    while True:
        evening = busy()
        if not run_virtual(killed_once(evening, mode, point=point)):
            break
        if mode == "file":
            assert story(evening) == story(undisturbed), f"another story after a kill at point {point}"
        point += 1
    assert point > 100


@pytest.mark.parametrize(
    ("mode", "eager"), [("live", False), ("live", True), ("file", False)], ids=["live", "eager", "file"]
)
def test_killed_at_every_await(mode: Mode, eager: bool) -> None:
    undisturbed = busy(eager=eager)
    run_virtual(undisturbed.life(UTTERANCES, mode))
    turn = 1
    while True:
        evening = busy(eager=eager)
        if not run_virtual(killed_once(evening, mode, turn=turn)):
            break
        if mode == "file":
            assert story(evening) == story(undisturbed), f"another story after a kill at turn {turn}"
        turn += 3 if eager else 1  # what differs is when two calls begin
    assert turn > 200


@pytest.mark.parametrize("seed", range(60))
def test_killed_again_and_again_with_unruly_engines(seed: int) -> None:
    """Up to three kills at seeded places, outages and lost answers between them: one result each, in the end."""
    dice = random.Random(seed)
    mode: Mode = "live" if seed % 2 else "file"
    evening = Evening(
        transcribe=unruly(seed, hang=0.05), tell=unruly(seed + 1), paint=unruly(seed + 2), sketch=unruly(seed + 3)
    )
    evening.store.faults.delay_s = dice.choice([0, 0.01, 0.3])

    async def lives() -> None:
        for _ in range(dice.randint(1, 3)):
            evening.store.faults.unavailable = dice.choice([0, 0, 5])
            evening.store.faults.lost_answers.update({dice.choice(["commit_heard", "open_scene", "commit_image"]): 1})
            await evening.life_until_killed(30, mode, at_turn=dice.randint(1, 600))
            check_store(evening.store)
        await evening.life(30, mode)

    run_virtual(lives())
    check_finished(evening.store)
    assert len(evening.store.jobs) == 30


@virtual
async def test_an_utterance_under_which_every_owner_dies_is_quarantined() -> None:
    """Poison: the process dies whenever this utterance's answer comes. The others are heard all the same."""
    evening = Evening()

    def at_point(point: str) -> bool:
        return point == "commit_heard.before"

    for _ in range(4):
        assert await evening.life_until_killed(1, "live", at_point=at_point)
    await evening.life(3)
    assert [event.reason for event in evening.recorded(events.TranscriptDropped)] == ["quarantined"]
    assert texts(evening) == [words(1), words(2)]
    assert len(evening.transcriber.about(0)) == 4
    check_finished(evening.store)


@virtual
async def test_a_scene_under_which_every_owner_dies_is_given_up() -> None:
    evening = Evening()
    for _ in range(4):
        assert await evening.life_until_killed(1, "live", at_point=lambda point: point == "commit_image.before")
    await evening.life(1)
    [skipped] = evening.recorded(events.SceneSkipped)
    assert skipped.scene == 1
    check_finished(evening.store)


@pytest.mark.parametrize("seed", range(20))
def test_a_zombie_stops_at_its_first_call_and_writes_nothing(seed: int) -> None:
    """The old owner is alive and works on when the new one takes the session: both run, only the new one writes."""
    dice = random.Random(seed)
    evening = busy()

    async def both() -> None:
        async def first() -> None:
            with lease_lost():
                await evening.life(UTTERANCES, "live")

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(first())
            await asyncio.sleep(dice.uniform(0.1, 12))
            wrote = len(evening.store.writes)
            await evening.life(UTTERANCES, "live")
            assert {epoch for _, epoch in evening.store.writes[wrote:]} == {2}

    run_virtual(both())
    check_finished(evening.store)
    assert texts(evening) == [words(n) for n in range(UTTERANCES)]


@virtual
async def test_each_point_at_which_the_lease_is_lost_is_the_last_write() -> None:
    """The session is taken just before each kind of write: that write is refused and the graph is over."""
    for method in ("commit_heard", "open_scene", "commit_environment", "commit_composed", "commit_paint_start"):
        evening = busy()
        taken: list[int] = []

        async def hook(
            point: str,
            _: MemoryJournal,
            method: str = method,
            evening: Evening = evening,
            taken: list[int] = taken,
        ) -> None:
            if point == f"{method}.before" and not taken:
                taken.append(len(evening.store.writes))
                evening.store.claim(evening.session_id)

        evening.store.faults.hook = hook
        with lease_lost():
            await evening.life(UTTERANCES)
        assert len(evening.store.writes) == taken[0]
        with pytest.raises(LeaseLostError):
            await evening.graphs[0].run()


@virtual
async def test_a_live_picture_that_waited_is_painted_by_the_next_owner() -> None:
    """Killed while its newest scene waited for the gate: the next owner paints it or records why not."""
    evening = Evening()
    assert await evening.life_until_killed(
        2, "live", at_point=lambda point: point == "commit_composed.after" and len(evening.store.jobs) == 2
    )
    assert [scene.status for scene in evening.store.sessions[evening.session_id].scenes.values()][
        -1
    ] is SceneStatus.HELD
    await evening.life(2)
    assert evening.recorded(events.SceneSkipped)[-1].scene == 2
    check_finished(evening.store)


def test_a_picture_of_a_file_that_was_about_to_pass_paces_those_after_it() -> None:
    """Killed between its composition and its passing, while both painters are busy: the same pictures all the same."""

    def evening() -> Evening:
        return Evening(transcribe=steady(0.1), tell=steady(0.1), paint=steady(100))

    undisturbed = evening()
    run_virtual(undisturbed.life(30, "file"))
    disturbed = evening()
    passing = 0

    def third(point: str) -> bool:
        nonlocal passing
        passing += point == "commit_paint_start.before"
        return passing == 3

    async def lives() -> None:
        assert await disturbed.life_until_killed(30, "file", at_point=third)
        await disturbed.life(30, "file")

    run_virtual(lives())
    assert story(disturbed) == story(undisturbed)


@virtual
async def test_a_graph_tells_the_lost_lease_itself() -> None:
    """``run`` raises ``LeaseLostError``, not a group of its tasks' errors."""
    evening = busy()
    assert await evening.life_until_killed(UTTERANCES, "live", at_turn=150)
    graph = evening.graph(evening.claim())
    running = asyncio.create_task(graph.run())
    await graph.recovered()
    evening.claim()
    await asyncio.wait([running])
    with pytest.raises(LeaseLostError):
        running.result()


@virtual
async def test_an_owner_that_only_recovers_finishes_what_was_left() -> None:
    """Nobody speaks any more: a process that claims the session finishes it and lets it go."""
    evening = busy()
    assert await evening.life_until_killed(UTTERANCES, "live", at_turn=150)
    assert any(job.status is JobStatus.PROCESSING for job in evening.store.jobs.values())
    graph = evening.graph(evening.claim())
    graph.close()
    await graph.run()
    check_finished(evening.store)


@virtual
async def test_a_slow_drain_can_be_cut_and_taken_up() -> None:
    """SIGTERM's way: close, wait a little, then leave the rest to the next owner."""
    evening = Evening(transcribe=lambda which, _: Act(hang=which == 5, seconds=1), settings=GraphSettings())
    journal = evening.claim()
    graph = evening.graph(journal)
    running = asyncio.create_task(graph.run())
    await graph.recovered()
    await evening.speak(graph, journal, UTTERANCES, "live", paced=True)
    graph.close()
    await asyncio.wait([running], timeout=2)
    assert not running.done()
    running.cancel()
    await asyncio.wait([running])
    check_store(evening.store)
    evening.transcriber.plan = steady(1)
    await evening.life(UTTERANCES)
    check_finished(evening.store)
    assert texts(evening) == [words(n) for n in range(UTTERANCES)]
