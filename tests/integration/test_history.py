"""What a person reads, corrects, hides and deletes in a session that was really told, on a real server."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import PIL.Image
import pytest
from harness.client import PATIENCE_S, Client, Host, sign_up
from harness.engines import paints
from harness.evening import SESSIONS, SPEECH, Evening, as_person, hello, of, told
from harness.looking import Rows
from harness.tape import tape

from pipeline.errors import BlobStoreError

pytestmark = pytest.mark.usefixtures("clients")

LIVE = "/api/v1/live"
WATCH = "/api/v1/watch"


@pytest.fixture
async def evening(serve_here: Callable[..., Any]) -> AsyncIterator[Evening]:
    async with told(serve_here) as evening:
        yield evening


# -- reading -----------------------------------------------------------------------------------------------------------


async def test_events_are_paged_with_everything_that_made_a_picture(evening: Evening) -> None:
    pages: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = await evening.get(f"{evening.at}/events", after=after, limit=3)
        assert len(page["events"]) <= 3
        pages += page["events"]
        after = page["next"]
    assert [event["seq"] for event in pages] == [event["seq"] for event in evening.told]
    only = (await evening.get(f"{evening.at}/events", event_type="scene"))["events"]
    assert only == [event for event in pages if event["event_type"] == "scene"]
    assert len(only) == len(of(evening.told, "image.published")) > 0
    for event in only:
        assert event["transcript"].startswith("the words of ")
        assert event["scene_prompt"].startswith("picture of ")
        assert event["image_url"] == event["payload"]["url"]
        assert event["environment_snapshot"].startswith("the place of ")
        assert event["style_snapshot"] in (None, "")
        assert event["processing_duration_ms"] >= 0
        assert event["session_id"] == evening.id


async def test_jobs_say_how_far_they_are(evening: Evening) -> None:
    jobs = (await evening.get(f"{evening.at}/jobs"))["jobs"]
    assert [(job["from_sample"], job["to_sample"], job["text"]) for job in jobs] == list(SPEECH.utterances)
    assert {(job["status"], job["outcome"], job["last_error"]) for job in jobs} == {("completed", "final", None)}
    assert (await evening.get(f"{evening.at}/jobs", status="failed"))["jobs"] == []


async def test_search_finds_words_and_scenes_of_its_own_account(evening: Evening) -> None:
    said = of(evening.told, "transcript.final")[0]
    word = said["text"].split()[-1]
    found = (await evening.get("/api/v1/search", q=word))["results"]
    assert {result["session_id"] for result in found} == {evening.id}
    assert any(result["utterance"] == said["utterance"] for result in found)
    if paints(word):
        [scene] = [result for result in found if result["kind"] == "scene"]
        assert scene["image_url"]
    assert (await evening.get("/api/v1/search", q=word, session=evening.id))["results"] == found
    assert (await evening.get("/api/v1/search", q="nowhere"))["results"] == []
    assert (await evening.get("/api/v1/search", q='" -- ( & | ! :*'))["results"] == []
    async with as_person(evening.here.url, await sign_up(evening.here.url)) as mallory:
        assert (await mallory.get("/api/v1/search", params={"q": word})).json() == {"results": []}
        answer = await mallory.get("/api/v1/search", params={"q": word, "session": evening.id})
        assert answer.status_code == 404


async def test_a_thumbnail_is_made_once_and_kept(evening: Evening) -> None:
    url = of(evening.told, "image.published")[0]["url"]
    before = evening.blobs()
    await evening.http.get(url, params={"w": 480})
    answer = await evening.http.get(url, params={"w": 480})
    assert answer.headers["content-type"] == "image/webp"
    assert PIL.Image.open(io.BytesIO(answer.content)).size == (32, 18)
    assert len(evening.blobs() - before) == 1
    again = await evening.http.get(url, params={"w": 480}, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert (await evening.http.get(url)).headers["etag"] != answer.headers["etag"]


# -- directing ---------------------------------------------------------------------------------------------------------


async def test_a_hidden_scene_is_gone_everywhere_and_comes_back(evening: Evening) -> None:
    # By their numbers: two are painted at once, and the newest need not be published last.
    other, newest = sorted(of(evening.told, "image.published"), key=lambda event: event["scene"])[-2:]
    async with Client.to(evening.here.url, WATCH) as viewer:
        await viewer.send(hello(evening.token, session_id=evening.id))
        assert (await viewer.until("snapshot"))["picture"]["scene"] == newest["scene"]
        answer = await evening.http.post(f"{evening.at}/scenes/{newest['scene']}/hide")
        assert (answer.status_code, answer.json()["hidden"]) == (200, True)
        event = await viewer.until("scene.hidden")
        assert (event["scene"], event["show"]) == (newest["scene"], other["scene"])
        assert (await evening.http.get(newest["url"])).status_code == 410
        assert (await evening.http.get(newest["url"], params={"w": 480})).status_code == 410
        # Again changes nothing and records nothing.
        await evening.http.post(f"{evening.at}/scenes/{newest['scene']}/hide")
        await evening.http.post(f"{evening.at}/scenes/{newest['scene']}/show")
        shown = await viewer.until("scene.shown")
        assert shown["seq"] == event["seq"] + 1
        assert (await evening.http.get(newest["url"])).status_code == 200
        answer = await evening.http.post(f"{evening.at}/scenes/{other['scene']}/pin")
        assert answer.json()["pinned"]
        assert (await viewer.until("scene.pinned"))["scene"] == other["scene"]
        assert (await evening.http.post(f"{evening.at}/scenes/unpin")).status_code == 204
        assert (await viewer.until("scene.pinned"))["scene"] is None


async def test_sockets_may_do_the_same(evening: Evening) -> None:
    scene = of(evening.told, "image.published")[-1]["scene"]
    utterance = of(evening.told, "transcript.final")[0]["utterance"]
    async with Client.to(evening.here.url, WATCH) as viewer:
        await viewer.send(hello(evening.token, session_id=evening.id))
        await viewer.until("snapshot")
        for command, answer in (
            ({"type": "hide", "scene": scene}, "scene.hidden"),
            ({"type": "show", "scene": scene}, "scene.shown"),
            ({"type": "pin", "scene": scene}, "scene.pinned"),
            ({"type": "pin", "scene": None}, "scene.pinned"),
            ({"type": "correct", "utterance": utterance, "text": " Kara  waits. "}, "transcript.corrected"),
        ):
            await viewer.send(command)
            event = await viewer.until(answer)
        assert event["text"] == "Kara  waits."
        for command in ({"type": "hide", "scene": 99}, {"type": "correct", "utterance": 999_999, "text": "x"}):
            await viewer.send(command)
            error = await viewer.until("error")
            assert (error["code"], error["fatal"]) == ("not_found", False)
    host = Host(evening.here.url, evening.token, SPEECH.pcm)
    client = await host.connect()
    await client.send({"type": "hide", "scene": scene})
    assert (await client.until("scene.hidden"))["scene"] == scene
    await host.aclose()


async def test_commands_that_wait_are_bounded(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is slow holds up neither the socket nor anyone's memory."""
    go = asyncio.Event()
    direction = evening.here.app.state.services.direction

    async def slowly(*_given: Any, **_more: Any) -> None:
        await go.wait()

    monkeypatch.setattr(type(direction), "pin", slowly)
    monkeypatch.setattr("server.direction.WAITING", 3)
    async with Client.to(evening.here.url, WATCH) as viewer:
        await viewer.send(hello(evening.token, session_id=evening.id))
        await viewer.until("snapshot")
        for _ in range(6):
            await viewer.send({"type": "pin", "scene": None})
        assert (await viewer.until("error"))["code"] == "rate_limited"
        await viewer.send({"type": "ping"})
        await viewer.until("pong")
        go.set()


async def test_a_correction_is_told_found_and_kept(evening: Evening) -> None:
    said = of(evening.told, "transcript.final")[0]
    path = f"{evening.at}/utterances/{said['utterance']}"
    answer = await evening.http.put(path, json={"text": "Kara lights the <b>beacon</b>."})
    assert answer.status_code == 204
    jobs = (await evening.get(f"{evening.at}/jobs"))["jobs"]
    assert jobs[0]["text"] == "Kara lights the <b>beacon</b>."
    [found] = (await evening.get("/api/v1/search", q="beacons"))["results"]
    assert found["utterance"] == said["utterance"]
    last = (await evening.get(f"{evening.at}/events", after=len(evening.told)))["events"]
    assert [(event["event_type"], event["payload"]) for event in last] == [
        ("transcript.corrected", {"utterance": said["utterance"], "text": "Kara lights the <b>beacon</b>."})
    ]
    page = (await evening.http.get(f"{evening.at}/recap")).text
    assert "&lt;b&gt;beacon" in page
    assert "<b>" not in page


async def test_what_is_not_told_yet_is_told_as_corrected(serve_here: Callable[..., Any]) -> None:
    """The owner has the old words in its memory; the storyteller gets the new ones."""
    asked, go = asyncio.Event(), asyncio.Event()
    heard: list[str] = []

    async def hook(method: str, when: str) -> None:
        if (method, when) == ("open_scene", "before"):
            asked.set()
            await go.wait()

    async def act(engine: str, key: str) -> None:
        if engine in ("environment", "scene"):
            heard.append(key)

    async with serve_here(hook=hook, act=act) as here:
        token = await sign_up(here.url)
        host = Host(here.url, token, tape(1).pcm)
        client = await host.connect()
        await host.speak()
        await client.send({"type": "end"})
        said = await client.until("transcript.final")
        await asked.wait()
        await client.send({"type": "correct", "utterance": said["utterance"], "text": "It is all lanterns"})
        await client.until("transcript.corrected")
        go.set()
        await client.until("ended")
        assert set(heard) == {"lanterns"}
        await host.aclose()


async def test_a_picture_on_its_way_is_born_hidden_or_not_at_all(serve_here: Callable[..., Any]) -> None:
    """Hidden and deleted while they are painted: nothing is shown, and the deleted one leaves no blob."""
    arrived: asyncio.Queue[str] = asyncio.Queue()
    go = asyncio.Event()

    async def act(engine: str, key: str) -> None:
        if engine == "paint":
            arrived.put_nowait(key)
            await go.wait()

    async with serve_here(act=act) as here:
        token = await sign_up(here.url)
        host = Host(here.url, token, SPEECH.pcm, mode="file")
        client = await host.connect()
        await host.speak()
        await client.send({"type": "end"})
        await arrived.get()
        await arrived.get()
        first, second = [(await client.until("scene.composed"))["scene"] for _ in range(2)]
        await client.send({"type": "hide", "scene": first})
        await client.until("scene.hidden")
        async with as_person(here.url, token) as http:
            answer = await http.delete(f"{SESSIONS}/{host.session_id}/scenes/{second}")
            assert answer.status_code == 204
            go.set()
            await client.until("ended")
            painted = {event["scene"]: event["url"] for event in client.of("image.published")}
            assert second not in painted
            assert (await http.get(painted[first])).status_code == 410
            await here.app.state.services.retention.delete_blobs()
            files = {path.stem for path in (here.data / "blobs").rglob("*.webp")}
            assert files == {url.removeprefix("/i/") for url in painted.values()}
        await host.aclose()


async def test_a_picture_that_was_stored_and_never_recorded_goes_with_its_scene(
    serve_here: Callable[..., Any], rows: Rows
) -> None:
    """Its painter comes no further, as one whose process was killed; after a while the blob is deleted all the same."""
    stored = asyncio.Event()

    async def hook(method: str, when: str) -> None:
        if (method, when) == ("commit_image", "before"):
            stored.set()
            await asyncio.Event().wait()

    async with serve_here(hook=hook, drain_s=0.1) as here:
        host = Host(here.url, await sign_up(here.url), tape(1).pcm, mode="file")
        client = await host.connect()
        await host.speak()
        await client.send({"type": "end"})
        composed = await client.until("scene.composed")
        await stored.wait()
        blobs = here.data / "blobs"
        assert len(list(blobs.rglob("*.webp"))) == 1
        async with as_person(here.url, host.token) as http:
            answer = await http.delete(f"{SESSIONS}/{host.session_id}/scenes/{composed['scene']}")
            assert answer.status_code == 204
        retention = here.app.state.services.retention
        await retention.delete_blobs()
        assert len(list(blobs.rglob("*.webp"))) == 1, "it may be on its way yet"
        await rows.connection.execute("update adventure.blob_deletions set due_at = now()")
        await retention.delete_blobs()
        assert list(blobs.rglob("*.webp")) == []
        await host.aclose()


# -- taking out --------------------------------------------------------------------------------------------------------


async def test_an_export_has_everything_and_names_pictures_by_their_titles(evening: Evening) -> None:
    await evening.http.patch(evening.at, json={"name": 'The "drowned" bridge / 1'})
    answer = await evening.http.get(f"{evening.at}/export")
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    names = archive.namelist()
    pictures = of(evening.told, "image.published")
    titles = {event["scene"]: event["title"] for event in of(evening.told, "scene.composed")}
    wanted = {f"pictures/{p['scene']:04d} {titles[p['scene']]}.webp" for p in pictures}
    assert set(names) == wanted | {"transcript.md", "session.json", "recap.html"}
    stored = json.loads(archive.read("session.json"))
    assert [event["seq"] for event in stored["events"]] == [event["seq"] for event in evening.told]
    assert stored["name"] == 'The "drowned" bridge / 1'
    text = archive.read("transcript.md").decode()
    for said in of(evening.told, "transcript.final"):
        assert said["text"] in text
    assert all(f"<{name}>" in text for name in wanted)
    page = archive.read("recap.html").decode()
    assert all(f'src="{name}"' in page for name in wanted)
    inline = (await evening.http.get(f"{evening.at}/recap")).text
    assert inline.count("data:image/webp;base64,") == len(pictures)


# -- deleting ----------------------------------------------------------------------------------------------------------


async def test_a_deleted_scene_leaves_its_number_only(evening: Evening, rows: Rows) -> None:
    picture = of(evening.told, "image.published")[-1]
    await evening.http.get(picture["url"], params={"w": 480})
    blobs = evening.blobs()
    assert (await evening.http.delete(f"{evening.at}/scenes/{picture['scene']}")).status_code == 204
    assert (await evening.http.get(picture["url"])).status_code == 404
    assert (await evening.http.get(f"{evening.at}/scenes/{picture['scene']}")).status_code == 404
    assert (await evening.http.delete(f"{evening.at}/scenes/{picture['scene']}")).status_code == 404
    await evening.swept()
    assert {path.split("/")[-1].split(".")[0] for path in blobs - evening.blobs()} == {picture["image"]}
    assert len(blobs - evening.blobs()) == 2, "the picture and its thumbnail"
    everything = json.dumps(await rows.events(evening.id))
    title = next(e for e in of(evening.told, "scene.composed") if e["scene"] == picture["scene"])["title"]
    assert picture["image"] not in everything
    assert title not in everything
    numbers = [event["seq"] for event in await rows.events(evening.id)]
    assert numbers == list(range(1, len(evening.told) + 2))


async def test_a_deleted_utterance_is_nowhere(evening: Evening, rows: Rows) -> None:
    said = of(evening.told, "transcript.final")[1]
    word = said["text"].split()[-1]
    assert (await evening.http.delete(f"{evening.at}/events/{said['seq']}")).status_code == 204
    assert (await evening.http.delete(f"{evening.at}/events/{said['seq']}")).status_code == 404
    events = await rows.events(evening.id)
    assert events[said["seq"] - 1] == {"seq": said["seq"], "type": "event.deleted"}
    assert events[-1] | {"seq": 0} == {
        "seq": 0, "type": "transcript.corrected", "utterance": said["utterance"], "text": ""
    }  # fmt: skip
    texts = await rows.value("select string_agg(coalesce(transcript, ''), ' ') from session_events")
    assert word not in texts
    assert await rows.value("select count(*) from jobs where text like $1", f"%{word}%") == 0
    answer = await evening.http.put(f"{evening.at}/utterances/{said['utterance']}", json={"text": "back"})
    assert answer.status_code == 404


async def test_the_last_minutes_are_forgotten(evening: Evening, rows: Rows) -> None:
    words = [said["text"].split()[-1] for said in of(evening.told, "transcript.final")]
    # As a storyteller does that knows places by name.
    await rows.value("update sessions set place = $1, place_version = 1 returning 1", f"crypt of {words[0]}")
    answer = await evening.http.post(f"{evening.at}/forget", json={"minutes": 5})
    scenes = {event["scene"] for event in evening.told if "scene" in event}
    assert answer.json() == {"utterances": len(of(evening.told, "transcript.final")), "scenes": len(scenes)}
    await evening.swept()
    assert evening.blobs() == set()
    assert await rows.value("select count(*) from pictures") == 0
    dump = await rows.value(
        "select (select json_agg(e) from session_events e)::text || (select json_agg(j) from jobs j)::text"
        " || (select json_agg(s) from scenes s)::text || (select json_agg(u) from user_settings u)::text"
        " || (select json_agg(s) from sessions s)::text"
    )
    assert not [word for word in words if word in dump]


async def test_a_deleted_session_leaves_nothing_and_closes_its_sockets(evening: Evening, rows: Rows) -> None:
    host = Host(evening.here.url, evening.token, SPEECH.pcm)
    client = await host.connect()
    async with Client.to(evening.here.url, WATCH) as viewer:
        await viewer.send(hello(evening.token, session_id=evening.id))
        await viewer.until("snapshot")
        assert (await evening.http.delete(evening.at)).status_code == 204
        assert await viewer.refused() == ("not_found", 4510)
        if (closed := await client.closed()) != 4510:
            # Its stream wrote into what was just deleted, before it was told: it comes back, and is told then.
            assert closed == 4005
            async with Client.to(evening.here.url, LIVE) as again:
                await again.send(host.hello())
                assert await again.refused() == ("not_found", 4510)
    assert (await evening.http.get(evening.at)).status_code == 404
    await evening.swept()
    assert evening.blobs() == set()
    for table in ("sessions", "session_events", "jobs", "scenes", "pictures", "adventure.streams", "adventure.leases"):
        assert await rows.value(f"select count(*) from {table}") == 0, table
    await host.aclose()


async def test_an_ended_session_takes_no_more_audio(evening: Evening) -> None:
    host = Host(evening.here.url, evening.token, SPEECH.pcm)
    client = await host.connect()
    answer = await evening.http.post(f"{evening.at}/end")
    assert answer.json()["ended_at"]
    assert await client.closed() == 4508
    assert (await evening.http.post(f"{evening.at}/end")).json()["ended_at"] == answer.json()["ended_at"]
    await host.aclose()


# -- what goes by itself -----------------------------------------------------------------------------------------------


async def test_a_blob_that_could_not_be_deleted_is_deleted_later(
    evening: Evening, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = evening.here.app.state.services
    store = type(services.blobs)

    async def refused(*_given: Any) -> None:
        raise BlobStoreError("away")

    with monkeypatch.context() as patch:
        patch.setattr(store, "delete", refused)
        await evening.http.delete(evening.at)
        await services.retention.delete_blobs()
    assert evening.blobs()
    assert await rows.value("select min(tries) from adventure.blob_deletions") >= 1
    # The server deletes by itself, too: what it had begun while it was refused is put off once more.
    async with asyncio.timeout(PATIENCE_S):
        while evening.blobs():
            await rows.connection.execute("update adventure.blob_deletions set due_at = now()")
            await services.retention.delete_blobs()
    assert await rows.value("select count(*) from adventure.blob_deletions") == 0
