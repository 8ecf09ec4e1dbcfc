"""Transcripts + environment → what kind of talk it was and whether the physical setting changed. It writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError
from pipeline.model import Context, EnvironmentUpdate, Spoken
from pipeline.ports import Storyteller
from pipeline.providers.chain import Chain
from pipeline.stages.deadline import within
from pipeline.wording import plain

MAX_WORDS = 100
"""An environment description stays under this."""

MOST_CHARACTERS = 1200
"""And under this, for words without end."""

MOST_IN_A_NAME = 80
"""Most characters of a place's name."""


@dataclass(frozen=True, slots=True)
class EnvironmentStage:
    """Ask the storyteller and hold its answer to the rules, whichever engine gave it."""

    storyteller: Chain[Storyteller]
    deadline_s: float = 30.0

    async def __call__(self, spoken: Sequence[Spoken], context: Context, call: Call = NO_ONES) -> EnvironmentUpdate:
        """The update, with one kind for each of ``spoken``. Raises ``EngineError``, ``malformed`` included."""

        async def ask(call: Call) -> EnvironmentUpdate:
            return await self._ask(spoken, context, call)

        return await within(self.deadline_s, ask, call, self.storyteller.name)

    async def _ask(self, spoken: Sequence[Spoken], context: Context, call: Call) -> EnvironmentUpdate:
        async def follow(engine: Storyteller, call: Call) -> EnvironmentUpdate:
            update = await engine.environment(spoken, context, call=call)
            described = plain(update.description, MOST_CHARACTERS)
            words = len(update.description.split())
            if len(update.kinds) != len(spoken):
                wrong = f"classified {len(update.kinds)} of {len(spoken)} utterances"
            elif update.changed and (words >= MAX_WORDS or len(described) >= MOST_CHARACTERS):
                # What a person wrote may be longer, and is repeated where nothing changed.
                wrong = f"described the place in {words} words, {len(update.description)} characters"
            else:
                return replace(update, description=described, place=plain(update.place, MOST_IN_A_NAME))
            raise EngineError(f"{engine.name} {wrong}.", code="malformed")

        update = (await self.storyteller.ask(follow, call)).value
        words = update.description.split()
        if context.environment.locked or not context.writes_environment or not words:
            # Classification stays; a locked world does not move.
            return replace(update, changed=False)
        if " ".join(words) == context.environment.description:
            return replace(update, changed=False)
        return update
