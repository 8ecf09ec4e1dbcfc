"""One connection to the Gemini API or to Vertex AI, shared by the adapters of all stages. It asks nothing."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from google import genai
from google.genai import types

from clients.answers import whole

CONNECT_S = 5.0
"""An address that does not take a connection within this is away."""


class Bounded(httpx.AsyncClient):
    """Reads answers whole, and none without end. A client and no transport: those know nothing of HTTPS_PROXY."""

    async def send(self, request: httpx.Request, **given: Any) -> httpx.Response:
        """Ask, and read the answer."""
        unread: dict[str, Any] = {**given, "stream": True}
        answer = await super().send(request, **unread)
        body, headers = await whole(answer)
        return httpx.Response(
            answer.status_code, headers=headers, content=body, extensions=answer.extensions, request=request
        )


def _silence() -> None:
    """Keep the SDK from printing what a vendor sent: it warns of each word that its own lists do not have.

    And of ``generate_images``, which is asked only where somebody chose a model that has nothing else.
    """
    warnings.filterwarnings("ignore", "(?s).*is not a valid ", UserWarning, r"google\.genai\._common")
    warnings.filterwarnings("ignore", "The generate_images method is deprecated")


@asynccontextmanager
async def google_client(
    key: str,
    base_url: str | None = None,
    *,
    timeout_s: float = 120.0,
    connections: int = 64,
    vertex: bool = False,
) -> AsyncGenerator[genai.Client]:
    """A client that keeps its connections warm. ``base_url`` None: GOOGLE_GEMINI_BASE_URL, else Google.

    ``vertex``: it speaks Vertex AI's form of the wire, whose address GOOGLE_VERTEX_BASE_URL may name.

    It never tries again by itself: that is decided where the deadline and the money are known. It follows nobody who
    sends it elsewhere: the key is for the address that was set.
    """
    _silence()
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=300)
    timeout = httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))
    async with Bounded(limits=limits, timeout=timeout, follow_redirects=False) as http:
        options = types.HttpOptions(
            base_url=base_url,
            timeout=round(timeout_s * 1000),
            retry_options=types.HttpRetryOptions(attempts=1),
            # With a client of ours it leaves aiohttp alone, even where that is installed.
            httpx_async_client=http,
        )
        client = genai.Client(api_key=key, http_options=options, vertexai=vertex)
        try:
            yield client
        finally:
            await client.aio.aclose()
            client.close()
