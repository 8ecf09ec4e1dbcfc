"""The one place where a database that is away becomes a typed error.

It decides by the kind of error only and never by its text, which may hold what a person said.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

import asyncpg

from pipeline.errors import ConfigurationError, JournalUnavailableError, NotFoundError

_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InsufficientResourcesError,
    # A statement that took too long, and transactions that lost a race: the same call may be made again.
    asyncpg.QueryCanceledError,
    asyncpg.TransactionRollbackError,
    TimeoutError,
)

_MISCONFIGURED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


class _Connection(Protocol):
    def is_closed(self) -> bool: ...


def is_gone(connection: _Connection) -> bool:
    """Whether the connection is closed; one of a pool is taken away from its user at once when it closes."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


@contextmanager
def translated_errors(connection: _Connection | None = None) -> Generator[None]:
    """Raise ``JournalUnavailableError`` for a database that is away, ``ConfigurationError`` for one that will not let
    us in, and ``NotFoundError`` where what is written upon was deleted meanwhile; everything else passes as it is.

    Without a ``connection`` (connecting, taking one from a pool) each driver or socket error means that the database
    is away; with one, only if the connection is closed by now: the driver raises the same kinds for our own mistakes.
    """
    try:
        yield
    except asyncpg.ClientConfigurationError as error:
        raise ConfigurationError(
            "DATABASE_URL is no address of a PostgreSQL: postgresql://user:password@host:5432/name"
        ) from error
    except _MISCONFIGURED as error:
        raise ConfigurationError(
            "The database refused this login or has no such database. Check DATABASE_URL."
        ) from error
    except _AWAY as error:
        raise JournalUnavailableError("The database is not available.") from error
    except asyncpg.ForeignKeyViolationError as error:
        raise NotFoundError("What this was to belong to is not there any more.") from error
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
        if connection is None or is_gone(connection):
            raise JournalUnavailableError("The database is not available.") from error
        raise
