"""Takes the pictures of the pages around the live view, in all their sizes, at a product that runs.

It shows what the pages do with the sample's evening and a few characters, and retouches nothing.
"""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from pathlib import Path

import httpx
from PIL import Image
from playwright.async_api import Browser
from screenshots_shot import Shots

from clients.local.painter import render

SAMPLE = Path(__file__).resolve().parent.parent / "server" / "sample" / "sample.flac"
EMAIL, PASSWORD = "gm@adventure.example", "a castle by the sea"
CHARACTERS = (
    (
        {
            "name": "Kara Windrider",
            "description": "Silver hair in a long braid, a scar over the left eye, calm and watchful.",
            "attributes": {"species": "half-elf", "age": "about thirty", "build": "tall, wiry", "gear": "a longbow"},
        },
        "a ranger in an old forest at dawn",
    ),
    (
        {
            "name": "Borin Stonehand",
            "description": "A braided red beard, merry eyes, hands like shovels.",
            "attributes": {"species": "dwarf", "age": "old", "build": "broad", "gear": "a hammer"},
        },
        "a dwarf in a tavern",
    ),
    (
        {
            "name": "Nym",
            "description": "Huge ears, always grinning, never where one looks.",
            "attributes": {"species": "goblin", "age": "young", "build": "tiny", "gear": "a bag of keys"},
            "included": False,
        },
        None,
    ),
)


async def rooms(browser: Browser, url: str) -> dict[str, bytes]:
    """Each page in each size as a WebP: ``characters-1440``, ``history-gallery-360`` and so on."""
    shots = Shots()
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        session = await _told(http, url)
        scopes = ["picture", "caption"]
        link = (await http.post("/api/v1/shares", json={"scopes": scopes, "label": "Players at home"})).json()["token"]
        await http.patch(f"/api/v1/sessions/{session}", json={"name": "The sleeping dragon"})
    page = await browser.new_page()
    await page.goto(f"{url}/#/account")
    await page.get_by_role("button", name="Sign in", exact=True).wait_for()
    await shots.take(page, "account-guest", whole=True)
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.get_by_role("button", name="Lose it and sign out").click()
    await page.get_by_role("heading", name="Who tells the story?").wait_for()
    await page.get_by_role("button", name="Try it without an account").wait_for()
    await shots.take(page, "door", whole=True)
    await page.get_by_label("Email address").fill(EMAIL)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.locator("form button[type=submit]").click()
    await page.get_by_text("Signed in as").wait_for()
    for name, where, words in (
        ("account", "account", "Signed in as"),
        ("history", "history", "The sleeping dragon"),
        ("history-gallery", f"history/{session}", "Scene 1 "),
        ("history-timeline", f"history/{session}?view=timeline", "The place changed"),
        ("history-recap", f"history/{session}/recap", "Save as a page"),
        ("characters", "characters", "Borin Stonehand"),
        ("style", "style", "Woodcut"),
        ("displays", "displays", "Players at home"),
        ("settings", "settings", "offline-painter"),
    ):
        await page.goto(f"{url}/#/{where}")
        await page.get_by_text(words).first.wait_for()
        await shots.take(page, name, whole=True)
    await page.goto(f"{url}/#/characters")
    await page.get_by_role("button", name="Change Kara Windrider").click()
    await page.get_by_role("dialog").get_by_label("Name").wait_for()
    await shots.take(page, "character")
    await page.goto("about:blank")
    await page.goto(f"{url}/#/watch/{link}")
    await page.locator(".watch-title").wait_for()
    await shots.take(page, "watch")
    return shots.files()


async def _told(http: httpx.AsyncClient, url: str) -> str:
    """The session of an account that has characters and has told the sample."""
    made = await http.post("/auth/v1/signup", json={"email": EMAIL, "password": PASSWORD})
    token = made.raise_for_status().json()["access_token"]
    http.headers["authorization"] = f"Bearer {token}"
    for character, scene in CHARACTERS:
        kept = (await http.post("/api/v1/characters", json=character)).raise_for_status().json()
        if scene is not None:
            headers = {"content-type": "image/png"}
            await http.put(f"/api/v1/characters/{kept['id']}/portrait", content=_square(scene), headers=headers)
    names = [{"name": "Thalindra", "pronunciation": "thah-LIN-drah"}, {"name": "Ravenmoor", "pronunciation": ""}]
    await http.put("/api/v1/glossary", json={"names": names})
    command = [sys.executable, "-m", "server.cli", "stream", str(SAMPLE)]
    environment = {**os.environ, "ADVENTURE_TOKEN": token, "ADVENTURE_URL": url}
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return (await http.get("/api/v1/sessions/current")).raise_for_status().json()["id"]


def _square(scene: str) -> bytes:
    with Image.open(io.BytesIO(render(scene, "oil").data)) as opened:
        picture = opened.convert("RGB")
    left = (picture.width - picture.height) // 2
    out = io.BytesIO()
    picture.crop((left, 0, left + picture.height, picture.height)).save(out, "PNG")
    return out.getvalue()
