"""One child process that runs CPU-bound calls one at a time, under a deadline, and is made anew when it is lost.

It must not know what it runs: engines give it plain module-level functions and picklable arguments.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

import structlog

from pipeline.errors import EngineError

T = TypeVar("T")

log = structlog.get_logger(__name__)

_PR_SET_PDEATHSIG = 1
_JOIN_S = 5.0


class Worker:
    """A spawned process for one engine. Calls are serial, in the order in which they were made.

    ``initializer(*initargs)`` runs once in each new child before its first call, and must be importable there.
    The child starts at the first call. It ends when the thread that started it ends: use a worker from one event loop
    in one thread, and await ``aclose``. ``name`` is used in messages and logs, as in "The {name} was closed.".
    """

    def __init__(
        self, name: str, initializer: Callable[..., None] | None = None, initargs: tuple[Any, ...] = ()
    ) -> None:
        self.name = name
        self._initializer = initializer
        self._initargs = initargs
        self._pool: ProcessPoolExecutor | None = None
        self._answers: Connection | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The living child's process id, if there is one."""
        for process in _processes(self._pool):
            if process.is_alive():
                return process.pid
        return None

    async def call(self, fn: Callable[..., T], /, *args: object, deadline_s: float) -> T:
        """Run ``fn(*args)`` in the child and return its answer; what ``fn`` raises is raised here.

        ``deadline_s`` counts seconds from the moment when the child is free for this call, its start included. A call
        over its deadline, and one that is cancelled while it runs, costs the child its life: there is no other way
        to stop it. Raises ``EngineError`` with code ``timeout``, or ``engine_failed`` when the child died or the
        worker is closed.
        """
        async with self._turn:
            if self._closed:
                raise EngineError(f"The {self.name} was closed.", retryable=False)
            if self._pool is not None and self.pid is None:  # it died while nobody was asking anything of it
                await self._discard()
            pool = self._pool = self._pool or self._new_pool()
            deadline = asyncio.timeout(deadline_s)
            try:
                async with deadline:
                    return await asyncio.wrap_future(pool.submit(fn, *args))
            except BrokenProcessPool as error:
                await self._discard()
                log.warning("worker.lost", worker=self.name)
                raise EngineError(f"The {self.name} stopped in the middle of its work.") from error
            except TimeoutError as error:
                if not deadline.expired():
                    raise
                await self._discard()
                log.warning("worker.deadline", worker=self.name, deadline_s=deadline_s)
                raise EngineError(f"The {self.name} took longer than {deadline_s:g} s.", code="timeout") from error
            except asyncio.CancelledError:
                self._kill()
                raise

    async def aclose(self) -> None:
        """Let the call in progress finish, then end the child and wait for it. Later calls are refused."""
        async with self._turn:
            self._closed = True
            pool, self._pool = self._pool, None
            if pool is not None:
                await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)
            self._let_go()

    def _new_pool(self) -> ProcessPoolExecutor:
        # Inherited by the child: a thread of numpy's for each core, in each of several processes, would only fight.
        for variable in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
            os.environ.setdefault(variable, "1")
        return ProcessPoolExecutor(
            max_workers=1,
            # A forked child would inherit this process's sockets, locks and signal handlers.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start_child,
            initargs=(os.getpid(), self._initializer, self._initargs),
        )

    def _kill(self) -> list[BaseProcess]:
        """Kill the child without waiting; the next call makes a new one."""
        pool, self._pool = self._pool, None
        processes, answers = _processes(pool), _answers(pool)
        for process in processes:
            process.kill()
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
        self._let_go()
        self._answers = answers
        return processes

    def _let_go(self) -> None:
        """Close our own writing end of the pipe through which a child answered that was killed before.

        Killed in mid-answer: as long as any writing end is open, the executor's thread waits for the rest, and the
        interpreter for the thread. Not at once: an executor that is told at the same time that it is shut down and
        that its child is gone may stumble over a call that was cancelled before it began.
        """
        if self._answers is not None:
            self._answers.close()
        self._answers = None

    async def _discard(self) -> None:
        """Kill the child and reap it."""
        for process in self._kill():
            await asyncio.to_thread(process.join, _JOIN_S)


def _processes(pool: ProcessPoolExecutor | None) -> list[BaseProcess]:
    # The executor offers no public way to reach its processes before Python 3.14, and a hung one must be killed.
    processes: dict[int, BaseProcess] | None = getattr(pool, "_processes", None)
    return list(processes.values()) if processes else []


def _answers(pool: ProcessPoolExecutor | None) -> Connection | None:
    """This process's own writing end of the pipe through which the child answers; nobody here writes to it."""
    return getattr(getattr(pool, "_result_queue", None), "_writer", None)


def _start_child(parent: int, initializer: Callable[..., None] | None, initargs: tuple[Any, ...]) -> None:
    # Ctrl-C goes to the terminal's whole process group: the server drains first and then closes its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the signal was asked for
            os._exit(1)
    if initializer is not None:
        initializer(*initargs)
