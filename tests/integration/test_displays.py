"""Displays at the table: paired by a code, shown what was chosen, controlled, disconnected, on each process."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from harness.client import Client, Host, Message, sign_up
from harness.looking import Rows
from harness.person import Person
from harness.processes import ServerProcess
from harness.tape import tape

pytestmark = pytest.mark.usefixtures("clients")

DISPLAYS = "/api/v1/displays"
PAIRINGS = f"{DISPLAYS}/pairings"
HIDDEN = {"transcript.final", "transcript.corrected", "environment.updated", "scene.skipped", "settings.updated",
          "usage", "displays", "utterance.classified"}  # fmt: skip


class Tv(httpx.AsyncClient):
    """A display's page: it has no account."""

    pairing: dict[str, Any]
    token = ""
    display = ""

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str) -> AsyncIterator[Tv]:
        async with cls(base_url=url) as tv:
            answer = await tv.post(PAIRINGS)
            assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
            tv.pairing = answer.json()
            yield tv

    async def claim(self, secret: str | None = None) -> httpx.Response:
        return await self.post(f"{PAIRINGS}/{self.pairing['code']}/claim", json={"secret": secret or self.secret})

    @property
    def secret(self) -> str:
        return self.pairing["secret"]

    async def paired(self, person: Person, label: str = "Living room") -> Tv:
        """Typed in by that person."""
        made = await person.post(DISPLAYS, json={"code": self.pairing["code"], "label": label})
        assert made.status_code == 201, made.text
        claimed = await self.claim()
        assert claimed.status_code == 200, claimed.text
        self.token, self.display = claimed.json()["token"], made.json()["display"]
        return self

    async def connected(self, url: str | None = None, **fields: Any) -> Client:
        client = await Client.connect(url or str(self.base_url), "/api/v1/watch")
        await client.send({"type": "hello", "protocol": 1, "token": self.token} | fields)
        return client


@pytest.fixture
async def alice(standing: ServerProcess) -> AsyncIterator[Person]:
    async with Person.at(standing.url) as person:
        yield person


@pytest.fixture
async def mallory(standing: ServerProcess) -> AsyncIterator[Person]:
    async with Person.at(standing.url) as person:
        yield person


@pytest.fixture
async def tv(standing: ServerProcess) -> AsyncIterator[Tv]:
    async with Tv.at(standing.url) as tv:
        yield tv


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def told(studio: Client, **fields: Any) -> Message:
    """The next list of displays whose only one is so."""
    message = await studio.until(
        lambda m: m["type"] == "displays" and [d for d in m["displays"] if d | fields == d] == m["displays"] != []
    )
    return message["displays"][0]


async def test_a_code_is_typed_and_claimed(alice: Person, tv: Tv, standing_rows: Rows) -> None:
    assert set(tv.pairing) == {"code", "secret", "expires_at", "poll_s", "link", "qr"}
    assert tv.pairing["link"] == f"{str(tv.base_url).rstrip('/')}/#/displays?code={tv.pairing['code']}"
    assert set(tv.pairing["qr"]) == {"size", "path"}
    assert (await tv.claim()).json() == {"status": "waiting"}
    typed = f" {tv.pairing['code'][:3].lower()}-{tv.pairing['code'][3:]} "
    made = await alice.post(DISPLAYS, json={"code": typed, "label": "Living room"})
    assert made.status_code == 201, made.text
    display = made.json()
    assert display | {"label": "Living room", "connected": False, "blackout": False, "freeze": False, "caption": True,
                      "session_id": None, "last_seen_at": None} == display  # fmt: skip
    claimed = await tv.claim()
    assert (claimed.status_code, claimed.headers["cache-control"]) == (200, "no-store")
    answer = claimed.json()
    assert (answer["display"], answer["label"]) == (display["display"], "Living room")
    assert answer["token"].startswith("aad_")
    assert (await tv.claim()).json() == answer, "an answer that was lost is given again"
    assert (await alice.post(DISPLAYS, json={"code": typed})).json()["display"] == display["display"]
    assert (await alice.get(DISPLAYS)).json() == {"displays": [display]}
    kept = await standing_rows.connection.fetch("select * from adventure.pairings where code = $1", tv.pairing["code"])
    kept += await standing_rows.connection.fetch("select * from adventure.displays where user_id = $1", alice.user_id)
    assert [row["token_hash"] for row in kept] == [hashlib.sha256(answer["token"].encode()).digest()] * 2
    assert answer["token"] not in repr(kept)
    assert tv.secret not in repr(kept)


async def test_a_code_is_one_accounts_only(alice: Person, mallory: Person, tv: Tv) -> None:
    await tv.paired(alice)
    assert error(await mallory.post(DISPLAYS, json={"code": tv.pairing["code"]})) == (404, "not_found")
    assert (await mallory.get(DISPLAYS)).json() == {"displays": []}
    for answer in (
        await mallory.patch(f"{DISPLAYS}/{tv.display}", json={"blackout": True}),
        await mallory.delete(f"{DISPLAYS}/{tv.display}"),
        await mallory.patch(f"{DISPLAYS}/{uuid4()}", json={}),
    ):
        assert error(answer) == (404, "not_found")


@pytest.mark.parametrize("code", ["", "ABC23", "ABC2345", "ABC2O4", "ABC234\x00", "ÄBC234", "x" * 33])
async def test_what_is_no_code(alice: Person, code: str) -> None:
    assert error(await alice.post(DISPLAYS, json={"code": code}))[0] in (404, 422)


async def test_a_code_ends_after_ten_minutes_or_ten_wrong_secrets(
    alice: Person, tv: Tv, standing: ServerProcess, standing_rows: Rows
) -> None:
    earlier = "update adventure.pairings set expires_at = expires_at - interval '10 minutes' where code = $1"
    async with Tv.at(standing.url) as late:
        await standing_rows.value(earlier, late.pairing["code"])
        assert error(await alice.post(DISPLAYS, json={"code": late.pairing["code"]})) == (404, "not_found")
        assert (await late.claim()).status_code == 202, "it may have been typed at the last moment"
        await standing_rows.value(earlier, late.pairing["code"])
        assert error(await late.claim()) == (404, "not_found")
    for _ in range(9):
        assert error(await tv.claim("guessed")) == (404, "not_found")
    assert (await tv.claim()).status_code == 202
    await tv.claim("guessed")
    assert error(await tv.claim()) == (404, "not_found")
    assert error(await alice.post(DISPLAYS, json={"code": tv.pairing["code"]})) == (404, "not_found")


async def test_codes_are_limited(serve_here: Callable[..., Any]) -> None:
    async with serve_here(rate_pairing="3/hour") as here, Person.at(here.url) as alice:
        async with httpx.AsyncClient(base_url=here.url) as tv:
            codes = [(await tv.post(PAIRINGS)).json()["code"] for _ in range(3)]
            assert error(await tv.post(PAIRINGS)) == (429, "rate_limited")
        assert len({*codes}) == 3
        answers = [error(await alice.post(DISPLAYS, json={"code": "ABC234"})) for _ in range(2)]
        assert answers == [(429, "rate_limited")] * 2, "the address has asked often enough"


async def test_an_account_has_only_so_many(alice: Person, tv: Tv, standing_rows: Rows) -> None:
    await standing_rows.value(
        "insert into adventure.displays (id, user_id, token_hash)"
        " select gen_random_uuid(), $1, sha256(random()::text::bytea) from generate_series(1, 50)",
        alice.user_id,
    )
    assert error(await alice.post(DISPLAYS, json={"code": tv.pairing["code"]})) == (409, "too_many")


async def test_a_display_is_shown_pictures_and_titles_and_nothing_else(alice: Person, tv: Tv) -> None:
    screen = await (await tv.paired(alice)).connected()
    assert (await screen.until("ready"))["session_id"] is None
    assert (await screen.until("display.state")) == {
        "type": "display.state", "display": tv.display, "label": "Living room",
        "blackout": False, "freeze": False, "caption": True,
    }  # fmt: skip
    host = Host(str(alice.base_url), alice.token, tape(3).pcm, mode="file")
    await host.perform()
    await screen.until("session.changed", session_id=host.session_id)
    await screen.until("image.published", quality="final")
    again = await tv.connected()
    snapshot = await again.until("snapshot")
    assert [message["type"] for message in again.messages][:3] == ["ready", "display.state", "snapshot"]
    assert snapshot["picture"] is not None
    assert snapshot["scene"]["title"]
    assert snapshot["environment"]["description"] == snapshot["scene"]["prompt"] == ""
    assert {message["type"] for message in screen.messages + again.messages} & HIDDEN == set()
    for message in ({"type": "draw"}, {"type": "display", "display": tv.display, "blackout": True}):
        client = await tv.connected()
        await client.until("ready")
        await client.send(message)
        assert await client.refused() == ("bad_message", 4501)


async def test_a_studio_sees_and_controls_its_displays(alice: Person, mallory: Person, tv: Tv) -> None:
    studio, other = await alice.watching(), await mallory.watching()
    assert (await studio.until("displays"))["displays"] == []
    await tv.paired(alice)
    await told(studio, display=tv.display, label="Living room", connected=False)
    screen = await tv.connected()
    await screen.until("display.state")
    await told(studio, connected=True, blackout=False)
    await studio.send({"type": "display", "display": tv.display, "blackout": True})
    await screen.until("display.state", blackout=True, freeze=False, caption=True)
    await told(studio, blackout=True)
    await studio.send({"type": "display", "display": tv.display, "blackout": False, "freeze": True, "caption": False})
    await screen.until("display.state", blackout=False, freeze=True, caption=False)
    renamed = await alice.patch(f"{DISPLAYS}/{tv.display}", json={"label": "Attic"})
    assert (renamed.json()["label"], renamed.json()["freeze"]) == ("Attic", True)
    await screen.until("display.state", label="Attic", freeze=True)
    await told(studio, label="Attic", freeze=True)
    for display in (tv.display, str(uuid4())):
        await other.send({"type": "display", "display": display, "blackout": True})
        refused = await other.until("error")
        assert (refused["code"], refused["fatal"]) == ("not_found", False)
    await screen.close()
    await told(studio, connected=False)
    record = (await alice.get(DISPLAYS)).json()["displays"][0]
    assert (record["connected"], record["blackout"]) == (False, False)
    assert record["last_seen_at"] is not None
    assert [message["displays"] for message in other.of("displays")] == [[]]


async def test_a_display_shows_the_session_that_was_chosen(alice: Person, mallory: Person, tv: Tv) -> None:
    hosts: list[Host] = []
    for _ in range(2):
        hosts.append(Host(str(alice.base_url), alice.token, tape(3).pcm, mode="file"))
        await hosts[-1].perform()
        await alice.post(f"/api/v1/sessions/{hosts[-1].session_id}/end")
    first, second = (host.session_id for host in hosts)
    screen = await (await tv.paired(alice)).connected()
    assert (await screen.until("ready"))["session_id"] == second
    foreign = (await mallory.post("/api/v1/sessions", json={})).json()["id"]
    at = f"{DISPLAYS}/{tv.display}"
    for session_id in (foreign, str(uuid4())):
        assert error(await alice.patch(at, json={"session_id": session_id})) == (404, "not_found")
    assert (await alice.patch(at, json={"session_id": first})).json()["session_id"] == first
    await screen.until("session.changed", session_id=first)
    await screen.until("snapshot")
    again = await tv.connected(session_id=second)
    assert (await again.until("ready"))["session_id"] == first, "what it shows is chosen in the studio"
    assert (await alice.patch(at, json={"label": "x"})).json()["session_id"] == first
    assert (await alice.patch(at, json={"session_id": None})).json()["session_id"] is None
    await screen.until("session.changed", session_id=second)


async def test_disconnecting_closes_it_for_good(alice: Person, tv: Tv) -> None:
    screen = await (await tv.paired(alice)).connected()
    await screen.until("display.state")
    assert (await alice.delete(f"{DISPLAYS}/{tv.display}")).status_code == 204
    assert await screen.refused() == ("revoked", 4503)
    assert await (await tv.connected()).refused() == ("bad_token", 4500)
    assert error(await alice.delete(f"{DISPLAYS}/{tv.display}")) == (404, "not_found")
    assert (await tv.claim()).status_code == 202, "it was typed for a display that is gone"


@pytest.mark.parametrize("token", ["aad_", "aad_" + "a" * 64, "aad_ü"])
async def test_a_token_that_is_no_displays(standing: ServerProcess, tv: Tv, token: str) -> None:
    tv.token = token
    assert await (await tv.connected()).refused() == ("bad_token", 4500)
    answer = await tv.get(DISPLAYS, headers={"authorization": "Bearer aad_x"})
    assert error(answer) == (401, "bad_token")


async def test_a_session_that_is_deleted_gives_the_display_back(alice: Person, tv: Tv) -> None:
    old, new = [(await alice.post("/api/v1/sessions", json={})).json()["id"] for _ in range(2)]
    await tv.paired(alice)
    at = f"{DISPLAYS}/{tv.display}"
    assert (await alice.patch(at, json={"session_id": old})).json()["session_id"] == old
    assert (await alice.delete(f"/api/v1/sessions/{old}")).is_success
    assert (await alice.get(DISPLAYS)).json()["displays"][0]["session_id"] is None
    assert new != old


async def test_displays_are_controlled_across_processes(server_at: Callable[..., ServerProcess], rows: Rows) -> None:
    """Paired at the one, connected to the other; a process that is killed leaves no display behind as connected."""
    one, two = server_at("one"), server_at("two")
    await one.running()
    (two.folder / "signing-key.pem").write_bytes((one.folder / "signing-key.pem").read_bytes())
    await two.running()
    async with Person.at(one.url, await sign_up(one.url)) as alice, Tv.at(two.url) as tv:
        studio = await alice.watching()
        await tv.paired(alice)
        screen = await tv.connected()
        await screen.until("display.state")
        await told(studio, connected=True)
        await studio.send({"type": "display", "display": tv.display, "blackout": True})
        await screen.until("display.state", blackout=True)
        assert (await alice.get(DISPLAYS)).json()["displays"][0]["connected"]
        # Without a word: what it wrote last goes on to count for a while, which is over at once here.
        await two.kill()
        soon = "update adventure.displays set connected_until = now() + interval '0.2 s', label = 'Attic' where id = $1"
        await rows.value(soon, UUID(tv.display))
        await told(studio, label="Attic", connected=False)
        screen = await tv.connected(one.url)
        assert (await screen.until("display.state"))["blackout"], "what it is told outlives every process"
        await told(studio, connected=True)
        await alice.delete(f"{DISPLAYS}/{tv.display}")
        assert await screen.refused() == ("revoked", 4503)
        assert (await studio.until("displays", displays=[]))["displays"] == []


async def test_an_account_that_is_deleted_takes_its_displays_along(alice: Person, tv: Tv) -> None:
    screen = await (await tv.paired(alice)).connected()
    await screen.until("display.state")
    assert (await alice.delete("/api/v1/account")).is_success
    assert await screen.refused() == ("revoked", 4503)
