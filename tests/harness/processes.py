"""Servers as processes that can be killed, frozen, restarted and asked for what they did."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from harness.client import PATIENCE_S
from harness.ledger import read

LOOK_S = 0.01
TESTS = Path(__file__).parents[1]


class Zygote:
    """The process that forks them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # One thread only: see the program.
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"},
        )

    def ask(self, **order: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the zygote has died"
        return json.loads(answer)

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@contextmanager
def zygote() -> Iterator[Zygote]:
    """One for as long as the block lasts."""
    made = Zygote()
    try:
        yield made
    finally:
        made.close()


PORTS = range(20_000, 32_000)
"""Below those that the system gives to clients: any of these may be a connection's own when it is to be listened on."""


def free_port() -> int:
    """A port that nobody listens on now, and that no connection will be given."""
    for _ in PORTS:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


class ServerProcess:
    """One server at one address; ``start`` may be called again once it is gone."""

    def __init__(self, zygote: Zygote, folder: Path, database_url: str, *, port: int | None = None) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"log-{secrets.token_hex(2)}"
        self.ledger = folder / "ledger"
        self.pid = 0
        self._zygote = zygote
        self.database_url = database_url
        self._ended: int | None = None

    def start(
        self,
        *,
        kill: tuple[str, str, int] | None = None,
        hold: tuple[str, str, int] | None = None,
        log_level: str = "info",
        **settings: Any,
    ) -> None:
        """Fork one. ``kill`` and ``hold``: (method, before|after|call, which time)."""
        self._ended = None
        self.pid = self._zygote.ask(
            data=str(self.folder),
            blobs=str(self.folder / "blobs"),
            ledger=str(self.ledger),
            log=str(self.log),
            port=self.port,
            database_url=self.database_url,
            kill=kill,
            hold=hold,
            log_level=log_level,
            settings=settings,
        )

    async def ready(self) -> None:
        """Wait until it takes work."""
        async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient() as http:
            while True:
                assert not self.has_ended(), self.log.read_text()
                try:
                    if (await http.get(f"{self.url}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(LOOK_S)

    async def running(self, **given: Any) -> ServerProcess:
        """Start it and wait until it takes work."""
        self.start(**given)
        await self.ready()
        return self

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    async def kill(self) -> None:
        """kill -9, where it was started."""
        if self.pid and not self.has_ended():
            self.signal(signal.SIGKILL)
            await self.end()

    def has_ended(self) -> bool:
        if self._ended is None and self.pid:
            self._ended = self._zygote.ask(poll=self.pid)
        return self._ended is not None

    async def end(self) -> int:
        """Wait until it is gone; its exit code, negative for a signal."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.has_ended():  # noqa: ASYNC110 - another process's child
                await asyncio.sleep(LOOK_S)
        assert self._ended is not None
        return self._ended

    def lines(self) -> list[dict[str, Any]]:
        """The ledger so far."""
        return read(self.ledger)
