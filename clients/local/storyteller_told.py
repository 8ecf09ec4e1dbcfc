"""One clause as the rules of grammar took it, for what is learned to weigh.

It must not weigh anything itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clients.local.lexicon import Match
from clients.local.storyteller_grammar import Clause, Sentence
from clients.local.storyteller_places import Movement
from pipeline.model import UtteranceKind

Barred = Literal["", "talk", "aside", "supposed", "unreal", "asked"]
"""Why the rules take nothing of a clause for here and now; empty where they do."""


@dataclass(frozen=True, slots=True)
class Told:
    """A clause and where it stands: ``index`` counts the clauses of the utterance, ``at`` its words.

    ``named`` are all its matches, ``real`` those of them that are not denied, compared or depicted; both by the indexes
    of its words. ``moved`` is what the rules read of places in it, be it barred or not.
    """

    sentence: Sentence
    clause: Clause
    index: int
    at: int
    kind: UtteranceKind
    barred: Barred
    plain: bool
    named: tuple[Match, ...]
    real: tuple[Match, ...]
    moved: Movement
