"""What is read out of a vendor's answer: pauses that are asked for, counts, and text that can be kept."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.answers import MOST_COUNTED, retry_after, settle
from pipeline.call import Usage
from pipeline.money import Tariff
from pipeline.wording import plain


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-4"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "1"}, 1.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Thu, 99 Foo 2026 99:99:99 GMT"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_a_pause_that_is_asked_for(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_a_pause_until_a_time_of_day() -> None:
    told = retry_after({"retry-after": formatdate(time.time() + 3600, usegmt=True)})
    assert told is not None
    assert 3500 < told < 3602


class Bill:
    def __init__(self) -> None:
        self.charged: list[int] = []

    def charge(self, nano_usd: int, usage: Usage) -> None:
        self.charged.append(nano_usd)


def test_what_is_counted_is_charged() -> None:
    bill = Bill()
    settle(bill, Tariff(input=10**9, output=2 * 10**9), Usage(input_tokens=1000, output_tokens=500))
    assert bill.charged == [2_000_000]


@pytest.mark.parametrize(
    "usage",
    [
        None,
        Usage(),
        Usage(images=1),
        Usage(input_tokens=-5),
        Usage(input_tokens=MOST_COUNTED + 1),
        Usage(audio_s=float("inf")),
        Usage(audio_s=float("nan")),
        Usage(output_tokens="12"),  # type: ignore[arg-type]
        Usage(cached_tokens=None),  # type: ignore[arg-type]
    ],
)
def test_what_nobody_counted_stays_at_its_reservation(usage: Usage | None) -> None:
    """Whether it counted nothing, what this model does not cost by, or nonsense."""
    bill = Bill()
    settle(bill, Tariff(input=10**9, output=10**9), usage)
    assert bill.charged == []


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=300), st.integers(1, 200))
def test_text_that_can_be_kept(text: str, most: int) -> None:
    kept = plain(text, most)
    assert len(kept) <= most
    kept.encode("utf-8")
    assert not any(ord(sign) < 32 for sign in kept)
    assert kept == kept.strip()
    assert plain(kept, most) == kept


def test_words_stay_words() -> None:
    assert plain("  You  enter\n the \x00crypt\u202e.\ud800 ", 100) == "You enter the crypt."
    assert plain("Élodie über 東京 👩‍👩‍👧", 100) == "Élodie über 東京 👩‍👩‍👧"
    assert plain("a" * 10_000_000, 50) == "a" * 50
