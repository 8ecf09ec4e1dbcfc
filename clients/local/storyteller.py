"""The offline storyteller: rules over the lexicon that follow the setting and pick the moments worth a picture.

It must not keep state between calls: what it knows of the world is in the context it is given.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local import storyteller_scene as scenes
from clients.local import storyteller_setting as setting
from clients.local.lexicon import lexicon
from clients.local.storyteller_reading import Clause, Reading, read
from clients.local.storyteller_setting import World
from pipeline.call import NO_ONES, Call
from pipeline.model import Context, EnvironmentUpdate, SceneDecision, Spoken, UtteranceKind

_HAPPENING: frozenset[UtteranceKind] = frozenset({"narration", "action"})


class LexiconStoryteller:
    """A ``Storyteller`` without a key or a network. Pure and quick: well under 5 ms a call, and it never fails."""

    name = "offline-rules"

    def __init__(self) -> None:
        lexicon()  # read once at start rather than during the first scene

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: Call = NO_ONES
    ) -> EnvironmentUpdate:
        """Classify each of ``spoken``; a new description only when the place, its light or weather changed."""
        readings = [_read(utterance, context) for utterance in spoken]
        before = setting.read(context.environment.description)
        after = before
        for clause in _happening(readings):
            after = _follow(after, clause)
        kinds: tuple[UtteranceKind, ...] = tuple(reading.kind for reading in readings)
        if after == before:
            return EnvironmentUpdate(False, context.environment.description, kinds)
        return EnvironmentUpdate(True, setting.retell(context.environment.description, after), kinds)

    async def scene(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context, *, call: Call = NO_ONES
    ) -> SceneDecision:
        """The key moment of the utterances in which something happens, in the setting that ``context`` tells."""
        told = [_read(utterance, context) for utterance, kind in zip(spoken, kinds, strict=True) if kind in _HAPPENING]
        clauses = _happening(told)
        if not any(clause.matches or clause.names for clause in clauses):
            return SceneDecision(False, _quiet(kinds))
        now = scenes.moment(clauses, setting.read(context.environment.description), context.last_scene)
        return scenes.decide(now, context.characters, context.last_scene)


def _read(utterance: Spoken, context: Context) -> Reading:
    return read(utterance.text, tuple(character.name for character in context.characters))


def _happening(readings: Sequence[Reading]) -> list[Clause]:
    """The clauses that happen here and now, those of an utterance that is mostly other talk left out."""
    return [
        clause
        for reading in readings
        if reading.kind in _HAPPENING or reading.kind == "dialogue"
        for clause in reading.clauses
        if clause.kind in _HAPPENING
    ]


def _follow(world: World, clause: Clause) -> World:
    """The setting after one clause."""
    if clause.arrival is not None and clause.arrival != world.place:
        world = world.arrive(clause.arrival)
    elif clause.sighted is not None and world.place is None:
        world = world.arrive(clause.sighted)
    for light in clause.entries("light"):
        world = world.lit(light)
    for weather in clause.entries("weather"):
        world = world.weathered(weather)
    return world


def _quiet(kinds: Sequence[UtteranceKind]) -> str:
    if kinds and all(kind == "rules" for kind in kinds):
        return "Only rules talk just now."
    if kinds and all(kind == "dialogue" for kind in kinds):
        return "Only talk so far: nothing happens yet."
    if any(kind in _HAPPENING for kind in kinds):
        return "Nothing to be seen in that."
    return "Only table talk just now."
