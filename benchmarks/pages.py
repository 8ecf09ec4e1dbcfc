"""Pictures on real pages: from the server's `image.published` to pixels, with fifty viewers of one evening.

The product with its own painter and database; one of the viewers is an overlay or a table in a Chromium, one kind
after the other, since each would have a machine of its own; the others are sockets that fetch each picture as a page
does. Time counts from the event's `at`, which the database set before it
was committed; the picture's own transfer is taken off. All clocks are this machine's.

The sockets stand for other people's machines: they run behind the pages, in a thread that gets what time is left.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.product import chromium, serving

VIEWERS = 50
PAGES = ("/overlay", "/overlay?transition=cut", "/table")
PLACES = ("a mill by the river", "a tower in the rain", "a dragon above a castle", "a camp in the woods", "a harbour")
LIGHTS = ("at dawn", "by day", "at dusk", "at night")
SIZE = ViewportSize(width=1280, height=720)
"""Without a graphics card the table's slow motion costs the processor that is to be measured."""

HIDDEN = 4
"""Pictures that are hidden in the end of each page, one after the other."""

SETTLE_S = 3.0
"""Between two pictures: as at a table, one has come to its end before the next is there."""

OFF = ("REQUESTS", "SIGN_UP", "SIGN_IN", "SOCKETS", "PAIRING")

WATCH = """
  window.told = {};
  const receive = (event) => {
    const message = JSON.parse(event.data);
    if (message.type === "image.published") told[message.url] = { at: message.at, heard: Date.now() };
  };
  const Native = WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) { super(...given); this.addEventListener("message", receive); }
  };
  window.seen = [];
  window.gone = {};
  const look = (changes) => {
    for (const { target, oldValue } of changes) {
      const url = target.getAttribute("src");
      if (url && /aa-shown/.test(oldValue) && !target.classList.contains("aa-shown")) gone[url] = Date.now();
      if (!target.classList.contains("aa-shown") || !url || seen.some((one) => one.url === url)) continue;
      const one = { url, painted: 0, transfer: 0, ...told[url] };
      seen.push(one);
      // The frame after the one in which it begins to be drawn: by then it was on the screen.
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const [entry] = performance.getEntriesByName(new URL(url, location.href).href);
        one.transfer = entry ? entry.responseEnd - entry.requestStart : 0;
        one.painted = Date.now();
      }));
    }
  };
  performance.setResourceTimingBufferSize(5000);
  document.addEventListener("DOMContentLoaded", () => new MutationObserver(look)
    .observe(document.body, { subtree: true, attributes: true, attributeFilter: ["class"],
      attributeOldValue: true }));
"""
"""Notes when each picture was told, when it was painted, and how long its bytes took."""


PAINTED = "url => seen.some((one) => one.url === url && one.painted)"


@dataclass(frozen=True, slots=True)
class Result:
    """Times in milliseconds: medians and 99th percentiles."""

    viewers: int
    """At once: one page, and sockets."""
    pages: int
    """Kinds of page, in turn."""
    pictures: int
    pixels: tuple[float, float]
    """`at` → on the screen of a page, without the picture's transfer."""
    page: tuple[float, float]
    """Of that, from the message's arrival in the page on."""
    transfer: tuple[float, float]
    delivered: tuple[float, float]
    """`at` → received by a socket that is no page."""
    hidden: tuple[float, float]
    """A scene is asked to be hidden → its picture begins to leave a page, for which it takes 250 ms."""
    opened: tuple[float, float]
    """A fresh overlay's address is opened → its picture is on the screen."""
    load: float
    """Processes that wanted a processor meanwhile, and the processors."""
    processors: int


class Evening:
    """A game master, by the product's own API."""

    def __init__(self, http: httpx.AsyncClient, live: ClientConnection, session: str) -> None:
        self.http = http
        self._live = live
        self._session = session

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str) -> AsyncIterator[Evening]:
        async with httpx.AsyncClient(base_url=url, timeout=60) as http:
            token = (await http.post("/auth/v1/signup", json={})).json()["access_token"]
            http.headers["authorization"] = f"Bearer {token}"
            async with connect(
                url.replace("http", "ws", 1) + "/api/v1/live", ping_interval=None, open_timeout=60
            ) as live:
                audio = {"encoding": "pcm_s16le", "sample_rate": 16000, "channels": 1}
                hello = {"type": "hello", "protocol": 1, "token": token, "session_id": None, "mode": "live"}
                await live.send(json.dumps(hello | {"stream_id": str(uuid4()), "audio": audio, "after": None}))
                ready = await _until(live, "ready")
                yield cls(http, live, ready["session_id"])

    async def link(self) -> str:
        """A new link's token."""
        made = await self.http.post("/api/v1/shares", json={"scopes": ["picture", "caption"]})
        return str(made.json()["token"])

    async def draw(self, prompt: str) -> dict[str, Any]:
        """Have it painted; the event that published it."""
        asked = await self.http.post(f"/api/v1/sessions/{self._session}/draw", json={"prompt": prompt})
        scene = asked.raise_for_status().json()["scene"]
        while (told := await _until(self._live, "image.published"))["scene"] != scene:
            pass
        return told

    async def hide(self, scene: int) -> float:
        """Take it off every display; when that was asked for."""
        asked = time.time() * 1000
        (await self.http.post(f"/api/v1/sessions/{self._session}/scenes/{scene}/hide")).raise_for_status()
        return asked

    async def pair(self, page: Page) -> None:
        """Type the code that a table shows."""
        code = page.locator(".pairing.on .code")
        await page.locator(".pairing.on .qr.on").wait_for()
        (await self.http.post("/api/v1/displays", json={"code": await code.inner_text()})).raise_for_status()
        await page.locator(".pairing.on").wait_for(state="hidden")


@dataclass(slots=True)
class Sockets:
    """Viewers without a page, as many as ``count``."""

    url: str
    token: str
    count: int
    delays_ms: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """All of them, while the body runs."""
        loop, here, over = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
        thread = asyncio.create_task(asyncio.to_thread(self._run, lambda: loop.call_soon_threadsafe(here.set), over))
        arrived = asyncio.create_task(here.wait())
        await asyncio.wait([thread, arrived], return_when=asyncio.FIRST_COMPLETED)
        try:
            yield
        finally:
            arrived.cancel()
            over.set()
            await thread

    def _run(self, told: Callable[[], object], over: threading.Event) -> None:
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        asyncio.run(self._watch_all(told, over))

    async def _watch_all(self, told: Callable[[], object], over: threading.Event) -> None:
        ready = [asyncio.Event() for _ in range(self.count)]
        async with asyncio.TaskGroup() as tasks:
            watching = [tasks.create_task(self._watch(event)) for event in ready]
            for event in ready:
                await event.wait()
            told()
            await asyncio.to_thread(over.wait)
            for task in watching:
                task.cancel()

    async def _watch(self, ready: asyncio.Event) -> None:
        async with (
            # A connection that the server let go meanwhile is no concern of this figure.
            httpx.AsyncClient(base_url=self.url, timeout=60, limits=httpx.Limits(max_keepalive_connections=0)) as http,
            connect(self.url.replace("http", "ws", 1) + "/api/v1/watch", ping_interval=None, open_timeout=60) as viewer,
        ):
            await viewer.send(json.dumps({"type": "hello", "protocol": 1, "token": self.token}))
            await _until(viewer, "ready")
            ready.set()
            while True:
                told = await _until(viewer, "image.published")
                self.delays_ms.append(time.time() * 1000 - _ms(told["at"]))
                await http.get(told["url"])


async def run(url: str, pictures: int) -> Result:
    """Measure at a running product."""
    path, arguments = chromium()
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        stack.push_async_callback(browser.close)
        evening = await stack.enter_async_context(Evening.at(url))
        token = await evening.link()
        sockets = Sockets(url, token, VIEWERS - 1)
        seen: list[dict[str, Any]] = []
        hidden: list[float] = []
        async with sockets.watching():
            for number, path in enumerate(PAGES):
                page = await _page(browser, evening, url, path, token)
                # What it found at once fades in, and nothing comes until it has.
                await asyncio.sleep(SETTLE_S)
                shown = [await _shown(evening, page, number * pictures + n) for n in range(pictures)]
                seen += [one for one in await page.evaluate("seen") if one["painted"] and "at" in one]
                hidden += [await _hide(evening, page, *picture) for picture in reversed(shown[-HIDDEN:])]
                await page.close()
        opened = [await _open(browser, url, await evening.link()) for _ in range(20)]
    return Result(
        viewers=VIEWERS,
        pages=len(PAGES),
        pictures=len(seen),
        pixels=_centiles([one["painted"] - _ms(one["at"]) - one["transfer"] for one in seen]),
        page=_centiles([one["painted"] - one["heard"] - one["transfer"] for one in seen]),
        transfer=_centiles([one["transfer"] for one in seen]),
        delivered=_centiles(sockets.delays_ms),
        hidden=_centiles(hidden),
        opened=_centiles(opened),
        load=round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0,
        processors=os.cpu_count() or 1,
    )


async def _page(browser: Browser, evening: Evening, url: str, path: str, token: str) -> Page:
    page = await browser.new_page(viewport=SIZE)
    await page.add_init_script(WATCH)
    await page.goto(f"{url}{path}#{token}" if path.startswith("/overlay") else url + path)
    if path == "/table":
        await evening.pair(page)
    else:
        await page.locator("html.aa-connected").wait_for(state="attached")
    return page


async def _shown(evening: Evening, page: Page, number: int) -> tuple[int, str]:
    """Paint one more picture and wait until the page shows it; its scene and address."""
    place, light = PLACES[number % len(PLACES)], LIGHTS[number // len(PLACES) % len(LIGHTS)]
    told = await evening.draw(f"{place} {light}, seen for the {number}th time")
    await page.wait_for_function(PAINTED, arg=told["url"])
    await asyncio.sleep(SETTLE_S)
    return told["scene"], told["url"]


async def _hide(evening: Evening, page: Page, scene: int, url: str) -> float:
    # It was covered by the next one before.
    await page.evaluate("url => { delete gone[url] }", url)
    asked = await evening.hide(scene)
    await page.wait_for_function("url => gone[url]", arg=url)
    gone = float(await page.evaluate("url => gone[url]", url))
    # The one before it comes.
    await asyncio.sleep(SETTLE_S)
    return gone - asked


async def _open(browser: Browser, url: str, token: str) -> float:
    context = await browser.new_context(viewport=SIZE)
    page = await context.new_page()
    await page.add_init_script(WATCH)
    begun = time.time()
    await page.goto(f"{url}/overlay#{token}", wait_until="commit")
    await page.wait_for_function("() => window.seen && seen.length && seen[0].painted")
    painted = await page.evaluate("seen[0].painted")
    await context.close()
    return float(painted) - begun * 1000


async def _until(connection: ClientConnection, kind: str) -> dict[str, Any]:
    while (message := json.loads(await connection.recv()))["type"] != kind:
        pass
    return message


def _ms(at: str) -> float:
    return datetime.fromisoformat(at).timestamp() * 1000


def _centiles(times: Sequence[float]) -> tuple[float, float]:
    cut = statistics.quantiles(times, n=100)
    return round(cut[49], 1), round(cut[98], 1)


def main() -> None:
    """Serve, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--pictures", type=int, default=40, help="how many are painted for each page")
    given = parser.parse_args()
    with serving(**{f"ADVENTURE_RATE_{name}": "off" for name in OFF}) as url:
        result = asyncio.run(run(url, given.pictures))
    for name in Result.__slots__:
        print(f"{name:>10} {getattr(result, name)}")


if __name__ == "__main__":
    main()
