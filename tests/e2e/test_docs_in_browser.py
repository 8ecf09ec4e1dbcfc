"""The API's page in a real browser: drawn under the strict policy, and what is tried there is answered."""

from __future__ import annotations

import httpx
from e2e.conftest import Browsers, Product
from playwright.async_api import Page, expect

from server.api.docs_document import TAGS


async def try_out(page: Page, operation: str, body: str) -> tuple[str, str]:
    """Open an operation, send ``body``; returns status and body of the answer."""
    block = page.locator(f"[id^='operations-{operation}_']")
    await block.locator(".opblock-summary-control").click()
    await block.locator(".try-out__btn").click()
    await block.locator("textarea").fill(body)
    await block.locator(".execute").click()
    answer = block.locator(".live-responses-table tbody tr").first
    status = await answer.locator(".response-col_status").inner_text()
    return status.split()[0], await answer.locator(".highlight-code code").first.inner_text()


async def test_the_api_is_shown_and_tried_with_a_token(house: Product, browsers: Browsers) -> None:
    asked: set[str] = set()
    async with browsers.page(still=True) as (page, complaints):
        page.on("request", lambda request: asked.add(request.url.split(":")[0] + "://" + request.url.split("/")[2]))
        await page.goto(f"{house.url}/docs")
        await expect(page.locator("h3.opblock-tag")).to_have_count(len(TAGS))
        await expect(page.locator(".opblock-summary-path", has_text="/api/v1/usage")).to_be_visible()
        background = await page.locator("html").evaluate("element => getComputedStyle(element).backgroundColor")
        assert background == "rgb(7, 16, 18)", "the style sheets were not let in"

        status, _ = await try_out(page, "shares-create_share", '{"label": "TV"}')
        assert status == "401"
        async with httpx.AsyncClient() as http:
            token = (await http.post(f"{house.url}/auth/v1/signup", json={})).json()["access_token"]
        await page.click(".auth-wrapper .authorize")
        await page.fill(".dialog-ux input", token)
        await page.click(".dialog-ux .authorize")
        await page.click(".dialog-ux .btn-done")
        status, body = await try_out(page, "sessions-create_session", '{"name": "Tried"}')
        assert status == "201"
        assert '"name": "Tried"' in body
        async with httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http:
            [session] = (await http.get(f"{house.url}/api/v1/sessions")).json()["sessions"]
        assert session["name"] == "Tried"
        assert asked == {house.url.rpartition(":")[0] + f":{house.port}"}
        # The browser itself reports the 401 of the first try.
        assert [text for text in complaints if "401" not in text] == []
        assert await page.evaluate("localStorage.length") == 0, "the token is kept nowhere"
