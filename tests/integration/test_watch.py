"""Viewers: what they are shown first, what follows, and that a bad one harms nobody."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from harness.client import Client, Host, Message, sign_up
from harness.engines import paints
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import silence, tape
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

pytestmark = pytest.mark.usefixtures("clients")

WATCH = "/api/v1/watch"


async def watching(url: str, token: str, **fields: Any) -> Client:
    client = await Client.connect(url, WATCH)
    await client.send({"type": "hello", "protocol": 1, "token": token} | fields)
    return client


@pytest.fixture
async def told(standing: ServerProcess) -> Host:
    """A host whose evening is over, with a picture at its end."""
    speech = tape(3)
    host = Host(standing.url, await sign_up(standing.url), speech.pcm, mode="file")
    await host.perform()
    assert paints(speech.utterances[-1][2].split()[-1])
    return host


def shown(message: Message) -> tuple[Any, ...]:
    return message["seq"], message["type"]


async def test_a_viewer_without_a_session_waits_for_the_first(standing: ServerProcess) -> None:
    """And is told when it is there, with everything that happens in it."""
    token = await sign_up(standing.url)
    viewer = await watching(standing.url, token)
    ready = await viewer.until("ready")
    assert (ready["session_id"], ready["stream_id"], ready["samples"], ready["head"]) == (None, None, None, 0)
    host = Host(standing.url, token, tape(1).pcm)
    await host.perform()
    assert (await viewer.until("session.changed"))["session_id"] == host.session_id
    snapshot = await viewer.until("snapshot")
    assert snapshot["recovered"] is True
    await viewer.until(lambda message: message.get("seq") == host.seq)
    assert [event["seq"] for event in viewer.events] == list(range(snapshot["seq"] + 1, (host.seq or 0) + 1))


async def test_a_snapshot_stands_for_what_came_before(standing: ServerProcess, told: Host) -> None:
    viewer = await watching(standing.url, told.token, session_id=told.session_id)
    ready = await viewer.until("ready")
    assert (ready["session_id"], ready["head"]) == (told.session_id, told.seq)
    snapshot = await viewer.until("snapshot")
    by_type = {event["type"]: event for event in told.events}
    assert (snapshot["seq"], snapshot["recovered"]) == (told.seq, True)
    assert snapshot["environment"]["description"] == by_type["environment.updated"]["description"]
    assert snapshot["environment"]["version"] == by_type["environment.updated"]["version"]
    assert snapshot["scene"]["title"] == by_type["scene.composed"]["title"]
    # Two are painted at once, so that the newest scene's need not be the last one to be published.
    published = [event for event in told.events if event["type"] == "image.published"]
    assert snapshot["picture"]["image"] == max(published, key=lambda event: event["scene"])["image"]
    assert viewer.events == []


async def test_after_gives_just_the_events_behind_it(standing: ServerProcess, told: Host) -> None:
    assert told.seq is not None
    for after in (0, 1, told.seq - 1, told.seq):
        viewer = await watching(standing.url, told.token, session_id=told.session_id, after=after)
        await viewer.until("ready")
        await viewer.send({"type": "ping"})
        await viewer.until("pong")
        assert viewer.events == told.events[after:]
        assert viewer.of("snapshot") == []


async def test_after_that_cannot_be_honoured_gives_a_snapshot(
    standing: ServerProcess, standing_rows: Rows, told: Host
) -> None:
    assert told.seq is not None
    viewer = await watching(standing.url, told.token, session_id=told.session_id, after=told.seq + 1)
    snapshot = await viewer.until("snapshot")
    assert (snapshot["seq"], snapshot["recovered"]) == (told.seq, False)
    await _many_events(standing_rows.connection, str(told.session_id), 5001 - told.seq)
    far = await watching(standing.url, told.token, session_id=told.session_id, after=0)
    assert (await far.until("snapshot"))["recovered"] is False
    near = await watching(standing.url, told.token, session_id=told.session_id, after=1)
    await near.until(lambda message: message.get("seq") == 5001)
    assert [event["seq"] for event in near.events] == list(range(2, 5002))


async def test_after_counts_in_the_session_followed(standing: ServerProcess, standing_rows: Rows, told: Host) -> None:
    """Where the current session is another one by now, ``after`` says nothing about it."""
    viewer = await watching(standing.url, told.token, after=2, following=told.session_id)
    await viewer.until("ready")
    await viewer.until(lambda message: message.get("seq") == told.seq)
    assert viewer.events == told.events[2:]
    await standing_rows.value("update sessions set ended_at = now() where id = $1", UUID(told.session_id))
    newer = Host(standing.url, told.token, tape(1).pcm)
    await newer.perform()
    assert (await viewer.until("session.changed"))["session_id"] == newer.session_id
    other = await watching(standing.url, told.token, after=2, following=told.session_id)
    assert (await other.until("ready"))["session_id"] == newer.session_id
    assert (await other.until("snapshot"))["recovered"] is True
    fixed = await watching(standing.url, told.token, session_id=told.session_id)
    assert (await fixed.until("ready"))["session_id"] == told.session_id


async def _many_events(connection: asyncpg.Connection[Any], session_id: str, count: int, fill: str = "") -> None:
    """Record events as another process would, and announce them."""
    payload = json.dumps({"utterance": 1, "reason": "noise", "fill": fill})
    await connection.execute(
        """with head as (update sessions set head = head + $2 where id = $1 returning user_id, head - $2 as before)
        insert into session_events (session_id, user_id, seq, event_type, payload)
        select $1, user_id, before + n, 'transcript.dropped', $3 from head, generate_series(1, $2) n""",
        UUID(session_id),
        count,
        payload,
    )
    await connection.execute(
        "select pg_notify('adventure_event', $1 || ':' || head) from sessions where id = $2",
        session_id,
        UUID(session_id),
    )


async def test_no_event_is_missed_or_doubled_while_events_pour_in(
    standing: ServerProcess, standing_rows: Rows, told: Host
) -> None:
    """Forty viewers come while a thousand events are recorded: each sees every number once, in order."""
    assert told.seq is not None
    session_id = str(told.session_id)
    done = told.seq + 1000

    async def pour() -> None:
        for _ in range(200):
            await _many_events(standing_rows.connection, session_id, 5)
            await asyncio.sleep(0)

    before = told.seq

    async def view(n: int) -> None:
        fields: Message = {"after": before} if n % 2 else {}
        viewer = await watching(standing.url, told.token, session_id=session_id, **fields)
        first = before
        if n % 2 == 0:
            first = (await viewer.until("snapshot"))["seq"]
        if first < done:
            await viewer.until(lambda message: message.get("seq") == done)
        assert [event["seq"] for event in viewer.events] == list(range(first + 1, done + 1))
        await viewer.close()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(pour())
        for n in range(40):
            tasks.create_task(view(n))
            await asyncio.sleep(0.01)  # spread over the pouring


async def test_what_is_announced_was_recorded(standing: ServerProcess, standing_rows: Rows) -> None:
    """At the moment in which a viewer sees an event, its row is there."""
    token = await sign_up(standing.url)
    viewer = await watching(standing.url, token)
    await viewer.until("ready")
    host = Host(standing.url, token, tape(3).pcm, mode="file")
    seen = 0

    async def look() -> None:
        nonlocal seen
        while True:
            event = await viewer.until(lambda message: "seq" in message and message["type"] != "snapshot")
            row = await standing_rows.value("select seq from session_events where id = $1", UUID(event["id"]))
            assert row == event["seq"] == seen + 1
            seen = row

    looking = asyncio.create_task(look())
    await host.perform()

    async def all_seen() -> bool:
        return looking.done() or seen == host.seq

    await standing_rows.once(all_seen)
    assert not looking.done() or looking.result() is None
    looking.cancel()


async def test_a_viewer_that_never_reads_is_dropped_alone(
    standing: ServerProcess, standing_rows: Rows, told: Host
) -> None:
    """Its buffer is bounded: it is let go, and the others have missed nothing meanwhile."""
    session_id = str(told.session_id)
    assert told.seq is not None
    host, port = standing.url.removeprefix("http://").split(":")
    loop = asyncio.get_running_loop()
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.setblocking(False)
        await loop.sock_connect(deaf, (host, int(port)))
        protocol = ClientProtocol(parse_uri(f"ws://{host}:{port}{WATCH}"))
        protocol.send_request(protocol.connect())
        await loop.sock_sendall(deaf, b"".join(protocol.data_to_send()))
        protocol.receive_data(await loop.sock_recv(deaf, 4096))
        hello = {"type": "hello", "protocol": 1, "token": told.token, "session_id": session_id}
        protocol.send_text(json.dumps(hello).encode())
        await loop.sock_sendall(deaf, b"".join(protocol.data_to_send()))
        good = await watching(standing.url, told.token, session_id=session_id)
        await good.until("snapshot")
        done = told.seq
        async with asyncio.timeout(30):
            while True:
                await _many_events(standing_rows.connection, session_id, 500, "x" * 1500)
                done += 500
                await good.until(lambda message: message.get("seq") == done)  # noqa: B023
                if done > 8000:
                    break
        assert [event["seq"] for event in good.events] == list(range(told.seq + 1, done + 1))
        assert good.code is None
        # What it was sent before it was let go ends in the word that it was too slow, or in a reset.
        data = b""
        try:
            async with asyncio.timeout(20):
                while chunk := await loop.sock_recv(deaf, 1 << 20):
                    data += chunk
        except ConnectionResetError:
            pass
        else:
            assert b'"code":"too_slow"' in data[-1000:]
        assert len(data) < 8 * 1024 * 1024


async def test_pictures_are_served_to_who_knows_their_id(
    standing: ServerProcess, standing_rows: Rows, told: Host
) -> None:
    """Each published picture can be fetched and decoded; a hidden one is gone, an unknown one was never there."""
    import io

    import PIL.Image

    published = [event for event in told.events if event["type"] == "image.published"]
    assert published
    async with httpx.AsyncClient(base_url=standing.url) as http:
        pixels = set[Any]()
        for event in published:
            assert event["url"] == f"/i/{event['image']}"
            answer = await http.get(event["url"])
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
            assert answer.headers["x-content-type-options"] == "nosniff"
            with PIL.Image.open(io.BytesIO(answer.content)) as image:
                assert image.size == (event["width"], event["height"])
                pixels.add(image.convert("RGB").getpixel((0, 0)))
            again = await http.get(event["url"], headers={"if-none-match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
        assert len(pixels) == len(published), "different scenes, different pictures"
        for unknown in ("0" * 32, uuid4().hex, "x", "..%2f..%2fsigning-key.pem", "A" * 32):
            assert (await http.get(f"/i/{unknown}")).status_code == 404
        await standing_rows.value("update pictures set hidden = true where id = $1", published[0]["image"])
        hidden = await http.get(published[0]["url"], headers={"if-none-match": f'"{published[0]["image"]}"'})
        assert (hidden.status_code, hidden.json()["code"]) == (410, "hidden")


async def test_the_final_pictures_row_is_the_origins(standing_rows: Rows, told: Host) -> None:
    """It fills every column of the origin's history; the others leave them empty."""
    rows = await standing_rows.connection.fetch(
        "select * from session_events where session_id = $1 order by seq", UUID(told.session_id)
    )
    columns = (
        "transcript",
        "scene_prompt",
        "image_url",
        "environment_snapshot",
        "processing_duration_ms",
    )
    scenes = [row for row in rows if row["event_type"] == "scene"]
    assert scenes
    for row in scenes:
        assert all(row[column] is not None for column in columns)
        assert row["image_url"] == json.loads(row["payload"])["url"]
        assert "the words of" in row["transcript"]
    for row in rows:
        if row["event_type"] != "scene":
            assert all(row[column] is None for column in columns)


async def test_a_viewer_is_told_again_after_the_listener_was_away(serve_here: Callable[..., Any], rows: Rows) -> None:
    """Notifications are lost with their connection: the heads are read again."""
    async with serve_here() as here:
        host = Host(here.url, await sign_up(here.url), silence(0.5))
        await host.perform()
        viewer = await watching(here.url, host.token, session_id=host.session_id)
        snapshot = await viewer.until("snapshot")
        await rows.value(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'adventure-art listener'"
            " and datname = current_database()"
        )
        await _many_events(rows.connection, str(host.session_id), 3)
        await viewer.until(lambda message: message.get("seq") == snapshot["seq"] + 3)
        assert [event["seq"] for event in viewer.events] == [snapshot["seq"] + n for n in (1, 2, 3)]
