"""Says what a preposition makes of a place: whether the party is there now, sees it, or leaves it.

It must not look at sentences without one; that is ``storyteller_places``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from clients.local.lexicon import Match
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_words import (
    ARTICLES,
    BE,
    PARTY,
    PREPOSITIONS,
    SELF,
    base,
    is_quantity,
    listed,
    root,
    verb_forms,
)

Verdict = Literal["", "there", "seen", "left"]

_HELPING = frozenset({"is", "are", "am", "have", "has", "can", "do", "start", "begin", "keep", "can't", "cannot", "get",
                      "gets", "starts", "begins", "keeps"})  # fmt: skip
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
                          "onto", "and", "so", "first", "next", "left", "right", "deeper", "further"})  # fmt: skip
_TAKING_ALONG = frozenset({"carry", "bring", "drag", "lead", "take", "chase", "haul", "escort", "guide", "ride",
                           "drive", "sail", "row", "fly", "pursue", "heave", "smuggle", "push", "pull", "pole", "steer",
                           "fight", "cut", "hack", "make", "wheel", "march", "squeeze", "follow"})  # fmt: skip
"""With an object: whoever carries a chest into the cellar is in the cellar."""
_CROSSED = frozenset({"bridge", "rope_bridge", "battlements", "deck", "pass", "road", "ledge",
                      "crossroads", "tunnel", "ridge"})  # fmt: skip
"""Whoever goes over or along it is on it."""
_SETTING_OUT = frozenset({"leave", "go", "ride", "travel", "set", "depart", "head", "walk", "march"})
_REFLEXIVE = frozenset({"myself", "yourself", "yourselves", "ourselves", "himself", "herself", "themselves"})
_WAYS = frozenset({"prints", "footprints", "tracks", "road", "path", "stair", "stairs", "steps",
                   "staircase", "tunnel", "passage", "corridor", "trail", "track", "door", "doors", "gate",
                   "hatch", "way", "lane", "street", "alley", "river", "stream", "shaft", "ladder", "chute",
                   "lift", "pipe", "wood", "woods", "forest", "trees", "valley", "canyon", "gorge",
                   "ravine", "cave", "hall", "hallway", "passageway", "ramp", "slope", "bridge", "portal",
                   "sewer", "ground", "walls", "jungle", "undergrowth", "rope", "drop", "fall", "journey",
                   "walk", "march", "ride", "climb", "floor", "tide", "current", "it"})  # fmt: skip
"""What leads somewhere: when it comes out in a place, so does the party."""
_COMING_OUT = frozenset({"come", "spit", "spill", "empty", "emerge", "open", "end", "give", "become",
                         "turn", "drop", "plunge", "widen", "dissolve", "dump", "finish", "stop",
                         "break", "part", "thin", "bring", "climb", "wind", "dive", "burst", "fall",
                         "let", "twist", "bottom", "dip", "narrow", "shrink"})  # fmt: skip
_BESIDE = frozenset({"above", "beside", "by", "before", "over", "at", "outside", "near"})
_COMING_TO = frozenset({"come", "end", "stop", "emerge", "finish", "bring"})
_VEHICLES = frozenset({"ship", "boat", "carriage", "coach", "cart", "wagon", "train", "taxi", "lift", "elevator",
                       "raft", "caravan", "airship", "barge", "ferry", "sleigh", "sled", "balloon", "galley",
                       "longship", "horse", "horses", "mount", "mounts", "party", "group", "column", "convoy", "canoe",
                       "craft", "vessel", "galleon", "skiff", "rowboat", "griffins", "gryphons", "griffin", "gryphon",
                       "dragon", "eagles", "eagle", "camels", "ponies", "mules", "trail"})  # fmt: skip
_ARRIVING = frozenset({"arrive", "dock", "land", "pull", "roll", "sail", "drift", "glide", "rumble", "clatter",
                       "anchor", "come", "reach", "enter", "run", "stop", "halt", "crash", "set", "touch", "draw",
                       "nose", "rattle", "creak", "slide", "float", "ride", "descend", "swoop", "return", "go", "pass",
                       "emerge", "row", "turn", "head", "bump", "beach"})  # fmt: skip


def moves(clause: Clause) -> bool:
    """Whether the party or one of it is the subject."""
    return clause.subject in ("party", "self")


def is_copular(clause: Clause) -> bool:
    """Whether the verb is "is" or "are"."""
    word = clause.words[clause.verb] if clause.verb >= 0 else ""
    return word in ("is", "are") or word.endswith(("'s", "'re"))


def lemma(clause: Clause) -> str:
    """The verb that says what is done: of "you are walking" and "you have reached" the second."""
    words, at = clause.words, clause.verb
    if at < 0:
        return ""
    plain, _, doing, past = verb_forms()
    word = words[at]
    if word.endswith(("'re", "'m", "'s", "'ve")) or word in _HELPING:
        for follower in words[at + 1 : at + 5]:
            if follower in doing or follower in past or follower in ("come", "gone", "been", "run"):
                return base(follower)
            if follower in ARTICLES or follower in PREPOSITIONS:
                break
            if word in ("can", "do", "can't", "cannot") and follower in plain:
                return follower
        if word in ("get", "gets", "start", "begin", "keep"):
            return word.removesuffix("s")
        return "are" if word not in ("have", "has") and not word.endswith("'ve") else "have"
    return base(word) if word not in plain else word


def is_passive(clause: Clause) -> bool:
    """Whether something is done to the subject: "you are thrown", "you're led"."""
    words, at = clause.words, clause.verb
    if at < 0 or not (words[at] in BE or words[at] in ("get", "gets") or words[at].endswith(("'re", "'m", "'s"))):
        return False
    _, _, doing, past = verb_forms()
    follower = next((word for word in words[at + 1 : at + 4] if word in past or word in doing or word in ARTICLES), "")
    return follower in past or follower in ("put", "set", "cast", "let", "hit")


def prepositional(clause: Clause, match: Match, at: int, *, alone: bool, mover: bool) -> Verdict:
    """What the preposition at ``at`` makes of the place ``match``; see ``storyteller_places.movement``."""
    words, verb, word = clause.words, clause.verb, clause.words[at]
    before = words[at - 1] if at else ""
    party = moves(clause)
    if word == "outside" and party and lemma(clause) in _STILL:
        return "there"
    if word in _BESIDE and clause.subject in ("they", "it") and _is_way(clause) and lemma(clause) in _COMING_TO:
        return "there"
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
    resting = is_copular(clause) or lemma(clause) in _STILL
    if clause.subject in ("it", "they") and resting and word in ("in", "on", "at", "inside") and at > verb >= 0:
        return "seen"
    if verb < 0:
        return _without_a_verb(clause, at, alone=alone, mover=mover)
    if at <= 1 and verb > match.start and word in ("in", "inside", "at", "within", "aboard"):
        opened = words[0] in _OPENING or words[0] in ("and", "then", "now", "so")
        return "there" if opened and words[verb] not in ("lives", "live", "dwells", "waits", "awaits") else ""
    if clause.subject in ("they", "it", "none"):
        return _by_a_way(clause, word)
    return ""


def _by_the_party(clause: Clause, match: Match, at: int) -> Verdict:
    words, verb, word = clause.words, clause.verb, clause.words[at]
    done = lemma(clause)
    if at < verb:  # "In the cellar you find": there already; "into the cellar you go": too
        return "there" if word in _HERE or (word in _ENTERING and done in listed("move")) else ""
    reflexive = not _REFLEXIVE.isdisjoint(words[verb + 1 : at])
    if done == "find" and (reflexive or "each" in words):
        return "there"
    if is_passive(clause) and done not in listed("perceive") | {"told", "ask", "tell", "invite"}:
        return "there" if word not in _STILL_AT or word in ("before", "by", "beside") else ""
    if done in listed("look"):
        return ""
    if done in listed("perceive") and done not in _TAKING_ALONG and not reflexive and not _goes_itself(clause):
        return ""
    if word in _STILL_AT:
        crossed = match.entry.id in _CROSSED and (word != "by" or done in _SETTING_OUT)
        beside = words[at - 1] in ("round", "down", "out", "up", "along", "over") and done in listed("move")
        return "there" if done in _STILL or crossed or beside else ""
    if word == "along" and "we" in words:
        return ""
    if word in _ENTERING and clause.subject == "self":
        return "there" if done in listed("move") | _TAKING_ALONG or reflexive or _goes_itself(clause) else ""
    if word in ("to", "up", "down") or clause.subject == "self":
        return "there" if done in listed("move") | _TAKING_ALONG or reflexive else ""
    return "there"


def _goes_itself(clause: Clause) -> bool:
    """Whether the verb has no object: "we drop down into", not "we drop it into"."""
    words, at = clause.words, clause.verb + 1
    return clause.verb >= 0 and at < len(words) and words[at] in PREPOSITIONS | {"back", "straight", "deeper", "on"}


def _without_a_verb(clause: Clause, at: int, *, alone: bool, mover: bool) -> Verdict:
    words, word = clause.words, clause.words[at]
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
        return "there"
    if " ".join(words[:3]) == "all the way" and word in ("to", "into", "up", "down"):
        return "there"
    onward = "into" in words[:at] and words[0] in ("and", "then", "back", "out") and word in ("on", "in", "at")
    off = onward or (at <= 3 and all(lead in _LEADING_OFF or lead in ("again", "inside") for lead in words[:at]))
    return "there" if off and word in ("to", "into", "onto", "through", "in", "on", "at", "inside") else ""


def _by_a_way(clause: Clause, word: str) -> Verdict:
    """Where the road, the stair or the ship goes that the party is on."""
    words, verb = clause.words, clause.verb
    done = lemma(clause)
    if rides(clause) and word in ("in", "into", "at", "to", "on", "onto", "through", "before", "inside"):
        return "there"
    if _is_way(clause) and done in _COMING_OUT and word in ("into", "onto", "on", "in", "at", "through"):
        return "there"
    if words[verb] in listed("give_way") and word in ("into", "onto", "on", "to", "in"):
        leading = words[verb] == "leads" or word in ("to", "in") or {"far", "somewhere"} & {*words}
        return "" if leading and words[verb] not in ("gives", "opens", "ends", "give") else "there"
    return ""


def rides(clause: Clause) -> bool:
    """Whether what carries the party moves: "the ship docks", "Inga's barge noses in"."""
    lead = clause.words[: clause.verb]
    known = not {"the", "your", "our"}.isdisjoint(lead) or any(word.endswith("'s") for word in lead)
    return clause.verb > 0 and known and not _VEHICLES.isdisjoint(lead) and lemma(clause) in _ARRIVING


def _is_way(clause: Clause) -> bool:
    return clause.inherits or clause.subject == "it" or not _WAYS.isdisjoint(clause.words[: clause.verb])


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
        if word in PREPOSITIONS and word not in ("out", "back") and not (at and words[at - 1] in ARTICLES):
            if word in ("up", "down", "over", "in") and at + 1 < start and words[at + 1] in PREPOSITIONS:
                continue
            return at
        if root(word) in PARTY or root(word) in SELF or root(word) in ("it", "he", "she", "they", "there"):
            return -1
        if at in nouns or word in ("and", "but", "or", "then", "is", "are"):
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
    if done in listed("carry"):
        for index in range(at - 1, clause.verb, -1):
            word = words[index]
            if word in ("you", "us", "me", "yourselves"):
                before = words[index - 1]
                quantity = before == "of" and is_quantity(words[index - 2])
                if before in PREPOSITIONS and before not in ("down", "back", "up") and not quantity:
                    return False
                between = words[index + 1 : at]
                near = all(
                    w in PREPOSITIONS
                    or w
                    in (
                        "deep",
                        "straight",
                        "right",
                        "deeper",
                        "safely",
                        "all",
                        "both",
                        "hard",
                        "halfway",
                        "somewhere",
                        "again",
                        "gently",
                        "straight",
                        "home",
                    )
                    for w in between
                )
                return near or words[at] in ("into", "onto", "to", "through", "aboard", "across")
    return False
