"""A table's names as words that the recogniser can hear: what each is called inside of it, its phones, its spelling.

It must not decode anything. Runs in the recogniser's process.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pocketsphinx

from clients.local.speech_model import NAME
from pipeline import sounds

Names = Sequence[tuple[str, str]]
"""Names and how a person says that they sound; empty where nobody said."""

MOST_WAYS = 4
"""Most pronunciations of one name."""

_SHORTEST_PART = 3
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Spelling:
    """Lines for the dictionary, lines for the class of names, and what the words in them are written as."""

    dictionary: str
    members: str
    written: Mapping[str, str]


def spelling(names: Names, vocabulary: Container[str]) -> Spelling:
    """Of ``names``, those whose sound is known or can be guessed.

    A name of several words is heard as a whole, and in those of its words that are not in ``vocabulary`` anyway.
    """
    said: dict[str, tuple[str, ...]] = {}
    alone = [(name, "") for name, _ in names for name in _own_words(name, vocabulary)]
    wanted = [*names, *alone]
    known = _bundled({word for name, _ in wanted for word in _words(name)})
    for name, pronunciation in wanted:
        ways = _ways(name, pronunciation, known)
        if ways:
            said.setdefault(name, ways)
    dictionary: list[str] = []
    written: dict[str, str] = {}
    for n, (name, ways) in enumerate(said.items(), start=1):
        word = f"{NAME}{n}"
        written[word] = name
        dictionary += [f"{word}{f'({way})' if way > 1 else ''} {phones}\n" for way, phones in enumerate(ways, start=1)]
    members = [f"LMCLASS {NAME}", *(f"{word} {1 / len(written):.6f}" for word in written), f"END {NAME}", ""]
    return Spelling("".join(dictionary), "\n".join(members), written)


def _ways(name: str, pronunciation: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if pronunciation:
        try:
            return sounds.written(pronunciation)
        except sounds.UnpronounceableError:  # written before such were refused
            pass
    words = [known.get(word) or _joined(word, known) or sounds.guessed(word) for word in _words(name)]
    if not words or not all(words):
        return sounds.guessed(name)
    ways = [" ".join(way).split() for way in product(*(word[:MOST_WAYS] for word in words))]
    return tuple(dict.fromkeys(" ".join(way[: sounds.MOST_PHONES]) for way in ways))[:MOST_WAYS]


def _joined(word: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """``Silverford`` as silver and ford, at the longest first part that is a word."""
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART, -1):
        first, second = known.get(word[:at]), known.get(word[at:])
        if first and second:
            return (f"{first[0]} {second[0]}",)
    return ()


def _bundled(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """What the bundled dictionary has of ``words`` and of their parts; read once through, since it is large."""
    wanted = {part for word in words for part in (word, *_parts(word))}
    found: dict[str, tuple[str, ...]] = {}
    if wanted:
        with Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).open(encoding="utf-8") as lines:
            for line in lines:
                entry, _, phones = line.partition(" ")
                word = entry.partition("(")[0]
                if word in wanted:
                    found[word] = (*found.get(word, ()), phones.strip())
    return found


def _parts(word: str) -> Iterator[str]:
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        yield word[:at]
        yield word[at:]


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _own_words(name: str, vocabulary: Container[str]) -> Iterator[str]:
    words = _WORD.findall(name)
    if len(words) > 1:
        yield from (word for word in words if word[0].isupper() and word.lower() not in vocabulary)
