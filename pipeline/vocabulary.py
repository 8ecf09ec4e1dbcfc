"""The names that are likely to be said in a session, as its transcriber is told them. It reads nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pipeline.model import Context

MOST_NAMES = 300
"""Most names that a transcriber is told."""


class Name(str):
    """A name as it is written, and how it sounds where a person said so (see ``pipeline.sounds``)."""

    __slots__ = ("pronunciation",)

    pronunciation: str

    def __new__(cls, name: str, pronunciation: str = "") -> Self:
        """``name`` is all that equality and other engines look at."""
        made = super().__new__(cls, name)
        made.pronunciation = pronunciation
        return made


class Vocabulary:
    """The characters' names and the glossary, as of the newest context that was read."""

    def __init__(self, context: Context) -> None:
        self.names: tuple[str, ...] = ()
        self.learn(context)

    def learn(self, context: Context) -> None:
        """From here on these are the names."""
        self.names = tuple(_once((*(character.name for character in context.characters), *context.glossary)))[
            :MOST_NAMES
        ]


def _once(names: Iterable[str]) -> Iterable[str]:
    """Each of ``names`` once, where it came first, with the pronunciation that any of them has."""
    found: dict[str, str] = {}
    for name in names:
        known = found.setdefault(name, name)
        if isinstance(name, Name) and name.pronunciation and not isinstance(known, Name):
            found[name] = name
    return found.values()
