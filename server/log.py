"""How the product logs: static messages with fields, for people or for machines, without secrets or speech.

It sets up logging and nothing else; modules log with ``structlog.get_logger(__name__)``.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Final, Literal, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor

OWN: Final = ("server", "pipeline", "clients", "sql")
"""The packages whose loggers follow the level asked for. Others never get below info: at debug level websockets and
uvicorn write whole messages, tokens and speech included."""

VENDORS: Final = (
    "openai",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "google_genai",
    "google.auth",
    "aiohttp",
    "boto3",
    "botocore",
    "aioboto3",
    "aiobotocore",
    "s3transfer",
    "faster_whisper",
)
"""The vendors' SDKs and what they stand on: a line a request is no news, and what they say of one is its body."""

HIDDEN: Final = "[hidden]"

_SECRET_KEY: Final = re.compile(
    r"token|secret|password|passwd|authorization|cookie|api_?key|signing_key|jwt|dsn|database_url|apikey", re.IGNORECASE
)
_SPEECH_KEY: Final = frozenset({"text", "transcript", "prompt", "description", "said"})
_SECRET_VALUE: Final = re.compile(
    r"""eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?   # a JWT
      | \b(?:sk|pk|rk)-[\w-]{8,}            # OpenAI's keys
      | \bAIza[\w-]{10,}                    # Google's keys
      | \b(?:AKIA|ASIA)[A-Z0-9]{12,}        # AWS's key ids
      | (?<=://)[^/\s:@]*:[^/\s@]+(?=@)     # user:password@ of an address
      | (?<=[?&])(?:[\w-]*token|apikey|key|signature|X-Amz-[\w-]+)=[^&\s"']+
      | (?<=\bBearer[ ])\S+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def _clean(value: object) -> object:
    if isinstance(value, str):
        return _SECRET_VALUE.sub(HIDDEN, value)
    if isinstance(value, bytes | bytearray | memoryview):
        return f"{len(cast('bytes', value))} bytes"
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value)
        return {key: _field(str(key), inner) for key, inner in items.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [_clean(inner) for inner in cast("Sequence[object]", value)]
    return value if value is None or isinstance(value, bool | int | float) else _SECRET_VALUE.sub(HIDDEN, str(value))


def _field(key: str, value: object) -> object:
    # A count of tokens is no token.
    hide = _SECRET_KEY.search(key) or key in _SPEECH_KEY
    if hide and not (value is None or isinstance(value, bool | int | float)):
        return HIDDEN
    return _clean(value)


def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Hide fields whose names promise a secret or speech, and what looks like a secret anywhere else."""
    for key, value in event.items():
        if not key.startswith("_"):
            event[key] = _clean(value) if key in {"event", "exception", "logger"} else _field(key, value)
    return event


class _OnlyOurs(logging.Filter):
    """Drops uvicorn's lines for each WebSocket (one prints the whole query string) and what ``serve`` says itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.msg
        return not (
            isinstance(message, str)
            and (
                '"WebSocket %s"' in message
                or message in {"connection open", "connection closed", "Shutting down"}
                or message.startswith(("Started server process", "Finished server process", "Uvicorn running on"))
            )
        )


def configure(level: str, form: Literal["console", "json"], stream: TextIO | None = None) -> None:
    """Send every log line of this process to ``stream`` (standard error). ``level`` is a name as in the settings.

    Run uvicorn with ``log_config=None`` and ``access_log=False``: its loggers are then covered too.
    """
    out = stream if stream is not None else sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        # A person looks at the clock on the wall; a machine compares with other machines.
        structlog.processors.TimeStamper(fmt="iso")
        if form == "json"
        else structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=out.isatty(), pad_event_to=24)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.addFilter(_OnlyOurs())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    wanted = logging.getLevelNamesMapping()[level.upper()]
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(wanted, logging.INFO))
    for name in VENDORS:
        logging.getLogger(name).setLevel(max(wanted, logging.WARNING))
    for name in OWN:
        logging.getLogger(name).setLevel(wanted)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = name != "uvicorn.access"
        logger.setLevel(max(wanted, logging.INFO))
