"""Vendors' answers, read without trust: bounded in size, of the form that was asked for, with counts that can be so.

It knows no vendor and asks nobody.
"""

from __future__ import annotations

import struct
import time
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, astuple
from email.utils import parsedate_to_datetime
from math import ceil, isfinite
from typing import Any, Protocol

from pipeline.call import Bill, Usage
from pipeline.errors import EngineError
from pipeline.money import Tariff

MOST_BODY = 32 * 1024 * 1024
"""Longest answer in bytes, unpacked. A picture of 2K as base64 takes up to a third of it."""

MOST_COUNTED = 10_000_000
"""More tokens, seconds or pictures than any call has."""

UNREADABLE = (
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    SyntaxError,
    EOFError,
    struct.error,
)
"""What SDKs, JSON and picture decoders raise where an answer is not what it should be."""


class BodyTooLongError(Exception):
    """The answer is longer than any that was asked for."""


class _Body(Protocol):
    """An answer of httpx's kind whose body was not read yet."""

    @property
    def headers(self) -> Any: ...

    def aiter_bytes(self) -> AsyncIterator[bytes]: ...

    async def aclose(self) -> None: ...


async def whole(answer: _Body, most: int = MOST_BODY) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The unpacked body, and the headers that fit it. Raises ``BodyTooLongError`` as soon as it is too long.

    The SDKs read whatever comes, however much it is, and a small packed body can be a very large one.
    """
    body = bytearray()
    try:
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > most:
                raise BodyTooLongError
    finally:
        await answer.aclose()
    raw: list[tuple[bytes, bytes]] = answer.headers.raw
    packing = (b"content-encoding", b"content-length", b"transfer-encoding")
    return bytes(body), [(name, value) for name, value in raw if name.lower() not in packing]


@contextmanager
def understood(name: str) -> Generator[None]:
    """Turn what is raised inside the block by an answer of the wrong form into ``EngineError`` ``malformed``."""
    try:
        yield
    except UNREADABLE:
        # Not chained: such errors quote what could not be read.
        raise malformed(name) from None


def text_of(value: object, name: str) -> str:
    """``value``, which an SDK promises to be text and did not look at. Raises ``EngineError``."""
    if not isinstance(value, str):
        raise malformed(name)
    return value


def malformed(name: str) -> EngineError:
    """The answer is of no use."""
    return EngineError(f"{name} answered in a form that is not its own.", code="malformed")


def settle(bill: Bill, tariff: Tariff, usage: Usage | None) -> None:
    """Charge what the vendor counted.

    Without counts that can be true, nothing is charged here, and the call stays at its reservation.
    """
    if usage is None or not all(_possible(count) for count in astuple(usage)):
        return
    usage = _whole(usage)
    cost = tariff.cost(usage)
    # Paid models have no free calls: it has not counted what this one costs by.
    if cost > 0:
        bill.charge(cost, usage)


def _possible(count: object) -> bool:
    return isinstance(count, int | float) and isfinite(count) and 0 <= count <= MOST_COUNTED


def _whole(usage: Usage) -> Usage:
    """The same with whole tokens and pictures: JSON has one kind of number, and some vendors write ``3.0``."""
    counts = asdict(usage)
    seconds = counts.pop("audio_s")
    return Usage(audio_s=seconds, **{name: ceil(count) for name, count in counts.items()})


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds in ``retry-after-ms`` or ``retry-after``, which may be a date, too; nonsense is None."""
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        told = headers.get(name)
        if told is None:
            continue
        try:
            seconds = float(told) * factor
        except ValueError:
            seconds = _until(told)
        if seconds is not None and isfinite(seconds):
            return max(0.0, seconds)
    return None


def _until(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
