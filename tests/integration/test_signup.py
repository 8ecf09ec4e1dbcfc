"""Signing in without an address: one request, as Supabase's client makes it, gives a token that both sockets take."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
from harness.client import PATIENCE_S, Client, Host
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import silence

pytestmark = pytest.mark.usefixtures("clients")

# What supabase-js 2.109 sends for signInAnonymously().
HEADERS = {"apikey": "anon", "authorization": "Bearer anon", "x-supabase-api-version": "2024-01-01"}
BODY = {"data": {}, "gotrue_meta_security": {}}


async def test_an_account_in_one_request(standing: ServerProcess, standing_rows: Rows) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url) as http:
        answer = await http.post("/auth/v1/signup", json=BODY, headers=HEADERS)
        bare = await http.post("/auth/v1/signup")
    assert answer.status_code == bare.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    session = answer.json()
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    assert session["token_type"] == "bearer"
    assert session["expires_in"] == 12 * 3600
    assert session["expires_at"] == claims["exp"]
    assert session["user"]["id"] == claims["sub"] != bare.json()["user"]["id"]
    assert (session["user"]["is_anonymous"], claims["is_anonymous"], claims["role"]) == (True, True, "authenticated")
    assert await standing_rows.value("select is_anonymous from auth.users where id = $1", UUID(claims["sub"]))
    host = Host(standing.url, session["access_token"], silence(0.2))
    await host.perform()
    assert host.ready["expires_at"].startswith("20")
    async with Client.to(standing.url, "/api/v1/watch") as viewer:
        await viewer.send({"type": "hello", "protocol": 1, "token": session["access_token"]})
        assert (await viewer.until("ready"))["session_id"] == host.session_id


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b"[" * 10_000, 400, "bad_json"),
        (b'"' + b"x" * 20_000 + b'"', 400, "bad_json"),
        (b'{"email": 7, "password": "correct horse"}', 400, "validation_failed"),
        (b'{"email": "gm@", "password": "correct horse"}', 400, "email_address_invalid"),
        (b'{"email": "gm@example.com"}', 400, "validation_failed"),
        (b'{"password": "correct horse"}', 400, "validation_failed"),
        (b'{"email": "gm@example.com", "password": "short"}', 422, "weak_password"),
        (b'{"email": "gm@example.com", "password": "correct\\u0000horse"}', 400, "validation_failed"),
        (b'{"data": {"name": "\\u0000"}}', 400, "validation_failed"),
        (b'{"data": {"name": "\\ud800"}}', 400, "validation_failed"),
        (b'{"data": {"number": NaN}}', 400, "validation_failed"),
        (b'{"data": {"number": 1e999}}', 400, "validation_failed"),
        (json.dumps({"data": {"long": "x" * 9000}}).encode(), 400, "validation_failed"),
        (b'{"data": {"deep": ' + b"[" * 50 + b"]" * 50 + b"}}", 400, "validation_failed"),
        (b'{"phone": "+4912345"}', 400, "phone_provider_disabled"),
    ],
    ids=range(17),
)
async def test_refused(standing: ServerProcess, body: bytes, status: int, code: str) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url) as http:
        answer = await http.post("/auth/v1/signup", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"] == answer.json()["msg"]
    assert answer.json()["error_code"] == code
    assert answer.headers["x-supabase-api-version"] == "2024-01-01"


async def test_only_post(standing: ServerProcess) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url) as http:
        assert (await http.get("/auth/v1/signup")).status_code in (404, 405)


async def test_nobody_starts_without_an_account_where_that_costs_money(
    serve_here: Callable[..., Any], rows: Rows
) -> None:
    """A paid key on a server that others can reach; the operator may say otherwise."""
    async with serve_here(host="0.0.0.0", openai_api_key="sk-not-a-real-key") as here:
        async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
            answer = await http.post("/auth/v1/signup", json={})
        assert (answer.status_code, answer.json()["code"]) == (422, "anonymous_provider_disabled")
        assert "ADVENTURE_ANONYMOUS" in answer.json()["message"]
        assert await rows.value("select count(*) from auth.users") == 0
    async with serve_here(host="0.0.0.0", openai_api_key="sk-not-a-real-key", anonymous="on") as here:
        async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
            assert (await http.post("/auth/v1/signup", json={})).status_code == 200


async def test_every_answer_forbids_framing_and_sniffing(standing: ServerProcess) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url) as http:
        for path in ("/healthz", "/readyz", "/i/none", "/sample.flac", "/nowhere"):
            headers = (await http.get(path)).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "unsafe-inline" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert "server" not in headers


async def test_a_program_may_call_its_json_anything_and_a_page_may_not(standing: ServerProcess) -> None:
    """A foreign page can send any type but ``application/json`` without asking; it cannot leave out its Origin."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url) as http:
        program = await http.post("/auth/v1/signup", content=b"{}", headers=form)
        page = await http.post("/auth/v1/signup", content=b"{}", headers=form | {"origin": "https://evil.example"})
    assert (program.status_code, page.status_code) == (200, 400)
