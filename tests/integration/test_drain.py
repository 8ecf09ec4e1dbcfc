"""SIGTERM: everyone is told, what was heard is kept, the sessions are given back, and the process ends well."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import httpx
import pytest
from harness.client import Client, Host, sign_up
from harness.ledger import check_paid_once
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import tape

pytestmark = pytest.mark.usefixtures("clients")

ServerAt = Callable[..., ServerProcess]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_everyone_is_told_and_the_process_ends(server_at: ServerAt, rows: Rows, number: signal.Signals) -> None:
    """Capture, viewer and one that has not said hello: goaway, then the word, then 4001; exit code 0."""
    server = await server_at().running()
    speech = tape(2)
    host = Host(server.url, await sign_up(server.url), speech.pcm)
    capture = await host.connect()
    await host.speak(speech.middle_of[1])
    await host.taken()
    viewer = await Client.connect(server.url, "/api/v1/watch")
    await viewer.send({"type": "hello", "protocol": 1, "token": host.token})
    await viewer.until("snapshot")
    silent = await Client.connect(server.url, "/api/v1/watch")
    server.signal(number)
    for client in (capture, viewer, silent):
        goaway = await client.until("goaway")
        assert goaway["time_left_ms"] > 0
        assert await client.refused() == ("draining", 4001)
    assert await server.end() == 0
    assert await rows.value("select count(*) from adventure.leases where holder is not null") == 0
    # What was cut has its result; what was open is still with its sender, and not cut.
    heard = await rows.heard(host.stream_id)
    assert heard == speech.utterances[:1]
    await rows.check_whole(str(host.session_id))
    host.leave()
    await server.running()
    await host.perform()
    assert await rows.heard(host.stream_id) == speech.utterances


async def test_not_ready_while_it_drains(server_at: ServerAt, rows: Rows) -> None:
    """It still answers, says 503, lets nobody in, and finishes the picture it is at."""
    server = await server_at().running(hold=("paint", "call", 1))
    speech = tape(1)
    host = Host(server.url, await sign_up(server.url), speech.pcm, mode="file")
    client = await host.connect()
    await host.speak()
    await client.send({"type": "end"})
    await client.until("scene.composed")
    server.signal(signal.SIGTERM)
    assert await client.closed() == 4001
    async with httpx.AsyncClient(base_url=server.url) as http:
        ready = await http.get("/readyz")
        assert (ready.status_code, ready.json()["wrong"]) == (503, {"server": "draining"})
        assert "retry-after" in ready.headers
        assert (await http.get("/healthz")).status_code == 200
    late = await Client.connect(server.url, "/api/v1/live")
    assert await late.refused() == ("draining", 4001)
    (server.folder / "released").touch()
    assert await server.end() == 0
    assert [event["type"] for event in await rows.events(str(host.session_id))][-1] == "image.published"
    check_paid_once(server.lines(), await rows.jobs(host.stream_id))


async def test_what_does_not_finish_in_time_is_left_to_the_next(server_at: ServerAt, rows: Rows) -> None:
    """A call that hangs does not hold the process; it is begun again by whoever comes next."""
    server = await server_at().running(hold=("transcribe", "call", 1), drain_s=0.2)
    speech = tape(1)
    host = Host(server.url, await sign_up(server.url), speech.pcm, mode="file")
    client = await host.connect()
    await host.speak()
    await client.until("utterance.committed")
    server.signal(signal.SIGTERM)
    assert await server.end() == 0
    assert await rows.value("select count(*) from adventure.leases where holder is not null") == 0
    assert await rows.value("select count(*) from adventure.utterance_audio") == 1
    host.leave()
    await server.running()
    await host.perform()
    assert await rows.heard(host.stream_id) == speech.utterances
    await rows.check_whole(str(host.session_id))


async def test_a_second_signal_ends_it_at_once(server_at: ServerAt, rows: Rows) -> None:
    """The call under way is neither waited for nor given up: what was said is there for whoever comes next."""
    server = await server_at().running(hold=("transcribe", "call", 1), drain_s=600)
    speech = tape(1)
    host = Host(server.url, await sign_up(server.url), speech.pcm)
    client = await host.connect()
    await host.speak()
    await client.until("utterance.committed")
    server.signal(signal.SIGTERM)
    assert await client.closed() == 4001
    server.signal(signal.SIGTERM)
    await server.end()
    assert await rows.value("select count(*) from adventure.utterance_audio") == 1
    assert await rows.events(str(host.session_id)) == []


async def test_ten_hosts_through_a_restart(server_at: ServerAt, rows: Rows) -> None:
    """Sockets of ten accounts in mid-sentence: each comes back and has all its words, once."""
    server = await server_at().running()
    speech = tape(2)
    hosts = [Host(server.url, await sign_up(server.url), speech.pcm, mode="file") for _ in range(10)]
    for n, host in enumerate(hosts):
        await host.connect()
        await host.speak(n * host.length // 10)
    server.signal(signal.SIGTERM)
    performances = [asyncio.create_task(host.perform()) for host in hosts]
    assert await server.end() == 0
    await server.running()
    await asyncio.gather(*performances)
    for host in hosts:
        assert await rows.heard(host.stream_id) == speech.utterances
        await rows.check_whole(str(host.session_id))
