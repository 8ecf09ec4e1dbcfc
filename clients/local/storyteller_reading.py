"""Reads an utterance clause by clause: what kind of talk it is, and what in it happens here and now.

It must not know the present setting, nor quote what was said: only lexicon entries leave it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clients.local.lexicon import Entry, Match, lexicon, tokens
from pipeline.model import UtteranceKind

_SENTENCE = re.compile(r"[^.!?;:\n]+[.!?;:\n]*")
_QUOTED = re.compile(r'["“]([^"”]*)["”]')
_PARTY = frozenset({"you", "we", "i", "party", "you're", "we're", "i'm", "you've", "we've", "everyone", "yourselves"})
_FIRST_PERSON = frozenset({"i", "we", "i'm", "we're", "my", "our", "i'll", "we'll", "i've", "we've", "me"})
_SUBJECTS = frozenset({"you", "we", "they", "he", "she", "it", "i"})
_SELF_EVIDENT = frozenset(
    {"make", "makes", "made", "making", "set", "pitch", "aboard", "on", "among", "between", "under"}
)
"""Place phrases that begin so say by themselves that one is there: "make camp", "aboard the ship"."""
_STATES = frozenset({"is", "lies", "feels", "smells", "stretches", "looks"})
_TOWARD = frozenset({"to", "into", "onto", "toward", "towards"})
_ARTICLES = frozenset({"the", "a", "an", "your", "our", "their", "this", "that", "some"})
_OPENERS = (("and", "then"), ("then",), ("but",), ("roll",), ("what", "do"), ("how", "do"), ("who", "wants"),
            ("does", "anyone"), ("can", "i"), ("can", "we"), ("do", "we"), ("what", "are"))  # fmt: skip
_REACH = 4
"""How many words may stand between a cue and its place: "into the old, dark forest"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement. ``matches`` is what is here and now: what is denied, imagined or remembered is left out.

    ``arrival`` is the place the party is at after it; ``sighted`` a place that is only seen. ``names`` are those of
    the characters who act in it. ``size`` is its number of words.
    """

    kind: UtteranceKind
    size: int
    matches: tuple[Match, ...] = ()
    arrival: Entry | None = None
    sighted: Entry | None = None
    names: tuple[str, ...] = ()

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """What of one kind is named, in order."""
        return tuple(match.entry for match in self.matches if match.entry.kind == kind)


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance as a whole and its clauses in order."""

    kind: UtteranceKind
    clauses: tuple[Clause, ...]


def read(text: str, names: Sequence[str] = ()) -> Reading:
    """Read ``text``; ``names`` are the characters'. Text may lack all punctuation."""
    clauses: list[Clause] = []
    spoken_aloud = _QUOTED.search(text) is not None
    for found in _SENTENCE.finditer(_QUOTED.sub(" ", text)):
        words = tokens(found.group())
        if words:
            clauses += _sentence(words, question=found.group().rstrip().endswith("?"), names=names)
    if spoken_aloud:
        clauses.append(Clause("dialogue", len(tokens(" ".join(_QUOTED.findall(text))))))
    if not clauses:
        return Reading("chatter", ())
    return Reading(_whole(clauses), tuple(clauses))


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


def _whole(clauses: Sequence[Clause]) -> UtteranceKind:
    weights: dict[UtteranceKind, int] = {}
    for clause in clauses:
        happens = clause.kind in ("narration", "action") and clause.matches
        weights[clause.kind] = weights.get(clause.kind, 0) + clause.size * (2 if happens else 1)
    return max(weights, key=lambda kind: weights[kind])


def _sentence(words: tuple[str, ...], *, question: bool, names: Sequence[str]) -> Iterator[Clause]:
    chatter = sum(match.entry.weight for match in lexicon().marks("chatter", words))
    supposed = False
    parts = list(_split(words))
    for at, part in enumerate(parts):
        if chatter >= 3:
            # Without punctuation there is no telling where the talk about pizza began.
            yield Clause("chatter", len(part))
            continue
        clause = _clause(part, question=question and at == len(parts) - 1, supposed=supposed, names=names)
        supposed = supposed or "if" in part
        yield clause


def _split(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    start = 0
    for at in range(1, len(words)):
        opens = any(words[at : at + len(opener)] == opener for opener in _OPENERS)
        joins = words[at] in ("and", "so", "as", "while") and words[at + 1 : at + 2] and words[at + 1] in _SUBJECTS
        if (opens or joins) and at > start:
            yield words[start:at]
            start = at
    yield words[start:]


def _clause(words: tuple[str, ...], *, question: bool, supposed: bool, names: Sequence[str]) -> Clause:
    book = lexicon()
    rules = sum(match.entry.weight for match in book.marks("rules", words))
    chatter = sum(match.entry.weight for match in book.marks("chatter", words))
    if max(rules, chatter) >= 2:
        return Clause("rules" if rules >= chatter else "chatter", len(words))
    who = named(words, names)
    matches = _settle(words, book.concepts(_masked(words, who)))
    spoken = [mark.start for mark in book.marks("speak", words)]
    if not matches and not who:
        return Clause("dialogue" if spoken else "chatter", len(words))
    asks = question or any(mark.start <= 1 for mark in book.marks("ask", words))
    unreal = supposed or asks or bool(book.marks("suppose", words)) or bool(book.marks("past", words))
    if unreal or spoken:
        return Clause("dialogue", len(words))
    denied = min((mark.start for mark in book.marks("negate", words)), default=len(words))
    matches = tuple(match for match in matches if match.start < denied)
    arrival, sighted = _place(words, matches, who)
    acts = any(word in _FIRST_PERSON for word in words[:3]) or bool(who)
    return Clause("action" if acts else "narration", len(words), matches, arrival, sighted, who)


def _masked(words: tuple[str, ...], names: Sequence[str]) -> tuple[str, ...]:
    """``words`` without the characters' names: Lady Mira is no queen."""
    hidden = {part for name in names for part in tokens(name)}
    return tuple("" if word.removesuffix("'s") in hidden else word for word in words)


def _settle(words: tuple[str, ...], matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Without the "actions" of the sky: rain falls, but nobody falls."""
    sky = [match for match in matches if match.entry.kind in ("weather", "light")]

    def is_of_the_sky(match: Match) -> bool:
        return match.entry.kind == "action" and any(
            other.end <= match.start <= other.end + 3 and _PARTY.isdisjoint(words[other.end : match.start])
            for other in sky
        )

    return tuple(match for match in matches if not is_of_the_sky(match))


def _place(
    words: tuple[str, ...], matches: tuple[Match, ...], who: tuple[str, ...]
) -> tuple[Entry | None, Entry | None]:
    """The place where the party is after this clause, and the one it merely sees."""
    book = lexicon()
    arrive, leave = book.marks("arrive", words), book.marks("leave", words)
    located, distant = book.marks("locate", words), book.marks("distant", words)
    present, seen = book.marks("present", words), book.marks("seen", words)
    party = bool(who) or not _PARTY.isdisjoint(words)
    arrival = sighted = None
    going, blocked = False, len(words)
    for match in (match for match in matches if match.entry.kind == "place"):
        coming, gone, there = _near(arrive, match), _near(leave, match), _near(located, match)
        if _far(distant, match):
            blocked = match.end
        elif coming is not None:
            if not _somebody_else(words[: coming.start], matches, coming.start, who):
                arrival, going = match.entry, True
        elif gone is not None and (there is None or there.start < gone.start):
            continue
        elif (going and not _TOWARD.isdisjoint(words[max(0, match.start - 3) : match.start])) or (
            words[match.start] in _SELF_EVIDENT and (match.start <= 2 or party)
        ):
            arrival = match.entry
        elif there is not None and there.start >= blocked:
            continue  # "a castle far away on a hill": the hill is as far
        elif there is not None:
            if present or there.start <= 1 or who or not _PARTY.isdisjoint(words[: match.start]):
                arrival = match.entry
        elif present or _fragment(words, matches, match):
            arrival = match.entry
        elif seen:
            sighted = match.entry
    return arrival, sighted


def _far(distant: Sequence[Match], match: Match) -> bool:
    """Whether the place is only heard of or seen from afar: "toward the castle", "in the distance a castle"."""
    after = any(match.end <= mark.start <= match.end + 1 for mark in distant)
    return after or _near(distant, match) is not None or (bool(distant) and distant[0].start == 0)


def _near(marks: Sequence[Match], match: Match) -> Match | None:
    """The last cue that leads to ``match``."""
    near = [mark for mark in marks if mark.end <= match.start <= mark.end + _REACH]
    return near[-1] if near else None


def _somebody_else(before: Sequence[str], matches: Sequence[Match], end: int, who: tuple[str, ...]) -> bool:
    """Whether it is a creature or a stranger who moves: "a goblin enters the cave"."""
    if who or not _PARTY.isdisjoint(before):
        return False
    others = (match for match in matches if match.entry.kind in ("creature", "person") and match.end <= end)
    return any(match.entry.id != "party" for match in others)


def _fragment(words: tuple[str, ...], matches: Sequence[Match], match: Match) -> bool:
    """Like "a dark forest at night", or "the forest is quiet": a description without a doer."""
    kinds = {other.entry.kind for other in matches}
    if match.start > 4 or not _FIRST_PERSON.isdisjoint(words[:2]):
        return False
    said = len(words)
    if said <= 7 and not kinds & {"action", "creature", "person"} and not {"is", "was", "of"} & {*words}:
        return said <= match.end - match.start + 1 or words[0] in _ARTICLES or "mood" in kinds
    following = words[match.end] if match.end < said else ""
    return following in _STATES and "mood" in kinds
