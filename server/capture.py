"""One stream's shell around its intake: stores cuts in order, hands them to the graph, and answers its socket.

The socket's loop calls the synchronous methods, which never wait; one task calls ``run``, which does all the waiting.
It outlives its socket. It does not own the session: see ``server/owner.py``.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeVar
from uuid import UUID

from pipeline.durable import FIRST_PAUSE_S, LONGEST_PAUSE_S
from pipeline.errors import JournalUnavailableError, NotFoundError
from pipeline.graph import SessionGraph
from pipeline.model import SAMPLE_RATE, Boundary, Lull, StreamState, Utterance
from pipeline.ports import SessionJournal
from server.hub import Viewer
from server.intake import Intake, Taken
from server.outlet import Outlet
from server.protocol import (
    Ack,
    AudioGap,
    Ended,
    Flushed,
    Paused,
    Resumed,
    SpeechEnded,
    SpeechStarted,
    UtteranceCommitted,
)

FILE_BACKLOG = 16
"""From a file, most utterances without a last result; beyond it ``safe`` stands still and so paces the sender."""

LIVE_BACKLOG = 200
"""Live, as many: a transcriber that is this far behind will not catch up by itself."""

ACK_SAMPLES = SAMPLE_RATE
"""Audio after which an ``ack`` is sent at the latest."""

MOST_GAPS = 64
"""Most jumps forward in what is not stored yet."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Control:
    kind: Literal["pause", "resume", "flush", "end"]
    samples: int


@dataclass(frozen=True, slots=True)
class _Withdrawal:
    """What was stored of the last ``minutes`` below cut ``below`` is to be deleted."""

    below: int
    minutes: int


_Item = Utterance | Boundary | _Control | _Withdrawal

Withdraw = Callable[[UUID, int, int], Awaitable[None]]
"""(stream, below, minutes) → what is stored of it is deleted; see ``Direction.withdraw``."""


class CaptureStream:
    """A stream as its owner's process has it. ``safe`` is what is stored; ``samples`` what was received."""

    def __init__(
        self,
        state: StreamState,
        intake: Intake,
        journal: SessionJournal,
        graph: SessionGraph,
        head: Callable[[], Awaitable[int]],
        withdraw: Withdraw,
        *,
        window_s: float,
    ) -> None:
        self.stream_id = state.stream_id
        self.safe = state.boundary.safe
        self._state = state
        self._intake = intake
        self._journal = journal
        self._graph = graph
        self._head = head
        self._withdraw = withdraw
        self._window = round(window_s * SAMPLE_RATE)
        self._outlet: Outlet | None = None
        self._viewer: Viewer | None = None
        self._queue: deque[_Item] = deque()  # bounded by the window: see ``audio``
        self._gaps: deque[tuple[int, int]] = deque()  # above ``safe``; bounded in ``audio``
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._acked = self.samples
        self._speaking = False
        self._lull: Lull | None = None
        self._ended = state.ended
        self._ending = False
        self._closing = False
        self._stalled = False

    @property
    def samples(self) -> int:
        """All audio below this was received."""
        return self._intake.samples

    @property
    def paused(self) -> bool:
        """Whether audio is thrown away."""
        return self._intake.paused

    @property
    def storing(self) -> bool:
        """Whether something that was cut is not stored yet."""
        return not self._idle.is_set()

    @property
    def attached(self) -> bool:
        """Whether a socket feeds this stream."""
        return self._outlet is not None

    # -- its socket ---------------------------------------------------------------------------------------------------

    def attach(self, outlet: Outlet, viewer: Viewer) -> None:
        """A socket goes on with this stream; one that did before is closed as replaced."""
        if self._outlet is not None:
            self._outlet.fail("replaced")
        self._outlet, self._viewer = outlet, viewer
        self._acked = self.samples

    def detach(self, outlet: Outlet) -> bool:
        """The socket is gone; False where another one has taken its place."""
        if self._outlet is not outlet:
            return False
        self._outlet = self._viewer = None
        return True

    def fail(self, code: str) -> None:
        """Close the socket, if there is one."""
        if self._outlet is not None:
            self._outlet.fail(code)
            self._outlet = self._viewer = None

    def audio(self, offset: int, pcm: bytes | memoryview) -> None:
        """Audio from the socket."""
        outlet = self._outlet
        if outlet is None:
            return
        if self._ended:
            outlet.fail("bad_message", "This stream was ended; audio needs a new one.")
            return
        if self._unstored() > self._window:
            # Before it is taken: each new connection could add a message otherwise.
            outlet.fail("rate_limited", retry_after_ms=1000)
            return
        taken = self._intake.audio(offset, pcm)
        if taken.gap is not None:
            self._gaps.append(taken.gap)
            outlet.send(AudioGap(from_sample=taken.gap[0], to_sample=taken.gap[1]))
        self._take(taken)
        samples = self.samples
        self._graph.hear_time(self._state.base + samples)
        if self._intake.speaking is not self._speaking:
            self._speaking = self._intake.speaking
            if self._speaking:
                self._graph.expect()
            outlet.send(SpeechStarted(sample=samples) if self._speaking else SpeechEnded(sample=samples))
        self._follow_lull()
        if self._unstored() > self._window or len(self._gaps) > MOST_GAPS:
            outlet.fail("rate_limited", retry_after_ms=1000)
        elif samples - self._acked >= ACK_SAMPLES:
            self._ack()

    def pause(self) -> None:
        """Stop hearing; what was said is cut and kept."""
        self._take(self._intake.pause())
        self._put(_Control("pause", self.samples))

    def resume(self) -> None:
        """Hear again."""
        self._take(self._intake.resume())
        self._put(_Control("resume", self.samples))

    def flush(self) -> None:
        """Cut the open segment; ``flushed`` follows its commit."""
        self._take(self._intake.flush())
        self._put(_Control("flush", self.samples))

    def end(self) -> None:
        """No more audio; ``ended`` follows the last result."""
        if not self._ended:
            self._ended = True
            self._take(self._intake.flush())
        if not self._ending:
            # One that waits already answers whichever socket is there in the end.
            self._ending = True
            self._put(_Control("end", self.samples))

    # -- its owner ----------------------------------------------------------------------------------------------------

    def abandon(self) -> None:
        """The socket did not come back in time: what is open is cut and kept. The stream may still be resumed."""
        if self._outlet is None:
            self._take(self._intake.flush())
            self._graph.hush()

    def forget(self, minutes: int) -> None:
        """What was said until now is forgotten: what is open or not stored yet is thrown away.

        What is being stored at this moment cannot be stopped, so it is deleted once it is there.
        """
        boundary = self._intake.forget()
        self._graph.forget()
        kept = [item for item in self._queue if not isinstance(item, Utterance)]
        self._queue = deque([_Withdrawal(self._intake.cuts, minutes), *kept])
        self._put(boundary)

    def close(self) -> None:
        """No more audio will come through this process; ``run`` returns once everything cut is stored."""
        self._closing = True
        self._wake.set()

    async def stored(self) -> None:
        """Wait until everything cut so far is stored, or never will be by this process."""
        await self._idle.wait()

    async def run(self) -> None:
        """Store and confirm, in order, until closed. Raises ``LeaseLostError``."""
        try:
            await self._run()
        finally:
            self._idle.set()  # however it ended: nothing more will be stored

    async def _run(self) -> None:
        while True:
            if not self._queue:
                self._idle.set()
                if self._closing:
                    return
                self._wake.clear()
                await self._wake.wait()
                continue
            item = self._queue.popleft()
            match item:
                case Utterance():
                    await self._store(item)
                case Boundary():
                    await self._durably(lambda boundary=item: self._journal.commit_boundary(self.stream_id, boundary))
                    self._advance(item.safe)
                case _Control():
                    await self._confirm(item)
                case _Withdrawal():
                    await self._take_back(item)

    def _follow_lull(self) -> None:
        """Tell the graph of a silence that has just become long. A file's sound comes faster than it was spoken."""
        lull = self._intake.lull
        if lull is not None and lull is not self._lull and self._state.mode == "live":
            self._graph.hear_lull(self._state.base, lull)
        self._lull = lull

    def _take(self, taken: Taken) -> None:
        for cut in taken.cuts:
            self._put(cut)
        if taken.silence is not None:
            if self._queue and isinstance(self._queue[-1], Boundary):
                self._queue[-1] = taken.silence
            else:
                self._put(taken.silence)

    def _put(self, item: _Item) -> None:
        self._queue.append(item)
        self._idle.clear()
        self._wake.set()

    async def _store(self, utterance: Utterance) -> None:
        await self._graph.room(FILE_BACKLOG if self._state.mode == "file" else LIVE_BACKLOG)
        job: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        # The transcriber's call begins beside the commit; its result waits for it.
        await self._graph.hear(self._state.mode, self._state.base, utterance, lambda: asyncio.shield(job))
        try:
            number = await self._durably(lambda: self._journal.commit_utterance(self.stream_id, utterance))
        except BaseException:  # cancelled as well: whoever waits for the number must not wait for ever
            job.cancel()
            raise
        job.set_result(number)
        if self._outlet is not None:
            self._outlet.send(
                UtteranceCommitted(utterance=number, from_sample=utterance.start_sample, to_sample=utterance.end_sample)
            )
        self._advance(utterance.boundary.safe)

    async def _take_back(self, withdrawal: _Withdrawal) -> None:
        with suppress(NotFoundError):  # the session itself may have been deleted meanwhile
            await self._durably(lambda: self._withdraw(self.stream_id, withdrawal.below, withdrawal.minutes))

    async def _confirm(self, control: _Control) -> None:
        match control.kind:
            case "pause":
                await self._durably(lambda: self._journal.commit_paused(True))
                if self._outlet is not None:
                    self._outlet.send(Paused())
            case "resume":
                await self._durably(lambda: self._journal.commit_paused(False))
                if self._outlet is not None:
                    self._outlet.send(Resumed())
            case "flush":
                if self._outlet is not None:
                    self._outlet.send(Flushed(samples=control.samples))
            case "end":
                await self._durably(lambda: self._journal.commit_stream_end(self.stream_id))
                self._graph.hush()
                await self._graph.settled()
                head = await self._durably(self._head)
                self._ending = False
                outlet, viewer = self._outlet, self._viewer
                if outlet is not None and viewer is not None:
                    viewer.behind(head, lambda: outlet.send(Ended(head=head)))

    def _unstored(self) -> int:
        """Received samples above ``safe``; what never came need not be stored."""
        missing = sum(to - max(start, self.safe) for start, to in self._gaps)
        return self.samples - self.safe - missing

    def _advance(self, safe: int) -> None:
        if safe > self.safe:
            self.safe = safe
            while self._gaps and self._gaps[0][1] <= safe:
                self._gaps.popleft()
            self._ack()

    def _ack(self) -> None:
        if self._outlet is not None and not self._stalled:
            self._acked = self.samples
            self._outlet.send(Ack(samples=self.samples, safe=self.safe))

    async def _durably(self, call: Callable[[], Awaitable[T]]) -> T:
        """Like ``pipeline.durable.durably``; meanwhile acks stop and the speaker is told."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                answer = await call()
            except JournalUnavailableError:
                if not self._stalled:
                    self._stalled = True
                    if self._outlet is not None:
                        self._outlet.warn("overloaded", retry_after_ms=round(LONGEST_PAUSE_S * 1000))
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
            else:
                self._stalled = False
                return answer
