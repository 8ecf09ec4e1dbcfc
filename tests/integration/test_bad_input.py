"""What no client should send: each is told what is wrong before the close, and the next client is served as ever."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid4

import jwt
import psutil
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from harness.client import FRAME, Client, Host, Message, audio, sign_up
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import silence, tape
from websockets.exceptions import InvalidStatus

from server import handshake
from server.capture import MOST_GAPS

pytestmark = pytest.mark.usefixtures("clients")

LIVE, WATCH = "/api/v1/live", "/api/v1/watch"


@pytest.fixture
async def server(standing: ServerProcess) -> AsyncIterator[ServerProcess]:
    """The standing server, which serves a good client whatever was done to it."""
    yield standing
    async with Client.to(standing.url, LIVE) as client:
        await client.send(hello(await sign_up(standing.url)))
        await client.until("ready")
        await client.send(audio(0, silence(1.0)))
        assert (await client.until("ack"))["samples"] == 16_000
        await client.send({"type": "end"})
        await client.until("ended")


def hello(token: str, **fields: Any) -> Message:
    return {"type": "hello", "protocol": 1, "token": token, "stream_id": str(uuid4())} | fields


def signed(server: ServerProcess, **claims: Any) -> str:
    """A token with the server's own key, except for ``claims``; None leaves one out."""
    key = serialization.load_pem_private_key((server.folder / "signing-key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return jwt.encode(_claims(**claims), key, "ES256")


def _claims(**claims: Any) -> dict[str, Any]:
    good = {
        "iss": "adventure-art",
        "aud": "authenticated",
        "sub": str(uuid4()),
        "role": "authenticated",
        "session_id": str(uuid4()),
        "exp": int(time.time()) + 600,
    }
    return {name: value for name, value in (good | claims).items() if value is not None}


@pytest.mark.parametrize("path", [LIVE, WATCH])
@pytest.mark.parametrize(
    ("first", "refused"),
    [
        ("{", ("bad_message", 4501)),
        ("[]", ("bad_message", 4501)),
        ('{"type":"ping"}', ("bad_message", 4501)),
        ("\N{COMBINING ACUTE ACCENT}" * 40_000, ("bad_message", 4501)),
        (b"12345678", ("bad_message", 4501)),
        ('{"type":"hello","protocol":2,"token":"t"}', ("protocol_version", 4509)),
        ('{"type":"hello","protocol":2,"credentials":{}}', ("protocol_version", 4509)),
        ('{"type":"hello","protocol":1}', ("bad_message", 4501)),
        ("[" * 30_000, ("bad_message", 4501)),
    ],
    ids=lambda value: str(value)[:24],
)
async def test_a_first_message_that_is_no_hello(
    server: ServerProcess, path: str, first: str | bytes, refused: tuple[str, int]
) -> None:
    if isinstance(first, str) and first.startswith('{"type":"hello","protocol":2,"token"'):
        first = json.dumps(hello("t", protocol=2))
    async with Client.to(server.url, path) as client:
        await client.send(first)
        assert await client.refused() == refused


async def test_bad_tokens(server: ServerProcess) -> None:
    foreign = ec.generate_private_key(ec.SECP256R1())
    public = serialization.load_pem_private_key((server.folder / "signing-key.pem").read_bytes(), None).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    expired = int(time.time()) - 1
    cases = {
        "nonsense": ("nonsense", ("bad_token", 4500)),
        "foreign key": (jwt.encode(_claims(), foreign, "ES256"), ("bad_token", 4500)),
        "no algorithm": (jwt.encode(_claims(), "", "none"), ("bad_token", 4500)),
        "the public key as a secret": (_hs256(_claims(), pem), ("bad_token", 4500)),
        "expired": (signed(server, exp=expired), ("token_expired", 4004)),
        "no expiry": (signed(server, exp=None), ("bad_token", 4500)),
        "audience": (signed(server, aud="somewhere"), ("bad_token", 4500)),
        "issuer": (signed(server, iss="someone"), ("bad_token", 4500)),
        "role": (signed(server, role="anon"), ("bad_token", 4500)),
        "subject": (signed(server, sub="nobody"), ("bad_token", 4500)),
        "no sign-in": (signed(server, session_id=None), ("bad_token", 4500)),
        "no account": (signed(server), ("bad_token", 4500)),
    }
    for path in (LIVE, WATCH):
        for name, (token, refused) in cases.items():
            async with Client.to(server.url, path) as client:
                await client.send(hello(token))
                assert await client.refused() == refused, name


def _hs256(claims: dict[str, Any], secret: bytes) -> str:
    """PyJWT refuses to sign with a public key, so by hand."""
    import base64
    import hashlib
    import hmac

    def part(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    head = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()) + b"." + part(json.dumps(claims).encode())
    return (head + b"." + part(hmac.digest(secret, head, hashlib.sha256))).decode()


async def test_the_account_was_deleted(server: ServerProcess, standing_rows: Rows) -> None:
    token = await sign_up(server.url)
    subject = jwt.decode(token, options={"verify_signature": False})["sub"]
    await standing_rows.value("delete from auth.users where id = $1", UUID(subject))
    for path in (LIVE, WATCH):
        async with Client.to(server.url, path) as client:
            await client.send(hello(token))
            assert await client.refused() == ("bad_token", 4500)


async def test_a_token_that_expires_meanwhile(server: ServerProcess) -> None:
    claims = jwt.decode(await sign_up(server.url), options={"verify_signature": False})
    who = {"sub": claims["sub"], "session_id": claims["session_id"]}
    soon = signed(server, **who, exp=int(time.time()) + 2)
    for path in (LIVE, WATCH):
        async with Client.to(server.url, path) as closing, Client.to(server.url, path) as renewed:
            await closing.send(hello(soon, session_id=None))
            await closing.until("ready")
            await renewed.send(hello(soon))
            await renewed.until("ready")
            await renewed.send({"type": "auth", "token": signed(server, **who)})
            if path == WATCH:  # a second capture would replace the first
                assert await closing.refused() == ("token_expired", 4004)
                await renewed.send({"type": "ping"})
                await renewed.until("pong")
            await renewed.send({"type": "auth", "token": signed(server)})
            assert await renewed.refused() == ("bad_token", 4500), "another account's token"
        if path == LIVE:
            soon = signed(server, **who, exp=int(time.time()) + 2)


async def test_other_audio(server: ServerProcess) -> None:
    token = await sign_up(server.url)
    for wrong in ({"sample_rate": 44_100}, {"channels": 2}, {"encoding": "opus"}):
        async with Client.to(server.url, LIVE) as client:
            await client.send(hello(token, audio=wrong))
            assert await client.refused() == ("audio_format", 4507)


async def test_what_is_another_accounts_is_not_found(server: ServerProcess) -> None:
    """A session and a stream of someone else look as if they were not there, and are not touched."""
    speech = tape(1)
    owner = Host(server.url, await sign_up(server.url), speech.pcm)
    await owner.perform()
    mallory = await sign_up(server.url)
    for path in (LIVE, WATCH):
        for session in (owner.session_id, str(uuid4())):
            async with Client.to(server.url, path) as client:
                await client.send(hello(mallory, session_id=session))
                assert await client.refused() == ("not_found", 4510)
    async with Client.to(server.url, LIVE) as client:
        await client.send(hello(mallory, stream_id=str(owner.stream_id)))
        assert await client.refused() == ("not_found", 4510)


async def test_an_ended_session(server: ServerProcess, standing_rows: Rows) -> None:
    host = Host(server.url, await sign_up(server.url), silence(0.5))
    await host.perform()
    await standing_rows.value("update sessions set ended_at = now() where id = $1", UUID(host.session_id))
    async with Client.to(server.url, LIVE) as client:
        await client.send(host.hello(stream_id=str(uuid4())))
        assert await client.refused() == ("session_ended", 4508)
    # Without naming it, the account gets a new one.
    again = Host(server.url, host.token, silence(0.5))
    await again.perform()
    assert again.session_id != host.session_id


@pytest.mark.parametrize("path", [LIVE, WATCH])
async def test_origins(server: ServerProcess, path: str) -> None:
    host = server.url.removeprefix("http://")
    for origin in ("https://evil.example", "null", f"http://{host}.evil.example", "http://evil-127.0.0.1", "http://["):
        with pytest.raises(InvalidStatus) as refusal:
            await Client.connect(server.url, path, origin=origin)
        assert refusal.value.response.status_code == 403, origin
    for origin in (None, f"http://{host}"):
        async with Client.to(server.url, path, origin=origin) as client:
            await client.send("{")
            assert await client.refused() == ("bad_message", 4501)


async def test_no_hello(serve_here: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "HELLO_TIMEOUT_S", 0.05)
    async with serve_here() as here:
        for path in (LIVE, WATCH):
            async with Client.to(here.url, path) as client:
                assert await client.refused() == ("no_hello", 4502)


# -- after hello -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        (b"", ("bad_message", 4501)),
        (b"1234567", ("bad_message", 4501)),
        (audio(0, bytes(33)), ("bad_message", 4501)),
        (audio(2**63, bytes(32)), ("bad_message", 4501)),
        (audio(0, bytes(65 * 1024)), ("bad_message", 4501)),
        ("x" * 65 * 1024, ("bad_message", 4501)),
        ("not json", ("bad_message", 4501)),
        ('{"type":"sing"}', ("bad_message", 4501)),
        ('{"type":"correct","utterance":1}', ("bad_message", 4501)),
        ('{"type":"hello","protocol":1}', ("bad_message", 4501)),
    ],
    ids=lambda value: str(value)[:24] if len(str(value)) < 200 else f"{len(value)} long",
)
async def test_a_message_that_is_not_of_the_protocol(
    server: ServerProcess, message: str | bytes, refused: tuple[str, int]
) -> None:
    async with Client.to(server.url, LIVE) as client:
        await client.send(hello(await sign_up(server.url)))
        await client.until("ready")
        await client.send(message)
        assert await client.refused() == refused


async def test_a_huge_message_costs_no_memory(server: ServerProcess) -> None:
    """Above twice the limit the transport itself stops: a bare 1009, nothing kept."""
    token = await sign_up(server.url)
    process = psutil.Process(server.pid)

    async def once(size: int) -> None:
        async with Client.to(server.url, LIVE) as client:
            await client.send(hello(token))
            await client.until("ready")
            await client.send(bytes(size))
            assert await client.closed() == 1009

    await once(129 * 1024)
    before = process.memory_info().rss
    for _ in range(20):
        await once(4 * 1024 * 1024)
    assert process.memory_info().rss - before < 16 * 1024 * 1024


async def test_many_controls_at_once(server: ServerProcess) -> None:
    for path in (LIVE, WATCH):
        async with Client.to(server.url, path) as client:
            await client.send(hello(await sign_up(server.url)))
            await client.until("ready")
            for _ in range(100):
                await client.send({"type": "ping"})
            assert await client.refused() == ("rate_limited", 4006)
            assert len(client.of("pong")) >= 20


async def test_a_viewer_sends_no_audio(server: ServerProcess) -> None:
    token = await sign_up(server.url)
    for message in (audio(0, bytes(3200)), '{"type":"pause"}', '{"type":"end"}'):
        async with Client.to(server.url, WATCH) as client:
            await client.send(hello(token))
            await client.until("ready")
            await client.send(message)
            assert await client.refused() == ("bad_message", 4501)


async def test_audio_said_twice_is_heard_once(server: ServerProcess, standing_rows: Rows) -> None:
    """Whole messages again, overlapping ones, and half of the stream once more."""
    speech = tape(2)
    host = Host(server.url, await sign_up(server.url), speech.pcm)
    client = await host.connect()
    for n, start in enumerate(range(0, host.length, FRAME)):
        # What is new comes alone, with some, or with much that is known already; then all of it again.
        first = max(0, start - (0, FRAME // 2, 10 * FRAME)[n % 3])
        for _ in range(2):
            await client.send(audio(first, speech.pcm[2 * first : 2 * (start + FRAME)]))
    await host.finish()
    await host.aclose()
    assert await standing_rows.heard(host.stream_id) == speech.utterances
    assert client.of("audio.gap") == []


async def test_a_jump_forward_is_a_gap(server: ServerProcess, standing_rows: Rows) -> None:
    """Told once, and what was said before it is cut there; a jump longer than the window breaks nothing."""
    speech = tape(1)
    host = Host(server.url, await sign_up(server.url), speech.pcm)
    client = await host.connect()
    middle = speech.middle_of[0]
    await host.speak(middle)
    jump = host.sent + 600 * 16_000
    await client.send(audio(jump, speech.pcm[: 2 * FRAME]))
    gap = await client.until("audio.gap")
    assert (gap["from"], gap["to"]) == (host.sent, jump)
    await host.finish()
    await host.aclose()
    [heard] = await standing_rows.heard(host.stream_id)
    assert heard[0] == speech.utterances[0][0]
    assert heard[1] <= middle + FRAME
    assert client.of("audio.gap") == [gap]
    assert client.of("error") == []


async def test_audio_behind_the_end(server: ServerProcess) -> None:
    host = Host(server.url, await sign_up(server.url), silence(2))
    await host.perform()
    client = await host.connect()
    await client.send(audio(host.sent, silence(0.1)))
    assert await client.refused() == ("bad_message", 4501)
    host.leave()


async def test_the_window(serve_here: Callable[..., Any]) -> None:
    """More audio than may wait for the database: closed, to come again; it goes on once the database does."""
    stored = asyncio.Event()

    async def hook(method: str, when: str) -> None:
        if (method, when) == ("commit_utterance", "before"):
            await stored.wait()

    speech = tape(8)
    async with serve_here(hook=hook) as here:
        host = Host(here.url, await sign_up(here.url), speech.pcm)
        client = await host.connect()
        limit = round(host.ready["limits"]["window_s"] * 16_000)
        for start in range(0, limit, FRAME):
            await client.send(audio(start, speech.pcm[2 * start : 2 * (start + FRAME)]))
        await client.until("ack", samples=limit // 16_000 * 16_000)
        await client.send(audio(limit, speech.pcm[2 * limit : 2 * (limit + FRAME)]))
        assert await client.refused() == ("rate_limited", 4006)
        host.leave()
        # Coming again and again adds nothing to what waits.
        waiting = limit + FRAME
        for _ in range(2):
            client = await host.connect()
            assert host.ready["samples"] == waiting
            await client.send(audio(waiting, speech.pcm[2 * waiting : 2 * (waiting + FRAME)]))
            assert await client.refused() == ("rate_limited", 4006)
            host.leave()
        stored.set()
        await host.perform()
        cuts = [line["n"] for line in here.ledger.lines("cut")]
        assert cuts == list(range(len(speech.utterances)))


async def test_jumps_that_wait_for_the_database(serve_here: Callable[..., Any]) -> None:
    """What never came need not be stored, so the window does not bound it: its places are counted."""
    stored = asyncio.Event()

    async def hook(method: str, when: str) -> None:
        if (method, when) == ("commit_boundary", "before"):
            await stored.wait()

    async with serve_here(hook=hook) as here:
        host = Host(here.url, await sign_up(here.url), silence(1.0))
        client = await host.connect()
        for n in range(1, MOST_GAPS + 1):
            await client.send(audio(2 * n * FRAME, silence(0.1)))
        await host.taken()
        assert len(client.of("audio.gap")) == MOST_GAPS
        assert not client.of("error")
        await client.send(audio(2 * (MOST_GAPS + 1) * FRAME, silence(0.1)))
        assert await client.refused() == ("rate_limited", 4006)
        stored.set()
        host.leave()
        client = await host.connect()
        await client.send({"type": "end"})
        await client.until("ended")
        await host.aclose()
