"""What is handed out is whole: a wheel that runs elsewhere, lock files that hold, and no trace of a machine."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import site
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from clients import flac
from server.assets import SAMPLE

ROOT = Path(__file__).resolve().parents[2]
EXE = ".exe" if os.name == "nt" else ""
FIRST_SAMPLES = 6 * 16_000


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the tracked files and the pages that are built, made with what is installed."""
    to = tmp_path_factory.mktemp("wheel")
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(to)]
    done = subprocess.run([sys.executable, "-m", *command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [made] = to.glob("*.whl")
    return made


@pytest.fixture(scope="session")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; its dependencies are those of this one, our sources are not."""
    place = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(place, with_pip=False, symlinks=os.name != "nt")
    python = place / sysconfig.get_path("scripts", vars={"base": ""}).strip("/\\") / f"python{EXE}"
    found = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    packages = Path(found.stdout.strip())
    command = ["pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, "-m", *command], check=True)
    # A folder of links, not a path file: one for this environment would bring the editable install along.
    for there in site.getsitepackages():
        for item in Path(there).iterdir():
            if not item.name.startswith(
                ("adventure_art", "_adventure_art", "__editable__", "_editable_impl_adventure")
            ):
                link = packages / item.name
                if not link.exists() and item.suffix != ".pth":
                    link.symlink_to(item)
    return python


def run(python: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed product, from a folder where nothing of ours lies."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ADVENTURE_"))}
    return subprocess.run(
        [str(python), *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_wheel_has_everything_that_is_no_code(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as made:
        names = set(made.namelist())
    wanted = {
        "server/static/index.html",
        "server/static/docs.html",
        "server/sample/sample.flac",
        "sql/roles.sql",
        "clients/local/lexicon.toml",
        "clients/local/speech_model/language.lm",
        "clients/local/speech_model/words.dict",
    }
    assert wanted <= names
    tracked = subprocess.run(["git", "ls-files", "sql", "server", "clients", "pipeline"], cwd=ROOT, capture_output=True)
    if tracked.returncode == 0:
        assert set(tracked.stdout.decode().split()) <= names
    assert not [name for name in names if name.startswith(("tests/", "web/", "docs/")) or "node_modules" in name]


def test_it_is_the_installed_one_and_knows_its_version(elsewhere: Path, tmp_path: Path) -> None:
    code = (
        "import server, clients, pipeline, sql, json\n"
        "print(json.dumps([module.__file__ for module in (server, clients, pipeline, sql)]))"
    )
    done = run(elsewhere, "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for place in json.loads(done.stdout):
        assert Path(place).is_relative_to(elsewhere.parent.parent)
        assert not Path(place).is_relative_to(ROOT)
    done = run(elsewhere.with_name(f"adventure-art{EXE}"), "--version", cwd=tmp_path)
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", done.stdout), done.stderr


@pytest.fixture(scope="session")
def served(elsewhere: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the installed product, serving; it is ended as Ctrl-C's cousin does it and must end well."""
    work = tmp_path_factory.mktemp("work")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ADVENTURE_"))}
    for name in ("DATABASE_URL", "OPENAI_API_KEY", "GEMINI_API_KEY"):
        environment.pop(name, None)
    # Sockets of the database have short addresses; a test's own folder is long.
    data = tempfile.mkdtemp()
    command = [str(elsewhere.with_name(f"adventure-art{EXE}")), "serve", "--port", "0", "--data", data]
    with (work / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert server.stdout is not None
            address = next((found[0] for line in server.stdout if (found := re.findall(r"http://\S+", line))), None)
            assert address is not None, (work / "log").read_text()
            yield address
        finally:
            server.terminate()
            code = server.wait(60)
            if server.stdout is not None:
                server.stdout.close()
            shutil.rmtree(data)
    assert code == 0, (work / "log").read_text()


def test_pages_sample_and_health(served: str) -> None:
    with httpx.Client(base_url=served, trust_env=False) as client:
        assert client.get("/readyz").status_code == 200
        for address in ("/", "/docs"):
            page = client.get(address)
            assert page.status_code == 200
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy or "default-src 'self'" in policy
            assert "unsafe" not in policy
            assets = re.findall(r"""(?:src|href)=["']?(/[^"'\s>]+)""", page.text)
            assert any(asset.endswith(".js") for asset in assets)
            assert any(asset.endswith(".css") for asset in assets)
            for asset in assets:
                answer = client.get(asset)
                assert answer.status_code == 200, asset
                assert answer.content
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=", page.text), "the policy would refuse it"
        sample = client.get("/sample.flac")
        assert sample.status_code == 200
        assert sample.content == SAMPLE.read_bytes()


async def test_the_first_seconds_of_the_sample_become_words(served: str, elsewhere: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.flac"
    short.write_bytes(flac.encode(flac.decode(SAMPLE.read_bytes())[: FIRST_SAMPLES * 2]))
    command = elsewhere.with_name(f"adventure-art{EXE}")
    done = await asyncio.to_thread(run, command, "stream", str(short), "--url", served, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    said = " ".join(message["text"] for message in messages if message["type"] == "transcript.final")
    assert "village" in said.lower()
    assert messages[-1]["type"] == "ended"


# -- what is locked ----------------------------------------------------------------------------------------------


def _locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """Every requirement of a lock file: its version with marker, and its hashes."""
    joined = (ROOT / name).read_text().replace("\\\n", " ")
    pins: dict[str, tuple[str, list[str]]] = {}
    for line in filter(None, (line.strip() for line in joined.splitlines())):
        found = re.fullmatch(
            r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)((?: ;[^-]*?(?:-[^-]+?)*?)?)((?:\s+--hash=sha256:[0-9a-f]{64})+)", line
        )
        assert found, f"{name}: no pin with hashes: {line[:80]}"
        pins[found[1]] = (found[2] + found[3].strip(), found[4].split())
    return pins


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-run.txt"])
def test_a_lock_file_has_hashes_and_no_host(name: str) -> None:
    assert len(_locked(name)) > 20
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)", text, re.MULTILINE)


def test_what_runs_is_what_was_tested() -> None:
    tested, runs = _locked("requirements.txt"), _locked("requirements-run.txt")
    assert runs.keys() < tested.keys()
    for name, (version, hashes) in runs.items():
        assert tested[name][0].split(";")[0].strip() == version.split(";")[0].strip(), name
        assert set(hashes) == set(tested[name][1]), name


def test_the_web_lock_has_hashes_and_no_host() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert all(package.get("integrity", "").startswith("sha512-") for package in packages.values())
    assert not [name for name, package in packages.items() if "resolved" in package], "npm's own setting decides"


# -- no trace of a machine ---------------------------------------------------------------------------------------

# Written apart, so that this file does not hold what it looks for.
TRACES = re.compile(
    rb"/(?:wor" rb"k|roo" rb"t)/|/tmp/(?:te" rb"am|newu" rb"ser)|/opt/(?:whe" rb"els|pyp" rb"i)|/home/(?!user\b)[a-z]"
)


def test_no_tracked_file_names_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    found: list[str] = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and not path.is_symlink():
            hit = TRACES.search(path.read_bytes())
            if hit:
                found.append(f"{name}: {hit[0].decode()}")
    assert found == []
