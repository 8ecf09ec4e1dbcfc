"""Reads the turns of speech of ``benchmarks/conversations/turns.toml`` and tries them with words of the lexicon."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from clients.local.lexicon import Entry, Kind, lexicon
from pipeline.model import UtteranceKind

_FILE = Path(__file__).parent / "conversations" / "turns.toml"
_NO_NOUNS = frozenset({"hell", "backstage", "ashore"})

Noun = tuple[Entry, str]


def turns(group: str) -> Sequence[str]:
    """The sentences of a group, or their patterns. Raises ``KeyError``."""
    return cast("Sequence[str]", _all()[group])


def places(group: str) -> Mapping[str, str]:
    """The sentences of a group, and to which place each leads. Raises ``KeyError``."""
    return cast("Mapping[str, str]", _all()[group])


def kinds(group: str) -> Mapping[str, UtteranceKind]:
    """The patterns of a group, and which kind of talk each is. Raises ``KeyError``."""
    return cast("Mapping[str, UtteranceKind]", _all()[group])


def nouns(kind: Kind, *, fixed: bool = False) -> list[Noun]:
    """The entries of a kind that have a single word, each with it; ``fixed``: only what belongs to its place."""
    entries = [entry for entry in lexicon().of(kind) if entry.fixed or not fixed]
    single = [(entry, next((word for word in entry.words if " " not in word), "")) for entry in entries]
    return [(entry, word) for entry, word in single if word and word not in _NO_NOUNS]


def things() -> list[Noun]:
    """Places, creatures, things and weathers in turn."""
    mixed = zip(nouns("place")[::3], nouns("creature")[::3], nouns("gear", fixed=True)[::2] * 2, strict=False)
    return [each for group in mixed for each in group] + nouns("weather")


def filled(pattern: str, word: str) -> str:
    """The ``pattern`` with ``word`` in it."""
    return re.sub(r"\ba (?=[aeiou])", "an ", pattern.replace("{n}", word).replace("{N}", word.title()))


def some(words: Sequence[Noun], pattern: str, patterns: Sequence[str], each: int) -> list[Noun]:
    """As many as ``each`` of ``words``, others for each of ``patterns``, so that together they try all."""
    step = len(words) / each
    first = patterns.index(pattern)
    return [words[int(first + n * step) % len(words)] for n in range(each)]


@cache
def _all() -> Mapping[str, object]:
    return tomllib.loads(_FILE.read_text("utf-8"))
