"""N microphones: real speech at 100 ms a message, in real time, from a process of its own.

It speaks just enough of the protocol and of WebSocket (RFC 6455; the mask is zero, so frames cost nothing to make) to
load a server with thousands of streams from one core.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import time
import uuid
from array import array
from pathlib import Path

from clients import flac

MESSAGE_SAMPLES = 1600
PERIOD_S = 0.1


def speech(folder: Path) -> list[bytes]:
    """The labelled sentences with 1.2 s of silence between them, cut into messages of 100 ms."""
    pause = bytes(2 * 19_200)
    whole = b"".join(flac.decode(path.read_bytes()) + pause for path in sorted(folder.glob("*.flac")))
    size = 2 * MESSAGE_SAMPLES
    return [whole[at : at + size] for at in range(0, len(whole) - size + 1, size)]


class Speaker(asyncio.Protocol):
    """One stream. ``sent``: the monotonic time at which each message was written. ``waits``: how long after the last
    sample of an utterance its text was here, in seconds.
    """

    def __init__(self, host: str, token: str, messages: list[bytes], first: int) -> None:
        self.stream_id = str(uuid.uuid4())
        self.sent = array("d")
        self.waits: list[float] = []
        self.samples = 0
        self.acked = 0
        self.safe = 0
        self.closed = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._host = host
        self._token = token
        self._messages = messages
        self._next = first
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._upgraded = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /api/v1/live HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.ready.set_exception(ConnectionError(head.decode()[:80]))
                return
            self._upgraded, self._buffer = True, rest
            hello = {"type": "hello", "protocol": 1, "token": self._token, "stream_id": self.stream_id, "mode": "live"}
            self._write(0x81, json.dumps(hello).encode())
        while len(self._buffer) >= 2:
            size, header = self._buffer[1] & 0x7F, 2
            if size == 126:
                size, header = struct.unpack_from(">H", self._buffer, 2)[0], 4
            if len(self._buffer) < header + size:
                return
            opcode, text = self._buffer[0] & 0x0F, self._buffer[header : header + size]
            self._buffer = self._buffer[header + size :]
            if opcode == 9:
                self._write(0x8A, text)
            elif opcode == 1:
                self._heard(text)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("closed before ready"))

    def speak(self) -> None:
        """Send the next 100 ms."""
        pcm = self._messages[self._next]
        self._next = (self._next + 1) % len(self._messages)
        self.sent.append(time.monotonic())
        self._write(0x82, struct.pack(">Q", self.samples) + pcm)
        self.samples += MESSAGE_SAMPLES

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def _heard(self, text: bytes) -> None:
        if text.startswith(b'{"type":"ack"'):
            message = json.loads(text)
            self.acked, self.safe = message["samples"], message["safe"]
        elif text.startswith(b'{"type":"transcript.final"'):
            last = json.loads(text)["to"] // MESSAGE_SAMPLES - 1
            self.waits.append(time.monotonic() - self.sent[min(last, len(self.sent) - 1)])
        elif text.startswith(b'{"type":"ready"') and not self.ready.done():
            self.ready.set_result(None)
        elif text.startswith(b'{"type":"error"') and not self.ready.done():
            self.ready.set_exception(ConnectionError(text.decode()))

    def _write(self, head: int, data: bytes) -> None:
        assert self._transport is not None
        size = len(data)
        length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + struct.pack(">H", size)
        self._transport.write(bytes((head,)) + length + b"\0\0\0\0" + data)


async def connect(host: str, port: int, tokens: list[str], messages: list[bytes]) -> list[Speaker]:
    """Open one stream for each token, a few at a time."""
    loop = asyncio.get_running_loop()
    speakers: list[Speaker] = []
    for at in range(0, len(tokens), 20):
        batch: list[Speaker] = []
        for number, token in enumerate(tokens[at : at + 20], at):
            first = number * 37 % len(messages)
            _, speaker = await loop.create_connection(
                lambda token=token, first=first: Speaker(f"{host}:{port}", token, messages, first), host, port
            )
            batch.append(speaker)
        await asyncio.gather(*(speaker.ready for speaker in batch))
        speakers += batch
    return speakers


async def talk(speakers: list[Speaker], seconds: float) -> float:
    """All speak in real time, spread over each period; returns by how much they themselves fell behind, in s."""
    start = time.monotonic()
    behind = 0.0
    count = len(speakers)
    for message in range(round(seconds / PERIOD_S)):
        for number, speaker in enumerate(speakers):
            due = start + (message + number / count) * PERIOD_S
            now = time.monotonic()
            if due - now > 0.001:
                await asyncio.sleep(due - now)
            else:
                behind = max(behind, now - due)
            if not speaker.closed:
                speaker.speak()
        await asyncio.sleep(0)
    return behind
