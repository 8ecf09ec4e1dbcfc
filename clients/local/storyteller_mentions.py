"""Knows when the party goes to a place that was named before: "but you get there", "until you stand in its doorway".

It must not look for the place itself: what was named is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match
from clients.local.storyteller_bearings import figurative
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import lemma
from clients.local.storyteller_scenery import first_noun
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_words import is_negation, listed, root

_WITHIN = frozenset({"in", "into", "on", "onto", "at", "inside", "through", "across", "along", "over", "under",
                     "before", "between"})  # fmt: skip
_STAYING = frozenset({"shelter", "camp", "rest", "sleep", "hide", "settle"})
_AMID = frozenset({("middle", "of", "it"), ("heart", "of", "it"), ("edge", "of", "it"), ("foot", "of", "it"),
                   ("top", "of", "it"), ("front", "of", "it")})  # fmt: skip

_AFTERTHOUGHTS = frozenset({"now", "then", "anyway", "again", "together", "quietly", "slowly", "carefully", "quickly"})


def subject_place(clause: Clause, matches: Sequence[Match]) -> Stay | None:
    """The place of which a clause tells something: "the chapel never seems to get any closer"."""
    words = clause.words
    for match in matches:
        if match.entry.kind == "place" and clause.subject == "they" and match.end <= clause.verb:
            return Stay(match.entry, words[match.start : match.end], match.many) if first_noun(words, match) else None
    return None


def last_named(clause: Clause, matches: Sequence[Match]) -> Stay | None:
    """The last place that is named in a clause, wherever it is."""
    found = [match for match in matches if match.entry.kind == "place" and not figurative(clause, match)]
    return Stay(found[-1].entry, clause.words[found[-1].start : found[-1].end], found[-1].many) if found else None


def goes_there(clause: Clause) -> bool:
    """Like "but you get there", "you walk out onto it"."""
    words, done = clause.words, lemma(clause)
    moving = done in listed("move") | _STAYING | {"get", "make"}
    if clause.tense != "present" or not moving or words[clause.verb] == "can":
        return False
    rest = words[clause.verb :]
    if done in _STAYING and "there" in rest and "there's" not in rest:
        return True  # "you shelter there for the night"
    if "where" in words[: clause.verb] and root(words[0]) in ("that", "so", "and"):
        return True  # "so that's where you run to"
    onto = any(rest[at : at + 2] in (("into", "it"), ("onto", "it"), ("inside", "it")) for at in range(len(rest)))
    return (
        onto
        or rest[:2] == ("get", "there")
        or rest[-2:] in (("get", "there"), ("reach", "it"), ("make", "it"))
        or rest[-3:] == ("make", "it", "there")
    )


def steps_inside(clause: Clause, place: Stay, matches: Sequence[Match]) -> bool:
    """Whether a step without a place leads into the one just named: "so you walk in", "you climb down there"."""
    words, done = clause.words, lemma(clause)
    if clause.tense != "present" or clause.verb < 0 or any(match.entry.kind == "place" for match in matches):
        return False
    if done not in listed("move") or any(is_negation(word) for word in words) or words[clause.verb] in ("can", "can't"):
        return False
    rest = list(words[clause.verb + 1 :])
    while rest and rest[-1] in _AFTERTHOUGHTS:
        rest.pop()
    within = place.entry.setting != "outdoors"
    if rest[-2:] in (["out", "there"], ["over", "there"], ["in", "there"], ["down", "there"], ["up", "there"]):
        return True  # "out the back there's a yard, and when you go out there"
    if rest[-1:] in (["in"], ["inside"]):
        return within
    return rest[-1:] == ["down"] and place.entry.setting == "underground"


def in_a_part_of_it(words: Sequence[str]) -> bool:
    """Like "in its doorway", "under its walls"."""
    if any(words[at : at + 3] in _AMID for at in range(len(words))):
        return True
    return any(
        words[at] == "its" and words[at - 1] in _WITHIN and words[at + 1] in listed("part")
        for at in range(1, len(words) - 1)
    )
