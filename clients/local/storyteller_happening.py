"""What was read in an utterance: what kind of talk it is, and what happens in each of its clauses.

It must not know how it is found out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from clients.local.lexicon import Entry, Match
from clients.local.storyteller_learned import Traits
from clients.local.storyteller_places import Movement
from clients.local.storyteller_stay import Stay
from pipeline.model import UtteranceKind

HAPPENING: frozenset[UtteranceKind] = frozenset({"narration", "action"})
"""The kinds of talk in which something happens in the world."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One clause of the here and now. ``matches`` leaves out what is denied, imagined, remembered or compared.

    ``names`` are those of the characters who act in it, ``gone`` says that somebody leaves or dies, ``again`` that it
    is done once more, ``size`` is its number of words. Where ``kind`` is other talk, nothing else is told.
    """

    kind: UtteranceKind
    size: int
    words: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    movement: Movement = field(default_factory=Movement)
    names: tuple[str, ...] = ()
    gone: bool = False
    again: bool = False
    later: bool = False
    """Whether time has passed before it."""

    @property
    def arrival(self) -> Stay | None:
        """The place where the party is after it."""
        return self.movement.arrivals[-1] if self.movement.arrivals else None

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """What of one kind is named, in order."""
        return tuple(match.entry for match in self.matches if match.entry.kind == kind)


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance as a whole and its clauses in order."""

    kind: UtteranceKind
    clauses: tuple[Happening, ...]
    moved: bool = False
    """Whether the party is somewhere else after it, whatever kind of talk the rest is."""
    traits: Traits = field(default_factory=Traits)
    """What tells of the whole utterance, for what is learned to weigh."""
    absent: frozenset[Entry] = frozenset()
    """What is named and said not to be there, or only in talk."""
