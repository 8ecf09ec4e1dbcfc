"""The capture socket, ``GET /api/v1/live``: microphone up, results down. It stores and decides nothing itself.

Its loop awaits nothing but the socket; what waits is the stream's own task (``server/capture.py``).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from server.auth.tokens import Identity, Verifier
from server.capture import CaptureStream
from server.connection import Controls, follow
from server.direction import COMMANDS, Desk, Director
from server.handshake import Receive, Scope, Send, greeted, told, too_long
from server.hub import Hub, Viewer
from server.outlet import Outlet
from server.owned import IntakeOf
from server.owner import Owner
from server.ports import Accounts, Sessions
from server.protocol import (
    CaptureHello,
    End,
    Flush,
    Limits,
    MessageError,
    Pause,
    Ready,
    Resume,
    parse_audio,
    parse_capture_hello,
)
from server.sockets import Sockets


@dataclass(frozen=True, slots=True)
class LiveSocket:
    """The endpoint, an ASGI application for WebSocket scopes."""

    tokens: Verifier
    accounts: Accounts
    sessions: Sessions
    director: Director
    owner: Owner
    hub: Hub
    sockets: Sockets
    intake_of: IntakeOf
    limits: Limits
    origins: tuple[str, ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket."""
        came = await greeted(
            scope,
            receive,
            send,
            origins=self.origins,
            sockets=self.sockets,
            parse=parse_capture_hello,
            tokens=self.tokens,
        )
        if came is None:
            return
        outlet, greeting, identity = came
        audio = greeting.audio
        if (audio.encoding, audio.sample_rate, audio.channels) != ("pcm_s16le", 16_000, 1):
            outlet.fail("audio_format")
            return
        with self.sockets.entered(identity.user_id, outlet) as entered:
            if entered:
                with told(outlet):
                    await self._capture(greeting, identity, outlet, receive)

    async def _capture(self, greeting: CaptureHello, identity: Identity, outlet: Outlet, receive: Receive) -> None:
        tenant = identity.user_id
        if not await self.accounts.admits(tenant, identity.sign_in):
            outlet.fail("bad_token", "This token's sign-in has ended. Sign in again.")
            return
        session = await self.sessions.open(tenant, greeting.session_id)
        with self.sockets.capturing(tenant, session.session_id, outlet) as capturing:
            if capturing:
                await self._hear(greeting, identity, session.session_id, outlet, receive)

    async def _hear(
        self, greeting: CaptureHello, identity: Identity, session_id: UUID, outlet: Outlet, receive: Receive
    ) -> None:
        tenant = identity.user_id
        await self.sessions.capture(tenant, session_id)
        viewer = Viewer(outlet)
        owned, stream = await self.owner.attach(
            tenant, session_id, greeting.stream_id, greeting.mode, outlet, viewer, self.intake_of
        )
        controls = Controls(outlet, self.tokens, identity)
        settings = self.hub.settings.enter(tenant, outlet)
        try:

            def ready(head: int) -> None:
                outlet.send(
                    Ready(
                        session_id=session_id,
                        stream_id=stream.stream_id,
                        samples=stream.samples,
                        safe=stream.safe,
                        head=head,
                        paused=stream.paused,
                        expires_at=identity.expires_at,
                        limits=self.limits,
                    )
                )

            subscription = await follow(
                self.hub,
                self.sessions,
                tenant,
                session_id,
                viewer,
                after=greeting.after,
                before_events=ready,
                snapshot=False,
            )
            settings.begin()
            self.hub.usage.enter(tenant, session_id, outlet)
            self.hub.displays.enter(tenant, outlet)
            try:
                async with asyncio.TaskGroup() as tasks:
                    desk = Desk(self.director, tenant, outlet, lambda: session_id, tasks)
                    await self._listen(stream, controls, desk, outlet, receive)
            finally:
                self.hub.displays.leave(tenant, outlet)
                self.hub.usage.leave(session_id, outlet)
                subscription.close()
        finally:
            self.hub.settings.leave(tenant, settings)
            controls.close()
            owned.detach(stream, outlet)

    async def _listen(
        self, stream: CaptureStream, controls: Controls, desk: Desk, outlet: Outlet, receive: Receive
    ) -> None:
        """The receive loop: every message is handled before the next is awaited, and none of it waits."""
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if outlet.closed:
                continue
            data = message.get("bytes")
            if data is not None:
                try:
                    if too_long(message):
                        raise MessageError("A message is longer than 64 KiB.")
                    stream.audio(*parse_audio(data))
                except MessageError as error:
                    outlet.fail("bad_message", str(error))
                continue
            if too_long(message):
                outlet.fail("bad_message", "A message is longer than 64 KiB.")
                continue
            control = controls.parse(message["text"])
            match control:
                case Pause():
                    stream.pause()
                case Resume():
                    stream.resume()
                case Flush():
                    stream.flush()
                case End():
                    stream.end()
                case _ if isinstance(control, COMMANDS):
                    desk.take(control)
                case _:
                    pass
