"""One call to an engine: for whom it is made, until when its answer is of use, and who pays. It makes no call.

Money is counted in whole nano-dollars (10⁻⁹ USD), since a token costs a fraction of a micro-dollar and sums must be
exact.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

NOBODY = UUID(int=0)
"""The tenant and session of a call that is nobody's: a probe, a benchmark, a test."""

NANO = 1_000_000_000
"""Nano-dollars in a dollar."""

Stage = Literal["transcribe", "environment", "scene", "paint"]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a vendor counted for one call. ``input_tokens`` and ``output_tokens`` hold all of them.

    ``cached_tokens`` (read from a cache), ``image_input_tokens`` and ``audio_input_tokens`` are among the input tokens,
    ``image_output_tokens`` among the output.
    """

    audio_s: float = 0.0
    input_tokens: int = 0
    cached_tokens: int = 0
    audio_input_tokens: int = 0
    image_input_tokens: int = 0
    output_tokens: int = 0
    image_output_tokens: int = 0
    images: int = 0


class Bill(Protocol):
    """The money of one vendor's call, reserved before it.

    Left without an answer from the vendor (a timeout, a broken connection, a crash) the reservation stays as *unknown*:
    the vendor may have charged it.
    """

    def charge(self, nano_usd: int, usage: Usage) -> None:
        """The vendor answered and takes ``nano_usd``. May be more than was reserved; it is recorded all the same."""
        ...


class Purse(Protocol):
    """Pays for the calls of one session's unit of work: an utterance's transcription, a scene's stages."""

    @property
    def spent(self) -> int:
        """Nano-dollars charged through this purse so far, unknown ones at their reservation."""
        ...

    def pay(self, provider: str, model: str, stage: Stage, most: int) -> AbstractAsyncContextManager[Bill]:
        """Reserve ``most`` nano-dollars for the one vendor's call made inside the block, and settle after it.

        Left by an ``EngineError`` whose ``charged`` is False nothing is taken. Raises ``SpendCapError`` before the call
        where a cap (call, session, account or server) would be overshot.
        """
        ...


class _Nothing:
    def charge(self, nano_usd: int, usage: Usage) -> None:
        """Nobody is charged."""


class Unpaid:
    """A purse that books nothing: for probes, tests and engines that cost nothing."""

    @property
    def spent(self) -> int:
        """Nothing."""
        return 0

    def pay(self, provider: str, model: str, stage: Stage, most: int) -> AbstractAsyncContextManager[Bill]:
        """Let the call happen."""
        return nullcontext(_Nothing())


UNPAID = Unpaid()


@dataclass(frozen=True, slots=True)
class Call:
    """Given to every engine with every request.

    ``deadline``: the event loop's time after which nobody waits for the answer. ``background``: of an upload; those who
    are at a table go first. ``ahead``: its answer may be needed by nobody, so it is made only where it is in nobody's
    way, once and by whoever is asked first. ``tenant`` and ``session`` are for fairness between them.
    """

    tenant: UUID = NOBODY
    session: UUID = NOBODY
    deadline: float = float("inf")
    background: bool = False
    ahead: bool = False
    purse: Purse = field(default=UNPAID, repr=False)


NO_ONES = Call()
"""A call that is nobody's and costs nothing."""
