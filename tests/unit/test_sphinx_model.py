"""The committed language model: built from what it says it is, and a proper distribution."""

from __future__ import annotations

from itertools import pairwise

import pytest

from clients.local import lexicon, speech_model
from clients.local.speech_model import build, ngrams, pronunciation

WORDS = ("the", "dragon", "cave", "sleeps", "in", ngrams.END)


@pytest.fixture
def background() -> ngrams.Background:
    even = {word: 1 / len(WORDS) for word in WORDS}
    return ngrams.Background(even, {"in": {"the": 0.7}}, {"in": 0.36})


def test_the_committed_files_are_up_to_date() -> None:
    """Told by digests: a whole rebuild takes a quarter of a minute."""
    names = (speech_model.LANGUAGE_MODEL, speech_model.DICTIONARY)
    made_from = build.made_from({name: speech_model.path(name).read_text("utf-8") for name in names})
    now, committed = (
        dict(line.split() for line in text.splitlines())
        for text in (made_from, speech_model.path(speech_model.MADE_FROM).read_text("utf-8"))
    )
    stale = [name for name in committed if now.get(name) != committed[name]]
    assert not stale, f"{stale} changed: run python -m clients.local.speech_model"


def test_every_word_of_the_model_can_be_pronounced_and_every_place_heard() -> None:
    spelled = {line.split()[0] for line in speech_model.path(speech_model.DICTIONARY).read_text("utf-8").splitlines()}
    lines = speech_model.path(speech_model.LANGUAGE_MODEL).read_text("utf-8").split("\\2-grams:")[0].splitlines()
    modelled = {line.split()[1] for line in lines if line.startswith("-")} - {ngrams.START, ngrams.END}
    # Where the model says that a name may stand, the table's own are put; nobody says the mark itself.
    named = {word for word in modelled if word.startswith("@")}
    assert modelled - named == {word for word in spelled if "(" not in word}
    wanted = {word for entry in lexicon.lexicon().entries for phrase in entry.words for word in lexicon.tokens(phrase)}
    assert {word for word in wanted - modelled if not any(map(str.isdigit, word))} == set()


def test_probabilities_sum_to_one(background: ngrams.Background) -> None:
    sentences = [
        (("the", "dragon", "sleeps", "in", "the", "cave"), 2.0),
        (("the", "cave"), 1.0),
        (("in", "the", "cave"), 0.3),
    ]
    model = ngrams.estimate(sentences, background)
    first, second, third = model.probabilities
    assert sum(first[word,] for word in WORDS) == pytest.approx(1)

    def bigram(history: str, word: str) -> float:
        return second.get((history, word), model.backoffs.get((history,), 1.0) * first[word,])

    def trigram(before: str, history: str, word: str) -> float:
        backed_off = model.backoffs.get((before, history), 1.0) * bigram(history, word)
        return third.get((before, history, word), backed_off)

    for history in (ngrams.START, *WORDS[:-1]):
        assert sum(bigram(history, word) for word in WORDS) == pytest.approx(1), history
    for before, history in pairwise((ngrams.START, "the", "dragon", "sleeps", "in", "the", "cave")):
        assert sum(trigram(before, history, word) for word in WORDS) == pytest.approx(1), (before, history)
    assert trigram("sleeps", "in", "the") > bigram("in", "the") > first["the",]


def test_what_was_said_more_often_is_likelier(background: ngrams.Background) -> None:
    few = ngrams.estimate([(("the", "cave"), 1.0)], background)
    many = ngrams.estimate([(("the", "cave"), 9.0)], background)
    assert many.probabilities[1]["the", "cave"] > few.probabilities[1]["the", "cave"]


def test_the_arpa_text_counts_its_ngrams(background: ngrams.Background) -> None:
    text = ngrams.estimate([(("in", "the", "cave"), 1.0)], background).arpa()
    lines = text.splitlines()
    for order in (1, 2, 3):
        start = lines.index(f"\\{order}-grams:") + 1
        end = lines.index("", start)
        assert f"ngram {order}={end - start}" in lines
    assert text.endswith("\\end\\\n")


def test_regular_endings_are_pronounced_and_nothing_is_guessed() -> None:
    speaker = pronunciation.Speaker()
    assert speaker.phones("orcs") == ("AO R K S",)
    assert speaker.phones("gnolls") == ("N OW L Z",)
    assert speaker.phones("liches") == ("L IH CH IH Z",)
    assert speaker.phones("alchemist's") == ("AE L K AH M IH S T S",)
    assert speaker.phones("teleported") == ("T EH L AH P AO R T IH D",)
    assert speaker.phones("harpies") == ("HH AA R P IY Z",)
    assert speaker.phones("boatmen") == ("B OW T M EH N",)
    assert speaker.phones("zyxthar") == ()
