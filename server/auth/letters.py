"""What is mailed to people: one-time links, made and sent by a task of their own. It serves no request.

A request only asks for a letter, so that its answer and its time are the same whether there is such an account or not.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

import structlog

from pipeline.accounts import LetterType
from pipeline.errors import AdventureError
from server.ports.accounts import LocalAccounts

WAITING = 1000
TRIES = 3
LIFETIME_S = 3600

SUBJECTS = {
    "signup": ("Confirm your address", "Open this link to confirm the address of your Adventure Art account:"),
    "recovery": ("Reset your password", "Open this link to choose a new password for your Adventure Art account:"),
    "email_change": ("Confirm your new address", "Open this link to use this address for Adventure Art from now on:"),
}

log = structlog.get_logger()


class Post(Protocol):
    """How a letter reaches its reader."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Send it. Raises ``AdventureError``."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter that someone asked for. ``user_id`` None: whoever has that address."""

    kind: LetterType
    email: str = field(repr=False)
    user_id: UUID | None
    site: str
    redirect_to: str | None
    challenge: str | None


class Letters:
    """``retry_s``: wait before the second try, doubled before the third."""

    def __init__(self, accounts: LocalAccounts, post: Post, *, retry_s: float = 2) -> None:
        self._accounts = accounts
        self._post = post
        self._retry_s = retry_s
        self._wanted: asyncio.Queue[Wanted] = asyncio.Queue(WAITING)

    def ask(self, wanted: Wanted) -> None:
        """Have a letter sent. Raises ``AdventureError`` (``overloaded``) where too many wait."""
        try:
            self._wanted.put_nowait(wanted)
        except asyncio.QueueFull:
            raise AdventureError("Too many letters are waiting.", code="overloaded", retryable=True) from None

    async def run(self) -> None:
        """Send what is asked for, until cancelled."""
        while True:
            wanted = await self._wanted.get()
            for attempt in range(TRIES):
                try:
                    await self._send(wanted)
                    break
                except AdventureError as error:
                    log.warning("letter.not_sent", kind=wanted.kind, code=error.code, attempt=attempt + 1)
                    await asyncio.sleep(self._retry_s * 2**attempt)

    async def _send(self, wanted: Wanted) -> None:
        if wanted.user_id is not None:
            account = await self._accounts.read(wanted.user_id)
        else:
            account = await self._accounts.find(wanted.email)
        if account is None or (wanted.kind == "signup" and account.confirmed_at is not None):
            return
        token = secrets.token_urlsafe(32)
        await self._accounts.keep_letter(
            account.user_id, wanted.kind, digest(token), wanted.email, wanted.challenge, LIFETIME_S
        )
        asked = {"token": token, "type": wanted.kind}
        if wanted.redirect_to is not None:
            asked["redirect_to"] = wanted.redirect_to
        subject, text = SUBJECTS[wanted.kind]
        link = f"{wanted.site}/auth/v1/verify?{urlencode(asked)}"
        end = "It works once, within an hour. If you did not ask for it, there is nothing to do."
        await self._post.send(wanted.email, subject, f"{text}\n\n{link}\n\n{end}\n")


def digest(token: str) -> str:
    """What is kept of a one-time token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
