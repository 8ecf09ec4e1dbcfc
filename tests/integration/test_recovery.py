"""kill -9 at named points: the server is started again, the client comes back, and nothing shows that it happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache

import pytest
from harness.client import Host, sign_up
from harness.engines import paints
from harness.ledger import check_paid_once
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import Tape, heard, silence, tape

pytestmark = pytest.mark.usefixtures("clients")

ServerAt = Callable[..., ServerProcess]

STEPS = (
    "open_stream",
    "unfinished",
    "commit_utterance",
    "commit_boundary",
    "commit_heard",
    "open_scene",
    "commit_environment",
    "commit_composed",
    "commit_skipped",
    "commit_paint_start",
    "commit_image",
    "commit_stream_end",
)
POINTS = [
    *((step, when, 1) for step in STEPS for when in ("before", "after")),
    ("commit_utterance", "before", 3),
    ("commit_heard", "after", 4),
    ("commit_environment", "before", 4),
    ("commit_image", "after", 2),
    *((engine, "call", 1) for engine in ("transcribe", "environment", "scene", "paint")),
]


@cache
def evening() -> Tape:
    """Five sentences behind a silence that is long enough to be stored as such; some lead to pictures."""
    pcm = silence(6) + tape(5).pcm
    found = Tape(pcm, heard(pcm))
    painted = [paints(words.split()[-1]) for _, _, words in found.utterances]
    assert sum(painted) >= 2
    assert not all(painted)
    return found


async def check(host: Host, rows: Rows, server: ServerProcess) -> None:
    """Nothing shows that anything happened."""
    assert host.session_id is not None
    assert await rows.heard(host.stream_id) == evening().utterances
    await rows.check_whole(host.session_id)
    check_paid_once(server.lines(), await rows.jobs(host.stream_id))
    recorded = await rows.events(host.session_id)
    told = [{name: value for name, value in event.items() if name not in ("id", "at")} for event in host.events]
    assert told == recorded, "the host was told each event once, in order, as it is recorded"
    published = [event["scene"] for event in recorded if event["type"] == "image.published"]
    expected = [n for n, (_, _, words) in enumerate(evening().utterances, 1) if paints(words.split()[-1])]
    assert sorted(published) == expected
    assert await rows.value("select max(starts) from jobs") <= 3


async def serve_until_it_dies(server: ServerProcess, host: Host, **again: object) -> int:
    """Let the host perform; once the server was killed, start it again. How often the host connected."""

    async def restart() -> None:
        assert await server.end() == -9
        server.start(**again)  # type: ignore[arg-type]

    async with asyncio.TaskGroup() as tasks:
        performance = tasks.create_task(host.perform())
        tasks.create_task(restart())
    return performance.result()


TWICE = [
    # Killed again while it takes up what the first kill left.
    *(
        (first, second)
        for first in (("commit_heard", "before", 1),)
        for second in (
            ("unfinished", "after", 1),
            ("commit_start", "before", 1),
            ("commit_start", "after", 1),
            ("commit_heard", "before", 1),
            ("open_scene", "after", 1),
        )
    ),
    (("commit_composed", "before", 1), ("commit_scene_start", "before", 1)),
    (("commit_composed", "before", 1), ("commit_scene_start", "after", 1)),
    (("commit_image", "before", 1), ("commit_image", "before", 1)),
    (("commit_utterance", "after", 2), ("open_stream", "after", 1)),
]


@pytest.mark.parametrize("points", TWICE, ids=lambda points: " ".join("-".join(map(str, point)) for point in points))
async def test_killed_twice(
    server_at: ServerAt, rows: Rows, points: tuple[tuple[str, str, int], tuple[str, str, int]]
) -> None:
    server = await server_at().running(kill=points[0])
    host = Host(server.url, await sign_up(server.url), evening().pcm, mode="file")

    async def restart() -> None:
        assert await server.end() == -9
        server.start(kill=points[1])
        assert await server.end() == -9
        server.start()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(host.perform())
        tasks.create_task(restart())
    await check(host, rows, server)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_killed_while_pausing(server_at: ServerAt, rows: Rows, when: str) -> None:
    """Whatever was not confirmed is asked again; what was is kept."""
    server = await server_at().running(kill=("commit_paused", when, 1))
    host = Host(server.url, await sign_up(server.url), evening().pcm, mode="file")
    client = await host.connect()
    await host.speak(evening().utterances[1][0])
    await client.send({"type": "pause"})
    assert await server.end() == -9
    await client.closed()
    assert client.of("paused") == []
    host.leave()
    await server.running()
    client = await host.connect()
    assert host.ready["paused"] is (when == "after")
    await client.send({"type": "resume"})
    await client.until("resumed")
    await host.speak()
    await host.finish()
    await host.aclose()
    assert len(await rows.jobs(host.stream_id)) >= len(evening().utterances) - 1
    await rows.check_whole(str(host.session_id))


async def test_killed_in_a_live_evening(server_at: ServerAt, rows: Rows) -> None:
    """Live, transcripts are merged and scenes give way to newer ones; still every word is there once."""
    server = await server_at().running(kill=("commit_environment", "before", 2))
    host = Host(server.url, await sign_up(server.url), evening().pcm)
    await serve_until_it_dies(server, host)
    assert await rows.heard(host.stream_id) == evening().utterances
    await rows.check_whole(str(host.session_id))
    check_paid_once(server.lines(), await rows.jobs(host.stream_id))


@pytest.mark.parametrize("point", POINTS, ids=lambda point: "-".join(map(str, point)))
async def test_killed_once(server_at: ServerAt, rows: Rows, point: tuple[str, str, int]) -> None:
    server = server_at()
    server.start(kill=point)
    await server.ready()
    host = Host(server.url, await sign_up(server.url), evening().pcm, mode="file")
    assert await serve_until_it_dies(server, host) >= 2
    await check(host, rows, server)
