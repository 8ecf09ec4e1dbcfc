"""Signs and verifies access tokens: one algorithm, issuer and audience, and always an expiry. It knows no account."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from pipeline.errors import AdventureError

ALGORITHM = "ES256"
AUDIENCE = "authenticated"
ISSUER = "adventure-art"


class TokenError(AdventureError):
    """``bad_token`` or ``token_expired``. Nothing of the token is in it."""

    code = "bad_token"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a token speaks for, since which sign-in, and until when."""

    user_id: UUID
    expires_at: datetime
    sign_in: UUID | None = None


class Verifier(Protocol):
    """Tells whose a token is, without waiting for anything."""

    def verify(self, token: str) -> Identity:
        """Who the token speaks for. Raises ``TokenError``, or ``overloaded`` where it cannot be told just now."""
        ...


class Tokens:
    """Local access tokens. ``now`` gives the time in seconds since the epoch."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, lifetime_s: int, now: Callable[[], float]) -> None:
        self._private = key
        self._public = key.public_key()
        self._lifetime_s = lifetime_s
        self._now = now
        self._public_jwk = _public_jwk(self._public)

    @property
    def lifetime_s(self) -> int:
        """How long a token lives."""
        return self._lifetime_s

    @property
    def public_jwk(self) -> Mapping[str, Any]:
        """The public key as others need it. Source: RFC 7517; its ``kid`` is the thumbprint of RFC 7638."""
        return self._public_jwk

    def issue(
        self, user_id: UUID, *, sign_in: UUID, anonymous: bool, claims: Mapping[str, Any] | None = None
    ) -> tuple[str, int]:
        """A token for the account and when it expires, in seconds since the epoch. ``claims``: more to be said."""
        now = int(self._now())
        expires = now + self._lifetime_s
        payload = {
            **(claims or {}),
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "role": "authenticated",
            "session_id": str(sign_in),
            "is_anonymous": anonymous,
            "iat": now,
            "exp": expires,
        }
        return jwt.encode(payload, self._private, ALGORITHM, {"kid": self._public_jwk["kid"]}), expires

    def verify(self, token: str) -> Identity:
        """See ``Verifier``."""
        return identity(token, self._public, ALGORITHM, ISSUER, self._now(), "session_id")


def identity(token: str, key: Any, algorithm: str, issuer: str, now: float, *required: str) -> Identity:
    """Who ``token`` speaks for, if ``key`` signed it with exactly ``algorithm``. Raises ``TokenError``."""
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=AUDIENCE,
            issuer=issuer,
            # The time is ours: see below.
            options={"require": ["exp", "sub", "iss", "aud", *required], "verify_exp": False, "verify_iat": False},
        )
        sign_in = claims.get("session_id")
        found = Identity(
            UUID(claims["sub"]),
            datetime.fromtimestamp(int(claims["exp"]), UTC),
            UUID(sign_in) if sign_in is not None else None,
        )
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError, OverflowError, OSError):
        raise TokenError("The token is not valid here. Sign in again.") from None
    if claims.get("role") != "authenticated":
        raise TokenError("The token is not a person's. Sign in again.")
    if found.expires_at.timestamp() <= now:
        raise TokenError("The token has expired. Get a fresh one and connect again.", code="token_expired")
    return found


def _public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    full = ECAlgorithm.to_jwk(key, as_dict=True)
    named = {name: full[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(json.dumps(named, sort_keys=True, separators=(",", ":")).encode()).digest()
    kid = urlsafe_b64encode(digest).rstrip(b"=").decode()
    return {**named, "kid": kid, "alg": ALGORITHM, "use": "sig", "key_ops": ["verify"]}
