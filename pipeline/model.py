"""The values that flow through the stages: frozen, plain, and ignorant of where they came from or go.

Audio is signed 16-bit little-endian PCM, mono, 16 kHz everywhere in the pipeline. A *sample* is an index into one
stream's audio, counted from 0; a range ``[start, end)`` excludes its end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from uuid import UUID

SAMPLE_RATE = 16_000
"""Samples per second of all audio inside the product."""

BYTES_PER_SAMPLE = 2

MOST_IN_PICTURE = 4
"""Most characters of a picture: image models keep no more of them apart."""

MOST_BEFORE = 4
"""How many of the last utterances whoever tells is reminded of."""

Mode = Literal["live", "file"]
"""``live``: newest wins, nothing may lag. ``file``: nothing is merged or superseded, the sender is paced."""

UtteranceKind = Literal["narration", "action", "dialogue", "rules", "chatter"]
"""What an utterance is at the table. Only the first three belong to the world."""

WORLD_KINDS: frozenset[UtteranceKind] = frozenset({"narration", "action", "dialogue"})

SceneKind = Literal["establishing", "action", "character", "detail"]

SkipCode = Literal[
    "table_talk",
    "nothing_new",
    "shown_already",
    "nothing_said",
    "too_soon",
    "hour_cap",
    "session_cap",
    "no_answer",
    "gave_up",
]
"""Why nothing was painted, beside a sentence for the game master.

``nothing_new``: the storyteller saw no picture in it. ``shown_already``: what it composed is on the screen.
``nothing_said``: a person asked for a picture of nothing.
"""

ImageFormat = Literal["webp", "jpeg", "png"]

Quality = Literal["sketch", "final"]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A place in a stream from which a cold segmenter hears exactly what a warm one would have heard.

    ``safe``: all audio below it belongs to a cut utterance, was judged silence, or is a declared gap.
    ``hear_from``: the detector was reset here; ``safe <= hear_from``. Audio between the two is kept as pre-roll only.
    """

    safe: int = 0
    hear_from: int = 0


@dataclass(frozen=True, slots=True)
class Utterance:
    """A segment of speech kept for transcription. ``n`` counts the cuts of its stream from 0."""

    n: int
    start_sample: int
    pcm: bytes = field(repr=False)
    boundary: Boundary
    """The stream's newest boundary once this utterance is stored."""

    @property
    def end_sample(self) -> int:
        """First sample after the utterance."""
        return self.start_sample + len(self.pcm) // BYTES_PER_SAMPLE

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Lull:
    """A silence in an open segment, so long that its end is likely. If it goes on, just ``pcm`` is cut."""

    start_sample: int
    pcm: bytes = field(repr=False)

    @property
    def end_sample(self) -> int:
        """First sample after ``pcm``."""
        return self.start_sample + len(self.pcm) // BYTES_PER_SAMPLE


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. ``text`` is never empty; ``confidence`` is 0–1 where the engine gives one."""

    text: str = field(repr=False)
    engine: str
    confidence: float | None = None


DropReason = Literal["empty", "hallucination", "noise", "quarantined", "deleted"]
"""``deleted``: a person had it deleted before it was transcribed."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An utterance that yields no text, and why. ``detail`` is for the operator and never holds speech."""

    reason: DropReason
    detail: str = ""


Heard = Transcript | Dropped


@dataclass(frozen=True, slots=True)
class Spoken:
    """A transcribed utterance on its way through the story stages. ``utterance`` is its job's id.

    ``at``: its end on the session's audio clock, in samples (the stream's ``base`` + ``to_sample``).
    """

    utterance: int
    text: str = field(repr=False)
    from_sample: int
    to_sample: int
    at: int = 0


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the table is: the physical setting in under 100 words, versioned, lockable by a person."""

    description: str = field(default="", repr=False)
    version: int = 0
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Character:
    """Someone whose looks the image model must be told, since it has no memory of names."""

    name: str = field(repr=False)
    description: str = field(repr=False)
    portrait: str | None = None
    """Key of the blob that shows them."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """How someone looks, for a painter that takes references. ``data`` is an encoded picture."""

    name: str = field(repr=False)
    data: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True)
class LastScene:
    """The scene composed before this one, so that the same moment is not told twice."""

    number: int
    title: str = field(repr=False)
    prompt: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Context:
    """What the story stages are given beside the words: a snapshot, read once for each scene.

    ``writes_environment`` is False for a session that is not its account's current one.
    """

    environment: Environment = field(default_factory=Environment)
    style: str = field(default="", repr=False)
    characters: tuple[Character, ...] = field(default=(), repr=False)
    last_scene: LastScene | None = None
    writes_environment: bool = True
    corrections: Mapping[int, str] = field(default_factory=dict[int, str], repr=False)
    """What a person made of transcripts that are not told to the end yet; empty: deleted."""
    glossary: tuple[str, ...] = field(default=(), repr=False)
    """Names that are likely to be said, beside the characters'."""
    before: str = field(default="", repr=False)
    """The last ``MOST_BEFORE`` transcripts before those that are told, one a line, the newest last.

    Empty where there are none; those are left out that were deleted or forgotten.
    """

    def portraits(self, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Name and portrait's key of those of ``names`` that have one, at most ``MOST_IN_PICTURE``."""
        keys = {character.name: character.portrait for character in self.characters}
        shown = ((name, keys.get(name)) for name in names)
        return tuple((name, key) for name, key in shown if key is not None)[:MOST_IN_PICTURE]

    def without_last_scene(self) -> Context:
        """The same as if nothing had been painted yet."""
        return replace(self, last_scene=None)

    def as_corrected(self, spoken: Sequence[Spoken]) -> tuple[Spoken, ...]:
        """``spoken`` in a person's words where there are any."""
        return tuple(replace(item, text=self.corrections.get(item.utterance, item.text)) for item in spoken)


@dataclass(frozen=True, slots=True)
class EnvironmentUpdate:
    """The environment stage's answer. ``kinds`` has one entry for each utterance asked about, in order."""

    changed: bool
    description: str = field(repr=False)
    kinds: tuple[UtteranceKind, ...]
    place: str = field(repr=False, default="")
    """A short name of the place, the same whenever the party is there; empty where the engine has none."""
    again: bool = True
    """False: the party has not been there, though another place may have had the same name."""

    @property
    def place_key(self) -> str:
        """The place's name as it is compared with others."""
        return re.sub(r"^(?:an?|the)\s+", "", " ".join(self.place.casefold().split()))


@dataclass(frozen=True, slots=True)
class SceneDecision:
    """The scene stage's answer: ONE key moment in under 200 words, or *no* with a reason for the game master."""

    paint: bool
    reason: str
    title: str = field(default="", repr=False)
    prompt: str = field(default="", repr=False)
    characters: tuple[str, ...] = field(default=(), repr=False)
    kind: SceneKind = "establishing"

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> SceneDecision:
        """The inverse of ``dataclasses.asdict`` after JSON."""
        rest: dict[str, Any] = {name: value for name, value in stored.items() if name != "characters"}
        return cls(characters=tuple(stored["characters"]), **rest)


@dataclass(frozen=True, slots=True)
class Image:
    """An encoded picture; ``width`` and ``height`` in pixels."""

    data: bytes = field(repr=False)
    format: ImageFormat
    width: int
    height: int

    @property
    def content_type(self) -> str:
        """The media type to serve it with."""
        return f"image/{self.format}"


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream as the journal knows it: where a cold owner goes on. ``cuts`` is the next utterance's ``n``.

    ``base``: where the stream begins on the session's audio clock, which runs through all its streams, in samples.
    """

    stream_id: UUID
    mode: Mode
    boundary: Boundary
    cuts: int
    ended: bool
    base: int = 0


@dataclass(frozen=True, slots=True)
class PendingUtterance:
    """A committed utterance without a committed result. ``starts`` and ``failures`` count its tries so far."""

    utterance: int
    stream_id: UUID
    mode: Mode
    from_sample: int
    to_sample: int
    starts: int
    failures: int
    base: int = 0


SceneStage = Literal["environment", "scene", "paint"]


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """The first picture of a place, to be shown again as ``image_id``; ``scene`` is the one it was painted for."""

    scene: int
    title: str = field(repr=False)
    key: str
    format: ImageFormat
    width: int
    height: int
    engine: str
    image_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants to see: their own words, a scene ``again``, or (with neither) what was just said."""

    prompt: str = field(default="", repr=False)
    again: SceneDecision | None = None

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Asked:
        """The inverse of ``dataclasses.asdict`` after JSON."""
        again = stored["again"]
        return cls(stored["prompt"], SceneDecision.from_stored(again) if again is not None else None)


@dataclass(frozen=True, slots=True)
class OpenScene:
    """An unfinished scene as the journal knows it: the stage to be done next and what the stages before it left.

    ``passed``: it went through the gate; its painting was begun. ``asked``: a person asked for it; ``spoken`` are then
    the newest words at that moment, which belong to other scenes.
    """

    number: int
    mode: Mode
    stage: SceneStage
    spoken: tuple[Spoken, ...]
    kinds: tuple[UtteranceKind, ...] = ()
    decision: SceneDecision | None = None
    image_id: str | None = None
    passed: bool = False
    starts: int = 0
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """All that a new owner has to finish, each list in the order in which it was heard.

    ``painted``: where on the session's audio clock scenes passed the gate so far, oldest first; ``painted_from_file``:
    those of them that came from a file.
    """

    utterances: Sequence[PendingUtterance] = ()
    waiting: Sequence[tuple[Mode, Spoken]] = ()
    scenes: Sequence[OpenScene] = ()
    painted: Sequence[int] = ()
    painted_from_file: Sequence[int] = ()

    @property
    def painted_live(self) -> Sequence[int]:
        """Those of ``painted`` that came from a microphone."""
        live = list(self.painted)
        for sample in self.painted_from_file:
            live.remove(sample)
        return live
