"""The viewer's socket, ``GET /api/v1/watch``: a session's events, from a snapshot or from where the viewer was.

It takes no audio, and writes nothing but what a person's control messages ask for.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass
from uuid import UUID

from pipeline.errors import AdventureError, JournalUnavailableError
from server.auth.tokens import Identity, Verifier
from server.connection import Controls, follow
from server.direction import COMMANDS, Desk, Director
from server.displays import Screen
from server.guests import DisplayToken, Door, Guest, Guests, GuestToken, listen
from server.handshake import Receive, Scope, Send, greeted, told, too_long
from server.hub import Hub, Subscription, Viewer
from server.outlet import Outlet
from server.ports import Accounts, Sessions
from server.protocol import AUDIO_CONTROLS, Limits, Ready, SessionChanged, WatchHello, parse_watch_hello
from server.settings_feed import SettingsListener
from server.shares import Scopes
from server.sockets import Sockets

RETRY_S = 0.25


@dataclass(frozen=True, slots=True)
class WatchSocket:
    """The endpoint, an ASGI application for WebSocket scopes."""

    tokens: Verifier
    guests: Guests
    accounts: Accounts
    sessions: Sessions
    director: Director
    screens: Guests
    hub: Hub
    sockets: Sockets
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
            parse=parse_watch_hello,
            tokens=Door(self.tokens),
        )
        if came is None:
            return
        outlet, greeting, identity = came
        if isinstance(identity, GuestToken | DisplayToken):
            await self._guest(greeting, identity, outlet, receive)
            return
        with self.sockets.entered(identity.user_id, outlet) as entered:
            if entered:
                with told(outlet):
                    await self._watch(greeting, identity, outlet, receive)

    async def _guest(
        self, greeting: WatchHello, token: GuestToken | DisplayToken, outlet: Outlet, receive: Receive
    ) -> None:
        """Serve a link or a display: it sees what its scopes show, and says nothing but ``ping``."""
        is_display = isinstance(token, DisplayToken)
        with told(outlet):
            async with (self.screens if is_display else self.guests).admitted(token, outlet) as share:
                # Counted for itself: however many watch by a link, its owner is not locked out.
                with self.sockets.entered(share.share_id, outlet) as entered:
                    if entered and is_display:
                        await self._show_display(greeting, share, outlet, receive)
                    elif entered:
                        await self._show_guest(greeting, share, outlet, receive)

    async def _show_guest(self, greeting: WatchHello, share: Guest, outlet: Outlet, receive: Receive) -> None:
        # No settings: a guest never hears of them.
        view = _View(self, share.tenant, outlet, share, None, share.scopes)
        changed = self.hub.follow(share.tenant) if greeting.session_id is None else None
        try:
            after, current = greeting.after, greeting.session_id
            if changed is not None:
                current = await self.sessions.current(share.tenant)
                after = after if after == 0 or greeting.following == current else None
            await view.show(current, after=after)
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(view.follow(changed)) if changed is not None else None
                await listen(outlet, receive)
                if watching is not None:
                    watching.cancel()
        finally:
            if changed is not None:
                self.hub.unfollow(share.tenant, changed)
            view.close()

    async def _show_display(self, greeting: WatchHello, share: Guest, outlet: Outlet, receive: Receive) -> None:
        """Show what its account chose for it: a session, or the current one."""
        changed = self.hub.follow(share.tenant)
        try:
            async with self.hub.displays.connected(share.tenant, share.share_id, outlet, changed) as screen:
                view = _View(self, share.tenant, outlet, share, screen, share.scopes)
                try:
                    current = await view.target()
                    after = greeting.after if greeting.following == current else None
                    await view.show(current, after=after)
                    async with asyncio.TaskGroup() as tasks:
                        watching = tasks.create_task(view.follow(changed))
                        await listen(outlet, receive)
                        watching.cancel()
                finally:
                    view.close()
        finally:
            self.hub.unfollow(share.tenant, changed)

    async def _watch(self, greeting: WatchHello, identity: Identity, outlet: Outlet, receive: Receive) -> None:
        tenant = identity.user_id
        if not await self.accounts.admits(tenant, identity.sign_in):
            outlet.fail("bad_token", "This token's sign-in has ended. Sign in again.")
            return
        controls = Controls(outlet, self.tokens, identity)
        settings = self.hub.settings.enter(tenant, outlet)
        view = _View(self, tenant, outlet, identity, settings)
        try:
            if greeting.session_id is not None:
                await view.show(greeting.session_id, after=greeting.after)
                async with asyncio.TaskGroup() as tasks:
                    await self._listen(controls, view.desk(tasks), outlet, receive)
            else:
                await self._follow(view, greeting.after, greeting.following, controls, outlet, receive)
        finally:
            self.hub.settings.leave(tenant, settings)
            self.hub.displays.leave(tenant, outlet)
            controls.close()
            view.close()

    async def _follow(
        self,
        view: _View,
        after: int | None,
        following: UUID | None,
        controls: Controls,
        outlet: Outlet,
        receive: Receive,
    ) -> None:
        """Show the account's current session, whichever it is, until the socket closes."""
        changed = self.hub.follow(view.tenant)
        try:
            current = await self.sessions.current(view.tenant)
            # Counted in another session, `after` says nothing about this one.
            await view.show(current, after=after if after == 0 or following == current else None)
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(view.follow(changed))
                await self._listen(controls, view.desk(tasks), outlet, receive)
                watching.cancel()
        finally:
            self.hub.unfollow(view.tenant, changed)

    async def _listen(self, controls: Controls, desk: Desk, outlet: Outlet, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if outlet.closed:
                continue
            if message.get("bytes") is not None:
                outlet.fail("bad_message", "A viewer sends no audio.")
            elif too_long(message):
                outlet.fail("bad_message", "A message is longer than 64 KiB.")
            else:
                control = controls.parse(message["text"])
                if control is not None and control.type in AUDIO_CONTROLS:
                    outlet.fail("bad_message", f"A viewer may not send {control.type}.")
                elif isinstance(control, COMMANDS):
                    desk.take(control)


class _View:
    """What one viewer's socket shows."""

    def __init__(
        self,
        socket: WatchSocket,
        tenant: UUID,
        outlet: Outlet,
        identity: Identity | Guest,
        settings: SettingsListener | Screen | None,
        scopes: Scopes | None = None,
    ) -> None:
        self.tenant = tenant
        self._socket = socket
        self._outlet = outlet
        self._identity = identity
        self._settings = settings
        self._scopes = scopes
        self._session_id: UUID | None = None
        self._subscription: Subscription | None = None
        self._greeted = False

    async def show(self, session_id: UUID | None, *, after: int | None = None) -> None:
        """Show a session from here on; None: the account has none yet."""
        self.close()
        self._session_id = None
        if session_id is None:
            self._ready(None, 0, False)
            return
        # First of all: another tenant's session is none.
        record = await self._socket.sessions.read(self.tenant, session_id)
        with self._settings.held() if self._settings is not None else nullcontext():
            self._subscription = await follow(
                self._socket.hub,
                self._socket.sessions,
                self.tenant,
                session_id,
                Viewer(self._outlet, self._scopes),
                after=after,
                before_events=lambda head: self._ready(session_id, head, record.paused and self._scopes is None),
                snapshot=True,
            )
        # Only now: what failed on the way is tried again.
        self._session_id = session_id
        if self._scopes is None:
            self._socket.hub.usage.enter(self.tenant, session_id, self._outlet)

    async def target(self) -> UUID | None:
        """Which session to show: the one that was chosen for a display, else the account's current one."""
        if isinstance(self._settings, Screen) and self._settings.session_id is not None:
            return self._settings.session_id
        return await self._socket.sessions.current(self.tenant)

    async def follow(self, changed: asyncio.Event) -> None:
        """Change over whenever another session becomes the account's current one."""
        announced = self._session_id
        while True:
            await changed.wait()
            changed.clear()
            try:
                current = await self.target()
                if current is not None and current != self._session_id:
                    if current != announced:
                        announced = current
                        self._outlet.send(SessionChanged(session_id=current))
                    await self.show(current)
            except JournalUnavailableError:
                changed.set()
                await asyncio.sleep(RETRY_S)
            except AdventureError as error:
                self._outlet.fail(error.code, error.message)
                return

    def desk(self, tasks: asyncio.TaskGroup) -> Desk:
        """Where commands on whatever is shown are done."""
        return Desk(self._socket.director, self.tenant, self._outlet, lambda: self._session_id, tasks)

    def close(self) -> None:
        """Show nothing more."""
        if self._session_id is not None:
            self._socket.hub.usage.leave(self._session_id, self._outlet)
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None

    def _ready(self, session_id: UUID | None, head: int, paused: bool) -> None:
        if self._greeted:
            return
        self._greeted = True
        self._outlet.send(
            Ready(
                session_id=session_id,
                head=head,
                paused=paused,
                expires_at=self._identity.expires_at,
                limits=self._socket.limits,
            )
        )
        if self._settings is not None:
            self._settings.begin()
        if self._scopes is None:
            self._socket.hub.displays.enter(self.tenant, self._outlet)
