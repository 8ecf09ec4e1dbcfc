"""Picks one key moment out of what was read: who is there, doing what, and whether it is worth a new picture.

It must not write sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clients.local import storyteller_setting as setting
from clients.local.lexicon import Entry, Match, lexicon, tokens
from clients.local.storyteller_happening import Happening
from clients.local.storyteller_words import root
from clients.local.storyteller_world import Feature, World
from pipeline.model import SceneKind

_SUBJECTS = 3
_CHARACTERS = 4
_OTHERS = 2
_BEINGS = frozenset({"creature", "person"})
_NUMBERS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozens", "hundreds"})
_SAME = (("the",), ("this",), ("that",))
_FURNITURE = frozenset({"door", "wall", "window", "chair", "signpost", "carpet", "water"})
_FADING = frozenset({"flee", "vanish", "fall", "look", "walk", "stand", "sit", "watch", "sinking"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A creature or a person in the picture; ``count`` is a number in words where one was said."""

    entry: Entry
    many: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is to be seen. ``others`` were there before and still are; ``doer`` is someone without a name."""

    world: World
    subjects: tuple[Figure, ...] = ()
    others: tuple[Figure, ...] = ()
    action: Entry | None = None
    magic: Entry | None = None
    things: tuple[Feature, ...] = ()
    held: tuple[Entry, ...] = ()
    mood: Entry | None = None
    names: tuple[str, ...] = ()
    doer: str = ""
    arrived: bool = False
    turned: bool = False
    """Whether light, weather, season or ground were told of."""
    faded: bool = False
    """Whether all that happens is that somebody leaves, or that something is done once more."""


def moment(clauses: Sequence[Happening], world: World, present: Sequence[Figure]) -> Moment:
    """The key moment of ``clauses``; what happened before the last arrival is no longer to be seen.

    ``present``: who was in the last picture of this place.
    """
    start = max((at for at, clause in enumerate(clauses) if clause.arrival is not None), default=0)
    here = clauses[start:]
    sighted = next((clause.movement.sighted[-1] for clause in reversed(here) if clause.movement.sighted), None)
    if sighted is not None and world.place is None:
        world = world.arrive(sighted.entry, setting.called(sighted.entry, sighted.words, many=sighted.many))
    told = [(clause, match) for clause in here for match in clause.matches]
    told = [(clause, _recognised(clause, match, present)) for clause, match in told]
    subjects = _figures((clause, match) for clause, match in told if not clause.gone)
    leaving = {match.entry for clause, match in told if clause.gone and match.entry.kind in _BEINGS}
    somebody_left = any(clause.gone for clause in here)
    stayed = tuple(figure for figure in present if figure.entry not in leaving)
    if somebody_left and not leaving:
        stayed = stayed[:-1]  # "it flies off": whoever was spoken of last
    key = max(here, key=lambda clause: (_interest(clause), here.index(clause)), default=None)
    actions = key.entries("action") if key is not None else ()
    action = max(actions, key=lambda entry: entry.weight, default=None)
    magic = next((match.entry for _, match in reversed(told) if match.entry.kind == "magic"), None)
    names = tuple(dict.fromkeys(name for clause in here for name in clause.names))
    deed = magic is not None or (action is not None and action.weight >= 2)
    if deed and not subjects and stayed and (not names or any(root(w) == "it" for c in here for w in c.words)):
        subjects, stayed = stayed[-1:], stayed[:-1]  # "it breathes fire": what is there
    known = {figure.entry for figure in subjects}
    return Moment(
        world,
        subjects[-_SUBJECTS:],
        tuple(figure for figure in stayed if figure.entry not in known)[-_OTHERS:],
        action if action is not None and action.weight > 0 else None,
        magic,
        _things(told, world),
        tuple(dict.fromkeys(m.entry for c, m in told if m.entry.kind == "gear" and not m.entry.fixed and _acts(c)))[
            -1:
        ],
        next((match.entry for _, match in reversed(told) if match.entry.kind == "mood"), None),
        names[-_CHARACTERS:],
        _doer(key) if key is not None and not names and deed else "",
        arrived=any(clause.arrival is not None for clause in clauses),
        turned=any(match.entry.kind in ("light", "weather", "season", "terrain") for _, match in told),
        faded=bool(here) and all(clause.gone or clause.again or not clause.matches for clause in here),
    )


def present_in(prompt: str, looks: Iterable[str]) -> tuple[Figure, ...]:
    """Who is to be seen in a picture, by its ``prompt``; the ``looks`` of characters are no strangers."""
    for look in looks:
        prompt = prompt.replace(look, "").replace(setting.sentence(look, end=""), "")
    place = setting.read(prompt).place
    words = tokens(prompt.replace(place.look, "") if place is not None else prompt)
    found: dict[Entry, Figure] = {}
    for match in lexicon().concepts(words):
        if match.entry.kind in _BEINGS and match.entry.id != "party" and match.entry not in found:
            found[match.entry] = Figure(match.entry, match.many, _count(words, match))
    return tuple(found.values())


def kind_of(now: Moment) -> SceneKind:
    """What kind of picture it is."""
    if now.magic is not None or (now.action is not None and now.action.weight >= 2):
        return "action"
    if now.subjects or now.names:
        return "character"
    if now.things and not now.arrived:
        return "detail"
    return "establishing"


def news(now: Moment, prompt: str | None) -> bool:
    """Whether the picture would show what the last one, by its ``prompt``, did not."""
    if now.faded and not now.arrived and not now.turned:
        return False
    if prompt is None:
        return True
    before = setting.read(prompt)
    if (now.world.place, now.world.light, now.world.weather) != (before.place, before.light, before.weather):
        return True
    told = prompt.replace(before.place.look, "") if before.place is not None else prompt
    seen = {(match.entry.kind, match.entry.id) for match in lexicon().concepts(tokens(told))}
    if any((figure.entry.kind, figure.entry.id) not in seen for figure in now.subjects):
        return True
    if now.magic is not None and ("magic", now.magic.id) not in seen:
        return True
    if any(("gear", thing.entry.id) not in seen and thing.entry.fixed and _tells(thing) for thing in now.things):
        return True
    return now.action is not None and now.action.weight >= 2 and now.action.look not in prompt


def _tells(thing: Feature) -> bool:
    """Whether a thing is worth a picture of its own; every room has a door."""
    return thing.entry.id not in _FURNITURE


def _recognised(clause: Happening, match: Match, present: Sequence[Figure]) -> Match:
    """``match`` as the one of those ``present`` that it means: "the dragon" is the red dragon that is there."""
    if match.many or clause.words[match.start - 1 : match.start] not in _SAME:
        return match
    known = [figure.entry for figure in present if not figure.many and figure.entry.kind == match.entry.kind]
    alike = [entry for entry in known if entry == match.entry or _is_one_of(entry, match.entry)]
    return replace(match, entry=alike[0]) if len(alike) == 1 else match


def _is_one_of(one: Entry, kind: Entry) -> bool:
    """Whether a red dragon is a dragon, by its name."""
    *adjectives, noun = re.sub(r"^(?:an?|the) ", "", one.name).split()
    return bool(adjectives) and noun in kind.words


def _figures(told: Iterable[tuple[Happening, Match]]) -> tuple[Figure, ...]:
    found: dict[Entry, Figure] = {}
    for clause, match in told:
        if match.entry.kind not in _BEINGS or match.entry.id == "party":
            continue
        figure = Figure(match.entry, match.many, _count(clause.words, match))
        known = found.get(match.entry)
        found[match.entry] = figure if known is None or figure.many else known
    return tuple(found.values())


def _count(words: Sequence[str], match: Match) -> str:
    before = words[max(0, match.start - 3) : match.start]
    return next((word for word in reversed(before) if word in _NUMBERS), "") if match.many else ""


def _things(told: Sequence[tuple[Happening, Match]], world: World) -> tuple[Feature, ...]:
    aboard = world.place is not None and world.place.id == "deck"
    found = dict.fromkeys(
        Feature(match.entry, match.many)
        for clause, match in told
        if match.entry.kind == "gear"
        and (clause.kind == "narration" or not match.entry.fixed)
        and (match.entry.motif or match.entry.glow or match.entry.fixed)
        and not (aboard and match.entry.id in ("ship", "boat"))
    )
    return tuple(found)[-2:]


def _acts(clause: Happening) -> bool:
    return clause.kind == "action"


def _doer(key: Happening) -> str:
    if key.kind != "action":
        return ""
    return (
        "an adventurer" if any(root(word) in ("i", "my") for word in key.words[:4]) else "a small band of adventurers"
    )


def _interest(clause: Happening) -> int:
    weights = {"creature": 2, "person": 1, "magic": 2, "light": 1, "weather": 1}
    worth = sum(weights.get(match.entry.kind, 0) for match in clause.matches)
    action = max((entry.weight for entry in clause.entries("action") if entry.id not in _FADING), default=0)
    return worth + action + len(clause.names) + (2 if clause.arrival is not None else 0)


def settled(now: Moment) -> Moment:
    """Without those who were there before, for a picture of the place alone."""
    return replace(now, others=())
