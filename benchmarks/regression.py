"""Logistic regression over named traits: what the offline storyteller's weights are learned with.

It must not know what the traits mean. Deterministic: the same examples give the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clients.local.storyteller_learned import BIAS, Traits

Vector = npt.NDArray[np.float64]

_STEPS = 400
_RARE = 4
"""Traits that fewer examples have are not learned."""
_SMALL = 0.02
"""Weights that are smaller are left out: they decide nothing and fill the file."""


@dataclass(frozen=True, slots=True)
class Example:
    """Something with these ``traits`` that was (1) or was not (0); ``importance``: as how many examples it counts."""

    traits: Traits
    wanted: bool
    importance: float = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Several ``options`` by their traits, and which of them were ``right``; ``none`` where that was right, too."""

    options: Sequence[Traits]
    right: Sequence[bool]
    none: bool
    importance: float = 1.0


def fit(examples: Sequence[Example], *, penalty: float) -> dict[str, float]:
    """The weights by which each example is told apart: logistic. ``penalty``: how strongly small ones are preferred."""
    table = _Table([example.traits for example in examples])
    wanted = np.array([float(example.wanted) for example in examples])
    importance = np.array([example.importance for example in examples])

    def slope(weights: Vector) -> Vector:
        shares = 1 / (1 + np.exp(-np.clip(table.scores(weights), -30, 30)))
        return table.gathered(importance * (shares - wanted))

    bound = 0.25 * table.steepest(importance) + penalty
    return table.named(_descend(slope, table.size, bound, penalty))


def choose(choices: Sequence[Choice], *, penalty: float) -> dict[str, float]:
    """The weights by which the right one of several is found: a softmax of them and of none, whose score is 0."""
    table = _Table([traits for choice in choices for traits in choice.options])
    owner = np.repeat(np.arange(len(choices)), [len(choice.options) for choice in choices])
    right = np.array([float(one) for choice in choices for one in choice.right])
    none = np.array([float(choice.none) for choice in choices])
    importance = np.array([choice.importance for choice in choices])

    def summed(each: Vector) -> Vector:
        return np.bincount(owner, weights=each, minlength=len(choices)).astype(np.float64)

    def slope(weights: Vector) -> Vector:
        likely = np.exp(np.clip(table.scores(weights), -30, 30))
        shares = likely / (1 + summed(likely))[owner]
        wanted = likely * right / np.maximum(summed(likely * right) + none, 1e-12)[owner]
        return table.gathered(importance[owner] * (shares - wanted))

    bound = 0.5 * table.steepest(importance[owner]) + penalty
    return table.named(_descend(slope, table.size, bound, penalty))


class _Table:
    """The traits of many as columns, those left out that are rare."""

    def __init__(self, rows: Sequence[Traits]) -> None:
        counts = Counter(trait for row in rows for trait in row)
        names = [BIAS, *sorted(trait for trait, count in counts.items() if count >= _RARE)]
        self.size = len(names)
        self._place = {name: at for at, name in enumerate(names)}
        cells = [
            [(0, 1.0), *((self._place[trait], amount) for trait, amount in row.items() if trait in self._place)]
            for row in rows
        ]
        self._columns = np.array([at for row in cells for at, _ in row])
        self._amounts = np.array([amount for row in cells for _, amount in row])
        self._starts = np.cumsum([0, *(len(row) for row in cells[:-1])])
        self._rows = np.repeat(np.arange(len(cells)), [len(row) for row in cells])

    def scores(self, weights: Vector) -> Vector:
        """Of each row the sum of its traits' weights."""
        return np.add.reduceat(self._amounts * weights[self._columns], self._starts)

    def gathered(self, each: Vector) -> Vector:
        """Of each trait the sum of what its rows have in ``each``."""
        amounts = self._amounts * each[self._rows]
        return np.bincount(self._columns, weights=amounts, minlength=self.size).astype(np.float64)

    def steepest(self, importance: Vector) -> float:
        """How steep the slope is at most, from above: the largest eigenvalue, by power iteration."""
        vector, length = np.full(self.size, self.size**-0.5), 0.0
        for _ in range(30):
            vector = self.gathered(importance * self.scores(vector))
            length = float(np.linalg.norm(vector))
            vector /= length
        return 1.1 * length

    def named(self, weights: Vector) -> dict[str, float]:
        """The weights by trait, the smallest left out."""
        found = {name: round(float(weights[at]), 3) for name, at in self._place.items()}
        return {name: weight for name, weight in found.items() if abs(weight) >= _SMALL}


def _descend(slope: Callable[[Vector], Vector], size: int, bound: float, penalty: float) -> Vector:
    """Accelerated gradient steps."""
    weights = np.zeros(size)
    ahead, pace = weights.copy(), 1.0
    for _ in range(_STEPS):
        following = ahead - (slope(ahead) + penalty * ahead) / bound
        next_pace = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = following + (pace - 1) / next_pace * (following - weights)
        weights, pace = following, next_pace
    return weights
