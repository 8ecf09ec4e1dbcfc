"""What an S3 server's refusals and silences mean, as ``BlobStoreError``: what to do, and whether a retry helps.

It names no key, bucket or secret: these messages may reach anyone.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import aiohttp
from botocore import exceptions as boto

from pipeline.errors import BlobStoreError, NotFoundError

AWAY = "The object storage does not answer."
BROKEN = "The object storage answers with an error of its own."
BAD_KEY = (
    "The object storage does not accept the key: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and "
    "AWS_SESSION_TOKEN, where there is one)."
)
NO_KEY = "There is no key for the object storage: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
NO_BUCKET = "The bucket that S3_BUCKET names does not exist: make it, or correct the name."
FORBIDDEN = (
    "The object storage forbids it: the key needs s3:GetObject, s3:PutObject, s3:DeleteObject, "
    "s3:AbortMultipartUpload, s3:ListBucketMultipartUploads and s3:ListBucket for the bucket (docs/storage.md)."
)
REGION = "The bucket is in another region, or at another address: check AWS_REGION and AWS_ENDPOINT_URL_S3."
CLOCK = "The object storage does not accept the time: set this machine's clock."
FULL = "The object storage has no room left for this account."
UNFIT = "The settings for the object storage do not fit: check AWS_ENDPOINT_URL_S3 and AWS_REGION."

_FOR_A_PERSON = {
    "InvalidAccessKeyId": BAD_KEY,
    "SignatureDoesNotMatch": BAD_KEY,
    "InvalidToken": BAD_KEY,
    "ExpiredToken": BAD_KEY,
    "InvalidClientTokenId": BAD_KEY,
    "NoSuchBucket": NO_BUCKET,
    "AccessDenied": FORBIDDEN,
    "AllAccessDisabled": FORBIDDEN,
    "PermanentRedirect": REGION,
    "AuthorizationHeaderMalformed": REGION,
    "IllegalLocationConstraintException": REGION,
    "RequestTimeTooSkewed": CLOCK,
    "QuotaExceeded": FULL,
    "EntityTooLarge": FULL,
    "InvalidBucketName": NO_BUCKET,
}
_MISSING = {"NoSuchKey", "NoSuchVersion", "NotFound", "404"}
"""The last ones stand for an answer without a body."""


def code_of(error: boto.ClientError) -> str:
    """The server's own code (``NoSuchKey``), or the status where it sent no body."""
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: boto.ClientError) -> int:
    """The HTTP status; 0 where there is none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def meaning(error: boto.ClientError) -> BlobStoreError | NotFoundError:
    """What an answer that is an error means."""
    code, status = code_of(error), status_of(error)
    if code in _MISSING:
        return NotFoundError("There is no such blob.")
    if code in _FOR_A_PERSON:
        return BlobStoreError(_FOR_A_PERSON[code], retryable=False)
    if status in (401, 403):
        return BlobStoreError(FORBIDDEN, retryable=False)
    if status in (301, 307, 400):
        # 400 with code `RequestTimeout` or `BadDigest` is the network's doing.
        if code in {"RequestTimeout", "BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch"}:
            return BlobStoreError(AWAY)
        return BlobStoreError(REGION if status != 400 else UNFIT, retryable=False)
    return BlobStoreError(BROKEN)


@contextmanager
def translated(*unfit: type[Exception]) -> Generator[None]:
    """Errors of the SDK and of its transport, as ours. ``unfit``: what else tells of wrong settings."""
    try:
        yield
    except boto.ClientError as error:
        raise meaning(error) from None
    except (boto.NoCredentialsError, boto.PartialCredentialsError, boto.CredentialRetrievalError):
        raise BlobStoreError(NO_KEY, retryable=False) from None
    except (boto.NoRegionError, boto.ParamValidationError, boto.InvalidRegionError, *unfit):
        raise BlobStoreError(UNFIT, retryable=False) from None
    except (boto.BotoCoreError, boto.HTTPClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise BlobStoreError(AWAY) from error
