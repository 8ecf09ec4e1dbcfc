"""Which engines work: chosen by the settings and the keys there are, each with its fallbacks. It asks none of them.

Beside ``app.py`` and ``parts`` this is the only place that names concrete clients. The vendors' SDKs are imported only
where one of them is used: they take a second or two.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

import structlog
from pydantic import SecretStr

from clients.local.offline_transcriber import OfflineTranscriber
from clients.local.painter import ProceduralPainter
from clients.local.storyteller import LexiconStoryteller
from clients.local.worker import Worker
from clients.prices import FREE_OF_CHARGE, Price, Prices
from pipeline.errors import ConfigurationError, EngineError
from pipeline.expenses import FREE
from pipeline.graph import Engines
from pipeline.ports import BlobStore, Painter, Storyteller, Transcriber, Treasury
from pipeline.providers.chain import Chain, Engine, Provider
from pipeline.providers.slots import Slots
from pipeline.storytelling import ModelStoryteller
from server.settings import EngineName, Settings

if TYPE_CHECKING:
    import openai
    from google import genai

log = structlog.get_logger(__name__)

LOCAL = frozenset({"127.0.0.1", "::1", "localhost", "host.docker.internal"})

E = TypeVar("E", bound=Engine)


@dataclass(frozen=True, slots=True)
class Built:
    """The engines of a process. ``services`` run as long as it does: they probe who is away and warm connections."""

    engines: Engines
    services: Sequence[tuple[str, Callable[[], Awaitable[None]]]] = ()
    hears_offline: bool = False
    """Whether the offline recogniser has the last word, so that no utterance is given up for a vendor."""
    paints_offline: bool = False
    """The same of the painter."""
    paid_pictures: bool = False
    unpriced: Sequence[str] = ()
    """Models that no price table has."""


@asynccontextmanager
async def built(settings: Settings, blobs: BlobStore, treasury: Treasury = FREE) -> AsyncGenerator[Built]:
    """The engines that the settings choose, until the block ends. Raises ``ConfigurationError``."""
    async with AsyncExitStack() as stack:
        workshop = _Workshop(settings, stack, Prices.load(settings.prices))
        transcriber = await workshop.transcriber()
        storyteller = await workshop.storyteller()
        painter = await workshop.painter()
        await workshop.rehearse()
        # Where somebody else paints, the procedural painter shows at once what is being painted.
        alone = painter.providers[0].engine is workshop.offline_painter
        engines = Engines(
            transcriber,
            storyteller,
            painter,
            blobs,
            sketcher=None if alone else workshop.sketcher,
            guesser=workshop.offline_storyteller if workshop.foresees(storyteller) else None,
            treasury=treasury,
        )
        chains: tuple[tuple[str, Chain[Any]], ...] = (
            ("transcribers", transcriber),
            ("storytellers", storyteller),
            ("painters", painter),
        )
        services: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            (name, chain.watch) for name, chain in chains if any(p.probe for p in chain.providers)
        ]
        if not alone:
            services.append(("sketches", workshop.sketcher.start))
        yield Built(
            engines,
            services,
            hears_offline=isinstance(transcriber.providers[-1].engine, OfflineTranscriber),
            paints_offline=painter.providers[-1].engine is workshop.offline_painter,
            paid_pictures=not alone,
            unpriced=tuple(workshop.unpriced),
        )


@dataclass(slots=True)
class _Vendor(Generic[E]):
    """What the engines of one vendor share."""

    client: E
    slots: Slots


@dataclass(slots=True)
class _Workshop:
    """Makes each engine once."""

    settings: Settings
    stack: AsyncExitStack
    prices: Prices
    unpriced: list[str] = field(default_factory=list[str])
    _easel: Worker = field(default_factory=lambda: Worker("offline painter"))
    _storyteller: LexiconStoryteller | None = None
    _painter: ProceduralPainter | None = None
    _sketcher: ProceduralPainter | None = None
    _slots: dict[str, Slots] = field(default_factory=dict[str, Slots])
    _openai: dict[str | None, Any] = field(default_factory=dict[str | None, Any])
    _google: dict[bool, Any] = field(default_factory=dict[bool, Any])

    @property
    def offline_storyteller(self) -> LexiconStoryteller:
        if self._storyteller is None:
            self._storyteller = LexiconStoryteller()
        return self._storyteller

    @property
    def offline_painter(self) -> ProceduralPainter:
        if self._painter is None:
            self._painter = ProceduralPainter(worker=self._easel)
            self.stack.push_async_callback(self._easel.aclose)
        return self._painter

    @property
    def sketcher(self) -> ProceduralPainter:
        """Small pictures, quickly, in the painter's own process."""
        if self._sketcher is None:
            self._sketcher = ProceduralPainter(worker=self._easel, sketch=True)
            self.stack.push_async_callback(self._easel.aclose)
        return self._sketcher

    async def transcriber(self) -> Chain[Transcriber]:
        settings = self.settings
        made: list[Provider[Transcriber]] = []
        for name in self._chosen(settings.transcribers, ("openai", "offline"), settings.transcriber_url):
            match name:
                case "openai":
                    from clients.openai_transcriber import OpenAITranscriber

                    model, url = settings.openai_transcriber, settings.transcriber_url
                    client = await self._openai_client(url, settings.transcriber_key)
                    provider, price = self._at(url, "speech", model)
                    engine = OpenAITranscriber(client, model, price, provider=provider, languages=settings.languages)
                    place = self._place(provider)
                    spare = partial(_has_time, url, place)
                    made.append(Provider(engine, settings.transcribe_s, place, engine.probe, spare=spare))
                case "whisper":
                    # One utterance at a time: one in vain would be before somebody's real one.
                    made.append(Provider(await self._whisper(), spare=lambda: False))
                case "offline":
                    made.append(self._offline_transcriber())
                case _:
                    raise _unfit("ADVENTURE_TRANSCRIBERS", name, "openai, whisper, offline")
        return self._chain(made)

    async def storyteller(self) -> Chain[Storyteller]:
        settings = self.settings
        made: list[Provider[Storyteller]] = []
        for name in self._chosen(settings.storytellers, ("openai", "google", "offline"), settings.storyteller_url):
            match name:
                case "openai":
                    from clients.openai_text import OpenAIText

                    model, url = settings.openai_storyteller, settings.storyteller_url
                    client = await self._openai_client(url, settings.storyteller_key)
                    provider, price = self._at(url, "text", model)
                    api = "responses" if url is None else "chat"
                    text = OpenAIText(client, model, price, provider=provider, api=api)
                    engine = ModelStoryteller(text)
                    place = self._place(provider)
                    spare = partial(_is_afar, url)
                    made.append(Provider(engine, settings.story_s, place, text.probe, spare=spare))
                case "google":
                    from clients.google_text import GoogleText

                    model = settings.google_storyteller
                    text = GoogleText(await self._google_client(), model, self._price("text", "google", model))
                    made.append(Provider(ModelStoryteller(text), settings.story_s, self._place("google"), text.probe))
                case "offline":
                    made.append(Provider(self.offline_storyteller))
                case _:
                    raise _unfit("ADVENTURE_STORYTELLERS", name, "openai, google, offline")
        return self._chain(made)

    def foresees(self, chain: Chain[Storyteller]) -> bool:
        """Whether a scene may be composed ahead: where that saves a wait, and is wanted."""
        return self.settings.tell_eagerly and chain.providers[0].engine is not self.offline_storyteller

    async def painter(self) -> Chain[Painter]:
        settings = self.settings
        made: list[Provider[Painter]] = []
        for name in self._chosen(settings.painters, ("google", "openai", "offline"), settings.painter_url):
            match name:
                case "google":
                    from clients.google_painter import GooglePainter, by_vertex

                    model = settings.google_painter
                    price = self._price("picture", "google", model)
                    client = await self._google_client(vertex=by_vertex(model))
                    engine = GooglePainter(client, model, price, size=settings.google_picture_size)
                    made.append(Provider(engine, settings.paint_s, self._place("google"), engine.probe))
                case "openai":
                    from clients.openai_painter import OpenAIPainter

                    model, url = settings.openai_painter, settings.painter_url
                    provider, price = self._at(url, "picture", model)
                    engine = OpenAIPainter(
                        await self._openai_client(url, settings.painter_key),
                        model,
                        price,
                        provider=provider,
                        quality=settings.openai_picture_quality,
                    )
                    made.append(Provider(engine, settings.paint_s, self._place(provider), engine.probe))
                case "offline":
                    made.append(Provider(self.offline_painter))
                case _:
                    raise _unfit("ADVENTURE_PAINTERS", name, "google, openai, offline")
        return self._chain(made)

    async def rehearse(self) -> None:
        """Walk through the SDKs that are used."""
        from clients import rehearsal

        # Only the speed of the first call hangs on it.
        with suppress(EngineError):
            if self._openai:
                await rehearsal.rehearse_openai()
            if self._google:
                await rehearsal.rehearse_google()

    # -- parts -----------------------------------------------------------------------------------------------------

    def _chosen(
        self, given: Sequence[EngineName], automatic: Sequence[EngineName], url: str | None
    ) -> Sequence[EngineName]:
        """The engines in order; ``auto`` stands for those that a key or an address makes usable."""
        chosen: list[EngineName] = []
        for name in given:
            if name == "auto":
                usable: list[EngineName] = [one for one in automatic if one == "offline" or self._has(one, url)]
                chosen += usable
            elif name in ("openai", "google") and not self._has(name, url):
                key = "OPENAI_API_KEY" if name == "openai" else "GEMINI_API_KEY"
                raise ConfigurationError(f"The engine `{name}` is chosen, but {key} is not set.")
            else:
                chosen.append(name)
        return tuple(dict.fromkeys(chosen))

    def _has(self, name: EngineName, url: str | None) -> bool:
        if name == "google":
            return self.settings.gemini_api_key is not None
        return self.settings.openai_api_key is not None or url is not None

    def _chain(self, made: Sequence[Provider[E]]) -> Chain[E]:
        def switched(given_up: str, asked: str, code: str) -> None:
            log.warning("engine.switched", given_up=given_up, asked=asked, code=code)

        def probed(name: str, code: str) -> None:
            if code:
                log.warning("engine.away", engine=name, code=code)
            else:
                log.info("engine.there", engine=name)

        return Chain(made, on_switch=switched, on_probe=probed)

    def _place(self, provider: str) -> Slots:
        if provider not in self._slots:
            self._slots[provider] = Slots(self.settings.provider_calls, self.settings.tenant_calls)
        return self._slots[provider]

    def _at(self, url: str | None, kind: Any, model: str) -> tuple[str, Price]:
        """Whose breaker and prices hold at ``url``. A machine of the operator's own costs nothing."""
        if url is None:
            return "openai", self._price(kind, "openai", model)
        host = urlsplit(url).hostname or ""
        if host in LOCAL:
            return host, FREE_OF_CHARGE
        return host, self._price(kind, host, model)

    def _price(self, kind: Any, provider: str, model: str) -> Price:
        price = self.prices.of(kind, provider, model)
        if not price.known:
            self.unpriced.append(f"{provider}/{model}")
            log.warning("engine.unpriced", provider=provider, model=model)
        return price

    async def _openai_client(self, url: str | None, own: SecretStr | None) -> openai.AsyncOpenAI:
        if url not in self._openai:
            from clients.openai_client import openai_client

            # A key goes nowhere but where it is from. Servers on one's own machine take any, and the SDK wants one.
            key = self.settings.openai_api_key if url is None else own
            secret = key.get_secret_value() if key is not None else "none"
            self._openai[url] = await self.stack.enter_async_context(openai_client(secret, url))
        return self._openai[url]

    async def _google_client(self, *, vertex: bool = False) -> genai.Client:
        if vertex not in self._google:
            from clients.google_client import google_client

            assert self.settings.gemini_api_key is not None
            key = self.settings.gemini_api_key.get_secret_value()
            self._google[vertex] = await self.stack.enter_async_context(google_client(key, vertex=vertex))
        return self._google[vertex]

    def _offline_transcriber(self) -> Provider[Transcriber]:
        ear = OfflineTranscriber(processes=self.settings.hearing_processes)
        self.stack.push_async_callback(ear.aclose)
        return Provider(ear, spare=lambda: ear.idle)

    async def _whisper(self) -> Transcriber:
        from clients.whisper_transcriber import WhisperTranscriber

        whisper = WhisperTranscriber(self.settings.whisper_model, languages=self.settings.languages)
        self.stack.push_async_callback(whisper.aclose)
        return whisper


def _is_afar(url: str | None) -> bool:
    """Whether what is at ``url`` is a vendor's, so that two calls of ours do not slow each other.

    An address in the same network, or a name without a dot as container networks have, is a machine of the operator's.
    """
    host = "" if url is None else urlsplit(url).hostname or ""
    if not host:
        return True
    try:
        return ip_address(host).is_global
    except ValueError:
        return host not in LOCAL and "." in host and not host.endswith((".local", ".lan", ".internal", ".home.arpa"))


def _has_time(url: str | None, place: Slots) -> bool:
    return _is_afar(url) or not place.under_way


def _unfit(variable: str, name: str, instead: str) -> ConfigurationError:
    return ConfigurationError(f"{variable}: `{name}` cannot do this. There are {instead}.")
