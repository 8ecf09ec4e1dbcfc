"""``python -m benchmarks.lessons``: learns what the offline storyteller weighs, from the labelled conversations.

It reads those for tuning and those for learning, never the ones for trying and measuring. ``--check`` learns from five
sixths of the scenes at a time and says how the rest is told, without writing anything; ``arrival``, ``worth`` and so on
learn these alone, with the others as they are.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from math import nan
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.eval import run
from benchmarks.eval_play import SAMPLES_EACH
from benchmarks.eval_score import Score, holds, mentions, total
from benchmarks.eval_set import Conversation, Facts, Said, load
from benchmarks.network import Mark, Sample, Weights, packed
from benchmarks.network import learn as learn_network
from benchmarks.regression import Choice, Example, choose, fit
from benchmarks.turns import filled, kinds, nouns, places, some, turns
from clients.local import storyteller_learned as learned
from clients.local import storyteller_network as network
from clients.local import storyteller_setting as setting
from clients.local.storyteller import LexiconStoryteller
from clients.local.storyteller_arrival import Mention, weighed
from clients.local.storyteller_arrival import mentions as places_named
from clients.local.storyteller_grammar import Sentence, sentences
from clients.local.storyteller_manner import KINDS, features
from clients.local.storyteller_nearby import Sight, nearest
from clients.local.storyteller_presence import Notice, notices
from clients.local.storyteller_reading import Survey, places_in, survey, words_before
from clients.local.storyteller_scene import decide
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_told import Told
from clients.local.storyteller_world import World
from clients.local.storyteller_worth import is_sure
from clients.local.storyteller_worth import traits as traits_of_moment
from pipeline.model import MOST_BEFORE, Context, Environment, LastScene, Spoken, UtteranceKind

MODELS = ("manner", "nearby", "arrival", "presence", "network", "worth")
Learned = Mapping[str, Any]
"""A model's weights by their names."""
FOLDER = Path(learned.__file__).parent
PENALTY = 5.0
_TUNED = 0.3
"""As how much a scene counts that rules were written from: there the rules are right more often than elsewhere."""
_READ = 1.0
"""As how much it counts for the network, which knows no rules."""
_SAID = 0.3
"""As how much an utterance counts for its manner: its words are many, and most tell nothing."""
_TURNED = 4.0
"""As how much a turn of speech counts for the manner."""
_UNSAID = 0.3
"""As how much something counts that is told of, and of which the labels say nothing: nearly always it is there."""
_LEAK = 6.0
"""As how much something counts that table talk must not bring into the world."""
_AHEAD = 5
"""Within how many utterances the party comes to a place that is called nearby."""
_DRILL = 10.0
"""As how much a turn of speech counts: its like is rare at a table, and yet it must be right."""
_DRILLED = 8
"""With how many nouns a turn of speech is tried."""
_FOLDS = 6
_OWN = 1200
"""How many of the commonest words the network has a vector of its own for."""
_NETWORKS = 4
"""Several that were learned apart are right more often than one."""
_ROUNDS = 8
_TIMES = 3
"""How often the network is given the turns of speech in each round."""


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
    for model, weights in learn(lessons, wanted):
        if model == "network":
            np.savez_compressed(FOLDER / "storyteller_network.npz", **weights)
        else:
            lines = ",\n".join(f"{json.dumps(name)}: {weight}" for name, weight in sorted(weights.items()))
            FOLDER.joinpath(f"{model}.json").write_text("{\n" + lines + "\n}\n")
        print(f"{model}: learned from {len(lessons)} scenes", flush=True)
    return 0


def learn(lessons: Sequence[Lesson], wanted: Collection[str] = MODELS) -> Iterator[tuple[str, Learned]]:
    """The ``wanted`` models by their files' names, each with those before it in use; afterwards all are."""
    if "manner" in wanted:
        spoken = [(_how(lesson.scene, said), said.kinds) for lesson in lessons for said in lesson.scene.said]
        turned = [(features(text, sentences(text)), told) for text, told in kinds_told()]
        for kind in KINDS:
            examples = [Example(how, kind in told, _SAID) for how, told in spoken]
            examples += [Example(how, kind == told, _TURNED) for how, told in turned]
            yield _use(f"manner_{kind}", fit(examples, penalty=PENALTY))
    if not {"nearby", "arrival", "presence", "network"}.isdisjoint(wanted):
        # What is weighed with the network is learned without it: of what it has learned from it knows too much.
        network.use(None)
        surveys = [surveyed(lesson.scene) for lesson in lessons]
        drilled = list(drills())
        if "nearby" in wanted:
            approached = [
                replace(example, importance=example.importance * lesson.importance)
                for lesson, found in zip(lessons, surveys, strict=True)
                for example in approaches(lesson.scene, found)
            ]
            approached += [
                Example(row, wanted=False, importance=_DRILL / 5)
                for one in drilled
                if one.choice.none
                for row in one.choice.options
            ]
            yield _use("nearby", fit(approached, penalty=PENALTY))
        heard = [one for lesson, found in zip(lessons, surveys, strict=True) for one in listened(lesson, found)]
        network.use_file()
        if "arrival" in wanted:
            choices = [one.choice for one in (*heard, *drilled) if one.choice.options]
            yield _use("arrival", choose(choices, penalty=PENALTY))
        if "presence" in wanted:
            yield _use("presence", fit([example for one in heard for example in one.present], penalty=PENALTY))
        if "network" in wanted:
            yield "network", _networks([*heard, *drilled * _TIMES])
    if "worth" in wanted:
        found = [
            replace(example, importance=example.importance * lesson.importance)
            for lesson in lessons
            for example in pictures(lesson.scene)
        ]
        yield _use("worth", fit(found, penalty=PENALTY))


@dataclass(frozen=True, slots=True)
class Listened:
    """An utterance as it is read, and what is right of it.

    ``choice``: of the places that it names, by their ``tokens``, where the party is afterwards, if in any. ``present``:
    of each lasting thing, light or weather that it names, by its token in ``noticed``, whether it is there. ``kinds``:
    which of them it is, empty where that is not known. ``before``: what was said before it. ``opening``: whether
    nothing is known yet of where the party is.
    """

    told: Sequence[Told]
    choice: Choice
    tokens: Sequence[int] = ()
    present: Sequence[Example] = ()
    noticed: Sequence[int] = ()
    kinds: Sequence[UtteranceKind] = ()
    before: Sequence[Sentence] = ()
    opening: bool = False
    importance: float = 1.0
    """As how much its scene counts."""


def surveyed(scene: Conversation) -> list[Survey]:
    """Each utterance of a scene as it is taken apart."""
    names = tuple(character.name for character in scene.characters)
    return [survey(said.text, names) for said in scene.said]


def approaches(scene: Conversation, surveys: Sequence[Survey]) -> Iterator[Example]:
    """Each place that is named and in which the party is not, and whether it is the next to which they come soon."""
    place: Facts = ()
    for at, (said, found) in enumerate(zip(scene.said, surveys, strict=True)):
        opening = not place
        place = said.changes.get("place") or place
        coming = next((later.changes["place"] for later in scene.said[at + 1 : at + 1 + _AHEAD] if _moves(later)), ())
        named = places_named(found.told)
        for mention, row in zip(named, weighed(named, found.traits, found.ruled, opening=opening), strict=True):
            told = _described(mention.stay)
            if not (place and holds(told, place)):
                leaks = any(mentions(told, word) for word in said.never)
                next_one = bool(coming) and not leaks and holds(told, coming)
                yield Example(row, next_one, _LEAK / 2 if leaks else 1.0)


def _leads(place: Facts, roofed: bool, stay: Stay) -> bool:
    """Whether a step of those who are at ``place`` can lead there; ``roofed``: they are in a house or below ground."""
    return not (holds(_described(stay), place) or (roofed and stay.entry.setting == "outdoors"))


def _moves(said: Said) -> bool:
    return "place" in said.changes


def listened(lesson: Lesson, surveys: Sequence[Survey]) -> Iterator[Listened]:
    """Each utterance of a scene.

    Where the party stays, the place where they are already is right, too, and so is the one for which they set out; if
    that is where they come to next, it is better than to wait.
    """
    place: Facts = ()
    roofed = False
    shown: Stay | None = None
    earlier: list[tuple[Sight, ...]] = []
    forbidden: list[str] = []
    scene = lesson.scene
    names = tuple(character.name for character in scene.characters)
    for at, (said, found) in enumerate(zip(scene.said, surveys, strict=True)):
        opening = not place
        coming = next((later.changes["place"] for later in scene.said[at + 1 :] if _moves(later)), ())
        near = nearest(earlier[-MOST_BEFORE:], shown, partial(_leads, place, roofed)) if place else None
        named = places_named(found.told, near)
        earlier.append(places_in(found))
        choice = _choice(said, found, named, place, coming)
        asked_for = {word.lower() for facts in said.changes.values() for fact in facts for word in fact}
        freed = asked_for | {word.lower() for word in said.freed}
        forbidden = [word for word in forbidden if word.lower() not in freed] + list(said.never)
        seen = [
            (notice.token, _present(notice, found, said, forbidden)) for notice in notices(found.told, found.traits)
        ]
        known = [(token, example) for token, example in seen if example is not None]
        if _moves(said):
            entries = [one.stay.entry for one, right in zip(named, choice.right, strict=True) if right]
            roofed = bool(entries) and entries[-1].setting != "outdoors"
        place = said.changes.get("place") or place
        shown = _shown(said, found, shown, place)
        yield Listened(
            found.told,
            replace(choice, importance=choice.importance * lesson.importance),
            [mention.token for mention in named],
            [replace(example, importance=example.importance * lesson.importance) for _, example in known],
            [token for token, _ in known],
            said.kinds,
            words_before(scene.said[at - 1].text, names) if at else (),
            opening,
            lesson.importance,
        )


def _shown(said: Said, found: Survey, shown: Stay | None, place: Facts) -> Stay | None:
    """What the storyteller says is near at hand after an utterance, if it knows where the party is."""
    if _moves(said):
        return None
    seen = [stay for one in found.reading.clauses if one.kind == "narration" for stay in one.movement.shown]
    return seen[-1] if seen and not (place and holds(_described(seen[-1]), place)) else shown


def _choice(said: Said, found: Survey, named: Sequence[Mention], place: Facts, coming: Facts) -> Choice:
    wanted = said.changes.get("place", ())
    described = [_described(mention.stay) for mention in named]
    right = [bool(wanted) and holds(told, wanted) for told in described]
    leaks = [
        not good and any(mentions(told, word) for word in said.never)
        for good, told in zip(right, described, strict=True)
    ]
    stays = none = not any(right)
    if stays and not wanted:
        towards: Facts = (said.towards,) if said.towards else ()
        kept = [facts for facts in (place, towards) if facts]
        right = [
            not leak and any(holds(told, facts) for facts in kept) for leak, told in zip(leaks, described, strict=True)
        ]
        none = not any(
            good and towards and coming and holds(told, towards) and holds(told, coming)
            for good, told in zip(right, described, strict=True)
        )
    rows = weighed(named, found.traits, found.ruled, opening=not place)
    return Choice(rows, right, none, _LEAK if stays and any(leaks) else 1.0)


def _present(notice: Notice, found: Survey, said: Said, forbidden: Sequence[str]) -> Example | None:
    clause = next(told.clause for told in found.told if told.index == notice.clause)
    words = clause.words[notice.match.start : notice.match.end]
    called = f"{' '.join(words)}. {notice.match.entry.name}"
    wanted = [word for aspect in said.changes if aspect != "place" for fact in said.changes[aspect] for word in fact]
    absent = any(mentions(called, word) for word in forbidden)
    if absent or any(mentions(called, word) for word in wanted):
        return Example(notice.traits, not absent, _LEAK if absent else 1.0)
    return Example(notice.traits, wanted=True, importance=_UNSAID) if said.kinds[0] == "narration" else None


def drills() -> Iterator[Listened]:
    """Each turn of speech, with some of the nouns where it is a pattern."""
    every = nouns("place")
    led = [item for group in ("hedged", "arrivals", "outside") for item in places(group).items()]
    for group, leads in (("there", True), ("written_there", True), ("elsewhere", False), ("written_elsewhere", False)):
        patterns = turns(group)
        led += [
            (filled(pattern, word), entry.id if leads else "")
            for pattern in patterns
            for entry, word in some(every, pattern, patterns, _DRILLED)
        ]
    led += [(text, "") for group in ("sayings", "furnished", "nothing") for text in turns(group)]
    for text, place in led:
        found = survey(text)
        named = places_named(found.told)
        for opening in (False,) if place else (False, True):
            if named:
                rows = weighed(named, found.traits, found.ruled, opening=opening)
                right = [mention.stay.entry.id == place for mention in named]
                choice = Choice(rows, right, not any(right), _DRILL)
                yield Listened(found.told, choice, [mention.token for mention in named], opening=opening)
    for text, kind in kinds_told():
        found = survey(text)
        named = places_named(found.told)
        rows = weighed(named, found.traits, found.ruled, opening=False)
        choice = Choice(rows, [False] * len(rows), none=True)
        yield Listened(found.told, choice, [mention.token for mention in named], kinds=(kind,))


def kinds_told() -> Iterator[tuple[str, UtteranceKind]]:
    """Sentences by which kind of talk they are: what happens, plainly told, and others, with some of the nouns."""
    told, others = turns("told"), kinds("kinds")
    for pattern in told:
        for _, word in some(nouns("creature"), pattern, told, _DRILLED):
            yield filled(pattern, word), "narration"
    for pattern, kind in others.items():
        for _, word in some(nouns("place"), pattern, [*others], _DRILLED):
            yield filled(pattern, word), kind


def _networks(heard: Sequence[Listened]) -> dict[str, npt.NDArray[np.generic]]:
    """Several networks, each learned from another beginning."""
    count = Counter(word for one in heard for told in one.told for word in told.clause.words)
    words = [word for word, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))[:_OWN]]
    rows = {word: at + 1 for at, word in enumerate(words)}
    samples = [_sample(one, rows) for one in heard if one.told]
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of those that are spawned: there is one for each core
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        learned_apart = list(pool.map(partial(_network, samples, len(words)), range(_NETWORKS)))
    stored = packed(learned_apart)
    stored["words"] = np.frombuffer("\n".join(words).encode(), np.uint8)
    network.use(stored)
    return stored


def _network(samples: Sequence[Sample], words: int, seed: int) -> Weights:
    learned_so = learn_network(samples, words=words, rounds=_ROUNDS, seed=seed)
    print(f"network {seed + 1} of {_NETWORKS}", flush=True)
    return learned_so


def _sample(one: Listened, rows: Mapping[str, int]) -> Sample:
    read = network.inputs(one.told, rows, one.before, opening=one.opening)
    which = [float(kind in one.kinds) if one.kinds else nan for kind in network.KINDS]
    size, ahead = len(read.own) - read.ahead, read.ahead
    options = [Mark(at + ahead, right) for at, right in zip(one.tokens, one.choice.right, strict=True) if at < size]
    counts = _READ / _TUNED if one.importance == _TUNED else 1.0
    marks = [
        Mark(at + ahead, example.wanted, example.importance * counts)
        for at, example in zip(one.noticed, one.present, strict=True)
        if at < size
    ]
    # What is given are bytes and flags: half the size holds all of it.
    given = read.given.astype(np.float16)
    return Sample(given, read.own, which, options, one.choice.none, one.choice.importance * counts, marks, ahead)


def _use(model: str, weights: dict[str, float]) -> tuple[str, Learned]:
    learned.use(model, weights)
    return model, weights


def pictures(scene: Conversation) -> Iterator[Example]:
    """Each moment that would be painted, and whether the table would want it."""
    context = Context(Environment(), characters=scene.characters)
    storyteller = LexiconStoryteller()
    for number, said in enumerate(scene.said):
        spoken = [Spoken(number + 1, said.text, number * SAMPLES_EACH, (number + 1) * SAMPLES_EACH, SAMPLES_EACH)]
        update = asyncio.run(storyteller.environment(spoken, context))
        if update.changed:
            context = replace(context, environment=Environment(update.description))
        told, now = storyteller.key_moment(spoken, update.kinds, context)
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


def _described(stay: Stay) -> str:
    return setting.describe(World().arrive(stay.entry, setting.called(stay.entry, stay.words, many=stay.many)))


def _check(lessons: Sequence[Lesson]) -> None:
    scores: list[Score] = []
    for fold in range(_FOLDS):
        list(learn([lesson for at, lesson in enumerate(lessons) if at % _FOLDS != fold]))
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
