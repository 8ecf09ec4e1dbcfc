"""Forks servers that have imported everything already: one a line of JSON on standard input, its pid on output.

It ends, and with it its servers, when standard input does. It runs as a program of its own.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import PIL.Image
from harness.engines import engines
from harness.journal import WatchedJournal, When
from harness.ledger import Ledger
from harness.serving import settings

from server import log, serve
from server.app import Ports, create_app
from server.auth.passwords import Passwords

Point = tuple[str, str, int]
"""(method or engine, when, which time it is reached), counted in one process."""


class Fate:
    """What happens at named points: a kill -9, or a wait until a file is there."""

    def __init__(self, kill: Point | None, hold: Point | None, released: Path) -> None:
        self._kill = kill
        self._hold = hold
        self._released = released
        self._reached: Counter[tuple[str, str]] = Counter()

    async def at(self, method: str, when: str) -> None:
        self._reached[method, when] += 1
        here = (method, when, self._reached[method, when])
        if here == self._kill:
            os.kill(os.getpid(), signal.SIGKILL)
        if here == self._hold:
            while not self._released.exists():  # noqa: ASYNC110 - the one who lets go is another process
                await anyio.sleep(0.01)

    async def journal(self, method: str, when: When) -> None:
        await self.at(method, when)

    async def engine(self, engine: str, key: str) -> None:
        await self.at(engine, "call")


def _serve(order: dict[str, Any]) -> int:
    data = Path(order["data"])
    output = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for descriptor in (1, 2):
        os.dup2(output, descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log.configure(order.get("log_level", "info"), "json", sys.stderr)
    ledger = Ledger(Path(order["ledger"]))
    fate = Fate(_point(order.get("kill")), _point(order.get("hold")), data / "released")

    async def poisoned(engine: str, key: str) -> None:
        await fate.engine(engine, key)

    act: Callable[[str, str], Awaitable[None]] = poisoned
    chosen = settings(data, order["database_url"], port=order["port"], **order.get("settings", {}))
    return serve.run(
        chosen, Ports(engines(ledger, Path(order["blobs"]), act), WatchedJournal.around(ledger, fate.journal))
    )


def _point(given: list[Any] | None) -> Point | None:
    return (given[0], given[1], given[2]) if given else None


def _warm() -> None:
    """Do once what every server would do by its first requests, and leave all that is there out of its collections."""
    chosen = settings(Path(), "postgresql://nowhere/none")
    app = create_app(chosen)
    app.openapi()
    configuration = serve.configuration(chosen, app)
    configuration.load()
    configuration.get_loop_factory()
    Passwords().close()
    PIL.Image.init()
    gc.collect()
    gc.freeze()


def main() -> None:
    _warm()
    assert threading.active_count() == 1, "a program with threads must not fork"
    children: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "poll" in order:
            pid, status = os.waitpid(order["poll"], os.WNOHANG)
            answer = None
            if pid:
                children.discard(pid)
                answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                code = 70
                try:
                    code = _serve(order)
                except BaseException:  # noqa: BLE001 - a child must never come back into the loop
                    traceback.print_exc()
                finally:
                    sys.stdout.flush()
                    sys.stderr.flush()
                    os._exit(code)
            children.add(answer)
        print(json.dumps(answer), flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
