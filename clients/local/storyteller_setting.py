"""The world in words: told as the environment's description, and read back out of it or out of a person's own.

It must not look at what was said; it holds no state, so that a restart or a person's edit is honoured.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from clients.local.lexicon import Entry, Match, lexicon, tokens
from clients.local.storyteller_words import PREPOSITIONS
from clients.local.storyteller_world import MOST_FEATURES, Feature, World

MAX_WORDS = 99
"""An environment description stays under 100 words."""

_OUTSIDE = " outside the "
_NEAR = "Near at hand: {place}."
_NEAR_WORDS = ("near", "at", "hand")
_HOURS = frozenset({"dawn", "day", "dusk", "night", "moonlight"})
_AT_AN_HOUR = frozenset({"at", "by", "in", "under"})
"""What follows the place in an opening: "stairs at night, in the rain"."""
_ARTICLE = re.compile(r"^(?:an?|the) ")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FEATURES = ("Here {there} {things}.", "{things} {stand} out.", "{things} {catch} the eye.", "There {there} {things}.")
_MASS = frozenset({"magma", "lava", "hell", "open water", "arctic", "wilderness", "underwater", "heath"})
_NOT_NOUNS = (PREPOSITIONS - {"back", "round"}) | {
    "make", "makes", "made", "making", "set", "sets", "setting", "pitch", "board", "boards", "boarding", "above",
    "ashore", "backstage", "chained", "shackled", "manacled",
}  # fmt: skip


def read(text: str) -> World:
    """The setting that ``text`` describes: its first place, and its last light, weather, season and ground.

    A sentence that is an entry's ``look`` stands for that entry, whatever other words are in it.
    """
    world = World()
    for sentence in _SENTENCE.split(text.strip()):
        known = _looks().get(_plain(sentence))
        if known is not None:
            if known.kind != "place" or world.place is None:
                world = _with(world, known)
            continue
        words = tokens(sentence)
        if words[: len(_NEAR_WORDS)] == _NEAR_WORDS:
            near = next((match for match in lexicon().concepts(words) if match.entry.kind == "place"), None)
            world = world.beside(near.entry, _as_read(near.entry, words, near)) if near is not None else world
            continue
        far = lexicon().marks("distant", words)
        matches = lexicon().concepts(words)
        own = world.place is None and any(match.entry.kind == "place" for match in matches)
        if world == World() and not own:
            world = _inside(words)
        for match in matches:
            entry = match.entry
            if entry.kind == "place":
                if world.place is None and not any(mark.end <= match.start <= mark.end + 2 for mark in far):
                    world = replace(world, place=entry, called=_as_read(entry, words, match))
            elif entry.kind in ("light", "weather", "season", "terrain"):
                world = _with(world, entry)
            elif entry.kind == "gear" and entry.fixed and not own and len(world.features) < MOST_FEATURES:
                world = world.with_feature(entry, many=match.many)
    return world


def called(entry: Entry, words: Sequence[str], *, many: bool) -> str:
    """How a sentence calls a place that was named with ``words``: "a hut", "the dunes"; empty for its own name."""
    words = (*words[:-1], words[-1].removesuffix("'s")) if words else ()
    if len(words) > 2 and words[0] in PREPOSITIONS and words[1] in ("a", "an", "the"):
        inside = any(known is entry for known, _, _ in lexicon().inside(words[-1]))
        if not inside and not any(match.entry is entry for match in lexicon().concepts(words[2:])):
            return ""
        words = words[2:]
    if words and words[0] in ("a", "an", "the"):
        bare = any(match.entry is entry for match in lexicon().concepts(words[1:]))
        if not bare and words[0] == "the":
            return " ".join(words)  # only so it is read back
        words = words[1:]
    noun = " ".join(words)
    if (
        not words
        or words[0] in _NOT_NOUNS
        or ("'s" in noun and not _is_its_name(entry, words))
        or words[0] in PREPOSITIONS - {"back", "round"}
        or noun in entry.parts
        or noun == _ARTICLE.sub("", entry.name)
    ):
        return ""
    last = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    if many or (last.endswith("s") and not last.endswith(("ss", "is", "us"))) or last.endswith("land") or noun in _MASS:
        return noun if last not in ("island", "highland") else "an island"
    return "the " + noun if "of" in words else ("an " if noun[0] in "aeiou" else "a ") + noun


def _is_its_name(entry: Entry, words: Sequence[str]) -> bool:
    """Whether the place is known by whose it is: a mayor's office; not a dragon's lair, for the dragon may be away."""
    found = lexicon().concepts(words)
    owner = lexicon().concepts([words[0].removesuffix("'s")])
    whole = any(match.entry is entry and match.end == len(words) for match in found)
    return whole and not any(match.entry.kind == "creature" for match in owner)


def one_of(called: str, entry: Entry) -> str:
    """A single one where several were named: "a cabin" of "cabins"."""
    book = lexicon()
    noun = next((word for word in (*entry.words, *entry.written) if book.plural(word) == called != word), "")
    return (("an " if noun[0] in "aeiou" else "a ") + noun) if noun else called


def before(entry: Entry, noun: str) -> str:
    """How a sentence calls the place in front of another: "the mountains outside the mine"."""
    return f"{entry.name}{_OUTSIDE}{noun}"


def behind(world: World) -> Entry | None:
    """The place in front of which the world is, if it is told so."""
    inner = lexicon().concepts(tokens(world.called.partition(_OUTSIDE)[2]))
    return next((match.entry for match in inner if match.entry.kind == "place"), None)


def where(world: World) -> str:
    """Like "in a forest at night, in the rain"; empty where nothing is known."""
    if world.place is None:
        return opening(world, unknown="")
    return f"{world.place.at} {opening(world)}".strip()


def opening(world: World, *, unknown: str = "somewhere") -> str:
    """Like "a forest at night, in the rain", with ``unknown`` for a place not known; indoors without the weather."""
    place = world.name or unknown
    season = world.season.name if world.season is not None and world.outside else ""
    light = world.light.name if world.light is not None else ""
    weather = world.weather.name if world.weather is not None and world.outside else ""
    return ", ".join(part for part in (" ".join(filter(None, (place, season, light))), weather) if part)


def title(world: World) -> str:
    """Like "The forest at night"."""
    place = definite(world) or "somewhere"
    return sentence(" ".join(filter(None, (place, world.light.name if world.light is not None else ""))), end="")


def definite(world: World) -> str:
    """The place with a definite article: "the hut"; empty where it is not known."""
    if not world.name:
        return ""
    return world.name if world.name == "backstage" else "the " + re.sub(r"^(?:an?|the) ", "", world.name)


def atmosphere(world: World) -> str:
    """A sentence on light and one on weather, as far as they are known."""
    told: list[str] = []
    veiled = world.weather is not None and world.weather.id not in ("clear", "wind", "aurora")
    # Under a veiled sky, and under a roof, neither sun nor stars are seen: the first sentence alone names the hour.
    hidden = _HOURS if veiled or not world.outside else frozenset[str]()
    if world.light is not None and world.light.id not in hidden:
        told.append(world.light.look)
    if world.weather is not None:
        look = world.weather.look
        told.append(look if world.outside else f"Outside, {look[0].lower()}{look[1:]}")
    return " ".join(told)


def describe(world: World, absent: Collection[Entry] = ()) -> str:
    """The setting in a few sentences, under 100 words, from which ``read`` gets the same setting back.

    How its place looks is left out where that names something ``absent``.
    """
    if world == World():
        return ""
    look = world.place.look if world.place is not None else ""
    if absent and any(match.entry in absent for match in lexicon().concepts(tokens(look))):
        look = ""
    ground = world.terrain.look if world.terrain is not None else ""
    parts = (sentence(opening(world)), look, furnished(world), in_sight(world), ground, atmosphere(world))
    return " ".join(filter(None, parts))


def furnished(world: World) -> str:
    """A sentence on the lasting things of the place; empty where none was told of."""
    names = [name_of(feature) for feature in world.features]
    if not names:
        return ""
    single = len(names) == 1 and is_one(world.features[0])
    form = _FEATURES[_chance(names) % len(_FEATURES)]
    return sentence(
        form.format(
            things=joined(names),
            there="is" if single else "are",
            stand="stands" if single else "stand",
            catch="catches" if single else "catch",
        ),
        end="",
    )


def in_sight(world: World) -> str:
    """A sentence on the place that is to be seen from here; empty where there is none."""
    return _NEAR.format(place=world.near_called or world.near.name) if world.near is not None else ""


def name_of(feature: Feature) -> str:
    """Like "an altar", or "altars"."""
    if not feature.many or not feature.entry.name.startswith(("a ", "an ")):
        return feature.entry.name
    noun = re.sub(r"^an? ", "", feature.entry.name)
    head, _, last = noun.rpartition(" ")
    return f"{head} {lexicon().plural(last)}".strip()


def is_one(feature: Feature) -> bool:
    """Whether its verb stands in the singular: an altar is, smoke is, heaps of gold and barrels are."""
    name = feature.entry.name
    return not feature.many and (name.startswith(("a ", "an ")) or (" " not in name and not name.endswith("s")))


def retell(description: str, world: World, absent: Collection[Entry] = ()) -> str:
    """``description`` changed to say ``world``. What a person wrote about the same place is kept.

    ``absent``: what is said not to be there; of a new place nothing is told that names it.
    """
    known = read(description)
    ours = not description.strip() or description.strip() == describe(known)
    if known.place != world.place:
        return describe(world, absent)
    if ours:
        return describe(world)
    if known.name != world.name and not _is_common(world):
        return describe(world, absent)
    kept = " ".join(
        line
        for line in _SENTENCE.split(description.strip())
        if (entry := _looks().get(_plain(line))) is None or entry.kind == "place"
    )
    told = [
        sentence(entry.name) + " " + entry.look
        for entry, before in ((world.light, known.light), (world.weather, known.weather))
        if entry is not None and entry != before
    ]
    new = replace(world, features=tuple(f for f in world.features if f not in known.features))
    kept = " ".join(line for line in _SENTENCE.split(kept) if tokens(line)[: len(_NEAR_WORDS)] != _NEAR_WORDS)
    whole = " ".join(filter(None, (kept, furnished(new), in_sight(world), *told)))
    return whole if len(whole.split()) <= MAX_WORDS else describe(world)


def _is_common(world: World) -> bool:
    """Whether the place goes by a noun that many of its kind go by: a road; not a boiler room."""
    common = {word.rpartition(" ")[2] for word in world.place.words} if world.place is not None else set[str]()
    noun = re.sub(r"^(?:an?|the) ", "", world.name)
    return noun in common


def sentence(text: str, *, end: str = ".") -> str:
    """``text`` with a capital at its beginning and ``end`` at its end."""
    return text[:1].upper() + text[1:] + end


def joined(parts: Sequence[str]) -> str:
    """Like "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _chance(names: Sequence[str]) -> int:
    """A number that is always the same for the same ``names``."""
    return hashlib.sha256("|".join(names).encode()).digest()[0]


def _with(world: World, entry: Entry) -> World:
    if entry.kind == "light":
        return replace(world, light=entry)
    if entry.kind == "weather":
        return replace(world, weather=entry)
    if entry.kind == "season":
        return replace(world, season=entry)
    return replace(world, terrain=entry) if entry.kind == "terrain" else replace(world, place=entry)


def _inside(words: Sequence[str]) -> World:
    """Somewhere that is a place only for who is there: "A van at night."."""
    lead = 1 if words[:1] and words[0] in ("a", "an") else 0
    if len(words) <= lead:
        return World()
    known = [(entry, many) for entry, _, many in lexicon().inside(words[lead])]
    if not known and (len(words) == lead + 1 or words[lead + 1] in _AT_AN_HOUR):
        known = list(lexicon().passed(words[lead]))
    return World(known[0][0], called=" ".join(words[: lead + 1])) if known and known[0][1] != bool(lead) else World()


def _as_read(entry: Entry, words: Sequence[str], match: Match) -> str:
    if words[match.end : match.end + 2] == ("outside", "the"):
        inner = next(
            (other for other in lexicon().concepts(words[match.end + 2 :]) if other.entry.kind == "place"), None
        )
        if inner is not None and not inner.start:
            return before(entry, " ".join(words[match.end + 2 : match.end + 2 + inner.end]))
    return called(entry, words[match.start : match.end], many=match.many)


def _plain(line: str) -> str:
    return line.strip().lower().removeprefix("outside, ")


@cache
def _looks() -> dict[str, Entry]:
    kinds = ("place", "light", "weather", "season", "terrain")
    return {_plain(entry.look): entry for kind in kinds for entry in lexicon().of(kind) if entry.look}
