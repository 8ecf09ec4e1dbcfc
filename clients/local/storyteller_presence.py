"""Weighs for each thing, light, weather and place in sight that is named whether it is really there.

It must not decide where the party is. Its weights, ``presence.json``, are learned from the labelled conversations by
``python -m benchmarks.lessons``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clients.local.lexicon import Match
from clients.local.storyteller_happening import HAPPENING, Happening
from clients.local.storyteller_learned import Traits, odds
from clients.local.storyteller_network import Opinion, token
from clients.local.storyteller_told import Told
from clients.local.storyteller_traits import of_clause, of_noun

LIKELY = 1.4
"""The logarithm of the odds from which it is enough."""
IN_SIGHT = 0.5
"""From where it is for a place that the party sees: where "I go in" may lead. It is told as near at hand."""
SURE = 1.5
"""From where it is enough even in a clause of other talk, if neither thinks it unlikely."""
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
    clauses: Sequence[Happening],
    told: Sequence[Told],
    utterance: Mapping[str, float],
    view: Opinion | None = None,
    *,
    narrated: bool = False,
) -> tuple[Happening, ...]:
    """``clauses`` without what is hardly there, by the traits and by the network's ``view``.

    ``narrated``: whether the utterance as a whole tells what happens. What is surely there is then taken even of a
    clause that grammar takes for other talk.
    """

    def likely(notice: Notice) -> tuple[float, float]:
        """Of both together, and of the one that is less sure."""
        weighed = odds("presence", notice.traits)
        seen = view.presence(notice.token) if view is not None else None
        return (weighed, weighed) if seen is None else ((1 - _SHARE) * weighed + _SHARE * seen, min(weighed, seen))

    weighed = [(notice, *likely(notice)) for notice in notices(told, utterance)]
    doubted = [notice for notice, odds, _ in weighed if odds < _enough(notice.match)]
    sure = [notice for notice, odds, least in weighed if odds >= SURE and least >= 0] if narrated else []
    return tuple(
        _without(clause, [notice.match for notice in doubted if notice.clause == at])
        if clause.kind in HAPPENING
        else _rescued(clause, at, told, [notice.match for notice in sure if notice.clause == at])
        for at, clause in enumerate(clauses)
    )


def _enough(match: Match) -> float:
    return IN_SIGHT if match.entry.kind == "place" else LIKELY


def _without(clause: Happening, doubted: Sequence[Match]) -> Happening:
    things = {match.start for match in doubted if match.entry.kind != "place"}
    places = {match.entry.id for match in doubted if match.entry.kind == "place"}
    shown = tuple(stay for stay in clause.movement.shown if stay.entry.id not in places)
    matches = tuple(match for match in clause.matches if match.start not in things)
    return replace(clause, matches=matches, movement=replace(clause.movement, shown=shown))


def _rescued(clause: Happening, at: int, told: Sequence[Told], sure: Sequence[Match]) -> Happening:
    """A clause of other talk, as a telling of those things in it that are there; where they are no places."""
    found = tuple(match for match in sure if match.entry.kind != "place" and match in told[at].real)
    return replace(clause, kind="narration", words=told[at].clause.words, matches=found) if found else clause
