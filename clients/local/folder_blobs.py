"""A folder as the blob store. It serves nothing and knows no tenant beyond the key it is given."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BlobStoreError, NotFoundError

_KEY = re.compile(r"[a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*")


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """Implements ``pipeline.ports.BlobStore``. A blob is there whole or not at all."""

    root: Path

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """See ``BlobStore``. The type is not kept; whoever stores a blob remembers it."""
        await asyncio.to_thread(self._put, self._path(key), data)

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
        try:
            await asyncio.to_thread(self._path(key).unlink, missing_ok=True)
        except OSError as error:
            raise BlobStoreError(f"The picture folder cannot be written: {error.strerror}.") from error

    def _path(self, key: str) -> Path:
        if _KEY.fullmatch(key) is None:
            raise ValueError("not a blob key")
        return self.root.joinpath(*key.split("/"))

    def _put(self, path: Path, data: bytes) -> None:
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with draft.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise BlobStoreError(f"The picture folder cannot be written: {error.strerror}.") from error
