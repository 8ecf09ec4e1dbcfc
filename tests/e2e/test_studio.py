"""The live view in a real browser against the real product: each thing that a game master does with it."""

from __future__ import annotations

import asyncio
import contextlib
import re
from pathlib import Path

import httpx
from e2e.conftest import Browsers, Product
from e2e.studio import PATIENCE_MS, SENTENCES, evening, listen, picture, said, scene, shows, token_of, until_state
from harness.recordings import recording
from playwright.async_api import Error, Page, Route, WebSocket, expect

COUNT_CLICKS = "window.clicks = 0; addEventListener('click', (event) => { window.clicks += event.isTrusted; }, true);"


async def test_from_a_fresh_account_to_the_first_picture_in_four_clicks(
    house: Product, browsers: Browsers, microphone: Path
) -> None:
    """Consent is asked for in plain words, once; a pause is shown as the server confirms it."""
    heard: list[str | bytes] = []

    def on_socket(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(frame))

    async with browsers.page(microphone=microphone, still=True) as (page, complaints):
        await page.add_init_script(COUNT_CLICKS)
        page.on("websocket", on_socket)
        await page.goto(house.url)
        await page.get_by_role("button", name="Start listening").click()
        sheet = page.get_by_role("dialog")
        await expect(sheet).to_contain_text("hears everyone at this table")
        await expect(sheet).to_contain_text("Nothing that is said leaves the server’s machine")
        await expect(sheet).to_contain_text("Recordings are deleted as soon as they are written down.")
        await expect(sheet).to_contain_text("is kept, in writing, until you delete it")
        assert await page.locator(".studio[data-state=idle]").count() == 1, "nobody is heard before they agreed"
        await page.get_by_role("button", name="Everyone agrees. Start").click()
        await until_state(page, "live")
        await expect(picture(page)).to_have_count(1, timeout=PATIENCE_MS)
        assert await page.evaluate("window.clicks") <= 4
        await expect(page.get_by_text("Free: all of it is done on this server")).to_be_visible()
        await expect(page.locator("[data-why], [data-verdict], .painting")).to_have_count(1)

        paused = re.compile(r'"type": ?"paused"')
        assert not any(paused.search(str(frame)) for frame in heard)
        await page.keyboard.press("p")
        await until_state(page, "paused")
        assert any(paused.search(str(frame)) for frame in heard), "shown before it was confirmed"
        await page.keyboard.press("p")
        await until_state(page, "live")
        await page.get_by_role("button", name="End").click()
        await until_state(page, "ended")

        await page.reload()
        await page.get_by_role("button", name="Start listening").click()
        await until_state(page, "live")
        assert complaints == []


async def test_the_microphone_is_tried_before_anything_is_sent(
    house: Product, browsers: Browsers, microphone: Path
) -> None:
    """A level, ten seconds to listen to, a plain verdict; then it starts with the same microphone."""
    sockets: list[str] = []
    async with browsers.page(microphone=microphone, still=True) as (page, complaints):
        page.on("websocket", lambda socket: sockets.append(socket.url))
        await page.goto(house.url)
        await page.get_by_role("button", name="Check the microphone").click()
        meter = page.get_by_role("dialog").get_by_role("meter")
        await expect(meter).to_have_attribute("aria-valuenow", re.compile(r"[1-9]\d"), timeout=PATIENCE_MS)
        await page.get_by_role("button", name="Talk for 10 s").click()
        await expect(page.locator(".said")).to_have_attribute("data-verdict", "fine", timeout=PATIENCE_MS)
        await page.get_by_role("button", name="Listen to it").click()
        await page.get_by_role("button", name="Stop").click()
        assert await page.get_by_label("Which one").locator("option").count() >= 1
        assert not [url for url in sockets if "/live" in url], "something was sent"
        await page.get_by_role("dialog").get_by_role("button", name="Start listening").click()
        await page.get_by_role("button", name="Everyone agrees. Start").click()
        await until_state(page, "live")
        assert complaints == []


async def test_a_person_draws_and_has_it_painted_once_more(house: Product, browsers: Browsers) -> None:
    """In their own words, whose letters are keys elsewhere; once more is another picture; and what was just said."""
    async with browsers.page() as (page, complaints):
        await evening(page, house.url)
        first = await scene(page)

        await page.keyboard.press("e")
        field = page.get_by_role("textbox", name="What shall be painted?")
        await expect(field).to_be_focused()
        assert len(await field.input_value()) > 20, "it begins with what was painted"
        await field.fill("")
        await page.keyboard.type("A happy ship under full sail")
        assert await scene(page) == first, "a key did something while a person wrote"
        await page.keyboard.press("Enter")
        await expect(page.locator(".caption-name")).to_have_text("A happy ship under full sail", timeout=PATIENCE_MS)
        # The title may be there before the picture has been faded in.
        await expect(picture(page)).not_to_have_attribute("data-scene", str(first), timeout=PATIENCE_MS)
        drawn = await scene(page)
        assert drawn > first
        await expect(page.locator("[data-why]")).to_contain_text("Asked for.")

        await page.keyboard.press("r")
        await shows(page, drawn + 1)
        await page.keyboard.press("d")
        await shows(page, drawn + 2)
        sources = await page.locator(".plate img").evaluate_all("all => all.map((one) => one.src)")
        async with httpx.AsyncClient() as http:
            pictures = [(await http.get(source)).raise_for_status().content for source in sources]
        assert len(set(pictures)) == len(pictures)
        assert complaints == []


async def test_hidden_is_gone_from_a_second_page_and_comes_back(house: Product, browsers: Browsers) -> None:
    """Hide, show again, pin and looking back: only the first three are seen at the table."""
    async with browsers.page() as (page, _complaints):
        await evening(page, house.url)
        older = await scene(page)
        await page.keyboard.press("r")
        await expect(page.locator(".plate")).to_have_count(2, timeout=PATIENCE_MS)
        newest = int(await page.locator(".plate").last.get_attribute("data-plate") or 0)
        await shows(page, newest)
        address = await picture(page).get_attribute("src")
        table = await page.context.new_page()
        await table.goto(house.url)
        await shows(table, newest)
        await page.bring_to_front()

        await page.keyboard.press("h")
        await expect(table.locator(f"img[data-scene='{newest}']")).to_have_count(0, timeout=PATIENCE_MS)
        await expect(page.locator(f"img[data-scene='{newest}']")).to_have_count(0, timeout=PATIENCE_MS)
        async with httpx.AsyncClient() as http:
            assert (await http.get(f"{house.url}{address}")).status_code == 410
        await expect(page.locator(".ribbon")).to_contain_text("hidden from every display")
        await shows(table, older)
        await page.keyboard.press("u")
        await shows(table, newest)
        await shows(page, newest)

        await page.keyboard.press("ArrowLeft")
        await shows(page, older)
        await expect(page.locator(".ribbon")).to_contain_text("You are looking back")
        assert await scene(table) == newest
        await page.get_by_role("button", name="Show this to the table").click()
        await shows(table, older)
        await expect(table.locator(".caption-number")).to_contain_text("pinned")
        await page.keyboard.press("k")
        await shows(table, newest)


async def test_what_was_misheard_is_put_right(house: Product, browsers: Browsers) -> None:
    """In the line itself; another page sees it; a line can be deleted, and only the story be shown."""
    async with browsers.page(still=True) as (page, complaints):
        await evening(page, house.url)
        other = await page.context.new_page()
        await other.goto(house.url)
        await expect(other.locator(SENTENCES)).to_have_count(2, timeout=PATIENCE_MS)
        await page.bring_to_front()

        first = page.locator(".line").first
        await first.hover()
        await first.get_by_role("button").click()
        await page.get_by_label("What was really said").fill("You come to the village of Nightford.")
        await page.keyboard.press("Enter")
        await expect(other.locator(SENTENCES).first).to_have_text("You come to the village of Nightford.")
        await page.keyboard.press("c")
        await page.get_by_role("button", name="Delete it").click()
        await expect(other.locator(SENTENCES)).to_have_count(1)
        # The other page may hear of it first, and "c" is for the last line that this one has.
        await expect(page.locator(SENTENCES)).to_have_count(1)
        await page.keyboard.press("c")
        await page.get_by_label("What was really said").fill("never mind")
        await page.keyboard.press("Escape")
        assert "never mind" not in await page.locator("[role=log]").inner_text()
        assert complaints == []


async def test_where_the_table_is_can_be_written_held_and_forgotten(house: Product, browsers: Browsers) -> None:
    async with browsers.page(still=True) as (page, complaints):
        await evening(page, house.url)
        place = page.locator(".place")
        await page.keyboard.press("w")
        await page.get_by_label("The place, the light, the weather").fill("A lighthouse at the end of the world.")
        await page.get_by_role("button", name="Save").click()
        await expect(place.locator(".place-text")).to_have_text("A lighthouse at the end of the world.")
        await page.keyboard.press("l")
        await expect(place.locator(".tag")).to_have_text("held by you")
        await place.get_by_role("button", name="Clear the scene’s memory").click()
        await place.get_by_role("button", name="Clear it").click()
        await expect(place).to_contain_text("The story starts afresh from here.")
        await expect(place.locator(".place-text")).to_have_text("A lighthouse at the end of the world.")
        await page.keyboard.press("l")
        await expect(place.locator(".tag")).to_have_count(0)
        async with httpx.AsyncClient(headers={"authorization": f"Bearer {await token_of(page)}"}) as http:
            kept = (await http.get(f"{house.url}/api/v1/user/settings")).json()
        assert kept["current_environment_description"] == "A lighthouse at the end of the world."
        assert kept["environment_locked"] is False
        assert complaints == []


async def hand_in(page: Page, name: str, data: bytes) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Choose a file").click()
    await (await chooser.value).set_files([{"name": name, "mimeType": "audio/wav", "buffer": data}])


async def test_a_recording_is_heard_with_its_progress_and_can_be_cancelled(house: Product, browsers: Browsers) -> None:
    """Cancelled while it is sent nothing is left of it; cancelled while it is heard, what was heard stays."""
    sent: asyncio.Future[Route] = asyncio.get_running_loop().create_future()

    async def hold(route: Route) -> None:
        sent.set_result(route)  # and it never arrives

    async with browsers.page() as (page, _complaints):
        await page.goto(house.url)
        token = await token_of(page)
        await page.get_by_role("button", name="Hear a recording").click()
        await page.get_by_role("button", name="Everyone in it agrees. Choose it").click()
        await page.route("**/audio/upload", hold)
        await hand_in(page, "lost.wav", recording(said(0, 4), "wav"))
        held = await sent
        await expect(page.locator("dialog [data-upload]")).to_contain_text("Sending")
        await page.get_by_role("button", name="Cancel the recording").click()
        await expect(page.locator("dialog [data-upload=cancelled]")).to_have_count(1)
        with contextlib.suppress(Error):
            await held.abort()  # what is held while the route is taken away goes on its way, if it is not gone by then
        await page.unroute("**/audio/upload")

        await hand_in(page, "short.wav", recording(said(0, 9), "wav"))
        await expect(page.locator("dialog [data-upload=done]")).to_contain_text(
            "Done: 2 sentences", timeout=PATIENCE_MS
        )
        await expect(page.locator(SENTENCES)).to_have_count(2, timeout=PATIENCE_MS)

        await hand_in(page, "long.wav", recording(said(0, 90) * 4, "wav"))
        await expect(page.locator("dialog progress[value]")).to_have_count(1, timeout=PATIENCE_MS)
        await page.get_by_role("dialog").get_by_role("button", name="Close").click()
        await page.locator(".recording").get_by_role("button").click()
        await page.get_by_role("button", name="Cancel the recording").click()
        await expect(page.locator("dialog [data-upload=cancelled]")).to_have_count(1)
        async with httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http:
            uploads = (await http.get(f"{house.url}/api/v1/uploads")).json()["uploads"]
        assert [(one["name"], one["status"]) for one in uploads] == [
            ("long.wav", "cancelled"),
            ("short.wav", "completed"),
        ]


async def test_every_key_is_on_the_sheet_and_single_ones_can_be_switched_off(
    house: Product, browsers: Browsers, microphone: Path
) -> None:
    async with browsers.page(microphone=microphone, still=True) as (page, complaints):
        await evening(page, house.url)
        await page.keyboard.press("?")
        sheet = page.get_by_role("dialog")
        await expect(sheet.locator("kbd")).to_have_count(17)
        await page.keyboard.press("h")
        assert await page.locator(".ribbon").count() == 0, "a key reached through the sheet"
        await page.keyboard.press("Escape")
        await expect(sheet).to_have_count(0)
        await page.keyboard.press("f")
        await page.wait_for_function("() => document.fullscreenElement?.className === 'frame'")
        await page.keyboard.press("f")
        await page.wait_for_function("() => document.fullscreenElement === null")

        await page.keyboard.press("?")
        await page.get_by_label("Use single keys").uncheck()
        await page.keyboard.press("Escape")
        await page.reload()
        await expect(picture(page)).to_have_count(1)
        await page.keyboard.press("e")
        await page.keyboard.press("?")
        assert await page.locator(".prompt, dialog").count() == 0
        await listen(page)
        await page.keyboard.press("p")
        await page.get_by_role("button", name="Keys").click()
        await page.get_by_label("Use single keys").check()
        await page.keyboard.press("Escape")
        assert await page.locator(".studio[data-state=live]").count() == 1
        await page.keyboard.press("p")
        await until_state(page, "paused")
        assert complaints == []
