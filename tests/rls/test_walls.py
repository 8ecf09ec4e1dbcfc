"""One tenant against another, table by table, as the roles that really run, and what the server may see for nobody.

What ought to be met is said here by the rules of the design; what is met is found by ``walls.py``.
"""

from __future__ import annotations

import asyncpg
import pytest

import sql
from clients.postgres import Database
from clients.postgres_migrations import migrate
from tests.rls.people import MONEY, OWNERLESS, STEPS, SYSTEM_TABLES, TENANT_TABLES, Connection, Person, acting_as
from tests.rls.walls import BY_KEY, NOTHING, OWNER, REFUSED, STRANGER, Probe, Verdict, Walls

PERSONAL = {"public.user_settings", "public.characters", "public.sessions"}
READABLE = PERSONAL | {"public.session_events", "public.jobs", "public.scenes", "public.pictures"}

SYSTEM_READS = {
    "adventure.leases": {"session_id", "user_id", "holder", "epoch", "expires_at", "asked"},
    "adventure.streams": {"id", "session_id", "user_id", "mode", "ended"},
    "adventure.shares": {"id", "user_id", "token_hash", "scopes", "expires_at"},
    "adventure.displays": {"id", "user_id", "token_hash"},
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
    "adventure.ledger": {
        "id",
        "user_id",
        "session_id",
        "job",
        "scene",
        "stage",
        "provider",
        "model",
        "prices",
        "month",
        "state",
        "reserved",
        "charged",
        "usage",
        "reserved_at",
        "settled_at",
    },
    "adventure.session_spending": {
        "session_id",
        "user_id",
        "held",
        "spent",
        "refused_by",
        "refused_month",
        "refused_most",
    },
    "adventure.account_spending": {"user_id", "month", "held", "spent"},
    "adventure.server_spending": {"month", "held", "spent"},
    "adventure.pairings": {
        "code",
        "display_id",
        "secret_hash",
        "token_hash",
        "attempts",
        "created_at",
        "expires_at",
    },
}
BOOKED = {*MONEY, "adventure.server_spending"}
"""What the system books: it writes no row anew and takes none away."""


OWN = frozenset({"own"})
EVERYONES = frozenset({"own", "other"})
WHERE_ACCOUNTS_ARE = {"here": ["public", "adventure", "auth"], "Supabase": ["public", "adventure"]}


def may(probe: Probe, accounts: str) -> bool:
    """Whether the design gives a role this statement on a table at all, be it for no row."""
    table, statement = probe.table, probe.statement
    match probe.actor.role:
        case "authenticated":
            if statement == "read":
                return table in READABLE
            if statement == "delete":
                # Characters and sessions have blobs, which only the server can delete.
                return table == "public.user_settings"
            return table in PERSONAL and statement != "give"
        case "adventure_tenant":
            return statement in MONEY[table] if table in MONEY else table in TENANT_TABLES
        case "adventure_system":
            if table in SYSTEM_TABLES:
                return True
            if table == "adventure.pairings":
                return True
            if table in BOOKED:
                return statement not in ("give", "delete")
            if table == STEPS or statement == "read":
                return statement == "read" and table in {*SYSTEM_READS, STEPS}
            return table == "adventure.leases" and statement != "delete"
        case "service_role":
            # Supabase grants its operator's key everything in `public`, and lets it by every policy besides.
            return accounts == "Supabase" and table.startswith("public.")
        case role:
            return role in (OWNER, STRANGER)


def expected(probe: Probe, accounts: str) -> Verdict:
    """What is to be met."""
    actor, table, statement = probe
    if not may(probe, accounts):
        return REFUSED
    if table in OWNERLESS:
        anybodys = actor.role == (OWNER if table == STEPS else "adventure_system") or (
            (actor.role, statement) == ("adventure_system", "read")
        )
        return frozenset({"nobody's"}) if anybodys else REFUSED if statement == "insert" else NOTHING
    if actor.role == "adventure_system":
        if table in ("adventure.shares", "adventure.displays"):
            return OWN if actor.link else NOTHING
        match statement:
            case "insert":
                return frozenset({"new"}) if table == "auth.users" else OWN
            case "insert for other":
                return frozenset({"other"})
            case "insert beside other":
                return BY_KEY
            case "give":
                return BY_KEY if table in ("auth.users", "auth.one_time_tokens", "adventure.leases") else EVERYONES
            case _:
                return EVERYONES
    tenant = actor.claims and actor.role in ("authenticated", "adventure_tenant")
    match statement:
        case "read" | "change" | "delete":
            return OWN if tenant else NOTHING
        case "give":
            return REFUSED if tenant else NOTHING
        case "insert":
            return OWN if tenant else REFUSED
        case "insert beside other":
            return BY_KEY if tenant else REFUSED
        case _:
            return REFUSED


@pytest.fixture
async def supabase(empty_database: str) -> str:
    """A database like Supabase's: it keeps the accounts, and grants its roles all that is made in `public`."""
    connection = await asyncpg.connect(empty_database)
    await connection.execute(sql.script("roles.sql"))
    await connection.execute(
        """create schema auth;
           create table auth.users (id uuid primary key default gen_random_uuid(), email text);
           create function auth.uid() returns uuid language sql stable as
             $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
           grant usage on schema auth to anon, authenticated, service_role;
           grant usage on schema public to anon, authenticated, service_role;
           alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
           alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;"""
    )
    await connection.close()
    await migrate(empty_database)
    return empty_database


@pytest.fixture(params=WHERE_ACCOUNTS_ARE)
def accounts(request: pytest.FixtureRequest) -> str:
    """Where the accounts are kept."""
    return request.param


@pytest.fixture
def dsn(accounts: str, request: pytest.FixtureRequest) -> str:
    """The superuser's address of a database where that is so."""
    return request.getfixturevalue("owner_dsn" if accounts == "here" else "supabase")


async def test_every_statement_meets_its_wall(accounts: str, dsn: str) -> None:
    async with Walls.of(dsn, WHERE_ACCOUNTS_ARE[accounts]) as walls:
        found = await walls.verdicts()
    assert {probe.table for probe in found} == {*TENANT_TABLES, *OWNERLESS} | (
        {*SYSTEM_TABLES} if accounts == "here" else set()
    )
    wrong = {probe: verdict for probe, verdict in found.items() if verdict != expected(probe, accounts)}
    assert not wrong, "\n".join(
        f"{probe}: {verdict}, not {expected(probe, accounts)}" for probe, verdict in wrong.items()
    )


async def test_no_wall_can_be_taken_down_unseen(owner_dsn: str) -> None:
    """Each policy dropped, each loosened, each table unguarded: the test above would fail every time."""
    unseen: list[str] = []
    async with Walls.of(owner_dsn, WHERE_ACCOUNTS_ARE["here"]) as walls:
        mutations = await walls.mutations()
        for mutation in mutations:
            found = await walls.mutated(mutation)
            if all(verdict == expected(probe, "here") for probe, verdict in found.items()):
                unseen.append(f"{mutation.table}: {mutation.name}")
    assert {mutation.table for mutation in mutations} == set(walls.tables)
    assert not unseen


async def refused(connection: Connection, command: str) -> bool:
    """Whether the command meets the wall: a missing privilege or a policy, and nothing else."""
    try:
        await connection.execute(command)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def owned(owner: Connection, table: str, person: Person) -> int:
    return await owner.fetchval(f"select count(*) from {table} where user_id = $1", person.user)


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
    del reads[STEPS]
    assert reads == SYSTEM_READS


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
