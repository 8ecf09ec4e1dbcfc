"""Where Supabase keeps the accounts: its tokens open everything, its ids get rows, and our own endpoints are off."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from harness.client import PATIENCE_S, Client, Host
from harness.looking import Rows
from harness.tape import silence
from jwt.algorithms import ECAlgorithm

pytestmark = pytest.mark.usefixtures("clients")


class Supabase:
    """Plays the project: publishes a key and its settings, and signs tokens."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.url = ""
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readline()).decode().split()[1]
        headers = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        self.asked.append(f"{path} {'apikey: public' in headers}")
        if path.endswith("jwks.json"):
            key = ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            body: Any = {"keys": [{**key, "kid": "one", "alg": "ES256"}]}
        else:
            body = {"external": {"google": True, "email": True, "anonymous_users": True}, "disable_signup": True}
        data = json.dumps(body).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%b" % (len(data), data))
        await writer.drain()
        writer.close()

    def token(self, user: UUID, **claims: Any) -> str:
        good = {"iss": f"{self.url}/auth/v1", "aud": "authenticated", "role": "authenticated", "exp": 2_000_000_000}
        given = {**good, "sub": str(user), "session_id": str(uuid4()), **claims}
        return jwt.encode(given, self.key, "ES256", {"kid": "one"})


@pytest.fixture
async def supabase() -> AsyncIterator[Supabase]:
    project = Supabase()
    server = await asyncio.start_server(project.serve, "127.0.0.1", 0)
    project.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield project
    server.close()


async def test_its_people_come_in(serve_here: Callable[..., Any], supabase: Supabase, rows: Rows) -> None:
    async with serve_here(supabase_url=supabase.url, supabase_anon_key="public") as here:
        async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
            assert supabase.asked == ["/auth/v1/.well-known/jwks.json True", "/auth/v1/settings True"]
            answer = await http.get("/api/v1/config")
            assert answer.json() == {
                "accounts": "supabase",
                "auth_url": f"{supabase.url}/auth/v1",
                "anon_key": "public",
                "anonymous": True,
                "email": True,
                "sign_up": False,
                "providers": ["google"],
                "near": [],
            }
            assert f"connect-src 'self' {supabase.url};" in answer.headers["content-security-policy"]
            for method, path in (("POST", "signup"), ("POST", "recover"), ("GET", "settings"), ("GET", "health")):
                off = await http.request(method, f"/auth/v1/{path}", json={"email": "gm@example.com"})
                assert (off.status_code, off.json()["code"]) == (404, "not_found")
        alice = uuid4()
        host = Host(here.url, supabase.token(alice), silence(0.2))
        await host.perform()
        assert await rows.value("select user_id from public.sessions") == alice
        for bad, code in (
            (supabase.token(alice, exp=1), "token_expired"),
            (supabase.token(alice, aud="x"), "bad_token"),
        ):
            async with Client.to(here.url, "/api/v1/watch") as client:
                await client.send({"type": "hello", "protocol": 1, "token": bad})
                assert (await client.until("error"))["code"] == code
