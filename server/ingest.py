"""Cuts uploads into utterances: claims one after the other, has it cut, stores what comes. It transcribes nothing.

What it stores is taken up by the session's owner, wherever that is; see ``pipeline/backlog.py``.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

import structlog

from pipeline.durable import durably
from pipeline.errors import AdventureError, AudioError, BlobStoreError, LeaseLostError, NotFoundError
from pipeline.model import SAMPLE_RATE, StreamState
from pipeline.ports import BlobStore
from pipeline.uploads import ClaimedUpload
from server.cutting import CutFile, CutPart
from server.owner import Owner
from server.ports import Listener
from server.ports.uploads import UploadClaims

LOOK_S = 2.0
"""How often uploads are looked for that another process received or left."""

MOST_STARTS = 5
"""Claims after which an upload that its process never comes through with is given up."""

AGAIN_S = 5.0
"""Pause after an upload that could not be gone on with."""

log = structlog.get_logger()

Cutter = Callable[[BinaryIO, StreamState], AbstractAsyncContextManager[CutFile]]
"""(file, where its stream goes on) → its utterances."""


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """``lease_s``: how long a claim lasts without a heartbeat.

    ``speed``: how many times faster than it was spoken it is cut at most, for the sake of those who speak meanwhile.
    """

    lease_s: float
    speed: float


class Ingest:
    """The uploads of this process. One task calls ``run``."""

    def __init__(
        self,
        claims: UploadClaims,
        blobs: BlobStore,
        cutting: Cutter,
        owner: Owner,
        listener: Listener,
        settings: IngestSettings,
    ) -> None:
        self._claims = claims
        self._blobs = blobs
        self._cutting = cutting
        self._owner = owner
        self._listener = listener
        self._settings = settings
        self._wake = asyncio.Event()

    @property
    def holder(self) -> int:
        """Who stands for an upload that is being received: this process."""
        return self._listener.holder

    def wake(self) -> None:
        """An upload was received or cancelled."""
        self._wake.set()

    async def run(self) -> None:
        """Work at what there is until cancelled, one upload at a time."""
        while True:
            self._wake.clear()
            try:
                holder = await self._listener.connected()
                claimed = await self._claims.claim(holder)
                if claimed is not None:
                    await self._work(claimed)
                    continue
                await self._sweep()
            except AdventureError as error:
                log.warning("uploads.failed", code=error.code)
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def _work(self, claimed: ClaimedUpload) -> None:
        """Cut it, or say why that cannot be."""
        claim = claimed.claim
        log.info("upload.claimed", upload=str(claim.upload), epoch=claim.epoch)
        failure: AudioError | None = None
        try:
            if claimed.starts > MOST_STARTS:
                failure = AudioError("The server broke off at this file several times.", code="given_up")
            else:
                await self._kept(claimed)
        except* LeaseLostError:
            log.info("upload.lost", upload=str(claim.upload), epoch=claim.epoch)
        except* NotFoundError:
            failure = AudioError("The file is not there any more.", code="not_found")
        except* AudioError as group:
            failure = next(error for error in group.exceptions if isinstance(error, AudioError))
        except* BlobStoreError:
            log.warning("upload.storage", upload=str(claim.upload))
            await durably(lambda: self._claims.give_back(claim))
            await asyncio.sleep(AGAIN_S)
        if failure is not None:
            await self._fail(claimed, failure)
        await self._sweep()

    async def _fail(self, claimed: ClaimedUpload, error: AudioError) -> None:
        log.info("upload.unreadable", upload=str(claimed.claim.upload), code=error.code)
        with contextlib.suppress(LeaseLostError):  # cancelled meanwhile
            await durably(lambda: self._claims.fail(claimed.claim, error.code, error.message))

    async def _kept(self, claimed: ClaimedUpload) -> None:
        """Cut it under a heartbeat."""
        async with asyncio.TaskGroup() as tasks:
            heart = tasks.create_task(self._beat(claimed))
            await self._cut(claimed)
            heart.cancel()

    async def _beat(self, claimed: ClaimedUpload) -> None:
        while True:
            await durably(lambda: self._claims.renew(claimed.claim))
            # Often, too, to notice that it was cancelled.
            await asyncio.sleep(min(5.0, self._settings.lease_s / 3))

    async def _cut(self, claimed: ClaimedUpload) -> None:
        claim = claimed.claim
        known = claimed.stream.boundary.safe
        loop = asyncio.get_running_loop()
        with tempfile.TemporaryFile() as file:
            async with aclosing(self._blobs.open(claimed.key)) as pieces:
                async for piece in pieces:
                    await asyncio.to_thread(file.write, piece)
            await asyncio.to_thread(file.flush)
            async with self._cutting(file, claimed.stream) as audio:
                if audio.seconds is not None:
                    await durably(lambda: self._claims.renew(claim, audio.seconds))
                begun = loop.time()
                async with aclosing(audio.parts()) as parts:
                    async for part in parts:
                        await self._store(claimed, part)
                        if part.end:
                            seconds = part.at / SAMPLE_RATE
                            await durably(lambda seconds=seconds: self._claims.finish(claim, seconds))
                            log.info("upload.cut", upload=str(claim.upload), seconds=round(seconds))
                            return
                        early = begun + (part.at - known) / SAMPLE_RATE / self._settings.speed - loop.time()
                        if early > 0:
                            await asyncio.sleep(early)

    async def _store(self, claimed: ClaimedUpload, part: CutPart) -> None:
        cut, boundary = part.cut, part.silence
        if cut is not None:
            await durably(lambda: self._claims.commit_utterance(claimed.claim, cut))
            # Where nobody owns the session this process does, from the first word on.
            await self._adopt(claimed.claim.tenant, claimed.session_id)
        if boundary is not None:
            await durably(lambda: self._claims.commit_boundary(claimed.claim, boundary))

    async def _adopt(self, tenant: UUID, session_id: UUID) -> None:
        try:
            await self._owner.adopt(tenant, session_id)
        except AdventureError as error:
            log.warning("upload.not_adopted", code=error.code)  # the recovery finds it

    async def _sweep(self) -> None:
        """Delete the files that are needed no more."""
        for found in await durably(self._claims.spent):
            await self._blobs.delete(found.key)
            await durably(lambda found=found: self._claims.forget_file(found))
