"""The doctor's probes on real parts: a database that is well, one without our schema, and one that is away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from vendors.gemini_server import KEY as GEMINI_KEY
from vendors.gemini_server import Gemini
from vendors.openai_server import KEY as OPENAI_KEY
from vendors.openai_server import OpenAI
from vendors.script import Step
from vendors.serving import serving
from vendors.stories import Stories

from server import doctor
from server.doctor import Check
from server.parts.probes import probes
from server.settings import load


async def examined(data: Path, port: int, dsn: str | None) -> Sequence[Check]:
    return await doctor.examine(load(data=data, port=port, database_url=dsn), probes())


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


@pytest.fixture
def vendors(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[OpenAI, Gemini]]:
    """Both vendors on this machine, as the SDKs' own variables name them."""
    talking, painting = OpenAI(stories=Stories(asked=lambda request: request.count('"text":'))), Gemini()
    with serving(talking) as first, serving(painting) as second:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{first}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", OPENAI_KEY)
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", second)
        monkeypatch.setenv("GEMINI_API_KEY", GEMINI_KEY)
        yield talking, painting


async def test_each_vendor_is_asked_once_where_that_is_wanted(vendors: tuple[OpenAI, Gemini], tmp_path: Path) -> None:
    settings = load(data=tmp_path, storytellers="openai", painters="google")
    checks = await doctor.examine(settings, {"engines": probes()["engines"]})
    assert not vendors[0].calls, "without --probe nobody is asked"
    assert {check.name: check.found for check in checks}["hearing"] == "openai/gpt-transcribe, then offline-whisper."
    checks = await doctor.examine(settings, {"vendors": probes(real=True)["vendors"]})
    found = {check.name: check for check in checks if check.name in ("hearing", "story", "pictures")}
    assert {name: check.status for name, check in found.items()} == dict.fromkeys(found, "ok")
    assert [len(vendors[0].of("transcription")), len(vendors[0].of("text")), len(vendors[1].of("image"))] == [1, 1, 1]
    assert "for $0.0" in found["hearing"].found


@pytest.mark.parametrize(
    ("failure", "todo"), [("bad_key", "Set the right key"), ("no_credit", "Add credit"), ("overloaded", "status page")]
)
async def test_what_is_wrong_at_a_vendor_is_explained(
    failure: str, todo: str, vendors: tuple[OpenAI, Gemini], tmp_path: Path
) -> None:
    vendors[0].script.always(Step(failure=failure))
    settings = load(data=tmp_path, transcribers="openai", storytellers="offline", painters="offline")
    checks = await doctor.examine(settings, {"vendors": probes(real=True)["vendors"]})
    [check] = [check for check in checks if check.name == "hearing"]
    assert check.status == "fail"
    assert todo in check.todo
    assert OPENAI_KEY not in str(check)
    assert len(vendors[0].calls) == 1
