"""A bucket of an S3 server as the blob store, by aioboto3. It asks for nobody's rights: any caller gets a link.

Keys, region and address are read by boto itself from the AWS variables and files; no secret passes through here.
"""

from __future__ import annotations

import asyncio
import io
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import aioboto3
from aiobotocore.config import AioConfig
from botocore import exceptions as boto

from clients.blob_keys import checked
from clients.s3_errors import AWAY, code_of, status_of, translated
from pipeline.errors import BlobStoreError, ConfigurationError, NotFoundError

LINK_S = 300
"""Life of a link."""

LINK_REUSED_S = 60.0
"""How long the same link is given again, so that a browser that asks again has the picture already."""

MOST_LINKS = 4096
PART = 8 * 1024 * 1024
"""S3 takes parts of at least 5 MiB, and 10,000 of them."""

CONNECT_S, READ_S, ABORT_S = 5.0, 30.0, 10.0
CONNECTIONS = 32
_PIECE = 256 * 1024


class _Api(Protocol):
    """What of boto's client is used; it has no types of its own."""

    meta: Any

    async def put_object(self, **given: Any) -> Any: ...
    async def get_object(self, **given: Any) -> Any: ...
    async def head_object(self, **given: Any) -> Any: ...
    async def delete_object(self, **given: Any) -> Any: ...
    async def create_multipart_upload(self, **given: Any) -> Any: ...
    async def upload_part(self, **given: Any) -> Any: ...
    async def complete_multipart_upload(self, **given: Any) -> Any: ...
    async def abort_multipart_upload(self, **given: Any) -> Any: ...
    async def list_multipart_uploads(self, **given: Any) -> Any: ...
    async def generate_presigned_url(self, name: str, **given: Any) -> str: ...


@asynccontextmanager
async def s3_blobs(
    bucket: str, *, prefix: str = "", region: str | None = None, public_url: str | None = None
) -> AsyncGenerator[S3Blobs]:
    """The store for as long as the block lasts; it asks nothing yet. ``prefix`` stands before every key.

    ``region`` None: as boto finds it. ``public_url``: where browsers reach the same server, if elsewhere than we do.
    Raises ``ConfigurationError`` for settings that cannot be used at all, and where there is no key.
    """
    config = _config("auto")
    session = aioboto3.Session(region_name=region)
    folder = prefix.strip("/")
    async with AsyncExitStack() as stack:
        try:
            with translated(ValueError):
                client: _Api = await stack.enter_async_context(session.client("s3", config=config))
                signer = client
                # The address belongs to what is signed.
                if public_url is not None:
                    elsewhere = session.client("s3", config=config, endpoint_url=public_url)
                    signer = await stack.enter_async_context(elsewhere)
                elif _at_amazon(client) and "." not in bucket:
                    signer = await stack.enter_async_context(session.client("s3", config=_config("virtual")))
            blobs = S3Blobs(client, signer, bucket, f"{folder}/" if folder else "")
            await blobs.find_origin()
        except BlobStoreError as error:
            raise ConfigurationError(error.message) from None
        yield blobs


def _config(addressing: str) -> AioConfig:
    return AioConfig(
        connect_timeout=CONNECT_S,
        read_timeout=READ_S,
        max_pool_connections=CONNECTIONS,
        # Whoever stores tries again by itself; this is for a connection that was closed while it was idle.
        retries={"mode": "standard", "total_max_attempts": 2},
        signature_version="s3v4",
        # `auto`: the path names the bucket at an address of one's own, the host does at Amazon.
        s3={"addressing_style": addressing},
        # Few other servers know AWS's newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def _at_amazon(client: _Api) -> bool:
    """Whether no address was given. There `auto` signs links for a host that is not the bucket's region's."""
    host = urlsplit(str(client.meta.endpoint_url)).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn"))


@dataclass(slots=True)
class S3Blobs:
    """Implements ``pipeline.ports.BlobStore``. ``origin`` is that of the links."""

    _client: _Api
    _signer: _Api
    _bucket: str
    _prefix: str
    origin: str = ""
    _links: OrderedDict[tuple[str, str], tuple[str, float]] = field(
        default_factory=OrderedDict[tuple[str, str], tuple[str, float]]
    )
    _clock: Callable[[], float] = time.monotonic

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """See ``BlobStore``."""
        with translated():
            # As a file: the bytes of a large body are then written piece by piece.
            await self._client.put_object(**self._at(key), Body=io.BytesIO(data), ContentType=content_type)

    async def put_stream(self, key: str, chunks: AsyncIterable[bytes], content_type: str) -> int:
        """See ``BlobStore``. At most ``PART`` bytes and a chunk are held."""
        at = self._at(key)
        held = bytearray()
        upload: _Upload | None = None
        try:
            async for chunk in chunks:
                held += chunk
                while len(held) >= PART:
                    with translated():
                        upload = upload or await _Upload.begin(self._client, at, content_type)
                        await upload.part(bytes(held[:PART]))
                    del held[:PART]
            with translated():
                if upload is None:
                    await self.put(key, bytes(held), content_type)
                    return len(held)
                if held:
                    await upload.part(bytes(held))
                await upload.complete()
                return upload.size
        except BaseException:
            # Cancellation and the sender's own errors, too: parts that nobody completes are kept and paid for ever.
            if upload is not None:
                await upload.abort()
            raise

    async def open(self, key: str) -> AsyncGenerator[bytes]:
        """See ``BlobStore``."""
        with translated():
            answer = await self._client.get_object(**self._at(key))
        body = answer["Body"]
        async with body:
            while True:
                with translated():
                    piece: bytes = await body.read(_PIECE)
                if not piece:
                    return
                yield piece

    async def get(self, key: str) -> bytes:
        """See ``BlobStore``."""
        with translated():
            answer = await self._client.get_object(**self._at(key))
            body = answer["Body"]
            async with body:
                data: bytes = await body.read()
        return data

    async def delete(self, key: str) -> None:
        """See ``BlobStore``."""
        at = self._at(key)
        for known in [known for known in self._links if known[0] == key]:
            del self._links[known]
        with translated():
            await self._sweep(at)
            with suppress(NotFoundError), translated():
                await self._client.delete_object(**at)

    async def link(self, key: str, content_type: str) -> str | None:
        """See ``BlobStore``: good for ``LINK_S``, of which at least ``LINK_S - LINK_REUSED_S`` are left."""
        now = self._clock()
        known = self._links.get((key, content_type))
        if known is not None and now < known[1]:
            return known[0]
        url = await self._signed(key, content_type)
        self._links[key, content_type] = (url, now + LINK_REUSED_S)
        self._links.move_to_end((key, content_type))
        if len(self._links) > MOST_LINKS:
            self._links.popitem(last=False)
        return url

    async def find_origin(self) -> None:
        """See where links lead. Nothing is asked."""
        url = urlsplit(await self._signed("origin", "image/webp"))
        self.origin = f"{url.scheme}://{url.netloc}"

    async def reach(self) -> None:
        """Whether the bucket is there and can be read. Raises ``BlobStoreError``, which says what to do."""
        # An answer to HEAD has no body and so no reason. Without s3:ListBucket a missing key is told as forbidden.
        with suppress(NotFoundError):
            await self.get("is-it-there")

    async def _signed(self, key: str, content_type: str) -> str:
        given = self._at(key) | {
            "ResponseContentType": content_type,
            "ResponseContentDisposition": "inline",
            "ResponseCacheControl": f"private, max-age={LINK_S}, immutable",
        }
        with translated():
            return await self._signer.generate_presigned_url("get_object", Params=given, ExpiresIn=LINK_S)

    async def _sweep(self, at: dict[str, str]) -> None:
        """Give up what a killed process began to store there."""
        try:
            found = await self._client.list_multipart_uploads(Bucket=at["Bucket"], Prefix=at["Key"])
        except boto.ClientError as error:
            # Servers without that call, and keys that may not make it: a rule of the bucket has to do it there.
            if code_of(error) in {"AccessDenied", "NotImplemented"} or status_of(error) == 501:
                return
            raise
        for one in found.get("Uploads", ()):
            if one["Key"] == at["Key"]:
                await _Upload(self._client, at, one["UploadId"]).abort()

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + checked(key)}


@dataclass(slots=True)
class _Upload:
    """One blob that arrives in parts. Until it is complete nobody can read any of it."""

    client: _Api
    at: dict[str, str]
    upload_id: str
    size: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @classmethod
    async def begin(cls, client: _Api, at: dict[str, str], content_type: str) -> _Upload:
        answer = await client.create_multipart_upload(**at, ContentType=content_type)
        return cls(client, at, answer["UploadId"])

    async def part(self, data: bytes) -> None:
        number = len(self.parts) + 1
        answer = await self.client.upload_part(
            **self.at, UploadId=self.upload_id, PartNumber=number, Body=io.BytesIO(data)
        )
        self.parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self.size += len(data)

    async def complete(self) -> None:
        try:
            await self.client.complete_multipart_upload(
                **self.at, UploadId=self.upload_id, MultipartUpload={"Parts": self.parts}
            )
        except boto.ClientError as error:
            # The answer to a first try was lost, and the second finds it done.
            if code_of(error) != "NoSuchUpload":
                raise
            stored = await self.client.head_object(**self.at)
            if stored["ContentLength"] != self.size:
                raise BlobStoreError(AWAY) from None

    async def abort(self) -> None:
        """Give it up. What cannot be given up now goes with ``delete``."""
        with suppress(BlobStoreError, NotFoundError, TimeoutError), translated():
            async with asyncio.timeout(ABORT_S):
                await self.client.abort_multipart_upload(**self.at, UploadId=self.upload_id)
