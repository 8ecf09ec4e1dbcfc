"""The Protocols that ``clients/`` implements. A port is what the pipeline needs, not what a vendor offers.

Every adapter of a port, the fakes of the tests included, passes the port's suite in ``tests/contract/``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from typing import Protocol
from uuid import UUID

from pipeline.call import NO_ONES, Call, Purse
from pipeline.model import (
    Boundary,
    Context,
    EnvironmentUpdate,
    Heard,
    Image,
    KeptPicture,
    Mode,
    OpenScene,
    PendingUtterance,
    Portrait,
    Quality,
    SceneDecision,
    SkipCode,
    Spoken,
    StreamState,
    Unfinished,
    Utterance,
    UtteranceKind,
)


class Detector(Protocol):
    """Tells speech from everything else, one frame at a time. It may adapt; ``reset`` makes it forget."""

    def is_speech(self, frame: bytes) -> bool:
        """Whether ``frame`` (10, 20 or 30 ms of PCM) holds speech."""
        ...

    def reset(self) -> None:
        """Return to the state of a new detector."""
        ...


class Transcriber(Protocol):
    """Speech to text."""

    name: str

    async def transcribe(
        self, pcm: bytes, *, glossary: Sequence[str] = (), call: Call = NO_ONES
    ) -> tuple[str, float | None]:
        """The words in ``pcm`` (possibly none: ``""``) and a confidence 0–1 where the engine has one.

        ``glossary`` holds names that are likely to be said. Raises ``EngineError``.
        """
        ...


class Storyteller(Protocol):
    """Follows the world and picks the moments worth a picture."""

    name: str

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: Call = NO_ONES
    ) -> EnvironmentUpdate:
        """Classify each of ``spoken`` and say whether the physical setting changed. Raises ``EngineError``."""
        ...

    async def scene(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context, *, call: Call = NO_ONES
    ) -> SceneDecision:
        """Compose one key moment, or say why there is none. Raises ``EngineError``."""
        ...


class Painter(Protocol):
    """Text to picture, 16:9."""

    name: str

    async def paint(
        self, prompt: str, *, style: str = "", portraits: Sequence[Portrait] = (), call: Call = NO_ONES
    ) -> Image:
        """Paint ``prompt``. Raises ``EngineError``; ``RefusedError`` where the engine will not paint it.

        ``portraits`` show those of whom the prompt speaks, at most four; an engine without references ignores them.
        """
        ...


class Treasury(Protocol):
    """Pays for the calls of everyone, up to their caps."""

    def purse(
        self,
        tenant: UUID,
        session: UUID,
        *,
        utterance: int | None = None,
        scene: int | None = None,
        ahead: bool = False,
    ) -> Purse:
        """The purse of one unit of work. ``utterance`` is None, too, while its commit is under way.

        ``ahead``: for a call that may be in vain. It leaves the last tenth of each cap (``Caps.ahead``) to the others,
        and where it is not allowed nobody is told that a cap was met.
        """
        ...


class BlobStore(Protocol):
    """Bytes under a key. Keys are ours: ``[a-z0-9/._-]``, relative, without ``..``."""

    async def put_stream(self, key: str, chunks: AsyncIterable[bytes], content_type: str) -> int:
        """Store what ``chunks`` yields, piece by piece; returns its size in bytes. Raises ``BlobStoreError``.

        Where ``chunks`` raises, that passes and nothing is stored; an existing blob stays as it is. One at a time for
        each key; ``delete`` takes away, too, what a killed process left of it.
        """
        ...

    def open(self, key: str) -> AsyncGenerator[bytes]:
        """The blob in pieces of at most 1 MiB. Raises ``NotFoundError``, ``BlobStoreError`` at the first or later.

        Whoever stops early closes it.
        """
        ...

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """Store ``data``; an existing blob is replaced. Raises ``BlobStoreError``."""
        ...

    async def get(self, key: str) -> bytes:
        """The blob. Raises ``NotFoundError``, ``BlobStoreError``."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the blob; a missing one is no error. Raises ``BlobStoreError``."""
        ...

    async def link(self, key: str, content_type: str) -> str | None:
        """An address at which a browser gets the blob for some minutes, as that type; None where there is none.

        Whether there is such a blob is not asked. Raises ``BlobStoreError``.
        """
        ...


class SessionJournal(Protocol):
    """Where one owned session's utterances and results are made durable, fenced by its epoch.

    Each method is one transaction. All raise ``LeaseLostError`` once another process owns the session and
    ``JournalUnavailableError`` while the database is away; after the latter the same call may be made again: every
    write is idempotent on its key, so a commit whose answer was lost is not done twice.
    """

    @property
    def session_id(self) -> UUID:
        """The session."""
        ...

    @property
    def tenant(self) -> UUID:
        """The user whose session it is."""
        ...

    @property
    def epoch(self) -> int:
        """Counts the session's owners; a stale one is refused."""
        ...

    # -- streams ------------------------------------------------------------------------------------------------

    async def open_stream(self, stream_id: UUID, mode: Mode) -> StreamState:
        """Create the stream, or read how far it came. Raises ``NotFoundError`` for another session's stream."""
        ...

    async def commit_utterance(self, stream_id: UUID, utterance: Utterance) -> int:
        """Store a cut utterance, its audio and its boundary; returns the job's id. Unique on (stream, ``n``).

        The job counts as started once, since its transcription begins beside this commit.
        """
        ...

    async def commit_boundary(self, stream_id: UUID, boundary: Boundary) -> None:
        """Store that silence was judged up to ``boundary``. It never moves backwards."""
        ...

    async def commit_stream_end(self, stream_id: UUID) -> None:
        """Store that no more audio of this stream will come."""
        ...

    async def commit_paused(self, paused: bool) -> None:
        """Store whether the session is paused."""
        ...

    # -- utterances ---------------------------------------------------------------------------------------------

    async def unfinished(self) -> Unfinished:
        """Everything that an owner began and that has no result yet."""
        ...

    async def uploaded(self, beside: Sequence[int], limit: int) -> Sequence[PendingUtterance]:
        """Utterances cut out of uploads that no owner has started yet, oldest first, at most ``limit``.

        ``beside``: those that are known already. ``commit_start`` makes one the owner's.
        """
        ...

    async def audio(self, utterance: int) -> bytes:
        """The PCM of a committed, untranscribed utterance. Raises ``NotFoundError``."""
        ...

    async def commit_start(self, utterance: int) -> int:
        """Count another start of transcribing ``utterance``; returns how many there were, this one included."""
        ...

    async def commit_failure(self, utterance: int, error: str) -> int:
        """Count a failed try with its reason (no speech in it); returns how many there were, this one included."""
        ...

    async def commit_heard(self, utterance: int, heard: Heard, *, cost: int = 0) -> bool:
        """Complete the job: record ``transcript.final`` or ``transcript.dropped`` and delete its audio.

        False when it had been completed before; nothing is recorded then. ``cost``, here and below, is what was spent
        on it in nano-dollars, for the event.
        """
        ...

    # -- scenes -------------------------------------------------------------------------------------------------

    async def context(self, utterance: int | None = None) -> Context:
        """Environment, style, characters and last composed scene as they are now, and what came before ``utterance``.

        ``utterance``: the first of those that are told; what came before it came in the same way, live or in a file.
        """
        ...

    async def open_scene(self, utterances: Sequence[int], mode: Mode) -> int:
        """Begin the next scene of the session over these transcripts; returns its number (from 1).

        Where a scene was begun over the first of them before, that one's number is returned and nothing is written.
        """
        ...

    async def asked(self, beside: Sequence[int]) -> Sequence[OpenScene]:
        """The unfinished scenes that a person asked for, oldest first, without those in ``beside``.

        They are in no ``Unfinished``: whoever owns the session reads them here, at its start and when it is told.
        """
        ...

    async def commit_environment(
        self,
        scene: int,
        utterances: Sequence[int],
        update: EnvironmentUpdate,
        *,
        base_version: int,
    ) -> bool:
        """Record the kinds, and the new environment unless it is locked, foreign or no longer ``base_version``.

        Returns whether the environment was written. The scene's next stage is ``scene``.
        """
        ...

    async def recalled(self, scene: int) -> KeptPicture | None:
        """The picture to show again at once, where the scene's environment led the party back to a place it knows.

        None as well when it is shown already. Live only.
        """
        ...

    async def commit_recalled(self, scene: int, kept: KeptPicture, key: str, image: Image, *, duration_ms: int) -> bool:
        """Record ``scene.recalled`` and, as a sketch, ``image.published``; whatever stage the scene is in.

        False where that picture is recorded already, or the scene was deleted.
        """
        ...

    async def commit_composed(self, scene: int, decision: SceneDecision, image_id: str, *, cost: int = 0) -> None:
        """Record ``scene.composed``; the next stage is ``paint``, and its picture will be ``image_id``."""
        ...

    async def commit_skipped(self, scene: int, code: SkipCode, reason: str, *, cost: int = 0) -> None:
        """Record ``scene.skipped``; the scene is finished."""
        ...

    async def commit_superseded(self, scene: int, by: int) -> None:
        """Record ``scene.superseded``; the scene is finished."""
        ...

    async def commit_scene_start(self, scene: int) -> int:
        """Count another start of the scene's stage after a takeover; returns how many, this one included."""
        ...

    async def commit_paint_start(self, scene: int, sample: int) -> None:
        """Record that the scene passed the gate at ``sample`` of the session's audio clock."""
        ...

    async def commit_image(
        self,
        scene: int,
        image_id: str,
        key: str,
        image: Image,
        quality: Quality,
        *,
        duration_ms: int,
        engine: str,
        cost: int = 0,
    ) -> bool:
        """Record ``image.published`` and the picture's row; a ``final`` one finishes the scene.

        False when it had been recorded before.
        """
        ...

    async def commit_image_failed(self, scene: int, code: str, reason: str, *, cost: int = 0) -> None:
        """Record ``image.failed``; the scene is finished."""
        ...
