"""Takes the pictures of README and docs: runs the product on an empty folder and opens every screen in every state.

All of them, in three widths, are left in ``screenshots`` to be looked at; what the docs show goes to ``docs/images``.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.async_api import async_playwright
from screenshots_displays import displays
from screenshots_live import heard, live_view, tape
from screenshots_rooms import rooms

IMAGES = Path(__file__).resolve().parent / "images"
LOOKED_AT = IMAGES.parents[1] / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

KEPT = {
    "studio": "live-1440",
    "studio-consent": "consent-1440",
    "studio-alarm": "alarm-1440",
    "studio-reconnecting": "reconnecting-1440",
    "studio-phone": "live-360",
    "studio-phone-reconnecting": "reconnecting-360",
    "history": "history-gallery-1440",
    "characters": "characters-1440",
    "style": "style-1440",
    "displays": "displays-1440",
    "overlay": "overlay-corner-1440",
    "table": "table-1440",
    "table-code": "table-code-1440",
}
"""Image of the docs → what was taken."""


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Until the product answers; ends the program when it does not."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
    sys.exit("The product did not start.")


async def everything(url: str, chromium: str, microphone: Path, server: subprocess.Popen[bytes]) -> dict[str, bytes]:
    """Every screen. The server has ended afterwards."""
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    taken: dict[str, bytes] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=root)
        for name, part in (("the displays", displays), ("the pages", rooms)):
            print(f"Looking at {name}.", flush=True)
            taken |= await part(browser, url)
        await browser.close()
        print("Looking at the live view, which listens for a minute and a half.", flush=True)
        browser = await playwright.chromium.launch(executable_path=chromium, args=[*root, *heard(microphone)])
        taken |= await live_view(browser, url, server.terminate)
        await browser.close()
    return taken


def main() -> None:
    """Entry of ``python docs/screenshots.py``."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("A Chromium is needed on the PATH; on Debian and Ubuntu `apt-get install chromium` brings it.")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port), "--data", f"{folder}/data"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            wait_until_ready(url, server)
            microphone = Path(folder, "microphone.wav")
            tape(microphone)
            taken = asyncio.run(everything(url, browser, microphone, server))
        finally:
            server.terminate()
            server.wait(60)
    LOOKED_AT.mkdir(exist_ok=True)
    for view, shot in taken.items():
        (LOOKED_AT / f"{view}.webp").write_bytes(shot)
    print(f"screenshots: {len(taken)} files, {sum(map(len, taken.values())) / 1e6:.1f} MB")
    for name, view in KEPT.items():
        (IMAGES / f"{name}.webp").write_bytes(taken[view])
        print(f"docs/images/{name}.webp: {len(taken[view]) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
