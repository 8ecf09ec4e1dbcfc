"""Letters by SMTP, each in a thread and over a connection of its own. It writes no text."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Literal

from pipeline.errors import AdventureError

TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class SmtpPost:
    """Implements ``server.auth.letters.Post``."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    async def send(self, to: str, subject: str, text: str) -> None:
        """See ``Post``."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, to, subject
        letter["Date"], letter["Message-ID"] = (
            formatdate(),
            make_msgid(domain=self.sender.rpartition("@")[2].strip(">")),
        )
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        await asyncio.to_thread(self._send, letter)

    def _send(self, letter: EmailMessage) -> None:
        context = ssl.create_default_context()
        try:
            if self.security == "tls":
                connection = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
            else:
                connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
            with connection:
                if self.security == "starttls":
                    connection.starttls(context=context)
                if self.user is not None:
                    connection.login(self.user, self.password or "")
                connection.send_message(letter)
        except (OSError, smtplib.SMTPException):
            raise AdventureError("The mail server did not take a letter.", code="unavailable", retryable=True) from None
