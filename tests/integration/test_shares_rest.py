"""Links over REST: made, listed, rotated, revoked; a token is told once; another account's link is none."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from harness.client import PATIENCE_S, sign_up
from harness.looking import Rows
from harness.processes import ServerProcess

from clients.postgres import Database
from clients.postgres_shares import PostgresShares

SHARES = "/api/v1/shares"


@pytest.fixture
async def alice(standing: ServerProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with as_someone(standing.url, await sign_up(standing.url)) as http:
        yield http


@pytest.fixture
async def mallory(standing: ServerProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with as_someone(standing.url, await sign_up(standing.url)) as http:
        yield http


def as_someone(url: str, token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=PATIENCE_S, base_url=url, headers={"authorization": f"Bearer {token}"})


async def made(http: httpx.AsyncClient, **given: Any) -> dict[str, Any]:
    answer = await http.post(SHARES, json=given)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def listed(http: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await http.get(SHARES)
    assert answer.status_code == 200, answer.text
    return answer.json()["shares"]


async def test_a_link_is_made_and_its_token_told_once(alice: httpx.AsyncClient, standing_rows: Rows) -> None:
    answer = await alice.post(SHARES, json={"label": "TV"})
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    share = answer.json()
    assert (share["scopes"], share["label"], share["expires_at"], share["rotated_at"]) == (
        ["picture"],
        "TV",
        None,
        None,
    )
    token = share.pop("token")
    assert token.startswith("aas_")
    assert len(token) == 4 + 43
    assert await listed(alice) == [share]
    stored = await standing_rows.connection.fetchrow("select * from adventure.shares where id = $1", UUID(share["id"]))
    assert stored is not None
    assert stored["token_hash"] == hashlib.sha256(token.encode()).digest()
    assert token not in repr(dict(stored))


async def test_scopes_label_and_end_are_kept(alice: httpx.AsyncClient) -> None:
    end = datetime.now(UTC) + timedelta(days=1)
    share = await made(alice, scopes=["transcript", "caption"], label="the players", expires_at=end.isoformat())
    assert (share["scopes"], share["label"]) == (["caption", "transcript"], "the players")
    assert datetime.fromisoformat(share["expires_at"]) == end


@pytest.mark.parametrize(
    "body",
    [
        {"scopes": []},
        {"scopes": ["settings"]},
        {"scopes": "picture"},
        {"label": "x" * 101},
        {"label": "a\u0000b"},
        {"label": None},
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"expires_at": "2100-01-01T00:00:00Z"},
        {"expires_at": "9999-12-31T23:59:59-14:00"},
        {"expires_at": "0001-01-01T00:00:00+14:00"},
        {"expires_at": "2027-01-01T00:00:00"},
        {"token": "aas_mine"},
        [],
    ],
)
async def test_what_a_link_cannot_be(alice: httpx.AsyncClient, body: Any) -> None:
    answer = await alice.post(SHARES, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_request")
    assert await listed(alice) == []


async def test_rotating_changes_the_token_and_nothing_else(alice: httpx.AsyncClient) -> None:
    share = await made(alice, scopes=["caption"], label="OBS")
    answer = await alice.post(f"{SHARES}/{share['id']}/rotate")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    fresh = answer.json()
    assert fresh.pop("token") != share.pop("token")
    assert fresh.pop("rotated_at") is not None
    del share["rotated_at"]
    assert fresh == share


async def test_a_link_revoked_is_gone(alice: httpx.AsyncClient) -> None:
    share, other = await made(alice), await made(alice)
    answer = await alice.delete(f"{SHARES}/{share['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert [left["id"] for left in await listed(alice)] == [other["id"]]
    for again in (alice.delete(f"{SHARES}/{share['id']}"), alice.post(f"{SHARES}/{share['id']}/rotate")):
        answer = await again
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_an_account_has_only_so_many(alice: httpx.AsyncClient, mallory: httpx.AsyncClient) -> None:
    for _ in range(50):
        await made(alice)
    answer = await alice.post(SHARES, json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")
    await made(mallory)


async def test_another_accounts_link_is_none(alice: httpx.AsyncClient, mallory: httpx.AsyncClient) -> None:
    share = await made(alice)
    for answer in (
        await mallory.delete(f"{SHARES}/{share['id']}"),
        await mallory.post(f"{SHARES}/{share['id']}/rotate"),
        await mallory.delete(f"{SHARES}/{uuid4()}"),
        await mallory.post(f"{SHARES}/{uuid4()}/rotate"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await listed(mallory) == []
    del share["token"]
    assert await listed(alice) == [share]


async def test_without_a_token_nothing(standing: ServerProcess, alice: httpx.AsyncClient) -> None:
    """A link's token is for watching only."""
    share = await made(alice)
    for headers in ({}, {"authorization": f"Bearer {share['token']}"}):
        async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url, headers=headers) as http:
            for method, path in (
                ("GET", SHARES),
                ("POST", SHARES),
                ("POST", f"{SHARES}/{share['id']}/rotate"),
                ("DELETE", f"{SHARES}/{share['id']}"),
                ("GET", "/api/v1/usage"),
            ):
                answer = await http.request(method, path)
                assert (answer.status_code, answer.json()["code"]) == (401, "bad_token"), path


async def test_the_system_finds_only_the_share_whose_hash_it_names(
    database: Database, tenants: tuple[UUID, UUID]
) -> None:
    shares = PostgresShares(database)
    hashes = [bytes([n]) * 32 for n in range(4)]
    for n in (0, 1):
        await shares.create(tenants[n], hashes[n], ["picture"], "", None, 50)
    past = datetime.now(UTC) - timedelta(seconds=1)
    await shares.create(tenants[0], hashes[2], ["picture"], "", past, 50)
    found = [await shares.find(one) for one in hashes]
    assert [share and share.tenant for share in found] == [tenants[0], tenants[1], None, None]
    everything = "select id, user_id, scopes from adventure.shares"
    async with database.system_tx() as connection:
        assert await connection.fetch(everything) == []
        await connection.execute("select set_config('adventure.share_hash', encode($1::bytea, 'hex'), true)", hashes[1])
        assert [row["user_id"] for row in await connection.fetch(everything)] == [tenants[1]]
    async with database.system_tx() as connection:
        assert await connection.fetch(everything) == []
