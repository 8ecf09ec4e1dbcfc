"""What a vendor charges for the calls it was made, by a price table given to it. It never reads what we booked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from vendors.calls import Call

from pipeline.call import Usage

Unit = Literal[
    "audio_s", "input", "cached_input", "audio_input", "image_input", "output", "image_output", "image", "call"
]
"""``audio_s``: a second of audio; ``image``: a picture; ``call``: an answered call; else a token of that kind."""

FALLS_BACK: dict[Unit, Unit] = {
    "cached_input": "input",
    "audio_input": "input",
    "image_input": "input",
    "image_output": "output",
}
"""Tokens without a price of their own cost as much as these."""


class Price(NamedTuple):
    """What one ``unit`` of ``model`` costs, in nano-dollars."""

    model: str
    unit: Unit
    nano_usd: int | Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """All charged calls to one model."""

    model: str
    calls: int
    nano_usd: int


class UnpricedError(LookupError):
    """The vendor charged for a model that its price table does not know."""


class PriceTable:
    """Prices by model and unit."""

    def __init__(self, prices: Iterable[Price]) -> None:
        self._prices = {(price.model, price.unit): price.nano_usd for price in prices}
        self._models = {model for model, _ in self._prices}

    def cost(self, model: str, usage: Usage) -> int:
        """Nano-dollars for one call, rounded half to even once, at its end. Raises ``UnpricedError``."""
        if model not in self._models:
            raise UnpricedError(model)
        counted: dict[Unit, float] = {
            "audio_s": usage.audio_s,
            "input": usage.input_tokens - usage.cached_tokens - usage.audio_input_tokens - usage.image_input_tokens,
            "cached_input": usage.cached_tokens,
            "audio_input": usage.audio_input_tokens,
            "image_input": usage.image_input_tokens,
            "output": usage.output_tokens - usage.image_output_tokens,
            "image_output": usage.image_output_tokens,
            "image": usage.images,
            "call": 1,
        }
        return round(sum((Fraction(many) * self._of(model, unit) for unit, many in counted.items()), Fraction(0)))

    def _of(self, model: str, unit: Unit) -> int | Fraction:
        price = self._prices.get((model, unit))
        if price is None and unit in FALLS_BACK:
            price = self._prices.get((model, FALLS_BACK[unit]))
        return price or 0


@dataclass(frozen=True, slots=True)
class Invoice:
    """The bill over a run."""

    lines: tuple[Line, ...]

    @property
    def nano_usd(self) -> int:
        """All of it."""
        return sum(line.nano_usd for line in self.lines)

    @property
    def calls(self) -> int:
        """How many calls were charged, those that cost nothing included."""
        return sum(line.calls for line in self.lines)


def invoice(calls: Iterable[Call], prices: Iterable[Price]) -> Invoice:
    """What ``calls`` cost. Raises ``UnpricedError``."""
    table = PriceTable(prices)
    sums: dict[str, tuple[int, int]] = {}
    for call in calls:
        if call.kind != "models" and call.answer is not None and call.answer.charged and call.answer.usage is not None:
            many, total = sums.get(call.model, (0, 0))
            sums[call.model] = many + 1, total + table.cost(call.model, call.answer.usage)
    return Invoice(tuple(Line(model, *both) for model, both in sorted(sums.items())))
