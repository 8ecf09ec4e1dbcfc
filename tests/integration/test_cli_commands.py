"""The command line's own part of ``serve``, ``migrate`` and ``doctor``: settings in, exit codes and words out."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import server
from pipeline.errors import ConfigurationError, JournalUnavailableError
from server.cli import app
from server.doctor import Check, Probe
from server.settings import Settings

runner = CliRunner()


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put these functions where the composition root has its own, so that nothing is started."""

    def put(name: str, **functions: Any) -> None:
        module = types.ModuleType(f"server.{name}")
        for function, value in functions.items():
            setattr(module, function, value)
        monkeypatch.setitem(sys.modules, f"server.{name}", module)
        monkeypatch.setattr(server, name, module, raising=False)

    for variable in ("ADVENTURE_PORT", "ADVENTURE_HOST", "ADVENTURE_DATA", "OPENAI_API_KEY", "DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("server.log.configure", lambda *_: None)
    return put


def test_serve_runs_with_the_settings_and_returns_its_code(wired: Callable[..., None], tmp_path: Path) -> None:
    seen: list[Settings] = []

    def run(settings: Settings) -> int:
        seen.append(settings)
        return 7

    wired("serve", run=run)
    result = runner.invoke(app, ["serve", "--host", "0.0.0.0", "--port", "9001", "--data", str(tmp_path)])
    assert result.exit_code == 7
    assert (seen[0].host, seen[0].port, seen[0].data) == ("0.0.0.0", 9001, tmp_path)


def test_flags_win_over_the_environment(wired: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    ports: list[int] = []
    wired("serve", run=lambda settings: ports.append(settings.port) or 0)
    monkeypatch.setenv("ADVENTURE_PORT", "9001")
    assert runner.invoke(app, ["serve"]).exit_code == 0
    assert runner.invoke(app, ["serve", "--port", "9002"]).exit_code == 0
    assert ports == [9001, 9002]


@pytest.mark.parametrize(
    ("error", "code"),
    [(ConfigurationError("The data folder is in use."), 2), (JournalUnavailableError("The database is away."), 1)],
)
def test_serve_that_cannot_start_says_why_without_a_traceback(
    wired: Callable[..., None], error: Exception, code: int
) -> None:
    def run(settings: Settings) -> int:
        raise error

    wired("serve", run=run)
    result = runner.invoke(app, ["serve"])
    assert result.exit_code == code
    assert result.stderr == f"error: {error.code}: {error}\n"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("signalled", "code"), [(KeyboardInterrupt, 130), (asyncio.CancelledError, 143)])
def test_a_signal_at_the_start(wired: Callable[..., None], signalled: type[BaseException], code: int) -> None:
    def run(settings: Settings) -> int:
        raise signalled

    wired("serve", run=run)
    assert runner.invoke(app, ["serve"]).exit_code == code


def test_migrate_prints_what_it_applied(wired: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    async def migrate(settings: Settings) -> list[str]:
        return ["0001_schema", "0002_roles"]

    monkeypatch.setattr("server.parts.database.migrate", migrate)
    result = runner.invoke(app, ["migrate"])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["applied 0001_schema", "applied 0002_roles", "The database is up to date."]


def test_migrate_without_a_database(wired: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    async def migrate(settings: Settings) -> list[str]:
        raise JournalUnavailableError("The database of DATABASE_URL does not answer.")

    monkeypatch.setattr("server.parts.database.migrate", migrate)
    result = runner.invoke(app, ["migrate"])
    assert result.exit_code == 1
    assert result.stderr == "error: overloaded: The database of DATABASE_URL does not answer.\n"


@pytest.mark.parametrize(("status", "code"), [("ok", 0), ("warn", 0), ("fail", 1)])
def test_doctor(
    wired: Callable[..., None], monkeypatch: pytest.MonkeyPatch, status: Any, code: int, tmp_path: Path
) -> None:
    async def probe(settings: Settings) -> list[Check]:
        assert settings.data == tmp_path
        return [Check("database", status, "As it is.")]

    def probes(*, real: bool = False) -> Mapping[str, Probe]:
        return {"database": probe}

    monkeypatch.setattr("server.parts.probes.probes", probes)
    arguments = ["doctor", "--data", str(tmp_path), "--port", "0"]
    result = runner.invoke(app, arguments)
    assert result.exit_code == code
    assert [line.split() for line in result.stdout.splitlines() if "database" in line] == [
        [status, "database", "As", "it", "is."]
    ]
    result = runner.invoke(app, [*arguments, "--json"])
    assert result.exit_code == code
    assert {"name": "database", "status": status, "found": "As it is.", "todo": ""} in json.loads(result.stdout)[
        "checks"
    ]


def test_a_wrong_setting_is_exit_2_and_not_shown(wired: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVENTURE_PORT", "canary")
    for command in ("serve", "migrate", "doctor"):
        result = runner.invoke(app, [command])
        assert result.exit_code == 2
        assert "error: configuration: A setting is wrong. ADVENTURE_PORT" in result.stderr
        assert "canary" not in result.output


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["stream", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from server.cli import app\n"
        f"app({arguments!r}, standalone_mode=False)\n"
        "heavy = {'av', 'asyncpg', 'numpy', 'starlette', 'uvicorn', 'websockets', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_help_of_stream_tells_the_exit_codes() -> None:
    said = " ".join(runner.invoke(app, ["stream", "--help"], env={"COLUMNS": "200"}).stdout.split())
    for part in ("--url", "--token", "--speed", "--session", "--json", "130 interrupted", "3 the server could not"):
        assert part in said


def test_nothing_given_shows_help() -> None:
    result = runner.invoke(app, [])
    assert "serve" in result.output
    assert result.exit_code in {0, 2}
