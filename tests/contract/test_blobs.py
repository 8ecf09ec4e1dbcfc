"""What every ``BlobStore`` must do."""

from __future__ import annotations

import asyncio
import os
import secrets
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes.scripted_engines import MemoryBlobs
from harness.s3 import ObjectStorage

from clients.local.folder_blobs import FolderBlobs
from clients.s3_blobs import s3_blobs
from pipeline.errors import AudioError, BlobStoreError, NotFoundError
from pipeline.ports import BlobStore

KEY = "pictures/0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1/0a1b.webp"


@pytest.fixture(params=["memory", "folder", "s3"])
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[BlobStore]:
    if request.param == "memory":
        yield MemoryBlobs()
    elif request.param == "folder":
        yield FolderBlobs(tmp_path / "blobs")
    else:
        storage: ObjectStorage = request.getfixturevalue("s3")
        async with s3_blobs("pictures", prefix=secrets.token_hex(4), region=storage.region) as made:
            yield made


async def test_what_is_put_is_got(blobs: BlobStore) -> None:
    for data in (b"", b"\0\xff" * 100_000):
        await blobs.put(KEY, data, "image/webp")
        assert await blobs.get(KEY) == data


async def test_the_last_one_put_is_there(blobs: BlobStore) -> None:
    await blobs.put(KEY, b"one", "image/webp")
    await blobs.put(KEY, b"two", "image/webp")
    assert await blobs.get(KEY) == b"two"


async def test_a_missing_one_is_not_found(blobs: BlobStore) -> None:
    with pytest.raises(NotFoundError):
        await blobs.get(KEY)
    await blobs.put(KEY, b"data", "image/webp")
    for other in ("pictures", "pictures/other", KEY + ".webp", KEY + "/below"):
        with pytest.raises(NotFoundError):
            await blobs.get(other)


async def test_a_deleted_one_is_gone(blobs: BlobStore) -> None:
    await blobs.delete(KEY)
    await blobs.put(KEY, b"data", "image/webp")
    await blobs.put(KEY + "2", b"other", "image/webp")
    await blobs.delete(KEY)
    await blobs.delete(KEY)
    with pytest.raises(NotFoundError):
        await blobs.get(KEY)
    assert await blobs.get(KEY + "2") == b"other"


async def test_one_is_there_whole_or_not_at_all(blobs: BlobStore) -> None:
    """Many write the same key while many read: what is read is one of them."""
    written = [bytes([n]) * 200_000 for n in range(8)]
    await blobs.put(KEY, written[0], "image/webp")
    async with asyncio.TaskGroup() as tasks:
        for data in written:
            tasks.create_task(blobs.put(KEY, data, "image/webp"))
        reads = [tasks.create_task(blobs.get(KEY)) for _ in range(8)]
    assert all(read.result() in written for read in reads)


async def test_what_is_put_in_pieces_is_got_in_pieces(blobs: BlobStore) -> None:
    pieces = [bytes([n]) * 300_000 for n in range(10)]

    async def chunks() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    assert await blobs.put_stream(KEY, chunks(), "audio/flac") == 3_000_000
    assert await blobs.get(KEY) == b"".join(pieces)
    got = [piece async for piece in blobs.open(KEY)]
    assert b"".join(got) == b"".join(pieces)
    assert len(got) > 1
    assert max(map(len, got)) <= 1 << 20


async def test_a_stream_that_breaks_leaves_what_was_there(blobs: BlobStore) -> None:
    await blobs.put(KEY, b"before", "audio/flac")

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise AudioError("It broke.")

    with pytest.raises(AudioError):
        await blobs.put_stream(KEY, broken(), "audio/flac")
    assert await blobs.get(KEY) == b"before"
    with pytest.raises(AudioError):
        await blobs.put_stream(KEY + "2", broken(), "audio/flac")
    with pytest.raises(NotFoundError):
        await blobs.get(KEY + "2")


async def test_a_missing_one_cannot_be_opened(blobs: BlobStore) -> None:
    with pytest.raises(NotFoundError):
        await anext(blobs.open(KEY))


@pytest.mark.parametrize("blobs", ["folder", "s3"], indirect=True)
async def test_no_key_leads_elsewhere(blobs: BlobStore) -> None:
    strange = ["", "/etc/passwd", "../key", "a/../b", "a//b", "a/", "A", "a b", "a\0b", ".hidden", "a/.part"]
    for key in [*strange, "a\\b", "a\n"]:
        for call in (blobs.put(key, b"", "image/webp"), blobs.get(key), blobs.delete(key)):
            with pytest.raises(ValueError, match="not a blob key"):
                await call


# -- the folder's own --------------------------------------------------------------------------------------------------


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_bytes(b"a file in the way")
    with pytest.raises(BlobStoreError):
        await FolderBlobs(tmp_path).put(KEY, b"data", "image/webp")


async def test_nothing_is_left_beside_a_blob(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    await blobs.put(KEY, b"data", "image/webp")

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise AudioError("It broke.")

    with pytest.raises(AudioError):
        await FolderBlobs(tmp_path).put_stream(KEY, broken(), "image/webp")
    assert [path.name for path in (tmp_path / KEY).parent.iterdir()] == ["0a1b.webp"]
    if os.name == "posix":
        assert not stat.S_IMODE((tmp_path / KEY).parent.stat().st_mode) & 0o077, "nobody else looks in"


async def test_nobody_else_on_the_machine_may_list_or_read(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    await blobs.put("pictures/tenant/one.webp", b"picture", "image/webp")
    made = [tmp_path / "blobs", *(tmp_path / "blobs").rglob("*")]
    assert {path.name: path.stat().st_mode & 0o077 for path in made} == {path.name: 0 for path in made}


async def test_what_a_killed_process_left_of_a_stream_goes_with_the_blob(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)

    async def killed() -> AsyncIterator[bytes]:
        yield b"half"
        # What a kill -9 would leave: a copy, since the file itself is taken away when this ends.
        [draft] = list((tmp_path / KEY).parent.iterdir())
        left.append((draft, await asyncio.to_thread(draft.read_bytes)))
        raise AudioError("It broke.")

    left: list[tuple[Path, bytes]] = []
    with pytest.raises(AudioError):
        await blobs.put_stream(KEY, killed(), "audio/flac")
    [(draft, data)] = left
    draft.write_bytes(data)
    await blobs.delete(KEY)
    assert list((tmp_path / KEY).parent.iterdir()) == []
