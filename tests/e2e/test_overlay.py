"""The overlay in a real browser against a real server: the picture, and nothing but the picture, whatever happens."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from e2e.conftest import Browsers
from e2e.screens import Evening, like, looks, shows, titled, until_looks
from harness.engines import Painter
from harness.ledger import Ledger
from harness.processes import ServerProcess
from harness.serving import serving
from playwright.async_api import Page, expect

pytestmark = pytest.mark.usefixtures("clients")

NOTHING = (0, 0, 0, 0)
OBS_STYLE = "body { background-color: rgba(0, 0, 0, 0); margin: 0px auto; overflow: hidden; }"
"""What OBS has as a browser source's custom CSS before anybody writes some."""

IN_OBS = "window.obsstudio = { pluginVersion: '2.24.4', getStatus: (tell) => tell({ streaming: true }) }"


async def style(page: Page, css: str) -> None:
    """As OBS does it."""
    await page.evaluate(
        "css => { const style = document.createElement('style'); style.innerHTML = css;"
        " document.querySelector('head').appendChild(style); }",
        css,
    )


async def told(page: Page, name: str, detail: str) -> None:
    await page.evaluate(f"dispatchEvent(new CustomEvent('{name}', {{ detail: {detail} }}))")


async def test_it_shows_the_current_picture_and_is_transparent_elsewhere(
    standing: ServerProcess, browsers: Browsers
) -> None:
    async with Evening.at(standing.url) as evening, browsers.page(width=640, height=360) as (page, complaints):
        link = await evening.link()
        await page.goto(f"{standing.url}/overlay?size=50&pos=bottom-right&transition=cut#{link['token']}")
        await expect(page.locator("html.aa-connected")).to_have_count(1)
        await style(page, OBS_STYLE)
        assert {await looks(page, x, y) for x in (0, 0.5, 1) for y in (0, 0.5, 1)} == {NOTHING}

        mill = await evening.draw("a mill by the river")
        await shows(page, mill)
        await until_looks(page, await evening.colour(mill), 0.75, 0.6)
        assert [await looks(page, *at) for at in ((0.25, 0.25), (0.75, 0.4), (0.45, 0.75))] == [NOTHING] * 3
        await titled(page, "A mill by the river")

        tower = await evening.draw("a tower in the rain")
        await shows(page, tower)
        await titled(page, "A tower in the rain")
        await evening.direct(tower["scene"], "hide")
        await shows(page, mill)
        await until_looks(page, await evening.colour(mill), 0.75, 0.6)
        await evening.direct(mill["scene"], "hide")
        await until_looks(page, NOTHING, 0.75, 0.75)
        # Its title and the shade behind it are gone, too.
        await until_looks(page, NOTHING, 0.55, 0.95)
        # Loaded anew it knows of neither: what comes back was painted before it was there.
        await page.reload()
        await expect(page.locator("html.aa-connected")).to_have_count(1)
        await evening.direct(mill["scene"], "show")
        await shows(page, mill)
        await titled(page, "A mill by the river")

        # However slowly pictures cross over: what is hidden goes at once, in mid-fade, too.
        await page.clock.install()
        await page.goto("about:blank")
        await page.goto(f"{standing.url}/overlay?fade=20000#{link['token']}")
        await shows(page, mill)
        await page.clock.run_for(21_000)
        castle = await evening.draw("a castle")
        await page.wait_for_selector(f"img[src='{castle['url']}'].aa-shown")
        await evening.direct(castle["scene"], "hide")
        await shows(page, mill)
        assert complaints == []


async def test_a_sketch_becomes_its_picture_without_a_gap(
    tmp_path: Path, browsers: Browsers, database_url: str
) -> None:
    painted = asyncio.Event()

    async def act(engine: str, key: str) -> None:
        if engine == "paint":
            await painted.wait()

    class Sketcher(Painter):
        async def _call(self, engine: str, key: str) -> None:
            """At once."""

    sketcher = Sketcher(Ledger(tmp_path / "sketches"), act)
    async with (
        serving(tmp_path / "server", database_url, act=act, sketcher=sketcher) as server,
        Evening.at(server.url) as evening,
        browsers.page(width=320, height=180) as (page, _),
    ):
        link = await evening.link("picture")
        await page.goto(f"{server.url}/overlay?fade=1500#{link['token']}")
        sketch = await evening.draw("a cave", quality="sketch")
        await shows(page, sketch)
        await until_looks(page, await evening.colour(sketch))
        painted.set()
        final = await evening.client.until("image.published", scene=sketch["scene"], quality="final")
        await page.wait_for_selector(f"img[src='{final['url']}'].aa-refining.aa-shown")
        assert (await looks(page))[3] == 255, "in the middle of the fade nothing shines through"
        await shows(page, final)


async def test_it_keeps_the_last_picture_while_nobody_is_there_and_comes_back(
    server_at: Callable[..., ServerProcess], browsers: Browsers
) -> None:
    server = await server_at().running()
    async with Evening.at(server.url) as evening, browsers.page(width=320, height=180) as (page, _):
        link = await evening.link()
        await page.clock.install()
        await page.goto(f"{server.url}/overlay?transition=cut#{link['token']}")
        mill = await evening.draw("a mill")
        colour = await evening.colour(mill)
        connected = page.locator("html.aa-connected")
        await shows(page, mill)

        # The network is cut: no end is told, everything stands still.
        server.signal(signal.SIGSTOP)
        await expect(connected).to_have_count(1)
        await page.clock.run_for(30_000)
        await expect(connected).to_have_count(0)
        assert like(await looks(page), colour)
        server.signal(signal.SIGCONT)
        await page.clock.run_for(30_000)
        await expect(connected).to_have_count(1)

        await server.kill()
        await expect(connected).to_have_count(0)
        await page.clock.run_for(60_000)
        assert like(await looks(page), colour)
        assert await page.locator("body").inner_text() == "A mill", "nothing is said about it"
        await server.running()
        await page.clock.run_for(10_000)
        await expect(connected).to_have_count(1)
        await evening.again()
        await shows(page, await evening.draw("a tower"))


async def test_a_link_that_was_revoked_shows_nothing(standing: ServerProcess, browsers: Browsers) -> None:
    async with Evening.at(standing.url) as evening, browsers.page(width=320, height=180) as (page, complaints):
        link = await evening.link()
        sockets: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        await page.clock.install()
        await page.goto(f"{standing.url}/overlay?transition=cut#{link['token']}")
        mill = await evening.draw("a mill")
        await shows(page, mill)
        await until_looks(page, await evening.colour(mill))
        assert (await evening.person.delete(f"/api/v1/shares/{link['id']}")).is_success
        await expect(page.locator("html.aa-connected")).to_have_count(0)
        await page.clock.run_for(600_000)
        await until_looks(page, NOTHING)
        assert await page.locator("body").inner_text() == ""
        assert len(sockets) == 1, "it is not asked for again"
        await page.reload()
        await expect(page.locator("html.aa-connected")).to_have_count(0)
        assert await looks(page) == NOTHING
        await page.goto(f"{standing.url}/overlay")
        assert await looks(page) == NOTHING
        assert complaints == []


async def test_what_streamers_may_set(standing: ServerProcess, browsers: Browsers) -> None:
    """Parameters, their own CSS as OBS puts it in, and what OBS tells of the source."""
    async with browsers.page(width=800, height=600) as (page, complaints):
        picture, title = page.locator(".aa-picture.aa-shown"), page.locator(".aa-title.aa-on")

        async def opened(parameters: str) -> None:
            # Parameters alone: what stands behind the # loads nothing.
            await page.goto("about:blank")
            await page.goto(f"{standing.url}/overlay?{parameters}#test")
            await expect(picture).to_have_count(1)

        async def box() -> tuple[float, ...]:
            found = await picture.bounding_box()
            assert found is not None
            return tuple(round(found[side]) for side in ("x", "y", "width", "height"))

        await page.add_init_script(IN_OBS)
        await opened("transition=cut")
        assert await box() == (0, 75, 800, 450)
        await expect(title).to_have_count(1)
        await opened("transition=cut&pos=top&bg=00ff00&radius=24&caption=off")
        assert await box() == (0, 0, 800, 450)
        assert [await looks(page, *at) for at in ((0.5, 0.9), (0, 0))] == [(0, 255, 0, 255)] * 2
        await expect(title).to_have_count(0)
        await opened("transition=cut&fit=cover&size=50&pos=bottom-left")
        assert await box() == (0, 300, 400, 300)

        await opened("transition=cut")
        await style(page, OBS_STYLE + ":root { --aa-radius: 30px; --aa-title-color: rgb(1, 2, 3) }")
        assert await picture.evaluate("image => getComputedStyle(image).borderRadius") == "30px"
        assert await title.evaluate("title => getComputedStyle(title).color") == "rgb(1, 2, 3)"

        await page.clock.install()
        await opened("hideAfter=20&transition=cut")
        resting = page.locator(".aa-overlay.aa-resting")
        await expect(page.locator("html.aa-obs.aa-streaming")).to_have_count(1)
        await page.clock.run_for(19_000)
        await expect(resting).to_have_count(0)
        await page.clock.run_for(2_000)
        await expect(resting).to_have_count(1)
        await until_looks(page, NOTHING)
        await told(page, "obsSourceActiveChanged", "{ active: true }")
        await expect(resting).to_have_count(0)
        await expect(page.locator("html.aa-active")).to_have_count(1)
        await told(page, "obsSourceActiveChanged", "{ active: false }")
        await expect(page.locator("html.aa-active")).to_have_count(0)
        await page.clock.run_for(21_000)
        await told(page, "obsSourceVisibleChanged", "{ visible: true }")
        await expect(resting).to_have_count(0)
        assert complaints == []


def test_only_the_overlay_takes_styles_of_others_and_none_takes_scripts(standing: ServerProcess) -> None:
    for path in ("/", "/table", "/overlay"):
        policy = httpx.get(standing.url + path).headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert ("style-src 'self';" in policy) == (path != "/overlay")
