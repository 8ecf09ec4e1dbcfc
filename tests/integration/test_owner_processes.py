"""Two server processes on one database: what one leaves the other takes over, and a zombie writes nothing."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from harness.client import Client, Host, sign_up
from harness.ledger import check_paid_once
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import tape

pytestmark = pytest.mark.usefixtures("clients")

ServerAt = Callable[..., ServerProcess]


@pytest.fixture
def pair(server_at: ServerAt) -> tuple[ServerProcess, ServerProcess]:
    """Two servers that share their signing key and, as one database needs it, what they did."""
    a, b = server_at("a"), server_at("b")
    b.folder = a.folder
    b.ledger = a.ledger
    return a, b


async def both(pair: tuple[ServerProcess, ServerProcess], **given: object) -> tuple[ServerProcess, ServerProcess]:
    await pair[0].running(**given)  # type: ignore[arg-type]
    await pair[1].running()
    return pair


async def test_a_viewer_on_one_sees_what_the_other_captures(
    pair: tuple[ServerProcess, ServerProcess], rows: Rows
) -> None:
    a, b = await both(pair)
    speech = tape(3)
    host = Host(a.url, await sign_up(a.url), speech.pcm, mode="file")
    await host.connect()
    async with Client.to(b.url, "/api/v1/watch") as viewer:
        await viewer.send({"type": "hello", "protocol": 1, "token": host.token, "session_id": host.session_id})
        await viewer.until("snapshot", seq=0)
        await host.speak()
        ended = await host.finish()
        await viewer.until(lambda message: message.get("seq") == ended["head"])
        assert [event["seq"] for event in viewer.events] == list(range(1, ended["head"] + 1))
        assert viewer.events == host.events
    await host.aclose()


@pytest.mark.parametrize("same", [True, False], ids=["same stream", "another stream"])
async def test_a_hello_elsewhere_takes_the_session_over(
    pair: tuple[ServerProcess, ServerProcess], rows: Rows, same: bool
) -> None:
    """The old owner is asked, stores what it heard and lets go; its socket hears that it was replaced."""
    a, b = await both(pair)
    speech = tape(3)
    host = Host(a.url, await sign_up(a.url), speech.pcm, mode="file")
    old = await host.connect()
    await host.speak(speech.middle_of[1])
    await host.taken()
    other = Host(b.url, host.token, speech.pcm, mode="file", stream_id=host.stream_id if same else uuid4())
    await other.connect(session_id=host.session_id)
    assert await old.refused() == ("replaced", 4505)
    assert await rows.value("select epoch from adventure.leases") == 2
    await other.speak()
    await other.finish()
    await other.aclose()
    heard = await rows.heard(other.stream_id)
    assert heard == speech.utterances
    if not same:
        assert (await rows.heard(host.stream_id))[0] == speech.utterances[0]
        assert len(await rows.jobs(host.stream_id)) == 2, "what was open was cut and kept"
    await rows.check_whole(str(host.session_id))
    if same:
        check_paid_once(a.lines(), await rows.jobs(host.stream_id))


async def test_back_and_forth(pair: tuple[ServerProcess, ServerProcess], rows: Rows) -> None:
    """One client that goes from server to server in mid-utterance, as behind a balancer: the cuts stay the same."""
    a, b = await both(pair)
    speech = tape(4)
    host = Host(a.url, await sign_up(a.url), speech.pcm, mode="file")
    for turn, middle in enumerate((*speech.middle_of, len(speech.pcm) // 2)):
        host.url = (a, b)[turn % 2].url
        await host.connect()
        await host.speak(middle)
        await host.taken()
        if turn % 2:
            host.drop()
        else:
            host.leave()
    await host.connect()
    await host.finish()
    await host.aclose()
    assert await rows.heard(host.stream_id) == speech.utterances
    await rows.check_whole(str(host.session_id))


@pytest.mark.parametrize("point", [("transcribe", "call", 2), ("paint", "call", 1), ("commit_composed", "before", 1)])
async def test_what_a_killed_server_left_is_taken_up(
    pair: tuple[ServerProcess, ServerProcess], rows: Rows, point: tuple[str, str, int]
) -> None:
    """Nobody comes back: the other server finishes it all the same, and pays for nothing twice."""
    a, b = await both(pair, kill=point)
    speech = tape(3)
    host = Host(a.url, await sign_up(a.url), speech.pcm, mode="file")
    client = await host.connect()
    await host.speak(speech.middle_of[2])
    assert await a.end() == -9
    await client.closed()

    async def settled() -> bool:
        jobs = await rows.jobs(host.stream_id)
        scenes = await rows.scenes(str(host.session_id))
        return (
            len(jobs) > 0
            and all(job["status"] == "completed" and job["scene"] is not None for job in jobs)
            and all(scene["status"] != "open" for scene in scenes)
        )

    await rows.once(settled)
    assert "session.taken_up" in b.log.read_text()
    await rows.check_whole(str(host.session_id))
    check_paid_once(a.lines(), await rows.jobs(host.stream_id))
    host.url = b.url
    await host.perform()
    assert await rows.heard(host.stream_id) == speech.utterances


async def test_a_zombie_writes_nothing(pair: tuple[ServerProcess, ServerProcess], rows: Rows) -> None:
    """Frozen before a commit, its lease runs out, the other one does the work; woken up, it is refused."""
    a, b = pair
    await a.running(hold=("commit_heard", "before", 1), lease_s=1)
    await b.running(lease_s=1)
    speech = tape(2)
    host = Host(a.url, await sign_up(a.url), speech.pcm, mode="file")
    client = await host.connect()
    await host.speak()
    await client.until("utterance.committed")
    await host.taken()
    a.signal(signal.SIGSTOP)

    async def done() -> bool:
        jobs = await rows.jobs(host.stream_id)
        return bool(jobs) and all(job["status"] == "completed" for job in jobs)

    await rows.once(done)
    epoch = await rows.value("select epoch from adventure.leases")
    assert epoch >= 2
    before = await rows.events(str(host.session_id))
    (a.folder / "released").touch()
    a.signal(signal.SIGCONT)
    # Its host is sent away to come again, since nobody newer took its place.
    error, close = await client.refused()
    assert (error, close) == ("resync", 4005)
    assert (await rows.events(str(host.session_id)))[: len(before)] == before
    host.leave()
    await host.perform()
    assert await rows.heard(host.stream_id) == speech.utterances
    await rows.check_whole(str(host.session_id))


async def test_a_hello_does_not_wait_for_a_frozen_owner(pair: tuple[ServerProcess, ServerProcess], rows: Rows) -> None:
    """It is asked, does not answer, and after two seconds the session is taken from it; woken up, it lets go."""
    a, b = await both(pair)
    speech = tape(2)
    host = Host(a.url, await sign_up(a.url), speech.pcm, mode="file")
    old = await host.connect()
    await host.speak(speech.middle_of[1])
    await host.taken()
    a.signal(signal.SIGSTOP)
    other = Host(b.url, host.token, speech.pcm, mode="file", stream_id=host.stream_id)
    await other.perform()
    a.signal(signal.SIGCONT)
    assert await old.refused() == ("replaced", 4505)
    assert await rows.heard(host.stream_id) == speech.utterances
    await rows.check_whole(str(host.session_id))


async def test_two_restarts_in_turn_lose_nothing(pair: tuple[ServerProcess, ServerProcess], rows: Rows) -> None:
    """A rolling restart: each server drains in turn, and the client goes to the other one."""
    a, b = await both(pair)
    speech = tape(4)
    host = Host(a.url, await sign_up(a.url), speech.pcm, mode="file")
    for turn, middle in enumerate(speech.middle_of):
        leaving, staying = (a, b) if turn % 2 == 0 else (b, a)
        host.url = leaving.url
        await host.connect()
        await host.speak(middle)
        await host.taken()
        leaving.signal(signal.SIGTERM)
        assert host.client is not None
        assert await host.client.closed() == 4001
        host.leave()
        host.url = staying.url
        await host.connect()
        assert await leaving.end() == 0
        await leaving.running()
    await host.speak()
    await host.finish()
    await host.aclose()
    assert await rows.heard(host.stream_id) == speech.utterances
    await rows.check_whole(str(host.session_id))
    check_paid_once(a.lines(), await rows.jobs(host.stream_id))


async def test_two_sessions_of_one_account_have_owners_of_their_own(
    pair: tuple[ServerProcess, ServerProcess], rows: Rows
) -> None:
    a, b = await both(pair)
    token = await sign_up(a.url)
    speech = tape(2)
    first = Host(a.url, token, speech.pcm, mode="file")
    await first.connect()
    await rows.value("update sessions set ended_at = now() where id = $1", UUID(first.session_id))
    second = Host(b.url, token, speech.pcm, mode="file")
    await second.connect()
    assert second.session_id != first.session_id
    await asyncio.gather(first.speak(), second.speak())
    await asyncio.gather(first.finish(), second.finish())
    await first.aclose()
    await second.aclose()
    assert await rows.heard(first.stream_id) == await rows.heard(second.stream_id) == speech.utterances
