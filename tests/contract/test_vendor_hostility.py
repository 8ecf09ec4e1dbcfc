"""Answers that no honest vendor gives: endless, packed a thousandfold, dripping, sent on, of any shape at all.

Whatever comes, an adapter gives what it promises or raises ``EngineError``, holds little memory, books nothing that
cannot be, and sends its key nowhere else. The bytes come from a bare socket, through the vendors' own SDKs.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import io
import json
import resource
import struct
import sys
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
import httpx2
import openai
import PIL.Image
import pytest
from google import genai
from google.genai import types
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clients.answers import MOST_BODY
from clients.google_client import google_client
from clients.google_painter import GooglePainter
from clients.google_text import GoogleText
from clients.openai_client import openai_client
from clients.openai_painter import OpenAIPainter
from clients.openai_text import OpenAIText
from clients.openai_transcriber import OpenAITranscriber
from clients.pictures import fitted
from clients.prices import Prices
from pipeline.call import Bill, Call, Stage, Usage
from pipeline.errors import EngineError
from pipeline.model import Context, Spoken
from pipeline.providers.breaker import Breaker
from pipeline.providers.chain import Chain, Provider
from pipeline.providers.retries import Retries
from pipeline.storytelling import ModelStoryteller

KEY = "sk-hostile-0123456789"
PRICES = Prices.load()
CODES = {"malformed", "unavailable", "timeout", "refused", "bad_request", "rate_limited", "no_credit", "bad_key"}
SAID = (Spoken(1, "You enter a chapel.", 0, 1),)

Writer = asyncio.StreamWriter


@cache
def bomb() -> bytes:
    """Made where it is asked for, as all large things here: whoever only collects the tests need not wait for them."""
    return gzip.compress(bytes(256 * 1024 * 1024), 6)


Answering = Callable[[Writer], Awaitable[None]]


@dataclass
class Hostile:
    """A server that reads requests and does as it is told. ``sent``: bytes that a client took."""

    url: str = ""
    asked: list[str] = field(default_factory=list[str])
    sent: int = 0

    async def write(self, writer: Writer, data: bytes) -> None:
        writer.write(data)
        await writer.drain()
        self.sent += len(data)


@asynccontextmanager
async def hostile(answer: Callable[[Hostile, Writer], Awaitable[None]]) -> AsyncIterator[Hostile]:
    """Serve on a free port until the block ends."""
    here = Hostile()
    talking: set[Writer] = set()

    async def talk(reader: asyncio.StreamReader, writer: Writer) -> None:
        talking.add(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                here.asked.append(head)
                length = next(
                    (
                        int(line.partition(":")[2])
                        for line in head.split("\r\n")
                        if line.lower().startswith("content-len")
                    ),
                    0,
                )
                await reader.readexactly(length)
                await answer(here, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            talking.discard(writer)

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    here.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield here
    finally:
        server.close()
        for writer in talking:
            writer.transport.abort()
        async with asyncio.timeout(10):
            while talking:  # noqa: ASYNC110 - each ends by itself once its connection is gone
                await asyncio.sleep(0)


def head(status: str = "200 OK", **headers: str) -> bytes:
    given = {"content_type": "application/json"} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


@dataclass
class Purse:
    """Keeps what was booked."""

    spent: int = 0
    charged: list[int] = field(default_factory=list[int])

    @asynccontextmanager
    async def pay(self, provider: str, model: str, stage: Stage, most: int) -> AsyncIterator[Bill]:
        purse = self

        class Paper:
            def charge(self, nano_usd: int, usage: Usage) -> None:
                purse.charged.append(nano_usd)

        yield Paper()


# -- each adapter, by its own SDK ------------------------------------------------------------------------------------

Ask = Callable[[openai.AsyncOpenAI, genai.Client, Call], Coroutine[Any, Any, object]]


async def _speech(client: openai.AsyncOpenAI, _: genai.Client, call: Call) -> object:
    engine = OpenAITranscriber(client, "gpt-transcribe", PRICES.of("speech", "openai", "gpt-transcribe"))
    return await engine.transcribe(bytes(32_000), call=call)


def _story(api: Any) -> Ask:
    async def ask(client: openai.AsyncOpenAI, google: genai.Client, call: Call) -> object:
        if api == "gemini":
            model: Any = GoogleText(google, "gemini-3.8-flash", PRICES.of("text", "google", "gemini-3.8-flash"))
        else:
            model = OpenAIText(client, "gpt-5.4-mini", PRICES.of("text", "openai", "gpt-5.4-mini"), api=api)
        return await ModelStoryteller(model).environment(SAID, Context(), call=call)

    return ask


async def _openai_picture(client: openai.AsyncOpenAI, _: genai.Client, call: Call) -> object:
    model = "gpt-image-2.5-flare"
    return await OpenAIPainter(client, model, PRICES.of("picture", "openai", model)).paint("A tower.", call=call)


async def _google_picture(_: openai.AsyncOpenAI, google: genai.Client, call: Call) -> object:
    model = "gemini-3.1-flash-image"
    return await GooglePainter(google, model, PRICES.of("picture", "google", model)).paint("A tower.", call=call)


ASKED: dict[str, Ask] = {
    "speech": _speech,
    "responses": _story("responses"),
    "chat": _story("chat"),
    "gemini": _story("gemini"),
    "openai-picture": _openai_picture,
    "google-picture": _google_picture,
}
each = pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)


@dataclass(frozen=True)
class Engine:
    """One adapter as a chain knows it."""

    ask: Callable[[Call], Awaitable[object]]
    name: str = "vendor/model"


async def through(
    ask: Ask, url: str, *, attempt_s: float = 60.0, purse: Purse | None = None
) -> tuple[object | EngineError, Breaker]:
    """The answer or the error of one call, asked as the product asks: by a chain."""
    async with openai_client(KEY, f"{url}/v1") as client, google_client(KEY, url) as google:
        provider = Provider(
            Engine(lambda call: ask(client, google, call)), attempt_s, retries=Retries(attempts=1), breaker=Breaker()
        )
        try:
            answer = await Chain([provider]).ask(lambda engine, call: engine.ask(call), Call(purse=purse or Purse()))
        except EngineError as error:
            return error, provider.breaker
        return answer.value, provider.breaker


@each
async def test_an_answer_without_end_is_given_up(ask: Ask) -> None:
    """Nobody reads more of it than the longest answer has."""
    piece = b"a" * 262_144

    async def endless(here: Hostile, writer: Writer) -> None:
        await here.write(writer, head(transfer_encoding="chunked") + b'1\r\n"\r\n')
        while True:
            await here.write(writer, f"{len(piece):x}\r\n".encode() + piece + b"\r\n")

    async with hostile(endless) as here:
        error, breaker = await through(ask, here.url)
        assert isinstance(error, EngineError)
        assert error.code == "malformed"
        assert breaker.state == "closed", "it is there"
    assert here.sent < MOST_BODY + 16 * 1024 * 1024, "what is under way at the end is in the sockets"


@each
async def test_a_small_body_that_is_a_large_one(ask: Ask) -> None:
    """A quarter of a gigabyte of nothing in as many kilobytes."""

    async def explode(here: Hostile, writer: Writer) -> None:
        await here.write(writer, head(content_encoding="gzip", content_length=str(len(bomb()))) + bomb())

    bomb()
    before = _most_memory()
    async with hostile(explode) as here:
        error, _ = await through(ask, here.url)
    assert isinstance(error, EngineError)
    assert error.code == "malformed"
    assert _most_memory() - before < 200 * 1024 * 1024


def _most_memory() -> int:
    """The most that this process has held, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


@each
async def test_an_answer_that_drips_is_not_waited_for(ask: Ask) -> None:
    """Each byte comes in time, the answer never: the whole of it has a deadline."""
    dripped = asyncio.Event()

    async def drip(here: Hostile, writer: Writer) -> None:
        await here.write(writer, head(content_length="1000000"))
        while True:
            await here.write(writer, b" ")
            dripped.set()
            await asyncio.sleep(0.02)

    async with hostile(drip) as here:
        error, _ = await through(ask, here.url, attempt_s=2.0)
    assert dripped.is_set()
    assert isinstance(error, EngineError)
    assert error.code == "timeout"


@each
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_nobody_is_sent_elsewhere_with_a_key(ask: Ask, status: str) -> None:
    """Not to the machine's own services, either: the address in the settings is the one that is asked."""

    async def nothing(here: Hostile, writer: Writer) -> None:
        await here.write(writer, head(content_length="2") + b"{}")

    async with hostile(nothing) as elsewhere:

        async def onwards(here: Hostile, writer: Writer) -> None:
            await here.write(writer, head(status, location=f"{elsewhere.url}/latest/meta-data", content_length="0"))

        async with hostile(onwards) as here:
            error, _ = await through(ask, here.url)
        assert isinstance(error, EngineError)
        assert error.code in ("bad_request", "malformed")
        assert len(here.asked) == 1
        assert elsewhere.asked == []


@pytest.mark.parametrize("vendor", ["openai", "google"])
@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"[]", b"null", b"5", b'"x"', b"{}", b"", b"[" * 100_000])
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
async def test_a_probe_stumbles_over_nothing(vendor: str, body: bytes, kind: str) -> None:
    """It runs in a service of the server, which ends with what it raises: a café's sign-in page must not do that."""

    async def page(here: Hostile, writer: Writer) -> None:
        await here.write(writer, head(content_type=kind, content_length=str(len(body))) + body)

    async with (
        hostile(page) as here,
        openai_client(KEY, f"{here.url}/v1") as client,
        google_client(KEY, here.url) as google,
    ):
        painter: Any = (
            OpenAIPainter(client, "gpt-image-2", PRICES.of("picture", "openai", "gpt-image-2"))
            if vendor == "openai"
            else GooglePainter(google, "gemini-3-pro-image", PRICES.of("picture", "google", "gemini-3-pro-image"))
        )
        told: list[str] = []
        provider = Provider(painter, probe=painter.probe)
        watching = asyncio.create_task(Chain([provider], on_probe=lambda _name, code: told.append(code)).watch())
        async with asyncio.timeout(30):
            while not told:
                assert not watching.done(), watching.exception()
                await asyncio.sleep(0.01)
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
        assert told[0] in ("", "malformed")


# -- any shape at all ------------------------------------------------------------------------------------------------


def _png() -> str:
    made = io.BytesIO()
    PIL.Image.new("RGB", (320, 180)).save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


PLACED = json.dumps({"kinds": ["narration"], "changed": True, "place": "chapel", "description": "A chapel."})
GOOD: dict[str, Any] = {
    "speech": {"text": "You enter a chapel.", "usage": {"type": "duration", "seconds": 2}},
    "responses": {
        "id": "r",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": "m",
        "output": [
            {
                "type": "message",
                "id": "m",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": PLACED, "annotations": []}],
            }
        ],
        "usage": {
            "input_tokens": 100,
            "input_tokens_details": {"cached_tokens": 10},
            "output_tokens": 20,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 120,
        },
    },
    "chat": {
        "id": "c",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": PLACED}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 10}},
    },
    "gemini": {
        "candidates": [{"content": {"role": "model", "parts": [{"text": PLACED}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 20, "thoughtsTokenCount": 5},
    },
    "openai-picture": {
        "created": 0,
        "data": [{"b64_json": _png()}],
        "usage": {
            "input_tokens": 30,
            "input_tokens_details": {"text_tokens": 30, "image_tokens": 0},
            "output_tokens": 1500,
            "output_tokens_details": {"text_tokens": 0, "image_tokens": 1500},
        },
    },
    "google-picture": {
        "candidates": [
            {
                "content": {"role": "model", "parts": [{"inlineData": {"mimeType": "image/png", "data": _png()}}]},
                "finishReason": "STOP",
            }
        ],
        "usageMetadata": {
            "promptTokenCount": 30,
            "candidatesTokenCount": 1120,
            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120}],
        },
    },
}
BAD: dict[str, Any] = {
    "speech": {"error": {"message": "m", "type": "t", "param": None, "code": "rate_limit_exceeded"}},
    "google": {
        "error": {
            "code": 429,
            "message": "quota",
            "status": "RESOURCE_EXHAUSTED",
            "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3s"}],
        }
    },
}
_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["\x00", "\ud800", "STOP", "refusal", "message", "9" * 400 + "s", "image/svg+xml", "====", "-1"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["text", "type", "data"]), st.integers() | st.none(), max_size=2),
)


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in ``value``, itself included."""
    found = [at]
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        found += _places(child, (*at, key))
    return found


def _with(value: Any, at: tuple[Any, ...], odd: Any) -> Any:
    if not at:
        return odd
    copy = value.copy()
    if odd is ... and len(at) == 1:
        del copy[at[0]]
        return copy
    copy[at[0]] = _with(value[at[0]], at[1:], odd)
    return copy


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, int, bytes]:
    """An adapter's name, a status and a body that was right but for a place or two."""
    name = draw(st.sampled_from(sorted(GOOD)))
    status = draw(st.sampled_from([200, 200, 200, 400, 429, 500]))
    body = GOOD[name] if status == 200 else BAD["google" if name in ("gemini", "google-picture") else "speech"]
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.sampled_from(_places(body)))
        body = _with(body, at, ... if at and draw(st.booleans()) else draw(_ODD))
    return name, status, json.dumps(body).encode()


@dataclass
class Parrot:
    """Both SDKs on transports that answer what they are told, on a loop of their own."""

    runner: asyncio.Runner
    one: openai.AsyncOpenAI
    other: genai.Client
    status: int = 200
    body: bytes = b""

    def ask(self, name: str, status: int, body: bytes, purse: Purse) -> object:
        self.status, self.body = status, body
        return self.runner.run(ASKED[name](self.one, self.other, Call(purse=purse)))


@pytest.fixture(scope="module")
def parrot() -> Iterator[Parrot]:
    made: Parrot
    headers = {"content-type": "application/json"}

    def for_openai(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(made.status, content=made.body, headers=headers)

    def for_google(_: httpx.Request) -> httpx.Response:
        return httpx.Response(made.status, content=made.body, headers=headers)

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(for_openai))
    options = types.HttpOptions(
        base_url="http://x.invalid",
        retry_options=types.HttpRetryOptions(attempts=1),
        httpx_async_client=httpx.AsyncClient(transport=httpx.MockTransport(for_google)),
    )
    with asyncio.Runner() as runner:
        one = openai.AsyncOpenAI(api_key=KEY, base_url="http://x.invalid/v1", max_retries=0, http_client=http)
        other = genai.Client(api_key=KEY, http_options=options, vertexai=False)
        made = Parrot(runner, one, other)
        yield made
        runner.run(one.close())
        runner.run(other.aio.aclose())
        other.close()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(("openai-picture", 200, json.dumps(GOOD["openai-picture"] | {"usage": {"input_tokens": 3}}).encode()))
@example(("openai-picture", 200, json.dumps(GOOD["openai-picture"]).replace('": 30', '": 30.0').encode()))
@example(("speech", 200, b'{"text": "a", "usage": {"type": "duration", "seconds": -1000000000}}'))
@example(("speech", 200, b'{"text": "a", "usage": {"type": "duration", "seconds": 1e400}}'))
@given(mangled())
def test_of_any_shape(parrot: Parrot, case: tuple[str, int, bytes]) -> None:
    """A wrong place in an answer is an answer that cannot be used, never a fault of ours; and no sum goes wrong."""
    name, status, body = case
    purse, answer, error = Purse(), None, None
    try:
        answer = parrot.ask(name, status, body, purse)
    except EngineError as raised:
        error = raised
    if error is not None:
        assert error.code in CODES
        assert KEY not in str(error)
        assert error.retry_after_s is None or 0 <= error.retry_after_s < float("inf")
    elif name == "speech":
        assert isinstance(answer, tuple)
        assert isinstance(answer[0], str)
    assert all(isinstance(charged, int) and 0 < charged < 10**15 for charged in purse.charged)


@pytest.mark.parametrize("name", GOOD)
def test_of_the_right_shape(parrot: Parrot, name: str) -> None:
    """What the shapes above are mangled from is good, and is paid for."""
    purse = Purse()
    assert parrot.ask(name, 200, json.dumps(GOOD[name]).encode(), purse)
    assert len(purse.charged) == 1


# -- pictures --------------------------------------------------------------------------------------------------------


def _picture(width: int, height: int, form: str = "PNG", **options: Any) -> bytes:
    made = io.BytesIO()
    PIL.Image.new("L", (width, height)).save(made, form, **options)
    return made.getvalue()


def _bomb(side: int) -> bytes:
    """A PNG of so many pixels across and down, made without ever holding them: the most memory of all is measured."""
    packing = zlib.compressobj()
    rows = [packing.compress(bytes(1000 * (1 + side // 8))) for _ in range(side // 1000)]
    parts = {b"IHDR": struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0), b"IDAT": b"".join(rows) + packing.flush()}
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in (parts | {b"IEND": b""}).items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


NO_PICTURES: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: _bomb(30_000),
    "too large": lambda: _picture(7000, 7000),
    "a dot": lambda: _picture(1, 1),
    "too small": lambda: _picture(255, 255),
    "a sliver": lambda: _picture(10_000, 1),
    "a GIF": lambda: _picture(400, 400, "GIF"),
    "a BMP": lambda: _picture(400, 400, "BMP"),
    "the head of a PNG": lambda: _picture(400, 400)[:60],
    "the head of a JPEG": lambda: _picture(400, 400, "JPEG")[:300],
    "no PNG": lambda: b"\x89PNG\r\n\x1a\n" + bytes(64),
    "no WEBP": lambda: b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(64),
    "an SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("made", NO_PICTURES.values(), ids=NO_PICTURES)
async def test_what_is_no_picture_for_a_table(made: Callable[[], bytes]) -> None:
    """Bombs, slivers, other formats, halves: never unpacked, or never shown."""
    data = made()
    before = _most_memory()
    with pytest.raises(EngineError) as caught:
        await fitted(data, "vendor/model")
    assert caught.value.code == "malformed"
    assert _most_memory() - before < 300 * 1024 * 1024


@pytest.mark.parametrize(("width", "height"), [(5504, 3072), (1024, 1024), (768, 1376), (256, 256)])
async def test_the_pictures_that_vendors_do_make(width: int, height: int) -> None:
    image = await fitted(_picture(width, height), "vendor/model")
    assert image.width * 9 == pytest.approx(image.height * 16, abs=16)
    assert image.width <= 1600
