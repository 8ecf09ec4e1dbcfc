"""The money of the product on PostgreSQL: every paid call is reserved before it and settled after it, within its caps.

It makes no call and knows no tariff. A call that costs nothing is not booked. Its SQL is in ``sql/queries/ledger.sql``.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from clients.postgres import Database
from clients.prices import Kind, Prices
from pipeline.call import Bill, Purse, Stage, Usage
from pipeline.durable import durably
from pipeline.errors import EngineError, JournalUnavailableError, NotFoundError
from pipeline.spending import CapName, Caps, Refusal, Spending, Sum, month_of, refused
from sql import query

PATIENCE_S = 5.0
"""How long a call waits for a ledger that is away. Then it is not made: nothing is spent unrecorded."""

CLOSING_S = 5.0
"""How long a stopping server waits for settlements. One that is lost stays reserved, which counts in full."""

STALE = timedelta(hours=1)
"""No call lasts that long: what is still reserved then is nobody's, and unknown."""

SWEEP_S = 300.0

MOST_NOTED = 1000
"""Sessions whose last refusal is remembered, so that it is not written again and again."""

State = Literal["settled", "released", "unknown"]

_KINDS: dict[Stage, Kind] = {"transcribe": "speech", "environment": "text", "scene": "text", "paint": "picture"}


@dataclass(frozen=True, slots=True)
class _Work:
    """What a purse pays for."""

    tenant: UUID
    session: UUID
    utterance: int | None
    scene: int | None
    ahead: bool


@dataclass(slots=True)
class _Slip:
    """Implements ``Bill``: what the vendor took, None while it has told nothing."""

    nano_usd: int | None = None
    usage: Usage = field(default_factory=Usage)

    def charge(self, nano_usd: int, usage: Usage) -> None:
        """See ``Bill``."""
        self.nano_usd, self.usage = (self.nano_usd or 0) + nano_usd, usage


class PostgresTreasury:
    """Implements ``pipeline.ports.Treasury`` and ``server.ports.shares.Spendings``; processes share their caps.

    While ``run`` runs it owns the settlements: one survives the call's cancellation and a database that is away.
    ``on_cap`` is told when a session meets another cap than before.
    """

    def __init__(
        self,
        database: Database,
        prices: Prices,
        caps: Caps,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience_s: float = PATIENCE_S,
        on_cap: Callable[[CapName], None] | None = None,
    ) -> None:
        self.caps = caps
        self._database = database
        self._prices = prices
        self._now = now
        self._patience_s = patience_s
        self._on_cap = on_cap
        self._tasks: asyncio.TaskGroup | None = None
        self._settling: set[asyncio.Task[None]] = set()
        self._noted: OrderedDict[UUID, Refusal] = OrderedDict()

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
        return _Purse(self, _Work(tenant, session, utterance, scene, ahead))

    async def spending(self, tenant: UUID, session: UUID) -> Spending:
        """What the session has cost so far, and its account and the server this month."""
        month = month_of(self._now())
        async with self._database.system_tx(readonly=True) as connection:
            row = await connection.fetchrow(query("read_spending"), session, tenant, month)
        assert row is not None
        refusal = None
        if row["refused_by"] is not None:
            refusal = Refusal(row["refused_by"], row["refused_month"], row["refused_most"])
        return Spending(
            month,
            Sum(row["session_spent"], row["session_held"]),
            Sum(row["account_spent"], row["account_held"]),
            Sum(row["server_spent"], row["server_held"]),
            refusal,
        )

    async def run(self) -> None:
        """Own the settlements until cancelled, then see them through; and settle what killed processes left."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                while True:
                    with suppress(JournalUnavailableError):
                        await self.sweep()
                    await asyncio.sleep(SWEEP_S)
            finally:
                self._tasks = None
                if self._settling:
                    await asyncio.wait(self._settling, timeout=CLOSING_S)

    async def sweep(self) -> int:
        """Settle as unknown what was reserved long ago and never settled; how many there were."""
        found = 0
        while True:
            async with self._database.system_tx(readonly=True) as connection:
                rows = await connection.fetch(query("stale_reservations"), self._now() - STALE)
            for row in rows:
                await self._settle(row["id"], "unknown", None, Usage())
            found += len(rows)
            if not rows:
                return found

    # -- for its purses ------------------------------------------------------------------------------------------------

    async def reserve(self, call_id: UUID, work: _Work, provider: str, model: str, stage: Stage, most: int) -> None:
        """Hold ``most`` for a call. Raises ``SpendCapError``, and ``EngineError`` ``busy`` without a ledger."""
        now = self._now()
        month = month_of(now)
        try:
            async with asyncio.timeout(self._patience_s):
                cap = self._too_dear(most) or await durably(
                    lambda: self._book(call_id, work, provider, model, stage, most, now)
                )
                if cap is not None and not work.ahead:
                    await self._note(work, Refusal(cap, month, most))
        except TimeoutError:
            # It may have been booked in the end.
            await self.settle(call_id, "released", None, Usage())
            message = "The ledger is away, and nothing is spent unrecorded."
            raise EngineError(message, code="busy", charged=False) from None
        except asyncio.CancelledError:
            await self.settle(call_id, "released", None, Usage())
            raise
        if cap is not None:
            raise refused(cap, self.caps, month)

    async def settle(self, call_id: UUID, state: State, charged: int | None, usage: Usage) -> None:
        """End a reservation, whatever becomes of the caller. Until then what it held counts as spent.

        While ``run`` runs nobody waits for it: an answer is not held up by its accounts.
        """
        if self._tasks is None:
            # Nobody runs it, or the server is stopping.
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSING_S):
                    await durably(lambda: self._settle(call_id, state, charged, usage))
            return
        task = self._tasks.create_task(durably(lambda: self._settle(call_id, state, charged, usage)))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    # -- its transactions ----------------------------------------------------------------------------------------------

    def _too_dear(self, most: int) -> CapName | None:
        """The cap that ``most`` alone is beyond."""
        caps: tuple[CapName, ...] = ("call", "session", "account", "server")
        return next((name for name in caps if (cap := self.caps.of(name)) is not None and most > cap), None)

    async def _book(
        self, call_id: UUID, work: _Work, provider: str, model: str, stage: Stage, most: int, now: datetime
    ) -> CapName | None:
        """Reserve, or say which cap forbids it and leave everything as it is. May be made again."""
        month = month_of(now)
        caps = self.caps.ahead() if work.ahead else self.caps
        try:
            async with self._database.system_tx() as connection:
                booked = await connection.fetchval(
                    query("book_call"),
                    call_id,
                    work.tenant,
                    work.session,
                    work.utterance,
                    work.scene,
                    stage,
                    provider,
                    model,
                    self._prices.of(_KINDS[stage], provider, model).date,
                    month,
                    most,
                    now,
                )
                if booked is None:
                    return None
                row = await connection.fetchrow(
                    query("reserve_cost"),
                    work.session,
                    work.tenant,
                    month,
                    most,
                    caps.session,
                    caps.account,
                    caps.server,
                )
                assert row is not None
                if row["server"]:
                    return None
                raise _CapError("server" if row["account"] else "account" if row["session"] else "session")
        except _CapError as reached:
            return reached.cap
        except NotFoundError:
            raise EngineError("The session is gone.", code="busy", retryable=False, charged=False) from None

    async def _settle(self, call_id: UUID, state: State, charged: int | None, usage: Usage) -> None:
        counted = {name: count for name, count in asdict(usage).items() if count}
        async with self._database.system_tx() as connection:
            await connection.execute(query("settle_cost"), call_id, state, charged, counted, self._now())

    async def _note(self, work: _Work, refusal: Refusal) -> None:
        """Keep which cap was met, so that every socket of the session hears of it; nothing is lost without it."""
        noted = self._noted.get(work.session)
        known = noted is not None and (noted.cap, noted.month) == (refusal.cap, refusal.month)
        if noted is not None and known and noted.most <= refusal.most:
            return
        if not known and self._on_cap is not None:
            self._on_cap(refusal.cap)
        with suppress(JournalUnavailableError, NotFoundError):
            async with self._database.system_tx() as connection:
                await connection.execute(
                    query("note_refusal"), work.session, work.tenant, refusal.cap, refusal.month, refusal.most
                )
            self._noted[work.session] = refusal
            self._noted.move_to_end(work.session)
            if len(self._noted) > MOST_NOTED:
                self._noted.popitem(last=False)


class _CapError(Exception):
    """Rolls the reservation back."""

    def __init__(self, cap: CapName) -> None:
        super().__init__(cap)
        self.cap: CapName = cap


class _Purse:
    """Implements ``pipeline.call.Purse``."""

    def __init__(self, treasury: PostgresTreasury, work: _Work) -> None:
        self._treasury = treasury
        self._work = work
        self._spent = 0

    @property
    def spent(self) -> int:
        """See ``Purse``."""
        return self._spent

    @asynccontextmanager
    async def pay(self, provider: str, model: str, stage: Stage, most: int) -> AsyncGenerator[Bill]:
        """See ``Purse``."""
        slip = _Slip()
        if most <= 0:
            yield slip  # an engine of the operator's own
            return
        call_id = uuid4()
        await self._treasury.reserve(call_id, self._work, provider, model, stage, most)
        free = False
        try:
            yield slip
        except EngineError as error:
            free = error.charged is False
            raise
        finally:
            charged = slip.nano_usd
            state: State = "settled" if charged is not None else "released" if free else "unknown"
            self._spent += charged if charged is not None else 0 if free else most
            await self._treasury.settle(call_id, state, charged, slip.usage)
