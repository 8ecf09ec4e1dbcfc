"""What a model costs: a tariff turns a vendor's counts into nano-dollars. It knows no vendor and books nothing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.call import NANO, Usage

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices of one model in nano-dollars: tokens by the million, audio by the minute, pictures each.

    A kind of token without a price of its own costs what its direction costs.
    """

    input: int = 0
    cached: int | None = None
    audio_input: int | None = None
    image_input: int | None = None
    output: int = 0
    image_output: int | None = None
    audio_minute: int = 0
    image: int = 0

    def cost(self, usage: Usage) -> int:
        """Nano-dollars for ``usage``, rounded up once."""
        plain = usage.input_tokens - usage.cached_tokens - usage.audio_input_tokens - usage.image_input_tokens
        tokens = (
            max(0, plain) * self.input
            + usage.cached_tokens * _or(self.cached, self.input)
            + usage.audio_input_tokens * _or(self.audio_input, self.input)
            + usage.image_input_tokens * _or(self.image_input, self.input)
            + max(0, usage.output_tokens - usage.image_output_tokens) * self.output
            + usage.image_output_tokens * _or(self.image_output, self.output)
        )
        milliseconds = round(usage.audio_s * 1000)
        return _up(tokens, MILLION) + _up(milliseconds * self.audio_minute, 60_000) + usage.images * self.image


def nano(usd: str | Decimal) -> int:
    """Whole nano-dollars in an exact decimal amount, ``"0.25"``. Raises ``ValueError`` for a fraction of one."""
    amount = Decimal(usd) * NANO
    if amount != amount.to_integral_value():
        raise ValueError(f"{usd} dollars are no whole number of nano-dollars.")
    return int(amount)


def usd(nano_usd: int) -> float:
    """Dollars, for people to read; sums are made in nano-dollars."""
    return nano_usd / NANO


def _or(price: int | None, otherwise: int) -> int:
    return otherwise if price is None else price


def _up(amount: int, divisor: int) -> int:
    return -(-amount // divisor)
