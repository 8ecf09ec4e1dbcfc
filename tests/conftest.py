"""What every test may ask for: a real database of its own, and two people in it.

* ``postgres`` (session): one running ``PostgresServer``. Do not stop it.
* ``template_database`` (session): a database migrated once; nobody connects to it.
* ``owner_dsn`` (function): the superuser's address of a fresh copy of it. For arranging and looking, never
  for proving what a role may do.
* ``database_url`` (function): the same copy as the running program logs in (``adventure_server``). Give it to
  servers as ``DATABASE_URL``; the schema is there, and both roles may be taken.
* ``database`` (function): a ``Database`` on ``database_url``.
* ``tenants`` (function): the ids of two accounts in it.
* ``empty_database`` (function): the owner's address of a database without our schema.
* ``object_storage`` (session): a running S3 server. Do not stop it. ``s3`` (function): the same with a bucket, and with
  what boto reads in the environment.

The copy is dropped after the test, connections or not.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import asyncpg
import pytest
from harness.s3 import ObjectStorage, s3_server_or_skip

from clients.local.postgres_server import PostgresServer
from clients.postgres import Database
from clients.postgres_migrations import migrate

# Some machines ask Python to keep no compiled modules. Hundreds of processes are started here, each of which would
# compile the whole product, and what it takes to start a server would not be what it takes its users.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A shell starts what it puts in the background deaf to Ctrl-C, and whatever that starts is deaf, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# As the recogniser's own processes have it. Before numpy is loaded: two threads of each of pytest's processes on two
# cores wait for each other by turning round, at several times the work.
for _library in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_library, "1")

# Nobody is trusted, since nobody outside is to be reached. Each new HTTP client would take 0.03 s to read whom the
# machine trusts, and the tests make thousands.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull

_TEMPLATE = "template_adventure"


class Tenants(NamedTuple):
    """Two people who must never see each other's rows."""

    alice: UUID
    mallory: UUID


def at_database(dsn: str, name: str) -> str:
    """The same server and login, another database."""
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have each of two workers begin with what takes long, browsers or servers, and end with what takes no time.

    With ``--dist worksteal`` each is given one half, and then what the other has not begun: whoever is done first finds
    small things to do, both are done at once, and browsers, which mostly wait, run beside servers, which mostly work.
    """
    by: dict[str, list[pytest.Item]] = {"e2e": [], "integration": []}
    quick: list[pytest.Item] = []
    for item in items:
        by.get(item.path.parent.name, quick).append(item)
    beside = max(0, len(items) // 2 - len(by["e2e"]))
    items[:] = by["e2e"] + quick[:beside] + by["integration"] + quick[beside:]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One embedded server for the whole run."""
    # Without waiting for the disk a copy takes a quarter of the time; durability is tested on servers of their own.
    settings = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "2GB"}
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), settings=settings)
    asyncio.run(server.start())
    yield server
    asyncio.run(server.stop())


@pytest.fixture(scope="session")
def template_database(postgres: PostgresServer) -> str:
    """The name of a migrated database to copy from."""

    async def build() -> None:
        owner = await asyncpg.connect(postgres.owner_dsn)
        await owner.execute(f"create database {_TEMPLATE}")
        await migrate(at_database(postgres.owner_dsn, _TEMPLATE))
        await owner.close()

    asyncio.run(build())
    return _TEMPLATE


@asynccontextmanager
async def copied(postgres: PostgresServer, template: str) -> AsyncIterator[str]:
    """A copy of ``template`` for as long as the block lasts; yields its name."""
    name = f"test_{secrets.token_hex(6)}"
    owner = await asyncpg.connect(postgres.owner_dsn)
    try:
        await owner.execute(f"create database {name} template {template} strategy file_copy")
        yield name
        await owner.execute(f"drop database {name} with (force)")
    finally:
        await owner.close()


@pytest.fixture
async def _copy(postgres: PostgresServer, template_database: str) -> AsyncIterator[str]:
    async with copied(postgres, template_database) as name:
        yield name


@pytest.fixture
async def empty_database(postgres: PostgresServer) -> AsyncIterator[str]:
    """The owner's address of a database without our schema."""
    async with copied(postgres, "template1") as name:
        yield at_database(postgres.owner_dsn, name)


@pytest.fixture
def owner_dsn(postgres: PostgresServer, _copy: str) -> str:
    """The superuser's address of this test's database."""
    return at_database(postgres.owner_dsn, _copy)


@pytest.fixture
def database_url(postgres: PostgresServer, _copy: str) -> str:
    """This test's database as the running program logs in."""
    return at_database(postgres.server_dsn, _copy)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The two ways to this test's database."""
    database = await Database.connect(database_url, min_size=1, max_size=8)
    yield database
    await database.close()


@pytest.fixture
async def tenants(database: Database) -> Tenants:
    """Two accounts in this test's database."""
    people = Tenants(uuid4(), uuid4())
    async with database.system_tx() as connection:
        await connection.executemany(
            "insert into auth.users (id, is_anonymous) values ($1, true)", [(person,) for person in people]
        )
    return people


@pytest.fixture(scope="session")
def object_storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStorage]:
    """One S3 server for the whole run, with a bucket ``pictures``."""
    with s3_server_or_skip(tmp_path_factory.mktemp("s3")) as storage:
        storage.make_bucket("pictures")
        yield storage


@pytest.fixture
def s3(object_storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> ObjectStorage:
    """The S3 server, and what boto has to read to reach it."""
    for name, value in object_storage.environment.items():
        monkeypatch.setenv(name, value)
    return object_storage
