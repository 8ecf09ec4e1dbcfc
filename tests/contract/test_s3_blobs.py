"""What only a bucket can do wrong: keys, links, parts that never become a blob, a storage that goes and comes back."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from harness.s3 import ObjectStorage, s3_server_or_skip

from clients import s3_blobs as module
from clients.s3_blobs import CONNECTIONS, LINK_REUSED_S, PART, S3Blobs, s3_blobs
from pipeline.errors import AudioError, BlobStoreError, ConfigurationError, NotFoundError

BLOB = "pictures/0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1/0a1b.webp"


@pytest.fixture
def prefix() -> str:
    return secrets.token_hex(4)


@pytest.fixture
async def blobs(s3: ObjectStorage, prefix: str) -> AsyncIterator[S3Blobs]:
    async with s3_blobs("pictures", prefix=prefix) as made:
        yield made


async def linked(blobs: S3Blobs, content_type: str = "image/webp") -> str:
    link = await blobs.link(BLOB, content_type)
    assert link is not None
    return link


async def fetched(url: str) -> httpx.Response:
    async with httpx.AsyncClient() as http:
        return await http.get(url)


# -- keys that do not fit ----------------------------------------------------------------------------------------------


async def test_a_wrong_secret(s3: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-of-a-wrong-secret")
    async with s3_blobs("pictures") as blobs:
        for call in (blobs.put(BLOB, b"data", "image/webp"), blobs.get(BLOB), blobs.delete(BLOB), blobs.reach()):
            with pytest.raises(BlobStoreError, match="AWS_SECRET_ACCESS_KEY") as caught:
                await call
            assert not caught.value.retryable
            assert "canary" not in repr(caught.value)
        answer = await fetched(await linked(blobs))
        assert answer.status_code == 403
    assert s3.keys("pictures", BLOB) == []


async def test_a_wrong_key(s3: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test:nobody")
    async with s3_blobs("pictures") as blobs:
        with pytest.raises(BlobStoreError, match="AWS_ACCESS_KEY_ID") as caught:
            await blobs.put(BLOB, b"data", "image/webp")
        assert not caught.value.retryable


async def test_no_key_at_all(s3: ObjectStorage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with pytest.raises(ConfigurationError, match="set AWS_ACCESS_KEY_ID"):
        async with s3_blobs("pictures"):
            pass


async def test_an_address_that_is_none(s3: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "pictures.example")
    with pytest.raises(ConfigurationError, match="AWS_ENDPOINT_URL_S3"):
        async with s3_blobs("pictures"):
            pass


async def test_a_bucket_that_is_not_there(s3: ObjectStorage) -> None:
    async with s3_blobs("no-such-bucket") as blobs:
        for call in (blobs.reach(), blobs.put(BLOB, b"data", "image/webp"), blobs.get(BLOB), anext(blobs.open(BLOB))):
            with pytest.raises(BlobStoreError, match="S3_BUCKET") as caught:
                await call
            assert not caught.value.retryable
            assert "no-such-bucket" not in caught.value.message


async def test_a_bucket_that_is_there(blobs: S3Blobs) -> None:
    await blobs.reach()


# -- links -------------------------------------------------------------------------------------------------------------


async def test_a_link_gives_the_blob_as_its_type(blobs: S3Blobs) -> None:
    await blobs.put(BLOB, b"picture", "application/octet-stream")
    answer = await fetched(await linked(blobs))
    assert (answer.status_code, answer.content) == (200, b"picture")
    assert answer.headers["content-type"] == "image/webp"


async def test_what_is_stored_has_its_type(blobs: S3Blobs, s3: ObjectStorage, prefix: str) -> None:
    async def big() -> AsyncIterator[bytes]:
        yield bytes(PART + 1)

    await blobs.put(BLOB, b"picture", "image/webp")
    await blobs.put_stream("uploads/one", big(), "audio/flac")
    with s3.looking() as client:
        for key, content_type in ((BLOB, "image/webp"), ("uploads/one", "audio/flac")):
            assert client.head_object(Bucket="pictures", Key=f"{prefix}/{key}")["ContentType"] == content_type


async def test_a_link_that_was_changed(blobs: S3Blobs) -> None:
    await blobs.put(BLOB, b"picture", "image/webp")
    await blobs.put(BLOB + "2", b"another", "image/webp")
    link = await linked(blobs)
    changes = {
        "another blob": link.replace("0a1b.webp?", "0a1b.webp2?"),
        "another type": link.replace("image%2Fwebp", "text%2Fhtml"),
        "a longer life": link.replace("X-Amz-Expires=300", "X-Amz-Expires=30000"),
        "another signature": link[:-1] + ("0" if link[-1] != "0" else "1"),
    }
    for what, changed in changes.items():
        assert changed != link, what
        answer = await fetched(changed)
        assert answer.status_code == 403, what
        assert b"picture" not in answer.content.replace(b"pictures", b""), what
    assert (await fetched(link)).status_code == 200


async def test_without_a_signature_there_is_nothing(blobs: S3Blobs) -> None:
    await blobs.put(BLOB, b"the bytes", "image/webp")
    answer = await fetched((await linked(blobs)).partition("?")[0])
    # Swift takes it for one of its own paths, and those of nobody it refuses with 400.
    assert answer.status_code in (400, 401, 403)
    assert b"the bytes" not in answer.content


async def test_a_link_ends(blobs: S3Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    await blobs.put(BLOB, b"picture", "image/webp")

    def signed(seconds_ago: int) -> None:
        then = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: then.replace(tzinfo=None))
        blobs._links.clear()  # pyright: ignore[reportPrivateUsage]

    signed(module.LINK_S - 60)
    assert (await fetched(await linked(blobs))).status_code == 200
    signed(module.LINK_S + 60)
    assert (await fetched(await linked(blobs))).status_code == 403


async def test_a_link_is_given_again_for_a_while(blobs: S3Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    blobs._clock = lambda: now  # pyright: ignore[reportPrivateUsage]
    started = datetime.now(UTC).replace(tzinfo=None)
    dates = iter(started + timedelta(seconds=n) for n in range(100))
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: next(dates))
    first = await linked(blobs)
    now += LINK_REUSED_S - 1
    assert await linked(blobs) == first
    assert await linked(blobs, "image/png") != first
    now += 1
    second = await linked(blobs)
    assert second != first
    await blobs.delete(BLOB)
    assert await linked(blobs) != second, "what was deleted is forgotten"


async def test_few_links_are_kept(blobs: S3Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LINKS", 3)
    for n in range(9):
        await blobs.link(f"pictures/{n}", "image/webp")
    assert len(blobs._links) == 3  # pyright: ignore[reportPrivateUsage]


async def test_links_lead_where_browsers_reach_it(s3: ObjectStorage, prefix: str) -> None:
    async with s3_blobs("pictures", prefix=prefix, public_url=f"http://localhost:{s3.port}") as blobs:
        await blobs.put(BLOB, b"picture", "image/webp")
        link = await linked(blobs)
        assert blobs.origin == f"http://localhost:{s3.port}"
        assert link.startswith(f"{blobs.origin}/pictures/{prefix}/{BLOB}?")
        assert (await fetched(link)).content == b"picture"
        moved = await fetched(link.replace("localhost", "127.0.0.1"))
        assert moved.status_code == 403, "the address is signed, too"


async def test_at_amazon_the_bucket_has_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    async with s3_blobs("adventure", region="eu-central-1") as blobs:
        assert blobs.origin == "https://adventure.s3.eu-central-1.amazonaws.com"
        assert (await linked(blobs)).startswith(f"{blobs.origin}/{BLOB}?")
    async with s3_blobs("pictures.of.adventure", region="eu-central-1") as blobs:
        # No certificate fits a host with more dots.
        assert blobs.origin == "https://s3.eu-central-1.amazonaws.com"


# -- parts -------------------------------------------------------------------------------------------------------------


async def test_a_large_one_goes_in_parts_and_comes_in_pieces(blobs: S3Blobs) -> None:
    pieces = [secrets.token_bytes(1_000_003) for _ in range(2 * PART // 1_000_003 + 2)]

    async def chunks() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    size = sum(map(len, pieces))
    assert size > 2 * PART
    assert await blobs.put_stream(BLOB, chunks(), "audio/flac") == size
    got = [piece async for piece in blobs.open(BLOB)]
    assert b"".join(got) == b"".join(pieces)
    assert max(map(len, got)) <= 1 << 20


async def test_sizes_about_a_part(blobs: S3Blobs) -> None:
    async def one(size: int) -> AsyncIterator[bytes]:
        yield bytes(size)

    for size in (0, PART - 1, PART, 2 * PART):
        assert await blobs.put_stream(BLOB, one(size), "audio/flac") == size
        assert len(await blobs.get(BLOB)) == size


async def test_one_that_breaks_leaves_nothing(blobs: S3Blobs, s3: ObjectStorage, prefix: str) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(PART + 1)
        assert s3.unfinished("pictures", prefix) == [f"{prefix}/{BLOB}"], "it had begun"
        raise AudioError("It broke.")

    with pytest.raises(AudioError):
        await blobs.put_stream(BLOB, broken(), "audio/flac")
    assert s3.unfinished("pictures", prefix) == []
    assert s3.keys("pictures", prefix) == []


async def test_one_that_is_cancelled_leaves_nothing(blobs: S3Blobs, s3: ObjectStorage, prefix: str) -> None:
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield bytes(PART)
        begun.set()
        await asyncio.Event().wait()

    storing = asyncio.create_task(blobs.put_stream(BLOB, endless(), "audio/flac"))
    await begun.wait()
    storing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await storing
    assert s3.unfinished("pictures", prefix) == []
    assert s3.keys("pictures", prefix) == []


KILLED = """
import asyncio, os, signal, sys
from clients.s3_blobs import PART, s3_blobs

async def chunks():
    yield bytes(PART)
    yield bytes(PART)
    os.kill(os.getpid(), signal.SIGKILL)
    yield b""

async def main():
    async with s3_blobs("pictures", prefix=sys.argv[1]) as blobs:
        await blobs.put_stream(sys.argv[2], chunks(), "audio/flac")

asyncio.run(main())
"""


async def test_what_a_killed_process_left_cannot_be_read_and_goes_with_the_blob(
    blobs: S3Blobs, s3: ObjectStorage, prefix: str
) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, prefix, BLOB, env=os.environ)
    assert await process.wait() == -signal.SIGKILL
    assert s3.unfinished("pictures", prefix) == [f"{prefix}/{BLOB}"]
    with pytest.raises(NotFoundError):
        await blobs.get(BLOB)
    with pytest.raises(NotFoundError):
        await anext(blobs.open(BLOB))
    await blobs.delete(BLOB[:-1])
    assert s3.unfinished("pictures", prefix) == [f"{prefix}/{BLOB}"], "another one's deletion leaves it alone"
    await blobs.delete(BLOB)
    assert s3.unfinished("pictures", prefix) == []
    assert s3.keys("pictures", prefix) == []


# -- many, and a storage that is away ----------------------------------------------------------------------------------


async def test_many_at_once(blobs: S3Blobs) -> None:
    async def big(n: int) -> AsyncIterator[bytes]:
        yield bytes([n]) * (PART + n)

    async with asyncio.TaskGroup() as tasks:
        for n in range(3):
            tasks.create_task(blobs.put_stream(f"uploads/{n}", big(n), "audio/flac"))
        for n in range(40):
            tasks.create_task(blobs.put(f"pictures/{n}", bytes([n]) * 1000, "image/webp"))
    for n in range(3):
        assert await blobs.get(f"uploads/{n}") == bytes([n]) * (PART + n)
    for n in range(40):
        assert await blobs.get(f"pictures/{n}") == bytes([n]) * 1000


async def test_whoever_stops_early_gives_the_connection_back(blobs: S3Blobs) -> None:
    await blobs.put(BLOB, bytes(4_000_000), "audio/flac")
    for _ in range(CONNECTIONS + 2):
        async with aclosing(blobs.open(BLOB)) as pieces:
            assert await anext(pieces)
    assert len(await blobs.get(BLOB)) == 4_000_000


async def test_a_storage_that_goes_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server_or_skip(tmp_path) as storage:
        for name, value in storage.environment.items():
            monkeypatch.setenv(name, value)
        storage.make_bucket("pictures")
        async with s3_blobs("pictures") as blobs:
            await blobs.put(BLOB, b"before", "image/webp")
            storage.stop()
            calls = [blobs.put(BLOB, b"meanwhile", "image/webp"), blobs.get(BLOB), blobs.delete(BLOB), blobs.reach()]
            for error in await asyncio.gather(*calls, anext(blobs.open(BLOB)), return_exceptions=True):
                assert isinstance(error, BlobStoreError)
                assert "does not answer" in error.message
                assert error.retryable
            storage.start()
            assert await blobs.get(BLOB) == b"before"
            await blobs.put(BLOB, b"after", "image/webp")
            assert await blobs.get(BLOB) == b"after"


async def test_an_answer_that_is_cut(s3: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a blob is none."""

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\ncontent-type: image/webp\r\n\r\n" + bytes(500))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(half, "127.0.0.1", 0)
    async with server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        async with s3_blobs("pictures") as blobs:
            with pytest.raises(BlobStoreError) as caught:
                await blobs.get(BLOB)
            assert caught.value.retryable
            with pytest.raises(BlobStoreError):
                async for _ in blobs.open(BLOB):
                    pass
