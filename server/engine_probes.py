"""What ``doctor`` says of the engines: which are chosen and, where it is asked for, one cheap real call to each.

It chooses none: ``server/engines.py`` does.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pipeline.call import Call
from pipeline.errors import EngineError
from pipeline.model import Context, Spoken
from pipeline.money import usd
from pipeline.ports import BlobStore
from pipeline.providers.chain import Chain, Provider, chain_of
from pipeline.providers.retries import Retries
from pipeline.tally import Tally
from server.doctor import Check
from server.engines import Built, built
from server.settings import Settings

SAID = "You enter a small stone chapel at dusk."

ADVICE = {
    "bad_key": "Set the right key, and see what it may use at the vendor's.",
    "no_credit": "Add credit or raise the limit at the vendor's.",
    "bad_request": "Check the model's name and the address in the settings (docs/settings.md).",
    "rate_limited": "Wait, or ask the vendor for a higher limit.",
    "unavailable": "See whether this machine reaches the vendor, and the vendor's status page.",
    "timeout": "See whether this machine reaches the vendor, and the vendor's status page.",
    "refused": "The vendor refuses a harmless request: look at the project's safety settings there.",
    "malformed": "Another model may do better.",
}

Ask = Callable[[Any, Call], Awaitable[object]]


async def chosen(settings: Settings, blobs: BlobStore) -> Sequence[Check]:
    """Which engines work, in order, and what has no price. Raises ``ConfigurationError``."""
    async with built(settings, blobs) as made:
        checks = [Check(name, "ok", f"{_listed(chain)}.") for name, chain, _ in _stages(made, b"")]
        if made.unpriced:
            todo = "Their dearest neighbours' prices are taken. ADVENTURE_PRICES names a table of your own."
            checks.append(Check("prices", "warn", f"Nobody knows what {', '.join(made.unpriced)} costs.", todo))
        return checks


async def probed(settings: Settings, blobs: BlobStore, speech: Callable[[], bytes]) -> Sequence[Check]:
    """One real call to each engine that is a vendor's. It costs a few cents, and says how many."""
    checks: list[Check] = []
    async with built(settings, blobs) as made:
        for name, chain, ask in _stages(made, speech()):
            checks += [await _asked(name, provider, ask) for provider in chain.providers if provider.probe is not None]
    return checks


def _stages(made: Built, pcm: bytes) -> Sequence[tuple[str, Chain[Any], Ask]]:
    spoken = (Spoken(1, SAID, 0, 1),)
    engines = made.engines
    return (
        ("hearing", chain_of(engines.transcriber), lambda engine, call: engine.transcribe(pcm, call=call)),
        ("story", chain_of(engines.storyteller), lambda engine, call: engine.environment(spoken, Context(), call=call)),
        ("pictures", chain_of(engines.painter), lambda engine, call: engine.paint(SAID, call=call)),
    )


def _listed(chain: Chain[Any]) -> str:
    return ", then ".join(provider.engine.name for provider in chain.providers)


async def _asked(name: str, provider: Provider[Any], ask: Ask) -> Check:
    tally = Tally()
    began = time.monotonic()
    # The chain's own bounds hold, and nothing is tried twice.
    alone = Chain([Provider(provider.engine, provider.attempt_s, retries=Retries(attempts=1))])
    try:
        await alone.ask(ask, Call(purse=tally))
    except EngineError as error:
        return Check(name, "fail", error.message, ADVICE.get(error.code, ""))
    took = time.monotonic() - began
    return Check(name, "ok", f"{provider.engine.name} answered in {took:.1f} s for ${usd(tally.spent):.4f}.")
