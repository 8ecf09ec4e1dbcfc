"""A real product server in a process of its own, and a real Chromium with a WAV as its microphone."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from harness.client import Client
from harness.processes import free_port
from integration.conftest import _standing_database, server_at, standing, zygote
from playwright.async_api import Browser, ConsoleMessage, Page, Playwright, async_playwright

from clients import flac
from server.assets import SAMPLE

__all__ = ["_standing_database", "server_at", "standing", "zygote"]
"""Fixtures that the integration tests have, for pages that need a server and none of its real engines."""

SETTINGS = {
    # Every test's people come from one address, more of them in an hour than any household's.
    "ADVENTURE_RATE_SIGN_UP": "off",
    "ADVENTURE_RATE_SIGN_IN": "off",
    "ADVENTURE_RATE_PAIRING": "off",
    # Each loads a model, and only one person talks at a time.
    "ADVENTURE_HEARING_PROCESSES": "1",
}
"""Of the product; everything else is as its users have it."""

HOW = (
    "Debian: `apt-get install chromium-headless-shell`; Ubuntu: `apt-get install chromium`; elsewhere put a `chromium` "
    "or `google-chrome` on the PATH."
)
_missing = False


def chromium() -> str | None:
    """The browser's path, or None. The one without windows draws the same pages with a third of the work."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found is not None:
            return found
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here; without a browser leave it out, or fail where nobody would read that it was."""
    global _missing
    here = Path(__file__).parent
    _missing = chromium() is None
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if pytest_asyncio.is_async_test(item):
                # A browser outlives the test, and cannot leave the loop that it was started in.
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            if _missing and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason=f"needs Chromium. {HOW}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines that the browser tests did not run."""
    if _missing:
        terminalreporter.section("browser tests did NOT run", sep="!", yellow=True)
        terminalreporter.write_line(f"There is no Chromium on the PATH. {HOW}")


class Product:
    """``adventure-art serve`` on a data folder and a port that survive a restart."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._data = data
        self._log = data.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start and wait until it is ready; returns how long that took, in seconds."""
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(self.port), "--data", str(self._data)]
        began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **SETTINGS})
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() - began > 60:
                raise RuntimeError(self._log.read_text()[-2000:])
            time.sleep(0.05)
        return time.monotonic() - began

    def kill(self) -> None:
        """kill -9; the database goes with it, by its parent-death signal."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(40)

    def stop_if_running(self) -> None:
        """For the fixture's end."""
        if self._process is not None and self._process.poll() is None:
            self.stop()

    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text()

    async def growing(self) -> AsyncIterator[str]:
        """What it wrote, again and again for half a minute."""
        for _ in range(600):
            yield self.log()
            await asyncio.sleep(0.05)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A running product with a fresh data folder."""
    server = Product(tmp_path / "data")
    server.start()
    yield server
    server.stop_if_running()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One running product for all tests that leave it as it was: each has accounts of its own."""
    server = Product(tmp_path_factory.mktemp("house") / "data")
    server.start()
    yield server
    server.stop_if_running()


class Browsers:
    """Running browsers, one for each microphone; every page has a context of its own in one of them."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._running: dict[Path | None, Browser] = {}

    async def hearing(self, microphone: Path | None = None) -> Browser:
        """The one that hears this WAV from its beginning whenever a page listens."""
        if microphone not in self._running:
            path = chromium()
            assert path is not None, f"needs Chromium. {HOW}"
            arguments = ["--autoplay-policy=no-user-gesture-required", "--mute-audio"]
            if os.geteuid() == 0:
                arguments.append("--no-sandbox")
            if microphone is not None:
                arguments += [
                    "--use-fake-ui-for-media-stream",
                    "--use-fake-device-for-media-stream",
                    f"--use-file-for-fake-audio-capture={microphone}%noloop",
                ]
            launched = await self._playwright.chromium.launch(executable_path=path, args=arguments)
            self._running[microphone] = launched
        return self._running[microphone]

    @asynccontextmanager
    async def page(
        self, *, microphone: Path | None = None, width: int = 1440, height: int = 900, still: bool = False
    ) -> AsyncIterator[tuple[Page, list[str]]]:
        """A page that remembers nothing, and what it complained of (console errors and uncaught exceptions).

        ``still``: of somebody who prefers reduced motion. Sixty frames a second are most of the work of a page that
        waits for words, so it is for tests that look at no motion.
        """
        browser = await self.hearing(microphone)
        complaints: list[str] = []

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error":
                complaints.append(message.text)

        context = await browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce" if still else "no-preference"
        )
        try:
            page = await context.new_page()
            page.on("console", on_console)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            yield page, complaints
        finally:
            await context.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers() -> AsyncIterator[Browsers]:
    """The browsers of all tests."""
    async with async_playwright() as playwright:
        yield Browsers(playwright)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(browsers: Browsers) -> Browser:
    """The one without a microphone."""
    return await browsers.hearing()


@pytest_asyncio.fixture(loop_scope="session")
async def clients() -> AsyncIterator[None]:
    """No client outlives the test."""
    yield
    await Client.close_all()


@pytest.fixture(scope="session")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled recording as the WAV that Chromium's fake microphone plays."""
    path = tmp_path_factory.mktemp("microphone") / "sample.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(flac.decode(SAMPLE.read_bytes()))
    return path
