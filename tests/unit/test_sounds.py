"""How names are guessed to sound, and how a person corrects it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sounds import MOST_PHONES, PHONES, UnpronounceableError, guessed, written


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("Thalindra", "TH AH L IH N D R AH"),
        ("Borgrim", "B AO R G R IH M"),
        ("Zoë", "Z OW IY"),
        ("Łukasz", "L UW K AE S Z"),
        ("Zyx'thar", "Z IH K S TH AA R"),
        ("Old Meg", "OW L D M EH G"),
        ("Jade", "JH EY D"),
        ("Quillan", "K W IH L AE N"),
        ("Unit 7", "UW N IH T S EH V AH N"),
    ],
)
def test_letters_are_guessed(name: str, sound: str) -> None:
    assert any(way.split() == sound.split() or sound in way for way in _mixed(name)), guessed(name)


def _mixed(name: str) -> list[str]:
    ways = [guessed(word) for word in name.split()]
    return [*guessed(name), *(" ".join((first, *rest)) for first in ways[0] for rest in [[way[0] for way in ways[1:]]])]


@pytest.mark.parametrize("nothing", ["", "東京", "…", "-"])
def test_what_has_no_letters_has_no_sound(nothing: str) -> None:
    assert guessed(nothing) == ()


@pytest.mark.parametrize(
    ("told", "sound"),
    [
        ("thah-LIN-drah", "TH AA L IH N D R AA"),
        ("TH AA L IH N D R AH", "TH AA L IH N D R AH"),
        ("TH AA0 L IH1 N", "TH AA L IH N"),
        ("eye-vahn", "AY V AA N"),
        ("zhah-kee", "ZH AA K IY"),
        ("BOB", "B AA B"),
    ],
)
def test_what_a_person_wrote_is_read(told: str, sound: str) -> None:
    assert written(told) == (sound,)


@pytest.mark.parametrize("told", ["QX AA", "boo!!", "東京", "<b>", "AA B AAA"])
def test_what_cannot_be_read_is_refused_with_a_reason(told: str) -> None:
    with pytest.raises(UnpronounceableError, match=r"sound|letters|Latin"):
        written(told)


@given(st.text(max_size=80))
def test_whatever_is_written_its_sounds_are_the_recognisers(text: str) -> None:
    for way in guessed(text):
        phones = way.split()
        assert set(phones) <= PHONES
        assert 0 < len(phones) <= MOST_PHONES
    try:
        (way,) = written(text)
    except UnpronounceableError:
        return
    assert set(way.split()) <= PHONES
