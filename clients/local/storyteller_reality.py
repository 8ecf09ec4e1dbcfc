"""Tells which of the words of a sentence stand for something that is there.

What is denied, only compared with, depicted, supposed or merely somebody's is not; nor is a name that holds the word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clients.local.lexicon import Match, lexicon, tokens
from clients.local.storyteller_grammar import Clause
from clients.local.storyteller_motion import lemma
from clients.local.storyteller_tropes import imagined_from, is_figurative
from clients.local.storyteller_words import ARTICLES, PREPOSITIONS, UNREAL, is_negation, listed, root, verb_forms

_BEINGS = frozenset({"creature", "person"})
_DEPICTED = frozenset({"painted", "paper", "toy", "fake", "stuffed", "embroidered", "drawn", "imaginary", "tin",
                       "wooden", "rocking", "mechanical", "clockwork", "plush", "carved"})  # fmt: skip
_UNDERGOING = frozenset({"of", "for", "about", "against", "without", "than"})
_RELATIVE = frozenset({"that", "which", "who", "you", "i", "we", "they", "he", "she", "it"})
_OVER = frozenset({"stopped", "stops", "stop", "over", "lifted", "lifts", "lift", "lifting", "gone",
                   "passed", "passes", "dropped", "drops", "cleared", "clears", "clearing", "ended",
                   "ends", "quits", "quit", "thins", "thinned", "thinning", "ceased", "ceases", "eases",
                   "eased"})  # fmt: skip
_OVER_WITH = frozenset({"lets", "let", "letting", "blows", "blown", "burns", "burned", "burnt", "dies",
                        "died", "eases", "melts", "melted", "clears"})  # fmt: skip
"""Ends the weather together with up, off or away."""
_OF_A_KIND = frozenset(
    {"thing", "things", "guy", "guys", "one", "ones", "stuff", "bit", "part", "people", "plan", "idea", "option", "job",
     "quest", "mission", "map", "token", "mini", "card", "spell", "level", "lady", "man", "woman", "rules", "episode",
     "adventure", "campaign"}
)  # fmt: skip
"""What makes a place before it tell only of which kind it is."""
_WAYS_OF_DOING = frozenset({"word", "sound", "warning", "ceremony", "hesitation", "pause", "fuss",
                            "trouble", "incident", "thought", "breath", "hurry", "glance", "care",
                            "effort", "mercy", "reason", "doubt", "end", "haste", "question", "rest",
                            "sign", "help"})  # fmt: skip
"""Without these one still goes where one goes."""
_MEASURING = frozenset({"sooner", "doubt", "wonder", "bigger", "larger", "smaller", "wider", "taller", "more", "less",
                        "further", "farther", "higher", "deeper", "broader"})  # fmt: skip
_MASKED_AFTER = 14
"""How many words after "like" are a comparison at most."""


def masked(words: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """``words`` without the characters' names: Lady Mira is no queen."""
    hidden = {part for name in names for part in tokens(name)}
    return tuple("" if word.removesuffix("'s") in hidden else word for word in words)


def settled(words: tuple[str, ...], matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Without the "actions" of the sky: rain falls, but nobody falls."""
    sky = [match for match in matches if match.entry.kind in ("weather", "light")]

    def is_of_the_sky(match: Match) -> bool:
        return match.entry.kind == "action" and any(
            other.end <= match.start <= other.end + 3
            and not any(root(word) in ("you", "we", "i") for word in words[other.end : match.start])
            for other in sky
        )

    return tuple(match for match in matches if not is_of_the_sky(match))


def real(clause: Clause, matches: Sequence[Match], start: int) -> list[Match]:
    """What of a sentence's ``matches`` is here, by indexes in the clause, which begins at ``start`` in the sentence."""
    words = clause.words
    compared = compared_in(words)
    denied = min(denied_from(words), _supposed(clause), imagined_from(words, clause.verb))
    found: list[Match] = []
    for match in matches:
        first, end = match.start - start, match.end - start
        if first < 0 or end > len(words) or first >= denied or first in compared:
            continue
        here = replace(match, start=first, end=end)
        if (match.entry.kind in ("weather", "light") and _is_over(words, end)) or is_figurative(clause, here):
            continue
        if match.entry.kind == "weather" and _ends(words, first, end):
            here = replace(here, entry=lexicon().get("weather", "clear"))
        if end == first + 1 == clause.verb + 1 and _is_only_a_verb(clause, match):
            continue
        if match.entry.kind == "place" and _does(words, first, end):
            continue  # "the duke keeps a lion in his garden"
        if match.entry.kind in ("light", "weather", "season") and lemma(clause) == "wear":
            continue  # "he wears the sun of the empire"
        if words[first] == "chest" and first and words[first - 1] in ("his", "her", "your", "my", "their"):
            continue
        if match.entry.kind in ("light", "season") and first in clause.proper:
            continue  # "a knight of the Dawn"
        if match.entry.kind in ("place", "weather", "gear") and end == len(words) - 1 and words[-1] in _OF_A_KIND:
            continue  # "the castle thing"
        if match.entry.kind in ("weather", "gear") and _only_spoken_of(words, here):
            continue  # "the letter talks about a storm"
        depicted = first > 0 and words[first - 1] in _DEPICTED and match.entry.kind in _BEINGS
        if not depicted and not _owner(words, here) and not (_in_a_name(clause, here) or _names_a_place(words, here)):
            found.append(here)
    return found


def _only_spoken_of(words: Sequence[str], match: Match) -> bool:
    """Whether the noun depends on an "about" or a "for": "I look for a ladder"; or the weather is come from."""
    for at in range(match.start - 1, max(-1, match.start - 4), -1):
        if words[at] in ("about", "for"):
            return True
        if words[at] in ("from", "to") and match.entry.kind == "weather" and words[at + 1] in ARTICLES:
            return True
        if words[at] not in ARTICLES:
            return False
    return False


def denied_from(words: Sequence[str]) -> int:
    """Where a denial begins; what stands before it is not denied."""
    for at, word in enumerate(words):
        if is_negation(word) and words[at + 1 : at + 2] not in (("but",), ("only",), ("longer",)) and len(words) > 1:
            if word == "no" and words[at + 1 : at + 2] == ("man's",):
                continue  # "no man's land"
            if _without_weight(words, at):
                continue
            if word == "not" and words[at + 1 : at + 2] in (("far",), ("long",)):
                continue  # "not far from the gate"
            return at
    return len(words)


def _without_weight(words: Sequence[str], at: int) -> bool:
    """Whether a no denies nothing that follows: "without a word", "no sooner", "no bigger than"."""
    after = [word for word in words[at + 1 : at + 4] if word not in ("a", "any", "another", "much", "so")]
    if words[at] == "without":
        return bool(after) and (after[0] in _WAYS_OF_DOING or after[0].endswith("ing"))
    return (
        words[at] == "no" and bool(after) and (after[0] in _MEASURING or words[at - 1 : at + 2] == ("in", "no", "time"))
    )


def _supposed(clause: Clause) -> int:
    """Where a clause begins that only says what could be: "a cavern you could park a cathedral in"."""
    words = clause.words
    for at in range(clause.verb + 1, len(words)):
        if words[at] in UNREAL and clause.verb >= 0 and root(words[at - 1]) in _RELATIVE:
            return at
    return len(words)


def compared_in(words: Sequence[str]) -> frozenset[int]:
    """The indexes of words that only say what something is like."""
    _, third, _, _ = verb_forms()
    found: set[int] = set()
    for at, word in enumerate(words):
        if word == "like" and words[at + 1 : at + 2] == ("that",) and words[max(0, at - 1)] in ("just", "and"):
            continue  # "just like that you're in the desert"
        opens = word in ("like", "than") or (word == "as" and _compares(words, at))
        if word == "of" and at and words[at - 1] in ("size", "shape", "color", "colour", "smell", "sound", "sort"):
            opens = True
        if opens:
            for index in range(at + 1, min(len(words), at + 1 + _MASKED_AFTER)):
                if words[index] in ("into", "onto"):
                    break  # "you come like thieves into the hall"
                if words[index] in third and words[index - 1] not in ARTICLES and index > at + 2:
                    break
                found.add(index)
    return frozenset(found)


def _compares(words: Sequence[str], at: int) -> bool:
    """Whether the "as" at ``at`` compares: "as big as a house", "red as blood"; not "as you pass"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    if at and words[at - 1] == "far":
        return False  # "you make it as far as the river"
    if root(following) in ("you", "we", "i", "he", "she", "it", "they", "if", "soon", "far", "well", "long"):
        return False
    _, third, _, _ = verb_forms()
    later = [w for w in words[at + 2 : at + 7] if w in third or w in ("is", "are")]
    return "as" in words[max(0, at - 4) : at] or not later


def _names_a_place(words: Sequence[str], match: Match) -> bool:
    """Whether a being only says which place it is: "the crow road", "a goblin camp"."""
    if match.entry.kind not in _BEINGS or match.many or match.end >= len(words):
        return False
    return any(other.entry.kind == "place" and not other.start for other in lexicon().concepts(words[match.end :]))


def _owner(words: Sequence[str], match: Match) -> bool:
    """Whether a being is only whose something is, or what something is of."""
    if match.entry.kind not in _BEINGS:
        return False
    last = words[match.end - 1]
    if last.endswith(("'s", "s'")) and match.end < len(words) and words[match.end] not in ("a", "the", "not", "all"):
        return True
    for at in range(match.start - 1, max(-1, match.start - 4), -1):
        if words[at] in _UNDERGOING:
            return not (words[at] == "of" and at and words[at - 1] in listed("many_of"))
        if words[at] not in ARTICLES and lexicon().concepts((words[at],)):
            return False
    return False


def _is_over(words: Sequence[str], end: int) -> bool:
    """Whether what stands before ``end`` has done its work: "the storm has thrown you on a reef"."""
    if words[end : end + 1] not in (("has",), ("have",)):
        return False
    done = next((word for word in words[end + 1 : end + 4] if word not in ("just", "now", "already", "finally")), "")
    return done not in ("begun", "started", "come", "set", "rolled", "risen", "broken", "gathered", "closed", "fallen",
                        "moved", "blown", "arrived", "returned", "turned", "become", "grown", "swallowed", "hidden",
                        "got", "gotten", "covered", "stopped", "cleared", "passed", "lifted", "settled")  # fmt: skip


def _is_only_a_verb(clause: Clause, match: Match) -> bool:
    """Whether a thing is but the word for a deed: "he signs", "she guides you", "the beach falls away"."""
    kind = match.entry.kind
    drawn = "'" in clause.words[clause.verb]
    return not drawn and (
        kind in (*_BEINGS, "gear")
        or (kind == "place" and clause.words[clause.verb].endswith("s") and clause.subject == "they")
    )


def _does(words: Sequence[str], first: int, end: int) -> bool:
    """Whether what looks like a plural of a place is a verb with an object."""
    _, third, _, _ = verb_forms()
    before, after = words[first - 1] if first else "", words[end] if end < len(words) else ""
    noun = before and before not in ARTICLES and before not in PREPOSITIONS and before not in ("and", "or", "two")
    return (
        bool(noun) and end == first + 1 and words[first] in third and after in ARTICLES | {"him", "them", "it", "you"}
    )


def _ends(words: Sequence[str], first: int, end: int) -> bool:
    """Whether the weather at ``first`` is over: "rain's stopped", "the fog has finally lifted"."""
    last = words[end - 1]
    drawn = last.endswith("'s")
    rest = [
        word for word in words[end : end + 4] if word not in ("has", "have", "just", "finally", "now", "already", "is")
    ]
    if not rest or is_negation(rest[0]):
        return False
    over = rest[0] in _OVER or (rest[0] in _OVER_WITH and rest[1:2] in (["up"], ["off"], ["out"], ["down"], ["away"]))
    return over and (drawn or not {"the", "a"} & {rest[0]})


def _in_a_name(clause: Clause, match: Match) -> bool:
    """Whether a being or a thing is only part of what something is called: "the Drowned Cat", "Tortoise Island"."""
    if match.entry.kind in ("place", "light", "weather") or match.end - match.start > 1:
        return False
    at = match.start
    beside = {at - 1, at + 1} & clause.proper
    if at not in clause.proper or not beside or match.entry.kind not in (*_BEINGS, "gear", "mood", "action"):
        return False
    place = any(
        other.entry.kind == "place" and other.start == at + 1 for other in lexicon().concepts(clause.words[at + 1 :])
    )
    run = at
    while run - 1 in clause.proper:
        run -= 1
    if clause.words[run] == "the" and run > 0:
        return True  # "the sign reads The Golden Barrel"
    after_preposition = any(word in PREPOSITIONS for word in clause.words[max(0, at - 3) : at])
    return place or after_preposition
