"""Everything of a session or an account as one ZIP, made while it is sent: memory holds one page of rows and one blob.

It chooses no rows and checks no rights: it is given a tenant whose they are.
"""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pipeline.errors import NotFoundError
from pipeline.ports import BlobStore
from server import recap
from server.ports.history import AccountData, History, Row

PAGE = 200

_SESSION_FIELDS = ("id", "name", "start_time", "created_at", "ended_at", "head", "pinned_scene")


class _Sink:
    """Where ``zipfile`` writes: a file without a way back, emptied into the response."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take a piece."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data


@dataclass(frozen=True, slots=True)
class Export:
    """Writes archives and pages out of the history and the blob store."""

    history: History
    accounts: AccountData
    blobs: BlobStore

    async def session(self, tenant: UUID, session: Row) -> AsyncGenerator[bytes]:
        """A session (a row of ``list_sessions``) as a ZIP, piece by piece."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
            async for piece in self._session(archive, sink, tenant, session, ""):
                yield piece
        yield sink.take()

    async def account(self, tenant: UUID, about: Mapping[str, Any]) -> AsyncGenerator[bytes]:
        """An account with all its sessions as a ZIP, piece by piece; ``about`` is what is known of whose it is."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
            archive.writestr("account.json", _json({"user": about, **await self.accounts.export(tenant)}))
            for character_id, name, key in await self.accounts.portraits(tenant):
                if data := await self._blob(key):
                    path = f"portraits/{recap.plain_name(name)} {str(character_id)[:8]}.webp"
                    await asyncio.to_thread(archive.writestr, zipfile.ZipInfo(path), data)
                    yield sink.take()
            with archive.open("ledger.jsonl", "w") as lines:
                after: tuple[datetime, UUID] | None = None
                while calls := await self.accounts.ledger(tenant, after, PAGE):
                    for call in calls:
                        lines.write(json.dumps(dict(call), default=_plain).encode() + b"\n")
                    after = (calls[-1]["reserved_at"], calls[-1]["id"])
                    yield sink.take()
            yield sink.take()
            for session_id in await self.accounts.sessions(tenant):
                try:
                    session = await self.history.session(tenant, session_id)
                except NotFoundError:
                    continue  # deleted meanwhile
                name = recap.plain_name(f"{session['start_time']:%Y-%m-%d} {session['name'] or ''}")
                folder = f"sessions/{name} {str(session_id)[:8]}/"
                async for piece in self._session(archive, sink, tenant, session, folder):
                    yield piece
        yield sink.take()

    async def page(self, tenant: UUID, session: Row) -> AsyncGenerator[bytes]:
        """A session as an illustrated page of HTML that needs nothing else, piece by piece."""
        yield recap.html_head(session).encode()
        async for entry in self._chronicle(tenant, session["id"]):
            source = None
            if entry["is_scene"]:
                data = await self._blob(entry["key"])
                source = await asyncio.to_thread(recap.inline, data, entry["content_type"]) if data else None
            yield recap.html(entry, source).encode()
        yield recap.HTML_TAIL.encode()

    async def _session(
        self, archive: zipfile.ZipFile, sink: _Sink, tenant: UUID, session: Row, folder: str
    ) -> AsyncIterator[bytes]:
        """Three ways through the same chronicle, since a ZIP takes one file after the other."""
        session_id: UUID = session["id"]
        paths = _Paths()
        async for entry in self._chronicle(tenant, session_id):
            name = paths.of(entry)
            if name is not None and (data := await self._blob(entry["key"])):
                path = zipfile.ZipInfo(folder + name, date_time=entry["at"].timetuple()[:6])
                await asyncio.to_thread(archive.writestr, path, data)  # pictures are compressed already
                yield sink.take()
        paths = _Paths()
        with archive.open(f"{folder}transcript.md", "w") as text:
            text.write(recap.markdown_head(session).encode())
            async for entry in self._chronicle(tenant, session_id):
                text.write(recap.markdown(entry, paths.of(entry)).encode())
                yield sink.take()
        with archive.open(f"{folder}session.json", "w") as text:
            head = {name: session[name] for name in _SESSION_FIELDS}
            text.write(_json(head)[:-2].encode() + b',\n  "events": [')
            first = True
            async for event in self._events(tenant, session_id):
                text.write((b"\n" if first else b",\n") + json.dumps(dict(event), default=_plain).encode())
                first = False
                yield sink.take()
            text.write(b"\n]}\n")
        paths = _Paths()
        with archive.open(f"{folder}recap.html", "w") as text:
            text.write(recap.html_head(session).encode())
            async for entry in self._chronicle(tenant, session_id):
                text.write(recap.html(entry, paths.of(entry)).encode())
                yield sink.take()
            text.write(recap.HTML_TAIL.encode())
        after = 0
        while rows := await self.history.recordings(tenant, session_id, after, 8):
            for row in rows:
                after = row["job_id"]
                archive.writestr(zipfile.ZipInfo(f"{folder}recordings/{after}.flac"), row["flac"])
                yield sink.take()

    async def _chronicle(self, tenant: UUID, session_id: UUID) -> AsyncIterator[Row]:
        after = 0
        while rows := await self.history.chronicle(tenant, session_id, after, PAGE):
            for row in rows:
                yield row
            after = rows[-1]["seq"]

    async def _events(self, tenant: UUID, session_id: UUID) -> AsyncIterator[Row]:
        after = 0
        while rows := await self.history.events(tenant, session_id, after, None, PAGE):
            for row in rows:
                yield row
            after = rows[-1]["seq"]

    async def _blob(self, key: str) -> bytes | None:
        try:
            return await self.blobs.get(key)
        except NotFoundError:
            return None  # deleted since its row was read


class _Paths:
    """Where each picture is in the archive: the same on every way through the chronicle, no two alike."""

    def __init__(self) -> None:
        self._last = Counter[int]()

    def of(self, entry: Row) -> str | None:
        """The path of a scene's picture; None for words."""
        if not entry["is_scene"]:
            return None
        scene: int = entry["scene"]
        self._last[scene] += 1
        again = f" ({self._last[scene]})" if self._last[scene] > 1 else ""
        return "pictures/" + recap.file_name(scene, entry["title"], entry["content_type"], again)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, default=_plain, indent=2, ensure_ascii=False)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
