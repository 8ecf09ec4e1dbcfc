"""Finds in a clause where the party is, where it goes and what it leaves, by preposition, verb and subject.

It must not know where the party was before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from clients.local.lexicon import Entry, Match, lexicon
from clients.local.storyteller_grammar import (
    ARTICLES,
    PARTY,
    PREPOSITIONS,
    SELF,
    Clause,
    is_negation,
    listed,
    root,
    verb_forms,
)

_HELPING = frozenset({"is", "are", "am", "have", "has", "can", "do", "start", "begin", "keep", "can't", "cannot"})
_INTO = frozenset({"into", "onto", "inside", "through", "across", "to"})
_AT = frozenset({"in", "on", "at", "within", "under", "beneath", "among", "between", "amid", "aboard", "atop", "upon",
                 "along", "down", "up", "by", "beside", "near", "before", "around", "round", "over"})  # fmt: skip
_STILL_AT = frozenset({"by", "beside", "near", "before", "around", "round", "over"})
"""Being there counts, moving past does not: "you camp by the river"."""
_LEAVING = frozenset({"leave", "exit", "depart", "flee", "escape"})
_AWAY = frozenset({"from", "of", "off", "behind", "past", "beyond", "without", "with", "for", "against", "about",
                   "like", "as", "than", "toward", "towards", "above", "below", "outside", "after", "until",
                   "during"})  # fmt: skip
_EDGES = frozenset({"shore", "shores", "bank", "banks", "street", "streets", "slope", "slopes", "deck"})
"""Parts that are places themselves, of a place that says more: "the shore of a lake"."""
_LIKENED = frozenset({"river", "sea", "mountains", "forest", "lake", "hills", "fields", "island", "ocean"})
"""Places that measure: "rivers of lava"."""
_SELF_EVIDENT = frozenset({"make", "makes", "made", "making", "set", "sets", "setting", "pitch", "aboard", "among",
                           "between", "under", "board", "boards", "below", "backstage", "onto", "above",
                           "beneath"})  # fmt: skip
"""Place phrases that begin so say by themselves that one is there: "make camp", "aboard the ship"."""
_BEFORE_ONE = frozenset({"before", "around", "ahead", "below", "beneath", "above", "behind", "front", "beside"})
_OPENING_PREPOSITIONS = frozenset(
    {"in", "inside", "at", "within", "aboard", "on", "deep", "back", "here", "up", "down"}
)


@dataclass(frozen=True, slots=True)
class Stay:
    """A place where the party is from here on, and the words in which it was named."""

    entry: Entry
    words: tuple[str, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Movement:
    """What one clause says of places. ``way`` is a step without a place: out, in, up, down or back."""

    arrivals: tuple[Stay, ...] = ()
    sighted: tuple[Stay, ...] = ()
    left: tuple[Entry, ...] = ()
    way: str = ""


def movement(clause: Clause, matches: Sequence[Match], *, alone: bool, mover: bool) -> Movement:
    """Read the places in ``clause``; ``matches`` index its words and are real.

    ``alone``: the utterance has named no place before, so that a place without a verb may be where one is. ``mover``:
    the clause before told where the party is, and this one may go on without a verb.
    """
    words = clause.words
    arrivals: list[Stay] = []
    sighted: list[Stay] = []
    left: list[Entry] = []
    distant = lexicon().marks("distant", words)
    for match in matches:
        if match.entry.kind != "place" or _figurative(words, match):
            continue
        stay = Stay(match.entry, words[match.start : match.end], match.many)
        verdict = _verdict(clause, match, matches, alone=alone and not arrivals, mover=mover)
        if words[match.start] in _SELF_EVIDENT and (match.start <= 3 or _moves(clause)) and not _somebody(clause):
            verdict = "there"
        far = any(mark.end <= match.start <= mark.end + 3 for mark in distant) or (
            bool(distant) and distant[0].start <= 1
        )
        if verdict == "there" and not far:
            arrivals.append(stay)
        elif verdict == "seen" and not far:
            sighted.append(stay)
        elif verdict == "left":
            left.append(match.entry)
    return Movement(tuple(arrivals), tuple(sighted), tuple(left), _way(clause) if not arrivals else "")


def _figurative(words: Sequence[str], match: Match) -> bool:
    """Whether the word is whose something is, or only says how much: "Ocean's Eleven", "rivers of lava"."""
    if words[match.end - 1].endswith("'s"):
        return True
    article = words[match.start - 1] if match.start else ""
    measures = match.entry.id in _LIKENED and words[match.end : match.end + 1] == ("of",)
    return measures and (match.many or article in ("a", "an") or words[match.end - 1].endswith("s"))


def _verdict(clause: Clause, match: Match, matches: Sequence[Match], *, alone: bool, mover: bool) -> str:
    words, verb = clause.words, clause.verb
    at = _governing(words, match.start, matches)
    party = _moves(clause)
    if at >= 0 and words[at] == "of":
        head = words[at - 1] if at else ""
        itself = any(other.entry.kind == "place" and other.end == at for other in matches)
        if head not in listed("part") or (itself and head not in _EDGES):
            return ""
        if head in ("door", "doors", "gates", "gate", "threshold", "entrance") and party and _opens(clause):
            return "there"
        at = _governing(words, at - 1, ())
        if at < 0 and not (party and _lemma(clause) in listed("go_in")):
            return "there" if clause.verb < 0 and alone else ""
        if at < 0:
            return "there"
    if at >= 0:
        return _prepositional(clause, match, at, party=party, alone=alone, mover=mover)
    lemma = _lemma(clause)
    if party and verb < match.start and lemma in _LEAVING:
        return "left"
    if party and verb < match.start and lemma in listed("go_in") and (clause.subject == "party" or lemma != "follow"):
        return "there" if lemma != "follow" else ""
    if clause.subject == "it" and _is(clause) and verb < match.start:
        return "there" if not _story(words) else ""
    if words[0] in ("this", "here", "here's") and verb < match.start and _is(clause):
        return "there"
    if clause.subject == "there" or (party and _sees(clause)):
        return "seen"
    if _inverted(clause, match):
        return "there"
    if clause.subject == "they" and match.end <= verb and words[verb] in listed("state") and _first_noun(words, match):
        telling = any(other.entry.kind in ("mood", "light", "weather", "terrain") for other in matches) or words[
            verb
        ] not in ("is", "are", "goes", "turns", "seems", "looks")
        return "there" if telling or {"full", "covered", "filled"} & {*words} else ""
    if verb < 0 and alone:
        return "there" if _heading(words, match, matches) else ""
    return ""


def _prepositional(clause: Clause, match: Match, at: int, *, party: bool, alone: bool, mover: bool) -> str:
    words, verb, word = clause.words, clause.verb, clause.words[at]
    before = words[at - 1] if at else ""
    if word == "of" or word in _AWAY:
        gone = word in ("from", "off", "behind") or (word == "of" and before == "out")
        return "left" if gone and party else ""
    if before == "out" and word == "to" and not party:
        return ""
    if word not in _INTO and word not in _AT:
        return ""
    carried = _carried(clause, at)
    if carried and not (word in ("to", "for") and _lemma(clause) in ("invite", "ask", "tell", "want")):
        return "there" if word not in _STILL_AT or word in ("by", "beside", "before") else ""
    if party:
        lemma = _lemma(clause)
        if at < verb:  # "In the cellar you find": there already
            return "there" if word in ("in", "inside", "at", "on", "within", "aboard", "beneath", "under", "by") else ""
        if lemma == "find" and {"yourself", "yourselves", "ourselves", "myself"} & set(words):
            return "there"
        if lemma in listed("perceive") and not (
            lemma in ("drop", "push", "pull", "draws") and word in ("into", "onto")
        ):
            return ""
        if word in _STILL_AT:
            still = lemma in ("are", "stand", "sit", "camp", "rest", "stop", "arrive", "wait", "is", "lie", "wake",
                              "come", "gather", "find", "meet", "crouch", "hide", "land", "settle", "walk")  # fmt: skip
            return "there" if still or match.entry.id in ("bridge", "rope_bridge") else ""
        if word == "along" and "we" in words:
            return ""
        if word in ("to", "up", "down") or clause.subject == "self":
            return "there" if lemma in listed("move") else ""
        return "there"
    if clause.subject == "it" and _is(clause) and word in ("in", "on", "at", "inside"):
        return "seen"
    if verb < 0:
        if mover and word in ("in", "on", "at", "inside", "into", "aboard", "among", "under", "deep", "within"):
            return "there"
        return "there" if alone and at <= 2 and word in ("in", "on", "at", "inside", "aboard") else ""
    if at <= 1 and verb > match.start and word in ("in", "inside", "at", "within", "aboard"):
        opened = words[0] in _OPENING_PREPOSITIONS or words[0] in ("and", "then", "now", "so")
        return "there" if opened and words[verb] not in ("lives", "live", "dwells", "waits", "awaits") else ""
    if (
        clause.subject in ("they", "it")
        and words[verb] in listed("give_way")
        and word in ("into", "onto", "on", "to", "in")
    ):
        leading = words[verb] == "leads" or word in ("to", "in") or {"far", "somewhere"} & {*words}
        return "" if leading and words[verb] not in ("gives", "opens", "ends") else "there"
    return ""


def _governing(words: Sequence[str], start: int, matches: Sequence[Match]) -> int:
    """The index of the preposition on which the noun at ``start`` depends, or -1."""
    _, third, doing, _ = verb_forms()
    nouns = {
        at
        for match in matches
        if match.end <= start and match.entry.kind not in ("mood", "light", "weather", "terrain", "action")
        for at in range(match.start, match.end)
    }
    for at in range(start - 1, max(-1, start - 7), -1):
        word = words[at]
        if word in PREPOSITIONS and word not in ("out", "back"):
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


def _moves(clause: Clause) -> bool:
    return clause.subject in ("party", "self")


def _somebody(clause: Clause) -> bool:
    return clause.subject == "they" and not any(root(word) in PARTY for word in clause.words)


def _sees(clause: Clause) -> bool:
    return _lemma(clause) in ("see", "notice", "spot", "find", "glimpse", "discover", "pass", "make")


def _is(clause: Clause) -> bool:
    word = clause.words[clause.verb] if clause.verb >= 0 else ""
    return word in ("is", "are") or word.endswith(("'s", "'re"))


def _lemma(clause: Clause) -> str:
    """The verb that says what is done: of "you are walking" and "you have reached" the second."""
    words, at = clause.words, clause.verb
    if at < 0:
        return ""
    plain, _, doing, past = verb_forms()
    word = words[at]
    if word.endswith(("'re", "'m", "'s", "'ve")) or word in _HELPING:
        for follower in words[at + 1 : at + 5]:
            if follower in doing or follower in past or follower in ("come", "gone", "been", "run"):
                return _base(follower)
            if follower in ARTICLES or follower in PREPOSITIONS:
                break
            if word in ("can", "do", "can't", "cannot") and follower in plain:
                return follower
        return "are" if word not in ("have", "has") and not word.endswith("'ve") else "have"
    return _base(word) if word not in plain else word


def _base(form: str) -> str:
    """The verb of which ``form`` is a form."""
    plain, _, _, _ = verb_forms()
    if form in plain:
        return form
    return _bases().get(form, form)


@cache
def _bases() -> dict[str, str]:
    plain, _, _, _ = verb_forms()
    found: dict[str, str] = {}
    for verb in sorted(plain):
        for form in lexicon().conjugation(verb):
            found.setdefault(form, verb)
    return found


def _carried(clause: Clause, at: int) -> bool:
    """Whether the party is the object that is taken along: "she leads you into"."""
    words = clause.words
    if clause.verb < 0 or clause.subject not in ("they", "it"):
        return False
    for index in range(at - 1, clause.verb, -1):
        word = words[index]
        if word in ("you", "us", "me", "yourselves"):
            if words[index - 1] in PREPOSITIONS and words[index - 1] not in ("down", "back", "up"):
                return False
            between = words[index + 1 : at]
            near = all(
                w in PREPOSITIONS or w in ("deep", "straight", "right", "deeper", "safely", "all") for w in between
            )
            return _lemma(clause) in listed("carry") and (near or words[at] in ("into", "onto", "to", "through"))
    return False


def _opens(clause: Clause) -> bool:
    return _lemma(clause) in ("push", "open", "kick", "throw", "shoulder", "swing", "cross", "pass", "enter", "unlock",
                              "reach", "step", "break", "burst", "walk", "go", "squeeze", "slip")  # fmt: skip


def _inverted(clause: Clause, match: Match) -> bool:
    """Like "before you lies an ancient ruin", or "at the end of the drive stands a mansion"."""
    words, verb = clause.words, clause.verb
    if verb < 1 or words[verb] not in listed("lie") or match.start < verb or clause.subject != "they":
        return False
    lead = [word for word in words[:verb] if word not in ("and", "then", "now", "there", "so")]
    if not lead or lead[0] not in PREPOSITIONS | {"ahead", "here", "far"}:
        return False
    near = {"you", "us"} & set(lead) and _BEFORE_ONE & set(lead) and lead[0] not in ("across", "behind")
    return bool(near) or lead[0] == "ahead" or (lead[0] == "at" and "end" in lead)


def _first_noun(words: Sequence[str], match: Match) -> bool:
    lead = [word for word in words[: match.start] if word not in ("and", "then", "so", "now", "but", "the", "whole")]
    return len(lead) <= 1 and not any(word in PREPOSITIONS for word in lead) and "the" in words[: match.start]


def _heading(words: Sequence[str], match: Match, matches: Sequence[Match]) -> bool:
    """A place without a verb, like "a dark dungeon" or "the hills"."""
    if match.start > 5 or any(is_negation(word) for word in words[: match.start]):
        return False
    if any(other.entry.kind in ("creature", "person") and other.start < match.start for other in matches):
        return False
    lead = words[: match.start]
    return not any(root(word) in SELF | PARTY | {"my", "our", "your"} for word in lead) and "what" not in lead


def _story(words: Sequence[str]) -> bool:
    return "about" in words or "like" in words


def _way(clause: Clause) -> str:
    """A step that names no place: "you go back inside", "we leave"."""
    words = clause.words
    lemma = _lemma(clause)
    if not _moves(clause) or clause.verb < 0:
        return ""
    rest = set(words[clause.verb + 1 :])
    if lemma not in listed("move") and lemma not in _LEAVING:
        return ""
    if "upstairs" in rest or ({"up", "stairs"} <= rest and "stairs" in rest):
        return "up"
    if "downstairs" in rest or {"down", "stairs"} <= rest:
        return "down"
    if rest & {"outside", "outdoors"} and not _followed(words, "outside", ("the", "a", "of")):
        return "out"
    if "inside" in rest and words[-1] in ("inside", "in", "again", "now"):
        return "in"
    if "back" in rest and words[words.index("back") + 1 : words.index("back") + 2] in (("in",), ("inside",)):
        return "in"
    if lemma in ("turn", "go", "head", "walk", "come", "run") and words[-1] == "back":
        return "back"
    return ""


def _followed(words: Sequence[str], word: str, by: Sequence[str]) -> bool:
    return any(words[at] == word and words[at + 1] in by for at in range(len(words) - 1))
