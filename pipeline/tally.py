"""A purse without a ledger: it adds up what calls cost and forgets the rest. For probes and measurements."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from pipeline.call import Bill, Stage, Usage
from pipeline.errors import EngineError


class _Slip:
    def __init__(self) -> None:
        self.nano_usd: int | None = None
        self.usage = Usage()

    def charge(self, nano_usd: int, usage: Usage) -> None:
        """The vendor answered."""
        self.nano_usd, self.usage = nano_usd, usage


class Tally:
    """Implements ``pipeline.call.Purse`` without any cap."""

    def __init__(self) -> None:
        self._spent = 0
        self.calls = 0

    @property
    def spent(self) -> int:
        """Nano-dollars, unknown charges at what was reserved for them."""
        return self._spent

    @asynccontextmanager
    async def pay(self, provider: str, model: str, stage: Stage, most: int) -> AsyncGenerator[Bill]:
        """Let the call happen and add what it cost."""
        self.calls += 1
        slip = _Slip()
        known_free = False
        try:
            yield slip
        except EngineError as error:
            known_free = error.charged is False
            raise
        finally:
            if slip.nano_usd is not None:
                self._spent += slip.nano_usd
            elif not known_free:
                self._spent += most
