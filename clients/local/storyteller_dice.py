"""Hears dice in a sentence: checks, results, turns and rules, told apart from numbers that only count.

It must not decide what the sentence is; that is ``storyteller_speech``.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import Sentence
from clients.local.storyteller_words import listed, root

_SHORT = 6
"""So few words are the result of a roll rather than a year: "nineteen twenty"."""


def rules_in(words: Sequence[str]) -> int:
    """How much it sounds like the rules: 2 and more is plain."""
    marks = [mark for mark in lexicon().marks("rules", words) if not _counts(words, mark)]
    things = {at for found in lexicon().concepts(words) if found.entry.kind == "gear" for at in (found.start,)}
    return sum(
        mark.entry.weight
        for mark in marks
        if not _is_shape(words, mark)
        and not _rolls_along(words, mark)
        and not (mark.end - mark.start == 1 and mark.start in things)
    )


def _counts(words: Sequence[str], mark: Match) -> bool:
    """Whether a number only says how many of what, or which year: "twenty minutes later", "nineteen twenty-six"."""
    if mark.entry.id != "number" or words[mark.start] not in listed("number"):
        return False
    following = words[mark.end] if mark.end < len(words) else ""
    before = words[mark.start - 1] if mark.start else ""
    if following in ("hundred", "thousand", "or", "foot", "feet"):
        return True
    year = before in ("in", "nineteen", "eighteen", "twenty") and len(words) > _SHORT
    noun = (
        following.endswith("s")
        and "'" not in following
        and following not in ("plus", "minus", "is", "minuses", "points", "versus")
    )
    return year or (noun and following not in ("hits", "misses", "beats", "passes", "succeeds", "fails", "does"))


def _rolls_along(words: Sequence[str], mark: Match) -> bool:
    """Whether wheels roll, not dice: "you roll into the last station"."""
    following = words[mark.end] if mark.end < len(words) else ""
    return words[mark.start] in ("roll", "rolls") and following in (
        "into",
        "up",
        "past",
        "through",
        "along",
        "down",
        "on",
        "away",
    )


def _is_shape(words: Sequence[str], match: Match) -> bool:
    """Whether "a round" is only what something looks like: "a round steel door"."""
    following = words[match.end] if match.end < len(words) else ""
    said = tuple(words[match.start : match.end])
    return said == ("a", "round") and following not in (
        "",
        "of",
        "left",
        "later",
        "and",
        "or",
        "so",
        "to",
        "now",
        "ago",
    )


def only_numbers(words: Sequence[str]) -> bool:
    """Whether next to nothing but numbers is said: "Twenty-two." """
    said = [word for word in words if word in listed("number") or word.isdigit()]
    if 1 < len(said) <= 2 * _SHORT and len(said) * 2 >= len(words) and not lexicon().concepts(words):
        return True  # "Forty-one under sixty"
    return bool(said) and all(
        word in listed("number") or word.isdigit() or word in listed("around_number") or word in listed("interjection")
        for word in words
    )


def begins_with_a_result(words: Sequence[str]) -> bool:
    """Whether it begins with what was rolled: "ninety-one, that's terrible", "seventeen for stealth"."""
    count = next(
        (at for at, word in enumerate(words) if word not in listed("number") and not word.isdigit()), len(words)
    )
    following = root(words[count]) if count < len(words) else ""
    plain = count and words[0] not in ("and", "one", "half", "hundred")
    return bool(plain) and following in (
        "that",
        "is",
        "so",
        "plus",
        "minus",
        "does",
        "total",
        "with",
        "for",
        "which",
        "damage",
    )


def is_a_result(sentence: Sentence) -> bool:
    """Whether numbers stand alone before what the dice are asked: "Twenty-two, and I'm burning luck"."""
    alone = all(word in listed("number") or word.isdigit() for word in sentence.clauses[0].words)
    return alone and len(sentence.clauses) > 1 and rules_in(sentence.words) >= 2
