"""What must go by itself: blobs of what was deleted, transcripts past their time, accounts that were given up.

One task calls ``run``. Everything is read from the database each time, so a crash only delays it; that two processes do
the same is harmless. It decides nothing about what is kept.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

import structlog

from pipeline.errors import AdventureError, BlobStoreError
from pipeline.ports import BlobStore
from server.ports.history import AccountData

LOOK_S = 15.0
"""How often it is looked for what other processes left."""

EXPIRE_S = 3600.0
"""How often transcripts past their time are looked for."""

PAGE = 100

log = structlog.get_logger()


class Retention:
    """Keeps the promises of deletion."""

    def __init__(self, data: AccountData, blobs: BlobStore) -> None:
        self._data = data
        self._blobs = blobs
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was deleted: there may be blobs to delete now."""
        self._wake.set()

    async def run(self) -> None:
        """Look until cancelled."""
        loop = asyncio.get_running_loop()
        expired_at = -EXPIRE_S
        while True:
            try:
                await self.delete_blobs()
                await self.finish_accounts()
                if loop.time() - expired_at >= EXPIRE_S:
                    await self.expire()
                    expired_at = loop.time()
            except AdventureError as error:
                log.warning("retention.failed", code=error.code)
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()

    async def delete_blobs(self) -> None:
        """Delete every blob that is due."""
        for tenant in await self._data.with_blobs():
            await self.delete_blobs_of(tenant)

    async def delete_blobs_of(self, tenant: UUID) -> None:
        """Delete an account's blobs that are due. The entry goes after the blob, so nothing is left by a crash."""
        while entries := await self._data.blobs(tenant, PAGE):
            done: list[int] = []
            failed: list[int] = []
            for entry, key in entries:
                try:
                    await self._blobs.delete(key)
                    done.append(entry)
                except BlobStoreError:
                    failed.append(entry)
            await self._data.blobs_done(tenant, done, deleted=True)
            if failed:
                log.warning("retention.blobs_not_deleted", count=len(failed))
                await self._data.blobs_done(tenant, failed, deleted=False)
                return

    async def finish_accounts(self) -> None:
        """Go on with every account that was given up."""
        for tenant in await self._data.marked():
            await self.finish_account(tenant)

    async def finish_account(self, tenant: UUID) -> bool:
        """Empty it, delete its blobs, remove it; False where something must be waited for."""
        await self._data.empty(tenant)
        await self.delete_blobs_of(tenant)
        return await self._data.remove(tenant)

    async def expire(self) -> None:
        """Delete the transcripts that are past their time."""
        after = UUID(int=0)
        while page := await self._data.with_retention(after, PAGE):
            for tenant, days in page:
                while await self._data.expire_transcripts(tenant, days):
                    pass
            after = page[-1][0]
