"""Under which names the server answers, so that no foreign page reaches it by a name of its own (DNS rebinding).

In a local network it answers to addresses instead of names: a page of another site has a name, which may be made to
lead here, but never an address of ours. It knows addresses and names, no route.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.api.errors import refusal
from server.settings import Settings


def known_hosts(settings: Settings) -> frozenset[str] | None:
    """The further names of the settings; None where the server listens to others and no name was listed: any will do.

    A server that others reach is reached under names it cannot know; one on loopback is this machine's alone.
    """
    if not settings.loopback and not settings.lan and not settings.hosts:
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
    """ASGI middleware: requests and sockets for another name than this machine's own or ``known`` get 403.

    ``lan``: for private addresses too, from private addresses only.
    """

    def __init__(self, app: ASGIApp, known: Iterable[str] | None, lan: bool = False) -> None:
        self._app = app
        self._known = frozenset(known) if known is not None else None
        self._lan = lan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what was asked for under a known name."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        if self._known is not None and not self._is_known(Headers(scope=scope)):
            code, message = "unknown_host", "This server is not known under that name. ADVENTURE_HOSTS may list it."
        elif self._lan and not _is_near(scope):
            code, message = "not_local", "This server is for its local network only."
        else:
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
        else:
            await refusal(scope["path"], 403, code, message)(scope, receive, send)

    def _is_known(self, headers: Headers) -> bool:
        assert self._known is not None
        given = headers.getlist("host")
        name = name_of(given[0]) if len(given) == 1 else ""
        if name in self._known or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or (self._lan and is_private(address))


def is_private(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of a local network: of no machine on the Internet, and of a machine."""
    return not (address.is_global or address.is_unspecified or address.is_multicast or address.is_reserved)


def _is_near(scope: Scope) -> bool:
    client = scope.get("client")
    try:
        return client is None or is_private(ip_address(str(client[0]).partition("%")[0]))
    except ValueError:
        return False
