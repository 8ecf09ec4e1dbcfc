"""The writing end of a socket: synchronous, bounded, and silent once it is closed. It reads nothing."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from server.protocol import MAX_OUTBOUND_BYTES, Close, Error, ErrorCode, Message, encode
from server.transport import EXTENSION, Transport, text_frame


class Outlet:
    """Writes messages to one peer. A peer that lets too much pile up is told so and closed with 4002."""

    def __init__(self, transport: Transport, *, bound: int = MAX_OUTBOUND_BYTES) -> None:
        self._transport = transport
        self._bound = bound
        self.sign_in: UUID | None = None
        """By which sign-in its peer is here, once that is known."""

    @classmethod
    def of(cls, scope: MutableMapping[str, Any]) -> Outlet:
        """The outlet of a WebSocket scope that ``server.transport.Transport`` made."""
        return cls(scope["extensions"][EXTENSION])

    @property
    def closed(self) -> bool:
        """Whether nothing more can be written."""
        transport = self._transport
        return transport.close_sent or transport.disconnected or transport.transport.is_closing()

    async def drained(self) -> None:
        """Wait until little is waiting for the peer, or it is gone."""
        await self._transport.writable.wait()

    def send(self, message: Message) -> None:
        """Write a message."""
        self.write(text_frame(encode(message)))

    def write(self, frame: bytes) -> None:
        """Write a frame that was built before."""
        if self._transport.write_frame(frame) > self._bound:
            self.fail("too_slow")

    def fail(self, code: str, message: str | None = None, *, retry_after_ms: int | None = None) -> None:
        """Say what is wrong, then close with the code that belongs to it."""
        text, close = ErrorCode.TABLE.get(code) or ErrorCode.TABLE["internal"]
        error = Error(code=code, message=message or text, fatal=True, retry_after_ms=retry_after_ms)
        self._transport.write_frame(text_frame(encode(error)))
        self.close(close if close is not None else Close.RESYNC, code)

    def warn(self, code: str, message: str | None = None, *, retry_after_ms: int | None = None) -> None:
        """Say what is wrong; the connection goes on."""
        self.send(Error(code=code, message=message or ErrorCode.TABLE[code][0], retry_after_ms=retry_after_ms))

    def close(self, code: int, reason: str = "") -> None:
        """Close the connection. ``reason`` is our own stable word, under 123 bytes."""
        self._transport.close_with(code, reason)
