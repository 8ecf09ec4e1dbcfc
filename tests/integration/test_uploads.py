"""Recordings over HTTP: every format is heard as a microphone is, every broken file says why, kills lose nothing."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from harness.client import PATIENCE_S, Client, Host, sign_up
from harness.looking import Rows
from harness.processes import ServerProcess
from harness.recordings import FORMATS, recording
from harness.tape import heard, silence, tape

pytestmark = pytest.mark.usefixtures("clients")

ServerAt = Callable[..., ServerProcess]
OVER = ("completed", "failed", "cancelled")


class Person:
    """An account with its REST client."""

    def __init__(self, url: str, token: str) -> None:
        self.token = token
        self.http = httpx.AsyncClient(
            base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=PATIENCE_S, trust_env=False
        )

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str) -> AsyncIterator[Person]:
        person = cls(url, await sign_up(url))
        async with person.http:
            yield person

    async def upload(self, data: bytes, name: str = "evening.wav", **fields: str) -> httpx.Response:
        return await self.http.post("/api/v1/audio/upload", data=fields, files={"file": (name, data)})

    async def accepted(self, data: bytes, name: str = "evening.wav", **fields: str) -> dict[str, Any]:
        answer = await self.upload(data, name, **fields)
        assert answer.status_code == 202, answer.text
        return answer.json()

    async def read(self, upload: str) -> dict[str, Any]:
        answer = await self.http.get(f"/api/v1/uploads/{upload}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def over(self, upload: str) -> dict[str, Any]:
        """Wait until it is over."""
        async with asyncio.timeout(PATIENCE_S):
            while (record := await self.read(upload))["status"] not in OVER:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return record


async def stream_of(rows: Rows, upload: str) -> UUID:
    return await rows.value("select stream_id from adventure.uploads where id = $1", UUID(upload))


async def settled(rows: Rows, session_id: str) -> None:
    """Wait until every scene has its end."""
    query = "select count(*) from scenes where session_id = $1 and status = 'open'"

    async def done() -> bool:
        return await rows.value(query, UUID(session_id)) == 0

    await rows.once(done)


# -- what comes out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
async def test_each_format_is_heard(standing: ServerProcess, standing_rows: Rows, ending: str) -> None:
    """What is lossless is cut exactly as a microphone's audio is; the others at the same words."""
    speech = tape(3)
    async with Person.at(standing.url) as person:
        accepted = await person.accepted(recording(speech.pcm, ending), f"evening.{ending}")
        assert accepted["status"] == "pending"
        record = await person.over(accepted["id"])
        assert record["status"] == "completed", record
        assert record["name"] == f"evening.{ending}"
        assert (record["utterances"], record["transcribed"]) == (3, 3)
        assert record["decoded_s"] == pytest.approx(len(speech.pcm) / 32_000, abs=0.2)
        assert record["seconds"] == pytest.approx(len(speech.pcm) / 32_000, abs=0.2)
        found = await standing_rows.heard(await stream_of(standing_rows, accepted["id"]))
        if ending in ("wav", "flac"):
            assert found == speech.utterances
        for (start, end, _), (wanted_start, wanted_end, _) in zip(found, speech.utterances, strict=True):
            # A codec's noise may open a segment early.
            assert wanted_start - 16_000 <= start <= wanted_start + 4000
            assert end == pytest.approx(wanted_end, abs=4000)
        await settled(standing_rows, accepted["session_id"])
        recorded = await standing_rows.events(accepted["session_id"])
        assert [event["seq"] for event in recorded] == list(range(1, len(recorded) + 1))
        assert [e["text"] for e in recorded if e["type"] == "transcript.final"] == [words for *_, words in found]


async def test_the_file_is_gone_once_it_is_cut(server_at: ServerAt, rows: Rows) -> None:
    server = await server_at().running()
    async with Person.at(server.url) as person:
        accepted = await person.accepted(recording(tape(2).pcm, "wav"))
        assert (await person.over(accepted["id"]))["status"] == "completed"

    async def spent() -> bool:
        return await rows.value("select key from adventure.uploads") is None

    await rows.once(spent)
    assert list((server.folder / "blobs" / "uploads").rglob("*.*")) == []
    assert await rows.value("select count(*) from adventure.utterance_audio") == 0


async def test_a_viewer_sees_it_happen(standing: ServerProcess) -> None:
    async with (
        Person.at(standing.url) as person,
        Client.to(standing.url, "/api/v1/watch") as viewer,
    ):
        await viewer.send({"type": "hello", "protocol": 1, "token": person.token, "session_id": None})
        accepted = await person.accepted(recording(tape(2).pcm, "flac"))
        await viewer.until("snapshot")
        await person.over(accepted["id"])
        await viewer.until("transcript.final")
        await viewer.until("transcript.final")


async def test_which_session_it_belongs_to(standing: ServerProcess) -> None:
    """The one that is named, else the newest that was not ended, else a new one."""
    data = recording(tape(1).pcm, "flac")
    async with Person.at(standing.url) as person:
        first = await person.accepted(data)
        assert (await person.accepted(data))["session_id"] == first["session_id"]
        assert (await person.accepted(data, session_id=first["session_id"]))["session_id"] == first["session_id"]
        answer = await person.upload(data, session_id=str(uuid4()))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_progress_and_list(standing: ServerProcess) -> None:
    data = recording(tape(1).pcm, "flac")
    async with Person.at(standing.url) as person:
        ids = [(await person.accepted(data, f"{n}.flac"))["id"] for n in range(4)]
        for upload in ids:
            await person.over(upload)
        page = (await person.http.get("/api/v1/uploads", params={"limit": 3})).json()["uploads"]
        assert [record["id"] for record in page] == ids[:0:-1]
        rest = (await person.http.get("/api/v1/uploads", params={"limit": 3, "before": page[-1]["id"]})).json()
        assert [record["id"] for record in rest["uploads"]] == ids[:1]
        assert all(record["bytes"] == len(data) for record in page)


# -- what cannot be heard ----------------------------------------------------------------------------------------------


async def bad_files(server: ServerProcess) -> dict[str, bytes]:
    whole = recording(tape(1).pcm, "m4a")
    secret = server.folder / "secret.wav"
    secret.write_bytes(recording(tape(1).pcm, "wav"))
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{secret}\n#EXT-X-ENDLIST\n"
    return {
        "text": b"We enter the dark cave. " * 200,
        "zeros": bytes(100_000),
        "a zip": b"PK\x03\x04" + bytes(range(256)) * 200,
        "half an m4a": whole[: len(whole) // 3],
        "a header alone": recording(tape(1).pcm, "flac")[:60],
        "a playlist": playlist.encode(),
        "a concat script": f"ffconcat version 1.0\nfile '{secret}'\n".encode(),
    }


async def test_what_is_no_recording_fails_with_a_reason(standing: ServerProcess, standing_rows: Rows) -> None:
    async with Person.at(standing.url) as person:
        for name, data in (await bad_files(standing)).items():
            record = await person.over((await person.accepted(data, name))["id"])
            assert record["status"] == "failed", name
            assert record["code"] == "audio_format", name
            assert record["reason"].startswith("The file "), name
            assert record["utterances"] == 0, name
        good = await person.accepted(recording(tape(1).pcm, "flac"))
        assert (await person.over(good["id"]))["status"] == "completed"


async def test_a_recording_of_silence_is_completed(standing: ServerProcess) -> None:
    async with Person.at(standing.url) as person:
        record = await person.over((await person.accepted(recording(silence(30), "flac")))["id"])
        assert (record["status"], record["utterances"], record["decoded_s"]) == ("completed", 0, 30.0)


async def test_a_small_file_of_very_long_audio_is_given_up(server_at: ServerAt) -> None:
    """A few kilobytes that unpack to hours."""
    server = server_at()
    server.start(upload_hours=0.05, upload_speed=10_000)
    await server.ready()
    data = recording(silence(600), "flac")
    assert len(data) < 200_000
    async with Person.at(server.url) as person:
        record = await person.over((await person.accepted(data))["id"])
        assert (record["status"], record["reason"]) == ("failed", "The file is longer than 0.05 hours.")


async def test_requests_that_are_refused(standing: ServerProcess) -> None:
    async with Person.at(standing.url) as person:
        http = person.http
        for send, status, code in (
            ({"files": {"file": ("a.wav", b"")}}, 422, "bad_request"),
            ({"files": {"other": ("a.wav", b"abc")}}, 422, "bad_request"),
            ({"data": {"file": "abc"}, "files": {"other": ("a.wav", b"abc")}}, 422, "bad_request"),
            ({"data": {"session_id": "mine"}, "files": {"file": ("a.wav", b"abc")}}, 422, "bad_request"),
            ({"data": {"session_id": "x" * 1000}, "files": {"file": ("a.wav", b"abc")}}, 422, "bad_request"),
            ({"json": {"file": "abc"}}, 415, "audio_format"),
            ({"content": b"", "headers": {"content-type": "multipart/form-data"}}, 415, "audio_format"),
            ({"content": b"abc", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 422, "bad_request"),
            (
                {
                    "content": b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
                    "headers": {"content-type": "multipart/form-data; boundary=x"},
                },
                422,
                "bad_request",
            ),
        ):
            answer = await http.post("/api/v1/audio/upload", **send)  # pyright: ignore[reportArgumentType]
            assert (answer.status_code, answer.json()["code"]) == (status, code), (send, answer.text)
        assert (await http.get("/api/v1/uploads")).json()["uploads"] == [], "nothing is left of them"
        del http.headers["authorization"]
        assert (await http.post("/api/v1/audio/upload", files={"file": b"abc"})).status_code == 401


async def test_size_and_number_are_bounded(server_at: ServerAt, rows: Rows) -> None:
    server = server_at()
    server.start(upload_bytes=200_000, uploads_waiting=2)
    await server.ready()

    async def in_pieces(size: int) -> AsyncIterator[bytes]:
        yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(size // 10_000):
            yield bytes(10_000)
        yield b"\r\n--x--\r\n"

    async with Person.at(server.url) as person:
        answer = await person.upload(bytes(400_000))
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        # Whoever does not say how much it will be is stopped on the way.
        answer = await person.http.post(
            "/api/v1/audio/upload",
            content=in_pieces(220_000),
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert await rows.value("select count(*) from adventure.uploads") == 0
        assert [path for path in (server.folder / "blobs").rglob("*") if path.is_file()] == []
        holder = "select (classid::bigint << 32) | objid::bigint from pg_locks where locktype = 'advisory' limit 1"
        await rows.connection.execute(
            "insert into adventure.uploads (id, user_id, holder, expires_at)"
            f" select gen_random_uuid(), id, ({holder}), now() + interval '1 day'"
            " from auth.users, generate_series(1, 2)"
        )
        answer = await person.upload(b"abc")
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert int(answer.headers["retry-after"]) >= 1


async def test_an_upload_that_breaks_off_leaves_nothing(server_at: ServerAt, rows: Rows) -> None:
    server = await server_at().running()
    async with Person.at(server.url) as person:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(
            f"POST /api/v1/audio/upload HTTP/1.1\r\nhost: 127.0.0.1:{server.port}\r\n"
            f"authorization: Bearer {person.token}\r\ncontent-type: multipart/form-data; boundary=x\r\n"
            "content-length: 1000000\r\n\r\n".encode()
            + b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
            + bytes(300_000)
        )
        await writer.drain()

        async def receiving() -> bool:
            return await rows.value("select count(*) from adventure.uploads where status = 'receiving'") == 1

        await rows.once(receiving)
        writer.transport.abort()

        async def gone() -> bool:
            return await rows.value("select count(*) from adventure.uploads") == 0

        await rows.once(gone)
        assert [path for path in (server.folder / "blobs").rglob("*") if path.is_file()] == []


# -- other people ------------------------------------------------------------------------------------------------------


async def test_nobody_reaches_anothers_uploads(standing: ServerProcess) -> None:
    async with Person.at(standing.url) as alice, Person.at(standing.url) as mallory:
        accepted = await alice.accepted(recording(tape(1).pcm, "flac"))
        path = f"/api/v1/uploads/{accepted['id']}"
        for answer in (
            await mallory.http.get(path),
            await mallory.http.delete(path),
            await mallory.upload(b"abc", session_id=accepted["session_id"]),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        for answer in (
            await mallory.http.get("/api/v1/uploads"),
            await mallory.http.get("/api/v1/uploads", params={"before": accepted["id"]}),
        ):
            assert answer.json() == {"uploads": []}
        assert (await alice.over(accepted["id"]))["status"] == "completed"


# -- kills, cancelling, two processes ----------------------------------------------------------------------------------


def long_tape() -> bytes:
    """A minute of speech in which silences lie."""
    return (tape(3).pcm + silence(6)) * 4


async def kill_while_cutting(rows: Rows, server: ServerProcess) -> int:
    """kill -9 once some of an upload is cut and some is not; how many utterances there were."""

    async def some() -> bool:
        return await rows.value("select coalesce(max(cuts), 0) from adventure.streams") >= 3

    await rows.once(some)
    await server.kill()
    return await rows.value("select max(cuts) from adventure.streams")


SLOW = """
create function slow() returns trigger language plpgsql as $$
begin perform pg_sleep(0.25); return new; end $$;
create trigger slow before insert on public.jobs for each row execute function slow();
"""
"""Makes a cut take so long that a kill finds the upload half done."""


async def test_killed_in_the_middle(server_at: ServerAt, rows: Rows) -> None:
    """The same process comes back and goes on at what is stored: the same utterances, each once."""
    await rows.connection.execute(SLOW)
    server = await server_at().running()
    pcm = long_tape()
    async with Person.at(server.url) as person:
        accepted = await person.accepted(recording(pcm, "flac"))
        before = await kill_while_cutting(rows, server)
        wanted = heard(pcm)
        assert before < len(wanted)
        assert await rows.value("select status from adventure.uploads") == "processing"
        await rows.connection.execute("drop trigger slow on public.jobs")
        server.start()
        await server.ready()
        record = await person.over(accepted["id"])
    assert record["status"] == "completed"
    assert await rows.heard(await stream_of(rows, accepted["id"])) == wanted
    await settled(rows, accepted["session_id"])
    await rows.check_whole(accepted["session_id"])
    assert await rows.value("select starts from adventure.uploads") == 2


async def test_another_process_takes_it_up(server_at: ServerAt, rows: Rows) -> None:
    await rows.connection.execute(SLOW)
    a, b = server_at("a"), server_at("b")
    b.folder = a.folder
    await a.running()
    pcm = long_tape()
    token = await sign_up(a.url)
    person = Person(a.url, token)
    accepted = await person.accepted(recording(pcm, "ogg"))
    await b.running()
    await kill_while_cutting(rows, a)
    await rows.connection.execute("drop trigger slow on public.jobs")
    other = Person(b.url, token)
    record = await other.over(accepted["id"])
    await person.http.aclose()
    await other.http.aclose()
    assert record["status"] == "completed"
    cuts = [job["cut"] for job in await rows.jobs(await stream_of(rows, accepted["id"]))]
    assert cuts == list(range(record["utterances"]))
    await settled(rows, accepted["session_id"])
    await rows.check_whole(accepted["session_id"])


async def test_killed_while_receiving(server_at: ServerAt, rows: Rows) -> None:
    """What was not received whole is given up by whoever comes next."""
    server = await server_at().running()
    async with Person.at(server.url) as person:
        await rows.connection.execute(
            "insert into adventure.uploads (id, user_id, key, holder, expires_at)"
            " select gen_random_uuid(), id, 'uploads/x/y', 4711, now() + interval '1 day' from auth.users"
        )
        await rows.once(lambda: _is(rows, "select status = 'failed' and key is null from adventure.uploads"))
        [record] = (await person.http.get("/api/v1/uploads")).json()["uploads"]
        assert (record["code"], record["session_id"]) == ("interrupted", None)


async def _is(rows: Rows, query: str) -> bool:
    return bool(await rows.value(query))


async def test_a_cancelled_upload_stops(server_at: ServerAt, rows: Rows) -> None:
    await rows.connection.execute(SLOW)
    server = await server_at().running()
    pcm = long_tape()
    async with Person.at(server.url) as person:
        accepted = await person.accepted(recording(pcm, "flac"))
        await rows.once(lambda: _is(rows, "select max(cuts) >= 2 from adventure.streams"))
        answer = await person.http.delete(f"/api/v1/uploads/{accepted['id']}")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
        assert (await person.http.delete(f"/api/v1/uploads/{accepted['id']}")).json()["status"] == "cancelled"
        await rows.connection.execute("drop trigger slow on public.jobs")
        # The next one is served, and of the first nothing more comes.
        after = await person.accepted(recording(tape(1).pcm, "flac"))
        assert (await person.over(after["id"]))["status"] == "completed"
        record = await person.read(accepted["id"])
        assert record["status"] == "cancelled"
        assert 0 < len(await rows.jobs(await stream_of(rows, accepted["id"]))) < len(heard(pcm))
        await settled(rows, accepted["session_id"])
        await rows.check_whole(accepted["session_id"])
        await rows.once(lambda: _is(rows, "select bool_and(key is null) from adventure.uploads"))


@pytest.mark.parametrize("elsewhere", [False, True], ids=["one process", "two processes"])
async def test_beside_a_microphone(server_at: ServerAt, rows: Rows, elsewhere: bool) -> None:
    """Both are heard whole; the one who speaks is not kept waiting for the recording's end."""
    a = server_at("a")
    await a.running()
    b = a
    if elsewhere:
        b = server_at("b")
        b.folder, b.ledger = a.folder, a.ledger
        await b.running()
    speech = tape(4)
    host = Host(a.url, await sign_up(a.url), speech.pcm)
    await host.connect()
    await host.speak(speech.middle_of[0])
    pcm = long_tape()
    person = Person(b.url, host.token)
    accepted = await person.accepted(recording(pcm, "flac"))
    assert accepted["session_id"] == host.session_id
    await host.speak()
    await host.finish()
    assert (await person.over(accepted["id"]))["status"] == "completed"
    await person.http.aclose()
    await host.aclose()
    assert await rows.heard(host.stream_id) == speech.utterances
    assert await rows.heard(await stream_of(rows, accepted["id"])) == heard(pcm)
    await settled(rows, accepted["session_id"])
    await rows.check_whole(accepted["session_id"])
    assert await rows.value("select count(*) from adventure.leases") == 1


async def test_memory_is_flat(server_at: ServerAt, rows: Rows) -> None:
    """Twenty minutes of PCM, 38 MB, come in pieces: the server grows by a fraction of that."""
    import psutil

    server = server_at()
    server.start(upload_speed=10_000)
    await server.ready()
    minutes = 20
    size = minutes * 60 * 32_000
    head = b"RIFF" + struct.pack("<I4s4sIHHIIHH", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16)
    head += b"data" + struct.pack("<I", size)
    noise = tape(1).pcm + silence(12)
    piece = noise * (60 * 32_000 // len(noise) + 1)

    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="long.wav"\r\n\r\n' + head
        for _ in range(minutes):
            for at in range(0, 60 * 32_000, 64_000):
                yield piece[at : at + 64_000]
        yield b"\r\n--x--\r\n"

    async with Person.at(server.url) as person:
        await person.over((await person.accepted(recording(tape(1).pcm, "wav")))["id"])
        process = psutil.Process(server.pid)
        before = process.memory_info().rss
        answer = await person.http.post(
            "/api/v1/audio/upload", content=body(), headers={"content-type": "multipart/form-data; boundary=x"}
        )
        assert answer.status_code == 202, answer.text
        most = process.memory_info().rss
        upload = answer.json()["id"]
        while (await person.read(upload))["status"] not in OVER:
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.05)
        record = await person.read(upload)
    assert (record["status"], round(record["decoded_s"])) == ("completed", 60 * minutes)
    assert record["utterances"] > 20
    assert most - before < 20 * 2**20, f"it grew by {(most - before) / 2**20:.0f} MiB"
