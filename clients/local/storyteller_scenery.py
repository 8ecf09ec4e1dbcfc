"""Reads a place that is told of by itself: it opens before the party, shuts behind it, is described, or only named.

It must not look at what a preposition makes of it; that is ``storyteller_ways``.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import is_copular, lemma
from clients.local.storyteller_words import MODALS, NUMBERS, PARTY, PREPOSITIONS, SELF, is_negation, listed, root

_BEFORE_ONE = frozenset({"before", "around", "ahead", "below", "beneath", "above", "behind", "front",
                         "beside"})  # fmt: skip
TAKING_IN = frozenset({"surround", "swallow", "welcome", "greet", "envelop", "engulf", "receive", "close", "await",
                       "open", "enclose", "embrace", "wrap", "rise", "loom", "tower", "stand", "stretch", "spread",
                       "appear", "emerge", "lie", "arch"})  # fmt: skip
"""What a place does to those who come to it: "the forest closes around you"."""
BELOW = frozenset({"below", "behind", "beyond"})
_ENDS = frozenset({"end", "foot", "bottom", "top", "head"})
_VEILS = frozenset({"curtain", "curtains", "mist", "mists", "fog", "smoke", "cloud", "clouds", "dust",
                    "darkness", "dark", "trees", "crowd", "reeds", "leaves", "branches", "lid", "snow",
                    "rain"})  # fmt: skip
_OPENINGS = frozenset({"door", "doors", "gate", "wall", "arch", "archway", "curtain", "hatch", "hedge", "portal",
                       "ridge", "opening", "bend", "corner", "doorway"})  # fmt: skip
_CONTINUING = frozenset({"nothing", "or", "not", "just", "like", "especially", "mostly", "maybe", "perhaps", "plus",
                         "same", "even", "only", "with", "without", "to", "if", "than", "as", "such"})  # fmt: skip
"""Words with which a sentence goes on about what was said before."""
_AWAY = frozenset({"out", "away", "off", "north", "south", "east", "west", "from", "beyond", "inland", "upriver"})
_INFINITIVE = frozenset({"stare", "do", "see", "visit", "reach", "find", "go", "get", "build", "buy",
                         "look"})  # fmt: skip
_UNITS = frozenset({"mile", "miles", "league", "leagues", "yards", "metres", "meters", "kilometres", "kilometers",
                    "feet", "hours", "hour", "minutes", "days", "day", "ride", "walk", "march", "journey", "sail",
                    "paces", "klicks", "blocks"})  # fmt: skip


def telling(clause: Clause, matches: Sequence[Match]) -> bool:
    """Whether the clause says how the place is: "the hall is full of smoke", not only that it is there."""
    words, verb = clause.words, clause.verb
    told = any(other.entry.kind in ("mood", "light", "weather", "terrain") for other in matches)
    plain = words[verb] in ("is", "are", "goes", "turns", "seems", "looks")
    told = told or bool({"when", "as"} & {*words[verb:]} and "you" in words[verb:])
    return told or not plain or bool({"full", "covered", "filled"} & {*words})


def is_the_room(clause: Clause, match: Match, *, alone: bool) -> bool:
    """Whether a room is told of as one sees it from within: "his office is the size of a cupboard"."""
    words, verb = clause.words, clause.verb
    if not alone or match.entry.setting == "outdoors" or match.end != verb or words[verb] != "is":
        return False
    after = words[verb + 1 :]
    lead = [word for word in words[: match.start] if word not in ("and", "then", "so", "now", "but")]
    plain = not after or after[0] in PREPOSITIONS | {
        "gone",
        "closed",
        "shut",
        "locked",
        "where",
        "there",
        "ours",
        "yours",
    }
    owned = len(lead) == 2 and lead[0] in ("the", "his", "her") and lead[1].endswith(("'s", "s'"))
    theirs = len(lead) == 1 and lead[0] in ("the", "his", "her", "your", "their")
    return (theirs or owned) and not plain and "not" not in after


def shuts_behind(clause: Clause) -> bool:
    """Like "the airlock of the mine closes behind you", "the gate swings shut behind us"."""
    after = clause.words[clause.verb + 1 :]
    behind = any(
        after[at : at + 2] in (("behind", "you"), ("behind", "us"), ("around", "you")) for at in range(len(after))
    )
    return behind and lemma(clause) in ("close", "slam", "shut", "swing", "fall", "bang", "seal", "clang", "slide",
                                        "click", "boom", "thud")  # fmt: skip


def is_the_scene(clause: Clause, match: Match, *, alone: bool) -> bool:
    """Whether a telling begins with the place itself: "the lobby has seen better days"."""
    words, verb = clause.words, clause.verb
    if not alone or match.end != verb or not first_noun(words, match) or clause.tense != "present":
        return False
    if lemma(clause) in listed("carry") and {"you", "us"} & {*words[verb + 1 :]}:
        return False  # "the night train drops you at a station"
    if lemma(clause) in listed("afar") or words[verb] in ("is", "are") or words[verb] in MODALS:
        return False
    return not BELOW & {*words[verb + 1 :]} and not lexicon().marks("distant", words)


def is_gone(clause: Clause, match: Match) -> bool:
    """Whether the place is over: "the garden's gone", "the beach is behind you"."""
    after = clause.words[clause.verb + 1 :]
    over = after[:1] in (("gone",), ("behind",)) or after[:2] in (("falls", "away"), ("is", "gone"))
    return over and is_copular(clause) and match.end == clause.verb


def takes_in(clause: Clause, match: Match) -> bool:
    """Like "the forest closes around you", "the castle rises in front of you"."""
    words, verb = clause.words, clause.verb
    if clause.subject != "they" or match.end > verb or lemma(clause) not in TAKING_IN:
        return False
    if any(word in PREPOSITIONS for word in words[: match.start]):
        return False
    rest = words[verb + 1 :]
    if lemma(clause) == "open" and rest[:1] in (("up",), ("out",)):
        return True
    yours = {"you", "us"} & set(rest[:5])
    return bool(yours) and not {"below", "behind", "beyond", "far"} & set(rest[:5])


def unveils(clause: Clause, at: int) -> bool:
    """Whether what hid the place draws aside from it: "the mist parts on a graveyard"."""
    words, verb = clause.words, clause.verb
    drawn = lemma(clause) in ("part", "rise", "lift", "clear", "open", "thin", "draw", "fall", "go")
    return (
        drawn and words[at] in ("on", "upon", "onto", "from") and not _VEILS.isdisjoint(words[:verb]) and at <= verb + 2
    )


def surrounds(clause: Clause, match: Match) -> bool:
    """Whether it is told all around: "around you the forest is breathing", "on every side the marsh stretches away"."""
    words, verb = clause.words, clause.verb
    lead = tuple(word for word in words[:6] if word not in ("and", "then", "now", "all"))
    said = lead[:2] in (("around", "you"), ("about", "you"), ("around", "us")) or lead[:3] in _EVERY_SIDE
    return said and verb > 0 and match.start <= verb + 3 and "like" not in words[: match.start]


_EVERY_SIDE = (("on", "every", "side"), ("on", "all", "sides"), ("on", "either", "side"), ("in", "every", "direction"))


def inverted(clause: Clause, match: Match) -> bool:
    """Like "before you lies an ancient ruin", or "at the end of the drive stands a mansion"."""
    words, verb = clause.words, clause.verb
    if _at_its_end(words, match):
        return True
    if verb < 1 or words[verb] not in listed("lie") or match.start < verb or clause.subject not in ("they", "there"):
        return False
    lead = [word for word in words[:verb] if word not in ("and", "then", "now", "there", "so")]
    if not lead or lead[0] not in PREPOSITIONS | {"ahead", "here", "far"}:
        return False
    if lead == ["inside"] or lead == ["within"]:
        return True
    if lead[:4] == ["on", "the", "other", "side"] and not _OPENINGS.isdisjoint(lead):
        return True
    across = not {"through", "over", "past", "beyond", "behind", "inside"}.isdisjoint(lead)
    through = across and not (_OPENINGS | {"it"}).isdisjoint(lead)
    if through and words[verb] in ("is", "lies", "opens", "waits", "stretches", "begins"):
        return True
    near = {"you", "us"} & set(lead) and _BEFORE_ONE & set(lead) and lead[0] not in ("across", "behind")
    return bool(near) or lead[0] == "ahead" or (lead[0] == "at" and not _ENDS.isdisjoint(lead))


def _at_its_end(words: Sequence[str], match: Match) -> bool:
    """Like "where the avenue ends stands the house"."""
    lead = [word for word in words[: match.start] if word not in ("and", "then", "now", "but", "just", "there")]
    ends = next((at for at, word in enumerate(lead) if word in ("ends", "end", "stops", "opens", "widens")), -1)
    return lead[:1] == ["where"] and ends > 0 and not listed("lie").isdisjoint(lead[ends + 1 : ends + 2])


def first_noun(words: Sequence[str], match: Match) -> bool:
    """Whether the clause begins with the place, and a definite one: "and then the tunnel"."""
    lead = [word for word in words[: match.start] if word not in ("and", "then", "so", "now", "but", "the", "whole")]
    return len(lead) <= 1 and not any(word in PREPOSITIONS for word in lead) and "the" in words[: match.start]


def heading(clause: Clause, match: Match, matches: Sequence[Match]) -> bool:
    """A place without a verb, like "a dark dungeon" or "the hills"; not what furnishes one: ", roofs like wings"."""
    words = clause.words
    if words[0] in _CONTINUING or (clause.after == "," and match.many and match.start == 0):
        return False
    if clause.after == "," and words[0] in ("a", "an") and _is_made_of(words, match.end):
        return False  # ", a cathedral of brass"
    if _INFINITIVE & {*words[: match.start]}:
        return False
    if match.start > 5 or any(is_negation(word) for word in words[: match.start]):
        return False
    if any(other.entry.kind in ("creature", "person") and other.start < match.start for other in matches):
        return False
    lead = words[: match.start]
    if words[-1] == "again" and match.start == 0 and match.many:
        return False  # "windmills again"
    return not any(root(word) in SELF | PARTY | {"my", "our", "your"} for word in lead) and "what" not in lead


def _is_made_of(words: Sequence[str], end: int) -> bool:
    return words[end : end + 1] == ("of",) and words[end + 1 : end + 2] not in (("it",), ("them",), ("the",), ("its",))


def distance(words: Sequence[str], start: int) -> bool:
    """Whether a distance before ``start`` says that what follows is not here: "two miles out, in a boat"."""
    for at in range(max(0, start - 8), start):
        counted = at > 0 and (words[at - 1] in NUMBERS or words[at - 1] in ("a", "an", "half", "hundred", "day's"))
        if words[at] in _UNITS and counted and not _AWAY.isdisjoint(words[at + 1 : at + 4]):
            return True
    return False


def is_a_story(words: Sequence[str]) -> bool:
    """Whether what "it" is, is a tale or a likeness: "it's about a castle"."""
    return "about" in words or "like" in words
