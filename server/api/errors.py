"""The one shape of our HTTP errors: ``{"code", "message"}``, with Retry-After where a retry helps."""

from __future__ import annotations

from starlette.responses import JSONResponse

from pipeline.errors import AdventureError

STATUS = {
    "bad_token": 401,
    "token_expired": 401,
    "not_found": 404,
    "overloaded": 503,
    "storage_unavailable": 503,
}


def error_response(error: AdventureError) -> JSONResponse:
    """The response that tells ``error``."""
    headers = {"retry-after": "1"} if error.retryable else None
    body = {"code": error.code, "message": error.message}
    return JSONResponse(body, STATUS.get(error.code, 400), headers)
