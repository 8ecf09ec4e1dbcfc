"""The physical setting as lexicon entries: read out of a description, changed, and told again in sentences.

It must not look at what was said; it holds no state, so that a restart or a person's edit is honoured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from clients.local.lexicon import Entry, lexicon, tokens

MAX_WORDS = 99
"""An environment description stays under 100 words."""

_MILD = frozenset({"wind", "cloudy"})
_HARD = frozenset({"rain", "storm", "snow", "sandstorm", "ash"})
_HOURS = frozenset({"dawn", "day", "dusk", "night", "moonlight"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class World:
    """Where it is; what is not known is ``None``."""

    place: Entry | None = None
    light: Entry | None = None
    weather: Entry | None = None

    @property
    def outside(self) -> bool:
        """Whether there is a sky to be seen, as far as is known."""
        return self.place is None or self.place.setting == "outdoors"

    def arrive(self, place: Entry) -> World:
        """At ``place``: the hour goes on and so does the weather, as far as either can be noticed there."""
        light = self.light
        came_up = self.place is not None and not self.outside and place.setting == "outdoors"
        if came_up and light is not None and light.id in ("torchlight", "dark"):
            light = None
        weather = None if self.place is not None and self.place.setting == "underground" else self.weather
        return World(place, light, weather)._possible()

    def lit(self, light: Entry) -> World:
        """With another hour or light. A torch by daylight and darkness under the sky are told as what is seen."""
        if light.id == "torchlight" and self.light is not None and self.light.id in ("day", "dawn"):
            return self
        if light.id == "dark" and self.outside:
            light = lexicon().get("light", "night")
        return replace(self, light=light)._possible()

    def weathered(self, weather: Entry) -> World:
        """With other weather. A mention of wind or clouds does not end a storm, nor does a drop of rain."""
        now = self.weather.id if self.weather is not None else ""
        milder = weather.id in _MILD and now in _HARD
        if milder or (weather.id == "rain" and now == "storm"):
            return self
        return replace(self, weather=weather)._possible()

    def _possible(self) -> World:
        setting = self.place.setting if self.place is not None else "outdoors"
        light, weather = self.light, self.weather
        return World(
            self.place,
            None if light is not None and setting in light.excludes else light,
            None if weather is not None and setting in weather.excludes else weather,
        )


def read(text: str) -> World:
    """The setting that ``text`` describes: its first place, and its last light and weather."""
    place = light = weather = None
    words = tokens(text)
    far = lexicon().marks("distant", words)
    for match in lexicon().concepts(words):
        entry = match.entry
        if entry.kind == "place" and place is None:
            if not any(mark.end <= match.start <= mark.end + 2 for mark in far):
                place = entry
        elif entry.kind == "light":
            light = entry
        elif entry.kind == "weather":
            weather = entry
    return World(place, light, weather)


def where(world: World) -> str:
    """Like "in a forest at night, in the rain"; empty where nothing is known."""
    return f"{world.place.at} {opening(world)}" if world.place is not None else opening(world, unknown="")


def opening(world: World, *, unknown: str = "somewhere") -> str:
    """Like "a forest at night, in the rain", with ``unknown`` for a place not known; indoors without the weather."""
    place = world.place.name if world.place is not None else unknown
    light = world.light.name if world.light is not None else ""
    weather = world.weather.name if world.weather is not None and world.outside else ""
    return ", ".join(part for part in (" ".join(filter(None, (place, light))), weather) if part)


def title(world: World) -> str:
    """Like "The forest at night"."""
    place = world.place.definite if world.place is not None else "somewhere"
    return sentence(" ".join(filter(None, (place, world.light.name if world.light is not None else ""))), end="")


def atmosphere(world: World) -> str:
    """A sentence on light and one on weather, as far as they are known."""
    told: list[str] = []
    veiled = world.weather is not None and world.weather.id not in ("clear", "wind")
    # Under a veiled sky, and under a roof, neither sun nor stars are seen: the first sentence alone names the hour.
    hidden = _HOURS if veiled or not world.outside else frozenset[str]()
    if world.light is not None and world.light.id not in hidden:
        told.append(world.light.look)
    if world.weather is not None:
        look = world.weather.look
        told.append(look if world.outside else f"Outside, {look[0].lower()}{look[1:]}")
    return " ".join(told)


def describe(world: World) -> str:
    """The setting in a few sentences, under 100 words, from which ``read`` gets the same setting back."""
    if world == World():
        return ""
    look = world.place.look if world.place is not None else ""
    return " ".join(filter(None, (sentence(opening(world)), look, atmosphere(world))))


def retell(description: str, world: World) -> str:
    """``description`` changed to say ``world``. What a person wrote about the same place is kept."""
    known = read(description)
    ours = not description.strip() or description.strip() == describe(known)
    if ours or known.place != world.place:
        return describe(world)
    looks = {entry.look for kind in ("light", "weather") for entry in lexicon().of(kind)}
    kept = " ".join(line for line in _SENTENCE.split(description.strip()) if line not in looks)
    told = [
        sentence(entry.name) + " " + entry.look
        for entry, before in ((world.light, known.light), (world.weather, known.weather))
        if entry is not None and entry != before
    ]
    whole = " ".join((kept, *told))
    return whole if len(whole.split()) <= MAX_WORDS else describe(world)


def sentence(text: str, *, end: str = ".") -> str:
    """``text`` with a capital at its beginning and ``end`` at its end."""
    return text[:1].upper() + text[1:] + end
