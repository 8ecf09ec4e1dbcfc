"""Sessions and what is in them are their tenant's alone; what is not valid is refused before the database sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import reduce
from typing import Any

import pytest
from harness.client import Client, sign_up
from harness.evening import SESSIONS, Evening, as_person, hello, of, told
from harness.looking import Rows

pytestmark = pytest.mark.usefixtures("clients")

NOWHERE = "7d84887c-55f2-4ca3-8431-db8d2e32c5d7"
"""The id of no session; the same in each process that collects the tests."""


@pytest.fixture
async def evening(serve_here: Callable[..., Any]) -> AsyncIterator[Evening]:
    async with told(serve_here) as evening:
        yield evening


def routes(session: str, utterance: int) -> list[tuple[str, str, Any]]:
    """Every route that names a session, with a body that is right."""
    at = f"{SESSIONS}/{session}"
    return [
        ("GET", at, None),
        ("PATCH", at, {"name": "mine"}),
        ("POST", f"{at}/end", None),
        ("POST", f"{at}/forget", {"minutes": 60}),
        ("GET", f"{at}/events", None),
        ("DELETE", f"{at}/events/1", None),
        ("GET", f"{at}/jobs", None),
        ("PUT", f"{at}/utterances/{utterance}", {"text": "mine"}),
        ("DELETE", f"{at}/utterances/{utterance}", None),
        ("GET", f"{at}/utterances/{utterance}/audio", None),
        ("GET", f"{at}/scenes", None),
        ("GET", f"{at}/scenes/1", None),
        ("POST", f"{at}/scenes/1/hide", None),
        ("POST", f"{at}/scenes/1/show", None),
        ("POST", f"{at}/scenes/1/pin", None),
        ("POST", f"{at}/scenes/unpin", None),
        ("POST", f"{at}/draw", {"prompt": "mine"}),
        ("POST", f"{at}/scenes/1/reroll", None),
        ("DELETE", f"{at}/scenes/1", None),
        ("GET", f"{at}/export", None),
        ("GET", f"{at}/recap", None),
        ("GET", f"/api/v1/search?q=words&session={session}", None),
        ("DELETE", at, None),
    ]


async def dump(rows: Rows) -> str:
    return await rows.value(
        "select concat((select json_agg(s order by id) from sessions s), (select json_agg(e order by seq) from"
        " session_events e), (select json_agg(j order by id) from jobs j), (select json_agg(s order by number)"
        " from scenes s), (select json_agg(p order by id) from pictures p))"
    )


async def test_another_tenants_session_is_none(evening: Evening, rows: Rows) -> None:
    utterance = of(evening.told, "transcript.final")[0]["utterance"]
    before = await dump(rows)
    named = {path.split("?")[0].replace(evening.id, "{session_id}") for _, path, _ in routes(evening.id, utterance)}
    async with as_person(evening.here.url, await sign_up(evening.here.url)) as mallory:
        for method, path, body in routes(evening.id, utterance):
            answer = await mallory.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, path)
        for path in ("/api/v1/sessions", f"/api/v1/sessions?before={evening.id}"):
            assert (await mallory.get(path)).json()["sessions"] == []
        # With another tenant's utterance in a session of one's own, too.
        own = (await mallory.post(SESSIONS, json={})).json()["id"]
        answer = await mallory.put(f"{SESSIONS}/{own}/utterances/{utterance}", json={"text": "mine"})
        assert answer.status_code == 404
        await mallory.delete(f"{SESSIONS}/{own}")
    for method, path, body in routes(evening.id, utterance):
        answer = await evening.http.request(method, path, json=body, headers={"authorization": "Bearer x"})
        assert answer.status_code == 401, (method, path)
    assert await dump(rows) == before
    paths = evening.here.app.openapi()["paths"]  # type: ignore[attr-defined]
    numbers = (("{seq}", "1"), ("{number}", "1"), ("{utterance}", str(utterance)))
    for name in paths:
        if name.startswith(f"{SESSIONS}/{{session_id}}"):
            tried = reduce(lambda path, number: path.replace(*number), numbers, name)
            assert tried in named, "a route is not tried"


async def test_a_socket_directs_only_its_own_sessions(evening: Evening, rows: Rows) -> None:
    utterance = of(evening.told, "transcript.final")[0]["utterance"]
    before = await dump(rows)
    token = await sign_up(evening.here.url)
    async with as_person(evening.here.url, token) as mallory:
        own = (await mallory.post(SESSIONS, json={})).json()["id"]
        async with Client.to(evening.here.url, "/api/v1/watch") as viewer:
            await viewer.send(hello(token, session_id=own))
            await viewer.until("snapshot")
            for command in (
                {"type": "hide", "scene": 1},
                {"type": "show", "scene": 1},
                {"type": "pin", "scene": 1},
                {"type": "reroll", "scene": 1},
                {"type": "correct", "utterance": utterance, "text": "mine"},
            ):
                await viewer.send(command)
                assert (await viewer.until("error"))["code"] == "not_found", command
        await mallory.delete(f"{SESSIONS}/{own}")
    assert await dump(rows) == before


async def test_sessions_are_made_named_and_listed(serve_here: Callable[..., Any]) -> None:
    async with serve_here() as here, as_person(here.url, await sign_up(here.url)) as http:
        assert (await http.get(f"{SESSIONS}/current")).status_code == 404
        made = []
        for n in range(5):
            answer = await http.post(SESSIONS, json={"name": f"Evening {n}"})
            assert answer.status_code == 201
            assert answer.headers["location"] == f"{SESSIONS}/{answer.json()['id']}"
            made.append(answer.json()["id"])
        listed, before = [], None
        while True:
            page = (await http.get(SESSIONS, params={"limit": 2} | ({"before": before} if before else {}))).json()
            listed += [session["id"] for session in page["sessions"]]
            if (before := page["next"]) is None:
                break
        assert listed == made[::-1]
        tag = (await http.get(f"{SESSIONS}/{made[0]}")).headers["etag"]
        first = await http.patch(f"{SESSIONS}/{made[0]}", json={"name": "A"}, headers={"if-match": tag})
        assert (first.status_code, first.json()["name"]) == (200, "A")
        second = await http.patch(f"{SESSIONS}/{made[0]}", json={"name": "B"}, headers={"if-match": tag})
        assert (second.status_code, second.json()["code"]) == (412, "changed")
        assert (await http.patch(f"{SESSIONS}/{made[0]}", json={"name": None})).json()["name"] is None


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", SESSIONS, {"name": "a\x00b"}),
        ("POST", SESSIONS, {"name": "x" * 201}),
        ("POST", SESSIONS, {"name": " "}),
        ("POST", SESSIONS, {"other": 1}),
        ("POST", SESSIONS, []),
        ("PATCH", f"{SESSIONS}/{NOWHERE}", {"name": 7}),
        ("GET", f"{SESSIONS}/none", None),
        ("GET", f"{SESSIONS}/{NOWHERE}/events?after=-1", None),
        ("GET", f"{SESSIONS}/{NOWHERE}/events?limit=501", None),
        ("GET", f"{SESSIONS}/{NOWHERE}/events?after=99999999999999999999", None),
        ("DELETE", f"{SESSIONS}/{NOWHERE}/events/0", None),
        ("POST", f"{SESSIONS}/{NOWHERE}/scenes/2147483648/hide", None),
        ("PUT", f"{SESSIONS}/{NOWHERE}/utterances/1", {"text": "  "}),
        ("PUT", f"{SESSIONS}/{NOWHERE}/utterances/1", {"text": "\x00"}),
        ("POST", f"{SESSIONS}/{NOWHERE}/forget", {"minutes": 0}),
        ("POST", f"{SESSIONS}/{NOWHERE}/forget", {"minutes": "5"}),
        ("GET", "/api/v1/search", None),
        ("GET", "/api/v1/search?q=%00", None),
    ],
)
async def test_what_is_not_valid_is_refused(standing: Any, method: str, path: str, body: Any) -> None:
    async with as_person(standing.url, await sign_up(standing.url)) as http:
        answer = await http.request(method, path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_request"), answer.text
