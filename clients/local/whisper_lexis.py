"""What words are worth in a sentence: by the language model, and by a table's names, from their first letters on.

It must not know how likely anything was heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clients.local.speech_model import NAME
from clients.local.whisper_language import END, Language

_LANGUAGE, _WORD = 0.3, 5.0
"""Weight of the language model, and what a word gets to make up for it: without, few words would be best."""
_UNKNOWN, _FURTHER = 8.0, 1.0
"""What a word costs that the language model does not have, as soon as it is none, and each further token of it."""
_NAME = 1.0
"""What each further token of a name gets, taken back from what turns out to be none."""


@dataclass(slots=True)
class Node:
    """Names as tokens: what may come next."""

    following: dict[int, Node] = field(default_factory=dict[int, "Node"])

    def add(self, tokens: Iterable[int]) -> None:
        """One more name."""
        node = self
        for token in tokens:
            node = node.following.setdefault(token, Node())


@dataclass(frozen=True, slots=True)
class Names:
    """A table's words: in small letters, with how each is written, and the beginnings of their spellings."""

    written: Mapping[str, str] = field(default_factory=dict[str, str])
    root: Node = field(default_factory=Node)


@dataclass(frozen=True, slots=True)
class Lexis:
    """The words of the language and of one table."""

    language: Language
    names: Names

    def knows(self, word: str) -> bool:
        """Whether it is a word of either."""
        return self._plain(word) in self.names.written or self.language.knows(self._plain(word))

    def part(self, word: str, lent: float, strange: bool, *, in_name: bool) -> tuple[float, float, bool]:
        """A further token of a word: what it gets, what of that is lent, whether the word is none that is known."""
        if in_name:
            return _NAME, lent + _NAME, False
        if strange:
            return -_FURTHER, 0.0, True
        strange = not self.language.begins(word.lower())
        return -lent - (_UNKNOWN if strange else 0.0), 0.0, strange

    def whole(self, before: tuple[str, ...], word: str, lent: float, strange: bool) -> tuple[float, tuple[str, ...]]:
        """What the word that ends is worth after those ``before``, and what the next one comes after."""
        word = self._plain(word)
        if not word:
            return 0.0, before
        if word in self.names.written:
            word, lent = NAME, 0.0
        if not self.language.knows(word):
            return -lent - (0.0 if strange else _UNKNOWN), ()
        worth = _LANGUAGE * (self.language.probability(before, word) + _WORD)
        return worth - lent, (*before, word)[-2:]

    def end(self, before: tuple[str, ...], word: str, lent: float, strange: bool) -> float:
        """What it is worth that the sentence ends with the word."""
        worth, before = self.whole(before, word, lent, strange)
        return worth + _LANGUAGE * (self.language.probability(before, END) + _WORD / 2)

    @staticmethod
    def _plain(word: str) -> str:
        return word.lower().strip("'")
