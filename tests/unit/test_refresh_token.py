"""Refresh tokens: nobody else can write one, and which of a sign-in's tokens counts is one pure rule."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.accounts import SignInState
from server.auth.refresh_token import RefreshTokens, turn

KEY = ec.generate_private_key(ec.SECP256R1())
EVENING = UUID("0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d2")


def test_what_was_written_is_read() -> None:
    tokens = RefreshTokens(KEY)
    for number in (0, 1, 2**40):
        assert RefreshTokens(KEY).read(tokens.write(EVENING, number)) == (EVENING, number)
    assert tokens.write(EVENING, 0) == tokens.write(EVENING, 0) != tokens.write(EVENING, 1)


def test_nothing_else_is() -> None:
    tokens = RefreshTokens(KEY)
    good = tokens.write(EVENING, 3)
    foreign = RefreshTokens(ec.generate_private_key(ec.SECP256R1())).write(EVENING, 3)
    other = tokens.write(uuid4(), 3)
    spliced = other[:32] + good[32:]
    for token in ("", "x", "é", "\ud800", good[:-4], good + "AAAA", foreign, spliced, "A" * 4096, "a.b.c"):
        assert tokens.read(token) is None, token
    for place in range(len(good) - 1):
        assert tokens.read(good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]) is None


@pytest.mark.parametrize(
    ("number", "recent", "expected"),
    [
        (7, False, "advance"),
        (7, True, "advance"),
        (6, True, "keep"),
        (6, False, "end"),
        (5, True, "end"),
        (5, False, "end"),
        (0, True, "end"),
        (8, True, "keep"),
        (8, False, "keep"),
    ],
)
def test_the_rule(number: int, recent: bool, expected: str) -> None:
    state = SignInState(uuid4(), "password", 7, recent, datetime.now(UTC))
    assert turn(number, state) == expected
