"""How many real-time streams one core holds, and how soon the transcriber is called; beside a bare handler, in one run.

The server has a core to itself; the speakers and PostgreSQL share another.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.speakers import Speaker, connect, speech, talk
from clients.local.postgres_server import PostgresServer
from clients.postgres_migrations import migrate

SPEECH = Path(__file__).parent.parent / "tests" / "fixtures" / "speech"


@dataclass(frozen=True, slots=True)
class Level:
    """One measurement. Times in milliseconds, memory in KiB, CPU in parts of one core."""

    server: str
    streams: int
    seconds: float
    sustained: bool
    cpu: float
    cpu_us_a_message: float
    memory_kib_a_stream: float
    lost_streams: int
    worst_unacked_s: float
    loop_lag_ms: float
    speakers_behind_ms: float
    cuts: int
    call_p50_ms: float | None
    call_p99_ms: float | None
    call_p99_first_third_ms: float | None
    call_p99_last_third_ms: float | None


class Subject:
    """The server process and its answers."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port

    async def report(self) -> dict[str, object]:
        """Its counters now."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        return json.loads(await self.process.stdout.readline())


@asynccontextmanager
async def subject(kind: str, data: str, dsn: str, *given: str) -> AsyncGenerator[Subject]:
    """A fresh server of ``kind`` on core 0, or with ``anywhere`` where the system puts it."""
    rates = {f"ADVENTURE_RATE_{name}": "off" for name in ("REQUESTS", "SIGN_IN", "SIGN_UP", "UPLOADS", "SOCKETS")}
    environment = {
        **os.environ,
        **rates,
        "DATABASE_URL": dsn,
        "ADVENTURE_HOST": "127.0.0.1",
        "ADVENTURE_LEASE_S": "60",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.server",
        kind,
        data,
        *given,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
        limit=256 * 1024 * 1024,
    )
    try:
        assert process.stdout is not None
        assert process.stdin is not None
        yield Subject(process, int(await process.stdout.readline()))
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def measure(kind: str, streams: int, seconds: float, data: str, dsn: str) -> Level:
    """Load a fresh server with ``streams`` for ``seconds``."""
    async with subject(kind, data, dsn) as server:
        messages = speech(SPEECH)
        tokens = [""] * streams if kind == "bare" else await asyncio.to_thread(_sign_up, server.port, streams)
        before_rss = (await server.report())["rss"]
        speakers = await connect("127.0.0.1", server.port, tokens, messages)
        await talk(speakers, 3)  # until every stream is under way
        begin = await server.report()
        behind = await talk(speakers, seconds)
        end = await server.report()
        await asyncio.sleep(1)
        calls = [*begin["calls"], *end["calls"], *(await server.report())["calls"]]  # pyright: ignore
        level = _level(kind, streams, seconds, speakers, begin, end, before_rss, behind, calls)  # pyright: ignore
        for speaker in speakers:
            speaker.close()
        await asyncio.sleep(0.5)
        return level


def _level(
    kind: str,
    streams: int,
    seconds: float,
    speakers: list[Speaker],
    begin: dict[str, float],
    end: dict[str, float],
    before_rss: float,
    behind: float,
    calls: list[tuple[str, int, float]],
) -> Level:
    by_stream = {speaker.stream_id: speaker for speaker in speakers}
    took = sorted((at, (at - by_stream[stream].sent[samples // 1600 - 1]) * 1000) for stream, samples, at in calls)
    delays = [delay for _, delay in took]
    third = len(took) // 3
    cpu = (end["cpu_s"] - begin["cpu_s"]) / (end["at"] - begin["at"])
    lost = sum(speaker.closed for speaker in speakers)
    unacked = max((s.samples - s.acked for s in speakers), default=0) / 16_000 if kind != "bare" else 0.0
    first, last = _p99(delays[:third]), _p99(delays[-third:]) if third else None
    growing = first is not None and last is not None and last > 2 * first + 50
    return Level(
        kind,
        streams,
        seconds,
        sustained=not lost and unacked < 2.5 and not growing and cpu < 0.98,
        cpu=round(cpu, 3),
        cpu_us_a_message=round(cpu * 1e6 / (streams * 10), 1),
        memory_kib_a_stream=round((end["rss"] - before_rss) / streams / 1024, 1),
        lost_streams=lost,
        worst_unacked_s=round(unacked, 2),
        loop_lag_ms=round(end["lag_s"] * 1000, 1),
        speakers_behind_ms=round(behind * 1000, 1),
        cuts=len(delays),
        call_p50_ms=round(statistics.median(delays), 2) if delays else None,
        call_p99_ms=_p99(delays),
        call_p99_first_third_ms=first,
        call_p99_last_third_ms=last,
    )


def _p99(delays: list[float]) -> float | None:
    return round(sorted(delays)[int(len(delays) * 0.99)], 2) if delays else None


def _sign_up(port: int, count: int) -> list[str]:
    url = f"http://127.0.0.1:{port}/auth/v1/signup"
    tokens: list[str] = []
    for _ in range(count):
        request = urllib.request.Request(url, b"{}", {"content-type": "application/json"}, method="POST")
        with urllib.request.urlopen(request) as response:
            tokens.append(json.load(response)["access_token"])
    return tokens


async def run(levels: list[tuple[str, int, float]]) -> list[Level]:
    """Measure each (server, streams, seconds) with a fresh server over one database."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    results: list[Level] = []
    with tempfile.TemporaryDirectory(prefix="adventure-bench-") as folder:
        os.chmod(folder, 0o755)
        postgres = PostgresServer(Path(folder) / "postgres")
        try:
            await migrate(await postgres.start())
            for kind, streams, seconds in levels:
                began = time.monotonic()
                level = await measure(kind, streams, seconds, folder, postgres.server_dsn)
                results.append(level)
                print(_line(level), f"({time.monotonic() - began:.0f} s)", flush=True)
        finally:
            await postgres.stop()
    return results


def _line(level: Level) -> str:
    call = "" if level.call_p50_ms is None else f"frame→call p50 {level.call_p50_ms} p99 {level.call_p99_ms} ms, "
    return (
        f"{level.server:>7} {level.streams:>5} streams {level.seconds:>4.0f} s: "
        f"{'sustained' if level.sustained else 'NOT SUSTAINED'}, CPU {level.cpu:.0%} "
        f"({level.cpu_us_a_message} µs a message), {level.memory_kib_a_stream} KiB a stream, {call}"
        f"unacked {level.worst_unacked_s} s, loop lag {level.loop_lag_ms} ms"
    )


def as_json(levels: list[Level]) -> list[dict[str, object]]:
    """The results as they are kept."""
    return [asdict(level) for level in levels]
