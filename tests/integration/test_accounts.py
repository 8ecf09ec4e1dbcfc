"""Local accounts over HTTP: signing in and out, refreshing, changing, and what happens to thieves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
from harness.client import PATIENCE_S, Client
from harness.looking import Rows
from harness.serving import Running

from server.auth import presence

pytestmark = pytest.mark.usefixtures("clients")

PASSWORD = "correct horse"


@pytest.fixture
async def here(serve_here: Callable[..., Any]) -> AsyncIterator[Running]:
    async with serve_here(rate_sign_in="off", rate_sign_up="off") as running:
        yield running


@pytest.fixture
async def http(here: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as client:
        yield client


async def anonymous(http: httpx.AsyncClient) -> dict[str, Any]:
    return (await http.post("/auth/v1/signup", json={})).json()


async def signed_up(http: httpx.AsyncClient, email: str = "gm@example.com") -> dict[str, Any]:
    answer = await http.post("/auth/v1/signup", json={"email": email, "password": PASSWORD, "data": {"name": "Kara"}})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sign_in(http: httpx.AsyncClient, email: str = "gm@example.com", password: str = PASSWORD) -> httpx.Response:
    body = {"email": email, "password": password}
    return await http.post("/auth/v1/token", params={"grant_type": "password"}, json=body)


async def refresh(http: httpx.AsyncClient, token: str) -> httpx.Response:
    return await http.post("/auth/v1/token", params={"grant_type": "refresh_token"}, json={"refresh_token": token})


def bearer(session: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {session['access_token']}"}


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["x-supabase-api-version"] == "2024-01-01"
    body = answer.json()
    assert body["code"] == body["error_code"]
    assert body["message"] == body["msg"]
    return answer.status_code, body["code"]


# -- coming in ---------------------------------------------------------------------------------------------------------


async def test_an_account_with_an_address(http: httpx.AsyncClient) -> None:
    session = await signed_up(http, "GM@Example.com")
    assert session["user"]["email"] == "gm@example.com"
    assert session["user"]["user_metadata"] == {"name": "Kara"}
    assert session["user"]["is_anonymous"] is False
    assert session["user"]["email_confirmed_at"]
    assert (await sign_in(http)).status_code == 200
    taken = await http.post("/auth/v1/signup", json={"email": "gm@example.COM", "password": PASSWORD})
    assert code(taken) == (422, "user_already_exists")


async def test_unknown_and_known_addresses_are_answered_alike_for_the_same_work(
    here: Running, http: httpx.AsyncClient
) -> None:
    await signed_up(http)
    passwords = here.app.state.services.reception.passwords
    told: list[tuple[Any, ...]] = []
    for email in ("gm@example.com", "nobody@example.com"):
        before = passwords.work
        answer = await sign_in(http, email, "wrong horse")
        told.append((answer.status_code, answer.text, passwords.work - before, sorted(answer.headers.keys())))
    assert told[0] == told[1]
    assert told[0][:1] + told[0][2:3] == (400, 1)
    assert code(answer) == (400, "invalid_credentials")


async def test_an_anonymous_account_gets_an_address_and_keeps_what_it_has(http: httpx.AsyncClient, rows: Rows) -> None:
    session = await anonymous(http)
    user = UUID(session["user"]["id"])
    await rows.value("insert into public.sessions (user_id, name) values ($1, 'evening') returning id", user)
    alone = await http.put("/auth/v1/user", json={"password": PASSWORD}, headers=bearer(session))
    assert code(alone) == (400, "validation_failed")
    changed = await http.put(
        "/auth/v1/user", json={"email": "gm@example.com", "password": PASSWORD}, headers=bearer(session)
    )
    assert changed.json()["is_anonymous"] is False
    again = (await sign_in(http)).json()
    assert again["user"]["id"] == str(user)
    assert jwt.decode(again["access_token"], options={"verify_signature": False})["is_anonymous"] is False
    assert await rows.value("select name from public.sessions where user_id = $1", user) == "evening"


async def test_an_address_belongs_to_one_account(http: httpx.AsyncClient) -> None:
    await signed_up(http)
    other = await anonymous(http)
    taken = await http.put("/auth/v1/user", json={"email": "gm@example.com"}, headers=bearer(other))
    assert code(taken) == (422, "email_exists")


async def test_metadata_is_merged_and_the_same_password_refused(http: httpx.AsyncClient) -> None:
    session = await signed_up(http)
    changed = await http.put("/auth/v1/user", json={"data": {"dice": "d20"}}, headers=bearer(session))
    assert changed.json()["user_metadata"] == {"name": "Kara", "dice": "d20"}
    same = await http.put("/auth/v1/user", json={"password": PASSWORD}, headers=bearer(session))
    assert code(same) == (422, "same_password")
    assert (await http.get("/auth/v1/user", headers=bearer(session))).json()["user_metadata"]["dice"] == "d20"


# -- refreshing --------------------------------------------------------------------------------------------------------


async def test_each_refresh_gives_a_new_pair(http: httpx.AsyncClient) -> None:
    session = await anonymous(http)
    tokens = {session["refresh_token"]}
    for _ in range(4):
        answer = await refresh(http, session["refresh_token"])
        session = answer.json()
        tokens.add(session["refresh_token"])
    assert len(tokens) == 5
    assert (await http.get("/auth/v1/user", headers=bearer(session))).status_code == 200


async def test_twenty_tabs_at_once_stay_signed_in(http: httpx.AsyncClient) -> None:
    session = await anonymous(http)
    answers = await asyncio.gather(*(refresh(http, session["refresh_token"]) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    fresh = {answer.json()["refresh_token"] for answer in answers}
    assert len(fresh) == 1
    assert (await refresh(http, fresh.pop())).status_code == 200


async def test_two_behind_ends_the_sign_in_for_both(http: httpx.AsyncClient, rows: Rows) -> None:
    session = await anonymous(http)
    first = session["refresh_token"]
    second = (await refresh(http, first)).json()["refresh_token"]
    third = (await refresh(http, second)).json()["refresh_token"]
    assert code(await refresh(http, first)) == (400, "refresh_token_already_used")
    assert code(await refresh(http, third)) == (400, "refresh_token_not_found")
    assert code(await http.get("/auth/v1/user", headers=bearer(session))) == (403, "session_not_found")
    assert await rows.value("select count(*) from auth.sessions") == 0


async def test_one_behind_is_a_thief_when_it_comes_late(http: httpx.AsyncClient, rows: Rows) -> None:
    session = await anonymous(http)
    fresh = (await refresh(http, session["refresh_token"])).json()["refresh_token"]
    await rows.value("update auth.sessions set refreshed_at = refreshed_at - interval '11 seconds' returning id")
    assert code(await refresh(http, session["refresh_token"])) == (400, "refresh_token_already_used")
    assert code(await refresh(http, fresh)) == (400, "refresh_token_not_found")


async def test_a_database_set_back_refuses_what_it_does_not_know_and_ends_nothing(
    http: httpx.AsyncClient, rows: Rows
) -> None:
    session = await anonymous(http)
    fresh = (await refresh(http, session["refresh_token"])).json()["refresh_token"]
    await rows.value("update auth.sessions set counter = 0 returning id")
    assert code(await refresh(http, fresh)) == (400, "refresh_token_not_found")
    assert (await refresh(http, session["refresh_token"])).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "x" * 75, "é", "\x00"])
async def test_what_we_did_not_write_is_refused(http: httpx.AsyncClient, token: str) -> None:
    assert code(await refresh(http, token))[0] == 400


# -- going -------------------------------------------------------------------------------------------------------------


async def test_logging_out_ends_what_it_says(http: httpx.AsyncClient) -> None:
    sessions = [await signed_up(http)] + [(await sign_in(http)).json() for _ in range(3)]

    async def alive() -> list[bool]:
        return [(await http.get("/auth/v1/user", headers=bearer(session))).status_code == 200 for session in sessions]

    async def out(index: int, scope: str) -> None:
        answer = await http.post("/auth/v1/logout", params={"scope": scope}, headers=bearer(sessions[index]))
        assert (answer.status_code, answer.content) == (204, b"")

    await out(0, "local")
    assert await alive() == [False, True, True, True]
    await out(1, "others")
    assert await alive() == [False, True, False, False]
    sessions[2] = (await sign_in(http)).json()
    await out(1, "global")
    assert await alive() == [False, False, False, False]


async def test_sockets_of_an_ended_sign_in_are_closed_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch, serve_here: Callable[..., Any]
) -> None:
    monkeypatch.setattr(presence, "RECHECK_S", 3600)  # by word alone
    async with serve_here() as here, httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
        await _only_the_ended(here, http)


async def _only_the_ended(here: Running, http: httpx.AsyncClient) -> None:
    one = await signed_up(http)
    other = (await sign_in(http)).json()
    async with (
        Client.to(here.url, "/api/v1/watch") as gone,
        Client.to(here.url, "/api/v1/watch") as there,
    ):
        for client, session in ((gone, one), (there, other)):
            await client.send({"type": "hello", "protocol": 1, "token": session["access_token"]})
            await client.until("ready")
        await http.post("/auth/v1/logout", params={"scope": "others"}, headers=bearer(other))
        assert (await gone.until("error"))["code"] == "revoked"
        assert await gone.closed() == 4503
        await there.send({"type": "ping"})
        await there.until("pong")
    async with Client.to(here.url, "/api/v1/watch") as late:
        await late.send({"type": "hello", "protocol": 1, "token": one["access_token"]})
        assert (await late.until("error"))["code"] == "bad_token"


async def test_sockets_are_closed_where_no_word_came(
    monkeypatch: pytest.MonkeyPatch, serve_here: Callable[..., Any], rows: Rows
) -> None:
    monkeypatch.setattr(presence, "RECHECK_S", 0.05)
    async with serve_here() as here, httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
        session = await anonymous(http)
        async with Client.to(here.url, "/api/v1/watch") as client:
            await client.send({"type": "hello", "protocol": 1, "token": session["access_token"]})
            await client.until("ready")
            await rows.value("delete from auth.sessions returning id")
            assert (await client.until("error"))["code"] == "revoked"


async def test_a_new_password_ends_the_others(http: httpx.AsyncClient) -> None:
    one = await signed_up(http)
    thief = (await sign_in(http)).json()
    changed = await http.put("/auth/v1/user", json={"password": "another horse"}, headers=bearer(one))
    assert changed.status_code == 200
    assert code(await http.get("/auth/v1/user", headers=bearer(thief))) == (403, "session_not_found")
    assert (await http.get("/auth/v1/user", headers=bearer(one))).status_code == 200
    assert code(await sign_in(http)) == (400, "invalid_credentials")
    assert (await sign_in(http, password="another horse")).status_code == 200


async def test_an_account_has_a_bounded_number_of_sign_ins(http: httpx.AsyncClient, rows: Rows) -> None:
    session = await signed_up(http)
    await rows.value(
        "with more as (insert into auth.sessions (user_id, method, refreshed_at)"
        " select $1, 'password', now() + interval '1 hour' from generate_series(1, 99) returning id)"
        " select count(*) from more",
        UUID(session["user"]["id"]),
    )
    await sign_in(http)
    assert await rows.value("select count(*) from auth.sessions") == 100
    assert code(await http.get("/auth/v1/user", headers=bearer(session))) == (403, "session_not_found")


# -- limits and what is told -------------------------------------------------------------------------------------------


async def test_guessing_is_slowed_down_for_an_account_and_for_an_address(serve_here: Callable[..., Any]) -> None:
    async with (
        serve_here(rate_sign_in="3/hour", rate_sign_up="2/hour", trusted_proxies=("127.0.0.1",)) as here,
        httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http,
    ):
        for guess in range(3):
            http.headers["x-forwarded-for"] = f"192.0.2.{guess}"
            assert code(await sign_in(http)) == (400, "invalid_credentials")
        http.headers["x-forwarded-for"] = "192.0.2.9"
        refused = await sign_in(http, "GM@example.com ")
        assert code(refused) == (429, "over_request_rate_limit")
        assert int(refused.headers["retry-after"]) > 3000
        assert code(await sign_in(http, "other@example.com")) == (400, "invalid_credentials")
        for _ in range(2):
            assert (await http.post("/auth/v1/signup", json={})).status_code == 200
        assert code(await http.post("/auth/v1/signup", json={})) == (429, "over_request_rate_limit")


async def test_without_a_trusted_proxy_nobody_says_where_they_are(serve_here: Callable[..., Any]) -> None:
    async with (
        serve_here(rate_sign_up="2/hour") as here,
        httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http,
    ):
        answers = [
            (await http.post("/auth/v1/signup", json={}, headers={"x-forwarded-for": f"192.0.2.{n}"})).status_code
            for n in range(3)
        ]
    assert answers == [200, 200, 429]


async def test_what_anyone_may_ask(http: httpx.AsyncClient) -> None:
    settings = (await http.get("/auth/v1/settings")).json()
    assert settings["external"] == {"anonymous_users": True, "email": True, "phone": False}
    assert (settings["mailer_autoconfirm"], settings["disable_signup"]) == (True, False)
    assert (await http.get("/auth/v1/health")).json()["name"] == "adventure-art"
    config = (await http.get("/api/v1/config")).json()
    assert config == {
        "accounts": "local",
        "auth_url": "/auth/v1",
        "anon_key": None,
        "anonymous": True,
        "email": True,
        "sign_up": True,
        "providers": [],
        "near": [],
    }
    for path in ("/.well-known/jwks.json", "/auth/v1/.well-known/jwks.json"):
        keys = (await http.get(path)).json()["keys"]
        assert [(key["kty"], key["crv"], "d" in key) for key in keys] == [("EC", "P-256", False)]
    session = await anonymous(http)
    claims = jwt.decode(session["access_token"], jwt.PyJWK(keys[0]).key, ["ES256"], audience="authenticated")
    assert claims["sub"] == session["user"]["id"]


async def test_without_a_token_there_is_no_account(http: httpx.AsyncClient) -> None:
    for method, path in (("GET", "user"), ("PUT", "user"), ("POST", "logout")):
        bare = await http.request(method, f"/auth/v1/{path}", json={})
        assert code(bare) == (401, "no_authorization")
        bad = await http.request(method, f"/auth/v1/{path}", json={}, headers={"authorization": "Bearer a.b.c"})
        assert code(bad) == (403, "bad_jwt")


async def test_an_account_that_is_gone(http: httpx.AsyncClient, here: Running, rows: Rows) -> None:
    session = await signed_up(http)
    await here.app.state.services.accounts.delete(UUID(session["user"]["id"]))
    assert code(await http.get("/auth/v1/user", headers=bearer(session))) == (403, "user_not_found")
    assert code(await refresh(http, session["refresh_token"])) == (400, "refresh_token_not_found")
    assert await rows.value("select count(*) from auth.users") == 0


async def test_sign_up_can_be_off(serve_here: Callable[..., Any]) -> None:
    async with serve_here(sign_up=False) as here, httpx.AsyncClient(timeout=PATIENCE_S, base_url=here.url) as http:
        answer = await http.post("/auth/v1/signup", json={"email": "gm@example.com", "password": PASSWORD})
        assert code(answer) == (422, "signup_disabled")
