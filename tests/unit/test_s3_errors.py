"""What an S3 server's answers become: a row for each that servers are known to give."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from botocore import exceptions as boto

from clients import s3_errors
from clients.s3_errors import translated
from pipeline.errors import BlobStoreError, NotFoundError


def refused(code: str, status: int) -> boto.ClientError:
    answer: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": status}}
    if code:
        answer["Error"] = {"Code": code, "Message": "canary"}
    made: Any = boto.ClientError
    return made(answer, "GetObject")


@pytest.mark.parametrize(
    ("code", "status", "message", "retryable"),
    [
        ("InvalidAccessKeyId", 403, s3_errors.BAD_KEY, False),
        ("SignatureDoesNotMatch", 403, s3_errors.BAD_KEY, False),
        ("ExpiredToken", 400, s3_errors.BAD_KEY, False),
        ("AccessDenied", 403, s3_errors.FORBIDDEN, False),
        ("Forbidden", 403, s3_errors.FORBIDDEN, False),
        ("", 401, s3_errors.FORBIDDEN, False),
        ("NoSuchBucket", 404, s3_errors.NO_BUCKET, False),
        ("PermanentRedirect", 301, s3_errors.REGION, False),
        ("", 307, s3_errors.REGION, False),
        ("AuthorizationHeaderMalformed", 400, s3_errors.REGION, False),
        ("RequestTimeTooSkewed", 403, s3_errors.CLOCK, False),
        ("QuotaExceeded", 403, s3_errors.FULL, False),
        ("InvalidArgument", 400, s3_errors.UNFIT, False),
        ("RequestTimeout", 400, s3_errors.AWAY, True),
        ("BadDigest", 400, s3_errors.AWAY, True),
        ("SlowDown", 503, s3_errors.BROKEN, True),
        ("InternalError", 500, s3_errors.BROKEN, True),
        ("InternalError", 200, s3_errors.BROKEN, True),
        ("", 502, s3_errors.BROKEN, True),
        ("", 429, s3_errors.BROKEN, True),
    ],
)
def test_a_refusal_says_what_to_do(code: str, status: int, message: str, *, retryable: bool) -> None:
    with pytest.raises(BlobStoreError) as caught, translated():
        raise refused(code, status)
    assert (caught.value.message, caught.value.retryable) == (message, retryable)
    assert caught.value.__suppress_context__, "the server's own words may hold parts of a key"


@pytest.mark.parametrize(("code", "status"), [("NoSuchKey", 404), ("404", 404), ("NoSuchVersion", 404)])
def test_a_missing_blob(code: str, status: int) -> None:
    with pytest.raises(NotFoundError), translated():
        raise refused(code, status)


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ConnectionResetError(),
        aiohttp.ClientPayloadError(),
        aiohttp.ServerDisconnectedError(),
        boto.BotoCoreError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_silence_may_end(error: Exception) -> None:
    with pytest.raises(BlobStoreError) as caught, translated():
        raise error
    assert (caught.value.message, caught.value.retryable) == (s3_errors.AWAY, True)


def test_what_is_not_the_storages_passes() -> None:
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError
