"""The matrix of walls: what each actor meets with each statement on each table, its own rows and another tenant's.

It only looks, in a transaction that is undone; what ought to be met is said in ``test_walls.py``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple
from uuid import uuid4

import asyncpg

from clients.postgres import Claims
from tests.rls.people import OWNERLESS, Connection, Person, rows, system_rows

OWNER = "owner_of_the_walls"
"""Owns every table here and is no superuser, so that being bound by one's own policies can be seen."""

STRANGER = "stranger_with_every_privilege"
"""Was granted all there is by mistake, and no policy names it."""


class Actor(NamedTuple):
    """Somebody at the wall. ``claims``: acts for the tenant; ``link``: presents the hash of the tenant's link."""

    role: str
    claims: bool = False
    link: bool = False


ACTORS = (
    Actor("anon"),
    Actor("anon", claims=True),
    Actor("authenticated"),
    Actor("authenticated", claims=True),
    Actor("service_role"),
    Actor("adventure_tenant"),
    Actor("adventure_tenant", claims=True),
    Actor("adventure_system"),
    Actor("adventure_system", link=True),
    Actor("adventure_server"),
    Actor(OWNER),
    Actor(STRANGER, claims=True),
)

STATEMENTS = ("read", "change", "give", "insert", "insert for other", "insert beside other", "delete")
"""give: one's rows to another tenant. insert beside other: one's own row that names another tenant's session or job."""

REFUSED = "refused"
"""A privilege is missing, or a policy forbids the row."""

BY_KEY = "kept out by a key"
NOTHING = frozenset[str]()

Verdict = str | frozenset[str]
"""Else whose rows were seen or written: of ``own``, ``other``, ``new`` (an account that was not) and ``nobody's``."""


KEPT = {"public.sessions", "public.jobs", "auth.users", *OWNERLESS}
"""Tables whose rows are named by others, or are nobody's: the row inserted there has a new id."""

Place = tuple[str, str]
"""Whose a row is, and where in its table it lies: each write moves it."""


class Probe(NamedTuple):
    """One field of the matrix."""

    actor: Actor
    table: str
    statement: str


class Mutation(NamedTuple):
    """A wall taken down: on which table, what it is called, and how."""

    table: str
    name: str
    sql: str


@dataclass(frozen=True)
class Table:
    """A table as the catalogue has it. ``owner``: the column that says whose a row is."""

    name: str
    owner: str | None
    columns: tuple[str, ...]


class Walls:
    """One database in which two tenants have one row in every table. Made by ``Walls.of``."""

    def __init__(self, connection: Connection, tables: Mapping[str, Table], own: Person, other: Person) -> None:
        self.tables = tables
        self.own = own
        self.other = other
        self._connection = connection
        self._granted: dict[tuple[str, str, str], list[str]] = {}

    @classmethod
    @asynccontextmanager
    async def of(cls, owner_dsn: str, schemas: Collection[str]) -> AsyncGenerator[Walls]:
        """All tables of ``schemas``, within one transaction; nothing of it remains."""
        connection = await asyncpg.connect(owner_dsn)
        transaction = connection.transaction()
        await transaction.start()
        try:
            tables = await _tables(connection, schemas)
            own, other = Person(uuid4(), uuid4(), 1_000_001), Person(uuid4(), uuid4(), 1_000_002)
            walls = cls(connection, {table.name: table for table in tables}, own, other)
            await walls._settle(schemas)
            yield walls
        finally:
            await transaction.rollback()
            await connection.close()

    async def verdicts(self, tables: Collection[str] | None = None) -> dict[Probe, Verdict]:
        """The matrix, of some tables or of all."""
        found: dict[Probe, Verdict] = {}
        for name in self.tables if tables is None else tables:
            table = self.tables[name]
            places = await self._places(table)
            for actor in ACTORS:
                for statement in STATEMENTS:
                    verdict = await self._verdict(actor, table, statement, places)
                    if verdict is not None:
                        found[Probe(actor, name, statement)] = verdict
        return found

    async def mutations(self) -> list[Mutation]:
        """Every wall there is, by the catalogue: each policy dropped and loosened, each table unguarded."""
        found: list[Mutation] = []
        for policy in await self._connection.fetch(
            "select schemaname || '.' || tablename as table, policyname as name, cmd, qual, with_check from pg_policies"
            " where schemaname || '.' || tablename = any ($1) order by 1, 2",
            list(self.tables),
        ):
            table, name = policy["table"], policy["name"]
            found.append(Mutation(table, f"{name} dropped", f'drop policy "{name}" on {table}'))
            for column, clause in (("qual", "using"), ("with_check", "with check")):
                if policy[column] not in (None, "true"):
                    loosened = f'alter policy "{name}" on {table} {clause} (true)'
                    found.append(Mutation(table, f"{name} {clause} (true)", loosened))
        for table in await self._connection.fetch(
            "select name, relforcerowsecurity as forced from unnest($1::text[]) name join pg_class on oid ="
            " name::regclass where relrowsecurity",
            list(self.tables),
        ):
            for how in ("disable", "no force") if table["forced"] else ("disable",):
                unguarded = f"alter table {table['name']} {how} row level security"
                found.append(Mutation(table["name"], how, unguarded))
        return found

    async def mutated(self, mutation: Mutation) -> dict[Probe, Verdict]:
        """The mutated table's part of the matrix while that wall is down."""
        await self._connection.execute(f"savepoint mutation; {mutation.sql}")
        found = await self.verdicts([mutation.table])
        await self._connection.execute("rollback to mutation; release mutation")
        return found

    async def _settle(self, schemas: Collection[str]) -> None:
        execute = self._connection.execute
        for person in (self.own, self.other):
            made = system_rows(person.user)
            ours = {name: values for name, values in made.items() if name in self.tables}
            # Where accounts are kept elsewhere they still must be there.
            for table, values in (ours or {"auth.users": f"(id) values ('{person.user}')"}).items():
                await execute(f"insert into {table} {values}")
            for table, values in rows(person.user, person.session, person.job).items():
                await execute(f"insert into {table} {values}")
        await execute("insert into adventure.server_spending (month) values ('2000-01-01')")
        await execute(
            "insert into adventure.pairings (code, secret_hash, token_hash) values ('XYZ789', sha256('a'), sha256('b'))"
        )
        await execute(f"create role {OWNER} nologin; create role {STRANGER} nologin")
        for schema in {*schemas, "auth"}:
            await execute(f"grant usage on schema {schema} to {OWNER}, {STRANGER}")
            await execute(f"grant usage on all sequences in schema {schema} to {OWNER}, {STRANGER}")
        # A policy for whoever owns the schema is for the owner that stands for it here.
        for policy in await self._connection.fetch(
            "select polname as name, polrelid::regclass::text as table from pg_policy p join pg_class c"
            " on c.oid = polrelid where c.relowner = any (polroles)"
        ):
            await execute(f'alter policy "{policy["name"]}" on {policy["table"]} to {OWNER}')
        for table in self.tables:
            await execute(f"grant all on {table} to {STRANGER}; alter table {table} owner to {OWNER}")

    async def _verdict(self, actor: Actor, table: Table, statement: str, places: set[Place]) -> Verdict | None:
        command = await self._command(actor, table, statement)
        if command is None:
            return None
        await self._connection.execute("savepoint probe")
        try:
            if statement.startswith("insert") and table.name not in KEPT:
                # So that no key but that of what is named can keep the row out.
                await self._connection.execute(f"delete from {table.name}")
                places = set[Place]()
            if statement == "read":
                whose = await self._rows(table, self._granted[actor.role, table.name, "select"])
                await self._become(actor)
                return frozenset(whose[row[0]] for row in await self._connection.fetch(command))
            await self._become(actor, command)
            await self._connection.execute("reset role")
            return frozenset(whose for whose, _ in places ^ await self._places(table))
        except asyncpg.InsufficientPrivilegeError:
            return REFUSED
        except asyncpg.IntegrityConstraintViolationError:
            return BY_KEY
        finally:
            await self._connection.execute("rollback to probe; release probe")

    async def _become(self, actor: Actor, command: str = "") -> None:
        claims = Claims(self.own.user).as_json() if actor.claims else ""
        link = sha256(str(self.own.user).encode()).hexdigest() if actor.link else ""
        await self._connection.execute(
            f"set local role {actor.role}; set local request.jwt.claims = '{claims}';"
            f"set local adventure.share_hash = '{link}'; {command}"
        )

    async def _command(self, actor: Actor, table: Table, statement: str) -> str | None:
        match statement:
            case "read":
                return f"select {_as_text(await self._columns(actor, table, 'select'))} from {table.name}"
            case "change":
                columns = await self._columns(actor, table, "update")
                column = columns[-1] if columns else table.columns[0]
                return f"update {table.name} set {column} = {column}"
            case "give":
                if table.owner is None:
                    return None
                return f"update {table.name} set {table.owner} = '{self.other.user}'"
            case "delete":
                return f"delete from {table.name}"
            case _:
                values = self._values(table.name, statement)
                return f"insert into {table.name} {values}" if values else None

    def _values(self, table: str, statement: str) -> str | None:
        """One more row, as the insert's name says; None where there is no such thing."""
        if table in OWNERLESS or table == "auth.users":
            made = OWNERLESS | system_rows(uuid4())
            return made[table] if statement == "insert" else None
        person = self.other if statement == "insert for other" else self.own
        beside = self.other if statement == "insert beside other" else person
        session = uuid4() if table == "public.sessions" else beside.session
        job = 1_000_003 if table == "public.jobs" else beside.job
        values = (rows(person.user, session, job) | system_rows(person.user))[table]
        names_another = str(beside.session) in values or str(beside.job) in values
        return values if statement != "insert beside other" or names_another else None

    async def _columns(self, actor: Actor, table: Table, privilege: str) -> list[str]:
        key = (actor.role, table.name, privilege)
        if key not in self._granted:
            self._granted[key] = [
                row[0]
                for row in await self._connection.fetch(
                    "select attname from pg_attribute where attrelid = $2::text::regclass and attnum > 0"
                    " and not attisdropped and ($3 = 'select' or attgenerated = '')"
                    " and has_column_privilege($1, attrelid, attnum, $3) order by attnum",
                    *key,
                )
            ]
        return self._granted[key]

    async def _rows(self, table: Table, columns: Sequence[str]) -> dict[str, str]:
        """Whose each row is, by what can be read of it."""
        owner = f"{table.owner}::text" if table.owner else "''"
        found = await self._connection.fetch(f"select {_as_text(columns)}, {owner} from {table.name}")
        return {row[0]: self._label(row[1]) for row in found}

    async def _places(self, table: Table) -> set[Place]:
        owner = f"{table.owner}::text" if table.owner else "''"
        return {
            (self._label(row[0]), row[1])
            for row in await self._connection.fetch(f"select {owner}, ctid::text from {table.name}")
        }

    def _label(self, owner: str) -> str:
        return {str(self.own.user): "own", str(self.other.user): "other", "": "nobody's"}.get(owner, "new")


def _as_text(columns: Sequence[str]) -> str:
    return f"row({', '.join(columns)})::text" if columns else "1"


async def _tables(connection: Connection, schemas: Collection[str]) -> list[Table]:
    found = await connection.fetch(
        """select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
           from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
           where c.relkind in ('r', 'p', 'm', 'f') and n.nspname = any ($1) and attnum > 0 and not attisdropped
           group by 1 order by 1""",
        list(schemas),
    )
    return [
        Table(row["name"], "id" if row["name"] == "auth.users" else "user_id" if "user_id" in row["columns"] else None,
              tuple(row["columns"]))
        for row in found
    ]  # fmt: skip
