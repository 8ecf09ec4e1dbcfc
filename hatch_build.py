"""Puts the web pages into every distribution that is built: hatchling calls it before it collects files.

It leaves editable installs alone, and builds nothing where the pages are there already.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface[Any]):
    """Builds ``server/static`` with the Node of the build requirements."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; ``version`` is ``editable`` for an editable install."""
        root = Path(self.root)
        if version == "editable" or (root / "server" / "static" / "index.html").is_file():
            return
        self.app.display_info("Building the web pages")
        subprocess.run([sys.executable, str(root / "web" / "build.py")], check=True)
