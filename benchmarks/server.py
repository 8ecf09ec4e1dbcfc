"""The server under test, alone on its core: the product with instant engines, or a bare handler of the same bytes.

Run by ``benchmarks.streams`` (and by ``benchmarks.upload`` on all cores: ``anywhere`` behind the folder): prints its
port, then answers each line on standard input with a line of JSON: its CPU time, memory and, for the product, when the
transcriber was called for which stream and sample.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from uuid import UUID

import psutil

from benchmarks.engines import instant_engines
from clients.local.folder_blobs import FolderBlobs
from server import log
from server.app import Ports, create_app
from server.handshake import Receive, Scope, Send, accept
from server.intake import Intake, Taken
from server.serve import Server, configuration
from server.settings import load


class Calls:
    """Joins cuts and calls: (stream, samples received at the cut, monotonic time of the transcriber's call)."""

    def __init__(self) -> None:
        # By the identity of the PCM, which lives until the call; the PCM itself is not kept.
        self._cuts: dict[int, tuple[str, int]] = {}
        self._joined: list[tuple[str, int, float]] = []

    def cut(self, stream_id: UUID, samples: int, pcm: bytes) -> None:
        """An utterance was cut."""
        self._cuts[id(pcm)] = (str(stream_id), samples)

    def called(self, pcm: bytes, at: float) -> None:
        """The transcriber was called."""
        cut = self._cuts.pop(id(pcm), None)
        if cut is not None:
            self._joined.append((*cut, at))

    def take(self) -> list[tuple[str, int, float]]:
        """What was joined since the last time."""
        joined, self._joined = self._joined, []
        return joined


class WatchedIntake(Intake):
    """The product's intake; tells ``Calls`` of each cut."""

    def __init__(self, watched: Intake, stream_id: UUID, calls: Calls) -> None:
        self.__dict__.update(watched.__dict__)
        self._stream_id = stream_id
        self._calls = calls

    def audio(self, offset: int, pcm: bytes | memoryview) -> Taken:
        """See ``Intake``."""
        taken = super().audio(offset, pcm)
        for cut in taken.cuts:
            self._calls.cut(self._stream_id, self.samples, cut.pcm)
        return taken


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Accept a socket, say that it is there, and receive."""
    if scope["type"] != "websocket":
        return
    outlet = await accept(scope, receive, send, ())
    assert outlet is not None
    while (message := await receive())["type"] != "websocket.disconnect":
        if message.get("text") is not None:
            await send({"type": "websocket.send", "text": '{"type":"ready","samples":0}'})


async def main(kind: str) -> None:
    """Serve until standard input ends."""
    log.configure("warning", "console")
    settings = load(port=0, data=Path(sys.argv[2]))
    calls = Calls()
    if kind == "bare":
        await serve(settings, bare, calls)
        return
    ports = Ports(
        engines=instant_engines(calls.called, FolderBlobs(Path(sys.argv[2]) / "blobs")),
        wrap_intake=lambda stream_id, intake: WatchedIntake(intake, stream_id, calls),
    )
    app = create_app(settings, ports)
    async with app.router.lifespan_context(app):
        await serve(settings, app, calls)


async def serve(settings: object, app: object, calls: Calls) -> None:
    """Run uvicorn as the product does and answer the questions on standard input."""
    server = Server(configuration(settings, app), lambda port: print(port, flush=True))  # pyright: ignore
    process = psutil.Process()
    lag = [0.0]
    async with asyncio.TaskGroup() as tasks:

        async def measure_lag() -> None:
            while True:
                before = time.monotonic()
                await asyncio.sleep(0.05)
                lag[0] = max(lag[0], time.monotonic() - before - 0.05)

        async def answer() -> None:
            loop = asyncio.get_running_loop()
            reader = asyncio.StreamReader()
            await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
            while await reader.readline():
                times = process.cpu_times()
                report = {
                    "at": time.monotonic(),
                    "cpu_s": times.user + times.system,
                    "rss": process.memory_info().rss,
                    "lag_s": lag[0],
                    "calls": calls.take(),
                }
                lag[0] = 0.0
                print(json.dumps(report), flush=True)
            server.should_exit = True

        measuring = tasks.create_task(measure_lag())
        tasks.create_task(answer())
        await server.serve()
        measuring.cancel()


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity") and "anywhere" not in sys.argv[3:]:
        os.sched_setaffinity(0, {0})
    import uvloop

    uvloop.run(main(sys.argv[1]))
