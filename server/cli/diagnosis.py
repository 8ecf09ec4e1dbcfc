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


def run(settings: Settings, *, as_json: bool, probe: bool = False) -> int:
    """Examine and print; 1 when a check failed."""
    from server.parts.probes import probes

    try:
        checks = asyncio.run(doctor.examine(settings, probes(real=probe)))
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
    width = max((len(check.name) for check in checks), default=0)
    for check in checks:
        mark, style = MARKS[check.status]
        line = Text.assemble("  ", (mark, style), "  ", (check.name.ljust(width), "bold"), "  ", check.found)
        console.print(line, soft_wrap=True)
        if check.todo:
            console.print(Text(f"{' ' * (width + 10)}→ {check.todo}", style="yellow"), soft_wrap=True)
    failed = sum(check.status == "fail" for check in checks)
    said = f"Not ready: {failed} thing{'s' * (failed > 1)} must be put right first." if failed else "Ready."
    console.print(Text(f"\n  {said}", style="bold red" if failed else "bold green"), soft_wrap=True)
