"""Displays at the table, and their pairing, on PostgreSQL. It sees hashes of tokens and secrets, never one itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from clients.postgres import Database
from clients.postgres_quotas import one_at_a_time
from pipeline.displays import DisplayChange, DisplayRecord
from pipeline.errors import NotFoundError
from pipeline.sharing import FoundShare
from sql import query

SCOPES: Final = ("picture", "caption")
"""What a display may see."""

NO_DISPLAY = "There is no such display in this account."
NO_CODE = "No display shows this code, or it has expired. Look at the display and type the code that is there now."


@dataclass(frozen=True, slots=True)
class PostgresPairings:
    """Implements ``server.ports.displays.Pairings``; see there."""

    database: Database = field(repr=False)

    async def create(self, code: str, secret_hash: bytes, token_hash: bytes, most: int) -> datetime | None:
        """See ``Pairings``."""
        async with self.database.system_tx() as connection:
            await connection.execute(query("forget_pairings"))
            return await connection.fetchval(query("create_pairing"), code, secret_hash, token_hash, most)

    async def full(self, most: int) -> bool:
        """See ``Pairings``."""
        async with self.database.system_tx(readonly=True) as connection:
            return await connection.fetchval(query("count_pairings")) >= most

    async def claim(self, code: str, secret_hash: bytes, attempts: int) -> None:
        """See ``Pairings``."""
        async with self.database.system_tx() as connection:
            right = await connection.fetchval(query("look_at_pairing"), code, secret_hash, attempts)
            if right is False:
                await connection.execute(query("count_attempt"), code)
        if not right:
            raise NotFoundError("This code has expired.")


@dataclass(frozen=True, slots=True)
class PostgresDisplays:
    """Implements ``server.ports.displays.Displays``; see there."""

    database: Database = field(repr=False)

    async def pair(self, tenant: UUID, code: str, label: str, most: int, attempts: int) -> DisplayRecord | None:
        """See ``Displays``. Two transactions: whoever shows a code is nobody's, and the second may be made again."""
        async with self.database.system_tx(readonly=True) as connection:
            pairing = await connection.fetchrow(query("find_pairing"), code, attempts)
        if pairing is None:
            raise NotFoundError(NO_CODE)
        display_id: UUID = pairing["display_id"]
        async with self.database.tenant_tx(tenant) as connection:
            await one_at_a_time(connection, tenant)
            await connection.execute(query("create_display"), display_id, tenant, pairing["token_hash"], label, most)
            row = await connection.fetchrow(query("list_displays"), tenant, display_id)
            if row is not None:
                return _display(row)
            if await connection.fetchval(query("count_displays"), tenant) >= most:
                return None
        # Another account was faster.
        raise NotFoundError(NO_CODE)

    async def all(self, tenant: UUID) -> Sequence[DisplayRecord]:
        """See ``Displays``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            return [_display(row) for row in await connection.fetch(query("list_displays"), tenant, None)]

    async def read(self, tenant: UUID, display_id: UUID) -> DisplayRecord:
        """See ``Displays``."""
        async with self.database.tenant_tx(tenant, readonly=True) as connection:
            row = await connection.fetchrow(query("list_displays"), tenant, display_id)
        if row is None:
            raise NotFoundError(NO_DISPLAY)
        return _display(row)

    async def change(self, tenant: UUID, display_id: UUID, change: DisplayChange) -> DisplayRecord:
        """See ``Displays``."""
        try:
            async with self.database.tenant_tx(tenant) as connection:
                await connection.execute(
                    query("change_display"),
                    display_id,
                    change.label,
                    change.blackout,
                    change.freeze,
                    change.caption,
                    change.moves,
                    change.session,
                )
                row = await connection.fetchrow(query("list_displays"), tenant, display_id)
        except NotFoundError:
            raise NotFoundError("There is no such session in this account.") from None
        if row is None:
            raise NotFoundError(NO_DISPLAY)
        return _display(row)

    async def remove(self, tenant: UUID, display_id: UUID) -> None:
        """See ``Displays``."""
        async with self.database.tenant_tx(tenant) as connection:
            if await connection.fetchval(query("delete_display"), display_id) is None:
                raise NotFoundError(NO_DISPLAY)

    async def find(self, token_hash: bytes) -> FoundShare | None:
        """See ``Displays``. The hash is presented first: the system's policy shows that one row only."""
        async with self.database.system_tx(readonly=True) as connection:
            await connection.execute(query("present_share"), token_hash)
            row = await connection.fetchrow(query("find_display"), token_hash)
        return FoundShare(row["id"], row["user_id"], SCOPES, None) if row else None

    async def here(self, tenant: UUID, display_id: UUID, connection: UUID, for_s: float) -> None:
        """See ``Displays``."""
        async with self.database.tenant_tx(tenant) as transaction:
            await transaction.execute(query("display_is_here"), display_id, connection, timedelta(seconds=for_s))

    async def left(self, tenant: UUID, display_id: UUID, connection: UUID) -> None:
        """See ``Displays``."""
        async with self.database.tenant_tx(tenant) as transaction:
            await transaction.execute(query("display_has_left"), display_id, connection)


def _display(row: Any) -> DisplayRecord:
    return DisplayRecord(
        row["id"],
        row["label"],
        row["blackout"],
        row["frozen"],
        row["caption"],
        row["session_id"],
        row["created_at"],
        row["last_seen_at"],
        row["lapses_in_s"],
    )
