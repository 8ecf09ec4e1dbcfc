"""A network line between a page and its server that can be cut: what hangs on it breaks, and nothing new comes through.

It looks into nothing that passes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

PIECE = 64 * 1024


class Line:
    """``url`` leads to the server while the line is whole."""

    def __init__(self, port: int) -> None:
        self.url = ""
        self._port = port
        self._whole = True
        self._ends: set[asyncio.StreamWriter] = set()

    @classmethod
    @asynccontextmanager
    async def to(cls, port: int) -> AsyncIterator[Line]:
        """A line to a server on this machine."""
        line = cls(port)
        async with asyncio.TaskGroup() as tasks:
            listener = await asyncio.start_server(
                lambda reader, writer: tasks.create_task(line.carry(reader, writer)), "127.0.0.1", 0
            )
            line.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
            try:
                yield line
            finally:
                listener.close()
                line.cut()

    def cut(self) -> None:
        """Break everything that hangs on it."""
        self._whole = False
        for end in tuple(self._ends):
            end.transport.abort()

    def mend(self) -> None:
        """Let new connections through."""
        self._whole = True

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        self._ends.add(writer)
        try:
            if self._whole:
                there_reader, there = await asyncio.open_connection("127.0.0.1", self._port)
                self._ends.add(there)
                try:
                    await asyncio.gather(self._pass(reader, there), self._pass(there_reader, writer))
                finally:
                    self._ends.discard(there)
                    there.transport.abort()
        except OSError:
            pass
        finally:
            self._ends.discard(writer)
            writer.transport.abort()

    @staticmethod
    async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                writer.write(piece)
                await writer.drain()
        with suppress(OSError):
            writer.write_eof()
