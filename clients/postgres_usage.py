"""What an account used, summed up by PostgreSQL from what it keeps anyway. It counts nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from clients.postgres import Database
from pipeline.model import SAMPLE_RATE
from pipeline.usage import DayUsed, SessionUsed, Used
from sql import query


@dataclass(frozen=True, slots=True)
class PostgresUsage:
    """Implements ``server.ports.shares.Usage``; see there."""

    database: Database = field(repr=False)

    async def by_day(self, tenant: UUID, start: datetime, end: datetime) -> Sequence[DayUsed]:
        """See ``Usage``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            rows = await connection.fetch(query("usage_by_day"), tenant, start, end)
        return [DayUsed(row["day"], _used(row)) for row in rows]

    async def by_session(self, tenant: UUID, start: datetime, end: datetime, limit: int) -> Sequence[SessionUsed]:
        """See ``Usage``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            rows = await connection.fetch(query("usage_by_session"), tenant, start, end, limit)
        return [SessionUsed(row["session_id"], row["name"], row["start_time"], _used(row)) for row in rows]


def _used(row: Any) -> Used:
    return Used(
        row["heard"] / SAMPLE_RATE,
        row["utterances"],
        row["scenes"],
        row["pictures"],
        row["engine_ms"],
        row["nano_usd"],
    )
