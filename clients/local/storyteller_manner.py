"""Weighs how an utterance is said, by its words, marks and grammar: telling, deed, dialogue, rules or chatter.

It must not decide alone: grammar has its say in ``storyteller_reading``. Its weights, ``manner_….json``, are learned
from the labelled conversations by ``python -m benchmarks.lessons``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from clients.local.lexicon import lexicon, tokens
from clients.local.storyteller_grammar import Sentence
from clients.local.storyteller_learned import Traits, odds
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

SMALL = (
    PRONOUNS | ARTICLES | PREPOSITIONS | JOINS | BE | HAVE | WAS | MODALS | ADVERBS
    | {"don't", "do", "does", "did", "didn't", "doesn't", "what", "who", "how", "why", "where", "which", "okay", "so",
       "well", "oh", "yes", "no", "yeah", "please", "right", "sorry", "my", "me", "i'm", "i've", "it's", "that's",
       "there's", "you're", "we're", "he's", "she's", "let's", "can't", "anyone", "anybody", "ever", "last", "always",
       "never", "got", "get"}
)  # fmt: skip
"""Words that say how something is meant wherever they stand, whatever is told."""
WORD = "word "
"""With what the traits begin that are words."""
_LAYERS = ("past", "story", "plan", "future", "suppose", "speak")
_MOST_WORDS, _MOST_SENTENCES = 40, 5


def features(text: str, said: Sequence[Sentence]) -> Traits:
    """What of ``text``, whose sentences are ``said``, tells how it is meant: a number of about one for each trait."""
    words = tokens(text)
    found: Traits = {}

    def count(trait: str, by: float = 1.0) -> None:
        found[trait] = found.get(trait, 0.0) + by

    for word in dict.fromkeys(words):
        count(WORD + word)
        if "'" in word:
            found["drawn " + word.partition("'")[2]] = 1.0
    if words:
        count("first " + (words[0] if words[0] in SMALL else "other"))
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


def weigh(found: Mapping[str, float]) -> dict[UtteranceKind, float]:
    """How much the traits ``found`` speak for each kind, on a scale where one more is about three times as likely."""
    return {kind: odds(f"manner_{kind}", found) for kind in KINDS}


def _verb(sentence: Sentence) -> str:
    main = sentence.main
    word = main.words[main.verb] if main.verb >= 0 else ""
    if word in SMALL:
        return word
    done = lemma(main)
    return "of motion" if done in listed("move") else "of state" if done in listed("stative") else "other"
