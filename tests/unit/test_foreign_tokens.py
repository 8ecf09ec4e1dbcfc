"""Tokens of a Supabase project: by its keys or its secret, one algorithm each; floods and outages change nothing."""

from __future__ import annotations

import asyncio
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from pipeline.errors import AdventureError
from server.auth import foreign_tokens
from server.auth.foreign_tokens import COOL_S, ForeignTokens

NOW = 1_800_000_000
ISSUER = "https://project.supabase.co/auth/v1"
SECRET = "the project's shared secret of old"
ALICE = UUID("0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1")
EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)


def published(**keys: Any) -> dict[str, Any]:
    listed: list[dict[str, Any]] = []
    for kid, key in keys.items():
        public = key.public_key()
        made = (RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm).to_jwk(public, as_dict=True)
        listed.append({**made, "kid": kid, "use": "sig"})
    return {"keys": listed}


class Project:
    """Plays the project's endpoints."""

    def __init__(self) -> None:
        self.answer: Mapping[str, Any] | None = published(one=EC_KEY, old=RSA_KEY)
        self.fetched = 0

    async def keys(self) -> Mapping[str, Any]:
        self.fetched += 1
        if self.answer is None:
            raise AdventureError("away", code="unavailable", retryable=True)
        return self.answer

    async def settings(self) -> Mapping[str, Any]:
        return {"external": {"google": True, "discord": True, "github": False, "email": True}, "disable_signup": False}


class World:
    def __init__(self, secret: str | None = None) -> None:
        self.project = Project()
        self.time = 1000.0
        self.tokens = ForeignTokens(self.project, ISSUER, secret, lambda: NOW, lambda: self.time)


def token(key: Any = EC_KEY, algorithm: str = "ES256", kid: str | None = "one", **claims: Any) -> str:
    good = {"iss": ISSUER, "aud": "authenticated", "sub": str(ALICE), "role": "authenticated", "exp": NOW + 60}
    given = {name: value for name, value in (good | claims).items() if value is not None}
    return jwt.encode(given, key, algorithm, {"kid": kid} if kid is not None else None)


def refused(world: World, shown: str) -> str:
    with pytest.raises(AdventureError) as refusal:
        world.tokens.verify(shown)
    return refusal.value.code


async def test_each_key_verifies_its_own() -> None:
    world = World(SECRET)
    await world.tokens.fetch()
    evening = uuid4()
    assert world.tokens.verify(token(session_id=str(evening))).sign_in == evening
    assert world.tokens.verify(token(RSA_KEY, "RS256", "old")).user_id == ALICE
    assert world.tokens.verify(token(SECRET, "HS256", None)).user_id == ALICE
    assert world.tokens.providers == ["discord", "google"]


async def test_nothing_else_is_believed() -> None:
    world = World()
    await world.tokens.fetch()
    public = EC_KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, body, _ = token("x" * 32, "HS256").split(".")
    mac = hmac.digest(public, f"{head}.{body}".encode(), "sha256")
    with_the_public_key = f"{head}.{body}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    for shown in (
        with_the_public_key,
        token(SECRET, "HS256", None),
        token(None, "none"),
        token(RSA_KEY, "RS256", "one"),
        token(RSA_KEY, "RS512", "old"),
        token(EC_KEY, "ES256", "old"),
        token(ec.generate_private_key(ec.SECP256R1())),
        token(aud="anon"),
        token(iss="https://evil.supabase.co/auth/v1"),
        token(role="service_role"),
        token(role="anon"),
        token(sub=None),
        token(exp=None),
        "",
        "a.b.c",
        "a" * 20_000,
    ):
        assert refused(world, shown) == "bad_token"
    assert refused(world, token(exp=NOW)) == "token_expired"


async def test_a_secret_is_never_taken_from_the_published_keys() -> None:
    world = World()
    secret = urlsafe_b64encode(b"x" * 32).rstrip(b"=").decode()
    world.project.answer = {"keys": [{"kty": "oct", "k": secret, "kid": "one", "alg": "HS256"}, 7, {"kty": "EC"}]}
    await world.tokens.fetch()
    assert refused(world, token("x" * 32, "HS256")) == "bad_token"


async def test_a_new_key_is_fetched_and_then_known() -> None:
    world = World()
    await world.tokens.fetch()
    new = ec.generate_private_key(ec.SECP256R1())
    world.time += COOL_S
    assert refused(world, token(new, kid="two")) == "overloaded"
    world.project.answer = published(two=new)
    await world.tokens.fetch()
    assert world.tokens.verify(token(new, kid="two")).user_id == ALICE
    assert refused(world, token()) == "bad_token"  # and the withdrawn one is not


async def test_an_outage_keeps_the_keys_we_have() -> None:
    world = World()
    await world.tokens.fetch()
    world.project.answer = None
    world.time += 3600
    await world.tokens.fetch()
    assert world.tokens.verify(token()).user_id == ALICE
    cold = World()
    cold.project.answer = None
    await cold.tokens.fetch()
    assert refused(cold, token()) == "overloaded"


async def test_a_flood_of_unknown_keys_fetches_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    await world.tokens.fetch()
    slept: list[float] = []
    sleeping = asyncio.Event()
    go_on = asyncio.Semaphore(0)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        sleeping.set()
        await go_on.acquire()

    monkeypatch.setattr(foreign_tokens.asyncio, "sleep", sleep)
    task = asyncio.create_task(world.tokens.run())
    await sleeping.wait()
    world.time += COOL_S
    for number in range(1000):
        assert refused(world, token(kid=str(number))) == "overloaded"
    assert world.project.fetched == 1
    sleeping.clear()
    go_on.release()
    await sleeping.wait()
    assert world.project.fetched == 2
    assert {refused(world, token(kid=str(number))) for number in range(1000)} == {"bad_token"}
    assert world.project.fetched == 2
    assert slept == [COOL_S, COOL_S]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
