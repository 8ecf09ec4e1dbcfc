"""Who works here, as an account may be told: the engines of each stage, their pacing and the spending caps.

It asks no engine and knows no key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.gate import Pacing
from pipeline.graph import Engines
from pipeline.providers.chain import chain_of
from pipeline.spending import Caps

HERE = frozenset({"127.0.0.1", "::1", "localhost", "host.docker.internal", "whisper"})
"""What stands before the slash in the name of an engine that works on this machine; a name without one always does."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Names of engines in the order in which they are asked."""

    hearing: Sequence[str]
    telling: Sequence[str]
    painting: Sequence[str]
    sketching: str | None
    """Who paints at once what another will paint well; None: nobody."""
    pacing: Pacing
    caps: Caps


def staff_of(engines: Engines, pacing: Pacing, caps: Caps) -> Staff:
    """What the engines are called."""
    return Staff(
        _names(engines.transcriber),
        _names(engines.storyteller),
        _names(engines.painter),
        engines.sketcher.name if engines.sketcher is not None else None,
        pacing,
        caps,
    )


def is_here(name: str) -> bool:
    """Whether what an engine is given stays on this machine."""
    provider, slash, _model = name.partition("/")
    return not slash or provider in HERE


def _names(stage: Any) -> tuple[str, ...]:
    return tuple(provider.engine.name for provider in chain_of(stage).providers)
