"""One connection to OpenAI, or to whoever speaks its wire, shared by the adapters of all stages. It asks nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import openai

from clients.answers import whole

CONNECT_S = 5.0
"""An address that does not take a connection within this is away."""


class Bounded(httpx2.AsyncClient):
    """Reads answers whole, and none without end. A client and no transport: those know nothing of HTTPS_PROXY."""

    async def send(self, request: httpx2.Request, **given: Any) -> httpx2.Response:
        """Ask, and read the answer."""
        unread: dict[str, Any] = {**given, "stream": True}
        answer = await super().send(request, **unread)
        body, headers = await whole(answer)
        return httpx2.Response(
            answer.status_code, headers=headers, content=body, extensions=answer.extensions, request=request
        )


@asynccontextmanager
async def openai_client(
    key: str, base_url: str | None = None, *, timeout_s: float = 120.0, connections: int = 64
) -> AsyncGenerator[openai.AsyncOpenAI]:
    """A client that keeps its connections warm. ``base_url`` None: OPENAI_BASE_URL, else OpenAI.

    It never tries again by itself: that is decided where the deadline and the money are known. It follows nobody who
    sends it elsewhere: the key is for the address that was set.
    """
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=300)
    timeout = httpx2.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))
    async with (
        Bounded(limits=limits, timeout=timeout, follow_redirects=False) as http,
        openai.AsyncOpenAI(api_key=key, base_url=base_url, max_retries=0, timeout=timeout, http_client=http) as client,
    ):
        yield client
