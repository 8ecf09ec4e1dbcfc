"""The last minutes are deleted while somebody speaks: what is open in the microphone goes, and what follows stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from harness.client import FRAME, PATIENCE_S, Host, sign_up
from harness.evening import SESSIONS, as_person
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.tape import heard, tape

from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.segmenter import Segmenter, SegmenterSettings

pytestmark = pytest.mark.usefixtures("clients")

SPEECH = tape(4, seed=5)

EVERYTHING = """
select concat(
  (select json_agg(e) from session_events e), (select json_agg(j) from jobs j), (select json_agg(s) from scenes s),
  (select json_agg(u) from user_settings u), (select json_agg(a.job_id) from adventure.utterance_audio a)
)
"""


async def forget(url: str, host: Host) -> None:
    async with as_person(url, host.token) as http:
        answer = await http.post(f"{SESSIONS}/{host.session_id}/forget", json={"minutes": 5})
        assert answer.status_code == 200, answer.text


async def kept(rows: Rows, host: Host) -> list[tuple[int, int, str]]:
    """What is stored of a stream and has words."""
    return [said for said in await rows.heard(host.stream_id) if said[2]]


def heard_from(sample: int) -> list[tuple[int, int, str]]:
    """What is heard of the tape by whoever begins to hear there."""
    return [(start + sample, end + sample, words) for start, end, words in heard(SPEECH.pcm[2 * sample :])]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["its process", "another process"])
async def test_what_is_open_in_the_microphone_is_never_stored(
    server_at: Callable[..., ServerProcess], rows: Rows, elsewhere: bool
) -> None:
    a = b = await server_at("a").running()
    if elsewhere:
        b = server_at("b")
        b.folder, b.ledger = a.folder, a.ledger
        await b.running()
    host = Host(a.url, await sign_up(a.url), SPEECH.pcm)
    client = await host.connect()
    asked = SPEECH.middle_of[1]
    await host.speak(asked)
    await host.taken()
    first = (await client.until("transcript.final"))["text"]
    assert first == SPEECH.utterances[0][2]
    await forget(b.url, host)
    # The page may let go of that audio, too: nobody will ask for it again.
    await client.until(lambda message: message["type"] == "ack" and message["safe"] >= asked)
    # A cold owner is not sent it either.
    stored = await rows.value("select safe from adventure.streams where id = $1", host.stream_id)
    assert stored >= asked
    await host.speak()
    await host.finish()
    assert await kept(rows, host) == heard_from(asked)
    assert first not in await rows.value(EVERYTHING)
    assert SPEECH.utterances[1][2] not in await rows.value(EVERYTHING)
    await host.aclose()


async def test_what_is_being_stored_at_that_moment_goes_too(serve_here: Callable[..., Any], rows: Rows) -> None:
    """One utterance is on its way to the database, one waits behind it, and one is open."""
    storing, go = asyncio.Event(), asyncio.Event()

    async def hook(method: str, when: str) -> None:
        if (method, when) == ("commit_utterance", "before"):
            storing.set()
            await go.wait()

    async with serve_here(hook=hook) as here:
        host = Host(here.url, await sign_up(here.url), SPEECH.pcm)
        client = await host.connect()
        asked = SPEECH.middle_of[2]
        await host.speak(asked)
        await host.taken()
        await storing.wait()
        await forget(here.url, host)
        go.set()
        await client.until(lambda message: message["type"] == "ack" and message["safe"] >= asked)
        await host.speak()
        await host.finish()
        await host.aclose()
        assert await kept(rows, host) == heard_from(asked)
        everything = await rows.value(EVERYTHING)
        assert not [words for _, _, words in SPEECH.utterances[:3] if words in everything]
        recorded = await rows.events(str(UUID(host.session_id)))
        assert [event["seq"] for event in recorded] == list(range(1, len(recorded) + 1))
        audio = "select count(*) from adventure.utterance_audio"
        await rows.once(lambda: _none(rows, audio))


async def test_what_was_told_before_it_could_be_taken_back_goes_with_its_picture(
    serve_here: Callable[..., Any], rows: Rows
) -> None:
    """An utterance is being stored when it is forgotten, and becomes a scene before its owner can take it back."""
    storing, go = asyncio.Event(), asyncio.Event()

    async def hook(method: str, when: str) -> None:
        if (method, when) == ("commit_utterance", "before"):
            storing.set()
            await go.wait()

    async with serve_here(hook=hook) as here:
        host = Host(here.url, await sign_up(here.url), SPEECH.pcm)
        client = await host.connect()
        await host.speak(SPEECH.middle_of[1])
        await host.taken()
        await storing.wait()
        await forget(here.url, host)
        async with rows.connection.transaction():
            # The owner's writes pass; who changes a session waits.
            await rows.value("select 1 from adventure.leases where session_id = $1 for share", UUID(host.session_id))
            go.set()
            await client.until("image.published")
        [picture] = client.of("image.published")
        await client.until("scene.hidden", scene=picture["scene"])
        await host.aclose()
        everything = await rows.value(EVERYTHING)
        assert SPEECH.utterances[0][2].split()[-1] not in everything
        assert picture["image"] not in everything


async def test_a_stream_that_was_replaced_forgets_too(serve_here: Callable[..., Any], rows: Rows) -> None:
    """A page was loaded anew, and what the one before it had heard is not stored yet."""
    storing, go = asyncio.Event(), asyncio.Event()

    async def hook(method: str, when: str) -> None:
        if (method, when) == ("commit_utterance", "before"):
            storing.set()
            await go.wait()

    async with serve_here(hook=hook) as here:
        before = Host(here.url, await sign_up(here.url), SPEECH.pcm)
        client = await before.connect()
        await before.speak(SPEECH.middle_of[2])
        await before.taken()
        await storing.wait()
        after = Host(here.url, before.token, SPEECH.pcm)
        performing = asyncio.create_task(after.perform())
        assert await client.refused() == ("replaced", 4505)
        await forget(here.url, before)
        go.set()
        await performing
        assert await kept(rows, before) == []
        assert await kept(rows, after) == heard_from(0)


async def test_what_is_asked_about_in_a_lull_is_not_asked_any_further(
    serve_here: Callable[..., Any], rows: Rows
) -> None:
    """The transcriber has the sound before the cut; it is not waited for, nor asked again."""
    asked, given_up = asyncio.Event(), asyncio.Event()

    async def act(engine: str, key: str) -> None:
        if engine == "transcribe" and not asked.is_set():
            asked.set()
            try:
                await asyncio.Event().wait()
            finally:
                given_up.set()

    lull = first_lull(SPEECH.pcm)
    async with serve_here(act=act) as here:
        host = Host(here.url, await sign_up(here.url), SPEECH.pcm)
        client = await host.connect()
        await host.speak(lull)
        async with asyncio.timeout(PATIENCE_S):
            await asked.wait()
        await forget(here.url, host)
        await client.until(lambda message: message["type"] == "ack" and message["safe"] >= lull)
        assert given_up.is_set()
        await host.speak()
        await host.finish()
        await host.aclose()
        assert await kept(rows, host) == heard_from(lull)


def first_lull(pcm: bytes) -> int:
    """Up to where a tape must have been heard until somebody falls silent for the first time."""
    segmenter = Segmenter(WebrtcvadDetector(2), SegmenterSettings())
    while segmenter.lull is None:
        at = 2 * segmenter.position
        assert not segmenter.feed(pcm[at : at + 2 * FRAME]), "it was cut before"
    return segmenter.position


async def _none(rows: Rows, query: str) -> bool:
    return not await rows.value(query)
