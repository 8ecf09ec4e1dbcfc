"""Weighs for each place that is named whether the party is there afterwards, by how and among what it was named.

It must not know where the party was. Its weights, ``arrival.json``, are learned from the labelled conversations by
``python -m benchmarks.lessons``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from clients.local.lexicon import Entry, Match, lexicon
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_happening import HAPPENING
from clients.local.storyteller_inside import WITHIN
from clients.local.storyteller_learned import Traits, odds
from clients.local.storyteller_named import names_in
from clients.local.storyteller_network import token
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_told import Told
from clients.local.storyteller_traits import of_clause, of_noun
from clients.local.storyteller_ways import governing
from pipeline.model import UtteranceKind

PLAIN, TOLD, SAID = 0.2, 0.35, 0.5
"""Enough where grammar says plainly that they are there, where somebody tells or does something, and in other talk."""
AT_FIRST = 0.15
"""Enough where nothing is known yet: a story begins somewhere."""
_SHARE = 0.5
"""How much of the say the network has."""
_OPENING = ("kind ", "v ", "barred ", "prep ")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that was named, in which ``clause`` of the utterance, at which of its words and tokens, and how."""

    stay: Stay
    clause: int
    at: int
    token: int
    traits: frozenset[str]


def mentions(told: Sequence[Told]) -> list[Mention]:
    """Each place that was named, those included that are places only for who is in or on them."""
    found: list[Mention] = []
    for number, one in enumerate(told):
        candidates = _candidates(one.clause, one.named) if not _is_behind(told, number) else []
        shared = of_clause(one) if candidates else frozenset[str]()
        found += [_mention(one, match, sort, shared) for match, sort in candidates]
    return found


def weighed(
    found: Sequence[Mention], utterance: Mapping[str, float], ruled: Entry | None, *, opening: bool
) -> list[Traits]:
    """The traits of each of ``found`` together with those of its ``utterance``.

    ``ruled``: where the party is by the rules. ``opening``: whether nothing is known yet.
    """
    taken = [mention.stay.entry == ruled for mention in found]
    rows: list[Traits] = []
    for number, mention in enumerate(found):
        later, earlier = found[number + 1 :], found[:number]
        flags = {
            f"at {min(mention.at // 5, 8)}": True,
            "first of all": not earlier,
            f"later {min(3, len(later))}": True,
            f"earlier {min(3, len(earlier))}": True,
            "taken": taken[number],
            "taken later": any(taken[number + 1 :]),
            "taken earlier": any(taken[:number]),
            "taken last": taken[number] and not any(taken[number + 1 :]),
            "none taken": not any(taken),
            "again": any(other.stay.entry == mention.stay.entry for other in earlier),
            "named again later": any(other.stay.entry == mention.stay.entry for other in later),
            "opening": opening,
        }
        for trait in mention.traits:
            if trait.startswith("v ") and trait.count(" ") == 1:
                flags[f"none taken {trait}"] = not any(taken)
            if trait.startswith(_OPENING) and trait.count(" ") == 1:
                flags[f"opening {trait}"] = opening
        row = dict(utterance) | dict.fromkeys(mention.traits, 1.0)
        rows.append(row | {name: 1.0 for name, holds in flags.items() if holds})
    return rows


def likeliest(
    rows: Sequence[Traits], views: Sequence[float | None], kind: UtteranceKind, *, opening: bool
) -> int | None:
    """Which of the mentions with these traits is where the party is afterwards; None where none is likely.

    ``views``: the network's odds for each, as logarithms; None where it has none. ``kind``: that of the utterance.
    """
    weighed = [odds("arrival", row) for row in rows]
    together = [
        one if view is None else (1 - _SHARE) * one + _SHARE * view for one, view in zip(weighed, views, strict=True)
    ]
    likely = [exp(max(-30.0, min(30.0, one))) for one in together]
    best = max(range(len(rows)), key=lambda at: (likely[at], at), default=None)
    limit = TOLD if kind in HAPPENING else SAID
    if opening:
        limit = AT_FIRST
    elif best is not None and {"plain", "taken"} <= rows[best].keys():
        limit = PLAIN
    # That it is none of them has odds of one: the weights were learned so.
    return best if best is not None and likely[best] >= limit * (1 + sum(likely)) else None


def _candidates(clause: Clause, named: Sequence[Match]) -> list[tuple[Match, str]]:
    """The places in a clause and of which sort each is; a name with an article may be an inn's."""
    found = [(match, "place") for match in named if match.entry.kind == "place" and not _was(clause.words, match)]
    taken = {at for match, _ in found for at in range(match.start, match.end)}
    for at, word in enumerate(clause.words):
        for entry, way, many in lexicon().inside(word) if at not in taken else ():
            under = governing(clause.words, at, ())
            within = under >= 0 and clause.words[under] in WITHIN[way]
            found.append((Match(entry, at, at + 1, many), "inside" if within else "bare"))
    for start, end in names_in(clause):
        if start and clause.words[start - 1] == "the" and taken.isdisjoint(range(start, end)):
            found.append((Match(lexicon().get("place", "tavern"), start, end, many=False), "name"))
    found.sort(key=lambda one: one[0].start)
    # Of two nouns side by side the last one is meant: a landing tower, the village green.
    heads = {match.start for match, _ in found}
    return [(match, sort) for match, sort in found if match.end not in heads]


def _is_behind(told: Sequence[Told], number: int) -> bool:
    """Whether it is where the party comes from: "Behind you, the forest."."""
    if not number or told[number - 1].sentence is not told[number].sentence:
        return False
    before, here = told[number - 1].clause, told[number].clause
    return before.words[0] == "behind" and before.verb < 0 and here.verb < 0


def _was(words: Sequence[str], match: Match) -> bool:
    """Whether it is only said what something was before: "the tavern that once was a church"."""
    before = words[: match.start]
    return any(before[at : at + 2] in (("once", "was"), ("used", "to")) for at in range(len(before)))


def _mention(told: Told, match: Match, sort: str, traits: frozenset[str]) -> Mention:
    clause = told.clause
    said = clause.words[match.start : match.end]
    verdict = _verdict(told, match, said)
    own = {
        f"v {verdict}", f"v {verdict} {told.kind}", f"v {verdict} {told.barred}", f"v {verdict} {clause.subject}",
        f"sort {sort}", f"sort {sort} {verdict}", f"sort {sort} {clause.subject}",
    }  # fmt: skip
    known = next((stay for stay in told.moved.arrivals if stay.entry == match.entry), None)
    stay = known or Stay(match.entry, said if sort != "name" else (), match.many)
    return Mention(
        stay,
        told.index,
        told.at + match.start,
        token(told, match.start),
        traits | own | of_noun(clause, match, told.named),
    )


def _verdict(told: Told, match: Match, said: Sequence[str]) -> str:
    """What the rules made of it."""
    moved = told.moved
    read = {
        "there": moved.arrivals,
        "resting": moved.resting,
        "sighted": moved.sighted,
        "shown": moved.shown,
        "named": moved.named,
    }
    for verdict, stays in read.items():
        if any(stay.entry == match.entry and stay.words[-1:] in ((), (said[-1],)) for stay in stays):
            return verdict
    if all(other.start != match.start for other in told.real):
        return "masked"
    return "left" if match.entry in moved.left else "none"
