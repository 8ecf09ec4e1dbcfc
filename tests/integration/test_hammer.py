"""Two tenants and an anonymous account hammer one server with each other's ids: zero leaks, and nothing changes.

Every route and every message of both sockets is tried, and those that this test does not know make it fail.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
from harness.canary import Canary, marks_of, new_word, text_of
from harness.client import PATIENCE_S, Client, Host, Message
from harness.hammer import NOBODY, Hammer, Witness
from harness.looking import Rows
from harness.person import Person
from harness.routes import ROUTES, Names, Request, gaps, inexistent, swapped
from harness.serving import Running
from harness.tape import tape

from clients.postgres import Database
from server.protocol import AUDIO_CONTROLS, CONTROLS, CaptureHello, WatchHello

pytestmark = pytest.mark.usefixtures("clients")

LIVE, WATCH = "/api/v1/live", "/api/v1/watch"
WORKERS = 9
"""Of each attacker; beside them each goes through everything of its own, talks, and is watched."""

READERS = 4
"""Of the one who only looks at what is her own."""

PAINTED = (15, 18)
"""Tapes whose last sentence is painted, whether it is told alone or with the one before."""

Attempt = Callable[[], Awaitable[None]]

CONTROL: Mapping[str, Callable[[Names, str], Message]] = {
    "pause": lambda names, word: {},
    "resume": lambda names, word: {},
    "flush": lambda names, word: {},
    "end": lambda names, word: {},
    "draw": lambda names, word: {"prompt": word},
    "reroll": lambda names, word: {"scene": int(names["number"])},
    "hide": lambda names, word: {"scene": int(names["number"])},
    "show": lambda names, word: {"scene": int(names["number"])},
    "pin": lambda names, word: {"scene": int(names["number"])},
    "correct": lambda names, word: {"utterance": int(names["utterance"]), "text": word},
    "display": lambda names, word: {"display": names["display_id"], "blackout": True, "freeze": None, "caption": None},
    "auth": lambda names, word: {"token": names["token"]},
    "ping": lambda names, word: {},
}
"""For each message after hello what else is in it."""

NAMING = (("reroll", "hide", "show", "pin", "display"), ("correct",))
"""Those that name something; what is corrected is asked for alone, see ``Hammer.say``."""


def greetings(own: Canary, other: Canary) -> Iterator[tuple[str, Message, Message]]:
    """Each way of naming another's in hello, and beside it what nobody has."""
    theirs, nobodys = other.names["session_id"], str(uuid4())
    stream = str(uuid4())
    for token in (own.token, own.share, other.share):
        # By another's link one sees that other's, so there one's own session is the foreign one.
        named = own.names["session_id"] if token == other.share else theirs
        yield WATCH, own.hello(token=token, session_id=named, after=0), own.hello(token=token, session_id=nobodys)
    yield LIVE, own.hello(session_id=theirs, stream_id=stream), own.hello(session_id=nobodys, stream_id=stream)
    yield (
        LIVE,
        own.hello(session_id=theirs, stream_id=other.stream_id, after=0),
        own.hello(session_id=nobodys, stream_id=stream),
    )
    for token in (own.share, other.share):
        link = {"token": f"aas_{'a' * 43}", "stream_id": stream}
        yield LIVE, own.hello(token=token, session_id=theirs, stream_id=stream), own.hello(**link)


async def fresh(own: Canary) -> Message:
    """Hello to a new session of one's own, in which nothing is."""
    session = await own.ask("POST", "/api/v1/sessions", json={"name": own.word})
    return own.hello(session_id=session["id"], stream_id=str(uuid4()))


async def talk_of_own(hammer: Hammer, own: Canary, path: str, *kinds: str) -> None:
    """Messages on a socket of one's own, about one's own."""
    names = {**own.names, "token": own.token}
    said = [{"type": kind, **CONTROL[kind](names, own.word)} for kind in kinds]
    await hammer.say(own.url, path, await fresh(own), *said)


async def talk_of_theirs(hammer: Hammer, own: Canary, other: Canary, path: str, *kinds: str) -> None:
    """Messages about another's things in a session of one's own."""
    hello = await fresh(own)
    beyond = {
        **own.names,
        "number": str(2**31 - 1),
        "utterance": inexistent("utterance"),
        "display_id": inexistent("display_id"),
    }
    theirs, nobodys = (
        [hello, *({"type": kind, **CONTROL[kind](names, own.word)} for kind in kinds)]
        for names in (other.names, beyond)
    )
    await hammer.swap_words(own.url, path, theirs, nobodys)


async def another_stream(hammer: Hammer, own: Canary, other: Canary) -> None:
    """A session of one's own with another's stream: it is not gone on with. Its id was its client's to choose."""
    hello = {**await fresh(own), "stream_id": other.stream_id, "after": 0}
    errors, _ = await hammer.say(own.url, LIVE, hello)
    if [error["code"] for error in errors] != ["not_found"]:
        hammer.witness.fault(hammer.name, "another's stream", errors)


async def another_token(hammer: Hammer, own: Canary, other: Canary) -> None:
    """A socket does not change hands."""
    for token in (other.token, other.share):
        errors, code = await hammer.say(own.url, WATCH, own.hello(), {"type": "auth", "token": token})
        if [error["code"] for error in errors] != ["bad_token"] or not code:
            hammer.witness.fault(hammer.name, "another's token", errors, code)


async def another_address(hammer: Hammer, other: Canary) -> None:
    """Neither taken nor entered."""
    for method, path, body, status in (
        ("POST", "/auth/v1/signup", {"email": other.email, "password": "zq-password"}, 422),
        ("POST", "/auth/v1/token?grant_type=password", {"email": other.email, "password": "zq-password"}, 400),
        ("PUT", "/auth/v1/user", {"email": other.email}, 422),
    ):
        answer = await hammer.http.request(method, path, json=body)
        hammer.witness.note(hammer.name, path, text_of(answer))
        if answer.status_code != status:
            hammer.witness.fault(hammer.name, path, answer.status_code, answer.text)


def attempts(hammer: Hammer, own: Canary, others: list[Canary]) -> Iterator[Attempt]:
    """All that one tenant can say, and try with what is another's."""
    together = [kind for kind in CONTROL if kind != "correct"]
    yield partial(talk_of_own, hammer, own, LIVE, *together)
    yield partial(talk_of_own, hammer, own, WATCH, *(kind for kind in together if kind not in AUDIO_CONTROLS))
    for kind in ("correct", *sorted(AUDIO_CONTROLS)):
        yield partial(talk_of_own, hammer, own, WATCH, kind)
    yield partial(talk_of_own, hammer, own, LIVE, "correct")
    for other in others:
        for key in ROUTES:
            for theirs, nobodys in swapped(key, own.names, other.names):
                yield partial(hammer.swap, theirs, nobodys)
        for path, theirs, nobodys in greetings(own, other):
            yield partial(hammer.swap_words, own.url, path, [theirs], [nobodys])
        following = own.hello(session_id=None, following=other.names["session_id"], after=1)
        yield partial(hammer.say, own.url, WATCH, following)  # type: ignore[arg-type]
        for path in (LIVE, WATCH):
            for kinds in NAMING:
                yield partial(talk_of_theirs, hammer, own, other, path, *kinds)
        yield partial(another_stream, hammer, own, other)
        yield partial(another_token, hammer, own, other)
        if other.email is not None:
            yield partial(another_address, hammer, other)


def strangers(hammer: Hammer, victim: Canary) -> Iterator[Attempt]:
    """All that can be tried without an account, with a link, and with a token that is none."""
    names = {**victim.names, "refresh_token": "none", "image_id": victim.hidden, "word": new_word()}
    yield partial(hammer.hidden, Request.of("GET /i/{image_id}", names))
    for key, route in ROUTES.items():
        if route.public:
            yield partial(hammer.send, Request.of(key, names))  # type: ignore[arg-type]
            continue
        yield partial(hammer.refused, Request.of(key, names))
        for token in ("none", victim.share):
            yield partial(hammer.refused, Request.of(key, names, authorization=f"Bearer {token}"))


async def script(hammer: Hammer, own: Canary) -> None:
    """Everything with what is one's own, so that the others' is asked for while connections change hands."""
    for key, route in ROUTES.items():
        names = {**own.names, **(own.spare if route.spare else {})}
        if route.leaves:
            async with Person.at(own.url) as leaver:
                await Hammer(hammer.name, leaver, hammer.witness).own(key, names)
        else:
            await hammer.own(key, names)


async def talk(own: Canary, witness: Witness, seed: int, waiting: list[Attempt]) -> None:
    """Speak at the table and be watched, as long as anything is tried, so that there is always something to push."""
    while waiting:
        session = (await own.ask("POST", "/api/v1/sessions", json={"name": own.word}))["id"]
        viewers = [await watching(own, token, session) for token in (own.token, own.share)]
        host = Host(own.url, own.token, tape(2, seed=seed).pcm)
        host.session_id = session
        await host.perform()
        for viewer in viewers:
            await viewer.until("image.published", quality="final")
            await viewer.close()
        told = [host.events, *(viewer.messages for viewer in viewers)]
        witness.note(own.word, "talking", json.dumps(told), own=True)


async def read(hammer: Hammer, own: Canary, over: asyncio.Event) -> None:
    """Look at one's own again and again: it stays what it was."""
    keys = [key for key, route in ROUTES.items() if key.startswith("GET ") and not route.public]
    first = {key: await hammer.send(Request.of(key, own.names), own=True) for key in keys}
    async with asyncio.TaskGroup() as readers:
        for seed in range(READERS):
            readers.create_task(_reread(hammer, own, over, first, random.Random(seed)))


async def _reread(
    hammer: Hammer, own: Canary, over: asyncio.Event, first: Mapping[str, tuple[int, str]], chance: random.Random
) -> None:
    while not over.is_set():
        key = chance.choice([*first])
        found = await hammer.send(Request.of(key, own.names), own=True)
        if found != first[key] and key != "GET /api/v1/usage":  # another day may have begun
            hammer.witness.fault(hammer.name, key, found, "was", first[key])


async def work(waiting: list[Attempt]) -> None:
    while waiting:
        await waiting.pop()()


async def watching(own: Canary, token: str, session: str | None, path: str = WATCH) -> Client:
    client = await Client.connect(own.url, path)
    await client.send(own.hello(token=token, session_id=session, stream_id=str(uuid4())))
    await client.until("ready")
    await client.send({"type": "ping"})
    # A person's own socket is told two more things once at first, in whichever order.
    first = {"pong", "usage", "displays"} if token == own.token else {"pong"}
    await client.until(lambda _: {message["type"] for message in client.messages} >= first)
    return client


def test_every_message_is_known() -> None:
    for model in CONTROLS:
        kind = model.model_fields["type"].default
        names = {"number": "1", "utterance": "1", "display_id": "", "token": ""}
        assert {*model.model_fields} == {"type", *CONTROL[kind](names, "")}, f"{kind} is not tried as it is now"
    assert {model.model_fields["type"].default for model in CONTROLS} == {*CONTROL}
    both = {"type", "protocol", "token", "session_id", "after"}
    assert {*CaptureHello.model_fields} == both | {"stream_id", "mode", "audio"}
    assert {*WatchHello.model_fields} == both | {"following"}


async def test_nobody_sees_or_changes_what_is_anothers(
    serve_here: Callable[..., Any], rows: Rows, owner_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Few connections, so that they change hands; on a busy machine their turn may take long to come.
    for patience in ("acquire_timeout_s", "command_timeout_s"):
        monkeypatch.setitem(Database.connect.__func__.__kwdefaults__ or {}, patience, PATIENCE_S)
    async with serve_here(database_connections=4, live_sessions=1000) as here, AsyncExitStack() as stack:
        people = [
            await stack.enter_async_context(await Canary.signed_up(here.url, anonymous=anonymous))
            for anonymous in (False, False, True)
        ]
        async with asyncio.TaskGroup() as settling:
            for own, sentences in zip(people, (5, 3, 3), strict=True):
                settling.create_task(own.settle(owner_dsn, seed=people.index(own), sentences=sentences))
        await hammered(here, rows, people)


async def hammered(here: Running, rows: Rows, people: list[Canary]) -> None:
    alice, mallory, anybody = people
    assert gaps(here.app, [*alice.names]) == []  # type: ignore[arg-type]
    witness = Witness()
    watchers = {
        own.word: [
            await watching(own, token, session)
            for token in (own.token, own.share)
            for session in (own.names["session_id"], None)
        ]
        for own in people
    }
    watchers[alice.word].append(await watching(alice, alice.token, alice.names["session_id"], LIVE))
    quiet = [len(client.messages) for client in watchers[alice.word]]
    before = {own.word: await own.rows(rows) for own in people}
    over = asyncio.Event()
    async with httpx.AsyncClient(base_url=here.url, timeout=PATIENCE_S) as http, asyncio.TaskGroup() as everybody:
        reading = everybody.create_task(read(Hammer(alice.word, alice, witness), alice, over))
        async with asyncio.TaskGroup() as attackers:
            for seed, (own, others) in enumerate(((mallory, [alice, anybody]), (anybody, [alice]))):
                hammer = Hammer(own.word, own, witness)
                waiting = [*attempts(hammer, own, others)]
                random.Random(seed).shuffle(waiting)
                for _ in range(WORKERS):
                    attackers.create_task(work(waiting))
                attackers.create_task(script(hammer, own))
                attackers.create_task(talk(own, witness, PAINTED[seed], waiting))
            unknown = [*strangers(Hammer(NOBODY, http, witness), alice)]
            for _ in range(WORKERS // 2):
                attackers.create_task(work(unknown))
        over.set()
        await reading
    after = {own.word: await own.rows(rows) for own in people}
    for own in people:
        for client in watchers[own.word]:
            witness.note(own.word, "watching", json.dumps(client.messages))
    told = [message for client, n in zip(watchers[alice.word], quiet, strict=True) for message in client.messages[n:]]
    assert not told, "Alice was told of something, and nothing of hers has changed"
    assert after[alice.word] == before[alice.word]
    secrets = {own.word: marks_of(before[own.word]) | marks_of(after[own.word]) for own in people}
    assert all(len(found) > 40 for found in secrets.values())
    witness.judge(secrets)
    assert not witness.faults, "\n".join(witness.faults[:20])
