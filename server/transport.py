"""uvicorn's sans-I/O WebSocket connection, with its transport within reach of the endpoints.

It changes nothing on the wire. The endpoints write through ``server/outlet.py``, which needs the size of the write
buffer and frames that are built once for many viewers; ASGI offers neither.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

EXTENSION = "adventure.transport"


class Transport(WebSocketsSansIOProtocol):
    """The connection; found in ``scope["extensions"]["adventure.transport"]``."""

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
