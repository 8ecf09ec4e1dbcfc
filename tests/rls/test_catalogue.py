"""The wall between tenants has no gap: asked of the catalogue, so that a table of tomorrow is asked too."""

from __future__ import annotations

import re

import asyncpg
import pytest

from tests.rls.people import MONEY, OWNERLESS, STEPS, SYSTEM_TABLES, TENANT_TABLES, Connection

OURS = ["public", "adventure", "auth"]
PERSONAL = {"authenticated", "adventure_tenant"}
OWN_ROWS = "(user_id = ( SELECT auth.uid() AS uid))"


async def tables(owner: Connection) -> list[asyncpg.Record]:
    return await owner.fetch(
        """select c.oid, c.oid::regclass::text as short, n.nspname || '.' || c.relname as name, c.relrowsecurity,
                  c.relforcerowsecurity,
                  array(select attname::text from pg_attribute a where a.attrelid = c.oid and attnum > 0) as columns
           from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where c.relkind in ('r', 'p', 'm', 'f') and n.nspname = any ($1) order by 3""",
        OURS,
    )


async def test_every_table_is_guarded_even_from_its_owner(owner: Connection) -> None:
    found = await tables(owner)
    assert len(found) > len(TENANT_TABLES)
    for table in found:
        assert table["relrowsecurity"], f"{table['name']}: row level security is off"
        assert table["relforcerowsecurity"] == (table["name"] != STEPS), f"{table['name']}: is its owner bound?"
        policies = await owner.fetchval("select count(*) from pg_policy where polrelid = $1", table["oid"])
        assert policies, f"{table['name']}: no policy"


async def test_every_tenant_table_is_in_the_matrix(owner: Connection) -> None:
    with_user = {table["name"] for table in await tables(owner) if "user_id" in table["columns"]}
    assert with_user == {*TENANT_TABLES, *SYSTEM_TABLES} - {"auth.users"}


async def test_tables_without_a_tenant_are_known(owner: Connection) -> None:
    without = {table["name"] for table in await tables(owner) if "user_id" not in table["columns"]}
    assert without == {"auth.users", *OWNERLESS}


async def test_a_person_is_only_ever_given_their_own_rows(owner: Connection) -> None:
    policies = await owner.fetch("select * from pg_policies where schemaname = any ($1)", OURS)
    for policy in policies:
        where = f"{policy['schemaname']}.{policy['tablename']}.{policy['policyname']}"
        assert "public" not in policy["roles"], f"{where} is for everybody"
        assert "anon" not in policy["roles"], f"{where} is for nobody in particular"
        assert policy["permissive"] == "PERMISSIVE", where
        if PERSONAL & set(policy["roles"]):
            assert policy["qual"] in (None, OWN_ROWS), where
            assert policy["with_check"] in (None, OWN_ROWS), where
            assert policy["qual"] or policy["with_check"], where
            if policy["cmd"] in ("ALL", "INSERT", "UPDATE"):
                assert policy["with_check"] == OWN_ROWS, f"{where} lets rows be given away"


async def test_sign_ins_are_the_systems_alone(owner: Connection) -> None:
    for table in SYSTEM_TABLES:
        for role in ("anon", "authenticated", "service_role", "adventure_tenant", "adventure_server"):
            for privilege in ("select", "insert", "update", "delete"):
                assert not await owner.fetchval("select has_table_privilege($1, $2, $3)", role, table, privilege)


async def test_each_tenant_table_serves_its_tenant(owner: Connection) -> None:
    for table in TENANT_TABLES:
        schema, name = table.split(".")
        command = "SELECT" if table in MONEY else "ALL"
        roles = await owner.fetch(
            "select roles from pg_policies where schemaname = $1 and tablename = $2 and cmd = $3", schema, name, command
        )
        assert ["adventure_tenant"] in [row["roles"] for row in roles], table


async def test_what_is_named_is_named_with_its_account(owner: Connection) -> None:
    """A reference to a tenant's row carries the tenant, so that no row hangs on another tenant's."""
    keys = await owner.fetch(
        """select conrelid::regclass::text as table, pg_get_constraintdef(oid) as key from pg_constraint
           where contype = 'f' and connamespace::regnamespace::text in ('public', 'adventure')"""
    )
    account = "FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE"
    others = {(row["table"], row["key"]) for row in keys} - {(row["table"], account) for row in keys}
    assert others
    for table, key in others:
        # What was paid stays paid when its evening is deleted, and a display goes back to the current one.
        stays = table in ("adventure.ledger", "adventure.displays")
        gone = r"SET NULL \(session_id\)" if stays else "CASCADE"
        assert re.fullmatch(rf"FOREIGN KEY \(\w+, user_id\) REFERENCES \w+\(id, user_id\) ON DELETE {gone}", key), (
            f"{table}: {key}"
        )
    named = {table["short"] for table in await tables(owner) if "session_id" in table["columns"]}
    assert named <= {table for table, _ in others}


async def test_an_account_takes_everything_with_it(owner: Connection) -> None:
    for table in await tables(owner):
        if "user_id" in table["columns"]:
            keys = await owner.fetch(
                "select pg_get_constraintdef(oid) as key from pg_constraint where conrelid = $1 and contype = 'f'",
                table["oid"],
            )
            wanted = "FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE"
            assert wanted in {row["key"] for row in keys}, table["name"]


async def test_the_roles_are_small(owner: Connection) -> None:
    for role in ("anon", "authenticated", "adventure_tenant", "adventure_system", "adventure_server"):
        row = await owner.fetchrow("select * from pg_roles where rolname = $1", role)
        assert row is not None
        powers = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication", "rolinherit")
        assert not any(row[power] for power in powers), f"{role}: {dict(row)}"
        assert row["rolcanlogin"] == (role == "adventure_server")
    members = await owner.fetch(
        "select roleid::regrole::text as role, inherit_option, admin_option from pg_auth_members"
        " where member = 'adventure_server'::regrole"
    )
    assert {row["role"] for row in members} == {"adventure_tenant", "adventure_system"}
    assert not any(row["inherit_option"] or row["admin_option"] for row in members)


async def test_the_login_is_nobody_until_it_becomes_a_role(database_url: str, owner: Connection) -> None:
    connection = await asyncpg.connect(database_url)
    for table in await tables(owner):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"select 1 from {table['name']} limit 1")
    await connection.close()


async def test_no_function_lends_its_owners_rights(owner: Connection) -> None:
    functions = await owner.fetch(
        "select oid::regprocedure::text as name, prosecdef, proconfig from pg_proc"
        " where pronamespace = any (select oid from pg_namespace where nspname = any ($1))",
        OURS,
    )
    assert functions
    for function in functions:
        assert not function["prosecdef"], function["name"]
        assert any(re.match("search_path=", setting) for setting in function["proconfig"] or ()), function["name"]


async def test_no_view_hides_a_table(owner: Connection) -> None:
    views = await owner.fetch("select schemaname, viewname from pg_views where schemaname = any ($1)", OURS)
    assert not views, "a view runs as its owner unless it is made with security_invoker"
