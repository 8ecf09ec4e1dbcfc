"""The protocol as strict TypeScript: interfaces, unions and constants for the web client.

It knows the JSON Schema that ``schema.build`` makes and no more; a construct it does not know is an error, not ``any``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE
from server import protocol
from server.generate.schema import ENTRIES, Json

HEADER: Final = "// Generated from server/protocol.py and pipeline/events.py by `make generate`. Do not edit.\n"

_SCALARS: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def type_of(node: Json) -> str:
    """The TypeScript type of one schema node. Raises ``ValueError`` for a construct that is not known here."""
    if "$ref" in node:
        return str(node["$ref"]).rsplit("/", 1)[1]
    if "const" in node:
        return json.dumps(node["const"])
    if "enum" in node:
        return " | ".join(json.dumps(value) for value in node["enum"])
    if "anyOf" in node:
        return " | ".join(type_of(option) for option in node["anyOf"])
    if node.get("type") == "array":
        inner = type_of(node["items"])
        return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
    kind = node.get("type")
    if kind not in _SCALARS:
        raise ValueError(f"no TypeScript type for {sorted(node)}")
    return _SCALARS[kind]


def _comment(text: str, indent: str = "") -> str:
    return f"{indent}/** {text} */\n" if text else ""


def _interface(name: str, schema: Json) -> str:
    required = set(schema.get("required", []))
    lines = [_comment(schema.get("description", "")), f"export interface {name} {{\n"]
    for field, node in schema["properties"].items():
        if field != "type":
            lines.append(_comment(node.get("description", ""), "  "))
        mark = "" if field in required else "?"
        lines.append(f"  readonly {field}{mark}: {type_of(node)};\n")
    lines.append("}\n")
    return "".join(lines)


def _union(name: str, schema: Json) -> str:
    options = "".join(f"\n  | {type_of(option)}" for option in schema["oneOf"])
    return f"{_comment(schema.get('description', ''))}export type {name} ={options};\n"


def _table(name: str, values: Mapping[str, int], comment: str) -> str:
    rows = "".join(f"  {key}: {value},\n" for key, value in values.items())
    return f"{_comment(comment)}export const {name} = {{\n{rows}}} as const;\n"


def _constant(name: str, value: object, comment: str) -> str:
    suffix = " as const" if isinstance(value, list) else ""
    return f"{_comment(comment)}export const {name} = {json.dumps(value)}{suffix};\n"


def _constants() -> list[str]:
    samples = protocol.AUDIO_MESSAGE_SAMPLES
    return [
        _constant("VERSION", protocol.VERSION, "The `protocol` of a hello."),
        _constant("LIVE_PATH", protocol.LIVE_PATH, "The capture socket."),
        _constant("WATCH_PATH", protocol.WATCH_PATH, "The viewer's socket."),
        _constant("SAMPLE_RATE", SAMPLE_RATE, "Samples per second of all audio."),
        _constant("BYTES_PER_SAMPLE", BYTES_PER_SAMPLE, "Signed 16-bit little-endian."),
        _constant("AUDIO_HEADER_BYTES", protocol.AUDIO_HEADER.size, "Unsigned 64-bit big-endian sample offset."),
        _constant("AUDIO_MESSAGE_SAMPLES", samples, "Samples in one binary message of this client: 100 ms."),
        _constant("MAX_MESSAGE_BYTES", protocol.MAX_MESSAGE_BYTES, "A longer message gets 4501."),
        _constant("MAX_OUTBOUND_BYTES", protocol.MAX_OUTBOUND_BYTES, "More waiting for a slow reader gets 4002."),
        _constant("CONTROLS_PER_SECOND", protocol.CONTROLS_PER_SECOND, "More control messages get 4006."),
        _constant("HELLO_TIMEOUT_MS", int(protocol.HELLO_TIMEOUT_S * 1000), "A later hello gets 4502."),
        _table("CLOSE", {code.name: code.value for code in protocol.Close}, "Close codes that are ours."),
        _constant("CLOSE_FINAL", protocol.CLOSE_FINAL, "From here on a close code says: do not reconnect."),
    ]


def render(schema: Json) -> str:
    """The whole module as text."""
    defs: dict[str, Json] = schema["$defs"]
    parts = [HEADER, *_constants()]
    for name, node in defs.items():
        parts.append(_union(name, node) if "oneOf" in node else _interface(name, node))
    return "\n".join(parts)


def render_examples(examples: Mapping[str, Mapping[str, Any]]) -> str:
    """The examples as values of their interfaces, so that the web's type check validates them too.

    ``examples`` maps a folder to its examples by file name.
    """
    names = [entry.name for entry in ENTRIES]
    parts = [
        HEADER,
        "import type {\n" + "".join(f"  {name},\n" for name in sorted(names)) + '} from "./protocol.ts";\n',
    ]
    fields = "".join(f"  readonly {json.dumps(e.folder)}: Readonly<Record<string, {e.name}>>;\n" for e in ENTRIES)
    parts.append(
        f"{_comment('By folder and file of docs/examples/protocol/.')}export interface Examples {{\n{fields}}}\n"
    )
    values = json.dumps({e.folder: examples[e.folder] for e in ENTRIES}, indent=2, ensure_ascii=False)
    parts.append(f"export const EXAMPLES: Examples = {values};\n")
    return "\n".join(parts)
