"""Plays a conversation to a storyteller as a session's graph would, an utterance at a time. It knows no label."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.eval_score import Told
from pipeline.errors import EngineError
from pipeline.model import MOST_BEFORE, Character, Context, Environment, LastScene, SceneDecision, Spoken, UtteranceKind
from pipeline.ports import Storyteller
from pipeline.providers.chain import Chain
from pipeline.stages.environment import EnvironmentStage
from pipeline.stages.scene import TABLE_TALK, SceneStage, worth_asking

SAMPLES_EACH = 5 * 16_000


async def play(
    texts: Sequence[str], storyteller: Chain[Storyteller], characters: tuple[Character, ...] = ()
) -> list[Told]:
    """What it made of each of ``texts``: batches of one, the environment and the last scene carried on.

    The gate is left out: whatever is composed counts as painted.
    """
    environment, scene = EnvironmentStage(storyteller), SceneStage(storyteller)
    context = Context(Environment(), characters=characters)
    told: list[Told] = []
    for n, text in enumerate(texts):
        spoken = [Spoken(n + 1, text, n * SAMPLES_EACH, (n + 1) * SAMPLES_EACH, (n + 1) * SAMPLES_EACH)]
        context = replace(context, before="\n".join(texts[max(0, n - MOST_BEFORE) : n]))
        began = time.perf_counter()
        kind: UtteranceKind | None = None
        decision, error = SceneDecision(False, TABLE_TALK), ""
        try:
            update = await environment(spoken, context)
            kind = update.kinds[0]
            if update.changed:
                world = Environment(update.description, context.environment.version + 1)
                context = replace(context, environment=world)
            if worth_asking(update.kinds):
                decision = await scene(spoken, update.kinds, context)
        except EngineError as failure:
            decision, error = SceneDecision(False, failure.message), failure.code
        seconds = time.perf_counter() - began
        if decision.paint:
            context = replace(context, last_scene=LastScene(n + 1, decision.title, decision.prompt))
        told.append(
            Told(
                kind, context.environment.description, decision.paint, decision.prompt, decision.reason, seconds, error
            )
        )
    return told
