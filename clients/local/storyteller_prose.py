"""Writes a moment as a scene's prompt and title, in sentences that vary but are the same for the same moment.

It must not copy spoken words: what it writes are lexicon entries and the characters' written looks.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Sequence

from clients.local import storyteller_setting as setting
from clients.local.lexicon import Entry, lexicon, tokens
from clients.local.storyteller_moment import Figure, Moment
from pipeline.model import Character, SceneKind

MAX_WORDS = 195
"""A prompt stays under 200 words."""

_LOOK_WORDS = 28
_OPENINGS = (
    "{cast}, {doing}, {where}.",
    "{where} we see {cast}, {doing}.",
    "{cast} {are} caught here {where}, {doing}.",
)
_QUIET = ("{cast} {where}.", "{where} we see {cast}.", "{cast} {are} here {where}.")
_VIEWS = ("A wide view of {place}.", "The view opens on {place}.", "Before us lies {place}.")
_MAGIC = (
    "{magic} lights the scene.",
    "{magic} throws its colours over everything.",
    "{magic} flares at the heart of it.",
)
_OTHERS = ("Close by {are} {others}.", "Behind them {are} {others}.", "Not far off {are} {others}.")
_STYLE: dict[SceneKind, tuple[str, ...]] = {
    "establishing": ("A wide view with a clear foreground and great depth", "Seen from afar, with room to breathe"),
    "action": ("Seen from low and near, full of movement", "A dramatic angle, caught at the peak of the movement"),
    "character": ("Seen at half length, with a calm background", "Seen at eye level, clear against what lies behind"),
    "detail": ("Seen from very near, everything else soft", "A close view with one clear focus"),
}


def compose(now: Moment, kind: SceneKind, characters: Sequence[Character]) -> str:
    """The prompt: a few sentences under 200 words, without a name, style words last."""
    cast = _cast(now, characters)
    chance = random.Random(hashlib.sha256("|".join((*cast, setting.where(now.world), kind)).encode()).digest())
    # An image model gives the first one the best place; nobody shall always be first.
    chance.shuffle(cast)
    doing = now.action.look if now.action is not None and cast else ""
    where = setting.where(now.world)
    parts = [_opening(now, cast, doing, where, chance)]
    if now.magic is not None:
        parts.append(_form(chance.choice(_MAGIC), magic=now.magic.name))
    if now.others:
        told = [_figure(figure, brief=True) for figure in now.others]
        are = "are" if len(told) > 1 or _is_many(now.others[0]) else "is"
        parts.append(_form(chance.choice(_OTHERS), others=setting.joined(told), are=are))
    things = [thing for thing in now.things if setting.name_of(thing) not in parts[0]]
    if things:
        verb = "draws" if len(things) == 1 and setting.is_one(things[0]) else "draw"
        parts.append(_form("{things} " + verb + " the eye.", things=setting.joined([*map(setting.name_of, things)])))
    if now.world.place is not None:
        parts.append(now.world.place.look)
    if now.world.terrain is not None:
        parts.append(now.world.terrain.look)
    parts.append(setting.atmosphere(now.world))
    mood = f"; the mood is {now.mood.name}" if now.mood is not None else ""
    style = f"{chance.choice(_STYLE[kind])}{mood}."
    body = " ".join(filter(None, parts)).split()
    return " ".join([*body[: MAX_WORDS - len(style.split())], style])


def title(now: Moment) -> str:
    """Like "The dragon in the cave", or "The cave at night"."""
    if not now.subjects:
        return setting.title(now.world)
    figure = now.subjects[-1]
    who = "the " + plural(figure.entry) if figure.many else figure.entry.definite
    place = f" {now.world.place.at} {setting.definite(now.world)}" if now.world.place is not None else ""
    light = f" {now.world.light.name}" if now.world.light is not None and not place else ""
    return setting.sentence(re.sub(r" +", " ", who + place + light), end="")


def plural(entry: Entry) -> str:
    """Its name in the plural, without an article."""
    noun = re.sub(r"^(?:an?|the) ", "", entry.name)
    head, _, last = noun.rpartition(" ")
    many = lexicon().plural(last)
    return f"{head} {many}".strip() if entry.name.startswith(("a ", "an ")) and many else noun


def looks_of(characters: Sequence[Character], names: Iterable[str]) -> list[str]:
    """The looks of those of ``characters`` who are in ``names``, without any name: the image model knows nobody."""
    everyone = [character.name for character in characters]
    return [_looks(character, everyone) for character in characters if character.name in set(names)]


def _opening(now: Moment, cast: Sequence[str], doing: str, where: str, chance: random.Random) -> str:
    if not cast:
        place = setting.opening(now.world)
        view = chance.choice(_VIEWS)
        # "Before us lies" is for one place: not for lanes, nor for salt pans.
        return _form(view if place.startswith(("a ", "an ", "the ")) else _VIEWS[0], place=place)
    forms = _OPENINGS if doing else _QUIET
    form = chance.choice(forms)
    several = len(cast) > 1 or (len(now.subjects) == 1 and _is_many(now.subjects[0]) and not now.names)
    if not where:
        form = forms[0].replace(" {where}", "")
    elif any(match.entry.kind == "place" for text in cast for match in lexicon().concepts(tokens(text))):
        form = forms[1]  # whoever reads the prompt takes the first place for the scene's
    return _form(form, cast=setting.joined(cast), doing=doing, where=where, are="are" if several else "is")


def _form(form: str, **parts: str) -> str:
    told = re.sub(r",(\s*[,.])", r"\1", re.sub(r"\s+", " ", form.format(**parts)))
    return setting.sentence(told.replace(" .", "."), end="")


def _cast(now: Moment, characters: Sequence[Character]) -> list[str]:
    held = next((thing.name for thing in now.held), "")
    looks = looks_of(characters, now.names)
    if held and looks and held.split()[-1] not in " ".join(looks):
        looks[-1] += f", holding {held}"
    if not looks and now.doer:
        looks = [now.doer + (f" with {held}" if held else "")]
    return looks + [_figure(figure) for figure in now.subjects]


def _figure(figure: Figure, *, brief: bool = False) -> str:
    """Like "a huge winged dragon", "three crooked goblins with long ears"; ``brief``: without what marks it out."""
    look = figure.entry.look or figure.entry.name
    if brief:
        look = figure.entry.name
    if not figure.many:
        return look
    noun = re.sub(r"^(?:an?|the) ", "", figure.entry.name)
    body = re.sub(r"^(?:an?|the) ", "", look)
    if not figure.entry.name.startswith(("a ", "an ")):
        return look
    if noun not in body:
        return f"{figure.count or 'several'} {plural(figure.entry)}"
    return f"{figure.count or 'several'} {body.replace(noun, plural(figure.entry), 1)}"


def _is_many(figure: Figure) -> bool:
    """Whether its verb stands in the plural: goblins do, and so do chickens, of which nobody speaks as of one."""
    return figure.many or not figure.entry.name.startswith(("a ", "an ", "the "))


def _looks(character: Character, names: Sequence[str]) -> str:
    text = character.description.strip().rstrip(".")
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 2}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?:'s|’s)?(?!\w)", "this hero", text, flags=re.IGNORECASE)
    text = re.sub(r"^this hero(?:,| is| was)? *", "", text)
    words = text.split()[:_LOOK_WORDS]
    told = " ".join(words).rstrip(",;")
    return told[:1].lower() + told[1:] if told else "an adventurer"
