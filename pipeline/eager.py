"""Transcriptions begun before their utterance is cut, in the silence that will likely end it. It records nothing.

Where the speaker goes on after all, such a call was in vain: its answer is thrown away, and it is paid for like any
other. Those who build voice agents call this an eager end of turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from pipeline.call import Call
from pipeline.model import Heard, Lull, Utterance
from pipeline.side_calls import SideCall, SideCalls

MOST_KEPT = 8
"""Most calls that are kept for cuts to come; while a slow database holds up that many, nothing is asked early."""

KNOWN = 12
"""How many of the last lulls tell whether this speaker's are mostly ends."""

GROWTH = 2
"""Who mostly goes on is asked about again once so much more was said: all calls together then cost a few times one."""

Ask = Callable[[bytes, Call], Awaitable[Heard]]
"""(PCM, call) → what is heard. Raises ``EngineError``."""


@dataclass(frozen=True, slots=True, eq=False)
class EagerCall:
    """A call under way about ``lull``, in a stream that begins at ``base`` on the session's clock."""

    base: int
    lull: Lull
    call: Call
    asked: SideCall[Heard]


class Eager:
    """The eager calls of one session, in the order of their audio. Everything is told as it happens."""

    def __init__(self, ask: Ask, calls: SideCalls) -> None:
        self._ask = ask
        self._calls = calls
        self._kept: deque[EagerCall] = deque()
        self._in_vain: set[SideCall[Heard]] = set()
        self._segment = (-1, -1)
        self._asked_about = 0
        """Bytes of the open segment that were last asked about."""
        self._told: deque[tuple[int, int, int]] = deque(maxlen=MOST_KEPT)
        """The newest lulls, asked about or not."""
        self._were_ends: deque[bool] = deque(maxlen=KNOWN)

    def begin(self, base: int, lull: Lull, call: Call) -> None:
        """Somebody fell silent."""
        segment, length = (base, lull.start_sample), len(lull.pcm)
        if segment == self._segment:
            self._were_ends.append(False)
            if self._kept and (self._kept[-1].base, self._kept[-1].lull.start_sample) == segment:
                self._give_up(self._kept.pop())
        else:
            self._segment, self._asked_about = segment, 0
        self._told.append((*segment, lull.end_sample))
        # One is on credit: a single pause is no habit.
        mostly_ends = 2 * (sum(self._were_ends) + 1) >= len(self._were_ends) + 1
        if len(self._kept) >= MOST_KEPT or not (mostly_ends or length >= GROWTH * self._asked_about):
            return
        asked = self._calls.begin(partial(self._ask, lull.pcm, call))
        if asked is not None:
            self._asked_about = length
            self._kept.append(EagerCall(base, lull, call, asked))

    def take(self, base: int, utterance: Utterance) -> EagerCall | None:
        """The call about just this utterance, which was cut, if there is one. It is given once."""
        if (base, utterance.start_sample, utterance.end_sample) in self._told:
            self._were_ends.append(True)
        while self._kept:
            kept = self._kept[0]
            if kept.base == base and kept.lull.start_sample > utterance.start_sample:
                return None  # of a later cut
            self._kept.popleft()
            if kept.base == base and kept.lull.pcm == utterance.pcm:
                return kept
            self._give_up(kept)
        return None

    def forget(self) -> None:
        """What was not cut yet is to be forgotten: it is not sent to anybody from now on."""
        while self._kept:
            self._give_up(self._kept.pop())
        for asked in self._in_vain:
            asked.cancel()

    def _give_up(self, call: EagerCall) -> None:
        self._in_vain.add(call.asked)
        call.asked.task.add_done_callback(lambda _: self._in_vain.discard(call.asked))
