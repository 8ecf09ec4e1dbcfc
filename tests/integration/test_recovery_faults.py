"""The database away, poisoned audio, engines that die: speech is kept, and the session goes on."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness.client import Client, Host, sign_up
from harness.ledger import check_paid_once, fingerprint
from harness.looking import Rows
from harness.processes import ServerProcess, Zygote
from harness.serving import serving
from harness.tape import tape

from clients.local.postgres_server import PostgresServer
from clients.postgres_migrations import migrate
from pipeline.errors import EngineError

pytestmark = pytest.mark.usefixtures("clients")

ServerAt = Callable[..., ServerProcess]


@pytest.fixture
async def own_postgres(made: Path) -> AsyncIterator[PostgresServer]:
    """A database server that may be stopped."""
    server = PostgresServer(made, settings={"fsync": "off", "full_page_writes": "off"})
    await migrate(await server.start())
    yield server
    await server.stop()


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_the_database_restarts_under_load(own_postgres: PostgresServer, tmp_path: Path, how: str) -> None:
    """Acks stop, the host is told, its socket stays; when the database is back everything goes on, and all is there."""
    speech = tape(5)
    async with serving(tmp_path / "here", own_postgres.server_dsn) as here:
        token = await sign_up(here.url)
        host = Host(here.url, token, speech.pcm, mode="file")
        client = await host.connect()
        viewer = await Client.connect(here.url, "/api/v1/watch")
        await viewer.send({"type": "hello", "protocol": 1, "token": token, "session_id": host.session_id, "after": 0})
        await viewer.until("ready")
        await host.speak(speech.middle_of[1])
        await client.until("utterance.committed")
        if how == "immediate" and own_postgres.pid is not None:
            os.kill(own_postgres.pid, signal.SIGQUIT)
        await own_postgres.stop()
        await host.speak(speech.middle_of[3])
        error = await client.until("error")
        assert (error["code"], error["fatal"]) == ("overloaded", False)
        assert error["retry_after_ms"] > 0
        await host.taken()
        stood = len(client.of("ack"))
        async with httpx.AsyncClient(base_url=here.url) as http:
            ready = await http.get("/readyz")
            assert (ready.status_code, list(ready.json()["wrong"])) == (503, ["database"])
            assert (await http.post("/auth/v1/signup", json={})).status_code == 503
        late = await Client.connect(here.url, "/api/v1/watch")
        await late.send({"type": "hello", "protocol": 1, "token": token})
        assert await late.refused() == ("overloaded", 4006)
        await host.speak()
        await host.taken()
        assert len(client.of("ack")) == stood, "nothing was stored, so nothing is acknowledged"
        await own_postgres.start()
        await host.finish()
        assert client.code is None, "the socket was kept all the while"
        assert len(client.of("error")) == 1
        await viewer.until(lambda message: message.get("seq") == host.seq)
        assert viewer.events == host.events
        await host.aclose()
        async with Rows.of(own_postgres.owner_dsn) as rows:
            assert await rows.heard(host.stream_id) == speech.utterances
            await rows.check_whole(str(host.session_id))
            check_paid_once(here.ledger.lines(), await rows.jobs(host.stream_id))


async def test_a_database_that_comes_late(own_postgres: PostgresServer, tmp_path: Path, zygote: Zygote) -> None:
    """Down at the start: everyone is told so; once it is there, so is the service."""
    dsn = own_postgres.server_dsn
    await own_postgres.stop()
    async with serving(tmp_path / "here", dsn) as here:
        async with httpx.AsyncClient(base_url=here.url) as http:
            assert (await http.get("/readyz")).json()["wrong"] == {"database": "The database is away."}
            answer = await http.post("/auth/v1/signup", json={})
            assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
            await own_postgres.start()
            assert own_postgres.server_dsn == dsn
            async with asyncio.timeout(30):
                while (await http.get("/readyz")).status_code != 200:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        host = Host(here.url, await sign_up(here.url), tape(1).pcm)
        await host.perform()
        assert [event["type"] for event in host.events][-1] == "image.published"


async def test_poisoned_audio_is_quarantined(serve_here: Callable[..., Any], rows: Rows) -> None:
    """An utterance that breaks its engine twice is given up with its reason; what follows is heard as ever."""
    speech = tape(3)
    start, end, _ = speech.utterances[1]
    poison = fingerprint(speech.pcm[2 * start : 2 * end])

    async def act(engine: str, key: str) -> None:
        if key == poison:
            raise EngineError("The engine died.", code="unavailable")

    async with serve_here(act=act) as here:
        host = Host(here.url, await sign_up(here.url), speech.pcm, mode="file")
        await host.perform()
        heard = await rows.heard(host.stream_id)
        assert [text for _, _, text in heard] == [speech.utterances[0][2], None, speech.utterances[2][2]]
        jobs = await rows.jobs(host.stream_id)
        assert [job["status"] for job in jobs] == ["completed", "failed", "completed"]
        assert jobs[1]["failures"] == 2
        assert "2 failures" in jobs[1]["last_error"] or "unavailable" in jobs[1]["last_error"]
        [dropped] = [event for event in host.events if event["type"] == "transcript.dropped"]
        assert (dropped["utterance"], dropped["reason"]) == (jobs[1]["id"], "quarantined")
        await rows.check_whole(str(host.session_id))


async def test_audio_that_kills_its_server_is_quarantined(server_at: ServerAt, rows: Rows) -> None:
    """Each owner dies under it: after its last start it is given up, and the server lives."""
    speech = tape(2)
    server = await server_at().running(hold=("transcribe", "call", 1))
    host = Host(server.url, await sign_up(server.url), speech.pcm, mode="file")
    client = await host.connect()
    await host.speak(speech.utterances[1][0])
    await client.until("utterance.committed")
    await server.kill()
    deaths = 1
    server.start(kill=("transcribe", "call", 1))
    while not await _survives(server, rows, host):
        deaths += 1
        assert deaths <= 4
        server.start(kill=("transcribe", "call", 1))
    assert deaths == 4
    [job] = await rows.jobs(host.stream_id)
    assert (job["status"], job["outcome"]) == ("failed", "dropped")
    await server.kill()
    await server.running()
    host.leave()
    await host.perform()
    heard = await rows.heard(host.stream_id)
    assert [text for _, _, text in heard] == [None, speech.utterances[1][2]]
    await rows.check_whole(str(host.session_id))


async def _survives(server: ServerProcess, rows: Rows, host: Host) -> bool:
    """Wait until the server has died or the utterance has its result."""
    async with asyncio.timeout(30):
        while True:
            if server.has_ended():
                return False
            jobs = await rows.jobs(host.stream_id)
            if jobs and jobs[0]["outcome"] is not None:
                return True
            await asyncio.sleep(0.02)
