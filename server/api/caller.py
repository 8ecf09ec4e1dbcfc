"""What a REST endpoint asks for: the services, and who is calling. It knows no resource."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from server.auth.tokens import Identity, TokenError
from server.limits import account_key
from server.services import Services

_bearer = HTTPBearer(auto_error=False, description="The access token of `/auth/v1`.")


def _services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


ServicesOf = Annotated[Services, Depends(_services)]
"""The services of the running application."""


async def _caller(
    services: ServicesOf, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Identity:
    if credentials is None:
        raise TokenError("This needs an access token. Sign in first.")
    identity = services.tokens.verify(credentials.credentials)
    services.rates.check("requests", account_key(identity.user_id))
    await services.presence.check(identity)
    return identity


Caller = Annotated[Identity, Depends(_caller)]
"""Whose request it is; without a valid token the answer is 401, and 429 where this account asks too often."""
