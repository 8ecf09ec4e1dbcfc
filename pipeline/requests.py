"""What a person asked to see → a composed scene, handed to the painting past the gate. It neither hears nor paints.

A request is a stored scene from its first moment: it survives kills and takeovers as any other does, and nothing
replaces it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from pipeline.call import Call
from pipeline.durable import durably
from pipeline.errors import EngineError
from pipeline.expenses import Expenses
from pipeline.model import MOST_IN_PICTURE, Character, Context, OpenScene, SceneDecision, SkipCode
from pipeline.painting import ComposedScene, Painting
from pipeline.ports import SessionJournal
from pipeline.settlement import Settlement
from pipeline.stages.scene import SceneStage
from pipeline.storytelling import with_looks
from pipeline.vocabulary import Vocabulary
from pipeline.wakeup import Wakeup

MAX_STARTS = 4

ASKED = "Asked for."
NOTHING_SAID = "Nothing has been said yet that could be painted, and no place is set."
GAVE_UP = "This picture was given up after it could not be finished several times."

TITLE_LETTERS = 60

MOST_WORDS = 1000
"""Nobody's own words are cut: more do not come in."""


class Requests:
    """The requests of an owned session, one after the other; ``run`` until ``close``."""

    def __init__(
        self,
        journal: SessionJournal,
        scene: SceneStage,
        painting: Painting,
        settlement: Settlement,
        *,
        vocabulary: Vocabulary,
        expenses: Expenses,
    ) -> None:
        self._journal = journal
        self._scene = scene
        self._painting = painting
        self._settlement = settlement
        self._vocabulary = vocabulary
        self._expenses = expenses
        self._wakeup = Wakeup()

    @property
    def busy(self) -> bool:
        """Whether there may be something to be done yet."""
        return self._wakeup.awake or bool(self._settlement.asked)

    def more(self) -> None:
        """Something was asked for."""
        self._wakeup.wake()

    def close(self) -> None:
        """Take up nothing more; what is under way is finished."""
        self._wakeup.close()

    async def run(self) -> None:
        """Compose what there is, oldest first, until closed."""
        while not self._wakeup.closed:
            self._wakeup.begin()
            known = sorted(self._settlement.asked)
            found = await durably(lambda known=known: self._journal.asked(known))
            for scene in found:
                self._settlement.add_asked(scene.number)
            for scene in found:
                await self._take_up(scene)
            if not found:
                await self._wakeup.rest()

    async def _take_up(self, scene: OpenScene) -> None:
        starts = await durably(lambda: self._journal.commit_scene_start(scene.number))
        if starts > MAX_STARTS:
            await self._skip(scene, "gave_up", GAVE_UP)
            return
        context = await durably(lambda: self._journal.context(scene.spoken[0].utterance if scene.spoken else None))
        self._vocabulary.learn(context)
        decision, image_id = scene.decision, scene.image_id
        if decision is None or image_id is None:
            call = self._expenses.scene(scene.number)
            decision = await self._decided(scene, context, call)
            if decision is None:
                await self._skip(scene, "nothing_said", NOTHING_SAID, call)
                return
            composed, image_id = decision, secrets.token_hex(16)
            await durably(
                lambda: self._journal.commit_composed(scene.number, composed, image_id, cost=call.purse.spent)
            )
        again = scene.asked is not None and scene.asked.again is not None
        self._painting.ask(
            ComposedScene(
                scene.number,
                scene.mode,
                decision,
                context.style,
                image_id,
                scene.spoken[-1].at if scene.spoken else 0,
                (),
                place=context.environment.description,
                portraits=context.portraits(decision.characters),
                asked=True,
                take=scene.number if again else 0,
            )
        )

    async def _decided(self, scene: OpenScene, context: Context, call: Call) -> SceneDecision | None:
        """What is painted, or None where there is nothing to be seen."""
        asked = scene.asked
        if asked is not None and asked.again is not None:
            return asked.again
        if asked is not None and asked.prompt:
            return in_their_words(asked.prompt, context.characters)
        # They want to see it: that it is on the screen already, or was only planned, is no reason against it.
        spoken = context.as_corrected(scene.spoken)
        words = [item.text for item in spoken if item.text]
        if words:
            try:
                kinds = ("narration",) * len(spoken)
                decision = await self._scene(spoken, kinds, context.without_last_scene(), call)
            except EngineError:
                decision = None
            if decision is not None and decision.paint:
                return decision
        place = context.environment.description
        if not place and not words:
            return None
        return in_their_words(place or " ".join(words), context.characters)

    async def _skip(self, scene: OpenScene, code: SkipCode, reason: str, call: Call | None = None) -> None:
        cost = call.purse.spent if call is not None else 0
        await durably(lambda: self._journal.commit_skipped(scene.number, code, reason, cost=cost))
        self._settlement.done_asked(scene.number)


def in_their_words(prompt: str, characters: Sequence[Character]) -> SceneDecision:
    """A picture of ``prompt``, with looks instead of the names in it: a painter knows no names."""
    told = " ".join(prompt.split())
    names = [
        one.name
        for one in characters
        if one.name and re.search(rf"(?<!\w){re.escape(one.name)}(?!\w)", told, re.IGNORECASE)
    ]
    seen = tuple(names[:MOST_IN_PICTURE])
    title = told if len(told) <= TITLE_LETTERS else told[:TITLE_LETTERS].rsplit(" ", 1)[0] + " …"
    return SceneDecision(True, ASKED, title, with_looks(told, characters, seen, most_words=MOST_WORDS), seen)
