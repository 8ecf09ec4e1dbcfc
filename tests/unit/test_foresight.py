"""A scene composed beside the environment's update: the same one, a call sooner; in vain where the guess was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from fakes.evening import Evening
from fakes.invariants import check_finished
from fakes.memory_treasury import MemoryTreasury
from fakes.scripted_engines import Act, ScriptedGuesser, at, steady
from fakes.virtual_time import run_virtual, virtual

from pipeline import events
from pipeline.call import NO_ONES, Call, Usage
from pipeline.errors import EngineError
from pipeline.gate import Pacing
from pipeline.graph import Engines, GraphSettings
from pipeline.model import Context, EnvironmentUpdate, Mode, SceneDecision, Spoken
from pipeline.providers.chain import Chain, Provider
from pipeline.spending import Caps

UNPACED = GraphSettings(pacing=Pacing(interval_s=0, per_hour=10**6, per_session=10**6))
TELL_S = 0.8


class Foresighted(Evening):
    """One that composes ahead."""

    spare = True

    @property
    def engines(self) -> Engines:
        storyteller = Chain([Provider(self.storyteller, spare=lambda: self.spare)])
        return replace(super().engines, storyteller=storyteller)


def evening(**given: object) -> Foresighted:
    usual = {"transcribe": steady(0.1), "tell": steady(TELL_S), "settings": UNPACED, "guesser": ScriptedGuesser()}
    return Foresighted(**usual | given)  # type: ignore[arg-type]


def begun(evening: Evening, which: int) -> list[float]:
    """How long after the environment's call each composition of a scene began."""
    [placed] = evening.storyteller.about(which)
    return [call.begun - placed.begun for call in evening.storyteller.scenes.about(which)]


def told(evening: Evening) -> list[tuple[int, str]]:
    return [(event.scene, event.title) for event in evening.recorded(events.SceneComposed)]


def test_where_the_place_stays_the_scene_is_composed_beside_the_update() -> None:
    ahead, plain = evening(), evening()
    plain.guesser = None
    run_virtual(ahead.life(8))
    run_virtual(plain.life(8))
    assert told(ahead) == told(plain)
    # Utterance 5 brings a new place: nothing is composed before it is known.
    assert [len(begun(ahead, n)) for n in range(1, 9)] == [1] * 8
    assert [begun(ahead, n)[0] for n in (2, 3, 4, 6, 7, 8)] == pytest.approx([0.0] * 6, abs=1e-6)
    assert begun(ahead, 5)[0] == pytest.approx(TELL_S)
    check_finished(ahead.store)


def test_what_was_composed_for_another_place_is_not_used() -> None:
    """At utterance 5 the guess is that the party stays."""
    mistaken = evening()
    mistaken.guesser = ScriptedGuesser(wrong=[5])
    run_virtual(mistaken.life(6))
    assert begun(mistaken, 5) == pytest.approx([0.0, TELL_S], abs=1e-6)
    plain = evening()
    plain.guesser = None
    run_virtual(plain.life(6))
    assert told(mistaken) == told(plain)


def test_what_was_composed_of_other_kinds_of_talk_is_not_used() -> None:
    """What is told and what is done are alike to a picture; words, and the table's talk, are other things."""
    alike, words = evening(guesser=ScriptedGuesser("action")), evening(guesser=ScriptedGuesser("dialogue"))
    run_virtual(alike.life(3))
    assert begun(alike, 2) == pytest.approx([0.0], abs=1e-6)
    run_virtual(words.life(3))
    assert begun(words, 2) == pytest.approx([0.0, TELL_S], abs=1e-6)
    chatter = EnvironmentUpdate(False, "", ("chatter",))
    talk = evening()
    talk.storyteller.plan = at(2, Act(TELL_S, answer=chatter), otherwise=TELL_S)
    run_virtual(talk.life(3))
    assert [event.scene for event in talk.recorded(events.SceneSkipped)] == [2]
    assert len(begun(talk, 2)) == 1, "it was in vain"


@virtual
async def test_each_utterance_counts() -> None:
    """Two are told together, and one of them was table talk after all."""
    this = evening(tell=lambda which, _: Act(3 if which == 1 else TELL_S))
    mixed = EnvironmentUpdate(False, "", ("narration", "chatter"))
    this.storyteller.plan = at(3, Act(TELL_S, answer=mixed), otherwise=3)
    await this.life(3)
    assert this.storyteller.asked == [(1,), (2, 3)]
    assert begun(this, 3) == pytest.approx([0.0, TELL_S], abs=1e-6)


@pytest.mark.parametrize("why", ["it is taken for table talk", "it comes from a file", "there is no time"])
@virtual
async def test_nothing_is_composed_ahead_where(why: str) -> None:
    this = evening()
    mode: Mode = "file" if "file" in why else "live"
    if "talk" in why:
        this.guesser = ScriptedGuesser("chatter")
    this.spare = "time" not in why
    await this.life(3, mode)
    assert [begun(this, n) for n in (1, 2, 3)] == [pytest.approx([TELL_S])] * 3


@virtual
async def test_what_a_person_changed_meanwhile_counts() -> None:
    """A style set while the second update is under way: the scene is composed with it."""
    this = evening()

    async def hook(point: str, _: object) -> None:
        if point == "commit_environment.before" and len(this.store.jobs) == 2:
            this.store.accounts[this.user_id].style = "woodcut"

    this.store.faults.hook = hook
    await this.life(2)
    assert [len(begun(this, n)) for n in (1, 2)] == [1, 2]


@virtual
async def test_a_composition_ahead_that_failed_is_as_if_it_had_not_been_made() -> None:
    this = evening()
    this.storyteller.scenes.plan = at(2, Act(0.1, EngineError("It broke.", retryable=False)), attempts=1)
    await this.life(3)
    assert [call.outcome for call in this.storyteller.scenes.about(2)] == ["failed", "answered"]
    assert begun(this, 2) == pytest.approx([0.0, TELL_S], abs=1e-6)
    assert [scene for scene, _ in told(this)] == [1, 2, 3]


@virtual
async def test_much_at_once_is_not_guessed_at() -> None:
    """The guess is made on the event loop. Five that waited are told together, after the first."""
    this = evening(tell=steady(6))
    await this.life(6)
    assert this.storyteller.asked == [(1,), (2, 3, 4, 5, 6)]
    assert begun(this, 6) == pytest.approx([6.0])


PRICE = 10_000_000


class Paid(Foresighted):
    """A call of the storyteller may cost ten times what it does."""

    def __init__(self, cap: int | None) -> None:
        super().__init__(
            transcribe=steady(0.1), tell=steady(TELL_S), settings=UNPACED, guesser=ScriptedGuesser(wrong=[5])
        )
        self.treasury = MemoryTreasury(Caps(session=cap))
        place, compose = self.storyteller.environment, self.storyteller.scene

        async def environment(*given: Any, call: Call) -> EnvironmentUpdate:
            async with call.purse.pay("tellers", "tell-1", "environment", 10 * PRICE) as bill:
                bill.charge(PRICE, Usage())
                return await place(*given)

        async def scene(*given: Any, call: Call) -> SceneDecision:
            async with call.purse.pay("tellers", "tell-1", "scene", 10 * PRICE) as bill:
                bill.charge(PRICE, Usage())
                return await compose(*given)

        self.storyteller.environment, self.storyteller.scene = environment, scene  # type: ignore[method-assign]

    @property
    def engines(self) -> Engines:
        return replace(super().engines, treasury=self.treasury)


@virtual
async def test_what_was_composed_in_vain_is_on_its_scene() -> None:
    this = Paid(None)
    await this.life(6)
    costs = {event.scene: event.cost_usd for event in this.recorded(events.SceneComposed)}
    assert costs == dict.fromkeys(range(1, 7), 0.02) | {5: 0.03}
    spending = await this.treasury.spending(this.user_id, this.session_id)
    assert spending.session.spent == 13 * PRICE


@virtual
async def test_a_cap_that_has_no_room_for_both_has_room_for_one_after_the_other() -> None:
    this = Paid(19 * PRICE)
    await this.life(4)
    assert [scene for scene, _ in told(this)] == [1, 2, 3, 4]
    assert this.treasury.refusals == {}


@virtual
async def test_a_guesser_that_breaks_harms_nobody() -> None:
    class Broken(ScriptedGuesser):
        async def environment(
            self, spoken: Sequence[Spoken], context: Context, *, call: Call = NO_ONES
        ) -> EnvironmentUpdate:
            raise ValueError("a bug in it")

    this = evening()
    this.guesser = Broken()
    await this.life(3)
    assert [scene for scene, _ in told(this)] == [1, 2, 3]
    check_finished(this.store)
