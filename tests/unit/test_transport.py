"""What reaches no endpoint is bounded, too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import uvicorn
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from server.transport import WAITING_BYTES, Transport


class Line(asyncio.Transport):
    """The network: what was written to it, and how much of that its other end has left ``waiting``."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.waiting = 0
        self.used = asyncio.Event()

    def write(self, data: Any) -> None:
        self.written += data
        self.used.set()

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """There is nothing to close."""

    abort = close


async def application(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await receive()


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Transport, Line, ClientProtocol]]:
    """A connection after its handshake, and its other end."""
    state = ServerState()
    config = uvicorn.Config(application, ws=Transport, lifespan="off", ws_ping_interval=None, log_config=None)
    config.load()
    transport, line = Transport(config, state, {}), Line()
    transport.connection_made(line)
    client = ClientProtocol(parse_uri("ws://127.0.0.1/"))
    client.send_request(client.connect())
    transport.data_received(b"".join(client.data_to_send()))
    await line.used.wait()
    client.receive_data(line.written)
    line.written = b""
    yield transport, line, client
    transport.connection_lost(None)
    await asyncio.wait(cast("set[asyncio.Task[None]]", state.tasks))


async def test_who_reads_nothing_is_sent_no_pongs() -> None:
    """Each ping would add to what waits for it; whoever reads is answered as ever."""

    def ping(data: bytes) -> None:
        client.send_ping(data)
        transport.data_received(b"".join(client.data_to_send()))

    async with connected() as (transport, line, client):
        line.waiting = WAITING_BYTES
        for n in range(100):
            ping(b"%d" % n)
        assert line.written == b""
        line.waiting = 0
        ping(b"now")
        assert line.written == Frame(Opcode.PONG, b"now").serialize(mask=False)
