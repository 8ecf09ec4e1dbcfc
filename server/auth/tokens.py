"""Signs and verifies access tokens: one algorithm, issuer and audience, and always an expiry. It knows no account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.errors import AdventureError

ALGORITHM = "ES256"
AUDIENCE = "authenticated"
ISSUER = "adventure-art"


class TokenError(AdventureError):
    """``bad_token`` or ``token_expired``. Nothing of the token is in it."""

    code = "bad_token"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a token speaks for, and until when."""

    user_id: UUID
    expires_at: datetime


class Tokens:
    """Local access tokens. ``now`` gives the time in seconds since the epoch."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, lifetime_s: int, now: Callable[[], float]) -> None:
        self._private = key
        self._public = key.public_key()
        self._lifetime_s = lifetime_s
        self._now = now

    @property
    def lifetime_s(self) -> int:
        """How long a token lives."""
        return self._lifetime_s

    def issue(self, user_id: UUID, *, anonymous: bool) -> tuple[str, int]:
        """A token for the account and when it expires, in seconds since the epoch."""
        now = int(self._now())
        expires = now + self._lifetime_s
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "role": "authenticated",
            "is_anonymous": anonymous,
            "iat": now,
            "exp": expires,
        }
        return jwt.encode(claims, self._private, ALGORITHM), expires

    def verify(self, token: str) -> Identity:
        """Who the token speaks for. Raises ``TokenError``."""
        try:
            claims = jwt.decode(
                token,
                self._public,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                # The time is ours: see below.
                options={"require": ["exp", "sub", "iss", "aud"], "verify_exp": False, "verify_iat": False},
            )
            identity = Identity(UUID(claims["sub"]), datetime.fromtimestamp(int(claims["exp"]), UTC))
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError, OverflowError, OSError):
            raise TokenError("The token is not valid here. Sign in again.") from None
        if claims.get("role") != "authenticated":
            raise TokenError("The token is not a person's. Sign in again.")
        if identity.expires_at.timestamp() <= self._now():
            raise TokenError("The token has expired. Get a fresh one and connect again.", code="token_expired")
        return identity
