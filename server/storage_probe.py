"""What ``doctor`` says of a bucket: that it answers and, where asked for, that a blob makes its way there and back.

Nothing here names a bucket or a key.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import httpx

from pipeline.ports import BlobStore
from server.doctor import Check
from server.settings import Settings

FETCH_S = 10.0
TYPE = "image/webp"


def kept(settings: Settings, origin: str) -> Sequence[Check]:
    """A bucket that answered; its links lead to ``origin``."""
    checks = [Check("storage", "ok", f"The bucket of S3_BUCKET answers; browsers are sent to {origin} for pictures.")]
    if origin.startswith("http:") and (settings.public_url or "").startswith("https:"):
        todo = "Give the storage an address with https, and name it in ADVENTURE_S3_PUBLIC_URL."
        checks.append(Check("storage", "warn", "Pages are served by https, pictures by http: not every browser.", todo))
    return checks


async def probed(blobs: BlobStore) -> Sequence[Check]:
    """Store, read, link and delete one small blob. Raises ``BlobStoreError``."""
    key = f"doctor/{secrets.token_hex(16)}.webp"
    data = secrets.token_bytes(64)
    try:
        await blobs.put(key, data, TYPE)
        if await blobs.get(key) != data:
            return [Check("storage", "fail", "What is read is not what was stored.", "See the storage's own log.")]
        link = await blobs.link(key, TYPE)
        checks = [Check("storage", "ok", "A blob was stored, read and deleted.")]
        if link is not None:
            checks += await _linked(link, data)
    finally:
        await blobs.delete(key)
    return checks


async def _linked(link: str, data: bytes) -> Sequence[Check]:
    name = "storage links"
    checks: list[Check] = []
    async with httpx.AsyncClient(timeout=FETCH_S) as http:
        try:
            answer = await http.get(link)
            unsigned = await http.get(link.partition("?")[0])
        except httpx.TransportError:
            todo = "If browsers reach the storage at another address, name it in ADVENTURE_S3_PUBLIC_URL."
            return [Check(name, "warn", "From here nothing is reached where browsers are sent for pictures.", todo)]
    if answer.status_code != 200 or answer.content != data:
        todo = "See that nothing between rewrites the Host header or the query."
        checks.append(Check(name, "fail", f"A link is answered with {answer.status_code}.", todo))
    elif answer.headers.get("content-type") != TYPE:
        todo = "The storage must obey `response-content-type`."
        checks.append(Check(name, "warn", "A link's answer has another type than it was asked for.", todo))
    else:
        checks.append(Check(name, "ok", "A link of five minutes leads to the blob."))
    if unsigned.status_code == 200:
        todo = "Make the bucket private: every picture, recording and portrait in it is for anyone."
        checks.append(Check(name, "fail", "Without a signature the blob is given, too.", todo))
    return checks
