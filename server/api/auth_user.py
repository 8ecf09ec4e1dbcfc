"""``/auth/v1/user``: one's own account. Source: supabase/auth, ``openapi.yaml``."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field

from server.api.auth_route import REFUSALS, AuthRoute, Body, ReceptionOf, SignedIn, back, limit
from server.api.auth_sign_in import Email, Redirect, Secret
from server.api.caller import ServicesOf

router = APIRouter(prefix="/auth/v1", tags=["accounts"], route_class=AuthRoute, responses=REFUSALS)


class Change(Body):
    """What is to change; the rest stays."""

    email: Email | None = None
    password: Secret | None = None
    data: dict[str, Any] | None = None
    code_challenge: str | None = Field(None, max_length=128, pattern=r"^[A-Za-z0-9_-]*$")


@router.get("/user")
async def read(reception: ReceptionOf, who: SignedIn) -> dict[str, Any]:
    """The account of the access token."""
    return await reception.user(who)


@router.put("/user")
async def change(
    request: Request,
    reception: ReceptionOf,
    services: ServicesOf,
    who: SignedIn,
    body: Change,
    redirect_to: Redirect = None,
) -> dict[str, Any]:
    """Change address, password or metadata. With an address an anonymous account becomes a lasting one."""
    if body.email or body.password is not None:
        limit(request, "sign_in")
    where = back(request, services.settings, redirect_to, body.code_challenge)
    return await reception.change(who, body.email, body.password, body.data, where)
