"""The product as a process of its own, as its users start it, with its log in a file. It judges nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from harness.client import PATIENCE_S
from harness.processes import free_port


@asynccontextmanager
async def product(data: Path, log: Path, environment: Mapping[str, str]) -> AsyncIterator[str]:
    """``adventure-art serve`` until the block ends; yields its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port), "--data", str(data)]
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(*command, env=os.environ | environment, stdout=out, stderr=out)
    try:
        await _ready(url, process, log)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
            async with asyncio.timeout(PATIENCE_S):
                await process.wait()


async def command(*given: str, environment: Mapping[str, str]) -> tuple[int, str, str]:
    """``adventure-art`` with these words: its exit code, what it printed and what it logged."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server.cli",
        *given,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(4 * PATIENCE_S):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def _ready(url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    async with asyncio.timeout(4 * PATIENCE_S), httpx.AsyncClient() as http:
        while True:
            assert process.returncode is None, log.read_text()  # noqa: ASYNC240 - it is over
            try:
                if (await http.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)
