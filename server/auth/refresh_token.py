"""Refresh tokens: a sign-in's id and a number, signed. It keeps nothing and asks no database.

The numbers of a sign-in count up; who holds the newest is the one who refreshed last. Nothing in the database is worth
stealing: without the server's key nobody can write one.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.accounts import SignInState
from server.ports.accounts import Turn

_LENGTH = 16 + 8 + 32


class RefreshTokens:
    """Writes and reads them under a key derived from the signing key."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        secret = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._key = hmac.digest(secret, b"adventure-art refresh token", "sha256")

    def write(self, sign_in: UUID, number: int) -> str:
        """The token, 75 characters that are safe in an address."""
        body = sign_in.bytes + number.to_bytes(8, "big")
        return urlsafe_b64encode(body + self._mac(body)).rstrip(b"=").decode()

    def read(self, token: str) -> tuple[UUID, int] | None:
        """The sign-in and the number; None for what this server did not write."""
        try:
            data = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        except ValueError:
            return None
        body, mac = data[:24], data[24:]
        if len(data) != _LENGTH or not hmac.compare_digest(mac, self._mac(body)):
            return None
        return UUID(bytes=body[:16]), int.from_bytes(body[16:], "big")

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")


def turn(number: int, state: SignInState) -> Turn:
    """What happens when token ``number`` of a sign-in is shown.

    The newest is replaced. The one before it, just replaced, is answered with the newest: two tabs that refresh at
    once stay signed in. Any older one was stolen, here or from here, so the sign-in ends for both.
    """
    if number == state.counter:
        return "advance"
    if number == state.counter - 1 and state.recent:
        return "keep"
    # Newer than the newest: the database was set back. That is no theft, and no token either.
    return "end" if number < state.counter else "keep"
