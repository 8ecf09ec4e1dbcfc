"""Every named query is accepted by a fresh schema, as the role that runs it."""

from __future__ import annotations

import asyncpg

import sql

ROLES = {"adventure_tenant", "adventure_system"}


async def test_every_query_can_be_prepared_and_planned_by_its_role(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    refused: list[str] = []
    for query in sql.queries().values():
        transaction = connection.transaction()
        await transaction.start()
        try:
            # Without a role line both must be able to run it.
            for role in sorted(ROLES) if query.role is None else [query.role]:
                await connection.execute(f"set local role {role}")
                await connection.prepare(query.sql)
                # PREPARE looks names up; EXPLAIN checks privileges, too.
                await connection.execute(f"explain (generic_plan) {query.sql}")
        except asyncpg.PostgresError as error:
            refused.append(f"{query.name}: {type(error).__name__}: {error}")
        finally:
            await transaction.rollback()
    await connection.close()
    assert not refused, "\n".join(refused)
