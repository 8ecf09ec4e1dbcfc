"""Migrations are proved: once each, all or nothing, one runner at a time, never changed afterwards, on any owner."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

import sql
from clients.local.postgres_server import PostgresServer
from clients.postgres import Claims, Database
from clients.postgres_checks import check_login, is_transaction_pooler
from clients.postgres_migrations import migrate, pending
from pipeline.errors import ConfigurationError, JournalUnavailableError
from tests.conftest import at_database

ORIGIN = {
    "user_settings": "user_id current_environment_description environment_locked current_style_text updated_at",
    "characters": "id user_id name description created_at updated_at",
    "sessions": "id user_id start_time name created_at",
    "session_events": (
        "id session_id user_id timestamp event_type transcript scene_prompt image_url environment_snapshot "
        "style_snapshot processing_duration_ms"
    ),
    "jobs": "id user_id session_id payload status created_at updated_at worker_id last_error",
}


async def shape(dsn: str) -> list[tuple[object, ...]]:
    """Everything a migration can leave behind, in words."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            """select 'column', table_schema || '.' || table_name || '.' || column_name,
                      data_type || coalesce(column_default, '') || is_nullable
               from information_schema.columns where table_schema in ('public', 'adventure', 'auth')
               union all select 'index', indexname, indexdef from pg_indexes
               where schemaname in ('public', 'adventure', 'auth')
               union all select 'constraint', conrelid::regclass || conname, pg_get_constraintdef(oid)
               from pg_constraint
               where conrelid <> 0 and connamespace::regnamespace::text in ('public', 'adventure', 'auth')
               union all select 'policy', tablename || policyname, roles::text || cmd || coalesce(qual, '')
               from pg_policies
               union all select 'grant', oid::regclass::text, relacl::text from pg_class
               where relnamespace::regnamespace::text in ('public', 'adventure', 'auth') and relkind in ('r', 'S')
               union all select 'step', family || version, checksum from adventure.schema_migrations
               order by 1, 2, 3"""
        )
        return [tuple(row) for row in rows]
    finally:
        await connection.close()


def as_login(dsn: str, login: str, password: str) -> str:
    parts = urlsplit(dsn)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{login}:{password}@{host}"))


async def test_all_steps_are_applied_once(empty_database: str) -> None:
    assert await pending(empty_database) == list(sql.migrations())
    assert await migrate(empty_database) == list(sql.migrations())
    before = await shape(empty_database)
    assert await pending(empty_database) == []
    assert await migrate(empty_database) == []
    assert await shape(empty_database) == before


async def test_runners_at_once_wait_for_each_other(empty_database: str) -> None:
    results = await asyncio.gather(*(migrate(empty_database) for _ in range(4)))
    assert sorted(map(len, results)) == [0, 0, 0, len(sql.migrations())]


async def test_a_changed_step_is_refused(empty_database: str) -> None:
    await migrate(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute(
        "update adventure.schema_migrations set checksum = 'x' where family = 'migrations' and version = 2"
    )
    await connection.close()
    for run in (migrate, pending):
        with pytest.raises(ConfigurationError, match=r"0002_server\.sql was changed"):
            await run(empty_database)


async def test_a_failing_step_leaves_nothing(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (
        *sql.migrations(),
        sql.Migration("migrations", len(sql.migrations()) + 1, "broken", "select no_such_thing;"),
    )
    monkeypatch.setattr(sql, "migrations", lambda: broken)
    with pytest.raises(asyncpg.UndefinedColumnError):
        await migrate(empty_database)
    connection = await asyncpg.connect(empty_database)
    left = await connection.fetch("select from pg_namespace where nspname in ('adventure', 'auth')")
    await connection.close()
    assert left == []


async def test_the_columns_of_the_origin_are_there(owner_dsn: str) -> None:
    connection = await asyncpg.connect(owner_dsn)
    for table, columns in ORIGIN.items():
        found = await connection.fetch(
            "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1",
            table,
        )
        assert set(columns.split()) <= {row["column_name"] for row in found}, table
    await connection.close()


async def test_an_owner_who_is_no_superuser_can_migrate_and_serve(empty_database: str) -> None:
    """A managed database gives a login that owns the database and may create roles, and no more than that."""
    owner = await asyncpg.connect(empty_database)
    login = f"manager_{await owner.fetchval('select current_database()')}"
    await owner.execute(f"create role {login} login createrole password 'a'")
    for role in ("anon", "authenticated", "service_role", "adventure_tenant", "adventure_system"):
        # Roles of this server were made by others; on the manager's own server it makes them itself.
        if await owner.fetchval("select true from pg_roles where rolname = $1", role):
            await owner.execute(f"grant {role} to {login} with admin true, inherit false")
    await owner.execute(f"alter database {await owner.fetchval('select current_database()')} owner to {login}")
    await owner.execute(f"alter schema public owner to {login}")
    dsn = as_login(empty_database, login, "a")
    try:
        assert await migrate(dsn) == list(sql.migrations())
        assert await migrate(dsn) == []
        assert await check_login(dsn) == []
        assert not await is_transaction_pooler(dsn)
        database = await Database.connect(dsn)
        async with database.system_tx() as connection:
            user = await connection.fetchval("insert into auth.users (is_anonymous) values (true) returning id")
        async with database.tenant_tx(Claims(user)) as connection:
            await connection.execute("insert into public.sessions (user_id) values ($1)", user)
            assert await connection.fetchval("select count(*) from public.sessions") == 1
        await database.close()
    finally:
        await owner.execute(f"reassign owned by {login} to current_user; drop owned by {login}")
        await owner.execute(f"drop role {login}")
        await owner.close()


async def test_a_login_that_may_not_is_told_what_to_do(empty_database: str, postgres: PostgresServer) -> None:
    with pytest.raises(ConfigurationError, match="adventure-art migrate"):
        await migrate(at_database(postgres.server_dsn, urlsplit(empty_database).path.lstrip("/")))


async def test_accounts_of_supabase_are_left_alone(empty_database: str) -> None:
    """Where somebody else keeps a schema `auth`, only our own steps are applied, and they hold on it."""
    owner = await asyncpg.connect(empty_database)
    await owner.execute(
        """create schema auth;
           create table auth.users (id uuid primary key default gen_random_uuid(), email text);
           create function auth.uid() returns uuid language sql stable as
             $$ select (current_setting('request.jwt.claims', true)::jsonb ->> 'sub')::uuid $$;
           do $$ begin create role authenticated nologin noinherit; exception when duplicate_object then null; end $$;
           grant usage on schema auth to authenticated;
           alter default privileges in schema public grant all on tables to authenticated;
           create publication supabase_realtime;"""
    )
    applied = await migrate(empty_database)
    assert {step.group for step in applied} == {"migrations"}
    assert await pending(empty_database) == []
    user = await owner.fetchval("insert into auth.users default values returning id")
    assert not await owner.fetchval("select has_table_privilege('authenticated', 'public.jobs', 'insert')")
    pushed = await owner.fetch("select tablename from pg_publication_tables where pubname = 'supabase_realtime'")
    assert {row["tablename"] for row in pushed} == {"session_events", "user_settings"}
    async with owner.transaction():
        await owner.execute("set local role adventure_tenant")
        await owner.execute("select set_config('request.jwt.claims', $1, true)", Claims(user).as_json())
        await owner.execute("insert into public.sessions (user_id) values ($1)", user)
        assert await owner.fetchval("select count(*) from public.sessions") == 1
    await owner.close()


async def test_a_superuser_is_warned_about(owner_dsn: str, database_url: str) -> None:
    assert any("superuser" in finding for finding in await check_login(owner_dsn))
    assert await check_login(database_url) == []


async def test_a_pooler_in_transaction_mode_is_known_by_its_port() -> None:
    assert await is_transaction_pooler("postgresql://u:p@pooler.example:6543/postgres")


async def test_a_database_that_is_away_is_said_so() -> None:
    with pytest.raises(JournalUnavailableError):
        await migrate("postgresql://u:p@127.0.0.1:1/none")
