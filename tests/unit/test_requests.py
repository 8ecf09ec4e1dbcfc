"""What a person asks to see, in virtual time: past the gate, never superseded, once whatever dies meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from fakes.evening import Evening
from fakes.invariants import check_finished
from fakes.scripted_engines import Act, at, steady
from fakes.virtual_time import run_virtual, virtual

from pipeline import events
from pipeline.errors import EngineError
from pipeline.gate import Pacing
from pipeline.graph import GraphSettings, SessionGraph
from pipeline.model import Asked, Character, Environment, SceneDecision
from pipeline.requests import ASKED, GAVE_UP, MAX_STARTS, NOTHING_SAID

SLOW = GraphSettings(pacing=Pacing(interval_s=600))


def published(evening: Evening) -> list[int]:
    return [event.scene for event in evening.recorded(events.ImagePublished) if event.quality == "final"]


async def asking(evening: Evening, *asked: Asked, said: int = 0) -> SessionGraph:
    """An owner's life in which ``said`` utterances are told, then a person asks for each of ``asked``."""
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run(), name="graph")
        await graph.recovered()
        await evening.speak(graph, journal, said, "live", paced=True)
        graph.hush()
        await graph.settled()
        for one in asked:
            evening.store.ask(evening.session_id, one)
            graph.more_asked()
        while graph.busy:  # noqa: ASYNC110 - as the owner looks, at each beat
            await asyncio.sleep(0.1)
        graph.close()
    return graph


@virtual
async def test_a_picture_in_a_persons_words_passes_the_gate() -> None:
    evening = Evening(settings=SLOW)
    await asking(evening, Asked("A red dragon over the village, 71"), said=3)
    composed = evening.recorded(events.SceneComposed)[-1]
    assert (composed.prompt, composed.title) == ("A red dragon over the village, 71",) * 2
    assert composed.reason == ASKED
    assert published(evening) == [1, 4]  # the first told scene, and what was asked for within its interval
    assert [call.which for call in evening.painter.calls] == [1, 71]
    check_finished(evening.store)


@virtual
async def test_what_was_asked_for_counts_for_the_pacing() -> None:
    evening = Evening(settings=GraphSettings(pacing=Pacing(per_session=1)))
    await asking(evening, Asked("A tower 70"))
    await evening.life(2)
    assert published(evening) == [1]
    [first, second] = evening.recorded(events.SceneSkipped)
    assert {first.code, second.code} == {"session_cap"}


@virtual
async def test_without_words_it_is_what_was_just_said() -> None:
    """Though the storyteller says that there is nothing new, and asked without the picture that is shown."""
    evening = Evening(settings=SLOW)
    await asking(evening, Asked(), said=3)
    assert evening.recorded(events.SceneComposed)[-1].title == "Moment 3"
    assert published(evening) == [1, 4]
    check_finished(evening.store)


@virtual
async def test_where_nothing_is_to_be_seen_the_place_is_painted() -> None:
    evening = Evening(settings=SLOW)
    evening.storyteller.scenes.plan = lambda _which, _attempt: Act(0.1, answer=SceneDecision(False, "No."))
    await asking(evening, Asked(), said=1)
    [composed] = evening.recorded(events.SceneComposed)
    assert composed.prompt == "Place 0."


@virtual
async def test_a_storyteller_that_is_away_keeps_no_picture_from_anyone() -> None:
    evening = Evening(settings=SLOW)
    evening.storyteller.scenes.plan = lambda _which, _attempt: Act(0.1, EngineError("It broke."))
    await asking(evening, Asked(), said=1)
    assert published(evening) == [2]


@virtual
async def test_of_nothing_there_is_no_picture() -> None:
    evening = Evening()
    await asking(evening, Asked())
    assert evening.recorded(events.SceneSkipped) == [events.SceneSkipped(1, "nothing_said", NOTHING_SAID)]
    check_finished(evening.store)


@virtual
async def test_a_scene_is_painted_once_more_in_another_way() -> None:
    evening = Evening(settings=SLOW)
    decision = SceneDecision(True, "Because.", "The gate 7", "an iron gate 7", ("Mira",))
    prompts: list[str] = []
    paint = evening.painter.paint

    async def noting(prompt: str, **rest: object) -> object:
        prompts.append(prompt)
        return await paint(prompt, **rest)  # type: ignore[arg-type]

    evening.painter.paint = noting  # type: ignore[method-assign, assignment]
    await asking(evening, Asked(again=decision), Asked(again=decision))
    first, second = evening.recorded(events.SceneComposed)
    assert (first.title, first.prompt, first.characters) == ("The gate 7", "an iron gate 7", ("Mira",))
    assert second.prompt == first.prompt
    assert len(set(prompts)) == 2
    assert all(prompt.startswith("an iron gate 7") for prompt in prompts)
    assert evening.storyteller.scenes.calls == []


@virtual
async def test_names_in_a_persons_words_are_given_looks() -> None:
    evening = Evening()
    account = evening.store.accounts[evening.user_id]
    account.characters = (Character("Mira", "an elf in green"), Character("Borin", "a stout dwarf"))
    await asking(evening, Asked("mira jumps 5"))
    [composed] = evening.recorded(events.SceneComposed)
    assert composed.characters == ("Mira",)
    assert "an elf in green" in composed.prompt
    assert "dwarf" not in composed.prompt


@virtual
async def test_nothing_newer_takes_its_place() -> None:
    """Ten scenes are told while three that were asked for wait for a painter: all three are painted."""
    evening = Evening(paint=steady(60), settings=GraphSettings(pacing=Pacing(interval_s=0)))
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        asked = [evening.store.ask(evening.session_id, Asked(f"A tower {70 + n}")) for n in range(3)]
        graph.more_asked()
        await evening.speak(graph, journal, 10, "live", paced=True)
        graph.hush()
        await graph.settled()
        graph.close()
    assert set(asked) <= set(published(evening))
    assert evening.recorded(events.SceneSuperseded) != []
    check_finished(evening.store)


@virtual
async def test_the_end_of_a_stream_waits_for_it() -> None:
    evening = Evening(paint=steady(30))
    graph = evening.graph(evening.claim())
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(graph.run())
        await graph.recovered()
        evening.store.ask(evening.session_id, Asked("A tower 70"))
        graph.more_asked()
        await asyncio.sleep(10)
        assert [call.outcome for call in evening.painter.calls] == ["in flight"]
        await graph.settled()
        assert published(evening) == [1]
        graph.close()


def test_an_owner_that_dies_leaves_it_to_the_next_one() -> None:
    """Killed at each turn of the loop: one picture, composed once."""
    turns = 0
    while True:
        turns += 3
        evening = Evening(paint=steady(2), sketch=steady(0.1))
        evening.store.faults.delay_s = 0.02
        evening.store.accounts[evening.user_id].environment = Environment("A moor 9.", 1)
        evening.store.ask(evening.session_id, Asked("A tower 70"))

        async def lives(evening: Evening = evening, at_turn: int = turns) -> bool:
            killed = await evening.life_until_killed(0, "live", at_turn=at_turn)
            await asking(evening)
            return killed

        killed = run_virtual(lives())
        assert published(evening) == [1]
        assert len(evening.recorded(events.SceneComposed)) == 1
        check_finished(evening.store)
        if not killed:
            break
    assert turns > 30


@virtual
async def test_one_that_kills_its_owners_is_given_up() -> None:
    evening = Evening()
    number = evening.store.ask(evening.session_id, Asked("A tower 70"))
    evening.store.sessions[evening.session_id].scenes[number].starts = MAX_STARTS
    await asking(evening)
    assert evening.recorded(events.SceneSkipped) == [events.SceneSkipped(number, "gave_up", GAVE_UP)]
    check_finished(evening.store)


@virtual
async def test_a_painter_that_refuses_ends_it_with_a_reason() -> None:
    evening = Evening(paint=at(70, Act(0.1, EngineError("It broke.", retryable=False))))
    await asking(evening, Asked("A tower 70"))
    [failed] = evening.recorded(events.ImageFailed)
    assert failed.scene == 1
    check_finished(evening.store)


# -- what is on the screen is not painted again -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "painted"),
    [
        ("picture 1 of a wide moor at dusk under heavy clouds", False),
        ("Picture 1, of the wide moor at dusk and under heavy clouds", False),
        ("picture 1 of a wide moor at night under heavy clouds", True),
        ("picture 2 of a wide moor at dusk under heavy clouds", True),
    ],
)
@virtual
async def test_the_picture_that_is_shown_is_not_painted_again(prompt: str, painted: bool) -> None:
    evening = Evening(settings=GraphSettings(pacing=Pacing(interval_s=0)))
    first = SceneDecision(True, "New.", "The moor", "picture 1 of a wide moor at dusk under heavy clouds")
    again = SceneDecision(True, "New.", "The moor", prompt)
    evening.storyteller.scenes.plan = lambda which, _attempt: Act(0.1, answer=first if which == 1 else again)
    await evening.life(2)
    assert published(evening) == ([1, 2] if painted else [1])
    assert [event.code for event in evening.recorded(events.SceneSkipped)] == ([] if painted else ["shown_already"])
    check_finished(evening.store)
