"""What is kept of an account and of its sign-ins, as the readers of them get it. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pipeline.errors import AdventureError

Method = Literal["anonymous", "password", "otp"]
"""How someone signed in."""

LetterType = Literal["signup", "recovery", "email_change", "code"]
"""What a one-time token is for; ``code``: to be exchanged for a sign-in by who began it."""


class AddressTakenError(AdventureError):
    """Another account has this address."""

    code = "user_already_exists"


@dataclass(frozen=True, slots=True)
class Account:
    """An account. ``password`` is its hash."""

    user_id: UUID
    email: str | None
    email_change: str | None
    password: str | None = field(repr=False)
    confirmed_at: datetime | None
    last_sign_in_at: datetime | None
    app_metadata: Mapping[str, Any]
    user_metadata: Mapping[str, Any] = field(repr=False)
    anonymous: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SignInState:
    """A sign-in: ``counter`` is the number of its one good refresh token; ``recent``: it became that just now."""

    user_id: UUID
    method: Method
    counter: int
    recent: bool
    began_at: datetime


@dataclass(frozen=True, slots=True)
class TakenLetter:
    """What a one-time token was for. ``relates_to``: the address it was mailed to."""

    user_id: UUID
    relates_to: str
    code_challenge: str | None
    fresh: bool
