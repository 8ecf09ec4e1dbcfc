"""Closed classes of English words, and the forms of the verbs that the lexicon knows.

It must not know how a sentence is built.
"""

from __future__ import annotations

import re
from functools import cache

from clients.local.lexicon import lexicon

PARTY = frozenset({"you", "we", "us", "yourselves", "ourselves", "yourself", "party"})
SELF = frozenset({"i", "me", "myself"})
THEY = frozenset(
    {"he", "she", "they", "him", "them", "who", "somebody", "someone", "something", "everybody", "nobody",
     "everything", "nothing", "one", "that", "this", "these", "those", "both", "another", "others"}
)  # fmt: skip
PRONOUNS = PARTY | SELF | THEY | {"it", "there", "everyone"}
ARTICLES = frozenset({"the", "a", "an", "your", "our", "their", "his", "her", "its", "my", "this", "that", "some",
                      "these", "those", "no", "another", "each", "every", "any"})  # fmt: skip
NUMBERS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen", "dozens",
                      "hundreds", "thousands", "several", "many", "few", "more"})  # fmt: skip
PREPOSITIONS = frozenset(
    {"in", "into", "inside", "within", "on", "onto", "at", "to", "through", "across", "along", "under", "beneath",
     "among", "between", "by", "beside", "near", "before", "over", "down", "up", "past", "toward", "towards", "from",
     "off", "of", "for", "with", "without", "behind", "beyond", "around", "above", "below", "out", "outside", "aboard",
     "atop", "upon", "amid", "round", "against", "about", "after", "during", "until", "like", "as", "than", "back"}
)  # fmt: skip
JOINS = frozenset({"and", "but", "so", "then", "while", "as", "when", "because", "until", "if", "or",
                   "where", "which", "who", "that", "till", "unless", "before", "after", "since", "though",
                   "although"})  # fmt: skip
BE = frozenset({"is", "are", "am", "isn't", "aren't", "be", "been", "being"})
HAVE = frozenset({"has", "have", "hasn't", "haven't", "having"})
WAS = frozenset({"was", "were", "had", "did", "wasn't", "weren't", "hadn't", "didn't"})
MODALS = frozenset(
    {"would", "could", "should", "might", "will", "shall", "must", "may", "wouldn't", "couldn't", "shouldn't", "won't",
     "gonna", "wanna", "gotta", "ought", "oughta", "hafta", "woulda", "coulda",
     "shoulda", "cannot", "can", "can't", "mustn't"}
)  # fmt: skip
UNREAL = MODALS - {"can", "can't", "cannot"}
INVERTING = frozenset({"in", "out", "up", "down", "off", "on", "away", "back", "round", "through", "over", "along"})
"""What may stand before the subject: "in we go"."""
_QUANTITIES = frozenset({"all", "both", "half", "rest", "pair", "lot", "each", "most", "some", "none",
                         "one", "couple", "few", "handful", "trio", "any", "either", "eleven", "twelve",
                         "twenty", "whole"})  # fmt: skip
HABITS = frozenset({"always", "usually", "sometimes", "normally", "generally"})
"""What is done so is no deed: "I stay in the car because I always stay in the car"."""
FILLERS = frozenset({"uh", "um", "er", "erm", "uhm", "hmm", "mm", "eh", "ah"})
ADVERBS = frozenset(
    {"then", "now", "just", "all", "both", "never", "always", "also", "even", "still", "there", "here", "again", "soon",
     "once", "only", "already", "slowly", "quickly", "not", "too", "don't", "and", "to", "long", "somehow", "ever"}
)  # fmt: skip


@cache
def listed(cue: str) -> frozenset[str]:
    """The words of the lexicon's ``cue`` as they stand there, for single words that only text needs."""
    return frozenset(lexicon().get("cue", cue).written)


def root(word: str) -> str:
    """``word`` without what is drawn together with it: "you're" is "you"."""
    return word.partition("'")[0]


def is_quantity(word: str) -> bool:
    """Whether ``word`` says how many, as in "the two of you"."""
    return word in NUMBERS or word in _QUANTITIES


def is_negation(word: str) -> bool:
    """Whether ``word`` denies."""
    plain = ("not", "never", "no", "nobody", "nothing", "neither", "nor", "without", "cannot", "nobody's", "nothing's")
    return word in plain or word.endswith("n't")


@cache
def verb_forms() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """The bases, the forms in -s, those in -ing and those of the past of all verbs that are known."""
    book = lexicon()
    bases: set[str] = set()
    for entry in book.entries:
        if entry.kind == "action" or (entry.kind == "cue" and entry.id in ("verb", "arrive", "leave", "speak")):
            bases |= {re.split(r"[\s']", phrase)[0] for phrase in (*entry.words, *entry.written)}
    third: set[str] = set()
    doing: set[str] = set()
    past: set[str] = set()
    plain: set[str] = set()
    for base in bases:
        forms = book.conjugation(base)
        if not forms or base in PREPOSITIONS:
            continue
        plain.add(base)
        third.add(forms[0])
        doing |= set(forms[1:2])
        past |= {form for form in forms[2:] if form != base}
    return frozenset(plain), frozenset(third), frozenset(doing), frozenset(past - plain)


def base(form: str) -> str:
    """The verb of which ``form`` is a form."""
    plain, _, _, _ = verb_forms()
    if form in plain:
        return form
    if form == "rolls":
        return "roll"  # left out of the verbs that are known, for dice roll
    return _bases().get(form, form)


@cache
def _bases() -> dict[str, str]:
    plain, _, _, _ = verb_forms()
    found: dict[str, str] = {}
    for verb in sorted(plain):
        for form in lexicon().conjugation(verb):
            found.setdefault(form, verb)
    return found
