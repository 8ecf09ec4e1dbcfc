"""The composition root: builds the application out of settings and ports; ``parts`` makes what the settings choose.

It decides nothing at run time; the parts it wires do.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from uuid import UUID

import structlog
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from clients.local.folder_blobs import FolderBlobs
from clients.local.portrait import PillowPortraits
from clients.postgres_account_data import PostgresAccountData
from clients.postgres_characters import PostgresCharacters
from clients.postgres_direction import PostgresDirection
from clients.postgres_displays import PostgresDisplays, PostgresPairings
from clients.postgres_history import PostgresHistory
from clients.postgres_journal import PostgresJournal
from clients.postgres_leases import PostgresLeases
from clients.postgres_listener import PostgresListener
from clients.postgres_sessions import PostgresPictures, PostgresSessions
from clients.postgres_shares import PostgresShares
from clients.postgres_uploads import PostgresUploadClaims, PostgresUploads
from clients.postgres_usage import PostgresUsage
from clients.postgres_user_settings import PostgresUserSettings
from pipeline.graph import Engines
from pipeline.ports import SessionJournal, Storyteller
from pipeline.providers.chain import Chain, chain_of
from server.api import docs_document
from server.api.absent import Absent
from server.api.docs_page import DocsPage
from server.api.errors import install
from server.api.health import Ready, healthz
from server.api.pictures import PictureFile
from server.api.routers import API, ROUTERS
from server.api.site import Site
from server.assets import SAMPLE, STATIC
from server.auth.presence import Presence
from server.bodies import Bodies
from server.direction import Director
from server.engines import Built, built
from server.export import Export
from server.floods import Floods
from server.guests import Guests
from server.headers import SecurityHeaders
from server.hosts import Hosts, known_hosts
from server.hub import Hub
from server.ingest import Ingest, IngestSettings
from server.intake import Intake
from server.limits import RateLimits
from server.live import LiveSocket
from server.origins import Origins
from server.owner import Owner
from server.parts import database, desk, storage
from server.parts.bounds import owner_settings
from server.parts.ears import cut_file, intake_of
from server.parts.treasury import treasury_of
from server.protocol import Limits
from server.retention import Retention
from server.services import Services
from server.settings import Settings
from server.sockets import Sockets
from server.staff import staff_of
from server.thumbnails import Thumbnails
from server.watch import WatchSocket

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ports:
    """What a caller (a test, a benchmark) puts in place of what the settings would choose."""

    engines: Engines | None = None
    wrap_journal: Callable[[SessionJournal], SessionJournal] | None = None
    wrap_intake: Callable[[UUID, Intake], Intake] | None = None


def create_app(settings: Settings, ports: Ports | None = None) -> FastAPI:
    """The application. Everything it needs is started with its lifespan and stopped after it.

    Starting raises ``ConfigurationError`` for what only a person can mend. ``app.state.drain`` is there while it runs.
    """
    rates = RateLimits.of(settings)
    app = FastAPI(
        title="Adventure Art",
        version=version("adventure-art"),
        lifespan=partial(_lifespan, settings=settings, ports=ports or Ports(), rates=rates),
        middleware=[
            Middleware(
                SecurityHeaders, connect=settings.supabase_url, images=lambda: getattr(app.state, "pictures_origin", "")
            ),
            Middleware(Hosts, known=known_hosts(settings), lan=settings.lan),
            Middleware(Origins, origins=settings.origins),
            Middleware(Floods, rates=rates),
            Middleware(Bodies, most=settings.request_bytes),
        ],
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    install(app)
    app.router.routes += API.routes
    docs_document.install(app)
    return app


@asynccontextmanager
async def storyteller(settings: Settings) -> AsyncGenerator[Chain[Storyteller]]:
    """The storyteller that these settings choose, for whoever measures it without a server."""
    async with built(settings, FolderBlobs(settings.data / "blobs")) as made:
        yield chain_of(made.engines.storyteller)


@asynccontextmanager
async def _lifespan(app: FastAPI, *, settings: Settings, ports: Ports, rates: RateLimits) -> AsyncGenerator[None]:
    async with AsyncExitStack() as stack:
        data = settings.data.expanduser().absolute()
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        schema = await database.opened(settings, data, stack)
        base = schema.database
        kept = await stack.enter_async_context(storage.opened(settings, data))
        await kept.begin()
        app.state.pictures_origin = kept.origin
        treasury = treasury_of(settings, base)
        made = (
            Built(ports.engines)
            if ports.engines
            else await stack.enter_async_context(built(settings, kept.blobs, treasury))
        )
        engines = made.engines
        wrap = ports.wrap_journal

        def journal_of(session_id: UUID, tenant: UUID, epoch: int) -> SessionJournal:
            journal = PostgresJournal(base, session_id, tenant, epoch, worker=str(listener.holder))
            return wrap(journal) if wrap is not None else journal

        sessions = PostgresSessions(base)
        user_settings = PostgresUserSettings(base)
        displays = PostgresDisplays(base)
        hub = Hub(sessions, user_settings, treasury, displays)
        sockets = Sockets(rates, settings.live_sessions)
        accounts_desk = await desk.opened(settings, data, base, stack)
        tokens, accounts, reception = accounts_desk.tokens, accounts_desk.accounts, accounts_desk.reception
        presence = Presence(accounts, reception.accounts if reception else None, sockets, time.monotonic)

        shares = PostgresShares(base)
        guests = Guests(shares)
        screens = Guests(displays, "This display was disconnected. Pair it again.")

        def asked(payload: str) -> None:
            owner.on_ask(payload)

        def uploaded(payload: str) -> None:
            owner.on_uploaded(payload)

        def asked_for(payload: str) -> None:
            owner.on_asked(payload)

        def display_changed(payload: str) -> None:
            screens.on_share(payload)
            hub.displays.on_display(payload)

        def session_changed(payload: str) -> None:
            hub.on_session(payload)
            owner.on_session(payload)

        def connected(_holder: int) -> None:
            hub.on_connected()
            guests.on_connected()
            screens.on_connected()
            owner.on_connected()

        listener = PostgresListener(
            base,
            {
                "adventure_event": hub.on_event,
                "adventure_account": hub.on_account,
                "adventure_ask": asked,
                "adventure_uploaded": uploaded,
                "adventure_asked": asked_for,
                "adventure_session": session_changed,
                "adventure_sign_in": presence.on_ended,
                "adventure_share": guests.on_share,
                "adventure_display": display_changed,
                "adventure_usage": hub.usage.on_usage,
            },
            connected,
        )
        direction = PostgresDirection(base)
        owner = Owner(
            leases=PostgresLeases(base, settings.lease_s),
            journal_of=journal_of,
            engines=engines,
            sessions=sessions,
            direction=direction,
            listener=listener,
            settings=owner_settings(settings, made),
        )
        limits = Limits(window_s=settings.window_s)
        director = Director(direction, displays, owner)
        live = LiveSocket(
            tokens,
            accounts,
            sessions,
            director,
            owner,
            hub,
            sockets,
            partial(intake_of, settings, ports.wrap_intake),
            limits,
            settings.origins,
        )
        watch = WatchSocket(
            tokens,
            guests,
            accounts,
            sessions,
            director,
            screens,
            hub,
            sockets,
            limits,
            settings.origins,
        )
        pictures = PostgresPictures(base)
        ingest = Ingest(
            PostgresUploadClaims(base, settings.lease_s),
            engines.blobs,
            partial(cut_file, settings),
            owner,
            listener,
            IngestSettings(settings.lease_s, settings.upload_speed),
        )
        history = PostgresHistory(base)
        account_data = PostgresAccountData(base)
        retention = Retention(account_data, engines.blobs)
        app.state.services = Services(
            settings,
            tokens,
            accounts,
            sessions,
            pictures,
            engines.blobs,
            hub,
            owner,
            sockets,
            rates,
            history=history,
            direction=direction,
            director=director,
            account_data=account_data,
            export=Export(history, account_data, engines.blobs),
            retention=retention,
            shares=shares,
            displays=displays,
            pairings=PostgresPairings(base),
            usage=PostgresUsage(base),
            uploads=PostgresUploads(base),
            ingest=ingest,
            user_settings=user_settings,
            characters=PostgresCharacters(base),
            portraits=PillowPortraits(),
            staff=staff_of(engines, owner_settings(settings, made).graph.pacing, treasury.caps),
            presence=presence,
            reception=reception,
        )
        app.router.routes += _routes(
            live,
            watch,
            PictureFile(pictures, engines.blobs, Thumbnails(pictures, engines.blobs)),
            Ready(sockets, {"database": schema.wrong}),
            app.router.routes,
        )

        async def drain() -> None:
            """Tell everyone, finish what was heard, give every session back."""
            sockets.go_away(round(settings.drain_s * 1000))
            sockets.close_all()
            await owner.drain(settings.drain_s)

        app.state.drain = drain
        async with asyncio.TaskGroup() as tasks:
            services = [
                tasks.create_task(_supervised(service, name))
                for name, service in (
                    ("listener", listener.run),
                    ("hub", hub.run),
                    ("owner", owner.run),
                    ("uploads", ingest.run),
                    *([("database", schema.keep)] if schema.keep is not None else []),
                    ("retention", retention.run),
                    ("presence", presence.run),
                    ("treasury", treasury.run),
                    *made.services,
                    accounts_desk.service,
                )
            ]
            yield
            if not sockets.draining:
                await drain()
            for service in services:
                service.cancel()


def _routes(
    live: LiveSocket, watch: WatchSocket, picture: PictureFile, ready: Ready, others: Sequence[BaseRoute]
) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        WebSocketRoute("/api/v1/live", live),
        WebSocketRoute("/api/v1/watch", watch),
        Route("/i/{image_id}", picture.__call__),
        Route("/sample.flac", _sample),
        Route("/healthz", healthz),
        Route("/readyz", ready.__call__),
    ]
    if (STATIC / "docs.html").is_file():
        routes.append(Route("/docs", DocsPage(STATIC / "docs.html").__call__))
    pages = Site(directory=STATIC, html=True) if STATIC.is_dir() else None
    routes.append(Mount("/", Absent(pages, ROUTERS, (*others, *routes))))
    return routes


async def _sample(_request: object) -> Response:
    """The bundled recording."""
    return FileResponse(SAMPLE, media_type="audio/flac", headers={"cache-control": "public, max-age=3600"})


async def _supervised(service: Callable[[], Awaitable[None]], name: str) -> None:
    """A service that ends by itself ends the server: better gone and restarted than half there."""
    try:
        await service()
    except Exception as error:  # raised again: whatever it was, it is told before the server ends
        log.critical("server.broke", service=name, error=type(error).__name__)
        signal.raise_signal(signal.SIGTERM)
        raise
