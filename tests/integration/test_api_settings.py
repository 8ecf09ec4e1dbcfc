"""A person's settings, styles and glossary over HTTP, and how every open socket of that person hears of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from uuid import UUID

import httpx
import pytest
from harness.client import PATIENCE_S, Host
from harness.looking import Rows
from harness.person import Person
from harness.processes import ServerProcess
from harness.tape import silence, tape

pytestmark = pytest.mark.usefixtures("clients")

SETTINGS = "/api/v1/user/settings"
GLOSSARY = "/api/v1/glossary"


@pytest.fixture
async def alice(standing: ServerProcess) -> AsyncIterator[Person]:
    async with Person.at(standing.url) as person:
        yield person


@pytest.fixture
async def mallory(standing: ServerProcess) -> AsyncIterator[Person]:
    async with Person.at(standing.url) as person:
        yield person


async def test_settings_begin_empty_and_keep_what_is_not_named(alice: Person) -> None:
    empty = await alice.get(SETTINGS)
    assert (empty.status_code, empty.headers["etag"]) == (200, '"0"')
    assert empty.json() == {
        "current_environment_description": "",
        "environment_locked": False,
        "environment_version": 0,
        "current_style_text": "",
        "updated_at": None,
    }
    whole = {"current_environment_description": " A moor. ", "environment_locked": True, "current_style_text": "ink"}
    put = await alice.put(SETTINGS, json=whole)
    assert put.status_code == 200, put.text
    kept = whole | {"current_environment_description": "A moor.", "environment_version": 1}
    assert kept.items() <= put.json().items()
    assert (await alice.put(SETTINGS, json={"environment_locked": False})).json()["current_style_text"] == "ink"
    emptied = (await alice.put(SETTINGS, json={"current_environment_description": None})).json()
    assert (emptied["current_environment_description"], emptied["environment_version"]) == ("", 2)
    assert (await alice.get(SETTINGS)).json() == emptied


async def test_styles_are_chosen_and_reset(alice: Person) -> None:
    presets = (await alice.get("/api/v1/styles")).json()
    assert len(presets) >= 12
    assert len({preset["id"] for preset in presets}) == len(presets)
    for preset in presets:
        chosen = await alice.put(SETTINGS, json={"preset": preset["id"]})
        assert chosen.json()["current_style_text"] == preset["text"]
    reset = await alice.delete(f"{SETTINGS}/style")
    assert (reset.status_code, reset.json()["current_style_text"]) == (200, "")
    assert (await alice.put(SETTINGS, json={"preset": "no-such"})).status_code == 422


async def test_who_works_here_is_told(alice: Person) -> None:
    told = (await alice.get("/api/v1/engines")).raise_for_status().json()
    assert all(engine["name"] for stage in ("hearing", "telling", "painting") for engine in told[stage])
    assert {engine["here"] for stage in ("hearing", "telling", "painting") for engine in told[stage]} == {True}
    assert told["pacing"]["per_hour"] == 120
    assert told["caps"] == {"call_usd": 0.5, "session_usd": 10, "account_usd": 50}


async def test_two_pages_do_not_overwrite_each_other(alice: Person) -> None:
    seen = (await alice.get(SETTINGS)).headers["etag"]
    first = await alice.put(SETTINGS, json={"current_style_text": "ink"}, headers={"if-match": seen})
    assert first.status_code == 200
    for method, path, body in (
        ("PUT", SETTINGS, {"current_style_text": "oil"}),
        ("DELETE", f"{SETTINGS}/style", None),
        ("POST", f"{SETTINGS}/clear-memory", None),
    ):
        late = await alice.request(method, path, json=body, headers={"if-match": seen})
        assert (late.status_code, late.json()["code"]) == (412, "changed"), path
        assert late.headers["etag"] == first.headers["etag"]
        assert (await alice.request(method, path, json=body, headers={"if-match": f"W/{seen}, x"})).status_code == 412
    now = (await alice.get(SETTINGS)).headers["etag"]
    assert now == first.headers["etag"], "nothing was changed"
    again = await alice.put(SETTINGS, json={"environment_locked": True}, headers={"if-match": f'"77", {now}'})
    assert again.status_code == 200
    assert (await alice.put(SETTINGS, json={}, headers={"if-match": "*"})).headers["etag"] == again.headers["etag"]


async def test_what_the_story_wrote_counts_too(alice: Person, standing_rows: Rows) -> None:
    seen = (await alice.put(SETTINGS, json={"current_environment_description": "A moor."})).headers["etag"]
    await standing_rows.connection.execute(
        "update user_settings set current_environment_description = 'A bog.',"
        " environment_version = environment_version + 1 where user_id = $1",
        alice.user_id,
    )
    late = await alice.put(SETTINGS, json={"current_style_text": "oil"}, headers={"if-match": seen})
    assert late.status_code == 412


async def test_the_glossary_is_replaced_as_a_whole(alice: Person) -> None:
    assert (await alice.get(GLOSSARY)).json() == {"names": []}
    names = [{"name": "Xanthe", "pronunciation": "ZAN-thee"}, {"name": "the Sunken  Keep"}]
    put = await alice.put(GLOSSARY, json={"names": names})
    kept = [names[0], {"name": "the Sunken Keep", "pronunciation": ""}]
    assert (put.status_code, put.json()) == (200, {"names": kept})
    assert (await alice.get(GLOSSARY)).json() == {"names": kept}
    late = await alice.put(GLOSSARY, json={"names": []}, headers={"if-match": '"0"'})
    assert (late.status_code, late.headers["etag"]) == (412, put.headers["etag"])
    # Settings and glossary are two things: neither is in the other's way.
    style = await alice.put(SETTINGS, json={"current_style_text": "ink"})
    assert (await alice.put(GLOSSARY, json={"names": []}, headers={"if-match": put.headers["etag"]})).status_code == 200
    assert (await alice.get(SETTINGS)).headers["etag"] == style.headers["etag"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (SETTINGS, b"{"),
        (SETTINGS, b"[]"),
        (SETTINGS, b'{"current_style_text": "a\\u0000b"}'),
        (SETTINGS, b'{"current_style_text": "\\ud800"}'),
        (SETTINGS, b'{"current_style_text": "%s"}' % (b"x" * 1001)),
        (SETTINGS, b'{"environment_locked": "yes"}'),
        (SETTINGS, b'{"environment_locked": null}'),
        (SETTINGS, b'{"user_id": "x"}'),
        (SETTINGS, b'{"preset": "anime", "current_style_text": "ink"}'),
        (GLOSSARY, b"{}"),
        (GLOSSARY, b'{"names": [{"name": "Xanthe", "pronunciation": "QX AA"}]}'),
        (GLOSSARY, b'{"names": [{"name": "  "}]}'),
        (GLOSSARY, b'{"names": [%s]}' % b",".join([b'{"name": "x"}'] * 301)),
    ],
)
async def test_what_cannot_be_stored_is_refused(alice: Person, path: str, body: bytes) -> None:
    answer = await alice.put(path, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_request"), answer.text


async def test_nobody_without_a_token(standing: ServerProcess) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE_S, base_url=standing.url) as nobody:
        for method, path in (
            ("GET", SETTINGS),
            ("PUT", SETTINGS),
            ("DELETE", f"{SETTINGS}/style"),
            ("POST", f"{SETTINGS}/clear-memory"),
            ("GET", GLOSSARY),
            ("PUT", GLOSSARY),
            ("GET", "/api/v1/styles"),
        ):
            assert (await nobody.request(method, path, json={})).status_code == 401, path


async def test_one_persons_settings_are_not_anothers(alice: Person, mallory: Person, standing_rows: Rows) -> None:
    """The routes name nobody: whatever Mallory does with them is done to Mallory."""
    await alice.put(SETTINGS, json={"current_environment_description": "Alice's moor.", "current_style_text": "ink"})
    await alice.put(GLOSSARY, json={"names": [{"name": "Xanthe"}]})
    viewer = await alice.watching()
    assert "Alice" not in (await mallory.get(SETTINGS)).text
    assert (await mallory.get(GLOSSARY)).json() == {"names": []}
    await mallory.put(SETTINGS, json={"current_environment_description": "Gone.", "environment_locked": True})
    await mallory.put(GLOSSARY, json={"names": []})
    await mallory.delete(f"{SETTINGS}/style")
    await mallory.post(f"{SETTINGS}/clear-memory")
    assert (await alice.get(SETTINGS)).json()["current_environment_description"] == "Alice's moor."
    assert (await alice.get(GLOSSARY)).json()["names"][0]["name"] == "Xanthe"
    # Her own change comes; had Mallory's come, it would have come before.
    await alice.put(SETTINGS, json={"current_style_text": "oil"})
    assert (await viewer.until("settings.updated"))["style"] == "oil"
    assert len(viewer.of("settings.updated")) == 1


async def test_every_socket_of_the_person_hears_of_it(server_at: Callable[..., ServerProcess], rows: Rows) -> None:
    """In both processes, capture socket and viewers, with the event in the current session between dense numbers."""
    here, there = server_at("a"), server_at("b")
    there.folder = here.folder
    there.ledger = here.ledger
    await here.running()
    await there.running()
    async with Person.at(here.url) as person:
        host = Host(here.url, person.token, silence(0.2))
        capture = await host.connect()
        assert host.session_id is not None
        sockets = [capture, await person.watching(), await person.watching(there.url)]
        async with Person.at(there.url, person.token) as elsewhere:
            body = {"current_environment_description": "A moor.", "environment_locked": True}
            assert (await elsewhere.put(SETTINGS, json=body)).status_code == 200
        for socket in sockets:
            told = await socket.until("settings.updated")
            assert told["environment"] == {"description": "A moor.", "version": 1, "locked": True}
            if "environment.updated" not in {event["type"] for event in socket.events}:
                await socket.until("environment.updated")
            [event] = socket.events
            assert (event["description"], event["version"], event["by"]) == ("A moor.", 1, "person")
        # By Supabase's data API, too.
        await rows.connection.execute(
            "update user_settings set current_style_text = 'ink' where user_id = $1", person.user_id
        )
        for socket in sockets:
            assert (await socket.until("settings.updated"))["style"] == "ink"
        await rows.connection.execute("delete from user_settings where user_id = $1", person.user_id)
        for socket in sockets:
            assert (await socket.until("settings.updated"))["environment"]["description"] == ""
        events = await rows.events(host.session_id)
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        assert [event["type"] for event in events].count("environment.updated") == 1


async def test_no_event_in_a_session_that_has_ended(
    alice: Person, standing: ServerProcess, standing_rows: Rows
) -> None:
    host = Host(standing.url, alice.token, silence(0.2))
    await host.perform()
    assert host.session_id is not None
    await standing_rows.connection.execute("update sessions set ended_at = now() where id = $1", UUID(host.session_id))
    before = await standing_rows.head(host.session_id)
    answer = await alice.put(SETTINGS, json={"current_environment_description": "A moor."})
    assert answer.status_code == 200
    assert await standing_rows.head(host.session_id) == before


async def test_the_scenes_memory_is_cleared(alice: Person, standing: ServerProcess, standing_rows: Rows) -> None:
    host = Host(standing.url, alice.token, tape(2).pcm, mode="file")
    await host.perform()
    assert host.session_id is not None
    session_id = UUID(host.session_id)
    remembered = "select forgotten_scenes < scene_head from sessions where id = $1"
    assert await standing_rows.value(remembered, session_id)
    events = await standing_rows.head(host.session_id)
    locked = await alice.put(
        SETTINGS, json={"current_environment_description": "A moor.", "environment_locked": True, "preset": "anime"}
    )
    kept = (await alice.post(f"{SETTINGS}/clear-memory")).json()
    assert kept["current_environment_description"] == "A moor.", "a locked world does not move"
    assert kept["current_style_text"] == locked.json()["current_style_text"]
    assert not await standing_rows.value(remembered, session_id)
    await alice.put(SETTINGS, json={"environment_locked": False})
    cleared = await alice.post(f"{SETTINGS}/clear-memory")
    assert (cleared.status_code, cleared.json()["current_environment_description"]) == (200, "")
    recorded = await standing_rows.events(host.session_id)
    assert [(e["description"], e["by"]) for e in recorded[events:]] == [("A moor.", "person"), ("", "person")]
