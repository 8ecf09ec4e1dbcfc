"""Speech to text without a network: Whisper's smallest model, or pocketsphinx without it, in processes of their own.

It must not decide what speech is (the segmenter does), nor run in the server's process: decoding holds the GIL.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import structlog

from clients.local import whisper_weights
from clients.local.sphinx_decoder import TABLES
from clients.local.sphinx_ear import SphinxEar
from clients.local.sphinx_names import Names
from clients.local.whisper_ear import WhisperEar
from clients.local.worker import Worker
from clients.local.worker_pool import WorkerPool
from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE
from pipeline.vocabulary import Name

log = structlog.get_logger(__name__)

MOST_PROCESSES = 2
"""Recogniser processes where no number is asked for. There are never more than cores."""

_LOAD_S, _LEARN_S = 60.0, 10.0
_FAULTY = 64


class OfflineTranscriber:
    """The offline ``Transcriber``. Hears best the words of the lexicon, those of everyday talk and the table's names.

    Sessions take turns, those at a table before uploads. A table's names are learned by the process that hears them
    first, in 0.1 s, and again when they change; names over which it breaks are left out, and the words are heard.
    """

    def __init__(self, *, processes: int = MOST_PROCESSES, deadline_s: float = 5.0, learn_s: float = _LEARN_S) -> None:
        """``deadline_s``: what an utterance may take beyond its own length; ``learn_s``: what learning names may."""
        self.name = "offline-whisper" if whisper_weights.folder() else "offline-pocketsphinx"
        count = min(processes, os.cpu_count() or 1)
        self._deadline_s, self._learn_s = deadline_s, learn_s
        # Here and not in the processes: one that is killed takes nothing away.
        self._folder = tempfile.TemporaryDirectory(prefix="adventure-ear-")
        folders = [Path(self._folder.name, str(n)) for n in range(count)]
        self._pool = WorkerPool([Worker("offline recogniser", _start, (folder,)) for folder in folders])
        self._tables: OrderedDict[tuple[tuple[str, str], ...], int] = OrderedDict()
        self._last_table = 0
        self._faulty: OrderedDict[int, None] = OrderedDict()
        self._known: dict[Worker, OrderedDict[int, None]] = {worker: OrderedDict() for worker in self._pool.workers}

    @property
    def workers(self) -> Sequence[Worker]:
        """The recogniser's processes."""
        return self._pool.workers

    @property
    def idle(self) -> bool:
        """Whether nobody is being heard."""
        return self._pool.idle

    async def start(self) -> None:
        """Load the models now, so that the first utterance need not wait for it. Raises ``EngineError``."""
        async with asyncio.TaskGroup() as tasks:
            for worker in self._pool.workers:
                tasks.create_task(worker.call(_warm, deadline_s=_LOAD_S))

    async def aclose(self) -> None:
        """End the recogniser's processes."""
        await self._pool.aclose()
        self._folder.cleanup()

    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: Call = NO_ONES
    ) -> tuple[str, float | None]:
        """The words in ``pcm`` as sentences (``""`` if none was heard) and how sure they are.

        Raises ``EngineError`` with code ``timeout`` or ``engine_failed``.
        """
        deadline_s = self._deadline_s + len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE
        names = tuple((str(name), name.pronunciation if isinstance(name, Name) else "") for name in glossary)
        table = self._table(names) if names else None

        def knows(worker: Worker) -> bool:
            return table in self._known[worker]

        async with self._pool.lend(call.session, live=not call.background, liked=knows) as worker:
            await _loaded(worker)
            if table is not None and (table in self._faulty or not await self._learned(worker, table, names)):
                table = None
                await _loaded(worker)
            heard = await worker.call(_hear, pcm, table, deadline_s=deadline_s)
            if heard is None:  # another process than the one that learned the names
                self._known[worker].clear()
                learned = await self._learned(worker, table or 0, names)
                heard = await worker.call(_hear, pcm, table if learned else None, deadline_s=deadline_s)
        return heard or ("", None)

    def _table(self, names: tuple[tuple[str, str], ...]) -> int:
        """The number of a set of names. Numbers are never used again, so a stale one finds nothing."""
        table = self._tables.pop(names, None)
        if table is None:
            table = self._last_table = self._last_table + 1
        self._tables[names] = table
        while len(self._tables) > _FAULTY:
            self._tables.popitem(last=False)
        return table

    async def _learned(self, worker: Worker, table: int, names: Names) -> bool:
        known = self._known[worker]
        if table in known:
            known.move_to_end(table)
            return True
        try:
            await worker.call(_learn, table, names, deadline_s=self._learn_s)
        except EngineError:
            known.clear()
            self._faulty[table] = None
            while len(self._faulty) > _FAULTY:
                self._faulty.popitem(last=False)
            log.warning("sphinx.names_left_out", names=len(names))
            return False
        known[table] = None
        while len(known) > TABLES:
            known.popitem(last=False)
        return True


async def _loaded(worker: Worker) -> None:
    """Wait for a new process to start, which is not the utterance's delay."""
    if worker.pid is None:
        await worker.call(_warm, deadline_s=_LOAD_S)


# -- in the worker's process ------------------------------------------------------------------------------------------


class _Ear(Protocol):
    def learn(self, table: int, names: Names) -> None: ...

    def knows(self, table: int) -> bool: ...

    def hear(self, pcm: bytes, table: int | None) -> tuple[str, float | None]: ...


_ears: list[_Ear] = []


def _start(folder: Path) -> None:
    model = whisper_weights.folder()
    folder.mkdir(exist_ok=True)
    _ears[:] = [WhisperEar(model, folder) if model else SphinxEar(folder)]


def _warm() -> None:
    """Nothing to do: the process has loaded the model by the time it takes its first call."""


def _learn(table: int, names: Names) -> None:
    (ear,) = _ears
    ear.learn(table, names)


def _hear(pcm: bytes, table: int | None) -> tuple[str, float | None] | None:
    """None: the names of this table were not learned here, or forgotten."""
    (ear,) = _ears
    return ear.hear(pcm, table) if table is None or ear.knows(table) else None
