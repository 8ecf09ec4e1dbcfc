"""The product against vendors on this machine: latency beside the vendors' own, faults, and a vendor that dies.

``python -m benchmarks.vendors [latency|chaos|outage|silence] [--sessions N] [--utterances N] [--encoding jpeg|png]
[--late] [--staying]``.
The product runs as a process of its own; the vendors speak their wire formats (``tests/vendors``); nothing leaves the
machine or costs money.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from harness import client as talking
from harness.client import Client, audio, sign_up
from vendors.calls import Call
from vendors.gemini_server import KEY as GEMINI_KEY
from vendors.gemini_server import Gemini
from vendors.openai_server import KEY as OPENAI_KEY
from vendors.openai_server import OpenAI
from vendors.pictures import Format, picture
from vendors.said import Said
from vendors.script import Chaos, fixed
from vendors.serving import serving
from vendors.tariffs import prices_of
from vendors.vendor import Vendor

from clients import flac
from clients.prices import Prices
from pipeline.graph import GraphSettings

talking.PATIENCE_S = 300.0
"""A picture that never comes is given up after a minute, and then the session ends."""

SPEECH = Path(__file__).parents[1] / "tests" / "fixtures" / "speech"
FRAME = 1600
READ_S = 0.05
"""How often messages are looked at; their times are known from when they came."""
PLACES = ("forest", "tavern", "crypt", "bridge", "castle", "cave", "harbour", "temple")


@dataclass
class Spoken:
    """One utterance and when each of its results was there, in seconds of one clock.

    ``cut``: when the audio was sent upon which it was cut. The silence that cutting waits for is before it: ``hush``.
    """

    text: str = ""
    stays: bool = False
    """Whether it tells of something where the party is; else it arrives somewhere."""
    seconds: float = 0.0
    ends: int = 0
    """Its last sample, as the table counts."""
    hush: float = 0.0
    cut: float = 0.0
    transcript: float = 0.0
    dropped: str = ""
    sketch: float = 0.0
    picture: float = 0.0
    outcome: str = ""


@dataclass
class Run:
    """Everything that was said and asked."""

    openai: OpenAI
    gemini: Gemini
    spoken: list[Spoken] = field(default_factory=list[Spoken])

    @property
    def calls(self) -> list[Call]:
        return [call for vendor in (self.openai, self.gemini) for call in vendor.calls if call.kind != "models"]


def clips() -> list[bytes]:
    """Labelled sentences, each with enough silence behind it to be cut."""
    return [flac.decode(path.read_bytes()) for path in sorted(SPEECH.glob("*.flac"))]


def apart(pcm: bytes, seed: int) -> bytes:
    """The same sound and other bytes, so that no two utterances are the same to a vendor."""
    samples = np.frombuffer(pcm, "<i2")
    noise = np.random.default_rng(seed).integers(-2, 3, len(samples))
    return np.clip(samples + noise, -32768, 32767).astype("<i2").tobytes()


@contextmanager
def product(settings: dict[str, str], openai_url: str, gemini_url: str) -> Iterator[str]:
    """``adventure-art serve`` with these vendors, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = os.environ | {
            "OPENAI_BASE_URL": f"{openai_url}/v1",
            "OPENAI_API_KEY": OPENAI_KEY,
            "GOOGLE_GEMINI_BASE_URL": gemini_url,
            "GEMINI_API_KEY": GEMINI_KEY,
            "ADVENTURE_STORYTELLERS": "openai, offline",
            "ADVENTURE_PAINTERS": "google, offline",
            "ADVENTURE_LOG_LEVEL": "warning",
            "ADVENTURE_RATE_SIGN_UP": "off",
            "ADVENTURE_RATE_SOCKETS": "off",
        }
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port), "--data", folder]
        process = subprocess.Popen(command, env=environment | settings)
        try:
            url = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 300
            while not _ready(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("The server did not start.")
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").status_code == 200
    except httpx.HTTPError:
        return False


class Stamped(list[dict[str, Any]]):
    """Messages, and when each came."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def append(self, message: dict[str, Any], /) -> None:
        """Keep it with its time."""
        self.at.append(time.monotonic())
        super().append(message)


@asynccontextmanager
async def table(url: str) -> AsyncIterator[Client]:
    """A microphone."""
    token = await sign_up(url)
    async with Client.to(url, "/api/v1/live") as client:
        client.messages = Stamped()
        hello = {"type": "hello", "protocol": 1, "token": token, "stream_id": str(uuid4()), "mode": "live"}
        await client.send(hello)
        await client.until("ready")
        yield client


async def evening(run: Run, url: str, n: int, utterances: int, every_s: float, *, staying: bool = False) -> None:
    """One table: a sentence every ``every_s`` seconds, in real time. ``staying``: only one in three arrives."""
    sounds = clips()
    async with table(url) as client:
        mine: list[Spoken] = []
        sent: dict[int, float] = {}
        reader = asyncio.create_task(_read(client, mine, sent))
        sample, began = 0, time.monotonic()
        for k in range(utterances):
            pcm = apart(sounds[(n + k) % len(sounds)], n * 10_000 + k)
            place = random.Random(n * 1000 + k).choice(PLACES)
            stays, which = staying and k % 3 > 0, n * 1000 + k
            told = f"She draws blade number {which} and strikes at the goblin." if stays else ""
            run.openai.said.next(told or f"You come to the {place} number {which} and look around.")
            item = Spoken(stays=stays, seconds=len(pcm) / 32_000, ends=sample + len(pcm) // 2)
            run.spoken.append(item)
            mine.append(item)
            whole = pcm + bytes(2 * max(24_000, round(every_s * 16_000) - len(pcm) // 2))
            for at in range(0, len(whole), 2 * FRAME):
                frame = whole[at : at + 2 * FRAME]
                await asyncio.sleep(max(0.0, began + sample / 16_000 - time.monotonic()))
                sample += len(frame) // 2
                sent[sample] = time.monotonic()
                await client.send(audio(sample - len(frame) // 2, frame))
        await client.send({"type": "end"})
        await client.until("ended")
        await asyncio.sleep(2 * READ_S)
        reader.cancel()


async def _read(client: Client, mine: list[Spoken], sent: dict[int, float]) -> None:
    """Note when each message came. Utterances of one table come in order."""
    messages = client.messages
    assert isinstance(messages, Stamped)
    seen, cut, by_job, by_scene = 0, 0, dict[int, Spoken](), dict[int, list[Spoken]]()
    while True:
        while seen < len(messages):
            message, now = messages[seen], messages.at[seen]
            seen += 1
            match message:
                case {"type": "speech.ended", "sample": sample} if cut < len(mine):
                    mine[cut].cut = sent[sample]
                    mine[cut].hush = (sample - mine[cut].ends) / 16_000
                    cut += 1
                case {"type": "transcript.final", "utterance": job, "text": text}:
                    item = next(one for one in mine if not one.transcript and not one.dropped)
                    item.text, item.transcript = text, now
                    by_job[job] = item
                case {"type": "transcript.dropped", "reason": reason}:
                    next(one for one in mine if not one.transcript and not one.dropped).dropped = reason
                case {"type": "scene.composed", "scene": scene, "utterances": jobs}:
                    by_scene[scene] = [by_job[job] for job in jobs if job in by_job]
                case {"type": "image.published", "scene": scene, "quality": quality}:
                    for item in by_scene.get(scene, []):
                        if quality == "sketch":
                            item.sketch = now
                        else:
                            item.picture, item.outcome = now, "painted"
                case {"type": "image.failed", "scene": scene, "code": code}:
                    for item in by_scene.get(scene, []):
                        item.outcome = code
                case _:
                    pass
        await asyncio.sleep(READ_S)


async def talk(run: Run, url: str, sessions: int, utterances: int, every_s: float, *, staying: bool = False) -> None:
    """All tables at once, begun a little apart."""
    async with asyncio.TaskGroup() as tasks:
        for n in range(sessions):
            tasks.create_task(evening(run, url, n, utterances, every_s, staying=staying))
            await asyncio.sleep(every_s / max(1, sessions))


def quantile(values: Sequence[float], q: float) -> float:
    """By rank; NaN without values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def row(name: str, values: Sequence[float]) -> dict[str, Any]:
    """p50, p99 and the worst, in milliseconds."""
    return {
        "what": name,
        "n": len(values),
        "p50_ms": round(quantile(values, 0.5) * 1000, 1),
        "p99_ms": round(quantile(values, 0.99) * 1000, 1),
        "worst_ms": round(max(values, default=float("nan")) * 1000, 1),
    }


def latency(run: Run) -> list[dict[str, Any]]:
    """From the cut to each result, and what of it was ours: all but the vendors' own times.

    Below zero where a vendor was asked so early (in the lull, or about the scene beside the environment) that the wait
    is shorter than the vendors' own times, one after the other.

    A vendor's own time is what its server measured, from a request's arrival to the last piece of its answer sent: a
    picture's way over the network is not the product's. Before the cut there is the silence that it waits for, which
    is a setting and is told apart.
    """
    rows: dict[str, list[float]] = {
        name: []
        for name in (
            "end of speech → cut (the silence waited for)",
            "cut → transcript",
            "vendor's of it",
            "ours of it",
            "cut → sketch",
            "vendors' of it, to the scene",
            "ours of the sketch",
            "cut → picture",
            "vendors' of the picture",
            "ours of the picture",
            "ours of the picture where the party stays",
        )
    }
    for item in run.spoken:
        heard = _took(run.openai, "transcription", lambda call, text=item.text: call.answered_text == text)
        if not (item.cut and item.transcript and heard):
            continue
        rows["end of speech → cut (the silence waited for)"].append(item.hush)
        rows["cut → transcript"].append(item.transcript - item.cut)
        rows["vendor's of it"].append(heard[0])
        rows["ours of it"].append(item.transcript - item.cut - heard[0])
        told = _took(run.openai, "text", lambda call, text=item.text: text in call.text.rpartition('"said"')[2])
        told = [told[0], told[-1]] if len(told) > 1 else []  # of the scene's the one that was not in vain
        if item.sketch and told:
            total = item.sketch - item.cut
            rows["cut → sketch"].append(total)
            rows["vendors' of it, to the scene"].append(heard[0] + sum(told))
            rows["ours of the sketch"].append(total - heard[0] - sum(told))
        painted = _took(run.gemini, "image", lambda call, text=item.text: text in call.text)
        if item.picture and told and painted:
            total = item.picture - item.cut
            vendors = heard[0] + sum(told) + painted[0]
            rows["cut → picture"].append(total)
            rows["vendors' of the picture"].append(vendors)
            where = " where the party stays" if item.stays else ""
            rows[f"ours of the picture{where}"].append(total - vendors)
    return [row(name, values) for name, values in rows.items() if values]


def _took(vendor: Vendor, kind: str, fits: Callable[[Call], bool]) -> list[float]:
    """The vendor's own seconds for its calls that fit."""
    return [call.answer.sent_s for call in vendor.calls if call.kind == kind and call.answer and fits(call)]


def resolved(run: Run) -> dict[str, Any]:
    """How much of what was said came to a result, and how many calls that took."""
    heard = [item for item in run.spoken if item.transcript]
    results = sum(call.answer is not None and call.answer.outcome in ("ok", "refused") for call in run.calls)
    successes = sum(call.answer is not None and call.answer.outcome == "ok" for call in run.calls)
    bounds = GraphSettings()
    in_time = [
        item
        for item in heard
        if item.transcript - item.cut
        <= bounds.transcribe_deadline_s + bounds.transcribe_deadline_per_audio_s * item.seconds
    ]
    return {
        "utterances": len(run.spoken),
        "with a result": len(heard),
        "share": round(len(heard) / max(1, len(run.spoken)), 4),
        "before its deadline": round(len(in_time) / max(1, len(run.spoken)), 4),
        "dropped": sorted({item.dropped for item in run.spoken if item.dropped}),
        "vendor calls": len(run.calls),
        "vendor answers": results,
        "calls per answer": round(len(run.calls) / max(1, results), 3),
        "calls per success": round(len(run.calls) / max(1, successes), 3),
        "cut → transcript": row("cut → transcript", [i.transcript - i.cut for i in heard if i.cut]),
        "outcomes": {o: sum(i.outcome == o for i in run.spoken) for o in sorted({i.outcome for i in run.spoken})},
        "failures": {
            o: sum(c.answer is not None and c.answer.outcome == o for c in run.calls)
            for o in sorted({c.answer.outcome for c in run.calls if c.answer})
        },
    }


@contextmanager
def vendors(encoding: Format) -> Iterator[tuple[Run, str, str]]:
    """Both, on threads of their own; Google's pictures are packed as ``encoding``."""
    prices = prices_of(Prices.load())
    # Drawn and collected now: this process is the vendors' and the microphones', too, and would stop both in between.
    picture(1376, 768, encoding, "", grain=True)
    gc.collect()
    gc.freeze()
    run = Run(OpenAI(prices=prices, said=Said()), Gemini(prices=prices, grain=True, encoding=encoding))
    with serving(run.openai) as openai_url, serving(run.gemini) as gemini_url:
        yield run, openai_url, gemini_url


def main() -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vendors", description=__doc__)
    parser.add_argument("what", choices=["latency", "chaos", "outage", "silence"])
    parser.add_argument("--sessions", type=int, default=5)
    parser.add_argument("--utterances", type=int, default=20)
    parser.add_argument("--share", type=float, default=0.3, help="of chaos")
    parser.add_argument("--late", action="store_true", help="ask about speech only at the cut, compose nothing ahead")
    parser.add_argument("--staying", action="store_true", help="latency: of three utterances two move nobody")
    parser.add_argument("--encoding", choices=["jpeg", "png"], default="jpeg", help="of Google's pictures")
    given = parser.parse_args()
    with (
        vendors(given.encoding) as (run, openai_url, gemini_url),
        product(
            {
                "ADVENTURE_SCENE_INTERVAL_S": "0",
                "ADVENTURE_HEAR_EAGERLY": str(not given.late),
                "ADVENTURE_TELL_EAGERLY": str(not given.late),
            },
            openai_url,
            gemini_url,
        ) as url,
    ):
        both: tuple[Vendor, ...] = (run.openai, run.gemini)
        match given.what:
            case "latency":
                for vendor in both:
                    vendor.script.late(fixed(0.5), on="transcription")
                    vendor.script.late(fixed(0.8), on="text")
                    vendor.script.late(fixed(4.0), on="image")
                asyncio.run(talk(run, url, given.sessions, given.utterances, 9.0, staying=given.staying))
                print(json.dumps(latency(run), indent=1, ensure_ascii=False))
            case "chaos":
                for vendor in both:
                    vendor.script.late(fixed(0.3))
                    vendor.script.chaos(Chaos(given.share, seed=11))
                asyncio.run(talk(run, url, given.sessions, given.utterances, 5.0))
                print(json.dumps(resolved(run), indent=1, ensure_ascii=False))
            case "silence":
                asyncio.run(silence(run, url, given.utterances))
            case _:
                asyncio.run(outage(run, url, given.utterances))
    return 0


async def silence(run: Run, url: str, utterances: int) -> None:
    """A third well, a third with a painter's vendor that takes requests and says nothing, a third well again."""
    run.gemini.script.late(fixed(4.0), on="image")
    third = utterances * 9.0 / 3
    turns: list[float] = []

    async def falls_silent() -> None:
        await asyncio.sleep(third)
        run.gemini.script.dead("timeout")
        turns.append(time.monotonic())
        await asyncio.sleep(third)
        run.gemini.script.recover()
        turns.append(time.monotonic())

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(falls_silent())
        tasks.create_task(evening(run, url, 1, utterances, 9.0))
    silent, again = turns
    phases = {
        "before": lambda cut: cut < silent,
        "silent": lambda cut: silent <= cut < again,
        "again": lambda cut: cut >= again,
    }
    for name, fits in phases.items():
        here = [item for item in run.spoken if item.cut and fits(item.cut)]
        print(json.dumps(row(f"cut → picture, {name}", [item.picture - item.cut for item in here if item.picture])))
    after = [call for call in run.gemini.of("image") if call.answer and call.answer.outcome == "ok"]
    print(json.dumps({"pictures of the vendor's": len(after), "calls to it": len(run.gemini.of("image"))}))


async def outage(run: Run, url: str, utterances: int) -> None:
    """A third well, a third with OpenAI dead, a third well again: who served when."""
    run.openai.script.late(fixed(0.3))

    async def dies() -> None:
        third = utterances * 5.0 / 3
        await asyncio.sleep(third)
        run.openai.script.dead()
        dead_at = time.monotonic()
        await asyncio.sleep(third)
        run.openai.script.recover()
        back_at = time.monotonic()
        known = len(run.openai.calls)
        while not any(  # noqa: ASYNC110 - the vendors' threads have no event of this loop
            call.kind == "transcription" and call.answer and call.answer.outcome == "ok"
            for call in run.openai.calls[known:]
        ):
            await asyncio.sleep(0.05)
        print(
            json.dumps(
                {"dead for s": round(back_at - dead_at, 1), "back after s": round(time.monotonic() - back_at, 1)}
            )
        )

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(dies())
        tasks.create_task(evening(run, url, 1, utterances, 5.0))
    print(json.dumps(resolved(run), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
