"""A database in which two people have a row in every table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from clients.postgres import Database
from tests.rls.people import MONEY, Connection, Person, rows


@pytest.fixture
async def people(database: Database, tenants: tuple[UUID, UUID]) -> list[Person]:
    """Alice and Mallory, each with one row in every table, written the way the server writes."""
    made: list[Person] = []
    for number, user in enumerate(tenants, start=1):
        person = Person(user, uuid4(), 1000 + number)
        written = rows(person.user, person.session, person.job)
        async with database.tenant_tx(user) as connection:
            for table in [table for table in written if table not in MONEY]:
                await connection.execute(f"insert into {table} {written[table]}")
        async with database.system_tx() as connection:
            for table in MONEY:
                await connection.execute(f"insert into {table} {written[table]}")
        made.append(person)
    return made


@pytest.fixture
async def owner(owner_dsn: str) -> AsyncIterator[Connection]:
    """The superuser: for looking only."""
    connection = await asyncpg.connect(owner_dsn)
    yield connection
    await connection.close()
