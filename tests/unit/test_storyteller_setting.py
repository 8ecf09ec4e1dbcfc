"""The setting is read back out of every description that is written of it."""

from __future__ import annotations

import itertools

import pytest

from clients.local import storyteller_setting as setting
from clients.local.lexicon import lexicon
from clients.local.storyteller_setting import World

BOOK = lexicon()


@pytest.mark.parametrize("place", [None, *BOOK.of("place")], ids=lambda entry: entry.id if entry else "nowhere")
def test_every_setting_survives_its_own_description(place) -> None:
    for light, weather in itertools.product((None, *BOOK.of("light")), (None, *BOOK.of("weather"))):
        world = World(place)
        world = world.lit(light) if light is not None else world
        world = world.weathered(weather) if weather is not None else world
        told = setting.describe(world)
        assert setting.read(told) == world, told
        assert len(told.split()) < 100


def test_going_in_and_out_again_keeps_hour_and_weather() -> None:
    outside = World(BOOK.get("place", "town"), BOOK.get("light", "night"), BOOK.get("weather", "rain"))
    inside = setting.read(setting.describe(outside.arrive(BOOK.get("place", "tavern"))))
    assert "Outside, rain" in setting.describe(inside)
    assert inside.arrive(BOOK.get("place", "town")) == outside


def test_under_the_ground_there_is_no_weather_and_no_day() -> None:
    day = World(BOOK.get("place", "plain"), BOOK.get("light", "day"), BOOK.get("weather", "rain"))
    assert day.arrive(BOOK.get("place", "cave")) == World(BOOK.get("place", "cave"))


def test_a_storm_is_not_ended_by_a_breeze() -> None:
    storm = World(BOOK.get("place", "sea"), None, BOOK.get("weather", "storm"))
    assert storm.weathered(BOOK.get("weather", "wind")) == storm
    assert storm.weathered(BOOK.get("weather", "clear")) != storm


def test_what_a_person_wrote_is_kept() -> None:
    written = "The forest of Eld, where glass flowers ring in the trees."
    world = setting.read(written).lit(BOOK.get("light", "night"))
    told = setting.retell(written, world)
    assert told.startswith(written)
    assert setting.read(told) == world
    dawn = world.lit(BOOK.get("light", "dawn"))
    again = setting.retell(told, dawn)
    assert again.startswith(written)
    assert setting.read(again) == dawn
    assert "Night has come" not in again


def test_a_place_near_at_hand_is_read_back_and_forgotten_with_the_place() -> None:
    road = World(BOOK.get("place", "road")).beside(BOOK.get("place", "shop"), "a bakery")
    assert "Near at hand: a bakery." in setting.describe(road)
    assert setting.read(setting.describe(road)) == road
    assert road.arrive(BOOK.get("place", "shop")).near is None


def test_what_is_a_place_only_for_who_is_in_it_is_read_back() -> None:
    van = World(BOOK.get("place", "carriage"), called="a van")
    assert setting.read(setting.describe(van)) == van
    assert setting.read("A van stands in the road.").place == BOOK.get("place", "road")
