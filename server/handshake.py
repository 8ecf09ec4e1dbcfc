"""What both sockets do first: check the origin, accept, wait for hello, verify its token. It reads no session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Generator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from pipeline.errors import AdventureError
from server.outlet import Outlet
from server.protocol import (
    HELLO_TIMEOUT_S,
    MAX_MESSAGE_BYTES,
    VERSION,
    CaptureHello,
    MessageError,
    WatchHello,
)
from server.sockets import Sockets

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

H = TypeVar("H", CaptureHello, WatchHello)
Who_co = TypeVar("Who_co", covariant=True)


class Doorman(Protocol[Who_co]):
    """Tells who a token lets in, without waiting for anything."""

    def verify(self, token: str) -> Who_co:
        """Who it is. Raises ``AdventureError``."""
        ...


def allowed(headers: Headers, origins: Sequence[str]) -> bool:
    """Whether the page may connect: no Origin (not a browser), the page of this very host, or one that is listed.

    Source: RFC 6455 section 10.2. ``Host`` is compared whole, port included, so that a look-alike suffix fails.
    """
    given = headers.getlist("origin")
    if not given:
        return True
    if len(given) > 1:
        return False
    origin = given[0].rstrip("/")
    if origin in origins:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and parts.netloc == headers.get("host")


async def accept(scope: Scope, receive: Receive, send: Send, origins: Sequence[str]) -> Outlet | None:
    """Accept the socket; a page of a foreign origin gets 403 and None is returned."""
    await receive()  # websocket.connect
    if not allowed(Headers(scope=scope), origins):
        await send({"type": "websocket.close"})
        return None
    await send({"type": "websocket.accept"})
    return Outlet.of(scope)


async def greeted(
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    origins: Sequence[str],
    sockets: Sockets,
    parse: Callable[[str], H],
    tokens: Doorman[Who_co],
) -> tuple[Outlet, H, Who_co] | None:
    """A socket that was accepted and said who it is; None where it was told why not, and closed."""
    outlet = await accept(scope, receive, send, origins)
    if outlet is None:
        return None
    if sockets.draining:
        outlet.fail("draining", retry_after_ms=500)
        return None
    with sockets.greeting(outlet):
        said = await hello(receive, outlet, parse, tokens)
    return None if said is None else (outlet, *said)


@contextmanager
def told(outlet: Outlet) -> Generator[None]:
    """Tell a socket why it cannot be served, and close it."""
    try:
        yield
    except AdventureError as error:
        outlet.fail(error.code, error.message, retry_after_ms=1000 if error.retryable else None)


async def hello(
    receive: Receive, outlet: Outlet, parse: Callable[[str], H], tokens: Doorman[Who_co]
) -> tuple[H, Who_co] | None:
    """The first message and whose it is; None after a socket that was told what is wrong and closed."""
    try:
        async with asyncio.timeout(HELLO_TIMEOUT_S):
            message = await receive()
    except TimeoutError:
        outlet.fail("no_hello")
        return None
    if message["type"] == "websocket.disconnect":
        return None
    text = message.get("text")
    if text is None or too_long(message):
        outlet.fail("bad_message", "The first message must be hello.")
        return None
    try:
        greeting = parse(text)
        if greeting.protocol != VERSION:
            outlet.fail("protocol_version")
            return None
        return greeting, tokens.verify(greeting.token.get_secret_value())
    except MessageError as error:
        # Another version's hello may look different in everything but this.
        if _other_version(text):
            outlet.fail("protocol_version")
        else:
            outlet.fail("bad_message", str(error))
    except AdventureError as error:
        outlet.fail(error.code, error.message)
    return None


def _other_version(text: str) -> bool:
    try:
        message: object = json.loads(text)
    except (ValueError, RecursionError):
        return False
    match message:
        case {"type": "hello", "protocol": int(version)}:
            return version != VERSION
        case _:
            return False


def too_long(message: MutableMapping[str, Any]) -> bool:
    """Whether a message is beyond the protocol's bound, in bytes of UTF-8 for text."""
    data = message.get("bytes")
    if data is not None:
        return len(data) > MAX_MESSAGE_BYTES
    text = message.get("text") or ""
    return len(text) > MAX_MESSAGE_BYTES or (
        len(text) * 4 > MAX_MESSAGE_BYTES and len(text.encode()) > MAX_MESSAGE_BYTES
    )
