"""Looks into the database as its owner: what is stored, whatever the sockets said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from harness.client import PATIENCE_S


class Rows:
    """The rows of one test's database."""

    def __init__(self, connection: asyncpg.Connection[Any]) -> None:
        self.connection = connection

    @classmethod
    @asynccontextmanager
    async def of(cls, owner_dsn: str) -> AsyncIterator[Rows]:
        connection = await asyncpg.connect(owner_dsn)
        try:
            yield cls(connection)
        finally:
            await connection.close()

    async def events(self, session_id: str) -> list[dict[str, Any]]:
        """All events, as they go over the wire."""
        rows = await self.connection.fetch(
            "select seq, event_type, payload from session_events where session_id = $1 order by seq", session_id
        )
        kinds = {"scene": "image.published"}
        return [
            {"seq": row["seq"], "type": kinds.get(row["event_type"], row["event_type"]), **json.loads(row["payload"])}
            for row in rows
        ]

    async def head(self, session_id: str) -> int:
        return await self.connection.fetchval("select head from sessions where id = $1", session_id)

    async def jobs(self, stream_id: object) -> list[dict[str, Any]]:
        rows = await self.connection.fetch("select * from jobs where stream_id = $1 order by cut", stream_id)
        return [dict(row) for row in rows]

    async def heard(self, stream_id: object) -> tuple[tuple[int, int, str], ...]:
        """The stream's transcripts as (first sample, sample behind the last, words)."""
        return tuple((job["from_sample"], job["to_sample"], job["text"]) for job in await self.jobs(stream_id))

    async def scenes(self, session_id: str) -> list[dict[str, Any]]:
        rows = await self.connection.fetch("select * from scenes where session_id = $1 order by number", session_id)
        return [dict(row) for row in rows]

    async def value(self, query: str, *arguments: object) -> Any:
        return await self.connection.fetchval(query, *arguments)

    async def once(self, look: Callable[[], Awaitable[bool]]) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(PATIENCE_S):
            while not await look():  # noqa: ASYNC110 - a row has no event to wait for
                await asyncio.sleep(0.02)

    async def check_whole(self, session_id: str) -> None:
        """What holds for a finished session: dense numbers, one result each, nothing left over."""
        recorded = await self.events(session_id)
        assert [event["seq"] for event in recorded] == list(range(1, len(recorded) + 1))
        assert await self.head(session_id) == len(recorded)
        results = [e["utterance"] for e in recorded if e["type"].startswith("transcript.")]
        jobs = await self.connection.fetch("select id, status from jobs where session_id = $1", session_id)
        assert sorted(results) == sorted(job["id"] for job in jobs), "each utterance has exactly one result"
        assert {job["status"] for job in jobs} <= {"completed", "failed"}
        assert await self.value("select count(*) from adventure.utterance_audio") == 0
        ends = {"image.failed", "scene.skipped", "scene.superseded"}
        ended = [
            e["scene"]
            for e in recorded
            if e["type"] in ends or (e["type"] == "image.published" and e["quality"] == "final")
        ]
        scenes = await self.scenes(session_id)
        assert sorted(ended) == [scene["number"] for scene in scenes], "each scene has exactly one end"
        told = [e["utterance"] for e in recorded if e["type"] == "utterance.classified"]
        assert len(told) == len(set(told)), "an utterance was classified twice"
