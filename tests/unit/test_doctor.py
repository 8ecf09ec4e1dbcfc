"""The doctor: each finding, what it advises, and that it never shows a secret."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, JournalUnavailableError
from server import doctor
from server.cli import diagnosis
from server.doctor import Check
from server.settings import Settings, load


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)


class Health(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(type(self).status if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the parent's
        pass


@pytest.fixture
def answering() -> Iterator[int]:
    Health.status = 200
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("version", "status"),
    [((3, 10, 9), "fail"), ((3, 11, 0), "ok"), ((3, 13, 9), "ok"), ((3, 14, 0), "fail")],
)
def test_python(version: tuple[int, int, int], status: str) -> None:
    assert doctor.python(version).status == status


def test_folder_is_not_made(tmp_path: Path) -> None:
    check = doctor.folder(tmp_path / "a" / "b")
    assert check.status in {"ok", "warn"}
    assert "first start" in check.found
    assert list(tmp_path.iterdir()) == []


def test_folder_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    check = doctor.folder(tmp_path / "file" / "data")
    assert check.status == "fail"
    assert "--data" in check.todo


@pytest.mark.parametrize(
    ("free", "status"), [(10**7, "fail"), (5 * 10**8, "warn"), (10**11, "ok")], ids=["none", "little", "much"]
)
def test_space(tmp_path: Path, free: int, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert doctor.folder(tmp_path).status == status


async def test_port_free(unused_tcp_port: int) -> None:
    check = await doctor.port(load(port=unused_tcp_port))
    assert (check.status, "free" in check.found) == ("ok", True)


async def test_port_where_a_server_answers(answering: int) -> None:
    check = await doctor.port(load(port=answering))
    assert check.status == "ok"
    assert "answers" in check.found


async def test_port_where_something_else_answers(answering: int) -> None:
    Health.status = 404
    check = await doctor.port(load(port=answering))
    assert check.status == "fail"
    assert "404" in check.found


async def test_port_taken_by_what_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "HEALTH_TIMEOUT_S", 0.05)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        check = await doctor.port(load(port=other.getsockname()[1]))
    assert check.status == "fail"
    assert "--port" in check.todo


def test_bundle(tmp_path: Path) -> None:
    assert doctor.bundle(tmp_path).status == "warn"
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    assert doctor.bundle(tmp_path).status == "ok"


def test_keys_are_named_and_never_shown() -> None:
    (check,) = doctor.keys(load(openai_api_key="sk-canary", gemini_api_key="AIza-canary"))
    assert check.status == "ok"
    assert "OPENAI_API_KEY and GEMINI_API_KEY are set" in check.found
    assert "canary" not in str(check)
    assert doctor.keys(load())[0].status == "ok"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, "ok"),
        ({"host": "0.0.0.0"}, "ok"),
        ({"host": "0.0.0.0", "openai_api_key": "sk"}, "warn"),
        ({"host": "0.0.0.0", "openai_api_key": "sk", "anonymous": "on"}, "warn"),
        ({"anonymous": "off"}, "warn"),
    ],
)
def test_anonymous(given: dict[str, str], status: str) -> None:
    assert doctor.anonymous(load(**given)).status == status


def test_database() -> None:
    assert [check.status for check in doctor.database("18.4", 0, [], pooler=False)] == ["ok", "ok"]
    checks = doctor.database("16.1", 2, ["x is a superuser."], pooler=True)
    assert [(check.name, check.status) for check in checks] == [
        ("database", "ok"),
        ("database", "fail"),
        ("schema", "fail"),
        ("login", "warn"),
    ]
    assert "6543" in checks[1].todo
    assert "adventure-art migrate" in checks[2].todo


async def well(settings: Settings) -> Sequence[Check]:
    return [Check("database", "ok", "PostgreSQL 18.4"), Check("migrations", "warn", "2 are missing.", "migrate")]


async def broken(settings: Settings) -> Sequence[Check]:
    raise JournalUnavailableError("The database is away.")


async def refused(settings: Settings) -> Sequence[Check]:
    raise ConnectionRefusedError(111, "Connection refused")


async def hanging(settings: Settings) -> Sequence[Check]:
    await asyncio.Event().wait()
    return []


async def test_probes_are_asked_and_none_spoils_the_rest(
    tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "PROBE_TIMEOUT_S", 0.01)
    settings = load(data=tmp_path, port=unused_tcp_port)
    checks = await doctor.examine(settings, {"a": broken, "b": refused, "c": hanging, "d": well})
    found = {check.name: check for check in checks}
    assert found["a"].status == "fail"
    assert found["a"].found == "The database is away."
    assert "refused" in found["b"].found
    assert "No answer" in found["c"].found
    assert found["database"].status == "ok"
    assert found["migrations"].todo == "migrate"
    assert {"python", "data folder", "port", "pages", "keys", "sign-in"} <= set(found)


def test_report_for_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    diagnosis.report(
        [Check("database", "fail", "It [does] not answer.", "Start it."), Check("keys", "ok", "None.")], as_json=False
    )
    assert capsys.readouterr().out.splitlines() == [
        "  fail  database  It [does] not answer.",
        "                  → Start it.",
        "  ok    keys      None.",
        "",
        "  Not ready: 1 thing must be put right first.",
    ]


def test_a_misspelt_setting_is_named() -> None:
    environment = {"ADVENTURE_PROT": "canary", "ADVENTURE_PORT": "1", "adventure_data": "x", "PATH": "y"}
    [check] = doctor.unknown(environment)
    assert check.status == "warn"
    assert "ADVENTURE_PROT" in check.found
    assert "canary" not in str(check)
    assert doctor.unknown({"ADVENTURE_TOKEN": "x", "ADVENTURE_PATIENCE_S": "1"}) == []


@pytest.mark.parametrize(("statuses", "worst"), [(["ok", "ok"], "ok"), (["ok", "fail", "warn"], "fail"), ([], "ok")])
def test_report_for_a_program(statuses: list[doctor.Status], worst: str, capsys: pytest.CaptureFixture[str]) -> None:
    diagnosis.report([Check("x", status, "found") for status in statuses], as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["status"] == worst
    assert [check["status"] for check in said["checks"]] == statuses


def test_a_wrong_setting_is_no_check() -> None:
    """It stops the command before anything is examined, with exit code 2 (see the command's tests)."""
    with pytest.raises(ConfigurationError):
        load(port=-1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may look at everything")
def test_a_folder_that_may_not_be_looked_at_is_a_finding(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    assert doctor.folder(closed / "data").status == "fail"
    closed.chmod(0o700)
