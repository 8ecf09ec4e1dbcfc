"""An answer sent as the network takes it, so that its sender knows when the last of it was sent. It makes no answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PIECE = 64 * 1024


class Pieces(Response):
    """``sent`` is called when its last piece has been handed over. uvicorn waits for the network before each."""

    def __init__(self, content: bytes, status: int, sent: Callable[[], None], **more: Any) -> None:
        super().__init__(content, status, **more)
        self._sent = sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ``Response``."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = bytes(self.body)
        for at in range(0, len(body), PIECE):
            await send({"type": "http.response.body", "body": body[at : at + PIECE], "more_body": True})
        # For whom this is all: the client may ask for the record as soon as it has the whole answer.
        self._sent()
        await send({"type": "http.response.body", "body": b""})
