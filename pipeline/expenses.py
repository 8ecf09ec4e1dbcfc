"""Who pays for a session's calls: each unit of work gets a call with a purse of its own. It spends nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pipeline.call import UNPAID, Call, Purse
from pipeline.ports import Treasury


class _Free:
    def purse(
        self,
        tenant: UUID,
        session: UUID,
        *,
        utterance: int | None = None,
        scene: int | None = None,
        ahead: bool = False,
    ) -> Purse:
        """A purse that books nothing."""
        return UNPAID


FREE: Treasury = _Free()
"""Where nothing costs anything."""


@dataclass(frozen=True, slots=True)
class Expenses:
    """Makes the calls of one session."""

    treasury: Treasury
    tenant: UUID
    session: UUID

    def utterance(self, utterance: int | None, *, background: bool = False) -> Call:
        """A call to transcribe an utterance; None while its commit is under way."""
        purse = self.treasury.purse(self.tenant, self.session, utterance=utterance)
        return Call(self.tenant, self.session, background=background, purse=purse)

    def ahead(self, scene: int | None = None) -> Call:
        """A call that may be in vain, about a scene or about speech that was not cut yet."""
        purse = self.treasury.purse(self.tenant, self.session, scene=scene, ahead=True)
        return Call(self.tenant, self.session, ahead=True, purse=purse)

    def scene(self, scene: int, *, background: bool = False) -> Call:
        """A call about a scene: both of the storyteller, or its pictures."""
        purse = self.treasury.purse(self.tenant, self.session, scene=scene)
        return Call(self.tenant, self.session, background=background, purse=purse)
