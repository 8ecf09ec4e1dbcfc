"""A provider's places, shared fairly: live before background, tenant by tenant in turn. It makes no call itself."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from pipeline.call import Call


class Slots:
    """At most ``at_once`` calls, and of one tenant at most ``per_tenant``; those who wait get their turn in rotation.

    ``watch`` is told how many calls are under way and how many wait, whenever that changes.
    """

    def __init__(self, at_once: int, per_tenant: int, watch: Callable[[int, int], None] | None = None) -> None:
        self._at_once = at_once
        self._per_tenant = per_tenant
        self._watch = watch
        self._running: Counter[UUID] = Counter()
        self._waiting: tuple[_Queue, _Queue] = ({}, {})
        """Live and background: tenant → its waiters. A dict keeps the order; whoever was served goes to its end."""

    @asynccontextmanager
    async def turn(self, call: Call) -> AsyncGenerator[None]:
        """Hold a place for the block."""
        await self._take(call)
        try:
            yield
        finally:
            self._free(call)
            self._serve()

    def spare(self, tenant: UUID) -> bool:
        """Whether a call of ``tenant`` that may be in vain would be in nobody's way: half of the places stay free."""
        running = self._running[tenant]
        return not self.waiting and 2 * (self.under_way + 1) <= self._at_once and 2 * (running + 1) <= self._per_tenant

    @property
    def under_way(self) -> int:
        """How many calls hold a place."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many calls wait for one."""
        queues = (waiters for queue in self._waiting for waiters in queue.values())
        return sum(not waiter.done() for waiters in queues for waiter in waiters)

    def _free(self, call: Call) -> None:
        self._running[call.tenant] -= 1
        if not self._running[call.tenant]:
            del self._running[call.tenant]

    async def _take(self, call: Call) -> None:
        queue = self._waiting[call.background]
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.setdefault(call.tenant, deque()).append(waiter)
        self._serve()
        try:
            await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled():
                # It was given a place in the same moment: the next one gets it.
                self._free(call)
            self._serve()
            raise

    def _serve(self) -> None:
        """Give free places to those who wait."""
        while self.under_way < self._at_once and self._next():
            pass
        if self._watch is not None:
            self._watch(self.under_way, self.waiting)

    def _next(self) -> bool:
        for queue in self._waiting:
            for tenant in tuple(queue):
                waiters = queue[tenant]
                while waiters and waiters[0].done():
                    waiters.popleft()  # whoever waited was cancelled
                if not waiters:
                    del queue[tenant]
                elif self._running[tenant] < self._per_tenant:
                    del queue[tenant]
                    waiter = waiters.popleft()
                    if waiters:
                        queue[tenant] = waiters
                    self._running[tenant] += 1
                    waiter.set_result(None)
                    return True
        return False


_Queue = dict[UUID, deque[asyncio.Future[None]]]
