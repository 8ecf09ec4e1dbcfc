"""A recorded event as the frames that go over the wire, each built once however many see it. It sends nothing."""

from __future__ import annotations

from pipeline.records import EventRecord
from server.protocol import encode_event
from server.shares import Scopes, project
from server.transport import text_frame


class EventFrames:
    """One event; a frame for each set of scopes that is asked for."""

    def __init__(self, event: EventRecord) -> None:
        self._event = event
        self._frames: dict[Scopes | None, bytes | None] = {}

    def of(self, scopes: Scopes | None) -> bytes | None:
        """The frame for viewers with these scopes; None where they do not see the event."""
        if scopes not in self._frames:
            event = self._event
            fields = project(scopes, event.type, event.fields)
            self._frames[scopes] = (
                text_frame(encode_event(event.seq, event.event_id, event.at, event.type, fields))
                if fields is not None
                else None
            )
        return self._frames[scopes]
