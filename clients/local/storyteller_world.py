"""The world as lexicon entries: where the party is, in which light, weather and season, and what is there to stay.

It must not look at what was said, nor write a sentence; it holds no state between calls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from clients.local.lexicon import Entry, lexicon

MOST_FEATURES = 4
"""How many lasting things of a place are remembered, the newest first to stay."""

_MILD = frozenset({"wind", "cloudy"})
_HARD = frozenset({"rain", "storm", "snow", "blizzard", "hail", "sandstorm", "ash"})
_CARRIED = frozenset({"torchlight", "dark"})
_COLOURED = frozenset({"red_light", "green_light", "blue_light", "violet_light", "neon_light"})
_OF_A_PLACE = frozenset({"torchlight", "dark", "firelight", "blaze"}) | _COLOURED


@dataclass(frozen=True, slots=True)
class Feature:
    """A thing that stays where it is; ``many`` in the plural."""

    entry: Entry
    many: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """Where it is; what is not known is ``None``. ``called``: how the place was named, empty for its own name.

    ``features`` are the lasting things that were told of the place, oldest first.
    """

    place: Entry | None = None
    light: Entry | None = None
    weather: Entry | None = None
    season: Entry | None = None
    terrain: Entry | None = None
    called: str = ""
    features: tuple[Feature, ...] = ()
    near: Entry | None = None
    """Another place that is to be seen from here, and where whoever goes "in" or "over there" comes to."""
    near_called: str = ""
    """How that place was named, empty for its own name."""

    @property
    def outside(self) -> bool:
        """Whether there is a sky to be seen, as far as is known."""
        return self.place is None or self.place.setting == "outdoors"

    @property
    def name(self) -> str:
        """How a sentence calls the place: "a hut"; empty where it is not known."""
        return self.called or (self.place.name if self.place is not None else "")

    def arrive(self, place: Entry, called: str = "") -> World:
        """At ``place``: the hour goes on and so does the weather, as far as either can be noticed there."""
        light = self.light
        below = self.place is not None and self.place.setting == "underground"
        if self.place is not None and light is not None and light.id in _OF_A_PLACE:
            kept = light.id in _CARRIED and below and place.setting == "underground"
            light = light if kept else None
        if light is not None and light.id == "dark" and place.setting == "outdoors" and self.outside:
            light = lexicon().get("light", "night")
        weather = None if below else self.weather
        called = "" if called == place.name else called
        return World(place, light, weather, self.season, None, called)._possible()

    def lit(self, light: Entry) -> World:
        """With another hour or light. A lamp by daylight and darkness under the sky are told as what is seen."""
        if (
            (light.id in ("torchlight", "firelight") or (light.id in _COLOURED and self.outside))
            and self.light is not None
            and self.light.id in ("day", "dawn")
        ):
            return self
        if light.id == "dark" and self.outside and self.place is not None:
            light = lexicon().get("light", "night")
        return replace(self, light=light)._possible()

    def weathered(self, weather: Entry) -> World:
        """With other weather. A mention of wind or clouds does not end a storm, nor does a drop of rain."""
        now = self.weather.id if self.weather is not None else ""
        milder = weather.id in _MILD and now in _HARD
        if milder or (weather.id == "rain" and now == "storm") or (weather.id == "snow" and now == "blizzard"):
            return self
        return replace(self, weather=weather)._possible()

    def turned(self, season: Entry) -> World:
        """In another season."""
        return replace(self, season=season)._possible()

    def grounded(self, terrain: Entry) -> World:
        """On other ground."""
        return replace(self, terrain=terrain)

    def with_feature(self, entry: Entry, *, many: bool) -> World:
        """With a thing that stays; what is told again is not there twice, and the oldest is forgotten."""
        others = tuple(feature for feature in self.features if feature.entry != entry)
        known = next((feature for feature in self.features if feature.entry == entry), None)
        if known is not None:
            return self
        return replace(self, features=(*others, Feature(entry, many))[-MOST_FEATURES:])

    def without(self, entry: Entry) -> World:
        """With a thing gone that stood there."""
        return replace(self, features=tuple(feature for feature in self.features if feature.entry != entry))

    def beside(self, place: Entry, called: str = "") -> World:
        """With another place in sight."""
        if self.place is None or place == self.place:
            return self
        return replace(self, near=place, near_called="" if called == place.name else called)

    def later(self) -> World:
        """After hours or days of which nothing is told: the weather is not known any more."""
        return replace(self, weather=None)

    def _possible(self) -> World:
        setting = self.place.setting if self.place is not None else "outdoors"
        light = None if self.light is not None and setting in self.light.excludes else self.light
        weather = None if self.weather is not None and setting in self.weather.excludes else self.weather
        season = self.season
        if season is not None and weather is not None and weather.id in season.excludes:
            season = None
        return replace(self, light=light, weather=weather, season=season)
