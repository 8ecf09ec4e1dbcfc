"""A small client of ``adventure.v1`` for tests: it waits for messages, never for time, and remembers all of them.

It is deliberately not the product's own client: the two must not share a misunderstanding.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from uuid import UUID, uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidMessage

PATIENCE_S = 30.0
"""When a test is given up; nothing in a test depends on how long something took."""

RATE = 16_000
FRAME, FILE_FRAME = 1600, 8000
"""Samples in one message: 100 ms of a microphone, 500 ms of a file."""

HEADER = struct.Struct(">Q")
Message = dict[str, Any]


async def sign_up(url: str) -> str:
    """A token of a new anonymous account."""
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=url) as http:
        answer = await http.post("/auth/v1/signup", json={})
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def audio(offset: int, pcm: bytes) -> bytes:
    """A binary message."""
    return HEADER.pack(offset) + pcm


class Client:
    """One socket. ``until`` goes forward through the messages; ``messages`` has them all."""

    everyone: ClassVar[set[Client]] = set()
    """All that may still be open; see ``close_all``."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.messages: list[Message] = []
        self.code: int | None = None
        self._next = 0
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())
        self.everyone.add(self)

    @classmethod
    @asynccontextmanager
    async def to(cls, url: str, path: str, **options: Any) -> AsyncIterator[Client]:
        """Connect for as long as the block lasts. Raises what ``websockets.connect`` raises."""
        client = await cls.connect(url, path, **options)
        try:
            yield client
        finally:
            await client.close()

    @classmethod
    async def connect(cls, url: str, path: str, **options: Any) -> Client:
        """Connect; the caller closes."""
        options = {"compression": None, "max_size": None, "open_timeout": PATIENCE_S, "ping_interval": None} | options
        return cls(await connect(url.replace("http", "ws", 1) + path, **options))

    @classmethod
    async def close_all(cls) -> None:
        """Let none outlive its test, however that ended."""
        for client in tuple(cls.everyone):
            client.abort()
            await client.closed()

    async def close(self) -> None:
        await self.socket.close()
        await self._reader

    def abort(self) -> None:
        """The network is gone: nothing is said to the other side but a reset."""
        self.socket.transport.abort()

    async def send(self, message: Message | str | bytes) -> None:
        """Send; into a closed socket too, as a sender that has not heard of it yet."""
        try:
            await self.socket.send(json.dumps(message) if isinstance(message, dict) else message)
        except ConnectionClosed:
            await asyncio.wait([self._reader])

    async def until(self, wanted: str | Callable[[Message], bool], **fields: Any) -> Message:
        """The next message of this type (with these fields), past the one returned before."""

        def fits(message: Message) -> bool:
            if callable(wanted):
                return wanted(message)
            return message["type"] == wanted and all(message.get(name) == value for name, value in fields.items())

        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    while self._next < len(self.messages):
                        message = self.messages[self._next]
                        self._next += 1
                        if fits(message):
                            return message
                    if self.code is not None:
                        raise ClosedError(self.code, f"closed with {self.code} before {wanted}: {self.tail()}")
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{wanted} {fields} did not come; the last were {self.tail()}") from None

    async def closed(self) -> int:
        """Wait until the server has closed; the code."""
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.wait([self._reader])
        assert self.code is not None
        return self.code

    async def refused(self) -> tuple[str, int]:
        """Wait for the fatal ``error`` and for the close behind it: (code of the error, code of the close)."""
        error = await self.until("error", fatal=True)
        assert error["message"]
        close = await self.closed()
        assert self.messages[-1] is error, "something came after the last word"
        return error["code"], close

    def of(self, *types: str) -> list[Message]:
        """All messages of these types so far."""
        return [message for message in self.messages if message["type"] in types]

    @property
    def events(self) -> list[Message]:
        """The recorded events so far."""
        return [message for message in self.messages if "seq" in message and message["type"] != "snapshot"]

    def tail(self) -> str:
        return ", ".join(f"{m['type']} {m.get('code', '')}".strip() for m in self.messages[-6:])

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                self.messages.append(json.loads(text))
                self._news.set()
        except ConnectionClosed:
            pass
        await self.socket.wait_closed()
        self.code = self.socket.close_code or 1006
        self.everyone.discard(self)
        self._news.set()


class ClosedError(AssertionError):
    """The socket was closed while something was waited for."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Host:
    """A game master with a tape: what the page does with its microphone, its ring and its acks."""

    def __init__(self, url: str, token: str, tape: bytes, *, mode: str = "live", stream_id: UUID | None = None) -> None:
        self.url = url
        self.token = token
        self.tape = tape
        self.mode = mode
        self.stream_id = stream_id or uuid4()
        self.session_id: str | None = None
        self.client: Client | None = None
        self.ready: Message = {}
        self.sent = 0
        self.safe = 0
        self.seq: int | None = 0
        self.events: list[Message] = []
        """Everything recorded that was told, over all connections."""

    @property
    def length(self) -> int:
        return len(self.tape) // 2

    def hello(self, **fields: Any) -> Message:
        return {
            "type": "hello",
            "protocol": 1,
            "token": self.token,
            "session_id": self.session_id,
            "stream_id": str(self.stream_id),
            "mode": self.mode,
            "after": self.seq,
        } | fields

    async def connect(self, **fields: Any) -> Client:
        """Connect and go on where the server wants it: never below what it called safe."""
        self.leave()
        client = self.client = await Client.connect(self.url, "/api/v1/live")
        await client.send(self.hello(**fields))
        ready = self.ready = await client.until("ready")
        assert ready["samples"] >= ready["safe"] >= self.safe, "the server asks for what it had called safe"
        assert self.session_id in (None, ready["session_id"])
        self.session_id = ready["session_id"]
        self.sent, self.safe = ready["samples"], ready["safe"]
        return client

    def leave(self) -> None:
        """Keep what the connection told."""
        if self.client is not None:
            self._note(self.client)
            self.client = None

    def drop(self) -> None:
        """The network is gone."""
        assert self.client is not None
        self.client.abort()
        self.leave()

    async def aclose(self) -> None:
        if self.client is not None:
            client, self.client = self.client, None
            await client.close()
            self._note(client)

    async def speak(self, until: int | None = None) -> None:
        """Send the tape up to there, held back by the window as the protocol asks."""
        client = self.client
        assert client is not None
        end = self.length if until is None else until
        window = round((self.ready["limits"]["window_s"] - 3) * RATE)
        frame = FILE_FRAME if self.mode == "file" else FRAME
        while self.sent < end:
            self._learn(client)
            if self.sent - self.safe > window:
                ack = await client.until("ack")
                self.safe = max(self.safe, ack["safe"])
                continue
            stop = min(end, self.sent + frame)
            await client.send(audio(self.sent, self.tape[2 * self.sent : 2 * stop]))
            if client.code is not None:
                raise ClosedError(client.code, f"closed with {client.code}: {client.tail()}")
            self.sent = stop

    async def taken(self) -> None:
        """Wait until the server has what was sent."""
        assert self.client is not None
        await self.client.send({"type": "ping"})
        await self.client.until("pong")

    async def finish(self) -> Message:
        """End the stream and wait for its last result."""
        assert self.client is not None
        await self.client.send({"type": "end"})
        ended = await self.client.until("ended")
        self._note(self.client)
        assert (self.seq or 0) >= ended["head"], "ended came before an event below its head"
        return ended

    async def perform(self) -> int:
        """The whole tape to its last result, through every break; how often it connected."""
        connections = 0
        async with asyncio.timeout(2 * PATIENCE_S):
            while True:
                try:
                    connections += 1
                    await self.connect()
                    await self.speak()
                    await self.finish()
                except ClosedError as error:
                    if error.code >= 4500:
                        raise
                except (OSError, InvalidMessage):
                    connections -= 1
                else:
                    await self.aclose()
                    return connections
                self.leave()
                await asyncio.sleep(0.02)  # the page's backoff

    def _learn(self, client: Client) -> None:
        for message in reversed(client.messages):
            if message["type"] == "ack":
                self.safe = max(self.safe, message["safe"])
                return

    def _note(self, client: Client) -> None:
        self._learn(client)
        for event in client.events:
            if event["seq"] > (self.seq or 0):
                self.events.append(event)
                self.seq = event["seq"]
