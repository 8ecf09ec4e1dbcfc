"""A place where the party is, with the words in which it was named.

It must not know how the place was found, nor how it is described.
"""

from __future__ import annotations

from dataclasses import dataclass

from clients.local.lexicon import Entry


@dataclass(frozen=True, slots=True)
class Stay:
    """A place where the party is from here on, and the words in which it was named.

    ``outside``: what it is in front of, "mine", where that is how it was told.
    """

    entry: Entry
    words: tuple[str, ...]
    many: bool
    outside: str = ""
