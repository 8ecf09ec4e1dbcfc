"""How many of each and what they do, as the words of a prompt tell it.

It must not draw, nor know places.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local.lexicon import Match

_NUMBERS = {
    "lone": 1, "single": 1, "solitary": 1, "one": 1, "two": 2, "pair": 2, "couple": 2, "both": 2, "three": 3,
        "trio": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12,
        "few": 3, "several": 4,
    "some": 3, "handful": 4, "group": 4, "band": 5, "gang": 5, "pack": 5, "herd": 6, "flock": 6, "many": 8,
        "dozens": 12, "ranks": 12,
    "host": 12, "horde": 12, "hordes": 12, "hundreds": 14, "swarm": 10, "legion": 12, "countless": 14,
}  # fmt: skip
_STOPS = frozenset({"a", "an", "the", "and", "with", "by", "at", "against"})
"""What comes before the words of one thing, so that a number before it counts another."""

_SEVERAL = 3
_BEFORE = 4

_WAYS = {
    "attack": "fight", "duel": "fight", "smash": "fight", "throw": "fight", "die": "strike", "strike": "strike",
        "punch": "strike",
    "ambush": "leap", "jump": "leap", "block": "guard", "draw": "guard", "surround": "guard", "snarl": "guard",
        "shoot": "shoot",
    "cast": "cast", "charge": "run", "flee": "flee", "chase": "run", "climb": "climb", "hide": "lurk", "sneak": "sneak",
    "sing": "play", "dance": "dance", "cheer": "cheer", "surrender": "cheer", "kneel": "kneel", "weep": "kneel",
        "search": "kneel",
    "heal_up": "kneel", "fly": "fly", "spread": "fly", "ride": "ride", "roar": "roar", "scream": "roar",
        "bite": "fight",
    "approach": "walk", "walk": "walk", "sit": "sit", "eat": "sit", "drink": "sit", "gamble": "sit", "bow": "bow",
        "sleep": "dead",
    "bleed": "kneel", "point": "cast", "read": "stand", "tie": "kneel",
}  # fmt: skip
"""Poses by the lexicon's actions."""

_HELD = {
    "sword": "sword", "rapier": "cutlass", "shield": "shield", "bow": "bow", "axe": "axe", "hammer": "hammer",
        "mace": "mace",
    "dagger": "dagger", "spear": "spear", "scythe": "scythe", "staff": "staff", "wand": "staff", "torch": "torch",
        "lantern": "lantern",
    "instrument": "lute", "mug": "mug", "book": "book", "scroll": "book",
}  # fmt: skip
"""What hands can hold, by the lexicon's gear."""


def number(words: Sequence[str], match: Match) -> int:
    """How many of ``match`` there are: by the words in it and before it, else one, or several in the plural."""
    for at in range(match.end - 1, max(-1, match.start - _BEFORE - 1), -1):
        word = words[at]
        if word in _NUMBERS and not (match.many and _NUMBERS[word] == 1):
            return _NUMBERS[word]  # "three lone figures" are not one
        if at < match.start and word in _STOPS:
            break
    return _SEVERAL if match.many else 1


def way(matches: Sequence[Match]) -> str:
    """The pose that the heaviest action of ``matches`` takes; empty where nothing is done."""
    actions = [match.entry for match in matches if match.entry.kind == "action" and match.entry.id in _WAYS]
    if actions:
        return _WAYS[max(actions, key=lambda entry: entry.weight).id]
    return "cast" if any(match.entry.kind == "magic" for match in matches) else ""


def held(matches: Sequence[Match]) -> tuple[str, ...]:
    """What is carried, by the names of ``painter_gear``."""
    return tuple(
        dict.fromkeys(
            _HELD[match.entry.id] for match in matches if match.entry.kind == "gear" and match.entry.id in _HELD
        )
    )
