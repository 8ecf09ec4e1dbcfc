"""What the account endpoints refuse, in the words of Supabase Auth. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.errors import AdventureError


class AuthError(AdventureError):
    """A refusal with its HTTP status. ``more`` goes into the body. Source of the codes: supabase/auth, errorcode.go."""

    def __init__(self, status: int, code: str, message: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, code=code)
        self.status = status
        self.more = more or {}


def wrong_credentials() -> AuthError:
    """The same for an unknown address and a wrong password."""
    return AuthError(400, "invalid_credentials", "Invalid login credentials")


def weak_password(reason: str, message: str) -> AuthError:
    """A password that will not do; ``reason`` as Supabase names them."""
    return AuthError(422, "weak_password", message, {"weak_password": {"reasons": [reason], "message": message}})


def invalid(message: str) -> AuthError:
    """A value that cannot be taken."""
    return AuthError(400, "validation_failed", message)
