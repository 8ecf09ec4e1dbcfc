"""Runs the PostgreSQL that comes with the program, in a folder of its own, for as long as this process lives.

It supervises a server and hands out its address; it knows no schema and no query of ours.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote, urlencode

import anyio
import anyio.to_thread
import asyncpg

from clients.local.folder_lock import FileLock
from clients.local.postgres_binaries import MAJOR, program, programs
from pipeline.errors import ConfigurationError

OWNER = "adventure_owner"
"""The superuser of the embedded server: migrations only."""

SERVER_LOGIN = "adventure_server"
"""The login of the running program: neither superuser nor above row level security."""

DATABASE = "adventure"

ROOTS_UID = 59_432
"""As whom PostgreSQL runs when we are root: a fixed, unused user id that shares nothing with other services.

Below 65536, so that it exists inside containers with mapped ids; outside the ranges that distributions give away.
"""

_POSIX = sys.platform != "win32"
_LONGEST_SOCKET_PATH = 103  # sun_path is 104 bytes on macOS, 108 on Linux, with a closing zero
_LOG_KEPT_BYTES = 4 << 20
_PR_SET_PDEATHSIG = 1

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
        start_timeout_s: float = 60.0,
        stop_timeout_s: float = 10.0,
        lock_timeout_s: float = 5.0,
    ) -> None:
        self._folder = data_dir.expanduser().absolute()
        self._cluster = self._folder / "cluster"
        self._start_timeout_s = start_timeout_s
        self._stop_timeout_s = stop_timeout_s
        self._lock_timeout_s = lock_timeout_s
        self._supervisor_lock = FileLock(self._folder / "supervisor.lock")
        self._postgres_lock = FileLock(self._folder / "postgres.lock")
        self._port = 5432
        self._by_socket = False
        self._log_start = 0
        self._warden: _Warden | None = None

    @property
    def running(self) -> bool:
        """Whether the server's process is alive."""
        return self._warden is not None and self._warden.is_alive()

    @property
    def log_file(self) -> Path:
        """Where the server logs its own life, never data."""
        return self._folder / "postgres.log"

    @property
    def owner_dsn(self) -> str:
        """Address for migrations: the superuser."""
        return self._dsn(OWNER, DATABASE)

    @property
    def server_dsn(self) -> str:
        """Address for the running program: may become a tenant or the system, and is nothing by itself."""
        return self._dsn(SERVER_LOGIN, DATABASE)

    async def start(self) -> str:
        """Start, making the cluster the first time, and return ``owner_dsn``.

        Raises ``ConfigurationError`` with what to do: the folder is in use, not ours, of another PostgreSQL, or the
        server does not start.
        """
        if self.running:
            return self.owner_dsn
        await anyio.to_thread.run_sync(self._prepare_folder)
        await self._lock()
        try:
            folder = await anyio.to_thread.run_sync(lambda: programs(for_everyone=_is_root()))
            await anyio.to_thread.run_sync(self._ensure_cluster, folder)
            await self._run(folder)
            await self._ensure_logins()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self.stop()
            raise
        return self.owner_dsn

    async def stop(self) -> None:
        """Shut down (running transactions are rolled back), then give the folder back. May be called twice."""
        if self._warden is not None:
            await anyio.to_thread.run_sync(self._warden.stop, self._stop_timeout_s)
            self._warden = None
        self._postgres_lock.release()
        self._supervisor_lock.release()

    # -- the folder ---------------------------------------------------------------------------------------------

    def _prepare_folder(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _POSIX:
                if not _is_root() and self._folder.stat().st_uid != os.geteuid():
                    raise PermissionError("another user's")
                self._folder.chmod(0o700)
        except OSError as error:
            raise ConfigurationError(
                f"The data folder {self._folder} cannot be made or is another user's. Choose one with --data."
            ) from error

    async def _lock(self) -> None:
        """Hold both locks: no other supervisor lives, and no server that one left behind."""
        with anyio.move_on_after(self._lock_timeout_s):
            await self._wait_for(self._supervisor_lock)
            if sys.platform != "linux":
                await self._end_orphan()
            await self._wait_for(self._postgres_lock)
            self._remove_stale_pid_files()
            return
        holder = self._supervisor_lock.holder()
        self._supervisor_lock.release()
        raise ConfigurationError(
            f"The data folder {self._folder} is in use by another running server"
            f"{f' (process {holder})' if holder else ''}. Stop that one, or choose another folder with --data."
        )

    async def _wait_for(self, lock: FileLock) -> None:
        try:
            while not lock.try_acquire():
                await anyio.sleep(0.05)
        except OSError as error:
            raise ConfigurationError(f"The data folder {self._folder} cannot be locked: {error.strerror}.") from error

    async def _end_orphan(self) -> None:
        """Where a dead parent is not noticed, its server lives on: having its lock proves that it is left behind."""
        if _POSIX and self._postgres_lock.try_acquire():
            self._postgres_lock.release()
            return
        stop = [program(programs(for_everyone=False), "pg_ctl"), "stop", "-D", self._cluster, "-m", "fast", "-W"]
        await anyio.to_thread.run_sync(
            lambda: subprocess.run(stop, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
        )

    def _remove_stale_pid_files(self) -> None:
        """A process id found in an old lock file may be another program's today, above all in a container, and
        PostgreSQL would then refuse to start. One that is a live postgres stays, and is PostgreSQL's to judge."""
        for path in (self._cluster / "postmaster.pid", self._cluster / f".s.PGSQL.{self._port}.lock"):
            try:
                pid = abs(int(path.read_text(encoding="utf-8").split("\n", 1)[0]))
                if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "postgres":
                    continue
            except (OSError, ValueError):
                pass
            if sys.platform == "linux":
                path.unlink(missing_ok=True)

    # -- the cluster --------------------------------------------------------------------------------------------

    def _ensure_cluster(self, folder: Path) -> None:
        try:
            found = (self._cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            self._create_cluster(folder)
            return
        except OSError as error:
            raise ConfigurationError(f"The data in {self._cluster} cannot be read: {error.strerror}.") from error
        if found != str(MAJOR):
            raise ConfigurationError(
                f"The data in {self._cluster} is of PostgreSQL {found}, and this program brings {MAJOR}. Start the version "
                "that made it and dump the data, or choose another folder with --data."
            )
        if not self._password_file(OWNER).exists():
            raise ConfigurationError(f"{self._password_file(OWNER)} is missing: restore it from a backup.")

    def _create_cluster(self, folder: Path) -> None:
        """Made beside its place and moved there whole: a kill in between leaves nothing behind that counts."""
        new = self._folder / "cluster.new"
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(mode=0o700)
        password = self._password(OWNER)
        with tempfile.TemporaryFile(dir=self._folder) as password_file:
            password_file.write(password.encode())
            password_file.flush()
            given = [self._postgres_lock.descriptor] if _POSIX else []
            user: int | None = None
            place, password_place = str(new), str(self._password_file(OWNER))
            directory: int | None = None
            if _is_root():
                # initdb looks its user up by name; the final one has none.
                user = _uid_of_nobody()
                directory = os.open(new, os.O_RDONLY | os.O_DIRECTORY)
                for descriptor in (directory, password_file.fileno()):
                    os.fchown(descriptor, user, user)
                    given.append(descriptor)
                place, password_place = _by_descriptor(directory), _by_descriptor(password_file.fileno())
            command = [
                str(program(folder, "initdb")),
                f"--pgdata={place}",
                f"--username={OWNER}",
                f"--pwfile={password_place}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                # The same order and case rules on every platform, whatever locales it has.
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
                "--set=scram_iterations=1",
            ]
            try:
                done = subprocess.run(  # noqa: S603
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    check=False,
                    **_as_user(user, given),
                )
            finally:
                if directory is not None:
                    os.close(directory)
        if done.returncode != 0:
            shutil.rmtree(new, ignore_errors=True)
            said = done.stdout.decode(errors="replace").strip().splitlines()[-1:]
            raise ConfigurationError(f"The database could not be made in {self._folder}: {' '.join(said)}")
        if _is_root():
            _chown_all(new, ROOTS_UID)
        new.rename(self._cluster)

    # -- the process --------------------------------------------------------------------------------------------

    async def _run(self, folder: Path) -> None:
        """Start until it answers; what goes away by itself (a taken port, a dying predecessor) is tried again."""
        with anyio.move_on_after(self._start_timeout_s):
            retry_until = anyio.current_time() + self._lock_timeout_s
            while True:
                self._choose_address()
                self._open_and_spawn(folder)
                if await self._answers():
                    return
                reason = self._last_words()
                passing = any(words in reason for words in ("still in use", "lock file", "bind", "listen"))
                if not passing or anyio.current_time() > retry_until:
                    in_use = "lock file" in reason or "still in use" in reason
                    raise ConfigurationError(
                        f"The data folder {self._folder} is in use by another PostgreSQL. Stop that one, or choose another "
                        "folder with --data."
                        if in_use
                        else f"The embedded database does not start: {reason or 'no reason given'}. See {self.log_file}."
                    )
                await anyio.sleep(0.1)
        raise ConfigurationError(
            f"The embedded database did not answer within {self._start_timeout_s:.0f} s. See {self.log_file}."
        )

    def _choose_address(self) -> None:
        path = os.fsencode(self._cluster / ".s.PGSQL.5432")
        self._by_socket = _POSIX and len(path) <= _LONGEST_SOCKET_PATH
        if not self._by_socket:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self._port = probe.getsockname()[1]

    def _open_and_spawn(self, folder: Path) -> None:
        given = [self._postgres_lock.descriptor] if _POSIX else []
        user: int | None = None
        place = str(self._cluster)
        directory: int | None = None
        if _is_root():
            user = self._cluster.stat().st_uid or ROOTS_UID
            directory = os.open(self._cluster, os.O_RDONLY | os.O_DIRECTORY)
            given.append(directory)
            place = _by_descriptor(directory)
        settings = dict(_SETTINGS, port=str(self._port))
        settings["listen_addresses"] = "" if self._by_socket else "127.0.0.1"
        settings["unix_socket_directories"] = place if self._by_socket else ""
        command = [str(program(folder, "postgres")), "-D", place]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log = self._open_log()
        try:
            self._warden = _Warden(
                lambda: subprocess.Popen(  # noqa: S603
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    **_as_user(user, given, dies_with_parent=True),
                )
            )
            self._warden.spawn()
        except OSError as error:
            raise ConfigurationError(f"The embedded database cannot be run: {error.strerror}.") from error
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
            try:
                connection = await asyncpg.connect(self._dsn(OWNER, "postgres"), timeout=5)
            except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
                await anyio.sleep(0.01)
            except asyncpg.InvalidAuthorizationSpecificationError as error:
                raise ConfigurationError(
                    f"The embedded database does not accept {self._password_file(OWNER)}: restore it from a backup."
                ) from error
            else:
                await connection.close()
                return True
        return False

    def _last_words(self) -> str:
        with self.log_file.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").splitlines()
        fatal = [line.split("FATAL:", 1)[1].strip() for line in lines if "FATAL:" in line]
        return fatal[-1] if fatal else ""

    # -- logins -------------------------------------------------------------------------------------------------

    async def _ensure_logins(self) -> None:
        connection = await asyncpg.connect(self._dsn(OWNER, "postgres"))
        try:
            is_new = not self._password_file(SERVER_LOGIN).exists()
            password = self._password(SERVER_LOGIN)  # of an alphabet that needs no quoting
            known = await connection.fetchval("select true from pg_roles where rolname = $1", SERVER_LOGIN)
            if not known or is_new:
                await connection.execute(
                    f"{'alter' if known else 'create'} role {SERVER_LOGIN} login noinherit nosuperuser nobypassrls "
                    f"password '{password}'"
                )
            if not await connection.fetchval("select true from pg_database where datname = $1", DATABASE):
                await connection.execute(f"create database {DATABASE}")
            await connection.execute(f"revoke connect on database {DATABASE} from public")
            await connection.execute(f"grant connect on database {DATABASE} to {SERVER_LOGIN}")
        finally:
            await connection.close()

    def _password_file(self, login: str) -> Path:
        return self._folder / f"{login}.password"

    def _password(self, login: str) -> str:
        """The login's password, made the first time; only the folder's owner can read its file."""
        path = self._password_file(login)
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=self._folder, delete=False) as new:  # made with mode 0600
                new.write(secrets.token_urlsafe(32))
            Path(new.name).replace(path)
        return path.read_text(encoding="ascii").strip()

    def _dsn(self, login: str, database: str) -> str:
        options = {"sslmode": "disable"}
        address = f"127.0.0.1:{self._port}"
        if self._by_socket:
            address = ""
            options |= {"host": str(self._cluster), "port": str(self._port)}
        password = quote(self._password(login), safe="")
        return f"postgresql://{login}:{password}@{address}/{database}?{urlencode(options)}"


class _Warden(threading.Thread):
    """The thread that starts the server and waits for its end.

    Linux sends the parent-death signal when the *thread* dies that made the child, so that thread lives as long.
    """

    def __init__(self, popen: Callable[[], subprocess.Popen[bytes]]) -> None:
        super().__init__(name="adventure-postgres", daemon=True)
        self._popen = popen
        self._spawned = threading.Event()
        self._failure: OSError | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def spawn(self) -> None:
        """Start the process. Raises ``OSError`` where it cannot be run."""
        self.start()
        self._spawned.wait()
        if self._failure is not None:
            raise self._failure

    def run(self) -> None:
        """Start, then wait for the end."""
        try:
            self._process = self._popen()
        except OSError as error:
            self._failure = error
            return
        finally:
            self._spawned.set()
        self._process.wait()

    def stop(self, timeout_s: float) -> None:
        """Ask for a fast shutdown, then for an immediate one, then kill."""
        for way in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL) if sys.platform != "win32" else (signal.SIGTERM,):
            if self._process is None or not self.is_alive():
                return
            self._process.send_signal(way)
            self.join(timeout_s)


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _uid_of_nobody() -> int:
    if sys.platform != "linux":
        raise ConfigurationError("PostgreSQL does not run as root. Run as a normal user, or set DATABASE_URL.")
    import pwd  # not on every platform

    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        raise ConfigurationError(
            "PostgreSQL does not run as root, and this system has no user `nobody` to make its files. Run as a normal "
            "user, or set DATABASE_URL."
        ) from None


def _by_descriptor(descriptor: int) -> str:
    """A path to an inherited descriptor: reachable whatever the permissions of the folders above are."""
    return f"/proc/self/fd/{descriptor}"


def _chown_all(folder: Path, uid: int) -> None:
    os.chown(folder, uid, uid, follow_symlinks=False)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), uid, uid, follow_symlinks=False)


class _ProcessOptions(TypedDict, total=False):
    env: dict[str, str]
    cwd: str
    start_new_session: bool
    pass_fds: Sequence[int]
    umask: int
    user: int
    group: int
    extra_groups: Sequence[int]
    preexec_fn: Callable[[], None]
    creationflags: int


def _as_user(uid: int | None, given: Sequence[int], *, dies_with_parent: bool = False) -> _ProcessOptions:
    """How every program of PostgreSQL is run: a session and an environment of its own, no terminal, no other files."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    options: _ProcessOptions = {
        # Not ours: PGDATA, PGPORT and their kin would be read.
        "env": {"PATH": os.defpath, "LC_ALL": "C", "HOME": "/"},
        "cwd": "/",
        "start_new_session": True,
        "pass_fds": given,
        "umask": 0o077,
    }
    if uid is not None:
        options |= {"user": uid, "group": uid, "extra_groups": ()}
    if dies_with_parent and sys.platform == "linux":
        options["preexec_fn"] = _dies_with(os.getpid())
    return options


def _dies_with(parent: int) -> Callable[[], None]:
    """For the child, between fork and exec: ask for SIGINT (a fast shutdown) at the parent's death."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask
