"""Servers for the integration tests: in this process, or as processes that can be killed.

* ``tmp_path``-based ones are made by ``harness.serving.serving`` where a test needs hooks.
* ``clients`` (function): closes whatever the test left open.
* ``zygote`` (session): forks server processes in milliseconds.
* ``server_at`` (function): makes a ``ServerProcess`` on this test's database; killed after the test.
* ``standing`` (session): one server that many tests share, each with accounts of its own. Do not stop it.
* ``make`` (function): the files of an embedded database in a folder, as if it had run there before. ``made``: in one.
* ``rows`` (function): this test's database as its owner sees it. ``standing_rows``: the standing server's.
"""

from __future__ import annotations

import asyncio
import secrets
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from harness.client import Client
from harness.looking import Rows
from harness.processes import ServerProcess, Zygote
from harness.processes import zygote as forking

from clients.local.postgres_server import PostgresServer


def _at(dsn: str, name: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


@pytest.fixture
async def clients() -> AsyncIterator[None]:
    """No client outlives the test."""
    yield
    await Client.close_all()


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with forking() as made:
        yield made


@pytest.fixture
async def server_at(zygote: Zygote, tmp_path: Path, database_url: str) -> AsyncIterator[Callable[..., ServerProcess]]:
    """``server_at("a")``: a server process with that folder; not started yet."""
    made: list[ServerProcess] = []

    def make(name: str = "a", url: str = database_url, **given: object) -> ServerProcess:
        made.append(ServerProcess(zygote, tmp_path / name, url, **given))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for server in made:
        await server.kill()


@pytest.fixture(scope="session")
def _standing_database(postgres: PostgresServer, template_database: str) -> str:
    name = f"standing_{secrets.token_hex(4)}"

    async def copy() -> None:
        owner = await asyncpg.connect(postgres.owner_dsn)
        await owner.execute(f"create database {name} template {template_database} strategy file_copy")
        await owner.close()

    asyncio.run(copy())
    return name


@pytest.fixture(scope="session")
def standing(
    zygote: Zygote, postgres: PostgresServer, _standing_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    url = _at(postgres.server_dsn, _standing_database)
    server = ServerProcess(zygote, tmp_path_factory.mktemp("standing"), url)
    asyncio.run(server.running(log_level="debug"))
    yield server
    asyncio.run(server.kill())


@pytest.fixture(scope="session")
def _pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pattern") / "postgres"

    async def run() -> None:
        server = PostgresServer(folder)
        await server.start()
        await server.stop()
        server.log_file.unlink()

    asyncio.run(run())
    return folder


@pytest.fixture
def make(_pattern: Path) -> Callable[[Path], Path]:
    """Most tests of a server need not wait for ``initdb``, which takes a second."""

    def copy(folder: Path) -> Path:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # With their owners, which ``shutil`` leaves behind.
        subprocess.run(["cp", "-a", _pattern, folder], check=True)
        return folder

    return copy


@pytest.fixture
def made(make: Callable[[Path], Path], tmp_path: Path) -> Path:
    return make(tmp_path / "postgres")


@pytest.fixture
async def rows(owner_dsn: str) -> AsyncIterator[Rows]:
    async with Rows.of(owner_dsn) as looked:
        yield looked


@pytest.fixture
async def standing_rows(postgres: PostgresServer, _standing_database: str) -> AsyncIterator[Rows]:
    async with Rows.of(_at(postgres.owner_dsn, _standing_database)) as looked:
        yield looked


@pytest.fixture
def serve_here(tmp_path: Path, database_url: str) -> Callable[..., object]:
    """``async with serve_here(...)``: ``harness.serving.serving`` on this test's database."""
    from harness.serving import serving

    count = iter(range(100))
    return lambda **given: serving(tmp_path / f"here-{next(count)}", database_url, **given)
