"""Knows the turns of speech that put a place last: "what you get to is an island", "it's off across the yard we go".

It must not look for the place: its preposition and its clause are handed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import lemma
from clients.local.storyteller_words import ARTICLES, JOINS, PREPOSITIONS, base, listed, root

_LEADS = frozenset({"and", "so", "then", "now", "but", "okay", "right", "well", "finally", "eventually", "in", "the",
                    "end", "at", "last", "just"})  # fmt: skip
_RECEIVING = frozenset({"receive", "await", "greet", "meet", "wait", "welcome", "open", "lie", "swallow", "face",
                        "surround", "rise", "stand", "enclose", "follow", "come"})  # fmt: skip
_GETTING = frozenset({"get", "come", "find", "reach", "enter", "step", "walk", "fall", "emerge", "end", "arrive",
                      "wake", "climb", "land", "are", "stop", "tumble", "stumble", "crawl", "surface",
                      "stand"})  # fmt: skip
_SINGLE = frozenset({"into", "onto"})
_OFF = frozenset({"off", "out", "back", "up", "down", "over", "on", "away", "home", "straight", "round", "halfway",
                  "along"})  # fmt: skip
_ONWARD = frozenset({"to", "into", "onto", "through", "across", "down", "up", "over", "along", "past", "of"})
_ACROSS = frozenset({"through", "across", "over", "up", "down", "past", "along"})
_BETWEEN = frozenset({"just", "then", "right", "now", "all", "already", "straight", "the", "way", "and", "about"})


def points_to(clause: Clause, match: Match) -> bool:
    """Whether what the party gets to, or what receives it, is the place: "where you come out is a courtyard"."""
    words = clause.words
    first = next((at for at, word in enumerate(words) if word not in _LEADS), len(words))
    if words[first : first + 1] not in (("what",), ("where",)):
        return False
    copula = next((at for at in range(match.start - 1, first, -1) if words[at] in ("is", "are")), -1)
    if copula < first + 2 or not _only_describes(words[copula + 1 : match.start]):
        return False
    middle = words[first + 1 : copula]
    done = {base(word) for word in middle}
    if root(middle[0]) in ("you", "we"):
        return bool(_GETTING & done) or "'re" in middle[0]
    if words[first] == "where":
        return bool({"you", "us"} & {*middle}) and bool(listed("carry") & done)
    return bool(_RECEIVING & done) and middle[0] not in ("i", "he", "she", "they")


def _only_describes(words: Sequence[str]) -> bool:
    return not any(word in PREPOSITIONS or word in JOINS for word in words)


def goes_by_itself(clause: Clause) -> bool:
    """Whether "it" stands for the way that is gone: "it's out of the door and down the lane"."""
    words, verb = clause.words, clause.verb
    if clause.subject != "it" or verb < 0 or not (words[verb] == "it's" or words[verb] == "is"):
        return False
    return _leads_on([word for word in words[verb + 1 :] if word not in _BETWEEN], words[-2:] in _GOING or _goes(words))


_GOING = frozenset({("we", "go"), ("you", "go"), ("i", "go")})


def _goes(words: Sequence[str]) -> bool:
    return any(tuple(words[at : at + 2]) in _GOING for at in range(len(words)))


def is_off(clause: Clause, *, acting: bool) -> bool:
    """Whether who says "I'm" is on the way: "I'm out of bed and through the window".

    ``acting``: something else is done in the same breath, so that "I'm out in the corridor" is a step, too.
    """
    words, verb = clause.words, clause.verb
    if clause.subject != "self" or verb < 0 or words[verb] != "i'm":
        return False
    rest = [word for word in words[verb + 1 :] if word not in _BETWEEN]
    return _leads_on(rest, True) or (acting and rest[:1] != [] and _out_there(rest))


def _out_there(rest: Sequence[str]) -> bool:
    return rest[0] in _OFF and rest[1:2] != [] and rest[1] in ("in", "on", "at", "under", "by", "behind")


def _leads_on(rest: Sequence[str], sure: bool) -> bool:
    if not rest:
        return False
    if rest[0] in _SINGLE:
        return True
    if rest[0] in _OFF and rest[1:2] and rest[1] in _ONWARD:
        return not (rest[0] in ("up", "down") and rest[1] == "to") and rest[:2] != ["out", "to"]
    return sure and rest[0] in _ACROSS and bool(rest[1:2]) and (rest[1] in ARTICLES or rest[1] in ("that", "those"))


def leads_the_way(clause: Clause, at: int) -> bool:
    """Like "she leads the way down into the catacombs"."""
    words, verb = clause.words, clause.verb
    leads = verb > 0 and words[verb + 1 : verb + 3] == ("the", "way") and lemma(clause) in ("lead", "light", "show")
    return leads and words[at] in ("into", "onto", "to", "through", "across", "down", "up")


def takes_along(clause: Clause) -> bool:
    """Whether the party is taken somewhere, be it said where or not: "he leads you down a long stair"."""
    words = clause.words
    if clause.subject not in ("they", "it") or clause.verb < 0 or lemma(clause) not in listed("carry"):
        return False
    after = words[clause.verb + 1 : clause.verb + 5]
    return after[:1] in (("you",), ("us",)) or ("of" in after and {"you", "us"}.intersection(after) != set())
