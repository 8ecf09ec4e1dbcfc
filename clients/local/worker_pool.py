"""A few workers for many sessions: whoever speaks at a table comes before files, and each session in its turn.

It must not know what the workers do.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Callable, Hashable, Sequence
from contextlib import asynccontextmanager

from clients.local.worker import Worker


class WorkerPool:
    """Lends each worker to one caller at a time. Use it from one event loop."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        """``workers``: at least one; they are closed with the pool."""
        self.workers = tuple(workers)
        self._free = list(self.workers)
        # Waiting callers of each session, the session whose turn is next in front. First those of the table.
        self._waiting: tuple[OrderedDict[Hashable, deque[_Waiting]], ...] = (OrderedDict(), OrderedDict())

    @property
    def idle(self) -> bool:
        """Whether no worker is lent; then nobody waits, either."""
        return len(self._free) == len(self.workers)

    @asynccontextmanager
    async def lend(
        self, session: Hashable, *, live: bool, liked: Callable[[Worker], bool] = lambda _: False
    ) -> AsyncGenerator[Worker]:
        """A worker for as long as the context lasts; of several free ones, one that is ``liked``."""
        waiting = _Waiting(liked)
        line = self._waiting[0 if live else 1]
        line.setdefault(session, deque()).append(waiting)
        self._serve()
        try:
            worker = await waiting.worker
        except asyncio.CancelledError:
            self._forget(line, session, waiting)
            raise
        try:
            yield worker
        finally:
            self._free.append(worker)
            self._serve()

    async def aclose(self) -> None:
        """Close every worker; see ``Worker.aclose``."""
        await asyncio.gather(*(worker.aclose() for worker in self.workers))

    def _serve(self) -> None:
        while self._free and (waiting := self._next()) is not None:
            worker = next((worker for worker in self._free if waiting.liked(worker)), self._free[0])
            self._free.remove(worker)
            waiting.worker.set_result(worker)

    def _next(self) -> _Waiting | None:
        for line in self._waiting:
            while line:
                session, callers = next(iter(line.items()))
                waiting = callers.popleft()
                if callers:
                    line.move_to_end(session)
                else:
                    del line[session]
                if not waiting.worker.done():
                    return waiting
        return None

    def _forget(self, line: OrderedDict[Hashable, deque[_Waiting]], session: Hashable, waiting: _Waiting) -> None:
        """The caller went away: either it waits no more, or it was given a worker that it never took."""
        callers = line.get(session)
        if callers is not None and waiting in callers:
            callers.remove(waiting)
            if not callers:
                del line[session]
        elif waiting.worker.done() and not waiting.worker.cancelled():
            self._free.append(waiting.worker.result())
            self._serve()


class _Waiting:
    def __init__(self, liked: Callable[[Worker], bool]) -> None:
        self.liked = liked
        self.worker: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
