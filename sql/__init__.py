"""Reads the product's SQL: migrations, local accounts and named queries, out of the installed package.

It only reads text; it knows no database, no driver and nothing else of ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal

Group = Literal["local_auth", "migrations"]

GROUPS: tuple[Group, ...] = ("local_auth", "migrations")
"""The folders of migrations in the order in which they are applied; ``local_auth`` only where we own the accounts."""

_FILE = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_NAME = re.compile(r"--\s*name:\s*(\S+)\s*")
_ROLE = re.compile(r"--\s*role:\s*(\S+)\s*")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Migration:
    """One forward step of a group; ``version`` counts from 1 without gaps within its group."""

    group: Group
    version: int
    name: str
    sql: str = field(repr=False)

    @property
    def checksum(self) -> str:
        """SHA-256 of the text in hex; the same on every platform."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Query:
    """A named statement with ``$1`` parameters. ``role`` is who runs it where the file says so."""

    name: str
    sql: str = field(repr=False)
    role: str | None = None


@cache
def migrations() -> tuple[Migration, ...]:
    """Every migration in the order of application. Raises ``ValueError`` for a misnamed or missing step."""
    found: list[Migration] = []
    for group in GROUPS:
        steps: list[Migration] = []
        for entry in sorted(_sql_files(group), key=lambda entry: entry.name):
            match = _FILE.fullmatch(entry.name)
            if match is None:
                raise ValueError(f"{group}/{entry.name}: a migration is called 0001_what_it_does.sql")
            steps.append(Migration(group, int(match[1]), match[2], _text(entry)))
        if [step.version for step in steps] != list(range(1, len(steps) + 1)):
            raise ValueError(f"{group}: versions must count from 0001 without gaps or doubles")
        found += steps
    return tuple(found)


@cache
def script(name: str) -> str:
    """The text of ``name`` at the top of the package, such as ``roles.sql``."""
    return _text(files(__name__) / name)


@cache
def queries() -> Mapping[str, Query]:
    """Every named query by its name. Raises ``ValueError`` for a double name or text before the first name."""
    found: dict[str, Query] = {}
    for entry in sorted(_sql_files("queries"), key=lambda entry: entry.name):
        for query in parse(_text(entry), source=entry.name):
            if query.name in found:
                raise ValueError(f"queries/{entry.name}: {query.name!r} exists twice")
            found[query.name] = query
    return MappingProxyType(found)


def query(name: str) -> str:
    """The SQL of a named query. Raises ``KeyError`` for a name that no file defines."""
    return queries()[name].sql


def parse(text: str, *, source: str) -> tuple[Query, ...]:
    """Split a file of named queries; ``source`` names it in errors. Comments stay in the statement.

    Raises ``ValueError`` for text before the first name, a bad name, or a name without a statement.
    """
    blocks: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        match = _NAME.fullmatch(line)
        if match is not None:
            if _IDENTIFIER.fullmatch(match[1]) is None:
                raise ValueError(f"{source}: {match[1]!r} is no name for a query")
            blocks.append((match[1], []))
        elif blocks:
            blocks[-1][1].append(line)
        elif line.strip() and not line.lstrip().startswith("--"):
            raise ValueError(f"{source}: a statement stands before the first '-- name:'")
    return tuple(_query(name, lines, source) for name, lines in blocks)


def _query(name: str, lines: list[str], source: str) -> Query:
    roles = [match[1] for line in lines if (match := _ROLE.fullmatch(line)) is not None]
    if len(roles) > 1:
        raise ValueError(f"{source}: {name!r} names two roles")
    if all(not line.strip() or line.lstrip().startswith("--") for line in lines):
        raise ValueError(f"{source}: {name!r} has no statement")
    return Query(name, "\n".join(lines).strip().removesuffix(";"), roles[0] if roles else None)


def _sql_files(folder: str) -> list[Traversable]:
    root = files(__name__) / folder
    if not root.is_dir():
        return []
    return [entry for entry in root.iterdir() if entry.name.endswith(".sql")]


def _text(entry: Traversable) -> str:
    return entry.read_text(encoding="utf-8").replace("\r\n", "\n")
