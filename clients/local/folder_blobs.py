"""A folder as the blob store. It serves nothing and knows no tenant beyond the key it is given."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from clients.blob_keys import checked
from pipeline.errors import BlobStoreError, NotFoundError

_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """Implements ``pipeline.ports.BlobStore``. A blob is there whole or not at all."""

    root: Path

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """See ``BlobStore``. The type is not kept; whoever stores a blob remembers it."""
        await asyncio.to_thread(self._put, self._path(key), data)

    async def put_stream(self, key: str, chunks: AsyncIterable[bytes], content_type: str) -> int:
        """See ``BlobStore``."""
        path = self._path(key)
        draft = _streamed(path)
        with _translated():
            file = await asyncio.to_thread(_begin, draft)
        try:
            size = 0
            async for chunk in chunks:
                with _translated():
                    size += await asyncio.to_thread(file.write, chunk)
            with _translated():
                await asyncio.to_thread(_finish, file, draft, path)
        finally:
            file.close()
            draft.unlink(missing_ok=True)
        return size

    async def open(self, key: str) -> AsyncGenerator[bytes]:
        """See ``BlobStore``."""
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFoundError("There is no such blob.") from None
        except OSError as error:
            raise BlobStoreError(f"The picture folder cannot be read: {error.strerror}.") from error
        with file:
            while True:
                try:
                    chunk = await asyncio.to_thread(file.read, _PIECE)
                except OSError as error:
                    raise BlobStoreError(f"The picture folder cannot be read: {error.strerror}.") from error
                if not chunk:
                    return
                yield chunk

    async def get(self, key: str) -> bytes:
        """See ``BlobStore``."""
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFoundError("There is no such blob.") from None
        except OSError as error:
            raise BlobStoreError(f"The picture folder cannot be read: {error.strerror}.") from error

    async def delete(self, key: str) -> None:
        """See ``BlobStore``."""
        path = self._path(key)
        with _translated():
            await asyncio.to_thread(path.unlink, missing_ok=True)
            # What a process left that was killed while it stored it.
            await asyncio.to_thread(_streamed(path).unlink, missing_ok=True)

    async def link(self, key: str, content_type: str) -> str | None:
        """See ``BlobStore``. A folder has no addresses."""
        return None

    def _path(self, key: str) -> Path:
        return self.root.joinpath(*checked(key).split("/"))

    def _put(self, path: Path, data: bytes) -> None:
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        with _translated():
            try:
                with _begin(draft) as file:
                    file.write(data)
                    _finish(file, draft, path)
            finally:
                draft.unlink(missing_ok=True)


def _streamed(path: Path) -> Path:
    """Where a stream is written until it is whole; nobody streams to one key twice at once."""
    return path.with_name(f"{path.name}.part")


def _begin(draft: Path) -> FileIO:
    # Each level: `mkdir(parents=True)` would give the mode to the last one only, and others could list the tenants.
    for folder in reversed([draft.parent, *draft.parent.parents]):
        folder.mkdir(exist_ok=True, mode=0o700)
    return FileIO(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _finish(file: FileIO, draft: Path, path: Path) -> None:
    os.fsync(file.fileno())
    file.close()
    draft.replace(path)


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise BlobStoreError(f"The picture folder cannot be written: {error.strerror}.") from error
