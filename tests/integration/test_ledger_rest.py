"""What was paid, as its person sees it: by REST, on the sockets, in the export. And nobody else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from harness.client import Client, Host
from harness.looking import Rows
from harness.person import Person
from harness.processes import ServerProcess
from harness.tape import tape

from clients.postgres import Database
from clients.postgres_treasury import PostgresTreasury
from clients.prices import Prices
from pipeline.call import Usage
from pipeline.errors import SpendCapError
from pipeline.spending import Caps, month_of, next_month

pytestmark = pytest.mark.usefixtures("clients")

NO_CAPS = Caps()
CENT = 10_000_000


@pytest.fixture
async def till(standing: ServerProcess) -> AsyncIterator[Database]:
    """The standing server's database, as another process of it has it."""
    database = await Database.connect(standing.database_url)
    yield database
    await database.close()


@asynccontextmanager
async def evening(url: str) -> AsyncIterator[tuple[Person, Host, Client]]:
    """Someone, a session of theirs in which something was told, and their other tab."""
    async with Person.at(url) as person:
        host = Host(url, person.token, tape(2).pcm, mode="file")
        await host.perform()
        yield person, host, await person.watching()


async def pay(till: Database, person: Person, session: Any, nano: int, *, scene: int, caps: Caps = NO_CAPS) -> None:
    """One call of another process."""
    purse = PostgresTreasury(till, Prices.load(), caps).purse(person.user_id, UUID(str(session)), scene=scene)
    async with purse.pay("openai", "gpt-image-2.5-flare", "paint", nano) as bill:
        bill.charge(nano, Usage(input_tokens=12, images=1))


async def test_what_the_offline_engines_cost_is_told(standing: ServerProcess) -> None:
    async with evening(standing.url) as (_, host, viewer):
        free = {
            "session_usd": 0.0,
            "session_cap_usd": 10.0,
            "account_usd": 0.0,
            "account_cap_usd": 50.0,
            "reached": None,
        }
        assert await viewer.until("usage") == {"type": "usage", **free}
        # One that captures is told, too.
        again = await host.connect()
        assert await again.until("usage") == {"type": "usage", **free}
        assert [m["type"] for m in again.messages].index("ready") < [m["type"] for m in again.messages].index("usage")
        assert {event["cost_usd"] for event in host.events if "cost_usd" in event} == {0.0}


async def test_each_settlement_reaches_every_socket_of_the_session_but_no_guest(
    standing: ServerProcess, till: Database
) -> None:
    async with evening(standing.url) as (person, host, viewer), Person.at(standing.url) as stranger:
        share = (await person.post("/api/v1/shares", json={"scopes": ["picture", "caption", "transcript"]})).json()
        guest = await Client.connect(standing.url, "/api/v1/watch")
        await guest.send({"type": "hello", "protocol": 1, "token": share["token"]})
        await guest.until("snapshot")
        elsewhere = await stranger.watching()
        await viewer.until("usage")
        await pay(till, person, host.session_id, 41 * CENT, scene=1)
        told = await viewer.until("usage")
        assert (told["session_usd"], told["account_usd"], told["reached"]) == (0.41, 0.41, None)
        with pytest.raises(SpendCapError):
            await pay(till, person, host.session_id, 4960 * CENT, scene=1, caps=Caps(account=5000 * CENT))
        told = await viewer.until("usage")
        until = next_month(month_of(datetime.now(UTC))).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert told["reached"] == {"cap": "account", "until": until}
        for client in (guest, elsewhere):
            await client.send({"type": "ping"})
            await client.until("pong")
            assert not client.of("usage")


async def test_rest_shows_what_was_paid(standing: ServerProcess, till: Database, standing_rows: Rows) -> None:
    async with evening(standing.url) as (person, host, _), Person.at(standing.url) as stranger:
        await pay(till, person, host.session_id, 123_456_789, scene=1)
        await pay(till, person, host.session_id, 1, scene=1)
        await pay(till, person, host.session_id, 10 * CENT, scene=2)
        unknown = PostgresTreasury(till, Prices.load(), NO_CAPS).purse(person.user_id, UUID(str(host.session_id)))
        async with unknown.pay("openai", "gpt-transcribe", "transcribe", 5):
            pass
        usage = (await person.get("/api/v1/usage")).json()
        assert [usage["total"]["cost_usd"], usage["days"][-1]["cost_usd"], usage["sessions"][0]["cost_usd"]] == (
            [0.223456795] * 3
        )
        assert (await stranger.get("/api/v1/usage")).json()["total"]["cost_usd"] == 0.0
        scenes = (await person.get(f"/api/v1/sessions/{host.session_id}/scenes")).json()["scenes"]
        assert [scene["cost_usd"] for scene in scenes][:2] == [0.12345679, 0.1]
        archive = zipfile.ZipFile(io.BytesIO((await person.get("/api/v1/account/export")).content))
        calls = [json.loads(line) for line in archive.read("ledger.jsonl").splitlines()]
        assert [(call["stage"], call["state"], call["scene"], call["charged_nano_usd"]) for call in calls] == [
            ("paint", "settled", 1, 123_456_789),
            ("paint", "settled", 1, 1),
            ("paint", "settled", 2, 10 * CENT),
            ("transcribe", "unknown", None, None),
        ]
        assert calls[0] == {
            "id": calls[0]["id"],
            "session_id": str(host.session_id),
            "utterance": None,
            "scene": 1,
            "stage": "paint",
            "provider": "openai",
            "model": "gpt-image-2.5-flare",
            "prices": Prices.load().date,
            "state": "settled",
            "reserved_nano_usd": 123_456_789,
            "charged_nano_usd": 123_456_789,
            "usage": {"input_tokens": 12, "images": 1},
            "reserved_at": calls[0]["reserved_at"],
            "settled_at": calls[0]["settled_at"],
        }
        # A deleted session is no session any more; what it cost stays in its days.
        assert (await person.delete(f"/api/v1/sessions/{host.session_id}")).status_code == 204
        usage = (await person.get("/api/v1/usage")).json()
        assert (usage["sessions"], usage["total"]["cost_usd"]) == ([], 0.223456795)
        assert (await person.delete("/api/v1/account")).status_code == 204
        await standing_rows.once(lambda: _gone(standing_rows, person.user_id))


async def _gone(rows: Rows, user: UUID) -> bool:
    return not await rows.value("select count(*) from adventure.ledger where user_id = $1", user)
