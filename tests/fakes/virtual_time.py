"""An event loop whose clock jumps to the next timer when nothing else is ready, so that hours pass in milliseconds.

It never waits for the outside: no sockets, threads or executors work on it.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


class DeadlockError(Exception):
    """Every task waits for another; the message lists them with the line where each one waits."""


class LeakedTasksError(Exception):
    """The coroutine returned and left tasks running."""


class _NoSelector(selectors.BaseSelector):
    """Instead of waiting for files it moves the loop's clock to the next timer."""

    def __init__(self) -> None:
        self.now = 0.0
        self.turns = 0
        self.at_turn: dict[int, Callable[[], None]] = {}
        self.deadlocked: Callable[[], None] = lambda: None
        self._keys: dict[int, selectors.SelectorKey] = {}

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.turns += 1
        due = self.at_turn.pop(self.turns, None)
        if due is not None:
            due()
        elif timeout is None:
            self.deadlocked()
        elif timeout > 0:
            self.now += timeout
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        # The loop's own wake-up pipe; nothing is ever read from it here.
        descriptor = fileobj if isinstance(fileobj, int) else fileobj.fileno()
        key = self._keys[descriptor] = selectors.SelectorKey(fileobj, descriptor, events, data)
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._keys.pop(fileobj if isinstance(fileobj, int) else fileobj.fileno())

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._keys


class VirtualLoop(asyncio.SelectorEventLoop):
    """``time()`` counts virtual seconds from 0."""

    def __init__(self) -> None:
        self._virtual = _NoSelector()
        super().__init__(self._virtual)
        self._virtual.deadlocked = self._deadlocked
        # Timers closer than this count as due together; the sum of floats must not spin the loop.
        self._clock_resolution = 1e-9

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._virtual.now

    @property
    def turns(self) -> int:
        """How often the loop went round: between two turns every ready task ran to its next await."""
        return self._virtual.turns

    def at_turn(self, turn: int, callback: Callable[[], None]) -> None:
        """Call ``callback`` when the loop goes round for the ``turn``-th time."""
        self._virtual.at_turn[turn] = callback

    def run_in_executor(self, *_: Any, **__: Any) -> Any:
        """Refused: a thread's time is not virtual."""
        raise RuntimeError("No executor works in virtual time.")

    def _deadlocked(self) -> None:
        waiting = sorted(asyncio.all_tasks(self), key=lambda task: task.get_name())
        listed = "\n".join(f"  {_where(task)}" for task in waiting)
        raise DeadlockError(f"Nothing is scheduled, yet {len(waiting)} tasks wait:\n{listed}")


def _where(task: asyncio.Task[Any]) -> str:
    """The task and its innermost frames."""
    frames: list[str] = []
    awaited: Any = task.get_coro()
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)
        if frame is not None:
            frames.append(f"{frame.f_code.co_name}:{frame.f_lineno}")
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)
    return f"{task.get_name()}: {' > '.join(frames) or repr(task)}"


def run_virtual(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run ``coroutine`` in virtual time. Raises ``DeadlockError``, and ``LeakedTasksError`` for tasks left behind."""
    loop = VirtualLoop()
    try:
        asyncio.set_event_loop(loop)
        result = loop.run_until_complete(coroutine)
        left = sorted(_where(task) for task in asyncio.all_tasks(loop))
        if left:
            raise LeakedTasksError("Tasks were left running:\n" + "\n".join(f"  {task}" for task in left))
        return result
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        # What was cancelled gets its say; a task that will not end is left to the next line.
        for _ in range(100):
            if not asyncio.all_tasks(loop):
                break
            loop.run_until_complete(asyncio.sleep(0))
        loop.run_until_complete(loop.shutdown_asyncgens())
        asyncio.set_event_loop(None)
        loop.close()


def virtual(test: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """Make a coroutine function a plain test that runs in virtual time."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return run_virtual(test(*args, **kwargs))

    return run
