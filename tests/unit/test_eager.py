"""A transcription that begins when the speaker falls silent: sooner where that was the end, in vain where not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from fakes.evening import Evening
from fakes.invariants import check_finished
from fakes.memory_journal import MemoryJournal
from fakes.memory_treasury import MemoryTreasury
from fakes.scripted_engines import Act, ScriptedTranscriber, at, steady, words
from fakes.speech import utterance
from fakes.virtual_time import virtual

from pipeline import events
from pipeline.call import NO_ONES, Call, Usage
from pipeline.eager import KNOWN, MOST_KEPT
from pipeline.errors import EngineError
from pipeline.graph import MOST_IN_VAIN, Engines, GraphSettings, SessionGraph
from pipeline.model import BYTES_PER_SAMPLE, SAMPLE_RATE, Lull, Utterance
from pipeline.providers.chain import Chain, Provider
from pipeline.spending import Caps

EAGER = GraphSettings(eager=True)
LULL_S = 0.4
SPOKEN_S = 1.0
EVERY_S = 2.0


def texts(evening: Evening) -> list[str]:
    return [event.text for event in evening.recorded(events.TranscriptFinal)]


def ends(n: int) -> float:
    """When utterance ``n`` is cut."""
    return n * EVERY_S + SPOKEN_S


def begun(evening: Evening) -> list[float]:
    return [call.begun for call in evening.transcriber.calls]


IN_LULLS = pytest.approx([ends(n) - LULL_S for n in range(4)])


@virtual
async def test_the_call_begins_in_the_lull_and_is_made_once() -> None:
    evening = Evening(transcribe=steady(0.5), settings=EAGER, lull_s=LULL_S)
    await evening.life(4)
    assert begun(evening) == IN_LULLS
    assert texts(evening) == [words(n) for n in range(4)]
    check_finished(evening.store)


@virtual
async def test_without_the_setting_nothing_is_asked_in_a_lull() -> None:
    evening = Evening(transcribe=steady(0.5), lull_s=LULL_S)
    await evening.life(4)
    assert begun(evening) == pytest.approx([ends(n) for n in range(4)])


@virtual
async def test_an_answer_before_the_cut_waits_until_the_utterance_is_stored() -> None:
    evening = Evening(transcribe=steady(0.1), settings=EAGER, lull_s=LULL_S)
    evening.store.faults.delay_s = 0.3
    await evening.life(4)
    assert len(begun(evening)) == 4
    [second] = evening.transcriber.about(1)
    assert second.ended is not None
    assert second.ended < ends(1)
    names = [name for name, _ in evening.store.calls if name in ("commit_utterance", "commit_heard")]
    assert names[0] == "commit_utterance"
    assert texts(evening) == [words(n) for n in range(4)]
    check_finished(evening.store)


@dataclass
class Table:
    """A microphone whose lulls and cuts a test tells by itself."""

    evening: Evening
    graph: SessionGraph
    journal: MemoryJournal
    tasks: asyncio.TaskGroup

    def falls_silent(self, cut: Utterance, seconds: float | None = None, *, base: int = 0) -> None:
        """After ``seconds`` of it; None: at its end."""
        pcm = cut.pcm if seconds is None else cut.pcm[: round(seconds * SAMPLE_RATE) * BYTES_PER_SAMPLE]
        self.graph.hear_lull(base, Lull(cut.start_sample, pcm))

    async def is_cut(self, cut: Utterance) -> None:
        job = self.tasks.create_task(self.journal.commit_utterance(self.evening.stream_id, cut))
        await self.graph.hear("live", 0, cut, lambda: asyncio.shield(job))

    async def ends(self) -> None:
        self.graph.hush()
        await self.graph.settled()
        self.graph.close()


@asynccontextmanager
async def table(evening: Evening) -> AsyncIterator[Table]:
    journal = evening.claim()
    graph = evening.graph(journal)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(graph.run())
        await graph.recovered()
        await journal.open_stream(evening.stream_id, "live")
        here = Table(evening, graph, journal, tasks)
        yield here
        await here.ends()
        await running


@virtual
async def test_who_goes_on_is_heard_whole() -> None:
    evening = Evening(transcribe=steady(0.2), settings=EAGER)
    async with table(evening) as here:
        for n in range(3):
            here.falls_silent(utterance(n), 0.5)
            await asyncio.sleep(0.5)
            await here.is_cut(utterance(n))
            await asyncio.sleep(1.5)
    assert begun(evening) == pytest.approx([0, 0.5, 2, 2.5, 4, 4.5])
    assert texts(evening) == [words(n) for n in range(3)]
    check_finished(evening.store)


@virtual
async def test_cuts_that_wait_for_the_database_keep_their_calls() -> None:
    """Each lull's call is under way or over when its cut comes at last; none is made again."""
    evening = Evening(transcribe=steady(0.5), settings=EAGER)
    cuts = [utterance(n) for n in range(MOST_KEPT + 2)]
    async with table(evening) as here:
        for cut in cuts:
            here.falls_silent(cut)
            await asyncio.sleep(1)
        assert begun(evening) == pytest.approx([*range(MOST_KEPT)])
        for cut in cuts:
            await here.is_cut(cut)
    assert [len(evening.transcriber.about(n)) for n in range(len(cuts))] == [1] * len(cuts)
    assert texts(evening) == [words(n) for n in range(len(cuts))]


@virtual
async def test_calls_in_vain_that_never_end_hold_nobody_up() -> None:
    """Behind two that hang there is no third, and the graph does not wait for them."""
    evening = Evening(
        transcribe=lambda which, attempt: Act(hang=attempt == 1 and which < MOST_IN_VAIN, seconds=0.2), settings=EAGER
    )
    async with table(evening) as here:
        for n in range(3):
            here.falls_silent(utterance(n), 0.5)
            await asyncio.sleep(0.5)
            await here.is_cut(utterance(n))
            await asyncio.sleep(1.5)
    assert texts(evening) == [words(n) for n in range(3)]
    assert [len(evening.transcriber.about(n)) for n in range(3)] == [2, 2, 1]
    assert [evening.transcriber.about(n)[-1].begun for n in range(3)] == pytest.approx([0.5, 2.5, 4.5])
    assert asyncio.get_running_loop().time() < 7
    check_finished(evening.store)


async def lulls(here: Table, n: int, seconds: Sequence[float], *, every_s: float = 1.0) -> list[int]:
    """Somebody speaks for 20 s with lulls after these; which of them were asked about, and whether the end was."""
    cut = utterance(n, seconds=20, every_s=30)
    asked: list[int] = []
    for at_s in (*seconds, None):
        before = len(here.evening.transcriber.calls)
        here.falls_silent(cut, at_s)
        await asyncio.sleep(every_s)
        asked.append(len(here.evening.transcriber.calls) - before)
    await here.is_cut(cut)
    await asyncio.sleep(every_s)
    return asked


@virtual
async def test_who_mostly_goes_on_is_asked_about_ever_more_seldom() -> None:
    """Every second of twenty is a lull: all calls together are about three times as much sound as the whole."""
    evening = Evening(transcribe=steady(0.1), settings=EAGER)
    async with table(evening) as here:
        first = await lulls(here, 0, range(1, 20))
        assert first[-1] == 0
        assert [second for second, one in enumerate(first, 1) if one] == [1, 2, 4, 8, 16]
        # Those who have stopped thinking while they talk are trusted again.
        for n in range(1, KNOWN):
            await lulls(here, n, ())
        assert await lulls(here, KNOWN, (5, 10)) == [1, 1, 1]
    assert texts(evening) == [words(n) for n in range(KNOWN + 1)]


@virtual
async def test_what_is_forgotten_is_not_sent_any_more() -> None:
    """Neither again nor to the next engine."""
    evening = Evening(transcribe=steady(2), settings=EAGER)
    async with table(evening) as here:
        here.falls_silent(utterance(0))
        here.falls_silent(utterance(1), 0.5)
        here.falls_silent(utterance(1))
        await asyncio.sleep(0.5)
        here.graph.forget()
        await asyncio.sleep(0.1)
        assert {call.outcome for call in evening.transcriber.calls} == {"cancelled"}
        # The same place on the session's clock, and another sound.
        await here.is_cut(replace(utterance(7), n=0, start_sample=0))
    assert texts(evening) == [words(7)]


@virtual
async def test_the_same_place_in_another_stream_is_other_sound() -> None:
    evening = Evening(transcribe=steady(0.1), settings=EAGER)
    other = replace(utterance(5), n=0, start_sample=0)
    async with table(evening) as here:
        here.falls_silent(utterance(0))
        await asyncio.sleep(0.5)
        here.falls_silent(utterance(3), base=10**9)
        await asyncio.sleep(0.5)
        await here.is_cut(other)
        here.falls_silent(utterance(1))
        await asyncio.sleep(0.5)
        await here.is_cut(utterance(1))
    assert texts(evening) == [words(5), words(1)]
    assert len(evening.transcriber.about(1)) == 1


@virtual
async def test_a_call_of_a_lull_that_failed_is_as_if_it_had_not_been_made() -> None:
    broken = EngineError("It broke.")
    evening = Evening(transcribe=at(1, Act(0.1, broken), attempts=1), settings=EAGER, lull_s=LULL_S)
    await evening.life(4)
    assert [call.outcome for call in evening.transcriber.about(1)] == ["failed", "answered"]
    assert [call.begun for call in evening.transcriber.about(1)] == pytest.approx([ends(1) - LULL_S, ends(1)])
    assert evening.store.jobs[2].failures == 0
    assert texts(evening) == [words(n) for n in range(4)]


@virtual
async def test_whoever_has_other_things_to_do_is_not_asked_in_a_lull() -> None:
    class Busy(Evening):
        spare = True

        @property
        def engines(self) -> Engines:
            return replace(super().engines, transcriber=Chain([Provider(self.transcriber, spare=lambda: self.spare)]))

    evening = Busy(transcribe=steady(0.1), settings=EAGER)
    async with table(evening) as here:
        for n, spare in enumerate((True, False, True)):
            evening.spare = spare
            here.falls_silent(utterance(n))
            await asyncio.sleep(0.4)
            await here.is_cut(utterance(n))
            await asyncio.sleep(0.6)
    assert begun(evening) == pytest.approx([0, 1.4, 2])


@virtual
async def test_a_lull_is_not_asked_about_elsewhere_or_again() -> None:
    """The vendor fails: whoever is behind it, and its own second try, are for those who were cut."""
    vendor = ScriptedTranscriber(lambda _which, _attempt: Act(0.1, EngineError("No.", code="unavailable")))

    class Behind(Evening):
        @property
        def engines(self) -> Engines:
            return replace(super().engines, transcriber=Chain([Provider(vendor), Provider(self.transcriber)]))

    evening = Behind(transcribe=steady(0.1), settings=EAGER)
    async with table(evening) as here:
        here.falls_silent(utterance(0))
        await asyncio.sleep(2)
        assert (len(vendor.calls), len(evening.transcriber.calls)) == (1, 0)
        await here.is_cut(utterance(0))
    assert texts(evening) == [words(0)]


PRICE = 3_000_000


class Paid(Evening):
    """Each transcription costs the same."""

    def __init__(self, caps: Caps) -> None:
        super().__init__(transcribe=steady(0.2), settings=EAGER)
        self.treasury = MemoryTreasury(caps)
        free = self.transcriber.transcribe

        async def transcribe(pcm: bytes, *, glossary: object = (), call: Call = NO_ONES) -> tuple[str, float | None]:
            async with call.purse.pay("ears", "ear-1", "transcribe", PRICE) as bill:
                answer = await free(pcm)
                bill.charge(PRICE, Usage(audio_s=1))
            return answer

        self.transcriber.transcribe = transcribe  # type: ignore[method-assign]

    @property
    def engines(self) -> Engines:
        return replace(super().engines, treasury=self.treasury)

    async def interrupted(self, utterances: int) -> None:
        """Each with a lull in its middle that does not last."""
        async with table(self) as here:
            for n in range(utterances):
                here.falls_silent(utterance(n), 0.5)
                await asyncio.sleep(0.5)
                await here.is_cut(utterance(n))
                await asyncio.sleep(1.5)


@virtual
async def test_a_call_in_vain_is_paid_and_no_utterance_is_charged_with_it() -> None:
    evening = Paid(Caps())
    await evening.interrupted(3)
    spending = await evening.treasury.spending(evening.user_id, evening.session_id)
    assert spending.session.spent == 6 * PRICE
    assert [event.cost_usd for event in evening.recorded(events.TranscriptFinal)] == [0.003] * 3


@virtual
async def test_the_last_of_a_cap_is_for_what_is_needed_and_nobody_is_told_of_a_refusal() -> None:
    evening = Paid(Caps(session=10 * PRICE))
    async with table(evening) as here:
        for n in range(9):
            await here.is_cut(utterance(n))
            await asyncio.sleep(1)
        here.falls_silent(utterance(9))
        await asyncio.sleep(1)
        assert len(evening.transcriber.calls) == 9
        await here.is_cut(utterance(9))
    assert texts(evening) == [words(n) for n in range(10)]
    assert evening.treasury.refusals == {}
