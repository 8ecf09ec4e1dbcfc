"""Takes spoken English apart: sentences, clauses, who is their subject, and whether they tell of now.

It must not know a place or a creature: only how things are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from clients.local.storyteller_spoken import MARKS, parts_of
from clients.local.storyteller_verbs import Tense, finite_verb, tense_of
from clients.local.storyteller_words import (
    ADVERBS,
    ARTICLES,
    INVERTING,
    JOINS,
    NUMBERS,
    PARTY,
    PREPOSITIONS,
    PRONOUNS,
    SELF,
    is_quantity,
    root,
    verb_forms,
)

Subject = Literal["party", "self", "they", "it", "there", "none"]
"""``party``: you and we; ``self``: I, or a character by name; ``they``: anyone else; ``none``: not said."""


_SPLIT = re.compile(r"(?:[^.!?\n]|\.(?=\w))+[.!?\n]*")
_TITLE = re.compile(r"\b(?:St|Mr|Mrs|Dr|Ms)\.")
_SUBORDINATE = frozenset(
    {"where", "when", "which", "who", "as", "if", "while", "because", "until", "since", "after", "till",
     "before", "although", "though", "unless", "that", "whenever"}
)  # fmt: skip
_PARTICLES = frozenset({"off", "up", "down", "out", "over", "back", "in", "on", "through", "by"})
_TIMES = frozenset({"as", "before", "after", "until", "since"})
_MOMENTS = (("the", "second"), ("the", "moment"), ("the", "minute"), ("the", "instant"), ("by", "the"),
            ("every", "time"), ("the", "next"), ("as", "soon"))  # fmt: skip
_SUBJECTS = frozenset({"you", "we", "i", "he", "she", "they", "it", "anyone", "anybody", "everyone", "everybody",
                       "someone", "somebody", "nobody"})  # fmt: skip
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
        return self.words[0] in _SUBORDINATE or self.words[0] == "once" or self.words[:2] in _MOMENTS[:4]


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
        written = parts_of(piece)
        parts = [part.lower() for part in written]
        words = tuple(part for part in parts if part not in MARKS)
        if not words:
            continue
        capitals = _capitals(written)
        end = piece.rstrip()
        clauses: list[Clause] = []
        for after, start, stop in _segments(parts):
            proper = frozenset(at - start for at in capitals if start <= at < stop)
            earlier = _earlier(clauses, parts[start + 1 : start + 2])
            clauses.append(_clause(tuple(parts[start:stop]), after, earlier, hidden, proper))
        found.append(Sentence(words, tuple(clauses), end.endswith("?"), end.endswith("!")))
    return tuple(found)


def _earlier(clauses: Sequence[Clause], verb: Sequence[str]) -> Clause | None:
    """The clause whose subject goes on: not "as though nothing had happened" where a bare verb follows."""
    found = [clause for clause in clauses if clause.verb >= 0]
    bare = len(found) > 1 and found[-1].subordinate and not verb_forms()[0].isdisjoint(verb)
    if bare and found[-1].subject not in ("party", "self") and found[-2].subject in ("party", "self"):
        return found[-2]
    return found[-1] if found else clauses[-1] if clauses else None


def _capitals(written: Sequence[str]) -> frozenset[int]:
    """The indexes of what is written like a name; none where nearly all of it is."""
    found = {at for at, part in enumerate(written) if at and part[0].isupper() and root(part.lower()) not in SELF}
    return frozenset(found) if len(found) * 2 <= len(written) else frozenset()


def _segments(parts: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Stretches between punctuation, and before conjunctions that open a clause of their own."""
    start, after = 0, ""
    for at, part in enumerate(parts):
        if part in MARKS:
            if at > start:
                yield after, start, at
            start, after = at + 1, part
        elif at > start and (_opens(parts, start, at) or at - start >= _MANY_WORDS):
            yield after, start, at
            start, after = at, part
    if start < len(parts):
        yield after, start, len(parts)


def _opens(parts: Sequence[str], start: int, at: int) -> bool:
    if at + 1 >= len(parts):
        return False
    if parts[at - 2 : at + 1] == ["you", "know", "it"]:
        return False  # "before you know it"
    if parts[at] == "there" and root(parts[at + 1]) in ("i", "you", "we", "he", "she", "they"):
        return False  # "when you go out there you see"
    if root(parts[at]) in ("i", "you", "we", "it", "there", "he", "she", "they") and at > start + 1:
        drawn = parts[at].endswith(("'re", "'m", "'s")) and parts[at - 1] not in JOINS
        return (drawn and finite_verb(parts[start:at]) >= 0) or _follows_a_time(parts, start, at)
    if parts[at] in ARTICLES and _begins_the_main(parts, start, at):
        return True
    if parts[at] not in JOINS:
        return False
    following = root(parts[at + 1])
    if parts[at] == "till":
        return following in PRONOUNS
    if parts[at] in ("which", "who", "that", "before", "after", "since", "where", "as"):
        return following in _SUBJECTS and parts[at] != "that"
    if following in ("you", "we", "i", "he", "she", "they", "it", "there", "then", "now", "suddenly", "finally"):
        return True
    has_verb = finite_verb(parts[start:at]) >= 0
    rest = parts[at + 1 : at + 9]
    if parts[at] in ("if", "because", "when", "while", "unless", "until", "but", "so", "then"):
        return (has_verb or parts[at] in ("if", "because", "unless")) and parts[at - 1] != "as"
    return has_verb and (finite_verb(rest) >= 0 or finite_verb(["you", *rest]) == 1)


def _begins_the_main(parts: Sequence[str], start: int, at: int) -> bool:
    """Whether the article at ``at`` begins what happens then: "as you pass the bend the valley opens"."""
    if parts[start] not in ("as", "when", "while", "once", "after", "before"):
        return False
    before = parts[at - 1]
    verb = finite_verb(parts[start:at])
    nouns = before not in PREPOSITIONS | ARTICLES | JOINS | ADVERBS
    return nouns and 0 <= verb < at - start - 1 and finite_verb(parts[at : at + 4]) > 1


def _follows_a_time(parts: Sequence[str], start: int, at: int) -> bool:
    """Whether a clause begins with the pronoun at ``at``: "the moment she is gone I slip", "when you wake you find"."""
    lead = parts[start] if parts[start] not in ("and", "but", "so") else parts[min(start + 1, at)]
    timed = lead in _SUBORDINATE - {"that", "who"} or tuple(parts[start : start + 2]) in _MOMENTS or lead == "once"
    if not timed or parts[at - 1] in (PREPOSITIONS - _PARTICLES) | JOINS or finite_verb(parts[start:at]) < 0:
        return False
    return finite_verb(parts[at : at + 3]) in (0, 1, 2) and finite_verb(parts[start:at]) < at - start


def _clause(
    words: tuple[str, ...], after: str, earlier: Clause | None, names: frozenset[str], proper: frozenset[int]
) -> Clause:
    at = _main_verb(words, names)
    subject, inherits = _subject(words, at, names), False
    if subject == "none" and earlier is not None and at >= 0 and after != ":":
        passed = JOINS | ADVERBS | _PARTICLES
        lead = [word for word in words[:at] if word not in passed and not word.endswith("ly")]
        if not lead:
            subject, inherits = earlier.subject, True
    return Clause(words, subject, tense_of(words, at), at, after, inherits, proper)


def _main_verb(words: Sequence[str], names: frozenset[str]) -> int:
    """The finite verb that is not only a relative clause's: none in "a hall that can't be there"."""
    at = finite_verb(words, names)
    while at > 1 and words[at - 1] in ("that", "which", "who") and words[at - 2] not in JOINS | PREPOSITIONS:
        later = finite_verb(words[at + 1 :], names)
        if later < 0:
            return -1
        at += 1 + later
    return at


def _subject(words: Sequence[str], verb: int, names: frozenset[str]) -> Subject:
    """Who does it: the first pronoun or name before the verb that depends on no preposition."""
    if verb < 0:
        return "none"
    _, third, doing, _ = verb_forms()
    noun = False
    dependent = False
    for at, word in enumerate(words[: verb + 1]):
        stem = root(word)
        if at == verb and stem == word:
            break
        before = words[at - 1] if at else ""
        if stem in ("there", "here") and tuple(words[at + 1 : at + 3]) in (("you", "are"), ("we", "are")):
            return "party"
        if before == "of" and stem in PARTY and at > 1 and is_quantity(words[at - 2]):
            return "party"  # "the two of you", "half of us"
        if stem in PREPOSITIONS and at < verb:
            dependent = stem not in ("out", "back", "up", "down")
            continue
        drawn = at == verb and stem != word  # "from here on it's": a subject, whatever stands before
        agrees = at + 1 == verb and (stem in ("he", "she") or words[verb] not in third)
        if noun and stem in ("you", "we", "i", "they", "he", "she") and _relative(words, at, verb):
            continue  # "the crown you seek lies in the trench"
        inverted = agrees and before in INVERTING | _TIMES and stem != "it"  # "in we go", "as you pass"
        if stem in PRONOUNS and (
            drawn or inverted or (before not in PREPOSITIONS and before not in ARTICLES - {"another"})
        ):
            found = _pronoun(stem, at, verb)
            if found is not None:
                return found
        if stem in ("your", "our") and tuple(words[at + 1 : at + 2]) in (("feet",), ("boots",)):
            return "party"
        if stem in names or (stem == "party" and before == "the"):
            return "self" if stem in names else "party"
        if stem in ARTICLES or stem in NUMBERS:
            noun = noun or not dependent
            dependent = dependent and before in PREPOSITIONS
            continue
        if word not in JOINS and word not in ADVERBS and word not in doing and not word.endswith("ly"):
            noun = noun or not dependent
    if all(word in JOINS | ADVERBS | _PARTICLES for word in words[:verb]):
        return "none"  # "and down and comes out in a cave"
    lead = next((root(word) for word in words[:verb] if word not in (JOINS | ADVERBS) - PREPOSITIONS), "")
    if noun or lead in PREPOSITIONS:
        return "they"
    return "none"


def _relative(words: Sequence[str], at: int, verb: int) -> bool:
    """Whether the pronoun at ``at`` is the subject of another verb than that at ``verb``."""
    between = [word for word in words[at + 1 : verb] if word not in ADVERBS and not word.endswith("ly")]
    return bool(between) and root(words[at]) == words[at] and words[at - 1] not in JOINS | PREPOSITIONS | ADVERBS


def _pronoun(stem: str, at: int, verb: int) -> Subject | None:
    if stem in SELF:
        return "self"
    if stem in PARTY or stem == "everyone":
        return "party"
    if stem == "it" or stem == "there":
        return stem
    return "they" if stem not in ("one", "that", "this", "both") or at in (verb, verb - 1) else None
