"""``ETag`` and ``If-Match`` over row versions, so that two open pages do not overwrite each other. It compares nothing.

Source: RFC 9110, sections 8.8.3 and 13.1.1.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable
from typing import Annotated, TypeVar

from fastapi import Depends, Header
from starlette.responses import JSONResponse

from pipeline.errors import AdventureError, ChangedError
from server.api.errors import error_response

_VERSION = re.compile(r'\s*"(\d{1,18})"\s*')

T = TypeVar("T")


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


IfMatch = Annotated[
    str | None, Header(max_length=500, description="The `ETag` that the change is made upon; else 412.")
]
"""The header as it came, for what has no version; see ``fits``."""


def _expected(if_match: IfMatch = None) -> frozenset[int] | None:
    if if_match is None or if_match.strip() == "*":
        return None
    # Weak tags and those that we never gave match nothing.
    found = (_VERSION.fullmatch(tag) for tag in if_match.split(","))
    return frozenset(int(match[1]) for match in found if match is not None)


Expected = Annotated[frozenset[int] | None, Depends(_expected)]
"""The versions that ``If-Match`` allows; None for any."""


def tag_of(*values: object) -> str:
    """The entity tag of something without a version: it names these values."""
    return f'"{hashlib.blake2b(repr(values).encode(), digest_size=12).hexdigest()}"'


def fits(if_match: str | None, tag: str) -> bool:
    """Whether ``If-Match`` allows a change of what has this tag now."""
    if if_match is None or if_match.strip() == "*":
        return True
    return tag in (given.strip() for given in if_match.split(","))


def changed(tag: str) -> JSONResponse:
    """412, with the present ``ETag``."""
    response = error_response(AdventureError("It was changed meanwhile. Read it again.", code="changed"))
    response.headers["etag"] = tag
    return response


async def or_changed(call: Awaitable[T]) -> T | JSONResponse:
    """The call's answer, or 412 with the present ``ETag``."""
    try:
        return await call
    except ChangedError as error:
        response = error_response(error)
        response.headers["etag"] = etag(error.version)
        return response
