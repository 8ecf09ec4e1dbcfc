"""The pages that people read: the protocol's and the settings', and the example of an environment file.

It formats what the models and ``protocol.md`` beside it say and decides nothing.
"""

from __future__ import annotations

import inspect
import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from enum import Enum
from importlib import resources
from typing import Any, Final, get_args, get_origin

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE
from server import protocol, settings, shares
from server.generate.schema import ENTRIES, Direction, Json

PARTS: Final = ("AudioFormat", "Limits", "EnvironmentState", "SceneState", "PictureState", "DisplayState", "CapReached")

CLOSE_MEANINGS: Final[dict[protocol.Close, str]] = {
    protocol.Close.GOING_AWAY: "The server is leaving; connect again, this one or another will be there.",
    protocol.Close.TOO_SLOW: "Too much was waiting to be read.",
    protocol.Close.TOKEN_EXPIRED: "The token has ended; get a fresh one first.",
    protocol.Close.RESYNC: "The state must be read again.",
    protocol.Close.OVERLOADED: "More was sent than may be open at once.",
    protocol.Close.BAD_TOKEN: "The token is not valid here.",
    protocol.Close.BAD_MESSAGE: "A message is not part of the protocol.",
    protocol.Close.NO_HELLO: "No `hello` came in time.",
    protocol.Close.REVOKED: "The sign-in or the link has ended.",
    protocol.Close.TOO_MANY_CONNECTIONS: "The account has too many connections.",
    protocol.Close.REPLACED: "A newer connection captures this session.",
    protocol.Close.QUOTA: "The account has used up what it may.",
    protocol.Close.AUDIO_FORMAT: "The audio is not in the one format that is taken.",
    protocol.Close.SESSION_ENDED: "The session was ended.",
    protocol.Close.PROTOCOL_VERSION: "Client and server speak different versions.",
    protocol.Close.NOT_FOUND: "There is no such session or stream in this account.",
}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _type(node: Json) -> str:
    """A field's type in words."""
    if "$ref" in node:
        name = str(node["$ref"]).rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "const" in node:
        return f"`{json.dumps(node['const'])}`"
    if "enum" in node:
        return " or ".join(f"`{json.dumps(value)}`" for value in node["enum"])
    if "anyOf" in node:
        return " or ".join(_type(option) for option in node["anyOf"])
    if node.get("type") == "array":
        return f"list of {_type(node['items'])}"
    return {"uuid": "UUID", "date-time": "time"}.get(node.get("format", ""), str(node["type"]))


def _fields(schema: Json, skip: frozenset[str]) -> str:
    required = schema.get("required", [])
    rows = [
        [f"`{name}`", _type(node) + ("" if name in required else ", optional"), node["description"]]
        for name, node in schema["properties"].items()
        if name not in skip
    ]
    return table(["field", "type", "meaning"], rows) + "\n\n" if rows else ""


def _message(heading: str, schema: Json, example: Json | None, skip: frozenset[str]) -> str:
    text = f"### {heading}\n\n{schema['description']}\n\n{_fields(schema, skip)}"
    if example is not None:
        text += f"```json\n{json.dumps(example, ensure_ascii=False)}\n```\n\n"
    return text


def _messages(schema: Json, direction: Direction, examples: Mapping[str, Mapping[str, Json]]) -> str:
    skip = frozenset({"type", "seq", "id", "at"}) if direction == "recorded" else frozenset({"type"})
    parts: list[str] = []
    for entry in ENTRIES:
        if entry.direction != direction:
            continue
        where = {"hello.capture": " (capture)", "hello.watch": " (viewing)"}.get(entry.folder, "")
        example = next(iter(examples[entry.folder].values()))
        parts.append(_message(f"`{entry.type}`{where}", schema["$defs"][entry.name], example, skip))
    return "".join(parts)


def _names(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _share_rows() -> list[list[str]]:
    return [
        [f"`{scope}`", f"`{event}`", ", ".join(f"`{name}`" for name in by_scope[scope])]
        for scope in shares.SCOPES
        for event, by_scope in shares.EVENTS.items()
        if scope in by_scope
    ]


def protocol_page(schema: Json, examples: Mapping[str, Mapping[str, Json]]) -> str:
    """``docs/protocol.md``. ``examples`` maps a folder to its examples by file name."""
    closes = [
        [str(code.value), CLOSE_MEANINGS[code], "yes" if code < protocol.CLOSE_FINAL else "no"]
        for code in protocol.Close
    ]
    errors = [
        [f"`{code}`", meaning, str(close.value) if close is not None else "none"]
        for code, (meaning, close) in protocol.ErrorCode.TABLE.items()
    ]
    limits = [
        [f"`{name}`", str(node["default"]), node["description"]]
        for name, node in schema["$defs"]["Limits"]["properties"].items()
    ]
    defs = schema["$defs"]
    template = resources.files("server.generate").joinpath("protocol.md").read_text(encoding="utf-8")
    text = template.format(
        version=protocol.VERSION,
        live=protocol.LIVE_PATH,
        watch=protocol.WATCH_PATH,
        hello_s=f"{protocol.HELLO_TIMEOUT_S:g}",
        header=protocol.AUDIO_HEADER.size,
        rate=SAMPLE_RATE,
        frame_ms=protocol.AUDIO_MESSAGE_SAMPLES * 1000 // SAMPLE_RATE,
        frame_bytes=protocol.AUDIO_MESSAGE_SAMPLES * BYTES_PER_SAMPLE,
        audio_format=protocol.Close.AUDIO_FORMAT.value,
        bad_message=protocol.Close.BAD_MESSAGE.value,
        overloaded=protocol.Close.OVERLOADED.value,
        revoked=protocol.Close.REVOKED.value,
        share_prefix=shares.PREFIX,
        share_table=table(["scope", "events", "fields"], _share_rows()),
        replaced=protocol.Close.REPLACED.value,
        final=protocol.CLOSE_FINAL,
        transport=protocol.TRANSPORT_MAX_BYTES,
        close_table=table(["code", "meaning", "connect again"], closes),
        error_table=table(["code", "meaning", "close"], errors),
        limits_table=table(["limit", "default", "meaning"], limits),
        audio_controls=_names(protocol.AUDIO_CONTROLS),
        up=_messages(schema, "up", examples),
        down=_messages(schema, "down", examples),
        recorded=_messages(schema, "recorded", examples),
        parts="".join(_message(name, defs[name], None, frozenset()) for name in PARTS),
    )
    return text.rstrip() + "\n"


# -- settings ------------------------------------------------------------------------------------------------------


def env_names(name: str, field: FieldInfo) -> list[str]:
    """The environment variables that set a field, the first one winning."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return [str(choice) for choice in alias.choices if str(choice).isupper()]
    return [f"ADVENTURE_{name.upper()}"]


def _is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(_is_secret(inner) for inner in get_args(annotation))


def _default(field: FieldInfo) -> str:
    """The default as one would write it in the environment; empty where nothing is set."""
    if field.default_factory is not None or field.default is None:
        return ""
    value = field.get_default()
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, tuple):
        items: tuple[Any, ...] = value  # pyright: ignore[reportUnknownVariableType]
        return ",".join(str(item) for item in items)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _allowed(field: FieldInfo) -> str:
    annotation = field.annotation
    if get_origin(annotation) is not None and all(isinstance(v, str | int) for v in get_args(annotation)):
        return "one of " + ", ".join(f"`{value}`" for value in get_args(annotation))
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    bounds = [
        f"{sign} {getattr(rule, name)}"
        for rule in field.metadata
        for name, sign in signs.items()
        if hasattr(rule, name)
    ]
    return ", ".join(bounds)


def groups() -> list[tuple[str, list[str]]]:
    """The fields under the headings that separate them in ``server/settings.py``."""
    found: list[tuple[str, list[str]]] = []
    for line in inspect.getsource(settings.Settings).splitlines():
        if heading := re.match(r"    # -- (.+?) -+$", line):
            found.append((heading[1], []))
        elif (named := re.match(r"    (\w+): ", line)) and named[1] in settings.Settings.model_fields and found:
            found[-1][1].append(named[1])
    return found


def settings_page() -> str:
    """``docs/settings.md``."""
    out = [
        "# Settings\n",
        "<!-- Generated from server/settings.py by `make generate`. Do not edit. -->\n",
        "Every setting is an environment variable. An empty one counts as not set; a wrong one stops the start with a",
        "sentence that names it, and never shows its value. `adventure-art doctor` tells what is in force.\n",
    ]
    for heading, names in groups():
        out.append(f"## {heading.capitalize()}\n")
        rows: list[list[str]] = []
        for name in names:
            field = settings.Settings.model_fields[name]
            default = _default(field)
            about = field.description or ""
            if allowed := _allowed(field):
                about += f" ({allowed})"
            secret = " Secret: never logged or shown." if _is_secret(field.annotation) else ""
            variables = " or ".join(f"`{variable}`" for variable in env_names(name, field))
            rows.append([variables, f"`{default}`" if default else "", about + secret])
        out.append(table(["variable", "default", "meaning"], rows) + "\n")
    return "\n".join(out)


def env_example() -> str:
    """``.env.example``: every setting, commented out at its default."""
    out = ["# Every setting at its default; docs/settings.md says more. Generated by `make generate`.\n"]
    for heading, names in groups():
        out.append(f"# -- {heading} --\n")
        for name in names:
            field = settings.Settings.model_fields[name]
            out += [f"# {line}" for line in textwrap.wrap(field.description or "", 110)]
            out.append(f"#{env_names(name, field)[0]}={_default(field)}\n")
    return "\n".join(out)
