"""uvicorn's sans-I/O WebSocket connection, with its transport within reach of the endpoints.

The endpoints write through ``server/outlet.py``, which needs the size of the write buffer and frames that are built
once for many viewers; ASGI offers neither. What reaches no endpoint (pings, pongs, fragments, a peer that is gone or
floods) is bounded here; it knows no message but ``error``.
"""

from __future__ import annotations

import asyncio
from asyncio.transports import BaseTransport
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

from server.protocol import Error, ErrorCode, encode

EXTENSION = "adventure.transport"

SLICE_BYTES = 8 * 1024
"""Most bytes parsed without looking whether the peer floods: a chunk off the socket may hold 40,000 tiny frames."""

SMALL_BYTES = 512
SMALL_PER_SECOND = 200
SMALL_AT_ONCE = 1000
"""Frames below ``SMALL_BYTES``, of any kind, that a peer may send: a frame costs far more than its bytes."""

WAITING_BYTES = 64 * 1024
"""Most bytes that may wait when a ping is answered: who reads nothing needs no pong."""


class Transport(WebSocketsSansIOProtocol):
    """The connection; found in ``scope["extensions"]["adventure.transport"]``."""

    def connection_made(self, transport: BaseTransport) -> None:
        """See ``WebSocketsSansIOProtocol``."""
        super().connection_made(transport)
        self._small = float(SMALL_AT_ONCE)
        self._small_at = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """See ``WebSocketsSansIOProtocol``; a peer that floods with frames is told so and cut off."""
        for start in range(0, len(data), SLICE_BYTES):
            if self.disconnected or self.transport.is_closing():
                return
            super().data_received(data[start : start + SLICE_BYTES])
            if self._small < 0:
                self._flooded()
                return

    def handle_text(self, event: Frame) -> None:
        """See ``WebSocketsSansIOProtocol``."""
        self._count(event)
        super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        """See ``WebSocketsSansIOProtocol``."""
        self._count(event)
        super().handle_bytes(event)

    def handle_cont(self, event: Frame) -> None:
        """See ``WebSocketsSansIOProtocol``."""
        self._count(event)
        super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer a ping, unless the peer reads no answers."""
        if self._count_one() and self.transport.get_write_buffer_size() < WAITING_BYTES:
            super().handle_ping()
        else:
            self.conn.data_to_send()  # the pong goes nowhere

    def handle_pong(self, event: Frame) -> None:
        """See ``WebSocketsSansIOProtocol``."""
        self._count(event)
        super().handle_pong(event)

    def keepalive_timeout(self) -> None:
        """The peer is gone: what still waits for it would keep the connection open for ever."""
        self.pong_timer = None
        self.pending_ping_payload = None
        self.transport.abort()

    def _count(self, event: Frame) -> None:
        if len(event.data) < SMALL_BYTES:
            self._count_one()

    def _count_one(self) -> bool:
        now = self.loop.time()
        self._small = min(SMALL_AT_ONCE, self._small + (now - self._small_at) * SMALL_PER_SECOND) - 1
        self._small_at = now
        return self._small >= 0

    def _flooded(self) -> None:
        """Say why, once; read nothing more, and cut the connection soon after."""
        text, code = ErrorCode.TABLE["rate_limited"]
        if self.handshake_complete and not self.close_sent and code is not None:
            error = Error(code="rate_limited", message=text, fatal=True, retry_after_ms=1000)
            self.write_frame(text_frame(encode(error)))
            self.close_with(code, "rate_limited", abort_s=0.5)
            self.transport.pause_reading()
        else:
            self.transport.abort()

    def handle_connect(self, event: Request) -> None:
        """Make the connection known to the endpoint; its task starts at the next turn of the loop."""
        super().handle_connect(event)
        if not self.close_sent:
            scope = cast("dict[str, Any]", self.scope)
            scope["extensions"][EXTENSION] = self

    def write_frame(self, frame: bytes) -> int:
        """Write a whole frame; returns how many bytes wait for the peer now."""
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return 0
        self.transport.write(frame)
        return self.transport.get_write_buffer_size()

    def close_with(self, code: int, reason: str, *, abort_s: float = 5.0) -> None:
        """Begin the closing handshake. A peer that does not answer within ``abort_s`` is cut off."""
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = asyncio.get_running_loop().call_later(abort_s, self.transport.abort)


def text_frame(text: str) -> bytes:
    """A text message as the frame that goes over the wire."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
