"""The one shape of our HTTP errors: ``{"code", "message"}``, with Retry-After where a retry helps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from pipeline.errors import AdventureError
from server.limits import RateLimitedError

STATUS = {
    "bad_token": 401,
    "token_expired": 401,
    "not_found": 404,
    "session_ended": 409,
    "too_many": 409,
    "changed": 412,
    "hidden": 410,
    "too_large": 413,
    "audio_format": 415,
    "picture_format": 415,
    "bad_request": 422,
    "rate_limited": 429,
    "overloaded": 503,
    "storage_unavailable": 503,
}
"""HTTP status by error code; any other is 400."""

HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Problem(BaseModel):
    """What every error answers."""

    code: str = Field(description="Stable; for programs.")
    message: str = Field(description="What happened and what to do; for people.")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of an endpoint that may answer these errors, for OpenAPI."""
    return {status: {"model": Problem} for status in statuses}


def error_response(error: AdventureError) -> JSONResponse:
    """The response that tells ``error``."""
    headers = {"retry-after": "1"} if error.retryable else None
    if isinstance(error, RateLimitedError):
        headers = {"retry-after": str(max(1, math.ceil(error.retry_after_s)))}
    return _problem(STATUS.get(error.code, 400), error.code, error.message, headers)


def refusal(path: str, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """What is answered before an endpoint runs. Clients of ``/auth/v1`` look for the same under two more names."""
    body = {"code": code, "message": message}
    if path.startswith("/auth/"):
        body |= {"error_code": code, "msg": message}
    return JSONResponse(body, status, headers)


def install(app: FastAPI) -> None:
    """Answer every error in our shape: ours, those of validation and those of routing."""
    app.add_exception_handler(AdventureError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AdventureError)
    return error_response(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Places and rules only: the input may be private."""
    assert isinstance(error, RequestValidationError)
    problems = (f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors())
    return _problem(422, "bad_request", "; ".join(problems)[:500] or "The request is not valid.")


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = HTTP_CODES.get(error.status_code, "bad_request")
    return refusal(request.url.path, error.status_code, code, str(error.detail), error.headers)


def _problem(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"code": code, "message": message}, status, headers)
