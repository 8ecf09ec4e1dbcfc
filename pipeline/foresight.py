"""Scenes composed beside the environment's update, on the guess that the party stays where it is. It records nothing.

The guess is another storyteller's that costs nothing. Only a composition that was asked for with what the update then
brings is of use: the scene is the same as if it had been asked for after it. Any other was in vain, and is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.call import Call
from pipeline.model import WORLD_KINDS, Context, SceneDecision, Spoken, UtteranceKind
from pipeline.side_calls import SideCall, SideCalls
from pipeline.stages.environment import EnvironmentStage
from pipeline.stages.scene import SceneStage, worth_asking


@dataclass(slots=True, eq=False)
class Foreseen:
    """A composition under way for ``context`` as it was before the update."""

    context: Context
    kinds: tuple[UtteranceKind, ...] = ()
    """What each utterance was taken for; empty where nothing was composed."""
    asked: SideCall[SceneDecision | None] | None = None

    async def decision(self, kinds: Sequence[UtteranceKind], context: Context) -> SceneDecision | None:
        """The decision, where it was asked for with these; None where it must be asked for. Raises ``EngineError``."""
        same = context == self.context and [kind in WORLD_KINDS for kind in kinds] == [
            kind in WORLD_KINDS for kind in self.kinds
        ]
        return await self.asked.answer() if same and self.asked is not None else None


class Foresight:
    """Composes ahead for one session."""

    def __init__(self, guess: EnvironmentStage, scene: SceneStage, calls: SideCalls) -> None:
        self._guess = guess
        self._scene = scene
        self._calls = calls

    def begin(self, spoken: Sequence[Spoken], context: Context, call: Call) -> Foreseen:
        """Begin, unless whoever composes has other things to do; the guess is made once the caller waits."""
        foreseen = Foreseen(context)
        if self._scene.storyteller.spare:
            foreseen.asked = self._calls.begin(lambda: self._composed(foreseen, spoken, call))
        return foreseen

    async def _composed(self, foreseen: Foreseen, spoken: Sequence[Spoken], call: Call) -> SceneDecision | None:
        guess = await self._guess(spoken, foreseen.context)
        if guess.changed or not worth_asking(guess.kinds):
            return None
        foreseen.kinds = guess.kinds
        return await self._scene(spoken, guess.kinds, foreseen.context, call)
