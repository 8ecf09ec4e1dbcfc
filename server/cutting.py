"""An uploaded file as utterances, one after the other, cut by a process of its own. It stores nothing.

That process is ``server/stream/cuts.py``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from pipeline.errors import AudioError
from pipeline.model import Boundary
from pipeline.uploads import CutUtterance
from server.stream.cuts import FAILED, LENGTH, Order

STALL_S = 600.0
"""A process that gives nothing for so long is given up. On a busy machine it has what others leave."""

MOST_FRAME = 2 << 20
"""The longest utterance that the settings allow, 30 s, and more."""

_ENVIRONMENT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "TMPDIR")
"""What the process needs to start; it reads files of strangers, so it is told nothing else."""

BROKEN = "The file could not be decoded; it may be damaged."


@dataclass(frozen=True, slots=True)
class CutPart:
    """``at`` samples of the file are decoded; ``cut`` or ``silence`` is to be stored. ``end``: that was all."""

    at: int
    cut: CutUtterance | None = None
    silence: Boundary | None = None
    end: bool = False


class CutFile:
    """A file being cut. ``seconds`` is its length where the format tells."""

    def __init__(self, seconds: float | None, process: asyncio.subprocess.Process) -> None:
        self.seconds = seconds
        self._process = process

    async def parts(self) -> AsyncGenerator[CutPart]:
        """Up to the one that is the ``end``. Raises ``AudioError`` where the file cannot be read to its end."""
        while True:
            told = await _json(self._process)
            match told:
                case {"at": at, "cut": (n, begin, end, safe, hear_from)}:
                    audio = await _frame(self._process)
                    yield CutPart(at, CutUtterance(n, begin, end, Boundary(safe, hear_from), audio))
                case {"at": at, "silence": (safe, hear_from)}:
                    yield CutPart(at, silence=Boundary(safe, hear_from))
                case {"at": at, "end": True}:
                    yield CutPart(at, end=True)
                    return
                case {"at": at}:
                    yield CutPart(at)
                case _:
                    raise AudioError(BROKEN)


@asynccontextmanager
async def cutting(file: BinaryIO, order: Order) -> AsyncGenerator[CutFile]:
    """Cut ``file`` for as long as the block lasts; the pipe's size is all that is cut ahead.

    Raises ``AudioError`` (``audio_format``) for what is no audio.
    """
    file.seek(0)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server.stream.cuts",
        order.as_json(),
        stdin=file,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # A thread for each core would take more address space than the process is allowed.
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {"OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,  # Ctrl-C is the server's
    )
    try:
        yield CutFile((await _json(process)).get("seconds"), process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _json(process: asyncio.subprocess.Process) -> dict[str, Any]:
    try:
        return json.loads(await _frame(process))
    except ValueError:
        raise AudioError(BROKEN) from None


async def _frame(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    try:
        async with asyncio.timeout(STALL_S):
            (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
            if length == FAILED:
                (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                raise AudioError((await process.stdout.readexactly(min(length, 1000))).decode())
            if length > MOST_FRAME:
                raise AudioError(BROKEN)
            return await process.stdout.readexactly(length)
    except (asyncio.IncompleteReadError, TimeoutError):
        raise AudioError(BROKEN) from None
