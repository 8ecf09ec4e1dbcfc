"""A whole graph on the vendors' own SDKs while three calls in ten fail, while a vendor is dead, and after it came back.

The calls are counted at the vendors, which are real servers; what is behind them here answers at once.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from fakes.evening import Evening
from fakes.scripted_engines import MemoryBlobs, ScriptedPainter, ScriptedStoryteller, ScriptedTranscriber, steady
from fakes.speech import utterance
from vendors.gemini_server import KEY as GEMINI_KEY
from vendors.gemini_server import Gemini
from vendors.openai_server import KEY as OPENAI_KEY
from vendors.openai_server import OpenAI
from vendors.script import Chaos
from vendors.serving import serving
from vendors.vendor import Vendor

from clients.google_client import google_client
from clients.google_painter import GooglePainter
from clients.openai_client import openai_client
from clients.openai_text import OpenAIText
from clients.openai_transcriber import OpenAITranscriber
from clients.prices import FREE_OF_CHARGE
from pipeline import events
from pipeline.gate import Pacing
from pipeline.graph import Engines, GraphSettings, SessionGraph
from pipeline.model import Image, SceneDecision
from pipeline.providers.breaker import Breaker, BreakerSettings
from pipeline.providers.chain import Chain, Provider
from pipeline.providers.retries import Retries
from pipeline.storytelling import ModelStoryteller
from server.settings import load

UTTERANCES = 24
ATTEMPT_S, PATIENCE_S = 1.0, 0.1
"""How long a vendor may be silent, and how long one that has too much to do asks to be left alone."""
PLACES = ("forest", "tavern", "crypt", "bridge", "castle", "cave", "harbour", "temple")


@dataclass
class Served:
    """What each vendor's stage has behind it, and who answered."""

    chains: dict[str, Chain[Any]] = field(default_factory=dict[str, Chain[Any]])
    behind: dict[str, Any] = field(default_factory=dict[str, Any])
    switched: Counter[str] = field(default_factory=Counter[str])

    def of_those_behind(self, stage: str) -> int:
        """How many calls the fallback of a stage had."""
        engine = self.behind[stage]
        return len(engine.calls) + (len(engine.scenes.calls) if stage == "storyteller" else 0)


class Teller(ScriptedStoryteller):
    """Its moments are not alike, so that each is worth a picture."""

    async def scene(self, *given: Any, **named: Any) -> SceneDecision:
        decision = await super().scene(*given, **named)
        n = len(self.scenes.calls)
        return replace(decision, prompt=f"A {_word(n)} stands among {_word(n + 5)} and {_word(n + 9)} {n}")


class Brush(ScriptedPainter):
    """It paints whatever it is asked for."""

    async def paint(self, prompt: str, **named: Any) -> Image:
        return await super().paint(f"{prompt} {len(self.calls)}", **named)


class BadDay(Evening):
    """An evening at two vendors of this machine, and what is said at it, one utterance after the other."""

    def __init__(self, served: Served, engines: Engines) -> None:
        pacing = Pacing(interval_s=0, per_hour=10**6, per_session=10**6)
        super().__init__(settings=GraphSettings(pacing=pacing, retry_s=0.01))
        self._served = served
        self._engines = engines

    @property
    def engines(self) -> Engines:
        return self._engines

    async def say(self, graph: SessionGraph, first: int, last: int) -> None:
        """Each has its last result before the next is said, so that the vendors' dice fall in one order."""
        journal = self._journal
        await journal.open_stream(self.stream_id, "live")
        for n in range(first, last):
            cut = utterance(n, every_s=self.every_s)
            graph.hear_time(cut.end_sample)
            stored = asyncio.create_task(journal.commit_utterance(self.stream_id, cut))
            await graph.hear("live", 0, cut, lambda stored=stored: asyncio.shield(stored))
            graph.hush()
            await graph.settled()
            assert graph.unsettled == 0
            for chain in self._served.chains.values():
                await chain.probe()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[SessionGraph]:
        self._journal = self.claim()
        graph = self.graph(self._journal)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(graph.run())
            await graph.recovered()
            yield graph
            graph.close()


@asynccontextmanager
async def bad_day(attempt_s: float = 30.0) -> AsyncIterator[tuple[BadDay, Served, OpenAI, Gemini]]:
    """``attempt_s``: how long a vendor may be silent."""
    openai, gemini = OpenAI(), Gemini()
    for n in range(200):
        openai.said.next(f"You come to the {PLACES[n % len(PLACES)]} of {_word(n)} {_word(n + 7)} and look around.")
    with serving(openai) as openai_url, serving(gemini) as gemini_url:
        async with (
            openai_client(OPENAI_KEY, f"{openai_url}/v1") as client,
            google_client(GEMINI_KEY, gemini_url) as google,
        ):
            served, dice = Served(), random.Random(3)
            first: dict[str, Any] = {
                "transcriber": OpenAITranscriber(client, "gpt-transcribe", FREE_OF_CHARGE),
                "storyteller": OpenAIText(client, "gpt-5.4-mini", FREE_OF_CHARGE),
                "painter": GooglePainter(google, "gemini-3.1-flash-image", FREE_OF_CHARGE),
            }
            served.behind = {
                "transcriber": ScriptedTranscriber(steady()),
                "storyteller": Teller(steady()),
                "painter": Brush(steady()),
            }
            for stage, engine in first.items():
                asked = ModelStoryteller(engine) if stage == "storyteller" else engine
                paid = Provider(
                    asked,
                    attempt_s,
                    probe=engine.probe,
                    retries=Retries(first_s=0.02, longest_s=0.1),
                    breaker=Breaker(BreakerSettings(pause_s=0.0, shut_pause_s=0.0)),
                )
                served.chains[stage] = Chain(
                    [paid, Provider(served.behind[stage])],
                    dice=dice.random,
                    on_switch=lambda _from, _to, code: served.switched.update([code]),
                )
            chains = (served.chains["transcriber"], served.chains["storyteller"], served.chains["painter"])
            evening = BadDay(served, Engines(*chains, MemoryBlobs()))
            yield evening, served, openai, gemini


def _word(n: int) -> str:
    """Places that are not alike, so that each is worth a picture."""
    return "".join("bdfgklmnprst"[(n * k) % 12] + "aeiou"[(n + k) % 5] for k in (1, 5, 7))


async def test_three_in_ten_calls_fail() -> None:
    """Rates, errors, silence and refusals in equal parts: everything said has its result, for few calls."""
    async with bad_day(ATTEMPT_S) as (evening, served, openai, gemini), evening.at_work() as graph:
        vendors: tuple[Vendor, ...] = (openai, gemini)
        for vendor in vendors:
            vendor.script.chaos(Chaos(0.3, seed=5, retry_after_s=PATIENCE_S, even=True))
        await evening.say(graph, 0, UTTERANCES)
    heard = evening.recorded(events.TranscriptFinal)
    assert len(heard) >= 0.99 * UTTERANCES
    dropped = evening.recorded(events.TranscriptDropped)
    assert len(heard) + len(dropped) == UTTERANCES
    # Every scene came to an end that says what it was.
    scenes = evening.store.sessions[evening.session_id].scenes
    ended = [
        *(event.scene for event in evening.recorded(events.ImagePublished) if event.quality == "final"),
        *(event.scene for event in evening.recorded(events.ImageFailed)),
        *(event.scene for event in evening.recorded(events.SceneSkipped)),
    ]
    assert sorted(ended) == sorted(scenes)
    assert {event.code for event in evening.recorded(events.ImageFailed)} <= {"refused"}
    # What it cost. With three in ten failing the floor is 1 / 0.7 = 1.43.
    calls = [call for vendor in vendors for call in vendor.calls if call.kind != "models"]
    outcomes = Counter(call.answer.outcome for call in calls if call.answer is not None)
    assert sum(outcomes.values()) == len(calls)
    assert set(outcomes) == {"ok", "rate_limited", "server_error", "timeout", "refused"}, "a bad day"
    assert outcomes["ok"] / len(calls) == pytest.approx(0.7, abs=0.06)
    assert len(calls) / outcomes["ok"] <= 1.6
    painted = len(evening.recorded(events.ImagePublished)) + len(evening.recorded(events.ImageFailed))
    results = len(heard) + 2 * len(scenes) + painted
    assert len(calls) / results <= 1.6, "nor is more asked of the vendors because others answer in the end"
    # What passes is asked again where it was asked first: others answer only what was silent or refused.
    assert set(served.switched) == {"timeout", "refused"}


@pytest.mark.parametrize("death", ["server_error", "no_credit"])
async def test_a_vendor_dies_and_comes_back(death: str) -> None:
    """Another serves meanwhile, who is dead is hardly asked, and is used again unaided as soon as it answers."""
    async with bad_day() as (evening, served, openai, gemini), evening.at_work() as graph:
        vendors: tuple[Vendor, ...] = (openai, gemini)
        await evening.say(graph, 0, 3)
        assert [served.of_those_behind(stage) for stage in served.chains] == [0, 0, 0]
        for vendor in vendors:
            vendor.script.dead(death)
            vendor.calls.clear()
        await evening.say(graph, 3, 9)
        meanwhile = [served.of_those_behind(stage) for stage in served.chains]
        assert meanwhile[:2] == [6, 12]
        assert meanwhile[2] == len(evening.recorded(events.ImagePublished)) - 3 > 0
        for vendor, stages in ((openai, 2), (gemini, 1)):
            asked = [call for call in vendor.calls if call.kind != "models"]
            assert len(asked) <= stages * 8, "retries until the breaker opens, then probes alone"
            assert any(call.kind == "models" for call in vendor.calls)
        assert {chain.providers[0].breaker.state for chain in served.chains.values()} == {"open"}
        for vendor in vendors:
            vendor.script.recover()
        for chain in served.chains.values():
            await chain.probe()
        for vendor in vendors:
            vendor.calls.clear()
        await evening.say(graph, 9, 12)
    assert [served.of_those_behind(stage) for stage in served.chains] == meanwhile, "no more than before"
    assert len(openai.of("transcription")) == 3
    assert len(openai.of("text")) == 6
    assert len(gemini.of("image")) == 3
    assert len(evening.recorded(events.TranscriptFinal)) == 12
    assert not evening.recorded(events.ImageFailed)


def test_silence_is_over_within_ten_seconds() -> None:
    """What a silent vendor may take before another is asked, as the product is set."""
    settings = load()
    switch_s = Chain([Provider(ScriptedTranscriber(steady()))]).switch_s
    assert switch_s <= 10
    assert max(settings.transcribe_s, settings.story_s) < 10
