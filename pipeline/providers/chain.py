"""The engines of one stage in order of preference, asked until one answers. It knows no vendor and keeps no request."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar, cast

from pipeline.call import Call
from pipeline.errors import AdventureError, EngineError, RefusedError
from pipeline.providers.breaker import Breaker
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


@dataclass(frozen=True, slots=True, eq=False)
class Provider(Generic[E]):
    """An engine and how far it is trusted. ``attempt_s``: longest wait for one answer of it."""

    engine: E
    attempt_s: float = float("inf")
    slots: Slots | None = None
    """Shared by the engines of one vendor; None where the engine bounds itself."""
    probe: Callable[[], Awaitable[None]] | None = None
    """A cheap call that tells whether it is back; None: its next real request tells."""
    retries: Retries = field(default_factory=Retries)
    breaker: Breaker = field(default_factory=Breaker)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was answered, and by whom."""

    value: T
    engine: str


class Chain(Generic[E]):
    """Asks the first provider whose breaker is closed; what it cannot answer goes to the next one.

    ``switch_s``: how long one provider is tried before the next is asked, a call under way left to its ``attempt_s``.
    ``reserve_s``: of the call's time, what is left for those behind. ``on_switch(from, to, code)`` is told of each,
    ``on_probe(name, code)`` of each probe; its code is empty where the provider answered.
    """

    def __init__(
        self,
        providers: Sequence[Provider[E]],
        *,
        switch_s: float = 10.0,
        reserve_s: float = 5.0,
        dice: Callable[[], float] = random.random,
        on_switch: Callable[[str, str, str], None] | None = None,
        on_probe: Callable[[str, str], None] | None = None,
    ) -> None:
        if not providers:
            raise ValueError("A chain needs at least one provider.")
        self.providers = tuple(providers)
        self.switch_s = switch_s
        self._reserve_s = reserve_s
        self._dice = dice
        self._on_switch = on_switch
        self._on_probe = on_probe

    @property
    def name(self) -> str:
        """The name of the preferred engine."""
        return self.providers[0].engine.name

    async def ask(
        self, request: Callable[[E, Call], Awaitable[T]], call: Call, *, refusal_ends: bool = False
    ) -> Answer[T]:
        """The first answer to ``request``. Raises ``EngineError``: that of the last provider that was asked.

        ``refusal_ends``: a refusal is passed on at once, since the request is to be changed rather than sent elsewhere.
        """
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

    async def probe(self) -> float:
        """Ask those who are away whether they are back; returns the seconds until this is to be done again."""
        now = asyncio.get_running_loop().time()
        for provider in self.providers:
            if provider.breaker.state == "open" and now >= provider.breaker.probe_at:
                await self._probe(provider)
        opened = [p.breaker.probe_at for p in self.providers if p.breaker.state == "open"]
        return min((at - asyncio.get_running_loop().time() for at in opened), default=1.0)

    async def watch(self) -> None:
        """Probe for ever, everybody once at the start: it warms their connections. Run it as a task of the server."""
        for provider in self.providers:
            if provider.probe is not None:
                await self._probe(provider)
        pause = 0.0
        while True:
            await asyncio.sleep(pause)
            pause = min(1.0, max(0.05, await self.probe()))

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
        if error is None:
            provider.breaker.probed()
        else:
            provider.breaker.failed(error, asyncio.get_running_loop().time())
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
                answer = await self._once(provider, request, call, until)
            except EngineError as error:
                now = loop.time()
                provider.breaker.failed(error, now)
                pause = provider.retries.pause(error, made, left_s=until - now, alone=alone, dice=self._dice())
                if pause is None or (provider.breaker.state == "open" and not alone):
                    raise
                await asyncio.sleep(pause)
            else:
                provider.breaker.succeeded()
                return answer

    async def _once(
        self, provider: Provider[E], request: Callable[[E, Call], Awaitable[T]], call: Call, until: float
    ) -> T:
        async with AsyncExitStack() as stack:
            if provider.slots is not None:
                try:
                    async with asyncio.timeout_at(_at(until)):
                        await stack.enter_async_context(provider.slots.turn(call))
                except TimeoutError:
                    message = f"There was no place for another call to {provider.engine.name}."
                    raise EngineError(message, code="busy") from None
            return await self._within(provider, request, call)

    async def _within(self, provider: Provider[E], request: Callable[[E, Call], Awaitable[T]], call: Call) -> T:
        deadline = min(call.deadline, asyncio.get_running_loop().time() + provider.attempt_s)
        name = provider.engine.name
        try:
            async with asyncio.timeout_at(_at(deadline)):
                return await request(provider.engine, replace(call, deadline=deadline))
        except AdventureError:
            raise
        except TimeoutError:
            raise EngineError(f"{name} did not answer within {provider.attempt_s:g} seconds.", code="timeout") from None
        except Exception as error:
            raise EngineError(f"{name} broke: {type(error).__name__}.") from error


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
        raise EngineError(f"{name} broke: {type(error).__name__}.") from error


def chain_of(engine: E | Chain[E]) -> Chain[E]:
    """A chain of one that is asked once for each request, as it is; a chain stays what it is."""
    if isinstance(engine, Chain):
        return cast("Chain[E]", engine)
    return Chain([Provider(engine, retries=Retries(attempts=1))])


def _at(time: float) -> float | None:
    return None if time == float("inf") else time
