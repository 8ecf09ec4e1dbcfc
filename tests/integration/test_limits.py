"""Limits on a real server: how often, how long, how many, and under which names; each says when to come back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from harness.client import PATIENCE_S, Client, Host, sign_up
from harness.processes import ServerProcess
from harness.tape import tape
from websockets.exceptions import InvalidStatus

pytestmark = pytest.mark.usefixtures("clients")

Serve = Callable[..., Any]
SHARES = "/api/v1/shares"


def asking(url: str, token: str | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=PATIENCE_S, base_url=url, headers={"authorization": f"Bearer {token}"} if token else {}
    )


async def watching(url: str, token: str) -> Client:
    client = await Client.connect(url, "/api/v1/watch")
    await client.send({"type": "hello", "protocol": 1, "token": token})
    return client


def refused(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 3600


async def test_an_address_that_asks_too_often(serve_here: Serve) -> None:
    async with serve_here(rate_requests="5/hour") as server, asking(server.url) as http:
        for _ in range(5):
            assert (await http.get(SHARES)).status_code == 401
        refused(await http.get(SHARES))
        refused(await http.post("/api/v1/no/such/route"))
        # A picture, the page and its health are not counted.
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/i/" + "0" * 32)).status_code == 404


async def test_an_account_that_asks_too_often_from_everywhere(serve_here: Serve) -> None:
    """Behind a proxy each request comes from another address; an address that is not the proxy's is not believed."""
    given = {"rate_requests": "5/hour", "trusted_proxies": ("127.0.0.0/8",)}
    async with serve_here(**given) as server:
        token = await sign_up(server.url)
        async with asking(server.url, token) as http:
            for n in range(5):
                answer = await http.get(SHARES, headers={"x-forwarded-for": f"192.0.2.{n}"})
                assert answer.status_code == 200
            refused(await http.get(SHARES, headers={"x-forwarded-for": "192.0.2.99"}))


async def test_who_is_not_behind_a_proxy_cannot_change_its_address(serve_here: Serve) -> None:
    async with serve_here(rate_requests="5/hour") as server, asking(server.url) as http:
        for n in range(5):
            assert (await http.get(SHARES, headers={"x-forwarded-for": f"192.0.2.{n}"})).status_code == 401
        refused(await http.get(SHARES, headers={"x-forwarded-for": "192.0.2.99"}))


async def test_sockets_of_an_address(serve_here: Serve) -> None:
    """Refused before they are accepted: there is no page that would not try again."""
    async with serve_here(rate_sockets="3/hour") as server:
        for _ in range(3):
            await Client.connect(server.url, "/api/v1/watch")
        with pytest.raises(InvalidStatus) as refusal:
            await Client.connect(server.url, "/api/v1/live")
        assert refusal.value.response.status_code == 429
        assert int(refusal.value.response.headers["retry-after"]) > 3000


async def test_sockets_of_an_account(serve_here: Serve) -> None:
    given = {"rate_sockets": "3/hour", "trusted_proxies": ("127.0.0.0/8",)}
    async with serve_here(**given) as server:
        token = await sign_up(server.url)
        for n in range(4):
            headers = {"x-forwarded-for": f"192.0.2.{n}"}
            client = await Client.connect(server.url, "/api/v1/watch", additional_headers=headers)
            await client.send({"type": "hello", "protocol": 1, "token": token})
            if n < 3:
                await client.until("ready")
            else:
                error = await client.until("error")
                assert (error["code"], await client.closed()) == ("rate_limited", 4006)
                assert error["retry_after_ms"] > 3_000_000


async def chunks(size: int, of: int = 64 * 1024) -> AsyncIterator[bytes]:
    for _ in range(0, size, of):
        yield b" " * of


@pytest.mark.parametrize("path", [SHARES, "/auth/v1/signup", "/api/v1/usage"])
async def test_bodies_that_are_too_long(standing: ServerProcess, path: str) -> None:
    """Known by their declared length, before anything is read."""
    token = await sign_up(standing.url)
    async with asking(standing.url, token) as http:
        answer = await http.post(path, content=b" " * (1024 * 1024 + 1), headers={"content-type": "application/json"})
        assert answer.status_code == 413
        assert answer.json()["code"] == "too_large"


async def test_a_body_of_unknown_length_is_cut_off_while_it_comes(standing: ServerProcess) -> None:
    async with asking(standing.url, await sign_up(standing.url)) as http:
        answer = await http.post(SHARES, content=chunks(2 << 20), headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert (await http.post(SHARES, json={"label": "x"})).status_code == 201


async def test_an_account_captures_only_so_many_sessions_at_once(serve_here: Serve) -> None:
    async with serve_here(live_sessions=2) as server:
        token = await sign_up(server.url)
        hosts: list[Host] = []
        for _ in range(3):
            host = Host(server.url, token, tape(1).pcm)
            host.session_id = await new_session(server.url, token)
            hosts.append(host)
        one, two, three = hosts
        await one.connect()
        await two.connect()
        refusal = await Client.connect(server.url, "/api/v1/live")
        await refusal.send(three.hello())
        assert await refusal.refused() == ("too_many_connections", 4504)
        # The same session again takes the old one's place, and one that has ended makes room.
        again = Host(server.url, token, tape(1).pcm, stream_id=one.stream_id)
        again.session_id, again.seq = one.session_id, None
        await again.connect()
        assert two.client is not None
        await two.aclose()

        async def room() -> bool:
            client = await Client.connect(server.url, "/api/v1/live")
            await client.send(three.hello())
            message = await client.until(lambda message: message["type"] in {"ready", "error"})
            return message["type"] == "ready"

        # The server hears of the close a moment later than the client.
        assert any([await room() for _ in range(10)])


async def new_session(url: str, token: str) -> str:
    async with asking(url, token) as http:
        answer = await http.post("/api/v1/sessions", json={})
        assert answer.status_code == 201, answer.text
        body = answer.json()
        return str(UUID(body.get("id") or body["session_id"]))


@pytest.mark.parametrize(("host", "status"), [("evil.example", 403), ("127.0.0.1.evil.example", 403)])
async def test_a_foreign_name_reaches_nothing(standing: ServerProcess, host: str, status: int) -> None:
    token = await sign_up(standing.url)
    async with asking(standing.url, token) as http:
        for path in ("/", "/healthz", SHARES, "/auth/v1/settings", "/i/" + "0" * 32):
            answer = await http.get(path, headers={"host": host})
            assert (answer.status_code, answer.json()["code"]) == (status, "unknown_host"), path
            assert answer.headers["x-content-type-options"] == "nosniff"
    # A page at that name has an Origin that equals its Host: only the name gives it away.
    for path in ("/api/v1/live", "/api/v1/watch"):
        with pytest.raises(InvalidStatus) as refusal:
            await Client.connect(f"http://{host}", path, host="127.0.0.1", port=standing.port, origin=f"http://{host}")
        assert refusal.value.response.status_code == 403


async def test_names_that_were_listed_are_served(serve_here: Serve) -> None:
    async with serve_here(hosts=("table.example",)) as server, asking(server.url) as http:
        assert (await http.get("/healthz", headers={"host": "table.example"})).status_code == 200
        assert (await http.get("/healthz", headers={"host": "localhost:1"})).status_code == 200
        assert (await http.get("/healthz", headers={"host": "chair.example"})).status_code == 403
