"""The application under a real uvicorn inside the test's own loop, for tests that reach into it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harness.engines import Act, Painter, at_once, engines
from harness.journal import Hook, WatchedJournal, nothing
from harness.ledger import Ledger
from starlette.applications import Starlette

from server.app import Ports, create_app
from server.serve import Server, configuration
from server.settings import Settings


class _Quiet(Server):
    """Signals are the test runner's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@dataclass(frozen=True, slots=True)
class Running:
    """A server in this process."""

    url: str
    app: Starlette
    ledger: Ledger
    data: Path

    async def drain(self) -> None:
        await self.app.state.drain()


def settings(data: Path, database_url: str, **given: Any) -> Settings:
    """Settings that keep a test quick; everything else is as the product has it."""
    rates = ("rate_requests", "rate_sign_in", "rate_sign_up", "rate_uploads", "rate_sockets", "rate_pairing")
    # Everyone here comes from one address; the rates have tests of their own.
    quick: dict[str, Any] = dict.fromkeys(rates, "off")
    quick |= {"port": 0, "scene_interval_s": 0, "heartbeat_s": 0.5, "drain_s": 5}
    return Settings(data=data, database_url=database_url, **(quick | given))  # pyright: ignore[reportArgumentType]


@asynccontextmanager
async def serving(
    data: Path,
    database_url: str,
    *,
    act: Act = at_once,
    hook: Hook = nothing,
    sketcher: Painter | None = None,
    **given: Any,
) -> AsyncIterator[Running]:
    """Serve for as long as the block lasts."""
    data.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    ledger = Ledger(data / "ledger")
    chosen = settings(data, database_url, **given)
    asked = replace(engines(ledger, data / "blobs", act), sketcher=sketcher)
    app = create_app(chosen, Ports(asked, WatchedJournal.around(ledger, hook)))
    try:
        async with listening(app, chosen) as url:
            yield Running(url, app, ledger, data)
    finally:
        ledger.close()


@asynccontextmanager
async def listening(app: Starlette, chosen: Settings) -> AsyncIterator[str]:
    """Any application of the product under uvicorn; yields its address."""
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    announce: Callable[[int], None] = started.set_result
    async with app.router.lifespan_context(app):
        server = _Quiet(configuration(chosen, app), announce)
        serve = asyncio.create_task(server.serve())
        await asyncio.wait([serve, started], return_when=asyncio.FIRST_COMPLETED)
        try:
            yield f"http://127.0.0.1:{started.result()}"
        finally:
            await app.state.drain()
            server.should_exit = True
            await serve
