"""How a program of PostgreSQL is run: as an unprivileged user, away from the terminal, and no longer than we live.

It starts and ends processes; it knows no folder layout and no setting of the server.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TypedDict

_PR_SET_PDEATHSIG = 1


class ProcessOptions(TypedDict, total=False):
    """The part of ``Popen``'s arguments that we set."""

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


def is_root() -> bool:
    """Whether we are the one user as whom PostgreSQL refuses to run."""
    return sys.platform != "win32" and os.geteuid() == 0


def by_descriptor(descriptor: int) -> str:
    """A path to an inherited descriptor: reachable whatever the permissions of the folders above are (Linux)."""
    return f"/proc/self/fd/{descriptor}"


def options(*, user: int | None, given: Sequence[int], dies_with_parent: bool = False) -> ProcessOptions:
    """A session and an environment of its own, as ``user`` where we are root, with the descriptors ``given``."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    chosen: ProcessOptions = {
        # Not ours: PGDATA, PGPORT and their kin would be read.
        "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": "/"},
        "cwd": "/",
        "start_new_session": True,
        "pass_fds": given,
        "umask": 0o077,
    }
    if user is not None:
        chosen |= {"user": user, "group": user, "extra_groups": ()}
    if dies_with_parent and sys.platform == "linux":
        chosen["preexec_fn"] = _dies_with(os.getpid())
    return chosen


def _dies_with(parent: int) -> Callable[[], None]:
    """For the child, between fork and exec: ask for SIGINT (a fast shutdown) at the parent's death."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask


class Warden(threading.Thread):
    """The thread that starts a process and waits for its end.

    Linux sends the parent-death signal when the *thread* dies that made the child, so that thread lives as long.
    """

    def __init__(self, popen: Callable[[], subprocess.Popen[bytes]]) -> None:
        super().__init__(name="adventure-postgres", daemon=True)
        self._popen = popen
        self._spawned = threading.Event()
        self._failure: OSError | subprocess.SubprocessError | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process's id once it was started."""
        return self._process.pid if self._process is not None else None

    def spawn(self) -> None:
        """Start the process. Raises ``OSError`` or ``subprocess.SubprocessError`` where it cannot be run."""
        self.start()
        self._spawned.wait()
        if self._failure is not None:
            raise self._failure

    def run(self) -> None:
        """Start the process, then wait for its end."""
        try:
            self._process = self._popen()
        except (OSError, subprocess.SubprocessError) as error:
            self._failure = error
            return
        finally:
            self._spawned.set()
        self._process.wait()

    def stop(self, timeout_s: float) -> None:
        """Ask a PostgreSQL for a fast shutdown, then for an immediate one, then kill it; blocks until it is gone."""
        if sys.platform == "win32":
            ways = (signal.SIGTERM,)
        else:
            ways = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
        for way in ways:
            if self._process is None or not self.is_alive():
                return
            self._process.send_signal(way)
            self.join(timeout_s)
