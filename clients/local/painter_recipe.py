"""What a prompt asks to be painted, in the lexicon's terms, and the colours of its hour and weather.

It must not paint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from clients.local.lexicon import Entry, lexicon, tokens
from clients.local.painter_canvas import Rgb, mix, scaled
from clients.local.painter_troupe import held, number, way
from clients.local.storyteller_setting import read as read_setting

_SUBJECTS = 3
_ITS_OWN = {
    "camp": {"fire", "hearth"},
    "tavern": {"fire", "hearth"},
    "hall": {"fire", "hearth"},
    "forest": {"tree"},
    "swamp": {"tree"},
    "chamber": {"door"},
    "bedroom": {"door"},
    "town": {"door"},
    "market": {"door"},
    "smithy": {"fire", "hearth"},
    "stones": {"altar"},
    "square": {"door"},
    "alley": {"door"},
    "rooftop": {"door"},
    "mill": {"door"},
    "pyramid": {"door"},
    "village": {"door"},
    "castle": {"door", "gate"},
    "tower": {"door"},
}
"""Things that a composition shows anyway."""
_OF_THE_SEA = frozenset({"kraken", "sea_serpent", "shark", "whale", "ship", "boat"})
"""What is at sea where no place is told."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours outdoors. ``ambient`` multiplies the local colour of things; ``haze`` is what distance turns them to."""

    zenith: Rgb
    middle: Rgb
    horizon: Rgb
    haze: Rgb
    ambient: Rgb
    key: Rgb
    """The colour of sun, moon or fire."""
    dark: bool = False

    def local(self, color: Rgb, depth: float) -> Rgb:
        """A thing's ``color`` in this light, ``depth`` 0 (at hand) to 1 (on the horizon)."""
        return mix(scaled(color, self.ambient), self.haze, depth)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that the painter needs to know. ``subjects`` come with how many of each; ``seed`` fixes every chance."""

    seed: int
    motif: str
    indoors: bool
    light: str
    weather: str
    palette: Palette
    subjects: tuple[tuple[Entry, int], ...] = ()
    things: tuple[Entry, ...] = ()
    magic: Entry | None = None
    snowy: bool = False
    way: str = ""
    """What the subjects do, as a pose; ``held`` is what they carry."""
    held: tuple[str, ...] = ()


_PALETTES = {
    "day": Palette((58, 118, 190), (118, 174, 216), (214, 226, 222), (182, 204, 216), (1, 1, 0.96), (255, 246, 214)),
    "dawn": Palette(
        (66, 84, 140), (178, 140, 160), (255, 204, 150), (226, 178, 168), (0.72, 0.6, 0.62), (255, 226, 170)
    ),
    "dusk": Palette((40, 32, 78), (156, 66, 92), (255, 152, 78), (206, 106, 92), (0.5, 0.34, 0.4), (255, 190, 110)),
    "night": Palette(
        (5, 8, 26), (14, 24, 56), (40, 62, 104), (36, 54, 92), (0.2, 0.25, 0.4), (214, 224, 255), dark=True
    ),
    "moonlight": Palette(
        (10, 18, 46), (34, 58, 100), (98, 130, 170), (84, 114, 152), (0.3, 0.38, 0.54), (232, 240, 255), dark=True
    ),
    "torchlight": Palette(
        (8, 8, 20), (24, 20, 34), (70, 46, 44), (52, 40, 46), (0.34, 0.26, 0.26), (255, 176, 88), dark=True
    ),
    "red": Palette(
        (26, 6, 10), (70, 16, 20), (150, 40, 34), (96, 26, 26), (0.55, 0.17, 0.15), (255, 84, 62), dark=True
    ),
    "green": Palette(
        (4, 20, 12), (10, 56, 34), (60, 150, 90), (34, 96, 60), (0.2, 0.46, 0.26), (130, 255, 156), dark=True
    ),
    "blue": Palette(
        (4, 10, 30), (10, 36, 84), (60, 130, 210), (36, 84, 150), (0.18, 0.34, 0.6), (136, 192, 255), dark=True
    ),
    "violet": Palette(
        (20, 6, 34), (64, 20, 92), (160, 70, 190), (104, 44, 130), (0.42, 0.2, 0.56), (222, 134, 255), dark=True
    ),
    "neon": Palette(
        (10, 8, 30), (46, 18, 78), (226, 62, 156), (96, 44, 128), (0.38, 0.26, 0.52), (255, 96, 196), dark=True
    ),
    "dark": Palette(
        (3, 4, 10), (8, 10, 20), (22, 28, 44), (20, 25, 40), (0.13, 0.15, 0.22), (150, 170, 210), dark=True
    ),
}

_GREY: dict[str, tuple[Rgb, float, float]] = {
    # What the sky turns to, how much, and what remains of the light.
    "cloudy": ((150, 158, 168), 0.45, 0.9),
    "rain": ((112, 124, 138), 0.62, 0.74),
    "storm": ((84, 94, 118), 0.7, 0.66),
    "fog": ((196, 202, 204), 0.6, 0.9),
    "snow": ((176, 188, 206), 0.45, 0.92),
    "sandstorm": ((206, 160, 98), 0.75, 0.85),
    "ash": ((96, 66, 60), 0.7, 0.6),
}


def recipe(prompt: str) -> Recipe:
    """Read ``prompt``. What it does not say is chosen by its hash, and nothing else."""
    digest = hashlib.sha256(prompt.encode()).digest()
    seed = int.from_bytes(digest[:8], "big")
    world = read_setting(prompt)
    place = world.place
    # What a place's own look names ("lone trees") its composition paints already.
    words = tokens(prompt.replace(place.look, " ") if place is not None and place.look else prompt)
    matches = lexicon().concepts(words)
    light = world.light.motif or world.light.id if world.light is not None else ("day", "dusk", "dawn")[digest[8] % 3]
    indoors = place is not None and place.setting != "outdoors"
    if indoors and world.light is None:
        light = "torchlight"
    weather = world.weather.motif or world.weather.id if world.weather is not None else "clear"
    counts: dict[Entry, int] = {}
    for match in matches:
        if match.entry.kind in ("creature", "person") and match.entry.motif:
            counts[match.entry] = max(counts.get(match.entry, 0), number(words, match))
    things = _things(place, _named_beside(words, counts))
    anywhere = ("plain", "mountains", "forest", "coast")[digest[9] % 4]
    if any(entry.id in _OF_THE_SEA for entry in (*counts, *things)):
        anywhere = "sea"
    motif = place.motif if place is not None else anywhere
    winter = any(match.entry.kind == "season" and match.entry.id == "winter" for match in matches)
    return Recipe(
        seed,
        motif,
        indoors,
        light,
        weather,
        palette(light, weather, indoors=indoors),
        tuple(counts.items())[:_SUBJECTS],
        things[:2],
        next((match.entry for match in matches if match.entry.kind == "magic"), None),
        way=way(matches),
        held=held(matches),
        snowy=motif == "snowfield" or weather == "snow" or winter,
    )


def _named_beside(words: tuple[str, ...], subjects: Iterable[Entry]) -> list[Entry]:
    """The things that are named, without those by which somebody's look is told: "a tree for a club"."""
    told = f" {' '.join(words)} "
    for subject in subjects:
        marks = subject.look.partition(" with ")[2] or subject.look
        told = told.replace(f" {' '.join(tokens(marks))} ", " ") if marks else told
    return [match.entry for match in lexicon().concepts(tuple(told.split())) if match.entry.kind == "gear"]


def _things(place: Entry | None, named: list[Entry]) -> tuple[Entry, ...]:
    """What draws the eye: of what was ``named``, and what the place is never without."""
    if place is not None and place.shows:
        named = [*named, lexicon().get("gear", place.shows)]
    own = _ITS_OWN.get(place.motif, set[str]()) if place is not None else set[str]()
    named = [entry for entry in named if entry.id not in own]
    if place is not None and place.setting == "indoors":
        named = [lexicon().get("gear", "hearth") if entry.id == "fire" else entry for entry in named]
    return tuple(dict.fromkeys(entry for entry in named if entry.motif or entry.glow))


def palette(light: str, weather: str, *, indoors: bool = False) -> Palette:
    """The colours of an hour under a weather."""
    base = _PALETTES[light]
    if indoors or weather not in _GREY:
        return base
    grey, share, left = _GREY[weather]
    level = max(base.horizon) / 255 * (0.9 if not base.dark else 1.0)
    tone = mix(scaled(grey, level), base.horizon, 0.15)
    return replace(
        base,
        zenith=scaled(mix(base.zenith, scaled(tone, 0.6), share), left),
        middle=scaled(mix(base.middle, scaled(tone, 0.85), share), left),
        horizon=scaled(mix(base.horizon, tone, share), left),
        haze=scaled(mix(base.haze, tone, share), left),
        ambient=_dimmed(base.ambient, left * 0.92),
        key=mix(base.key, tone, share * 0.5),
    )


def _dimmed(ambient: Rgb, left: float) -> Rgb:
    """Ambient light under a covered sky: less of it, and less colour."""
    grey = sum(ambient) / 3
    return scaled(mix(ambient, (grey, grey, grey), 0.4), left)
