"""Finds how anything in the lexicon that lives is drawn, and how tall: one name for all the drawings.

It must not draw nor place.
"""

from __future__ import annotations

from collections.abc import Callable

from clients.local.lexicon import Entry
from clients.local.painter_bears import BEARS
from clients.local.painter_beasts import BEASTS, Drawing
from clients.local.painter_brutes import brute
from clients.local.painter_cats import CATS
from clients.local.painter_crawlers import CRAWLERS
from clients.local.painter_deep import DEEP
from clients.local.painter_dragons import DRAGONS
from clients.local.painter_elementals import ELEMENTALS
from clients.local.painter_guardians import GUARDIANS
from clients.local.painter_hoofed import HOOFED
from clients.local.painter_lizards import LIZARDS
from clients.local.painter_people import CROWD, PARTY, ROLES, person, role
from clients.local.painter_riders import RIDERS, mounted
from clients.local.painter_spirits import SPIRITS
from clients.local.painter_stencil import Stencil
from clients.local.painter_winged import WINGED

KINDS: dict[str, Drawing] = {
    **BEASTS,
    **BEARS,
    **CATS,
    **HOOFED,
    **RIDERS,
    **DRAGONS,
    **LIZARDS,
    **WINGED,
    **GUARDIANS,
    **CRAWLERS,
    **DEEP,
    **SPIRITS,
    **ELEMENTALS,
}
"""What is no body on two legs, by the lexicon's id or motif."""

_HEIGHTS = {
    "rat": 1.0, "rats": 1.0, "bat": 1.0, "birds": 1.0, "gull": 1.0, "raven": 0.9, "owl": 0.9, "hawk": 0.9,
        "insect": 1.0,
    "fairy": 1.0, "wisp": 1.0, "lights": 1.0, "chicken": 0.55, "cat": 0.5, "rabbit": 0.42, "fox": 0.55, "rider": 1.8,
    "messenger": 1.8, "giant_rat": 0.6, "dog": 0.6, "imp": 0.6, "spider": 1.5, "crocodile": 0.8,
}  # fmt: skip
"""Swarms are as tall as the person beside them; small things are painted a little larger than they are."""

_TROOPS: dict[str, tuple[tuple[str, ...], int]] = {
    "party": (PARTY, 4), "crowd": (CROWD, 9), "army": (("spearman", "captain", "spearman", "guard"), 14),
        "cult": (("cult",), 6),
}  # fmt: skip

SHINING = frozenset({"ghost", "elemental", "fairy", "wisp", "lights", "flame", "phoenix", "air_elemental", "genie",
    "slime", "water_elemental"})  # fmt: skip
"""What is brighter than what is behind it."""

PALE = frozenset({"unicorn", "pegasus", "angel", "white_dragon", "skeleton", "bone_dragon"})
"""What is white, and brighter than others in any light."""

ALOFT = frozenset({"bat", "birds", "gull", "raven", "fairy", "wisp", "lights"})
"""What casts no shadow."""

SWARMS = frozenset({"rats", "rat", "bat", "birds", "gull", "insect", "fairy", "wisp", "lights", "chicken", "kraken"})
"""What is many already where it is drawn once."""

_VARIED = {"": ("", "walk", ""), "fight": ("fight", "guard", "strike"), "guard": ("guard", "fight")}
"""What each of several does, by turns: nobody drills."""

Draw = Callable[[Stencil], None]


def name_of(entry: Entry) -> str:
    """The name of its drawing: its id where it has one of its own, else its motif."""
    return (
        entry.id if entry.id in KINDS or brute(entry.id) is not None or role(entry.id, "") is not None else entry.motif
    )


def height(entry: Entry) -> float:
    """How tall it is beside a person of 1."""
    return _HEIGHTS.get(entry.id) or _HEIGHTS.get(name_of(entry)) or entry.size


def troop(entry: Entry, count: int, way: str, held: tuple[str, ...] = ()) -> list[Draw]:
    """The drawings of ``count`` of ``entry`` doing ``way``; a party, a crowd and an army are as many as they are.

    Every second one carries what is ``held``, beginning with the first.
    """
    if entry.motif in _TROOPS and entry.id not in ROLES:
        names, many = _TROOPS[entry.motif]
        return [
            figure(names[i % len(names)], way, held if i % 2 == 0 else ())
            for i in range(max(many, count if count > 4 else 0))
        ]
    name = name_of(entry)
    ways = _VARIED.get(way, (way,))
    return [
        figure(name, ways[i % len(ways)], held if i % 2 == 0 else ()) for i in range(1 if name in SWARMS else count)
    ]


def figure(name: str, way: str, held: tuple[str, ...] = ()) -> Draw:
    """One of them. An unknown name is somebody in a cloak."""
    lead = next((thing for thing in held if thing not in ("shield", "lantern", "torch")), "")
    rear = next((thing for thing in held if thing in ("shield", "lantern", "torch")), "")
    kind = KINDS.get(name)
    if kind is not None:
        return lambda s: kind(s, way)
    drawing = brute(name, way, lead=lead, rear=rear)
    if drawing is not None:
        return drawing
    who = role(name, "") or ROLES["cloaked"]
    if way == "ride":
        return lambda s: mounted(s.inner(0, 0, 1.75), who, way, lead=lead)
    return person(who, way, lead=lead, rear=rear)
