"""Scenes composed beside the environment's update, on the guess that the party stays where it is. It records nothing.

The guess is another storyteller's that costs nothing. Only a composition that was asked for with what the update then
brings is of use: the scene is the one that would be asked for after it. Any other was in vain, and is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.call import Call
from pipeline.model import Context, SceneDecision, Spoken, UtteranceKind
from pipeline.side_calls import SideCall, SideCalls
from pipeline.stages.environment import EnvironmentStage
from pipeline.stages.scene import SceneStage, worth_asking

MOST_GUESSED, MOST_CHARACTERS = 3, 600
"""Most utterances, and most characters in them, that are guessed at: it is done on the event loop, in some 10 ms."""

_TO_BE_SEEN: frozenset[UtteranceKind] = frozenset({"narration", "action"})


@dataclass(slots=True, eq=False)
class Foreseen:
    """A composition under way for ``context`` as it was before the update."""

    context: Context
    call: Call
    kinds: tuple[UtteranceKind, ...] = ()
    """What each utterance was taken for; empty where nothing was composed."""
    asked: SideCall[SceneDecision | None] | None = None

    async def decision(self, kinds: Sequence[UtteranceKind], context: Context) -> SceneDecision | None:
        """The decision, where it was asked for with these; None where it is to be asked for."""
        if self.asked is None or context != self.context or not _alike(kinds, self.kinds):
            return None
        return await self.asked.answer()


class Foresight:
    """Composes ahead for one session."""

    def __init__(self, guess: EnvironmentStage, scene: SceneStage, calls: SideCalls) -> None:
        self._guess = guess
        self._scene = scene
        self._calls = calls

    def begin(self, spoken: Sequence[Spoken], context: Context, call: Call) -> Foreseen:
        """Begin, unless it would be in anybody's way; the guess is made once the caller waits."""
        foreseen = Foreseen(context, call)
        small = len(spoken) <= MOST_GUESSED and sum(len(item.text) for item in spoken) <= MOST_CHARACTERS
        if small and self._scene.storyteller.spare(call):
            foreseen.asked = self._calls.begin(lambda: self._composed(foreseen, spoken))
        return foreseen

    async def _composed(self, foreseen: Foreseen, spoken: Sequence[Spoken]) -> SceneDecision | None:
        guess = await self._guess(spoken, foreseen.context)
        if guess.changed or not worth_asking(guess.kinds):
            return None
        foreseen.kinds = guess.kinds
        return await self._scene(spoken, guess.kinds, foreseen.context, foreseen.call)


def _alike(kinds: Sequence[UtteranceKind], guessed: Sequence[UtteranceKind]) -> bool:
    """Whether a picture is composed of them alike: what is told and what is done are both to be seen, words are not."""
    return len(kinds) == len(guessed) and all(
        one == other or {one, other} <= _TO_BE_SEEN for one, other in zip(kinds, guessed, strict=True)
    )
