"""Weights that were learned from the labelled conversations: a chance for a thing, by its traits.

It must not know what the traits mean. ``python -m benchmarks.lessons`` writes the files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from math import exp
from typing import cast

Traits = dict[str, float]
"""What tells of something: a number of about one for each trait that it has."""

BIAS = "bias"


def chance(model: str, traits: Mapping[str, float]) -> float:
    """How likely it is, 0–1, by the weights of ``model``. Raises ``FileNotFoundError`` for an unknown one."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds(model, traits)))))


def odds(model: str, traits: Mapping[str, float]) -> float:
    """The logarithm of the odds for it, by the weights of ``model``; raises as ``chance`` does."""
    weights = _in_use.get(model) or _weights(model)
    return weights.get(BIAS, 0.0) + sum(weights.get(trait, 0.0) * amount for trait, amount in traits.items())


def use(model: str, weights: Mapping[str, float]) -> None:
    """Have ``weights`` instead of the file's, for whoever learns them."""
    _in_use[model] = weights


_in_use: dict[str, Mapping[str, float]] = {}


@cache
def _weights(model: str) -> Mapping[str, float]:
    text = resources.files("clients.local").joinpath(f"{model}.json").read_text(encoding="utf-8")
    return cast("Mapping[str, float]", json.loads(text))
