"""The command ``doctor``: prints what ``server.doctor`` finds. It judges nothing itself."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from pipeline.errors import AdventureError
from server import doctor
from server.cli import FAILED, INTERRUPTED, OK, fail
from server.settings import Settings

MARKS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("fail", "red")}


def run(settings: Settings, *, as_json: bool) -> int:
    """Examine and print; 1 when a check failed."""
    from server import app

    try:
        checks = asyncio.run(doctor.examine(settings, app.probes()))
    except AdventureError as error:
        fail(error.code, error.message)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    report(checks, as_json=as_json)
    return FAILED if any(check.status == "fail" for check in checks) else OK


def report(checks: Sequence[doctor.Check], *, as_json: bool) -> None:
    """Print ``checks`` for a person, or as one JSON object."""
    if as_json:
        worst = max((check.status for check in checks), key=["ok", "warn", "fail"].index, default="ok")
        print(json.dumps({"status": worst, "checks": [dataclasses.asdict(check) for check in checks]}, indent=2))
        return
    console = Console(highlight=False)
    for check in checks:
        mark, style = MARKS[check.status]
        console.print(Text.assemble((mark, style), f"  {check.name}: {check.found}"), soft_wrap=True)
        if check.todo:
            console.print(Text(f"      → {check.todo}", style="bold"), soft_wrap=True)
