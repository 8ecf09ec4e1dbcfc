"""What a share lets its viewers see: events and snapshots cut down to its scopes, and the form of its token.

Pure: it reads no table and no socket. What is not named here is not shown.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, Final, Literal

from server.protocol import EnvironmentState, SceneState, Snapshot

Scope = Literal["picture", "caption", "transcript"]
SCOPES: Final[tuple[Scope, ...]] = ("picture", "caption", "transcript")
Scopes = frozenset[Scope]

PREFIX: Final = "aas_"
TOKEN_BYTES: Final = 32

EVENTS: Final[Mapping[str, Mapping[Scope, tuple[str, ...]]]] = {
    "image.published": {"picture": ("scene", "image", "url", "quality", "width", "height")},
    "scene.hidden": {"picture": ("scene", "show"), "caption": ("scene", "show")},
    "scene.shown": {"picture": ("scene",), "caption": ("scene",)},
    "scene.pinned": {"picture": ("scene",), "caption": ("scene",)},
    "scene.composed": {"caption": ("scene", "title")},
    "scene.recalled": {"caption": ("scene", "title")},
    "transcript.final": {"transcript": ("utterance", "text", "from", "to")},
    "transcript.corrected": {"transcript": ("utterance", "text")},
}
"""Event → scope → the fields that this scope shows. An event that is not here is shown to no share."""


def new_token() -> str:
    """A fresh token: 256 random bits behind ``aas_``."""
    return PREFIX + secrets.token_urlsafe(TOKEN_BYTES)


def is_share(token: str) -> bool:
    """Whether a token has the form of a share's."""
    return token.startswith(PREFIX)


def hashed(token: str) -> bytes:
    """What is stored of a token. It is random, so one plain SHA-256 is as good as a slow hash."""
    return hashlib.sha256(token.encode()).digest()


def project(scopes: Scopes | None, event_type: str, fields: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The fields of an event (under wire names) that the scopes show; None: not even that it happened.

    ``scopes`` None is the account itself, which sees everything.
    """
    if scopes is None:
        return fields
    shown = EVENTS.get(event_type, {})
    names = {name for scope in scopes for name in shown.get(scope, ())}
    return {name: value for name, value in fields.items() if name in names} if names else None


def project_snapshot(scopes: Scopes | None, snapshot: Snapshot) -> Snapshot:
    """The snapshot as the scopes show it; what is hidden is empty or null."""
    if scopes is None:
        return snapshot
    titled = "caption" in scopes
    return Snapshot(
        seq=snapshot.seq,
        environment=EnvironmentState(description="", version=0, locked=False),
        style="",
        scene=_titled(snapshot.scene) if titled else None,
        picture=snapshot.picture if "picture" in scopes else None,
        shown=_titled(snapshot.shown) if titled else None,
        pinned=snapshot.pinned if titled or "picture" in scopes else None,
        recovered=snapshot.recovered,
    )


def _titled(scene: SceneState | None) -> SceneState | None:
    """A scene as a title is shown: what is painted stays the account's."""
    return SceneState(scene=scene.scene, title=scene.title, prompt="") if scene is not None else None
