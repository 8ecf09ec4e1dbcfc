"""Where a step leads that names no place, and what is kept of an utterance for those after it."""

from __future__ import annotations

import asyncio

import pytest

from clients.local import storyteller_learned as learned
from clients.local.lexicon import lexicon
from clients.local.storyteller_arrival import mentions, steps, weighed
from clients.local.storyteller_kept import Kept
from clients.local.storyteller_nearby import Near, Sight, nearest, sights
from clients.local.storyteller_reading import read, survey
from clients.local.storyteller_stay import Stay


def stay(place: str, *words: str) -> Stay:
    return Stay(lexicon().get("place", place), words, many=False)


BARROW, INN = stay("graveyard", "barrow"), stay("tavern", "inn")


def anywhere(_: Stay) -> bool:
    return True


def test_the_likeliest_is_near_and_the_newest_of_two_alike() -> None:
    earlier = [[Sight(BARROW, -1.0)], [Sight(INN, -1.0)], []]
    assert nearest(earlier, None, anywhere) == Near(INN, -1.0, 1)
    earlier[0] = [Sight(BARROW, 0.0)]
    assert nearest(earlier, None, anywhere) == Near(BARROW, 0.0, 2)
    assert nearest(earlier, None, lambda stay: stay != BARROW) == Near(INN, -1.0, 1)
    assert nearest([], None, anywhere) is None


def test_what_is_at_hand_is_thought_of_before_what_was_hardly_named() -> None:
    assert nearest([[Sight(INN, -3.0)]], BARROW, anywhere) == Near(BARROW, -1.0, 0)
    assert nearest([], BARROW, lambda _: False) is None


def test_a_place_that_is_hardly_thought_of_is_no_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(learned._in_use, "nearby", {"close": 1.0, "far": -9.0})
    assert sights([(INN, {"close": 1.0}), (BARROW, {"far": 1.0})]) == (Sight(INN, 1.0),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I go in.", True),
        ("Inside it's dark.", True),
        ("I just walk in the front door like I own the place.", True),
        ("Gun out, flap open, in.", True),
        ("I draw my sword.", False),
        ("You walk in the forest.", False),
        ("In the morning it rains.", False),
    ],
)
def test_a_step_is_told_where_no_place_follows_it(text: str, told: bool) -> None:
    assert steps(survey(text).told) == told


def test_a_step_is_one_more_choice_behind_the_places_that_are_named() -> None:
    found = survey("You pass the well, and in you go.")
    named = mentions(found.told, Near(BARROW, 0.4, 2))
    assert [one.step for one in named] == sorted(one.step for one in named)
    assert named[-1].stay == BARROW
    assert all(not one.step for one in mentions(found.told))
    step = named[-1]
    assert {"near 0", "near 2 ago", "step into outdoors"} <= step.traits
    alone = weighed(named[:-1], found.traits, found.ruled, opening=False)
    assert weighed(named, found.traits, found.ruled, opening=False)[:-1] == alone, "it changes nothing of the others"


def test_a_step_leads_to_what_is_near() -> None:
    reading = read("I push the door open and go in.", near=Near(INN, 1.0, 0))
    assert [clause.arrival for clause in reading.clauses if clause.arrival] == [INN]
    nowhere = read("I push the door open and go in.")
    assert not [clause.arrival for clause in nowhere.clauses if clause.arrival]


async def test_what_is_kept_is_made_once_and_given_up() -> None:
    kept, made = Kept[int](2, 0.0), [0]

    def make() -> int:
        made[0] += 1
        return made[0]

    assert [kept.get("a", make), kept.get("a", make), kept.get("b", make)] == [1, 1, 2]
    assert [kept.get("c", make), kept.get("a", make)] == [3, 4], "the oldest goes first"
    assert len(kept) == 2
    for _ in range(3):
        await asyncio.sleep(0)
    assert len(kept) == 0


def test_nothing_is_kept_where_nobody_would_give_it_up() -> None:
    kept = Kept[int](2, 1.0)
    assert kept.get("a", lambda: 1) == 1
    assert len(kept) == 0
