"""The live view for everyone: axe finds nothing in any of its states, wide and narrow, and nothing scrolls sideways."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.conftest import Browsers, Product
from e2e.studio import PATIENCE_MS, evening, until_state, violations
from playwright.async_api import Page, expect


async def sound(page: Page, state: str) -> None:
    """Nothing is wrong in this state."""
    assert await violations(page) == [], state
    sideways = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{state}: it scrolls sideways"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (360, 780)])
async def test_no_state_of_the_live_view_is_closed_to_anyone(
    house: Product, browsers: Browsers, microphone: Path, width: int, height: int
) -> None:
    # The states are looked at, not the ways between them.
    async with browsers.page(microphone=microphone, width=width, height=height, still=True) as (page, complaints):
        await page.goto(house.url)
        await expect(page.get_by_text("Ready when you are")).to_be_visible(timeout=PATIENCE_MS)
        await sound(page, "nothing yet")
        await page.keyboard.press("m")
        await expect(page.get_by_role("button", name="Talk for 10 s")).to_have_attribute("aria-disabled", "false")
        await sound(page, "the microphone")
        await page.keyboard.press("Escape")

        await evening(page, house.url)
        await page.keyboard.press("e")
        await page.keyboard.press("w")
        await expect(page.get_by_role("textbox", name="What shall be painted?")).to_be_visible()
        await sound(page, "writing what shall be painted")
        await page.keyboard.press("Escape")
        await page.keyboard.press("w")
        await expect(page.get_by_label("The place, the light, the weather")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.keyboard.press("c")
        await page.get_by_role("button", name="Clear the scene’s memory").click()
        await sound(page, "correcting and asking")
        await page.keyboard.press("Escape")
        await page.keyboard.press("h")
        await expect(page.locator(".ribbon")).to_be_visible()
        await sound(page, "hidden")
        await page.keyboard.press("?")
        await sound(page, "the keys")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Hear a recording").click()
        await sound(page, "consent")
        await page.get_by_role("button", name="Everyone in it agrees. Choose it").click()
        await sound(page, "a recording")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Start listening").click()
        await until_state(page, "live")
        await sound(page, "live")
        await page.get_by_role("button", name="Pause").click()
        await until_state(page, "paused")
        await sound(page, "paused")
        assert complaints == []
