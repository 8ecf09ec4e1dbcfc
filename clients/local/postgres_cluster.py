"""Makes the files of a new embedded database, whole or not at all.

It runs ``initdb`` and nothing else; who may log in later is not its business.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from clients.local.postgres_binaries import program
from clients.local.postgres_process import by_descriptor, is_root, options
from pipeline.errors import ConfigurationError

ROOTS_UID = 59_432
"""As whom PostgreSQL runs when we are root: a fixed, unused user id that shares nothing with other services.

Below 65536, so that it exists inside containers with mapped ids; outside the ranges that distributions give away.
"""


def create_cluster(cluster: Path, programs: Path, *, owner: str, password: str, given: Sequence[int]) -> None:
    """Make ``cluster`` with the superuser ``owner``; blocks for about half a second.

    It is made beside its place and moved there whole: a kill in between leaves nothing behind that counts. The
    descriptors ``given`` are held open by ``initdb`` too. Raises ``ConfigurationError`` where it cannot be made.
    """
    new = cluster.with_name(f"{cluster.name}.new")
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(mode=0o700)
    with tempfile.NamedTemporaryFile(dir=cluster.parent) as password_file:
        password_file.write(password.encode())
        password_file.flush()
        said = _initdb(new, programs, owner, password_file.name, password_file.fileno(), given)
    if said is not None:
        shutil.rmtree(new, ignore_errors=True)
        raise ConfigurationError(f"The database could not be made in {cluster.parent}: {said}")
    if is_root():
        _chown_all(new, ROOTS_UID)
    new.rename(cluster)


def _initdb(
    new: Path, programs: Path, owner: str, password_path: str, password_fd: int, given: Sequence[int]
) -> str | None:
    """None when it went well, else its last words."""
    place, user, directory = str(new), None, None
    if is_root():
        # initdb looks its user up by name, and the later one has none.
        user = _uid_of_nobody()
        directory = os.open(new, os.O_RDONLY | os.O_DIRECTORY)
        os.fchown(directory, user, user)
        os.fchown(password_fd, user, user)
        given = (*given, directory, password_fd)
        place, password_path = by_descriptor(directory), by_descriptor(password_fd)
    command = (
        str(program(programs, "initdb")),
        f"--pgdata={place}",
        f"--username={owner}",
        f"--pwfile={password_path}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        # The same order and case rules on every platform, whatever locales it has.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
        "--set=scram_iterations=1",
    )
    try:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **options(user=user, given=given),
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    finally:
        if directory is not None:
            os.close(directory)
    if done.returncode == 0:
        return None
    return " ".join(done.stdout.decode(errors="replace").strip().splitlines()[-1:])


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


def _chown_all(folder: Path, uid: int) -> None:
    os.chown(folder, uid, uid, follow_symlinks=False)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), uid, uid, follow_symlinks=False)
