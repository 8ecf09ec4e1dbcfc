"""A capture socket from hello to the last result, on a real server and a real database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from harness.client import FRAME, RATE, Client, ClosedError, Host, audio, sign_up
from harness.ledger import check_paid_once
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import silence, tape

from server import capture

pytestmark = pytest.mark.usefixtures("clients")

ServerAt = Callable[..., ServerProcess]


def assert_close(heard: tuple[int, int, str], expected: tuple[int, int, str]) -> None:
    """The same utterance, heard on another grid of frames."""
    assert abs(heard[0] - expected[0]) <= 960
    assert abs(heard[1] - expected[1]) <= 960


async def test_a_tape_is_heard_told_and_painted(standing: ServerProcess, standing_rows: Rows) -> None:
    """The whole way, and what each end of it says agrees: socket, tables, engines."""
    speech = tape(4, seed=77)
    before = len(standing.lines())  # the ledger is shared, and another test may have sent the same sentence
    host = Host(standing.url, await sign_up(standing.url), speech.pcm, mode="file")
    assert await host.perform() == 1
    assert await standing_rows.heard(host.stream_id) == speech.utterances
    assert host.session_id is not None
    await standing_rows.check_whole(host.session_id)
    assert [event["seq"] for event in host.events] == list(range(1, len(host.events) + 1))
    check_paid_once(standing.lines()[before:], await standing_rows.jobs(host.stream_id))


async def test_a_hello_without_a_session_goes_on_with_the_newest(standing: ServerProcess) -> None:
    token = await sign_up(standing.url)
    first, second = Host(standing.url, token, silence(0.5)), Host(standing.url, token, silence(0.5))
    await first.perform()
    await second.perform()
    assert first.session_id == second.session_id


# -- acks --------------------------------------------------------------------------------------------------------------


async def test_an_ack_for_each_second_and_safe_only_behind_a_commit(serve_here: Callable[..., Any]) -> None:
    """While the commit hangs, acks go on and ``safe`` does not; then it does."""
    go, committing = asyncio.Event(), asyncio.Event()

    async def hook(method: str, when: str) -> None:
        if (method, when) == ("commit_utterance", "before"):
            committing.set()
            await go.wait()

    speech = tape(2)
    async with serve_here(hook=hook) as here:
        host = Host(here.url, await sign_up(here.url), speech.pcm)
        client = await host.connect()
        await host.speak()
        await client.until("ack", samples=host.length // RATE * RATE)
        assert committing.is_set()
        acks = client.of("ack")
        assert all(later["samples"] - ack["samples"] <= RATE for ack, later in pairwise(acks))
        assert {ack["safe"] for ack in acks} == {0}
        assert client.of("utterance.committed") == []
        go.set()
        for n in range(2):
            committed = await client.until("utterance.committed")
            assert (committed["from"], committed["to"]) == speech.utterances[n][:2]
            ack = await client.until("ack")
            assert ack["safe"] >= committed["to"]
        await host.finish()
        await host.aclose()


@pytest.mark.parametrize("mode", ["live", "file"])
async def test_a_transcriber_that_is_behind_holds_the_sender_back(
    serve_here: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """Of what has no result only so much is stored; ``safe`` stands still, and the rest stays with its sender."""
    monkeypatch.setattr(capture, f"{mode.upper()}_BACKLOG", 3)
    go, begun = asyncio.Event(), 0

    async def act(engine: str, key: str) -> None:
        if engine == "transcribe":
            await go.wait()

    async def hook(method: str, when: str) -> None:
        nonlocal begun
        begun += (method, when) == ("commit_utterance", "before")

    speech = tape(5)
    async with serve_here(act=act, hook=hook) as here:
        host = Host(here.url, await sign_up(here.url), speech.pcm, mode=mode)
        client = await host.connect()
        await host.speak()
        for _ in range(3):
            await client.until("utterance.committed")
        await host.taken()
        assert begun == 3
        assert client.of("ack")[-1]["safe"] < speech.utterances[3][1]
        go.set()
        await host.finish()
        await host.aclose()
    assert [event["text"] for event in client.of("transcript.final")] == [words for _, _, words in speech.utterances]


async def test_silence_moves_safe_every_five_seconds(standing: ServerProcess, standing_rows: Rows) -> None:
    host = Host(standing.url, await sign_up(standing.url), silence(31))
    client = await host.connect()
    await host.speak()
    await client.until(lambda message: message["type"] == "ack" and message["safe"] > 24 * RATE)
    safes = sorted({ack["safe"] for ack in client.of("ack")})
    stored = await standing_rows.value("select safe from adventure.streams where id = $1", host.stream_id)
    assert stored >= safes[-1]
    # What is not safe yet is the silence of less than a mark, the pre-roll and the onset window.
    assert host.length - safes[-1] <= 5.7 * RATE
    await host.finish()
    await host.aclose()


# -- pause, flush, end -------------------------------------------------------------------------------------------------


async def test_a_paused_server_throws_audio_away(standing: ServerProcess, standing_rows: Rows) -> None:
    """What was said before is kept, what arrives meanwhile is not, also over a reconnect and a restart of the page."""
    speech = tape(3)
    host = Host(standing.url, await sign_up(standing.url), speech.pcm)
    client = await host.connect()
    await host.speak(speech.middle_of[0])
    await client.send({"type": "pause"})
    await client.until("paused")
    assert await standing_rows.value("select paused from sessions where id = $1", UUID(host.session_id))
    await host.speak(speech.middle_of[1])
    await host.taken()
    host.drop()
    client = await host.connect()
    assert host.ready["paused"] is True
    await client.send({"type": "resume"})
    await client.until("resumed")
    await host.speak()
    await host.finish()
    await host.aclose()
    heard = await standing_rows.heard(host.stream_id)
    assert heard[0][0] == speech.utterances[0][0]
    assert heard[0][1] <= speech.middle_of[0] + FRAME
    assert heard[1][0] >= speech.middle_of[1]
    assert_close(heard[-1], speech.utterances[-1])
    assert [job["outcome"] for job in await standing_rows.jobs(host.stream_id)] == ["final"] * len(heard)


async def test_a_paused_session_is_paused_for_another_stream(standing: ServerProcess, standing_rows: Rows) -> None:
    speech = tape(1)
    token = await sign_up(standing.url)
    first = Host(standing.url, token, speech.pcm)
    client = await first.connect()
    await client.send({"type": "pause"})
    # No waiting for the answer: the next stream must find it all the same.
    second = Host(standing.url, token, speech.pcm)
    await second.connect()
    assert await client.refused() == ("replaced", 4505)
    assert second.ready["paused"] is True
    await second.speak()
    await second.finish()
    assert await standing_rows.jobs(second.stream_id) == []
    await second.aclose()


async def test_paused_audio_costs_no_commit_each(serve_here: Callable[..., Any]) -> None:
    async with serve_here() as here:
        host = Host(here.url, await sign_up(here.url), silence(40))
        client = await host.connect()
        await client.send({"type": "pause"})
        await client.until("paused")
        for start in range(0, host.length, FRAME):
            await client.send(audio(start, bytes(2 * FRAME)))
            await asyncio.sleep(0)
        host.sent = host.length
        await client.send({"type": "resume"})
        await client.until("resumed")
        assert len(here.ledger.lines("commit_boundary")) <= 40 / 5 + 2
        assert here.ledger.lines("commit_boundary")[-1]["safe"] == host.length, "what was thrown away stays so"
        await host.finish()
        await host.aclose()


async def test_flush_cuts_now(standing: ServerProcess, standing_rows: Rows) -> None:
    """``flushed`` comes behind the commit of what was open."""
    speech = tape(1)
    host = Host(standing.url, await sign_up(standing.url), speech.pcm)
    client = await host.connect()
    await host.speak(speech.middle_of[0])
    await client.send({"type": "flush"})
    flushed = await client.until("flushed")
    assert flushed["samples"] == host.sent
    [job] = await standing_rows.jobs(host.stream_id)
    types = [message["type"] for message in client.messages]
    assert types.index("utterance.committed") < types.index("flushed")
    assert job["to_sample"] <= host.sent
    await host.finish()
    await host.aclose()


async def test_ended_comes_behind_every_result_and_may_be_asked_again(standing: ServerProcess) -> None:
    speech = tape(2)
    host = Host(standing.url, await sign_up(standing.url), speech.pcm, mode="file")
    client = await host.connect()
    await host.speak()
    ended = await host.finish()
    assert client.messages[-1] == ended
    assert client.events[-1]["seq"] == ended["head"] == len(client.events)
    assert len(client.of("transcript.final")) == 2
    host.drop()
    again = await host.connect()
    await again.send({"type": "end"})
    assert await again.until("ended") == ended
    await host.aclose()


# -- resume ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
async def test_a_dropped_connection_goes_on_where_it_was(
    standing: ServerProcess, standing_rows: Rows, seed: int
) -> None:
    """The network breaks in mid-utterance, between two, and in mid-message: nothing is lost and nothing doubled."""
    speech = tape(4)
    host = Host(standing.url, await sign_up(standing.url), speech.pcm, mode="file")
    await host.connect()
    for middle in speech.middle_of[seed % 2 :: 2]:
        await host.speak(middle + seed * 1000)
        sent, client = host.sent, host.client
        if seed == 1:
            await host.taken()
        assert client is not None
        acked = max(ack["samples"] for ack in client.of("ack")) if client.of("ack") else 0
        host.drop()
        await host.connect()
        assert acked <= host.sent <= sent
        assert host.sent == sent or seed != 1
    await host.speak()
    ended = await host.finish()
    assert host.client is not None
    assert host.client.of("snapshot") == []
    assert [event["seq"] for event in host.events] == list(range(1, ended["head"] + 1))
    await host.aclose()
    assert await standing_rows.heard(host.stream_id) == speech.utterances
    assert host.session_id is not None
    await standing_rows.check_whole(host.session_id)


async def test_a_cold_owner_cuts_alike(server_at: ServerAt, rows: Rows) -> None:
    """Restarted in mid-utterance after every sentence: it goes on at ``safe``, and the cuts are the same."""
    speech = tape(4)
    server = await server_at().running()
    host = Host(server.url, await sign_up(server.url), speech.pcm, mode="file")
    await host.connect()
    for middle in speech.middle_of:
        await host.speak(middle)
        await server.kill()
        host.leave()
        await server.running()
        await host.connect()
        assert host.ready["samples"] == host.ready["safe"]
        assert host.sent <= middle
    await host.speak()
    await host.finish()
    await host.aclose()
    assert await rows.heard(host.stream_id) == speech.utterances


async def test_who_does_not_come_back_is_cut_and_kept(serve_here: Callable[..., Any], rows: Rows) -> None:
    """After the time to resume, the open segment is committed; the stream may go on later all the same."""
    speech = tape(2)
    async with serve_here(resume_s=0) as here:
        host = Host(here.url, await sign_up(here.url), speech.pcm)
        await host.connect()
        await host.speak(speech.middle_of[0])
        sent = host.sent
        await host.taken()
        host.drop()

        async def transcribed() -> bool:
            return [job["status"] for job in await rows.jobs(host.stream_id)] == ["completed"]

        await rows.once(transcribed)
        [job] = await rows.jobs(host.stream_id)
        assert job["from_sample"] == speech.utterances[0][0]
        assert job["to_sample"] <= sent
        await host.connect()
        assert host.sent >= job["to_sample"], "what was committed is not asked for again"
        await host.speak()
        await host.finish()
        await host.aclose()
        heard = await rows.heard(host.stream_id)
        assert heard[0][1] <= heard[1][0]
        assert_close(heard[-1], speech.utterances[-1])


async def test_an_idle_session_is_given_back(serve_here: Callable[..., Any], rows: Rows) -> None:
    """Behind its last result and without a socket, another process may have it without asking."""
    async with serve_here(resume_s=0, heartbeat_s=0.05) as here:
        host = Host(here.url, await sign_up(here.url), tape(1).pcm)
        await host.perform()

        async def released() -> bool:
            return await rows.value("select holder is null from adventure.leases")

        await rows.once(released)
        for _ in range(20):  # coming and going among heartbeats, nobody is ever told that it was replaced
            await host.connect()
            host.drop()


async def test_a_session_is_not_given_back_under_a_host_that_comes(serve_here: Callable[..., Any], rows: Rows) -> None:
    """Heartbeats pass while its stream is being opened: it is idle by then, and kept all the same."""

    async def hook(method: str, when: str) -> None:
        if (method, when) != ("open_stream", "before"):
            return
        seen = set[object]()

        async def beaten() -> bool:
            seen.add(await rows.value("select expires_at from adventure.leases"))
            return len(seen) >= 4

        await rows.once(beaten)

    async with serve_here(hook=hook, heartbeat_s=0.02) as here:
        host = Host(here.url, await sign_up(here.url), silence(1))
        assert await host.perform() == 1
        assert await rows.value("select epoch from adventure.leases") == 1


# -- duplicate host ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("same", [True, False], ids=["same stream", "another stream"])
async def test_the_newest_host_wins(standing: ServerProcess, standing_rows: Rows, same: bool) -> None:
    speech = tape(2)
    token = await sign_up(standing.url)
    first = Host(standing.url, token, speech.pcm)
    old = await first.connect()
    await first.speak(speech.middle_of[0])
    await first.taken()
    second = Host(standing.url, token, speech.pcm, stream_id=first.stream_id if same else uuid4())
    await second.connect(session_id=first.session_id)
    assert await old.refused() == ("replaced", 4505)
    if same:
        assert 0 < second.sent <= first.sent
    else:
        assert second.sent == 0
    await second.speak()
    await second.finish()
    await second.aclose()
    if same:
        assert await standing_rows.heard(first.stream_id) == speech.utterances
    else:
        [cut] = await standing_rows.heard(first.stream_id)
        assert cut[0] == speech.utterances[0][0], "what the first had heard is cut and kept"
        assert await standing_rows.heard(second.stream_id) == speech.utterances
    await standing_rows.check_whole(str(second.session_id))


async def test_many_hellos_at_once_leave_one(standing: ServerProcess, standing_rows: Rows) -> None:
    """Twenty connections for the same stream at the same moment: one is left, and the stream is whole."""
    speech = tape(2)
    host = Host(standing.url, await sign_up(standing.url), speech.pcm)
    await host.connect()
    await host.speak(speech.middle_of[0])
    clients = [await Client.connect(standing.url, "/api/v1/live") for _ in range(20)]
    for client in clients:
        await client.send(host.hello())

    async def fate(client: Client) -> bool:
        try:
            await client.until("ready")
            await client.send({"type": "ping"})
            await client.until("pong")
        except ClosedError as closed:
            if closed.code != 4505:
                raise
            return False
        return True

    assert any(await asyncio.gather(*(fate(client) for client in clients)))
    await asyncio.gather(*(client.close() for client in clients))
    host.leave()
    await host.connect()
    await host.speak()
    await host.finish()
    await host.aclose()
    assert await standing_rows.heard(host.stream_id) == speech.utterances


# -- what is logged ----------------------------------------------------------------------------------------------------


async def test_neither_tokens_nor_speech_are_logged(standing: ServerProcess) -> None:
    """At debug level, over a whole session, refused ones and viewers included."""
    speech = tape(1)
    host = Host(standing.url, await sign_up(standing.url), speech.pcm)
    await host.perform()
    async with Client.to(standing.url, f"/api/v1/watch?token={host.token}") as viewer:
        await viewer.send({"type": "hello", "protocol": 1, "token": host.token, "after": 0})
        await viewer.until("image.published")
    async with Client.to(standing.url, "/api/v1/live") as refused:
        await refused.send({"type": "hello", "protocol": 1, "token": host.token[:-4] + "AAAA", "stream_id": "x"})
        await refused.closed()
    logged = standing.log.read_text()
    assert "server.started" in logged, "nothing was logged at all"
    for secret in (host.token, *host.token.split("."), "the words of", "the place of", "picture of"):
        assert secret not in logged
