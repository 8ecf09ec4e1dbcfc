"""The edge to the engines: bounds how long a call may take and types whatever goes wrong in it. It retries nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from pipeline.errors import AdventureError, EngineError

T = TypeVar("T")


async def within(seconds: float, call: Awaitable[T], engine: str) -> T:
    """The call's answer; ``EngineError`` ``timeout`` once ``seconds`` have passed (the call is cancelled)."""
    try:
        async with asyncio.timeout(seconds):
            return await call
    except AdventureError:
        raise
    except TimeoutError:
        raise EngineError(f"{engine} did not answer within {seconds:g} seconds.", code="timeout") from None
    except Exception as error:
        raise EngineError(f"{engine} broke: {type(error).__name__}.") from error
