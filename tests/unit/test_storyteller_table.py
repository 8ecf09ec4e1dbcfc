"""Whatever place, creature or weather the table only talks of stays out of the environment; where the party goes is in.

Sentence patterns of everyday speech, as a recogniser spells it, each tried with words from all over the lexicon.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from benchmarks.turns import filled, kinds, nouns, places, some, things, turns
from clients.local import storyteller_setting as setting
from clients.local.lexicon import Entry, lexicon
from clients.local.storyteller import LexiconStoryteller
from clients.local.storyteller_reading import read
from clients.local.storyteller_world import World
from pipeline.model import Context, Environment, Spoken, UtteranceKind

BOOK = lexicon()
TELLER = LexiconStoryteller()
INN, PLAIN = (setting.describe(World(place=BOOK.get("place", name))) for name in ("tavern", "plain"))
EACH = 24
"""How many words each pattern is tried with."""

ELSEWHERE, THERE = turns("elsewhere"), turns("there")
WRITTEN_ELSEWHERE, WRITTEN_THERE = turns("written_elsewhere"), turns("written_there")
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


def missed(pattern: str, patterns: Sequence[str]) -> list[str]:
    return [
        filled(pattern, word)
        for entry, word in some(PLACES, pattern, patterns, EACH)
        if world(filled(pattern, word), PLAIN if entry.id != "plain" else INN).place != entry
    ]


@pytest.mark.parametrize("pattern", THERE)
def test_where_the_party_goes_it_is(pattern: str) -> None:
    assert not missed(pattern, THERE)


@pytest.mark.parametrize("pattern", WRITTEN_THERE)
def test_where_a_writer_has_the_party_go_it_is(pattern: str) -> None:
    """With nearly every word: as one writes is rarer at a table than as one talks."""
    assert len(missed(pattern, WRITTEN_THERE)) <= 2


@pytest.mark.parametrize("pattern", WRITTEN_ELSEWHERE)
def test_where_a_writer_has_others_go_the_party_is_not(pattern: str) -> None:
    leaks = [
        filled(pattern, word)
        for entry, word in some(PLACES, pattern, WRITTEN_ELSEWHERE, EACH)
        if world(filled(pattern, word), INN if entry.id != "tavern" else PLAIN).place == entry
    ]
    assert len(leaks) <= 1, leaks


@pytest.mark.parametrize("pattern", turns("told"))
def test_what_happens_plainly_told_is_narration(pattern: str) -> None:
    creatures = some(nouns("creature"), pattern, turns("told"), EACH // 2)
    said = [filled(pattern, word) for _, word in creatures]
    wrong = [(text, read(text).kind) for text in said if read(text).kind != "narration"]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(("pattern", "kind"), kinds("kinds").items())
def test_plain_talk_is_told_apart(pattern: str, kind: UtteranceKind) -> None:
    said = [filled(pattern, word) for _, word in some(PLACES, pattern, [*kinds("kinds")], EACH // 2)]
    wrong = [(text, read(text).kind) for text in said if read(text).kind != kind]
    assert len(wrong) <= 1, wrong


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
