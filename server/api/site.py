"""The built pages: each display's under a plain name, asked for anew each time, so that a TV gets what is there now.

It makes no page, and what the API does not answer is ``absent.py``'s.
"""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DISPLAYS = ("table", "overlay")
"""Pages beside the studio: ``/table`` is ``table.html``."""


class Site(StaticFiles):
    """``server/static``. Raises as ``StaticFiles`` does for what is not there."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """See ``StaticFiles``; scripts and styles have their content in their names, so they may be kept."""
        response = await super().get_response(f"{path}.html" if path in DISPLAYS else path, scope)
        kept = path.startswith("assets/") and response.status_code in (200, 304)
        response.headers.setdefault("cache-control", "public, max-age=31536000, immutable" if kept else "no-cache")
        return response
