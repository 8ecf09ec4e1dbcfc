"""The display at the table in a real browser: paired, shown, controlled, left alone all evening, disconnected."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from e2e.conftest import Browsers
from e2e.screens import PATIENCE_MS, Evening, like, looks, shows, titled, until_looks, weighed
from harness.processes import ServerProcess
from playwright.async_api import Error, Page, expect

pytestmark = pytest.mark.usefixtures("clients")

BLACK = (0, 0, 0, 255)
CODE = re.compile(r"^[2-9A-HJKMNP-Z]{3} [2-9A-HJKMNP-Z]{3}$")

MORNING = datetime(2026, 1, 5, 7, tzinfo=datetime.now().astimezone().tzinfo)
LONG_AFTER = "16:10:00"
"""Behind the five hours before it, this is past four at night."""

SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });
"""
WITHOUT_LOCK = "Object.defineProperty(Navigator.prototype, 'wakeLock', { value: undefined })"

EACH_KEEPS = 4_000
"""Most bytes that the page keeps of each scene for as long as its evening lasts: an address and a title."""


async def paired(page: Page, evening: Evening, label: str = "Living room") -> str:
    """Type its code as the studio does; the display's id."""
    shown = page.locator(".pairing.on .code")
    await expect(shown).to_have_text(CODE, timeout=PATIENCE_MS)
    code = await shown.inner_text()
    made = await evening.person.post("/api/v1/displays", json={"code": code, "label": label})
    assert made.status_code == 201, made.text
    await expect(page.locator(".pairing.on")).to_have_count(0, timeout=PATIENCE_MS)
    return made.json()["display"]


async def test_an_evening_at_the_table(standing: ServerProcess, browsers: Browsers) -> None:
    """Paired by its code, it shows the story, obeys the studio and the remote control, and nothing on it jumps."""
    async with Evening.at(standing.url) as evening, browsers.page(width=960, height=540) as (page, complaints):
        studio = await evening.person.watching()
        await page.add_init_script(SHIFTS)
        await page.goto(f"{standing.url}/table")
        await expect(page.locator(".qr path")).to_have_count(1)
        display = await paired(page, evening)
        await expect(page.locator(".waiting.on")).to_have_count(1)

        async def control(**switches: bool) -> None:
            await studio.send({"type": "display", "display": display} | switches)

        async def black(yes: bool) -> None:
            await expect(page.locator(".veil.black.on")).to_have_count(int(yes))

        mill = await evening.draw("a mill")
        colour = await evening.colour(mill)
        await shows(page, mill)
        await expect(page.locator(".waiting.on")).to_have_count(0)
        await titled(page, "A mill")
        await until_looks(page, colour)

        await control(blackout=True)
        await until_looks(page, BLACK)
        await control(blackout=False)
        await until_looks(page, colour)
        await control(freeze=True, caption=False)
        await expect(page.locator(".aa-title.aa-on")).to_have_count(0)
        tower = await evening.draw("a tower")
        await studio.until("image.published", scene=tower["scene"])
        assert await page.locator(f"img[src='{tower['url']}']").count() == 0
        await control(freeze=False, caption=True)
        await shows(page, tower)
        await titled(page, "A tower")

        # The remote control: codes of keys as TVs send them.
        await page.keyboard.press("b")
        await black(True)
        await control(blackout=True)
        await studio.until(lambda message: message["type"] == "displays" and message["displays"][0]["blackout"])
        await control(blackout=False)
        await black(False)
        for _ in range(3):
            await page.keyboard.press("ArrowDown")
        await expect(page.locator(".night")).to_have_css("opacity", "0.3")
        await page.keyboard.press("Enter")
        await expect(page.locator(".info.on .label")).to_have_text("Living room")
        await expect(page.get_by_role("button", name="Close")).to_be_focused()
        await page.keyboard.press("ArrowLeft")
        await expect(page.get_by_role("button", name="Forget this display")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator(".info.on")).to_have_count(0)
        await expect(page.locator("body")).to_have_css("cursor", "none")
        await page.mouse.move(50, 50)
        await expect(page.locator("body")).to_have_css("cursor", "default")

        await evening.direct(tower["scene"], "hide")
        await shows(page, mill)
        assert await page.evaluate("shifts") == []

        # It remembers who it is and how bright; what it is told is the server's to remember.
        await page.reload()
        await shows(page, mill)
        await titled(page, "A mill")
        await expect(page.locator(".night")).to_have_css("opacity", "0.3")
        assert await page.evaluate("shifts") == []

        assert (await evening.person.delete(f"/api/v1/displays/{display}")).is_success
        # The new code does not take its reason's place.
        await expect(page.locator(".pairing.on .qr.on")).to_have_count(1)
        await expect(page.locator(".pairing.on .note")).to_have_text("This display was disconnected in the studio.")
        await shows(page, None)
        assert await paired(page, evening, "Attic") != display
        await shows(page, mill)
        assert complaints == []


async def test_a_server_that_went_away_comes_back(server_at: Callable[..., ServerProcess], browsers: Browsers) -> None:
    """Nobody at the table is told of a short break; of a long one a mark in the corner tells."""
    server = await server_at().running()
    async with Evening.at(server.url) as evening, browsers.page(width=640, height=360) as (page, _):
        await page.add_init_script(WITHOUT_LOCK)
        await page.clock.install(time=MORNING)
        await page.goto(f"{server.url}/table")
        await server.kill()
        await page.clock.run_for(4_000)
        await expect(page.locator(".pairing.on .note")).to_have_text(re.compile("goes on by itself"))
        await server.running()
        await page.clock.run_for(4_000)
        await expect(page.locator(".pairing.on .code")).to_have_text(CODE)
        made = {"code": await page.locator(".code").inner_text()}
        assert (await evening.person.post("/api/v1/displays", json=made)).is_success
        await page.clock.run_for(4_000)
        await expect(page.locator(".pairing.on")).to_have_count(0)
        await evening.again()
        mill = await evening.draw("a mill")
        await shows(page, mill)
        await page.clock.run_for(3_000)
        colour = await evening.colour(mill)
        await until_looks(page, colour)
        assert await page.locator("video.awake").evaluate("video => !video.paused"), "it has no other way to stay awake"

        await server.kill()
        mark = page.locator(".mark.on")
        await page.clock.run_for(5_000)
        await expect(mark).to_have_count(0)
        await page.clock.run_for(5_000)
        await expect(mark).to_have_count(1)
        assert like(await looks(page), colour)
        await server.running()
        await page.clock.run_for(10_000)
        await expect(mark).to_have_count(0)
        await evening.again()
        tower = await evening.draw("a tower")
        await page.clock.run_for(5_000)
        await shows(page, tower)

        # Nobody has been there for hours: it goes dark, and wakes with the story.
        await page.clock.fast_forward("05:00:00")
        await page.clock.run_for(70_000)
        await until_looks(page, BLACK)
        await page.clock.run_for(5_000)
        await expect(mark).to_have_count(0)
        ruin = await evening.draw("a ruin")
        await page.clock.run_for(5_000)
        await expect(page.locator(".veil.black.on")).to_have_count(0)

        # In the small hours it loads itself anew, and goes on resting over the same picture.
        await page.evaluate("() => { window.before = true; }")
        with suppress(Error):  # it may be loading by then
            await page.clock.fast_forward(LONG_AFTER)
            await page.clock.run_for(130_000)
        await page.wait_for_function("() => !window.before")
        await page.wait_for_selector(f"img[src='{ruin['url']}'].aa-shown")
        await until_looks(page, BLACK)


async def test_an_hour_of_pictures_leaves_nothing_behind(standing: ServerProcess, browsers: Browsers) -> None:
    async with Evening.at(standing.url) as evening, browsers.page(width=640, height=360) as (page, complaints):
        await page.add_init_script(SHIFTS)
        await page.clock.install()
        await page.goto(f"{standing.url}/table")
        shown = page.locator(".pairing.on .code")
        await expect(shown).to_have_text(CODE)
        assert (await evening.person.post("/api/v1/displays", json={"code": await shown.inner_text()})).is_success
        await page.clock.run_for(4_000)
        cdp = await page.context.new_cdp_session(page)
        await cdp.send("Performance.enable")

        async def pictures(count: int) -> tuple[int, int]:
            """A picture every minute."""
            for number in range(count):
                picture = await evening.draw(f"the {number}th place")
                await page.wait_for_selector(f"img[src='{picture['url']}'].aa-shown")
                await page.clock.run_for(60_000)
            return await weighed(cdp)

        heap, nodes = await pictures(15)
        heap_later, nodes_later = await pictures(45)
        # What a crossfade needs comes and goes; what stayed of each picture would be forty-five times one.
        assert nodes_later < nodes + 45, "the same few elements for a whole evening"
        assert heap_later - heap < 45 * EACH_KEEPS
        assert await page.evaluate("shifts") == []
        assert complaints == []
