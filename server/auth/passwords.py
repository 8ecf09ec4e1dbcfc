"""Passwords: hashed and compared by argon2id off the event loop, a few at a time. It knows no account."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import AdventureError

AT_ONCE = 2
WAITING = 64
"""Most that wait for their turn, about two seconds' work; beyond it the server is overloaded."""

MIN_LENGTH = 8
MAX_LENGTH = 256


# OWASP's second choice, 19 MiB: two at a time fit any machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

T = TypeVar("T")


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has. It takes as long as any, so that a process makes one."""
    return _HASHER.hash(secrets.token_urlsafe())


class Passwords:
    """``work`` counts the hashes that were computed: whoever asks about an unknown account costs the same."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, "passwords")
        self._waiting = 0
        self._nobody = _nobodys()
        self.work = 0

    def close(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """The hash to keep. Raises ``AdventureError`` (``overloaded``), as ``matches`` does."""
        return await self._run(_HASHER.hash, password)

    async def matches(self, password: str, kept: str | None) -> bool:
        """Whether it is the password of ``kept``; without one the work is done all the same."""
        same = await self._run(self._verify, kept if kept is not None else self._nobody, password)
        return same and kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with less work than we do now."""
        return _HASHER.check_needs_rehash(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return _HASHER.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., T], *arguments: str) -> T:
        if self._waiting >= WAITING:
            raise AdventureError("Too many are signing in. Try again in a moment.", code="overloaded", retryable=True)
        self._waiting += 1
        self.work += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._waiting -= 1
