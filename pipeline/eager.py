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
from pipeline.model import Heard, Lull
from pipeline.side_calls import SideCall, SideCalls

Span = tuple[int, int]
"""Audio on a session's clock, in samples: from the first up to the second."""

Ask = Callable[[bytes, Call], Awaitable[Heard]]
"""(PCM, call) → what is heard. Raises ``EngineError``."""


@dataclass(frozen=True, slots=True, eq=False)
class EagerCall:
    """A call under way about the audio of ``span``."""

    span: Span
    call: Call
    asked: SideCall[Heard]


MOST_KEPT = 8
"""Most calls that are kept for cuts to come; while a slow database holds up that many, nothing is asked early."""


class Eager:
    """The eager calls of one session, in the order of their audio."""

    def __init__(self, ask: Ask, calls: SideCalls) -> None:
        self._ask = ask
        self._calls = calls
        self._kept: deque[EagerCall] = deque()

    def begin(self, base: int, lull: Lull, call: Call) -> None:
        """Somebody fell silent in a stream that begins at ``base`` on the session's clock."""
        span = base + lull.start_sample, base + lull.end_sample
        if self._kept and self._kept[-1].span[0] == span[0]:
            self._kept.pop()  # they went on, and fell silent again
        if len(self._kept) >= MOST_KEPT:
            return
        asked = self._calls.begin(partial(self._ask, lull.pcm, call))
        if asked is not None:
            self._kept.append(EagerCall(span, call, asked))

    def take(self, span: Span) -> EagerCall | None:
        """The call about just this audio, which was cut, if there is one; cuts come in order. It is given once."""
        while self._kept and self._kept[0].span < span:
            self._kept.popleft()  # they went on
        return self._kept.popleft() if self._kept and self._kept[0].span == span else None
