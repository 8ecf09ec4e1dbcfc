"""How often something may be done: named rates, counted for each key in moving windows. It knows no request.

Keys are made by ``account_key`` and ``address_key``; each process counts for itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Self
from uuid import UUID

from limits import RateLimitItem, parse_many
from limits.strategies import MovingWindowRateLimiter

from pipeline.errors import AdventureError
from server.settings import Settings
from server.windows import MOST_ENTRIES, Windows

OFF = "off"
V6_PREFIX = 64
"""Whoever has one IPv6 address has all of its network's."""


class RateLimitedError(AdventureError):
    """Too often; ``retry_after_s`` says when the next try may be let through."""

    code = "rate_limited"
    retryable = True

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class RateLimits:
    """``rates``: name → rates such as ``600/minute`` or ``10/minute;100/hour``; ``off`` lets everything through."""

    def __init__(
        self, rates: Mapping[str, str], *, now: Callable[[], float] = time.monotonic, most: int = MOST_ENTRIES
    ) -> None:
        self._now = now
        self._items: dict[str, list[RateLimitItem]] = {
            name: [] if rate == OFF else parse_many(rate) for name, rate in rates.items()
        }
        self._limiter = MovingWindowRateLimiter(Windows(now, most=most))

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The rates of the settings: ``requests``, ``sign_in``, ``sign_up``, ``uploads``, ``sockets``, ``pairing``."""
        return cls(
            {
                "requests": settings.rate_requests,
                "sign_in": settings.rate_sign_in,
                "sign_up": settings.rate_sign_up,
                "uploads": settings.rate_uploads,
                "sockets": settings.rate_sockets,
                "pairing": settings.rate_pairing,
            }
        )

    def hit(self, name: str, key: str) -> float | None:
        """Count one try of ``key``. None: let it through; else in how many seconds to try again (not counted).

        Raises ``KeyError`` for a name without a rate.
        """
        items = self._items[name]
        wait = [self._wait(item, name, key) for item in items if not self._limiter.test(item, name, key)]
        if wait:
            return max(0.0, *wait)
        for item in items:
            self._limiter.hit(item, name, key)
        return None

    def check(self, name: str, *keys: str) -> None:
        """``hit`` for each key. Raises ``RateLimitedError`` at the first that is too often."""
        for key in keys:
            wait = self.hit(name, key)
            if wait is not None:
                raise RateLimitedError("Too often. Wait a moment, then try again.", wait)

    def _wait(self, item: RateLimitItem, name: str, key: str) -> float:
        return self._limiter.get_window_stats(item, name, key).reset_time - self._now()


def account_key(user_id: UUID) -> str:
    """The key of an account."""
    return f"account:{user_id}"


def address_key(scope: Mapping[str, Any]) -> str:
    """The key of whoever sent this request (an ASGI scope): its IPv4 address, or its IPv6 network."""
    client = scope.get("client")
    if client is None:
        return "address:none"
    try:
        address = ip_address(str(client[0]).partition("%")[0])
    except ValueError:
        return "address:none"
    return f"address:{_network(address)}"


def _network(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> (128 - V6_PREFIX) << (128 - V6_PREFIX)))
