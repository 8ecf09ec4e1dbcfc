"""A person in a browser before the running product, and what the tests of the pages need of both.

It checks nothing by itself but that a page complains of nothing.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from e2e.conftest import Product
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from server.assets import SAMPLE

PASSWORD = "correct horse"
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
WIDE = (1440, 900)
NARROW = (360, 780)

expect.set_options(timeout=60_000)


@dataclass
class Visitor:
    """One browser's person."""

    product: Product
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list[str])

    async def go(self, where: str = "") -> None:
        """Open a page by its address behind the ``#``."""
        await self.page.goto(f"{self.product.url}/#/{where}")

    async def visit(self, name: str) -> None:
        """Open a page by the navigation, as people do; its heading gets the focus."""
        await self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()
        await expect(self.page.locator("h1")).to_be_focused()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def fill(self, **fields: str) -> None:
        """Fill the fields that are called so, with `_` for a space."""
        for label, text in fields.items():
            await self.page.get_by_label(label.replace("_", " ").capitalize(), exact=True).fill(text)

    async def become(self, email: str) -> None:
        """Come to the account of this address, made by ``account``."""
        await self.go("account")
        await self.button("Sign in").click()
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_label("Email address").fill(email)
        await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
        await dialog.locator("form button[type=submit]").click()
        await expect(self.page.get_by_text("Signed in as")).to_be_visible()

    async def axe(self) -> list[str]:
        """What axe finds wrong with the page as it is now."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.add_script_tag(path=AXE)
        found = await self.page.evaluate("axe.run()")
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    async def overflow(self) -> int:
        """By how many pixels the page scrolls sideways."""
        return await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@asynccontextmanager
async def visitor(
    product: Product, browser: Browser, size: tuple[int, int] = WIDE, *, allowed: int = 0, still: bool = True
) -> AsyncGenerator[Visitor]:
    """Somebody with a fresh browser, who prefers reduced motion if ``still``.

    The page must complain of nothing but ``allowed`` answers that refuse.
    """
    # The policy stays the page's; only axe is let past it.
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        bypass_csp=True,
        accept_downloads=True,
        reduced_motion="reduce" if still else "no-preference",
    )
    context.set_default_timeout(60_000)
    page = await context.new_page()
    one = Visitor(product, context, page)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            one.complaints.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: one.complaints.append(str(error)))
    try:
        yield one
        refusals = [text for text in one.complaints if text.startswith("Failed to load resource")]
        assert [text for text in one.complaints if text not in refusals] == []
        assert len(refusals) <= allowed, refusals
    finally:
        await context.close()


async def account(url: str, email: str) -> dict[str, str]:
    """Make an account; returns the header that acts for it."""
    async with httpx.AsyncClient(base_url=url) as http:
        made = (await http.post("/auth/v1/signup", json={"email": email, "password": PASSWORD})).raise_for_status()
    return {"authorization": f"Bearer {made.json()['access_token']}"}


async def told(url: str, email: str) -> dict[str, str]:
    """An account that has told the sample's evening; returns its header."""
    headers = await account(url, email)
    token = headers["authorization"].removeprefix("Bearer ")
    command = [sys.executable, "-m", "server.cli", "stream", str(SAMPLE)]
    environment = {**os.environ, "ADVENTURE_TOKEN": token, "ADVENTURE_URL": url}
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True, capture_output=True)
    return headers
