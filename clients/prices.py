"""The price table: which tariff a model has. It books nothing; ``prices.toml`` beside it says what it knows.

An operator's own table (``ADVENTURE_PRICES``) wins over it, entry by entry.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import ConfigurationError
from pipeline.money import Tariff, nano

Kind = Literal["text", "speech", "picture"]

_FIELDS = frozenset(field.name for field in fields(Tariff))


@dataclass(frozen=True, slots=True)
class Price:
    """A model's tariff. ``known`` is False for a model that no table has: then it is the dearest of its kind."""

    tariff: Tariff
    date: str
    known: bool = True
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Prices:
    """All tariffs, by kind, provider and the beginning of the model's name."""

    entries: Mapping[tuple[Kind, str, str], Price]
    date: str

    @classmethod
    def load(cls, own: Path | None = None) -> Prices:
        """The table of this version under the one in ``own``. Raises ``ConfigurationError``."""
        text = files("clients").joinpath("prices.toml").read_text("utf-8")
        table = _parse(text, "prices.toml")
        if own is None:
            return table
        try:
            above = _parse(own.read_text("utf-8"), str(own))
        except OSError as error:
            raise ConfigurationError(f"ADVENTURE_PRICES: {own} cannot be read ({error.strerror}).") from None
        return Prices({**table.entries, **above.entries}, above.date)

    def of(self, kind: Kind, provider: str, model: str) -> Price:
        """The price of ``model``; one that nobody knows has the dearest of its kind, whoever offers that."""
        found = [
            (len(name), price)
            for (of_kind, by, name), price in self.entries.items()
            if (of_kind, by) == (kind, provider) and (model == name or model.startswith(name + "-"))
        ]
        if found:
            return max(found, key=lambda item: item[0])[1]
        return Price(self._dearest(kind), self.date, known=False)

    def _dearest(self, kind: Kind) -> Tariff:
        """Each price as high as any model of this kind has it."""
        tariffs = [price.tariff for (of_kind, _, _), price in self.entries.items() if of_kind == kind]
        dearest = Tariff()
        for name in _FIELDS:
            dearest = replace(dearest, **{name: max(getattr(tariff, name) or 0 for tariff in tariffs)})
        # Nothing is cheaper than its direction, since nobody knows what this model calls a discount.
        return replace(dearest, cached=None, audio_input=dearest.audio_input or None)


FREE_OF_CHARGE = Price(Tariff(), "")
"""An engine on the operator's own machine."""


def _parse(text: str, where: str) -> Prices:
    try:
        table = tomllib.loads(text)
        date = str(table.pop("date"))
        entries: dict[tuple[Kind, str, str], Price] = {}
        for kind, providers in table.items():
            if kind not in ("text", "speech", "picture"):
                raise ConfigurationError(f"{where}: there is no kind {kind!r}; there are text, speech and picture.")
            for provider, models in providers.items():
                for model, given in models.items():
                    entries[kind, provider, model] = _price(given, date, f"{where}: {kind}.{provider}.{model}")
    except (tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise ConfigurationError(f"{where} is no price table: {error}.") from None
    return Prices(entries, date)


def _price(given: Mapping[str, Any], date: str, where: str) -> Price:
    values = dict(given)
    estimate = bool(values.pop("estimate", False))
    unknown = values.keys() - _FIELDS
    if unknown:
        raise ConfigurationError(f"{where}: there is no price called {', '.join(sorted(unknown))}.")
    try:
        tariff = Tariff(**{name: nano(str(value)) for name, value in values.items()})
    except (ValueError, ArithmeticError):
        raise ConfigurationError(f'{where}: write prices as text in dollars, "0.25".') from None
    return Price(tariff, date, estimate=estimate)
