"""Knows what is a place only for who is in or on it: a ship's deck, a van, the wall of a castle, a well.

It must not decide who that is; that is ``storyteller_places``.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import lemma, moves
from clients.local.storyteller_reality import compared_in, denied_from
from clients.local.storyteller_ways import carried, governing
from clients.local.storyteller_words import listed, verb_forms

_FERRIES = frozenset({"ship", "boat"})
WITHIN = {
    "in": frozenset({"in", "into", "inside", "down", "aboard"}),
    "on": frozenset({"on", "onto", "atop", "up", "aboard"}),
    "up": frozenset({"up", "into"}),
    "through": frozenset({"through", "along"}),
}
"""The prepositions by which one comes to be in or on something, by the one that ``inside`` in the lexicon names."""
_HEADS = frozenset({"park", "station", "stop", "door", "house", "shop", "driver", "depot", "yard", "keeper", "owner"})
"""What makes a word before it tell only of which kind it is: "the bus stop"."""
_LEADS = frozenset({"and", "so", "then", "now", "back", "up", "down", "out", "over", "off", "away", "in",
                    "on", "deep", "high", "still", "right", "you", "we", "us", "yourself", "yourselves",
                    "both", "all", "everybody", "everyone", "alone", "later", "next", "inside", "quickly",
                    "slowly", "carefully", "flat"})  # fmt: skip
"""What may stand between the verb and the preposition, or before it where there is none: "now up on the wall"."""
_WET = frozenset({"sea", "lake", "river", "swamp", "frozen_lake"})
_TOUCHING = frozenset({"lean", "knock", "tap", "press", "push", "pull", "hang", "look"})


def with_insides(clause: Clause, matches: Sequence[Match]) -> list[Match]:
    """``matches`` of a clause and those places in it that are places only for who is in or on them."""
    words, found = clause.words, list(matches)
    taken = {at for other in matches if other.entry.kind == "place" for at in range(other.start, other.end)}
    for match in matches:
        afloat = match.entry.kind == "gear" and match.entry.id in _FERRIES and match.start not in taken
        if afloat and _aboard(words, match.start, match.entry.id):
            found.append(Match(lexicon().get("place", "deck"), match.start, match.end, match.many))
    last = max(taken, default=-1)  # "you lie in the mud in a graveyard": the place itself is told
    for at in range(last + 1, len(words)):
        if words[at + 1 : at + 2] not in {(head,) for head in _HEADS}:
            found += _inside(clause, at)
    return sorted(found, key=lambda match: match.start)


def _inside(clause: Clause, at: int) -> list[Match]:
    words = clause.words
    known = lexicon().inside(words[at])
    if not known:
        return []
    under = governing(words, at, ()) if at not in lexicon().sayings(words) else -1
    if under > 0 and words[under] == "of" and words[under - 1] in listed("part"):
        under = governing(words, under - 1, ())  # "in the back of her cart"
    if at >= denied_from(words) or at in compared_in(words):
        return []
    # Not "masks on the wall", nor "the key from the hook on the wall": those are there, and not the party.
    _, _, doing, past = verb_forms()
    between = words[clause.verb + 1 : under]
    direct = all(word in _LEADS or word in doing or word in past for word in between)
    goes = direct and (clause.verb < 0 or (moves(clause) and lemma(clause) not in _TOUCHING))
    if under < 0 or not (goes or carried(clause, under)):
        return []
    # Whoever is standing in water may be anywhere.
    standing = goes and not _LEADS.issuperset(between)
    return [
        Match(entry, at, at + 1, many)
        for entry, way, many in known
        if words[under] in WITHIN[way] and not (standing and entry.id in _WET)
    ]


def _aboard(words: Sequence[str], start: int, ferry: str) -> bool:
    at = governing(words, start, ())
    ours = at >= 0 and words[at] == "to" and words[at + 1] in ("the", "your", "our")
    return at >= 0 and (
        ours
        or words[at] in ("aboard", "onto", "on")
        or (ferry == "boat" and words[at] in ("in", "into"))
        or tuple(words[at - 1 : at + 1]) == ("on", "of")
    )
