"""``/healthz``: the process runs. ``/readyz``: it can take work now. Neither tells anything about anyone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.sockets import Sockets


async def healthz(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@dataclass(frozen=True, slots=True)
class Ready:
    """The endpoint. ``checks``: name → what is wrong with it now, or None."""

    sockets: Sockets
    checks: Mapping[str, Callable[[], Awaitable[str | None]]]

    async def __call__(self, request: Request) -> Response:
        """200 when everything is there; 503 with what is not."""
        found = {name: await check() for name, check in self.checks.items()}
        if self.sockets.draining:
            found["server"] = "draining"
        wrong = {name: reason for name, reason in found.items() if reason is not None}
        if wrong:
            return JSONResponse({"status": "unavailable", "wrong": wrong}, 503, {"retry-after": "1"})
        return JSONResponse({"status": "ok"})
