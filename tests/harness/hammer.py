"""Who tries things at a server with anybody's ids, and who remembers what each was told.

They compare and remember; which things are tried is for the test to say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import httpx
from harness.canary import marks, text_of
from harness.client import Client, ClosedError, Message
from harness.routes import ROUTES, Names, Request

NOBODY = "nobody"
"""Who has no account."""

NOT_THERE: Mapping[str, Message] = {
    "transcript": {"type": "correct", "utterance": 2**52, "text": "nothing"},
    "scene": {"type": "pin", "scene": 2**31 - 1},
}
"""What is answered by an error that names it."""


class Witness:
    """Who has seen what of whom."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.requests = 0
        self._seen: list[tuple[str, str, set[str]]] = []
        self._own: dict[str, set[str]] = {}

    def note(self, who: str, where: str, text: str, *, own: bool = False) -> None:
        """Somebody was told this; ``own``: upon asking for nothing but their own."""
        found = marks(text)
        self._seen.append((who, where, found))
        if own:
            self._own.setdefault(who, set()).update(found)

    def fault(self, *words: object) -> None:
        """What must not be."""
        self.faults.append(" ".join(map(str, words)))

    def judge(self, rows: Mapping[str, set[str]]) -> None:
        """Each may see what is in their own rows and what was told to them as theirs; nobody else may."""
        everybodys = {mark for who, _, found in self._seen if who == NOBODY for mark in found}
        theirs = {who: secrets | (self._own.get(who, set()) - everybodys) for who, secrets in rows.items()}
        for who, where, found in self._seen:
            for whose, secrets in theirs.items():
                if whose != who and found & secrets:
                    self.fault(who, where, "shows of", whose, sorted(found & secrets)[:3])


class Hammer:
    """One attacker, or nobody: tries things, compares the answers, and lets the witness see all of them."""

    def __init__(self, name: str, http: httpx.AsyncClient, witness: Witness) -> None:
        self.name = name
        self.http = http
        self.witness = witness

    async def send(self, request: Request, *, own: bool = False) -> tuple[int, str]:
        """The status, and all that can be read of the answer."""
        self.witness.requests += 1
        answer = await self.http.request(request.method, request.path, **request.options)
        text = text_of(answer)
        self.witness.note(self.name, f"{request.method} {request.path}", text, own=own)
        return answer.status_code, text

    async def swap(self, theirs: Request, nobodys: Request) -> None:
        """Another's id must be answered as one that nobody has."""
        found, alike = await self.send(theirs), await self.send(nobodys)
        if found != alike:
            self.witness.fault(self.name, theirs, found, "is not", alike)
        if found[0] != 404 and not ROUTES[theirs.route].ignores:
            self.witness.fault(self.name, theirs, found)

    async def refused(self, request: Request) -> None:
        """Without an account there is nothing."""
        status, text = await self.send(request)
        # Supabase Auth tells a token that is none apart from none at all.
        if status != 401 and not (status == 403 and request.path.startswith("/auth/")):
            self.witness.fault(self.name, request, status, text)

    async def hidden(self, request: Request) -> None:
        """Whoever knows the id of a picture may see it, but not of one that was taken off every display."""
        status, text = await self.send(request)
        if status != 410:
            self.witness.fault(self.name, request, status, text)

    async def own(self, key: str, names: Names) -> None:
        """One's own must be answered well: a hammer that never hits proves nothing."""
        request = Request.of(key, names)
        status, text = await self.send(request, own=True)
        if status not in ROUTES[key].answers and not (ROUTES[key].built and status == 404):
            self.witness.fault(self.name, request, status, text)

    async def say(self, url: str, path: str, *messages: Message) -> tuple[list[Message], int]:
        """The errors that a socket answers to these, and the code it is closed with; 0: it stays open."""
        last = "scene" if messages[-1]["type"] == "correct" else "transcript"
        async with Client.to(url, path) as client:
            for message in (*messages, NOT_THERE[last]):
                await client.send(message)
            try:
                # Done in order: upon this answer, which nothing before it has, all others are there.
                await client.until(lambda answer: answer["type"] == "error" and last in answer["message"])
            except ClosedError as error:
                code = error.code
            else:
                code = 0
        self.witness.note(self.name, f"{path} {[message['type'] for message in messages]}", json.dumps(client.messages))
        return client.of("error"), code

    async def swap_words(self, url: str, path: str, theirs: list[Message], nobodys: list[Message]) -> None:
        """The same over a socket."""
        found, alike = await self.say(url, path, *theirs), await self.say(url, path, *nobodys)
        if found != alike or (len(theirs) == 1 and not found[1]):
            self.witness.fault(self.name, path, theirs[-1]["type"], found, "is not", alike)
