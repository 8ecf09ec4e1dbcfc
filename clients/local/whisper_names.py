"""A table's names for Whisper: how they may be spelled while it searches, and which words only sounded like one.

It must not search, nor decide what else is trusted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from clients.local import speech_model, sphinx_names
from clients.local.whisper_lexis import Names, Node
from clients.local.whisper_search import Word
from pipeline import sounds

_ALIKE, _ALIKE_STRANGE = 0.12, 0.3
"""Costs of a name's phones, for each of them, at which other words are not it: words that the language has, and those
of which it lacks one."""
_PROBABILITY = 0.8
"""That of a name that is recognised by its sound."""
_FEWEST_PHONES = 4
_MORE_WORDS = 2

_VOWELS = frozenset({
    "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW",
})  # fmt: skip
_KIN = tuple(
    frozenset(pair.split())
    for pair in ("B P", "D T", "G K", "V F", "Z S", "DH TH", "ZH SH", "JH CH", "M N", "N NG", "L R", "V B", "W V")
)
_LETTERS = {
    "AA": "a", "AE": "a", "AH": "a", "AO": "o", "AW": "ow", "AY": "ai", "DH": "th", "EH": "e", "ER": "er", "EY": "ay",
    "HH": "h", "IH": "i", "IY": "i", "JH": "j", "OW": "o", "OY": "oy", "UH": "u", "UW": "u", "ZH": "zh", "IA": "ia",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table's names: as words that may be spelled, and as sounds."""

    names: Names
    ways: tuple[tuple[str, tuple[str, ...]], ...]
    """Names and their phones, one entry for each way to say one."""


def table(told: sphinx_names.Names, known: Callable[[str], bool], spelled: Callable[[str], list[int]]) -> Table:
    """Of the names ``told``, those that can be spelled or said. ``known``: whether the language has a word."""
    said = sphinx_names.spelling(told, _Known(known))
    ways = tuple((said.written[word], phones) for word, phones in _entries(said.dictionary))
    corrected = {name for name, pronunciation in told if pronunciation}
    written: dict[str, str] = {}
    root = Node()
    for name, phones in ways:
        words = [name] if " " not in name else []
        forms = [_respelled(phones)] if name in corrected else [_plain(word) for word in words]
        for form in forms:
            if form and form.lower() not in written and not known(form.lower()):
                written[form.lower()] = name
                root.add(spelled(form))
    return Table(Names(written, root), ways)


def recognised(words: Sequence[Word], names: Table) -> list[Word]:
    """``words`` with names where words stand that sound like one."""
    phones = [phones_of(word.text.lower()) for word in words]
    found: list[tuple[float, int, int, str]] = []
    for name, way in names.ways:
        if len(way) < _FEWEST_PHONES:
            continue
        for start in range(len(words)):
            for end in range(start + 1, min(start + len(name.split()) + _MORE_WORDS, len(words)) + 1):
                heard = [phone for word in phones[start:end] for phone in word]
                if abs(len(heard) - len(way)) > 1 + len(way) // 4:
                    continue
                cost = unlike(heard, way) / len(way)
                if cost < (_ALIKE if all(word.known for word in words[start:end]) else _ALIKE_STRANGE):
                    found.append((cost, start, end, name))
    taken: set[int] = set()
    chosen: dict[int, tuple[int, str]] = {}
    for _, start, end, name in sorted(found):
        if not taken & set(range(start, end)):
            taken |= set(range(start, end))
            chosen[start] = (end, name)
    result: list[Word] = []
    at = 0
    while at < len(words):
        end, name = chosen.get(at, (at + 1, ""))
        last = words[end - 1]
        if name:
            result.append(Word(name, _PROBABILITY, True, last.marks))
        else:
            result.append(last)
        at = end
    return result


def unlike(one: Sequence[str], other: Sequence[str]) -> float:
    """What it costs to turn phones into others: less between sounds that are taken for each other."""
    row = [0.8 * n for n in range(len(other) + 1)]
    for phone in one:
        above, row = row, [row[0] + 0.8]
        for n, wanted in enumerate(other):
            row.append(min(above[n] + _differ(phone, wanted), above[n + 1] + 0.8, row[n] + 0.8))
    return row[-1]


@cache
def phones_of(word: str) -> tuple[str, ...]:
    """How a word is said: as the dictionary has it, or guessed."""
    known = _dictionary().get(word)
    if known is None:
        known = next(iter(sounds.guessed(word)), "")
    return tuple(known.split())


@cache
def _dictionary() -> Mapping[str, str]:
    lines = speech_model.path(speech_model.DICTIONARY).read_text("utf-8").splitlines()
    return {word: phones for word, _, phones in (line.partition(" ") for line in lines)}


@cache
def _differ(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return 0.4
    return 0.5 if frozenset((one, other)) in _KIN else 1.0


def _entries(dictionary: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in dictionary.splitlines():
        word, _, phones = line.partition(" ")
        yield word.partition("(")[0], tuple(phones.split())


def _respelled(phones: Sequence[str]) -> str:
    return "".join(_LETTERS.get(phone, phone.lower()) for phone in phones).capitalize()


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return re.sub(r"[^A-Za-z']", "", folded).strip("'")


class _Known:
    """A vocabulary that is asked and never listed."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        self._known = known

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._known(word)
