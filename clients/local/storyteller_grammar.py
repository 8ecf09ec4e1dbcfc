"""Takes spoken English apart: sentences, clauses, who is their subject, and whether they tell of now.

It must not know a place or a creature: only how things are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from clients.local.lexicon import lexicon

Subject = Literal["party", "self", "they", "it", "there", "none"]
"""``party``: you and we; ``self``: I, or a character by name; ``they``: anyone else; ``none``: not said."""

Tense = Literal["present", "past", "none"]

PARTY = frozenset({"you", "we", "us", "yourselves", "ourselves", "yourself", "party"})
SELF = frozenset({"i", "me", "myself"})
_THEY = frozenset(
    {"he", "she", "they", "him", "them", "who", "somebody", "someone", "something", "everybody", "nobody",
     "everything", "nothing", "one", "that", "this", "these", "those", "both", "another", "others"}
)  # fmt: skip
_PRONOUNS = PARTY | SELF | _THEY | {"it", "there", "everyone"}
ARTICLES = frozenset({"the", "a", "an", "your", "our", "their", "his", "her", "its", "my", "this", "that", "some",
                      "these", "those", "no", "another", "each", "every", "any"})  # fmt: skip
_NUMBERS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen", "dozens",
                      "hundreds", "thousands", "several", "many", "few", "more"})  # fmt: skip
PREPOSITIONS = frozenset(
    {"in", "into", "inside", "within", "on", "onto", "at", "to", "through", "across", "along", "under", "beneath",
     "among", "between", "by", "beside", "near", "before", "over", "down", "up", "past", "toward", "towards", "from",
     "off", "of", "for", "with", "without", "behind", "beyond", "around", "above", "below", "out", "outside", "aboard",
     "atop", "upon", "amid", "round", "against", "about", "after", "during", "until", "like", "as", "than", "back"}
)  # fmt: skip
_JOINS = frozenset({"and", "but", "so", "then", "while", "as", "when", "because", "until", "if", "or", "where", "which",
                    "who", "that", "unless", "before", "after", "since", "though", "although"})  # fmt: skip
_BE = frozenset({"is", "are", "am", "isn't", "aren't", "be", "been", "being"})
_HAVE = frozenset({"has", "have", "hasn't", "haven't", "having"})
_WAS = frozenset({"was", "were", "had", "did", "wasn't", "weren't", "hadn't", "didn't"})
MODALS = frozenset(
    {"would", "could", "should", "might", "will", "shall", "must", "may", "wouldn't", "couldn't", "shouldn't", "won't",
     "gonna", "wanna", "gotta", "ought", "cannot", "can", "can't", "mustn't"}
)  # fmt: skip
UNREAL = MODALS - {"can", "can't", "cannot"}
_FILLERS = frozenset({"uh", "um", "er", "erm", "uhm", "hmm", "mm", "eh", "ah"})
_ADVERBS = frozenset(
    {"then", "now", "just", "all", "both", "never", "always", "also", "even", "still", "there", "here", "again", "soon",
     "once", "only", "already", "slowly", "quickly", "not", "too", "don't", "and", "to", "long", "somehow", "ever"}
)  # fmt: skip
_SPLIT = re.compile(r"(?:[^.!?\n]|\.(?=\w))+[.!?\n]*")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[,;:—–]|\s-+\s")
_TAG = re.compile(r", (?:you know|i mean|like|let's see|i guess|i suppose|of course|you see|what's it called),")
_MARKS = frozenset({",", ";", ":", "—", "–"})
_MANY_WORDS = 60
"""Clauses longer than this are cut: nobody says them, and text without an end must not cost much."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject and what it does. ``verb`` is the index of the finite verb, -1 where there is none.

    ``after`` is what stands before it: a comma, a colon, a conjunction or nothing.
    """

    words: tuple[str, ...]
    subject: Subject
    tense: Tense
    verb: int
    after: str = ""
    inherits: bool = False
    """Whether the subject is that of the clause before."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: all its ``words``, its clauses, and how it ends."""

    words: tuple[str, ...]
    clauses: tuple[Clause, ...]
    question: bool
    exclaimed: bool

    @property
    def opening(self) -> Clause:
        """Its first clause."""
        return self.clauses[0]


def sentences(text: str, names: Sequence[str] = ()) -> tuple[Sentence, ...]:
    """The sentences of ``text``; ``names`` are those of characters. Text may lack all punctuation."""
    hidden = frozenset(part for name in names for part in name.lower().split())
    found: list[Sentence] = []
    for piece in _SPLIT.findall(text.replace("’", "'")):
        parts = [part.strip().replace("-", "—") if part.strip() in ("-", "--") else part for part in _parts(piece)]
        words = tuple(part for part in parts if part not in _MARKS)
        if not words:
            continue
        end = piece.rstrip()
        clauses: list[Clause] = []
        for after, segment in _segments(parts):
            clauses.append(_clause(segment, after, clauses[-1] if clauses else None, hidden))
        found.append(Sentence(words, tuple(clauses), end.endswith("?"), end.endswith("!")))
    return tuple(found)


@cache
def listed(cue: str) -> frozenset[str]:
    """The words of the lexicon's ``cue`` as they stand there, for single words that only text needs."""
    return frozenset(lexicon().get("cue", cue).written)


def root(word: str) -> str:
    """``word`` without what is drawn together with it: "you're" is "you"."""
    return word.partition("'")[0]


def is_negation(word: str) -> bool:
    """Whether ``word`` denies."""
    return word in ("not", "never", "no", "nobody", "nothing", "neither", "nor", "without", "cannot") or word.endswith(
        "n't"
    )


@cache
def verb_forms() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """The bases, the forms in -s, those in -ing and those of the past of all verbs that are known."""
    book = lexicon()
    bases: set[str] = set()
    for entry in book.entries:
        if entry.kind == "action" or (entry.kind == "cue" and entry.id in ("verb", "arrive", "leave", "speak")):
            bases |= {re.split(r"[\s']", phrase)[0] for phrase in (*entry.words, *entry.written)}
    third: set[str] = set()
    doing: set[str] = set()
    past: set[str] = set()
    plain: set[str] = set()
    for base in bases:
        forms = book.conjugation(base)
        if not forms or base in PREPOSITIONS:
            continue
        plain.add(base)
        third.add(forms[0])
        doing |= set(forms[1:2])
        past |= {form for form in forms[2:] if form != base}
    return frozenset(plain), frozenset(third), frozenset(doing), frozenset(past - plain)


def _parts(piece: str) -> list[str]:
    text = re.sub(r"\.{2,}|…", ", ", piece.lower())
    text = _TAG.sub(",", text)
    parts = [part for part in _TOKEN.findall(text) if part not in _FILLERS]
    while parts and parts[0] in _MARKS:
        del parts[0]
    return parts


def _segments(parts: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Stretches between punctuation, and before conjunctions that open a clause of their own."""
    start, after = 0, ""
    for at, part in enumerate(parts):
        if part in _MARKS:
            if at > start:
                yield after, tuple(parts[start:at])
            start, after = at + 1, part
        elif at > start and (_opens(parts, start, at) or at - start >= _MANY_WORDS):
            yield after, tuple(parts[start:at])
            start, after = at, part
    if start < len(parts):
        yield after, tuple(parts[start:])


def _opens(parts: Sequence[str], start: int, at: int) -> bool:
    if parts[at] not in _JOINS or at + 1 >= len(parts):
        return False
    following = root(parts[at + 1])
    if parts[at] in ("which", "who", "that", "before", "after", "since", "where", "as"):
        return following in ("you", "we", "i", "he", "she", "they", "it") and parts[at] != "that"
    if following in ("you", "we", "i", "he", "she", "they", "it", "there", "then", "now", "suddenly", "finally"):
        return True
    has_verb = _verb(parts[start:at]) >= 0
    rest = parts[at + 1 : at + 9]
    if parts[at] in ("if", "because", "when", "while", "unless", "until", "but", "so", "then"):
        return has_verb or parts[at] in ("if", "because", "unless")
    return has_verb and (_verb(rest) >= 0 or _verb(["you", *rest]) == 1)


def _verb(words: Sequence[str], names: frozenset[str] = frozenset()) -> int:
    """The first finite verb, or -1."""
    plain, third, _, past = verb_forms()
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        stem, _, tail = word.partition("'")
        if tail in ("re", "m", "ve", "ll", "d") and stem in _PRONOUNS | {"who", "there"}:
            return at
        if tail == "s" and (stem in _PRONOUNS or stem in ("what", "here", "where", "that", "how")):
            return at
        if tail == "s" and at + 1 < len(words) and words[at + 1] in ARTICLES | _BE | {"just", "all", "only", "not"}:
            return at  # "the air's all smoke", "the water's a mirror"
        if word in ("is", "are", "am", "isn't", "aren't") or word in _HAVE or word in _WAS or word in MODALS:
            return at
        if word in ("do", "does", "don't", "doesn't"):
            return at
        nominal = (
            before in ARTICLES
            or before in _NUMBERS
            or before == "one"
            or before in PREPOSITIONS - {"back", "up", "down", "out"}
        )
        if nominal and before not in ("that", "some", "this"):
            continue
        if _follows_pronoun(words, at):
            return at
        if word in third and before not in _HAVE:
            return at
        if word in past and before in (*_JOINS, "") and not _has_object(words, at):
            continue  # "and painted forests"
        if word in past and before not in _BE and before not in _HAVE and before not in ("get", "gets", "being"):
            return at
        if word in plain and (
            not before
            or root(before) in {"i", "you", "we", "they", "who", "people"}
            or before in _ADVERBS
            or before.endswith("ly")
            or (before.endswith("s") and not before.endswith("ss"))
            or before in names
            or before in ("men", "women", "children", "folk", "mice", "together")
        ):
            return at
    return -1


def _has_object(words: Sequence[str], at: int) -> bool:
    following = words[at + 1] if at + 1 < len(words) else ""
    return not following or root(following) in ARTICLES | PREPOSITIONS | _PRONOUNS | _ADVERBS | _NUMBERS


def _follows_pronoun(words: Sequence[str], at: int) -> bool:
    """Whether the word can only be a verb, known or not: "I elbow my way"."""
    before = words[at - 1] if at else ""
    if before not in ("i", "you", "we", "they"):
        return False
    opens = at == 1 or words[at - 2] in _JOINS or words[at - 2] in _ADVERBS or words[at - 2].endswith("ly")
    word = words[at]
    closed = word in PREPOSITIONS or word in ARTICLES or word in _JOINS or word in _ADVERBS or word in _PRONOUNS
    return opens and not closed and not word.endswith(("ing", "ly")) and "'" not in word


def _clause(words: tuple[str, ...], after: str, earlier: Clause | None, names: frozenset[str]) -> Clause:
    at = _verb(words, names)
    subject, inherits = _subject(words, at, names), False
    if subject == "none" and earlier is not None and at >= 0 and after != ":":
        lead = [word for word in words[:at] if word not in _JOINS and word not in _ADVERBS and not word.endswith("ly")]
        if not lead:
            subject, inherits = earlier.subject, True
    return Clause(words, subject, _tense(words, at), at, after, inherits)


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
        if stem in PREPOSITIONS and at < verb:
            dependent = stem not in ("out", "back", "up", "down")
            continue
        drawn = at == verb and stem != word  # "from here on it's": a subject, whatever stands before
        if stem in _PRONOUNS and (drawn or (before not in PREPOSITIONS and before not in ARTICLES)):
            if stem in SELF:
                return "self"
            if stem in PARTY or stem == "everyone":
                return "party"
            if stem in ("it", "there"):
                return stem  # type: ignore[return-value]
            if stem not in ("one", "that", "this", "both") or at == verb or at + 1 == verb:
                return "they"
        if stem in names or (stem == "party" and before == "the"):
            return "self" if stem in names else "party"
        if stem in ARTICLES or stem in _NUMBERS:
            noun = noun or not dependent
            dependent = dependent and before in PREPOSITIONS
            continue
        if word not in _JOINS and word not in _ADVERBS and word not in doing and not word.endswith("ly"):
            noun = noun or not dependent
    if noun or (verb > 0 and root(words[0]) in PREPOSITIONS):
        return "they"
    return "none"


def _tense(words: Sequence[str], verb: int) -> Tense:
    if verb < 0:
        return "none"
    word = words[verb]
    if word in _WAS:
        return "past"
    _, _, _, past = verb_forms()
    if word in past:
        before = words[verb - 1] if verb else ""
        # "Horses saddled", "the ferry burned": a state as well as a deed, unless someone is said to have done it.
        sure = root(before) in _PRONOUNS or not before.endswith("s") or not word.endswith("ed")
        return "past" if sure and verb > 0 else "none"
    return "present"
