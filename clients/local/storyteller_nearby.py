"""Weighs for each place that is named whether it is where the party comes to next: where "I go in" will lead.

It must not decide that they go there. Its weights, ``nearby.json``, are learned from the labelled conversations by
``python -m benchmarks.lessons``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clients.local.storyteller_learned import Traits, odds
from clients.local.storyteller_stay import Stay

_LEAST = -4.0
"""The logarithm of the odds below which a place is not thought of."""
_SHOWN = -1.0
"""That of a place that the environment says is near at hand, at the least."""
_FADING = 0.3
"""How much less likely a place is with each utterance since."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A place that was named; ``likely``: the logarithm of the odds for the party to come there next."""

    stay: Stay
    likely: float


@dataclass(frozen=True, slots=True)
class Near:
    """Where a step without a place would lead; ``age``: how many utterances ago it was named."""

    stay: Stay
    likely: float
    age: int


def sights(named: Sequence[tuple[Stay, Traits]]) -> tuple[Sight, ...]:
    """The places ``named`` in an utterance, by their traits, without those that are hardly thought of."""
    found = [Sight(stay, odds("nearby", row)) for stay, row in named]
    return tuple(sight for sight in found if sight.likely >= _LEAST)


def nearest(earlier: Sequence[Sequence[Sight]], shown: Stay | None, leads: Callable[[Stay], bool]) -> Near | None:
    """The likeliest of what was named ``earlier``, utterance by utterance, the newest last.

    ``shown``: what the environment says is near at hand. ``leads``: whether a step can lead there at all.
    """
    found = [
        Near(sight.stay, sight.likely, age)
        for age, named in enumerate(reversed(earlier))
        for sight in named
        if leads(sight.stay)
    ]
    if shown is not None and leads(shown):
        found.append(Near(shown, _SHOWN, 0))
    return max(found, key=lambda near: near.likely - _FADING * near.age, default=None)
