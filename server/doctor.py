"""What is configured, what is reachable and what to do about it: the checks that need no outside service.

Checks of concrete clients (database, engines) are probes that ``server/app.py`` hands in; nothing here names one,
changes anything, or shows a secret.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final, Literal

from pipeline.errors import AdventureError
from server.settings import Settings

Status = Literal["ok", "warn", "fail"]

PROBE_TIMEOUT_S: Final = 30.0
VENDORS_TIMEOUT_S: Final = 240.0
"""A picture takes its time."""
HEALTH_TIMEOUT_S: Final = 2.0
LITTLE_SPACE_BYTES: Final = 1024**3
NO_SPACE_BYTES: Final = 100 * 1024**2


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. ``found`` says how it is; ``todo`` what to do, empty where nothing is to be done."""

    name: str
    status: Status
    found: str
    todo: str = ""


Probe = Callable[[Settings], Awaitable[Sequence[Check]]]
"""Looks at one outside thing. It may raise ``AdventureError``, whose message becomes a failed check."""


async def examine(settings: Settings, probes: Mapping[str, Probe]) -> list[Check]:
    """All checks in the order to read them. ``probes`` maps a name, for a probe that fails, to the probe."""
    checks = [
        python(sys.version_info[:3]),
        folder(settings.data),
        await port(settings),
        bundle(Path(str(resources.files("server"))) / "static"),
    ]
    for name, probe in probes.items():
        checks += await _probed(name, probe, settings)
    return [*checks, *keys(settings), anonymous(settings), *unknown(os.environ)]


async def _probed(name: str, probe: Probe, settings: Settings) -> Sequence[Check]:
    seconds = VENDORS_TIMEOUT_S if name == "vendors" else PROBE_TIMEOUT_S
    try:
        async with asyncio.timeout(seconds):
            return await probe(settings)
    except AdventureError as error:
        todo = "Put that right and run `adventure-art doctor` again."
        if name == "database" and settings.database_url is not None:
            todo = "See whether it runs and whether DATABASE_URL names it, then run `adventure-art doctor` again."
        return [Check(name, "fail", error.message, todo)]
    except TimeoutError:
        return [Check(name, "fail", f"No answer within {seconds:g} s.", "See whether it runs at all.")]
    except OSError as error:
        return [Check(name, "fail", f"It cannot be used ({error.strerror or type(error).__name__}).", "")]


def python(version: tuple[int, int, int]) -> Check:
    """The interpreter."""
    found = "Python " + ".".join(str(part) for part in version)
    if (3, 11) <= version[:2] < (3, 14):
        return Check("python", "ok", found)
    return Check("python", "fail", found, "Use Python 3.11, 3.12 or 3.13.")


def folder(data: Path) -> Check:
    """The data folder: whether it can be written and has room. It is not made here."""
    place = data
    # `os.path`: what may not be looked at does not exist for us, and is no error.
    while not os.path.exists(place) and place != place.parent:
        place = place.parent
    if not place.is_dir():
        return Check("data folder", "fail", f"{place} is not a folder.", "Choose another one with --data.")
    if not os.access(place, os.W_OK | os.X_OK):
        return Check("data folder", "fail", f"{place} cannot be written.", "Give it to this user, or use --data.")
    free = shutil.disk_usage(place).free
    found = f"{data}, {free / 1024**3:.1f} GiB free" + ("" if data.exists() else ", made at the first start")
    if free < NO_SPACE_BYTES:
        return Check("data folder", "fail", found, "Make room: the database stops when the disk is full.")
    if free < LITTLE_SPACE_BYTES:
        return Check("data folder", "warn", found, "Make room soon.")
    return Check("data folder", "ok", found)


async def port(settings: Settings) -> Check:
    """Whether the port is free, or a server of ours answers at it."""
    if settings.port == 0:
        return Check("port", "ok", "A free port will be taken.")
    if await asyncio.to_thread(_free, settings.host, settings.port):
        return Check("port", "ok", f"{settings.host}:{settings.port} is free.")
    status = await asyncio.to_thread(_health, settings.local_url)
    if status == 200:
        return Check("port", "ok", f"A server answers at {settings.local_url}.")
    if status is None:
        return Check(
            "port",
            "fail",
            f"{settings.host}:{settings.port} cannot be listened on, and no server of ours answers there.",
            "Choose another port with --port, or stop the program that has it.",
        )
    return Check(
        "port",
        "fail",
        f"What answers at {settings.local_url} says {status} to /healthz.",
        "If it is not this product, choose another port with --port.",
    )


def _free(host: str, number: int) -> bool:
    try:
        where = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(where[0], where[1]) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where[4])
    except OSError:
        return False
    return True


def _health(url: str) -> int | None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/healthz", timeout=HEALTH_TIMEOUT_S) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except (OSError, ValueError):
        return None


def bundle(static: Path) -> Check:
    """The pages."""
    if (static / "index.html").is_file():
        return Check("pages", "ok", "The web pages are built.")
    return Check("pages", "warn", "The web pages are not built; sockets and commands work.", "Run `make run` once.")


def database(version: str, missing: int, unwise: Sequence[str], *, pooler: bool) -> list[Check]:
    """The database of DATABASE_URL: ``missing`` migrations, ``unwise`` things about its login, a transaction pooler."""
    checks = [Check("database", "ok", f"DATABASE_URL answers: PostgreSQL {version}.")]
    if pooler:
        checks.append(
            Check(
                "database",
                "fail",
                "Between us and it is a transaction pooler, which loses notifications and locks.",
                "Give the address of the database itself or of a session pooler (at Supabase: port 5432, not 6543).",
            )
        )
    if missing:
        steps = "step is" if missing == 1 else "steps are"
        checks.append(Check("schema", "fail", f"{missing} {steps} missing.", "Run `adventure-art migrate`."))
    else:
        checks.append(Check("schema", "ok", "Up to date."))
    return [*checks, *(Check("login", "warn", finding) for finding in unwise)]


def keys(settings: Settings) -> list[Check]:
    """Which keys are set; never what they are."""
    names = [
        name
        for name, key in (("OPENAI_API_KEY", settings.openai_api_key), ("GEMINI_API_KEY", settings.gemini_api_key))
        if key is not None
    ]
    if not names:
        return [Check("keys", "ok", "No key is set; the offline engines are used.")]
    are = "is" if len(names) == 1 else "are"
    return [
        Check("keys", "ok", f"{' and '.join(names)} {are} set. `adventure-art doctor --probe` tries what they buy.")
    ]


def anonymous(settings: Settings) -> Check:
    """Who may start without an account."""
    if not settings.anonymous_allowed:
        todo = "" if settings.anonymous == "off" else "ADVENTURE_ANONYMOUS=on lets anyone in."
        return Check("sign-in", "warn", "Anonymous sign-in is off, and accounts arrive with a later version.", todo)
    if settings.loopback:
        return Check("sign-in", "ok", "Anyone on this machine may start without an account.")
    if settings.paid:
        return Check(
            "sign-in",
            "warn",
            "Anyone who reaches this server may start without an account, and a paid key is set.",
            "ADVENTURE_ANONYMOUS=auto refuses that.",
        )
    return Check("sign-in", "ok", "Anyone who reaches this server may start without an account; nothing costs money.")


def unknown(environment: Mapping[str, str]) -> list[Check]:
    """Variables that look like settings and are none: a slip of the pen would otherwise go unnoticed."""
    known = {f"ADVENTURE_{name}".upper() for name in Settings.model_fields}
    strange = sorted(
        name for name in environment if name.upper().startswith("ADVENTURE_") and name.upper() not in known
    )
    if not strange:
        return []
    return [
        Check(
            "settings",
            "warn",
            f"{', '.join(strange)}: no setting has this name, and nothing comes of it.",
            "docs/settings.md lists the names.",
        )
    ]
