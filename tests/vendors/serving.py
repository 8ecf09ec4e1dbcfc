"""Serves a vendor by a real uvicorn, on a loop and a thread of its own: it takes no time of the product's loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import uvicorn
from vendors.vendor import Vendor


class _Quiet(uvicorn.Server):
    """Signals are the test runner's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections already: nobody has to wait for the server."""
    # With the protocol named, asyncio switches Nagle off; without, answers wait 40 ms for an acknowledgement.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    made.listen(512)
    return made


@contextmanager
def serving(vendor: Vendor, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve until the block ends; yields the root address, without a slash at its end."""
    with listening(host, port) as taken:
        config = uvicorn.Config(
            vendor.app,
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
            backlog=512,
        )
        server = _Quiet(config)
        ready = threading.Event()
        loops: list[asyncio.AbstractEventLoop] = []

        async def serve() -> None:
            loops.append(asyncio.get_running_loop())
            vendor.closing = asyncio.Event()
            vendor.connections = server.server_state.connections
            ready.set()
            await server.serve(sockets=[taken])

        thread = threading.Thread(target=lambda: asyncio.run(serve()), name=f"vendor {vendor.name}")
        thread.start()
        ready.wait()
        try:
            yield f"http://{host}:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            assert vendor.closing is not None
            with contextlib.suppress(RuntimeError):  # it has ended already
                # What hangs lets go. An event is for its own loop only.
                loops[0].call_soon_threadsafe(vendor.closing.set)
            thread.join()
