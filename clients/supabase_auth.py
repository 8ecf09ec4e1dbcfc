"""What a Supabase project tells anyone about its accounts: keys and settings, read in a thread. It keeps nothing."""

from __future__ import annotations

import asyncio
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from pipeline.errors import AdventureError

TIMEOUT_S = 5
MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class SupabaseAuth:
    """Implements ``server.auth.foreign_tokens.AuthServer``. ``url``: the project's ``/auth/v1``."""

    url: str
    anon_key: str | None
    loopback: bool

    async def keys(self) -> Mapping[str, Any]:
        """See ``AuthServer``."""
        return await asyncio.to_thread(self._read, "/.well-known/jwks.json")

    async def settings(self) -> Mapping[str, Any]:
        """See ``AuthServer``."""
        return await asyncio.to_thread(self._read, "/settings")

    def _read(self, path: str) -> Mapping[str, Any]:
        headers = {"apikey": self.anon_key} if self.anon_key is not None else {}
        request = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310 - the settings allow http(s)
        # A proxy of the environment is for the world outside.
        handlers = [urllib.request.ProxyHandler({})] if self.loopback else []
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT_S) as answer:
                value: object = json.loads(answer.read(MAX_BYTES))
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            raise AdventureError("The sign-in server cannot be read.", code="unavailable", retryable=True) from None
        if not isinstance(value, dict):
            raise AdventureError("The sign-in server gave no object.", code="malformed", retryable=True)
        return cast("dict[str, Any]", value)
