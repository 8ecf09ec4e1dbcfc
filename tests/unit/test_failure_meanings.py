"""What each failure of an engine means for a session: every row of the table in ``docs/engines.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from fakes.evening import Evening
from fakes.scripted_engines import ScriptedPainter, ScriptedStoryteller, ScriptedTranscriber, steady
from fakes.virtual_time import virtual

from pipeline import events
from pipeline.errors import EngineError, RefusedError, SpendCapError
from pipeline.graph import Engines
from pipeline.model import Image
from pipeline.providers.chain import Chain, Provider
from pipeline.telling import NO_ANSWER

TABLE = (Path(__file__).parents[2] / "docs" / "engines.md").read_text("utf-8").partition("## What a failure means")[2]
CODES = re.findall(r"^\| `(\w+)` \|", TABLE, re.MULTILINE)
AGAIN = {"rate_limited", "unavailable", "engine_failed"}
SHUT = {"bad_key", "no_credit"}
STRIKES = {"rate_limited": 1, "unavailable": 1, "engine_failed": 1, "timeout": 2}


def error(code: str) -> EngineError:
    match code:
        case "refused":
            return RefusedError("No.")
        case "spend_cap":
            return SpendCapError("Enough.")
        case _:
            return EngineError("It failed.", code=code, retry_after_s=0.5 if code == "rate_limited" else None)


@dataclass
class Failing:
    """An engine of every kind that always fails alike."""

    code: str
    name: str = "vendor/model"
    calls: list[str] = field(default_factory=list[str])

    async def transcribe(self, *given: Any, **named: Any) -> Any:
        self.calls.append("transcribe")
        raise error(self.code)

    async def environment(self, *given: Any, **named: Any) -> Any:
        self.calls.append("environment")
        raise error(self.code)

    async def scene(self, *given: Any, **named: Any) -> Any:
        self.calls.append("scene")
        raise error(self.code)

    async def paint(self, *given: Any, **named: Any) -> Image:
        self.calls.append("paint")
        raise error(self.code)


class Table(Evening):
    """An evening whose engines of one stage are a chain: the failing one, and perhaps a well one behind it."""

    def __init__(self, stage: str, code: str, *, alone: bool) -> None:
        super().__init__()
        self.failing = Failing(code)
        behind: dict[str, Any] = {
            "transcriber": ScriptedTranscriber(steady(0.1)),
            "storyteller": ScriptedStoryteller(steady(0.1)),
            "painter": ScriptedPainter(steady(0.1)),
        }
        providers: list[Provider[Any]] = [Provider(self.failing, 8.0)]
        if not alone:
            providers.append(Provider(behind[stage]))
        self.chain: Chain[Any] = Chain(providers, dice=lambda: 0.5)
        self.stage = stage

    @property
    def engines(self) -> Engines:
        return replace(super().engines, **{self.stage: self.chain})


def test_the_table_has_every_code() -> None:
    said = re.findall(r"``(\w+)``", (EngineError.__doc__ or "").partition("``retry_after_s``")[0])
    assert sorted(CODES) == sorted(set(said) - {"code"})


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("stage", ["transcriber", "storyteller", "painter"])
@virtual
async def test_with_another_engine_behind(stage: str, code: str) -> None:
    table = Table(stage, code, alone=False)
    await table.life(1)
    asked = table.failing.calls
    if stage == "painter" and code == "refused":
        assert len(asked) == 3, "as it is, more gently, the place without people"
        assert [event.code for event in table.recorded(events.ImageFailed)] == ["refused"]
        return
    assert len(table.recorded(events.TranscriptFinal)) == 1
    assert len(table.recorded(events.ImagePublished)) == 1
    kinds = sorted(set(asked))
    once = 4 if code in AGAIN else 1
    if stage == "storyteller":
        # By the second kind of call the breaker may have heard enough.
        assert asked.count("environment") == once
        assert asked.count("scene") in ({0} if code in SHUT else {1} if code in AGAIN else {once})
    else:
        assert (len(kinds), len(asked)) == (1, once)


@pytest.mark.parametrize("code", CODES)
@virtual
async def test_what_the_breaker_makes_of_it(code: str) -> None:
    table = Table("transcriber", code, alone=False)
    breaker = table.chain.providers[0].breaker
    before = 0.0
    breaker.failed(error(code), before)
    assert (breaker.state == "open") == (code in SHUT)
    if code in SHUT:
        assert breaker.probe_at - before == 60
    for strike in range(2, 6):
        breaker.failed(error(code), before)
        if code not in SHUT:
            assert (breaker.state == "open") == (strike * STRIKES.get(code, 0) >= 5)


@pytest.mark.parametrize("code", CODES)
@virtual
async def test_where_nobody_is_left(code: str) -> None:
    heard = Table("transcriber", code, alone=True)
    await heard.life(1)
    assert [event.reason for event in heard.recorded(events.TranscriptDropped)] == ["quarantined"]
    told = Table("storyteller", code, alone=True)
    await told.life(1)
    assert [event.reason for event in told.recorded(events.SceneSkipped)] == [NO_ANSWER]
    assert len(told.recorded(events.TranscriptFinal)) == 1, "what was said is kept"
    painted = Table("painter", code, alone=True)
    await painted.life(1)
    assert [event.code for event in painted.recorded(events.ImageFailed)] == [code]
    assert not painted.recorded(events.ImagePublished)
