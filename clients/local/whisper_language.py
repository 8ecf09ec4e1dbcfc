"""How likely a word is after others: the committed trigrams, asked word by word, and a table's names among them.

It must not know of sounds or tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path

from clients.local.speech_model import NAME

START, END = "<s>", "</s>"

Gram = tuple[str, ...]


class Language:
    """A trigram model read from ARPA."""

    def __init__(self, path: Path) -> None:
        self._probabilities: dict[Gram, float] = {}
        self._backoffs: dict[Gram, float] = {}
        for words, probability, backoff in _grams(path):
            self._probabilities[words] = probability * log(10)
            if backoff:
                self._backoffs[words] = backoff * log(10)
        self._beginnings = frozenset(word[:end] for word in self.words for end in range(1, len(word) + 1))

    @property
    def words(self) -> list[str]:
        """All that are known."""
        return [gram[0] for gram in self._probabilities if len(gram) == 1 and gram[0] not in (START, END, NAME)]

    def knows(self, word: str) -> bool:
        """Whether the model has ``word``."""
        return (word,) in self._probabilities

    def begins(self, part: str) -> bool:
        """Whether any word begins with ``part``."""
        return part in self._beginnings

    def probability(self, before: Sequence[str], word: str) -> float:
        """The natural logarithm of P(word | the last two before it). Raises ``KeyError`` for an unknown word."""
        spent = 0.0
        for length in range(min(2, len(before)), 0, -1):
            history = tuple(before[-length:])
            if (found := self._probabilities.get((*history, word))) is not None:
                return spent + found
            spent += self._backoffs.get(history, 0.0)
        return spent + self._probabilities[(word,)]


def _grams(path: Path) -> Iterator[tuple[Gram, float, float]]:
    order = 0
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("\\"):
            order = int(line[1]) if line[1].isdigit() else 0
        elif order and line:
            probability, *rest = line.split()
            yield tuple(rest[:order]), float(probability), float(rest[order]) if len(rest) > order else 0.0
