"""Someone with an account and a page: an HTTP client that is signed in, and the sockets the page opens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import jwt
from harness.client import Client, sign_up


class Person(httpx.AsyncClient):
    """Someone with an account and a page."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=30)
        self.token = token
        self.user_id = UUID(jwt.decode(token, options={"verify_signature": False})["sub"])

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str, token: str | None = None) -> AsyncIterator[Person]:
        async with cls(url, token or await sign_up(url)) as person:
            yield person

    async def watching(self, url: str | None = None) -> Client:
        viewer = await Client.connect(url or str(self.base_url), "/api/v1/watch")
        await viewer.send({"type": "hello", "protocol": 1, "token": self.token})
        await viewer.until("ready")
        return viewer
