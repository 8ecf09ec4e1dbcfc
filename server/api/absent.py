"""What no endpoint answers: under ``/api`` and ``/auth`` 405 with every method of that path, else 404.

All else is the pages' business, which would say 404, or methods of their own, to such requests too.
"""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

OURS = ("/api/", "/auth/")


class Absent:
    """ASGI application in front of ``pages``. Source of its answers: RFC 9110, section 15.5.6."""

    def __init__(self, pages: ASGIApp | None, routers: Iterable[APIRouter], others: Iterable[BaseRoute]) -> None:
        routes = [*(route for router in routers for route in router.routes), *others]
        self._routes = [route for route in routes if isinstance(route, Route)]
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises ``HTTPException``, which becomes the answer."""
        if self._pages is not None and not scope["path"].startswith(OURS):
            await self._pages(scope, receive, send)
            return
        methods: set[str] = set()
        for route in self._routes:
            if route.matches(scope)[0] is not Match.NONE:
                methods |= route.methods or set()
        if methods:
            raise HTTPException(405, headers={"allow": ", ".join(sorted(methods))})
        raise HTTPException(404)
