"""Lets an account's requests pass one at a time where its things are counted before one is made. It counts nothing."""

from __future__ import annotations

from uuid import UUID

from clients.postgres import Connection
from sql import query


async def one_at_a_time(connection: Connection, tenant: UUID) -> None:
    """For the rest of the transaction; the next statement sees what those before have made."""
    await connection.execute(query("wait_for_account"), tenant)
