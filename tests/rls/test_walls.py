"""One tenant against another, table by table, as the roles that really run, and what the server may see for nobody."""

from __future__ import annotations

from uuid import uuid4

import asyncpg
import pytest

from clients.postgres import Database
from tests.rls.people import TENANT_TABLES, Connection, Person, acting_as, rows

ROLES = ("authenticated", "adventure_tenant")
PERSONAL = {"public.user_settings", "public.characters", "public.sessions"}
READABLE = PERSONAL | {"public.session_events", "public.jobs", "public.scenes", "public.pictures"}

SYSTEM_READS = {
    "adventure.leases": {"session_id", "user_id", "holder", "epoch", "expires_at", "asked"},
    "adventure.streams": {"id", "session_id", "user_id", "mode", "ended"},
    "adventure.shares": {"id", "user_id", "token_hash", "scopes", "expires_at"},
    "adventure.uploads": {
        "id",
        "user_id",
        "session_id",
        "status",
        "key",
        "holder",
        "epoch",
        "expires_at",
        "created_at",
        "updated_at",
    },
    "public.jobs": {"id", "session_id", "user_id", "status", "outcome", "scene"},
    "public.scenes": {"session_id", "number", "user_id", "stage", "status"},
    "public.sessions": {"id", "user_id", "head", "captured_at", "ended_at"},
    "public.pictures": {"id", "key", "content_type", "hidden"},
    "public.user_settings": {"user_id", "transcript_retention_days"},
    "adventure.blob_deletions": {"user_id", "due_at"},
}


def may(role: str, table: str, command: str) -> bool:
    """What the design gives a person's role on a table."""
    if role == "adventure_tenant":
        return True
    if (table, command) == ("public.characters", "delete"):
        return False  # its portrait is a blob, which only the server can delete
    if (table, command) == ("public.sessions", "delete"):
        return False  # its pictures are blobs, which only the server can delete
    return table in (READABLE if command == "select" else PERSONAL)


async def refused(connection: Connection, command: str) -> bool:
    """Whether the command meets the wall: a missing privilege or a policy, and nothing else."""
    try:
        await connection.execute(command)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def owned(owner: Connection, table: str, person: Person) -> int:
    return await owner.fetchval(f"select count(*) from {table} where user_id = $1", person.user)


@pytest.mark.parametrize("role", ROLES)
async def test_a_tenant_reads_only_their_own_rows(role: str, owner_dsn: str, people: list[Person]) -> None:
    mallory = people[1]
    for table in TENANT_TABLES:
        async with acting_as(owner_dsn, role, mallory.user) as connection:
            if may(role, table, "select"):
                seen = await connection.fetch(f"select user_id from {table}")
                assert [row["user_id"] for row in seen] == [mallory.user], table
            else:
                assert await refused(connection, f"select user_id from {table}"), table


@pytest.mark.parametrize("role", ROLES)
async def test_a_tenant_changes_only_their_own_rows(
    role: str, owner_dsn: str, owner: Connection, people: list[Person]
) -> None:
    alice, mallory = people
    for table in TENANT_TABLES:
        column = await owner.fetchval(
            "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0"
            " and has_column_privilege($2, attrelid, attnum, 'update') order by attnum desc limit 1",
            table,
            role,
        )
        async with acting_as(owner_dsn, role, mallory.user) as connection:
            if may(role, table, "update"):
                assert await connection.execute(f"update {table} set {column} = {column}") == "UPDATE 1", table
            else:
                assert column is None, table
                assert await refused(connection, f"update {table} set user_id = user_id"), table
        async with acting_as(owner_dsn, role, mallory.user) as connection:
            if may(role, table, "update"):
                assert await refused(connection, f"update {table} set user_id = '{alice.user}'"), table


@pytest.mark.parametrize("role", ROLES)
async def test_a_tenant_deletes_only_their_own_rows(role: str, owner_dsn: str, people: list[Person]) -> None:
    for table in TENANT_TABLES:
        async with acting_as(owner_dsn, role, people[1].user) as connection:
            if may(role, table, "delete"):
                assert await connection.execute(f"delete from {table}") == "DELETE 1", table
            else:
                assert await refused(connection, f"delete from {table}"), table


@pytest.mark.parametrize("role", ROLES)
async def test_a_tenant_writes_nothing_in_anothers_name(role: str, owner_dsn: str, people: list[Person]) -> None:
    alice, mallory = people
    for table in TENANT_TABLES:
        async with acting_as(owner_dsn, role, mallory.user) as connection:
            values = rows(alice.user, alice.session, alice.job)[table]
            assert await refused(connection, f"insert into {table} {values}"), table


async def test_a_row_cannot_hang_on_anothers_session(owner_dsn: str, people: list[Person]) -> None:
    alice, mallory = people
    tried = 0
    for table, values in rows(mallory.user, alice.session, mallory.job + 100).items():
        if "session_id" in values:
            tried += 1
            async with acting_as(owner_dsn, "adventure_tenant", mallory.user) as connection:
                with pytest.raises((asyncpg.ForeignKeyViolationError, asyncpg.UniqueViolationError)):
                    await connection.execute(f"insert into {table} {values}")
    assert tried > 5


@pytest.mark.parametrize("role", ROLES)
async def test_without_claims_there_is_nothing(role: str, owner_dsn: str, people: list[Person]) -> None:
    async with acting_as(owner_dsn, role) as connection:
        assert await connection.fetchval("select auth.uid()") is None
        for table in TENANT_TABLES:
            if may(role, table, "select"):
                assert await connection.fetch(f"select user_id from {table}") == []


@pytest.mark.parametrize("role", ["anon", "service_role"])
async def test_nobody_sees_nothing(role: str, owner_dsn: str) -> None:
    for table in (*TENANT_TABLES, "auth.users", "adventure.schema_migrations"):
        for command in (f"select 1 from {table}", f"delete from {table}", f"insert into {table} default values"):
            async with acting_as(owner_dsn, role) as connection:
                assert await refused(connection, command), command


async def test_a_persons_client_never_reaches_the_servers_schema(owner: Connection) -> None:
    for role in ("anon", "authenticated", "service_role"):
        assert not await owner.fetchval("select has_schema_privilege($1, 'adventure', 'usage')", role)
    assert not await owner.fetchval("select has_table_privilege('authenticated', 'auth.users', 'select')")


async def test_a_persons_client_does_not_write_what_is_the_servers(owner: Connection) -> None:
    for column in (
        "head",
        "scene_head",
        "captured_at",
        "paused",
        "pinned_scene",
        "user_id",
        "id",
    ):
        allowed = await owner.fetchval(
            "select has_column_privilege('authenticated', 'public.sessions', $1, 'update')", column
        )
        assert not allowed, column
    assert not await owner.fetchval(
        "select has_column_privilege('authenticated', 'public.user_settings', 'environment_version', 'update')"
    )


async def test_the_system_sees_ids_and_states_only(owner: Connection) -> None:
    columns = await owner.fetch(
        """select n.nspname || '.' || c.relname as name, a.attname as column
           from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
           where c.relkind = 'r' and n.nspname in ('public', 'adventure') and a.attnum > 0
             and has_column_privilege('adventure_system', c.oid, a.attnum, 'select')"""
    )
    reads: dict[str, set[str]] = {}
    for row in columns:
        reads.setdefault(row["name"], set()).add(row["column"])
    del reads["adventure.schema_migrations"]
    assert reads == SYSTEM_READS


async def test_the_system_writes_leases_and_nothing_else(owner_dsn: str, people: list[Person]) -> None:
    alice = people[0]
    for table in TENANT_TABLES:
        lease = table == "adventure.leases"
        update = f"update {table} set user_id = user_id"
        insert = f"insert into {table} {rows(alice.user, uuid4(), alice.job)[table]}"
        async with acting_as(owner_dsn, "adventure_system") as connection:
            if lease:
                assert await connection.execute(update) == "UPDATE 2"
                with pytest.raises(asyncpg.ForeignKeyViolationError):  # let through; there is no such session
                    await connection.execute(insert)
            else:
                assert await refused(connection, update), table
        async with acting_as(owner_dsn, "adventure_system") as connection:
            assert lease or await refused(connection, insert), table
        async with acting_as(owner_dsn, "adventure_system") as connection:
            assert await refused(connection, f"delete from {table}"), table


async def test_the_system_cannot_read_what_was_said(owner_dsn: str, people: list[Person]) -> None:
    for secret in ("jobs.text", "jobs.payload", "scenes.decision", "session_events.payload", "characters.name"):
        table, column = secret.split(".")
        async with acting_as(owner_dsn, "adventure_system") as connection:
            assert await refused(connection, f"select {column} from public.{table}"), secret


async def test_the_system_finds_what_is_unfinished(database: Database, people: list[Person]) -> None:
    async with database.system_tx() as connection:
        found = await connection.fetch("select session_id from public.jobs where status in ('pending', 'processing')")
        found += await connection.fetch("select session_id from public.scenes where status = 'open'")
    assert sorted(str(row["session_id"]) for row in found) == sorted(str(p.session) for p in [*people, *people])


async def test_a_tenants_write_can_hold_its_lease(database: Database, people: list[Person]) -> None:
    alice, mallory = people
    query = "select true from adventure.leases where session_id = $1 and epoch = $2 for share"
    async with database.tenant_tx(alice.user) as connection:
        assert await connection.fetchval(query, alice.session, 7)
        assert await connection.fetchval(query, alice.session, 6) is None
        assert await connection.fetchval(query, mallory.session, 7) is None


async def test_an_account_deleted_leaves_no_row(owner: Connection, people: list[Person]) -> None:
    alice, mallory = people
    await owner.execute("delete from auth.users where id = $1", alice.user)
    for table in TENANT_TABLES:
        assert (await owned(owner, table, alice), await owned(owner, table, mallory)) == (0, 1), table


async def test_a_persons_edit_is_newer_than_the_model(owner_dsn: str, people: list[Person]) -> None:
    edit = "update public.user_settings set current_environment_description = $1 returning environment_version"
    async with acting_as(owner_dsn, "authenticated", people[0].user) as connection:
        assert await connection.fetchval(edit, "A cave.") == 1
        assert await connection.fetchval(edit, "A cave.") == 1
    written = (
        "update public.user_settings set current_environment_description = $1,"
        " environment_version = environment_version + 1 returning environment_version"
    )
    async with acting_as(owner_dsn, "adventure_tenant", people[0].user) as connection:
        assert await connection.fetchval(written, "A bridge.") == 1
