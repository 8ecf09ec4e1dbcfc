"""Uploads on PostgreSQL: what their person asks of them and what the process that cuts one writes, fenced by its claim.

It reads no file and retries nothing. Its SQL is in ``sql/queries/uploads.sql``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from clients.postgres import Database
from clients.postgres_quotas import one_at_a_time
from pipeline.errors import AdventureError, LeaseLostError, NotFoundError
from pipeline.model import Boundary, StreamState
from pipeline.uploads import ClaimedUpload, CutUtterance, FoundUpload, UploadClaim, UploadRecord
from sql import query


@dataclass(frozen=True, slots=True)
class PostgresUploads:
    """Implements ``server.ports.uploads.Uploads``; see there for what each method promises."""

    database: Database = field(repr=False)

    async def begin(self, tenant: UUID, name: str, holder: int, *, most: int, most_bytes: int) -> tuple[UUID, str]:
        """See ``Uploads``."""
        upload = uuid4()
        key = f"uploads/{tenant}/{upload}"
        async with self.database.tenant_tx(tenant) as connection:
            await one_at_a_time(connection, tenant)
            begun = await connection.fetchval(
                query("begin_upload"), upload, tenant, name, key, holder, most, most_bytes
            )
        if begun is None:
            raise AdventureError(
                "Other uploads of yours are still to be heard. Try again when they are through, or cancel one.",
                code="rate_limited",
                retryable=True,
            )
        return upload, key

    async def received(self, tenant: UUID, upload: UUID, session_id: UUID, size: int) -> UploadRecord:
        """See ``Uploads``."""
        async with self.database.tenant_tx(tenant) as connection:
            if await connection.fetchval(query("upload_received"), upload, session_id, size) is None:
                raise NotFoundError("This upload was cancelled.")
            return _record(await connection.fetchrow(query("uploads"), tenant, upload, None, 1))

    async def drop(self, tenant: UUID, upload: UUID) -> None:
        """See ``Uploads``."""
        async with self.database.tenant_tx(tenant) as connection:
            await connection.execute(query("drop_upload"), upload)

    async def read(self, tenant: UUID, upload: UUID) -> UploadRecord:
        """See ``Uploads``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return _record(await connection.fetchrow(query("uploads"), tenant, upload, None, 1))

    async def list(self, tenant: UUID, before: UUID | None, limit: int) -> Sequence[UploadRecord]:
        """See ``Uploads``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            rows = await connection.fetch(query("uploads"), tenant, None, before, limit)
        return [_record(row) for row in rows]

    async def cancel(self, tenant: UUID, upload: UUID) -> UploadRecord:
        """See ``Uploads``."""
        async with self.database.tenant_tx(tenant) as connection:
            stream_id = await connection.fetchval(query("cancel_upload"), upload)
            if stream_id is not None:
                # A statement of its own: it sees what was committed while the one before waited for the row.
                await connection.execute(query("withdraw_utterances"), stream_id)
            return _record(await connection.fetchrow(query("uploads"), tenant, upload, None, 1))


@dataclass(frozen=True, slots=True)
class PostgresUploadClaims:
    """Implements ``server.ports.uploads.UploadClaims``; see there for what each method promises."""

    database: Database = field(repr=False)
    lease_s: float

    async def claim(self, holder: int) -> ClaimedUpload | None:
        """See ``UploadClaims``."""
        async with self.database.system_tx() as connection:
            found = await connection.fetch(query("find_uploads"), holder)
        for row in found:
            async with self.database.tenant_tx(row["user_id"]) as connection:
                if row["status"] == "receiving":
                    await connection.execute(query("upload_interrupted"), row["id"], row["epoch"])
                    continue
                claimed = await connection.fetchrow(
                    query("claim_upload"), row["id"], row["epoch"], holder, self.lease_s
                )
                if claimed is None:
                    continue
                await connection.execute(query("create_stream"), claimed["session_id"], claimed["stream_id"], "file")
                stream = await connection.fetchrow(query("read_stream"), claimed["stream_id"])
                assert stream is not None
                boundary = Boundary(stream["safe"], stream["hear_from"])
                return ClaimedUpload(
                    UploadClaim(claimed["id"], claimed["user_id"], claimed["epoch"]),
                    claimed["session_id"],
                    claimed["key"],
                    StreamState(claimed["stream_id"], "file", boundary, stream["cuts"], False, stream["base"]),
                    claimed["starts"],
                )
        return None

    async def renew(self, claim: UploadClaim, seconds: float | None = None) -> None:
        """See ``UploadClaims``."""
        await self._write(claim, "renew_upload", self.lease_s, seconds)

    async def commit_utterance(self, claim: UploadClaim, utterance: CutUtterance) -> None:
        """See ``UploadClaims``."""
        await self._write(
            claim,
            "commit_uploaded_utterance",
            utterance.n,
            utterance.start_sample,
            utterance.end_sample,
            utterance.boundary.safe,
            utterance.boundary.hear_from,
            utterance.audio,
        )

    async def commit_boundary(self, claim: UploadClaim, boundary: Boundary) -> None:
        """See ``UploadClaims``."""
        await self._write(claim, "commit_uploaded_boundary", boundary.safe, boundary.hear_from)

    async def finish(self, claim: UploadClaim, seconds: float) -> None:
        """See ``UploadClaims``."""
        await self._write(claim, "finish_upload", "cut", None, None, seconds)

    async def fail(self, claim: UploadClaim, code: str, reason: str) -> None:
        """See ``UploadClaims``."""
        await self._write(claim, "finish_upload", "failed", code, reason, None)

    async def give_back(self, claim: UploadClaim) -> None:
        """See ``UploadClaims``."""
        async with self.database.tenant_tx(claim.tenant) as connection:
            await connection.execute(query("give_upload_back"), claim.upload, claim.epoch)

    async def spent(self) -> Sequence[FoundUpload]:
        """See ``UploadClaims``."""
        async with self.database.system_tx(readonly=True) as connection:
            rows = await connection.fetch(query("spent_uploads"))
        return [FoundUpload(row["id"], row["user_id"], row["key"]) for row in rows]

    async def forget_file(self, found: FoundUpload) -> None:
        """See ``UploadClaims``."""
        async with self.database.tenant_tx(found.tenant) as connection:
            await connection.execute(query("forget_upload_key"), found.upload)

    async def _write(self, claim: UploadClaim, name: str, *values: object) -> None:
        """Run a fenced statement, which answers one row while the claim holds."""
        async with self.database.tenant_tx(claim.tenant) as connection:
            row = await connection.fetchrow(query(name), claim.upload, claim.epoch, *values)
        if row is None:
            raise LeaseLostError("This upload was cancelled, or another process has it now.")


def _record(row: Any) -> UploadRecord:
    if row is None:
        raise NotFoundError("There is no such upload in this account.")
    return UploadRecord(
        row["id"],
        row["session_id"],
        row["name"],
        row["status"],
        row["bytes"],
        row["seconds"],
        row["decoded_s"],
        row["utterances"],
        row["transcribed"],
        row["code"],
        row["reason"],
        row["created_at"],
    )
