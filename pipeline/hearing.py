"""Cut utterances → transcripts, a few at a time, in the order in which they were said. It cuts nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import anyio
from anyio.abc import ObjectReceiveStream, ObjectSendStream

from pipeline.call import Call
from pipeline.durable import durably
from pipeline.eager import EagerCall
from pipeline.errors import EngineError, NotFoundError
from pipeline.expenses import Expenses
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE, Dropped, Heard, Mode, PendingUtterance, Spoken, Transcript
from pipeline.ports import SessionJournal
from pipeline.settlement import Settlement
from pipeline.stages.transcribe import TranscribeStage
from pipeline.vocabulary import Vocabulary

MAX_FAILURES = 2
"""Failed tries after which an utterance is quarantined."""

MAX_STARTS = 4
"""Starts after which an utterance whose owner keeps dying under it is quarantined."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """An utterance handed over for transcription.

    ``stored`` gives its job's id once it is committed; the transcriber's call may begin before. ``pcm`` is None where
    the audio is better read back from the journal. ``eager``: a call begun before it was cut.
    """

    mode: Mode
    base: int
    from_sample: int
    to_sample: int
    stored: Callable[[], Awaitable[int]] = field(repr=False)
    pcm: bytes | None = field(repr=False, default=None)
    eager: EagerCall | None = field(repr=False, default=None)


_Result = tuple[int, Heard, int]
"""An utterance, what was heard, and what it cost in nano-dollars."""


class Hearing:
    """Runs the transcribe stage; see ``run``."""

    def __init__(
        self,
        journal: SessionJournal,
        stage: TranscribeStage,
        settlement: Settlement,
        *,
        at_once: int,
        retry_s: float,
        vocabulary: Vocabulary,
        expenses: Expenses,
    ) -> None:
        self._journal = journal
        self._stage = stage
        self._settlement = settlement
        self._at_once = at_once
        self._retry_s = retry_s
        self._vocabulary = vocabulary
        self._expenses = expenses
        self._at_table = 0
        """How many are waiting or under way that are not of uploads."""
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def run(
        self,
        pending: Sequence[PendingUtterance],
        cuts: ObjectReceiveStream[Cut],
        transcripts: ObjectSendStream[tuple[Mode, Spoken]],
        uploaded: ObjectReceiveStream[PendingUtterance],
        uploaded_transcripts: ObjectSendStream[tuple[Mode, Spoken]],
    ) -> None:
        """Transcribe what a former owner left, then ``cuts``, and beside them ``uploaded``, until both end.

        Each of the two is in order in itself and its transcripts are closed at its end. A call about an upload begins
        only while nothing else is to be transcribed, and one slot is always left.
        """
        slots = asyncio.Semaphore(self._at_once)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._run_heard(pending, cuts, transcripts, slots))
            tasks.create_task(self._run_uploaded(uploaded, uploaded_transcripts, slots))

    async def _run_heard(
        self,
        pending: Sequence[PendingUtterance],
        cuts: ObjectReceiveStream[Cut],
        transcripts: ObjectSendStream[tuple[Mode, Spoken]],
        slots: asyncio.Semaphore,
    ) -> None:
        send, receive = anyio.create_memory_object_stream[_Underway](self._at_once)

        def free() -> None:
            slots.release()
            self._at_table -= 1
            if not self._at_table:
                self._quiet.set()

        async with transcripts, receive, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._record(receive, free, transcripts))
            async with send:
                for left in pending:
                    await self._take_slot(slots)
                    await send.send(_Underway.of_pending(left, tasks.create_task(self._take_up(left))))
                async for cut in cuts:
                    await self._take_slot(slots)
                    await send.send(_Underway.of_cut(cut, tasks.create_task(self._hear(cut))))

    async def _take_slot(self, slots: asyncio.Semaphore) -> None:
        self._at_table += 1
        self._quiet.clear()
        await slots.acquire()

    async def _run_uploaded(
        self,
        uploaded: ObjectReceiveStream[PendingUtterance],
        transcripts: ObjectSendStream[tuple[Mode, Spoken]],
        slots: asyncio.Semaphore,
    ) -> None:
        at_once = max(1, self._at_once - 1)
        send, receive = anyio.create_memory_object_stream[_Underway](at_once)
        room = asyncio.Semaphore(at_once)

        def free() -> None:
            slots.release()
            room.release()

        async with transcripts, receive, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._record(receive, free, transcripts))
            async with send:
                async for left in uploaded:
                    await room.acquire()
                    await self._quiet.wait()
                    await slots.acquire()
                    taken = tasks.create_task(self._take_up(left, background=True))
                    await send.send(_Underway.of_pending(left, taken))

    async def _record(
        self,
        underway: ObjectReceiveStream[_Underway],
        free: Callable[[], None],
        transcripts: ObjectSendStream[tuple[Mode, Spoken]],
    ) -> None:
        """Commit the answers in order, however they came."""
        async for item in underway:
            utterance, heard, cost = await item.answer
            recorded = await self._commit(utterance, heard, cost)
            free()
            if recorded and isinstance(heard, Transcript):
                spoken = Spoken(utterance, heard.text, item.from_sample, item.to_sample, at=item.base + item.to_sample)
                await transcripts.send((item.mode, spoken))
            else:
                self._settlement.done((utterance,))

    async def _commit(self, utterance: int, heard: Heard, cost: int) -> bool:
        """Whether the result is ours: recorded now, or by a call of ours whose answer was lost."""
        calls = 0

        async def call() -> bool:
            nonlocal calls
            calls += 1
            return await self._journal.commit_heard(utterance, heard, cost=cost)

        try:
            return await durably(call) or calls > 1
        except NotFoundError:
            return False

    async def ask(self, pcm: bytes, call: Call) -> Heard:
        """One call about an utterance of the table. Raises ``EngineError``."""
        return await self._stage(pcm, _seconds(pcm), self._vocabulary.names, call)

    async def _hear(self, cut: Cut) -> _Result:
        if cut.eager is None:
            return await self._hear_cut(cut)
        heard = await cut.eager.asked.answer()
        paid = cut.eager.call.purse.spent
        if heard is not None:
            return await cut.stored(), heard, paid
        utterance, heard, cost = await self._hear_cut(cut)
        return utterance, heard, cost + paid

    async def _hear_cut(self, cut: Cut) -> _Result:
        if cut.pcm is None:
            utterance = await cut.stored()
            return await self._tries(utterance, None, 0, self._expenses.utterance(utterance))
        call = self._expenses.utterance(None)
        try:
            heard = await self.ask(cut.pcm, call)
        except EngineError as error:
            utterance = await cut.stored()
            failures = await self._failed(utterance, error, 0)
            return await self._tries(utterance, cut.pcm, failures, call)
        return await cut.stored(), heard, call.purse.spent

    async def _take_up(self, left: PendingUtterance, *, background: bool = False) -> _Result:
        if left.failures >= MAX_FAILURES or left.starts >= MAX_STARTS:
            return left.utterance, Dropped("quarantined", f"{left.starts} starts, {left.failures} failures"), 0
        try:
            await durably(lambda: self._journal.commit_start(left.utterance))
        except NotFoundError:
            # Its upload was cancelled; there is nothing left to record it on.
            return left.utterance, Dropped("quarantined", "it was withdrawn"), 0
        call = self._expenses.utterance(left.utterance, background=background)
        return await self._tries(left.utterance, None, left.failures, call)

    async def _tries(self, utterance: int, pcm: bytes | None, failures: int, call: Call) -> _Result:
        """Try until there is an answer or the utterance has failed too often."""
        while failures < MAX_FAILURES:
            if pcm is None:
                try:
                    pcm = await durably(lambda: self._journal.audio(utterance))
                except NotFoundError:
                    return utterance, Dropped("quarantined", "its audio is gone"), call.purse.spent
            try:
                heard = await self.ask(pcm, call)
            except EngineError as error:
                failures = await self._failed(utterance, error, failures)
            else:
                return utterance, heard, call.purse.spent
        return utterance, Dropped("quarantined", f"{failures} failures"), call.purse.spent

    async def _failed(self, utterance: int, error: EngineError, failures: int) -> int:
        """Store one more failed try; returns how many there are, this one included."""
        await durably(lambda: self._journal.commit_failure(utterance, f"{error.code}: {error.message}"))
        # Counted here: where the answer of a commit is lost, the journal counts it twice.
        failures += 1
        if failures < MAX_FAILURES:
            await asyncio.sleep(self._retry_s)
        return failures


@dataclass(frozen=True, slots=True, eq=False)
class _Underway:
    mode: Mode
    base: int
    from_sample: int
    to_sample: int
    answer: asyncio.Task[_Result]

    @classmethod
    def of_cut(cls, cut: Cut, answer: asyncio.Task[_Result]) -> _Underway:
        return cls(cut.mode, cut.base, cut.from_sample, cut.to_sample, answer)

    @classmethod
    def of_pending(cls, left: PendingUtterance, answer: asyncio.Task[_Result]) -> _Underway:
        return cls(left.mode, left.base, left.from_sample, left.to_sample, answer)


def _seconds(pcm: bytes) -> float:
    return len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE
