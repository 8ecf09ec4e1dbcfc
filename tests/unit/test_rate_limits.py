"""Rates are counted in moving windows, for each name and key alone, and never take more memory than they may."""

from __future__ import annotations

from uuid import UUID

import pytest
from pydantic import ValidationError

from server.limits import RateLimitedError, RateLimits, account_key, address_key
from server.settings import Settings
from server.windows import Windows


class Clock:
    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def test_what_is_too_often_waits_until_the_oldest_is_gone() -> None:
    clock = Clock()
    rates = RateLimits({"knock": "3/minute"}, now=clock)
    for _ in range(3):
        assert rates.hit("knock", "a") is None
        clock.s += 10
    assert rates.hit("knock", "a") == 30
    clock.s += 29.5
    assert rates.hit("knock", "a") == 0.5
    clock.s += 0.5
    assert rates.hit("knock", "a") is None
    assert rates.hit("knock", "a") == 10


def test_a_window_moves_it_does_not_begin_anew() -> None:
    """No burst of twice the rate around the turn of a minute."""
    clock = Clock()
    rates = RateLimits({"knock": "10/minute"}, now=clock)
    clock.s += 55
    let = sum(rates.hit("knock", "a") is None for _ in range(20))
    clock.s += 10
    let += sum(rates.hit("knock", "a") is None for _ in range(20))
    assert let == 10


def test_refused_tries_are_not_counted() -> None:
    clock = Clock()
    rates = RateLimits({"knock": "1/minute"}, now=clock)
    assert rates.hit("knock", "a") is None
    for _ in range(50):
        clock.s += 1
        assert rates.hit("knock", "a")
    clock.s += 10
    assert rates.hit("knock", "a") is None


def test_names_and_keys_are_counted_alone() -> None:
    rates = RateLimits({"knock": "1/minute", "ring": "1/minute"}, now=Clock())
    assert [rates.hit(name, key) for name in ("knock", "ring") for key in "ab"] == [None] * 4
    assert all(rates.hit(name, key) for name in ("knock", "ring") for key in "ab")


def test_several_rates_hold_together() -> None:
    """What one refuses is not counted by the other."""
    clock = Clock()
    rates = RateLimits({"knock": "2/second;3/minute"}, now=clock)
    assert [rates.hit("knock", "a") for _ in range(3)] == [None, None, 1]
    clock.s += 1
    assert [rates.hit("knock", "a") for _ in range(2)] == [None, 59]


def test_off_and_unknown() -> None:
    rates = RateLimits({"knock": "off"}, now=Clock())
    assert all(rates.hit("knock", "a") is None for _ in range(10_000))
    with pytest.raises(KeyError):
        rates.hit("ring", "a")


def test_check_says_when_to_come_back() -> None:
    rates = RateLimits({"knock": "1/5 minutes"}, now=Clock())
    rates.check("knock", "a", "b")
    with pytest.raises(RateLimitedError) as refused:
        rates.check("knock", "c", "a")
    assert (refused.value.code, refused.value.retryable, refused.value.retry_after_s) == ("rate_limited", True, 300)


def test_memory_is_bounded_and_the_recent_are_kept() -> None:
    clock = Clock()
    windows = Windows(clock, most=1000)
    for n in range(100_000):
        assert windows.acquire_entry(f"stranger-{n}", 5, 60)
        if n % 500 == 0:
            windows.acquire_entry("regular", 5, 60)
    assert not windows.acquire_entry("regular", 5, 60)
    assert windows.reset() <= 1000


def test_what_has_passed_is_not_remembered() -> None:
    clock = Clock()
    windows = Windows(clock, most=10)
    for n in range(1000):
        assert windows.acquire_entry("a", 1, 60), n
        clock.s += 60
    assert windows.get_moving_window("a", 1, 60) == (clock.s, 0)
    assert windows.get("a") == 0


@pytest.mark.parametrize(
    ("client", "key"),
    [
        (("192.0.2.7", 1), "address:192.0.2.7"),
        (("::ffff:192.0.2.7", 1), "address:192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "address:2001:db8:1:2::"),
        (("fe80::1%eth0", 1), "address:fe80::"),
        (("not an address", 1), "address:none"),
        (None, "address:none"),
    ],
)
def test_an_address_is_its_network(client: tuple[str, int] | None, key: str) -> None:
    assert address_key({"client": client}) == key
    assert account_key(UUID(int=7)) == "account:00000000-0000-0000-0000-000000000007"


@pytest.mark.parametrize("rate", ["off", "600/minute", "10/5 minutes;100/day", "1/second"])
def test_every_rate_that_the_settings_take_is_counted(rate: str) -> None:
    rates = RateLimits.of(Settings(rate_requests=rate))  # pyright: ignore[reportCallIssue]
    assert rates.hit("requests", "a") is None


@pytest.mark.parametrize("rate", ["", "10", "0/minute", "10/fortnight", "10/minute;", "10/minute, 5/second", "-1/day"])
def test_other_rates_are_refused_at_the_start(rate: str) -> None:
    with pytest.raises(ValidationError):
        Settings(rate_requests=rate)  # pyright: ignore[reportCallIssue]
