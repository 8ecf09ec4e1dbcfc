"""Turns of speech by which the party arrives, told plainly or as in a book; and figures and images in which nothing is.

Each sentence stands for its construction: the words are of many genres.
"""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.turns import places, turns
from clients.local import storyteller_setting as setting
from clients.local.lexicon import lexicon
from clients.local.storyteller import LexiconStoryteller
from clients.local.storyteller_world import World
from pipeline.model import Context, Environment, Spoken

TELLER = LexiconStoryteller()
PLAIN = setting.describe(World(place=lexicon().get("place", "plain")))


def world(text: str) -> World:
    told = asyncio.run(TELLER.environment([Spoken(1, text, 0, 80_000, 80_000)], Context(Environment(PLAIN, 1))))
    return setting.read(told.description)


@pytest.mark.parametrize(("text", "place"), places("arrivals").items())
def test_a_turn_of_speech_brings_the_party_there(text: str, place: str) -> None:
    found = world(text).place
    assert found is not None
    assert found.id == place


@pytest.mark.parametrize("text", turns("nothing"))
def test_what_is_only_a_figure_or_an_image_changes_nothing(text: str) -> None:
    here, before = world(text), setting.read(PLAIN)
    assert (here.place, here.light, here.weather, here.season, here.near) == (
        before.place,
        before.light,
        before.weather,
        before.season,
        before.near,
    )


def test_a_part_of_the_place_that_one_is_in_is_no_other_place() -> None:
    roof = setting.describe(World(place=lexicon().get("place", "rooftop")))
    told = TELLER.environment([Spoken(1, "You're standing on the tiles.", 0, 1)], Context(Environment(roof, 1)))
    found = setting.read(asyncio.run(told).description)
    assert found.place == lexicon().get("place", "rooftop")
    assert not found.called


@pytest.mark.parametrize(
    ("text", "paint"), [("I swing at the troll.", False), ("I cast a fireball at the troll.", True)]
)
def test_a_blow_is_painted_once_the_game_master_tells_of_it(text: str, paint: bool) -> None:
    told = TELLER.scene([Spoken(1, text, 0, 1)], ["action"], Context(Environment(PLAIN, 1)))
    assert asyncio.run(told).paint is paint
    lands = TELLER.scene(
        [Spoken(2, "The troll roars and strikes.", 0, 1)], ["narration"], Context(Environment(PLAIN, 1))
    )
    assert asyncio.run(lands).paint
