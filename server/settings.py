"""Every setting of the product: one frozen, typed value, and the only reader of the environment.

It opens nothing and starts nothing. ``docs/settings.md`` is generated from the field descriptions.
"""

from __future__ import annotations

from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pipeline.errors import ConfigurationError


def _default_data() -> Path:
    return Path(platformdirs.user_data_dir("adventure-art", appauthor=False))


def _number(value: object) -> object:
    # The environment holds text, and a Literal takes only what it lists.
    return int(value) if isinstance(value, str) and value.strip().isdecimal() else value


_RATE = r"[1-9]\d*/([1-9]\d* )?(second|minute|hour|day)s?"
_URL = r"^https?://[^/?#@\s]+(/[^?#\s]*)?$"


def _usd_or_off(value: object) -> object:
    return None if isinstance(value, str) and value.strip().lower() == "off" else value


_Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=9)]
Usd = Annotated[_Amount | None, BeforeValidator(_usd_or_off)]
"""US dollars to the nano-dollar (``0.50``), or ``off``: None."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ALL_ADDRESSES = "0.0.0.0"  # noqa: S104 - only where `lan` was asked for

EngineName = Literal["auto", "offline", "openai", "google", "whisper"]
EngineList = Annotated[tuple[EngineName, ...], NoDecode]

Rate = Annotated[str, Field(pattern=f"^(off|{_RATE}(;{_RATE})*)$")]
"""How often: ``600/minute``, ``10/5 minutes;100/day``, or ``off``."""


class Settings(BaseSettings):
    """Read from ``ADVENTURE_*`` variables and, for names that others already use, from those."""

    model_config = SettingsConfigDict(env_prefix="ADVENTURE_", frozen=True, extra="ignore", env_ignore_empty=True)

    # -- where -----------------------------------------------------------------------------------------------------
    lan: bool = Field(
        False,
        description="Let TVs, phones and computers of the local network in: listens on all of this machine's IPv4 "
        "addresses, answers to them instead of names, and only to private addresses. `serve --lan` sets it.",
    )
    host: str = Field(
        "127.0.0.1", validate_default=True, description="Address to listen on. `0.0.0.0` lets the whole network in."
    )
    port: int = Field(8000, ge=0, le=65535, description="TCP port to listen on; 0 takes a free one.")
    data: Path = Field(
        default_factory=_default_data,
        description="Folder for everything kept: database, pictures, signing key. Default: the platform's own.",
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Further web origins whose pages may connect and read the API (CORS), comma-separated "
        "(`https://studio.example`). A page served by this server always may.",
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Further host names under which this server may be asked, comma-separated. While it listens on "
        "this machine only, it answers to this machine's own names, to those of `ADVENTURE_ORIGINS` and to these.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Networks of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, "
        "comma-separated (`127.0.0.1, 10.0.0.0/8`).",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")
    log_format: Literal["console", "json"] = Field("console", description="Log lines for people or for machines.")

    # -- outside services ------------------------------------------------------------------------------------------
    database_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="A PostgreSQL to use instead of the embedded one. It must keep sessions (no transaction pooler).",
    )
    database_connections: int = Field(12, ge=2, le=200, description="Most connections to the database.")
    openai_api_key: SecretStr | None = Field(
        None, validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key"), description="Key for OpenAI."
    )
    gemini_api_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("GEMINI_API_KEY", "GOOGLE_API_KEY", "gemini_api_key"),
        description="Key for Google's Gemini API.",
    )

    s3_bucket: str | None = Field(
        None,
        validation_alias=AliasChoices("S3_BUCKET", "s3_bucket"),
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$",
        description="A private bucket for pictures and uploads instead of the data folder, see docs/storage.md. Its "
        "address and key are where boto looks for them: AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.",
    )
    s3_prefix: str = Field(
        "",
        pattern=r"^([a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*/?)?$",
        description="What stands before every key in the bucket (`adventure`), so that others may use it, too.",
    )
    s3_region: str | None = Field(
        None,
        validation_alias=AliasChoices("AWS_REGION", "AWS_DEFAULT_REGION", "s3_region"),
        description="Region of the bucket. Default: as boto finds it, else `us-east-1`.",
    )
    s3_public_url: str | None = Field(
        None,
        pattern=_URL,
        description="Where browsers reach the object storage (`https://pictures.example`), if not where this server "
        "does. The storage must be told that name, if it does not take any.",
    )

    # -- engines ---------------------------------------------------------------------------------------------------
    transcribers: EngineList = Field(
        ("auto",),
        description="Who turns speech into text, in order: `openai`, `whisper` (faster-whisper on this machine, an "
        "extra), `offline`. The next one takes over while those before it are away. `auto`: those with a key, then "
        "`offline`.",
    )
    storytellers: EngineList = Field(
        ("auto",),
        description="Who follows the world and composes scenes, in order: `openai`, `google`, `offline`; `auto` as "
        "above.",
    )
    painters: EngineList = Field(
        ("auto",), description="Who paints, in order: `google`, `openai`, `offline`; `auto` as above."
    )
    openai_transcriber: str = Field("gpt-transcribe", description="Model of `openai` for speech.")
    openai_storyteller: str = Field("gpt-5.4-mini", description="Model of `openai` for the story.")
    openai_painter: str = Field("gpt-image-2.5-flare", description="Model of `openai` for pictures.")
    openai_picture_quality: Literal["low", "medium", "high", "auto"] = Field(
        "medium", description="Quality of `openai`'s pictures, which sets their price."
    )
    google_storyteller: str = Field("gemini-3.8-flash", description="Model of `google` for the story.")
    google_painter: str = Field("gemini-3.1-flash-image", description="Model of `google` for pictures.")
    google_picture_size: Literal["1K", "2K"] = Field("1K", description="Size of `google`'s pictures.")
    hearing_processes: int = Field(
        2,
        ge=1,
        description="Most processes of the offline recogniser, about 300 MB each; never more than there are cores.",
    )
    whisper_model: str = Field(
        "small", description="Model of `whisper`: a name that faster-whisper knows, or a folder."
    )
    transcriber_url: str | None = Field(
        None,
        pattern=_URL,
        description="Another address for `openai`'s speech, of whoever speaks its wire (speaches, LocalAI): "
        "`http://127.0.0.1:8001/v1`. For all of `openai` there is the SDK's own OPENAI_BASE_URL, for `google` "
        "GOOGLE_GEMINI_BASE_URL.",
    )
    transcriber_key: SecretStr | None = Field(None, description="Key for that address; OpenAI's is never sent there.")
    storyteller_url: str | None = Field(
        None,
        pattern=_URL,
        description="Another address for `openai`'s story (Ollama, llama.cpp, vLLM): `http://127.0.0.1:11434/v1`. It "
        "is asked by `/chat/completions`.",
    )
    storyteller_key: SecretStr | None = Field(None, description="Key for that address.")
    painter_url: str | None = Field(None, pattern=_URL, description="Another address for `openai`'s pictures.")
    painter_key: SecretStr | None = Field(None, description="Key for that address.")
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Languages spoken at the table, comma-separated (`en, de`). Empty: the engine finds out."
    )
    transcribe_s: float = Field(8, gt=0, description="Longest wait for one answer about speech, in seconds.")
    story_s: float = Field(9, gt=0, description="Longest wait for one answer about the story, in seconds.")
    paint_s: float = Field(60, gt=0, description="Longest wait for one picture, in seconds.")
    provider_calls: int = Field(32, ge=1, description="Most calls to one provider at once from this process.")
    tenant_calls: int = Field(6, ge=1, description="Most of them for one account.")
    prices: Path | None = Field(
        None, description="A price table whose entries win over the product's own (see `clients/prices.toml`)."
    )

    # -- accounts --------------------------------------------------------------------------------------------------
    anonymous: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whether anyone may start without an account. `auto`: yes, except where a paid key is set and the "
        "server listens beyond this machine.",
    )
    token_lifetime_s: int = Field(12 * 3600, ge=60, description="How long an access token lives, in seconds.")
    sign_up: bool = Field(True, description="Whether people may make accounts with an address and a password.")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/?#@\s]+$",
        description="Where people reach this server (`https://adventure.example`); mailed links lead there.",
    )
    smtp_host: str | None = Field(
        None,
        description="Mail server. With it new addresses are confirmed by a mailed link; without it they count at once, "
        "and links to reset a password are printed on the console.",
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="How mail is protected.")
    smtp_user: str | None = Field(None, description="Login at the mail server.")
    smtp_password: SecretStr | None = Field(None, description="Password at the mail server.")
    smtp_from: str | None = Field(None, description="Sender of mail. Default: `smtp_user`.")
    supabase_url: str | None = Field(
        None,
        validation_alias=AliasChoices("SUPABASE_URL", "supabase_url"),
        pattern=r"^(https://[^/?#@\s]+|http://(localhost|127\.0\.0\.1)(:\d+)?)/?$",
        description="A Supabase project that keeps the accounts instead of this server.",
    )
    supabase_anon_key: str | None = Field(
        None,
        validation_alias=AliasChoices("SUPABASE_ANON_KEY", "supabase_anon_key"),
        description="The project's public key, which pages send along.",
    )
    supabase_jwt_secret: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("SUPABASE_JWT_SECRET", "supabase_jwt_secret"),
        description="The shared secret of a project that still signs tokens with one.",
    )

    # -- hearing ---------------------------------------------------------------------------------------------------
    vad_mode: int = Field(2, ge=0, le=3, description="How strictly webrtcvad rejects noise: 0 takes most, 3 least.")
    vad_frame_ms: Annotated[Literal[20, 30], BeforeValidator(_number)] = Field(
        30, description="Length of a frame given to the detector."
    )
    onset_window_ms: int = Field(300, ge=60, le=1000, description="Window whose majority of speech opens a segment.")
    pre_roll_ms: int = Field(300, ge=300, le=2000, description="Audio kept from before the onset.")
    hangover_ms: int = Field(700, ge=300, le=3000, description="Silence that closes a segment.")
    hear_eagerly: bool = Field(
        True,
        description="Ask the transcriber after 300 ms of silence rather than when the segment is closed: every result "
        "is there 0.4 seconds earlier. Where the speaker goes on that was in vain, and a vendor is paid for it. The "
        "offline recogniser is asked so only while it has nothing else to do.",
    )
    tell_eagerly: bool = Field(
        True,
        description="Have a vendor compose the scene beside its update of the environment, where the offline "
        "storyteller expects the place to stay as it is: the picture is there a call sooner. Where it is mistaken that "
        "was in vain, and is paid.",
    )
    min_speech_ms: int = Field(250, ge=0, le=2000, description="Less speech than this is judged noise.")
    max_utterance_ms: int = Field(25_000, ge=5000, le=30_000, description="Longest utterance before a forced cut.")
    resume_s: float = Field(30, ge=0, description="How long an open segment waits for a broken stream to resume.")
    window_s: float = Field(45, ge=40, description="Most audio a client may have sent beyond what is stored.")

    # -- pacing ----------------------------------------------------------------------------------------------------
    scene_interval_s: float | None = Field(
        None,
        ge=0,
        description="Least audio time between two painted scenes. Default: 12 with the offline painter, else 45.",
    )
    scenes_per_hour: int = Field(120, ge=0, description="Most painted scenes in an hour of audio.")
    scenes_per_session: int = Field(600, ge=0, description="Most painted scenes in a session.")

    # -- money -----------------------------------------------------------------------------------------------------
    spend_call_usd: Usd = Field(
        Decimal("0.50"),
        description="Most that one call to a vendor may cost, in US dollars. Here and below: 0 allows nothing that "
        "costs money, `off` sets no cap; where a cap is reached the engines that cost nothing go on.",
    )
    spend_session_usd: Usd = Field(Decimal("10"), description="Most that a session may cost.")
    spend_account_usd: Usd = Field(
        Decimal("50"), description="Most that an account may cost in a calendar month (UTC)."
    )
    spend_server_usd: Usd = Field(
        Decimal("200"), description="Most that all accounts together may cost in a calendar month (UTC)."
    )

    # -- limits ----------------------------------------------------------------------------------------------------
    rate_requests: Rate = Field(
        "600/minute",
        description="REST requests of one account, and of one address; as `10/5 minutes;100/day`, or `off`. Every rate "
        "is counted by each server process for itself: behind N processes up to N times as much passes.",
    )
    rate_sign_in: Rate = Field(
        "30/5 minutes", description="Sign-ins and recoveries of one address, and for one account."
    )
    rate_sign_up: Rate = Field("60/hour", description="New accounts of one address.")
    rate_uploads: Rate = Field("60/hour", description="Uploads of one account.")
    rate_sockets: Rate = Field("120/minute", description="New sockets of one account, and of one address.")
    rate_pairing: Rate = Field(
        "30/5 minutes", description="Codes for displays that one address asks for, and codes that one account types."
    )
    request_bytes: int = Field(
        1024 * 1024, ge=16 * 1024, description="Longest body of a request, in bytes; uploads have a limit of their own."
    )
    live_sessions: int = Field(3, ge=1, description="Most sessions of one account that are captured at once here.")

    # -- uploads ---------------------------------------------------------------------------------------------------
    upload_bytes: int = Field(2 << 30, ge=1, description="Largest file that may be uploaded, in bytes.")
    upload_hours: float = Field(12, gt=0, description="Longest recording that may be uploaded, in hours.")
    upload_speed: float = Field(
        30,
        gt=0,
        description="How many times faster than it was spoken an upload is cut at most: those who speak go first.",
    )
    uploads_waiting: int = Field(8, ge=1, description="Most uploads of an account that wait to be heard.")

    # -- running ---------------------------------------------------------------------------------------------------
    drain_s: float = Field(20, ge=0, description="How long a stopping server finishes work before it leaves it.")
    lease_s: float = Field(30, ge=1, description="How long a session's lease lasts without a heartbeat.")
    heartbeat_s: float = Field(10, gt=0, description="Time between two heartbeats of the leases.")

    # -- the stream command ----------------------------------------------------------------------------------------
    url: str | None = Field(
        None, description="Server that `adventure-art stream` talks to. Default: the one on this machine."
    )
    token: SecretStr | None = Field(
        None, description="Access token for `adventure-art stream`. Without one it signs in anonymously."
    )
    patience_s: float = Field(
        60, ge=0, description="How long `adventure-art stream` keeps trying without getting further."
    )

    @field_validator(
        "origins", "hosts", "trusted_proxies", "languages", "transcribers", "storytellers", "painters", mode="before"
    )
    @classmethod
    def _split(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, str):
            end = "/" if info.field_name == "origins" else ""
            return tuple(part.strip().rstrip(end) for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network)
        return value

    @field_validator("host")
    @classmethod
    def _for_the_network(cls, value: str, info: ValidationInfo) -> str:
        return ALL_ADDRESSES if info.data.get("lan") and value in LOOPBACK else value

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def local_url(self) -> str:
        """Where the server answers on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def auth_url(self) -> str:
        """Base of the account endpoints: those of Supabase, or a path of this site."""
        return f"{self.supabase_url.rstrip('/')}/auth/v1" if self.supabase_url is not None else "/auth/v1"

    @property
    def paid(self) -> bool:
        """Whether a key is set whose use costs money."""
        return self.openai_api_key is not None or self.gemini_api_key is not None

    @property
    def anonymous_allowed(self) -> bool:
        """Whether anyone may start without an account."""
        if self.anonymous == "auto":
            return self.loopback or not self.paid
        return self.anonymous == "on"


def _variable(place: str) -> str:
    # Where a name of others is an alias, the place is that name already.
    return place if place.isupper() else f"ADVENTURE_{place.upper()}"


def load(**overrides: object) -> Settings:
    """The settings of this process. ``overrides`` (from the command line) win; None values are left out.

    Raises ``ConfigurationError`` naming each wrong variable, never its value.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # pyright: ignore[reportArgumentType]
    except ValidationError as error:
        problems = "; ".join(
            f"{_variable(str(item['loc'][0]))}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        )
        raise ConfigurationError(f"A setting is wrong. {problems}.") from None
