"""What to ask for when a painter refuses: the same moment put gently, then the place alone. Pure; it asks nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GENTLER: tuple[tuple[str, str], ...] = (
    (r"(?:blood(?:y|ied|stained|-soaked|-stained)?|gor[ey]+|entrails|viscera|guts)", "dark"),
    (r"(?:corpses?|dead bod(?:y|ies)|cadavers?|carcass(?:es)?)", "fallen figures"),
    (r"(?:severed|dismembered|mutilated|decapitated|beheaded|disembowel(?:l)?ed|impaled|flayed)", "fallen"),
    (
        r"(?:kill(?:s|ed|ing)?|murder(?:s|ed|ing)?|slay(?:s|ing)?|slew|slain|slaughter(?:s|ed|ing)?|butcher(?:s|ed|ing)?)",
        "overcoming",
    ),
    (r"(?:stab(?:s|bed|bing)?|slash(?:es|ed|ing)?|hack(?:s|ed|ing)?|behead(?:s|ing)?|cut(?:s|ting)? down)", "facing"),
    (r"(?:tortur(?:e|es|ed|ing)|torment(?:s|ed|ing)?)", "threatening"),
    (r"(?:naked|nude|topless|undressed|bare-chested)", "cloaked"),
    (r"(?:seductive(?:ly)?|sensual(?:ly)?|erotic|lustful)", "graceful"),
    (r"(?:wounds?|wounded|gash(?:es)?|dying|agony)", "weary"),
    (r"(?:child(?:ren)?|kids?|boys?|girls?)", "young folk"),
    (r"(?:suicide|hang(?:ed|ing) (?:man|woman|body|bodies))", "sorrow"),
)
_GENTLE = tuple((re.compile(rf"\b{pattern}\b", re.IGNORECASE), word) for pattern, word in _GENTLER)

SOFTENED = "A calm moment before or after the action, nothing violent is shown, suitable for all ages. "
WITHOUT_PEOPLE = "An establishing view of the place, empty, with no people and no creatures in it. "


def soften(prompt: str) -> str:
    """The same moment in gentler words."""
    for pattern, word in _GENTLE:
        prompt = pattern.sub(word, prompt)
    return SOFTENED + prompt


def ladder(prompt: str, place: str) -> Iterator[str]:
    """``prompt``, then what is asked instead, rung by rung. Without a known ``place`` there is no last rung."""
    yield prompt
    yield soften(prompt)
    if place.strip():
        yield WITHOUT_PEOPLE + place.strip()
