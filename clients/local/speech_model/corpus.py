"""The sentences that the language model is counted from: written ones, and templates filled with the lexicon's words.

It must not estimate anything, nor decide how words are pronounced.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import cycle

from clients.local import lexicon, speech_model

WRITTEN_WEIGHT = 4.0
"""How many filled templates a written sentence counts as."""

FILLINGS = 16
"""How often each template is filled."""

Sentence = tuple[tuple[str, ...], float]

_SLOT = re.compile(r"\{([a-z:_]+)\}")


def sentences() -> Iterator[Sentence]:
    """Every sentence with its weight, always in the same order."""
    for line in _lines("sentences.txt"):
        yield lexicon.tokens(line), WRITTEN_WEIGHT
    slots = _slots()
    for phrase in phrases():
        yield phrase, 1.0
    for template in _lines("templates.txt"):
        for _ in range(FILLINGS):
            yield _fill(template, slots), 1.0


def phrases() -> tuple[tuple[str, ...], ...]:
    """The lexicon's entries of more than one word."""
    found = {lexicon.tokens(phrase) for entry in lexicon.lexicon().entries for phrase in entry.words}
    return tuple(sorted(phrase for phrase in found if len(phrase) > 1))


def _lines(name: str) -> Iterator[str]:
    for line in speech_model.path(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _slots() -> Mapping[str, Iterator[tuple[str, ...]]]:
    """An endless supply of fillings for each kind of slot."""
    words: dict[str, list[str]] = defaultdict(list)
    for entry in lexicon.lexicon().entries:
        words[entry.kind].extend(entry.words)
        words[f"{entry.kind}s"].extend(plural(word) for word in entry.words)
        if entry.name:
            words[f"name:{entry.kind}"].append(entry.name)
    return {slot: cycle([lexicon.tokens(word) for word in fillings]) for slot, fillings in words.items()}


def plural(word: str) -> str:
    """The regular plural of ``word``; of a phrase, that of its last word."""
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def _fill(template: str, slots: Mapping[str, Iterator[tuple[str, ...]]]) -> tuple[str, ...]:
    words: list[str] = []
    for part in template.split():
        slot = _SLOT.fullmatch(part)
        filling = next(slots[slot[1]]) if slot else (part,)
        if words and words[-1] == "a" and filling[0][0] in "aeiou":
            words[-1] = "an"
        words.extend(filling)
    return tuple(words)
