"""Goes through the sentences of an utterance and finds what in them happens here and now, by the rules of grammar.

It must not weigh: what is learned is in ``storyteller_arrival`` and ``storyteller_presence``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clients.local.lexicon import Match, lexicon, tokens
from clients.local.storyteller_course import ALONG, Course, goes_on
from clients.local.storyteller_elsewhere import (
    answers,
    begins_anew,
    clause_starts,
    draws_on,
    elsewhere_from,
    goes_on_about,
    goes_on_from,
    is_gossip,
    is_only_thought,
    is_rhetorical,
    is_supposed,
    is_unreal,
    lingers,
    stopped_in,
)
from clients.local.storyteller_evidence import evident
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_happening import HAPPENING, Happening
from clients.local.storyteller_inside import with_insides
from clients.local.storyteller_motion import goes_on_inside
from clients.local.storyteller_places import Movement, movement
from clients.local.storyteller_reality import masked, real, settled
from clients.local.storyteller_reports import goes_on_speaking, reports
from clients.local.storyteller_scenery import distance
from clients.local.storyteller_speech import Heard, commands, listen
from clients.local.storyteller_told import Barred, Told
from clients.local.storyteller_words import root
from pipeline.model import UtteranceKind

_THERE_IT_IS = (("there", "it", "is"), ("there", "they", "are"), ("there", "you", "are"), ("here", "it", "is"),
                ("here", "you", "are"), ("here", "we", "are"))  # fmt: skip
_NEXT = frozenset({"then", "next", "finally"})
_BEHIND_IT = frozenset({"past", "beyond", "across"})
_YONDER = frozenset({"behind", "below"})
_LYING = frozenset({"down", "up", "over", "out", "off", "away"})


class Teller:
    """Goes through one utterance and knows whether what is said is still about here and now."""

    def __init__(self, names: tuple[str, ...], lean: UtteranceKind | None = None) -> None:
        self._names = names
        self._lean = lean
        """What a sentence is taken for that grammar alone would take for talk."""
        self._reported = self._speaking = self._of_self = False
        self._aside = False
        self._placed = self._mover = False
        self._course = Course()
        self._quoted = False
        """Whether somebody was quoted before."""
        self._asked: UtteranceKind | None = None
        self.told: list[Told] = []
        """Each clause as it was taken."""
        self._talked: UtteranceKind | None = None
        """What the sentence before was, where it told of what is not now."""

    def hear(self, sentence: Sentence) -> tuple[Heard, list[Happening]]:
        """What one sentence is, and its clauses."""
        who = named(sentence.words, self._names)
        found = settled(sentence.words, lexicon().concepts(masked(sentence.words, who)))
        starts = clause_starts(sentence)
        here = [tuple(real(clause, found, start)) for clause, start in starts]
        matches = tuple(match for (_, start), told in zip(starts, here, strict=True) for match in _placed(told, start))
        plain = self._evident(sentence, here)
        heard = listen(sentence, matches, reported=self._reported, names=self._names, evident=plain)
        talk = heard.kind in ("dialogue", "chatter") and not heard.asked and not reports(sentence)
        ours = not {"we", "i"}.isdisjoint(map(root, sentence.words))
        talk = talk and not (ours and self._lean == "narration")
        if self._lean is not None and talk:
            heard = replace(heard, kind=self._lean, kinds=(self._lean,) * len(heard.kinds))
        verbless = all(clause.verb < 0 for clause in sentence.clauses)
        if answers(sentence) and verbless and not self._mover and heard.kind in HAPPENING:
            heard = replace(heard, kind="dialogue", kinds=("dialogue",) * len(heard.kinds))
            self._talked = "dialogue"  # "To the dwarves. The big gate in the mountain."
        if self._asked and verbless and not sentence.exclaimed:
            heard = replace(heard, kind=self._asked, kinds=(self._asked,) * len(heard.kinds))  # "At the beach?"
        if self._speaking and verbless and heard.kind in HAPPENING:
            heard = replace(heard, kind="dialogue", kinds=("dialogue",) * len(heard.kinds))  # "Old mill, ten minutes."
        self._speaking = goes_on_speaking(sentence) or (self._speaking and verbless)
        if (
            self._talked
            and heard.kind in HAPPENING
            and (verbless or goes_on_about(sentence) or (self._of_self and root(sentence.words[0]) == "there"))
            and not any(plain)
        ):
            heard = replace(heard, kind=self._talked, kinds=(self._talked,) * len(heard.kinds))  # "Or horses."
        self._asked = (
            heard.kind if heard.asked and heard.kind not in HAPPENING and not is_rhetorical(sentence) else None
        )
        if reports(sentence) or commands(sentence):
            self._reported = True
        elif heard.kind in HAPPENING:
            self._reported = False
        elsewhere = elsewhere_from(sentence, before=self._aside)
        self._aside = elsewhere is not None and (elsewhere == 0 or lingers(sentence))
        self._placed = self._placed and not begins_anew(sentence)
        stopped = stopped_in(sentence)
        later = bool(lexicon().marks("later", sentence.words))
        supposed = is_supposed(sentence)
        past = sentence.main.tense == "past" and heard.kind not in HAPPENING
        gossip = heard.kind in ("dialogue", "chatter") and is_gossip(sentence)
        unreal_talk = (past or supposed or gossip or elsewhere is not None) and heard.kind in ("dialogue", "chatter")
        if unreal_talk or not verbless:
            self._talked = heard.kind if unreal_talk else None
            self._of_self = past and sentence.main.subject == "self"  # "I worked there. There's a checkpoint now."
        told: list[Happening] = []
        unreal = drawn = furnished = pointed = remote = back = False
        mover = self._mover and all(clause.verb < 0 for clause in sentence.clauses)
        self._course.begin(sentence, mover=self._mover)
        for at, ((clause, start), kind) in enumerate(zip(starts, heard.kinds, strict=True)):
            follows = not at or clause.subject == starts[at - 1][0].subject
            unreal = is_unreal(clause, before=unreal and follows, ours=ours) and not plain[at]
            unreal = unreal or (bool(at) and is_only_thought(clause, starts[at - 1][0]))
            drawn = clause.verb < 0 and (drawn or (bool(at) and draws_on(clause, starts[at - 1][0])))
            unreal = unreal or drawn
            asked = heard.asked and (sentence.question or heard.kind == "rules")
            back = back or (bool(at) and clause.tense == "present" and "now" in clause.words[: clause.verb + 1])
            back = back or plain[at] or goes_on_from(clause, sentence)
            aside = elsewhere is not None and start + max(clause.verb, 0) >= elsewhere and not (back or at in stopped)
            if elsewhere and not back:
                here[at] = tuple(match for match in here[at] if start + match.start < elsewhere)
            unreal = unreal and at not in stopped
            barred = _barred(kind, aside=aside, supposed=supposed and not back, unreal=unreal, asked=asked)
            named_here = with_insides(clause, _within(clause, start, found))
            if barred:
                guess = movement(clause, named_here, alone=False, mover=False)
                self._note(sentence, at, kind, barred, plain[at], named_here, here[at], guess)
                told.append(Happening(kind, len(clause.words)))
                continue
            listed_on = clause.verb < 0 and clause.after == "," and furnished and not mover
            moved = movement(
                clause,
                here[at],
                alone=pointed or clause.words[0] in _NEXT or not (self._placed or listed_on),
                mover=mover,
            )
            if listed_on and clause.words[0] in _LYING and not {"into", "onto", "to"} & {*clause.words}:
                moved = replace(moved, arrivals=(), sighted=moved.arrivals)  # "there's the light, down in the bay"
            if remote and (clause.verb < 0 or clause.subject in ("there", "they")):
                moved = Movement()  # "two miles out, in a rowing boat", "far away, there's a tower"
            far = clause.words[0] not in ALONG and bool(lexicon().marks("distant", clause.words))
            far = far or (clause.words[0] in _YONDER and len(clause.words) <= 5 and "door" not in clause.words)
            away = not mover and (far or clause.words[-1:] == ("ahead",) or bool(moved.left))
            remote = clause.verb < 0 and (remote or away or distance(clause.words, len(clause.words)))
            pointed = clause.words[-3:] in _THERE_IT_IS or (pointed and clause.verb < 0)
            furnished = furnished or clause.subject == "there"
            moved = self._course.complete(clause, here[at], moved)
            if not at and goes_on_inside(clause) and not (moved.arrivals or moved.way):
                moved = replace(moved, way="in")
            if sentence.words[0] in _BEHIND_IT:
                moved = replace(moved, shown=())  # "past the far wall there's a palace"
            if far:
                here[at] = tuple(match for match in here[at] if match.entry.kind != "gear")
            if self._quoted:
                moved = replace(moved, sighted=(), shown=())  # "she says there's work. There's an island": hers or not
            self._note(sentence, at, kind, "", plain[at], named_here, here[at], moved)
            told.append(self._happening(clause, kind, here[at], moved, later=later))
            later = False
            self._placed = self._placed or bool(moved.arrivals)
            mover = goes_on(clause, moved, before=mover)
        self._mover = mover
        self._quoted = self._quoted or reports(sentence)
        return heard, told

    def _note(
        self,
        sentence: Sentence,
        at: int,
        kind: UtteranceKind,
        barred: Barred,
        plain: bool,
        named_here: Sequence[Match],
        real_here: Sequence[Match],
        moved: Movement,
    ) -> None:
        last = self.told[-1] if self.told else None
        first = sum(len(one.clause.words) for one in self.told)
        self.told.append(
            Told(
                sentence,
                sentence.clauses[at],
                last.index + 1 if last is not None else 0,
                first,
                kind,
                barred,
                plain,
                tuple(named_here),
                tuple(real_here),
                moved,
            )
        )

    def _evident(self, sentence: Sentence, here: Sequence[tuple[Match, ...]]) -> list[bool]:
        """For each clause whether it says by itself where the party is."""
        return [
            (
                any(match.entry.kind in ("place", "gear") for match in found)
                or clause.subject == "self"
                or any(lexicon().inside(word) for word in clause.words)
            )
            and evident(clause, sentence, movement(clause, found, alone=not self._placed, mover=False))
            for clause, found in zip(sentence.clauses, here, strict=True)
        ]

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


def _barred(kind: UtteranceKind, *, aside: bool, supposed: bool, unreal: bool, asked: bool) -> Barred:
    if kind not in HAPPENING:
        return "talk"
    return "aside" if aside else "supposed" if supposed else "unreal" if unreal else "asked" if asked else ""


def _within(clause: Clause, start: int, matches: Sequence[Match]) -> list[Match]:
    """Those of a sentence's ``matches`` that are in ``clause``, by the indexes of its words."""
    end = start + len(clause.words)
    inside = (match for match in matches if start <= match.start and match.end <= end)
    return [replace(match, start=match.start - start, end=match.end - start) for match in inside]


def _is_mover(clause: Clause) -> bool:
    return clause.subject in ("party", "self")


def _placed(matches: Sequence[Match], start: int) -> list[Match]:
    """``matches`` of a clause by their indexes in the sentence."""
    return [replace(match, start=match.start + start, end=match.end + start) for match in matches]


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
