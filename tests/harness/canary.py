"""Someone who owns one of everything, with words in all of it that are nobody else's; and what is found of them.

It judges nothing: who may see whose words is for the test to say.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import re
import secrets
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import httpx
from harness.client import PATIENCE_S, Host
from harness.looking import Rows
from harness.person import Person
from harness.recordings import recording
from harness.routes import picture
from harness.tape import silence, tape

_MARK = re.compile(
    r"zq[a-p]{16}"  # our words
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # ids
    r"|(?<![0-9a-f-])(?:[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-f])"  # what was heard; pictures
    r"|aas_[\w-]{43}"  # links
)
_PICTURE = re.compile(r"base64,[A-Za-z0-9+/=]+")
_TOKEN = re.compile(r"eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+")

_OWNED = """
select n.nspname || '.' || c.relname as name, a.attname::text as owner
from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
where c.relkind = 'r' and n.nspname in ('public', 'adventure', 'auth')
  and a.attname = case when c.relname = 'users' then 'id' else 'user_id' end
order by 1
"""


def marks(text: str) -> set[str]:
    """All that is somebody's in a text: words, ids, keys, those inside of tokens too."""
    found = set(_MARK.findall(text))
    for claims in _TOKEN.findall(text):
        found |= marks(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)).decode())
    return found


def text_of(answer: httpx.Response) -> str:
    """What can be read in an answer: of its headers, of its body, and of what is packed into that."""
    body = answer.content
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = [f"{name}\n{packed.read(name).decode(errors='replace')}" for name in packed.namelist()]
        return "\n".join(parts)
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "date")
    if answer.headers.get("content-type", "").startswith(("image/", "audio/")):
        return headers
    return f"{headers}\n{_PICTURE.sub('', body.decode(errors='replace'))}"


class Canary(Person):
    """An account with everything. ``names`` fill the braces of routes; ``spare`` is what it can do without."""

    def __init__(self, url: str, session: Mapping[str, Any]) -> None:
        super().__init__(url, session["access_token"])
        self.url = url
        self.word = new_word()
        self.names: dict[str, str] = {"word": self.word, "refresh_token": session["refresh_token"]}
        self.spare: dict[str, str] = {}
        self.stream_id = ""
        self.email: str | None = None
        self.share = ""
        """The token of its link, which shows all there is."""
        self.hidden = ""
        """A picture that it has hidden."""

    @classmethod
    async def signed_up(cls, url: str, *, anonymous: bool) -> Canary:
        """A new account."""
        email = {} if anonymous else {"email": f"{new_word()}@example.org", "password": new_word()}
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S) as http:
            answer = await http.post("/auth/v1/signup", json={"data": {"name": new_word()}, **email})
        canary = cls(url, answer.raise_for_status().json())
        canary.email = email.get("email")
        return canary

    async def settle(self, owner_dsn: str, *, seed: int, sentences: int) -> None:
        """Make one of everything."""
        async with Rows.of(owner_dsn) as rows:
            await self._tell(rows, seed, sentences)
            await self._make(rows)

    async def ask(self, method: str, path: str, **given: Any) -> Any:
        """A request that must be answered well."""
        answer = await self.request(method, path, **given)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def hello(self, **fields: Any) -> dict[str, Any]:
        """The first message of this account's socket."""
        return {"type": "hello", "protocol": 1, "token": self.token, "session_id": self.names["session_id"], **fields}

    async def rows(self, rows: Rows) -> dict[str, list[str]]:
        """Every row of this account, in every table that has accounts; but when its lease is renewed."""
        found: dict[str, list[str]] = {}
        for table in await rows.connection.fetch(_OWNED):
            lines = await rows.connection.fetch(
                f"select (to_jsonb(t) - 'expires_at')::text as row from {table['name']} t"
                f" where {table['owner']} = $1 order by 1",
                self.user_id,
            )
            found[table["name"]] = [line["row"] for line in lines]
        return found

    async def _tell(self, rows: Rows, seed: int, sentences: int) -> None:
        await self.ask("PUT", "/api/v1/account/privacy", json={"keep_recordings": True, "transcript_retention_days": 9})
        host = Host(self.url, self.token, tape(sentences, seed=seed).pcm, mode="file")
        await host.perform()
        assert host.session_id is not None
        self.stream_id = str(host.stream_id)
        told = await rows.connection.fetch(
            "select scene, id from pictures where user_id = $1 order by scene desc", self.user_id
        )
        assert len(told) > 1, "a session with less than two pictures proves too little"
        utterance = await rows.value("select min(id) from jobs where user_id = $1", self.user_id)
        self.names |= {
            "session_id": host.session_id,
            "seq": str(next(event["seq"] for event in host.events if event["type"] == "environment.updated")),
            "number": str(told[0]["scene"]),
            "utterance": str(utterance),
            "image_id": told[0]["id"],
        }
        self.hidden = told[-1]["id"]
        await self.ask("PATCH", f"/api/v1/sessions/{host.session_id}", json={"name": self.word})
        await self.ask("POST", f"/api/v1/sessions/{host.session_id}/scenes/{told[-1]['scene']}/hide")
        at = f"/api/v1/sessions/{host.session_id}/utterances/{await self._last(rows)}"
        await self.ask("PUT", at, json={"text": f"{self.word} was said"})

    async def _last(self, rows: Rows) -> int:
        return await rows.value("select max(id) from jobs where user_id = $1", self.user_id)

    async def _make(self, rows: Rows) -> None:
        word = self.word
        settings = {"current_environment_description": word, "current_style_text": word}
        await self.ask("PUT", "/api/v1/user/settings", json=settings)
        await self.ask("PUT", "/api/v1/glossary", json={"names": [{"name": word, "pronunciation": word}]})
        scopes = ["picture", "caption", "transcript"]
        for names in (self.names, self.spare):
            character = {"name": word, "description": word, "attributes": {"gear": word}}
            names["character_id"] = (await self.ask("POST", "/api/v1/characters", json=character))["id"]
            share = await self.ask("POST", "/api/v1/shares", json={"label": word, "scopes": scopes})
            names["share_id"], self.share = share["id"], self.share or share["token"]
            names["code"] = (await self.ask("POST", "/api/v1/displays/pairings"))["code"]
            names["typed"] = (await self.ask("POST", "/api/v1/displays/pairings"))["code"]
            display = {"code": names["typed"], "label": word}
            names["display_id"] = (await self.ask("POST", "/api/v1/displays", json=display))["display"]
        portrait = f"/api/v1/characters/{self.names['character_id']}/portrait"
        await self.ask("PUT", portrait, content=picture("red"))
        self.spare["session_id"] = (await self.ask("POST", "/api/v1/sessions", json={"name": word}))["id"]
        uploaded = await self.ask(
            "POST",
            "/api/v1/audio/upload",
            data={"session_id": self.names["session_id"]},
            files={"file": (f"{word}.wav", recording(silence(0.2), "wav"))},
        )
        self.names["upload_id"] = uploaded["id"]
        at = f"/api/v1/uploads/{uploaded['id']}"
        async with asyncio.timeout(PATIENCE_S):
            while (await self.ask("GET", at))["status"] not in ("completed", "failed"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        quiet = "select count(*) = 0 from scenes where user_id = $1 and status = 'open'"
        await rows.once(lambda: rows.value(quiet, self.user_id))


def marks_of(rows: Mapping[str, Iterable[str]]) -> set[str]:
    """All that is somebody's in an account's rows."""
    return marks(json.dumps(rows))


def new_word() -> str:
    """A word that nobody else has, of letters only: whatever takes a word takes it."""
    return "zq" + "".join(secrets.choice("abcdefghijklmnop") for _ in range(16))
