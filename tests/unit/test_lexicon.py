"""The lexicon finds what was said, whatever its form, and hides what only sounds like it."""

from __future__ import annotations

import pytest

from clients.local.lexicon import Kind, lexicon, parse, tokens, vocabulary


def found(text: str) -> list[tuple[Kind, str]]:
    return [(match.entry.kind, match.entry.id) for match in lexicon().concepts(tokens(text))]


def test_it_is_large_and_every_entry_is_usable() -> None:
    book = lexicon()
    assert len(book.entries) >= 600
    for entry in book.entries:
        assert entry.words or entry.written
        if entry.kind in ("place", "light", "weather", "season", "terrain"):
            assert entry.name
            assert entry.look.endswith(".")
        if entry.kind in ("creature", "person"):
            assert entry.motif
            assert entry.look


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a FOREST", [("place", "forest")]),
        ("The wolves", [("creature", "wolf")]),
        ("the dwarves' axes", [("person", "dwarf"), ("gear", "axe")]),
        ("a mountain pass", [("place", "pass")]),
        ("a forest path", [("place", "forest")]),
        ("the oasis of Siwa", [("place", "oasis")]),
        ("an oasis of calm", []),
        ("the aliens", [("creature", "alien")]),
        ("an alien landscape", []),
        ("the dragon’s lair", [("place", "lair")]),
        ("the witch's cat", [("person", "witch"), ("creature", "cat")]),
        ("she swung and it fled", [("action", "strike"), ("action", "flee")]),
        ("the throne room", [("place", "throne")]),
        ("a lightning bolt", [("magic", "lightning_bolt")]),
        ("lightning flashes", [("weather", "storm")]),
        ("last night", []),
        ("bear with me", []),
        ("cartoon townships", []),
        ("", []),
    ],
)
def test_longest_phrase_in_any_form(text: str, expected: list[tuple[Kind, str]]) -> None:
    assert found(text) == expected


def test_nobody_has_a_word_of_somebody_else() -> None:
    owners: dict[str, str] = {}
    for entry in (*lexicon().of("creature"), *lexicon().of("person")):
        for word in (*entry.words, *entry.written):
            assert owners.setdefault(word, entry.id) == entry.id, word


def test_plurals_are_told_apart() -> None:
    one, many = lexicon().concepts(tokens("a goblin and three goblins"))
    assert (one.many, many.many) == (False, True)


def test_markers_and_cues() -> None:
    book = lexicon()
    assert book.marks("rules", tokens("roll for initiative"))
    assert book.marks("chatter", tokens("who orders PIZZA"))
    assert book.marks("arrive", tokens("you entered the hall"))
    assert not book.marks("rules", tokens("you stroll on"))


def test_vocabulary_is_single_words_in_all_forms() -> None:
    words = vocabulary()
    assert {"forest", "forests", "wolves", "swung", "initiative", "pizza", "torchlight", "throne", "room"} <= words
    assert not {word for word in words if " " in word or word != word.lower()}
    assert len(lexicon().vocabulary({"place"})) < len(words)


@pytest.mark.parametrize(
    "text",
    ['[planet.mars]\nwords = ["mars"]', '[place.x]\nname = "x"', '[place.x]\nwords = ["x"]\nsetting = "space"', "= 1"],
)
def test_a_broken_file_says_so(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)
