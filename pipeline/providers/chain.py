"""The engines of one stage in order of preference, asked until one answers. It knows no vendor and keeps no request."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar, cast

from pipeline.call import Call
from pipeline.errors import AdventureError, EngineError, RefusedError
from pipeline.providers.breaker import Breaker
from pipeline.providers.patience import Patience
from pipeline.providers.retries import Retries
from pipeline.providers.slots import Slots


class Engine(Protocol):
    """What a chain knows of an engine."""

    @property
    def name(self) -> str:
        """How history and logs call it."""
        ...


E = TypeVar("E", bound=Engine)
T = TypeVar("T")

REACH_S = 2.5
"""Who is silent and does not answer a probe within this is away."""

WARM_S = 60.0
"""A connection that was idle for that long may be closed at its other end."""

NOT_THERE = frozenset({"timeout", "unavailable"})
"""What a probe ends with where nobody is there; whatever else it ends with is an answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Provider(Generic[E]):
    """An engine and how far it is trusted. ``attempt_s``: longest wait for one answer of it."""

    engine: E
    attempt_s: float = float("inf")
    slots: Slots | None = None
    """Shared by the engines of one vendor; None where the engine bounds itself."""
    probe: Callable[[], Awaitable[None]] | None = None
    """A cheap call that tells whether it is back; None: its next real request tells."""
    spare: Callable[[], bool] = lambda: True
    """Whether a request that may be in vain would be in nobody's way now."""
    retries: Retries = field(default_factory=Retries)
    breaker: Breaker = field(default_factory=Breaker)
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was answered, and by whom."""

    value: T
    engine: str


class Chain(Generic[E]):
    """Asks the first provider whose breaker is closed; what it cannot answer goes to the next one.

    ``switch_s``: how long one provider is tried before the next is asked, a call under way left to its ``attempt_s``.
    ``silence_s``: after that long without an answer it is seen whether anybody is there; where not, the next is asked.
    ``reserve_s``: of the call's time, what is left for those behind. ``on_switch(from, to, code)`` is told of each,
    ``on_probe(name, code)`` of each probe; its code is empty where the provider answered.
    """

    def __init__(
        self,
        providers: Sequence[Provider[E]],
        *,
        switch_s: float = 10.0,
        silence_s: float = 5.0,
        reserve_s: float = 5.0,
        dice: Callable[[], float] = random.random,
        on_switch: Callable[[str, str, str], None] | None = None,
        on_probe: Callable[[str, str], None] | None = None,
    ) -> None:
        if not providers:
            raise ValueError("A chain needs at least one provider.")
        self.providers = tuple(providers)
        self.switch_s = switch_s
        self._silence_s = silence_s
        self._reserve_s = reserve_s
        self._dice = dice
        self._on_switch = on_switch
        self._on_probe = on_probe
        self._heard_from: dict[Provider[E], float] = {}
        """When each last answered anything: since then its connection is idle."""
        self._stirred = asyncio.Event()

    @property
    def name(self) -> str:
        """The name of the preferred engine."""
        return self.providers[0].engine.name

    def spare(self, call: Call) -> bool:
        """Whether ``call``, which may be in vain, would be in nobody's way now at whoever is asked first."""
        provider = self._first()
        return provider.spare() and (provider.slots is None or provider.slots.spare(call.tenant))

    async def ask(
        self, request: Callable[[E, Call], Awaitable[T]], call: Call, *, refusal_ends: bool = False
    ) -> Answer[T]:
        """The first answer to ``request``. Raises ``EngineError``: that of the last provider that was asked.

        ``refusal_ends``: a refusal is passed on at once, since the request is to be changed rather than sent elsewhere.
        """
        if call.ahead:
            return await self._ask_ahead(request, call)
        open_to_us = [provider for provider in self.providers if provider.breaker.state == "closed"]
        # With everyone away the last one is tried all the same: it is the one that should never be.
        asked = open_to_us or [self.providers[-1]]
        for place, provider in enumerate(asked):
            behind = asked[place + 1 :]
            try:
                return Answer(await self._try(provider, request, call, alone=not behind), provider.engine.name)
            except EngineError as error:
                if not behind or (refusal_ends and isinstance(error, RefusedError)):
                    raise
                if self._on_switch is not None:
                    self._on_switch(provider.engine.name, behind[0].engine.name, error.code)
        raise AssertionError  # pragma: no cover - the last provider returns or raises

    async def _ask_ahead(self, request: Callable[[E, Call], Awaitable[T]], call: Call) -> Answer[T]:
        """One call to whoever is asked first, if that is in nobody's way."""
        provider = self._first()
        if not self.spare(call):
            raise EngineError(f"{provider.engine.name} has other things to do.", code="busy", charged=False)
        try:
            answer = await self._once(provider, request, call, call.deadline, alone=len(self.providers) == 1)
        except EngineError as error:
            provider.breaker.failed(error, asyncio.get_running_loop().time())
            raise
        self._well(provider)
        return Answer(answer, provider.engine.name)

    def _first(self) -> Provider[E]:
        return next((one for one in self.providers if one.breaker.state == "closed"), self.providers[-1])

    def _well(self, provider: Provider[E]) -> None:
        provider.breaker.succeeded()
        self._heard_from[provider] = asyncio.get_running_loop().time()

    async def probe(self) -> float:
        """Ask those who are away whether they are back; returns the seconds until this is to be done again."""
        now = asyncio.get_running_loop().time()
        for provider in self.providers:
            if provider.breaker.state == "open" and now >= provider.breaker.probe_at:
                await self._probe(provider)
        opened = [p.breaker.probe_at for p in self.providers if p.breaker.state == "open"]
        return min((at - asyncio.get_running_loop().time() for at in opened), default=1.0)

    def stir(self) -> None:
        """Somebody begins to speak, and will need an engine soon. Waits for nothing; the rest is ``watch``'s."""
        self._stirred.set()

    async def watch(self) -> None:
        """Probe for ever, everybody once at the start: it warms their connections. Run it as a task of the server."""
        for provider in self.providers:
            if provider.probe is not None:
                await self._probe(provider)
        pause = 0.0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stirred.wait()
            if self._stirred.is_set():
                self._stirred.clear()
                await self._warm()
            pause = min(1.0, max(0.05, await self.probe()))

    async def _warm(self) -> None:
        """Open a connection anew to whoever is asked next, if nothing was asked for so long that it may be closed."""
        provider = next((one for one in self.providers if one.breaker.state == "closed"), None)
        if provider is None or provider.probe is None:
            return
        if asyncio.get_running_loop().time() - self._heard_from.get(provider, float("-inf")) >= WARM_S:
            await self._probe(provider)

    async def _probe(self, provider: Provider[E]) -> None:
        if provider.probe is None:
            provider.breaker.probed()
            return
        try:
            await _reach(provider.engine.name, provider.probe, min(provider.attempt_s, 10.0))
        except EngineError as error:
            self._probed(provider, error)
        else:
            self._probed(provider, None)

    def _probed(self, provider: Provider[E], error: EngineError | None) -> None:
        now = asyncio.get_running_loop().time()
        if error is None:
            provider.breaker.probed()
            self._heard_from[provider] = now
        else:
            provider.breaker.failed(error, now)
        if self._on_probe is not None:
            self._on_probe(provider.engine.name, "" if error is None else error.code)

    async def _try(
        self, provider: Provider[E], request: Callable[[E, Call], Awaitable[T]], call: Call, *, alone: bool
    ) -> T:
        """Ask one provider until it answers or is not to be asked again."""
        loop = asyncio.get_running_loop()
        until = call.deadline if alone else min(call.deadline - self._reserve_s, loop.time() + self.switch_s)
        made = 0
        while True:
            made += 1
            try:
                answer = await self._once(provider, request, call, until, alone=alone)
            except EngineError as error:
                now = loop.time()
                provider.breaker.failed(error, now)
                pause = provider.retries.pause(error, made, left_s=until - now, alone=alone, dice=self._dice())
                if pause is None or (provider.breaker.state == "open" and not alone):
                    raise
                await asyncio.sleep(pause)
            else:
                self._well(provider)
                return answer

    async def _once(
        self,
        provider: Provider[E],
        request: Callable[[E, Call], Awaitable[T]],
        call: Call,
        until: float,
        *,
        alone: bool,
    ) -> T:
        async with AsyncExitStack() as stack:
            if provider.slots is not None:
                try:
                    async with asyncio.timeout_at(_at(until)):
                        await stack.enter_async_context(provider.slots.turn(call))
                except TimeoutError:
                    message = f"There was no place for another call to {provider.engine.name}."
                    raise EngineError(message, code="busy") from None
            return await self._within(provider, request, call, alone=alone)

    async def _within(
        self, provider: Provider[E], request: Callable[[E, Call], Awaitable[T]], call: Call, *, alone: bool
    ) -> T:
        loop = asyncio.get_running_loop()
        began, name = loop.time(), provider.engine.name
        # Where nobody else could answer, nothing is gained by giving up early.
        patience_s = provider.attempt_s if alone else provider.patience.seconds(provider.attempt_s)
        deadline = min(call.deadline, began + patience_s)
        bound = asyncio.timeout_at(_at(deadline))
        try:
            async with bound, self._doubted(provider, bound, alone=alone):
                answer = await request(provider.engine, replace(call, deadline=deadline))
        except AdventureError:
            raise
        except TimeoutError:
            if bound.when() == began + patience_s:
                provider.patience.missed()
            raise EngineError(
                f"{name} did not answer within {loop.time() - began:.1f} seconds.", code="timeout"
            ) from None
        except Exception as error:
            # Whatever a bug in an adapter or an SDK raises: the next engine is there for that, too.
            raise EngineError(f"{name} broke: {type(error).__name__}.") from error
        provider.patience.answered(loop.time() - began)
        return answer

    @asynccontextmanager
    async def _doubted(self, provider: Provider[E], bound: asyncio.Timeout, *, alone: bool) -> AsyncGenerator[None]:
        """End ``bound``, which is around the block, where the provider is silent and a probe finds nobody there."""
        probe = provider.probe
        if probe is None or alone:
            yield
            return

        async def doubt() -> None:
            await asyncio.sleep(self._silence_s)
            try:
                await _reach(provider.engine.name, probe, REACH_S)
            except EngineError as error:
                if error.code not in NOT_THERE or bound.expired():
                    return
                now = asyncio.get_running_loop().time()
                provider.breaker.silent(now)
                bound.reschedule(now)
                if self._on_probe is not None:
                    self._on_probe(provider.engine.name, error.code)

        doubting = asyncio.create_task(doubt())
        try:
            yield
        finally:
            doubting.cancel()
            await asyncio.wait({doubting})


async def _reach(name: str, probe: Callable[[], Awaitable[None]], seconds: float) -> None:
    """Probe once. Raises ``EngineError``, whatever went wrong: who watches for the others must not stumble."""
    try:
        async with asyncio.timeout(seconds):
            await probe()
    except EngineError:
        raise
    except TimeoutError:
        raise EngineError(f"{name} is silent.", code="timeout") from None
    except Exception as error:
        # Whatever a bug in an adapter or an SDK raises.
        raise EngineError(f"{name} broke: {type(error).__name__}.") from error


def chain_of(engine: E | Chain[E]) -> Chain[E]:
    """A chain of one that is asked once for each request, as it is; a chain stays what it is."""
    if isinstance(engine, Chain):
        return cast("Chain[E]", engine)
    return Chain([Provider(engine, retries=Retries(attempts=1))])


def _at(time: float) -> float | None:
    return None if time == float("inf") else time
