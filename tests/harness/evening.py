"""One told session of one person on a server in this process, and its REST client."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from harness.client import PATIENCE_S, Host, sign_up
from harness.serving import Running
from harness.tape import tape

SESSIONS = "/api/v1/sessions"
SPEECH = tape(4, seed=77)


@dataclass(frozen=True)
class Evening:
    """A server with one told session of one person."""

    here: Running
    token: str
    http: httpx.AsyncClient
    id: str
    told: list[dict[str, Any]]

    @property
    def at(self) -> str:
        return f"{SESSIONS}/{self.id}"

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def blobs(self) -> set[str]:
        root = self.here.data / "blobs"
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}

    async def swept(self) -> None:
        """Wait until nothing waits for deletion."""
        await self.here.app.state.services.retention.delete_blobs()


def as_person(url: str, token: str) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE_S)


def hello(token: str, **more: Any) -> dict[str, Any]:
    return {"type": "hello", "protocol": 1, "token": token, "session_id": None, "after": None, **more}


@asynccontextmanager
async def told(serve_here: Callable[..., Any]) -> AsyncGenerator[Evening]:
    """A server on which a tape was told from a file."""
    async with serve_here() as here:
        token = await sign_up(here.url)
        host = Host(here.url, token, SPEECH.pcm, mode="file")
        await host.perform()
        assert host.session_id is not None
        async with as_person(here.url, token) as http:
            yield Evening(here, token, http, host.session_id, host.events)


def of(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The events of one type."""
    return [event for event in events if event["type"] == kind]
