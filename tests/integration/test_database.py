"""The two ways to the database: who a transaction is, and that nobody stays behind in a connection."""

from __future__ import annotations

from uuid import UUID

from clients.postgres import Database


async def test_a_tenant_transaction_is_the_tenant(database: Database, tenants: tuple[UUID, UUID]) -> None:
    async with database.tenant_tx(tenants[0]) as connection:
        row = await connection.fetchrow("select auth.uid() as uid, auth.role() as role, current_user as me")
    assert row is not None
    assert (row["uid"], row["role"], row["me"]) == (tenants[0], "authenticated", "adventure_tenant")
