"""What a page may load, and when a thumbnail is linked to: a store with links needs no server."""

from __future__ import annotations

import io
from typing import Any

import httpx
import PIL.Image
import pytest
from fakes.scripted_engines import MemoryBlobs
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.errors import NotFoundError
from pipeline.records import StoredPicture
from server.api.pictures import PictureFile
from server.headers import CONTENT_SECURITY_POLICY, SecurityHeaders
from server.thumbnails import SUFFIX, Thumbnails

ID = "0" * 31 + "1"
STORED = StoredPicture(key="pictures/tenant/one.webp", content_type="image/webp", hidden=False)
POLICY = "content-security-policy"


class LinkedBlobs(MemoryBlobs):
    """Blobs with addresses; it remembers how often each was read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[str] = []

    async def get(self, key: str) -> bytes:
        self.reads.append(key)
        return await super().get(key)

    async def link(self, key: str, content_type: str) -> str | None:
        return f"https://pictures.example/{key}?type={content_type}"


class OnePicture:
    def __init__(self, stored: StoredPicture | None) -> None:
        self.stored = stored

    async def find(self, image_id: str) -> StoredPicture | None:
        return self.stored if image_id == ID else None


def picture() -> bytes:
    made = io.BytesIO()
    PIL.Image.new("RGB", (960, 540)).save(made, "WEBP")
    return made.getvalue()


def site(pictures: OnePicture, blobs: MemoryBlobs, **headers: Any) -> httpx.AsyncClient:
    async def policed(_request: Request) -> Response:
        return Response(headers={POLICY: "default-src 'none'"})

    file = PictureFile(pictures, blobs, Thumbnails(pictures, blobs))
    app = Starlette(
        routes=[Route("/i/{image_id}", file.__call__), Route("/policed", policed)],
        middleware=[Middleware(SecurityHeaders, **headers)],
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here")


async def test_a_picture_is_elsewhere() -> None:
    blobs = LinkedBlobs()
    async with site(OnePicture(STORED), blobs) as http:
        answer = await http.get(f"/i/{ID}", headers={"if-none-match": f'"{ID}"'})
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer.headers["location"] == "https://pictures.example/pictures/tenant/one.webp?type=image/webp"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert blobs.reads == [], "nothing passes through here"


async def test_a_thumbnail_is_made_before_anyone_is_sent_to_it() -> None:
    blobs = LinkedBlobs()
    blobs.blobs[STORED.key] = picture()
    async with site(OnePicture(STORED), blobs) as http:
        for _ in range(3):
            answer = await http.get(f"/i/{ID}?w=480")
            assert answer.status_code == 302
            assert answer.headers["location"].startswith(f"https://pictures.example/{STORED.key}{SUFFIX}?")
    assert PIL.Image.open(io.BytesIO(blobs.blobs[STORED.key + SUFFIX])).size == (480, 270)
    assert blobs.reads == [STORED.key + SUFFIX, STORED.key], "only the first asks whether it is there"


@pytest.mark.parametrize("query", ["", "?w=480"])
async def test_the_row_is_looked_at_first(query: str) -> None:
    pictures, blobs = OnePicture(STORED), LinkedBlobs()
    blobs.blobs[STORED.key] = picture()
    async with site(pictures, blobs) as http:
        assert (await http.get(f"/i/{ID}{query}")).status_code == 302
        pictures.stored = StoredPicture(key=STORED.key, content_type="image/webp", hidden=True)
        hidden = await http.get(f"/i/{ID}{query}")
        assert (hidden.status_code, hidden.headers.get("location")) == (410, None)
        pictures.stored = None
        gone = await http.get(f"/i/{ID}{query}")
        assert (gone.status_code, gone.headers.get("location")) == (404, None)


async def test_a_thumbnail_of_what_is_not_there() -> None:
    pictures, blobs = OnePicture(STORED), LinkedBlobs()
    with pytest.raises(NotFoundError):
        await Thumbnails(pictures, blobs).link(ID, STORED.key)


async def test_pages_may_show_what_is_in_the_store() -> None:
    origin = ""
    pictures, blobs = OnePicture(STORED), MemoryBlobs()
    async with site(pictures, blobs, images=lambda: origin) as http:
        assert (await http.get("/i/none")).headers[POLICY] == CONTENT_SECURITY_POLICY
        origin = "https://pictures.example"
        policy = (await http.get("/i/none")).headers[POLICY]
        assert "img-src 'self' https://pictures.example data: blob:;" in policy
        assert policy.replace(" https://pictures.example", "") == CONTENT_SECURITY_POLICY, "and nothing else"
        assert (await http.get("/policed")).headers[POLICY] == "default-src 'none'", "a stricter one stays"
