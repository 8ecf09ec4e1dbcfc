"""``POST /auth/v1/signup`` without an address: an anonymous account in one request, as Supabase Auth does it.

Source: supabase/auth, ``POST /signup``. Accounts with an address are not part of it yet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from pipeline.errors import AdventureError
from server.api.errors import error_response
from server.auth.tokens import AUDIENCE, Tokens
from server.ports import Accounts

MAX_BODY_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class SignUp:
    """The endpoint. ``anonymous``: whether anyone may start without an account."""

    tokens: Tokens
    accounts: Accounts
    anonymous: bool

    async def __call__(self, request: Request) -> Response:
        """Make the account and sign its first token."""
        body = await _body(request)
        if body is None:
            return _refused(400, "bad_json", "The body must be a JSON object of at most 16 KiB.")
        if body.get("email") or body.get("phone") or body.get("password"):
            return _refused(422, "email_provider_disabled", "This version knows only accounts without an address.")
        if not self.anonymous:
            return _refused(
                422,
                "anonymous_provider_disabled",
                "This server paints with a paid key and can be reached from elsewhere, so nobody may start without an "
                "account. Its operator can allow it with ADVENTURE_ANONYMOUS=on.",
            )
        try:
            user_id = await self.accounts.create_anonymous()
        except AdventureError as error:
            return error_response(error)
        token, expires_at = self.tokens.issue(user_id, anonymous=True)
        return JSONResponse(
            {
                "access_token": token,
                "token_type": "bearer",
                "expires_in": self.tokens.lifetime_s,
                "expires_at": expires_at,
                "user": {"id": str(user_id), "aud": AUDIENCE, "role": "authenticated", "is_anonymous": True},
            },
            headers={"cache-control": "no-store"},
        )


async def _body(request: Request) -> dict[str, object] | None:
    """The JSON object in the body; none at all counts as an empty one."""
    data = b""
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > MAX_BODY_BYTES:
                return None
        value: object = json.loads(data) if data.strip() else {}
    except (ValueError, RecursionError, ClientDisconnect):
        return None
    return value if isinstance(value, dict) else None  # pyright: ignore[reportUnknownVariableType]


def _refused(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"code": code, "error_code": code, "message": message, "msg": message}, status)
