"""Brings a database to the schema this program needs: one transaction, under a lock, each step once.

It never goes backwards and never looks at a tenant's data.
"""

from __future__ import annotations

import asyncpg

import sql
from clients.postgres_errors import translated_errors
from pipeline.errors import ConfigurationError

_LOCK = 0x61647665_6E747572
"""Advisory lock key of every migration run, ours alone: "adventur" in ASCII."""

_LOCAL_ACCOUNTS = "adventure-art: local accounts"
"""The comment by which ``sql/local_auth`` marks a schema ``auth`` that is ours and not Supabase's."""

OLDEST_SERVER = 150_000
"""The oldest PostgreSQL that the migrations are meant for, as its ``server_version_num``."""

_BOOTSTRAP = """
create schema if not exists adventure;
revoke all on schema adventure from public;
create table if not exists adventure.schema_migrations (
  family text not null,
  version int not null,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now(),
  primary key (family, version)
);
"""

_MAY_READ = """
select coalesce(bool_or(pg_has_role(current_user, oid, 'MEMBER')), false)
from pg_catalog.pg_roles where rolname = 'adventure_system'
"""

_GUARD = """
alter table adventure.schema_migrations enable row level security;
revoke all on adventure.schema_migrations from public;
grant select on adventure.schema_migrations to adventure_system;
create policy system_reads on adventure.schema_migrations for select to adventure_system using (true);
"""


async def migrate(owner_dsn: str, *, connect_timeout_s: float = 10.0) -> list[sql.Migration]:
    """Apply what is missing and return it, in order; an up-to-date database is left as it is.

    ``owner_dsn`` logs in as the owner of the schema (the first time: a login that may create roles and schemas).
    Several runners at once wait for each other. Either every missing step is applied or none.

    Raises ``ConfigurationError`` where an applied step was changed since, the login may not do this, or the server is
    too old; ``JournalUnavailableError`` where the database does not answer.
    """
    with translated_errors():
        connection = await asyncpg.connect(owner_dsn, timeout=connect_timeout_s, statement_cache_size=0)
        try:
            async with connection.transaction():
                return await _migrate(connection)
        except asyncpg.InsufficientPrivilegeError as error:
            raise ConfigurationError(
                "This database login may not create the schema or its roles. Run `adventure-art migrate` once with a "
                "login that owns the database and may create roles."
            ) from error
        finally:
            await connection.close()


async def pending(owner_dsn: str, *, connect_timeout_s: float = 10.0) -> list[sql.Migration]:
    """What ``migrate`` would apply, without applying it. Raises as ``migrate`` does."""
    with translated_errors():
        connection = await asyncpg.connect(owner_dsn, timeout=connect_timeout_s, statement_cache_size=0)
        try:
            async with connection.transaction(readonly=True):
                steps = await _wanted(connection)
                # The login that serves has nothing of its own; as the system it may read what was applied.
                if await connection.fetchval(_MAY_READ):
                    await connection.execute("set local role adventure_system")
                if await connection.fetchval("select to_regclass('adventure.schema_migrations')") is None:
                    return steps
                return await _missing(connection, steps)
        finally:
            await connection.close()


async def _migrate(connection: asyncpg.Connection) -> list[sql.Migration]:
    version = int(await connection.fetchval("show server_version_num"))
    if version < OLDEST_SERVER:
        raise ConfigurationError(f"PostgreSQL {OLDEST_SERVER // 10_000} or newer is needed, not {version // 10_000}.")
    await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
    steps = await _wanted(connection)
    fresh = await connection.fetchval("select to_regclass('adventure.schema_migrations')") is None
    await connection.execute(sql.script("roles.sql"))
    if fresh:
        await connection.execute(_BOOTSTRAP)
        await connection.execute(_GUARD)
    missing = await _missing(connection, steps)
    for step in missing:
        await connection.execute(step.sql)
        await connection.execute(
            "insert into adventure.schema_migrations (family, version, name, checksum) values ($1, $2, $3, $4)",
            step.group,
            step.version,
            step.name,
            step.checksum,
        )
    return missing


async def _wanted(connection: asyncpg.Connection) -> list[sql.Migration]:
    """All steps for this database: local accounts only where no one else keeps the accounts."""
    owned_elsewhere = await connection.fetchval(
        """select oid is not null and obj_description(oid, 'pg_namespace') is distinct from $1
           from (select to_regnamespace('auth')::oid) as auth (oid)""",
        _LOCAL_ACCOUNTS,
    )
    return [step for step in sql.migrations() if not (owned_elsewhere and step.group == "local_auth")]


async def _missing(connection: asyncpg.Connection, steps: list[sql.Migration]) -> list[sql.Migration]:
    rows = await connection.fetch("select family, version, checksum from adventure.schema_migrations")
    applied: dict[tuple[str, int], str] = {(row["family"], row["version"]): row["checksum"] for row in rows}
    missing: list[sql.Migration] = []
    for step in steps:
        checksum = applied.get((step.group, step.version))
        if checksum is None:
            missing.append(step)
        elif checksum != step.checksum:
            raise ConfigurationError(
                f"Migration {step.group}/{step.version:04}_{step.name}.sql was changed after this database applied it. "
                "Install the version of the program that made the schema, or restore the file."
            )
    return missing
