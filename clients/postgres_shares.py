"""Links for viewers on PostgreSQL. It sees hashes of tokens, never a token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from clients.postgres import Database
from clients.postgres_quotas import one_at_a_time
from pipeline.errors import NotFoundError
from pipeline.sharing import FoundShare, ShareRecord
from sql import query


@dataclass(frozen=True, slots=True)
class PostgresShares:
    """Implements ``server.ports.shares.Shares``; see there."""

    database: Database = field(repr=False)

    async def create(
        self, tenant: UUID, token_hash: bytes, scopes: Sequence[str], label: str, expires_at: datetime | None, most: int
    ) -> ShareRecord | None:
        """See ``Shares``."""
        async with self.database.tenant_tx(tenant) as connection:
            await one_at_a_time(connection, tenant)
            row = await connection.fetchrow(
                query("create_share"), tenant, token_hash, list(scopes), label, expires_at, most
            )
        return _share(row) if row is not None else None

    async def all(self, tenant: UUID) -> Sequence[ShareRecord]:
        """See ``Shares``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return [_share(row) for row in await connection.fetch(query("list_shares"), tenant)]

    async def rotate(self, tenant: UUID, share_id: UUID, token_hash: bytes) -> ShareRecord:
        """See ``Shares``."""
        async with self.database.tenant_tx(tenant) as connection:
            return _share(await connection.fetchrow(query("rotate_share"), share_id, token_hash))

    async def revoke(self, tenant: UUID, share_id: UUID) -> None:
        """See ``Shares``."""
        async with self.database.tenant_tx(tenant) as connection:
            if await connection.fetchval(query("revoke_share"), share_id) is None:
                raise NotFoundError("There is no such link in this account.")

    async def find(self, token_hash: bytes) -> FoundShare | None:
        """See ``Shares``. The hash is presented first: the system's policy shows that one row only."""
        async with self.database.system_tx(readonly=True) as connection:
            await connection.execute(query("present_share"), token_hash)
            row = await connection.fetchrow(query("find_share"), token_hash)
        return FoundShare(row["id"], row["user_id"], tuple(row["scopes"]), row["expires_at"]) if row else None


def _share(row: Any) -> ShareRecord:
    if row is None:
        raise NotFoundError("There is no such link in this account.")
    return ShareRecord(
        row["id"], tuple(row["scopes"]), row["label"], row["created_at"], row["rotated_at"], row["expires_at"]
    )
