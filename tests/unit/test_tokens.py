"""Access tokens: what is signed is verified, and nothing else is."""

from __future__ import annotations

import hashlib
import hmac
import json
import stat
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pipeline.errors import ConfigurationError
from server.auth.signing_key import signing_key
from server.auth.tokens import ALGORITHM, AUDIENCE, ISSUER, Identity, TokenError, Tokens

NOW = 1_800_000_000
KEY = ec.generate_private_key(ec.SECP256R1())
ALICE = UUID("0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1")
EVENING = UUID("0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d2")


class Clock:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def tokens(clock: Callable[[], float] | None = None) -> Tokens:
    return Tokens(KEY, 3600, clock or Clock())


def forged(key: Any = KEY, algorithm: str = ALGORITHM, **claims: Any) -> str:
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(ALICE), "role": "authenticated", "exp": NOW + 60}
    good["session_id"] = str(EVENING)
    return jwt.encode({k: v for k, v in (good | claims).items() if v is not None}, key, algorithm)


def forged_with_the_public_key() -> str:
    """HS256 with what everyone can read as its secret: by hand, since the library refuses to do it."""
    public = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head, body, _ = forged("a secret of thirty-two characters", "HS256").split(".")
    mac = hmac.digest(public, f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_the_public_key_is_named_by_its_thumbprint_and_verifies() -> None:
    jwk = dict(tokens().public_jwk)
    assert "d" not in jwk
    required = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    thumbprint = urlsafe_b64encode(hashlib.sha256(required.encode()).digest()).rstrip(b"=").decode()
    token, _ = tokens().issue(ALICE, sign_in=EVENING, anonymous=False, claims={"email": "a@example.com"})
    assert jwt.get_unverified_header(token)["kid"] == jwk["kid"] == thumbprint
    claims = jwt.decode(
        token, jwt.PyJWK(jwk).key, [ALGORITHM], {"verify_exp": False, "verify_iat": False}, audience=AUDIENCE
    )
    assert (claims["email"], claims["is_anonymous"], claims["session_id"]) == ("a@example.com", False, str(EVENING))


def test_more_claims_never_replace_ours() -> None:
    token, _ = tokens().issue(ALICE, sign_in=EVENING, anonymous=True, claims={"sub": str(uuid4()), "exp": NOW * 2})
    assert tokens().verify(token) == Identity(ALICE, datetime.fromtimestamp(NOW + 3600, UTC), EVENING)


def test_a_token_says_whose_it_is_and_until_when() -> None:
    token, expires = tokens().issue(ALICE, sign_in=EVENING, anonymous=True)
    assert expires == NOW + 3600
    assert tokens().verify(token) == Identity(ALICE, datetime.fromtimestamp(expires, UTC), EVENING)


def test_it_ends_with_its_time() -> None:
    clock = Clock()
    token, expires = tokens(clock).issue(ALICE, sign_in=EVENING, anonymous=True)
    clock.now = expires - 0.001
    tokens(clock).verify(token)
    clock.now = expires
    with pytest.raises(TokenError) as refusal:
        tokens(clock).verify(token)
    assert refusal.value.code == "token_expired"


def test_a_clock_that_was_set_back_does_not_refuse_what_was_just_signed() -> None:
    clock = Clock()
    token, _ = tokens(clock).issue(ALICE, sign_in=EVENING, anonymous=True)
    clock.now -= 600
    tokens(clock).verify(token)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "a" * 8192,
        forged(ec.generate_private_key(ec.SECP256R1())),
        forged(ec.generate_private_key(ec.SECP384R1()), "ES384"),
        forged(rsa.generate_private_key(65537, 2048), "RS256"),
        forged("a secret of thirty-two characters", "HS256"),
        forged(None, "none"),
        forged(aud="anon"),
        forged(aud=[AUDIENCE + "x"]),
        forged(iss="https://evil.example"),
        forged(sub=None),
        forged(sub="alice"),
        forged(sub=""),
        forged(exp=None),
        forged(exp="tomorrow"),
        forged(exp=1e30),
        forged(role="service_role"),
        forged(role=None),
        forged(nbf=NOW * 2),
        forged(session_id=None),
        forged(session_id="tonight"),
        forged_with_the_public_key(),
    ],
    ids=range(23),
)
def test_anything_else_is_refused(token: str) -> None:
    with pytest.raises(TokenError) as refusal:
        tokens().verify(token)
    assert refusal.value.code == "bad_token"
    assert token == "" or token not in refusal.value.message


def test_a_changed_claim_is_refused() -> None:
    head, _, signature = tokens().issue(ALICE, sign_in=EVENING, anonymous=True)[0].split(".")
    _, body, _ = tokens().issue(uuid4(), sign_in=EVENING, anonymous=True)[0].split(".")
    with pytest.raises(TokenError):
        tokens().verify(f"{head}.{body}.{signature}")


# -- the key -----------------------------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "signing-key.pem"
    first = signing_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signing_key(path).private_numbers() == first.private_numbers()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("text", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_never_written_over(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "signing-key.pem"
    path.write_bytes(text)
    with pytest.raises(ConfigurationError) as refusal:
        signing_key(path)
    assert str(path) in refusal.value.message
    assert path.read_bytes() == text
