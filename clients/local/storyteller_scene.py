"""Composes one key moment out of what was read: who, doing what, where, and whether it is worth a new picture.

It must not copy spoken words: a prompt is made of lexicon entries and of the characters' written looks.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clients.local import storyteller_setting as setting
from clients.local.lexicon import Entry, lexicon, tokens
from clients.local.storyteller_reading import Clause
from clients.local.storyteller_setting import World
from pipeline.model import Character, LastScene, SceneDecision, SceneKind

_SUBJECTS = 3
_CHARACTERS = 4
_LOOK_WORDS = 28
_MAX_WORDS = 195
_PRONOUNS = frozenset({"creature", "person"})


@dataclass(frozen=True, slots=True)
class Moment:
    """What is to be seen. ``many`` holds the subjects said in the plural; ``things`` are gear."""

    world: World
    subjects: tuple[Entry, ...] = ()
    many: frozenset[str] = frozenset()
    action: Entry | None = None
    magic: Entry | None = None
    things: tuple[Entry, ...] = ()
    mood: Entry | None = None
    names: tuple[str, ...] = ()


def moment(clauses: Sequence[Clause], world: World, last: LastScene | None) -> Moment:
    """The key moment of ``clauses``; what happened before the last arrival is no longer to be seen."""
    start = max((at for at, clause in enumerate(clauses) if clause.arrival is not None), default=0)
    here = clauses[start:]
    sighted = next((clause.sighted for clause in reversed(here) if clause.sighted is not None), None)
    if sighted is not None and world.place is None:
        world = world.arrive(sighted)
    matches = [match for clause in here for match in clause.matches]
    subjects = _unique(match.entry for match in matches if match.entry.kind in _PRONOUNS and match.entry.id != "party")
    key = max(here, key=lambda clause: (_interest(clause), here.index(clause)), default=None)
    actions = key.entries("action") if key is not None else ()
    action = max(actions, key=lambda entry: entry.weight, default=None)
    names = tuple(dict.fromkeys(name for clause in here for name in clause.names))
    magic = next((match.entry for match in reversed(matches) if match.entry.kind == "magic"), None)
    acts = magic is not None or (action is not None and action.weight >= 2)
    if acts and not subjects and last is not None:
        # "It breathes fire": what was there in the last picture of this place.
        before = setting.read(last.prompt)
        if before.place == world.place:
            subjects = _unique(entry for entry in _entries(last.prompt) if entry.kind == "creature")
    return Moment(
        world,
        subjects[-_SUBJECTS:],
        frozenset(match.entry.id for match in matches if match.many and match.entry.kind in _PRONOUNS),
        action if action is not None and action.weight > 0 else None,
        magic,
        _unique(match.entry for match in matches if _stands_out(match.entry, world.place))[-2:],
        next((match.entry for match in reversed(matches) if match.entry.kind == "mood"), None),
        names[-_CHARACTERS:],
    )


def decide(now: Moment, characters: Sequence[Character], last: LastScene | None) -> SceneDecision:
    """The picture to paint, or *no* with a reason for the game master."""
    acts = now.action is not None and now.action.weight >= 2
    if now.world.place is None and not now.subjects and not now.magic and not (now.names and acts):
        return SceneDecision(False, "Waiting to hear where you are.")
    prompt = compose(now, characters)
    name = title(now)
    kind = kind_of(now)
    if last is not None and not _news(now, last):
        return SceneDecision(False, f"Nothing new to see: still {_lower(setting.title(now.world))}.")
    reasons: dict[SceneKind, str] = {
        "establishing": "The place or its light is new.",
        "action": "Something is happening.",
        "character": "Someone is there to be seen.",
        "detail": "Something caught the eye.",
    }
    return SceneDecision(True, reasons[kind], name, prompt, now.names, kind)


def kind_of(now: Moment) -> SceneKind:
    """What kind of picture it is."""
    if now.magic is not None or (now.action is not None and now.action.weight >= 2):
        return "action"
    if now.subjects or now.names:
        return "character"
    if now.things and now.action is not None:
        return "detail"
    return "establishing"


def title(now: Moment) -> str:
    """Like "the dragon in the cave", or "The cave at night"."""
    if not now.subjects:
        return setting.title(now.world)
    subject = now.subjects[-1]
    who = "the " + plural(subject) if subject.id in now.many else subject.definite
    place = f" {now.world.place.at} {now.world.place.definite}" if now.world.place is not None else ""
    light = f" {now.world.light.name}" if now.world.light is not None and not place else ""
    return setting.sentence(who + place + light, end="")


def compose(now: Moment, characters: Sequence[Character]) -> str:
    """The prompt: one or a few sentences under 200 words, without a name."""
    cast = [
        _looks(character, [other.name for other in characters])
        for character in characters
        if character.name in now.names
    ]
    cast += ["several " + plural(entry) if entry.id in now.many else entry.look or entry.name for entry in now.subjects]
    seed = hashlib.sha256("|".join((*cast, setting.where(now.world))).encode()).digest()
    # An image model gives the first one the best place; nobody shall always be first.
    random.Random(seed).shuffle(cast)
    where = setting.where(now.world)
    if cast:
        doing = f", {now.action.look}," if now.action is not None else ""
        opening = f"{_and(cast)}{doing} {where}"
    elif now.action is not None and now.action.weight >= 2:
        opening = f"a lone figure, {now.action.look}, {where}"
    else:
        opening = f"a wide view of {setting.opening(now.world)}"
    parts = [setting.sentence(re.sub(r",? *$", "", opening))]
    if now.magic is not None:
        parts.append(f"{setting.sentence(now.magic.name, end='')} lights the scene.")
    if now.things:
        verb = "draws" if len(now.things) == 1 and not _is_plural(now.things[0]) else "draw"
        parts.append(setting.sentence(f"{_and([thing.name for thing in now.things])} {verb} the eye"))
    if now.world.place is not None:
        parts.append(now.world.place.look)
    parts.append(setting.atmosphere(now.world))
    if now.mood is not None:
        parts.append(f"The mood is {now.mood.name}.")
    whole = " ".join(filter(None, parts))
    return " ".join(whole.split()[:_MAX_WORDS])


def plural(entry: Entry) -> str:
    """Its name in the plural, without an article."""
    noun = re.sub(r"^(?:an?|the) ", "", entry.name)
    head, _, last = noun.rpartition(" ")
    many = lexicon().plural(last)
    return f"{head} {many}".strip() if entry.name.startswith(("a ", "an ")) and many else noun


def _stands_out(entry: Entry, place: Entry | None) -> bool:
    """Whether a thing is worth telling: what is painted, and is not the place itself."""
    aboard = place is not None and place.id == "deck" and entry.id == "ship"
    return entry.kind == "gear" and bool(entry.motif or entry.glow) and not aboard


def _interest(clause: Clause) -> int:
    weights = {"creature": 2, "person": 1, "magic": 2, "light": 1, "weather": 1}
    worth = sum(weights.get(match.entry.kind, 0) for match in clause.matches)
    action = max((entry.weight for entry in clause.entries("action")), default=0)
    return worth + action + len(clause.names) + (2 if clause.arrival is not None else 0)


def _news(now: Moment, last: LastScene) -> bool:
    """Whether the picture would show what the last one did not."""
    before = setting.read(last.prompt)
    if (now.world.place, now.world.light, now.world.weather) != (before.place, before.light, before.weather):
        return True
    seen = {(entry.kind, entry.id) for entry in _entries(last.prompt)}
    if any((entry.kind, entry.id) not in seen for entry in now.subjects if entry.id not in ("man", "woman")):
        return True
    if now.magic is not None and ("magic", now.magic.id) not in seen:
        return True
    acts = now.action is not None and now.action.weight >= 2
    return now.action is not None and acts and now.action.look not in last.prompt


def _entries(text: str) -> tuple[Entry, ...]:
    return tuple(match.entry for match in lexicon().concepts(tokens(text)))


def _unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(dict.fromkeys(entries))


def _looks(character: Character, names: Sequence[str]) -> str:
    """The character's looks without any name: the image model knows nobody."""
    text = character.description.strip().rstrip(".")
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 2}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?:'s|’s)?(?!\w)", "this hero", text, flags=re.IGNORECASE)
    text = re.sub(r"^this hero(?:,| is| was)? *", "", text)
    words = text.split()[:_LOOK_WORDS]
    return _lower(" ".join(words).rstrip(",;")) if words else "an adventurer"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _is_plural(thing: Entry) -> bool:
    return not thing.name.startswith(("a ", "an "))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
