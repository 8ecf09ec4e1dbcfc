"""The first picture of a place is kept, and shown at once when the party is back; in virtual time."""

from __future__ import annotations

from fakes.evening import Evening
from fakes.invariants import check_finished
from fakes.scripted_engines import Act, Plan, steady
from fakes.virtual_time import run_virtual, virtual

from pipeline import events
from pipeline.gate import Pacing
from pipeline.graph import GraphSettings
from pipeline.model import Environment, EnvironmentUpdate, Mode, SceneDecision

UNPACED = GraphSettings(pacing=Pacing(interval_s=0))


def walk(*places: str, again: bool = True) -> Plan:
    """The n-th utterance leads to the n-th of ``places``; an empty one changes nothing."""

    def plan(which: int, _attempt: int) -> Act:
        place = places[which - 1]
        answer = EnvironmentUpdate(bool(place), f"{place} at {which}.", ("narration",), place, again)
        return Act(0.1, answer=answer)

    return plan


def evening(*places: str, again: bool = True, settings: GraphSettings = UNPACED) -> Evening:
    made = Evening(settings=settings, sketch=steady(0.01), paint=steady(0.5), every_s=4)
    made.storyteller.scenes.plan = steady(0.1)
    made.storyteller.plan = walk(*places, again=again)
    return made


def recalled(made: Evening) -> list[tuple[int, int]]:
    return [(event.scene, event.kept) for event in made.recorded(events.SceneRecalled)]


@virtual
async def test_back_at_the_tavern_its_first_picture_is_shown_at_once() -> None:
    made = evening("The Gilded Hart", "", "the forest", "  the gilded  hart")
    await made.life(4)
    assert recalled(made) == [(4, 1)]
    [told] = made.recorded(events.SceneRecalled)
    assert told.title == "Moment 1"
    shown = [event for event in made.recorded(events.ImagePublished) if event.scene == 4]
    assert [event.quality for event in shown] == ["sketch", "final"]  # no sketch over a real picture
    row = made.store.sessions[made.session_id]
    first, again = row.pictures[made.recorded(events.ImagePublished)[1].image], row.pictures[shown[0].image]
    assert (first.scene, first.quality) == (1, "final")
    assert made.blobs.blobs[again.key] == made.blobs.blobs[first.key]
    assert again.key != first.key
    check_finished(made.store)


@virtual
async def test_it_is_what_the_storyteller_knows_to_be_shown() -> None:
    made = evening("the hart", "the forest", "the hart")
    last: list[str] = []
    tell = made.storyteller.scene

    async def noting(spoken: object, kinds: object, context: object, **rest: object) -> SceneDecision:
        last.append(getattr(getattr(context, "last_scene", None), "prompt", ""))
        return await tell(spoken, kinds, context, **rest)  # type: ignore[arg-type]

    made.storyteller.scene = noting  # type: ignore[method-assign, assignment]
    await made.life(3)
    assert last == ["", "picture 1", "picture 1"]


@virtual
async def test_who_stays_or_was_never_there_is_shown_nothing_again() -> None:
    for places in (("a cave", "a cave", ""), ("a cave", "a moor", "a mill")):
        made = evening(*places)
        await made.life(3)
        assert recalled(made) == []


@virtual
async def test_another_cave_is_not_the_first_one() -> None:
    made = evening("a cave", "a moor", "a cave", again=False)
    await made.life(3)
    assert recalled(made) == []


@virtual
async def test_a_recording_gets_the_same_pictures_at_any_speed() -> None:
    made = evening("a cave", "a moor", "a cave")
    await made.life(3, "file")
    assert recalled(made) == []


@virtual
async def test_where_a_person_has_set_the_place_since_nothing_is_of_the_old_one() -> None:
    """The tavern's name does not go to what is painted after a person wrote of another place."""
    made = evening("the hart", "", "the forest", "the hart")
    made.storyteller.scenes.plan = lambda which, _: (
        Act(0.1, answer=SceneDecision(False, "No.")) if which == 1 else Act(0.1)
    )
    journal = made.claim()
    await made.life(1, journal=journal)
    account = made.store.accounts[made.user_id]
    account.environment = Environment("A ship at sea.", account.environment.version + 1)
    await made.life(4)
    assert [event.scene for event in made.recorded(events.SceneComposed)] == [2, 3, 4]
    assert recalled(made) == []


@virtual
async def test_a_picture_that_is_gone_stops_nothing() -> None:
    made = evening("the hart", "the forest", "the hart")
    get = made.blobs.get

    async def gone(key: str) -> bytes:
        made.blobs.blobs.clear()
        return await get(key)

    made.blobs.get = gone  # type: ignore[method-assign]
    await made.life(3)
    assert recalled(made) == []
    assert [event.scene for event in made.recorded(events.ImagePublished) if event.quality == "final"] == [1, 2, 3]
    check_finished(made.store)


@virtual
async def test_it_is_shown_though_nothing_new_is_painted() -> None:
    made = evening("the hart", "the forest", "the hart")
    made.storyteller.scenes.plan = lambda which, _: (
        Act(0.1, answer=SceneDecision(False, "It is shown.")) if which == 3 else Act(0.1)
    )
    await made.life(3)
    assert recalled(made) == [(3, 1)]
    assert [event.quality for event in made.recorded(events.ImagePublished) if event.scene == 3] == ["sketch"]
    check_finished(made.store)


def test_an_owner_that_dies_shows_it_once() -> None:
    """Killed at every third turn of the loop: recalled at most once, and every time it was stored."""
    turns, seen = 150, 0
    while True:
        turns += 3
        made = evening("the hart", "the forest", "the hart")
        made.store.faults.delay_s = 0.02

        async def lives(made: Evening = made, at_turn: int = turns, mode: Mode = "live") -> bool:
            killed = await made.life_until_killed(3, mode, at_turn=at_turn)
            await made.life(3)
            return killed

        killed = run_virtual(lives())
        assert recalled(made) in ([], [(3, 1)])
        seen += recalled(made) == [(3, 1)]
        check_finished(made.store)
        if not killed:
            break
    assert seen > 20
