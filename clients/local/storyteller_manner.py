"""Weighs how an utterance is said, by small words, marks and grammar: telling, deed, dialogue, rules or chatter.

It must not know a place or a creature by name: its weights are learned from the labelled conversations for tuning, by
``python -m benchmarks.manner``, and stand in ``manner.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import cast, get_args

from clients.local.lexicon import lexicon, tokens
from clients.local.storyteller_grammar import Sentence
from clients.local.storyteller_motion import lemma
from clients.local.storyteller_words import (
    ADVERBS,
    ARTICLES,
    BE,
    HAVE,
    JOINS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    WAS,
    listed,
)
from pipeline.model import UtteranceKind

KINDS: tuple[UtteranceKind, ...] = get_args(UtteranceKind)

_SMALL = (
    PRONOUNS | ARTICLES | PREPOSITIONS | JOINS | BE | HAVE | WAS | MODALS | ADVERBS
    | {"don't", "do", "does", "did", "didn't", "doesn't", "what", "who", "how", "why", "where", "which", "okay", "so",
       "well", "oh", "yes", "no", "yeah", "please", "right", "sorry", "my", "me", "i'm", "i've", "it's", "that's",
       "there's", "you're", "we're", "he's", "she's", "let's", "can't", "anyone", "anybody", "ever", "last", "always",
       "never", "got", "get"}
)  # fmt: skip
"""Words whose mere presence counts. All others count only as what they are: a thing, a deed, a name."""
_LAYERS = ("past", "story", "plan", "future", "suppose", "speak")
_MOST_WORDS, _MOST_SENTENCES = 40, 5


def features(text: str, said: Sequence[Sentence]) -> dict[str, float]:
    """What of ``text``, whose sentences are ``said``, tells how it is meant: a number of about one for each trait."""
    words = tokens(text)
    found: dict[str, float] = {"bias": 1.0}

    def count(trait: str, by: float = 1.0) -> None:
        found[trait] = found.get(trait, 0.0) + by

    for word in dict.fromkeys(words):
        if word in _SMALL:
            count(f"word {word}")
        elif "'" in word:
            found["drawn " + word.partition("'")[2]] = 1.0
    if words:
        count("first " + (words[0] if words[0] in _SMALL else "other"))
    count("?", text.count("?"))
    count("!", text.count("!"))
    count("comma", text.count(",") / 3)
    count("asked", float(text.rstrip().endswith("?")))
    count("quoted", float('"' in text))
    count("digit", float(any(mark.isdigit() for mark in text)))
    count("words", min(len(words), _MOST_WORDS) / 20)
    count("sentences", min(len(said), _MOST_SENTENCES) / 3)
    for match in lexicon().concepts(words):
        count(f"names {match.entry.kind}")
    for layer in ("rules", "chatter"):
        count(layer, sum(mark.entry.weight for mark in lexicon().marks(layer, words)) / 2)
    for layer in _LAYERS:
        count(layer, len(lexicon().marks(layer, words)))
    count("numbers", sum(word in listed("number") for word in words) / max(1, len(words)))
    count("in character", sum(word in listed("in_character") for word in words))
    count("interjections", sum(word in listed("interjection") for word in words))
    for sentence in said:
        count(f"subject {sentence.main.subject} {sentence.main.tense}")
    if said:
        main = said[0].main
        count(f"opens with {main.subject} {main.tense}")
        count("verb " + _verb(said[0]))
    return {trait: amount for trait, amount in found.items() if amount}


def weigh(text: str, said: Sequence[Sentence]) -> dict[UtteranceKind, float]:
    """How much speaks for each kind, on a scale where one more is about three times as likely."""
    weights = _weights()
    totals = dict.fromkeys(KINDS, 0.0)
    for trait, amount in features(text, said).items():
        for kind, weight in zip(KINDS, weights.get(trait, ()), strict=False):
            totals[kind] += weight * amount
    return totals


def _verb(sentence: Sentence) -> str:
    main = sentence.main
    word = main.words[main.verb] if main.verb >= 0 else ""
    if word in _SMALL:
        return word
    done = lemma(main)
    return "of motion" if done in listed("move") else "of state" if done in listed("stative") else "other"


@cache
def _weights() -> Mapping[str, Sequence[float]]:
    text = resources.files("clients.local").joinpath("manner.json").read_text(encoding="utf-8")
    return cast("Mapping[str, Sequence[float]]", json.loads(text))
