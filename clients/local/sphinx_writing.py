"""Heard words as a person would write them down: capitals, names, full stops and question marks.

It must not change what was heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_FEWEST = 3
"""A pause within so few words of an edge ends no sentence."""

_ASKING = frozenset({"what", "who", "where", "why", "how", "which", "whose"})
_AUXILIARY = frozenset({
    "is", "are", "was", "were", "do", "does", "did", "can", "could", "will", "would", "should", "shall", "may",
    "might", "has", "have", "had", "am", "isn't", "don't", "can't",
})  # fmt: skip
_ASKED = frozenset({
    "i", "you", "we", "he", "she", "it", "they", "there", "the", "this", "that", "anyone", "anybody", "someone",
    "somebody", "my", "your",
})  # fmt: skip
_MUCH = frozenset({"much", "many", "far", "long", "big", "old", "deep", "high", "about", "turn", "time", "happens"})


@dataclass(frozen=True, slots=True)
class Said:
    """A word as it is written inside of a sentence, and whether a pause follows that may end one."""

    text: str
    pause: bool = False


def readable(words: Sequence[Said]) -> str:
    """``words`` as sentences: a capital first, "I" a capital, a full stop or a question mark at the end."""
    return " ".join(_written(sentence) for sentence in _sentences(words))


def _sentences(words: Sequence[Said]) -> Iterator[Sequence[str]]:
    sentence: list[str] = []
    for n, word in enumerate(words, start=1):
        sentence.append(word.text)
        left = len(words) - n
        if not left or (word.pause and len(sentence) >= _FEWEST and left >= _FEWEST):
            yield sentence
            sentence = []


def _written(sentence: Sequence[str]) -> str:
    words = ["I" + word[1:] if word == "i" or word.startswith("i'") else word for word in sentence]
    text = " ".join(words)
    return text[0].upper() + text[1:] + ("?" if _is_question(sentence) else ".")


def _is_question(sentence: Sequence[str]) -> bool:
    if len(sentence) < _FEWEST:
        return False
    first, second = sentence[0], sentence[1]
    if first in _ASKING:
        return second in _AUXILIARY or second in _MUCH
    return first in _AUXILIARY and second in _ASKED
