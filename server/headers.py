"""The headers that every response carries: what a page may load, and that nobody may frame or sniff it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

STYLED = "/overlay"
"""The page that its user styles: OBS puts the custom CSS of a browser source into it as a ``<style>``, which may ask
for fonts and pictures of other sites. Its document holds no secret, and scripts are ours alone as everywhere."""

STYLED_SOURCES = {
    "style-src 'self'": "style-src 'self' 'unsafe-inline' https:",
    "font-src 'self'": "font-src 'self' data: https:",
    "img-src 'self'": "img-src 'self' https:",
}

_POLICY = "content-security-policy"

HEADERS = {
    _POLICY: CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "microphone=(self), camera=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware; it leaves sockets alone. ``connect``: another origin that our pages may talk to.

    ``images``: another one that pictures come from; it is known once the store is open, and ``""`` where there is none.
    """

    def __init__(self, app: ASGIApp, connect: str | None = None, images: Callable[[], str] = str) -> None:
        self._app = app
        self._images = images
        policy = CONTENT_SECURITY_POLICY
        if connect is not None:
            policy = policy.replace("connect-src 'self'", f"connect-src 'self' {connect.rstrip('/')}")
        self._headers = {**HEADERS, _POLICY: policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to each response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if headers[_POLICY] == self._headers[_POLICY]:
                    if origin := self._images():
                        headers[_POLICY] = headers[_POLICY].replace("img-src 'self'", f"img-src 'self' {origin}")
                    if scope["path"].startswith(STYLED):
                        headers[_POLICY] = _styled(headers[_POLICY])
            await send(message)

        await self._app(scope, receive, with_headers)


def _styled(policy: str) -> str:
    for ours, wider in STYLED_SOURCES.items():
        policy = policy.replace(ours, wider)
    return policy
