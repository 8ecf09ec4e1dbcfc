"""The protocol as JSON Schema 2020-12: one definition for each message and part.

It reads the models and writes no file. Up messages are described as they are accepted (defaults may be left out), down
messages as they are sent (every field present); both sides ignore fields they do not know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from pipeline.events import EVENT_TYPES, WIRE_NAMES
from server import protocol
from server.generate.meanings import meaning

Json = dict[str, Any]
Direction = Literal["up", "down", "recorded"]

NAMES: Final = {"Error": "ErrorMessage"}
"""Where a model's own name would hide a language's."""

_REF: Final = "#/$defs/{model}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: its definition's ``name``, its ``type`` on the wire, the folder of its examples and its model."""

    name: str
    type: str
    folder: str
    direction: Direction
    model: type[Any]


def _name(model: type[Any]) -> str:
    return NAMES.get(model.__name__, model.__name__)


def _entries() -> Iterable[Entry]:
    for hello, folder in ((protocol.CaptureHello, "hello.capture"), (protocol.WatchHello, "hello.watch")):
        yield Entry(_name(hello), "hello", folder, "up", hello)
    for model in protocol.CONTROLS:
        kind: str = model.model_fields["type"].default
        yield Entry(_name(model), kind, kind, "up", model)
    for model in protocol.MESSAGES:
        kind = model.model_fields["type"].default
        yield Entry(_name(model), kind, kind, "down", model)
    for event in EVENT_TYPES:
        yield Entry(_name(event), event.type, event.type, "recorded", event)


ENTRIES: Final = tuple(_entries())


def _tidy(value: Any) -> Any:
    """Drop pydantic's generated titles and OpenAPI's discriminator; keep everything that says something."""
    if isinstance(value, dict):
        node: Json = value  # pyright: ignore[reportUnknownVariableType]
        return {k: _tidy(v) for k, v in node.items() if not (k in {"title", "discriminator"} and _is_noise(k, v))}
    if isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        return [_tidy(item) for item in items]
    return value


def _is_noise(key: str, value: Any) -> bool:
    # A field may itself be called `title`; its value is then a schema, not a string.
    return isinstance(value, str) if key == "title" else True


def _described(name: str, schema: Json) -> Json:
    for field, node in schema.get("properties", {}).items():
        node["description"] = meaning(name, field, node.get("description"))
    if "description" in schema:
        schema["description"] = " ".join(schema["description"].split())
    return schema


def _definition(entry: Entry, defs: dict[str, Json]) -> Json:
    mode = "validation" if entry.direction == "up" else "serialization"
    schema: Json = TypeAdapter(entry.model).json_schema(by_alias=True, mode=mode, ref_template=_REF)
    for part, inner in schema.pop("$defs", {}).items():
        tidy = _tidy(inner)
        if entry.direction != "up":
            tidy["required"] = list(tidy["properties"])
        defs.setdefault(part, _described(part, tidy))
    schema = _tidy(schema)
    if entry.direction == "recorded":
        schema = _recorded(entry, schema)
    properties: Json = schema["properties"]
    properties["type"] = {"const": entry.type, "type": "string"}
    schema["properties"] = {"type": properties.pop("type"), **properties}
    required = schema.get("required", []) if entry.direction == "up" else list(schema["properties"])
    schema["required"] = ["type", *(field for field in required if field != "type")]
    return _described(entry.name, schema)


def _recorded(entry: Entry, payload: Json) -> Json:
    fields = {WIRE_NAMES.get(field, field): node for field, node in payload.get("properties", {}).items()}
    record: Json = {
        "seq": {"type": "integer", "minimum": 1, "maximum": protocol.MAX_SEQ},
        "id": {"type": "string", "format": "uuid"},
        "at": {"type": "string", "format": "date-time"},
    }
    description = (entry.model.__doc__ or "").replace("``None``", "null").replace("``", "`")
    return {
        "description": description,
        "properties": {**record, **fields},
        "required": [*record, *fields],
        "type": "object",
    }


def _union(description: str, names: Iterable[str]) -> Json:
    return {"description": description, "oneOf": [{"$ref": _REF.format(model=name)} for name in names]}


def build() -> Json:
    """The whole schema: ``$defs`` with a definition for each message, each part, and the four unions."""
    defs: dict[str, Json] = {}
    messages = {entry.name: _definition(entry, defs) for entry in ENTRIES}
    by_direction = {d: [e.name for e in ENTRIES if e.direction == d] for d in ("up", "down", "recorded")}
    hellos = {"CaptureHello", "WatchHello"}
    unions = {
        "Control": _union("Any later text message of a client.", (n for n in by_direction["up"] if n not in hellos)),
        "RecordedEvent": _union("What a session records, under `seq`.", by_direction["recorded"]),
        "UnrecordedMessage": _union("What a server says and does not record.", by_direction["down"]),
        "ServerMessage": _union(
            "Any text message of a server. A client ignores types it does not know.",
            [*by_direction["down"], *by_direction["recorded"]],
        ),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"adventure.v{protocol.VERSION}",
        "description": "The text messages of the live and the viewer socket. Generated; see protocol.md.",
        "$defs": {**defs, **messages, **unions},
    }
