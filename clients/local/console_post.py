"""Letters for an operator who runs no mail server: printed where the program runs, and nowhere else.

It does not log them: a log is kept and sent around, and a link in it would open an account.
"""

from __future__ import annotations


class ConsolePost:
    """Implements ``server.auth.letters.Post``."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """See ``Post``."""
        print(f"\n  To {to}: {subject}\n\n{text}", flush=True)
