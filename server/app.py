"""The composition root: builds the application out of settings and ports. The only place that names concrete clients.

It decides nothing at run time; the parts it wires do.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import structlog
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from clients import flac
from clients.local.console_post import ConsolePost
from clients.local.folder_blobs import FolderBlobs
from clients.local.offline_transcriber import OfflineTranscriber
from clients.local.portrait import PillowPortraits
from clients.local.postgres_binaries import programs
from clients.local.postgres_server import PostgresServer
from clients.local.webrtcvad_detector import WebrtcvadDetector
from clients.postgres import Database
from clients.postgres_account_data import PostgresAccountData
from clients.postgres_accounts import PostgresAccounts, PostgresMirror
from clients.postgres_characters import PostgresCharacters
from clients.postgres_checks import check_login, is_transaction_pooler, server_version
from clients.postgres_direction import PostgresDirection
from clients.postgres_displays import PostgresDisplays, PostgresPairings
from clients.postgres_history import PostgresHistory
from clients.postgres_journal import PostgresJournal
from clients.postgres_leases import PostgresLeases
from clients.postgres_listener import PostgresListener
from clients.postgres_migrations import migrate as migrate_database
from clients.postgres_migrations import pending
from clients.postgres_sessions import PostgresPictures, PostgresSessions
from clients.postgres_shares import PostgresShares
from clients.postgres_treasury import PostgresTreasury
from clients.postgres_uploads import PostgresUploadClaims, PostgresUploads
from clients.postgres_usage import PostgresUsage
from clients.postgres_user_settings import PostgresUserSettings
from clients.prices import Prices
from clients.smtp import SmtpPost
from clients.supabase_auth import SupabaseAuth
from pipeline.errors import BlobStoreError, ConfigurationError, JournalUnavailableError
from pipeline.gate import Pacing
from pipeline.graph import Engines, GraphSettings
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE, StreamState
from pipeline.money import nano
from pipeline.ports import BlobStore, SessionJournal, Storyteller
from pipeline.providers.chain import Chain, chain_of
from pipeline.segmenter import Segmenter, SegmenterSettings
from pipeline.spending import CapName, Caps
from server import doctor, engine_probes, storage_probe
from server.api import docs_document
from server.api.absent import Absent
from server.api.docs_page import DocsPage
from server.api.errors import install
from server.api.health import Ready, healthz
from server.api.pictures import PictureFile
from server.api.routers import API, ROUTERS
from server.api.site import Site
from server.auth.foreign_tokens import ForeignTokens
from server.auth.letters import Letters
from server.auth.passwords import Passwords
from server.auth.presence import Presence
from server.auth.reception import Reception
from server.auth.refresh_token import RefreshTokens
from server.auth.signing_key import signing_key
from server.auth.tokens import Tokens
from server.bodies import Bodies
from server.cutting import CutFile, cutting
from server.direction import Director
from server.doctor import Check, Probe
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
from server.owner import Owner, OwnerSettings
from server.protocol import Limits
from server.retention import Retention
from server.services import Services
from server.settings import Settings
from server.sockets import Sockets
from server.staff import staff_of
from server.stream.cuts import Order
from server.thumbnails import Thumbnails
from server.watch import WatchSocket

PACKAGE = Path(__file__).parent
STATIC = PACKAGE / "static"
SAMPLE = PACKAGE / "sample" / "sample.flac"

PATIENT_S = 24 * 3600.0
"""The stages' own bound around the offline engines, which bound each call themselves from its turn on."""

FREE_INTERVAL_S, PAID_INTERVAL_S = 12.0, 45.0
"""Least audio time between two painted scenes, where no one has set it."""

STORAGE_S = 10.0
"""How long a starting server waits for the object storage before it goes on without."""

LEAST_FREE_BYTES = 64 * 1024 * 1024
"""With less space than this no work is taken: PostgreSQL needs some to stop in order."""

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


async def migrate(settings: Settings) -> list[str]:
    """Bring the database up to date; returns the name of each step that was applied."""
    if settings.database_url is not None:
        applied = await migrate_database(settings.database_url.get_secret_value())
    else:
        postgres = PostgresServer(settings.data / "postgres")
        try:
            applied = await migrate_database(await postgres.start())
        finally:
            await postgres.stop()
    return [f"{step.group}/{step.version:04d}_{step.name}" for step in applied]


@asynccontextmanager
async def storyteller(settings: Settings) -> AsyncGenerator[Chain[Storyteller]]:
    """The storyteller that these settings choose, for whoever measures it without a server."""
    async with built(settings, FolderBlobs(settings.data / "blobs")) as made:
        yield chain_of(made.engines.storyteller)


def probes(*, real: bool = False) -> Mapping[str, Probe]:
    """What `adventure-art doctor` looks at beside its own checks; a name for a probe that fails, and the probe.

    ``real``: ask each vendor once, which costs a few cents.
    """
    looked: dict[str, Probe] = {"database": _probe_database, "hearing": _probe_hearing, "engines": _probe_engines}
    looked["storage"] = partial(_probe_storage, real=real)
    return looked | {"vendors": _probe_vendors} if real else looked


async def _probe_database(settings: Settings) -> Sequence[Check]:
    if settings.database_url is None:
        await asyncio.to_thread(programs, for_everyone=False)
        return [
            Check("database", "ok", f"The embedded PostgreSQL is there; its data is in {settings.data / 'postgres'}.")
        ]
    dsn = settings.database_url.get_secret_value()
    version = await server_version(dsn)
    pooler = await is_transaction_pooler(dsn)
    return doctor.database(version, len(await pending(dsn)), await check_login(dsn), pooler=pooler)


async def _probe_hearing(_settings: Settings) -> Sequence[Check]:
    transcriber = OfflineTranscriber(processes=1)  # one shows it, and each takes seconds
    try:
        await transcriber.start()
        await transcriber.transcribe(bytes(SAMPLE_RATE * BYTES_PER_SAMPLE))
    finally:
        await transcriber.aclose()
    return [Check("hearing", "ok", "The offline recogniser loads.")]


async def _probe_storage(settings: Settings, *, real: bool) -> Sequence[Check]:
    if settings.s3_bucket is None:
        return []
    async with _storage(settings, settings.data) as storage:
        await storage.reach()
        checks = storage_probe.kept(settings, storage.origin)
        return [*checks, *await storage_probe.probed(storage.blobs)] if real else checks


async def _probe_engines(settings: Settings) -> Sequence[Check]:
    return await engine_probes.chosen(settings, FolderBlobs(settings.data / "blobs"))


async def _probe_vendors(settings: Settings) -> Sequence[Check]:
    def speech() -> bytes:
        return flac.decode(SAMPLE.read_bytes())[: 3 * SAMPLE_RATE * BYTES_PER_SAMPLE]

    return await engine_probes.probed(settings, FolderBlobs(settings.data / "blobs"), speech)


@asynccontextmanager
async def _lifespan(app: FastAPI, *, settings: Settings, ports: Ports, rates: RateLimits) -> AsyncGenerator[None]:
    async with AsyncExitStack() as stack:
        data = settings.data.expanduser().absolute()
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        schema = await _database(settings, data, stack)
        database = schema.database
        storage = await stack.enter_async_context(_storage(settings, data))
        await storage.begin()
        app.state.pictures_origin = storage.origin
        treasury = _treasury(settings, database)
        made = (
            Built(ports.engines)
            if ports.engines
            else await stack.enter_async_context(built(settings, storage.blobs, treasury))
        )
        engines = made.engines
        wrap = ports.wrap_journal

        def journal_of(session_id: UUID, tenant: UUID, epoch: int) -> SessionJournal:
            journal = PostgresJournal(database, session_id, tenant, epoch, worker=str(listener.holder))
            return wrap(journal) if wrap is not None else journal

        sessions = PostgresSessions(database)
        user_settings = PostgresUserSettings(database)
        displays = PostgresDisplays(database)
        hub = Hub(sessions, user_settings, treasury, displays)
        sockets = Sockets(rates, settings.live_sessions)
        desk = await _accounts(settings, data, database, stack)
        tokens, accounts, reception = desk.tokens, desk.accounts, desk.reception
        presence = Presence(accounts, reception.accounts if reception else None, sockets, time.monotonic)

        shares = PostgresShares(database)
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
            database,
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
        direction = PostgresDirection(database)
        owner = Owner(
            leases=PostgresLeases(database, settings.lease_s),
            journal_of=journal_of,
            engines=engines,
            sessions=sessions,
            direction=direction,
            listener=listener,
            settings=_owner_settings(settings, made),
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
            partial(_intake, settings, ports.wrap_intake),
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
        pictures = PostgresPictures(database)
        ingest = Ingest(
            PostgresUploadClaims(database, settings.lease_s),
            engines.blobs,
            partial(_cutting, settings),
            owner,
            listener,
            IngestSettings(settings.lease_s, settings.upload_speed),
        )
        history = PostgresHistory(database)
        account_data = PostgresAccountData(database)
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
            pairings=PostgresPairings(database),
            usage=PostgresUsage(database),
            uploads=PostgresUploads(database),
            ingest=ingest,
            user_settings=user_settings,
            characters=PostgresCharacters(database),
            portraits=PillowPortraits(),
            staff=staff_of(engines, _owner_settings(settings, made).graph.pacing, treasury.caps),
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
                    desk.service,
                )
            ]
            yield
            if not sockets.draining:
                await drain()
            for service in services:
                service.cancel()


@dataclass(frozen=True, slots=True)
class _Schema:
    """The database, and what is wrong with it."""

    database: Database
    external: str | None
    """The address of a database that is not ours to migrate."""
    folder: Path
    """Where the embedded one keeps its data."""
    keep: Callable[[], Awaitable[None]] | None
    """Starts the embedded one again when it ended; None where it is not ours."""

    async def wrong(self) -> str | None:
        """Why no work can be done with it now, or None."""
        try:
            if self.external is None:
                if (await asyncio.to_thread(shutil.disk_usage, self.folder)).free < LEAST_FREE_BYTES:
                    return "The disk is full: free some space where the data folder is."
                async with self.database.system_tx(readonly=True) as connection:
                    await connection.execute("select 1")
                return None
            missing = await pending(self.external)
        except JournalUnavailableError:
            return "The database is away."
        except ConfigurationError as error:
            return error.message
        return "The database is not up to date: run `adventure-art migrate`." if missing else None


async def _database(settings: Settings, data: Path, stack: AsyncExitStack) -> _Schema:
    """The database of DATABASE_URL, or the embedded one, started and migrated."""
    keep = None
    if settings.database_url is not None:
        dsn = settings.database_url.get_secret_value()
        try:
            missing = await pending(dsn)
        except JournalUnavailableError:
            # It may come: until then /readyz says so and every client is told `overloaded`.
            log.warning("database.away", hint="Check DATABASE_URL; waiting for it.")
        else:
            if missing:
                raise ConfigurationError("The database is not up to date. Run `adventure-art migrate` first.")
    else:
        postgres = PostgresServer(data / "postgres")
        stack.push_async_callback(postgres.stop)
        await migrate_database(await postgres.start())
        dsn = postgres.server_dsn
        keep = postgres.keep
    database = await Database.connect(dsn, min_size=0, max_size=settings.database_connections)
    stack.push_async_callback(database.close)
    return _Schema(database, dsn if settings.database_url is not None else None, data, keep)


@dataclass(frozen=True, slots=True)
class _Desk:
    """The accounts, kept here or by Supabase, and what must run for them."""

    tokens: Tokens | ForeignTokens
    accounts: PostgresAccounts | PostgresMirror
    reception: Reception | None
    service: tuple[str, Callable[[], Awaitable[None]]]


async def _accounts(settings: Settings, data: Path, database: Database, stack: AsyncExitStack) -> _Desk:
    if settings.supabase_url is not None:
        secret = settings.supabase_jwt_secret.get_secret_value() if settings.supabase_jwt_secret else None
        loopback = settings.supabase_url.startswith("http://")
        there = SupabaseAuth(settings.auth_url, settings.supabase_anon_key, loopback)
        foreign = ForeignTokens(there, settings.auth_url, secret, time.time, time.monotonic)
        await foreign.fetch()
        return _Desk(foreign, PostgresMirror(database), None, ("keys", foreign.run))
    key = signing_key(data / "signing-key.pem")
    tokens = Tokens(key, settings.token_lifetime_s, time.time)
    accounts = PostgresAccounts(database)
    passwords = Passwords()
    stack.callback(passwords.close)
    letters = Letters(accounts, _post(settings))
    confirm = settings.smtp_host is not None
    reception = Reception(accounts, passwords, tokens, RefreshTokens(key), letters, confirm)
    return _Desk(tokens, accounts, reception, ("letters", letters.run))


def _post(settings: Settings) -> SmtpPost | ConsolePost:
    if settings.smtp_host is None:
        return ConsolePost()
    sender = settings.smtp_from or settings.smtp_user
    if sender is None or settings.public_url is None:
        raise ConfigurationError("Mail needs ADVENTURE_SMTP_FROM (or _USER) and ADVENTURE_PUBLIC_URL beside its host.")
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return SmtpPost(
        settings.smtp_host, settings.smtp_port, settings.smtp_security, sender, settings.smtp_user, password
    )


async def _at_hand() -> None:
    """A folder needs no looking for: it is made when something is stored."""


@dataclass(frozen=True, slots=True)
class _Storage:
    """Where pictures and uploads are kept."""

    blobs: BlobStore
    reach: Callable[[], Awaitable[None]] = _at_hand
    """Whether it is there. Raises ``BlobStoreError``, which says what to do."""
    origin: str = ""
    """Where browsers are sent for a picture; empty: nowhere, it comes from this server."""

    async def begin(self) -> None:
        """Look once whether it is there. Raises ``ConfigurationError`` for what only a person can mend."""
        try:
            async with asyncio.timeout(STORAGE_S):
                await self.reach()
        except BlobStoreError as error:
            if not error.retryable:
                raise ConfigurationError(error.message) from None
            log.warning("storage.away", hint="Check AWS_ENDPOINT_URL_S3; pictures fail until it is there.")
        except TimeoutError:
            log.warning("storage.away", hint="Check AWS_ENDPOINT_URL_S3; pictures fail until it is there.")


@asynccontextmanager
async def _storage(settings: Settings, data: Path) -> AsyncGenerator[_Storage]:
    if settings.s3_bucket is None:
        yield _Storage(FolderBlobs(data / "blobs"))
        return
    # Half a second to import, for those who use it.
    from clients.s3_blobs import s3_blobs

    region, public_url = settings.s3_region, settings.s3_public_url
    async with s3_blobs(settings.s3_bucket, prefix=settings.s3_prefix, region=region, public_url=public_url) as blobs:
        yield _Storage(blobs, blobs.reach, blobs.origin)


def _treasury(settings: Settings, database: Database) -> PostgresTreasury:
    """Who pays, up to the settings' caps."""

    def nano_or_none(dollars: Decimal | None) -> int | None:
        return None if dollars is None else nano(dollars)

    caps = Caps(
        call=nano_or_none(settings.spend_call_usd),
        session=nano_or_none(settings.spend_session_usd),
        account=nano_or_none(settings.spend_account_usd),
        server=nano_or_none(settings.spend_server_usd),
    )

    def on_cap(cap: CapName) -> None:
        log.warning("spend.cap_reached", cap=cap)

    return PostgresTreasury(database, Prices.load(settings.prices), caps, on_cap=on_cap)


def _owner_settings(settings: Settings, made: Built) -> OwnerSettings:
    interval = settings.scene_interval_s
    if interval is None:
        interval = PAID_INTERVAL_S if made.paid_pictures else FREE_INTERVAL_S
    pacing = Pacing(interval, settings.scenes_per_hour, settings.scenes_per_session)
    graph = GraphSettings(pacing=pacing)
    # The offline engines take turns and count each call's deadline from its turn. Waiting for the turn is no failure of
    # an utterance: it would be quarantined because others speak. How long a vendor is waited for is the chain's.
    if made.hears_offline:
        graph = replace(graph, transcribe_deadline_s=PATIENT_S)
    if made.paints_offline:
        graph = replace(graph, paint_deadline_s=PATIENT_S)
    return OwnerSettings(settings.heartbeat_s, settings.resume_s, settings.window_s, graph)


def _hearing(settings: Settings) -> SegmenterSettings:
    return SegmenterSettings(
        frame_ms=settings.vad_frame_ms,
        onset_window_ms=settings.onset_window_ms,
        pre_roll_ms=settings.pre_roll_ms,
        hangover_ms=settings.hangover_ms,
        min_speech_ms=settings.min_speech_ms,
        max_utterance_ms=settings.max_utterance_ms,
    )


def _cutting(settings: Settings, file: BinaryIO, state: StreamState) -> AbstractAsyncContextManager[CutFile]:
    """An upload's utterances, cut like a microphone's, going on where its stream is."""
    boundary, longest_s = state.boundary, settings.upload_hours * 3600
    order = Order(boundary.safe, boundary.hear_from, state.cuts, settings.vad_mode, longest_s, _hearing(settings))
    return cutting(file, order)


def _intake(
    settings: Settings, wrap: Callable[[UUID, Intake], Intake] | None, state: StreamState, paused: bool
) -> Intake:
    """The receiving end of a stream, with a detector of its own, going on where the stream is."""
    detector = WebrtcvadDetector(settings.vad_mode)
    intake = Intake(Segmenter(detector, _hearing(settings), boundary=state.boundary, n=state.cuts), paused=paused)
    return wrap(state.stream_id, intake) if wrap is not None else intake


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
