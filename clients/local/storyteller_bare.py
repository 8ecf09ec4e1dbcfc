"""Says what a place without a preposition is to the party: "we take the lane", "it's a cellar".

It must not look at prepositions; that is ``storyteller_ways``.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import LEAVING, is_copular, is_way, lemma, moves, rides
from clients.local.storyteller_scenery import (
    BELOW,
    first_noun,
    heading,
    inverted,
    is_a_story,
    is_gone,
    is_the_room,
    is_the_scene,
    shuts_behind,
    takes_in,
    telling,
)
from clients.local.storyteller_ways import Verdict
from clients.local.storyteller_words import listed

_ALWAYS = frozenset({"always", "never", "usually", "mostly"})
_ACROSS = frozenset({"beyond", "behind", "past", "through", "after", "inside"})
_SO_BE_IT = (("it", "is"), ("it", "is", "then"))
"""After a place that was decided for: "the boathouse it is"."""
_RUNNING_ASHORE = frozenset({"hit", "strike", "touch", "kiss", "bump", "nudge", "reach", "make"})
_ASHORE = frozenset({"island", "beach", "coast", "harbor"})
_ALONE_THERE = frozenset({("to", "yourselves"), ("to", "yourself"), ("to", "ourselves")})
_UNDERNEATH = BELOW | {"underneath", "beneath", "outside", "above", "overhead"}
_CUTS = frozenset(
    {("cut", "to"), ("fade", "in"), ("fade", "to"), ("open", "on"), ("jump", "to"), ("skip", "to"), ("we", "open"),
     ("smash", "cut"), ("hard", "cut"), ("quick", "cut"), ("match", "cut"), ("dissolve", "to"), ("new", "scene"),
     ("next", "scene"), ("scene", "change"), ("scene", "shift")}
)  # fmt: skip
_TAKEN = frozenset(
    {"canyon", "river", "valley", "road", "street", "pass", "tunnel", "corridor", "stairs", "rope_bridge", "bridge"}
)


def cuts(words: Sequence[str]) -> bool:
    """Whether a game master cuts to another place like a film: "cut to the docks"."""
    return tuple(words[:2]) in _CUTS


def without_preposition(clause: Clause, match: Match, matches: Sequence[Match], *, alone: bool) -> Verdict:
    """What the place ``match`` is to the party; see ``storyteller_places.movement``."""
    words, verb = clause.words, clause.verb
    done = lemma(clause)
    if moves(clause) and verb < match.start:
        if done in LEAVING:
            return "left"
        if done in ("hit", "touch") and "with" not in words:
            return "there"
        if done == "find" and clause.inherits and clause.after == "and":
            return "there"  # "you duck under the curtain and find a shrine"
        if done in ("take", "join") and match.entry.id in _TAKEN:
            return "there"  # "we take the lane out of town"
        if done in listed("go_in"):
            along = match.entry.id in _TAKEN and words[clause.verb].endswith(("'re", "'ve", "are"))
            return "there" if done != "follow" or along else ""
    if rides(clause) and verb < match.start and done in ("reach", "enter"):
        return "there"
    if (rides(clause) or clause.subject == "it") and done in _RUNNING_ASHORE and match.entry.id in _ASHORE:
        return "there" if verb < match.start else ""  # "it hits the island"
    if clause.subject in ("it", "they") and is_way(clause) and done == "become" and verb < match.start:
        return "there"  # "the crack becomes a cavern"
    if clause.subject == "it" and verb < match.start and (is_copular(clause) or done == "become"):
        return "there" if not is_a_story(words) and _ALWAYS.isdisjoint(words[: match.start]) else ""
    opening = next((word for word in words if word not in ("so", "and", "okay", "now")), "")
    if opening in ("this", "here", "here's") and verb < match.start and is_copular(clause):
        return "there"
    if cuts(words) or (
        words[0] in ("back", "then", "next", "finally", "so") and verb < 0 and alone and match.start < 4
    ):
        return "there"
    if inverted(clause, match) or (words[match.end :] in _SO_BE_IT and match.start <= 2):
        return "there"
    if moves(clause) and done == "have" and words[-2:] in _ALONE_THERE:
        return "there"  # "you have the beach to yourselves"
    if done == "find" and match.start > verb > 0 and words[verb - 1] in ("boots", "feet", "boot", "foot", "toes"):
        return "there"  # "your boots find the deck"
    if clause.subject == "they" and is_copular(clause) and match.start > verb and _all_of_it(words[:verb]):
        return "there"  # "and everything is a ballroom"
    if clause.subject == "there" or (moves(clause) and _sees(clause)):
        return "seen"
    if takes_in(clause, match):
        return "there"
    if clause.subject == "they" and match.end - 1 == verb:  # "the lagoon's so clear"
        if not _UNDERNEATH.isdisjoint(words[verb + 1 :]):
            return "seen"
        return "there" if telling(clause, matches) and first_noun(words, match) else "seen"
    if clause.subject == "they" and match.end <= verb:
        if is_gone(clause, match):
            return "left"
        if (
            words[0] in _ACROSS
            and words[1] in ("it", "that", "them")
            and done in ("begin", "open", "start", "wait", "stretch")
        ):
            return "there"  # "beyond it the tunnels begin"
        if match.end == verb and shuts_behind(clause):
            return "there"
        if is_the_scene(clause, match, alone=alone) or is_the_room(clause, match, alone=alone):
            return "there"
        if words[verb] in listed("state") and first_noun(words, match) and not BELOW & {*words[verb + 1 :]}:
            return "there" if telling(clause, matches) else ""
    if verb < 0 and alone:
        return "there" if heading(clause, match, matches) else ""
    return ""


def _all_of_it(lead: Sequence[str]) -> bool:
    said = [word for word in lead if word not in ("and", "then", "suddenly", "now", "around", "about", "you", "us")]
    return said in (["everything"], ["all"])


def _sees(clause: Clause) -> bool:
    return lemma(clause) in ("see", "notice", "spot", "find", "glimpse", "discover", "pass", "make")
