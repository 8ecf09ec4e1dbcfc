"""Weighs whether a moment is worth a picture, by what is to be seen in it and how it was told.

It must not decide what is to be seen. Its weights, ``worth.json``, are learned from the labelled conversations by
``python -m benchmarks.lessons``.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local import storyteller_setting as setting
from clients.local.lexicon import lexicon, tokens
from clients.local.storyteller_happening import Reading
from clients.local.storyteller_learned import Traits, chance
from clients.local.storyteller_moment import Moment, kind_of

ENOUGH = 0.12


def traits(now: Moment, told: Reading, shown: str | None) -> Traits:
    """What tells of the moment, and of the utterance that told of it; ``shown``: the last picture's prompt."""
    kind = kind_of(now)
    before = setting.read(shown or "")
    seen = {match.entry.id for match in lexicon().concepts(tokens(shown or ""))}
    strangers = [figure for figure in now.subjects if figure.entry.id not in seen]
    flags = {
        "first": shown is None,
        "elsewhere": now.world.place != before.place,
        "other light": now.world.light != before.light,
        f"strangers {min(2, len(strangers))}": True,
        f"new things {min(2, sum(thing.entry.id not in seen for thing in now.things))}": True,
        f"kind {kind}": True,
        "arrived": now.arrived,
        "turned": now.turned,
        "faded": now.faded,
        "doer": bool(now.doer),
        f"subjects {min(2, len(now.subjects))}": True,
        f"others {min(2, len(now.others))}": True,
        f"things {min(2, len(now.things))}": True,
        f"names {min(2, len(now.names))}": True,
        "magic": now.magic is not None,
        f"action {now.action.weight if now.action is not None else 0}": True,
        "moved": told.moved,
        f"told {told.kind}": True,
    }
    held = [name for name, holds in flags.items() if holds]
    held += [f"{kind}: {name}" for name in held[1:]]
    held += [f"{told.kind}: {name}" for name in held if ":" not in name]
    return dict(told.traits) | dict.fromkeys(held, 1.0)


def is_worth_it(now: Moment, told: Sequence[Reading], shown: str | None) -> bool:
    """Whether any of the utterances that told of it makes it worth a picture; ``shown``: the last one's prompt.

    A spell, and what a character does by name, is: whoever plays it wants to see it.
    """
    return is_sure(now) or any(chance("worth", traits(now, reading, shown)) >= ENOUGH for reading in told)


def is_sure(now: Moment) -> bool:
    """Whether there is nothing to weigh."""
    return bool(now.names) or now.magic is not None
