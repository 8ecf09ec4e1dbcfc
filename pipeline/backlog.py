"""Takes up utterances that were cut elsewhere, out of uploads, a few at a time. It neither cuts nor transcribes."""

from __future__ import annotations

from anyio.abc import ObjectSendStream

from pipeline.durable import durably
from pipeline.model import PendingUtterance
from pipeline.ports import SessionJournal
from pipeline.settlement import Settlement
from pipeline.wakeup import Wakeup


class Backlog:
    """The uploads of a session as its owner sees them; memory holds the ids of ``at_once`` utterances at most."""

    def __init__(self, journal: SessionJournal, settlement: Settlement, *, at_once: int) -> None:
        self._journal = journal
        self._settlement = settlement
        self._at_once = at_once
        self._wakeup = Wakeup()

    @property
    def busy(self) -> bool:
        """Whether there may be something to be done yet."""
        return self._wakeup.awake or bool(self._settlement.uploaded)

    def more(self) -> None:
        """Something was cut elsewhere."""
        self._wakeup.wake()

    def close(self) -> None:
        """Take up nothing more; what is under way is finished."""
        self._wakeup.close()

    async def run(self, uploaded: ObjectSendStream[PendingUtterance]) -> None:
        """Hand on what there is, oldest first, until closed; then close ``uploaded``."""
        async with uploaded:
            while not self._wakeup.closed:
                self._wakeup.begin()
                known = sorted(self._settlement.uploaded)
                limit = self._at_once - len(known)
                found = await durably(lambda known=known, limit=limit: self._journal.uploaded(known, limit))
                for left in found:
                    self._settlement.add_uploaded(left.utterance)
                    await uploaded.send(left)
                if found:
                    await self._settlement.uploaded_below(self._at_once)
                else:
                    await self._wakeup.rest()
