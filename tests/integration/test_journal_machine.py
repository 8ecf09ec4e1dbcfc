"""Many owners fight over a session, drawn by hypothesis, against the journal on a real database."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fakes.postgres_world import PostgresWorld
from fakes.session_machine import SessionMachine
from fakes.worlds import World
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from clients.postgres import Database


def test_many_owners_of_one_session_on_postgres(database_url: str) -> None:
    """Each example is a session of its own in one database."""

    class OnPostgres(SessionMachine):
        def open_world(self) -> AbstractAsyncContextManager[World]:
            @asynccontextmanager
            async def world() -> AsyncGenerator[World]:
                database = await Database.connect(database_url, min_size=1, max_size=2)
                try:
                    yield PostgresWorld(database)
                finally:
                    await database.close()

            return world()

    run_state_machine_as_test(
        OnPostgres,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
