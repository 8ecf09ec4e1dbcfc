"""Takes the pictures of README and docs: runs the product on an empty folder, plays the sample, waits for good moments.

It shows what the product does and retouches nothing.
"""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import wave
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, async_playwright
from screenshots_displays import displays
from screenshots_rooms import rooms

from clients import flac
from server.app import SAMPLE

IMAGES = Path(__file__).resolve().parent / "images"
LOOKED_AT = IMAGES.parents[1] / "screenshots"
SIZE = (1440, 900)
SIZES = ((1920, 1080), (1440, 900), (360, 780))
MOMENT = "The red dragon in the cave"
"""The title of the scene to wait for."""
LAST_WORDS = "Roll for initiative"
"""What is to be read by then."""
MOST_BYTES = 900_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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


def arguments() -> list[str]:
    """How Chromium is started."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--autoplay-policy=no-user-gesture-required", "--mute-audio", *(["--no-sandbox"] if root else [])]


async def studio(url: str, browser_path: str) -> bytes:
    """The page as a PNG while it shows ``MOMENT``."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=arguments())
        page = await browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        await page.goto(url)
        await page.get_by_role("button", name="Play the sample").click()
        await page.locator(".caption-name").get_by_text(MOMENT, exact=True).wait_for(timeout=240_000)
        await page.get_by_text(LAST_WORDS).wait_for(timeout=30_000)
        # The picture fades in.
        await page.wait_for_timeout(2_500)
        shot = await page.screenshot()
        await browser.close()
        return shot


def tape(path: Path) -> None:
    """A microphone that hears two thirds of the sample, then nothing at all."""
    pcm = flac.decode(SAMPLE.read_bytes())[: 2 * 16_000 * 62]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm)


async def live_view(url: str, browser_path: str, microphone: Path, end_server: Callable[[], None]) -> None:
    """The live view in each of its states, into ``docs/images/studio``. Ends the server for the last of them."""
    folder = IMAGES / "studio"
    folder.mkdir(exist_ok=True)
    heard = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}%noloop",
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=[*arguments(), *heard])
        page = await browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce")

        async def keep(state: str) -> None:
            for width, height in SIZES:
                await page.set_viewport_size({"width": width, "height": height})
                # Text is laid out anew, and a phone's page goes back to its top.
                await page.evaluate("scrollTo(0, 0)")
                await page.wait_for_timeout(300)
                with Image.open(io.BytesIO(await page.screenshot())) as image:
                    image.convert("RGB").save(folder / f"{state}-{width}.webp", "WEBP", quality=72, method=6)
            await page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})

        async def press(key: str) -> None:
            await page.keyboard.press(key)
            await page.wait_for_timeout(600)

        await page.goto(url)
        await page.get_by_text("Ready when you are").wait_for()
        await keep("idle")
        await press("m")
        await page.get_by_role("button", name="Talk for").click()
        await page.wait_for_timeout(5_000)
        await keep("microphone")
        await press("Escape")
        await page.get_by_role("button", name="Start listening").click()
        await page.get_by_text("What is done with it").wait_for()
        await keep("consent")
        await page.get_by_role("button", name="Everyone agrees. Start").click()
        await page.locator(".plate").nth(3).wait_for(timeout=120_000)
        await keep("live")
        await press("e")
        await keep("prompt")
        await press("Escape")
        await press("?")
        await keep("keys")
        await press("Escape")
        await press("p")
        await page.locator(".studio[data-state=paused]").wait_for()
        await keep("paused")
        await press("p")
        await page.locator("[data-alarm]").wait_for(timeout=120_000)
        await keep("alarm")
        end_server()
        await page.locator(".notice.away").wait_for(timeout=60_000)
        await keep("reconnecting")
        await browser.close()


def small(png: bytes) -> bytes:
    """The same picture with as many colours as fit into ``MOST_BYTES``."""
    if len(png) <= MOST_BYTES:
        return png
    with Image.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


KEPT_DISPLAYS = {"overlay": "overlay-corner-1280", "table": "table-1280", "table-code": "table-code-1280"}
KEPT_ROOMS = {"history": "history-gallery-1440", "characters": "characters-1440", "style": "style-1440"}
"""Image of the docs → view; all others are left in ``screenshots`` to be looked at."""


async def pages(
    url: str, browser_path: str, take: Callable[[Browser, str], Awaitable[dict[str, bytes]]], kept: Mapping[str, str]
) -> None:
    """The overlay and the table's display, or the pages around the live view."""
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=arguments)
        taken = await take(browser, url)
        await browser.close()
    LOOKED_AT.mkdir(exist_ok=True)
    for view, shot in taken.items():
        (LOOKED_AT / f"{view}.webp").write_bytes(shot)
    for name, view in kept.items():
        (IMAGES / f"{name}.webp").write_bytes(taken[view])
        print(f"docs/images/{name}.webp: {len(taken[view]) / 1000:.0f} kB")


def main() -> None:
    """Entry of ``python docs/screenshots.py``."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("A Chromium is needed on the PATH; on Debian and Ubuntu `apt-get install chromium` brings it.")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port), "--data", data]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            wait_until_ready(url, server)
            IMAGES.mkdir(exist_ok=True)
            asyncio.run(pages(url, browser, displays, KEPT_DISPLAYS))
            asyncio.run(pages(url, browser, rooms, KEPT_ROOMS))
            png = small(asyncio.run(studio(url, browser)))
            (IMAGES / "studio.png").write_bytes(png)
            print(f"docs/images/studio.png: {len(png) / 1000:.0f} kB")
            microphone = Path(data).with_suffix(".wav")
            tape(microphone)
            asyncio.run(live_view(url, browser, microphone, server.terminate))
            microphone.unlink()
        finally:
            server.terminate()
            server.wait(60)


if __name__ == "__main__":
    main()
