"""``GET /api/v1/config``: where and how a page signs in, so that one page serves local accounts and Supabase's."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from server.api.caller import ServicesOf
from server.auth.foreign_tokens import ForeignTokens
from server.lan import addresses

router = APIRouter(prefix="/api/v1", tags=["config"])


class Config(BaseModel):
    """What a page must know before anyone has signed in."""

    accounts: Literal["local", "supabase"]
    auth_url: str = Field(description="Base of the account endpoints: absolute, or a path of this site.")
    anon_key: str | None = Field(description="To be sent as `apikey` with every call to `auth_url`, where given.")
    anonymous: bool = Field(description="Whether one may start without an address.")
    email: bool = Field(description="Whether one can sign in with an address and a password.")
    sign_up: bool = Field(description="Whether new accounts with an address can be made.")
    providers: list[str] = Field(description="Social providers that are on, by Supabase's names.")
    near: list[str] = Field(
        description="Under which addresses devices of the local network reach this server; empty unless `--lan` let "
        "them in. `/table` behind one is for a TV."
    )


@router.get("/config")
async def config(request: Request, services: ServicesOf) -> Config:
    """Where and how to sign in."""
    settings = services.settings
    port = request.url.port or 80
    near = [f"http://{address}:{port}" for address in addresses()] if settings.lan else []
    if isinstance(services.tokens, ForeignTokens):
        tokens = services.tokens
        return Config(
            accounts="supabase",
            auth_url=settings.auth_url,
            anon_key=settings.supabase_anon_key,
            anonymous=tokens.allows("anonymous_users") and settings.anonymous_allowed,
            email=tokens.allows("email"),
            sign_up=tokens.sign_up,
            providers=tokens.providers,
            near=near,
        )
    return Config(
        accounts="local",
        auth_url=settings.auth_url,
        anon_key=None,
        anonymous=settings.anonymous_allowed,
        email=True,
        sign_up=settings.sign_up,
        providers=[],
        near=near,
    )
