"""The edge to the engines: bounds how long a call may take and types whatever goes wrong in it. It retries nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from pipeline.call import Call
from pipeline.errors import AdventureError, EngineError

T = TypeVar("T")


async def within(seconds: float, ask: Callable[[Call], Awaitable[T]], call: Call, engine: str) -> T:
    """What ``ask`` answers to ``call``; ``EngineError`` ``timeout`` once ``seconds`` have passed (it is cancelled)."""
    deadline = asyncio.get_running_loop().time() + seconds
    try:
        async with asyncio.timeout_at(deadline):
            return await ask(replace(call, deadline=min(call.deadline, deadline)))
    except AdventureError:
        raise
    except TimeoutError:
        raise EngineError(f"{engine} did not answer within {seconds:g} seconds.", code="timeout") from None
    except Exception as error:
        # Whatever a bug in an engine raises: it must end this call, not the session's graph.
        raise EngineError(f"{engine} broke: {type(error).__name__}.") from error
