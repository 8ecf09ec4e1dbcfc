"""The page of displays in a real browser: the overlay's preview and address, and a TV that is paired by its QR code."""

from __future__ import annotations

import io
import re
from typing import Any

import segno
from e2e.conftest import Browsers, Product
from e2e.house import NARROW, WIDE, visitor
from e2e.screens import looks, shows
from e2e.studio import evening, picture
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

SOURCE = (1920, 1080)
LOOKS: tuple[dict[str, str], ...] = (
    {},
    {"Place": "bottom-right", "Size, in percent of the source": "46", "Rounded corners, in px": "24"},
    {"Place": "top-left", "Picture": "cover", "Title": "top", "Background; empty: transparent": "00ff00"},
    {"Title": "off", "Change": "zoom", "Rounded corners, in px": "0", "Background; empty: transparent": ""},
)
"""Choices that are made one after the other."""

MEASURE = """async (source) => {
  const end = (element) => Promise.allSettled(element.getAnimations().map((one) => one.finished));
  await Promise.all([...source.querySelectorAll("*")].map(end));
  const whole = source.getBoundingClientRect();
  const drawn = ["borderRadius", "objectFit", "opacity", "transform", "zIndex"];
  const written = ["color", "fontFamily", "fontSize", "lineHeight", "letterSpacing", "textShadow"];
  const looks = { ".aa-picture.aa-shown": drawn, ".aa-caption": drawn, ".aa-title.aa-on": [...drawn, ...written] };
  const parts = Object.entries(looks).map(([name, properties]) => {
    const element = source.querySelector(name);
    if (!element || getComputedStyle(element).display === "none") return null;
    const box = element.getBoundingClientRect();
    const share = (pixels, of) => Math.round((pixels / of) * 500);
    return [
      share(box.x - whole.x, whole.width), share(box.y - whole.y, whole.height),
      share(box.width, whole.width), share(box.height, whole.height),
      ...properties.map((property) => getComputedStyle(element)[property]), element.innerText,
    ];
  });
  return [getComputedStyle(source).backgroundColor, ...parts];
}"""
"""Where everything lies in the source, in five-hundredths of it, and how it looks; once it has come."""


async def measured(source: Locator) -> list[Any]:
    return await source.evaluate(MEASURE)


async def test_the_preview_looks_as_the_overlay_does(house: Product, browser: Browser) -> None:
    """Whatever is chosen, it is what the page shows that a stream opens."""
    async with visitor(house, browser, still=False) as gm, visitor(house, browser, SOURCE, still=False) as obs:
        await gm.go("displays")
        stream = gm.page.get_by_role("region", name="In your stream")
        preview = gm.page.locator(".overlay-source")
        seen: list[list[Any]] = []
        for look in LOOKS:
            for label, value in look.items():
                field = stream.get_by_label(label, exact=True)
                if await field.evaluate("field => field.localName") == "select":
                    await field.select_option(value)
                else:
                    await field.fill(value)
            address = await stream.get_by_role("link", name="See it with a test picture").get_attribute("href")
            assert address is not None
            await obs.page.goto("about:blank")
            await obs.page.goto(address)
            await expect(obs.page.locator(".aa-picture.aa-shown")).to_have_count(1)
            await expect(preview.locator(".aa-picture.aa-shown")).to_have_count(1)
            seen.append(await measured(preview))
            assert await measured(obs.page.locator(":root")) == seen[-1]
        assert len({str(one) for one in seen}) == len(LOOKS), "a choice changed nothing"
        assert seen[0][3][-1] == "The last light on the harbour"
        assert seen[2][0] == "rgb(0, 255, 0)"
        assert seen[3][3] is None

        await stream.get_by_label("Title", exact=True).select_option("bottom")
        await stream.get_by_role("button", name="Show a change").click()
        await expect(preview.locator(".aa-title.aa-on")).to_have_text("The dragon before the castle")
        await shows(gm.page, {"url": "/styles/oil-painting.webp"})
        await gm.page.clock.install()
        await stream.get_by_label("Hide after").fill("20")
        await gm.page.clock.run_for(19_000)
        await expect(preview.locator(".aa-resting")).to_have_count(0)
        await gm.page.clock.run_for(2_000)
        await expect(preview.locator(".aa-resting")).to_have_count(1)
        await stream.get_by_role("button", name="Show a change").click()
        await expect(preview.locator(".aa-resting")).to_have_count(0)
        assert await gm.axe() == []


async def pasted(page: Page) -> str:
    """What a person finds who pastes into another window."""
    field = await page.context.new_page()
    await field.set_content("<input>")
    await field.locator("input").click()
    await field.keyboard.press("ControlOrMeta+V")
    address = await field.locator("input").input_value()
    await field.close()
    return address


async def test_from_the_live_view_to_a_picture_in_the_stream(house: Product, browsers: Browsers) -> None:
    """Three clicks and a paste; the address that was copied is a whole overlay, under the pages' own policy."""
    async with browsers.page() as (page, complaints), browsers.page(width=640, height=360) as (source, wrong):
        # What every browser with windows lets a page do after a click.
        await page.context.grant_permissions(["clipboard-write"])
        await evening(page, house.url)
        shown = await picture(page).get_attribute("src")
        await page.get_by_role("navigation", name="Pages").get_by_role("link", name="Displays").click()
        stream = page.get_by_role("region", name="In your stream")
        await stream.get_by_role("button", name="Make the address").click()
        await stream.get_by_role("button", name="Copy", exact=True).click()
        await expect(stream.get_by_role("status")).to_contain_text(["Copied"])
        address = await pasted(page)
        assert address.startswith(f"{house.url}/overlay#aas_")
        await source.goto(address)
        await shows(source, {"url": shown})
        await expect(source.locator(".aa-title.aa-on")).not_to_be_empty()
        await source.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        assert (await looks(source))[3] == 255
        assert complaints == wrong == []


async def scanned(code: Locator) -> list[list[bool]]:
    """The dark modules of a QR code as they are seen on the screen, without the light border."""
    box = await code.get_attribute("viewBox")
    assert box is not None
    border, side = -int(box.split()[0]), int(box.split()[2])
    with Image.open(io.BytesIO(await code.screenshot())) as shot:
        grey = shot.convert("L")
    step_x, step_y = grey.width / side, grey.height / side

    def dark(x: int, y: int) -> bool:
        return int(str(grey.getpixel((int((x + 0.5) * step_x), int((y + 0.5) * step_y))))) < 128

    inner = range(border, side - border)
    around = [(x, y) for x in range(side) for y in range(side) if x not in inner or y not in inner]
    # Its corners are round.
    corners = {(x, y) for x in (0, side - 1) for y in (0, side - 1)}
    assert not any(dark(x, y) for x, y in around if (x, y) not in corners), "a reader needs the light border"
    return [[dark(x, y) for x in inner] for y in inner]


async def test_a_tv_is_paired_by_its_qr_code_and_blacked_out(house: Product, browser: Browser) -> None:
    """A phone that reads the code has it typed in already; what is pressed there is seen on the TV."""
    async with visitor(house, browser, NARROW) as phone, visitor(house, browser, WIDE, still=False) as tv:
        await tv.page.goto(f"{house.url}/table")
        code = tv.page.locator("p.code")
        await expect(code).to_have_text(re.compile(r"^[2-9A-Z]{3} [2-9A-Z]{3}$"))
        shown = "".join((await code.inner_text()).split())
        # A link makes one code only, so that the one that is seen leads there and nowhere else.
        link = f"{house.url}/#/displays?code={shown}"
        for faded in (".pairing.on", ".qr.on"):
            await expect(tv.page.locator(faded)).to_have_css("opacity", "1")
        assert await scanned(tv.page.locator(".qr svg")) == [
            [bool(module) for module in row]
            for row in segno.make(link, error="m", micro=False, boost_error=False).matrix
        ]

        await phone.page.goto(link)
        await expect(phone.page.get_by_label("Code on the display")).to_have_value(shown)
        await expect(phone.page.get_by_text("You are a guest in this browser")).to_be_visible()
        assert await phone.overflow() <= 0
        await phone.page.get_by_label("Name, such as").fill("Living room")
        await phone.button("Pair it").click()
        card = phone.page.locator(".display", has_text="Living room")
        await expect(card.locator(".tag")).to_have_text("connected")
        blackout = card.get_by_role("button", name="Blackout: Living room")
        await blackout.click()
        await expect(blackout).to_have_attribute("aria-pressed", "true")
        await expect(tv.page.locator("body.blackout")).to_have_count(1)
        await blackout.click()
        await expect(tv.page.locator("body.blackout")).to_have_count(0)
        await card.locator("summary").click()
        await card.get_by_role("button", name="Disconnect it").click()
        await phone.page.get_by_role("dialog").get_by_role("button", name="Disconnect it").click()
        await expect(phone.page.get_by_text("No display yet.")).to_be_visible()
