"""Takes the pictures of the live view in each of its states, at a product that runs, with the sample as the microphone.

It ends the server for the last of them, shows what the page does and retouches nothing.
"""

from __future__ import annotations

import re
import wave
from collections.abc import Callable
from pathlib import Path

from playwright.async_api import Browser, Page
from playwright.async_api import TimeoutError as Late
from screenshots_shot import SIZES, Shots

from clients import flac
from server.assets import SAMPLE

MOMENT = re.compile("dragon", re.IGNORECASE)
"""Of the title that is waited for; where the story was painted otherwise, another picture is shown."""

FADE_MS = 2_500
SLOW_MS = 180_000
"""Until a slow machine has heard, told and painted."""

SILENCE_S = 25
ROUNDS = 4
"""The sample, then nothing at all, again and again: some pictures are of the one, some of the other."""


def tape(path: Path) -> None:
    """A microphone that hears the sample, then nothing at all, and so on."""
    pcm = flac.decode(SAMPLE.read_bytes()) + bytes(2 * 16_000 * SILENCE_S)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm * ROUNDS)


def heard(microphone: Path) -> list[str]:
    """How Chromium is started so that it hears that."""
    return [
        "--autoplay-policy=no-user-gesture-required",
        "--mute-audio",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}%noloop",
    ]


async def live_view(browser: Browser, url: str, end_server: Callable[[], None]) -> dict[str, bytes]:
    """Each state in each width as a WebP: ``live-1440``, ``alarm-360`` and so on."""
    shots = Shots()
    width, height = SIZES["1440"]
    page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.set_default_timeout(SLOW_MS)

    async def press(key: str) -> None:
        await page.keyboard.press(key)
        await page.wait_for_timeout(600)

    await page.goto(url)
    await page.get_by_text("Ready when you are").wait_for()
    await shots.take(page, "idle")
    await press("m")
    await page.get_by_role("button", name="Talk for").click()
    await page.locator(".said[data-verdict]").wait_for()
    await shots.take(page, "microphone")
    await press("Escape")
    await page.get_by_role("button", name="Start listening").click()
    await page.get_by_text("What is done with it").wait_for()
    await shots.take(page, "consent")
    await page.get_by_role("button", name="Everyone agrees. Start").click()
    await _until_moment(page)
    await shots.take(page, "live")
    await press("e")
    await shots.take(page, "prompt")
    await press("Escape")
    await press("?")
    await shots.take(page, "keys")
    await press("Escape")
    await press("p")
    await page.locator(".studio[data-state=paused]").wait_for()
    await shots.take(page, "paused")
    await press("p")
    silent = page.locator("[data-alarm=silent]")
    await silent.wait_for()
    await shots.take(page, "alarm")
    await silent.wait_for(state="detached")
    end_server()
    await page.locator(".notice.away").wait_for()
    await shots.take(page, "reconnecting")
    return shots.files()


async def _until_moment(page: Page) -> None:
    await page.locator(".plate").first.wait_for()
    try:
        await page.locator(".caption-name").get_by_text(MOMENT).wait_for(timeout=SLOW_MS)
    except Late:
        print("No dragon was painted this time; the live view shows what was.")
    await page.wait_for_timeout(FADE_MS)
