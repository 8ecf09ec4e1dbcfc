"""What an upload costs those who speak meanwhile: the same streams alone and beside an hour of audio, in one run.

``python -m benchmarks.upload [--streams N] [--seconds S] [--minutes M] [--rounds R]``. Alone and beside take turns
against one server, as often as asked: how long those who speak wait from an utterance's last sample to its text, of
that the server's own part (from the frame that ends it to the transcriber's call), and the server's memory. The verdict
is by the wait, that of all turns together; a round alone has too few utterances for a p99. No process is tied to a
core: an upload is cut by a process of its own, which is to find the free one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.speakers import Speaker, connect, speech, talk
from benchmarks.streams import SPEECH, Subject, subject
from clients.local.postgres_server import PostgresServer
from clients.postgres_migrations import migrate

WORSE_AT_MOST = 1.2


@dataclass
class Turn:
    """What was measured alone, or beside: ms from last sample to text, ms from frame to call, most bytes of memory."""

    waits: list[float] = field(default_factory=list[float])
    calls: list[float] = field(default_factory=list[float])
    rss: int = 0

    def add(self, other: Turn) -> None:
        """One more part of it."""
        self.waits += other.waits
        self.calls += other.calls
        self.rss = max(self.rss, other.rss)

    def told(self) -> dict[str, Any]:
        """Quantiles."""
        return {"wait": summary(self.waits), "frame to call": summary(self.calls), "rss_mib": self.rss >> 20}


class Delays:
    """What happened since the last time. The first speaker's session has the upload's texts: its waits are unknown."""

    def __init__(self, server: Subject, speakers: list[Speaker]) -> None:
        self._server = server
        self._speakers = {speaker.stream_id: speaker for speaker in speakers}

    async def take(self) -> Turn:
        """It, in ms."""
        report: dict[str, Any] = await self._server.report()
        turn = Turn(rss=report["rss"])
        turn.calls = [
            (at - self._speakers[stream].sent[samples // 1600 - 1]) * 1000 for stream, samples, at in report["calls"]
        ]
        for speaker in list(self._speakers.values())[1:]:
            turn.waits += [wait * 1000 for wait in speaker.waits]
            speaker.waits.clear()
        return turn


async def body(messages: list[bytes], minutes: float) -> AsyncGenerator[bytes]:
    """A form with a WAV file, made as it is sent."""
    count = round(minutes * 600)
    size = count * 3200
    yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="evening.wav"\r\n\r\n'
    yield b"RIFF" + struct.pack("<I4s4sIHHIIHH", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16)
    yield b"data" + struct.pack("<I", size)
    for n in range(count):
        yield messages[n % len(messages)]
    yield b"\r\n--x--\r\n"


async def upload(http: httpx.AsyncClient, messages: list[bytes], minutes: float) -> dict[str, Any]:
    """Send it and wait for its end."""
    answer = await http.post(
        "/api/v1/audio/upload",
        content=body(messages, minutes),
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    answer.raise_for_status()
    while True:
        record = (await http.get(f"/api/v1/uploads/{answer.json()['id']}")).json()
        if record["status"] not in ("pending", "processing"):
            return record
        await asyncio.sleep(0.5)


async def measure(streams: int, seconds: float, minutes: float, rounds: int, data: str, dsn: str) -> dict[str, Any]:
    """Speak alone and beside an upload, in turns."""
    messages = speech(SPEECH)
    found = {"alone": Turn(), "beside": Turn()}
    uploads: list[dict[str, Any]] = []
    async with (
        subject("product", data, dsn, "anywhere") as server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=None, trust_env=False) as http,
    ):

        async def token() -> str:
            return (await http.post("/auth/v1/signup", json={})).json()["access_token"]

        tokens = [await token() for _ in range(streams)]
        # The first of those who speak uploads, into the session that is being spoken in.
        http.headers["authorization"] = f"Bearer {tokens[0]}"
        speakers = await connect("127.0.0.1", server.port, tokens, messages)
        await talk(speakers, 5)
        delays = Delays(server, speakers)
        await delays.take()

        async def speak(kind: str) -> None:
            await talk(speakers, seconds)
            found[kind].add(await delays.take())

        for _ in range(rounds):
            await speak("alone")
            began = time.monotonic()
            running = asyncio.create_task(upload(http, messages, minutes))
            await speak("beside")
            while not running.done():
                await talk(speakers, 5)
                turn = await delays.take()
                # What is beside nothing any more belongs to neither.
                if not running.done():
                    found["beside"].add(turn)
            uploads.append({"took_s": round(time.monotonic() - began, 1), **running.result()})
        for speaker in speakers:
            speaker.close()
    told = {kind: turn.told() for kind, turn in found.items()}
    ratio = told["beside"]["wait"]["p99_ms"] / told["alone"]["wait"]["p99_ms"]
    return {
        "streams": streams,
        "minutes": minutes,
        **told,
        "p99 of the wait, beside / alone": round(ratio, 2),
        "not worse by more than a fifth": ratio <= WORSE_AT_MOST,
        "uploads": [
            {name: record[name] for name in ("took_s", "status", "utterances", "decoded_s")} for record in uploads
        ],
    }


def summary(times: list[float]) -> dict[str, float]:
    """Quantiles in ms."""
    ordered = sorted(times)
    return {
        "cuts": len(ordered),
        "p50_ms": round(statistics.median(ordered), 2),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 2),
        "max_ms": round(ordered[-1], 2),
    }


async def run(streams: int, seconds: float, minutes: float, rounds: int) -> dict[str, Any]:
    """One server on a fresh database."""
    with tempfile.TemporaryDirectory(prefix="adventure-bench-") as folder:
        os.chmod(folder, 0o755)
        postgres = PostgresServer(Path(folder) / "postgres")
        try:
            await migrate(await postgres.start())
            return await measure(streams, seconds, minutes, rounds, folder, postgres.server_dsn)
        finally:
            await postgres.stop()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upload", description=__doc__)
    parser.add_argument("--streams", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=115)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    found = asyncio.run(run(given.streams, given.seconds, given.minutes, given.rounds))
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
