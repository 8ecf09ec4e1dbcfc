"""Decides whether a moment is painted, and says why not in words for the game master.

It must not read what was said.
"""

from __future__ import annotations

from collections.abc import Sequence

from clients.local import storyteller_prose as prose
from clients.local import storyteller_setting as setting
from clients.local.storyteller_moment import Moment, kind_of, news
from pipeline.model import Character, LastScene, SceneDecision, SceneKind

_REASONS: dict[SceneKind, str] = {
    "establishing": "The place or its light is new.",
    "action": "Something is happening.",
    "character": "Someone is there to be seen.",
    "detail": "Something caught the eye.",
}


def decide(now: Moment, characters: Sequence[Character], last: LastScene | None) -> SceneDecision:
    """The picture to paint, or *no* with a reason for the game master."""
    acts = now.action is not None and now.action.weight >= 2
    if now.world.place is None and not now.subjects and not now.magic and not (now.names and acts):
        return SceneDecision(False, "Waiting to hear where you are.")
    if not news(now, last.prompt if last is not None else None):
        place = setting.title(now.world)
        return SceneDecision(False, f"Nothing new to see: still {place[:1].lower()}{place[1:]}.")
    if now.doer and not (now.subjects or now.others or now.magic or now.arrived or now.turned):
        return SceneDecision(False, "A deed, with nobody else to be seen.")
    kind = kind_of(now)
    return SceneDecision(True, _REASONS[kind], prose.title(now), prose.compose(now, kind, characters), now.names, kind)
