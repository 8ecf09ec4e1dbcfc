"""What the in-memory journals of all owners share: accounts, sessions with their rows and events, leases, and faults.

It stands for the database. It decides nothing that the database would not decide.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from fakes.memory_journal import MemoryJournal
from fakes.memory_rows import AccountRow, Faults, JobRow, SceneRow, SessionRow, StreamRow

from pipeline.events import Event
from pipeline.model import Asked
from pipeline.states import LeaseEvent, LeaseStatus, SceneStatus


class MemoryStore:
    """The database. ``session`` gives a journal, as the Postgres one does."""

    def __init__(self) -> None:
        self.accounts: dict[UUID, AccountRow] = {}
        self.sessions: dict[UUID, SessionRow] = {}
        self.streams: dict[UUID, StreamRow] = {}
        self.jobs: dict[int, JobRow] = {}
        self.faults = Faults()
        self.calls: list[tuple[str, int]] = []
        """(method, epoch) of each call that reached the database, refused ones included."""
        self.writes: list[tuple[str, int]] = []
        """(method, epoch) of each call that changed something."""

    # -- what other parts of the product do ---------------------------------------------------------------------

    def new_user(self) -> UUID:
        user_id = uuid4()
        self.accounts[user_id] = AccountRow()
        return user_id

    def new_session(self, user_id: UUID) -> UUID:
        """A session of ``user_id``, its current one from now on."""
        session_id = uuid4()
        self.sessions[session_id] = SessionRow(user_id)
        self.accounts[user_id].current_session = session_id
        return session_id

    def ask(self, session_id: UUID, asked: Asked) -> int:
        """A person asks for a picture; the number of the scene that it becomes."""
        row = self.sessions[session_id]
        said = [n for n, job in sorted(self.jobs.items()) if job.session_id == session_id and job.text]
        scene = SceneRow("live", tuple(said[-8:]), status=SceneStatus.SCENE, starts=0, asked=asked)
        scene.history = [SceneStatus.SCENE]
        number = len(row.scenes) + 1
        row.scenes[number] = scene
        return number

    def claim(self, session_id: UUID) -> int:
        """Make the caller the session's next owner, whoever holds it; returns its epoch."""
        row = self.sessions[session_id]
        if row.lease.status is LeaseStatus.HELD:
            row.lease = row.lease.after(LeaseEvent.ASKED)
        row.lease = row.lease.after(LeaseEvent.CLAIMED)
        return row.lease.epoch

    def release(self, session_id: UUID, epoch: int) -> bool:
        """Give the session back; False when it is another's by now."""
        row = self.sessions[session_id]
        if row.lease.epoch != epoch:
            return False
        row.lease = row.lease.after(LeaseEvent.RELEASED)
        return True

    def session(self, *, user_id: UUID, session_id: UUID, epoch: int) -> MemoryJournal:
        """The session's journal for the owner of ``epoch``."""
        return MemoryJournal(self, user_id, session_id, epoch)

    # -- what tests look at -------------------------------------------------------------------------------------

    def recorded(self, session_id: UUID) -> list[Event]:
        """The session's events in order; their numbers are dense or this fails."""
        row = self.sessions[session_id]
        assert [seq for seq, _ in row.events] == list(range(1, row.head + 1))
        return [event for _, event in row.events]
