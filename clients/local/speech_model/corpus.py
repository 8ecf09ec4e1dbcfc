"""The sentences that the language model is counted from: written ones, and a grammar filled with the lexicon's words.

It must not estimate anything, nor decide how words are pronounced.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from clients.local import lexicon, speech_model

WRITTEN_WEIGHT = 4.0
"""How many filled templates a written sentence counts as."""

FILLINGS = 120
"""How often each template is filled, for each point of its weight."""

Sentence = tuple[tuple[str, ...], float]

_DEEPEST = 8
_RULE = re.compile(r"<([a-z]+)>\s*=\s*(.+)")
_WEIGHT = re.compile(r"\*(\d+)\s+")
_PIECE = re.compile(r"<([a-z]+)>|\{([a-z:_]+)\}|\[([^\]]*)\]|([^<\[{\s]+)")
_NOT_AN = ("uni", "use", "one", "once", "eu")


def sentences() -> Iterator[Sentence]:
    """Every sentence with its weight, always in the same order."""
    for line in _lines("sentences.txt"):
        yield lexicon.tokens(line), WRITTEN_WEIGHT
    for phrase in phrases():
        yield phrase, 1.0
    grammar = _Grammar(_lines("templates.txt"))
    for template, weight in grammar.templates:
        for _ in range(FILLINGS * weight):
            yield grammar.fill(template), 1.0


def phrases() -> tuple[tuple[str, ...], ...]:
    """The lexicon's entries of more than one word."""
    found = {lexicon.tokens(phrase) for entry in lexicon.lexicon().entries for phrase in entry.words}
    return tuple(sorted(phrase for phrase in found if len(phrase) > 1))


def _lines(name: str) -> Iterator[str]:
    for line in speech_model.path(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


class _Grammar:
    """Templates, rules and slots; the same draw each time."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.templates: list[tuple[str, int]] = []
        self._rules: dict[str, Sequence[str]] = {}
        for line in lines:
            if rule := _RULE.fullmatch(line):
                self._rules[rule[1]] = _alternatives(rule[2])
            else:
                weight = _WEIGHT.match(line)
                self.templates.append((_WEIGHT.sub("", line), int(weight[1]) if weight else 1))
        self._slots = _slots()
        self._dice = random.Random(1)

    def fill(self, template: str) -> tuple[str, ...]:
        words: list[str] = []
        self._say(template, words)
        for at, word in enumerate(words[:-1]):
            if word in ("a", "an"):
                following = words[at + 1]
                vowel = following[0] in "aeiou" and not following.startswith(_NOT_AN)
                words[at] = "an" if vowel or following.startswith(("hour", "honest")) else "a"
        return tuple(words)

    def _say(self, text: str, words: list[str]) -> None:
        for rule, slot, choice, word in _PIECE.findall(text):
            if rule:
                self._say(self._dice.choice(self._rules[rule]), words)
            elif slot:
                words.extend(self._word(self._slots[slot]))
            elif word:
                words.append(word)
            else:
                self._say(self._dice.choice(_alternatives(choice)), words)

    def _word(self, entries: Sequence[Sequence[tuple[str, ...]]]) -> tuple[str, ...]:
        """Every entry as often as another; in it, its first words more often than its last."""
        found = self._dice.choice(entries)
        return found[min(int(self._dice.expovariate(0.5)), _DEEPEST) % len(found)]


def _alternatives(text: str) -> Sequence[str]:
    """``text`` at its bars, those in brackets left alone."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _slots() -> Mapping[str, Sequence[Sequence[tuple[str, ...]]]]:
    """For each kind of slot its entries, and for each entry what it can be filled with."""
    words = lexicon.lexicon()
    slots: dict[str, list[Sequence[tuple[str, ...]]]] = {}

    def add(slot: str, *said: str) -> None:
        if said:
            slots.setdefault(slot, []).append([lexicon.tokens(text) for text in said])

    for entry in words.entries:
        add(entry.kind, *entry.words)
        add(f"{entry.kind}s", *(plural(word) for word in entry.words))
        if entry.name:
            add(f"name:{entry.kind}", entry.name)
        if entry.kind == "action":
            for slot, form in (("verb", None), ("verbs", 0), ("verbing", 1), ("verbed", 2)):
                forms = (words.conjugation(word) for word in entry.words if " " not in word)
                if form is None:
                    add(slot, *(word for word in entry.words if " " not in word and words.conjugation(word)))
                else:
                    add(slot, *(found[form] for found in forms if len(found) > form))
    return slots


def plural(phrase: str) -> str:
    """The plural of ``phrase``: that of its last word."""
    *first, last = phrase.split()
    return " ".join((*first, lexicon.lexicon().plural(last)))
