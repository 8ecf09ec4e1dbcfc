"""Runs the application under uvicorn and ends it cleanly: told first, drained, the database last. It wires nothing."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from types import FrameType

import structlog
import uvicorn

from server.app import Ports, create_app
from server.lan import addresses
from server.listening import claim
from server.protocol import TRANSPORT_MAX_BYTES
from server.qr import terminal
from server.settings import Settings
from server.transport import Transport

PING_S = 15.0
"""A peer that is gone without a word is noticed within twice this."""

KEEP_ALIVE_S = 130
"""How long a connection without a request is kept. Whoever asks must be the one that lets go first: a request that
crosses the server's closing is lost. A browser asks anew by itself; a proxy does not for all (nginx keeps its own for
60 s, Caddy for 120 s, AWS's load balancer for 60 s), nor does httpx (5 s, which is uvicorn's default, too)."""

SWITCH_S = 0.0005
"""How long a thread may keep the loop from running Python: 5 ms, the default, is more than an utterance's whole way."""

log = structlog.get_logger()


class Server(uvicorn.Server):
    """uvicorn that drains on the first signal and leaves at once on a second. Made inside the running loop."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[int], None]) -> None:
        super().__init__(config)
        self._announce = announce
        sys.setswitchinterval(SWITCH_S)
        self._loop = asyncio.get_running_loop()
        self._asked = asyncio.Event()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See ``uvicorn.Server``; the signal is not raised again afterwards, since it was obeyed."""
        if self._asked.is_set():
            self.should_exit = self.force_exit = True
        self._loop.call_soon_threadsafe(self._asked.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See ``uvicorn.Server``; says where the page is, once it is there."""
        await super().startup(sockets)
        if self.started:
            # Modules and models stay until the end. Walking through them again and again, to collect what is garbage,
            # would stop the loop for a tenth of a second and more each time.
            gc.collect()
            gc.freeze()
            gc.enable()
            self._announce(self.servers[0].sockets[0].getsockname()[1])

    async def exit_after(self, drain: Callable[[], Awaitable[None]]) -> None:
        """Wait for a signal, drain the application, then let uvicorn exit."""
        await self._asked.wait()
        log.info("server.draining")
        await drain()
        self.should_exit = True


def configuration(settings: Settings, app: object) -> uvicorn.Config:
    """uvicorn as the product runs it: sans-I/O WebSockets, no compression, no access log, the lifespan ours."""
    return uvicorn.Config(
        app,  # pyright: ignore[reportArgumentType]
        host=settings.host,
        port=settings.port,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        ws=Transport,
        ws_max_size=TRANSPORT_MAX_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        # Without any a client's address is that of its connection, whatever it says.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=5,
    )


def run(settings: Settings, ports: Ports | None = None) -> int:
    """Serve until a signal; returns the exit code. Raises ``AdventureError`` for what kept it from starting."""
    # Starting makes much and leaves little: four full collections, of 0.1 s and more each, found 150 objects.
    gc.disable()
    try:
        # The loop comes from uvicorn, but signals before and after its serving must end us too.
        factory = configuration(settings, None).get_loop_factory()
        with asyncio.Runner(loop_factory=factory) as runner:
            return runner.run(_serve(settings, ports))
    finally:
        gc.enable()


async def _serve(settings: Settings, ports: Ports | None) -> int:
    task = asyncio.current_task()
    assert task is not None
    if sys.platform != "win32":
        # While starting and stopping there is no uvicorn to take it: SIGTERM unwinds, so that the database is stopped.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    # First of all: a port that is taken is known at once, and not after a database was started.
    sockets = claim(settings.host, settings.port)
    with contextlib.ExitStack() as held:
        for taken in sockets:
            held.enter_context(taken)
        return await _serve_on(sockets, settings, ports)


async def _serve_on(sockets: list[socket.socket], settings: Settings, ports: Ports | None) -> int:
    app = create_app(settings, ports)
    async with app.router.lifespan_context(app):
        server = Server(configuration(settings, app), lambda port: announce(settings, port))
        if sys.platform != "win32":
            # The loop hears of a signal even where uvicorn's handler has replaced ours: it would cut the drain short.
            asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
        async with asyncio.TaskGroup() as tasks:
            exiting = tasks.create_task(server.exit_after(app.state.drain))
            await server.serve(sockets)
            exiting.cancel()
    log.info("server.stopped")
    return 0 if server.started else 1


def announce(settings: Settings, port: int) -> None:
    """Say on standard output where the pages are, in the local network too where that was asked for."""
    shown = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - shown, not bound
    url = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    kept = "the database of DATABASE_URL" if settings.database_url is not None else str(settings.data)
    if sys.stdout.isatty():
        title, link, dim, end = "\033[1m", "\033[36;4m", "\033[2m", "\033[0m"
    else:
        title = link = dim = end = ""
    near = [f"http://{address}:{port}" for address in addresses()] if settings.lan else []
    table = code = ""
    if near:
        table = f"  Table    {link}{near[0]}/table{end}  {dim}for a TV or phone in this network{end}\n"
        code = "".join(f"  {line}\n" for line in ["", *terminal(f"{near[0]}/table", ansi=bool(end)).splitlines(), ""])
    print(
        f"\n  {title}Adventure Art{end} {dim}{version('adventure-art')}{end}\n\n"
        f"  Open     {link}{url}{end}\n"
        f"{table}"
        f"  Kept in  {kept}\n"
        f"{code}"
        f"  Ctrl-C ends it; what was said is there at the next start.\n",
        flush=True,
    )
    if settings.lan and not near:
        log.warning("server.no_local_network", hint="This machine has no private IPv4 address that a TV could open.")
    log.info("server.started", host=settings.host, port=port)
