"""Transcripts + environment → what kind of talk it was and whether the physical setting changed. It writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError
from pipeline.model import Context, EnvironmentUpdate, Spoken
from pipeline.ports import Storyteller
from pipeline.stages.deadline import within

MAX_WORDS = 100
"""An environment description stays under this."""


@dataclass(frozen=True, slots=True)
class EnvironmentStage:
    """Ask the storyteller and hold its answer to the rules, whichever engine gave it."""

    storyteller: Storyteller
    deadline_s: float = 30.0

    async def __call__(self, spoken: Sequence[Spoken], context: Context, call: Call = NO_ONES) -> EnvironmentUpdate:
        """The update, with one kind for each of ``spoken``. Raises ``EngineError``, ``malformed`` included."""

        async def ask(call: Call) -> EnvironmentUpdate:
            return await self._ask(spoken, context, call)

        return await within(self.deadline_s, ask, call, self.storyteller.name)

    async def _ask(self, spoken: Sequence[Spoken], context: Context, call: Call) -> EnvironmentUpdate:
        update = await self.storyteller.environment(spoken, context, call=call)
        if len(update.kinds) != len(spoken):
            raise EngineError(
                f"{self.storyteller.name} classified {len(update.kinds)} of {len(spoken)} utterances.", code="malformed"
            )
        words = update.description.split()
        if len(words) >= MAX_WORDS:
            raise EngineError(f"{self.storyteller.name} described the place in {len(words)} words.", code="malformed")
        if context.environment.locked or not context.writes_environment or not words:
            # Classification stays; a locked world does not move.
            return replace(update, changed=False)
        if " ".join(words) == context.environment.description:
            return replace(update, changed=False)
        return update
