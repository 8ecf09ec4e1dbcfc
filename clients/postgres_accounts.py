"""Accounts, sign-ins and one-time tokens on PostgreSQL. It hashes and signs nothing, and mails nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import asyncpg

from clients.postgres import Connection, Database
from pipeline.accounts import Account, AddressTakenError, LetterType, Method, SignInState, TakenLetter
from sql import query

MOST_SIGN_INS = 100
"""Most sign-ins of one account; beyond it the ones refreshed longest ago end."""

_TAKEN = "This address belongs to another account."


@dataclass(frozen=True, slots=True)
class PostgresAccounts:
    """Implements ``server.ports.accounts.LocalAccounts``; see there. ``reuse_s``: how long a turn is recent."""

    database: Database = field(repr=False)
    reuse_s: float = 10

    async def admits(self, user_id: UUID, sign_in: UUID | None) -> bool:
        """See ``Accounts``."""
        async with self.database.system_tx(readonly=True) as connection:
            return bool(await connection.fetchval(query("is_signed_in"), sign_in, user_id))

    async def create_anonymous(self) -> UUID:
        """A new account without an address."""
        return (await self.create(None, None, {}, confirmed=False)).user_id

    async def create(
        self, email: str | None, password: str | None, metadata: Mapping[str, Any], *, confirmed: bool
    ) -> Account:
        """See ``LocalAccounts``."""
        async with self.database.system_tx() as connection:
            row = await connection.fetchrow(query("create_user"), email, password, dict(metadata), confirmed)
        if row is None:
            raise AddressTakenError(_TAKEN)
        return _account(row)

    async def read(self, user_id: UUID) -> Account | None:
        """See ``LocalAccounts``."""
        return await self._one("read_user", user_id)

    async def find(self, email: str) -> Account | None:
        """See ``LocalAccounts``."""
        return await self._one("user_of_email", email)

    async def change(
        self,
        user_id: UUID,
        *,
        email: str | None = None,
        email_change: str | None = None,
        password: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Account | None:
        """See ``LocalAccounts``."""
        given = dict(metadata) if metadata is not None else None
        async with self.database.system_tx() as connection:
            try:
                row = await connection.fetchrow(query("change_user"), user_id, email, email_change, password, given)
            except asyncpg.UniqueViolationError:
                raise AddressTakenError(_TAKEN) from None
        return _account(row) if row is not None else None

    async def confirm(self, user_id: UUID) -> Account | None:
        """See ``LocalAccounts``."""
        async with self.database.system_tx() as connection:
            row = await connection.fetchrow(query("confirm_user"), user_id)
        return _account(row) if row is not None else None

    async def delete(self, user_id: UUID) -> None:
        """See ``LocalAccounts``."""
        async with self.database.system_tx() as connection:
            await _end(connection, await connection.fetch(query("end_sign_ins"), user_id, None, None))
            await connection.execute(query("delete_user"), user_id)

    async def begin(self, user_id: UUID, method: Method) -> UUID | None:
        """See ``LocalAccounts``."""
        async with self.database.system_tx() as connection:
            sign_in: UUID | None = await connection.fetchval(query("begin_sign_in"), user_id, method)
            await _end(connection, await connection.fetch(query("end_surplus_sign_ins"), user_id, MOST_SIGN_INS))
            return sign_in

    async def turn(
        self, sign_in: UUID, decide: Callable[[SignInState], Literal["advance", "keep", "end"]]
    ) -> tuple[SignInState, Literal["advance", "keep", "end"]] | None:
        """See ``LocalAccounts``."""
        async with self.database.system_tx() as connection:
            row = await connection.fetchrow(query("lock_sign_in"), sign_in, timedelta(seconds=self.reuse_s))
            if row is None:
                return None
            state = SignInState(row["user_id"], row["method"], row["counter"], row["recent"], row["created_at"])
            turn = decide(state)
            if turn == "advance":
                await connection.execute(query("advance_sign_in"), sign_in)
            elif turn == "end":
                await _end(connection, await connection.fetch(query("end_sign_ins"), state.user_id, sign_in, None))
        return state, turn

    async def end(self, user_id: UUID, *, only: UUID | None = None, but: UUID | None = None) -> None:
        """See ``LocalAccounts``."""
        async with self.database.system_tx() as connection:
            await _end(connection, await connection.fetch(query("end_sign_ins"), user_id, only, but))

    async def living(self, sign_ins: Collection[UUID]) -> set[UUID]:
        """See ``LocalAccounts``."""
        async with self.database.system_tx(readonly=True) as connection:
            return {row["id"] for row in await connection.fetch(query("living_sign_ins"), list(sign_ins))}

    async def keep_letter(
        self, user_id: UUID, kind: LetterType, token_hash: str, email: str, challenge: str | None, lifetime_s: int
    ) -> None:
        """See ``LocalAccounts``."""
        lifetime = timedelta(seconds=lifetime_s)
        async with self.database.system_tx() as connection:
            await connection.execute(
                query("keep_one_time_token"), token_hash, user_id, kind, email, challenge, lifetime
            )

    async def take_letter(self, kind: LetterType, token_hash: str) -> TakenLetter | None:
        """See ``LocalAccounts``."""
        async with self.database.system_tx() as connection:
            row = await connection.fetchrow(query("take_one_time_token"), token_hash, kind)
        return TakenLetter(**row) if row is not None else None

    async def _one(self, name: str, argument: object) -> Account | None:
        async with self.database.system_tx(readonly=True) as connection:
            row = await connection.fetchrow(query(name), argument)
        return _account(row) if row is not None else None


@dataclass(slots=True)
class PostgresMirror:
    """Implements ``server.ports.accounts.Accounts`` where somebody else keeps the accounts.

    Where the database is that somebody's too, its accounts are there already; elsewhere each is noted when it comes.
    """

    database: Database = field(repr=False)
    _ours: bool | None = None

    async def admits(self, user_id: UUID, sign_in: UUID | None) -> bool:
        """See ``Accounts``. A sign-in that ended is not known here: its token's end is its end."""
        async with self.database.system_tx() as connection:
            if self._ours is None:
                self._ours = bool(await connection.fetchval(query("accounts_are_ours")))
            if self._ours:
                await connection.execute(query("mirror_user"), user_id)
        return True


async def _end(connection: Connection, ended: Collection[asyncpg.Record]) -> None:
    """Tell every process which sign-ins have ended."""
    for row in ended:
        await connection.execute(query("announce_end"), str(row["id"]))


def _account(row: Any) -> Account:
    return Account(
        row["id"],
        row["email"],
        row["email_change"],
        row["encrypted_password"],
        row["email_confirmed_at"],
        row["last_sign_in_at"],
        row["raw_app_meta_data"],
        row["raw_user_meta_data"],
        row["is_anonymous"],
        row["created_at"],
        row["updated_at"],
    )
