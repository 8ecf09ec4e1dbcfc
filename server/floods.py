"""How often one address may ask, and open sockets. It knows no account; pages and pictures are not counted."""

from __future__ import annotations

import math

from starlette.types import ASGIApp, Receive, Scope, Send

from server.api.errors import refusal
from server.limits import RateLimits, address_key

COUNTED = ("/api/", "/auth/")


class Floods:
    """ASGI middleware: too many requests of one address get 429 with Retry-After; a socket before it is accepted."""

    def __init__(self, app: ASGIApp, rates: RateLimits) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not too often."""
        wait = None
        if scope["type"] in {"http", "websocket"} and scope["path"].startswith(COUNTED):
            wait = self._rates.hit("requests" if scope["type"] == "http" else "sockets", address_key(scope))
        if wait is None:
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await receive()
        headers = {"retry-after": str(max(1, math.ceil(wait)))}
        told = refusal(scope["path"], 429, "rate_limited", "Too often. Wait a moment, then try again.", headers)
        # On a socket's scope the response is sent as the refusal of its handshake.
        await told(scope, receive, send)
