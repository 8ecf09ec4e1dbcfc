"""Access tokens of a Supabase project: verified with its published keys, or the shared secret of older projects.

Verifying never waits: keys are fetched by a task of their own. It makes no tokens and keeps no accounts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Protocol, cast

import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from pipeline.errors import AdventureError
from server.auth.tokens import Identity, TokenError, identity

REFRESH_S = 600.0
COOL_S = 30.0
"""Least time between two fetches, however many unknown keys are named."""

MISSING_S = 5.0
"""The same while there is no key at all."""

MOST_KEYS = 32
MAX_TOKEN = 16 * 1024

log = structlog.get_logger()


class AuthServer(Protocol):
    """The project's endpoints that anyone may read. Each raises ``AdventureError``."""

    async def keys(self) -> Mapping[str, Any]:
        """Its JWKS."""
        ...

    async def settings(self) -> Mapping[str, Any]:
        """How one can sign in there."""
        ...


class ForeignTokens:
    """A ``Verifier``. ``now``: seconds since the epoch; ``clock``: seconds that never go back."""

    def __init__(
        self,
        server: AuthServer,
        issuer: str,
        secret: str | None,
        now: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self._server = server
        self._issuer = issuer
        self._secret = secret
        self._now = now
        self._clock = clock
        self._keys: dict[str, tuple[Any, str]] = {}
        self._fetched_at: float | None = None
        self._wanted = asyncio.Event()
        self._settings: Mapping[str, Any] = {}

    @property
    def providers(self) -> list[str]:
        """The social providers that are on, as far as we were told."""
        external = self._settings.get("external")
        names = cast("dict[str, object]", external).items() if isinstance(external, dict) else ()
        own = {"email", "phone", "anonymous_users"}
        return sorted(name for name, on in names if on is True and name not in own)

    def allows(self, name: str) -> bool:
        """Whether a way to sign in (``email``, ``anonymous_users``) is on, as far as we were told."""
        external = self._settings.get("external")
        return isinstance(external, dict) and cast("dict[str, object]", external).get(name) is True

    @property
    def sign_up(self) -> bool:
        """Whether new accounts can be made, as far as we were told."""
        return self._settings.get("disable_signup") is False

    def verify(self, token: str) -> Identity:
        """See ``Verifier``. A key that we may not have yet is ``overloaded``: asked again, it is known or refused."""
        if len(token) > MAX_TOKEN:
            raise TokenError("The token is not valid here. Sign in again.")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.InvalidTokenError, ValueError):
            raise TokenError("The token is not valid here. Sign in again.") from None
        if header.get("alg") == "HS256":
            if self._secret is None:
                raise TokenError("The token is not valid here. Sign in again.")
            return identity(token, self._secret, "HS256", self._issuer, self._now())
        known = self._keys.get(str(header.get("kid")))
        if known is None:
            self._unknown()
        key, algorithm = known
        return identity(token, key, algorithm, self._issuer, self._now())

    async def fetch(self) -> None:
        """Get the keys and settings; where that fails, what we have stays."""
        try:
            self._keys = _keys(await self._server.keys())
            self._fetched_at = self._clock()
            self._settings = await self._server.settings()
        except AdventureError as error:
            log.warning("auth_server.away", code=error.code, keys=len(self._keys))

    async def run(self) -> None:
        """Keep the keys fresh, until cancelled."""
        while True:
            pause = COOL_S if self._fetched_at is not None else MISSING_S
            await asyncio.sleep(pause)
            if self._fetched_at is not None:
                try:
                    async with asyncio.timeout(REFRESH_S - pause):
                        await self._wanted.wait()
                except TimeoutError:
                    pass
            self._wanted.clear()
            await self.fetch()

    def _unknown(self) -> NoReturn:
        if self._fetched_at is not None and self._clock() - self._fetched_at < COOL_S:
            raise TokenError("The token is not valid here. Sign in again.")
        self._wanted.set()
        raise AdventureError("The sign-in server's keys are being fetched.", code="overloaded", retryable=True)


def _keys(published: Mapping[str, Any]) -> dict[str, tuple[Any, str]]:
    """Key id → key and its one algorithm. A shared secret is never taken from there."""
    found: dict[str, tuple[Any, str]] = {}
    listed = published.get("keys")
    for entry in cast("list[object]", listed)[:MOST_KEYS] if isinstance(listed, list) else ():
        if not isinstance(entry, dict):
            continue
        jwk = cast("dict[str, Any]", entry)
        kinds = {("EC", "P-256"): "ES256", ("RSA", None): "RS256", ("OKP", "Ed25519"): "EdDSA"}
        algorithm = kinds.get((str(jwk.get("kty")), jwk.get("crv")))
        kid = jwk.get("kid")
        if algorithm is None or not isinstance(kid, str) or jwk.get("use", "sig") != "sig":
            continue
        try:
            key: Any = jwt.PyJWK(jwk, algorithm).key
        except (jwt.PyJWTError, ValueError, TypeError):
            log.warning("auth_server.bad_key")
            continue
        if not isinstance(key, RSAPublicKey) or key.key_size >= 2048:
            found[kid] = (key, algorithm)
    return found
