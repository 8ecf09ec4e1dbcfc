"""A treasury in memory, written from the contract alone: the suite in ``tests/contract/test_treasury.py`` holds both.

It has no processes to share its caps with and nothing that could be away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pipeline.call import Bill, Purse, Stage, Usage
from pipeline.errors import EngineError
from pipeline.spending import CapName, Caps, Refusal, Spending, Sum, month_of, refused


@dataclass
class Entry:
    """One call."""

    tenant: UUID
    session: UUID
    utterance: int | None
    scene: int | None
    stage: str
    provider: str
    model: str
    reserved: int
    state: str = "reserved"
    charged: int | None = None
    usage: Usage = field(default_factory=Usage)

    def charge(self, nano_usd: int, usage: Usage) -> None:
        """See ``Bill``."""
        self.charged, self.usage = (self.charged or 0) + nano_usd, usage


class MemoryTreasury:
    """Implements ``pipeline.ports.Treasury``."""

    def __init__(self, caps: Caps = Caps(), *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:  # noqa: B008
        self.caps = caps
        self.entries: list[Entry] = []
        self.refusals: dict[UUID, Refusal] = {}
        self.now = now
        self._held: defaultdict[Any, int] = defaultdict(int)
        self._spent: defaultdict[Any, int] = defaultdict(int)

    def purse(
        self,
        tenant: UUID,
        session: UUID,
        *,
        utterance: int | None = None,
        scene: int | None = None,
        ahead: bool = False,
    ) -> Purse:
        """See ``Treasury``."""
        return _Purse(self, tenant, session, utterance, scene, ahead)

    async def spending(self, tenant: UUID, session: UUID) -> Spending:
        """As ``PostgresTreasury.spending``."""
        mine, ours, everyones = [Sum(self._spent[key], self._held[key]) for key, _ in self.keys(tenant, session)]
        return Spending(month_of(self.now()), mine, ours, everyones, self.refusals.get(session))

    def keys(self, tenant: UUID, session: UUID) -> list[tuple[Any, CapName]]:
        """What a call of the session counts for now."""
        month = month_of(self.now())
        return [(session, "session"), ((tenant, month), "account"), (month, "server")]

    def take(self, keys: list[tuple[Any, CapName]], entry: Entry, *, ahead: bool = False) -> None:
        """Hold what the call may cost. Raises ``SpendCapError``."""
        taken: dict[CapName, int] = {"call": 0}
        taken |= {name: self._held[key] + self._spent[key] for key, name in keys}
        for name, counted in taken.items():
            cap = (self.caps.ahead() if ahead else self.caps).of(name)
            if cap is not None and counted + entry.reserved > cap:
                month = month_of(self.now())
                if not ahead:
                    self.refusals[entry.session] = Refusal(name, month, entry.reserved)
                raise refused(name, self.caps, month)
        self.entries.append(entry)
        for key, _ in keys:
            self._held[key] += entry.reserved

    def settle(self, keys: list[tuple[Any, CapName]], entry: Entry, state: str) -> None:
        """End it."""
        entry.state = state
        taken = {"settled": entry.charged or 0, "released": 0, "unknown": entry.reserved}[state]
        for key, _ in keys:
            self._held[key] -= entry.reserved
            self._spent[key] += taken


@dataclass
class _Purse:
    treasury: MemoryTreasury
    tenant: UUID
    session: UUID
    utterance: int | None
    scene: int | None
    ahead: bool = False
    spent: int = 0

    @asynccontextmanager
    async def pay(self, provider: str, model: str, stage: Stage, most: int) -> AsyncIterator[Bill]:
        entry = Entry(self.tenant, self.session, self.utterance, self.scene, stage, provider, model, most)
        if not most:
            yield entry
            return
        keys = self.treasury.keys(self.tenant, self.session)
        self.treasury.take(keys, entry, ahead=self.ahead)
        state = "unknown"
        try:
            yield entry
        except EngineError as error:
            state = "released" if error.charged is False else state
            raise
        finally:
            state = "settled" if entry.charged is not None else state
            self.treasury.settle(keys, entry, state)
            self.spent += {"settled": entry.charged or 0, "released": 0, "unknown": most}[state]
