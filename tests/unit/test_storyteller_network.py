"""The storyteller's network is learned, reads as it was learned, and can tell talk from telling."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from math import nan

import numpy as np
import pytest

from benchmarks import network as learning
from benchmarks.network import Mark, Sample
from clients.local import storyteller_network as network
from clients.local.storyteller_grammar import sentences
from clients.local.storyteller_reading import read, survey
from clients.local.storyteller_told import Told
from clients.local.word_vectors import SIZE, vector


@pytest.fixture
def chance() -> np.random.Generator:
    """The same numbers in each test, whatever ran before it."""
    return np.random.default_rng(0)


@pytest.fixture
def file_in_use_again() -> Iterator[None]:
    yield
    network.use_file()


def noise(length: int, chance: np.random.Generator, *, ahead: int = 0) -> Sample:
    given = chance.standard_normal((ahead + length, 7)).astype(np.float32)
    options = [Mark(ahead + 1, wanted=True), Mark(ahead + length - 1, wanted=False)]
    marks = [Mark(ahead, wanted=True, importance=0.5), Mark(ahead + 2, wanted=False)]
    own = chance.integers(0, 5, ahead + length)
    return Sample(given, own, [1.0, nan], options, False, 2.0, marks, ahead)


@pytest.mark.parametrize("drop", [0.0, 0.4])
def test_the_slope_is_that_of_the_loss(drop: float, chance: np.random.Generator) -> None:
    """By differences, in the numbers of each kind of weight; padding must not matter, nor what is left out."""

    def slope() -> tuple[float, learning.Weights]:
        return learning.slope(weights, batch, np.random.default_rng(1), drop=drop)

    batch = learning.batch([noise(length, chance, ahead=ahead) for length, ahead in ((4, 0), (6, 3), (5, 1))])
    weights: learning.Weights = {
        name: value.astype(np.float64) for name, value in learning.begin(7, 4, 2, seed=1).items()
    }
    slopes = slope()[1]
    for name, value in weights.items():
        for _ in range(4):
            at = tuple(int(chance.integers(name == "own" and axis == 0, size)) for axis, size in enumerate(value.shape))
            losses: list[float] = []
            for step in (1e-3, -1e-3):
                value[at] += step
                losses.append(slope()[0])
                value[at] -= step
            assert slopes[name][at] == pytest.approx((losses[0] - losses[1]) / 2e-3, abs=2e-3), name


def test_it_learns_what_only_the_order_of_words_tells(chance: np.random.Generator) -> None:
    """Which of two is right depends on a word that stood before or after them."""

    def some(*, first: bool) -> Sample:
        given = chance.standard_normal((6, 3)).astype(np.float32) * 0.1
        given[0 if first else 5, 0] = 1
        return Sample(given, np.zeros(6, np.int64), [float(first)], [Mark(2, first), Mark(3, not first)], False)

    weights = learning.learn([some(first=n % 2 == 0) for n in range(256)], words=1, rounds=25)
    for first in (True, False) * 20:
        _, (one, other), _ = learning.scores(weights, some(first=first))
        assert (one > other) == first


def test_it_reads_as_it_was_learned(file_in_use_again: None) -> None:
    network.use(None)
    told = survey("You climb down, and the cellar is dark. There's a chest! So, anyone want pizza?").told
    words = ["you", "the", "is"]
    rows = {word: at + 1 for at, word in enumerate(words)}
    before = sentences("We could go to the harbor. What do you think?")
    read = network.inputs(told, rows, before)
    assert read.ahead == len(["we", "could", "go", "to", "the", "harbor", ".", "what", "do", "you", "think", "?"])
    apart = [learning.begin(network.WIDTH, len(words), len(network.KINDS), seed) for seed in (1, 2)]
    stored = learning.packed(apart)
    stored["words"] = np.frombuffer("\n".join(words).encode(), np.uint8)
    network.use(stored)
    view = network.opinion(told, before)
    assert view is not None
    option, mark = Mark(read.ahead + 7, wanted=True), Mark(read.ahead + 3, wanted=True)
    sample = Sample(read.given, read.own, [nan] * 5, [option], False, 1.0, [mark], read.ahead)
    rounded = [{name: value.astype(np.float16).astype(np.float32) for name, value in one.items()} for one in apart]
    asked = [learning.scores(one, sample) for one in rounded]
    kinds, options, marks = (np.mean([one[at] for one in asked], axis=0) for at in range(3))
    bare = [learning.scores(one, sample.alone()) for one in rounded]
    bare_kinds, bare_options, bare_marks = (np.mean([one[at] for one in bare], axis=0) for at in range(3))
    assert options[0] != pytest.approx(bare_options[0], abs=1e-5)
    assert list(view.kinds.values()) == pytest.approx(list((kinds + bare_kinds) / 2), abs=1e-5)
    assert view.arrival(7) == pytest.approx((options[0] + bare_options[0]) / 2, abs=1e-5)
    assert view.presence(3) == pytest.approx((marks[0] + bare_marks[0]) / 2, abs=1e-5)
    alone = network.opinion(told)
    assert alone is not None
    assert alone.arrival(7) == pytest.approx(bare_options[0], abs=1e-5)


def test_a_token_is_where_its_word_is(file_in_use_again: None) -> None:
    network.use(None)
    told = survey("You leave the inn, cross the square and come to the harbor. Is it raining?").told
    read = network.inputs(told, {"harbor": 1, "?": 2, ".": 3})
    given, own = read.given, read.own
    at = [network.token(one, word) for one in told for word, said in enumerate(one.clause.words) if said == "harbor"]
    assert [int(own[token]) for token in at] == [1]
    assert given[at[0], :SIZE] == pytest.approx(vector("harbor"))
    assert list(own[own > 1]) == [3, 2], "a mark ends each sentence"


def test_numpy_has_one_thread_in_a_server() -> None:
    """Whatever the test's own process has: the network runs on the event loop."""
    bare = {
        name: value for name, value in os.environ.items() if not name.endswith(("_NUM_THREADS", "_MAXIMUM_THREADS"))
    }
    shown = "import server, os; print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in __import__('sys').modules)"
    told = subprocess.run([sys.executable, "-c", shown], env=bare, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["1", "False"]


def test_words_that_are_used_alike_have_vectors_alike() -> None:
    def alike(one: str, other: str) -> float:
        a, b = vector(one), vector(other)
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert alike("cellar", "basement") > 0.5 > alike("cellar", "laughing")
    assert vector("tavern's") == pytest.approx(vector("tavern"))
    assert vector("half-lit") == pytest.approx(vector("lit"))
    assert not vector("qqzzk").any()


def test_without_words_and_out_of_use_it_has_no_opinion(file_in_use_again: None) -> None:
    assert network.opinion(()) is None
    network.use(None)
    assert network.opinion(survey("You enter the cellar.").told) is None


def place(text: str) -> tuple[tuple[Told, ...], int]:
    told = survey(text).told
    found = [network.token(one, match.start) for one in told for match in one.named if match.entry.kind == "place"]
    return told, found[-1]


@pytest.mark.parametrize(
    ("there", "elsewhere"),
    [
        ("You push open the door and step into the cellar.", "My uncle was always afraid of the cellar."),
        ("So you come out on a wide beach.", "We should have gone to the beach last summer."),
    ],
)
def test_it_tells_where_the_party_is_from_what_is_only_talked_of(there: str, elsewhere: str) -> None:
    views = [(network.opinion(told), at) for told, at in (place(there), place(elsewhere))]
    (here, where), (away, other) = views
    assert here is not None
    assert away is not None
    assert (here.arrival(where) or 0) > 0 > (away.arrival(other) or 0)
    assert here.kinds["narration"] > away.kinds["narration"]


@pytest.mark.parametrize("text", ['"You enter the tavern."', "“Hi!”", '"Hi"!'])
def test_only_a_quotation_is_dialogue(text: str) -> None:
    assert read(text).kind == "dialogue"


def test_the_network_has_its_say_in_all_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is sure of turns the balance: the kind, where the party is, and what is there."""
    text = "You enter a temple. An altar stands in the middle."
    told = survey(text).told
    plain = read(text)
    assert plain.kind == "narration"
    assert plain.moved
    assert any(match.entry.id == "altar" for clause in plain.clauses for match in clause.matches)
    seen = network.opinion(told)
    assert seen is not None
    surely = {"chatter": 40.0}
    against = replace(seen, kinds=dict.fromkeys(network.KINDS, 0.0) | surely)
    monkeypatch.setattr(network.Opinion, "arrival", lambda *_: -40.0)
    monkeypatch.setattr(network.Opinion, "presence", lambda *_: -40.0)
    doubted = read(text)
    assert not doubted.moved
    assert not any(match.entry.id == "altar" for clause in doubted.clauses for match in clause.matches)
    monkeypatch.setattr("clients.local.storyteller_reading.opinion", lambda *_, **__: against)
    assert survey("The moon is up, they say.").reading.kind == "chatter"


def test_a_very_long_utterance_is_read_as_far_as_it_goes() -> None:
    text = "The wind blows. " * 200 + "You enter a tavern."
    told = survey(text).told
    view = network.opinion(told)
    assert view is not None
    assert view.arrival(network.token(told[-1], 3)) is None
    assert read(text).moved, "what is left has grammar to say"
