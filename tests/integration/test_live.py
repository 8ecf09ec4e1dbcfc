"""A capture socket from hello to the last result, on a real server and a real database."""

from __future__ import annotations

from harness.client import Host, sign_up
from harness.ledger import check_paid_once
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import tape


async def test_a_tape_is_heard_told_and_painted(standing: ServerProcess, standing_rows: Rows) -> None:
    """The whole way, and what each end of it says agrees: socket, tables, engines."""
    speech = tape(4)
    host = Host(standing.url, await sign_up(standing.url), speech.pcm, mode="file")
    assert await host.perform() == 1
    assert await standing_rows.heard(host.stream_id) == speech.utterances
    assert host.session_id is not None
    await standing_rows.check_whole(host.session_id)
    assert [event["seq"] for event in host.events] == list(range(1, len(host.events) + 1))
    check_paid_once(standing.lines(), await standing_rows.jobs(host.stream_id))
