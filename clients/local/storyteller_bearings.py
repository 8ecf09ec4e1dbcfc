"""Reads the small words around a place: whether it is there in truth, far and reached, a part of another, a measure.

It must not decide who is where; that is ``storyteller_places``.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import moves
from clients.local.storyteller_ways import governing
from clients.local.storyteller_words import ARTICLES, listed

EDGES = frozenset({"shore", "shores", "bank", "banks", "street", "streets", "slope", "slopes", "deck", "gates",
                    "walls", "roof", "rooftops", "roofs", "tunnels", "alleys", "ruins"})  # fmt: skip
"""Parts that are places themselves, of a place that says more: "the shore of a lake"."""
_INTO = frozenset({"into", "onto", "up", "down", "through", "in", "to", "across", "over"})
_LIKENED = frozenset({"river", "sea", "mountains", "forest", "lake", "hills", "fields", "island",
                      "ocean"})  # fmt: skip
"""Places that measure: "rivers of lava"."""
_QUALITIES = frozenset({"flat", "plain", "square", "snug", "narrows", "open", "hollow", "bar", "dock",
                        "wild", "wilds", "underground"})  # fmt: skip
"""Places whose word says as well how something is, or what it does."""
_WHERE = frozenset({"by", "near", "beside", "in", "on", "at", "under", "of", "with", "among", "between", "above",
                    "before", "after", "past"})  # fmt: skip
_NOT_AT = frozenset({"of", "to", "from", "like", "as", "than", "towards", "toward", "about", "for", "with", "without",
                     "beyond", "behind", "past", "above", "off", "against"})  # fmt: skip


def reached(clause: Clause, match: Match) -> bool:
    """Whether the party comes to what is far or was: "you step off onto the far bank"."""
    words = clause.words
    lead = words[max(0, match.start - 4) : match.start]
    return moves(clause) and "far" in lead and not {"onto", "to", "at", "on", "into"}.isdisjoint(lead)


def takes_you(words: Sequence[str], at: int) -> bool:
    """Like "it takes you two days to climb up into the mountains"."""
    takes = next((n for n, word in enumerate(words[:at]) if word in ("takes", "costs")), -1)
    goal = next((n for n in range(takes + 1, at) if words[n] == "to" and words[n + 1] in listed("move")), -1)
    return takes >= 0 and words[takes + 1] in ("you", "us") and goal > 0 and words[at] in _INTO


def only_possible(clause: Clause, match: Match) -> bool:
    """Whether the party only could go there: "you can get into the tower", "in the next city you can buy one"."""
    words, verb = clause.words, clause.verb
    if not moves(clause) or verb < 0 or words[verb] not in ("can", "can't", "cannot"):
        return False
    return match.start > verb or words[max(0, match.start - 1)] == "next"


def merely_of(words: Sequence[str], match: Match) -> bool:
    """Whether it only says whence, whither or whose something is: "the road to the city"."""
    at = governing(words, match.start, ())
    return at >= 0 and words[at] in _NOT_AT


def halfway(words: Sequence[str], match: Match, matches: Sequence[Match]) -> bool:
    """Whether a second place only says where the first is: "a ledge halfway up the cliff"."""
    at = governing(words, match.start, matches)
    return at > 0 and words[at - 1] in ("halfway", "midway")


def at_the_end(words: Sequence[str]) -> bool:
    """Whether what is there is where the way ends: "at the end of the tunnel there's this big room"."""
    lead = [word for word in words[:6] if word not in ("and", "so", "then", "right", "there", "very")]
    return lead[:3] in (["at", "the", "end"], ["at", "the", "bottom"], ["at", "the", "top"])


def belongs(words: Sequence[str], match: Match, matches: Sequence[Match], since: int) -> bool:
    """Whether a second place only says where the first one is, which ends at ``since``."""
    if words[match.start] in _WHERE:
        return True  # "under the eaves"
    at = governing(words, match.start, matches)
    before = words[max(0, since, at - 4) : at]
    if words[at] == "of" and words[at - 1] in EDGES:
        return False
    return at >= 0 and words[at] in _WHERE and not {"and", "then", "back", "up", "down", "out"} & set(before)


def figurative(clause: Clause, match: Match) -> bool:
    """Whether the word is whose something is, or only says how much: "Ocean's Eleven", "rivers of lava"."""
    words = clause.words
    if words[match.end - 1].endswith("'s") and match.end < len(words) and match.end - 1 != clause.verb:
        return True
    article = words[match.start - 1] if match.start else ""
    if match.end == match.start + 1 and not match.many and _is_a_quality(clause, match):
        return True  # "it's flat, it's hot", "snug as anything"
    measures = match.entry.id in _LIKENED and words[match.end : match.end + 1] == ("of",)
    entered = article in ("a", "an") and match.start > 1 and words[match.start - 2] in ("into", "through", "in")
    return measures and not entered and (match.many or article in ("a", "an") or words[match.end - 1].endswith("s"))


def _is_a_quality(clause: Clause, match: Match) -> bool:
    """Whether a noun without an article says how something is: "it's flat", "snug as a bug"."""
    words = clause.words
    before = words[match.start - 1] if match.start else ""
    alike = words[match.end : match.end + 1] == ("as",) and before not in ARTICLES
    return alike or (words[match.start] in _QUALITIES and match.start - 1 in (clause.verb, -1))
