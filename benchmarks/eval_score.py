"""Compares what a storyteller made of a conversation with its labels. It asks no storyteller and prints nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from benchmarks.eval_set import ASPECTS, Aspect, Conversation, Facts, Said
from pipeline.model import UtteranceKind

Measure = Literal["place", "change", "false paint", "missed paint", "contamination", "class", "lost place", "failed"]

PLACES_CAUGHT = 0.90
FALSE_PAINTS = 0.05
CLASSIFIED = 0.80

_NONE = re.compile(r"\b(no|not|without|never|neither|nor)(\W+\w+){0,2}\W*$")
_LEFT = re.compile(r"\b(after|left|leaving|behind|beyond|outside|past|from)(\W+\w+){0,2}\W*$")
_OVER = re.compile(
    r"^(\W+\w+){0,2}?\W+(stopped|stops|over|gone|ended|ends|past|passed|lifted|lifts|ceased|behind|died|fades|faded)\b"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a storyteller made of one utterance.

    ``kind`` is None where it did not say. ``environment``: the description after it; ``error``: the failure's code.
    """

    kind: UtteranceKind | None
    environment: str
    paint: bool
    prompt: str = ""
    reason: str = ""
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement with the labels. ``index`` counts the utterances of the conversation from 0."""

    measure: Measure
    conversation: str
    index: int
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def ratio(self) -> float | None:
        """0–1, or None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(slots=True)
class Score:
    """The figures of one conversation, or, added up, of many."""

    name: str
    utterances: int = 0
    caught: dict[Aspect, Share] = field(default_factory=lambda: dict.fromkeys(ASPECTS, Share()))
    """Changes that the environment shows, by what changed."""
    held: Share = Share()
    """Utterances without a change of place after which the environment still named the place it had caught."""
    false_paints: Share = Share()
    """Painted, of those labelled *no*."""
    missed_paints: Share = Share()
    """Not painted, of those labelled *yes*."""
    classified: Share = Share()
    contaminations: int = 0
    failures: int = 0
    confusion: Counter[tuple[UtteranceKind, UtteranceKind]] = field(
        default_factory=Counter[tuple[UtteranceKind, UtteranceKind]]
    )
    """(first accepted kind, the storyteller's kind); a kind that is accepted too counts as the first."""
    seconds: list[float] = field(default_factory=list[float])
    findings: list[Finding] = field(default_factory=list[Finding])

    def add(self, other: Score) -> None:
        """Count ``other`` in."""
        self.utterances += other.utterances
        self.caught = {aspect: self.caught[aspect] + other.caught[aspect] for aspect in ASPECTS}
        self.held += other.held
        self.false_paints += other.false_paints
        self.missed_paints += other.missed_paints
        self.classified += other.classified
        self.contaminations += other.contaminations
        self.failures += other.failures
        self.confusion += other.confusion
        self.seconds += other.seconds
        self.findings += other.findings

    def shortfalls(self) -> list[str]:
        """Where this is below what an evening needs; a measure without a case falls short, too."""
        places, false, classified = self.caught["place"].ratio, self.false_paints.ratio, self.classified.ratio
        checks = [
            (places is not None and places >= PLACES_CAUGHT, f"place changes caught below {PLACES_CAUGHT:.0%}"),
            (false is not None and false <= FALSE_PAINTS, f"false paints above {FALSE_PAINTS:.0%}"),
            (self.contaminations == 0, "the environment was contaminated"),
            (classified is not None and classified >= CLASSIFIED, f"classified right below {CLASSIFIED:.0%}"),
            (self.failures == 0, "the storyteller failed"),
        ]
        return [sentence for good, sentence in checks if not good]


def total(scores: Iterable[Score]) -> Score:
    """All of ``scores`` together."""
    together = Score("total")
    for score in scores:
        together.add(score)
    return together


def score(conversation: Conversation, told: Sequence[Told]) -> Score:
    """Compare; ``told`` has one entry for each utterance. Raises ``ValueError`` where it has not."""
    judge = _Judge(conversation)
    for index, (said, answer) in enumerate(zip(conversation.said, told, strict=True)):
        judge.look(index, said, answer)
    return judge.score


class _Judge:
    """Goes through one conversation and remembers what is in force."""

    def __init__(self, conversation: Conversation) -> None:
        self.score = Score(conversation.name)
        self._forbidden: list[str] = []
        self._leaked: set[str] = set()
        self._place: list[Facts] = []
        """What the environment may name: the place the party is in, and where it is going."""
        self._before = ""
        """The environment before the utterance."""

    def look(self, index: int, said: Said, told: Told) -> None:
        """Judge one utterance."""
        score = self.score
        score.utterances += 1
        score.seconds.append(told.seconds)
        if told.error:
            score.failures += 1
            self._find("failed", index, said, told.error)
        self._classified(index, said, told)
        self._painted(index, said, told)
        self._changes(index, said, told)
        self._contamination(index, said, told)
        self._before = told.environment

    def _classified(self, index: int, said: Said, told: Told) -> None:
        right = told.kind in said.kinds
        self.score.classified += Share(int(right), 1)
        if told.kind is not None:
            self.score.confusion[said.kinds[0], said.kinds[0] if right else told.kind] += 1
        if not right:
            self._find("class", index, said, f"{told.kind or 'nothing'}, not {' or '.join(said.kinds)}")

    def _painted(self, index: int, said: Said, told: Told) -> None:
        if said.paint == "no":
            self.score.false_paints += Share(int(told.paint), 1)
            if told.paint:
                self._find("false paint", index, said, told.prompt)
        elif said.paint == "yes":
            self.score.missed_paints += Share(int(not told.paint), 1)
            if not told.paint:
                self._find("missed paint", index, said, told.reason)

    def _changes(self, index: int, said: Said, told: Told) -> None:
        left = [word for word in said.gone if mentions(told.environment, word, denied=(_NONE, _LEFT), over=True)]
        for aspect, facts in said.changes.items():
            missing = [" / ".join(fact) for fact in facts if not holds(told.environment, (fact,))]
            # What must be gone is gone with the place where there is one, else with the first change.
            stale = left if aspect == next(iter(said.changes)) else []
            caught = not missing and not stale
            self.score.caught[aspect] += Share(int(caught), 1)
            if not caught:
                wanted = [f"{aspect}: wanted {fact}" for fact in missing] + [f"still there: {word}" for word in stale]
                self._find("place" if aspect == "place" else "change", index, said, _but(wanted, told))
            if aspect == "place":
                self._place = [facts] if caught else []
        if "place" not in said.changes and self._place:
            if said.towards:
                self._place.append((said.towards,))
            held = any(holds(told.environment, facts) for facts in self._place)
            self.score.held += Share(int(held), 1)
            if not held:
                self._find("lost place", index, said, _but([str(self._place[0])], told))

    def _contamination(self, index: int, said: Said, told: Told) -> None:
        """Count each word once, from when it leaks until the environment is rid of it."""
        going: Facts = (said.towards,) if said.towards else ()
        setting_out = bool(going) and holds(told.environment, going) and not holds(self._before, going)
        if ("place" in said.changes and self._place) or setting_out:
            # What a new place is described with is its own: a pump room has walls, whoever spoke of walls before.
            self._forbidden = [word for word in self._forbidden if not mentions(told.environment, word)]
        # Nor did the talk bring in what was there before it: a guardroom has its stove, whoever tells of another.
        if _opening(told.environment) == _opening(self._before):
            self._leaked |= {word for word in said.never if mentions(self._before, word)}
        asked_for = [word for facts in said.changes.values() for fact in facts for word in fact]
        freed = {word.lower() for word in (*said.freed, *asked_for)}
        self._forbidden = [word for word in self._forbidden if word.lower() not in freed] + list(said.never)
        leaks = {word for word in self._forbidden if mentions(told.environment, word)}
        fresh = sorted(leaks - self._leaked)
        self._leaked = leaks
        self.score.contaminations += bool(fresh)
        if fresh:
            self._find("contamination", index, said, f"{', '.join(fresh)} in: {told.environment}")

    def _find(self, measure: Measure, index: int, said: Said, detail: str) -> None:
        self.score.findings.append(Finding(measure, self.score.name, index, said.text, detail))


def _opening(environment: str) -> str:
    """The first sentence: as a rule, where they are."""
    return re.split(r"[.;!?]", environment, maxsplit=1)[0]


def _but(wanted: Iterable[str], told: Told) -> str:
    return f"{'; '.join(wanted)} in: {told.environment or '(empty)'}"


def holds(environment: str, facts: Facts) -> bool:
    return all(any(mentions(environment, word, denied=(_NONE,)) for word in fact) for fact in facts)


def mentions(text: str, word: str, *, denied: tuple[re.Pattern[str], ...] = (), over: bool = False) -> bool:
    """Whether ``text`` holds ``word`` or its plural, occurrences left out whose sentence denies them."""
    for sentence in re.split(r"[.;!?]", text.lower()):
        for found in _pattern(word).finditer(sentence):
            before, after = sentence[: found.start()], sentence[found.end() :]
            if any(pattern.search(before) for pattern in denied) or (over and _OVER.search(after)):
                continue
            return True
    return False


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    spaced = r"\s+".join(re.escape(part) for part in word.lower().split())
    return re.compile(rf"\b{spaced}(s|es|'s)?\b")
