"""Whatever place, creature or weather the table only talks of stays out of the environment; where the party goes is in.

Sentence patterns of everyday speech, as a recogniser spells it, each tried with words from all over the lexicon.
"""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.turns import filled, nouns, places, some, things, turns
from clients.local import storyteller_setting as setting
from clients.local.lexicon import Entry, lexicon
from clients.local.storyteller import LexiconStoryteller
from clients.local.storyteller_world import World
from pipeline.model import Context, Environment, Spoken

BOOK = lexicon()
TELLER = LexiconStoryteller()
INN, PLAIN = (setting.describe(World(place=BOOK.get("place", name))) for name in ("tavern", "plain"))
EACH = 24
"""How many words each pattern is tried with."""

ELSEWHERE, THERE = turns("elsewhere"), turns("there")
PLACES, WORDS = nouns("place"), things()


def world(text: str, start: str) -> World:
    told = asyncio.run(TELLER.environment([Spoken(1, text, 0, 80_000, 80_000)], Context(Environment(start, 1))))
    return setting.read(told.description)


def shows(here: World, entry: Entry) -> bool:
    things = {feature.entry for feature in here.features}
    return entry in {here.place, here.weather, here.light, here.near, *things}


@pytest.mark.parametrize("pattern", ELSEWHERE)
def test_what_is_only_talked_of_stays_out(pattern: str) -> None:
    leaks = [
        filled(pattern, word)
        for entry, word in some(WORDS, pattern, ELSEWHERE, EACH)
        for start in ("", INN if entry.id != "tavern" else PLAIN)
        if shows(world(filled(pattern, word), start), entry)
    ]
    assert not leaks


@pytest.mark.parametrize("saying", turns("sayings"))
def test_sayings_and_names_move_nobody(saying: str) -> None:
    for start in ("", INN, PLAIN):
        assert world(saying, start) == setting.read(start)


@pytest.mark.parametrize("pattern", THERE)
def test_where_the_party_goes_it_is(pattern: str) -> None:
    missed = [
        filled(pattern, word)
        for entry, word in some(PLACES, pattern, THERE, EACH)
        if world(filled(pattern, word), PLAIN if entry.id != "plain" else INN).place != entry
    ]
    assert not missed


@pytest.mark.parametrize("text", turns("furnished"))
def test_what_a_place_holds_is_not_the_place(text: str) -> None:
    assert world(text, INN).place == setting.read(INN).place


@pytest.mark.parametrize(("text", "place"), places("hedged").items())
def test_a_place_that_is_told_with_a_doubt_is_the_place(text: str, place: str) -> None:
    found = world(text, PLAIN).place
    assert found is not None
    assert found.id == place


def test_enough_words_are_tried() -> None:
    tried = {word for pattern in ELSEWHERE for _, word in some(WORDS, pattern, ELSEWHERE, EACH)}
    assert len(tried) >= 100
    assert len({word for pattern in THERE for _, word in some(PLACES, pattern, THERE, EACH)}) >= 100
