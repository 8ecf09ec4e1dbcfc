"""What a REST endpoint asks for: the services, and who is calling. It knows no resource."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from server.auth.tokens import Identity, TokenError
from server.services import Services

_bearer = HTTPBearer(auto_error=False, description="The access token of `/auth/v1`.")


def _services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


ServicesOf = Annotated[Services, Depends(_services)]
"""The services of the running application."""


def _caller(
    services: ServicesOf, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Identity:
    if credentials is None:
        raise TokenError("This needs an access token. Sign in first.")
    return services.tokens.verify(credentials.credentials)


Caller = Annotated[Identity, Depends(_caller)]
"""Whose request it is; without a valid token the answer is 401."""
