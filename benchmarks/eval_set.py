"""Reads the labelled conversations of ``benchmarks/conversations`` and holds them to their format. It judges nothing.

The format is explained in ``benchmarks/conversations/README.md``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args

from pipeline.model import Character, UtteranceKind

FOLDER = Path(__file__).parent / "conversations"

Half = Literal["seen", "lessons", "dev", "unseen"]
"""``seen`` for writing rules, ``lessons`` for learning weights, ``dev`` to try a finished round on, ``unseen`` for
measuring alone."""
Aspect = Literal["place", "light", "weather", "parts"]
Wish = Literal["yes", "either", "no"]

HALVES: tuple[Half, ...] = get_args(Half)
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
KINDS: tuple[UtteranceKind, ...] = get_args(UtteranceKind)

Words = tuple[str, ...]
Facts = tuple[Words, ...]
"""Each is held by any of its words."""

_KEYS = {"by", "text", "kind", "gone", "not", "free", "towards", "paint", *ASPECTS}


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance and its labels; see the README of the set for each."""

    by: str
    text: str
    kinds: tuple[UtteranceKind, ...]
    changes: Mapping[Aspect, Facts] = field(default_factory=dict[Aspect, Facts])
    gone: Words = ()
    never: Words = ()
    freed: Words = ()
    towards: Words = ()
    paint: Wish = "no"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One scene, played from an empty environment."""

    name: str
    title: str
    genre: str
    said: tuple[Said, ...]
    characters: tuple[Character, ...] = ()


def load(half: Half, folder: Path = FOLDER) -> list[Conversation]:
    """The conversations of ``half`` by name. Raises ``ValueError`` for a file that breaks the format."""
    return [read(path.read_text("utf-8"), path.stem) for path in sorted((folder / half).glob("*.toml"))]


def read(text: str, name: str) -> Conversation:
    """A conversation out of its TOML. Raises ``ValueError``."""
    try:
        top = tomllib.loads(text)
        _only(top, {"title", "genre", "people", "characters", "said"})
        characters = tuple(Character(one["name"], one["description"]) for one in top.get("characters", []))
        said = tuple(_said(entry) for entry in top["said"])
        return Conversation(name, top["title"], top["genre"], said, characters)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"conversation {name}: {error}") from error


def _said(entry: Mapping[str, Any]) -> Said:
    _only(entry, _KEYS)
    kinds = tuple(_words(entry["kind"]))
    paint = entry.get("paint", "no")
    if not kinds or not set(kinds) <= set(KINDS):
        raise ValueError(f"unknown kind in {entry['text']!r}")
    if paint not in get_args(Wish):
        raise ValueError(f"paint is yes, either or no, not {paint!r}")
    changes: dict[Aspect, Facts] = {aspect: _facts(entry[aspect]) for aspect in ASPECTS if aspect in entry}
    return Said(
        entry["by"],
        entry["text"],
        cast("tuple[UtteranceKind, ...]", kinds),
        changes,
        _words(entry.get("gone", ())),
        _words(entry.get("not", ())),
        _words(entry.get("free", ())),
        _words(entry.get("towards", ())),
        cast("Wish", paint),
    )


def _only(table: Mapping[str, Any], keys: set[str]) -> None:
    unknown = set(table) - keys
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")


def _facts(value: list[Any]) -> Facts:
    listed: Iterator[Any] = iter(value if value and isinstance(value[0], list) else [value])
    return tuple(_words(fact) for fact in listed)


def _words(value: str | list[str] | tuple[str, ...]) -> Words:
    words = (value,) if isinstance(value, str) else tuple(value)
    if not all(isinstance(word, str) and word.strip() for word in words):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"not a list of words: {value!r}")
    return words
