"""A table's names for Whisper: how they are spelled while it searches, and where pocketsphinx heard one that it missed.

It must not search, nor decide what is trusted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from clients.local.sphinx_names import Names as Told
from clients.local.whisper_lexis import Names, Node
from clients.local.whisper_search import Word


@dataclass(frozen=True, slots=True)
class Table:
    """A table's names: those that may be spelled, and all."""

    names: Names
    all: frozenset[str] = frozenset()


def table(told: Told, known: Callable[[str], bool], spelled: Callable[[str], list[int]]) -> Table:
    """Of the names ``told`` those that can be spelled. ``known``: whether the language has a word."""
    written: dict[str, str] = {}
    root = Node()
    for name, corrected in told:
        # What is not said as it is written would be a guess; a name of known words needs no help.
        for word in () if corrected else re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", name):
            form = _plain(word)
            if form and form[0].isupper() and form.lower() not in written and not known(form.lower()):
                written[form.lower()] = word
                root.add(spelled(form))
    return Table(Names(written, root), frozenset(name for name, _ in told if name))


def placed(words: Sequence[Word], others: Sequence[tuple[str, float]], names: Table) -> list[Word]:
    """``words`` with the names among the words that pocketsphinx heard, where the same words are around them."""
    heard = [word.text.lower() for word in words]
    said = [text.lower() for text, _ in others]
    result: list[Word] = []
    for _, start, end, from_, to in SequenceMatcher(None, heard, said, autojunk=False).get_opcodes():
        missed = [n for n in range(from_, to) if others[n][0] in names.all and heard[start:end] != said[from_:to]]
        if any(word.text.lower() in names.names.written for word in words[start:end]):
            missed = []
        at = start
        for n in missed:
            text, probability = others[n]
            first = start + (n - from_) * (end - start) // (to - from_)
            last = max(start + (n + 1 - from_) * (end - start) // (to - from_), at)
            result += words[at : max(first, at)]
            marks = words[last - 1].marks if last > max(first, at) else ""
            result.append(Word(text, probability, known=True, marks=marks))
            at = last
        result += words[at:end]
    return result


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return re.sub(r"[^A-Za-z']", "", folded).strip("'")
