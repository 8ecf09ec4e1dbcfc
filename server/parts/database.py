"""The database of DATABASE_URL or the embedded one: opened, migrated, looked after. It knows no table."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import structlog

from clients.local.postgres_server import PostgresServer
from clients.postgres import Database
from clients.postgres_migrations import migrate as migrate_database
from clients.postgres_migrations import pending
from pipeline.errors import ConfigurationError, JournalUnavailableError
from server.settings import Settings

LEAST_FREE_BYTES = 64 * 1024 * 1024
"""With less space than this no work is taken: PostgreSQL needs some to stop in order."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Schema:
    """The database, and what is wrong with it."""

    database: Database
    external: str | None
    """The address of a database that is not ours to migrate."""
    folder: Path
    """Where the embedded one keeps its data."""
    keep: Callable[[], Awaitable[None]] | None
    """Starts the embedded one again when it ended; None where it is not ours."""

    async def wrong(self) -> str | None:
        """Why no work can be done with it now, or None."""
        try:
            if self.external is None:
                if (await asyncio.to_thread(shutil.disk_usage, self.folder)).free < LEAST_FREE_BYTES:
                    return "The disk is full: free some space where the data folder is."
                async with self.database.system_tx(readonly=True) as connection:
                    await connection.execute("select 1")
                return None
            missing = await pending(self.external)
        except JournalUnavailableError:
            return "The database is away."
        except ConfigurationError as error:
            return error.message
        return "The database is not up to date: run `adventure-art migrate`." if missing else None


async def opened(settings: Settings, data: Path, stack: AsyncExitStack) -> Schema:
    """The database of DATABASE_URL, or the embedded one, started and migrated."""
    keep = None
    if settings.database_url is not None:
        dsn = settings.database_url.get_secret_value()
        try:
            missing = await pending(dsn)
        except JournalUnavailableError:
            # It may come: until then /readyz says so and every client is told `overloaded`.
            log.warning("database.away", hint="Check DATABASE_URL; waiting for it.")
        else:
            if missing:
                raise ConfigurationError("The database is not up to date. Run `adventure-art migrate` first.")
    else:
        postgres = PostgresServer(data / "postgres")
        stack.push_async_callback(postgres.stop)
        await migrate_database(await postgres.start())
        dsn = postgres.server_dsn
        keep = postgres.keep
    database = await Database.connect(dsn, min_size=0, max_size=settings.database_connections)
    stack.push_async_callback(database.close)
    return Schema(database, dsn if settings.database_url is not None else None, data, keep)


async def migrate(settings: Settings) -> list[str]:
    """Bring the database up to date; returns the name of each step that was applied."""
    if settings.database_url is not None:
        applied = await migrate_database(settings.database_url.get_secret_value())
    else:
        postgres = PostgresServer(settings.data / "postgres")
        try:
            applied = await migrate_database(await postgres.start())
        finally:
            await postgres.stop()
    return [f"{step.group}/{step.version:04d}_{step.name}" for step in applied]
