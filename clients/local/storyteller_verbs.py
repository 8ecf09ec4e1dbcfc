"""Finds the finite verb of a clause and its tense.

It must not know who the subject is, nor what the verb means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from clients.local.lexicon import lexicon
from clients.local.storyteller_words import (
    ADVERBS,
    ARTICLES,
    BE,
    HAVE,
    INVERTING,
    JOINS,
    MODALS,
    NUMBERS,
    PREPOSITIONS,
    PRONOUNS,
    WAS,
    root,
    verb_forms,
)

Tense = Literal["present", "past", "none"]

_PREDICATES = frozenset({"just", "all", "only", "gone", "been", "still", "so", "full", "empty", "dark",
                         "quiet", "cold", "packed", "crowded", "silent", "huge", "closed", "open", "dead",
                         "covered", "lit", "black", "very", "too", "really", "almost", "nearly", "here",
                         "there", "down", "up", "on", "in", "at", "like", "made", "nothing", "enormous",
                         "warm", "hot", "deserted", "bright", "busy", "vast", "tiny", "small", "big",
                         "white", "red", "high", "low", "old", "ablaze"})  # fmt: skip
"""What follows an "is" drawn together with its noun: "the barn's full of hay"."""

_WAYS = frozenset({"into", "up", "down", "in", "to", "on", "onto", "through", "past", "across", "along", "out",
                   "off", "over"})  # fmt: skip
_ORDERING = frozenset({"next", "last", "first", "second", "third", "far", "other", "final", "only", "whole", "same"})
_DURATIONS = frozenset({"hours", "days", "minutes", "weeks", "months", "years", "miles", "nights", "seconds",
                        "moments"})  # fmt: skip
"""What may stand before the subject: "after a couple of hours you come to a village"."""

_SHORT_ING = re.compile(r"[^aeiou]+ing")
"""Bare verbs that only look like a participle: ring, sling."""


def finite_verb(words: Sequence[str], names: frozenset[str] = frozenset()) -> int:
    """The first finite verb, or -1."""
    return next((at for at in range(len(words)) if _is_verb(words, at, names)), -1)


def _is_verb(words: Sequence[str], at: int, names: frozenset[str]) -> bool:
    plain, third, _, past = verb_forms()
    word, before = words[at], words[at - 1] if at else ""
    following = words[at + 1] if at + 1 < len(words) else ""
    stem, _, tail = word.partition("'")
    if tail in ("re", "m", "ve", "ll", "d") and stem in PRONOUNS | MODALS | {"who", "there"}:
        return True
    if word == "rolls" and before and not (before in ARTICLES or before in NUMBERS) and following in _WAYS:
        return True  # "your cart rolls into the yard"; dice roll otherwise
    if word == "back" and before in ("i", "you", "we", "they") and following in ("up", "away", "off", "out", "slowly"):
        return True
    if tail == "s" and (stem in PRONOUNS or stem in ("what", "here", "where", "that", "how")):
        return True
    if tail == "s" and (following in ARTICLES | BE | _PREDICATES or following.endswith("ing") or following in past):
        return True  # "the air's all smoke", "the water's a mirror"
    if word in BE - {"be", "been", "being"} or word in HAVE or word in WAS or word in MODALS:
        return True
    if word in ("do", "does", "don't", "doesn't"):
        return before != "to"
    nominal = (
        before in ARTICLES
        or before in NUMBERS
        or before == "one"
        or before in PREPOSITIONS - {"back", "up", "down", "out"}
        or (before in _ORDERING and at > 1 and words[at - 2] in ARTICLES)
    )
    object_follows = following in ("you", "us", "me", "him", "them")
    if word in plain and object_follows and before and not nominal and before != "to":
        return True  # "the police drag you"
    unnamed = (before == "one" or before not in ARTICLES | NUMBERS) and (
        word in third or not lexicon().concepts((word,))
    )
    unnamed = unnamed and before not in PREPOSITIONS and word not in _DURATIONS
    if object_follows and at and word.endswith("s") and not word.endswith("ss") and unnamed and _may_be_a_verb(word):
        return True  # "the tall one draws you out", be the verb known or not
    if (nominal and before not in ("that", "some", "this")) or (word == "left" and _is_adverb(words, at)):
        return False
    if _follows_pronoun(words, at):
        return True
    if word in third and "of" in words[max(0, at - 2) : at] and lexicon().concepts((word,)):
        return False  # "a set of slimy steps"
    if word in third and before not in HAVE:
        return True
    if word in past and _describes(words, at):
        return False  # "down a corridor lined with portraits"
    if word in past and before in (*JOINS, "") and not _has_object(words, at):
        return False  # "and painted forests"
    if word in past and before not in BE and before not in HAVE and before not in ("get", "gets", "being"):
        return True
    if word not in plain or (not before and following in third | {"is", "has"}):
        return False  # "Dawn finds you"
    return (
        not before
        or root(before) in {"i", "you", "we", "they", "who", "people"}
        or before in ADVERBS
        or before.endswith("ly")
        or (before.endswith("s") and not before.endswith(("ss", "'s")))
        or before in names
        or before in ("men", "women", "children", "folk", "mice", "together")
    )


def _is_adverb(words: Sequence[str], at: int) -> bool:
    """Whether the "left" at ``at`` is a side: "left and right", "to the left"."""
    return (
        at == 0
        or words[at - 1] in ("and", "then", "turn", "go", "bear", "bow")
        or tuple(words[at + 1 : at + 2]) == ("and",)
    )


def _describes(words: Sequence[str], at: int) -> bool:
    """Whether the participle at ``at`` only says how a prepositional phrase's noun is: "in a tunnel propped up"."""
    lead = [word for word in words[:at] if word not in JOINS and word not in ADVERBS]
    following = [word for word in words[at + 1 : at + 3] if word not in ("up", "over", "out", "down", "off")]
    opens = lead[:1] and (lead[0] in PREPOSITIONS or lead[0] in ("deep", "straight", "right"))
    opens = opens and len(lead) > 1 and root(words[at - 1]) not in PRONOUNS
    return bool(opens) and following[:1] in (["with"], ["by"], ["in"], ["of"], ["from"], ["like"])


def _has_object(words: Sequence[str], at: int) -> bool:
    following = words[at + 1] if at + 1 < len(words) else ""
    return not following or root(following) in ARTICLES | PREPOSITIONS | PRONOUNS | ADVERBS | NUMBERS


def _follows_pronoun(words: Sequence[str], at: int) -> bool:
    """Whether the word can only be a verb, known or not: "I elbow my way"."""
    before = words[at - 1] if at else ""
    if before not in ("i", "you", "we", "they"):
        return False
    opens = at == 1 or words[at - 2] in JOINS or words[at - 2] in ADVERBS or words[at - 2].endswith("ly")
    opens = opens or words[at - 2] in INVERTING
    word = words[at]
    if opens and word in ("round", "near", "top", "down") and words[at + 1 : at + 2] and words[at + 1] in ARTICLES:
        return True  # "as you round the bend"
    closed = word in PREPOSITIONS or word in ARTICLES or word in JOINS or word in ADVERBS or word in PRONOUNS
    doing = word.endswith(("ing", "ly")) and word not in verb_forms()[0] and not _SHORT_ING.fullmatch(word)
    return opens and not closed and not doing and "'" not in word


def _may_be_a_verb(word: str) -> bool:
    return word not in PREPOSITIONS | ARTICLES | JOINS | ADVERBS | PRONOUNS | NUMBERS and "'" not in word


def tense_of(words: Sequence[str], verb: int) -> Tense:
    """The tense of the finite verb at ``verb``."""
    if verb < 0:
        return "none"
    word = words[verb]
    if word in WAS:
        return "past"
    _, _, _, past = verb_forms()
    if word.endswith("ed") and verb and root(words[verb - 1]) in ("i", "you", "we", "they", "he", "she"):
        return "past"
    if word in past:
        before = words[verb - 1] if verb else ""
        # "Horses saddled", "the ferry burned": a state as well as a deed, unless someone is said to have done it.
        sure = root(before) in PRONOUNS or not before.endswith("s") or not word.endswith("ed")
        return "past" if sure and verb > 0 else "none"
    return "present"
