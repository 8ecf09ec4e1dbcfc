"""Small pictures: made when first asked for, kept beside the picture in the blob store. It checks no rights."""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from dataclasses import dataclass, field

import PIL.Image

from pipeline.errors import BlobStoreError, NotFoundError
from pipeline.ports import BlobStore
from server.ports import Pictures

WIDTH = 480
SUFFIX = ".480.webp"
"""Behind the picture's key; whoever deletes the picture deletes this, too."""

AT_ONCE = 2
MOST_PIXELS = 64_000_000
MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """``get`` gives a thumbnail in WebP, at most 480 pixels wide."""

    pictures: Pictures
    blobs: BlobStore
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _made: OrderedDict[str, None] = field(default_factory=OrderedDict[str, None])
    """Ids whose thumbnail is in the store for sure, the latest ones."""

    async def link(self, image_id: str, key: str) -> str | None:
        """An address of the thumbnail, made first if need be; None where the store has none. Raises like ``get``."""
        link = await self.blobs.link(key + SUFFIX, "image/webp")
        if link is not None and image_id not in self._made:
            await self.get(image_id, key)
            self._made[image_id] = None
            if len(self._made) > MOST_KNOWN:
                self._made.popitem(last=False)
        return link

    async def get(self, image_id: str, key: str) -> bytes:
        """The thumbnail of the picture under ``key``. Raises ``NotFoundError``, ``BlobStoreError``."""
        try:
            return await self.blobs.get(key + SUFFIX)
        except NotFoundError:
            pass
        async with self._slots:
            data = await asyncio.to_thread(shrink, await self.blobs.get(key))
        await self.blobs.put(key + SUFFIX, data, "image/webp")
        if await self.pictures.find(image_id) is None:
            # Deleted meanwhile, perhaps before there was this blob.
            await self.blobs.delete(key + SUFFIX)
            raise NotFoundError("There is no such picture.")
        return data


def shrink(data: bytes) -> bytes:
    """A picture, at most ``WIDTH`` wide, as WebP. Raises ``BlobStoreError`` for what is none."""
    try:
        with PIL.Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BlobStoreError("The stored picture is too large.", retryable=False)
            picture.draft("RGB", (WIDTH, WIDTH))
            small = picture.convert("RGB")
            small.thumbnail((WIDTH, WIDTH))
            made = io.BytesIO()
            small.save(made, "WEBP", quality=80, method=2)
    except (PIL.UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BlobStoreError("The stored picture cannot be read.", retryable=False) from error
    return made.getvalue()
