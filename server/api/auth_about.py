"""``/auth/v1``: settings, health and the public key; and the key under ``/.well-known`` of the whole site."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Response

from server.api.auth_route import REFUSALS, AuthRoute, ReceptionOf
from server.api.caller import ServicesOf

router = APIRouter(tags=["accounts"], route_class=AuthRoute, responses=REFUSALS)


@router.get("/auth/v1/settings")
async def settings(reception: ReceptionOf, services: ServicesOf) -> dict[str, Any]:
    """How one can sign in here."""
    return {
        "external": {"anonymous_users": services.settings.anonymous_allowed, "email": True, "phone": False},
        "disable_signup": not services.settings.sign_up,
        "mailer_autoconfirm": not reception.confirm,
        "phone_autoconfirm": False,
        "sms_provider": "",
        "saml_enabled": False,
    }


@router.get("/auth/v1/health")
async def health(reception: ReceptionOf) -> dict[str, str]:
    """Whether accounts are kept here."""
    return {
        "name": "adventure-art",
        "version": version("adventure-art"),
        "description": "Adventure Art's own accounts, with the paths and payloads of Supabase Auth.",
    }


@router.get("/auth/v1/.well-known/jwks.json")
@router.get("/.well-known/jwks.json")
async def keys(reception: ReceptionOf, response: Response) -> dict[str, Any]:
    """The public key that access tokens are signed with, as in RFC 7517."""
    response.headers["cache-control"] = "public, max-age=600"
    return {"keys": [dict(reception.tokens.public_jwk)]}
