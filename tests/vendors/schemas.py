"""JSON Schema as the vendors take it: what they refuse of it, and a value that fits one. It knows no prompt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


Place = tuple[str, ...]
"""Names and indices on the way to a value: ``("kinds", "2")``."""

Hint = Callable[[Place, Schema], Any]
"""A value for a place, or ``NotImplemented``."""

Many = Callable[[Place, Schema], int | None]
"""How many items an array has, or None. The schema's own bounds hold all the same."""


@dataclass(frozen=True, slots=True)
class _Maker:
    root: Schema
    hint: Hint
    many: Many

    def make(self, schema: Schema, place: Place) -> Any:
        if "$ref" in schema:
            schema = self._resolved(str(schema["$ref"]))
        hinted = self.hint(place, schema)
        if hinted is not NotImplemented:
            return hinted
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema:
            return self.make(schema["anyOf"][0], place)
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = next(name for name in kind if name != "null")
        if kind == "object":
            inner: Schema = schema.get("properties", {})
            return {name: self.make(part, (*place, name)) for name, part in inner.items()}
        if kind == "array":
            least, most = int(schema.get("minItems", 0)), int(schema.get("maxItems", 10_000))
            many = min(max(self.many(place, schema) or 0, least), most)
            return [self.make(schema["items"], (*place, str(n))) for n in range(many)]
        if kind in {"integer", "number"}:
            return max(0, schema.get("minimum", 0))
        return {"boolean": False, "null": None, "string": ""}[kind]

    def _resolved(self, reference: str) -> Schema:
        target: Any = self.root
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        return target


def value(schema: Schema, hint: Hint, many: Many) -> Any:
    """A value that fits ``schema``: what ``hint`` and ``many`` say, else the plainest there is."""
    return _Maker(schema, hint, many).make(schema, ())
