"""The doctor's probes on real parts: a database that is well, one without our schema, and one that is away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from server import app, doctor
from server.doctor import Check
from server.settings import load


async def examined(data: Path, port: int, dsn: str | None) -> Sequence[Check]:
    return await doctor.examine(load(data=data, port=port, database_url=dsn), app.probes())


def named(checks: Sequence[Check], name: str) -> list[Check]:
    return [check for check in checks if check.name == name]


def is_empty(folder: Path) -> bool:
    return list(folder.iterdir()) == []


async def test_a_database_that_is_well(database_url: str, tmp_path: Path, unused_tcp_port: int) -> None:
    checks = await examined(tmp_path, unused_tcp_port, database_url)
    assert [check.name for check in checks if check.status == "fail"] == []
    (database,) = named(checks, "database")
    assert "PostgreSQL 1" in database.found
    assert named(checks, "schema") == [Check("schema", "ok", "Up to date.")]
    assert named(checks, "login") == []
    assert named(checks, "hearing")[0].status == "ok"


async def test_a_database_without_our_schema(empty_database: str, tmp_path: Path, unused_tcp_port: int) -> None:
    checks = await examined(tmp_path, unused_tcp_port, empty_database)
    (schema,) = named(checks, "schema")
    assert schema.status == "fail"
    assert "adventure-art migrate" in schema.todo
    assert any("superuser" in check.found for check in named(checks, "login"))


async def test_a_database_that_is_away(tmp_path: Path, unused_tcp_port: int, unused_tcp_port_factory: object) -> None:
    assert callable(unused_tcp_port_factory)
    dsn = f"postgres://someone:canary@127.0.0.1:{unused_tcp_port_factory()}/x"
    checks = await examined(tmp_path, unused_tcp_port, dsn)
    (database,) = named(checks, "database")
    assert database.status == "fail"
    assert "canary" not in str(checks)


async def test_the_embedded_database_is_not_started(
    tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (database,) = named(await examined(tmp_path, unused_tcp_port, None), "database")
    assert database.status == "ok"
    assert is_empty(tmp_path)
