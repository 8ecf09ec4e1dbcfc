"""Knows that whoever is on a ship is on its deck, and whoever is in a van in the van.

It must not decide who that is; that is ``storyteller_places``.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_ways import governing

_FERRIES = frozenset({"ship", "boat"})
_WHEELS = frozenset({"carriage", "train", "bus", "van", "truck", "car", "lorry", "taxi", "cab", "tram", "wagon", "walker", "mech", "rover", "speeder",
                     "coach"})  # fmt: skip
_NOT_WHEELS = (("park",), ("station",), ("stop",), ("door",), ("house",), ("shop",), ("driver",), ("depot",), ("yard",))


def with_vehicles(words: Sequence[str], matches: Sequence[Match]) -> list[Match]:
    """``matches`` of a clause's ``words``, and the places that one is in who is on a ship or in a van."""
    found = list(matches)
    taken = {at for other in matches if other.entry.kind == "place" for at in range(other.start, other.end)}
    for match in matches:
        afloat = match.entry.kind == "gear" and match.entry.id in _FERRIES and match.start not in taken
        if afloat and _aboard(words, match.start, match.entry.id):
            found.append(Match(lexicon().get("place", "deck"), match.start, match.end, match.many))
    for at, word in enumerate(words):
        wheels = word in _WHEELS and at not in taken and words[at + 1 : at + 2] not in _NOT_WHEELS
        if wheels and _boards(words, at):
            found.append(Match(lexicon().get("place", "carriage"), at, at + 1, many=False))
    return sorted(found, key=lambda match: match.start)


def _aboard(words: Sequence[str], start: int, ferry: str) -> bool:
    at = governing(words, start, ())
    ours = at >= 0 and words[at] == "to" and words[at + 1] in ("the", "your", "our")
    return at >= 0 and (
        ours
        or words[at] in ("aboard", "onto", "on")
        or (ferry == "boat" and words[at] in ("in", "into"))
        or tuple(words[at - 1 : at + 1]) == ("on", "of")
    )


def _boards(words: Sequence[str], at: int) -> bool:
    """Whether somebody gets in or on, or is there: "you jump on the last carriage"."""
    under = governing(words, at, ())
    if under < 0:
        return words[max(0, at - 2) : at - 1] == ("board",)
    return words[under] in ("aboard", "onto", "on", "into", "in", "inside")
