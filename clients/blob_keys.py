"""What a blob's key may look like, for every store alike. It stores nothing."""

from __future__ import annotations

import re

_KEY = re.compile(r"[a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*")


def checked(key: str) -> str:
    """``key`` itself. Raises ``ValueError`` for one that could lead anywhere else."""
    if _KEY.fullmatch(key) is None:
        raise ValueError("not a blob key")
    return key
