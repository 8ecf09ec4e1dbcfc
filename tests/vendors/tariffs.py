"""The product's price table as a vendor's own, so that its invoice can be held against the product's ledger."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from vendors.gemini_wire import IMAGENS
from vendors.gemini_wire import PAINTERS as GEMINI_PAINTERS
from vendors.gemini_wire import WRITERS as GEMINI_WRITERS
from vendors.invoice import Price
from vendors.openai_wire import PAINTERS, TRANSCRIBERS, WRITERS

from clients.prices import Kind, Prices

_MODELS: tuple[tuple[Kind, str, frozenset[str]], ...] = (
    ("speech", "openai", TRANSCRIBERS),
    ("text", "openai", WRITERS),
    ("picture", "openai", PAINTERS),
    ("text", "google", GEMINI_WRITERS),
    ("picture", "google", GEMINI_PAINTERS | IMAGENS),
)


def prices_of(table: Prices) -> tuple[Price, ...]:
    """What ``table`` says of each model that the servers have. Only the prices are shared: the sums are made anew."""
    return tuple(_prices(table))


def _prices(table: Prices) -> Iterator[Price]:
    for kind, provider, models in _MODELS:
        for model in models:
            tariff = table.of(kind, provider, model).tariff
            yield Price(model, "input", Fraction(tariff.input, 10**6))
            yield Price(model, "output", Fraction(tariff.output, 10**6))
            yield Price(model, "audio_s", Fraction(tariff.audio_minute, 60))
            yield Price(model, "image", tariff.image)
            if tariff.cached is not None:
                yield Price(model, "cached_input", Fraction(tariff.cached, 10**6))
            if tariff.audio_input is not None:
                yield Price(model, "audio_input", Fraction(tariff.audio_input, 10**6))
            if tariff.image_input is not None:
                yield Price(model, "image_input", Fraction(tariff.image_input, 10**6))
            if tariff.image_output is not None:
                yield Price(model, "image_output", Fraction(tariff.image_output, 10**6))
