"""What an account keeps, takes out and has deleted, on a real server."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from harness.client import Client, Host, sign_up
from harness.evening import SESSIONS, Evening, as_person, hello, of, told
from harness.looking import Rows
from harness.recordings import recording
from harness.routes import picture
from harness.tape import silence, tape

pytestmark = pytest.mark.usefixtures("clients")

WATCH = "/api/v1/watch"


@pytest.fixture
async def evening(serve_here: Callable[..., Any]) -> AsyncIterator[Evening]:
    async with told(serve_here) as evening:
        yield evening


async def test_an_account_is_taken_out_whole(evening: Evening) -> None:
    http = evening.http
    names = zipfile.ZipFile(io.BytesIO((await http.get(f"{evening.at}/export")).content)).namelist()
    character = (await http.post("/api/v1/characters", json={"name": "Kara / the Bold"})).json()["id"]
    await http.put(f"/api/v1/characters/{character}/portrait", content=picture())
    share = (await http.post("/api/v1/shares", json={"label": "the TV"})).json()
    code = (await http.post("/api/v1/displays/pairings")).json()["code"]
    await http.post("/api/v1/displays", json={"code": code, "label": "over the fireplace"})
    await http.put("/api/v1/glossary", json={"names": [{"name": "Thalindra"}]})
    sent = {"session_id": evening.id}
    await http.post("/api/v1/audio/upload", data=sent, files={"file": ("evening.wav", recording(silence(0.2), "wav"))})
    account = zipfile.ZipFile(io.BytesIO((await evening.http.get("/api/v1/account/export")).content))
    assert account.testzip() is None
    assert "account.json" in account.namelist()
    assert account.read("ledger.jsonl") == b"", "the offline engines cost nothing"
    [portrait] = [name for name in account.namelist() if name.startswith("portraits/")]
    assert portrait == f"portraits/Kara the Bold {character[:8]}.webp"
    kept = (await http.get(f"/api/v1/characters/{character}/portrait")).content
    assert account.read(portrait) == kept
    assert len(account.namelist()) == len(names) + 3
    told = json.loads(account.read("account.json"))
    assert told["user"]["is_anonymous"] is True
    assert told["settings"]["glossary"] == [{"name": "Thalindra", "pronunciation": ""}]
    for kind, field, value in (
        ("characters", "name", "Kara / the Bold"),
        ("shares", "label", "the TV"),
        ("displays", "label", "over the fireplace"),
        ("uploads", "name", "evening.wav"),
    ):
        assert [item[field] for item in told[kind]] == [value], kind
    assert share["token"] not in account.read("account.json").decode()
    assert "hash" not in account.read("account.json").decode()


async def test_a_deleted_account_is_gone(evening: Evening, rows: Rows) -> None:
    async with Client.to(evening.here.url, WATCH) as viewer:
        await viewer.send(hello(evening.token, session_id=evening.id))
        await viewer.until("snapshot")
        assert (await evening.http.delete("/api/v1/account")).status_code == 204
        assert await viewer.closed() in (4503, 4510)  # its session may be gone first
    await rows.once(lambda: _empty(rows))
    assert evening.blobs() == set()
    assert (await evening.http.get(SESSIONS)).status_code == 401


async def _empty(rows: Rows) -> bool:
    return not await rows.value("select count(*) from auth.users")


async def test_recordings_are_kept_only_where_their_person_wants_them(serve_here: Callable[..., Any]) -> None:
    async with serve_here() as here:
        token = await sign_up(here.url)
        async with as_person(here.url, token) as http:
            keep = {"keep_recordings": True, "transcript_retention_days": None}
            assert (await http.put("/api/v1/account/privacy", json=keep)).json() == keep
            host = Host(here.url, token, tape(2).pcm, mode="file")
            await host.perform()
            at = f"{SESSIONS}/{host.session_id}"
            job = of(host.events, "transcript.final")[0]["utterance"]
            answer = await http.get(f"{at}/utterances/{job}/audio")
            assert answer.content.startswith(b"fLaC")
            recorded = (await http.get(f"{at}/jobs")).json()["jobs"]
            assert {one["id"]: one["recorded"] for one in recorded}[job] is True
            names = zipfile.ZipFile(io.BytesIO((await http.get(f"{at}/export")).content)).namelist()
            assert f"recordings/{job}.flac" in names
            await http.put("/api/v1/account/privacy", json=keep | {"keep_recordings": False})
            assert (await http.get(f"{at}/utterances/{job}/audio")).status_code == 404
            assert not any(one["recorded"] for one in (await http.get(f"{at}/jobs")).json()["jobs"])
            assert (await http.get("/api/v1/account/privacy")).json()["keep_recordings"] is False


async def test_transcripts_go_when_their_time_is_over(evening: Evening, rows: Rows) -> None:
    limits = {"keep_recordings": False, "transcript_retention_days": 30}
    await evening.http.put("/api/v1/account/privacy", json=limits)
    old, kept = (event["utterance"] for event in of(evening.told, "transcript.final")[:2])
    await rows.connection.execute("update jobs set created_at = now() - interval '31 days' where id = $1", old)
    await evening.here.app.state.services.retention.expire()
    assert await rows.value("select text from jobs where id = $1", old) == ""
    assert await rows.value("select text from jobs where id = $1", kept)
    assert len(await rows.events(evening.id)) == len(evening.told), "nothing is announced"
    [gone] = [event for event in await rows.events(evening.id) if event["type"] == "event.deleted"][:1]
    assert set(gone) == {"seq", "type"}
