"""Weighs for each thing, light, weather and place in sight that is named whether it is really there.

It must not decide where the party is. Its weights, ``presence.json``, are learned from the labelled conversations by
``python -m benchmarks.lessons``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clients.local.lexicon import Match
from clients.local.storyteller_happening import Happening
from clients.local.storyteller_learned import Traits, odds
from clients.local.storyteller_network import Opinion, token
from clients.local.storyteller_told import Told
from clients.local.storyteller_traits import of_clause, of_noun

LIKELY = 1.0
"""The logarithm of the odds from which it is enough."""
_SHARE = 0.5
"""How much of the say the network has."""
_LASTING = frozenset({"light", "weather", "season", "terrain"})


@dataclass(frozen=True, slots=True)
class Notice:
    """A thing that was named, in which ``clause`` of the utterance, at which ``token``, and how."""

    match: Match
    clause: int
    token: int
    traits: Traits


def _lasts(match: Match) -> bool:
    """Whether it stays in the world once it was told of, or in sight."""
    return (
        match.entry.kind == "place"
        or match.entry.kind in _LASTING
        or (match.entry.kind == "gear" and match.entry.fixed)
    )


def notices(told: Sequence[Told], utterance: Mapping[str, float]) -> list[Notice]:
    """Everything lasting that was named, with the traits of the ``utterance`` in each."""
    found: list[Notice] = []
    for one in told:
        shared = of_clause(one)
        for match in one.named:
            if _lasts(match):
                real = any(other.start == match.start for other in one.real)
                own = {f"real {real}", f"real {real} {one.barred}", f"thing {match.entry.kind}"}
                traits = dict.fromkeys(shared | own | of_noun(one.clause, match, one.named), 1.0)
                found.append(Notice(match, one.index, token(one, match.start), dict(utterance) | traits))
    return found


def present(
    clauses: Sequence[Happening], told: Sequence[Told], utterance: Mapping[str, float], view: Opinion | None = None
) -> tuple[Happening, ...]:
    """``clauses`` without what is hardly there, by the traits and by the network's ``view``."""

    def likely(notice: Notice) -> float:
        weighed = odds("presence", notice.traits)
        seen = view.presence(notice.token) if view is not None else None
        return weighed if seen is None else (1 - _SHARE) * weighed + _SHARE * seen

    doubted = [notice for notice in notices(told, utterance) if likely(notice) < LIKELY]
    things = {(notice.clause, notice.match.start) for notice in doubted if notice.match.entry.kind != "place"}
    places = {(notice.clause, notice.match.entry.id) for notice in doubted if notice.match.entry.kind == "place"}
    return tuple(
        replace(
            clause,
            matches=tuple(match for match in clause.matches if (at, match.start) not in things),
            movement=replace(
                clause.movement,
                shown=tuple(stay for stay in clause.movement.shown if (at, stay.entry.id) not in places),
            ),
        )
        for at, clause in enumerate(clauses)
    )
