"""A person's characters and portraits over HTTP, and what of them the storyteller is told."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from harness.looking import Rows
from harness.person import Person
from harness.processes import ServerProcess
from PIL import Image as Pillow

from clients.postgres import Database
from clients.postgres_direction import PostgresDirection
from clients.postgres_journal import PostgresJournal
from clients.postgres_leases import PostgresLeases
from clients.postgres_sessions import PostgresSessions
from clients.postgres_user_settings import PostgresUserSettings
from pipeline.model import Character
from pipeline.preferences import GlossaryName

pytestmark = pytest.mark.usefixtures("clients")

CHARACTERS = "/api/v1/characters"
JSON = {"content-type": "application/json"}
KARA = {
    "name": "Kara",
    "description": "Scar over one eye.",
    "attributes": {
        "age": "old",
        "build": "burly",
        "species": "dwarf",
        "clothing": "a red cloak",
        "gear": "a silver axe",
    },
}


@pytest.fixture
async def alice(standing: ServerProcess) -> AsyncIterator[Person]:
    async with Person.at(standing.url) as person:
        yield person


@pytest.fixture
async def mallory(standing: ServerProcess) -> AsyncIterator[Person]:
    async with Person.at(standing.url) as person:
        yield person


def picture(colour: str = "red", kind: str = "PNG", size: tuple[int, int] = (900, 600)) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


async def made(person: Person, **fields: Any) -> dict[str, Any]:
    answer = await person.post(CHARACTERS, json={"name": "Kara"} | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


def found(standing: ServerProcess, person: Person) -> list[Path]:
    return [path for path in standing.folder.rglob("*") if str(person.user_id) in str(path) and path.is_file()]


async def blobs_of(standing: ServerProcess, person: Person, rows: Rows) -> list[Path]:
    """The account's blobs, once all that are due are gone."""
    due = "select count(*) from adventure.blob_deletions where user_id = $1 and due_at <= now()"

    async def none_due() -> bool:
        return await rows.value(due, person.user_id) == 0

    await rows.once(none_due)
    return found(standing, person)


async def test_a_character_is_made_read_changed_and_deleted(alice: Person) -> None:
    created = await alice.post(CHARACTERS, json=KARA)
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    kara = created.json()
    assert (KARA | {"included": True, "portrait": None, "version": 1}).items() <= kara.items()
    where = created.headers["location"]
    assert where == f"{CHARACTERS}/{kara['id']}"
    assert (await alice.get(where)).json() == kara
    # The body of the origin's clients: name and description.
    renamed = await alice.put(where, json={"name": "Kara the Old", "description": "Two scars."})
    assert renamed.status_code == 200
    assert renamed.json()["attributes"] == KARA["attributes"], "what is not named stays"
    disguised = await alice.put(where, json={"attributes": {"clothing": "a nun's habit"}, "included": False})
    assert disguised.json()["attributes"] == KARA["attributes"] | {"clothing": "a nun's habit"}
    assert (disguised.json()["name"], disguised.json()["included"]) == ("Kara the Old", False)
    assert (await alice.get(CHARACTERS)).json() == [disguised.json()]
    gone = await alice.delete(where)
    assert (gone.status_code, gone.content) == (204, b"")
    for method in ("GET", "PUT", "DELETE"):
        assert (await alice.request(method, where, json={})).status_code == 404
    assert (await alice.get(CHARACTERS)).json() == []


async def test_the_list_is_paged_and_bounded(alice: Person, standing_rows: Rows) -> None:
    await standing_rows.connection.execute(
        "insert into characters (user_id, name, created_at)"
        " select $1, 'C' || n, now() - interval '1 day' + n * interval '1 second' from generate_series(1, 199) n",
        alice.user_id,
    )
    await made(alice, name="Last")
    full = await alice.post(CHARACTERS, json={"name": "One too many"})
    assert (full.status_code, full.json()["code"]) == (409, "too_many")
    names = [character["name"] for character in (await alice.get(CHARACTERS)).json()]
    assert names == [f"C{n}" for n in range(1, 200)] + ["Last"]
    page = (await alice.get(CHARACTERS, params={"limit": 2, "offset": 198})).json()
    assert [character["name"] for character in page] == ["C199", "Last"]
    for params in ({"limit": 0}, {"limit": 201}, {"offset": -1}, {"offset": "x"}):
        assert (await alice.get(CHARACTERS, params=params)).status_code == 422


async def test_two_pages_do_not_overwrite_each_other(alice: Person) -> None:
    where = f"{CHARACTERS}/{(await made(alice))['id']}"
    first = await alice.put(where, json={"description": "tall"}, headers={"if-match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    for method, path, content in (
        ("PUT", where, b'{"description": "short"}'),
        ("DELETE", where, None),
        ("PUT", f"{where}/portrait", picture()),
        ("DELETE", f"{where}/portrait", None),
    ):
        late = await alice.request(method, path, content=content, headers=JSON | {"if-match": '"1"'})
        assert (late.status_code, late.json()["code"], late.headers["etag"]) == (412, "changed", '"2"'), path
    assert (await alice.get(where)).json() == first.json()
    assert (await alice.delete(where, headers={"if-match": '"2"'})).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": " "},
        {"name": "x" * 81},
        {"name": "a\x00b"},
        {"name": "Kara", "description": "x" * 2001},
        {"name": "Kara", "attributes": {"age": "x" * 81}},
        {"name": "Kara", "attributes": {"weapon": "axe"}},
        {"name": "Kara", "included": "maybe"},
        {"name": "Kara", "portrait_key": "x"},
    ],
)
async def test_what_cannot_be_stored_is_refused(alice: Person, body: dict[str, Any]) -> None:
    answer = await alice.post(CHARACTERS, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_request")


async def test_a_portrait_is_kept_small_and_the_former_one_goes(
    alice: Person, standing: ServerProcess, standing_rows: Rows
) -> None:
    where = f"{CHARACTERS}/{(await made(alice))['id']}"
    portrait = f"{where}/portrait"
    assert (await alice.get(portrait)).status_code == 404
    assert (await alice.delete(portrait)).status_code == 404
    put = await alice.put(portrait, content=picture(), headers={"content-type": "image/png"})
    assert (put.status_code, put.json()["portrait"]) == (200, portrait)
    first = await alice.get(portrait)
    assert (first.status_code, first.headers["content-type"]) == (200, "image/webp")
    assert first.headers["cache-control"] == "private, no-cache"
    with Pillow.open(io.BytesIO(first.content)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (512, 341))
    assert (await alice.get(portrait, headers={"if-none-match": first.headers["etag"]})).status_code == 304
    again = await alice.put(portrait, files={"portrait": ("kara.jpg", picture("blue", "JPEG"), "image/jpeg")})
    assert again.status_code == 200, again.text
    second = await alice.get(portrait)
    assert second.content != first.content
    assert second.headers["etag"] != first.headers["etag"]
    [blob] = await blobs_of(standing, alice, standing_rows)
    assert blob.read_bytes() == second.content, "only the newest is left"
    assert str(alice.user_id) == blob.parts[-3]
    assert (await alice.delete(portrait)).status_code == 204
    assert await blobs_of(standing, alice, standing_rows) == []
    await alice.put(portrait, content=picture())
    assert len(await blobs_of(standing, alice, standing_rows)) == 1
    assert (await alice.delete(where)).status_code == 204
    assert await blobs_of(standing, alice, standing_rows) == []


async def test_what_is_no_portrait_is_refused(alice: Person, standing: ServerProcess, standing_rows: Rows) -> None:
    portrait = f"{CHARACTERS}/{(await made(alice))['id']}/portrait"
    form = {"content-type": "multipart/form-data; boundary=x"}

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b"\x89" * 1024 * 1024

    for expected, arguments in (
        ((415, "picture_format"), {"content": b""}),
        ((415, "picture_format"), {"content": b"<svg/>", "headers": {"content-type": "image/svg+xml"}}),
        ((413, "too_large"), {"content": endless()}),
        ((413, "too_large"), {"files": {"portrait": ("big.png", b"\x89" * (9 * 1024 * 1024), "image/png")}}),
        ((422, "bad_request"), {"content": b"nothing", "headers": form}),
        ((422, "bad_request"), {"content": b"x", "headers": {"content-type": "multipart/form-data"}}),
        ((422, "bad_request"), {"data": {"portrait": "words"}, "files": {}, "headers": None}),
    ):
        answer = await alice.put(portrait, **arguments)  # type: ignore[arg-type]
        if "data" in arguments:
            assert answer.status_code in (415, 422)
        else:
            assert (answer.status_code, answer.json()["code"]) == expected, arguments
    assert await blobs_of(standing, alice, standing_rows) == []


async def test_many_portraits_at_once_leave_one_blob(
    alice: Person, standing: ServerProcess, standing_rows: Rows
) -> None:
    portrait = f"{CHARACTERS}/{(await made(alice))['id']}/portrait"
    answers = await asyncio.gather(*(alice.put(portrait, content=picture(size=(64, n))) for n in range(10, 16)))
    assert {answer.status_code for answer in answers} == {200}
    [blob] = await blobs_of(standing, alice, standing_rows)
    assert (await alice.get(portrait)).content == blob.read_bytes()


async def test_another_accounts_characters_are_not_there(alice: Person, mallory: Person) -> None:
    hers = await made(alice, **KARA)
    where = f"{CHARACTERS}/{hers['id']}"
    await alice.put(f"{where}/portrait", content=picture())
    before = (await alice.get(where)).json()
    nowhere = f"{CHARACTERS}/{uuid4()}"
    for method, path, content in (
        ("GET", "", None),
        ("PUT", "", b'{"name": "Stolen"}'),
        ("DELETE", "", None),
        ("GET", "/portrait", None),
        ("PUT", "/portrait", picture("blue")),
        ("DELETE", "/portrait", None),
    ):
        answers = [await mallory.request(method, w + path, content=content, headers=JSON) for w in (where, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404], (method, path)
        assert answers[0].json() == answers[1].json(), "not even that it exists"
        anonymous = await mallory.request(method, where + path, content=content, headers=JSON | {"authorization": ""})
        assert anonymous.status_code == 401
    assert (await mallory.get(CHARACTERS)).json() == []
    assert (await alice.get(where)).json() == before
    assert (await alice.get(f"{where}/portrait")).status_code == 200


async def test_the_storyteller_is_told_who_is_included_and_how_they_look(
    database: Database, tenants: Any, rows: Rows
) -> None:
    await rows.connection.execute(
        "insert into characters (user_id, name, description, age, build, species, clothing, gear, included, created_at)"
        " values ($1, 'Kara', 'Scar over one eye.', 'old', 'burly', 'dwarf', 'a red cloak',"
        " 'a silver axe', true, now()),"
        " ($1, 'Nobody', 'not here', '', '', '', '', '', false, now()),"
        " ($1, 'Tok', null, '', '', 'goblin', '', 'one boot', true, now() + interval '1 second'),"
        " ($1, 'Mira', 'tall', '', '', '', '', '', true, now() + interval '2 seconds'),"
        " ($2, 'Mallory', 'another''s', '', '', '', '', '', true, now())",
        *tenants,
    )
    await PostgresUserSettings(database).change_glossary(tenants.alice, [GlossaryName("Xanthe", "ZAN-thee")])
    session = await PostgresSessions(database).open(tenants.alice, None)
    epoch = await PostgresLeases(database, 30).claim(session.session_id, tenants.alice, 1)
    assert epoch is not None
    context = await PostgresJournal(database, session.session_id, tenants.alice, epoch).context()
    assert context.characters == (
        Character("Kara", "old, burly, dwarf, wearing a red cloak, with a silver axe; Scar over one eye."),
        Character("Tok", "goblin, with one boot"),
        Character("Mira", "tall"),
    )
    assert context.glossary == ("Xanthe",)


async def test_nothing_is_written_for_an_account_that_is_gone(alice: Person, standing_rows: Rows) -> None:
    """Its token may still be valid: an answer, not a breakdown."""
    await standing_rows.connection.execute("delete from auth.users where id = $1", alice.user_id)
    for method, path, body in (
        ("POST", CHARACTERS, KARA),
        ("PUT", "/api/v1/user/settings", {"environment_locked": True}),
        ("DELETE", "/api/v1/user/settings/style", None),
        ("POST", "/api/v1/user/settings/clear-memory", None),
        ("PUT", "/api/v1/glossary", {"names": []}),
    ):
        answer = await alice.request(method, path, json=body)
        assert answer.status_code in (401, 404), (path, answer.text)


async def test_a_cleared_memory_holds_no_last_scene(database: Database, tenants: Any, rows: Rows) -> None:
    sessions = PostgresSessions(database)
    session = await sessions.open(tenants.alice, None)
    await sessions.capture(tenants.alice, session.session_id)
    decision = '{"paint": true, "reason": "r", "title": "t", "prompt": "p", "characters": [], "kind": "action"}'
    await rows.connection.execute(
        "insert into scenes (session_id, number, user_id, mode, utterances, decision, image_id)"
        " values ($1, 1, $2, 'live', '{1}', $3, 'x')",
        session.session_id,
        tenants.alice,
        decision,
    )
    await rows.connection.execute("update sessions set scene_head = 1 where id = $1", session.session_id)
    epoch = await PostgresLeases(database, 30).claim(session.session_id, tenants.alice, 1)
    assert epoch is not None
    journal = PostgresJournal(database, session.session_id, tenants.alice, epoch)
    said = "insert into jobs (session_id, user_id, mode, text, outcome, scene) values ($1, $2, 'live', $3, 'final', $4)"
    first, second = [
        await rows.connection.fetchval(f"{said} returning id", session.session_id, tenants.alice, text, scene)
        for text, scene in (("What is in there?", 1), ("A dragon.", 2))
    ]
    assert first < second
    context = await journal.context(second)
    assert (context.last_scene is not None, context.before) == (True, "What is in there?")
    third, fourth = [
        await rows.connection.fetchval(f"{said} returning id", session.session_id, tenants.alice, text, 2)
        for text in ("Deleted words.", "It roars.")
    ]
    await PostgresDirection(database).correct(tenants.alice, session.session_id, third, "")
    assert (await journal.context(fourth)).before == "What is in there?\nA dragon."
    await PostgresUserSettings(database).clear_memory(tenants.alice)
    context = await journal.context(second)
    assert (context.last_scene, context.before) == (None, "")
