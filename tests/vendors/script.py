"""What a vendor does with the requests to come: answer, be late, or fail. It knows no wire format."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from math import exp, log
from typing import Any

Latency = Callable[[random.Random], float]
"""Seconds that an answer takes."""


def fixed(seconds: float) -> Latency:
    """Always the same."""
    return lambda dice: seconds


def uniform(least: float, most: float) -> Latency:
    """Anything between the two."""
    return lambda dice: dice.uniform(least, most)


def lognormal(median: float, p99: float) -> Latency:
    """As vendors are: most answers near the median, a long tail. 2.326 is the normal quantile of 99 %."""
    sigma = log(p99 / median) / 2.326
    return lambda dice: median * exp(dice.gauss(0, sigma))


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one request.

    ``failure``: a name in the vendor's ``SHAPES``; None: it is answered. ``delay_s``: instead of the latency that
    holds. ``retry_after_s``: of a failure that asks for patience; a fraction of a second is sent in milliseconds
    where the vendor has a header for it. ``answer``: text or JSON instead of what the server would think of.
    """

    failure: str | None = None
    delay_s: float | None = None
    retry_after_s: float | None = None
    answer: Any = None


MIXED: Mapping[str, float] = {"rate_limited": 1, "server_error": 1, "timeout": 1, "refused": 1}
"""What a vendor on a bad day does, in equal parts. A kind of call that cannot be refused has the others."""


@dataclass(frozen=True, slots=True)
class Chaos:
    """``share`` of the requests (0–1) fail, each in one of ``kinds`` by weight. The seed makes it the same again.

    ``even``: of every twenty requests exactly that share, so that few requests tell as much as many.
    """

    share: float = 0.3
    kinds: Mapping[str, float] = None  # pyright: ignore[reportAssignmentType]
    seed: int = 0
    retry_after_s: float | None = None
    even: bool = False

    def __post_init__(self) -> None:
        if self.kinds is None:
            object.__setattr__(self, "kinds", MIXED)


_DECK = 20


class _Dice:
    """Whether a request fails under a chaos, one after the other."""

    def __init__(self, chaos: Chaos) -> None:
        self.chaos = chaos
        self._dice = random.Random(chaos.seed)
        self._deck: list[bool] = []

    def fail(self) -> bool:
        if not self.chaos.even:
            return self._dice.random() < self.chaos.share
        if not self._deck:
            self._deck = [n < round(self.chaos.share * _DECK) for n in range(_DECK)]
            self._dice.shuffle(self._deck)
        return self._deck.pop()

    def choose(self, kinds: Mapping[str, float]) -> str:
        (failure,) = self._dice.choices(list(kinds), list(kinds.values()))
        return failure


@dataclass(slots=True)
class _Rule:
    on: str
    model: str
    step: Step
    times: int | None

    def fits(self, kind: str, path: str, model: str, possible: Callable[[str], bool]) -> bool:
        meant = (fnmatchcase(kind, self.on) or fnmatchcase(path, self.on)) and fnmatchcase(model, self.model)
        return meant and (self.step.failure is None or possible(self.step.failure))


class Script:
    """Steps in order for those requests that they fit; then rules that stay; then chaos; else an answer.

    ``on`` is a pattern over the kind of call (``transcription``, ``text``, ``image``, ``models``) or over its path;
    ``model`` is one over the model's name. May be changed while the server runs, from any thread.
    """

    def __init__(self, *, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._dice = random.Random(seed)
        self.clear()

    def clear(self) -> None:
        """Forget everything: answer at once, always."""
        with self._lock:
            self._queue: deque[_Rule] = deque()
            self._standing: list[_Rule] = []
            self._latencies: list[tuple[str, Latency]] = []
            self._chaos: tuple[str, _Dice] | None = None

    def then(self, step: Step, *, on: str = "*", model: str = "*", times: int = 1) -> None:
        """Do this with the next ``times`` requests that fit and that no earlier step takes."""
        with self._lock:
            self._queue.append(_Rule(on, model, step, times))

    def fail(self, failure: str, *, on: str = "*", model: str = "*", times: int = 1, **step: Any) -> None:
        """Let the next ``times`` requests that fit fail so."""
        self.then(Step(failure, **step), on=on, model=model, times=times)

    def always(self, step: Step, *, on: str = "*", model: str = "*") -> None:
        """Do this with every request that fits, until ``recover`` or ``clear``."""
        with self._lock:
            self._standing.append(_Rule(on, model, step, None))

    def dead(self, failure: str = "overloaded", *, on: str = "*") -> None:
        """The vendor is down, until ``recover``."""
        self.always(Step(failure), on=on)

    def recover(self) -> None:
        """End what ``always`` and ``dead`` began."""
        with self._lock:
            self._standing.clear()

    def late(self, latency: Latency, *, on: str = "*") -> None:
        """Let answers take that long. The newest that fits holds."""
        with self._lock:
            self._latencies.append((on, latency))

    def chaos(self, chaos: Chaos | None, *, on: str = "*") -> None:
        """Begin chaos, or end it."""
        with self._lock:
            self._chaos = None if chaos is None else (on, _Dice(chaos))

    def take(self, kind: str, path: str, model: str, possible: Callable[[str], bool]) -> Step:
        """What happens to this request; its ``delay_s`` is set. ``possible``: whether it may fail so."""
        with self._lock:
            step = self._next(kind, path, model, possible)
            if step.delay_s is None:
                step = replace(step, delay_s=self._latency(kind, path))
            return step

    def _next(self, kind: str, path: str, model: str, possible: Callable[[str], bool]) -> Step:
        for rule in self._queue:
            if rule.fits(kind, path, model, possible):
                assert rule.times is not None
                rule.times -= 1
                if rule.times == 0:
                    self._queue.remove(rule)
                return rule.step
        for rule in reversed(self._standing):
            if rule.fits(kind, path, model, possible):
                return rule.step
        if self._chaos is not None:
            on, dice = self._chaos
            if (fnmatchcase(kind, on) or fnmatchcase(path, on)) and dice.fail():
                failure = dice.choose({name: weight for name, weight in dice.chaos.kinds.items() if possible(name)})
                return Step(failure, retry_after_s=dice.chaos.retry_after_s)
        return Step()

    def _latency(self, kind: str, path: str) -> float:
        for on, latency in reversed(self._latencies):
            if fnmatchcase(kind, on) or fnmatchcase(path, on):
                return latency(self._dice)
        return 0.0
