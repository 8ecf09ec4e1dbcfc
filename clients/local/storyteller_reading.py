"""Reads an utterance: what kind of talk it is, and what in it happens here and now.

It must not know the present setting, nor quote what was said: only lexicon entries leave it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from clients.local.lexicon import Entry, Match, lexicon, tokens
from clients.local.storyteller_grammar import (
    ARTICLES,
    UNREAL,
    Clause,
    Sentence,
    is_negation,
    listed,
    root,
    sentences,
    verb_forms,
)
from clients.local.storyteller_places import Movement, Stay, movement
from clients.local.storyteller_speech import Heard, commands, listen, reports, worth
from pipeline.model import UtteranceKind

_QUOTED = re.compile(r'["“]([^"”]*)["”]')
_HAPPENING: frozenset[UtteranceKind] = frozenset({"narration", "action"})
_BEINGS = frozenset({"creature", "person"})
_DEPICTED = frozenset({"painted", "paper", "toy", "fake", "stuffed", "embroidered", "drawn", "imaginary", "tin"})
_UNDERGOING = frozenset({"of", "for", "about", "against", "without", "than"})
_MASKED_AFTER = 6
"""How many words after "like" are a comparison at most."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One clause of the here and now. ``matches`` leaves out what is denied, imagined, remembered or compared.

    ``names`` are those of the characters who act in it, ``gone`` says that somebody leaves or dies, ``again`` that it
    is done once more, ``size`` is its number of words. Where ``kind`` is other talk, nothing else is told.
    """

    kind: UtteranceKind
    size: int
    words: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    movement: Movement = field(default_factory=Movement)
    names: tuple[str, ...] = ()
    gone: bool = False
    again: bool = False
    later: bool = False
    """Whether time has passed before it."""

    @property
    def arrival(self) -> Stay | None:
        """The place where the party is after it."""
        return self.movement.arrivals[-1] if self.movement.arrivals else None

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """What of one kind is named, in order."""
        return tuple(match.entry for match in self.matches if match.entry.kind == kind)


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance as a whole and its clauses in order."""

    kind: UtteranceKind
    clauses: tuple[Happening, ...]


def read(text: str, names: Sequence[str] = ()) -> Reading:
    """Read ``text``; ``names`` are the characters'. Text may lack all punctuation."""
    quoted = _QUOTED.findall(text)
    clauses: list[Happening] = []
    weights: dict[UtteranceKind, float] = {}
    teller = _Teller(tuple(names))
    for sentence in sentences(_QUOTED.sub(" ", text), names):
        heard, told = teller.hear(sentence)
        clauses += told
        weights[heard.kind] = weights.get(heard.kind, 0) + worth(heard)
    if quoted:
        size = len(tokens(" ".join(quoted)))
        weights["dialogue"] = weights.get("dialogue", 0) + 2 * size
        clauses.append(Happening("dialogue", size))
    if not weights:
        return Reading("chatter", ())
    return Reading(max(weights, key=lambda kind: weights[kind]), tuple(clauses))


def named(words: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """The ``names`` said in ``words``, whole or by a first name that is no word of the lexicon."""
    said = " " + " ".join(word.removesuffix("'s") for word in words) + " "
    found: list[str] = []
    for name in names:
        parts = tokens(name)
        if not parts:
            continue
        first = parts[0] if len(parts[0]) > 2 and not lexicon().concepts(parts[:1]) else " ".join(parts)
        if f" {' '.join(parts)} " in said or f" {first} " in said:
            found.append(name)
    return tuple(found)


class _Teller:
    """Goes through one utterance and knows whether what is said is still about here and now."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._reported = False
        self._aside = False
        self._placed = False
        self._asked: UtteranceKind | None = None

    def hear(self, sentence: Sentence) -> tuple[Heard, list[Happening]]:
        """What one sentence is, and its clauses."""
        who = named(sentence.words, self._names)
        found = _settle(sentence.words, lexicon().concepts(_masked(sentence.words, who)))
        matches = tuple(match for clause, start in _starts(sentence) for match in _real(clause, found, start))
        heard = listen(sentence, matches, reported=self._reported, names=self._names)
        if self._asked and all(clause.verb < 0 for clause in sentence.clauses) and not sentence.exclaimed:
            heard = replace(heard, kind=self._asked, kinds=(self._asked,) * len(heard.kinds))  # "At the beach?"
        self._asked = heard.kind if heard.asked and heard.kind not in _HAPPENING else None
        if reports(sentence) or commands(sentence):
            self._reported = True
        elif heard.kind in _HAPPENING:
            self._reported = False
        self._aside = _is_aside(sentence, before=self._aside)
        later = bool(lexicon().marks("later", sentence.words))
        elsewhere = self._aside or _is_supposed(sentence)
        told: list[Happening] = []
        start, unreal, mover = 0, False, False
        for clause, kind in zip(sentence.clauses, heard.kinds, strict=True):
            end = start + len(clause.words)
            unreal = _is_unreal(clause, before=unreal)
            asked = heard.asked and (sentence.question or heard.kind == "rules")
            if kind not in _HAPPENING or elsewhere or unreal or asked:
                told.append(Happening(kind, len(clause.words)))
            else:
                real = tuple(
                    replace(match, start=match.start - start, end=match.end - start)
                    for match in matches
                    if start <= match.start and match.end <= end
                )
                moved = movement(clause, real, alone=not self._placed, mover=mover)
                told.append(self._happening(clause, kind, real, moved, later=later))
                later = False
                self._placed = self._placed or bool(moved.arrivals)
                states = clause.verb >= 0 and clause.words[clause.verb].endswith(("'re", "'m"))
                mover = (clause.subject in ("party", "self") and (states or bool(moved.arrivals))) or (
                    mover and clause.verb < 0
                )
            start = end
        return heard, told

    def _happening(
        self, clause: Clause, kind: UtteranceKind, matches: tuple[Match, ...], moved: Movement, *, later: bool
    ) -> Happening:
        book = lexicon()
        return Happening(
            kind,
            len(clause.words),
            clause.words,
            tuple(match for match in matches if match.entry.kind != "place"),
            moved,
            named(clause.words, self._names),
            gone=bool(book.marks("depart", clause.words)) and not _is_mover(clause),
            again="again" in clause.words or clause.words[-2:] == ("once", "more"),
            later=later,
        )


def _is_mover(clause: Clause) -> bool:
    return clause.subject in ("party", "self")


def _is_aside(sentence: Sentence, *, before: bool) -> bool:
    """Whether the sentence tells of another time: a recap, a memory, a plan, a story, a dream."""
    book = lexicon()
    words = sentence.words
    if any(book.marks(layer, words) for layer in ("past", "plan", "story")):
        return True
    if sum(clause.subject == "party" and "we" in map(root, clause.words[:3]) for clause in sentence.clauses) >= 3:
        return True
    first = sentence.opening
    return before and not (
        "now" in words or (first.subject == "party" and first.tense == "present" and root(first.words[0]) == "you")
    )


def _is_supposed(sentence: Sentence) -> bool:
    """Whether all of the sentence is an if, a wish or a tomorrow."""
    words = sentence.words
    if lexicon().marks("future", words):
        return True
    return any(word == "if" and (at == 0 or words[at - 1] not in ("as", "even")) for at, word in enumerate(words))


def _is_unreal(clause: Clause, *, before: bool) -> bool:
    """Whether the clause is not the case; a clause without a subject of its own goes on like the one before."""
    words = clause.words
    if before and clause.inherits:
        return True
    if clause.tense == "past":
        return True
    if any((word in UNREAL or word.endswith(("'ll", "'d"))) for word in words):
        return True
    return bool(lexicon().marks("suppose", words))


def _masked(words: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """``words`` without the characters' names: Lady Mira is no queen."""
    hidden = {part for name in names for part in tokens(name)}
    return tuple("" if word.removesuffix("'s") in hidden else word for word in words)


def _settle(words: tuple[str, ...], matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Without the "actions" of the sky: rain falls, but nobody falls."""
    sky = [match for match in matches if match.entry.kind in ("weather", "light")]

    def is_of_the_sky(match: Match) -> bool:
        return match.entry.kind == "action" and any(
            other.end <= match.start <= other.end + 3
            and not any(root(word) in ("you", "we", "i") for word in words[other.end : match.start])
            for other in sky
        )

    return tuple(match for match in matches if not is_of_the_sky(match))


def _starts(sentence: Sentence) -> list[tuple[Clause, int]]:
    """The clauses with the index of their first word in the sentence."""
    at = 0
    found: list[tuple[Clause, int]] = []
    for clause in sentence.clauses:
        found.append((clause, at))
        at += len(clause.words)
    return found


def _real(clause: Clause, matches: Sequence[Match], start: int) -> list[Match]:
    """What of a sentence's ``matches`` is here: not denied, not compared with, not depicted, not merely someone's.

    ``start`` is where in the sentence the clause begins.
    """
    words = clause.words
    compared = _compared(words)
    denied = _denied(words)
    found: list[Match] = []
    for match in matches:
        first, end = match.start - start, match.end - start
        if first < 0 or end > len(words) or first >= denied or first in compared:
            continue
        depicted = first > 0 and words[first - 1] in _DEPICTED
        if not depicted and not _owner(words, replace(match, start=first, end=end)):
            found.append(match)
    return found


def _denied(words: Sequence[str]) -> int:
    for at, word in enumerate(words):
        if is_negation(word) and words[at + 1 : at + 2] not in (("but",), ("only",)) and len(words) > 1:
            if word in ("can't", "cannot", "nothing", "nobody") and words[at + 1 : at + 2] == ("but",):
                continue
            return at
    return len(words)


def _compared(words: Sequence[str]) -> frozenset[int]:
    """The indexes of words that only say what something is like."""
    _, third, _, _ = verb_forms()
    found: set[int] = set()
    for at, word in enumerate(words):
        opens = word in ("like", "than") or (word == "as" and _compares(words, at))
        if word == "of" and at and words[at - 1] in ("size", "shape", "color", "colour", "smell", "sound", "sort"):
            opens = True
        if opens:
            for index in range(at + 1, min(len(words), at + 1 + _MASKED_AFTER)):
                if words[index] in third and words[index - 1] not in ARTICLES and index > at + 2:
                    break
                found.add(index)
    return frozenset(found)


def _compares(words: Sequence[str], at: int) -> bool:
    """Whether the "as" at ``at`` compares: "as big as a house", "red as blood"; not "as you pass"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    if root(following) in ("you", "we", "i", "he", "she", "it", "they", "if", "soon", "far", "well", "long"):
        return False
    _, third, _, _ = verb_forms()
    later = [w for w in words[at + 2 : at + 7] if w in third or w in ("is", "are")]
    return "as" in words[max(0, at - 4) : at] or not later


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
