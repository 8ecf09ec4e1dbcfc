"""The pages around the live view in a real browser: characters, style, history, displays, links, settings."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from e2e.conftest import Product
from e2e.house import AXE, NARROW, WIDE, Visitor, account, told, visitor
from e2e.studio import said
from harness.client import Host
from PIL import Image
from playwright.async_api import Browser, expect

TELLER = "teller@example.com"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def teller(house: Product) -> dict[str, str]:
    """The header of an account that has told the sample's evening."""
    return await told(house.url, TELLER)


def picture(path: Path) -> Path:
    """Half red, half blue, so that one can see which part was chosen."""
    image = Image.new("RGB", (800, 400), (200, 20, 20))
    image.paste((20, 20, 200), (400, 0, 800, 400))
    image.save(path)
    return path


async def test_a_character_with_looks_and_a_portrait(house: Product, browser: Browser, tmp_path: Path) -> None:
    """Written, cut out, shown, left out; and of two pages that change one neither overwrites the other."""
    headers = await account(house.url, "characters@example.com")
    async with visitor(house, browser, allowed=1) as gm, httpx.AsyncClient(base_url=house.url, headers=headers) as http:
        await gm.become("characters@example.com")
        await gm.visit("Characters")
        await gm.button("Add a character").click()
        await gm.button("Save").click()
        await expect(gm.page.get_by_text("A name is needed.")).to_be_visible()
        await gm.fill(name="Kara", what_is_to_be_seen="silver hair", species="half-elf", known_by="a longbow")
        await gm.page.get_by_label("Choose a picture").set_input_files(picture(tmp_path / "two.png"))
        await gm.page.get_by_label("Left and right").fill("1")
        await gm.button("Use this part").click()
        await expect(gm.page.get_by_text("It is saved with the character.")).to_be_visible()
        await gm.button("Save").click()
        await expect(gm.page.get_by_role("dialog")).to_have_count(0)
        face = gm.page.get_by_alt_text("Portrait of Kara")
        await expect(face).to_be_visible()
        await face.evaluate("image => image.decode()")

        (kara,) = (await http.get("/api/v1/characters")).json()
        assert kara["description"] == "silver hair"
        assert kara["attributes"] | {"species": "half-elf", "gear": "a longbow"} == kara["attributes"]
        with Image.open(io.BytesIO((await http.get(kara["portrait"])).content)) as kept:
            assert kept.size[0] == kept.size[1]
        assert await middle(http, "Kara") == "blue"

        await gm.page.get_by_label("Kara is in the story").uncheck()
        await expect(gm.page.get_by_text("Left out for now")).to_be_visible()
        await gm.button("Change Kara").click()
        await gm.fill(age="thirty")
        changed = await http.put(f"/api/v1/characters/{kara['id']}", json={"attributes": {"build": "tall"}})
        assert changed.status_code == 200
        await gm.button("Save").click()
        await expect(gm.page.get_by_text("nothing of yours is lost")).to_be_visible()
        await expect(gm.page.get_by_label("Age", exact=True)).to_have_value("thirty")
        assert await gm.axe() == []
        await gm.button("Save mine all the same").click()
        await expect(gm.page.get_by_role("dialog")).to_have_count(0)
        (kara,) = (await http.get("/api/v1/characters")).json()
        assert (kara["attributes"]["age"], kara["included"]) == ("thirty", False)

        await gm.button("Add a name").click()
        await gm.page.get_by_label("Name", exact=True).fill("Thalindra")
        await gm.page.get_by_label("Sounds like: Thalindra").fill("thah-LIN-drah")
        await gm.button("Save the names").click()
        await expect(gm.page.get_by_text("They are known from the next scene on.")).to_be_visible()
        names = (await http.get("/api/v1/glossary")).json()["names"]
        assert names == [{"name": "Thalindra", "pronunciation": "thah-LIN-drah"}]


async def test_a_portrait_is_saved_as_it_is_framed(house: Product, browser: Browser, tmp_path: Path) -> None:
    """Whoever frames a picture and saves has that part of it; what cannot be read is said and saves nothing."""
    headers = await account(house.url, "portraits@example.com")
    async with visitor(house, browser) as gm, httpx.AsyncClient(base_url=house.url, headers=headers) as http:
        await gm.become("portraits@example.com")
        await gm.visit("Characters")
        await gm.button("Add a character").click()
        await gm.fill(name="Borin")
        (tmp_path / "letter.png").write_text("Dear Borin")
        choice = gm.page.get_by_label("Choose a picture")
        await choice.set_input_files(tmp_path / "letter.png")
        await expect(gm.page.get_by_text("This picture cannot be read.")).to_be_visible()
        await choice.set_input_files(picture(tmp_path / "two.png"))
        await gm.page.get_by_label("Left and right").fill("1")
        await expect(gm.page.get_by_text("This picture cannot be read.")).to_have_count(0)
        assert await gm.axe() == []
        await gm.button("Save").click()
        await expect(gm.page.get_by_role("dialog")).to_have_count(0)
        assert await middle(http, "Borin") == "blue"

        await gm.button("Change Borin").click()
        await gm.page.get_by_label("Choose another picture").set_input_files(tmp_path / "two.png")
        await gm.page.get_by_label("Left and right").fill("0")
        await gm.button("Save").click()
        await expect(gm.page.get_by_role("dialog")).to_have_count(0)
        assert await middle(http, "Borin") == "red"

        await gm.button("Change Borin").click()
        await gm.page.get_by_label("Choose another picture").set_input_files(tmp_path / "two.png")
        await expect(gm.page.get_by_label("Left and right")).to_be_visible()
        await gm.button("Take the portrait away").click()
        await expect(gm.page.get_by_label("Left and right")).to_have_count(0)
        await gm.button("Save").click()
        await expect(gm.page.get_by_role("dialog")).to_have_count(0)
        assert (await http.get("/api/v1/characters")).json()[0]["portrait"] is None


async def middle(http: httpx.AsyncClient, name: str) -> str:
    """Which half of ``picture`` a character's portrait is of."""
    (one,) = [one for one in (await http.get("/api/v1/characters")).json() if one["name"] == name]
    with Image.open(io.BytesIO((await http.get(one["portrait"])).content)) as kept:
        red, _green, blue = kept.convert("RGB").getpixel((kept.width // 2, kept.height // 2))  # pyright: ignore
    return "blue" if blue > 150 > 80 > red else "red" if red > 150 > 80 > blue else f"{red}, {blue}"


async def test_a_style_is_chosen_and_other_pages_learn_of_it(house: Product, browser: Browser) -> None:
    headers = await account(house.url, "style@example.com")
    async with visitor(house, browser) as gm, httpx.AsyncClient(base_url=house.url, headers=headers) as http:
        await gm.become("style@example.com")
        await gm.visit("Style")
        other = await gm.context.new_page()
        await other.goto(f"{house.url}/#/style")
        await expect(other.locator(".style-name")).to_have_text("The painter’s own")
        await gm.button("Woodcut").click()
        await expect(gm.page.locator(".sample[aria-pressed=true]")).to_contain_text("Woodcut")
        await expect(other.locator(".style-name")).to_have_text("Woodcut")
        samples = gm.page.locator(".sample img")
        await samples.last.scroll_into_view_if_needed()
        assert await samples.last.evaluate("async image => (await image.decode(), image.naturalWidth)") == 480

        words = gm.page.get_by_label("What the painter is told")
        await words.fill("frescoes on a cracked wall")
        await gm.button("Use these words").click()
        await expect(other.get_by_label("What the painter is told")).to_have_value("frescoes on a cracked wall")
        settings = (await http.get("/api/v1/user/settings")).json()
        assert settings["current_style_text"] == "frescoes on a cracked wall"
        await gm.button("Back to the painter’s own").click()
        await expect(other.locator(".style-name")).to_have_text("The painter’s own")


async def test_an_evening_is_looked_through_and_taken_out(
    house: Product, browser: Browser, teller: dict[str, str]
) -> None:
    """Gallery, a scene hidden and shown, search, timeline, ZIP, recap, a new name."""
    async with visitor(house, browser, allowed=2) as gm, httpx.AsyncClient(base_url=house.url, headers=teller) as http:
        await gm.become(TELLER)
        await gm.visit("History")
        await gm.page.locator("a.evening").click()
        tile = gm.page.locator(".tile").first
        await expect(tile).to_be_visible()
        name = await tile.locator(".tile-name").inner_text()
        await tile.get_by_role("button", name=f"Look at {name}").click()
        await expect(gm.page.get_by_role("dialog").get_by_role("img")).to_be_visible()
        assert await gm.axe() == []
        await gm.page.keyboard.press("Escape")
        await expect(gm.page.get_by_role("dialog")).to_have_count(0)

        source = await tile.locator("img").get_attribute("src") or ""
        address = f"{house.url}{source}"
        await tile.get_by_role("button", name=f"Hide: {name}").click()
        await expect(tile).to_contain_text("Hidden: on no display")
        assert (await http.get(address)).status_code == 410
        await tile.get_by_role("button", name=f"Show again: {name}").click()
        await expect(tile.locator("img")).to_be_visible()
        assert (await http.get(address)).status_code == 200

        await gm.page.get_by_role("searchbox").fill("wizard")
        await gm.button("Search").click()
        await gm.page.locator("a.found-place", has_text="said").first.click()
        found = gm.page.locator(".moment[data-found=true]")
        await expect(found).to_contain_text("wizard")
        await expect(found).to_be_focused()
        await expect(found).to_be_in_viewport()
        await expect(gm.page.locator(".moment[data-kind=place]").first).to_contain_text("The place changed")
        assert await gm.axe() == []

        async with gm.page.expect_download() as download:
            await gm.button("Export as ZIP").click()
        with zipfile.ZipFile(await (await download.value).path()) as packed:
            assert {"recap.html", "transcript.md", "session.json"} <= {Path(name).name for name in packed.namelist()}
            assert sum(name.endswith(".webp") for name in packed.namelist()) >= 5

        await gm.button("Rename").click()
        await gm.fill(name_of_the_evening="The dragon sleeps")
        await gm.button("Save the name").click()
        await expect(gm.page.get_by_role("heading", name="The dragon sleeps")).to_be_visible()
        await gm.page.get_by_role("link", name="Recap to print").click()
        recap = gm.page.get_by_role("article")
        await expect(recap).to_contain_text("An old wizard looks up from his table")
        await expect(recap).not_to_contain_text("pizza")
        await gm.page.get_by_label("With table talk").check()
        await expect(recap).to_contain_text("pizza")
        await expect(recap.get_by_role("img").nth(4)).to_be_visible()
        await gm.page.emulate_media(media="print")
        await expect(gm.page.get_by_role("banner")).to_be_hidden()


async def test_what_was_said_is_listened_to_where_recordings_are_kept(house: Product, browser: Browser) -> None:
    """One sentence at a time, to its end or until it is stopped; nothing of it is offered once nothing is kept."""
    headers = await account(house.url, "recordings@example.com")
    async with visitor(house, browser) as gm, httpx.AsyncClient(base_url=house.url, headers=headers) as http:
        keep = {"keep_recordings": True, "transcript_retention_days": None}
        (await http.put("/api/v1/account/privacy", json=keep)).raise_for_status()
        host = Host(house.url, headers["authorization"].removeprefix("Bearer "), said(0, 9), mode="file")
        await host.perform()
        await gm.become("recordings@example.com")
        await gm.go(f"history/{host.session_id}?view=timeline")
        first, second = (gm.page.get_by_role("button", name=re.compile("^Listen to")).nth(at) for at in (0, 1))
        await first.click()
        await expect(first).to_have_attribute("aria-pressed", "true")
        await second.click()
        await expect(first).to_have_attribute("aria-pressed", "false")
        await expect(second).to_have_attribute("aria-pressed", "true")
        await expect(second).to_have_attribute("aria-pressed", "false")
        assert await gm.page.get_by_role("alert").all_inner_texts() == [""] * await gm.page.get_by_role("alert").count()
        await first.click()
        await expect(first).to_have_text("■")
        await first.click()
        await expect(first).to_have_text("▶")
        assert await gm.axe() == []

        (await http.put("/api/v1/account/privacy", json=keep | {"keep_recordings": False})).raise_for_status()
        await gm.page.reload()
        await expect(gm.page.locator(".moment[data-kind=said]")).to_have_count(2)
        await gm.page.wait_for_load_state("networkidle")
        await expect(gm.page.get_by_role("button", name=re.compile("^Listen to"))).to_have_count(0)


async def test_an_evening_is_deleted(house: Product, browser: Browser) -> None:
    headers = await account(house.url, "gone@example.com")
    async with visitor(house, browser, allowed=3) as gm, httpx.AsyncClient(base_url=house.url, headers=headers) as http:
        made = (await http.post("/api/v1/sessions", json={"name": "A short one"})).json()
        await gm.become("gone@example.com")
        await gm.go(f"history/{made['id']}")
        await gm.button("End it").click()
        await gm.page.get_by_role("dialog").get_by_role("button", name="End it").click()
        await expect(gm.page.get_by_text("Ended")).to_be_visible()
        await gm.button("Delete it").click()
        await gm.button("Delete it for good").click()
        await expect(gm.page.get_by_text("No evening yet.")).to_be_visible()
        assert (await http.get(f"/api/v1/sessions/{made['id']}")).status_code == 404


async def test_a_link_shows_the_picture_until_it_ends(house: Product, browser: Browser, teller: dict[str, str]) -> None:
    """Made, watched without an account, given a new address, ended; the overlay's own is made, too."""
    assert teller
    async with visitor(house, browser) as gm, visitor(house, browser, NARROW) as player:
        await gm.become(TELLER)
        await gm.visit("Displays")
        await gm.button("Make the address").click()
        overlay = gm.page.get_by_label("Address of the overlay")
        await expect(overlay).to_have_attribute("type", "password")
        await gm.page.get_by_label("Place", exact=True).select_option("bottom-left")
        assert (await overlay.input_value()).startswith(f"{house.url}/overlay?pos=bottom-left#aas_")

        await gm.fill(for_whom="Players at home")
        await gm.button("Make a link").click()
        address = gm.page.get_by_label("Address of Players at home")
        first = await address.input_value()
        await player.page.goto(first)
        await expect(player.page.locator(".picture")).to_be_visible()
        await expect(player.page.locator(".watch-title")).not_to_be_empty()
        assert await player.axe() == []
        assert await player.overflow() <= 0
        kept = await player.page.evaluate("Object.keys(localStorage)")
        assert kept == [], "a guest was made an account"

        await gm.button("New address: Players at home").click()
        await gm.page.get_by_role("dialog").get_by_role("button", name="New address").click()
        await expect(player.page.get_by_role("status")).to_have_text(
            "This link has ended. Ask whoever sent it for a new one."
        )
        await expect(player.page.locator(".picture")).to_have_count(0)
        await expect(address).not_to_have_value(first)
        await player.page.goto(await address.input_value())
        await expect(player.page.locator(".picture")).to_be_visible()
        await gm.button("End it: Players at home").click()
        await gm.page.get_by_role("dialog").get_by_role("button", name="End it").click()
        await expect(player.page.locator(".picture")).to_have_count(0)
        await expect(gm.page.get_by_text("No link yet.")).to_be_visible()


async def test_settings_tell_where_things_go_and_what_is_kept(
    house: Product, browser: Browser, teller: dict[str, str]
) -> None:
    async with visitor(house, browser) as gm, httpx.AsyncClient(base_url=house.url, headers=teller) as http:
        await gm.become(TELLER)
        await gm.visit("Settings")
        await expect(gm.page.get_by_text("Nothing that is said leaves the server’s machine")).to_be_visible()
        await expect(gm.page.get_by_text("offline-whisper")).to_be_visible()
        await expect(gm.page.locator(".ledger tbody tr")).not_to_have_count(0)
        await gm.page.get_by_label("Delete what was said after").fill("0")
        await gm.button("Save").click()
        await expect(gm.page.get_by_text("From 1 to 3650 days, or nothing.")).to_be_visible()
        await gm.page.get_by_label("Delete what was said after").fill("90")
        await gm.page.get_by_label("Keep recordings, too").check()
        await gm.button("Save").click()
        await expect(gm.page.get_by_text("kept, in writing, for 90 days")).to_be_visible()
        privacy = (await http.get("/api/v1/account/privacy")).json()
        assert privacy == {"keep_recordings": True, "transcript_retention_days": 90}
        async with gm.page.expect_download() as download:
            await gm.button("Export everything").click()
        assert zipfile.is_zipfile(await (await download.value).path())


async def test_it_goes_on_hearing_while_another_page_is_open(house: Product, browser: Browser) -> None:
    """The masthead says so, and the words are there on the way back."""
    async with visitor(house, browser) as gm:
        await gm.go()
        await gm.button("Play the sample").click()
        await expect(gm.page.locator(".masthead .status")).to_contain_text("Live")
        await gm.visit("Characters")
        await expect(gm.page.locator(".masthead .status")).to_contain_text("Live")
        async with httpx.AsyncClient(base_url=house.url) as http:
            kept = await gm.page.evaluate("JSON.parse(localStorage.getItem('adventure-art.account')).access_token")
            http.headers["authorization"] = f"Bearer {kept}"
            session = (await http.get("/api/v1/sessions/current")).json()["id"]
        await gm.go(f"history/{session}?view=timeline")
        # What is said meanwhile comes by itself.
        await expect(gm.page.locator(".moment[data-kind=said]")).not_to_have_count(0, timeout=60_000)
        await gm.page.get_by_role("link", name="Live", exact=True).click()
        await expect(gm.page.locator("[role=log] [data-utterance]")).not_to_have_count(0)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_every_page_is_for_everyone(
    house: Product, browser: Browser, teller: dict[str, str], size: tuple[int, int]
) -> None:
    """No page breaks a rule of axe's, scrolls sideways, or leaves its reader without a heading."""
    assert AXE.is_file(), "`make` installs it with the pages' other tools"
    async with httpx.AsyncClient(base_url=house.url, headers=teller) as http:
        session = (await http.get("/api/v1/sessions")).json()["sessions"][0]["id"]
        if not (await http.get("/api/v1/characters")).json():
            await http.post("/api/v1/characters", json={"name": "Kara", "description": "silver hair"})
    pages = {
        "": "The picture",
        "history": "Search everything",
        f"history/{session}": "Recap to print",
        f"history/{session}?view=timeline": "The place changed",
        f"history/{session}/recap": "Save as a page",
        "characters": "silver hair",
        "style": "Woodcut",
        "displays": "In OBS",
        "settings": "Who works here",
        "account": "Sign out everywhere",
    }
    async with visitor(house, browser, size) as gm:
        await gm.become(TELLER)
        wrong: list[str] = []
        for page, words in pages.items():
            await gm.go(page)
            await ready(gm, words)
            wrong += [f"{page}: {problem}" for problem in await gm.axe()]
            if (over := await gm.overflow()) > 0:
                wrong.append(f"{page}: scrolls sideways by {over} px")
            assert await gm.page.locator("h1").count() == 1, page
    assert wrong == []


async def test_the_keyboard_reaches_everything(house: Product, browser: Browser) -> None:
    """The first Tab is the way past the navigation; a dialog gives the focus back."""
    async with visitor(house, browser) as gm:
        await gm.go("characters")
        await expect(gm.button("Add a character")).to_be_visible()
        await gm.page.keyboard.press("Tab")
        await expect(gm.page.get_by_role("link", name="To the page")).to_be_focused()
        await gm.page.keyboard.press("Enter")
        await expect(gm.page.locator("h1")).to_be_focused()
        assert gm.page.url.endswith("#/characters")
        await gm.page.keyboard.press("Tab")
        await expect(gm.button("Add a character")).to_be_focused()
        await gm.page.keyboard.press("Enter")
        await expect(gm.page.get_by_role("dialog")).to_be_visible()
        await gm.page.keyboard.press("Escape")
        await expect(gm.page.get_by_role("dialog")).to_have_count(0)
        await expect(gm.button("Add a character")).to_be_focused()


async def ready(gm: Visitor, words: str) -> None:
    """Until a page shows what it is for."""
    labelled = gm.page.get_by_label(words).or_(gm.page.get_by_text(words)).or_(gm.page.get_by_placeholder(words))
    await expect(labelled.first).to_be_visible()
