"""What every ``/auth/v1`` endpoint has in common: bounded bodies, Supabase's shape of errors, its version header.

Where accounts are kept elsewhere none of them is here. It knows no endpoint.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import Scope

from pipeline.errors import AdventureError, NotFoundError
from server.api.caller import ServicesOf
from server.api.errors import STATUS
from server.auth.problems import AuthError
from server.auth.reception import Back, Reception
from server.auth.tokens import Identity, TokenError
from server.limits import RateLimitedError, address_key
from server.services import Services
from server.settings import Settings

VERSION_HEADER = "x-supabase-api-version"
VERSION = "2024-01-01"
MAX_BODY_BYTES = 16 * 1024
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


class AuthProblem(BaseModel):
    """What every refusal answers; the code and the message each under both names that clients look for."""

    code: str = Field(description="Stable; for programs.")
    error_code: str
    message: str = Field(description="For people.")
    msg: str


REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": AuthProblem} for status in (400, 401, 403, 404, 413, 422, 429, 503)
}


class Body(BaseModel):
    """A request's body: what we do not know is left alone, since clients send more than anyone needs."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Bounded(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            data = b""
            async for chunk in self.stream():
                data += chunk
                if len(data) > MAX_BODY_BYTES:
                    raise AuthError(400, "bad_json", "The body must be at most 16 KiB.")
            self._body = data
        return self._body


class AuthRoute(APIRoute):
    """A route whose answers are those of Supabase Auth."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See ``APIRoute``."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await inner(_Bounded(_as_json(request.scope), request.receive))
            except RequestValidationError as error:
                response = _refusal(_invalid(error))
            except HTTPException as error:
                response = _refusal(AuthError(error.status_code, "bad_json", str(error.detail)))
            except AdventureError as error:
                response = _refusal(error)
            response.headers[VERSION_HEADER] = VERSION
            response.headers.setdefault("cache-control", "no-store")
            return response

        return handle


def _as_json(scope: Scope) -> Scope:
    """Take the body of a program for JSON whatever it calls it.

    From a page only ``application/json`` counts, since a page of anyone may send the other types across origins; a
    browser sends Origin with each POST (Fetch standard, section 3.2), so who sends none is no page.
    """
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if any(name == b"origin" for name, _ in headers):
        return scope
    kept = [(name, value) for name, value in headers if name != b"content-type"]
    return {**scope, "headers": [*kept, (b"content-type", b"application/json")]}


def _invalid(error: RequestValidationError) -> AuthError:
    """Places and rules only: the input may be private."""
    problems = error.errors()
    if any(item["loc"] == ("body",) or item["type"] == "json_invalid" for item in problems):
        return AuthError(400, "bad_json", "The body must be a JSON object.")
    words = "; ".join(f"{'.'.join(str(part) for part in item['loc'][1:])}: {item['msg']}" for item in problems)
    return AuthError(400, "validation_failed", words[:500])


def _refusal(error: AdventureError) -> Response:
    status, code, more = STATUS.get(error.code, 400), error.code, {}
    headers = {"retry-after": "1"} if error.retryable else {}
    if isinstance(error, AuthError):
        status, more = error.status, dict(error.more)
    elif isinstance(error, RateLimitedError):
        code = "over_request_rate_limit"
        headers = {"retry-after": str(max(1, math.ceil(error.retry_after_s)))}
    elif isinstance(error, TokenError):
        status, code = 403, "bad_jwt"
    body = {"code": code, "error_code": code, "message": error.message, "msg": error.message, **more}
    return JSONResponse(body, status, headers)


_bearer = HTTPBearer(auto_error=False, description="The access token of `/auth/v1`.")


def _reception(services: ServicesOf) -> Reception:
    if services.reception is None:
        raise NotFoundError("Accounts are kept elsewhere: /api/v1/config says where.")
    return services.reception


def _signed_in(
    services: ServicesOf, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Identity:
    if credentials is None:
        raise AuthError(401, "no_authorization", "This endpoint requires a Bearer token")
    return services.tokens.verify(credentials.credentials)


ReceptionOf = Annotated[Reception, Depends(_reception)]
"""The local accounts; 404 where there are none."""

SignedIn = Annotated[Identity, Depends(_signed_in)]
"""Whose access token it is."""


def limit(request: Request, rate: str, email: str | None = None) -> None:
    """Count a try of this address and for that account. Raises ``RateLimitedError``."""
    services = cast("Services", request.app.state.services)
    keys = [address_key(request.scope)]
    if email is not None:
        keys.append(f"mail:{sha256(email.strip().lower().encode('utf-8', 'surrogatepass')).hexdigest()}")
    services.rates.check(rate, *keys)


def back(request: Request, settings: Settings, redirect_to: str | None, challenge: str | None = None) -> Back:
    """Where a link that this request asks for leads. ``Host`` is anybody's to write: only known ones are believed."""
    site = settings.public_url
    if site is None:
        here = request.base_url
        site = f"{here.scheme}://{here.netloc}" if here.hostname in LOCAL_HOSTS else settings.local_url
    return Back(site, redirect_to if allowed(redirect_to, site, settings) else None, challenge)


def allowed(address: str | None, site: str, settings: Settings) -> bool:
    """Whether tokens may be handed to a page: one of this site, or of an origin that is listed."""
    if address is None or any(character <= " " or character == "\\" for character in address):
        return False
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}" in {_origin(site), *settings.origins}
    except ValueError:
        return False


def _origin(site: str) -> str:
    parts = urlsplit(site)
    return f"{parts.scheme}://{parts.netloc}"
