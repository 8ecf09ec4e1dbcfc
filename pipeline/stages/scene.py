"""Transcripts and their context → one moment worth a picture, or *no* with a reason. It paints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError
from pipeline.model import WORLD_KINDS, Context, SceneDecision, Spoken, UtteranceKind
from pipeline.ports import Storyteller
from pipeline.providers.chain import Chain
from pipeline.stages.deadline import within
from pipeline.wording import plain

MAX_WORDS = 200
"""A scene's prompt stays under this."""

MOST_CHARACTERS = 2400
"""And under this, for words without end."""

MOST_IN_A_TITLE, MOST_IN_A_REASON = 120, 400
"""Most characters of what is shown to people."""

TABLE_TALK = "Only table talk just now."
"""The reason where nothing of the world was said."""


def worth_asking(kinds: Sequence[UtteranceKind]) -> bool:
    """Whether anything of the world was said, so that the storyteller is asked at all."""
    return any(kind in WORLD_KINDS for kind in kinds)


@dataclass(frozen=True, slots=True)
class SceneStage:
    """Ask the storyteller and hold its answer to the rules, whichever engine gave it."""

    storyteller: Chain[Storyteller]
    deadline_s: float = 30.0

    async def __call__(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context, call: Call = NO_ONES
    ) -> SceneDecision:
        """The decision. Raises ``EngineError``, ``malformed`` included."""

        async def ask(call: Call) -> SceneDecision:
            return await self._ask(spoken, kinds, context, call)

        return await within(self.deadline_s, ask, call, self.storyteller.name)

    async def _ask(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context, call: Call
    ) -> SceneDecision:
        async def compose(engine: Storyteller, call: Call) -> SceneDecision:
            decision = await engine.scene(spoken, kinds, context, call=call)
            if not plain(decision.reason, MOST_IN_A_REASON):
                raise EngineError(f"{engine.name} gave no reason.", code="malformed")
            title, prompt = plain(decision.title, MOST_IN_A_TITLE), plain(decision.prompt, MOST_CHARACTERS)
            if decision.paint:
                words = len(decision.prompt.split())
                if not prompt or not title or words >= MAX_WORDS or len(prompt) >= MOST_CHARACTERS:
                    raise EngineError(f"{engine.name} composed a scene of {words} words.", code="malformed")
            return replace(decision, reason=plain(decision.reason, MOST_IN_A_REASON), title=title, prompt=prompt)

        return (await self.storyteller.ask(compose, call)).value
