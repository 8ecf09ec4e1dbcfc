"""What a failure of a vendor is: the shape it has on the wire and what it means. It sends nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vendors.calls import Call, Kind
from vendors.script import Step

from pipeline.call import Usage

Meaning = Literal[
    "rate_limited",
    "unavailable",
    "timeout",
    "bad_key",
    "no_credit",
    "bad_request",
    "refused",
    "malformed",
]
"""The code of the ``EngineError`` that a shape has to become."""

Manner = Literal["answer", "hang", "reset", "cut"]
"""``hang``: never answered. ``reset``: the connection is reset before, ``cut``: in the middle of the answer."""

ALL: frozenset[Kind] = frozenset({"transcription", "text", "image", "models"})


@dataclass(frozen=True, slots=True)
class Good:
    """An answer that a vendor would give, and what it counts for it. ``body``: JSON, or text as it is."""

    body: Any
    usage: Usage
    text: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a shape may know of the request. ``good``: only for shapes with status 200."""

    kind: Kind
    model: str
    path: str
    step: Step
    good: Good | None = None

    @property
    def retry_after_s(self) -> float:
        """How long the client is to wait."""
        return 1.0 if self.step.retry_after_s is None else self.step.retry_after_s


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure on the wire. ``usage``: what is charged for it, where the vendor charges."""

    body: Any
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    usage: Usage | None = None
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which a vendor fails, as it is documented. ``make`` builds the answer; ``seen``: where it was read."""

    name: str
    meaning: Meaning
    status: int | None
    make: Callable[[Asked], Failed]
    kinds: frozenset[Kind] = ALL
    manner: Manner = "answer"
    seen: str = ""


class RejectedError(Exception):
    """The request itself is wrong: the vendor's status and body, and what is recorded of it."""

    def __init__(self, status: int, body: Any, outcome: str = "rejected") -> None:
        super().__init__(body)
        self.outcome = outcome
        self.status = status
        self.body = body


@dataclass(slots=True)
class Work:
    """A request that was read and found right: what is recorded of it, and how it would be answered."""

    call: Call
    good: Callable[[Any], Awaitable[Good]]
    """Given what a script wants answered, or None."""


def marked(data: bytes) -> str:
    """How recorded bodies name bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
