"""The files that come with the package: the built pages and the bundled recording."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
STATIC = _PACKAGE / "static"
SAMPLE = _PACKAGE / "sample" / "sample.flac"
