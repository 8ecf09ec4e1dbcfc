"""The product in a process of its own on an empty data folder, with its offline engines. It measures nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OURS = ("ADVENTURE_", "DATABASE_URL", "SUPABASE_", "S3_", "OPENAI_", "GEMINI_", "GOOGLE_")
"""Settings of whoever measures: none of them holds here, or a figure would be another product's."""


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """Its address, until it is ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port), "--data", folder]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(command, env=environment | settings, stdout=log, stderr=log)
        try:
            while not _answers(url):
                if server.poll() is not None:
                    sys.exit("The product did not start.")
                time.sleep(0.1)
            yield url
        finally:
            server.terminate()
            server.wait(60)


def chromium() -> tuple[str, list[str]]:
    """The browser's path, and what it must be started with here."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit("A Chromium is needed on the PATH.")
    return path, ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
