"""``python -m benchmarks.lessons``: learns what the offline storyteller weighs, from the labelled conversations.

It reads those for tuning and those for learning, never the ones for trying and measuring. ``--check`` learns from five
sixths of the scenes at a time and says how the rest is told, without writing anything; ``arrival``, ``worth`` and so on
learn these alone, with the others as they are.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.eval import run
from benchmarks.eval_play import SAMPLES_EACH
from benchmarks.eval_score import Score, holds, mentions, total
from benchmarks.eval_set import Conversation, Said, load
from benchmarks.regression import Choice, Example, choose, fit
from benchmarks.turns import filled, nouns, places, some, turns
from clients.local import storyteller_learned as learned
from clients.local import storyteller_setting as setting
from clients.local.storyteller import LexiconStoryteller, key_moment
from clients.local.storyteller_arrival import mentions as places_named
from clients.local.storyteller_arrival import weighed
from clients.local.storyteller_grammar import sentences
from clients.local.storyteller_manner import KINDS, features
from clients.local.storyteller_presence import notices
from clients.local.storyteller_reading import Survey, survey
from clients.local.storyteller_scene import decide
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_world import World
from clients.local.storyteller_worth import is_sure
from clients.local.storyteller_worth import traits as traits_of_moment
from pipeline.model import Context, Environment, LastScene, Spoken

MODELS = ("manner", "arrival", "presence", "worth")
FOLDER = Path(learned.__file__).parent
PENALTY = 5.0
_TUNED = 0.3
"""As how much a scene counts that rules were written from: there the rules are right more often than elsewhere."""
_SAID = 0.3
"""As how much an utterance counts for its manner: its words are many, and most tell nothing."""
_UNSAID = 0.3
"""As how much something counts that is told of, and of which the labels say nothing: nearly always it is there."""
_LEAK = 6.0
"""As how much something counts that table talk must not bring into the world."""
_DRILL = 6.0
"""As how much a turn of speech counts: its like is rare at a table, and yet it must be right."""
_DRILLED = 8
"""With how many nouns a turn of speech is tried."""
_FOLDS = 6


@dataclass(frozen=True, slots=True)
class Lesson:
    """A conversation to learn from; ``importance``: as how much each of its examples counts."""

    scene: Conversation
    importance: float


def main() -> int:
    """Learn, and write the weights or say how well they tell what they have not seen."""
    lessons = [Lesson(scene, _TUNED) for scene in load("seen")] + [Lesson(scene, 1.0) for scene in load("lessons")]
    if "--check" in sys.argv:
        _check(lessons)
        return 0
    wanted = [model for model in MODELS if model in sys.argv] or MODELS
    for model, weights in learn(lessons, wanted).items():
        lines = ",\n".join(f"{json.dumps(name)}: {weight}" for name, weight in sorted(weights.items()))
        FOLDER.joinpath(f"{model}.json").write_text("{\n" + lines + "\n}\n")
        print(f"{model}: {len(weights)} weights learned from {len(lessons)} scenes")
    return 0


def learn(lessons: Sequence[Lesson], wanted: Container[str] = MODELS) -> dict[str, dict[str, float]]:
    """The weights of the ``wanted`` models. Each is learned with those before it in use; all are in use afterwards."""
    models: dict[str, dict[str, float]] = {}

    def use(model: str, weights: dict[str, float]) -> None:
        models[model] = weights
        learned.use(model, weights)

    if "manner" in wanted:
        spoken = [(said, _how(lesson.scene, said)) for lesson in lessons for said in lesson.scene.said]
        for kind in KINDS:
            heard = [Example(how, kind in said.kinds, _SAID) for said, how in spoken]
            use(f"manner_{kind}", fit(heard, penalty=PENALTY))
    if "arrival" in wanted:
        led = [
            replace(choice, importance=choice.importance * lesson.importance)
            for lesson in lessons
            for choice in arrivals(lesson.scene)
        ]
        use("arrival", choose([*led, *drills()], penalty=PENALTY))
    for model, examples in (("presence", presences), ("worth", pictures)):
        if model in wanted:
            found = [
                replace(example, importance=example.importance * lesson.importance)
                for lesson in lessons
                for example in examples(lesson.scene)
            ]
            use(model, fit(found, penalty=PENALTY))
    return models


def arrivals(scene: Conversation) -> Iterator[Choice]:
    """Of the places that an utterance names, where the party is afterwards, if in any.

    Where they stay, the place where they are already and the one for which they set out are right, too.
    """
    place: tuple[tuple[str, ...], ...] = ()
    for said in scene.said:
        found = _survey(scene, said)
        wanted = said.changes.get("place", ())
        named = places_named(found.told)
        described = [_described(mention.stay) for mention in named]
        right = [bool(wanted) and holds(told, wanted) for told in described]
        leaks = [
            not good and any(mentions(told, word) for word in said.never)
            for good, told in zip(right, described, strict=True)
        ]
        if named:
            rows = weighed(named, found.traits, found.ruled, opening=not place)
            stays = not any(right)
            if stays and not wanted:
                kept = [facts for facts in (place, (said.towards,) if said.towards else ()) if facts]
                right = [
                    not leak and any(holds(told, facts) for facts in kept)
                    for leak, told in zip(leaks, described, strict=True)
                ]
            yield Choice(rows, right, stays, _LEAK if stays and any(leaks) else 1.0)
        place = wanted or place


def drills() -> Iterator[Choice]:
    """Each turn of speech, with some of the nouns where it is a pattern."""
    there, elsewhere = turns("there"), turns("elsewhere")
    every = nouns("place")
    led = [
        (filled(pattern, word), entry.id) for pattern in there for entry, word in some(every, pattern, there, _DRILLED)
    ]
    led += [*places("hedged").items(), *places("arrivals").items()]
    led += [
        (filled(pattern, word), "") for pattern in elsewhere for _, word in some(every, pattern, elsewhere, _DRILLED)
    ]
    led += [(text, "") for group in ("sayings", "furnished", "nothing") for text in turns(group)]
    for text, place in led:
        found = survey(text)
        named = places_named(found.told)
        for opening in (False,) if place else (False, True):
            if named:
                rows = weighed(named, found.traits, found.ruled, opening=opening)
                right = [mention.stay.entry.id == place for mention in named]
                yield Choice(rows, right, not any(right), _DRILL)


def presences(scene: Conversation) -> Iterator[Example]:
    """Each lasting thing, light or weather that is named, and whether it is there."""
    forbidden: list[str] = []
    for said in scene.said:
        asked_for = {word.lower() for facts in said.changes.values() for fact in facts for word in fact}
        freed = asked_for | {word.lower() for word in said.freed}
        forbidden = [word for word in forbidden if word.lower() not in freed] + list(said.never)
        wanted = [
            word for aspect in said.changes if aspect != "place" for fact in said.changes[aspect] for word in fact
        ]
        found = _survey(scene, said)
        clauses = {told.index: told.clause for told in found.told}
        for notice in notices(found.told, found.traits):
            words = clauses[notice.clause].words[notice.match.start : notice.match.end]
            called = f"{' '.join(words)}. {notice.match.entry.name}"
            absent = any(mentions(called, word) for word in forbidden)
            if absent or any(mentions(called, word) for word in wanted):
                yield Example(notice.traits, not absent, _LEAK if absent else 1.0)
            elif said.kinds[0] == "narration":
                yield Example(notice.traits, wanted=True, importance=_UNSAID)


def pictures(scene: Conversation) -> Iterator[Example]:
    """Each moment that would be painted, and whether the table would want it."""
    context = Context(Environment(), characters=scene.characters)
    storyteller = LexiconStoryteller()
    for number, said in enumerate(scene.said):
        spoken = [Spoken(number + 1, said.text, number * SAMPLES_EACH, (number + 1) * SAMPLES_EACH, SAMPLES_EACH)]
        update = asyncio.run(storyteller.environment(spoken, context))
        if update.changed:
            context = replace(context, environment=Environment(update.description))
        told, now = key_moment(spoken, update.kinds, context)
        if isinstance(now, str):
            continue
        decision = decide(now, context.characters, context.last_scene)
        if not decision.paint:
            continue
        shown = context.last_scene.prompt if context.last_scene is not None else None
        if said.paint != "either" and not is_sure(now):
            for reading in told:
                yield Example(traits_of_moment(now, reading, shown), said.paint == "yes")
        if said.paint != "no":
            context = replace(context, last_scene=LastScene(number + 1, decision.title, decision.prompt))


def _how(scene: Conversation, said: Said) -> learned.Traits:
    return features(said.text, sentences(said.text, [character.name for character in scene.characters]))


def _survey(scene: Conversation, said: Said) -> Survey:
    return survey(said.text, tuple(character.name for character in scene.characters))


def _described(stay: Stay) -> str:
    return setting.describe(World().arrive(stay.entry, setting.called(stay.entry, stay.words, many=stay.many)))


def _check(lessons: Sequence[Lesson]) -> None:
    scores: list[Score] = []
    for fold in range(_FOLDS):
        learn([lesson for at, lesson in enumerate(lessons) if at % _FOLDS != fold])
        out = [lesson.scene for at, lesson in enumerate(lessons) if at % _FOLDS == fold and lesson.importance == 1.0]
        scores += asyncio.run(run({"lessons": out}))[1]["lessons"]
        print(f"{fold + 1} of {_FOLDS}\n{_figures(total(scores))}", flush=True)


def _figures(told: Score) -> str:
    shares: Mapping[str, float | None] = {
        "places caught": told.caught["place"].ratio,
        "false paints": told.false_paints.ratio,
        "missed paints": told.missed_paints.ratio,
        "classified right": told.classified.ratio,
    }
    lines = [f"{name:18} {share:.1%}" for name, share in shares.items() if share is not None]
    return "\n".join([*lines, f"{'contaminations':18} {told.contaminations} of {told.utterances} utterances"])


if __name__ == "__main__":
    sys.exit(main())
