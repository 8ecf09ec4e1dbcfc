"""Watching by a link: what its scopes show and no more, only its account, only while it holds, on each process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from harness.client import PATIENCE_S, Client, Host, Message, sign_up
from harness.looking import Rows
from harness.person import Person
from harness.processes import ServerProcess
from harness.tape import tape

pytestmark = pytest.mark.usefixtures("clients")

END_S = 5.0
"""Within which a link's end closes its sockets."""

HIDDEN = {
    "environment.updated", "utterance.classified", "transcript.dropped", "scene.skipped", "scene.superseded",
    "image.failed", "settings.updated", "event.deleted", "usage",
}  # fmt: skip


class Owner:
    """Someone with links."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token

    async def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"}
        async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=self.url, headers=headers) as http:
            answer = await http.request(method, f"/api/v1/shares{path}", **given)
        assert answer.is_success, answer.text
        return answer

    async def share(self, *scopes: str, **given: Any) -> dict[str, Any]:
        body = {"scopes": scopes} | given if scopes else given
        return (await self.ask("POST", "", json=body)).json()


async def watching(url: str, token: str, **fields: Any) -> Client:
    client = await Client.connect(url, "/api/v1/watch")
    await client.send({"type": "hello", "protocol": 1, "token": token} | fields)
    return client


@pytest.fixture
async def alice(standing: ServerProcess) -> Owner:
    return Owner(standing.url, await sign_up(standing.url))


@pytest.fixture
async def told(alice: Owner) -> Host:
    """Alice's session, in which something was said and painted."""
    host = Host(alice.url, alice.token, tape(3).pcm, mode="file")
    await host.perform()
    assert {"transcript.final", "scene.composed", "image.published", "environment.updated"} <= types(host.events)
    return host


def types(events: list[Message]) -> set[str]:
    return {event["type"] for event in events}


def cut(event: Message, *names: str) -> Message:
    return {name: event[name] for name in ("type", "seq", "id", "at", *names)}


PICTURE = ("scene", "image", "url", "quality", "width", "height")


def seen_by(scopes: set[str], events: list[Message]) -> list[Message]:
    """What a guest should get of these."""
    out: list[Message] = []
    for event in events:
        match event["type"]:
            case "image.published" if "picture" in scopes:
                out.append(cut(event, *PICTURE))
            case "scene.composed" if "caption" in scopes:
                out.append(cut(event, "scene", "title"))
            case "transcript.final" if "transcript" in scopes:
                out.append(cut(event, "utterance", "text", "from", "to"))
            case _:
                pass
    return out


@pytest.mark.parametrize("scopes", [(), ("caption",), ("transcript",), ("picture", "caption", "transcript")])
async def test_events_after_are_cut_down(alice: Owner, told: Host, scopes: tuple[str, ...]) -> None:
    """Numbers are those of the session; hidden events leave gaps."""
    share = await alice.share(*scopes)
    guest = await watching(alice.url, share["token"], session_id=told.session_id, after=0)
    ready = await guest.until("ready")
    assert (ready["session_id"], ready["head"], ready["paused"]) == (told.session_id, told.seq, False)
    assert ready["expires_at"] is None
    await guest.send({"type": "ping"})
    await guest.until("pong")
    assert guest.events == seen_by(set(share["scopes"]), told.events)
    assert guest.events


@pytest.mark.parametrize("scopes", [(), ("caption",), ("transcript",), ("picture", "caption", "transcript")])
async def test_a_snapshot_is_cut_down(alice: Owner, told: Host, scopes: tuple[str, ...]) -> None:
    share = await alice.share(*scopes)
    guest = await watching(alice.url, share["token"])
    snapshot = await guest.until("snapshot")
    assert (snapshot["seq"], snapshot["style"]) == (told.seq, "")
    assert snapshot["environment"] == {"description": "", "version": 0, "locked": False}
    assert (snapshot["picture"] is not None) == ("picture" in share["scopes"])
    composed = [event for event in told.events if event["type"] == "scene.composed"][-1]
    wanted = {"scene": composed["scene"], "title": composed["title"], "prompt": ""}
    assert snapshot["scene"] == (wanted if "caption" in share["scopes"] else None)


async def test_a_snapshot_tells_what_is_pinned_and_nothing_of_what_is_hidden(alice: Owner, told: Host) -> None:
    share = await alice.share("picture", "caption")
    first = next(event for event in told.events if event["type"] == "image.published")["scene"]
    async with Person.at(alice.url, alice.token) as person:
        studio = await person.watching()
        at = f"/api/v1/sessions/{told.session_id}"
        last = (await person.post(f"{at}/draw", json={"prompt": "a mill"})).json()["scene"]
        await studio.until("image.published", scene=last, quality="final")

        async def snapshot() -> Message:
            return await (await watching(alice.url, share["token"])).until("snapshot")

        def numbers(seen: Message) -> tuple[int | None, ...]:
            scenes = (seen[name] and seen[name]["scene"] for name in ("picture", "shown", "scene"))
            return (*scenes, seen["pinned"])

        assert numbers(await snapshot()) == (last, last, last, None)
        assert (await person.post(f"{at}/scenes/{first}/pin")).is_success
        assert numbers(await snapshot()) == (first, first, last, first)
        assert (await person.post(f"{at}/scenes/{last}/hide")).is_success
        seen = await snapshot()
        assert seen["picture"]["scene"] == seen["shown"]["scene"] == first
        assert "a mill" not in repr(seen)


async def test_live_events_reach_each_by_its_scopes(alice: Owner) -> None:
    """A guest that came before the first session follows the account, as the owner does."""
    shares = {scope: await alice.share(scope) for scope in ("picture", "caption", "transcript")}
    guests = {scope: await watching(alice.url, share["token"]) for scope, share in shares.items()}
    for guest in guests.values():
        assert (await guest.until("ready"))["session_id"] is None
    host = Host(alice.url, alice.token, tape(3).pcm, mode="file")
    await host.perform()
    for scope, guest in guests.items():
        assert (await guest.until("session.changed"))["session_id"] == host.session_id
        snapshot = await guest.until("snapshot")
        wanted = seen_by({scope}, [event for event in host.events if event["seq"] > snapshot["seq"]])
        await guest.until(lambda message, last=wanted[-1]["seq"]: message.get("seq") == last)
        assert guest.events == wanted
        assert not types(guest.messages) & HIDDEN


async def test_a_guest_resumes_where_it_was(alice: Owner, told: Host) -> None:
    """Also from a number that it never saw."""
    share = await alice.share("transcript")
    wanted = seen_by({"transcript"}, told.events)
    for after in range(told.seq or 0):
        guest = await watching(alice.url, share["token"], after=after, following=told.session_id)
        await guest.until("ready")
        await guest.send({"type": "ping"})
        await guest.until("pong")
        assert guest.events == [event for event in wanted if event["seq"] > after]
        assert guest.of("snapshot") == []
        await guest.close()


async def test_a_guest_sees_its_own_account_only(alice: Owner, told: Host) -> None:
    mallory = Owner(alice.url, await sign_up(alice.url))
    share = await mallory.share("picture", "caption", "transcript")
    for after in (None, 0):
        guest = await watching(alice.url, share["token"], session_id=told.session_id, after=after)
        assert await guest.refused() == ("not_found", 4510)
        assert types(guest.messages) == {"error"}
    follower = await watching(alice.url, share["token"], after=0, following=told.session_id)
    assert (await follower.until("ready"))["session_id"] is None
    missing = await watching(alice.url, share["token"], session_id=str(uuid4()))
    assert await missing.refused() == ("not_found", 4510)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "hide", "scene": 1},
        {"type": "pin", "scene": None},
        {"type": "draw"},
        {"type": "correct", "utterance": 1, "text": "x"},
        {"type": "pause"},
        {"type": "end"},
        {"type": "auth", "token": "aas_x"},
        {"type": "display", "display": "x", "blackout": True},
        {"type": "hello"},
        {"type": "ping", "type ": 1, "x": "y" * 70_000},
        "not json",
        b"\x00" * 10,
    ],
)
async def test_a_guest_may_say_nothing_but_ping(alice: Owner, message: Message | str | bytes) -> None:
    share = await alice.share()
    guest = await watching(alice.url, share["token"])
    await guest.until("ready")
    await guest.send({"type": "ping"})
    await guest.until("pong")
    await guest.send(message)
    assert await guest.refused() == ("bad_message", 4501)


async def test_a_guest_that_pings_too_often_is_closed(alice: Owner) -> None:
    guest = await watching(alice.url, (await alice.share())["token"])
    await guest.until("ready")
    for _ in range(60):
        await guest.send({"type": "ping"})
    assert await guest.refused() == ("rate_limited", 4006)


async def test_a_link_is_for_watching_only(alice: Owner) -> None:
    share = await alice.share()
    client = await Client.connect(alice.url, "/api/v1/live")
    await client.send({"type": "hello", "protocol": 1, "token": share["token"], "stream_id": str(uuid4())})
    assert await client.refused() == ("bad_token", 4500)


@pytest.mark.parametrize("token", ["aas_", "aas_" + "A" * 43, "aas_\x00", "aas_ü"])
async def test_a_token_that_is_no_links_is_refused(alice: Owner, token: str) -> None:
    guest = await watching(alice.url, token)
    assert await guest.refused() == ("bad_token", 4500)


async def test_a_link_that_has_expired_lets_nobody_in(alice: Owner, standing_rows: Rows) -> None:
    share = await alice.share()
    query = "update adventure.shares set expires_at = now() where id = $1"
    await standing_rows.value(query, UUID(share["id"]))
    guest = await watching(alice.url, share["token"])
    assert await guest.refused() == ("bad_token", 4500)


async def test_at_its_end_a_link_closes_its_sockets(alice: Owner) -> None:
    end = datetime.now(UTC) + timedelta(seconds=1.5)
    share = await alice.share(expires_at=end.isoformat())
    lasting = await alice.share(expires_at=(end + timedelta(days=3000)).isoformat())
    guest, other = await watching(alice.url, share["token"]), await watching(alice.url, lasting["token"])
    ready = await guest.until("ready")
    assert datetime.fromisoformat(ready["expires_at"]) == end
    assert await guest.refused() == ("revoked", 4503)
    assert datetime.now(UTC) >= end
    await other.until("ready")
    await other.send({"type": "ping"})
    await other.until("pong")


async def end(owner: Owner, share: dict[str, Any], how: str, rows: Rows) -> None:
    match how:
        case "revoked":
            await owner.ask("DELETE", f"/{share['id']}")
        case "rotated":
            await owner.ask("POST", f"/{share['id']}/rotate")
        case _:
            query = "delete from auth.users where id = (select user_id from adventure.shares where id = $1)"
            await rows.value(query, UUID(share["id"]))


@pytest.mark.parametrize("how", ["revoked", "rotated", "deleted with its account"])
async def test_the_end_of_a_link_closes_its_sockets_on_every_process(
    server_at: Callable[..., ServerProcess], rows: Rows, how: str
) -> None:
    one, two = server_at("one"), server_at("two")
    # One key: a token of the one is good at the other.
    await one.running()
    (two.folder / "signing-key.pem").write_bytes((one.folder / "signing-key.pem").read_bytes())
    await two.running()
    alice = Owner(one.url, await sign_up(one.url))
    share, other = await alice.share(), await alice.share()
    guests = [await watching(server.url, share["token"]) for server in (one, one, two, two)]
    staying = [await watching(server.url, other["token"]) for server in (one, two)]
    for guest in (*guests, *staying):
        await guest.until("ready")
    loop = asyncio.get_running_loop()
    began = loop.time()
    await end(alice, share, how, rows)
    for guest in guests:
        assert await guest.refused() == ("revoked", 4503)
    took = loop.time() - began
    assert took < END_S, f"it took {took:.1f} s"
    again = await watching(two.url, share["token"])
    assert await again.refused() == ("bad_token", 4500)
    if how.startswith("deleted"):
        return
    for guest in staying:
        await guest.send({"type": "ping"})
        await guest.until("pong")


async def test_an_end_that_nobody_heard_of_is_found_when_the_listener_is_back(
    alice: Owner, standing_rows: Rows
) -> None:
    """The database's connection for notifications was cut, and the link revoked meanwhile."""
    share, other = await alice.share(), await alice.share()
    guest, staying = await watching(alice.url, share["token"]), await watching(alice.url, other["token"])
    await guest.until("ready")
    await staying.until("ready")
    async with standing_rows.connection.transaction():
        await standing_rows.value("alter table adventure.shares disable trigger announce")
        await standing_rows.value("delete from adventure.shares where id = $1", UUID(share["id"]))
        await standing_rows.value("alter table adventure.shares enable trigger announce")
    listener = "application_name = 'adventure-art listener' and datname = current_database()"
    assert await standing_rows.value(f"select pg_terminate_backend(pid) from pg_stat_activity where {listener}")
    assert await guest.refused() == ("revoked", 4503)
    await staying.send({"type": "ping"})
    await staying.until("pong")


async def test_guests_do_not_use_up_their_hosts_connections(alice: Owner) -> None:
    share = await alice.share()
    guests = [await watching(alice.url, share["token"]) for _ in range(64)]
    for guest in guests:
        await guest.until("ready")
    one_more = await watching(alice.url, share["token"])
    assert await one_more.refused() == ("too_many_connections", 4504)
    own = await watching(alice.url, alice.token)
    await own.until("ready")
