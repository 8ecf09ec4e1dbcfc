"""Accounts and sign-ins in the shape that Supabase's client reads. It looks nothing up.

Source: supabase/auth-js, ``types.ts``: ``User`` and ``Session``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pipeline.accounts import Account, Method
from server.auth.tokens import AUDIENCE, Tokens


def user(account: Account) -> dict[str, Any]:
    """The account as a ``User``."""
    confirmed = _at(account.confirmed_at)
    answer: dict[str, Any] = {
        "id": str(account.user_id),
        "aud": AUDIENCE,
        "role": "authenticated",
        "email": account.email or "",
        "email_confirmed_at": confirmed,
        "confirmed_at": confirmed,
        "phone": "",
        "last_sign_in_at": _at(account.last_sign_in_at),
        "app_metadata": dict(account.app_metadata),
        "user_metadata": dict(account.user_metadata),
        "identities": [_email_identity(account)] if account.email is not None else [],
        "created_at": _at(account.created_at),
        "updated_at": _at(account.updated_at),
        "is_anonymous": account.anonymous,
    }
    if account.email_change is not None:
        answer["new_email"] = account.email_change
    return answer


def session(
    tokens: Tokens, account: Account, sign_in: UUID, method: Method, began: datetime, refresh: str
) -> dict[str, Any]:
    """A fresh access token and its refresh token as a ``Session``."""
    claims = {
        "email": account.email or "",
        "phone": "",
        "app_metadata": dict(account.app_metadata),
        "user_metadata": dict(account.user_metadata),
        "aal": "aal1",
        "amr": [{"method": method, "timestamp": int(began.timestamp())}],
    }
    access, expires_at = tokens.issue(account.user_id, sign_in=sign_in, anonymous=account.anonymous, claims=claims)
    return {
        "access_token": access,
        "token_type": "bearer",
        "expires_in": tokens.lifetime_s,
        "expires_at": expires_at,
        "refresh_token": refresh,
        "user": user(account),
    }


def _email_identity(account: Account) -> dict[str, Any]:
    user_id = str(account.user_id)
    return {
        "identity_id": user_id,
        "id": user_id,
        "user_id": user_id,
        "provider": "email",
        "identity_data": {
            "sub": user_id,
            "email": account.email,
            "email_verified": account.confirmed_at is not None,
            "phone_verified": False,
        },
        "last_sign_in_at": _at(account.last_sign_in_at),
        "created_at": _at(account.created_at),
        "updated_at": _at(account.updated_at),
        "email": account.email,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment is not None else None
