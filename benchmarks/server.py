"""The server under test, alone on its core: the product with instant engines, or a bare handler of the same bytes.

Run by ``benchmarks.streams``: prints its port, then answers each line on standard input with a line of JSON: its CPU
time, memory and, for the product, when the transcriber was called for which stream and sample.
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

from benchmarks.engines import InstantTranscriber, instant_engines
from server import log
from server.app import Ports, create_app
from server.capture import CaptureStream
from server.handshake import Receive, Scope, Send, accept
from server.intake import Intake, Taken
from server.serve import Server, configuration
from server.settings import load


class Calls:
    """Joins cuts and calls: (stream, samples received at the cut, monotonic time of the transcriber's call)."""

    def __init__(self) -> None:
        self.transcriber = InstantTranscriber()
        self._cuts: list[tuple[int, int, bytes]] = []
        self._streams: dict[int, UUID] = {}
        self._original = Intake.audio
        self._attach = CaptureStream.__init__

    def watch(self) -> None:
        """Note each cut as the product makes it."""
        original, attach, calls = self._original, self._attach, self

        def audio(intake: Intake, offset: int, pcm: bytes | memoryview) -> Taken:
            taken = original(intake, offset, pcm)
            for cut in taken.cuts:
                calls._cuts.append((id(intake), intake.samples, cut.pcm))
            return taken

        def created(stream: CaptureStream, *args: object, **kwargs: object) -> None:
            attach(stream, *args, **kwargs)  # pyright: ignore[reportArgumentType]
            calls._streams[id(stream._intake)] = stream.stream_id  # pyright: ignore[reportPrivateUsage]

        Intake.audio = audio
        CaptureStream.__init__ = created

    def take(self) -> list[tuple[str, int, float]]:
        """What was joined since the last time."""
        found: list[tuple[str, int, float]] = []
        left: list[tuple[int, int, bytes]] = []
        for intake, samples, pcm in self._cuts:
            at = self.transcriber.calls.pop(id(pcm), None)
            if at is None:
                left.append((intake, samples, pcm))
            else:
                found.append((str(self._streams[intake]), samples, at))
        self._cuts = left
        return found


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
    calls.watch()
    app = create_app(settings, Ports(engines=instant_engines(calls.transcriber)))
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
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    import uvloop

    uvloop.run(main(sys.argv[1]))
