"""Finds in a clause where the party is, where it goes and what it leaves, by preposition, verb and subject.

It must not know where the party was before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clients.local.lexicon import Entry, Match, lexicon
from clients.local.storyteller_bare import cuts, without_preposition
from clients.local.storyteller_bearings import (
    EDGES,
    at_the_end,
    belongs,
    figurative,
    halfway,
    merely_of,
    only_possible,
    reached,
    takes_you,
)
from clients.local.storyteller_clefts import goes_by_itself, leads_the_way, points_to
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_inside import with_insides
from clients.local.storyteller_motion import is_copular, lemma, moves, step
from clients.local.storyteller_named import named_place
from clients.local.storyteller_scenery import (
    BELOW,
    distance,
    first_noun,
    inverted,
    shuts_behind,
    surrounds,
    unveils,
)
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_ways import Verdict, carried, governing, prepositional
from clients.local.storyteller_words import PARTY, PREPOSITIONS, listed, root

_SELF_EVIDENT = frozenset({"thousand", "chained", "shackled", "manacled", "make", "makes", "made",
                           "making", "set", "sets", "setting", "pitch", "aboard", "among", "between",
                           "under", "board", "boards", "below", "backstage", "onto", "above", "over",
                           "through", "beneath", "ashore"})  # fmt: skip
"""Place phrases that begin so say by themselves that one is there: "make camp", "aboard the ship"."""
_SENSED = frozenset({"noise", "smell", "stink", "heat", "cold", "light", "lights", "sounds", "sound", "warmth",
                     "stench", "bustle", "silence", "music"})  # fmt: skip
_WITHIN = frozenset({"in", "into", "on", "onto", "at", "inside", "through", "across", "along", "over"})
_FROM = frozenset({"of", "off", "from", "past", "like", "for", "with", "by", "behind", "as", "than", "about"})
_DOORS = frozenset({"door", "doors", "gates", "gate", "threshold", "entrance", "doorway"})
_INTO = frozenset({"into", "onto", "up", "down", "through", "in", "inside", "at", "to", "on", "across", "along",
                   "over"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Movement:
    """What one clause says of places. ``way`` is a step without a place: out, in, up, down or back."""

    arrivals: tuple[Stay, ...] = ()
    sighted: tuple[Stay, ...] = ()
    left: tuple[Entry, ...] = ()
    way: str = ""
    resting: tuple[Stay, ...] = ()
    """Those of ``sighted`` in which something else is said to be: "the chest is in the cellar"."""
    shown: tuple[Stay, ...] = ()
    """Those of ``sighted`` that the party sees close by: "there's a shop"."""
    named: tuple[Stay, ...] = ()
    """Places of which is not told whether the party is there: they do where nothing else is known."""


def movement(clause: Clause, matches: Sequence[Match], *, alone: bool, mover: bool) -> Movement:
    """Read the places in ``clause``; ``matches`` index its words and are real.

    ``alone``: the utterance has named no place before, so that a place without a verb may be where one is. ``mover``:
    the clause before told where the party is, and this one may go on without a verb.
    """
    words = clause.words
    arrivals: list[Stay] = []
    sighted: list[Stay] = []
    left: list[Entry] = []
    unsure: list[Stay] = []
    resting: list[Stay] = []
    distant = lexicon().marks("distant", words)
    since = 0
    for match in with_insides(clause, matches):
        if match.entry.kind != "place" or figurative(clause, match) or _wallows_in(words, match):
            continue
        stay = _outside_of(words, match, matches) or Stay(match.entry, words[match.start : match.end], match.many)
        verdict = _verdict(clause, match, matches, alone=alone and not arrivals, mover=mover)
        if words[match.start] in _SELF_EVIDENT and (match.start <= 3 or moves(clause)) and not _somebody(clause):
            verdict = "there"
        far = any(mark.end <= match.start <= mark.end + 3 for mark in distant) or (
            bool(distant) and distant[0].start <= 1 and words[distant[0].end - 1] != "side"
        )
        if far and verdict == "there" and words[distant[0].start] in ("beyond", "behind") and inverted(clause, match):
            far = False  # "beyond the gate is an orchard"
        if any(mark.start == match.end for mark in distant) and verdict == "there" and not moves(clause):
            verdict, far = "seen", False  # "but the church over there"
        if words[max(0, match.start - 1)] == "its" and not moves(clause):
            continue  # "the observatory, its roof open to the stars"
        if match.end == clause.verb and lemma(clause) in listed("carry") and {"you", "us"} & {*words[clause.verb :]}:
            continue  # "the night train drops you at a station"
        if not {"every", "each"}.isdisjoint(words[max(0, match.start - 3) : match.start]) and not moves(clause):
            continue  # "bulbs out on every second landing"
        if arrivals and not {"with", "shining", "looking", "facing", "showing"}.isdisjoint(words[since : match.start]):
            continue  # "a street with the sun shining through the houses"
        if (
            arrivals
            and arrivals[-1].words != ("ashore",)
            and verdict == "there"
            and belongs(words, match, matches, since)
        ):
            continue  # "a chapel by the roadside"
        far = far or (distance(words, match.start) and not moves(clause) and not mover)
        far = far or (clause.subject == "there" and "somewhere" in words[match.end : match.end + 2])
        far = far and not reached(clause, match)
        if verdict == "there" and (only_possible(clause, match) or (arrivals and halfway(words, match, matches))):
            continue
        far = far and not (words[0] == "beyond" and (clause.verb < match.start or words[1] in ("it", "that", "them")))
        if verdict == "there" and (not far or " ".join(words[:3]) == "all the way"):
            arrivals.append(stay)
            since = match.end
        elif verdict == "seen" and not far:
            sighted.append(stay)
            if clause.subject == "they" and is_copular(clause) and governing(words, match.start, ()) > clause.verb:
                resting.append(stay)
        elif verdict == "left":
            left.append(match.entry)
        elif not (verdict or far or distant or merely_of(words, match) or _is_their_home(clause)):
            unsure.append(stay)
    if sighted and at_the_end(words):
        arrivals.append(sighted.pop())
    if not arrivals:
        name = named_place(clause, matches)
        arrivals += [Stay(name[0], name[1], many=False)] if name is not None else []
    way = step(clause) if not arrivals else ""
    return Movement(tuple(arrivals), tuple(sighted), tuple(left), way, tuple(resting), named=tuple(unsure))


def steps_to(clause: Clause, matches: Sequence[Match]) -> Stay | None:
    """The place that is told of as soon as the party has moved: "you climb down, and the cellar goes on and on"."""
    words = clause.words
    if clause.subject != "they" or clause.tense != "present" or lexicon().marks("distant", words):
        return None
    for match in matches:
        if match.entry.kind == "place" and match.end == clause.verb and first_noun(words, match):
            far = lemma(clause) in listed("afar") - {"go", "open"} or BELOW & {*words[clause.verb + 1 :]}
            return None if far else Stay(match.entry, words[match.start : match.end], match.many)
    return None


def _outside_of(words: Sequence[str], match: Match, matches: Sequence[Match]) -> Stay | None:
    """Where one is who is outside a mine or in front of an inn, for places with a roof."""
    at = governing(words, match.start, matches)
    outside = at >= 0 and (words[at] == "outside" or tuple(words[at - 2 : at + 1]) == ("in", "front", "of"))
    if not outside or match.entry.setting == "outdoors" or not match.entry.out:
        return None
    noun = " ".join(words[match.start : match.end])
    return Stay(lexicon().get("place", match.entry.out), (), many=False, outside=noun.removesuffix("'s"))


def _verdict(clause: Clause, match: Match, matches: Sequence[Match], *, alone: bool, mover: bool) -> Verdict:
    words = clause.words
    if points_to(clause, match) or surrounds(clause, match):
        return "there"
    if clause.subject == "there" and "your" in words[max(0, match.start - 2) : match.start]:
        return "there"  # "there's the ceiling of your own bedroom"
    own = match.end > match.start + 1 and words[match.start] in _WITHIN  # "on the roof": a phrase with its own
    at = match.start if own else governing(words, match.start, matches)
    if at >= 0 and words[at] == "of":
        head = words[at - 1] if at else ""
        itself = any(other.entry.kind == "place" and other.end == at for other in matches)
        party = moves(clause)
        if clause.subject == "they" and match.end == clause.verb and shuts_behind(clause):
            return "there"
        drawn = head not in listed("part") and not itself and _leads_to_a_part(clause, matches, at)
        if not drawn and (head not in listed("part") or (itself and head not in EDGES)):
            return ""
        if head in _SENSED and clause.subject == "they" and match.end <= clause.verb and {"you", "us"} & {*words}:
            return "there"  # "the noise of the bazaar hits you"
        if head in _DOORS and party and _opens(clause):
            return "there"
        at = governing(words, at - 1, ())
        if at < 0 and not (party and lemma(clause) in listed("go_in")):
            return "there" if clause.verb < 0 and alone else ""
        if at < 0:
            return "there"
    if (cuts(words) and at in (1, 2)) or (at > 0 and words[at - 1 : at + 1] == ("welcome", "to")):
        return "there"
    if at >= 0 and tuple(words[at : at + 2]) == ("to", "be") and lemma(clause) == "turn":
        return "there"  # "it turns out to be a mill"
    if at > clause.verb >= 0 and clause.subject == "it" and takes_you(words, at):
        return "there"
    if at > clause.verb and words[at] not in _FROM and goes_by_itself(clause):
        return "there"
    if at > clause.verb >= 0 and (unveils(clause, at) or leads_the_way(clause, at)):
        return "there"
    if at > 1 and words[0] == "which" and is_copular(clause):
        return ""  # "the base, which is under the bowling alley"
    if at >= 0:
        return prepositional(clause, match, at, alone=alone, mover=mover)
    return without_preposition(clause, match, matches, alone=alone)


def _wallows_in(words: Sequence[str], match: Match) -> bool:
    """Whether it only says how deep they are in what: "up to your waist in laundry"."""
    lead = words[max(0, match.start - 6) : match.start]
    return lead[-1:] == ("in",) and any(lead[at : at + 2] == ("up", "to") for at in range(len(lead)))


def _leads_to_a_part(clause: Clause, matches: Sequence[Match], of: int) -> bool:
    """Whether the word before "of", known or not, is where the party goes: "up the drive of the hotel"."""
    words, head = clause.words, clause.words[of - 1]
    if (
        head in listed("no_part")
        or any(match.start < of <= match.end and match.entry.kind != "gear" for match in matches)
        or words[of - 2] in PREPOSITIONS
    ):
        return False
    at = governing(words, of - 1, ())
    return at > clause.verb >= 0 and words[at] in _INTO and (moves(clause) or carried(clause, at))


def _is_their_home(clause: Clause) -> bool:
    return clause.subject == "they" and lemma(clause) in ("live", "dwell", "work", "belong")


def _somebody(clause: Clause) -> bool:
    return clause.subject == "they" and not any(root(word) in PARTY for word in clause.words)


def _opens(clause: Clause) -> bool:
    return lemma(clause) in ("push", "open", "kick", "throw", "shoulder", "swing", "cross", "pass", "enter", "unlock",
                             "reach", "step", "break", "burst", "walk", "go", "squeeze", "slip")  # fmt: skip
