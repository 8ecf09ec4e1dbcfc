"""What the server needs of the accounts: who may come in, and for local accounts everything that changes them.

Implemented in ``clients/postgres_accounts.py``. Every method may raise ``JournalUnavailableError``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, Protocol
from uuid import UUID

from pipeline.accounts import Account, LetterType, Method, SignInState, TakenLetter

Turn = Literal["advance", "keep", "end"]
"""What becomes of a sign-in whose refresh token is shown: a new one counts, all stays, or the sign-in ends."""


class Accounts(Protocol):
    """Who may come in."""

    async def admits(self, user_id: UUID, sign_in: UUID | None) -> bool:
        """Whether the account is there and, for local accounts, the sign-in has not ended."""
        ...


class LocalAccounts(Accounts, Protocol):
    """Accounts that are kept here."""

    async def create(
        self, email: str | None, password: str | None, metadata: Mapping[str, Any], *, confirmed: bool
    ) -> Account:
        """A new account; without ``email`` an anonymous one. Raises ``AddressTakenError``."""
        ...

    async def read(self, user_id: UUID) -> Account | None:
        """The account."""
        ...

    async def find(self, email: str) -> Account | None:
        """The account with this address."""
        ...

    async def change(
        self,
        user_id: UUID,
        *,
        email: str | None = None,
        email_change: str | None = None,
        password: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Account | None:
        """Change what is given. ``email`` is a confirmed address. Raises ``AddressTakenError``."""
        ...

    async def confirm(self, user_id: UUID) -> Account | None:
        """The account's address is its own."""
        ...

    async def delete(self, user_id: UUID) -> None:
        """Delete the account and every row that belongs to it; its sign-ins end."""
        ...

    # -- sign-ins ---------------------------------------------------------------------------------------------------

    async def begin(self, user_id: UUID, method: Method) -> UUID | None:
        """Begin a sign-in; None where there is no such account. The oldest beyond a bound are ended."""
        ...

    async def turn(self, sign_in: UUID, decide: Callable[[SignInState], Turn]) -> tuple[SignInState, Turn] | None:
        """What ``decide`` says of the sign-in is done, one caller after the other; None where there is none."""
        ...

    async def end(self, user_id: UUID, *, only: UUID | None = None, but: UUID | None = None) -> None:
        """End sign-ins of the account and announce each: all, only one, or all but one."""
        ...

    async def living(self, sign_ins: Collection[UUID]) -> set[UUID]:
        """Those that have not ended."""
        ...

    # -- letters ----------------------------------------------------------------------------------------------------

    async def keep_letter(
        self, user_id: UUID, kind: LetterType, token_hash: str, email: str, challenge: str | None, lifetime_s: int
    ) -> None:
        """Keep the hash of a one-time token; it takes the place of an older one of its kind."""
        ...

    async def take_letter(self, kind: LetterType, token_hash: str) -> TakenLetter | None:
        """Use a one-time token up; None where there is none."""
        ...
