"""What a vendor was asked and what it answered, as it is recorded. No key is ever kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.call import Usage

Kind = Literal["transcription", "text", "image", "models"]
"""What is asked for. Images made from references are of kind ``image`` too."""

SECRETS = frozenset({"authorization", "x-goog-api-key", "cookie"})
"""Headers that are not recorded."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How a call ended.

    ``outcome``: ``ok``, a failure's name (see the vendor's ``SHAPES``), or ``abandoned`` where the client went away.
    ``status``: None where no HTTP status was sent. ``usage`` is what the vendor counted, ``charged`` whether it
    takes money for it. ``took_s``: from the request's arrival to the answer begun, as the server saw it; ``sent_s``: to
    its last piece handed to the network, 0 where none was. ``at``: Unix time of the answer's beginning.
    """

    outcome: str
    status: int | None
    usage: Usage | None
    charged: bool
    took_s: float
    at: float
    sent_s: float = 0.0


@dataclass(slots=True)
class Call:
    """One request. ``answer`` is None while it is being worked on.

    ``body``: parsed; pictures and audio in it are replaced by ``sha256:…``. ``audio_s`` and ``audio_sha256``: of the
    audio decoded to 16 kHz PCM. ``images``: sha256 of each picture as it was sent, in order. ``at``: Unix time.
    ``connection``: the client's port; calls with the same one went through the same connection.
    """

    n: int
    at: float
    method: str
    path: str
    connection: int
    kind: Kind
    model: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    text: str = ""
    """All text of the request that the model would read."""
    audio_s: float | None = None
    audio_sha256: str | None = None
    images: tuple[str, ...] = ()
    answered_text: str = ""
    """What was transcribed or written, where the answer holds text."""
    answer: Answered | None = None
