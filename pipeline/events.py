"""Everything a session can record, one union. Dependency-free: the wire, the journal and the tests all build on it.

An event is recorded first and announced afterwards; it then carries ``seq`` (dense, per session), ``id`` and ``at``,
which belong to the record, not to the payload. Field names are those of the wire, except that ``from`` and ``to`` are
``from_sample`` and ``to_sample`` here (``from`` is a keyword of the language).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import ClassVar

from pipeline.model import DropReason, Quality, SkipCode, UtteranceKind

WIRE_NAMES: dict[str, str] = {"from_sample": "from", "to_sample": "to"}


@dataclass(frozen=True, slots=True)
class TranscriptFinal:
    """What was said between two samples of a stream. ``utterance`` is the job's id."""

    type: ClassVar[str] = "transcript.final"
    utterance: int
    text: str = field(repr=False)
    from_sample: int
    to_sample: int
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class TranscriptDropped:
    """An utterance that yielded no text, and why."""

    type: ClassVar[str] = "transcript.dropped"
    utterance: int
    reason: DropReason
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class TranscriptCorrected:
    """A person corrected what was said; an empty ``text`` says that it was deleted."""

    type: ClassVar[str] = "transcript.corrected"
    utterance: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UtteranceClassified:
    """What an utterance was at the table."""

    type: ClassVar[str] = "utterance.classified"
    utterance: int
    kind: UtteranceKind


@dataclass(frozen=True, slots=True)
class EnvironmentUpdated:
    """The physical setting changed. ``by``: ``story`` (the storyteller) or ``person``."""

    type: ClassVar[str] = "environment.updated"
    description: str = field(repr=False)
    version: int
    by: str


@dataclass(frozen=True, slots=True)
class SceneComposed:
    """A moment worth a picture was found. ``scene`` is its number in the session, from 1."""

    type: ClassVar[str] = "scene.composed"
    scene: int
    title: str = field(repr=False)
    prompt: str = field(repr=False)
    characters: tuple[str, ...] = field(repr=False)
    utterances: tuple[int, ...]
    reason: str
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class SceneSkipped:
    """Nothing was painted, and why: a code, and a sentence for the game master."""

    type: ClassVar[str] = "scene.skipped"
    scene: int
    code: SkipCode
    reason: str
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class SceneSuperseded:
    """A newer scene took this one's place before it was painted."""

    type: ClassVar[str] = "scene.superseded"
    scene: int
    by: int


@dataclass(frozen=True, slots=True)
class SceneRecalled:
    """The party is back where `kept` was painted: its picture is this scene's, too, until that has one of its own."""

    type: ClassVar[str] = "scene.recalled"
    scene: int
    kept: int
    title: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ImagePublished:
    """A picture is ready at ``url``. Viewers show the highest scene number that is not hidden, never an older one."""

    type: ClassVar[str] = "image.published"
    scene: int
    image: str
    url: str
    quality: Quality
    width: int
    height: int
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class ImageFailed:
    """A scene could not be painted; the picture shown stays."""

    type: ClassVar[str] = "image.failed"
    scene: int
    code: str
    reason: str
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class SceneHidden:
    """A person hid a scene; ``show`` is the scene to show instead, or nothing."""

    type: ClassVar[str] = "scene.hidden"
    scene: int
    show: int | None


@dataclass(frozen=True, slots=True)
class SceneShown:
    """A person brought a scene back."""

    type: ClassVar[str] = "scene.shown"
    scene: int


@dataclass(frozen=True, slots=True)
class ScenePinned:
    """A person fixed the scene to show; ``None`` lets the newest show again."""

    type: ClassVar[str] = "scene.pinned"
    scene: int | None


@dataclass(frozen=True, slots=True)
class EventDeleted:
    """What remains of an event whose content a person deleted, so that ``seq`` stays dense."""

    type: ClassVar[str] = "event.deleted"


Event = (
    TranscriptFinal
    | TranscriptDropped
    | TranscriptCorrected
    | UtteranceClassified
    | EnvironmentUpdated
    | SceneComposed
    | SceneSkipped
    | SceneSuperseded
    | SceneRecalled
    | ImagePublished
    | ImageFailed
    | SceneHidden
    | SceneShown
    | ScenePinned
    | EventDeleted
)

EVENT_TYPES: tuple[type[Event], ...] = (
    TranscriptFinal,
    TranscriptDropped,
    TranscriptCorrected,
    UtteranceClassified,
    EnvironmentUpdated,
    SceneComposed,
    SceneSkipped,
    SceneSuperseded,
    SceneRecalled,
    ImagePublished,
    ImageFailed,
    SceneHidden,
    SceneShown,
    ScenePinned,
    EventDeleted,
)


def payload(event: Event) -> dict[str, object]:
    """The event's own fields under their wire names, ready for JSON."""
    return {WIRE_NAMES.get(f.name, f.name): getattr(event, f.name) for f in fields(event)}
