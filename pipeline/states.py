"""The states of a stream, a session's lease, a job and a scene, and every step between them, as tables.

Pure: it stores nothing and asks no clock. ``docs/states.md`` draws these tables; the journals keep to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pipeline.errors import AdventureError


class IllegalTransitionError(AdventureError):
    """This event cannot happen in this state: a fault of ours, never of a user."""

    code = "illegal_transition"


S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Machine(Generic[S, E]):
    """A table of steps. ``ends`` are the states that nothing leaves but what repeats them."""

    name: str
    initial: S
    table: Mapping[tuple[S, E], S]
    ends: frozenset[S]

    def transition(self, state: S, event: E) -> S:
        """The state after ``event``. Raises ``IllegalTransitionError`` where the table has no such step."""
        after = self.table.get((state, event))
        if after is None:
            raise IllegalTransitionError(f"A {self.name} that is {state} cannot be {event}.")
        return after

    def allows(self, state: S, event: E) -> bool:
        """Whether ``event`` may happen in ``state``."""
        return (state, event) in self.table

    def mermaid(self) -> str:
        """The table as a mermaid state diagram, its steps in the table's order."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        drawn: dict[tuple[S, S], list[str]] = {}
        for (before, event), after in self.table.items():
            drawn.setdefault((before, after), []).append(event)
        lines += [f"    {before} --> {after}: {', '.join(events)}" for (before, after), events in drawn.items()]
        lines += [f"    {state} --> [*]" for state in type(self.initial) if state in self.ends]
        return "\n".join(lines)


class StreamStatus(StrEnum):
    """One microphone's audio, which may survive several sockets."""

    OPEN = "open"
    """A socket sends its audio."""
    BROKEN = "broken"
    """The socket was lost; the open segment waits up to 30 s for it."""
    ABANDONED = "abandoned"
    """Nothing of it is in memory; it goes on at ``safe`` if it comes back."""
    ENDED = "ended"
    """No more audio of it will come."""


class StreamEvent(StrEnum):
    """What happens to a stream."""

    LOST = "lost"
    """Its socket broke."""
    RESUMED = "resumed"
    """A ``hello`` named it again."""
    WAITED = "waited"
    """Nobody came back in 30 s: the open segment was cut and committed."""
    ORPHANED = "orphaned"
    """Its owner died or lost the session: what was only in memory is with the client."""
    FINISHED = "finished"
    """The client sent ``end``, and that is stored."""


STREAM: Machine[StreamStatus, StreamEvent] = Machine(
    "stream",
    StreamStatus.OPEN,
    {
        (StreamStatus.OPEN, StreamEvent.LOST): StreamStatus.BROKEN,
        # A newer socket of the same stream replaces the old one, which gets 4505.
        (StreamStatus.OPEN, StreamEvent.RESUMED): StreamStatus.OPEN,
        (StreamStatus.OPEN, StreamEvent.ORPHANED): StreamStatus.ABANDONED,
        (StreamStatus.OPEN, StreamEvent.FINISHED): StreamStatus.ENDED,
        (StreamStatus.BROKEN, StreamEvent.RESUMED): StreamStatus.OPEN,
        (StreamStatus.BROKEN, StreamEvent.WAITED): StreamStatus.ABANDONED,
        (StreamStatus.BROKEN, StreamEvent.ORPHANED): StreamStatus.ABANDONED,
        (StreamStatus.ABANDONED, StreamEvent.RESUMED): StreamStatus.OPEN,
        (StreamStatus.ABANDONED, StreamEvent.ORPHANED): StreamStatus.ABANDONED,
        # `end` may be asked for again, also of another owner: `ended` is told again.
        (StreamStatus.ENDED, StreamEvent.RESUMED): StreamStatus.ENDED,
        (StreamStatus.ENDED, StreamEvent.LOST): StreamStatus.ENDED,
        (StreamStatus.ENDED, StreamEvent.ORPHANED): StreamStatus.ENDED,
        (StreamStatus.ENDED, StreamEvent.FINISHED): StreamStatus.ENDED,
    },
    frozenset({StreamStatus.ENDED}),
)


class LeaseStatus(StrEnum):
    """Whether a process owns a session."""

    FREE = "free"
    HELD = "held"
    ASKED = "asked"
    """Held, and another process has asked for it: the holder hands over what it can within 2 s."""
    DEAD = "dead"
    """Its holder's advisory lock is free, or 30 s passed without a heartbeat; nobody has taken it yet."""


class LeaseEvent(StrEnum):
    """What happens to a lease."""

    CLAIMED = "claimed"
    """A process takes it as the next owner: the epoch grows by one."""
    RENEWED = "renewed"
    """The holder's heartbeat."""
    ASKED = "asked"
    RELEASED = "released"
    """The holder gave it back."""
    EXPIRED = "expired"


LEASE: Machine[LeaseStatus, LeaseEvent] = Machine(
    "lease",
    LeaseStatus.FREE,
    {
        (LeaseStatus.FREE, LeaseEvent.CLAIMED): LeaseStatus.HELD,
        (LeaseStatus.HELD, LeaseEvent.RENEWED): LeaseStatus.HELD,
        (LeaseStatus.HELD, LeaseEvent.ASKED): LeaseStatus.ASKED,
        (LeaseStatus.HELD, LeaseEvent.RELEASED): LeaseStatus.FREE,
        (LeaseStatus.HELD, LeaseEvent.EXPIRED): LeaseStatus.DEAD,
        (LeaseStatus.ASKED, LeaseEvent.RENEWED): LeaseStatus.ASKED,
        (LeaseStatus.ASKED, LeaseEvent.ASKED): LeaseStatus.ASKED,
        (LeaseStatus.ASKED, LeaseEvent.RELEASED): LeaseStatus.FREE,
        (LeaseStatus.ASKED, LeaseEvent.EXPIRED): LeaseStatus.DEAD,
        # The asker waited 2 s and takes it; the old owner's writes fail from here on.
        (LeaseStatus.ASKED, LeaseEvent.CLAIMED): LeaseStatus.HELD,
        # A late heartbeat revives it as long as nobody took it: the epoch is still its own.
        (LeaseStatus.DEAD, LeaseEvent.RENEWED): LeaseStatus.HELD,
        (LeaseStatus.DEAD, LeaseEvent.RELEASED): LeaseStatus.FREE,
        (LeaseStatus.DEAD, LeaseEvent.CLAIMED): LeaseStatus.HELD,
    },
    frozenset(),
)


@dataclass(frozen=True, slots=True)
class Lease:
    """A session's lease as a value: its status and how many owners there were."""

    status: LeaseStatus = LeaseStatus.FREE
    epoch: int = 0

    def after(self, event: LeaseEvent) -> Lease:
        """The lease after ``event``; the epoch grows when it is claimed and never otherwise."""
        status = LEASE.transition(self.status, event)
        return Lease(status, self.epoch + (event is LeaseEvent.CLAIMED))


class JobStatus(StrEnum):
    """An utterance from its commit to its one result."""

    PROCESSING = "processing"
    """A try is under way. A job begins here: its transcription starts beside its commit."""
    PENDING = "pending"
    """No try is under way: one failed, or the owner died."""
    FINAL = "final"
    """``transcript.final`` is recorded."""
    DROPPED = "dropped"
    """``transcript.dropped`` is recorded: it held no speech."""
    QUARANTINED = "quarantined"
    """``transcript.dropped`` is recorded: it failed twice, or its owners died under it."""


class JobEvent(StrEnum):
    """What happens to a job."""

    STARTED = "started"
    FAILED = "failed"
    ORPHANED = "orphaned"
    """Its owner died or lost the session."""
    HEARD = "heard"
    DROPPED = "dropped"
    QUARANTINED = "quarantined"


JOB: Machine[JobStatus, JobEvent] = Machine(
    "job",
    JobStatus.PROCESSING,
    {
        (JobStatus.PROCESSING, JobEvent.FAILED): JobStatus.PENDING,
        (JobStatus.PROCESSING, JobEvent.ORPHANED): JobStatus.PENDING,
        (JobStatus.PENDING, JobEvent.ORPHANED): JobStatus.PENDING,
        (JobStatus.PENDING, JobEvent.STARTED): JobStatus.PROCESSING,
        (JobStatus.PROCESSING, JobEvent.HEARD): JobStatus.FINAL,
        (JobStatus.PROCESSING, JobEvent.DROPPED): JobStatus.DROPPED,
        (JobStatus.PENDING, JobEvent.QUARANTINED): JobStatus.QUARANTINED,
    },
    frozenset({JobStatus.FINAL, JobStatus.DROPPED, JobStatus.QUARANTINED}),
)


class SceneStatus(StrEnum):
    """What follows transcripts, from its opening to its one end."""

    ENVIRONMENT = "environment"
    """To be asked next: what was said, and where are we now?"""
    SCENE = "scene"
    """To be asked next: is there a moment worth a picture?"""
    HELD = "held"
    """Composed; it waits for the gate."""
    PAINTING = "painting"
    """It passed the gate."""
    PUBLISHED = "published"
    SKIPPED = "skipped"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class SceneEvent(StrEnum):
    """What happens to a scene."""

    CLASSIFIED = "classified"
    COMPOSED = "composed"
    PASSED = "passed"
    SKETCHED = "sketched"
    PUBLISHED = "published"
    SKIPPED = "skipped"
    SUPERSEDED = "superseded"
    """A newer scene took its place before it passed the gate."""
    FAILED = "failed"
    ORPHANED = "orphaned"
    """Its owner died or lost the session; the next one does its stage again, never the stages before it."""


SCENE: Machine[SceneStatus, SceneEvent] = Machine(
    "scene",
    SceneStatus.ENVIRONMENT,
    {
        (SceneStatus.ENVIRONMENT, SceneEvent.CLASSIFIED): SceneStatus.SCENE,
        (SceneStatus.ENVIRONMENT, SceneEvent.SKIPPED): SceneStatus.SKIPPED,
        (SceneStatus.ENVIRONMENT, SceneEvent.ORPHANED): SceneStatus.ENVIRONMENT,
        (SceneStatus.SCENE, SceneEvent.COMPOSED): SceneStatus.HELD,
        (SceneStatus.SCENE, SceneEvent.SKIPPED): SceneStatus.SKIPPED,
        (SceneStatus.SCENE, SceneEvent.ORPHANED): SceneStatus.SCENE,
        (SceneStatus.HELD, SceneEvent.PASSED): SceneStatus.PAINTING,
        (SceneStatus.HELD, SceneEvent.SKIPPED): SceneStatus.SKIPPED,
        (SceneStatus.HELD, SceneEvent.SUPERSEDED): SceneStatus.SUPERSEDED,
        (SceneStatus.HELD, SceneEvent.ORPHANED): SceneStatus.HELD,
        (SceneStatus.PAINTING, SceneEvent.SKETCHED): SceneStatus.PAINTING,
        (SceneStatus.PAINTING, SceneEvent.ORPHANED): SceneStatus.PAINTING,
        (SceneStatus.PAINTING, SceneEvent.PUBLISHED): SceneStatus.PUBLISHED,
        (SceneStatus.PAINTING, SceneEvent.FAILED): SceneStatus.FAILED,
        # Given up after its owners died under it again and again.
        (SceneStatus.PAINTING, SceneEvent.SKIPPED): SceneStatus.SKIPPED,
    },
    frozenset({SceneStatus.PUBLISHED, SceneStatus.SKIPPED, SceneStatus.SUPERSEDED, SceneStatus.FAILED}),
)

MACHINES = (STREAM, LEASE, JOB, SCENE)
