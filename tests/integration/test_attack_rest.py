"""Nasty things over HTTP from somebody with an account: races, endless forms, odd headers, what is gone meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from harness.client import PATIENCE_S, Client, sign_up
from harness.evening import SESSIONS, as_person
from harness.looking import Rows
from harness.person import Person
from harness.processes import ServerProcess
from harness.recordings import recording
from harness.routes import picture
from harness.serving import Running
from harness.tape import tape

from clients.postgres import Database
from clients.postgres_uploads import PostgresUploads
from pipeline.errors import AdventureError
from server.api.shares import PER_ACCOUNT
from server.ports.characters import MOST_CHARACTERS

pytestmark = pytest.mark.usefixtures("clients")

FORM = {"content-type": "multipart/form-data; boundary=x"}
HEAD = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'


@pytest.fixture
async def here(serve_here: Callable[..., Any]) -> AsyncIterator[Running]:
    async with serve_here() as running:
        yield running


def files(running: Running) -> list[str]:
    return [str(path) for path in (running.data / "blobs").rglob("*") if path.is_file()]


# -- what is deleted while it is being sent ----------------------------------------------------------------------------


async def slowly(begin: bytes, go: asyncio.Event, then: bytes) -> AsyncIterator[bytes]:
    yield begin
    await go.wait()
    yield then


def form(session_id: str) -> bytes:
    return b'--x\r\ncontent-disposition: form-data; name="session_id"\r\n\r\n' + session_id.encode() + b"\r\n" + HEAD


@pytest.mark.parametrize("what", ["its session", "its account"])
async def test_deleted_while_a_recording_is_on_its_way(here: Running, rows: Rows, what: str) -> None:
    data = recording(tape(1).pcm, "wav")
    go = asyncio.Event()
    async with as_person(here.url, await sign_up(here.url)) as http:
        session_id = (await http.post(SESSIONS, json={})).json()["id"]
        sending = asyncio.create_task(
            http.post(
                "/api/v1/audio/upload",
                content=slowly(form(session_id) + data[:50_000], go, data[50_000:] + b"\r\n--x--\r\n"),
                headers=FORM,
            )
        )
        await rows.once(lambda: _is(rows, "select count(*) = 1 from adventure.uploads where status = 'receiving'"))
        if what == "its session":
            assert (await http.delete(f"{SESSIONS}/{session_id}")).status_code == 204
            go.set()
            answer = await sending
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        else:
            assert (await http.delete("/api/v1/account")).status_code == 204
            go.set()
            # It may have come to its end before the account did.
            assert (await sending).status_code in (202, 404)
            await rows.once(lambda: _is(rows, "select count(*) = 0 from auth.users"))
    await here.app.state.services.retention.delete_blobs()
    assert await rows.value("select count(*) from adventure.uploads") == 0
    assert await rows.value("select count(*) from jobs") == 0
    assert files(here) == []


async def test_a_character_deleted_while_its_portrait_is_on_its_way(here: Running, rows: Rows) -> None:
    go = asyncio.Event()
    data = picture()
    async with as_person(here.url, await sign_up(here.url)) as http:
        at = f"/api/v1/characters/{(await http.post('/api/v1/characters', json={'name': 'Kara'})).json()['id']}"
        sending = asyncio.create_task(http.put(f"{at}/portrait", content=slowly(data[:20], go, data[20:])))
        await asyncio.sleep(0.2)
        assert (await http.delete(at)).status_code == 204
        go.set()
        answer = await sending
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    await rows.connection.execute("update adventure.blob_deletions set due_at = now()")
    await here.app.state.services.retention.delete_blobs()
    assert files(here) == []


async def _is(rows: Rows, query: str) -> bool:
    return bool(await rows.value(query))


# -- races -------------------------------------------------------------------------------------------------------------


async def test_refreshing_while_signing_out(here: Running, rows: Rows) -> None:
    """Whatever was handed out at that moment is worth nothing afterwards."""
    async with httpx.AsyncClient(base_url=here.url, timeout=PATIENCE_S) as http:
        for _ in range(5):
            session = (await http.post("/auth/v1/signup", json={})).json()
            body = {"refresh_token": session["refresh_token"]}
            token = {"authorization": f"Bearer {session['access_token']}"}
            calls = [http.post("/auth/v1/token?grant_type=refresh_token", json=body) for _ in range(8)]
            calls.insert(4, http.post("/auth/v1/logout?scope=global", headers=token))
            for answer in await asyncio.gather(*calls):
                if answer.status_code != 200:
                    continue
                fresh = answer.json()
                again = await http.post(
                    "/auth/v1/token?grant_type=refresh_token", json={"refresh_token": fresh["refresh_token"]}
                )
                assert again.status_code == 400
                late = {"authorization": f"Bearer {fresh['access_token']}"}
                assert (await http.get("/auth/v1/user", headers=late)).status_code == 403
                assert (await http.get(SESSIONS, headers=late)).status_code == 401
                async with Client.to(here.url, "/api/v1/watch") as viewer:
                    await viewer.send({"type": "hello", "protocol": 1, "token": fresh["access_token"]})
                    assert (await viewer.refused())[0] == "bad_token"
        assert await rows.value("select count(*) from auth.sessions") == 0


@pytest.mark.parametrize(
    ("path", "body", "table", "row", "most"),
    [
        ("/api/v1/shares", {}, "adventure.shares (user_id, token_hash)", "sha256(n::text::bytea)", PER_ACCOUNT),
        ("/api/v1/characters", {"name": "Kara"}, "public.characters (user_id, name)", "n::text", MOST_CHARACTERS),
    ],
    ids=["links", "characters"],
)
async def test_a_quota_holds_against_a_crowd(
    here: Running, rows: Rows, path: str, body: dict[str, Any], table: str, row: str, most: int
) -> None:
    """There is room for five more, and twenty come at once."""
    async with Person.at(here.url) as person:
        filled = f"insert into {table} select $1, {row} from generate_series(1, {most - 5}) n"
        await rows.connection.execute(filled, person.user_id)
        answers = await asyncio.gather(*(person.post(path, json=body) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {201: 5, 409: 15}
    assert await rows.value(f"select count(*) from {table.split()[0]}") == most


async def test_uploads_that_begin_at_once_are_bounded(database: Database, tenants: tuple[UUID, UUID]) -> None:
    user, _ = tenants
    uploads = PostgresUploads(database)
    begun = await asyncio.gather(
        *(uploads.begin(user, "a", 1, most=3, most_bytes=10**9) for _ in range(12)), return_exceptions=True
    )
    refused = [error for error in begun if isinstance(error, AdventureError)]
    assert (len(refused), {error.code for error in refused}) == (9, {"rate_limited"})


async def test_two_who_come_at_once_are_in_one_session(here: Running, rows: Rows) -> None:
    token = await sign_up(here.url)
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(Client.to(here.url, "/api/v1/live")) for _ in range(6)]
        hello = {"type": "hello", "protocol": 1, "token": token, "session_id": None, "mode": "live", "after": None}
        await asyncio.gather(*(tab.send({**hello, "stream_id": str(uuid4())}) for tab in tabs))
        await asyncio.gather(*(tab.until(lambda message: message["type"] in ("ready", "error")) for tab in tabs))
    assert await rows.value("select count(*) from sessions") == 1


# -- odd headers and bodies --------------------------------------------------------------------------------------------

GARBAGE = [
    *("x", '"', '""', '"1', 'W/"1"', '"9", x,', '"99999999999999999999"', "1", '"é"', ",", "*, *"),
    *('"77",' * 60, "a" * 600),
]


@pytest.mark.parametrize("given", GARBAGE)
async def test_if_match_with_garbage_changes_nothing(standing: ServerProcess, given: str) -> None:
    async with as_person(standing.url, await sign_up(standing.url)) as http:
        session = (await http.post(SESSIONS, json={"name": "before"})).json()["id"]
        character = (await http.post("/api/v1/characters", json={"name": "before"})).json()["id"]
        headers = {b"if-match": given.encode()}
        for method, path, body in (
            ("PATCH", f"{SESSIONS}/{session}", {"name": "after"}),
            ("PUT", f"/api/v1/characters/{character}", {"name": "after"}),
            ("DELETE", f"/api/v1/characters/{character}", None),
            ("PUT", f"/api/v1/characters/{character}/portrait", None),
            ("PUT", "/api/v1/user/settings", {"current_style_text": "after"}),
            ("DELETE", "/api/v1/user/settings/style", None),
            ("POST", "/api/v1/user/settings/clear-memory", None),
            ("PUT", "/api/v1/glossary", {"names": []}),
            ("PUT", "/api/v1/account/privacy", {"keep_recordings": True, "transcript_retention_days": None}),
        ):
            data = picture() if path.endswith("portrait") else None
            answer = await http.request(method, path, headers=headers, json=body, content=data)
            # More than a header may hold is no tag at all.
            assert answer.status_code == (422 if len(given) > 500 else 412), (given, method, path, answer.text)
        assert (await http.get(f"/api/v1/characters/{character}")).json()["name"] == "before"
        assert (await http.get(f"{SESSIONS}/{session}")).json()["name"] == "before"


BODIES = [
    b'{"name": "\\ud800"}',
    b'{"name": "\\u0000"}',
    b'{"label": "\\ud800"}',
    b'{"prompt": "\\ud800"}',
    b'{"text": "\\ud800"}',
    b'{"name": NaN}',
    b'{"data": {"x": NaN}}',
    b'{"data": {"x": 1e999}}',
    b'{"data": {"\\ud800": "\\u0000"}}',
    b'{"data": ' + b'{"a":' * 3000 + b"1" + b"}" * 3001,
    b"[" * 15_000,
    b'{"name": ' + b"9" * 5000 + b"}",
    b'{"minutes": 1e400}',
    b'{"minutes": ' + b"9" * 400 + b"}",
    b"\xff\xfe",
    b"\x80",
    b"",
    b"null",
    b'{"current_style_text": "\\ud83d"}',
    b'{"names": [{"name": "\\udfff"}]}',
    b'{"email": "a@example.org\\u0000", "password": "\\ud800aaaaaaaa"}',
    b'{"email": "\\ud800@example.org", "password": "long enough"}',
    b'{"refresh_token": "\\ud800"}',
    b'{"keep_recordings": true, "transcript_retention_days": 1e30}',
]


@pytest.mark.parametrize("body", BODIES)
async def test_bodies_that_are_meant_to_hurt(standing: ServerProcess, body: bytes) -> None:
    async with as_person(standing.url, await sign_up(standing.url)) as http:
        session = (await http.post(SESSIONS, json={})).json()["id"]
        for method, path in (
            ("POST", SESSIONS),
            ("PATCH", f"{SESSIONS}/{session}"),
            ("POST", f"{SESSIONS}/{session}/forget"),
            ("POST", f"{SESSIONS}/{session}/draw"),
            ("PUT", f"{SESSIONS}/{session}/utterances/1"),
            ("POST", "/api/v1/characters"),
            ("POST", "/api/v1/shares"),
            ("POST", "/api/v1/displays"),
            ("PUT", "/api/v1/user/settings"),
            ("PUT", "/api/v1/glossary"),
            ("PUT", "/api/v1/account/privacy"),
            ("POST", "/auth/v1/signup"),
            ("PUT", "/auth/v1/user"),
            ("POST", "/auth/v1/token?grant_type=password"),
            ("POST", "/auth/v1/token?grant_type=refresh_token"),
            ("POST", "/auth/v1/recover"),
            ("POST", "/auth/v1/verify"),
            ("POST", "/auth/v1/resend"),
        ):
            answer = await http.request(method, path, content=body, headers={"content-type": "application/json"})
            if answer.status_code >= 500 or (answer.status_code >= 400 and not answer.json()["code"]):
                print("!!", body[:60], method, path, answer.status_code, answer.text[:200])
    assert await _ready(standing)


async def _ready(standing: ServerProcess) -> bool:
    async with httpx.AsyncClient(base_url=standing.url, timeout=PATIENCE_S) as http:
        return (await http.get("/readyz")).status_code == 200


async def raw(port: int, *lines: str, body: bytes = b"") -> bytes:
    """What is answered to these lines, sent as they are."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    host = f"host: 127.0.0.1:{port}"
    writer.write("\r\n".join([lines[0], host, *lines[1:], "connection: close", "", ""]).encode("latin-1") + body)
    async with asyncio.timeout(PATIENCE_S):
        found = await reader.read()
    writer.close()
    return found


async def test_headers_that_claim_more_than_their_token(standing: ServerProcess) -> None:
    alice, mallory = await sign_up(standing.url), await sign_up(standing.url)
    async with as_person(standing.url, alice) as http:
        session = (await http.post(SESSIONS, json={"name": "hers"})).json()["id"]
    at = f"{SESSIONS}/{session}"
    token = f"authorization: Bearer {mallory}"
    for status, *lines in (
        (404, f"GET {at} HTTP/1.1", token),
        (404, f"GET {at} HTTP/1.1", token, f"authorization: Bearer {alice}"),
        (401, f"GET {at} HTTP/1.1", f"{token}, Bearer {alice}"),
        (404, f"GET {at} HTTP/1.1", token, "x-user-id: 1", "apikey: service_role", "x-forwarded-user: admin"),
        (404, f"POST {at}/end HTTP/1.1", token, "x-http-method-override: GET", "content-length: 0"),
        (200, f"GET {SESSIONS} HTTP/1.1", token, f"x-original-url: {at}", f"x-rewrite-url: {at}"),
        (401, f"GET {at} HTTP/1.1", f"cookie: sb-access-token={alice}; access_token={alice}"),
        (401, f"GET {at}?access_token={alice}&token={alice}&apikey={alice} HTTP/1.1"),
        (404, f"GET {SESSIONS}%2f{session} HTTP/1.1", token),
        (404, f"GET /auth/v1/..%2f..{at} HTTP/1.1", token),
        (404, f"GET {at}/ HTTP/1.1", token),
        (400, f"GET {at} HTTP/1.1", f"authorization : Bearer {alice}"),
        (400, f"POST {SESSIONS} HTTP/1.1", token, "content-length: 2", "content-length: 3"),
        (400, f"POST {SESSIONS} HTTP/1.1", token, "content-length: -1"),
        (400, "POST /api/v1/audio/upload HTTP/1.1", token, "content-length: ²"),
    ):
        found = await raw(standing.port, *lines)
        assert found.startswith(f"HTTP/1.1 {status} ".encode()), (lines, found[:200])
        assert b"hers" not in found, lines
    for path in ("//evil.example/..", "//evil.example/%2e%2e", "/\\evil.example/", "//evil.example%2f.."):
        found = await raw(standing.port, f"GET {path} HTTP/1.1")
        there = [line for line in found.split(b"\r\n") if line.lower().startswith(b"location:")]
        assert all(line.startswith(f"location: http://127.0.0.1:{standing.port}/".encode()) for line in there), there


async def test_forms_that_do_not_end(serve_here: Callable[..., Any], rows: Rows) -> None:
    """Everything beside the file is bounded, too."""
    async with serve_here(upload_bytes=200_000) as here, as_person(here.url, await sign_up(here.url)) as http:

        async def endless(begin: bytes, piece: bytes) -> AsyncIterator[bytes]:
            yield begin
            for _ in range(400):
                yield piece * (20_000 // len(piece))

        part = b"--x\r\ncontent-disposition: form-data; name="
        for begin, piece, code in (
            (part + b'"other"; filename="b"\r\n\r\n', b"a", "too_large"),
            (part + b'"file"; filename="b"\r\n\r\n', b"a", "too_large"),
            (b"--x\r\nx-a: ", b"a", "bad_request"),
            (b"--x\r\n", b"x-a: b\r\n", "bad_request"),
            (b"", part + b'"o"\r\n\r\nabc\r\n', "bad_request"),
            (b"", b"abc\r\n", "bad_request"),
            (b"", b"\r\n", "too_large"),
            (part + b'"session_id"\r\n\r\n', b"1", "bad_request"),
        ):
            answer = await http.post("/api/v1/audio/upload", content=endless(begin, piece), headers=FORM)
            assert answer.json()["code"] == code, (begin, piece, answer.text)
        assert await rows.value("select count(*) from adventure.uploads") == 0
        assert files(here) == []
