"""What people may keep with their account: a small JSON object that the database can hold. It reads no meaning."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, cast

from server.auth.problems import invalid

MAX_BYTES = 8 * 1024
MAX_DEPTH = 16


def checked(value: Mapping[str, Any] | None) -> dict[str, Any]:
    """The object. Raises ``AuthError`` for one that is too long, too deep or holds what JSON text cannot."""
    if not value:
        return {}
    _walk(value)
    if len(json.dumps(value)) > MAX_BYTES:
        raise invalid(f"The metadata is longer than {MAX_BYTES} bytes.")
    return dict(value)


def _walk(root: object) -> None:
    waiting: list[tuple[object, int]] = [(root, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise invalid("The metadata is nested too deeply.")
        if isinstance(value, str):
            text(value)
        elif isinstance(value, float) and not math.isfinite(value):
            raise invalid("A number of the metadata is none.")
        elif isinstance(value, dict):
            for key, inner in cast("dict[str, object]", value).items():
                text(key)
                waiting.append((inner, depth + 1))
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in cast("list[object]", value)]


def text(value: str) -> str:
    """A text that the database can hold. Raises ``AuthError``."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise invalid("A text is not valid Unicode.") from None
    if "\x00" in value:
        raise invalid("A text holds a NUL character.")
    return value
