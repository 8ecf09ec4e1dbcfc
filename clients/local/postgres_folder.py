"""The folder of an embedded PostgreSQL: closed to everybody else, used by one server at a time, with its passwords.

It guards files; it starts nothing but the end of a server that was left behind.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import anyio
import anyio.to_thread

from clients.local.folder_lock import FileLock
from clients.local.postgres_binaries import program, programs
from clients.local.postgres_process import is_root
from pipeline.errors import ConfigurationError

SOCKET_PORT = 5432
"""Part of the name of a server's socket; no TCP port is opened under it."""


class PostgresFolder:
    """``path`` with ``cluster/`` (the data), two password files and two lock files."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.cluster = self.path / "cluster"
        self._supervisor_lock = FileLock(self.path / "supervisor.lock")
        self._postgres_lock = FileLock(self.path / "postgres.lock")

    def prepare(self) -> None:
        """Make it and close it to others. Raises ``ConfigurationError`` where it cannot be ours."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if sys.platform != "win32":
                if not is_root() and self.path.stat().st_uid != os.geteuid():
                    raise PermissionError("another user's")
                self.path.chmod(0o700)
        except OSError as error:
            raise ConfigurationError(
                f"The data folder {self.path} cannot be made or is another user's. Choose one with --data."
            ) from error

    async def lock(self, timeout_s: float) -> None:
        """Hold both locks: no other supervisor lives, and no server that one left behind.

        The server holds the second one too, by inheritance, so that it is free only when the last of its processes
        is gone, however it went. Raises ``ConfigurationError`` where that does not happen within ``timeout_s``.
        """
        with anyio.move_on_after(timeout_s):
            await self._wait_for(self._supervisor_lock)
            if sys.platform != "linux":
                await anyio.to_thread.run_sync(self._end_orphan)
            await self._wait_for(self._postgres_lock)
            self._remove_stale_pid_files()
            return
        raise self.in_use(self._supervisor_lock.holder())

    async def _wait_for(self, lock: FileLock) -> None:
        try:
            while not lock.try_acquire():  # noqa: ASYNC110 - the holder is another process
                await anyio.sleep(0.05)
        except OSError as error:
            raise ConfigurationError(f"The data folder {self.path} cannot be locked: {error.strerror}.") from error

    def in_use(self, holder: int | None = None) -> ConfigurationError:
        """The error for a folder that another process uses."""
        by = f" by process {holder}" if holder is not None and holder != os.getpid() else ""
        return ConfigurationError(
            f"The data folder {self.path} is in use{by}. Stop the server that runs there, or choose another folder "
            "with --data."
        )

    def _end_orphan(self) -> None:
        """Where a server does not notice its parent's death, end it: with the first lock held nobody needs it."""
        if sys.platform != "win32" and self._postgres_lock.try_acquire():
            self._postgres_lock.release()
            return
        pg_ctl = program(programs(for_everyone=False), "pg_ctl")
        command = (pg_ctl, "stop", "-D", self.cluster, "-m", "fast", "-W")
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603

    def _remove_stale_pid_files(self) -> None:
        """Remove an old server's process id where that number is another program's today, as it is after most
        restarts of a container: PostgreSQL would refuse to start. A live postgres stays, and is its to judge."""
        if sys.platform != "linux":
            return
        for path in (self.cluster / "postmaster.pid", self.cluster / f".s.PGSQL.{SOCKET_PORT}.lock"):
            try:
                pid = abs(int(path.read_text(encoding="utf-8").split("\n", 1)[0]))
                if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "postgres":
                    continue
            except (OSError, ValueError):
                pass
            path.unlink(missing_ok=True)

    def release(self) -> None:
        """Give the folder back."""
        self._postgres_lock.release()
        self._supervisor_lock.release()

    def inherited(self) -> tuple[int, ...]:
        """The descriptors that every program of PostgreSQL must hold open while it works in the locked folder."""
        return () if sys.platform == "win32" else (self._postgres_lock.descriptor,)

    def password_file(self, login: str) -> Path:
        """Where the login's password is; only the folder's owner can read it."""
        return self.path / f"{login}.password"

    def password(self, login: str) -> str:
        """The login's password, made the first time it is asked for."""
        path = self.password_file(login)
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=self.path, delete=False) as new:  # made with mode 0600
                new.write(secrets.token_urlsafe(32))
            Path(new.name).replace(path)
        return path.read_text(encoding="ascii").strip()
