"""A connection that breaks before or in the middle of an answer. It decides nothing."""

from __future__ import annotations

import asyncio
import socket
import struct

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Broken(Response):
    """Half of an answer, or none, and then a reset."""

    def __init__(self, transport: asyncio.Transport, body: bytes | None) -> None:
        super().__init__()
        self._transport = transport
        self._whole = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._whole is not None:
            length = str(len(self._whole)).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", length)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            half = self._whole[: len(self._whole) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        connected = self._transport.get_extra_info("socket")
        # Without lingering the kernel sends RST instead of FIN.
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
