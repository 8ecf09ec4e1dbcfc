"""What a game master sees when something breaks: the network, the server, the microphone, the tab, another page."""

from __future__ import annotations

import asyncio
import re
import wave
from pathlib import Path

import httpx
from e2e.conftest import Browsers, Product
from e2e.studio import PATIENCE_MS, evening, listen, said, scene, shows, until_state
from harness.line import Line
from playwright.async_api import expect

KEEP_CONTEXTS = """
  window.contexts = [];
  const Context = window.AudioContext;
  window.AudioContext = class extends Context { constructor(...rest) { super(...rest); contexts.push(this); } };
"""
"""Lists the page's audio contexts, so that a test can put them to sleep as a system does."""


def tape(path: Path, pcm: bytes) -> Path:
    """What a microphone hears."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm)
    return path


async def test_a_network_that_is_cut_is_said_and_what_is_hidden_meanwhile_is_hidden_then(
    house: Product, browsers: Browsers, microphone: Path
) -> None:
    """The banner counts what is kept; an order that was given in vain is done as soon as it can be."""
    async with Line.to(house.port) as line, browsers.page(microphone=microphone, still=True) as (page, _complaints):
        await evening(page, line.url)
        shown = await scene(page)
        await listen(page)
        line.cut()
        await until_state(page, "reconnecting")
        banner = page.locator(".notice.away")
        await expect(banner).to_contain_text("Keep talking")
        await expect(banner.locator(".kept")).to_have_text(re.compile(r"[2-9] s kept here"), timeout=PATIENCE_MS)
        await page.keyboard.press("h")
        await expect(page.locator(".notices")).to_contain_text("It is done as soon as there is one")
        await page.keyboard.press("d")
        await expect(page.locator(".notices")).to_contain_text("so nothing was drawn")
        assert await scene(page) == shown
        line.mend()
        await until_state(page, "live")
        await expect(page.locator(f"img[data-scene='{shown}']")).to_have_count(0, timeout=PATIENCE_MS)
        await expect(banner).to_have_count(0)


async def test_two_pages_of_one_account_the_newer_one_listens(
    house: Product, browsers: Browsers, microphone: Path
) -> None:
    """The older one says why it stopped, goes on showing what happens, and can take the microphone back."""
    async with browsers.page(microphone=microphone, still=True) as (older, _complaints):
        await older.goto(house.url)
        await listen(older)
        newer = await older.context.new_page()
        await newer.goto(house.url)
        await newer.get_by_role("button", name="Start listening").click()
        await until_state(newer, "live")
        await until_state(older, "failed")
        await expect(older.get_by_role("alert")).to_contain_text("Another page of your account listens now")
        await expect(older.locator(".line")).not_to_have_count(0, timeout=PATIENCE_MS)
        await older.get_by_role("button", name="Take the microphone back").click()
        await until_state(older, "live")
        await until_state(newer, "failed")


async def test_a_microphone_that_falls_silent_raises_the_alarm(
    house: Product, browsers: Browsers, tmp_path: Path
) -> None:
    """It is told on the page, over a picture that fills the screen, in the title and by two notes; and ends."""
    silent = tape(tmp_path / "silent.wav", said(0, 3) + bytes(2 * 16_000 * 16) + said(0, 60))
    async with browsers.page(microphone=silent, still=True) as (page, complaints):
        await page.add_init_script(KEEP_CONTEXTS)
        await page.goto(house.url)
        await listen(page)
        assert await page.evaluate("contexts.length") == 1
        alarm = page.locator("[data-alarm=silent]")
        await expect(alarm).to_contain_text("Nothing at all has come from the microphone", timeout=PATIENCE_MS)
        await expect(page).to_have_title("⚠ Nothing is heard")
        await expect(page.get_by_text("Live, but nothing is heard")).to_be_visible()
        assert await page.evaluate("contexts.length") == 2, "it rang"
        over = page.locator(".frame").get_by_text("Nothing at all has come from the microphone")
        await expect(over).to_be_hidden()
        await page.keyboard.press("f")
        await expect(over).to_be_visible()
        assert await over.evaluate(
            "element => { const { x, y, width, height } = element.getBoundingClientRect();"
            " return document.elementFromPoint(x + width / 2, y + height / 2) === element; }"
        ), "something lies over it"
        await expect(over).to_have_count(0, timeout=PATIENCE_MS)
        await page.keyboard.press("f")
        await expect(alarm).to_have_count(0, timeout=PATIENCE_MS)
        await expect(page).to_have_title("Adventure Art")
        assert complaints == []


async def test_a_page_that_was_put_to_sleep_says_what_it_missed(
    house: Product, browsers: Browsers, microphone: Path
) -> None:
    """The system stops the audio, as with suspended tabs: the page wakes it up, and tells how much is missing."""
    async with browsers.page(microphone=microphone, still=True) as (page, complaints):
        await page.add_init_script(KEEP_CONTEXTS)
        await page.goto(house.url)
        await listen(page)
        # As often as the page wakes it, until it is let go.
        await page.evaluate(
            "window.asleep = setInterval(() => contexts[0].suspend(), 50); contexts[0].resume = async () => undefined"
        )
        await expect(page.locator("[data-alarm=stalled]")).to_contain_text("put it to sleep", timeout=PATIENCE_MS)
        await page.evaluate("clearInterval(asleep); delete contexts[0].resume")
        missed = page.locator("[data-alarm=asleep]")
        await expect(missed).to_contain_text("did not reach this page", timeout=PATIENCE_MS)
        await page.get_by_role("button", name="All right").click()
        await expect(missed).to_have_count(0)
        assert await page.locator(".studio[data-state=live]").count() == 1
        assert complaints == []


async def test_a_frozen_tab_goes_on_where_it_was(house: Product, browsers: Browsers, microphone: Path) -> None:
    """A browser that freezes the tab: what its audio thread heard meanwhile is sent once it thaws."""
    async with browsers.page(microphone=microphone, still=True) as (page, complaints):
        await page.goto(house.url)
        await listen(page)
        await expect(page.locator(".line")).not_to_have_count(0, timeout=PATIENCE_MS)
        session = await page.context.new_cdp_session(page)
        await session.send("Page.setWebLifecycleState", {"state": "frozen"})
        await asyncio.sleep(4)  # the state that is tested: four seconds of a frozen tab
        await session.send("Page.setWebLifecycleState", {"state": "active"})
        lines = page.locator(".line")
        before = await lines.count()
        await expect(lines).not_to_have_count(before, timeout=PATIENCE_MS)
        await until_state(page, "live")
        await page.get_by_role("button", name="End").click()
        await until_state(page, "ended")
        assert complaints == []


async def test_a_server_that_was_killed_shows_everything_again(product: Product, browsers: Browsers) -> None:
    """Nobody listens: the page finds the server by itself when it is back, with the picture and every word."""
    async with browsers.page() as (page, _complaints):
        await evening(page, product.url)
        shown, words = await scene(page), await page.locator("[role=log]").inner_text()
        product.kill()
        await expect(page.get_by_text("Looking for the server…")).to_be_visible(timeout=PATIENCE_MS)
        assert await scene(page) == shown, "the picture stays while the server is away"
        await asyncio.to_thread(product.start)
        await expect(page.get_by_text("Ready when you are")).to_be_visible(timeout=PATIENCE_MS)
        await page.keyboard.press("r")
        await expect(page.locator(".plate")).to_have_count(2, timeout=PATIENCE_MS)
        await shows(page, int(await page.locator(".plate").last.get_attribute("data-plate") or 0))
        assert await page.locator("[role=log]").inner_text() == words
        async with httpx.AsyncClient() as http:
            assert (await http.get(f"{product.url}/readyz")).status_code == 200
