"""Which other sites' pages may read our answers (CORS): those of ``ADVENTURE_ORIGINS``, where they have business.

It refuses nobody: without its headers a browser keeps the answer from the page. Sockets are ``handshake.py``'s.
Source: Fetch standard, section 3.3.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SHARED = ("/api/v1/", "/auth/v1/", "/i/", "/sample.flac")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ASKED = (
    "authorization",
    "apikey",
    "content-type",
    "if-match",
    "if-none-match",
    "x-client-info",
    "x-supabase-api-version",
)
"""Headers that our page and Supabase's client send."""

TOLD = ("content-disposition", "etag", "location", "retry-after", "x-supabase-api-version")
"""Headers that they read."""

REMEMBERED_S = 600


class Origins:
    """ASGI middleware. Credentials are tokens in a header, so cookies are not let through."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=ASKED,
            expose_headers=TOLD,
            max_age=REMEMBERED_S,
        )
        self._any = bool(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or add the headers to the answer."""
        shared = self._any and scope["type"] == "http" and scope["path"].startswith(SHARED)
        await (self._shared if shared else self._app)(scope, receive, send)
