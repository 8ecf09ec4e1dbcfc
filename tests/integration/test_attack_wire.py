"""What an attacker sends: forged tokens, broken frames, strange names of pages, paths out of the folder.

Each is refused by itself, leaks nothing, and a good client is served afterwards by the same process.
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from harness.client import Client, sign_up
from harness.processes import ServerProcess

LIVE, WATCH = "/api/v1/live", "/api/v1/watch"

pytestmark = pytest.mark.usefixtures("clients")


# -- tokens ------------------------------------------------------------------------------------------------------------


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _key(folder: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key((folder / "signing-key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


async def test_forged_and_twisted_tokens(standing: ServerProcess) -> None:
    """The key's owner may have signed nonsense; whoever is not the owner has signed nothing."""
    good = await sign_up(standing.url)
    head, payload, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    subject: str = claims["sub"]
    key = _key(standing.folder)

    def signed(headers: dict[str, Any] | None = None, **other: Any) -> str:
        whole = {
            "iss": "adventure-art",
            "aud": "authenticated",
            "sub": subject,
            "role": "authenticated",
            "session_id": claims["session_id"],
            "exp": int(time.time()) + 600,
        }
        return jwt.PyJWS().encode(json.dumps(whole | other).encode(), key, "ES256", headers=headers)

    refused = {
        "an unknown critical header": signed({"crit": ["b64"], "b64": False}),
        "exp beyond all years": signed(exp=1e308),
        "exp not a number": signed(exp=float("nan")),
        "exp without end": signed(exp=float("inf")),
        "exp a list": signed(exp=[1]),
        "not yet": signed(nbf=int(time.time()) + 600),
        "subject a number": signed(sub=5),
        "subject a list": signed(sub=[subject]),
        "issuer a list": signed(iss=["adventure-art"]),
        "role a list": signed(role=["authenticated"]),
        "role of a service": signed(role="service_role"),
        "none, in capitals": _part(b'{"alg":"NONE"}') + f".{payload}.",
        "no signature": f"{head}.{payload}.",
        "an empty point": f"{head}.{payload}.{_part(bytes(64))}",
        "another's payload": f"{head}.{_part(json.dumps({'sub': str(uuid4())}).encode())}.{signature}",
        "a fourth part": good + ".x",
        "a zero byte": good + "\0",
        "a line": good + "\n",
        "deep": f"{head}.{_part(b'[' * 4000)}.{signature}",
        "endless digits": f"{head}." + _part(b'{"exp":' + b"9" * 5000 + b"}") + f".{signature}",
    }
    for path in (LIVE, WATCH):
        for name, token in refused.items():
            async with Client.to(standing.url, path) as client:
                await client.send(_hello(token))
                assert await client.refused() == ("bad_token", 4500), name
        async with Client.to(standing.url, path) as client:
            await client.send(_hello("a" * 8193))
            assert await client.refused() == ("bad_message", 4501)
        # Headers that name a key are not followed: there is one key.
        for headers in ({"kid": "../../../etc/passwd"}, {"jku": "http://127.0.0.1:1/"}):
            async with Client.to(standing.url, path) as client:
                await client.send(_hello(signed(headers)))
                await client.until("ready")


def _hello(token: str) -> dict[str, Any]:
    return {"type": "hello", "protocol": 1, "token": token, "stream_id": str(uuid4()), "session_id": None}


# -- frames ------------------------------------------------------------------------------------------------------------


def _frame(opcode: int, data: bytes = b"", *, fin: bool = True, mask: bool = True, reserved: int = 0) -> bytes:
    first = (0x80 if fin else 0) | reserved | opcode
    masked = 0x80 if mask else 0
    if len(data) < 126:
        size = bytes([masked | len(data)])
    elif len(data) < 65536:
        size = bytes([masked | 126]) + struct.pack(">H", len(data))
    else:
        size = bytes([masked | 127]) + struct.pack(">Q", len(data))
    return bytes([first]) + size + (bytes(4) if mask else b"") + data  # a mask of zeros changes nothing


class Wire:
    """A WebSocket without a library: it sends what no library would."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.text: list[dict[str, Any]] = []

    @classmethod
    @asynccontextmanager
    async def to(cls, url: str, path: str, *more: str) -> AsyncIterator[tuple[Wire, int]]:
        """The connection and the status of the handshake."""
        host = urlsplit(url).netloc
        reader, writer = await asyncio.open_connection(*host.split(":"))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}"]
        lines += ["Sec-WebSocket-Version: 13", *(more or (f"Host: {host}",)), "", ""]
        try:
            writer.write("\r\n".join(lines).encode())
            status = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]
            yield cls(reader, writer), int(status)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def closed(self) -> int:
        """Read to the end: the code of the close frame."""
        async with asyncio.timeout(30):
            while True:
                first, size = await self.reader.readexactly(2)
                if size == 126:
                    (size,) = struct.unpack(">H", await self.reader.readexactly(2))
                data = await self.reader.readexactly(size)
                if first & 15 == 1:
                    self.text.append(json.loads(data))
                if first & 15 == 8:
                    return struct.unpack(">H", data[:2])[0]


@pytest.mark.parametrize("path", [LIVE, WATCH])
@pytest.mark.parametrize("greeted", [False, True], ids=["before hello", "after hello"])
async def test_frames_that_no_library_would_send(standing: ServerProcess, path: str, greeted: bool) -> None:
    token = await sign_up(standing.url)
    pieces = [_frame(2 if i == 0 else 0, bytes(8192), fin=i == 19) for i in range(20)]
    cases = {
        "compressed though that is off": (_frame(1, b"abc", reserved=0x40), 1002),
        "not masked": (_frame(1, b"{}", mask=False), 1002),
        "an unknown opcode": (_frame(3), 1002),
        "a long ping": (bytes([0x89, 0x80 | 126, 0, 126]) + bytes(4 + 126), 1002),
        "a ping in pieces": (_frame(9, fin=False), 1002),
        "the end of nothing": (_frame(0, b"x"), 1002),
        "a message within a message": (_frame(1, b"{", fin=False) + _frame(1, b"}"), 1002),
        "160 KiB in pieces": (b"".join(pieces), 1009),
        "a close code that is none": (_frame(8, struct.pack(">H", 1005)), 1002),
        "half a close code": (_frame(8, b"\x03"), 1002),
        "a reason that is no text": (_frame(8, struct.pack(">H", 1000) + b"\xff"), 1007),
    }
    for name, (raw, code) in cases.items():
        async with Wire.to(standing.url, path) as (wire, status):
            assert status == 101
            if greeted:
                wire.writer.write(_frame(1, json.dumps(_hello(token)).encode()))
            wire.writer.write(raw)
            assert await wire.closed() == code, name
    async with Client.to(standing.url, path) as client:
        await client.send(_hello(token))
        await client.until("ready")


@pytest.mark.parametrize("path", [LIVE, WATCH])
@pytest.mark.parametrize("greeted", [False, True], ids=["before hello", "after hello"])
@pytest.mark.parametrize("opcode", [9, 10], ids=["pings", "pongs"])
async def test_a_flood_of_frames_that_are_no_message(
    standing: ServerProcess, path: str, greeted: bool, opcode: int
) -> None:
    token = await sign_up(standing.url)
    async with Wire.to(standing.url, path) as (wire, _):
        if greeted:
            wire.writer.write(_frame(1, json.dumps(_hello(token)).encode()))

        async def flood() -> None:
            with suppress(OSError):
                while True:
                    wire.writer.write(_frame(opcode, b"x") * 1000)
                    await wire.writer.drain()

        flooding = asyncio.create_task(flood())
        try:
            assert await wire.closed() == 4006
        finally:
            flooding.cancel()
            await asyncio.wait([flooding])
        assert wire.text[-1]["code"] == "rate_limited"
    async with Client.to(standing.url, path) as client:
        await client.send(_hello(token))
        await client.until("ready")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        '{"type":"pin","scene":' + "9" * 60_000 + "}",
        '{"type":"pin","scene":NaN}',
        '{"type":"pin","scene":1e999}',
        '{"type":"draw","prompt":"\\ud800"}',
        '{"type":["ping"]}',
        '{"type":"auth","token":""}',
    ],
    ids=lambda text: text[:30],
)
async def test_json_that_is_meant_to_hurt(standing: ServerProcess, text: str) -> None:
    token = await sign_up(standing.url)
    for path in (LIVE, WATCH):
        async with Client.to(standing.url, path) as client:
            await client.send(_hello(token))
            await client.until("ready")
            await client.send(text)
            assert await client.refused() == ("bad_message", 4501)
            assert "\ud800" not in json.dumps(client.messages[-1])


# -- pages of others ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LIVE, WATCH])
async def test_origins_and_hosts_by_hand(standing: ServerProcess, path: str) -> None:
    host = urlsplit(standing.url).netloc
    own = f"http://{host}"
    cases: list[tuple[tuple[str, ...], int]] = [
        ((f"Host: {host}", f"Origin: {own}"), 101),
        ((f"Host: {host}", "Origin: file://"), 403),
        ((f"Host: {host}", "Origin: "), 403),
        ((f"Host: {host}", f"Origin: {own}@evil.example"), 403),
        ((f"Host: {host}", f"Origin: http://evil.example@{host}"), 403),
        ((f"Host: {host}", f"Origin: http://localhost:{host.split(':')[1]}"), 403),
        ((f"Host: {host}", f"Origin: {own}0"), 403),
        ((f"Host: {host}", f"Origin: ws://{host}"), 403),
        ((f"Host: {host}", f"Origin: {own}", "Origin: http://evil.example"), 400),
        ((f"Host: {host}", "Host: evil.example", "Origin: http://evil.example"), 400),
    ]
    for headers, expected in cases:
        async with Wire.to(standing.url, path, *headers) as (_, status):
            assert status == expected, headers


# -- paths -------------------------------------------------------------------------------------------------------------


def _ask(url: str, method: str, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


async def test_no_way_out_of_the_folder_and_headers_on_every_answer(standing: ServerProcess) -> None:
    secret = (standing.folder / "signing-key.pem").read_bytes()
    cases = [
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/sample.flac", 200),
        ("HEAD", "/sample.flac", 200),
        ("POST", "/i/" + "0" * 32, 405),
        ("GET", "/i/" + "0" * 32, 404),
        ("GET", "/i/" + "A" * 32, 404),
        ("GET", "/i/%00", 404),
        ("GET", "/i/..%2f..%2fsigning-key.pem", 404),
        ("GET", "/..%2f..%2fpyproject.toml", 404),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "/assets/..%5c..%5cx", 404),
        ("GET", "/assets//etc/passwd", 404),
        ("GET", "/assets/%00", 404),
        ("GET", "/api/v1/live", 404),
        ("TRACE", "/healthz", 405),
    ]
    for method, path, expected in cases:
        status, headers, body = await asyncio.to_thread(_ask, standing.url, method, path)
        assert status == expected, (method, path)
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
        assert secret not in body
