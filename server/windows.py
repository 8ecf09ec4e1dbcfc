"""The moving windows of the rate limits, in this process's memory and bounded. It knows no rate and no name.

The library's own storage in memory starts a thread for almost every hit, reads the wall clock and keeps whatever keys
it is given.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable

from limits.storage import MovingWindowSupport, Storage

MOST_ENTRIES = 200_000
"""Most hits remembered, over all keys: about 10 MB."""


class Windows(Storage, MovingWindowSupport):
    """When each key was hit, oldest first. Beyond ``most`` hits the keys hit longest ago are forgotten.

    ``now`` gives seconds of a clock that never goes back. Source: ``limits.storage.MovingWindowSupport``.
    """

    STORAGE_SCHEME = None

    def __init__(self, now: Callable[[], float], *, most: int = MOST_ENTRIES) -> None:
        super().__init__()
        self._now = now
        self._most = most
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()
        self._count = 0

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count ``amount`` hits of ``key`` where no more than ``limit`` then lie within ``expiry`` seconds."""
        now = self._now()
        hits = self._recent(key, now - expiry)
        if len(hits) + amount > limit:
            if hits:
                self._hits.move_to_end(key)  # who is refused must not be forgotten for it
            return False
        hits.extend([now] * amount)
        self._hits[key] = hits
        self._hits.move_to_end(key)
        self._count += amount
        while self._count > self._most:
            _, forgotten = self._hits.popitem(last=False)
            self._count -= len(forgotten)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest hit within ``expiry`` seconds was, and how many there are."""
        now = self._now()
        hits = self._recent(key, now - expiry)
        return (hits[0], len(hits)) if hits else (now, 0)

    def _recent(self, key: str, since: float) -> deque[float]:
        hits = self._hits.get(key, deque[float]())
        while hits and hits[0] <= since:
            hits.popleft()
            self._count -= 1
        if not hits:
            self._hits.pop(key, None)
        return hits

    # -- what every storage of the library has ---------------------------------------------------------------------

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing is raised here."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Only moving windows are kept; the interface of ``limits`` has counters as well."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """How many hits of ``key`` are remembered."""
        return len(self._hits.get(key, ()))

    def get_expiry(self, key: str) -> float:
        """Only moving windows are kept."""
        raise NotImplementedError

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget everything; returns how many keys there were."""
        keys = len(self._hits)
        self._hits.clear()
        self._count = 0
        return keys

    def clear(self, key: str) -> None:
        """Forget a key."""
        self._count -= len(self._hits.pop(key, ()))
