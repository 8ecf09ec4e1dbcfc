"""Takes spoken English apart: sentences, clauses, who is their subject, and whether they tell of now.

It must not know a place or a creature: only how things are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from clients.local.storyteller_words import (
    ADVERBS,
    ARTICLES,
    BE,
    FILLERS,
    HAVE,
    JOINS,
    MODALS,
    NUMBERS,
    PARTY,
    PREPOSITIONS,
    PRONOUNS,
    SELF,
    WAS,
    is_quantity,
    root,
    verb_forms,
)

Subject = Literal["party", "self", "they", "it", "there", "none"]
"""``party``: you and we; ``self``: I, or a character by name; ``they``: anyone else; ``none``: not said."""

Tense = Literal["present", "past", "none"]

_SPLIT = re.compile(r"(?:[^.!?\n]|\.(?=\w))+[.!?\n]*")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[,;:—–]|\s-+\s")
_TAG = re.compile(r", (?:you know|i mean|like|let's see|i guess|i suppose|of course|you see|what's it called),", re.I)
_TITLE = re.compile(r"\b(?:St|Mr|Mrs|Dr|Ms)\.")
_MARKS = frozenset({",", ";", ":", "—", "–"})
_INVERTING = frozenset({"in", "out", "up", "down", "off", "on", "away", "back", "round", "through", "over", "along"})
_SUBORDINATE = frozenset({"where", "when", "which", "who", "as", "if", "while", "because", "until", "since", "after",
                          "before", "although", "though", "unless", "that", "whenever"})  # fmt: skip
_LEAD_IN = 2
"""How many words a name or an exclamation before the clause proper has at most."""
_MANY_WORDS = 60
"""Clauses longer than this are cut: nobody says them, and text without an end must not cost much."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject and what it does. ``verb`` is the index of the finite verb, -1 where there is none.

    ``after`` is what stands before it: a comma, a colon, a conjunction or nothing. ``proper`` are the indexes of words
    that were written with a capital although no sentence begins there.
    """

    words: tuple[str, ...]
    subject: Subject
    tense: Tense
    verb: int
    after: str = ""
    inherits: bool = False
    """Whether the subject is that of the clause before."""
    proper: frozenset[int] = frozenset()

    @property
    def subordinate(self) -> bool:
        """Whether it depends on another: "where it came down"."""
        return self.words[0] in _SUBORDINATE


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: all its ``words``, its clauses, and how it ends."""

    words: tuple[str, ...]
    clauses: tuple[Clause, ...]
    question: bool
    exclaimed: bool

    @property
    def opening(self) -> Clause:
        """Its first clause; a name that is called, or an "okay", before it does not count."""
        first = self.clauses[0]
        if len(self.clauses) > 1 and len(first.words) <= _LEAD_IN and first.subject == "none":
            second = self.clauses[1]
            if second.subject != "none" and not second.inherits and not (self.exclaimed and first.verb == 0):
                return second
        return first

    @property
    def main(self) -> Clause:
        """The first clause with a verb that depends on no other, else its opening."""
        start = self.clauses.index(self.opening)
        found = [clause for clause in self.clauses[start:] if clause.verb >= 0]
        return next((clause for clause in found if not clause.subordinate), found[0] if found else self.opening)


def sentences(text: str, names: Sequence[str] = ()) -> tuple[Sentence, ...]:
    """The sentences of ``text``; ``names`` are those of characters. Text may lack all punctuation."""
    hidden = frozenset(part for name in names for part in name.lower().split())
    found: list[Sentence] = []
    for piece in _SPLIT.findall(_TITLE.sub(lambda title: title.group()[:-1], text.replace("’", "'"))):
        written = _parts(piece)
        parts = [part.lower() for part in written]
        words = tuple(part for part in parts if part not in _MARKS)
        if not words:
            continue
        capitals = _capitals(written)
        end = piece.rstrip()
        clauses: list[Clause] = []
        for after, start, stop in _segments(parts):
            proper = frozenset(at - start for at in capitals if start <= at < stop)
            earlier = clauses[-1] if clauses else None
            clauses.append(_clause(tuple(parts[start:stop]), after, earlier, hidden, proper))
        found.append(Sentence(words, tuple(clauses), end.endswith("?"), end.endswith("!")))
    return tuple(found)


def _parts(piece: str) -> list[str]:
    text = re.sub(r"\.{2,}|…", ", ", piece)
    text = _TAG.sub(",", text)
    parts = ["—" if part.strip() in ("-", "--") else part.strip() for part in _TOKEN.findall(text)]
    parts = [part for part in parts if part.lower() not in FILLERS]
    while parts and parts[0] in _MARKS:
        del parts[0]
    return parts


def _capitals(written: Sequence[str]) -> frozenset[int]:
    """The indexes of what is written like a name; none where nearly all of it is."""
    found = {at for at, part in enumerate(written) if at and part[0].isupper() and root(part.lower()) not in SELF}
    return frozenset(found) if len(found) * 2 <= len(written) else frozenset()


def _segments(parts: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Stretches between punctuation, and before conjunctions that open a clause of their own."""
    start, after = 0, ""
    for at, part in enumerate(parts):
        if part in _MARKS:
            if at > start:
                yield after, start, at
            start, after = at + 1, part
        elif at > start and (_opens(parts, start, at) or at - start >= _MANY_WORDS):
            yield after, start, at
            start, after = at, part
    if start < len(parts):
        yield after, start, len(parts)


def _opens(parts: Sequence[str], start: int, at: int) -> bool:
    if parts[at] not in JOINS or at + 1 >= len(parts):
        return False
    following = root(parts[at + 1])
    if parts[at] in ("which", "who", "that", "before", "after", "since", "where", "as"):
        return following in ("you", "we", "i", "he", "she", "they", "it") and parts[at] != "that"
    if following in ("you", "we", "i", "he", "she", "they", "it", "there", "then", "now", "suddenly", "finally"):
        return True
    has_verb = _verb(parts[start:at]) >= 0
    rest = parts[at + 1 : at + 9]
    if parts[at] in ("if", "because", "when", "while", "unless", "until", "but", "so", "then"):
        return (has_verb or parts[at] in ("if", "because", "unless")) and parts[at - 1] != "as"
    return has_verb and (_verb(rest) >= 0 or _verb(["you", *rest]) == 1)


def _verb(words: Sequence[str], names: frozenset[str] = frozenset()) -> int:
    """The first finite verb, or -1."""
    return next((at for at in range(len(words)) if _is_verb(words, at, names)), -1)


def _is_verb(words: Sequence[str], at: int, names: frozenset[str]) -> bool:
    plain, third, _, past = verb_forms()
    word, before = words[at], words[at - 1] if at else ""
    following = words[at + 1] if at + 1 < len(words) else ""
    stem, _, tail = word.partition("'")
    if tail in ("re", "m", "ve", "ll", "d") and stem in PRONOUNS | {"who", "there"}:
        return True
    if tail == "s" and (stem in PRONOUNS or stem in ("what", "here", "where", "that", "how")):
        return True
    if tail == "s" and following in ARTICLES | BE | {"just", "all", "only", "not", "gone", "been", "still", "so"}:
        return True  # "the air's all smoke", "the water's a mirror"
    if word in BE - {"be", "been", "being"} or word in HAVE or word in WAS or word in MODALS:
        return True
    if word in ("do", "does", "don't", "doesn't"):
        return True
    nominal = (
        before in ARTICLES
        or before in NUMBERS
        or before == "one"
        or before in PREPOSITIONS - {"back", "up", "down", "out"}
    )
    if (nominal and before not in ("that", "some", "this")) or (word == "left" and _is_adverb(words, at)):
        return False
    if _follows_pronoun(words, at):
        return True
    if word in third and before not in HAVE:
        return True
    if word in past and before in (*JOINS, "") and not _has_object(words, at):
        return False  # "and painted forests"
    if word in past and before not in BE and before not in HAVE and before not in ("get", "gets", "being"):
        return True
    if word not in plain or (not before and following in third | {"is", "has"}):
        return False  # "Dawn finds you"
    return (
        not before
        or root(before) in {"i", "you", "we", "they", "who", "people"}
        or before in ADVERBS
        or before.endswith("ly")
        or (before.endswith("s") and not before.endswith("ss"))
        or before in names
        or before in ("men", "women", "children", "folk", "mice", "together")
    )


def _is_adverb(words: Sequence[str], at: int) -> bool:
    """Whether the "left" at ``at`` is a side: "left and right", "to the left"."""
    return (
        at == 0
        or words[at - 1] in ("and", "then", "turn", "go", "bear", "bow")
        or tuple(words[at + 1 : at + 2]) == ("and",)
    )


def _has_object(words: Sequence[str], at: int) -> bool:
    following = words[at + 1] if at + 1 < len(words) else ""
    return not following or root(following) in ARTICLES | PREPOSITIONS | PRONOUNS | ADVERBS | NUMBERS


def _follows_pronoun(words: Sequence[str], at: int) -> bool:
    """Whether the word can only be a verb, known or not: "I elbow my way"."""
    before = words[at - 1] if at else ""
    if before not in ("i", "you", "we", "they"):
        return False
    opens = at == 1 or words[at - 2] in JOINS or words[at - 2] in ADVERBS or words[at - 2].endswith("ly")
    opens = opens or words[at - 2] in _INVERTING
    word = words[at]
    closed = word in PREPOSITIONS or word in ARTICLES or word in JOINS or word in ADVERBS or word in PRONOUNS
    return opens and not closed and not word.endswith(("ing", "ly")) and "'" not in word


def _clause(
    words: tuple[str, ...], after: str, earlier: Clause | None, names: frozenset[str], proper: frozenset[int]
) -> Clause:
    at = _verb(words, names)
    subject, inherits = _subject(words, at, names), False
    if subject == "none" and earlier is not None and at >= 0 and after != ":":
        lead = [word for word in words[:at] if word not in JOINS and word not in ADVERBS and not word.endswith("ly")]
        if not lead:
            subject, inherits = earlier.subject, True
    return Clause(words, subject, _tense(words, at), at, after, inherits, proper)


def _subject(words: Sequence[str], verb: int, names: frozenset[str]) -> Subject:
    """Who does it: the first pronoun or name before the verb that depends on no preposition."""
    if verb < 0:
        return "none"
    _, _, doing, _ = verb_forms()
    noun = False
    dependent = False
    for at, word in enumerate(words[: verb + 1]):
        stem = root(word)
        if at == verb and stem == word:
            break
        before = words[at - 1] if at else ""
        if before == "of" and stem in PARTY and at > 1 and is_quantity(words[at - 2]):
            return "party"  # "the two of you", "half of us"
        if stem in PREPOSITIONS and at < verb:
            dependent = stem not in ("out", "back", "up", "down")
            continue
        drawn = at == verb and stem != word  # "from here on it's": a subject, whatever stands before
        inverted = before in _INVERTING and at + 1 == verb and stem != "it"  # "in we go"
        if stem in PRONOUNS and (drawn or inverted or (before not in PREPOSITIONS and before not in ARTICLES)):
            found = _pronoun(stem, at, verb)
            if found is not None:
                return found
        if stem in names or (stem == "party" and before == "the"):
            return "self" if stem in names else "party"
        if stem in ARTICLES or stem in NUMBERS:
            noun = noun or not dependent
            dependent = dependent and before in PREPOSITIONS
            continue
        if word not in JOINS and word not in ADVERBS and word not in doing and not word.endswith("ly"):
            noun = noun or not dependent
    if noun or (verb > 0 and root(words[0]) in PREPOSITIONS):
        return "they"
    return "none"


def _pronoun(stem: str, at: int, verb: int) -> Subject | None:
    if stem in SELF:
        return "self"
    if stem in PARTY or stem == "everyone":
        return "party"
    if stem == "it" or stem == "there":
        return stem
    return "they" if stem not in ("one", "that", "this", "both") or at in (verb, verb - 1) else None


def _tense(words: Sequence[str], verb: int) -> Tense:
    if verb < 0:
        return "none"
    word = words[verb]
    if word in WAS:
        return "past"
    _, _, _, past = verb_forms()
    if word in past:
        before = words[verb - 1] if verb else ""
        # "Horses saddled", "the ferry burned": a state as well as a deed, unless someone is said to have done it.
        sure = root(before) in PRONOUNS or not before.endswith("s") or not word.endswith("ed")
        return "past" if sure and verb > 0 else "none"
    return "present"
