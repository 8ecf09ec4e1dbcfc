"""Whisper's tokens: how words are spelled in them, and which are wanted at all.

It must not know a language, nor what was heard.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

START, END, SILENT = 50257, 50256, 50361
"""What stands before all, what ends all, what says that nobody speaks."""

FIRST_TIME = 50363
"""The token of 0.00 s; each further one is 20 ms later."""

TIME_S = 0.02

_TIMES = 1501
_SPACE = "Ġ"
_COMMON = 20_000
"""So many tokens, commonest first, are wanted whatever words they are of."""
_PLAIN = re.compile(r"Ġ?[A-Za-z]+|'[a-z]+|[.,?!']")


class Tokens:
    """Spelling in tokens, after the model's ``tokenizer.json``. A space before a word is part of its first token."""

    def __init__(self, folder: Path) -> None:
        model: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]
        self._numbers: dict[str, int] = model["vocab"]
        pairs = (pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"])
        self._ranks = {(left, right): rank for rank, (left, right) in enumerate(pairs)}
        config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
        self._unwanted = frozenset(config["suppress_ids"])

    @cached_property
    def _texts(self) -> dict[int, str]:
        return {number: text for text, number in self._numbers.items()}

    def text(self, number: int) -> str:
        """A token as it is written, a space for its mark of one."""
        return self._texts[number].replace(_SPACE, " ")

    def spelled(self, word: str) -> list[int]:
        """The tokens of a word of ASCII letters and apostrophes, a space before it."""
        # The merges lead to every token of the model's, so that most words need none.
        if (whole := self._numbers.get(_SPACE + word)) is not None:
            return [whole]
        parts = [_SPACE, *word]
        while len(parts) > 1:
            ranks = [self._ranks.get(pair, len(self._ranks)) for pair in pairwise(parts)]
            best = min(range(len(ranks)), key=ranks.__getitem__)
            if ranks[best] == len(self._ranks):
                break
            parts[best : best + 2] = [parts[best] + parts[best + 1]]
        return [self._numbers[part] for part in parts]

    def wanted(self, words: Iterable[str]) -> list[int]:
        """The tokens of letters and marks: common ones and those of ``words``; then the end, then the times."""
        own = {number for word in words for form in forms(word) for number in self.spelled(form)}
        common = (n for n, text in self._texts.items() if n < _COMMON and _PLAIN.fullmatch(text))
        texts = sorted((own | set(common)) - self._unwanted)
        return [*texts, END, *range(FIRST_TIME, FIRST_TIME + _TIMES)]


def forms(word: str) -> Iterator[str]:
    """A word within a sentence and at its beginning."""
    yield word
    if word[:1].islower():
        yield word[0].upper() + word[1:]
