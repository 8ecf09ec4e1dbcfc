"""``/auth/v1``: sign up, token, logout, recover, resend and verify, as Supabase's client asks for them.

Source: supabase/auth, ``openapi.yaml``. What is decided is decided in ``server/auth``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.responses import Response

from server.api.auth_route import REFUSALS, AuthRoute, Body, ReceptionOf, SignedIn, allowed, back, limit
from server.api.caller import ServicesOf
from server.auth.problems import AuthError, invalid
from server.auth.reception import Leaving

router = APIRouter(prefix="/auth/v1", tags=["accounts"], route_class=AuthRoute, responses=REFUSALS)

Email = Annotated[str, Field(max_length=320)]
Secret = Annotated[str, Field(max_length=4096)]
Redirect = Annotated[str | None, Query(max_length=2048)]
Link = Literal["signup", "recovery", "email_change"]

_ALIASES: dict[str, Link] = {"email": "signup", "signup": "signup", "recovery": "recovery"}


class Credentials(Body):
    """An account's address and password, or neither."""

    email: Email | None = None
    password: Secret | None = None
    phone: str | None = Field(None, max_length=64)
    data: dict[str, Any] | None = None
    code_challenge: str | None = Field(None, max_length=128, pattern=r"^[A-Za-z0-9_-]*$")


class Grant(Body):
    """What is shown for a sign-in; which of it depends on ``grant_type``."""

    email: Email | None = None
    password: Secret | None = None
    refresh_token: Secret | None = None
    auth_code: Secret | None = None
    code_verifier: Secret | None = None


class Asked(Body):
    """Whom to mail a link."""

    email: Email
    code_challenge: str | None = Field(None, max_length=128, pattern=r"^[A-Za-z0-9_-]*$")


class AskedAgain(Asked):
    """Which link to mail again."""

    type: Literal["signup", "email_change"]


class Mailed(Body):
    """A mailed token."""

    type: Literal["signup", "recovery", "email_change", "email"]
    token_hash: Secret | None = None
    token: Secret | None = None


@router.post("/signup")
async def sign_up(
    request: Request,
    reception: ReceptionOf,
    services: ServicesOf,
    body: Credentials | None = None,
    redirect_to: Redirect = None,
) -> dict[str, Any]:
    """Make an account: with an address and a password, or (without either) an anonymous one."""
    given = body or Credentials.model_validate({})
    if given.phone:
        raise AuthError(400, "phone_provider_disabled", "Phone signups are disabled")
    limit(request, "sign_up")
    if not given.email:
        if given.password:
            raise invalid("To signup, please provide your email")
        if not services.settings.anonymous_allowed:
            raise AuthError(
                422,
                "anonymous_provider_disabled",
                "This server paints with a paid key and can be reached from elsewhere, so nobody may start without an "
                "account. Its operator can allow it with ADVENTURE_ANONYMOUS=on.",
            )
        return await reception.sign_up_anonymously(given.data)
    if not services.settings.sign_up:
        raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")
    if not given.password:
        raise invalid("Signup requires a valid password")
    where = back(request, services.settings, redirect_to, given.code_challenge)
    return await reception.sign_up(given.email, given.password, given.data, where)


@router.post("/token")
async def token(
    request: Request,
    reception: ReceptionOf,
    grant_type: Literal["password", "refresh_token", "pkce"],
    body: Grant,
) -> dict[str, Any]:
    """Sign in with a password, or with what was given before."""
    match grant_type:
        case "password":
            if not body.email or not body.password:
                raise invalid("missing email or password")
            limit(request, "sign_in", body.email)
            return await reception.sign_in(body.email, body.password)
        case "refresh_token":
            if not body.refresh_token:
                raise invalid("refresh_token required")
            return await reception.refresh(body.refresh_token)
        case "pkce":
            if not body.auth_code or not body.code_verifier:
                raise invalid("invalid request: both auth code and code verifier should be non-empty")
            limit(request, "sign_in")
            return await reception.exchange(body.auth_code, body.code_verifier)


@router.post("/logout", status_code=204)
async def log_out(reception: ReceptionOf, who: SignedIn, scope: Leaving = "global") -> Response:
    """End this sign-in, all others, or all; their sockets are closed."""
    await reception.sign_out(who, scope)
    return Response(status_code=204)


@router.post("/recover")
async def recover(
    request: Request, reception: ReceptionOf, services: ServicesOf, body: Asked, redirect_to: Redirect = None
) -> dict[str, Any]:
    """Have a link to sign in mailed; the answer is the same whether there is such an account or not."""
    limit(request, "sign_in", body.email)
    reception.recover(body.email, back(request, services.settings, redirect_to, body.code_challenge))
    return {}


@router.post("/resend")
async def resend(
    request: Request, reception: ReceptionOf, services: ServicesOf, body: AskedAgain, redirect_to: Redirect = None
) -> dict[str, Any]:
    """Have the link of signing up mailed again; the answer is always the same."""
    limit(request, "sign_in", body.email)
    if body.type == "signup":
        reception.confirm_again(body.email, back(request, services.settings, redirect_to, body.code_challenge))
    return {}


@router.post("/verify")
async def verify(request: Request, reception: ReceptionOf, body: Mailed) -> dict[str, Any]:
    """Sign in with a mailed token."""
    limit(request, "sign_in")
    shown = body.token_hash or body.token
    if not shown:
        raise invalid("Verify requires a token or a token hash")
    opened = await reception.open_link(_ALIASES.get(body.type, "email_change"), shown)
    return {"code": opened} if isinstance(opened, str) else opened


@router.get(
    "/verify",
    status_code=303,
    response_class=RedirectResponse,
    responses={303: {"description": "To the page that asked for the link."}},
)
async def open_link(
    request: Request,
    reception: ReceptionOf,
    services: ServicesOf,
    token: Annotated[str, Query(max_length=4096)],
    type: Link,  # noqa: A002 - the name that clients know
    redirect_to: Redirect = None,
) -> Response:
    """A mailed link: signs in and leads to the page, with the tokens behind the `#` or a code behind the `?`."""
    limit(request, "sign_in")
    site = back(request, services.settings, None).site
    page = redirect_to if redirect_to is not None and allowed(redirect_to, site, services.settings) else f"{site}/"
    page = page.partition("#")[0]
    try:
        opened = await reception.open_link(type, token)
    except AuthError as error:
        told = {"error": "access_denied", "error_code": error.code, "error_description": error.message}
        return RedirectResponse(f"{page}#{urlencode(told)}", 303)
    if isinstance(opened, str):
        return RedirectResponse(f"{page}{'&' if '?' in page else '?'}{urlencode({'code': opened})}", 303)
    shown = ("access_token", "expires_at", "expires_in", "refresh_token", "token_type")
    return RedirectResponse(f"{page}#{urlencode({**{name: opened[name] for name in shown}, 'type': type})}", 303)
