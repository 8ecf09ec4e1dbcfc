"""Under which names the server answers, so that no foreign page reaches it by a name of its own (DNS rebinding).

It knows addresses and names, no route.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.api.errors import refusal
from server.settings import Settings


def known_hosts(settings: Settings) -> frozenset[str] | None:
    """The further names of the settings; None where the server listens to others and no name was listed: any will do.

    A server that others reach is reached under names it cannot know; one on loopback is this machine's alone.
    """
    if not settings.loopback and not settings.hosts:
        return None
    origins = (urlsplit(origin).hostname or "" for origin in settings.origins)
    return frozenset(name.lower().rstrip(".") for name in (*settings.hosts, *origins) if name)


def name_of(host: str) -> str:
    """The name or address in a ``Host`` header, without its port; empty where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


class Hosts:
    """ASGI middleware: requests and sockets for another name than this machine's own or ``known`` get 403."""

    def __init__(self, app: ASGIApp, known: Iterable[str] | None) -> None:
        self._app = app
        self._known = frozenset(known) if known is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what was asked for under a known name."""
        if self._known is None or scope["type"] not in {"http", "websocket"} or self._is_known(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
        else:
            message = "This server is not known under that name. ADVENTURE_HOSTS may list it."
            await refusal(scope["path"], 403, "unknown_host", message)(scope, receive, send)

    def _is_known(self, headers: Headers) -> bool:
        assert self._known is not None
        given = headers.getlist("host")
        name = name_of(given[0]) if len(given) == 1 else ""
        if name in self._known or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return False
