"""Sends an audio file through the capture socket until every result is there, across breaks and restarts.

It prints nothing: everything that happens goes to a ``Listener``.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast
from uuid import UUID

from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from pipeline.errors import AudioError
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE
from server import protocol
from server.stream.address import Address, RefusedByServerError, UnreachableError, sign_in
from server.stream.audio_file import AudioFile
from server.stream.backoff import Backoff
from server.stream.upload import LostAudioError, Upload

READ_SAMPLES: Final = SAMPLE_RATE
"""Read from the file at a time: one second."""

FIRST_PATIENCE_S: Final = 5.0
"""How long a server that was never reached is waited for: it may be starting."""

MAX_RECEIVE_BYTES: Final = 4 * 1024 * 1024
READY_TIMEOUT_S: Final = 20.0


class SessionError(RefusedByServerError):
    """The server ended it, and connecting again would not help."""


class Listener(Protocol):
    """What the outside is told."""

    def message(self, text: str, message: dict[str, Any]) -> None:
        """A text message of the server, verbatim and parsed."""
        ...

    def moved(self, sent: int, safe: int) -> None:
        """``sent`` samples were sent, ``safe`` are stored."""
        ...

    def retrying(self, reason: str, pause_s: float) -> None:
        """The connection is away; it is tried again after ``pause_s``."""
        ...


@dataclass(slots=True)
class Progress:
    """How far a stream came: what is needed to go on with it."""

    session_id: UUID | None
    stream_id: UUID
    after: int | None = None
    begun: bool = False


class StreamClient:
    """One file's way through the capture socket. ``run`` may be called once."""

    def __init__(
        self,
        path: Path,
        address: Address,
        listener: Listener,
        progress: Progress,
        *,
        token: str | None = None,
        speed: float | None = None,
        patience_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._path = path
        self._address = address
        self._listener = listener
        self.progress = progress
        self._token = token
        self._upload = Upload(speed)
        self._patience_s = patience_s
        self._backoff = Backoff(min(FIRST_PATIENCE_S, patience_s))
        self._clock = clock
        self._chance = chance
        self._wake = asyncio.Event()
        self._reading: asyncio.Task[bytes] | None = None
        self._fatal: tuple[str, str] | None = None
        self._retry_after_s = 0.0
        self._ended = False

    async def run(self) -> None:
        """Returns when ``ended`` came.

        Raises ``AudioError``, ``OSError`` (the file), ``SessionError``, ``RefusedByServerError``, ``UnreachableError``.
        """
        file = await asyncio.to_thread(AudioFile, self._path)
        try:
            while not self._ended:
                file = await self._attempt(file)
        finally:
            if self._reading is not None:
                await asyncio.wait({self._reading})
            await asyncio.to_thread(file.close)

    async def _attempt(self, file: AudioFile) -> AudioFile:
        self._retry_after_s = 0.0
        self._fatal = None
        try:
            if self._token is None:
                self._token = await asyncio.to_thread(sign_in, self._address)
            file = await self._connection(file)
            reason = "the connection was closed"
        except ConnectionClosed as closed:
            reason = self._closed(closed)
        except InvalidStatus as error:
            status = error.response.status_code
            if status < 500 and status not in {408, 425, 429}:
                raise SessionError(
                    f"{self._address.http} refused the connection with {status}. Is it an Adventure Art server?",
                    code=f"http_{status}",
                ) from None
            reason = f"the server answers {status}"
        except UnreachableError as error:
            reason = error.message
        except (OSError, TimeoutError, InvalidHandshake) as error:
            reason = f"could not reach {self._address.http} ({type(error).__name__})"
        if not self._ended:
            pause = self._backoff.failed(self._clock(), self._chance(), self._retry_after_s)
            if pause is None:
                raise UnreachableError(f"Gave up: {reason.rstrip('.')}.")
            self._listener.retrying(reason, pause)
            await asyncio.sleep(pause)
        return file

    def _closed(self, closed: ConnectionClosed) -> str:
        """Why the connection went. Raises ``SessionError`` where another would not help."""
        code = closed.rcvd.code if closed.rcvd is not None else None
        name, message = self._fatal or ("closed", "The server closed the connection.")
        if code is not None and protocol.CLOSE_FINAL <= code <= 4999:
            raise SessionError(f"{message} ({code})", code=name) from None
        if code == protocol.Close.TOKEN_EXPIRED:
            raise SessionError(f"{message} ({code})", code="token_expired") from None
        return message.rstrip(".") if self._fatal else f"the connection broke ({code or 'no close'})"

    # -- one connection -----------------------------------------------------------------------------------------

    async def _connection(self, file: AudioFile) -> AudioFile:
        async with connect(
            self._address.live,
            compression=None,
            max_size=MAX_RECEIVE_BYTES,
            ping_interval=15,
            ping_timeout=20,
            open_timeout=10,
            close_timeout=2,
            proxy=None if self._address.loopback else True,
        ) as socket:
            await socket.send(self._hello())
            async with asyncio.timeout(READY_TIMEOUT_S):
                ready = await self._until_ready(socket)
            self._backoff.patience_s = self._patience_s
            file = await self._resume(file, ready)
            await self._both_ways(socket, file)
        return file

    def _hello(self) -> str:
        assert self._token is not None
        return json.dumps(
            {
                "type": "hello",
                "protocol": protocol.VERSION,
                "token": self._token,
                "session_id": str(self.progress.session_id) if self.progress.session_id else None,
                "stream_id": str(self.progress.stream_id),
                "mode": "file",
                "audio": protocol.AudioFormat().model_dump(),
                "after": self.progress.after,
            }
        )

    async def _until_ready(self, socket: ClientConnection) -> protocol.Ready:
        while True:
            ready = self._received(await socket.recv())
            if isinstance(ready, protocol.Ready):
                return ready

    async def _resume(self, file: AudioFile, ready: protocol.Ready) -> AudioFile:
        self.progress.session_id = ready.session_id
        self.progress.begun = True
        if self.progress.after is None:
            # Without it a break before our first event would lose the events that came meanwhile.
            self.progress.after = ready.head
        samples = ready.samples or 0
        self._upload.hold(ready.paused)
        if self._reading is not None:
            await self._read(file)
        try:
            self._upload.resume(samples, ready.safe or 0, ready.limits.window_s)
        except LostAudioError:
            # Another process of ours sent the beginning, or the server goes back further than it had promised.
            await asyncio.to_thread(file.close)
            file = await asyncio.to_thread(_open_again, self._path, samples)
            self._upload.restart(samples)
        self._listener.moved(self._upload.sent, self._upload.safe)
        return file

    async def _both_ways(self, socket: ClientConnection, file: AudioFile) -> None:
        """Send and receive until ``ended``. Raises ``ConnectionClosed``, ``AudioError``."""
        sender = asyncio.create_task(self._send(socket, file))
        receiver = asyncio.create_task(self._receive(socket))
        try:
            done, _ = await asyncio.wait({sender, receiver}, return_when=asyncio.FIRST_COMPLETED)
            if receiver not in done and not sender.exception():
                await asyncio.wait({receiver})
        finally:
            for task in (sender, receiver):
                task.cancel()
            results = await asyncio.gather(sender, receiver, return_exceptions=True)
        for result in sorted(results, key=lambda r: isinstance(r, ConnectionClosed)):
            if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
                raise result

    async def _send(self, socket: ClientConnection, file: AudioFile) -> None:
        upload = self._upload
        while not upload.complete:
            self._wake.clear()
            if upload.hungry:
                await self._read(file)
            elif message := upload.take(self._clock()):
                await socket.send(protocol.encode_audio(*message))
                self._listener.moved(upload.sent, upload.safe)
                await asyncio.sleep(0)  # a socket that takes everything never yields by itself
            else:
                await self._woken(upload.delay(self._clock()) if not upload.held else 0)
        await socket.send(protocol.End().model_dump_json())

    async def _read(self, file: AudioFile) -> None:
        """Add the next piece of the file. A read that a break interrupts is finished by whoever reads next."""
        if self._reading is None:
            self._reading = asyncio.create_task(asyncio.to_thread(file.read, READ_SAMPLES))
        pcm = await asyncio.shield(self._reading)
        self._reading = None
        if pcm:
            self._upload.push(pcm)
        else:
            self._upload.finish()

    async def _woken(self, at_most_s: float) -> None:
        """Wait for news of the server; no longer than ``at_most_s`` where that is given."""
        if not at_most_s:
            await self._wake.wait()
            return
        try:
            async with asyncio.timeout(at_most_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _receive(self, socket: ClientConnection) -> None:
        while not self._ended:
            self._received(await socket.recv())

    def _received(self, text: str | bytes) -> object:
        """Take in one message of the server. Returns its model where it steers us."""
        if isinstance(text, bytes):
            return None
        message = _parsed(text)
        if message is None:
            return None
        try:
            steering = self._steer(message)
        except ValidationError:
            raise SessionError("The server's answer is not part of the protocol.", code="bad_answer") from None
        self._listener.message(text, message)
        return steering

    def _steer(self, message: dict[str, Any]) -> object:
        match message.get("type"):
            case "ready":
                return protocol.Ready.model_validate(message)
            case "ack":
                ack = protocol.Ack.model_validate(message)
                if self._upload.stored(ack.safe):
                    self._backoff.progress()
                    self._listener.moved(self._upload.sent, self._upload.safe)
            case "paused" | "resumed":
                self._upload.hold(message["type"] == "paused")
            case "error":
                error = protocol.Error.model_validate(message)
                self._retry_after_s = (error.retry_after_ms or 0) / 1000
                if error.fatal:
                    self._fatal = (error.code, error.message)
            case "ended":
                self._ended = True
            case _:
                seq = message.get("seq")
                # A snapshot stands for the events up to its `seq`.
                if isinstance(seq, int) and seq > (self.progress.after or 0):
                    self.progress.after = seq
                    self._backoff.progress()
                return None
        self._wake.set()
        return None


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        message: object = json.loads(text)
    except ValueError:
        return None
    return cast("dict[str, Any]", message) if isinstance(message, dict) else None


def _open_again(path: Path, samples: int) -> AudioFile:
    """The file from sample ``samples`` on. Raises ``AudioError``."""
    try:
        file = AudioFile(path)
    except OSError as error:
        raise AudioError(f"{path.name} cannot be opened any more.") from error
    while samples > 0 and (pcm := file.read(min(samples, READ_SAMPLES))):
        samples -= len(pcm) // BYTES_PER_SAMPLE
    return file
