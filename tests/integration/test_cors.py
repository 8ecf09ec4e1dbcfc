"""Pages of other origins: the listed ones read what they need, all others nothing. Sockets are tested elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from harness.client import PATIENCE_S, sign_up
from harness.processes import ServerProcess

STUDIO = "https://studio.example"
SHARED = ["/api/v1/sessions", "/auth/v1/user", "/i/" + "0" * 32, "/sample.flac", "/api/v1/no/such/route"]
OWN = ["/", "/docs", "/healthz", "/readyz", "/.well-known/jwks.json"]
STRANGERS = ["https://evil.example", "https://studio.example.evil.example", "http://studio.example", "null", "*"]


def cors(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


def listed(header: str) -> set[str]:
    return {name.strip().lower() for name in header.split(",")}


@pytest.fixture
async def http(serve_here: Callable[..., Any]) -> AsyncIterator[httpx.AsyncClient]:
    """A server that knows the studio, and limits that are reached soon."""
    async with serve_here(origins=(STUDIO,), rate_requests="60/hour") as here:
        async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
            yield http


async def preflight(http: httpx.AsyncClient, path: str, origin: str, method: str, headers: str) -> httpx.Response:
    asked = {"origin": origin, "access-control-request-method": method, "access-control-request-headers": headers}
    return await http.options(path, headers=asked)


async def test_a_listed_page_asks_with_all_that_our_page_sends(http: httpx.AsyncClient) -> None:
    ours = "apikey,authorization,content-type,if-match,if-none-match,x-client-info,x-supabase-api-version"
    for path in SHARED:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = await preflight(http, path, STUDIO, method, ours)
            assert answer.status_code == 200, (path, method, answer.text)
            assert answer.headers["access-control-allow-origin"] == STUDIO
            assert method in answer.headers["access-control-allow-methods"]
            assert set(ours.split(",")) <= listed(answer.headers["access-control-allow-headers"])
            assert "access-control-allow-credentials" not in answer.headers
            assert "origin" in listed(answer.headers["vary"])
    assert (await preflight(http, SHARED[0], STUDIO, "GET", "x-other")).status_code == 400
    assert (await preflight(http, SHARED[0], STUDIO, "TRACE", "authorization")).status_code == 400


async def test_a_listed_page_reads_answers_and_refusals(http: httpx.AsyncClient) -> None:
    token = await sign_up(str(http.base_url).rstrip("/"))
    for path in SHARED:
        answer = await http.get(path, headers={"origin": STUDIO, "authorization": f"Bearer {token}"})
        assert answer.headers["access-control-allow-origin"] == STUDIO, path
        assert "origin" in listed(answer.headers["vary"])
        assert listed(answer.headers["access-control-expose-headers"]) == {
            "content-disposition", "etag", "location", "retry-after", "x-supabase-api-version",
        }  # fmt: skip
    # A page that asks too often reads when to come back; asking whether it may ask counts nothing.
    refused = [await http.get(SHARED[0], headers={"origin": STUDIO}) for _ in range(61)][-1]
    assert refused.status_code == 429
    assert refused.headers["access-control-allow-origin"] == STUDIO
    assert (await preflight(http, SHARED[0], STUDIO, "GET", "authorization")).status_code == 200


async def test_a_listed_page_reads_nothing_else(http: httpx.AsyncClient) -> None:
    for path in OWN:
        assert cors(await http.get(path, headers={"origin": STUDIO})) == {}, path
        assert cors(await preflight(http, path, STUDIO, "GET", "authorization")) == {}, path


@pytest.mark.parametrize("origin", STRANGERS)
async def test_no_other_page_reads_anything(http: httpx.AsyncClient, origin: str) -> None:
    for path in SHARED:
        assert "access-control-allow-origin" not in cors(await http.get(path, headers={"origin": origin})), path
        answer = await preflight(http, path, origin, "GET", "authorization")
        assert answer.status_code == 400
        assert "access-control-allow-origin" not in cors(answer), path


async def test_without_the_list_there_is_no_sharing(standing: ServerProcess) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url) as http:
        for origin in (STUDIO, *STRANGERS):
            for path in (*SHARED, *OWN):
                assert cors(await http.get(path, headers={"origin": origin})) == {}, (origin, path)
                assert cors(await preflight(http, path, origin, "GET", "authorization")) == {}, (origin, path)
