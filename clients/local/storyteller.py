"""The offline storyteller: rules over the lexicon that follow the world and pick the moments worth a picture.

It must not know more than the context it is given tells: what it keeps between calls is only what it would find again.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local import storyteller_setting as setting
from clients.local.lexicon import Entry, Match, lexicon
from clients.local.storyteller_arrival import steps
from clients.local.storyteller_happening import HAPPENING, Happening, Reading
from clients.local.storyteller_kept import Kept
from clients.local.storyteller_moment import Moment, moment, present_in
from clients.local.storyteller_nearby import Near, Sight, nearest
from clients.local.storyteller_prose import looks_of
from clients.local.storyteller_reading import Survey, places_in, read_on, survey
from clients.local.storyteller_scene import decide
from clients.local.storyteller_stay import Stay
from clients.local.storyteller_words import ARTICLES
from clients.local.storyteller_world import World
from clients.local.storyteller_worth import is_worth_it
from pipeline.call import NO_ONES, Call
from pipeline.model import MOST_BEFORE, Context, EnvironmentUpdate, SceneDecision, Spoken, UtteranceKind

_MAKING = frozenset({"light", "lights", "kindle", "build", "builds", "start", "starts", "make", "makes", "set", "sets"})
_AGAIN = frozenset({"again", "back", "return", "returns", "returned", "returning", "revisit", "re-enter", "re-enters"})
"""The lexicon knows kinds of places: that it is the same cave as before must be said."""
_UTTERANCES = 64
"""Of how many utterances is kept what they were taken apart into: of more tables than speak at once."""
_SCENE_S = 10.0
"""For how long: its scene is composed of an utterance right after the environment was told of it."""
_EVENING_S = 600.0
"""For how long the places are kept that it named, and nothing else of it."""
_SURELY = 1.0


class LexiconStoryteller:
    """A ``Storyteller`` without a key or a network. Pure and quick: a few milliseconds a call, and it never fails."""

    name = "offline-rules"

    def __init__(self) -> None:
        self._surveys = Kept[Survey](_UTTERANCES, _SCENE_S)
        self._places = Kept[tuple[Sight, ...]](_UTTERANCES * MOST_BEFORE, _EVENING_S)
        survey("you enter a cave")  # lexicon and grammar are built at start rather than during the first scene

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: Call = NO_ONES
    ) -> EnvironmentUpdate:
        """Classify each of ``spoken``; a new description only when the place or what is lasting in it changed."""
        description = context.environment.description
        before = after = setting.read(description)
        again = False
        readings: list[Reading] = []
        for utterance, earlier in zip(spoken, _earlier(spoken, context), strict=True):
            found = self._survey(utterance.text, context, earlier, known=after.place is not None)
            near = self._near(found, context, earlier, after)
            readings.append(read_on(found, opening=after.place is None, near=near))
            for clause in _happening(readings[-1:]):
                world = _follow(after, clause)
                if world.place != after.place:
                    again = not _AGAIN.isdisjoint(clause.words)
                after = world
        kinds: tuple[UtteranceKind, ...] = tuple(reading.kind for reading in readings)
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
        told, now = self.key_moment(spoken, kinds, context)
        if isinstance(now, str):
            return SceneDecision(False, now)
        decision = decide(now, context.characters, context.last_scene)
        shown = context.last_scene.prompt if context.last_scene is not None else None
        if decision.paint and not is_worth_it(now, told, shown):
            return SceneDecision(False, "Nothing that needs a picture of its own.")
        return decision

    def key_moment(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context
    ) -> tuple[list[Reading], Moment | str]:
        """The utterances in which something happens, and what is to be seen, or why there is nothing."""
        world, last = setting.read(context.environment.description), context.last_scene
        pictured = setting.read(last.prompt).place if last is not None else None
        here = _stay(world.place, world.called) if world.place != pictured else None
        told = [
            read_on(
                self._survey(utterance.text, context, earlier, known=world.place is not None),
                opening=last is None,
                # Where the party is and was not before, a step without a place has led.
                near=Near(here, _SURELY, 0) if here is not None else None,
            )
            for utterance, earlier, kind in zip(spoken, _earlier(spoken, context), kinds, strict=True)
            if kind in HAPPENING
        ]
        clauses = _happening(told)
        if not any(clause.matches or clause.names or clause.arrival for clause in clauses):
            return told, _quiet(kinds)
        if "narration" not in kinds and not any(clause.arrival or _is_a_sight(clause) for clause in clauses):
            return told, "A deed that changes nothing to be seen."
        present = ()
        if last is not None and pictured == world.place:
            looks = looks_of(context.characters, _names(context))
            present = present_in(last.prompt, looks)
        return told, moment(clauses, world, present)

    def _survey(self, text: str, context: Context, earlier: Sequence[str], *, known: bool) -> Survey:
        """``known``: whether anything is known of where the party is."""
        names, before = _names(context), earlier[-1] if earlier else ""
        key = (text, names, before, known)
        return self._surveys.get(key, lambda: survey(text, names, before, opening=not known))

    def _near(self, found: Survey, context: Context, earlier: Sequence[str], world: World) -> Near | None:
        """Where a step without a place would lead, by what was said ``earlier``; None where none was told."""
        place, names = world.place, _names(context)
        if place is None or not steps(found.told):
            return None

        def seen(text: str) -> tuple[Sight, ...]:
            # The key tells nothing of the words, and of what is kept only nouns are.
            return self._places.get(hash((text, names)), lambda: places_in(survey(text, names, alone=True)))

        def leads(stay: Stay) -> bool:
            return stay.entry != place and (place.setting == "outdoors" or stay.entry.setting != "outdoors")

        shown = _stay(world.near, setting.one_of(world.near_called, world.near)) if world.near is not None else None
        return nearest([seen(text) for text in earlier], shown, leads)


def _names(context: Context) -> tuple[str, ...]:
    return tuple(character.name for character in context.characters)


def _is_a_sight(clause: Happening) -> bool:
    """Whether a player's deed is to be seen by itself: of a character, a spell, a light.

    "I swing at it" is once the game master tells what came of it.
    """
    return bool(clause.names) or any(clause.entries(kind) for kind in ("magic", "light", "weather"))


def _earlier(spoken: Sequence[Spoken], context: Context) -> list[list[str]]:
    """What was said before each of ``spoken``, the newest last."""
    said = [*context.before.split("\n"), *(utterance.text for utterance in spoken)]
    first = len(said) - len(spoken)
    return [[text for text in said[max(0, at - MOST_BEFORE) : at] if text] for at in range(first, len(said))]


def _stay(place: Entry | None, called: str) -> Stay | None:
    """A place as it was named: "a dark wood", empty for its own name."""
    words = called.split()
    return Stay(place, tuple(words[1:] if words[:1] and words[0] in ARTICLES else words), False) if place else None


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
    if stay is not None and _only_passed(stay) and _without_a_name(world, clause) is not None:
        stay = None  # "you go down the stairs", of a house with a cellar
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


def _only_passed(stay: Stay) -> bool:
    return len(stay.words) == 1 and any(entry == stay.entry for entry, _ in lexicon().passed(stay.words[0]))


def _is_another(stay: Stay, world: World) -> bool:
    """Whether a place of the same kind goes by another noun: an arcade after a platform, both of them halls."""
    entry = stay.entry
    if len(stay.words) == 1 and any(known == entry for known, _, _ in lexicon().inside(stay.words[0])):
        return False  # "you stand on the tiles", of the roof that one is on
    name = _called(stay)
    if not name and stay.words[-1:] == (entry.name.rpartition(" ")[2],):
        # Its own name; what else it goes by is the same place: an inn and a tavern, but not a creek bed and a canyon.
        common = {word.rpartition(" ")[2] for word in entry.words}
        name = "" if any(_same_noun(noun, world.name.split()) for noun in common) else entry.name
    noun, before = (called.rpartition(" ")[2] for called in (name, world.name))
    if noun == before:
        kinds = {*entry.words, *entry.written}
        both = {called.partition(" ")[2] for called in (name, world.name)}
        return len(both) == 2 and both <= kinds and all(" " in called for called in both)  # a boiler room, a linen room
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
