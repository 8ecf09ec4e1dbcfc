"""JSON Schema as the vendors take it: what they refuse of it, and a value that fits one. It knows no prompt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Schema = Mapping[str, Any]

_NOT_PERMITTED = frozenset(
    {
        "allOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "patternProperties",
        "default",
        "minLength",
        "maxLength",
        "uniqueItems",
        "contains",
        "propertyNames",
        "unevaluatedProperties",
    }
)
"""Keywords that OpenAI's strict mode has no grammar for (its guide "Structured model outputs", supported schemas)."""


class BadSchemaError(ValueError):
    """The vendor would refuse this schema; the message is the vendor's."""


def check_strict(schema: Schema) -> None:
    """OpenAI's demands on a ``strict`` schema. Raises ``BadSchemaError``."""
    if schema.get("type") != "object" or "anyOf" in schema:
        raise BadSchemaError(
            f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{schema.get('type')}\"'."
        )
    _check(schema, ())


def _check(schema: Schema, context: tuple[str, ...]) -> None:
    for keyword in _NOT_PERMITTED & set(schema):
        raise BadSchemaError(f"In context={context!r}, '{keyword}' is not permitted.")
    if "$ref" in schema and set(schema) - {"$ref", "description"}:
        extra = sorted(set(schema) - {"$ref", "description"})
        raise BadSchemaError(f"In context={context!r}, $ref cannot have keywords {set(extra)}.")
    if schema.get("type") == "object" or "properties" in schema:
        if schema.get("additionalProperties") is not False:
            raise BadSchemaError(
                f"In context={context!r}, 'additionalProperties' is required to be supplied and to be false."
            )
        properties: Schema = schema.get("properties", {})
        missing = [name for name in properties if name not in schema.get("required", [])]
        if missing:
            raise BadSchemaError(
                f"In context={context!r}, 'required' is required to be supplied and to be an array including every "
                f"key in properties. Missing '{missing[0]}'."
            )
        for name, inner in properties.items():
            _check(inner, (*context, "properties", name))
    if schema.get("type") == "array":
        if "items" not in schema:
            raise BadSchemaError(f"In context={context!r}, array schema missing items.")
        _check(schema["items"], (*context, "items"))
    for place in ("$defs", "definitions"):
        for name, inner in schema.get(place, {}).items():
            _check(inner, (*context, place, name))
    for n, inner in enumerate(schema.get("anyOf", ())):
        _check(inner, (*context, "anyOf", str(n)))


def from_openapi(schema: Schema) -> dict[str, Any]:
    """Google's ``Schema`` (OpenAPI 3.0, types in capitals, ``nullable``) as JSON Schema."""
    out: dict[str, Any] = {}
    for given, value in schema.items():
        key = re.sub(r"_([a-z])", lambda found: found[1].upper(), given)
        if key == "type":
            out["type"] = str(value).lower()
        elif key == "properties":
            out["properties"] = {name: from_openapi(inner) for name, inner in value.items()}
        elif key == "items":
            out["items"] = from_openapi(value)
        elif key == "anyOf":
            out["anyOf"] = [from_openapi(inner) for inner in value]
        elif key in {"minItems", "maxItems", "minLength", "maxLength"}:
            out[key] = int(value)
        elif key not in {"nullable", "propertyOrdering", "title", "example", "format"}:
            out[key] = value
    if schema.get("nullable") and "type" in out:
        out["type"] = [out["type"], "null"]
    return out


Hint = Callable[[tuple[str, ...], Schema], Any]
"""Given a place (``("kinds", "2")``) and its schema, a value for it, or ``NotImplemented``."""


def value(schema: Schema, hint: Hint) -> Any:
    """A value that fits ``schema``: what ``hint`` says, else the plainest there is."""
    return _value(schema, schema, (), hint)


def _value(schema: Schema, root: Schema, place: tuple[str, ...], hint: Hint) -> Any:
    if "$ref" in schema:
        target: Any = root
        for part in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    hinted = hint(place, schema)
    if hinted is not NotImplemented:
        return hinted
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], root, place, hint)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = next(name for name in kind if name != "null")
    if kind == "object":
        inner: Schema = schema.get("properties", {})
        return {name: _value(part, root, (*place, name), hint) for name, part in inner.items()}
    if kind == "array":
        many = int(schema.get("minItems", 0))
        return [_value(schema["items"], root, (*place, str(n)), hint) for n in range(many)]
    plain: dict[str, Any] = {"boolean": False, "integer": 0, "number": 0.0, "null": None, "string": ""}
    if kind in {"integer", "number"}:
        return max(plain[kind], schema.get("minimum", 0))
    return plain[kind]
