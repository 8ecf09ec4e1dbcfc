"""The local accounts at work: signing up, in and out, changing an account, and what mailed links do.

It knows no HTTP; how often something may be tried is its caller's business.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, Literal
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email

from pipeline.accounts import Account, AddressTakenError, LetterType, Method
from server.auth import answers, metadata
from server.auth.letters import Letters, Wanted, digest
from server.auth.passwords import MAX_LENGTH, MIN_LENGTH, Passwords
from server.auth.problems import AuthError, invalid, weak_password, wrong_credentials
from server.auth.refresh_token import RefreshTokens, turn
from server.auth.tokens import Identity, Tokens
from server.ports.accounts import LocalAccounts

CODE_LIFETIME_S: Final = 300
Leaving = Literal["local", "others", "global"]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Back:
    """Where a mailed link leads: our own address, where the page is told to go, and who alone may use its code."""

    site: str
    redirect_to: str | None = None
    challenge: str | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """``confirm``: whether an address must be confirmed by a mailed link before it counts."""

    accounts: LocalAccounts
    passwords: Passwords
    tokens: Tokens
    refresh_tokens: RefreshTokens
    letters: Letters
    confirm: bool

    # -- coming in --------------------------------------------------------------------------------------------------

    async def sign_up_anonymously(self, given: Mapping[str, Any] | None) -> Answer:
        """A new account without an address, and its first sign-in."""
        account = await self.accounts.create(None, None, metadata.checked(given), confirmed=False)
        return await self._enter(account, "anonymous")

    async def sign_up(self, email: str, password: str, given: Mapping[str, Any] | None, back: Back) -> Answer:
        """A new account: signed in, or only its user where the address must be confirmed first."""
        address = normal(email)
        kept = await self.passwords.hash(acceptable(password))
        data = metadata.checked(given)
        try:
            account = await self.accounts.create(address, kept, data, confirmed=not self.confirm)
        except AddressTakenError:
            if not self.confirm:
                raise AuthError(422, "user_already_exists", "User already registered") from None
            # Whoever does not read that mailbox learns nothing: its owner is told if the address is still open.
            self.letters.ask(Wanted("signup", address, None, back.site, back.redirect_to, back.challenge))
            return answers.user(_stranger(address, data))
        if self.confirm:
            self.letters.ask(Wanted("signup", address, account.user_id, back.site, back.redirect_to, back.challenge))
            return answers.user(account)
        return await self._enter(account, "password")

    async def sign_in(self, email: str, password: str) -> Answer:
        """With address and password. An unknown address costs what a wrong password costs."""
        account = await self.accounts.find(normal(email))
        matches = await self.passwords.matches(password[: MAX_LENGTH + 1], account.password if account else None)
        if account is None or not matches:
            raise wrong_credentials()
        if account.confirmed_at is None:
            raise AuthError(400, "email_not_confirmed", "Email not confirmed")
        if account.password is not None and self.passwords.outdated(account.password):
            await self.accounts.change(account.user_id, password=await self.passwords.hash(password))
        return await self._enter(account, "password")

    async def refresh(self, token: str) -> Answer:
        """A fresh pair of tokens for a refresh token; see ``refresh_token.turn``."""
        read = self.refresh_tokens.read(token)
        found = None
        if read is not None:
            sign_in, number = read
            found = await self.accounts.turn(sign_in, lambda state: turn(number, state))
            if found is not None and found[1] == "end":
                raise AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
            if found is not None and number <= found[0].counter:
                state, _ = found
                account = await self.accounts.read(state.user_id)
                if account is not None:
                    fresh = self.refresh_tokens.write(sign_in, number + 1)
                    return answers.session(self.tokens, account, sign_in, state.method, state.began_at, fresh)
        raise AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")

    async def sign_out(self, who: Identity, scope: Leaving) -> None:
        """End sign-ins: this one, the others, or all."""
        only = who.sign_in if scope == "local" else None
        but = who.sign_in if scope == "others" else None
        await self.accounts.end(who.user_id, only=only, but=but)

    # -- the account ------------------------------------------------------------------------------------------------

    async def user(self, who: Identity) -> Answer:
        """The account."""
        return answers.user(await self._present(who))

    async def change(
        self, who: Identity, email: str | None, password: str | None, given: Mapping[str, Any] | None, back: Back
    ) -> Answer:
        """Change the account; an anonymous one becomes a lasting one by its address. A new password ends all other
        sign-ins."""
        account = await self._present(who)
        address = normal(email) if email else None
        if address == account.email:
            address = None
        data = metadata.checked(given)
        kept = None
        if password is not None:
            if account.email is None and address is None:
                raise invalid("Updating password of an anonymous user without an email is not allowed")
            acceptable(password)
            if account.password is not None and await self.passwords.matches(password, account.password):
                raise AuthError(422, "same_password", "New password should be different from the old password.")
            kept = await self.passwords.hash(password)
        if address is not None and self.confirm and await self.accounts.find(address) is not None:
            raise _email_exists()
        try:
            changed = await self.accounts.change(
                who.user_id,
                email=None if self.confirm else address,
                email_change=address if self.confirm else None,
                password=kept,
                metadata=data,
            )
        except AddressTakenError:
            raise _email_exists() from None
        if changed is None:
            raise _gone()
        if address is not None and self.confirm:
            self.letters.ask(Wanted("email_change", address, who.user_id, back.site, back.redirect_to, back.challenge))
        if kept is not None:
            await self.accounts.end(who.user_id, but=who.sign_in)
        return answers.user(changed)

    # -- mailed links -----------------------------------------------------------------------------------------------

    def recover(self, email: str, back: Back) -> None:
        """Have a link mailed to the address, if it is an account's. Nothing is looked up before this returns."""
        self.letters.ask(Wanted("recovery", normal(email), None, back.site, back.redirect_to, back.challenge))

    def confirm_again(self, email: str, back: Back) -> None:
        """Have the link of signing up mailed again, if it is still wanted; nothing is looked up here."""
        self.letters.ask(Wanted("signup", normal(email), None, back.site, back.redirect_to, back.challenge))

    async def open_link(self, kind: LetterType, token: str) -> Answer | str:
        """What a mailed link does: a sign-in, or a code to exchange for one where the asker alone may have it."""
        letter = await self.accounts.take_letter(kind, digest(token))
        if letter is None or not letter.fresh:
            raise _expired()
        if kind == "email_change":
            try:
                account = await self.accounts.change(letter.user_id, email=letter.relates_to)
            except AddressTakenError:
                raise _email_exists() from None
        else:
            account = await self.accounts.read(letter.user_id)
            if account is not None and account.email == letter.relates_to:
                account = await self.accounts.confirm(letter.user_id)
            else:
                account = None
        if account is None:
            raise _expired()
        if letter.code_challenge is not None:
            code = secrets.token_urlsafe(32)
            await self.accounts.keep_letter(
                account.user_id, "code", digest(code), letter.relates_to, letter.code_challenge, CODE_LIFETIME_S
            )
            return code
        return await self._enter(account, "otp")

    async def exchange(self, code: str, verifier: str) -> Answer:
        """A sign-in for a code, by who can prove to have asked for it. Source: RFC 7636, section 4.6, ``S256``."""
        letter = await self.accounts.take_letter("code", digest(code))
        if letter is None or not letter.fresh:
            raise AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found")
        proof = urlsafe_b64encode(sha256(verifier.encode("utf-8", "surrogatepass")).digest()).rstrip(b"=").decode()
        if not hmac.compare_digest(proof.encode(), (letter.code_challenge or "").encode("utf-8", "surrogatepass")):
            raise AuthError(400, "bad_code_verifier", "code challenge does not match previously saved code verifier")
        account = await self.accounts.read(letter.user_id)
        if account is None:
            raise _expired()
        return await self._enter(account, "otp")

    async def _enter(self, account: Account, method: Method) -> Answer:
        sign_in = await self.accounts.begin(account.user_id, method)
        if sign_in is None:
            raise _gone()
        fresh = self.refresh_tokens.write(sign_in, 0)
        return answers.session(self.tokens, account, sign_in, method, datetime.now(UTC), fresh)

    async def _present(self, who: Identity) -> Account:
        account = await self.accounts.read(who.user_id)
        if account is None:
            raise _gone()
        if not await self.accounts.admits(who.user_id, who.sign_in):
            raise AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist")
        return account


def normal(email: str) -> str:
    """The address as it is kept. Raises ``AuthError``."""
    try:
        found = validate_email(metadata.text(email), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise AuthError(400, "email_address_invalid", "Unable to validate email address: invalid format") from None
    return found.normalized.lower()


def acceptable(password: str) -> str:
    """The password. Raises ``AuthError`` for one that will not do."""
    metadata.text(password)
    if len(password) < MIN_LENGTH:
        raise weak_password("length", f"Password should be at least {MIN_LENGTH} characters.")
    if len(password) > MAX_LENGTH:
        raise invalid(f"Password cannot be longer than {MAX_LENGTH} characters")
    return password


def _stranger(email: str, data: Mapping[str, Any]) -> Account:
    """What a new account would look like."""
    now = datetime.now(UTC)
    provider = {"provider": "email", "providers": ["email"]}
    return Account(uuid4(), email, None, None, None, None, provider, data, False, now, now)


def _gone() -> AuthError:
    return AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")


def _email_exists() -> AuthError:
    return AuthError(422, "email_exists", "A user with this email address has already been registered")


def _expired() -> AuthError:
    return AuthError(403, "otp_expired", "Email link is invalid or has expired")
