"""Runs the PostgreSQL that comes with the program, in a folder of its own, for as long as this process lives.

It supervises a server and hands out its address; it knows no schema and no query of ours.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

import anyio
import anyio.to_thread
import asyncpg
import structlog

from clients.local.postgres_binaries import MAJOR, program, programs
from clients.local.postgres_cluster import ROOTS_UID, create_cluster
from clients.local.postgres_folder import SOCKET_PORT, PostgresFolder
from clients.local.postgres_process import Warden, by_descriptor, is_root, options
from pipeline.errors import ConfigurationError

log = structlog.get_logger(__name__)

OWNER = "adventure_owner"
"""The superuser of the embedded server: migrations only."""

SERVER_LOGIN = "adventure_server"
"""The login of the running program: neither superuser nor above row level security."""

DATABASE = "adventure"

_AGAIN_S = 2.0
_LONGEST_SOCKET_PATH = 103  # 104 bytes on macOS, 108 on Linux, with a closing zero
_LOG_KEPT_BYTES = 4 << 20
_PASSING = ("lock file", "still in use", "could not create any")
"""What PostgreSQL says when a predecessor is not quite gone, or when somebody was faster to take the port."""

_SETTINGS = {
    "shared_buffers": "64MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # Passwords are 256 random bits: stretching them adds nothing but time to every connection.
    "scram_iterations": "1",
    "unix_socket_permissions": "0700",
    "idle_in_transaction_session_timeout": "60s",
    # Nothing that anybody said may reach the log: no statements, no parameters, no details, no errors of clients
    # (they get those themselves).
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
    "log_line_prefix": "%m [%p] ",
}


class PostgresServer:
    """One embedded PostgreSQL in ``data_dir``, which only its owner can enter.

    Inside: ``cluster/`` (the data), two password files, ``postgres.log`` and two lock files. Local users cannot get
    in: the folder is closed to them and every login needs a password, over a Unix socket inside the folder where the
    path is short enough for one, else over 127.0.0.1.

    Started as root, PostgreSQL runs as ``ROOTS_UID`` and is handed its folder by descriptor, so that no folder above
    needs other permissions. On Linux it shuts down by itself when this process dies. Ctrl-C does not reach it.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        settings: Mapping[str, str] | None = None,
        start_timeout_s: float = 60.0,
        stop_timeout_s: float = 10.0,
        lock_timeout_s: float = 5.0,
    ) -> None:
        """``settings`` are PostgreSQL's own and go before ours."""
        self._settings = _SETTINGS | dict(settings or {})
        self._folder = PostgresFolder(data_dir)
        self._cluster = self._folder.cluster
        self._start_timeout_s = start_timeout_s
        self._stop_timeout_s = stop_timeout_s
        self._lock_timeout_s = lock_timeout_s
        socket_path = os.fsencode(self._cluster / f".s.PGSQL.{SOCKET_PORT}")
        self._by_socket = sys.platform != "win32" and len(socket_path) <= _LONGEST_SOCKET_PATH
        self._port = SOCKET_PORT
        self._log_start = 0
        self._warden: Warden | None = None

    @property
    def running(self) -> bool:
        """Whether the server's process is alive."""
        return self._warden is not None and self._warden.is_alive()

    @property
    def pid(self) -> int | None:
        """The process id of the server, for those who watch it."""
        return self._warden.pid if self._warden is not None else None

    @property
    def log_file(self) -> Path:
        """Where the server logs its own life, never data."""
        return self._folder.path / "postgres.log"

    @property
    def owner_dsn(self) -> str:
        """Address for migrations: the superuser."""
        return self._dsn(OWNER, DATABASE)

    @property
    def server_dsn(self) -> str:
        """Address for the running program: may become a tenant or the system, and is nothing by itself."""
        return self._dsn(SERVER_LOGIN, DATABASE)

    async def start(self) -> str:
        """Start, making the database the first time, and return ``owner_dsn``.

        Raises ``ConfigurationError`` with what to do: the folder is in use, not ours, of another PostgreSQL, or the
        server does not start.
        """
        if self.running:
            return self.owner_dsn
        await anyio.to_thread.run_sync(self._folder.prepare)
        try:
            await self._folder.lock(self._lock_timeout_s)
            folder = await anyio.to_thread.run_sync(lambda: programs(for_everyone=is_root()))
            await anyio.to_thread.run_sync(self._ensure_cluster, folder)
            await self._run(folder)
            await self._ensure_logins()
        except BaseException:  # cancelled as well: what was started must not be left running
            with anyio.CancelScope(shield=True):
                await self.stop()
            raise
        return self.owner_dsn

    async def keep(self) -> None:
        """Start the server again whenever it ended by itself (a full disk, a kill), until cancelled."""
        while self._warden is not None:
            await anyio.to_thread.run_sync(self._warden.join, abandon_on_cancel=True)
            log.error("postgres.ended")
            try:
                await self._run(await anyio.to_thread.run_sync(lambda: programs(for_everyone=is_root())))
            except ConfigurationError as error:
                log.error("postgres.not_started", hint=error.message)
                await anyio.sleep(_AGAIN_S)
            else:
                log.info("postgres.started_again")

    async def stop(self) -> None:
        """Shut down (running transactions are rolled back), then give the folder back. May be called twice."""
        if self._warden is not None:
            await anyio.to_thread.run_sync(self._warden.stop, self._stop_timeout_s)
            self._warden = None
        self._folder.release()

    def _ensure_cluster(self, folder: Path) -> None:
        try:
            found = (self._cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            password = self._folder.password(OWNER)
            create_cluster(self._cluster, folder, owner=OWNER, password=password, given=self._folder.inherited())
            return
        except OSError as error:
            raise ConfigurationError(f"The data in {self._cluster} cannot be read: {error.strerror}.") from error
        if found != str(MAJOR):
            raise ConfigurationError(
                f"The data in {self._cluster} is of PostgreSQL {found}, and this program brings {MAJOR}. Start the "
                "version that made it and dump the data, or choose another folder with --data."
            )
        if not self._folder.password_file(OWNER).exists():
            raise ConfigurationError(f"{self._folder.password_file(OWNER)} is missing: restore it from a backup.")

    # -- the process --------------------------------------------------------------------------------------------

    async def _run(self, folder: Path) -> None:
        """Start until it answers; what passes by itself (a taken port, a dying predecessor) is tried again."""
        with anyio.move_on_after(self._start_timeout_s):
            retry_until = anyio.current_time() + self._lock_timeout_s
            while True:
                if not self._by_socket and self._port == SOCKET_PORT:
                    self._port = _free_port()
                self._spawn(folder)
                if await self._answers():
                    return
                reason = self._last_words()
                if not any(words in reason for words in _PASSING):
                    raise ConfigurationError(
                        f"The embedded database does not start: {reason or 'no reason given'}. See {self.log_file}."
                    )
                if anyio.current_time() > retry_until:
                    raise self._folder.in_use()
                await anyio.sleep(0.1)
        raise ConfigurationError(
            f"The embedded database did not answer within {self._start_timeout_s:.0f} s. See {self.log_file}."
        )

    def _spawn(self, folder: Path) -> None:
        place, user, directory = str(self._cluster), None, None
        given = self._folder.inherited()
        if is_root():
            user = self._cluster.stat().st_uid or ROOTS_UID
            directory = os.open(self._cluster, os.O_RDONLY | os.O_DIRECTORY)
            given = (*given, directory)
            place = by_descriptor(directory)
        settings = self._settings | {
            "port": str(self._port),
            "listen_addresses": "" if self._by_socket else "127.0.0.1",
            "unix_socket_directories": place if self._by_socket else "",
        }
        command = [str(program(folder, "postgres")), "-D", place]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log = self._open_log()
        try:
            self._warden = Warden(
                lambda: subprocess.Popen(  # noqa: S603
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    **options(user=user, given=given, dies_with_parent=True),
                )
            )
            self._warden.spawn()
        except (OSError, subprocess.SubprocessError) as error:
            raise ConfigurationError(f"The embedded database cannot be run: {error}.") from error
        finally:
            os.close(log)
            if directory is not None:
                os.close(directory)

    def _open_log(self) -> int:
        path = self.log_file
        if path.exists() and path.stat().st_size > _LOG_KEPT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        self._log_start = path.stat().st_size if path.exists() else 0
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    async def _answers(self) -> bool:
        """Whether the server took a connection; False once its process has ended."""
        while self.running:
            if not self._announced():
                await anyio.sleep(0.005)
                continue
            try:
                connection = await asyncpg.connect(self._dsn(OWNER, "postgres"), timeout=5)
            except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
                await anyio.sleep(0.01)
            except asyncpg.InvalidAuthorizationSpecificationError as error:
                raise ConfigurationError(
                    f"The embedded database refuses {self._folder.password_file(OWNER)}: restore it from a backup."
                ) from error
            else:
                await connection.close()
                return True
        return False

    def _announced(self) -> bool:
        """Whether the folder's server says that it is ready and is the one we started: what answers at its address may
        be another one that was there before."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0].strip() == str(self.pid) and lines[7].strip() == "ready"

    def _last_words(self) -> str:
        """Why the server ended, from this start's part of its log."""
        with self.log_file.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").splitlines()
        fatal = [line.split("FATAL:", 1)[1].strip() for line in lines if "FATAL:" in line]
        return next((words for words in reversed(fatal) if "the database system is" not in words), "")

    # -- logins -------------------------------------------------------------------------------------------------

    async def _ensure_logins(self) -> None:
        connection = await asyncpg.connect(self._dsn(OWNER, "postgres"))
        try:
            new_password = not self._folder.password_file(SERVER_LOGIN).exists()
            known = await connection.fetchval("select true from pg_roles where rolname = $1", SERVER_LOGIN)
            if not known or new_password:
                # The password is of an alphabet that needs no quoting.
                await connection.execute(
                    f"{'alter' if known else 'create'} role {SERVER_LOGIN} login noinherit nosuperuser nobypassrls "
                    f"password '{self._folder.password(SERVER_LOGIN)}'"
                )
            if not await connection.fetchval("select true from pg_database where datname = $1", DATABASE):
                await connection.execute(f"create database {DATABASE}")
        finally:
            await connection.close()

    def _dsn(self, login: str, database: str) -> str:
        if self._by_socket:
            address, place = "", {"host": str(self._cluster), "port": str(self._port)}
        else:
            address, place = f"127.0.0.1:{self._port}", {"sslmode": "disable"}
        password = quote(self._folder.password(login), safe="")
        return f"postgresql://{login}:{password}@{address}/{database}?{urlencode(place)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
