"""The offline storyteller: rules over the lexicon that follow the world and pick the moments worth a picture.

It must not keep state between calls: what it knows of the world is in the context it is given.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local import storyteller_setting as setting
from clients.local.lexicon import Entry, Match, lexicon
from clients.local.storyteller_happening import HAPPENING, Happening, Reading
from clients.local.storyteller_moment import Moment, moment, present_in
from clients.local.storyteller_prose import looks_of
from clients.local.storyteller_reading import read
from clients.local.storyteller_scene import decide
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_world import World
from clients.local.storyteller_worth import is_worth_it
from pipeline.call import NO_ONES, Call
from pipeline.model import Context, EnvironmentUpdate, SceneDecision, Spoken, UtteranceKind

_MAKING = frozenset({"light", "lights", "kindle", "build", "builds", "start", "starts", "make", "makes", "set", "sets"})
_AGAIN = frozenset({"again", "back", "return", "returns", "returned", "returning", "revisit", "re-enter", "re-enters"})
"""The lexicon knows kinds of places: that it is the same cave as before must be said."""


class LexiconStoryteller:
    """A ``Storyteller`` without a key or a network. Pure and quick: a few milliseconds a call, and it never fails."""

    name = "offline-rules"

    def __init__(self) -> None:
        read("you enter a cave")  # lexicon and grammar are built at start rather than during the first scene

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: Call = NO_ONES
    ) -> EnvironmentUpdate:
        """Classify each of ``spoken``; a new description only when the place or what is lasting in it changed."""
        description = context.environment.description
        before = setting.read(description)
        readings = [
            _read(utterance, context, earlier, opening=before.place is None)
            for utterance, earlier in zip(spoken, _earlier(spoken, context), strict=True)
        ]
        kinds: tuple[UtteranceKind, ...] = tuple(reading.kind for reading in readings)
        after, again = before, False
        for clause in _happening(readings):
            world = _follow(after, clause)
            if world.place != after.place:
                again = not _AGAIN.isdisjoint(clause.words)
            after = world
        if after.place is None:
            after = _opening(after, readings)
        if after == before:
            return EnvironmentUpdate(False, description, kinds)
        place = after.place.id if after.place is not None else ""
        absent = {entry for reading in readings if _arrives(reading) for entry in reading.absent}
        absent -= {match.entry for clause in _happening(readings) for match in clause.matches}
        return EnvironmentUpdate(True, setting.retell(description, after, absent), kinds, place, again)

    async def scene(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context, *, call: Call = NO_ONES
    ) -> SceneDecision:
        """The key moment of the utterances in which something happens, in the setting that ``context`` tells."""
        told, now = key_moment(spoken, kinds, context)
        if isinstance(now, str):
            return SceneDecision(False, now)
        decision = decide(now, context.characters, context.last_scene)
        shown = context.last_scene.prompt if context.last_scene is not None else None
        if decision.paint and not is_worth_it(now, told, shown):
            return SceneDecision(False, "Nothing that needs a picture of its own.")
        return decision


def key_moment(
    spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context
) -> tuple[list[Reading], Moment | str]:
    """The utterances in which something happens, and what is to be seen, or why there is nothing."""
    opening = context.last_scene is None
    told = [
        _read(utterance, context, earlier, opening=opening)
        for utterance, earlier, kind in zip(spoken, _earlier(spoken, context), kinds, strict=True)
        if kind in HAPPENING
    ]
    clauses = _happening(told)
    if not any(clause.matches or clause.names or clause.arrival for clause in clauses):
        return told, _quiet(kinds)
    if "narration" not in kinds and not any(clause.arrival or _is_a_sight(clause) for clause in clauses):
        return told, "A deed that changes nothing to be seen."
    world, last = setting.read(context.environment.description), context.last_scene
    present = ()
    if last is not None and setting.read(last.prompt).place == world.place:
        looks = looks_of(context.characters, [character.name for character in context.characters])
        present = present_in(last.prompt, looks)
    return told, moment(clauses, world, present)


def _is_a_sight(clause: Happening) -> bool:
    """Whether a player's deed is to be seen by itself: of a character, a spell, a light.

    "I swing at it" is once the game master tells what came of it.
    """
    return bool(clause.names) or any(clause.entries(kind) for kind in ("magic", "light", "weather"))


def _earlier(spoken: Sequence[Spoken], context: Context) -> list[str]:
    """What was said before each of ``spoken``."""
    return [context.before, *(utterance.text for utterance in spoken)][: len(spoken)]


def _read(utterance: Spoken, context: Context, earlier: str, *, opening: bool) -> Reading:
    names = tuple(character.name for character in context.characters)
    return read(utterance.text, names, before=earlier, opening=opening)


def _arrives(reading: Reading) -> bool:
    return any(clause.arrival is not None for clause in reading.clauses if clause.kind in HAPPENING)


def _happening(readings: Sequence[Reading]) -> list[Happening]:
    """The clauses that happen here and now, those of an utterance that is mostly other talk left out."""
    return [
        clause
        for reading in readings
        if reading.kind in HAPPENING or reading.kind == "dialogue" or reading.moved
        for clause in reading.clauses
        if clause.kind in HAPPENING
    ]


def _follow(world: World, clause: Happening) -> World:
    """The world after one clause."""
    start = world
    if clause.later and clause.kind == "narration" and clause.entries("light"):
        world = world.later()
    stay = clause.arrival
    if stay is None and clause.movement.sighted and (world.place is None or clause.later):
        stay = clause.movement.sighted[-1]
    if stay is not None and (stay.entry != world.place or _is_another(stay, world)):
        world = world.arrive(stay.entry, _called(stay))
    elif stay is None:
        place = _without_a_name(world, clause)
        called = setting.one_of(world.near_called, place) if place is not None and place == world.near else ""
        world = world.arrive(place, called) if place is not None and place != world.place else world
        if clause.kind == "narration" and clause.movement.shown and world.place == start.place:
            sight = clause.movement.shown[-1]
            world = world.beside(sight.entry, _called(sight))
    for light in clause.entries("light"):
        world = world.lit(light)
    for weather in clause.entries("weather"):
        world = world.weathered(weather)
    for season in clause.entries("season"):
        world = world.turned(season)
    if clause.kind == "narration":
        for terrain in clause.entries("terrain"):
            world = world.grounded(terrain)
    for match in clause.matches:
        if match.entry.kind == "gear" and match.entry.fixed and clause.gone:
            world = world.without(match.entry)
        elif (
            match.entry.kind == "gear" and match.entry.fixed and _stays(clause, match) and not _elsewhere(clause, world)
        ):
            world = world.with_feature(match.entry, many=match.many)
    if world.place is None and start.place is not None:
        return start
    return world


def _opening(world: World, readings: Sequence[Reading]) -> World:
    """Where a story begins of which is only told what the place is like: "the forest simply stops"."""
    for reading in readings:
        if reading.kind == "narration":
            for clause in reading.clauses:
                for stay in clause.movement.named if clause.kind == "narration" and "my" not in clause.words else ():
                    return world.arrive(stay.entry, _called(stay))
    return world


def _called(stay: Stay) -> str:
    if stay.outside:
        return setting.before(stay.entry, stay.outside)
    return setting.called(stay.entry, stay.words, many=stay.many)


def _is_another(stay: Stay, world: World) -> bool:
    """Whether a place of the same kind goes by another noun: an arcade after a platform, both of them halls."""
    if stay.words and any(entry == stay.entry for entry, _, _ in lexicon().inside(stay.words[-1])):
        return False  # "you stand on the tiles", of the roof that one is on
    noun = _called(stay).rpartition(" ")[2]
    before = world.name.rpartition(" ")[2]
    return bool(noun) and not _same_noun(noun, world.name.split()) and not _same_noun(before, noun.split())


def _same_noun(noun: str, words: Sequence[str]) -> bool:
    """Whether ``noun`` is among ``words``, be it in the plural or as the end of one: wood and woods, a guildhall."""
    return any(word in (noun, noun + "s", noun + "es") or word.endswith(noun) or noun == word + "s" for word in words)


def _elsewhere(clause: Happening, world: World) -> bool:
    """Whether what the clause names is said to be in another place: "the chest is in the cellar"."""
    movement = clause.movement
    return (
        bool(movement.resting) and not movement.arrivals and all(stay.entry != world.place for stay in movement.resting)
    )


def _stays(clause: Happening, match: Match) -> bool:
    """Whether what the clause names is there to stay: it was told of, or made; not what is somebody's: "her bed"."""
    if match.start and clause.words[match.start - 1] in ("her", "his", "their", "my") and not clause.movement.arrivals:
        return False
    return clause.kind == "narration" or not _MAKING.isdisjoint(clause.words)


def _without_a_name(world: World, clause: Happening) -> Entry | None:
    """Where a step leads that names no place: out of the tavern, down the stairs."""
    place, way = world.place, clause.movement.way
    if place is None:
        return None
    if place in clause.movement.left or (way == "off" and place.setting == "indoors"):
        way = "out"
    if way == "in":
        return setting.behind(world) or world.near
    if way == "there":
        return world.near
    target = {"out": place.out, "up": place.up, "down": place.down}.get(way, "")
    return lexicon().get("place", target) if target else None


def _quiet(kinds: Sequence[UtteranceKind]) -> str:
    if kinds and all(kind == "rules" for kind in kinds):
        return "Only rules talk just now."
    if kinds and all(kind == "dialogue" for kind in kinds):
        return "Only talk so far: nothing happens yet."
    if any(kind in HAPPENING for kind in kinds):
        return "Nothing to be seen in that."
    return "Only table talk just now."
