"""The OpenAPI document at ``/api/v1/openapi.json``: every route with a summary, in groups. It adds no route.

A summary is the first sentence of its endpoint's docstring. Routes that FastAPI does not know are described here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from server.floods import COUNTED

ABOUT = """
Everything that the pages do, for programs: sessions and their history, scenes, uploads, characters, settings, links
for viewers. What is said and shown while it happens comes over two sockets, `/api/v1/live` and `/api/v1/watch`; they
are not in this document but in the protocol's own, `docs/protocol.md` of the sources.

**To try it here**, open `POST /auth/v1/signup`, send `{}`, copy `access_token` from the answer, press *Authorize* and
paste it. That is an anonymous account of its own; with an address and a password in the body it is a lasting one. Where
accounts are kept by Supabase, `GET /api/v1/config` says so, and a token comes from there.

**Errors** are `{"code", "message"}` with a stable `code`; those of `/auth/v1` have the shape of Supabase Auth. What
belongs to another account answers 404. `429` and `503` say in `Retry-After` when to come back.

**Two open pages** do not overwrite each other: an answer with an `ETag` can be changed with `If-Match`, and `412` means
that somebody was faster.
""".strip()

TAGS = (
    ("sessions", "Game evenings: made, named, ended, deleted."),
    ("events", "What happened in a session, what was said and how far it is, and corrections of it."),
    ("scenes", "The moments of a session and their pictures: hidden, shown, pinned, deleted."),
    ("pictures", "The pictures themselves."),
    ("search", "Words of transcripts and scenes."),
    ("uploads", "Recordings that are heard as if they were spoken."),
    ("export", "A session taken out, for machines and for readers."),
    ("characters", "Who is at the table, with looks that must hold, and portraits."),
    ("settings", "Environment, style and names of an account."),
    ("shares", "Links by which others watch without an account."),
    ("displays", "Displays at the table, paired by a code that they show."),
    ("usage", "What was used, by day and by session."),
    ("account", "What is kept, everything taken out, everything deleted."),
    ("accounts", "Signing up, in and out, with the paths and payloads of Supabase Auth."),
    ("config", "What a page needs to know before anyone has signed in."),
    ("operation", "For those who run the server."),
)

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _status(*values: str) -> dict[str, Any]:
    state = {"type": "string", "enum": list(values)}
    schema: dict[str, Any] = {"type": "object", "properties": {"status": state}, "required": ["status"]}
    return {"application/json": {"schema": schema}}


_OTHERS: dict[str, Any] = {
    "/i/{image_id}": {
        "get": {
            "tags": ["pictures"],
            "operationId": "picture",
            "description": "A picture, to whoever knows its id. With `w=480` a small one, as WebP.",
            "parameters": [
                {
                    "name": "image_id",
                    "in": "path",
                    "required": True,
                    "description": "32 hexadecimal digits; anything else is not found.",
                    "schema": {"type": "string"},
                },
                {
                    "name": "w",
                    "in": "query",
                    "description": "`480`: small. Anything else: as it was painted.",
                    "schema": {"type": "string"},
                },
                {"name": "if-none-match", "in": "header", "schema": {"type": "string"}},
            ],
            "responses": {
                "200": {"description": "The picture.", "content": {"image/*": _BINARY}},
                "304": {"description": "You have it: its `ETag` was given in `If-None-Match`."},
                "404": {"description": "There is none.", "content": _PROBLEM},
                "410": {"description": "It was hidden.", "content": _PROBLEM},
                "503": {"description": "Database or store are away.", "content": _PROBLEM},
            },
        }
    },
    "/sample.flac": {
        "get": {
            "tags": ["config"],
            "operationId": "sample",
            "description": "The bundled recording of an evening.",
            "responses": {"200": {"description": "FLAC.", "content": {"audio/flac": _BINARY}}},
        }
    },
    "/healthz": {
        "get": {
            "tags": ["operation"],
            "operationId": "healthz",
            "description": "Whether the process runs.",
            "responses": {"200": {"description": "It does.", "content": _status("ok")}},
        }
    },
    "/readyz": {
        "get": {
            "tags": ["operation"],
            "operationId": "readyz",
            "description": "Whether the server can take work now.",
            "responses": {
                "200": {"description": "It can.", "content": _status("ok")},
                "503": {"description": "It cannot; `wrong` says why.", "content": _status("unavailable")},
            },
        }
    },
}
"""Routes of ``server/app.py`` that are none of FastAPI's."""

_SENTENCE_END = re.compile(r"\.(?:\s+|$)")


def install(app: FastAPI) -> None:
    """Let the application answer our document in place of FastAPI's own."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(document(app))
        return made

    app.openapi = openapi


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document, of OpenAPI 3.1."""
    tags = [{"name": name, "description": description} for name, description in TAGS]
    made = get_openapi(
        title=app.title, version=app.version, description=ABOUT, routes=app.routes, tags=tags,
        license_info={"name": "MIT", "identifier": "MIT"},
    )  # fmt: skip
    made["paths"] |= deepcopy(_OTHERS)
    for path, item in made["paths"].items():
        for operation in item.values():
            operation.update(_told(operation.pop("description")))
            operation["responses"] = _everywhere(path, operation) | operation["responses"]
    return made


def _everywhere(path: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    """What is answered before an endpoint runs."""
    found: dict[str, Any] = {}
    if path.startswith(COUNTED):
        found["429"] = {"description": "Too often.", "content": _PROBLEM}
    if "security" in operation:
        found["401"] = {"description": "No valid access token.", "content": _PROBLEM}
    if "requestBody" in operation:
        found["400"] = {"description": "The body cannot be read.", "content": _PROBLEM}
        found["413"] = {"description": "The body is too large.", "content": _PROBLEM}
    return found


def _told(text: str) -> dict[str, str]:
    """Summary and description of an endpoint."""
    first, *rest = _SENTENCE_END.split(text.strip(), maxsplit=1)
    told = {"summary": " ".join(first.replace("`", "").split()), "description": rest[0] if rest else ""}
    return {name: value for name, value in told.items() if value}
