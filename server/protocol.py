"""The wire protocol ``adventure.v1``: every message of both sockets, the close codes and the audio framing, once.

It decides nothing and does no I/O; ``docs/protocol.md``, the JSON Schema and the web client's types are generated from
it by ``python -m server.generate``. Recorded events are the payloads of ``pipeline/events.py`` plus their record.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from typing import Annotated, Any, ClassVar, Final, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from pipeline.model import SAMPLE_RATE, Quality
from pipeline.spending import CapName

VERSION: Final = 1
LIVE_PATH: Final = "/api/v1/live"
WATCH_PATH: Final = "/api/v1/watch"
AUDIO_HEADER: Final = struct.Struct(">Q")
"""Binary messages: unsigned 64-bit big-endian offset of the first sample, then PCM s16le."""

AUDIO_MESSAGE_SAMPLES: Final = SAMPLE_RATE // 10
"""What our own clients put into one binary message: 100 ms. Any whole number of samples is taken."""

MAX_MESSAGE_BYTES: Final = 64 * 1024
"""A longer message gets ``error`` and 4501. The transport itself stops at twice this with a bare 1009."""

TRANSPORT_MAX_BYTES: Final = 2 * MAX_MESSAGE_BYTES
MAX_OUTBOUND_BYTES: Final = 1024 * 1024
CONTROLS_PER_SECOND: Final = 20
HELLO_TIMEOUT_S: Final = 10.0
MAX_SEQ: Final = 2**53 - 1
"""Numbers stay exact in a browser."""


MAX_OFFSET: Final = 2**40
"""Two years of audio: thousands of streams of a session still fit into 63 bits of its clock."""

CLOSE_FINAL: Final = 4500
"""Close codes from here on say that connecting again would not help."""


class Close(IntEnum):
    """Close codes. 4000-4499: reconnect, with backoff. 4500-4999: do not, something must change first."""

    GOING_AWAY = 4001
    TOO_SLOW = 4002
    TOKEN_EXPIRED = 4004
    RESYNC = 4005
    OVERLOADED = 4006
    BAD_TOKEN = 4500
    BAD_MESSAGE = 4501
    NO_HELLO = 4502
    REVOKED = 4503
    TOO_MANY_CONNECTIONS = 4504
    REPLACED = 4505
    QUOTA = 4506
    AUDIO_FORMAT = 4507
    SESSION_ENDED = 4508
    PROTOCOL_VERSION = 4509
    NOT_FOUND = 4510


class _Wire(BaseModel):
    """A message or a part of one: immutable, by alias on the wire."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)


# -- parts ---------------------------------------------------------------------------------------------------------


class AudioFormat(_Wire):
    """What the binary messages hold. Only this one is taken; anything else is answered with 4507."""

    encoding: str = "pcm_s16le"
    sample_rate: int = 16_000
    channels: int = 1


class Limits(_Wire):
    """What a client may do; beyond it the connection is closed with the code named in the protocol's page."""

    message_bytes: int = Field(default=MAX_MESSAGE_BYTES, description="Longest message, in bytes; beyond it 4501.")
    window_s: float = Field(
        default=45, description="Most audio between `safe` and the newest sample, in seconds; beyond it 4006."
    )
    controls_per_s: int = Field(default=CONTROLS_PER_SECOND, description="Control messages a second; beyond it 4006.")
    outbound_bytes: int = Field(
        default=MAX_OUTBOUND_BYTES, description="Most bytes waiting for a slow reader; beyond it 4002."
    )


class EnvironmentState(_Wire):
    """The environment as it is now."""

    description: str
    version: int
    locked: bool


class SceneState(_Wire):
    """The newest composed scene."""

    scene: int
    title: str
    prompt: str


class PictureState(_Wire):
    """The picture to show."""

    scene: int
    image: str
    url: str
    quality: Quality
    width: int
    height: int


# -- up: from the client -------------------------------------------------------------------------------------------

Token = Annotated[SecretStr, Field(min_length=1, max_length=8192)]
Seq = Annotated[int, Field(ge=0, le=MAX_SEQ)]
SceneNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
WITHOUT_NUL: Final = r"^[^\x00]*$"
"""A text that a database can hold."""


class CaptureHello(_Wire):
    """First message on `/api/v1/live`. `session_id` null: the newest unended session, else a new one. The same
    `stream_id` resumes a broken stream. `after`: the last event seen."""

    type: Literal["hello"] = "hello"
    protocol: int
    token: Token
    session_id: UUID | None = None
    stream_id: UUID
    mode: Literal["live", "file"] = "live"
    audio: AudioFormat = AudioFormat()
    after: Seq | None = None


class WatchHello(_Wire):
    """First message on `/api/v1/watch`. `session_id` null follows the account's current session; `after` then counts
    in the session `following`, and is honoured if that is still the current one (or if it is 0: everything)."""

    type: Literal["hello"] = "hello"
    protocol: int
    token: Token
    session_id: UUID | None = None
    after: Seq | None = None
    following: UUID | None = None


class Pause(_Wire):
    """Stop hearing. What was said before is cut and kept; audio that arrives afterwards is thrown away."""

    type: Literal["pause"] = "pause"


class Resume(_Wire):
    """Hear again."""

    type: Literal["resume"] = "resume"


class Flush(_Wire):
    """Cut the open segment now; `flushed` follows its commit."""

    type: Literal["flush"] = "flush"


class End(_Wire):
    """No more audio of this stream. `ended` comes after its last result; may be asked for again after a reconnect."""

    type: Literal["end"] = "end"


class Draw(_Wire):
    """Paint now, from `prompt` or from what was just said: past the pacing, never past a spending cap. It becomes a
    scene, which no other takes the place of."""

    type: Literal["draw"] = "draw"
    prompt: Annotated[str, Field(max_length=4000, pattern=WITHOUT_NUL)] | None = None


class Reroll(_Wire):
    """Paint a scene once more, in another way. The new picture is a scene of its own."""

    type: Literal["reroll"] = "reroll"
    scene: SceneNumber


class Hide(_Wire):
    """Take a scene off every display."""

    type: Literal["hide"] = "hide"
    scene: SceneNumber


class Show(_Wire):
    """Bring a hidden scene back."""

    type: Literal["show"] = "show"
    scene: SceneNumber


class Pin(_Wire):
    """Fix the scene to show, or let the newest show again (null)."""

    type: Literal["pin"] = "pin"
    scene: SceneNumber | None


class Correct(_Wire):
    """Correct a transcript; one corrected to nothing is deleted."""

    type: Literal["correct"] = "correct"
    utterance: Seq
    text: Annotated[str, Field(max_length=4000, pattern=WITHOUT_NUL)]


class Display(_Wire):
    """Control a display of this account; null leaves a thing as it is."""

    type: Literal["display"] = "display"
    display: UUID
    blackout: bool | None = None
    freeze: bool | None = None
    caption: bool | None = None


class Auth(_Wire):
    """A fresh token for a connection that outlives its first one; it must be the same account's."""

    type: Literal["auth"] = "auth"
    token: Token


class Ping(_Wire):
    """Answered with `pong`."""

    type: Literal["ping"] = "ping"


Control = Annotated[
    Pause | Resume | Flush | End | Draw | Reroll | Hide | Show | Pin | Correct | Display | Auth | Ping,
    Field(discriminator="type"),
]

CONTROLS: Final[tuple[type[_Wire], ...]] = (
    Pause, Resume, Flush, End, Draw, Reroll, Hide, Show, Pin, Correct, Display, Auth, Ping,
)  # fmt: skip

AUDIO_CONTROLS: Final = frozenset({"pause", "resume", "flush", "end"})
"""Only a capture socket may send these."""

# -- down: not recorded --------------------------------------------------------------------------------------------


class Ready(_Wire):
    """The answer to `hello`. Audio goes on at `samples`. A viewer's `stream_id`, `samples` and `safe` are null."""

    type: Literal["ready"] = "ready"
    session_id: UUID | None
    stream_id: UUID | None = None
    samples: int | None = None
    safe: int | None = None
    head: int
    paused: bool
    expires_at: datetime | None
    limits: Limits


class Snapshot(_Wire):
    """Where things stand at `seq`. `recovered` false: it stands for events that were asked for and cannot be given."""

    type: Literal["snapshot"] = "snapshot"
    seq: int
    environment: EnvironmentState
    style: str
    scene: SceneState | None
    picture: PictureState | None
    shown: SceneState | None
    pinned: int | None
    recovered: bool


class Ack(_Wire):
    """`samples` were received; below `safe` everything is stored or was judged silence and need not be kept."""

    type: Literal["ack"] = "ack"
    samples: int
    safe: int


class AudioGap(_Wire):
    """Samples that never came: the sender jumped forward."""

    type: Literal["audio.gap"] = "audio.gap"
    from_sample: int = Field(validation_alias="from", serialization_alias="from")
    to_sample: int = Field(validation_alias="to", serialization_alias="to")


class SpeechStarted(_Wire):
    """Someone began to speak."""

    type: Literal["speech.started"] = "speech.started"
    sample: int


class SpeechEnded(_Wire):
    """The segment closed."""

    type: Literal["speech.ended"] = "speech.ended"
    sample: int


class UtteranceCommitted(_Wire):
    """An utterance is stored; its transcript follows."""

    type: Literal["utterance.committed"] = "utterance.committed"
    utterance: int
    from_sample: int = Field(validation_alias="from", serialization_alias="from")
    to_sample: int = Field(validation_alias="to", serialization_alias="to")


class SettingsUpdated(_Wire):
    """A person changed environment, lock or style."""

    type: Literal["settings.updated"] = "settings.updated"
    environment: EnvironmentState
    style: str


class SessionChanged(_Wire):
    """The account's current session is another one now; its events follow, from `snapshot` on."""

    type: Literal["session.changed"] = "session.changed"
    session_id: UUID


class DisplayState(_Wire):
    """A display of the account."""

    display: UUID
    label: str
    connected: bool
    blackout: bool
    freeze: bool
    caption: bool


class Displays(_Wire):
    """The account's displays: once after `ready`, then at each change. Links and displays are never told."""

    type: Literal["displays"] = "displays"
    displays: tuple[DisplayState, ...]


class DisplayTold(_Wire):
    """To a display, what it is and how it shall show: right behind `ready`, then at each change."""

    type: Literal["display.state"] = "display.state"
    display: UUID
    label: str
    blackout: bool
    freeze: bool
    caption: bool


class Paused(_Wire):
    """Nothing is heard from here on; stored."""

    type: Literal["paused"] = "paused"


class Resumed(_Wire):
    """Hearing again; stored."""

    type: Literal["resumed"] = "resumed"


class CapReached(_Wire):
    """A spending cap that keeps calls from being made; engines that cost nothing go on."""

    cap: CapName
    until: datetime | None


class Usage(_Wire):
    """What was spent: once after `ready`, then whenever it changes, at most once a second. Links are never told."""

    type: Literal["usage"] = "usage"
    session_usd: float
    session_cap_usd: float | None
    account_usd: float
    account_cap_usd: float | None
    reached: CapReached | None


class Pong(_Wire):
    """Answer to `ping`."""

    type: Literal["pong"] = "pong"


class Goaway(_Wire):
    """The server is about to close this connection as planned; another server, or this one, will be there."""

    type: Literal["goaway"] = "goaway"
    time_left_ms: int


class Flushed(_Wire):
    """What was open when `flush` came is stored. `samples`: up to where."""

    type: Literal["flushed"] = "flushed"
    samples: int


class Ended(_Wire):
    """Every result of the stream is recorded; `head` is the newest event's `seq`."""

    type: Literal["ended"] = "ended"
    head: int


class Error(_Wire):
    """Something went wrong. `fatal`: a close follows. `retry_after_ms`: when trying again may help."""

    type: Literal["error"] = "error"
    code: str
    message: str
    fatal: bool = False
    retry_after_ms: int | None = None


MESSAGES: Final[tuple[type[_Wire], ...]] = (
    Ready, Snapshot, Ack, AudioGap, SpeechStarted, SpeechEnded, UtteranceCommitted, SettingsUpdated, SessionChanged,
    Displays, DisplayTold, Paused, Resumed, Usage, Pong, Goaway, Flushed, Ended, Error,
)  # fmt: skip

Message = (
    Ready | Snapshot | Ack | AudioGap | SpeechStarted | SpeechEnded | UtteranceCommitted | SettingsUpdated
    | SessionChanged | Displays | DisplayTold | Paused | Resumed | Usage | Pong | Goaway | Flushed | Ended | Error
)  # fmt: skip


class ErrorCode:
    """The codes of `error`, what each means to a client, and the close code that follows a fatal one."""

    TABLE: ClassVar[Mapping[str, tuple[str, Close | None]]] = {
        "bad_message": ("The message is not part of the protocol, too long, or out of place.", Close.BAD_MESSAGE),
        "no_hello": ("No hello came within ten seconds.", Close.NO_HELLO),
        "bad_token": ("The token is not valid here. Sign in again.", Close.BAD_TOKEN),
        "token_expired": ("The token has expired. Get a fresh one and connect again.", Close.TOKEN_EXPIRED),
        "audio_format": ("Audio must be 16-bit PCM, 16 kHz, mono, in whole samples.", Close.AUDIO_FORMAT),
        "protocol_version": ("Client and server speak different versions. Reload the page.", Close.PROTOCOL_VERSION),
        "revoked": ("This sign-in or this link was ended. Sign in again, or ask for a new link.", Close.REVOKED),
        "not_found": ("There is no such session or stream in this account.", Close.NOT_FOUND),
        "session_ended": ("The session was ended. Start a new one.", Close.SESSION_ENDED),
        "replaced": ("A newer connection captures this session now.", Close.REPLACED),
        "too_many_connections": ("Too many connections of this account are open.", Close.TOO_MANY_CONNECTIONS),
        "rate_limited": ("Too much was sent before it could be stored. Go on more slowly.", Close.OVERLOADED),
        "overloaded": ("The database is away. What you say is kept by your page until it is back.", Close.OVERLOADED),
        "too_slow": ("This connection reads too slowly and was dropped.", Close.TOO_SLOW),
        "resync": ("The stream's state must be read again. Connect again.", Close.RESYNC),
        "draining": ("The server is restarting. Connect again in a moment.", Close.GOING_AWAY),
        "internal": ("Something broke on our side. Connect again.", Close.RESYNC),
    }  # fmt: skip


# -- codec ---------------------------------------------------------------------------------------------------------

_CAPTURE_HELLO = TypeAdapter(CaptureHello)
_WATCH_HELLO = TypeAdapter(WatchHello)
_CONTROL: TypeAdapter[Control] = TypeAdapter(Control)


class MessageError(ValueError):
    """A message that is not part of the protocol. ``str()`` says what is wrong and never quotes the message."""


_T = TypeVar("_T")


def _validated(adapter: TypeAdapter[_T], text: str) -> _T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        # Places and rules only: `input` may be a token or speech.
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "message"
        rule = "unknown type" if first["type"] == "union_tag_invalid" else first["msg"]
        raise MessageError(f"{place}: {rule}") from None


def parse_capture_hello(text: str) -> CaptureHello:
    """The first message of a capture socket. Raises ``MessageError``."""
    return _validated(_CAPTURE_HELLO, text)


def parse_watch_hello(text: str) -> WatchHello:
    """The first message of a viewer's socket. Raises ``MessageError``."""
    return _validated(_WATCH_HELLO, text)


def parse_control(text: str) -> Control:
    """Any later text message. Raises ``MessageError``."""
    return _validated(_CONTROL, text)


def encode(message: Message) -> str:
    """A message as JSON text."""
    return message.model_dump_json(by_alias=True)


def encode_event(seq: int, event_id: UUID, at: datetime, event_type: str, fields: Mapping[str, Any]) -> str:
    """A recorded event as JSON text; ``fields`` is its payload under wire names."""
    record = {"type": event_type, "seq": seq, "id": str(event_id), "at": at.isoformat(), **fields}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def parse_audio(message: bytes) -> tuple[int, memoryview]:
    """A binary message as (offset of its first sample, PCM). Raises ``MessageError``."""
    size = len(message)
    if size < AUDIO_HEADER.size:
        raise MessageError("audio: shorter than its header of 8 bytes")
    if size & 1:
        raise MessageError("audio: an odd number of bytes is not whole 16-bit samples")
    (offset,) = AUDIO_HEADER.unpack_from(message)
    if offset > MAX_OFFSET:
        raise MessageError("audio: offset beyond 2^40")
    return offset, memoryview(message)[AUDIO_HEADER.size :]


def encode_audio(offset: int, pcm: bytes | memoryview) -> bytes:
    """PCM as a binary message."""
    return AUDIO_HEADER.pack(offset) + bytes(pcm)
