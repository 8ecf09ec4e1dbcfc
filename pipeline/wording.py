"""Text as engines give it → text that can be stored, sent and shown. It judges no meaning."""

from __future__ import annotations

import re

_UNFIT = re.compile("[\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Halves of characters, which no database takes, and what turns the direction of everything behind it."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def plain(text: str, most: int) -> str:
    """``text`` in one line of at most ``most`` characters, without what is no text."""
    line = _CONTROLS.sub(" ", _UNFIT.sub("", text[: 4 * most]))
    return " ".join(line.split())[:most].rstrip()
