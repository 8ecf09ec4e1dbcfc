"""Tariffs: exact, never below what the vendor takes, a token's price falling back on its direction's."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.call import Usage
from pipeline.money import Tariff, nano, usd


def test_tokens_by_the_million() -> None:
    tariff = Tariff(input=nano("0.25"), cached=nano("0.025"), output=nano("2"))
    usage = Usage(input_tokens=1_000_000, cached_tokens=400_000, output_tokens=500_000)
    assert tariff.cost(usage) == nano("0.15") + nano("0.01") + nano("1")


def test_audio_by_the_minute_and_pictures_each() -> None:
    assert Tariff(audio_minute=nano("0.006")).cost(Usage(audio_s=90)) == nano("0.009")
    assert Tariff(image=nano("0.067")).cost(Usage(images=2)) == nano("0.134")


def test_kinds_of_tokens() -> None:
    tariff = Tariff(input=nano("1"), output=nano("2"), image_output=nano("60"))
    assert tariff.cost(Usage(output_tokens=1120, image_output_tokens=1120)) == nano("0.0672")
    assert tariff.cost(Usage(input_tokens=1000, audio_input_tokens=1000)) == nano("0.001")


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**11), st.integers(0, 10**11))
def test_never_below_the_exact_price_and_never_a_nano_above(tokens: int, out: int, price: int, out_price: int) -> None:
    exact = Fraction(tokens * price + out * out_price, 10**6)
    cost = Tariff(input=price, output=out_price).cost(Usage(input_tokens=tokens, output_tokens=out))
    assert exact <= cost < exact + 1


def test_amounts() -> None:
    assert nano("0.000000001") == 1
    assert nano(Decimal("12.5")) == 12_500_000_000
    assert usd(67_200_000) == pytest.approx(0.0672)
    with pytest.raises(ValueError, match="no whole number"):
        nano("0.0000000001")
