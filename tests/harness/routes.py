"""Every HTTP route of the server and how to fill it, so that each can be tried with anybody's ids.

It sends nothing. ``gaps`` compares it with a server's own routing table and document.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from uuid import uuid4

import PIL.Image
from fastapi import FastAPI
from harness.recordings import recording
from harness.tape import silence
from starlette.routing import BaseRoute, Mount, WebSocketRoute

Names = Mapping[str, str]
"""What may stand in a route's braces, for one person: ids and numbers, a word, an address, a refresh token."""

IDS = ("session_id", "utterance", "character_id", "share_id", "display_id", "upload_id")
"""Names of what is one account's in the whole database; ``seq`` and ``number`` only count within their session."""

PLAIN = frozenset(
    "after event_type from grant_type limit offset q redirect_to scope status to token type w".split()  # noqa: SIM905
)
"""Parameters that name nobody's things."""

SOCKETS = {"/api/v1/live", "/api/v1/watch"}

_BRACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """How to fill it. What is not given is not sent."""

    query: str = ""
    json: Any = None
    form: Mapping[str, str] = field(default_factory=dict[str, str])
    file: tuple[str, str, bytes] | None = None
    content: bytes | None = None
    public: bool = False
    """Needs no account."""
    spare: bool = False
    """With one's own ids it is for what one can do without."""
    leaves: bool = False
    """An account or a sign-in ends by it."""
    built: bool = False
    """Is there only where the pages were built."""
    ignores: bool = False
    """A list: an id that is not there makes it no error."""
    answers: tuple[int, ...] = (200, 201, 202, 204)

    def needs(self, path: str) -> list[str]:
        """The names in its braces, each once."""
        return list(dict.fromkeys(_BRACES.findall(" ".join([path, self.query, *self.form.values()]))))


def picture(colour: str = "teal") -> bytes:
    """A small PNG."""
    data = io.BytesIO()
    PIL.Image.new("RGB", (8, 8), colour).save(data, "PNG")
    return data.getvalue()


_SESSION = "/api/v1/sessions/{session_id}"
_SCENE = f"{_SESSION}/scenes/{{number}}"
_UTTERANCE = f"{_SESSION}/utterances/{{utterance}}"
_CHARACTER = "/api/v1/characters/{character_id}"

ROUTES: Mapping[str, Route] = {
    "GET /api/v1/sessions": Route(query="before={session_id}&limit=5", ignores=True),
    "GET /api/v1/sessions/current": Route(),
    f"GET {_SESSION}": Route(),
    f"GET {_SESSION}/events": Route(),
    f"GET {_SESSION}/jobs": Route(),
    f"GET {_UTTERANCE}/audio": Route(),
    f"GET {_SESSION}/scenes": Route(),
    f"GET {_SCENE}": Route(),
    f"GET {_SESSION}/export": Route(),
    f"GET {_SESSION}/recap": Route(),
    "GET /api/v1/search": Route(query="q=words&session={session_id}"),
    "GET /api/v1/account/privacy": Route(),
    "GET /api/v1/account/export": Route(),
    "GET /api/v1/shares": Route(),
    "GET /api/v1/displays": Route(),
    "GET /api/v1/uploads": Route(query="before={upload_id}&limit=5", ignores=True),
    "GET /api/v1/uploads/{upload_id}": Route(),
    "GET /api/v1/usage": Route(),
    "GET /api/v1/engines": Route(),
    "GET /api/v1/characters": Route(),
    f"GET {_CHARACTER}": Route(),
    f"GET {_CHARACTER}/portrait": Route(),
    "GET /api/v1/user/settings": Route(),
    "GET /api/v1/styles": Route(),
    "GET /api/v1/glossary": Route(),
    "GET /auth/v1/user": Route(),
    "GET /auth/v1/verify": Route(query="token=none&type=recovery", public=True, answers=(303,)),
    "GET /auth/v1/settings": Route(public=True),
    "GET /auth/v1/health": Route(public=True),
    "GET /auth/v1/.well-known/jwks.json": Route(public=True),
    "GET /.well-known/jwks.json": Route(public=True),
    "GET /api/v1/config": Route(public=True),
    "GET /api/v1/openapi.json": Route(public=True),
    "GET /docs": Route(public=True, built=True),
    "GET /i/{image_id}": Route(public=True),
    "GET /sample.flac": Route(public=True),
    "GET /healthz": Route(public=True),
    "GET /readyz": Route(public=True),
    "GET /": Route(public=True, built=True),
    "POST /api/v1/sessions": Route(json={"name": "{word}"}),
    f"PATCH {_SESSION}": Route(json={"name": "{word}"}),
    f"POST {_SESSION}/end": Route(spare=True),
    f"POST {_SESSION}/forget": Route(json={"minutes": 60}, spare=True),
    f"PUT {_UTTERANCE}": Route(json={"text": "{word} was said"}),
    f"POST {_SCENE}/hide": Route(),
    f"POST {_SCENE}/show": Route(),
    f"POST {_SCENE}/pin": Route(),
    f"POST {_SESSION}/scenes/unpin": Route(),
    f"POST {_SESSION}/draw": Route(json={"prompt": "{word}"}),
    f"POST {_SCENE}/reroll": Route(),
    "PUT /api/v1/account/privacy": Route(json={"keep_recordings": True, "transcript_retention_days": 30}),
    "POST /api/v1/shares": Route(json={"label": "{word}"}),
    "POST /api/v1/shares/{share_id}/rotate": Route(spare=True),
    "POST /api/v1/displays/pairings": Route(public=True),
    "POST /api/v1/displays/pairings/{code}/claim": Route(json={"secret": "{word}"}, public=True, answers=(404,)),
    "POST /api/v1/displays": Route(json={"code": "{typed}", "label": "{word}"}),
    "PATCH /api/v1/displays/{display_id}": Route(json={"label": "{word}", "session_id": "{session_id}"}),
    "POST /api/v1/audio/upload": Route(
        form={"session_id": "{session_id}"}, file=("file", "{word}.wav", recording(silence(0.2), "wav"))
    ),
    "POST /api/v1/characters": Route(json={"name": "{word}", "description": "tall"}),
    f"PUT {_CHARACTER}": Route(json={"name": "{word}", "attributes": {"gear": "{word}"}}),
    f"PUT {_CHARACTER}/portrait": Route(content=picture()),
    "PUT /api/v1/user/settings": Route(
        json={"current_environment_description": "{word}", "current_style_text": "{word}", "environment_locked": True}
    ),
    "POST /api/v1/user/settings/clear-memory": Route(),
    "PUT /api/v1/glossary": Route(json={"names": [{"name": "{word}", "pronunciation": "{word}"}]}),
    "POST /auth/v1/signup": Route(json={"data": {"name": "{word}"}}, public=True),
    "POST /auth/v1/token": Route(
        query="grant_type=refresh_token", json={"refresh_token": "{refresh_token}"}, public=True
    ),
    "POST /auth/v1/recover": Route(json={"email": "{word}@example.org"}, public=True),
    "POST /auth/v1/resend": Route(json={"email": "{word}@example.org", "type": "signup"}, public=True),
    "POST /auth/v1/verify": Route(json={"token": "{word}", "type": "recovery"}, public=True, answers=(403,)),
    "PUT /auth/v1/user": Route(json={"data": {"name": "{word}"}}),
    f"DELETE {_SESSION}/events/{{seq}}": Route(),
    f"DELETE {_UTTERANCE}": Route(),
    f"DELETE {_SCENE}": Route(),
    f"DELETE {_SESSION}": Route(spare=True),
    "DELETE /api/v1/shares/{share_id}": Route(spare=True),
    "DELETE /api/v1/displays/{display_id}": Route(spare=True),
    "DELETE /api/v1/uploads/{upload_id}": Route(),
    f"DELETE {_CHARACTER}/portrait": Route(),
    f"DELETE {_CHARACTER}": Route(spare=True),
    "DELETE /api/v1/user/settings/style": Route(),
    "POST /auth/v1/logout": Route(leaves=True),
    "DELETE /api/v1/account": Route(leaves=True),
}
"""In an order in which one person can go through them: looking, changing, deleting, leaving."""


@dataclass(frozen=True, slots=True)
class Request:
    """A route that was filled. ``sent``: what was put into its braces."""

    route: str
    method: str
    path: str
    options: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, key: str, names: Names, **headers: str) -> Request:
        """The route with these names."""
        route = ROUTES[key]
        method, path = key.split(" ", 1)
        options: dict[str, Any] = {"headers": headers}
        if route.json is not None:
            options["json"] = json.loads(_filled(json.dumps(route.json), names))
        if route.form:
            options["data"] = {name: _filled(value, names) for name, value in route.form.items()}
        if route.file is not None:
            name, filename, data = route.file
            options["files"] = {name: (_filled(filename, names), data)}
        if route.content is not None:
            options["content"] = route.content
        path = _filled(f"{path}?{route.query}" if route.query else path, names)
        return cls(key, method, path, options)


def swapped(key: str, own: Names, foreign: Names) -> Iterator[tuple[Request, Request]]:
    """The route with each choice of its ids swapped for another tenant's, and beside it with ids that nobody has."""
    path = key.split(" ", 1)[1]
    ids = [name for name in ROUTES[key].needs(path) if name in IDS]
    for size in range(1, len(ids) + 1):
        for chosen in combinations(ids, size):
            # What only counts within a session goes with it, and so it is in both.
            along = ("seq", "number") if "session_id" in chosen else ()
            theirs = {**own, **{name: foreign[name] for name in (*chosen, *along)}}
            nobodys = {**theirs, **{name: inexistent(name) for name in chosen}}
            yield Request.of(key, theirs), Request.of(key, nobodys)
            if not key.startswith(("GET", "POST")):
                # A version that fits must not tell that it does.
                yield Request.of(key, theirs, **_VERSIONS), Request.of(key, nobodys, **_VERSIONS)


_VERSIONS = {"if-match": '"1", "2", "3"'}


def inexistent(name: str) -> str:
    """An id of that name that nobody has."""
    return str(2**52) if name == "utterance" else str(uuid4())


def gaps(app: FastAPI, names: Sequence[str]) -> list[str]:
    """What the server has and this module does not know, or the other way round."""
    found: list[str] = []
    there = {*_walk(app.router.routes)}
    found += [f"{key} is not tried" for key in there - {*ROUTES} - SOCKETS]
    found += [f"{key} is no route" for key in {*ROUTES} - there if not ROUTES[key].built]
    found += [f"{key} needs {name}" for key in ROUTES for name in ROUTES[key].needs(key) if name not in names]
    document = app.openapi()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            key = f"{method.upper()} {path}"
            route = ROUTES.get(key)
            if route is None:
                found.append(f"{key} is documented and not tried")
                continue
            for parameter in operation.get("parameters", ()):
                name = parameter["name"]
                known = name in PLAIN or f"{name}=" in route.query or f"{{{name}}}" in path
                if parameter["in"] != "header" and not known:
                    found.append(f"{key}: {name} is not tried")
            given = {*(route.json or ()), *route.form}
            found += [f"{key}: {name} is not tried" for name in _ids_in(operation, document) if name not in given]
    return found


def _walk(routes: Sequence[BaseRoute]) -> Iterator[str]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _walk(included.routes)
        elif isinstance(route, Mount):
            yield f"GET {route.path}/"
        elif isinstance(route, WebSocketRoute):
            yield route.path
        else:
            yield from (f"{method} {_place(route)}" for method in route.methods - {"HEAD"})  # type: ignore[attr-defined]


def _place(route: BaseRoute) -> str:
    """Its path, as the document has it: without the kinds of what is in its braces."""
    return getattr(route, "path_format", route.path)  # type: ignore[attr-defined]


def _ids_in(operation: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """Fields of the body that hold an id."""
    found: list[str] = []
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schemas = [content.get("schema", {})]
        while schemas:
            schema = schemas.pop()
            if "$ref" in schema:
                schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            schemas += schema.get("anyOf", ())
            for name, value in schema.get("properties", {}).items():
                if '"uuid"' in json.dumps(value):
                    found.append(name)
                elif "$ref" in value:
                    schemas.append(value)
    return found


def _filled(text: str, names: Names) -> str:
    return _BRACES.sub(lambda match: names[match[1]], text)
