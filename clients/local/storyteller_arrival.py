"""Weighs for each place that is named whether the party is there afterwards, by how and among what it was named.

It must not know where the party was. Its weights, ``arrival.json``, are learned from the labelled conversations by
``python -m benchmarks.lessons``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, floor

from clients.local.lexicon import Entry, Match, lexicon
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_happening import HAPPENING
from clients.local.storyteller_inside import WITHIN
from clients.local.storyteller_learned import Traits, odds
from clients.local.storyteller_motion import lemma
from clients.local.storyteller_named import names_in
from clients.local.storyteller_nearby import Near
from clients.local.storyteller_network import token
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_told import Told
from clients.local.storyteller_traits import of_clause, of_noun
from clients.local.storyteller_ways import governing
from clients.local.storyteller_words import ARTICLES
from pipeline.model import UtteranceKind

PLAIN, TOLD, SAID = 0.2, 0.3, 0.65
"""Enough where grammar says plainly that they are there, where somebody tells or does something, and in other talk."""
AT_FIRST = 0.15
"""Enough where nothing is known yet: a story begins somewhere."""
_SHARE = 0.5
"""How much of the say the network has."""
_STEPS = frozenset({"in", "inside", "aboard", "indoors", "within", "through", "down", "up", "there", "across", "over"})
"""What tells of a step without a place."""
_DOORS = frozenset({"door", "doors", "doorway", "gate", "gates", "window", "hatch", "trapdoor", "hole", "gap",
                    "entrance", "opening", "curtain", "flap", "ladder", "steps", "stairs", "stair", "rope", "way",
                    "same"})  # fmt: skip
"""Through what a step may lead that goes to a place without its name."""
_CORRECTING = frozenset({("well", "no"), ("wait", "no"), ("no", "wait"), ("sorry", "no"), ("no", "sorry"), ("er", "no"),
                         ("um", "no")})  # fmt: skip
_OF_IT = frozenset({"bell", "bells", "key", "keys", "sign", "signs", "map", "maps"})
"""What is only of a place that is named before it: "an old church bell"."""
_OPENING_UP = frozenset({"open", "unlock", "unbar", "unbolt", "shut", "close", "lock"})
_OPENING = ("kind ", "v ", "barred ", "prep ")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that was named, in which ``clause`` of the utterance, at which of its words and tokens, and how."""

    stay: Stay
    clause: int
    at: int
    token: int
    traits: frozenset[str]
    step: bool = False
    """Whether only a step was named, which may lead to what is close by: "I go in"."""


def mentions(told: Sequence[Told], near: Near | None = None) -> list[Mention]:
    """Each place that was named, those included that are places only for who is in or on them.

    After them each step that names none and may lead to what is ``near``.
    """
    found: list[Mention] = []
    steps: list[Mention] = []
    denied, corrected = _denied(told), _corrected(told)
    for number, one in enumerate(told):
        candidates = [] if _is_behind(told, number) else _candidates(one.clause, one.named)
        candidates = [(match, sort) for match, sort in candidates if not _is_taken_back(one, match, denied, corrected)]
        leading = _steps(one.clause, candidates) if near is not None else []
        shared = of_clause(one) if candidates or leading else frozenset[str]()
        found += [_mention(one, match, sort, shared) for match, sort in candidates]
        steps += [_step(one, at, near, shared) for at in leading if near is not None]
    return found + steps


def weighed(
    found: Sequence[Mention], utterance: Mapping[str, float], ruled: Entry | None, *, opening: bool
) -> list[Traits]:
    """The traits of each of ``found`` together with those of its ``utterance``.

    ``ruled``: where the party is by the rules. ``opening``: whether nothing is known yet.
    """
    taken = [mention.stay.entry == ruled for mention in found]
    rows: list[Traits] = []
    named = [number for number, mention in enumerate(found) if not mention.step]
    for number, mention in enumerate(found):
        after = [other for other in named if (found[other].token > mention.token if mention.step else other > number)]
        until = [other for other in named if other != number and other < (after[0] if after else len(found))]
        later, earlier = [found[other] for other in after], [found[other] for other in until]
        flags = {
            f"at {min(mention.at // 5, 8)}": True,
            "first of all": not earlier,
            f"later {min(3, len(later))}": True,
            f"earlier {min(3, len(earlier))}": True,
            "taken": taken[number],
            "taken later": any(taken[other] for other in after),
            "taken earlier": any(taken[other] for other in until),
            "taken last": taken[number] and not any(taken[other] for other in after),
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
    likely = [
        0.0 if opening and "v left" in row else exp(max(-30.0, min(30.0, one)))
        for one, row in zip(together, rows, strict=True)
    ]
    best = max(range(len(rows)), key=lambda at: (likely[at], at), default=None)
    limit = TOLD if kind in HAPPENING else SAID
    if opening:
        limit = AT_FIRST
    elif best is not None and {"plain", "taken"} <= rows[best].keys():
        limit = PLAIN
    # That it is none of them has odds of one: the weights were learned so.
    return best if best is not None and likely[best] >= limit * (1 + sum(likely)) else None


_CALLED = {"pass": "pass", "row": "town", "heights": "hills", "narrows": "canyon", "flats": "plain"}
"""What the last word of a name means there, and nowhere else: "Cinder Pass", "Tanner's Row"."""


def _candidates(clause: Clause, named: Sequence[Match]) -> list[tuple[Match, str]]:
    """The places in a clause and of which sort each is; a name with an article may be an inn's."""
    found = [(match, "place") for match in named if match.entry.kind == "place" and not _was(clause.words, match)]
    taken = {at for match, _ in found for at in range(match.start, match.end)}
    for at, word in enumerate(clause.words):
        if at in taken:
            continue
        found += [(Match(entry, at, at + 1, many), "bare") for entry, many in lexicon().passed(word)]
        for entry, way, many in lexicon().inside(word):
            under = governing(clause.words, at, ())
            within = under >= 0 and clause.words[under] in WITHIN[way]
            found.append((Match(entry, at, at + 1, many), "inside" if within else "bare"))
    for start, end in names_in(clause):
        if (kind := _CALLED.get(clause.words[end - 1])) is not None and end - 1 not in taken:
            found.append((Match(lexicon().get("place", kind), end - 1, end, many=False), "place"))
        elif start and clause.words[start - 1] == "the" and taken.isdisjoint(range(start, end)):
            found.append((Match(lexicon().get("place", "tavern"), start, end, many=False), "name"))
    found.sort(key=lambda one: one[0].start)
    # Of two nouns side by side the last one is meant: a landing tower, the village green.
    heads = {match.start for match, _ in found}
    return [
        (match, sort)
        for match, sort in found
        if match.end not in heads and _OF_IT.isdisjoint(clause.words[match.end : match.end + 1])
    ]


def _steps(clause: Clause, candidates: Sequence[tuple[Match, str]]) -> list[int]:
    """Where in a clause a step is told without its place: "I go in", "inside it's dark", "we get in by the window"."""
    words = clause.words
    led = {governing(words, match.start, ()) for match, _ in candidates}
    found: list[int] = []
    for at, word in enumerate(words):
        if word not in _STEPS or at in led:
            continue
        rest = words[at + 1 : at + 5]
        if not rest or rest[0] not in ARTICLES or not _DOORS.isdisjoint(rest):
            found.append(at)
    return found


def _step(told: Told, at: int, near: Near, shared: frozenset[str]) -> Mention:
    clause = told.clause
    word, last = clause.words[at], at == len(clause.words) - 1
    way = told.moved.way
    own = {
        "sort step", f"step {word}", f"step {word} {clause.subject}", f"step {word} {told.kind}", f"step {told.barred}",
        f"step {word} last {last}", f"step {word} first {at == 0}", f"step way {way}", f"step {way} {word}",
        f"step {word} does {lemma(clause)}", f"step into {near.stay.entry.setting}",
        f"near {max(-4, min(1, floor(near.likely)))}", f"near {near.age} ago",
    }  # fmt: skip
    noun = of_noun(clause, Match(near.stay.entry, at, at + 1, many=False), told.named)
    return Mention(
        near.stay, told.index, told.at + at, token(told, at), shared | own | {f"step: {one}" for one in noun}, step=True
    )


def steps(told: Sequence[Told]) -> bool:
    """Whether a step is told that names no place."""
    return any(_steps(one.clause, _candidates(one.clause, one.named)) for one in told)


def taken_back(told: Sequence[Told]) -> frozenset[Entry]:
    """The places that are named, and said not to be meant, or only to be opened."""
    denied, corrected = _denied(told), _corrected(told)
    return frozenset(
        match.entry
        for one in told
        for match, _ in _candidates(one.clause, one.named)
        if _is_taken_back(one, match, denied, corrected)
    )


def _denied(told: Sequence[Told]) -> dict[str, int]:
    """The nouns that are said not to be meant, and up to which word of the utterance: "no, not the refectory"."""
    return {
        one.clause.words[at + 2]: one.at + at + 2
        for one in told
        for at in range(len(one.clause.words) - 2)
        if one.clause.words[at : at + 2] in (("not", "the"), ("not", "a"), ("not", "an"))
    }


def _corrected(told: Sequence[Told]) -> frozenset[int]:
    """At which words of the utterance somebody corrects what they said last: "a sheepfold, well, no, an old kiln"."""
    words = [word for one in told for word in one.clause.words]
    return frozenset(at for at in range(len(words) - 1) if (words[at], words[at + 1]) in _CORRECTING)


def _is_taken_back(told: Told, match: Match, denied: Mapping[str, int], corrected: frozenset[int]) -> bool:
    words, end = told.clause.words, told.at + match.end
    if end - 1 <= denied.get(words[match.end - 1], -1) or _only_opens(told.clause, match):
        return True
    return _is_likened(words, match.start) or not corrected.isdisjoint(range(end, end + 3))


def _is_likened(words: Sequence[str], at: int) -> bool:
    """Whether it only says how something is: "dim as a church", "it's like walking into a mouth"."""
    before = words[max(0, at - 5) : at]
    if before[-1:] == ("as",) or (before[-2:-1] == ("as",) and before[-1] in ("a", "an")):
        return True
    return any(word == "like" and following.endswith("ing") for word, following in pairwise(before))


def _only_opens(clause: Clause, match: Match) -> bool:
    """Whether its door is opened and no more is told: "I open the pantry"."""
    verb = clause.verb
    if lemma(clause) not in _OPENING_UP or match.end != len(clause.words):
        return False
    return match.start == verb + 1 or (match.start == verb + 2 and clause.words[verb + 1] in ARTICLES)


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
