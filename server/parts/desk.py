"""The accounts: kept here, or by Supabase. It signs nobody in."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from clients.local.console_post import ConsolePost
from clients.postgres import Database
from clients.postgres_accounts import PostgresAccounts, PostgresMirror
from clients.smtp import SmtpPost
from clients.supabase_auth import SupabaseAuth
from pipeline.errors import ConfigurationError
from server.auth.foreign_tokens import ForeignTokens
from server.auth.letters import Letters
from server.auth.passwords import Passwords
from server.auth.reception import Reception
from server.auth.refresh_token import RefreshTokens
from server.auth.signing_key import signing_key
from server.auth.tokens import Tokens
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """The accounts, kept here or by Supabase, and what must run for them."""

    tokens: Tokens | ForeignTokens
    accounts: PostgresAccounts | PostgresMirror
    reception: Reception | None
    service: tuple[str, Callable[[], Awaitable[None]]]


async def opened(settings: Settings, data: Path, database: Database, stack: AsyncExitStack) -> Desk:
    """Supabase's where the settings name one, else our own. Raises ``ConfigurationError``."""
    if settings.supabase_url is not None:
        secret = settings.supabase_jwt_secret.get_secret_value() if settings.supabase_jwt_secret else None
        loopback = settings.supabase_url.startswith("http://")
        there = SupabaseAuth(settings.auth_url, settings.supabase_anon_key, loopback)
        foreign = ForeignTokens(there, settings.auth_url, secret, time.time, time.monotonic)
        await foreign.fetch()
        return Desk(foreign, PostgresMirror(database), None, ("keys", foreign.run))
    key = signing_key(data / "signing-key.pem")
    tokens = Tokens(key, settings.token_lifetime_s, time.time)
    accounts = PostgresAccounts(database)
    passwords = Passwords()
    stack.callback(passwords.close)
    letters = Letters(accounts, _post(settings))
    confirm = settings.smtp_host is not None
    reception = Reception(accounts, passwords, tokens, RefreshTokens(key), letters, confirm)
    return Desk(tokens, accounts, reception, ("letters", letters.run))


def _post(settings: Settings) -> SmtpPost | ConsolePost:
    if settings.smtp_host is None:
        return ConsolePost()
    sender = settings.smtp_from or settings.smtp_user
    if sender is None or settings.public_url is None:
        raise ConfigurationError("Mail needs ADVENTURE_SMTP_FROM (or _USER) and ADVENTURE_PUBLIC_URL beside its host.")
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return SmtpPost(
        settings.smtp_host, settings.smtp_port, settings.smtp_security, sender, settings.smtp_user, password
    )
