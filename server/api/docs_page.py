"""``/docs``: the page that shows the API's document, built into ``server/static``. It draws nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response


@dataclass(frozen=True, slots=True)
class DocsPage:
    """The endpoint. ``file``: the built page; its scripts and styles lie beside it, under the policy of all pages."""

    file: Path

    async def __call__(self, request: Request) -> Response:
        """The page; it names the files of this very build, so no old one may be kept."""
        return FileResponse(self.file, headers={"cache-control": "no-cache"})
