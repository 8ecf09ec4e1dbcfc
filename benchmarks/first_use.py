"""First use, by real clicks: a fresh visitor to the first picture, and from there to a picture in a stream.

The product on an empty folder with its offline engines, a Chromium with the sample as its microphone, and a second one
as the browser source of a streaming program. Nothing is asked of the API: what is pressed is a button or a link that a
person sees, and the overlay's address goes through the clipboard. Nobody reads or thinks here, so a person's time for
that comes on top; the microphone is spoken into as soon as it is open.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.product import chromium, serving
from clients import flac
from server.assets import SAMPLE

PATIENCE_MS = 120_000
WAYS = ("fresh visitor → first picture", "from there → first picture in a stream")
SIZE_STUDIO = (1440, 900)
SIZE_SOURCE = (1920, 1080)

CLICKS = """
  window.clicks = [];
  addEventListener("click", (event) => {
    const pressed = event.target.closest("button, a, label, summary") || event.target;
    if (event.isTrusted) clicks.push([pressed.getAttribute("aria-label") || pressed.innerText.trim(), Date.now()]);
  }, true);
"""
"""Notes what a person's hand pressed, as the page was told of it."""

ON_SCREEN = """() => {
  const image = document.querySelector("img[data-scene].picture-new");
  return image !== null && image.complete && image.naturalWidth > 0 && getComputedStyle(image).opacity === "1";
}"""


@dataclass(frozen=True, slots=True)
class Way:
    """What was pressed, each with its seconds from the begin of the way, and the seconds of the whole way."""

    clicks: tuple[tuple[str, float], ...]
    seconds: float


def to_the_first_picture(page: Page, url: str) -> Way:
    """A fresh visitor opens the page, agrees, and talks until a picture is on the screen, faded in."""
    begun = time.time()
    page.goto(url)
    page.get_by_role("button", name="Start listening").click()
    page.get_by_role("button", name="Everyone agrees. Start").click()
    page.wait_for_function(ON_SCREEN)
    return _way(page, begun, ())


def to_the_stream(studio: Page, source: Page) -> Way:
    """From the live view to the overlay's address, through the clipboard into a browser source, to an opaque pixel."""
    before = _clicks(studio)
    begun = time.time()
    studio.get_by_role("navigation", name="Pages").get_by_role("link", name="Displays").click()
    stream = studio.get_by_role("region", name="In your stream")
    stream.get_by_role("button", name="Make the address").click()
    stream.get_by_role("button", name="Copy", exact=True).click()
    stream.get_by_role("status").get_by_text("Copied").wait_for()
    source.goto(_pasted(studio))
    while not _opaque(source):
        pass
    return _way(studio, begun, before)


def _pasted(studio: Page) -> str:
    """What a person finds who pastes into another window of the same machine."""
    field = studio.context.new_page()
    field.set_content("<input aria-label='URL'>")
    field.get_by_label("URL").click()
    field.keyboard.press("ControlOrMeta+V")
    address = field.get_by_label("URL").input_value()
    field.close()
    return address


def _opaque(source: Page) -> bool:
    with Image.open(io.BytesIO(source.screenshot(omit_background=True))) as shot:
        pixel = shot.convert("RGBA").getpixel((shot.width // 2, shot.height // 2))
    assert isinstance(pixel, tuple)
    return pixel[3] == 255


def _clicks(page: Page) -> tuple[tuple[str, float], ...]:
    return tuple((str(name), float(at)) for name, at in page.evaluate("window.clicks"))


def _way(page: Page, begun: float, before: tuple[tuple[str, float], ...]) -> Way:
    seconds = time.time() - begun
    clicks = _clicks(page)[len(before) :]
    return Way(tuple((name, at / 1000 - begun) for name, at in clicks), seconds)


def _page(browser: Browser, size: tuple[int, int]) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.add_init_script(CLICKS)
    return page


def run(microphone: Path) -> tuple[Way, Way]:
    """Both ways, once, at a product of their own."""
    path, arguments = chromium()
    heard = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}%noloop",
        "--mute-audio",
    ]
    with serving() as url, sync_playwright() as playwright:
        at_the_table = playwright.chromium.launch(executable_path=path, args=[*arguments, *heard])
        in_the_stream = playwright.chromium.launch(executable_path=path, args=arguments)
        studio, source = _page(at_the_table, SIZE_STUDIO), _page(in_the_stream, SIZE_SOURCE)
        ways = to_the_first_picture(studio, url), to_the_stream(studio, source)
        at_the_table.close()
        in_the_stream.close()
    return ways


def main() -> None:
    """Measure, print each click of each round, then both ways' medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_use", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="each with a product and browsers of its own")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        microphone = Path(folder, "sample.wav")
        with wave.open(str(microphone), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(flac.decode(SAMPLE.read_bytes()))
        rounds = [run(microphone) for _ in range(given.rounds)]
    for number, ways in enumerate(rounds, 1):
        for what, way in zip(WAYS, ways, strict=True):
            print(f"round {number}: {what}: {len(way.clicks)} clicks, {way.seconds:.1f} s")
            for name, at in way.clicks:
                print(f"  {at:6.1f} s  {name}")
    for which, what in enumerate(WAYS):
        seconds = [ways[which].seconds for ways in rounds]
        clicks = max(len(ways[which].clicks) for ways in rounds)
        print(f"{what}: {clicks} clicks, median {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s")
    print(f"load {os.getloadavg()[0]:.1f} of {os.cpu_count()} processors" if hasattr(os, "getloadavg") else "")


if __name__ == "__main__":
    main()
