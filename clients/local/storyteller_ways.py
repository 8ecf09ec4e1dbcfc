"""Says what a preposition makes of a place: whether the party is there now, sees it, or leaves it.

It must not look at sentences without one; that is ``storyteller_places``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from clients.local.lexicon import Match, lexicon
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import (
    VEHICLES,
    comes_to_rest,
    is_copular,
    is_passive,
    is_way,
    lemma,
    moves,
    rides,
)
from clients.local.storyteller_words import (
    ADVERBS,
    ARTICLES,
    PARTY,
    PREPOSITIONS,
    SELF,
    is_quantity,
    listed,
    root,
    verb_forms,
)

Verdict = Literal["", "there", "seen", "left"]

_INTO = frozenset({"into", "onto", "inside", "through", "across", "to"})
_ENTERING = frozenset({"into", "onto", "inside", "aboard"})
_AT = frozenset({"in", "on", "at", "within", "under", "beneath", "among", "between", "amid", "aboard", "atop", "upon",
                 "along", "down", "up", "by", "beside", "near", "before", "over", "around", "round"})  # fmt: skip
_STILL_AT = frozenset({"by", "beside", "near", "before", "around", "round", "over"})
"""Being there counts, moving past does not: "you camp by the river"."""
_STILL = frozenset({"are", "stand", "sit", "camp", "rest", "stop", "arrive", "wait", "is", "lie", "wake", "come",
                    "gather", "find", "meet", "crouch", "hide", "land", "settle", "walk", "kneel", "halt", "end",
                    "park", "sleep"})  # fmt: skip
_AWAY = frozenset({"from", "of", "off", "behind", "past", "beyond", "without", "with", "for", "against",
                   "about", "like", "as", "than", "toward", "towards", "above", "below", "outside",
                   "after", "until", "during"})  # fmt: skip
_HERE = frozenset({"in", "inside", "at", "on", "within", "aboard", "beneath", "under", "by", "atop", "among"})
_OPENING = frozenset({"in", "inside", "at", "within", "aboard", "on", "deep", "back", "here", "up", "down"})
_LEADING_OFF = frozenset({"back", "then", "on", "off", "straight", "out", "up", "down", "over", "into", "through",
                          "onto", "and", "so", "first", "next", "left", "right", "deeper", "further", "thence",
                          "at", "last", "finally", "again", "later", "inside", "now"})  # fmt: skip
_DIRECTED = frozenset({"up", "down", "out", "over", "through", "into", "past", "along", "across", "back",
                       "off", "round", "around", "under"})  # fmt: skip
_TAKING_ALONG = frozenset({"carry", "bring", "drag", "lead", "take", "chase", "haul", "escort", "guide",
                           "ride", "drive", "sail", "row", "fly", "pursue", "heave", "smuggle", "push",
                           "pull", "pole", "steer", "fight", "cut", "hack", "make", "wheel", "march",
                           "squeeze", "follow"})  # fmt: skip
"""With an object: whoever carries a chest into the cellar is in the cellar."""
_CROSSED = frozenset({"bridge", "rope_bridge", "battlements", "deck", "pass", "road", "ledge",
                      "crossroads", "tunnel", "ridge"})  # fmt: skip
"""Whoever goes over or along it is on it."""
_SETTING_OUT = frozenset({"leave", "go", "ride", "travel", "set", "depart", "head", "walk", "march"})
_REFLEXIVE = frozenset({"myself", "yourself", "yourselves", "ourselves", "himself", "herself", "themselves"})
_GROUND = frozenset({"ground", "floor", "deck", "water", "bottom", "road"})
_BERTHING = frozenset({"put", "set", "bring", "take", "land", "park", "dock", "drop", "pull", "moor",
                       "anchor", "berth", "get"})  # fmt: skip
_COMING_OUT = frozenset({"come", "spit", "spill", "empty", "emerge", "open", "end", "give", "become",
                         "turn", "drop", "plunge", "widen", "dissolve", "dump", "finish", "stop", "break",
                         "part", "thin", "bring", "climb", "wind", "dive", "burst", "fall", "let",
                         "twist", "bottom", "dip", "narrow", "shrink", "crash", "land", "smash", "tumble",
                         "hurtle", "slide", "thunder", "top", "run", "surface", "issue", "spiral", "corkscrew",
                         "deliver", "peter", "discharge", "lead", "wriggle"})  # fmt: skip
_PULLING_UP = frozenset({"pull", "roll", "draw", "stop", "halt", "come", "land", "dock", "set", "touch", "park"})
_SWAPPING = frozenset({"leave", "swap", "trade", "exchange", "quit", "abandon", "forsake", "desert"})
_BESIDE = frozenset({"above", "beside", "by", "before", "over", "at", "outside", "near"})
_COMING_TO = frozenset({"come", "end", "stop", "emerge", "finish", "bring"})
_LOOKING = frozenset({"looking", "staring", "gazing", "watching", "peering", "facing", "overlooking", "pointing"})
_MODIFYING = frozenset({"creature", "person", "gear"})
_ALL_THE_WAY = frozenset({"deep", "straight", "right", "deeper", "all", "both", "hard", "halfway",
                          "somewhere", "again", "home", "last", "length", "once", "one", "two", "three",
                          "four", "head", "first", "clean", "the", "way", "each", "every", "now", "then",
                          "together", "soft", "high", "low", "face", "aside", "forward", "northward",
                          "upward", "downward", "upwards", "downwards", "inside", "upstairs", "downstairs",
                          "alone", "blinking", "soaked", "breathless"})  # fmt: skip
"""What may stand between those who are taken along and where to: "sets you down, at last, in a meadow"."""
_NOT_TAKING = frozenset({"turn", "turns", "make", "makes", "change", "changes", "transform", "transforms", "talk",
                         "talks", "translate", "translates", "build", "builds"})  # fmt: skip
_BRINGING = frozenset({"bring", "take", "lead", "drag", "march", "escort", "show", "deliver", "put", "throw", "lock"})


def prepositional(clause: Clause, match: Match, at: int, *, alone: bool, mover: bool) -> Verdict:
    """What the preposition at ``at`` makes of the place ``match``; see ``storyteller_places.movement``."""
    words, verb, word = clause.words, clause.verb, clause.words[at]
    before = words[at - 1] if at else ""
    party = moves(clause)
    if word == "outside" and ((party and lemma(clause) in _STILL) or (carried(clause, at) and at > verb)):
        return "there"
    if word in _BESIDE and clause.subject in ("they", "it") and is_way(clause) and lemma(clause) in _COMING_TO:
        return "there" if word not in ("over", "above") or before in ("out", "up") else ""
    if word == "behind" and carried(clause, at):
        return "there"
    if word == "outside" and rides(clause):
        return _by_a_way(clause, word)
    if word == "for" and party and at > verb and lemma(clause) in _SWAPPING:
        return "there"  # "you leave the road for the forest"
    if word == "of" or word in _AWAY:
        gone = word in ("from", "off", "behind") or (word == "of" and before == "out")
        return "left" if gone and (party or verb < 0) else ""
    if word not in _INTO and word not in _AT:
        return ""
    if before == "out" and word == "to" and not party and not carried(clause, at):
        return ""
    if carried(clause, at):
        return "there" if word not in _STILL_AT or word in ("by", "beside", "before") else ""
    if party:
        return _by_the_party(clause, match, at)
    resting = is_copular(clause) or lemma(clause) in ("stand", "sit", "lie", "wait", "sleep", "kneel", "crouch")
    if clause.subject == "it" and is_copular(clause) and word in ("in", "on", "at") and _at_this_hour(clause, at):
        return "there"
    if clause.subject in ("it", "they") and resting and word in ("in", "on", "at", "inside") and at > verb >= 0:
        return "seen"
    if verb < 0:
        return _without_a_verb(clause, at, alone=alone, mover=mover)
    if at <= 1 and verb > match.start and word in ("in", "inside", "at", "within", "aboard"):
        opened = words[0] in _OPENING or words[0] in ("and", "then", "now", "so")
        return "there" if opened and words[verb] not in ("lives", "live", "dwells", "waits", "awaits") else ""
    if alone and words[:2] == ("it", "leads") and word in ("to", "into", "onto") and at == verb + 1:
        return "there"  # what comes of a step that was told before: "It leads to a courtyard."
    if clause.subject in ("they", "it", "none"):
        return _by_a_way(clause, word)
    return ""


def _by_the_party(clause: Clause, match: Match, at: int) -> Verdict:
    words, verb, word = clause.words, clause.verb, clause.words[at]
    done = lemma(clause)
    if at < verb:  # "In the cellar you find": there already; "into the cellar you go": too
        return "there" if word in _HERE or (word in _ENTERING and done in listed("move")) else ""
    if done == "hit" and not _GROUND.isdisjoint(words[verb + 1 : at]):
        return "there"  # "you hit the ground in a clearing"
    if done in _BERTHING and _berths(words[verb + 1 : at]):
        return "there"
    reflexive = not _REFLEXIVE.isdisjoint(words[verb + 1 : at])
    if done == "find" and (reflexive or "each" in words):
        return "there"
    if is_passive(clause) and done not in listed("perceive") | {"told", "ask", "tell", "invite"}:
        return "there" if word not in _STILL_AT or word in ("before", "by", "beside") else ""
    if done == "look" and words[verb].endswith("'re") and word != "to":
        return "seen" if word == "at" else "there"  # "you're looking down into a canyon"
    if done in listed("look"):
        return ""
    if done in listed("perceive") and done not in _TAKING_ALONG and not reflexive and not goes_itself(clause):
        return ""
    if word in _STILL_AT:
        crossed = match.entry.id in _CROSSED and (word != "by" or done in _SETTING_OUT)
        beside = words[at - 1] in ("round", "down", "out", "up", "along", "over") and done in listed("move")
        return "there" if done in _STILL or crossed or beside else ""
    if word == "along" and "we" in words:
        return ""
    if word in _ENTERING and clause.subject == "self":
        return "there" if done in listed("move") | _TAKING_ALONG or reflexive or goes_itself(clause) else ""
    if word in ("up", "down") and goes_itself(clause) and done not in listed("perceive"):
        return "there"  # "rattling up the drive", whatever the verb
    if word in ("to", "up", "down") or clause.subject == "self":
        return "there" if done in listed("move") | _TAKING_ALONG or reflexive else ""
    return "there"


def _at_this_hour(clause: Clause, at: int) -> bool:
    """Whether only the hour, the weather or the bustle is told there: "it's raining in the harbour"."""
    between = clause.words[clause.verb + 1 : at]
    if not 0 < len(between) <= 3 or not {"up", "down", "out", "over", "back"}.isdisjoint(between):
        return False
    told = [match for match in lexicon().concepts(between) if match.entry.kind in ("light", "weather")]
    return any(match.entry.id != "dark" for match in told) or between[-1] in ("busy", "crowded", "packed", "heaving")


def _berths(between: Sequence[str]) -> bool:
    """Whether what is put down is what one rides in: "I put her down in the bay", not "I put it on the altar"."""
    return "us" in between or ("her" in between and "down" in between) or not VEHICLES.isdisjoint(between)


def goes_itself(clause: Clause) -> bool:
    """Whether the verb has no object: "we drop down into", not "we drop it into"."""
    words, at = clause.words, clause.verb + 1
    while at < len(words) and (words[at].endswith("ly") or words[at] in ADVERBS or words[at] in verb_forms()[2]):
        at += 1
    return clause.verb >= 0 and at < len(words) and words[at] in PREPOSITIONS | {"back", "straight", "deeper", "on"}


def _without_a_verb(clause: Clause, at: int, *, alone: bool, mover: bool) -> Verdict:
    words, word = clause.words, clause.words[at]
    if words[0] == "with" or words[:2] == ("and", "with"):
        return ""  # "with an avenue leading up the hill"
    if words[0] in _LOOKING:
        return ""  # ", looking down at the whole town"
    if mover and word in _INTO | {
        "in",
        "on",
        "at",
        "aboard",
        "among",
        "under",
        "within",
        "down",
        "up",
        "over",
        "before",
    }:
        return "there"
    if alone and at <= 2 and word in ("in", "on", "at", "inside", "aboard", "under", "beneath"):
        beings = any(match.entry.kind in ("creature", "person") for match in lexicon().concepts(words[:at]))
        return "seen" if beings else "there"  # "bandits in the pass, wolves in the woods": no word of the party
    if " ".join(words[:3]) == "all the way" and word in ("to", "into", "up", "down"):
        return "there"
    onward = "into" in words[:at] and words[0] in ("and", "then", "back", "out") and word in ("on", "in", "at")
    onward = onward or (words[0] in _DIRECTED and word in ("into", "onto") and words[at - 1] in _LEADING_OFF)
    off = onward or (at <= 3 and all(lead in _LEADING_OFF or lead in ("again", "inside") for lead in words[:at]))
    off = off and (at > 0 or word != "to")  # "all tracks go one way, to the church"
    return "there" if off and word in ("to", "into", "onto", "through", "in", "on", "at", "inside") else ""


def _by_a_way(clause: Clause, word: str) -> Verdict:
    """Where the road, the stair or the ship goes that the party is on."""
    words, verb = clause.words, clause.verb
    done = lemma(clause)
    if rides(clause) and word in ("in", "into", "at", "to", "on", "onto", "through", "before", "inside", "up", "down",
                                  "along"):  # fmt: skip
        return "there"
    if rides(clause) and word in ("outside", "beside", "by", "near", "behind") and done in _PULLING_UP:
        return "there"
    if comes_to_rest(clause) and is_way(clause) and word in ("in", "at", "on", "inside", "before", "beside", "up"):
        return "there"
    if is_way(clause) and done in _COMING_OUT and word in ("into", "onto", "on", "upon", "in", "at", "through"):
        return "there"
    if words[verb] in listed("give_way") and word in ("into", "onto", "on", "to", "in"):
        leading = words[verb] == "leads" or word in ("to", "in") or {"far", "somewhere"} & {*words}
        return "" if leading and words[verb] not in ("gives", "opens", "ends", "give") else "there"
    return ""


def governing(words: Sequence[str], start: int, matches: Sequence[Match]) -> int:
    """The index of the preposition on which the noun at ``start`` depends, or -1."""
    _, third, doing, _ = verb_forms()
    nouns = {
        at
        for match in matches
        if match.end <= start and match.entry.kind not in ("mood", "light", "weather", "terrain", "action")
        for at in range(match.start, match.end)
    }
    for at in range(start - 1, max(-1, start - 8), -1):
        word = words[at]
        noun = at > 0 and words[at - 1] in ARTICLES and words[at - 1] != "her"  # "the inside", but "follow her along"
        if word in PREPOSITIONS and word not in ("out", "back") and not noun:
            if word in ("up", "down", "over", "in") and at + 1 < start and words[at + 1] in PREPOSITIONS:
                continue
            return at
        if root(word) in PARTY or root(word) in SELF or root(word) in ("it", "he", "she", "they", "there"):
            return -1
        if at == start - 1 and any(match.end == start and match.entry.kind in _MODIFYING for match in matches):
            continue  # "the rabbits' burrow", "the portrait corridor"
        if (at in nouns and not word.endswith("'s")) or word in ("and", "but", "or", "then", "is", "are"):
            return -1
        if word in third and words[at - 1] not in ARTICLES:
            return -1
        if word in doing and at and words[at - 1] not in ARTICLES and words[at - 1] not in PREPOSITIONS:
            return -1
    return -1


def carried(clause: Clause, at: int) -> bool:
    """Whether the party is the object that is taken along: "she leads you into", "dawn finds the two of you on"."""
    words = clause.words
    if clause.verb < 0 or clause.subject not in ("they", "it", "none"):
        return False
    done = lemma(clause)
    into = words[at] in ("into", "onto") and words[clause.verb + 1 : clause.verb + 2] in (("you",), ("us",))
    if done in listed("carry") or (into and done not in _NOT_TAKING):
        for index in range(at - 1, clause.verb, -1):
            word = words[index]
            if word in VEHICLES and words[index - 1] in ("your", "our"):
                return True
            if word in ("you", "us", "me", "yourselves"):
                before = words[index - 1]
                quantity = before == "of" and is_quantity(words[index - 2])
                if before in PREPOSITIONS and before not in ("down", "back", "up") and not quantity:
                    return False
                between = [between for between in words[index + 1 : at] if not between.endswith("ing")]
                near = all(w in PREPOSITIONS or w in _ALL_THE_WAY or w.endswith("ly") for w in between)
                brought = done in _BRINGING and words[at] in ("in", "at", "on") and len(between) <= 5
                return near or brought or words[at] in ("into", "onto", "to", "through", "aboard", "across", "upon")
    return False
