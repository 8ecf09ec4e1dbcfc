"""A picture when a person wants one: by REST and by both sockets, from any process, within bounds, on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from harness.client import Client, Host, sign_up
from harness.evening import SPEECH, Evening, as_person, hello, of, told
from harness.looking import Rows

from clients.postgres_direction import MOST_ASKED

pytestmark = pytest.mark.usefixtures("clients")

WATCH = "/api/v1/watch"


@pytest.fixture
async def evening(serve_here: Callable[..., Any]) -> AsyncIterator[Evening]:
    async with told(serve_here) as evening:
        yield evening


async def final(viewer: Client, scene: int) -> dict[str, Any]:
    while True:
        event = await viewer.until("image.published")
        if (event["scene"], event["quality"]) == (scene, "final"):
            return event


async def test_drawn_by_rest_it_is_there_for_every_viewer(evening: Evening) -> None:
    newest = max(event["scene"] for event in evening.told if "scene" in event)
    async with Client.to(evening.here.url, WATCH) as viewer:
        await viewer.send(hello(evening.token, session_id=evening.id))
        await viewer.until("snapshot")
        answer = await evening.http.post(f"{evening.at}/draw", json={"prompt": " A red dragon.\nIt sleeps. "})
        assert answer.status_code == 202
        scene = answer.json()["scene"]
        assert scene == newest + 1
        composed = await viewer.until("scene.composed")
        assert (composed["scene"], composed["prompt"], composed["utterances"]) == (
            scene,
            "A red dragon. It sleeps.",
            [],
        )
        picture = await final(viewer, scene)
    assert (await evening.http.get(picture["url"])).status_code == 200
    [row] = [one for one in (await evening.get(f"{evening.at}/scenes"))["scenes"] if one["number"] == scene]
    assert (row["status"], row["prompt"]) == ("published", "A red dragon. It sleeps.")


async def test_painted_once_more_it_is_another_picture(evening: Evening) -> None:
    scene = of(evening.told, "image.published")[-1]
    async with Client.to(evening.here.url, WATCH) as viewer:
        await viewer.send(hello(evening.token, session_id=evening.id))
        await viewer.until("snapshot")
        answer = await evening.http.post(f"{evening.at}/scenes/{scene['scene']}/reroll")
        assert answer.status_code == 202
        picture = await final(viewer, answer.json()["scene"])
    before, after = [(await evening.http.get(url)).content for url in (scene["url"], picture["url"])]
    assert before != after
    scenes = {one["number"]: one for one in (await evening.get(f"{evening.at}/scenes"))["scenes"]}
    assert scenes[picture["scene"]]["title"] == scenes[scene["scene"]]["title"]
    assert scenes[scene["scene"]]["status"] == "published"


async def test_both_sockets_may_ask(evening: Evening) -> None:
    async with Client.to(evening.here.url, WATCH) as viewer:
        await viewer.send(hello(evening.token, session_id=evening.id))
        await viewer.until("snapshot")
        await viewer.send({"type": "draw", "prompt": "A tower."})
        assert (await viewer.until("scene.composed"))["prompt"] == "A tower."
        await viewer.send({"type": "reroll", "scene": 99})
        error = await viewer.until("error")
        assert (error["code"], error["fatal"]) == ("not_found", False)
        await viewer.send({"type": "draw", "prompt": None})
        said = " ".join(words for _, _, words in SPEECH.utterances).split()[-1]
        assert said in (await viewer.until("scene.composed"))["prompt"]
    host = Host(evening.here.url, evening.token, SPEECH.pcm)
    client = await host.connect()
    await client.send({"type": "draw", "prompt": "A mill."})
    while (composed := await client.until("scene.composed"))["prompt"] != "A mill.":
        pass  # those of before
    await final(client, composed["scene"])
    await host.aclose()


async def test_what_waits_is_bounded_and_nothing_is_drawn_of_anothers(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = asyncio.Event()
    monkeypatch.setattr("pipeline.requests.Requests._take_up", lambda _self, _scene: go.wait())
    answers = [await evening.http.post(f"{evening.at}/draw", json={}) for _ in range(MOST_ASKED + 1)]
    assert [answer.status_code for answer in answers] == [202] * MOST_ASKED + [429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert answers[-1].headers["retry-after"]
    async with as_person(evening.here.url, await sign_up(evening.here.url)) as mallory:
        assert (await mallory.post(f"{evening.at}/draw", json={})).status_code == 404
        assert (await mallory.post(f"{evening.at}/scenes/1/reroll")).status_code == 404
    go.set()


async def test_a_share_may_not_ask(evening: Evening) -> None:
    made = await evening.http.post("/api/v1/shares", json={"scopes": ["picture", "caption"]})
    async with Client.to(evening.here.url, WATCH) as guest:
        await guest.send(hello(made.json()["token"], session_id=evening.id))
        await guest.until("snapshot")
        await guest.send({"type": "draw", "prompt": "A tower."})
        assert (await guest.until("error"))["code"] in ("bad_message", "forbidden")


async def test_one_that_nobody_painted_is_painted_by_the_next_process(
    serve_here: Callable[..., Any], rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for and stored; the process is gone before it was begun."""
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.requests.Requests.run", lambda _self: asyncio.Event().wait())
        patched.setattr("server.owner.Owner.drain", _at_once)
        async with told(serve_here) as evening:
            scene = (await evening.http.post(f"{evening.at}/draw", json={"prompt": "A tower."})).json()["scene"]
            session = evening.id
    assert (await rows.scenes(session))[scene - 1]["status"] == "open"
    async with serve_here():
        await rows.once(lambda: _published(rows, session, scene))


async def _at_once(_owner: object, _seconds: float) -> None:
    """A drain that waits for nothing."""


async def _published(rows: Rows, session: str, scene: int) -> bool:
    return (await rows.scenes(session))[scene - 1]["status"] == "published"
