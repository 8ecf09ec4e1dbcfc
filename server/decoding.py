"""An uploaded file as PCM, piece by piece, decoded by a process of its own. It cuts nothing.

That process is ``server/stream/pcm.py``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import BinaryIO

from pipeline.errors import AudioError
from server.stream.pcm import FAILED, LENGTH

STALL_S = 120.0
"""A decoder that gives nothing for so long is given up."""

MOST_FRAME = 1 << 20
_ENVIRONMENT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "TMPDIR")
"""What the decoder needs to start; it reads files of strangers, so it is told nothing else."""

BROKEN = "The file could not be decoded; it may be damaged."


class DecodedFile:
    """A file being decoded. ``seconds`` is its length where the format tells."""

    def __init__(self, seconds: float | None, process: asyncio.subprocess.Process) -> None:
        self.seconds = seconds
        self._process = process

    async def pieces(self) -> AsyncGenerator[bytes]:
        """PCM, up to a second at a time. Raises ``AudioError`` where the file cannot be read to its end."""
        while piece := await _frame(self._process):
            yield piece


@asynccontextmanager
async def decoded(file: BinaryIO) -> AsyncGenerator[DecodedFile]:
    """Decode ``file`` for as long as the block lasts; the pipe's size is all that is decoded ahead.

    Raises ``AudioError`` (``audio_format``) for what is no audio.
    """
    file.seek(0)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server.stream.pcm",
        stdin=file,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        start_new_session=True,  # Ctrl-C is the server's
    )
    try:
        yield DecodedFile(json.loads(await _frame(process))["seconds"], process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


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
