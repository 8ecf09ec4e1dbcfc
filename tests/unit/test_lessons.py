"""What the offline storyteller weighs is learned from labels: examples are made of them, and weights of those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.eval_set import read
from benchmarks.lessons import Lesson, Listened, approaches, drills, listened, surveyed
from benchmarks.regression import Choice, Example, choose, fit
from clients.local import storyteller_learned as learned
from clients.local.storyteller_manner import KINDS

EVENING = """
title = "An evening"
genre = "test"
people = "Two."
[[said]]
by = "GM"
text = "You walk into a tavern. There's a chest by the hearth."
kind = "narration"
place = ["tavern"]
parts = ["chest"]
[[said]]
by = "P"
text = "Remember the castle, with the statue?"
kind = "chatter"
not = ["castle", "statue"]
[[said]]
by = "P"
text = "We head for the harbor."
kind = "action"
towards = ["harbor"]
"""


@pytest.fixture
def evening() -> list[Listened]:
    return heard(EVENING)


def heard(told: str) -> list[Listened]:
    scene = read(told, "evening")
    return list(listened(Lesson(scene, 1.0), surveyed(scene)))


def test_of_the_places_named_one_is_right_or_none_and_a_leak_counts_more(evening: list[Listened]) -> None:
    entered, remembered, towards = (one.choice for one in evening)
    assert list(entered.right) == [True]
    assert not entered.none
    assert "opening" in entered.options[0]
    assert list(remembered.right) == [False]
    assert remembered.none
    assert remembered.importance > entered.importance
    assert "opening" not in remembered.options[0]
    assert list(towards.right) == [True]
    assert towards.none, "who sets out may be there already, or not yet"


def test_who_sets_out_and_then_is_there_is_better_there_at_once() -> None:
    there = '[[said]]\nby = "GM"\ntext = "Gulls, and masts."\nkind = "narration"\nplace = ["harbor"]\n'
    assert not heard(EVENING + there)[2].choice.none
    assert heard(EVENING + there.replace('["harbor"]', '["castle"]'))[2].choice.none


APPROACH = """
title = "An approach"
genre = "test"
people = "Two."
[[said]]
by = "GM"
text = "You walk up the valley."
kind = "narration"
place = ["valley"]
[[said]]
by = "GM"
text = "And there, humped like a whale, lies the barrow, nothing like a castle."
kind = "narration"
not = ["castle"]
[[said]]
by = "P"
text = "I crawl inside."
kind = "action"
place = ["barrow"]
"""


def test_a_step_without_a_place_leads_to_what_was_named_before() -> None:
    steps = [
        (at, right)
        for at, one in enumerate(heard(APPROACH))
        for option, right in zip(one.choice.options, one.choice.right, strict=True)
        if "sort step" in option
    ]
    assert steps == [(2, True)]
    elsewhere = heard(APPROACH.replace('place = ["barrow"]', 'place = ["tavern"]'))[2].choice
    assert list(elsewhere.right) == [False]
    assert elsewhere.none


def test_what_the_party_comes_to_next_was_nearby_and_what_was_not_meant_was_not() -> None:
    scene = read(APPROACH, "approach")
    found = list(approaches(scene, surveyed(scene)))
    assert [example.wanted for example in found] == [True, False]
    assert found[1].importance > found[0].importance


def test_a_thing_is_there_or_only_talked_of(evening: list[Listened]) -> None:
    found = [example for one in evening for example in one.present]
    assert [example.wanted for example in found if "thing gear" in example.traits][-2:] == [True, False]
    assert all(len(one.present) == len(one.noticed) for one in evening)


def test_what_is_named_is_found_again_at_its_token(evening: list[Listened]) -> None:
    """The network reads each clause and a mark after it."""
    for one in evening:
        tokens = [word for told in one.told for word in (*told.clause.words, "|")]
        assert all(tokens[at] in ("tavern", "castle", "harbor") for at in one.tokens)
        assert {"chest", "statue"} >= {tokens[at] for at in one.noticed} - {"tavern", "castle", "harbor", "hearth"}
    assert sum(len(one.tokens) for one in evening) == 3


def test_every_turn_of_speech_that_leads_somewhere_has_an_example_that_does() -> None:
    found = [one.choice for one in drills()]
    assert sum(any(choice.right) for choice in found) >= 400
    assert sum(choice.none for choice in found) >= 1000


def test_the_right_one_of_several_is_learned_and_that_it_may_be_none() -> None:
    choices = [Choice([{"in": 1.0}, {"past": 1.0}], [True, False], none=False) for _ in range(20)]
    choices += [Choice([{"past": 1.0}], [False], none=True) for _ in range(20)]
    weights = choose(choices, penalty=1.0)
    assert weights["in"] > 1
    assert weights["past"] < -1


def test_what_tells_is_learned_and_what_is_rare_is_not() -> None:
    examples = [Example({"moves": 1.0, "noise": float(n % 2)}, wanted=True) for n in range(40)]
    examples += [Example({"asks": 1.0, "noise": float(n % 2)}, wanted=False) for n in range(40)]
    examples += [Example({"once": 1.0}, wanted=True)]
    weights = fit(examples, penalty=1.0)
    assert weights["moves"] > 1
    assert weights["asks"] < -1
    assert abs(weights.get("noise", 0.0)) < 0.1
    assert "once" not in weights
    assert fit(examples, penalty=1.0) == weights


def test_a_chance_is_between_never_and_surely() -> None:
    learned.use("coin", {learned.BIAS: 0.0, "heads": 1000.0})
    assert learned.chance("coin", {}) == 0.5
    assert learned.chance("coin", {"heads": 1.0}) == pytest.approx(1)
    assert learned.chance("coin", {"heads": -1.0, "unknown": 5.0}) == pytest.approx(0)
    with pytest.raises(FileNotFoundError):
        learned.chance("no-such-model", {})


@pytest.mark.parametrize("model", ["arrival", "nearby", "presence", "worth", *(f"manner_{kind}" for kind in KINDS)])
def test_the_weights_are_there_and_tell_apart(model: str) -> None:
    weights = json.loads(Path(learned.__file__).with_name(f"{model}.json").read_text("utf-8"))
    assert len(weights) >= 200
    assert min(weights.values()) < -0.2 < 0.2 < max(weights.values())
