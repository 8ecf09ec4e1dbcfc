"""How long the body of a request may be. It reads nothing of it."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.api.errors import refusal

OWN_BOUNDS = re.compile(r"/api/v1/(audio/upload|characters/[^/]+/portrait)/?")
"""Routes whose bodies are files; they bound them themselves."""

TOO_LARGE = "The body is too large."


class Bodies:
    """ASGI middleware: a body beyond ``most`` bytes is answered by 413, by its declared length or as it comes."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is short enough."""
        if scope["type"] != "http" or OWN_BOUNDS.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self._most:
            await refusal(scope["path"], 413, "too_large", TOO_LARGE)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                # Passes through the route and becomes the answer.
                raise HTTPException(413, TOO_LARGE)
            return message

        await self._app(scope, counted, send)
