"""What the journal gives to those who read a session: plain values, already checked against their tenant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pipeline.model import Environment, Quality, SceneDecision


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session as it stands. ``head`` is the newest event's ``seq``."""

    session_id: UUID
    head: int
    paused: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A recorded event; ``fields`` is its payload under wire names."""

    seq: int
    event_id: UUID
    at: datetime
    type: str
    fields: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """The picture that a viewer shows."""

    scene: int
    image_id: str
    quality: Quality
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """Everything a viewer needs to show a session at ``seq``."""

    seq: int
    environment: Environment
    style: str = field(repr=False)
    scene: int | None
    decision: SceneDecision | None
    picture: ShownPicture | None
    shown: SceneDecision | None
    """What the picture's scene was composed as."""
    pinned: int | None


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """Where a picture's bytes are."""

    key: str
    content_type: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """Someone wants a session that another process owns. ``stream_id``: the stream that will go on there.

    ``by``: the holder key of the process that asks; it hears its own question too.
    """

    session_id: UUID
    stream_id: UUID
    by: int

    def as_json(self) -> str:
        """What goes over the notification."""
        return json.dumps({"session": str(self.session_id), "stream": str(self.stream_id), "by": self.by})

    @classmethod
    def parse(cls, text: str) -> Ask:
        """The inverse of ``as_json``."""
        value = json.loads(text)
        return cls(UUID(value["session"]), UUID(value["stream"]), value["by"])
