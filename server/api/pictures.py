"""``GET /i/{id}``: a picture, to whoever knows its id; ``?w=480``: small. It lists nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import AdventureError, NotFoundError
from pipeline.ports import BlobStore
from pipeline.records import StoredPicture
from server.api.errors import error_response
from server.ports import Pictures
from server.thumbnails import WIDTH, Thumbnails

_ID = re.compile(r"[0-9a-f]{32}")
_AGAIN = "private, no-cache"
_GONE = AdventureError("This picture was hidden.", code="hidden")


@dataclass(frozen=True, slots=True)
class PictureFile:
    """The endpoint. The row is checked first: a hidden picture is 410, whatever a cache once held.

    Where the store has addresses of its own, the answer leads there for some minutes; it is asked for again each time.
    """

    pictures: Pictures
    blobs: BlobStore
    thumbnails: Thumbnails

    async def __call__(self, request: Request) -> Response:
        """The picture's bytes, or where they are."""
        image_id: str = request.path_params["image_id"]
        try:
            stored = await self.pictures.find(image_id) if _ID.fullmatch(image_id) else None
            if stored is None:
                raise NotFoundError("There is no such picture.")
            if stored.hidden:
                response = error_response(_GONE)
                response.status_code = 410
                return response
            small = request.query_params.get("w") == str(WIDTH)
            link = await self._link(image_id, stored, small)
            if link is not None:
                return Response(status_code=302, headers={"location": link, "cache-control": _AGAIN})
            etag = f'"{image_id}-{WIDTH}"' if small else f'"{image_id}"'
            headers = {"cache-control": _AGAIN, "etag": etag}
            if request.headers.get("if-none-match") == etag:
                return Response(status_code=304, headers=headers)
            if small:
                data = await self.thumbnails.get(image_id, stored.key)
                return Response(data, media_type="image/webp", headers=headers)
            data = await self.blobs.get(stored.key)
        except AdventureError as error:
            return error_response(error)
        return Response(data, media_type=stored.content_type, headers=headers)

    async def _link(self, image_id: str, stored: StoredPicture, small: bool) -> str | None:
        if small:
            return await self.thumbnails.link(image_id, stored.key)
        return await self.blobs.link(stored.key, stored.content_type)
