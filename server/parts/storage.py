"""Where pictures and uploads are kept: a folder, or a bucket. It stores nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from clients.local.folder_blobs import FolderBlobs
from pipeline.errors import BlobStoreError, ConfigurationError
from pipeline.ports import BlobStore
from server.settings import Settings

STORAGE_S = 10.0
"""How long a starting server waits for the object storage before it goes on without."""

log = structlog.get_logger()


async def _at_hand() -> None:
    """A folder needs no looking for: it is made when something is stored."""


@dataclass(frozen=True, slots=True)
class Storage:
    """Where pictures and uploads are kept."""

    blobs: BlobStore
    reach: Callable[[], Awaitable[None]] = _at_hand
    """Whether it is there. Raises ``BlobStoreError``, which says what to do."""
    origin: str = ""
    """Where browsers are sent for a picture; empty: nowhere, it comes from this server."""

    async def begin(self) -> None:
        """Look once whether it is there. Raises ``ConfigurationError`` for what only a person can mend."""
        try:
            async with asyncio.timeout(STORAGE_S):
                await self.reach()
        except BlobStoreError as error:
            if not error.retryable:
                raise ConfigurationError(error.message) from None
            log.warning("storage.away", hint="Check AWS_ENDPOINT_URL_S3; pictures fail until it is there.")
        except TimeoutError:
            log.warning("storage.away", hint="Check AWS_ENDPOINT_URL_S3; pictures fail until it is there.")


@asynccontextmanager
async def opened(settings: Settings, data: Path) -> AsyncGenerator[Storage]:
    """The bucket where the settings name one, else the folder, until the block ends."""
    if settings.s3_bucket is None:
        yield Storage(FolderBlobs(data / "blobs"))
        return
    # Half a second to import, for those who use it.
    from clients.s3_blobs import s3_blobs

    region, public_url = settings.s3_region, settings.s3_public_url
    async with s3_blobs(settings.s3_bucket, prefix=settings.s3_prefix, region=region, public_url=public_url) as blobs:
        yield Storage(blobs, blobs.reach, blobs.origin)
