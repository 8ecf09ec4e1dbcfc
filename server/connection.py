"""What both sockets share after hello: events from ``after``, control messages within their rate, the token's end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from pipeline.errors import AdventureError
from pipeline.model import SceneDecision
from pipeline.records import SnapshotRecord
from server.auth.tokens import Identity, Verifier
from server.budget import Budget
from server.frames import EventFrames
from server.hub import PAGE, Hub, Subscription, Viewer
from server.outlet import Outlet
from server.ports import Sessions
from server.protocol import (
    CONTROLS_PER_SECOND,
    Auth,
    Control,
    EnvironmentState,
    MessageError,
    PictureState,
    Ping,
    Pong,
    SceneState,
    Snapshot,
    parse_control,
)
from server.shares import project_snapshot

RESUMABLE = 5000
"""Most events that are sent again one by one; who is further behind gets a snapshot."""


class Controls:
    """The control messages of one socket: parsed, within their rate, the common ones answered."""

    def __init__(self, outlet: Outlet, tokens: Verifier, identity: Identity) -> None:
        self._outlet = outlet
        self._tokens = tokens
        self._user_id = identity.user_id
        self._loop = asyncio.get_running_loop()
        self._budget = Budget(CONTROLS_PER_SECOND, self._loop.time)
        self._expiry = self._expire_at(identity)
        outlet.sign_in = identity.sign_in

    def close(self) -> None:
        """Forget the token's end."""
        self._expiry.cancel()

    def parse(self, text: str) -> Control | None:
        """The message, if it is for the socket; None where it was answered here or the socket was closed."""
        if not self._budget.spend():
            self._outlet.fail("rate_limited", retry_after_ms=1000)
            return None
        try:
            control = parse_control(text)
        except MessageError as error:
            self._outlet.fail("bad_message", str(error))
            return None
        match control:
            case Ping():
                self._outlet.send(Pong())
            case Auth():
                self._renew(control)
            case _:
                return control
        return None

    def _renew(self, auth: Auth) -> None:
        try:
            identity = self._tokens.verify(auth.token.get_secret_value())
        except AdventureError as error:
            self._outlet.fail(error.code, error.message)
            return
        if identity.user_id != self._user_id:
            self._outlet.fail("bad_token", "The fresh token is another account's.")
            return
        self._expiry.cancel()
        self._expiry = self._expire_at(identity)
        self._outlet.sign_in = identity.sign_in

    def _expire_at(self, identity: Identity) -> asyncio.TimerHandle:
        left = (identity.expires_at - datetime.now(UTC)).total_seconds()
        return self._loop.call_later(max(0.0, left), self._outlet.fail, "token_expired")


async def follow(
    hub: Hub,
    sessions: Sessions,
    tenant: UUID,
    session_id: UUID,
    viewer: Viewer,
    *,
    after: int | None,
    before_events: Callable[[int], None],
    snapshot: bool,
) -> Subscription:
    """Subscribe, then tell what came before: the events behind ``after``, or a snapshot where they cannot be given.

    ``before_events`` gets the head and sends ``ready``. With ``snapshot`` False, who asks for nothing gets nothing.
    """
    subscription = await hub.subscribe(tenant, session_id, viewer)
    try:
        head = (await sessions.read(tenant, session_id)).head
        before_events(head)
        if after is not None and head - RESUMABLE <= after <= head:
            cursor = await _send_events(sessions, tenant, session_id, viewer, after)
        elif after is None and not snapshot:
            cursor = head
        else:
            record = await sessions.snapshot(tenant, session_id)
            viewer.outlet.send(project_snapshot(viewer.scopes, snapshot_message(record, recovered=after is None)))
            cursor = record.seq
        while not viewer.start(cursor):
            cursor = await _send_events(sessions, tenant, session_id, viewer, cursor)
    except BaseException:  # cancelled as well: nobody else knows of it yet
        subscription.close()
        raise
    return subscription


async def _send_events(sessions: Sessions, tenant: UUID, session_id: UUID, viewer: Viewer, after: int) -> int:
    while True:
        await viewer.outlet.drained()  # many at once are not its slowness
        events = await sessions.events(tenant, session_id, after, PAGE)
        for event in events:
            frame = EventFrames(event).of(viewer.scopes)
            if frame is not None:
                viewer.outlet.write(frame)
            after = event.seq
        if len(events) < PAGE or viewer.outlet.closed:
            return after


def snapshot_message(record: SnapshotRecord, *, recovered: bool) -> Snapshot:
    """A snapshot as it goes over the wire."""
    environment = record.environment
    scene = None
    if record.scene is not None and record.decision is not None:
        scene = _scene(record.scene, record.decision)
    picture = of_picture = None
    if record.picture is not None:
        shown = record.picture
        of_picture = _scene(shown.scene, record.shown) if record.shown is not None else None
        picture = PictureState(
            scene=shown.scene,
            image=shown.image_id,
            url=f"/i/{shown.image_id}",
            quality=shown.quality,
            width=shown.width,
            height=shown.height,
        )
    return Snapshot(
        seq=record.seq,
        environment=EnvironmentState(
            description=environment.description, version=environment.version, locked=environment.locked
        ),
        style=record.style,
        scene=scene,
        picture=picture,
        shown=of_picture,
        pinned=record.pinned,
        recovered=recovered,
    )


def _scene(number: int, decision: SceneDecision) -> SceneState:
    return SceneState(scene=number, title=decision.title, prompt=decision.prompt)
