"""Transcriptions begun before their utterance is cut, in the silence that will likely end it. It records nothing.

Where the speaker goes on after all, such a call was in vain: its answer is thrown away, and it is paid for like any
other. Those who build voice agents call this an eager end of turn.
"""

from __future__ import annotations

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


class Eager:
    """The eager calls of one session. Of them only the newest can be of use."""

    def __init__(self, ask: Ask, calls: SideCalls) -> None:
        self._ask = ask
        self._calls = calls
        self._newest: EagerCall | None = None

    def begin(self, base: int, lull: Lull, call: Call) -> None:
        """Somebody fell silent in a stream that begins at ``base`` on the session's clock."""
        asked = self._calls.begin(partial(self._ask, lull.pcm, call))
        if asked is not None:
            self._newest = EagerCall((base + lull.start_sample, base + lull.end_sample), call, asked)

    def take(self, span: Span) -> EagerCall | None:
        """The call about just this audio, if there is one. It is given once."""
        newest = self._newest
        if newest is None or newest.span != span:
            return None
        self._newest = None
        return newest
